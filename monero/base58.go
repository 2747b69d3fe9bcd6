package monero

import "math/bits"

// Alphabet is that of Bitcoin's base58: no 0, O, I and l.
const Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// CryptoNote's base58 turns each 8 bytes into 11 characters, and what is left
// over into the number of characters that this many bytes always need. So the
// text of an address has one length, unlike Bitcoin's.
const (
	blockBytes = 8
	blockChars = 11
)

// charsFor is the length of an encoded block by its number of bytes.
var charsFor = [blockBytes + 1]int{0, 2, 3, 5, 6, 7, 9, 10, 11}

// bytesFor is its inverse; -1 where no number of bytes has that length.
var bytesFor = [blockChars + 1]int{0, -1, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8}

// digits holds the value of each character plus one; 0 is no character of the alphabet.
var digits = func() (d [256]byte) {
	for i := range len(Alphabet) {
		d[Alphabet[i]] = byte(i) + 1
	}
	return d
}()

// IsBase58 says whether c is a character of the alphabet.
func IsBase58(c byte) bool { return digits[c] != 0 }

// EncodeBase58 writes b in CryptoNote's base58.
func EncodeBase58(b []byte) string {
	out := make([]byte, 0, len(b)/blockBytes*blockChars+charsFor[len(b)%blockBytes])
	for len(b) > 0 {
		block := b[:min(blockBytes, len(b))]
		b = b[len(block):]
		var n uint64
		for _, c := range block {
			n = n<<8 | uint64(c)
		}
		var text [blockChars]byte
		size := charsFor[len(block)]
		for i := size - 1; i >= 0; i-- {
			text[i] = Alphabet[n%58]
			n /= 58
		}
		out = append(out, text[:size]...)
	}
	return string(out)
}

// DecodeBase58 reads CryptoNote's base58. It refuses what the encoder cannot
// have written: a foreign character, a length of no bytes, and a block whose
// number does not fit its bytes. The error is an [*Error].
func DecodeBase58(s string) ([]byte, error) {
	for i := range len(s) {
		if digits[s[i]] == 0 {
			return nil, &Error{Problem: Character, At: i, Detail: describe(s[i]) + " is not in the alphabet"}
		}
	}
	if bytesFor[len(s)%blockChars] < 0 {
		return nil, &Error{Problem: Length, At: len(s), Detail: "no number of bytes has this many characters"}
	}
	out := make([]byte, 0, len(s)/blockChars*blockBytes+bytesFor[len(s)%blockChars])
	for at := 0; at < len(s); at += blockChars {
		block := s[at:min(at+blockChars, len(s))]
		size := bytesFor[len(block)]
		n, ok := decodeBlock(block, size)
		if !ok {
			return nil, &Error{Problem: Checksum, At: at, Detail: "the characters " + block + " stand for more than their bytes can hold"}
		}
		for i := size - 1; i >= 0; i-- {
			out = append(out, byte(n>>(8*i)))
		}
	}
	return out, nil
}

func decodeBlock(block string, size int) (uint64, bool) {
	var n uint64
	for i := range len(block) {
		hi, lo := bits.Mul64(n, 58)
		sum, carry := bits.Add64(lo, uint64(digits[block[i]]-1), 0)
		if hi != 0 || carry != 0 {
			return 0, false
		}
		n = sum
	}
	return n, size == blockBytes || n>>(8*size) == 0
}

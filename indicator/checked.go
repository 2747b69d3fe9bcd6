package indicator

import (
	"crypto/sha256"
	"strings"
)

// Checked reports whether a word is an address by its checksum alone, of a coin
// that need not be known here: base58check over a version and 20 bytes (one or
// two bytes of version, as Bitcoin's descendants have it), bech32 and bech32m of
// any human-readable part, and cashaddr of any prefix. A word passes by chance
// once in 2^30 or less.
func Checked(s string) bool {
	switch {
	case len(s) < 26 || len(s) > 128:
		return false
	case strings.IndexByte(s, ':') > 0:
		return anyCashaddr(s)
	case len(s) <= 36 && anyBase58Check(s):
		return true
	}
	return anyBech32(s)
}

func anyBase58Check(s string) bool {
	var buf [46]byte
	raw, ok := bigBase58(s, buf[:])
	if !ok || len(raw) != 25 && len(raw) != 26 {
		return false
	}
	h := sha256.Sum256(raw[:len(raw)-4])
	h = sha256.Sum256(h[:])
	return string(h[:4]) == string(raw[len(raw)-4:])
}

func anyBech32(s string) bool {
	if strings.ToLower(s) != s && strings.ToUpper(s) != s {
		return false
	}
	s = strings.ToLower(s)
	i := strings.LastIndexByte(s, '1')
	if i < 1 || i > 16 || len(s)-i-1 < 32 {
		return false
	}
	values, ok := fiveBits(s[i+1:])
	if !ok {
		return false
	}
	sum := bech32Sum(s[:i], values)
	return sum == 1 || sum == 0x2bc830a3
}

func anyCashaddr(s string) bool {
	n := len(AddressScheme(s))
	if n == 0 {
		return false
	}
	values, ok := fiveBits(s[n:])
	return ok && cashaddrSum(s[:n-1], values) == 0
}

func fiveBits(s string) ([]byte, bool) {
	values := make([]byte, len(s))
	for i := range len(s) {
		d := bech32Digit[s[i]]
		if d < 0 {
			return nil, false
		}
		values[i] = byte(d)
	}
	return values, true
}

// AddressScheme is the prefix of a cashaddr address with its colon, "" if s does
// not begin with one: "kaspa:", "karlsen:", "pyrin:" … and 42 characters or more
// of the code's alphabet behind it.
func AddressScheme(s string) string {
	i := strings.IndexByte(s, ':')
	if i < 2 || i > 16 {
		return ""
	}
	for j := range i {
		if c := s[j]; c < 'a' || c > 'z' {
			return ""
		}
	}
	n := 0
	for j := i + 1; j < len(s) && bech32Digit[s[j]] >= 0; j++ {
		n++
	}
	if n < 42 || n > 112 {
		return ""
	}
	return s[:i+1]
}

package indicator

import (
	"encoding/hex"
	"strings"

	"golang.org/x/crypto/sha3"
)

// decodeEthereum reads 0x and 40 hexadecimal digits. In mixed case the capitals
// are a checksum (EIP-55) and must be right; in one case there is nothing to
// check, and the address is as good as its shape.
func decodeEthereum(s string) (Wallet, bool) {
	if len(s) != 42 || !all([]byte(s[2:]), hexDigit) {
		return Wallet{}, false
	}
	w := Wallet{Coin: Ethereum, Address: s, Valid: true}
	if !oneCase(s[2:]) && eip55(s) != "0x"+s[2:] {
		w.Valid = false
		w.Problem = text("checksum")
	}
	return w, true
}

func oneCase(s string) bool { return strings.ToLower(s) == s || strings.ToUpper(s) == s }

// eip55 writes the address with its capitals: a letter is capital where the
// digit at its place in the Keccak-256 of the small address is 8 or more.
func eip55(s string) string {
	low := strings.ToLower(s[2:])
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(low))
	sum := hex.EncodeToString(h.Sum(nil))
	out := []byte("0x" + low)
	for i := range low {
		if low[i] >= 'a' && sum[i] >= '8' {
			out[i+2] -= 'a' - 'A'
		}
	}
	return string(out)
}

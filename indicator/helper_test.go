package indicator

import (
	"crypto/sha256"
	"math/big"
	"strings"

	"golang.org/x/crypto/blake2b"

	"lamproom/monero"
)

// encodeBase58Check writes an address with arithmetic that is not the decoder's.
func encodeBase58Check(v version, payload []byte) string {
	body := append([]byte(v.prefix), payload...)
	if v.coin == Ergo {
		h := blake2b.Sum256(body)
		body = append(body, h[:4]...)
	} else {
		h := sha256.Sum256(body)
		h = sha256.Sum256(h[:])
		body = append(body, h[:4]...)
	}
	zeros := 0
	for zeros < len(body) && body[zeros] == 0 {
		zeros++
	}
	n, d, out := new(big.Int).SetBytes(body), new(big.Int), []byte{}
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), d)
		out = append([]byte{monero.Alphabet[d.Int64()]}, out...)
	}
	return strings.Repeat("1", zeros) + string(out)
}

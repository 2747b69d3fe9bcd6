package indicator

import (
	"crypto/sha256"

	"golang.org/x/crypto/blake2b"

	"lamproom/monero"
)

// version is the byte or bytes before the payload of a base58check address.
type version struct {
	prefix  string
	payload int
	coin    string
	network string
}

// The versions are those of the coins' own chainparams.cpp; tron's is in its
// documentation of account addresses, ergo's in ErgoAddress.scala.
var versions = []version{
	{"\x00", 20, Bitcoin, "mainnet"},
	{"\x05", 20, Bitcoin, "mainnet"},
	{"\x6f", 20, Bitcoin, "testnet"},
	{"\xc4", 20, Bitcoin, "testnet"},
	{"\x30", 20, Litecoin, "mainnet"},
	{"\x32", 20, Litecoin, "mainnet"},
	{"\x1e", 20, Dogecoin, "mainnet"},
	{"\x16", 20, Dogecoin, "mainnet"},
	{"\x3c", 20, Ravencoin, "mainnet"},
	{"\x7a", 20, Ravencoin, "mainnet"},
	{"\x4c", 20, Dash, "mainnet"},
	{"\x10", 20, Dash, "mainnet"},
	{"\x41", 20, Tron, "mainnet"},
	{"\x1c\xb8", 20, Zcash, "mainnet"},
	{"\x1c\xbd", 20, Zcash, "mainnet"},
	{"\x01", 33, Ergo, "mainnet"}, // pay to public key; scripts have no fixed length
	{"\x11", 33, Ergo, "testnet"},
}

// decodeBase58Check reads Bitcoin's base58 with its checksum of four bytes
// (Ergo's is of BLAKE2b-256, everybody else's of SHA-256 twice).
func decodeBase58Check(s string) (Wallet, bool) {
	if len(s) > 60 {
		return Wallet{}, false
	}
	var buf [46]byte
	raw, ok := bigBase58(s, buf[:])
	if !ok || len(raw) < 25 {
		return Wallet{}, false
	}
	body, sum := raw[:len(raw)-4], string(raw[len(raw)-4:])
	for _, v := range versions {
		if len(body) != len(v.prefix)+v.payload || string(body[:len(v.prefix)]) != v.prefix {
			continue
		}
		if v.coin == Ergo {
			if h := blake2b.Sum256(body); string(h[:4]) != sum || body[1] != 2 && body[1] != 3 {
				return Wallet{}, false
			}
		} else {
			h := sha256.Sum256(body)
			if h = sha256.Sum256(h[:]); string(h[:4]) != sum {
				return Wallet{}, false
			}
		}
		return Wallet{Coin: v.coin, Address: s, Valid: true, Network: v.network}, true
	}
	return Wallet{}, false
}

// bigBase58 reads s as one number, with a zero byte for each leading "1".
func bigBase58(s string, buf []byte) ([]byte, bool) {
	zeros := 0
	for zeros < len(s) && s[zeros] == '1' {
		zeros++
	}
	start := len(buf)
	for i := zeros; i < len(s); i++ {
		carry := digitOf[s[i]]
		if carry < 0 {
			return nil, false
		}
		j := len(buf)
		for j > start || carry > 0 {
			if j == 0 {
				return nil, false
			}
			j--
			carry += int(buf[j]) * 58
			buf[j] = byte(carry)
			carry >>= 8
		}
		start = min(start, j)
	}
	if start < zeros {
		return nil, false
	}
	clear(buf[start-zeros : start])
	return buf[start-zeros:], true
}

var digitOf = func() (d [256]int) {
	for i := range d {
		d[i] = -1
	}
	for i := range len(monero.Alphabet) {
		d[monero.Alphabet[i]] = i
	}
	return d
}()

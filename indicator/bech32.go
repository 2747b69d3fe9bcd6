package indicator

import "strings"

const bech32Chars = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

var bech32Digit = func() (d [256]int8) {
	for i := range d {
		d[i] = -1
	}
	for i, c := range bech32Chars {
		d[c] = int8(i)
		if c >= 'a' {
			d[c-'a'+'A'] = int8(i)
		}
	}
	return d
}()

// hrps are the human-readable parts of addresses (BIP 173 for Bitcoin, the
// chainparams.cpp of Litecoin, ZIP 32 for Zcash's shielded addresses).
var hrps = []struct{ hrp, coin, network string }{
	{"bc", Bitcoin, "mainnet"},
	{"tb", Bitcoin, "testnet"},
	{"ltc", Litecoin, "mainnet"},
	{"tltc", Litecoin, "testnet"},
	{"zs", Zcash, "mainnet"},
}

// bech32Written says whether s begins as a bech32 address of a known coin.
func bech32Written(s string) bool {
	for _, h := range hrps {
		if n := len(h.hrp); len(s) > n+1 && s[n] == '1' && strings.EqualFold(s[:n], h.hrp) {
			return true
		}
	}
	return false
}

// decodeBech32 reads a segregated-witness address (BIP 173, and BIP 350 for
// witness versions from 1) or a shielded Zcash address. One that only the
// checksum speaks against comes back as damaged.
func decodeBech32(s string) (Wallet, bool) {
	if len(s) > 90 || strings.ToLower(s) != s && strings.ToUpper(s) != s {
		return Wallet{}, false
	}
	hrp, data, _ := strings.Cut(strings.ToLower(s), "1")
	w := Wallet{Address: s}
	for _, h := range hrps {
		if h.hrp == hrp {
			w.Coin, w.Network = h.coin, h.network
		}
	}
	if w.Coin == "" || len(data) < 14 {
		return Wallet{}, false
	}
	values := make([]byte, len(data))
	for i := range len(data) {
		d := bech32Digit[data[i]]
		if d < 0 {
			return Wallet{}, false
		}
		values[i] = byte(d)
	}
	sum := bech32Sum(hrp, values)
	values = values[:len(values)-6]
	const bech32, bech32m = 1, 0x2bc830a3
	want := uint32(bech32)
	if w.Coin == Zcash {
		if n := packed(values); n != 43 {
			return Wallet{}, false
		}
	} else {
		program := packed(values[1:])
		switch v := values[0]; {
		case v > 16 || program < 2 || program > 40:
			return Wallet{}, false
		case v == 0 && program != 20 && program != 32:
			return Wallet{}, false
		case v > 0:
			want = bech32m
		}
	}
	if w.Valid = sum == want; !w.Valid {
		w.Problem = text("checksum")
	}
	return w, true
}

// packed is the number of bytes in groups of five bits; -1 where bits that
// belong to no byte are set or are more than four.
func packed(values []byte) int {
	left := len(values) * 5 % 8
	if left > 4 || left > 0 && values[len(values)-1]&(1<<left-1) != 0 {
		return -1
	}
	return len(values) * 5 / 8
}

func bech32Sum(hrp string, values []byte) uint32 {
	chk := uint32(1)
	step := func(v byte) {
		top := chk >> 25
		chk = chk&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	for i := range len(hrp) {
		step(hrp[i] >> 5)
	}
	step(0)
	for i := range len(hrp) {
		step(hrp[i] & 31)
	}
	for _, v := range values {
		step(v)
	}
	return chk
}

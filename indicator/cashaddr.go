package indicator

import "strings"

// decodeCashaddr reads "kaspa:…" and "bitcoincash:…": bech32's characters with
// a checksum of 40 bits over the scheme and the data (the cashaddr specification
// of Bitcoin Cash; rusty-kaspa's addresses use the same code with its own
// versions). One that only the checksum speaks against comes back as damaged.
func decodeCashaddr(s string) (Wallet, bool) {
	if strings.ToLower(s) != s && strings.ToUpper(s) != s {
		return Wallet{}, false
	}
	prefix, data, _ := strings.Cut(strings.ToLower(s), ":")
	w := Wallet{Address: s, Network: "mainnet"}
	switch prefix {
	case "kaspa":
		w.Coin = Kaspa
	case "kaspatest":
		w.Coin, w.Network = Kaspa, "testnet"
	case "bitcoincash":
		w.Coin = BitcoinCash
	case "bchtest":
		w.Coin, w.Network = BitcoinCash, "testnet"
	default:
		return Wallet{}, false
	}
	if len(data) < 42 || len(data) > 64 {
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
	payload := values[:len(values)-8]
	size := packed(payload) - 1
	version := payload[0]<<3 | payload[1]>>2
	ok := false
	switch w.Coin {
	case Kaspa: // a Schnorr key, an ECDSA key, the hash of a script
		ok = (version == 0 || version == 8) && size == 32 || version == 1 && size == 33
	case BitcoinCash: // 160-bit hash of a key or a script, with or without tokens
		ok = size == 20 && (version == 0 || version == 8 || version == 16 || version == 24)
	}
	if !ok {
		return Wallet{}, false
	}
	if w.Valid = cashaddrSum(prefix, values) == 0; !w.Valid {
		w.Problem = text("checksum")
	}
	return w, true
}

func cashaddrSum(prefix string, values []byte) uint64 {
	chk := uint64(1)
	step := func(v byte) {
		top := chk >> 35
		chk = chk&0x7ffffffff<<5 ^ uint64(v)
		for i, g := range [5]uint64{0x98f2bc8e61, 0x79b76d99e2, 0xf33e5fb3c4, 0xae2eabe2a8, 0x1e4f43e470} {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	for i := range len(prefix) {
		step(prefix[i] & 31)
	}
	step(0)
	for _, v := range values {
		step(v)
	}
	return chk ^ 1
}

package indicator

import "lamproom/monero"

// family is a coin of Monero's family by the prefix of its addresses.
type family struct {
	prefix        uint64
	coin, network string
	kind          string
}

// families has prefixes that were read in the coins' own cryptonote_config.h or
// in XMRig's WalletAddress.cpp, and no others: what is missing is "cryptonote".
var families = []family{
	{0x2bb39a, "sumokoin", "mainnet", "standard"}, {0x29339a, "sumokoin", "mainnet", "integrated"}, {0x8319a, "sumokoin", "mainnet", "subaddress"},
	{0x37751a, "sumokoin", "testnet", "standard"}, {0x34f51a, "sumokoin", "testnet", "integrated"}, {0x1d351a, "sumokoin", "testnet", "subaddress"},
	{0x2ce192, "ryo", "mainnet", "standard"}, {0x2de192, "ryo", "mainnet", "integrated"}, {0x2fe192, "ryo", "mainnet", "subaddress"},
	{0x2cca, "arqma", "mainnet", "standard"}, {0x116bc7, "arqma", "mainnet", "integrated"}, {0x6847, "arqma", "mainnet", "subaddress"},
	{0x1032, "wownero", "mainnet", "standard"}, {0x1a9a, "wownero", "mainnet", "integrated"}, {0x2fb0, "wownero", "mainnet", "subaddress"},
	{0x5a, "graft", "mainnet", "standard"}, {0x5b, "graft", "mainnet", "integrated"}, {0x66, "graft", "mainnet", "subaddress"},
	{0x54, "graft", "testnet", "standard"}, {0x55, "graft", "testnet", "integrated"}, {0x70, "graft", "testnet", "subaddress"},
	{0x5af4, "haven", "mainnet", "standard"}, {0xcd774, "haven", "mainnet", "integrated"}, {0x12d974, "haven", "mainnet", "subaddress"},
	{0xb2, "aeon", "mainnet", "standard"}, {0x2733, "aeon", "mainnet", "integrated"}, {0x6b8, "aeon", "mainnet", "subaddress"},
	{0x3ef318, "salvium", "mainnet", "standard"}, {0x55ef318, "salvium", "mainnet", "integrated"}, {0xf5ef318, "salvium", "mainnet", "subaddress"},
	{18018, "electroneum", "mainnet", "standard"}, {18019, "electroneum", "mainnet", "integrated"},
	{0x6241d18c0, "zephyr", "mainnet", "standard"},
	{0x3bbb1d, "turtlecoin", "mainnet", "standard"},
	{0x7ad4, "conceal", "mainnet", "standard"},
}

// decodeCryptoNote reads an address of another coin of the family: the Keccak
// checksum holds, and two keys of the curve stand in it.
func decodeCryptoNote(s string) (Wallet, bool) {
	prefix, body, err := monero.DecodeAny(s)
	if err != nil || len(body) < 64 || monero.IsPrefix(prefix) {
		return Wallet{}, false
	}
	w := Wallet{Coin: CryptoNote, Address: s}
	for _, f := range families {
		if f.prefix == prefix {
			w.Coin, w.Network, w.Kind = f.coin, f.network, f.kind
		}
	}
	if len(body) == 64 || len(body) == 72 { // others put more than keys and an id there
		if !monero.IsPoint([32]byte(body)) || !monero.IsPoint([32]byte(body[32:])) {
			w.Problem = text(string(monero.Point))
			return w, w.Coin != CryptoNote
		}
	} else if w.Coin == CryptoNote {
		return Wallet{}, false
	}
	w.Valid = true
	return w, true
}

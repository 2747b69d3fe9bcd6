package indicator

import (
	"encoding/hex"
	"errors"
	"strings"

	"lamproom/monero"
)

// DecodeWallet reads a wallet: the whole string, but for spaces around it and
// the scheme and parameters of a payment URI. It is false where the string is no
// wallet of a known coin. A string that is clearly meant as a Monero address (or
// a bech32 or Ethereum one) and is damaged comes back with Valid false and its
// problem.
func DecodeWallet(s string) (Wallet, bool) {
	s = withoutURI(strings.TrimSpace(s))
	if len(s) < 25 || len(s) > 256 {
		return Wallet{}, false
	}
	if s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return decodeEthereum(s)
	}
	if strings.IndexByte(s, ':') >= 0 {
		return decodeCashaddr(s)
	}
	if bech32Written(s) {
		if w, ok := decodeBech32(s); ok {
			return w, true
		}
	}
	if len(s) <= 60 {
		return decodeBase58Check(s)
	}
	if w, ok := decodeMonero(s); ok {
		return w, true
	}
	if w, ok := decodeCryptoNote(s); ok {
		return w, true
	}
	return damagedMonero(s)
}

// withoutURI takes the address out of a payment URI (BIP 21 and Monero's
// monero_uri): the scheme before, the parameters after. Kaspa's and Bitcoin
// Cash's scheme is part of the address.
func withoutURI(s string) string {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok {
		return s
	}
	switch strings.ToLower(scheme) {
	case "monero", "bitcoin", "litecoin", "dogecoin", "dash", "zcash", "ethereum", "raven", "ravencoin", "tron", "ergo":
		rest, _, _ = strings.Cut(strings.TrimPrefix(rest, "//"), "?")
		return rest
	}
	return s
}

func decodeMonero(s string) (Wallet, bool) {
	a, err := monero.Decode(s)
	if err == nil {
		return moneroWallet(s, a), true
	}
	var e *monero.Error
	if errors.As(err, &e) && e.Problem == monero.Point { // checksum and prefix held
		return damaged(s, monero.Point), true
	}
	return Wallet{}, false
}

func moneroWallet(s string, a monero.Address) Wallet {
	w := Wallet{Coin: Monero, Address: s, Valid: true, Network: string(a.Network), Kind: string(a.Kind)}
	if a.Kind == monero.Integrated {
		w.Base = text(a.Base().String())
		w.PaymentID = text(hex.EncodeToString(a.PaymentID[:]))
	}
	return w
}

func damaged(s string, p monero.Problem) Wallet {
	w := Wallet{Coin: Monero, Address: s, Problem: text(string(p))}
	if f := startOf(s); f != nil {
		w.Network = string(f.network)
		w.Kind = string(f.kind)
	}
	return w
}

// start is a form of Monero address by how it begins: the first character and
// the range of the second, in the order of the base58 alphabet. A prefix fixes
// the top byte of the first block, and so nearly two characters.
type start struct {
	first, low, high byte
	network          monero.Network
	kind             monero.Kind
}

var starts = [...]start{
	{'4', '1', 'B', monero.Mainnet, monero.Standard},
	{'4', 'B', 'M', monero.Mainnet, monero.Integrated},
	{'8', '2', 'C', monero.Mainnet, monero.Subaddress},
	{'5', '1', 'B', monero.Stagenet, monero.Standard},
	{'5', 'B', 'M', monero.Stagenet, monero.Integrated},
	{'7', '2', 'B', monero.Stagenet, monero.Subaddress},
	{'9', 's', 'z', monero.Testnet, monero.Standard},
	{'A', '1', '2', monero.Testnet, monero.Standard},
	{'A', '2', 'C', monero.Testnet, monero.Integrated},
	{'B', 'Y', 'h', monero.Testnet, monero.Subaddress},
}

// startOf is the form that s begins as, nil for none. Where two forms meet in
// the second character, the length decides.
func startOf(s string) *start {
	var found *start
	for i := range starts {
		f := &starts[i]
		if f.first != s[0] || s[1] < f.low || s[1] > f.high {
			continue
		}
		if found == nil || len(s) > (monero.Chars+monero.IntegratedChars)/2 {
			found = f
		}
	}
	return found
}

// damagedMonero takes a token for a damaged Monero address: it begins as one, is
// about as long, has the mixture of letters and digits that base58 has, and at
// most a few characters that are not of the alphabet. A mainnet address may be
// off in its second character; one of the other networks may not, and must be
// closer in length, for their first characters are nothing special.
func damagedMonero(s string) (Wallet, bool) {
	slack := 1
	if s[0] == '4' || s[0] == '8' {
		slack = 5
	} else if startOf(s) == nil {
		return Wallet{}, false
	}
	if abs(len(s)-monero.Chars) > slack && abs(len(s)-monero.IntegratedChars) > slack {
		return Wallet{}, false
	}
	if !looksRandom(s, 5) {
		return Wallet{}, false
	}
	var e *monero.Error
	if _, err := monero.Decode(s); errors.As(err, &e) {
		return damaged(s, e.Problem), true
	}
	return Wallet{}, false
}

// looksRandom says whether the token has the mixture of a base58 text of about
// a hundred characters, with no more than so many foreign characters in it. Hex
// digests, identifiers and words do not.
func looksRandom(s string, foreign int) bool {
	var upper, lower, digits, other int
	for i := range len(s) {
		switch c := s[i]; {
		case c == '0' || c == 'O' || c == 'I' || c == 'l':
			other++
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '1' && c <= '9':
			digits++
		default:
			other++
		}
	}
	return other <= foreign && upper >= 15 && lower >= 15 && digits >= 4
}

func abs(n int) int { return max(n, -n) }

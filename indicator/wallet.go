package indicator

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Wallet is an address of a coin, decoded. For Monero every field speaks; other
// coins keep coin, address, validity and, where the address shows it, network.
type Wallet struct {
	Coin      string  `json:"coin"`
	Address   string  `json:"address"` // as it was written, without a URI's scheme
	Valid     bool    `json:"valid"`   // well formed; never that somebody holds the keys
	Network   string  `json:"network"` // "" where it cannot be read
	Kind      string  `json:"kind"`
	Base      *string `json:"base"`       // the standard address in an integrated one
	PaymentID *string `json:"payment_id"` // hexadecimal, of an integrated address
	Custodial *bool   `json:"custodial"`  // left to who sees the whole case
	Problem   *string `json:"problem"`    // a word of package monero's Problem
}

// MarshalJSON writes the fields in their order: all of them for Monero, null
// where there is nothing to say.
func (w Wallet) MarshalJSON() ([]byte, error) { return w.AppendJSON(make([]byte, 0, 384)), nil }

// AppendJSON appends what MarshalJSON returns. It is written by hand since no
// other object is written so often.
func (w Wallet) AppendJSON(b []byte) []byte {
	b = appendString(append(b, `{"coin":`...), w.Coin)
	b = appendString(append(b, `,"address":`...), w.Address)
	b = strconv.AppendBool(append(b, `,"valid":`...), w.Valid)
	all := w.Coin == Monero
	b = appendField(b, `,"network":`, &w.Network, all)
	b = appendField(b, `,"kind":`, &w.Kind, all)
	if all {
		b = appendPointer(append(b, `,"base":`...), w.Base)
		b = appendPointer(append(b, `,"payment_id":`...), w.PaymentID)
		b = append(b, `,"custodial":`...)
		if w.Custodial == nil {
			b = append(b, "null"...)
		} else {
			b = strconv.AppendBool(b, *w.Custodial)
		}
	}
	if all || w.Problem != nil {
		b = appendPointer(append(b, `,"problem":`...), w.Problem)
	}
	return append(b, '}')
}

// appendField appends a text that is "" where it cannot be read: null, or
// nothing at all.
func appendField(b []byte, name string, s *string, null bool) []byte {
	if *s == "" {
		if !null {
			return b
		}
		s = nil
	}
	return appendPointer(append(b, name...), s)
}

func appendPointer(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	return appendString(b, *s)
}

// appendString appends s as encoding/json writes it.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			q, err := json.Marshal(s)
			if err != nil {
				panic(err) // a string: cannot fail
			}
			return append(b, q...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// Indicator is the wallet as an indicator. Spellings of one address become one:
// bech32 is written small, an Ethereum address with its EIP-55 capitals. The
// address of a damaged wallet is left alone.
func (w Wallet) Indicator() Indicator {
	v := w.Address
	switch {
	case !w.Valid:
	case w.Coin == Ethereum:
		v = eip55(v)
	case strings.ContainsRune(v, ':') || bech32Written(v):
		v = strings.ToLower(v)
	}
	return Indicator{TypeWallet, v}
}

// The names of coins. Where several coins share a form, the name is that of the
// first and [Wallet.AlsoOf] has the rest.
const (
	Monero      = "monero"
	Bitcoin     = "bitcoin"
	BitcoinCash = "bitcoin-cash"
	Ethereum    = "ethereum"
	Litecoin    = "litecoin"
	Dogecoin    = "dogecoin"
	Dash        = "dash"
	Zcash       = "zcash"
	Ravencoin   = "ravencoin"
	Tron        = "tron"
	Ergo        = "ergo"
	Kaspa       = "kaspa"
	CryptoNote  = "cryptonote" // a coin of Monero's family whose prefix is not known
)

// AlsoOf lists other coins that write addresses in the very same form, so that
// the address alone cannot tell them apart.
func (w Wallet) AlsoOf() []string {
	switch w.Coin {
	case Ethereum:
		return []string{"ethereum-classic", "binance-smart-chain", "polygon"}
	case Ravencoin:
		if strings.HasPrefix(w.Address, "R") {
			return []string{"verus", "komodo"}
		}
	case Zcash:
		if strings.HasPrefix(w.Address, "t") {
			return []string{"flux"}
		}
	case Bitcoin:
		switch {
		case strings.HasPrefix(w.Address, "1"):
			return []string{BitcoinCash}
		case strings.HasPrefix(w.Address, "3"):
			return []string{BitcoinCash, Litecoin}
		}
	}
	return nil
}

// Checked says how far the address could be checked. Only Monero's keys are
// looked at; every other coin is checked by its checksum and no more, and an
// Ethereum address in one case has not even that.
func (w Wallet) Checked() string {
	switch w.Coin {
	case Monero, CryptoNote:
		return "keccak checksum, both keys on the curve"
	case Ethereum:
		if oneCase(w.Address[2:]) {
			return "shape only"
		}
		return "eip-55 capitals"
	case Kaspa, BitcoinCash:
		return "cashaddr checksum"
	case Ergo:
		return "blake2b checksum"
	case Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Ravencoin, Tron:
		if bech32Written(w.Address) {
			return "bech32 checksum"
		}
		return "double sha-256 checksum"
	}
	return "keccak checksum"
}

func text(s string) *string { return &s }

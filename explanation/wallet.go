package explanation

import (
	"encoding/json"

	"lamproom/indicator"
)

// MarshalJSON writes the fields of the wallet in the order of the contract, after
// its type, in one object. It is written by hand since most texts that people
// ask about by the million are wallets.
func (w Wallet) MarshalJSON() ([]byte, error) { return w.AppendJSON(make([]byte, 0, 512)), nil }

// AppendJSON appends what MarshalJSON returns.
func (w Wallet) AppendJSON(b []byte) []byte {
	b = append(b, `{"type":"wallet"`...)
	b = field(b, "coin", w.Coin)
	b = field(b, "address", w.Address)
	if w.Valid {
		b = append(b, `,"valid":true`...)
	} else {
		b = append(b, `,"valid":false`...)
	}
	monero := w.Coin == indicator.Monero // all its fields are written, null where there is nothing to say
	b = optionalField(b, "network", w.Network, monero)
	b = optionalField(b, "kind", w.Kind, monero)
	if monero {
		b = optionalField(b, "base", deref(w.Base), true)
		b = optionalField(b, "payment_id", deref(w.PaymentID), true)
		if w.Custodial == nil {
			b = append(b, `,"custodial":null`...)
		} else if *w.Custodial {
			b = append(b, `,"custodial":true`...)
		} else {
			b = append(b, `,"custodial":false`...)
		}
	}
	b = optionalField(b, "problem", deref(w.Problem), monero)
	b = optionalField(b, "worker", w.Worker, false)
	b = optionalField(b, "difficulty", w.Difficulty, false)
	b = optionalField(b, "email", w.Email, false)
	if w.Refanged {
		b = append(b, `,"refanged":true`...)
	}
	return append(b, '}')
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func optionalField(b []byte, name, value string, null bool) []byte {
	switch {
	case value != "":
		return field(b, name, value)
	case null:
		b = append(append(append(b, ',', '"'), name...), `":null`...)
	}
	return b
}

func field(b []byte, name, value string) []byte {
	b = append(append(append(b, ',', '"'), name...), '"', ':')
	for i := range len(value) {
		if c := value[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			q, err := json.Marshal(value)
			if err != nil {
				panic(err) // a string: cannot fail
			}
			return append(b, q...)
		}
	}
	return append(append(append(b, '"'), value...), '"')
}

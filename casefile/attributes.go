package casefile

import "lamproom/indicator"

// attributes are the decoded fields of a wallet, all but the address, which is
// the indicator's value; nothing for other indicators.
func attributes(w *indicator.Wallet) map[string]any {
	a := map[string]any{}
	if w == nil {
		return a
	}
	a["coin"], a["valid"] = w.Coin, w.Valid
	set := func(key, v string) {
		if v != "" {
			a[key] = v
		}
	}
	set("network", w.Network)
	set("kind", w.Kind)
	point := func(key string, v *string) {
		if v != nil {
			a[key] = *v
		}
	}
	point("base", w.Base)
	point("payment_id", w.PaymentID)
	point("problem", w.Problem)
	if w.Custodial != nil {
		a["custodial"] = *w.Custodial
	}
	return a
}

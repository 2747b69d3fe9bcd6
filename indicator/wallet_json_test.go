package indicator

import (
	"encoding/json"
	"fmt"
	"testing"
)

// TestWalletIsWrittenAsEncodingJSONWouldWriteIt compares the bytes written by hand with those of encoding/json.
func TestWalletIsWrittenAsEncodingJSONWouldWriteIt(t *testing.T) {
	optional := func(s string) *string {
		if s == "" {
			return nil
		}
		return &s
	}
	yes := true
	for _, coin := range []string{Monero, Bitcoin, ""} {
		for _, s := range []string{"", "4abc", `a"b\c`, "<&>", "\x00\n\x7f", "é\u2028\u202e", "\xff"} {
			for _, custodial := range []*bool{nil, &yes} {
				w := Wallet{Coin: coin, Address: s, Valid: s == "", Network: s, Kind: s, Base: optional(s), PaymentID: optional(s), Custodial: custodial, Problem: optional(s)}
				type monero struct {
					Coin      string  `json:"coin"`
					Address   string  `json:"address"`
					Valid     bool    `json:"valid"`
					Network   *string `json:"network"`
					Kind      *string `json:"kind"`
					Base      *string `json:"base"`
					PaymentID *string `json:"payment_id"`
					Custodial *bool   `json:"custodial"`
					Problem   *string `json:"problem"`
				}
				type other struct {
					Coin    string  `json:"coin"`
					Address string  `json:"address"`
					Valid   bool    `json:"valid"`
					Network *string `json:"network,omitempty"`
					Kind    *string `json:"kind,omitempty"`
					Problem *string `json:"problem,omitempty"`
				}
				var same any = other{w.Coin, w.Address, w.Valid, optional(w.Network), optional(w.Kind), w.Problem}
				if coin == Monero {
					same = monero{w.Coin, w.Address, w.Valid, optional(w.Network), optional(w.Kind), w.Base, w.PaymentID, w.Custodial, w.Problem}
				}
				want, err := json.Marshal(same)
				if err != nil {
					t.Fatal(err)
				}
				got, err := json.Marshal(w)
				if err != nil || string(got) != string(want) {
					t.Errorf("%s: got %s, want %s (%v)", fmt.Sprint(w), got, want, err)
				}
				if direct := string(w.AppendJSON([]byte("x"))); direct != "x"+string(want) {
					t.Errorf("AppendJSON: got %s, want %s", direct, want)
				}
			}
		}
	}
}

package indicator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSplitLogin(t *testing.T) {
	const (
		d     = donation
		pid16 = "4464313cf611b3b8"
		kas   = "kaspa:qpauqsvk7yf9unexwmxsnmg547mhyga37csh0kj53q6xxgl24ydxjsgzthw5j"
	)
	pid64 := strings.Repeat(pid16, 4)
	for _, tc := range []struct {
		user string
		want Login // without the wallet
		coin string
	}{
		{d, Login{Address: d}, Monero},
		{" " + d + "\n", Login{Address: d}, Monero},
		{d + ".rig-01", Login{Address: d, Worker: "rig-01"}, Monero},
		{d + ".rig.01", Login{Address: d, Worker: "rig.01"}, Monero},
		{d + "+120000", Login{Address: d, Difficulty: "120000"}, Monero},
		{d + ".rig+5000", Login{Address: d, Worker: "rig", Difficulty: "5000"}, Monero},
		{d + "+5000.rig", Login{Address: d, Worker: "rig", Difficulty: "5000"}, Monero},
		{d + "/me@example.com", Login{Address: d, Email: "me@example.com"}, Monero},
		{d + ".rig/me+x@example.com", Login{Address: d, Worker: "rig", Email: "me+x@example.com"}, Monero},
		{d + "/rig", Login{Address: d, Worker: "rig"}, Monero},
		{d + "/rig/me@example.com", Login{Address: d, Worker: "rig", Email: "me@example.com"}, Monero},
		{d + ":rig", Login{Address: d, Worker: "rig"}, Monero},
		{d + "~rx/0", Login{Address: d, Algorithm: "rx/0"}, Monero},
		{d + "%2Erig", Login{Address: d, Worker: "rig"}, Monero},
		{"joe@mail.test/w", Login{Address: "joe@mail.test", Email: "joe@mail.test", Worker: "w"}, ""},
		{d + "@rig", Login{Address: d, Worker: "rig"}, Monero},
		{d + "." + pid16, Login{Address: d, PaymentID: pid16}, Monero},
		{d + "." + pid64 + "+3000", Login{Address: d, PaymentID: pid64, Difficulty: "3000"}, Monero},
		{d + "." + pid64 + ".rig/a@b.org", Login{Address: d, PaymentID: pid64, Worker: "rig", Email: "a@b.org"}, Monero},
		{d + "." + pid16[:15], Login{Address: d, Worker: pid16[:15]}, Monero},
		{"SOLO:" + d, Login{Address: d, Solo: true}, Monero},
		{"solo:" + d + ".rig", Login{Address: d, Worker: "rig", Solo: true}, Monero},
		{"XMR:" + d + ".rig#a1b2-c3d4", Login{Address: d, Worker: "rig", Coin: "XMR", Referral: "a1b2-c3d4"}, Monero},
		{"DOGE:" + d + ".unmineable_worker_xyz", Login{Address: d, Worker: "unmineable_worker_xyz", Coin: "DOGE"}, Monero},
		{reference + ".w", Login{Address: reference, Worker: "w"}, Monero},
		{d[:94] + ".w", Login{Address: d[:94], Worker: "w"}, Monero}, // damaged
		{genesis + ".0", Login{Address: genesis, Worker: "0"}, Bitcoin},
		{segwit + ".S19", Login{Address: segwit, Worker: "S19"}, Bitcoin},
		{ether + ".rig/me@example.com", Login{Address: ether, Worker: "rig", Email: "me@example.com"}, Ethereum},
		{kas + ".rig", Login{Address: kas, Worker: "rig"}, Kaspa},
		{"minergate@example.com", Login{Address: "minergate@example.com", Email: "minergate@example.com"}, ""},
		{"minergate@example.com/w1", Login{Address: "minergate@example.com", Email: "minergate@example.com", Worker: "w1"}, ""},
		{"account.worker", Login{Address: "account", Worker: "worker"}, ""},
		{"x", Login{Address: "x"}, ""},
		{"", Login{}, ""},
		{"YOUR_WALLET_ADDRESS", Login{Address: "YOUR_WALLET_ADDRESS"}, ""},
		{"KJU", Login{Address: "KJU"}, ""},
	} {
		got := SplitLogin(tc.user)
		coin := ""
		if got.Wallet != nil {
			coin = got.Wallet.Coin
		}
		got.Wallet = nil
		if diff := cmp.Diff(tc.want, got); diff != "" || coin != tc.coin {
			t.Errorf("SplitLogin(%q): coin %q, want %q (-want +got):\n%s", tc.user, coin, tc.coin, diff)
		}
	}
}

func FuzzSplitLogin(f *testing.F) {
	for _, s := range []string{donation, donation + ".w+1/a@b.com#x", "SOLO:XMR:" + donation, "a@b.com/w", ":::", "kaspa:", "+", donation + "." + strings.Repeat("0", 64)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l := SplitLogin(s)
		for _, part := range []string{l.Address, l.Difficulty, l.Email, l.Coin, l.Referral} {
			if !strings.Contains(s, part) {
				t.Fatalf("%q: %+v has %q, which is not in it", s, l, part)
			}
		}
		if l.Wallet != nil && l.Wallet.Address != l.Address {
			t.Fatalf("%q: %+v", s, l)
		}
	})
}

package indicator

import (
	"encoding/json"
	"strings"
	"testing"

	"lamproom/monero"
)

const (
	reference     = "4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS"
	referenceBase = "48mxGC7MjyhWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbHuK7RDn"
	donation      = "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"

	genesis = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
	segwit  = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
	taproot = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
	ether   = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
)

// Published addresses: specifications' own vectors, and donation or contract
// addresses that their projects print.
var valid = []struct{ address, coin, network string }{
	{donation, Monero, "mainnet"},
	{reference, Monero, "mainnet"},
	{genesis, Bitcoin, "mainnet"},
	{"3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX", Bitcoin, "mainnet"},
	{"mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", Bitcoin, "testnet"},
	{"2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc", Bitcoin, "testnet"},
	{segwit, Bitcoin, "mainnet"},
	{strings.ToUpper(segwit), Bitcoin, "mainnet"},
	{taproot, Bitcoin, "mainnet"},
	{"tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", Bitcoin, "testnet"},
	{"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", Bitcoin, "testnet"},
	{ether, Ethereum, ""},
	{"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", Ethereum, ""},
	{strings.ToLower(ether), Ethereum, ""},
	{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", Tron, "mainnet"},
	{"kaspa:qpauqsvk7yf9unexwmxsnmg547mhyga37csh0kj53q6xxgl24ydxjsgzthw5j", Kaspa, "mainnet"},
	{"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", BitcoinCash, "mainnet"},
	{"hvxy7YfeE8SdTrCmSqLB59WoQn3ZQun1aLX36X3eb1R7Fb26VuNpc235q4fguGUxfGKerywFPnweu15S8RB8DzTJ8Q4hGJCgvv", "haven", "mainnet"},
	{"RYoLshssqU9WvHMwAmt4j6dtpgRERDqwzSiHF4V9nEb5YWmQ5pLSkJC9QudNseKrxBacKtQuLWhpSQ6GLXgyDWjKAGjNXH72VDJ", "ryo", "mainnet"},
}

func TestDecodeWallet(t *testing.T) {
	for _, tc := range valid {
		w, ok := DecodeWallet(tc.address)
		if !ok || !w.Valid || w.Coin != tc.coin || w.Network != tc.network || w.Address != tc.address || w.Problem != nil {
			t.Errorf("%s: %+v, %v; want a valid %s %s", tc.address, w, ok, tc.network, tc.coin)
		}
		if w.Checked() == "" {
			t.Errorf("%s: nothing is said of how it was checked", tc.address)
		}
	}
}

// base58check coins whose vectors are made here: the version is what is tested.
func TestBase58CheckVersions(t *testing.T) {
	starts := map[string]string{"\x00": "1", "\x05": "3", "\x6f": "mn", "\xc4": "2", "\x30": "L", "\x32": "M", "\x1e": "D",
		"\x16": "9A", "\x3c": "R", "\x7a": "r", "\x4c": "X", "\x10": "7", "\x41": "T", "\x1c\xb8": "t", "\x1c\xbd": "t", "\x01": "9", "\x11": "3"}
	for _, v := range versions {
		for n := range 8 {
			payload := make([]byte, v.payload)
			for i := range payload {
				payload[i] = byte(37*i + 91*n)
			}
			payload[0] = 2 + byte(n&1)
			s := encodeBase58Check(v, payload)
			w, ok := DecodeWallet(s)
			if !ok || !w.Valid || w.Coin != v.coin || w.Network != v.network {
				t.Errorf("%s: %+v, %v, want %s", s, w, ok, v.coin)
			}
			if !strings.Contains(starts[v.prefix], s[:1]) {
				t.Errorf("an address of %s begins %s", v.coin, s[:3])
			}
			if w, ok := DecodeWallet(s[:10] + "z" + s[11:]); ok && s[10] != 'z' {
				t.Errorf("changed, %s still decodes: %+v", s, w)
			}
		}
	}
}

// The families' prefixes as their projects show them.
func TestFamilyStarts(t *testing.T) {
	starts := map[string]string{"sumokoin standard": "Sumo", "sumokoin integrated": "Sumi", "sumokoin subaddress": "Subo",
		"ryo standard": "RYoL", "ryo integrated": "RYoN", "ryo subaddress": "RYoS", "arqma standard": "ar", "arqma integrated": "aRi",
		"arqma subaddress": "aRS", "wownero standard": "Wo", "wownero subaddress": "WW", "graft standard": "G", "haven standard": "hv", "haven integrated": "hvi",
		"haven subaddress": "hvs", "aeon standard": "Wm", "aeon integrated": "Wz", "aeon subaddress": "Xn", "salvium standard": "SaLv",
		"electroneum standard": "etn", "zephyr standard": "ZEPHYR", "turtlecoin standard": "TRTL", "conceal standard": "ccx7"}
	w, _ := DecodeWallet(donation)
	a, _ := monero.Decode(w.Address)
	for _, f := range families {
		body := append(a.Spend[:], a.View[:]...)
		if f.kind == "integrated" {
			body = append(body, 1, 2, 3, 4, 5, 6, 7, 8)
		}
		s := monero.EncodeAny(f.prefix, body)
		w, ok := DecodeWallet(s)
		if !ok || !w.Valid || w.Coin != f.coin || w.Network != f.network || w.Kind != f.kind {
			t.Errorf("%s: %+v, %v", s, w, ok)
		}
		if want := starts[f.coin+" "+f.kind]; f.network == "mainnet" && !strings.HasPrefix(s, want) {
			t.Errorf("an address of %s %s begins %s, want %s", f.coin, f.kind, s[:8], want)
		}
	}
	if w, ok := DecodeWallet(monero.EncodeAny(987654, append(a.Spend[:], a.View[:]...))); !ok || w.Coin != CryptoNote || !w.Valid {
		t.Errorf("an unknown prefix: %+v, %v", w, ok)
	}
}

func TestDamagedMonero(t *testing.T) {
	for _, tc := range []struct{ name, s, problem string }{
		{"one lost", donation[:30] + donation[31:], "length"},
		{"one twice", donation[:30] + donation[29:], "length"},
		{"three lost", donation[:92], "length"},
		{"a zero", donation[:30] + "0" + donation[31:], "character"},
		{"swapped", donation[:40] + donation[41:42] + donation[40:41] + donation[42:], "checksum"},
		{"second character", "4z" + donation[2:], "checksum"},
		{"integrated, one lost", reference[:105], "length"},
		{"testnet", "9wviCeWe2D8XS82k2ovp5EUYLzBt9pYNW2LXUFsZiv8S3Mt21FZ5qQaAroko1enzw3eGr9qC7X1D7Geoo2RrAotYPwq9Gm9", "checksum"},
	} {
		w, ok := DecodeWallet(tc.s)
		if !ok || w.Valid || w.Coin != Monero || w.Problem == nil || *w.Problem != tc.problem {
			b, _ := json.Marshal(w)
			t.Errorf("%s: %s, %v, want %s", tc.name, b, ok, tc.problem)
		}
	}
}

func TestNotWallets(t *testing.T) {
	for _, s := range append([]string{
		"", " ", "4", "monero:", "kaspa:", "0x", "x", "bc1", "1",
		"tb1", genesis[:20], genesis + "1", segwit + "q", ether + "0", ether[:41],
		strings.Repeat("1", 34), strings.Repeat("4", 95), strings.Repeat("8", 106), strings.Repeat("z", 200),
		"bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", // both cases
		"48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9V…",
		donation + donation,
	}, negatives...) {
		if w, ok := DecodeWallet(s); ok {
			t.Errorf("%q is taken for %+v", s, w)
		}
	}
}

// Things of every day that look like keys.
var negatives = []string{
	"da39a3ee5e6b4b0d3255bfef95601890afd80709",                                                         // a git hash
	"4b825dc642cb6eb9a060e54bf8d69288fbee4904",                                                         // git's empty tree
	"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",                                 // SHA-256 of nothing
	"48b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b", // a SHA-384
	"8cb2237d0679ca88db6464eac60da96345513964a8cb2237d0679ca88db6464eac60da96345513964a",
	"f47ac10b-58cc-4372-a567-0e02b2c3d479",
	"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
	"AAAAB3NzaC1yc2EAAAADAQABAAABAQC7vbqajDhA3UtSVbJ8cKd1hqZ3r4E5nCw4bq2Nc0mXgQ1mXo3CqY0P9sQ2HcRkUqkz5mXjT4mVqWl0dB8xTzLkYp3n",
	"AAAAC3NzaC1lZDI1NTE5AAAAIGPKSUTyz1HwHReFVvD5obVsALAgJRNarH4TRpNePnAS",
	"sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==",
	"aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vYS92ZXJ5L2xvbmcvcGF0aC90aGF0L2lzL2VuY29kZWQ=",
	"ghp_16C7e42F292c6912E7710c838347Ae178B4a16C7e42F292c6912E7710c838347Ae178B4a",
	"xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6LBpB85b3D2yc8sfvZU521AAwdZafEz7mnzBBsz4wKY5e4cp9LB",
	"5Hwgr3u458GLafKBgxtssHSPqJnYoGrSzgQsPwLFhLNYskDPyyA",
	"4294967295", "800000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
	"thequickbrownfoxjumpsoverthelazydogthequickbrownfoxjumpsoverthelazydogthequickbrownfoxjumpsoverth",
	"4thequickbrownfoxJumpsOverTheLazyDogThequickbrownfoxjumpsoverthelazydogthequickbrownfoxjumpsover",
}

func TestURIs(t *testing.T) {
	for s, want := range map[string]string{
		"monero:" + donation + "?tx_amount=239.39014&tx_description=donation": donation,
		"  " + donation + "\n":                      donation,
		"bitcoin:" + genesis + "?amount=20.3":       genesis,
		"BITCOIN:" + strings.ToUpper(segwit):        strings.ToUpper(segwit),
		"ethereum:" + ether:                         ether,
		"monero://" + reference + "?recipient_name": reference,
	} {
		if w, ok := DecodeWallet(s); !ok || w.Address != want {
			t.Errorf("%s: %+v, %v", s, w, ok)
		}
	}
}

func TestWalletJSON(t *testing.T) {
	for _, tc := range []struct{ s, want string }{
		{reference, `{"coin":"monero","address":"` + reference + `","valid":true,"network":"mainnet","kind":"integrated","base":"` + referenceBase +
			`","payment_id":"4464313cf611b3b8","custodial":null,"problem":null}`},
		{donation[:94], `{"coin":"monero","address":"` + donation[:94] + `","valid":false,"network":"mainnet","kind":"standard","base":null,"payment_id":null,"custodial":null,"problem":"length"}`},
		{genesis, `{"coin":"bitcoin","address":"` + genesis + `","valid":true,"network":"mainnet"}`},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", `{"coin":"ethereum","address":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed","valid":false,"problem":"checksum"}`},
	} {
		w, _ := DecodeWallet(tc.s)
		got, err := json.Marshal(&w)
		if err != nil || string(got) != tc.want {
			t.Errorf("%s\n got %s, %v\nwant %s", tc.s, got, err, tc.want)
		}
		var back Wallet
		if err := json.Unmarshal(got, &back); err != nil || back.Indicator() != w.Indicator() || back.Valid != w.Valid {
			t.Errorf("%s came back as %+v, %v", got, back, err)
		}
	}
}

func TestOneAddressOneIndicator(t *testing.T) {
	for _, pair := range [][2]string{
		{ether, strings.ToLower(ether)}, {segwit, strings.ToUpper(segwit)},
		{ether, "0X" + strings.ToUpper(ether[2:])},
	} {
		a, aok := New(TypeWallet, pair[0])
		b, bok := New(TypeWallet, pair[1])
		if !aok || !bok || a != b {
			t.Errorf("%v: %v and %v", pair, a, b)
		}
	}
}

func FuzzDecodeWallet(f *testing.F) {
	for _, tc := range valid {
		f.Add(tc.address)
	}
	for _, s := range negatives {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, ok := DecodeWallet(s)
		if !ok {
			return
		}
		if w.Coin == "" || !strings.Contains(s, w.Address) || w.Valid == (w.Problem != nil) || w.Checked() == "" {
			t.Fatalf("%q: %+v", s, w)
		}
		if again, ok := DecodeWallet(w.Address); !ok || again.Indicator() != w.Indicator() {
			t.Fatalf("%q decodes to %q, which decodes to %+v", s, w.Address, again)
		}
	})
}

func BenchmarkDecodeWallet(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		DecodeWallet(donation)
	}
}

package report_test

import (
	"strings"
	"testing"

	"lamproom/report"
)

func TestMaskSecrets(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`"access-token": "5ad0f7c1b2e9", "port": 0`, `"access-token": "5a**********", "port": 0`},
		{`\"access-token\": \"5ad0f7c1b2e9\"`, `\"access-token\": \"5a**********\"`},
		{`'access-token' : 'short'`, `'access-token' : '*****'`},
		{`xmrig --http-access-token=deadbeef -o pool:1`, `xmrig --http-access-token=de****** -o pool:1`},
		{`xmrig --http-access-token deadbeef -o pool:1`, `xmrig --http-access-token de****** -o pool:1`},
		{`API_TOKEN=abcdefgh`, `API_TOKEN=ab******`},
		{`"spend-secret-key": "0011223344556677"`, `"spend-secret-key": "00**************"`},
		{`view-key=aabbccdd11`, `view-key=aa********`},
		{`secret view key: aabbccdd11`, `secret view key: aa********`},
		{`Authorization: Bearer abcdefghijklmnop`, `Authorization: Bearer ab**************`},
		{`git clone https://ghp_abcdefghijklmnopqrstuvwx@host`, `git clone https://gh**************************@host`},
		{`--http-access-token=inKq83jsla02`, `--http-access-token=in**********`},
		{`--http-access-token=ormolu77secretvalue`, `--http-access-token=or*****************`},
		{`"api-key": "TOKENSECRETTOKEN3"`, `"api-key": "TO***************"`},
		{`--api-key=nothing4you`, `--api-key=no*********`},
		// None of these is a secret.
		{`"pass": "KJU", "user": "48abc"`, `"pass": "KJU", "user": "48abc"`},
		{`"access-token": null`, `"access-token": null`},
		{`TOKEN=$TOKEN`, `TOKEN=$TOKEN`},
		{`--http-access-token=<token>`, `--http-access-token=<token>`},
		{`the token of the pool`, `the token of the pool`},
		{`token bucket`, `token bucket`},
		{`monkey: banana`, `monkey: banana`},
		{`"keys": ["algo"]`, `"keys": ["algo"]`},
		{``, ``},
	} {
		in := []byte(c.in)
		if got := string(report.MaskSecrets(in)); got != c.want {
			t.Errorf("MaskSecrets(%q)\n got %q\nwant %q", c.in, got, c.want)
		}
		if string(in) != c.in {
			t.Errorf("MaskSecrets changed its input %q to %q", c.in, in)
		}
	}
}

func TestMaskExcerptHidesTheRestOfACutKey(t *testing.T) {
	in := `9f0e4c7d21ab44e09f0e4c7d", "url": "pool.example:3333"`
	at := strings.Index(in, "pool")
	got := string(report.MaskExcerpt([]byte(in), [2]int{at, at + 17}))
	if want := strings.Repeat("*", 24) + in[24:]; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// The marked bytes are what the claim rests on: they stay.
	wallet := strings.Repeat("4", 95)
	if got := string(report.MaskExcerpt([]byte(wallet), [2]int{0, 95})); got != wallet {
		t.Errorf("a marked wallet became %q", got)
	}
}

func FuzzMaskSecrets(f *testing.F) {
	f.Add([]byte(`"access-token": "5ad0f7c1b2e9"`), 3, 5)
	f.Add([]byte("token=\xff\xfe\x00aaaa"), 0, 0)
	f.Fuzz(func(t *testing.T, b []byte, from, to int) {
		if got := report.MaskExcerpt(b, [2]int{from, to}); len(got) != len(b) {
			t.Fatalf("%d bytes became %d", len(b), len(got))
		}
	})
}

package text_test

import (
	"bytes"
	"strings"
	"testing"

	"lamproom/explanation"
	"lamproom/report"
	"lamproom/report/reporttest"
	"lamproom/report/text"
)

func TestReadings(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{reporttest.Wallet, []string{"wallet: Monero, mainnet, integrated address", "payment id   4464313cf611b3b8"}},
		{reporttest.Wallet[:105] + "T", []string{"not a valid address of Monero"}},
		{"a.exe -o 175.45.178.19:3333 -u " + reporttest.Wallet + " -p KJU -k", []string{"miner's command line", "175.45.178.19:3333", "password     KJU"}},
		{`{"pools":[{"url":"pool.example.com:3333","user":"` + reporttest.Wallet + `","pass":"x"}],"donate-level":1,"cpu":true}`, []string{"miner's configuration", "donates      1 %"}},
		{`{"method":"job","params":{"blob":"07","job_id":"4","target":"b88d0600"}}`, []string{"from a pool to a miner", "10000 hashes a share"}},
		{"hxxp://a[.]example[.]com/x", []string{"url: http://a.example.com/x", "(was defanged)"}},
		{"d41d8cd98f00b204e9800998ecf8427e", []string{"hash: md5 by its length"}},
		{`C:\Windows\Sys64\updater.exe`, []string{"path: ", "(windows)"}},
		{"nothing at all", []string{"nothing that is known here"}},
		{strings.Repeat("x", explanation.MaxText+1), []string{"too long"}},
	} {
		var b bytes.Buffer
		if err := text.Readings(&b, explanation.Explain(c.in), text.Options{}); err != nil {
			t.Fatal(err)
		}
		for _, w := range c.want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%.60q: %q is missing in\n%s", c.in, w, b.String())
			}
		}
	}
}

func TestReadingsOfHostileTextStayPlain(t *testing.T) {
	for _, h := range reporttest.Hostile {
		for _, in := range []string{h, "a.exe -o 10.0.0.1:3333 -u " + reporttest.Wallet + "." + h + " -p '" + h + "'", `{"method":"login","params":{"login":"` + h + `","pass":"` + h + `"}}`, `C:\` + h} {
			var b bytes.Buffer
			if err := text.Readings(&b, explanation.Explain(in), text.Options{}); err != nil {
				t.Fatal(err)
			}
			for _, r := range b.String() {
				if r != '\n' && !report.Visible(r) {
					t.Fatalf("%q: %U in %q", in, r, b.String())
				}
			}
		}
	}
}

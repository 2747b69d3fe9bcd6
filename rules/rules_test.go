package rules

import (
	"strings"
	"testing"
)

func TestPool(t *testing.T) {
	for host, want := range map[string]string{
		"pool.supportxmr.com":        "supportxmr.com",
		"xmr-eu1.nanopool.org":       "nanopool.org",
		"gulf.moneroocean.stream":    "moneroocean.stream",
		"notsupportxmr.com":          "",
		"com":                        "",
		"":                           "",
		"supportxmr.com.example.org": "",
		"donate.v2.xmrig.com":        "",
	} {
		got, _, ok := Pool(host)
		if got != want || ok != (want != "") {
			t.Errorf("Pool(%q) = %q, %v; want %q", host, got, ok, want)
		}
	}
	for name := range Pools() {
		if strings.Count(name, ".") < 1 || strings.ContainsAny(name, " /:") || name != strings.ToLower(name) {
			t.Errorf("entry %q is no host name", name)
		}
	}
}

package advisory

import (
	"bytes"
	"strings"

	"lamproom/indicator"
	"lamproom/internal/literal"
	"lamproom/rules"
)

// topical are the words of which one stands in every document that is worth
// reading: names of the gazetteer that count, and what analysts cannot write
// without (those before general). They say nothing by themselves.
var topical, general = func() (set *literal.Set, general int) {
	const shortest = 5 // shorter words slow down all others
	all := []string{
		"cve-1", "cve-2", "hxxp:", "hxxps", "[.]co", "[.]ne", "[.]or", "[.]ru", "[.]cn", "[.]xy", "[.]io", "[dot]", "(dot)",
		"att&ck", "malware", "malicious", "malveillan", "cyberatta", "cyber-atta", "botnet", "trojan", "backdoor", "ransomware", "rootkit",
		"miner ", "mining", "mineur", "minage", "sha256", "sha-256", "indicators of compromise", "wallet", "threat actor",
	}
	general = len(all)
	for _, n := range rules.Gazetteer() {
		if !n.Subject {
			continue
		}
		for _, v := range n.Variants {
			if v = strings.TrimSuffix(v, "*"); len(v) >= shortest {
				all = append(all, v)
			}
		}
	}
	return literal.Compile(all...), general
}()

// promising reports whether a text may be about something (see detection/source,
// which weighs what it states): three different names of the gazetteer, ids of
// techniques, or runs as long as wallets and digests are, or a spoiled indicator.
// All other topical words count for one together, and so for the names that are
// too short to be looked for here. To read what a text states costs fifty times
// as much as this, and most manuals have one such word.
func promising(b []byte) bool {
	const enough = 3
	seen, spoiled := map[int]bool{}, false
	topical.Each(b, func(word, _ int) bool {
		w := topical.Word(word)
		spoiled = w[0] == '[' || w[0] == '(' || strings.HasPrefix(w, "hxx")
		if word < general {
			word = -1
		}
		seen[word] = true
		return len(seen) < enough && !spoiled
	})
	if len(seen) == 0 || spoiled {
		return spoiled
	}
	return len(seen)+techniques(b, enough)+runs(b, enough) >= enough
}

// techniques counts what may be ids of MITRE ATT&CK, up to a number.
func techniques(b []byte, most int) (n int) {
	for n < most {
		i := bytes.Index(b, []byte("T1"))
		if i < 0 {
			break
		}
		if b = b[i+2:]; len(b) >= 3 && b[0] >= '0' && b[0] <= '9' && b[1] >= '0' && b[1] <= '9' && b[2] >= '0' && b[2] <= '9' {
			n++
		}
	}
	return n
}

// runs counts what is as long as a wallet, up to a number, and for two at most
// what is as long as a digest.
func runs(b []byte, most int) int {
	const wallet, digest = 90, 32
	long, short := 0, 0
	indicator.WalletCandidates(b, func(from, to int) bool {
		switch n := to - from; {
		case n >= wallet:
			long++
		case n >= digest || n <= 42: // 42: an address of Ethereum, 34: one of Bitcoin
			short = min(short+1, 2)
		}
		return long+short < most
	})
	return long + short
}

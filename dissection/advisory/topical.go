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

// promising reports whether a text may be about something, as detection/source
// weighs it: three different signs, or one spoiled indicator. Signs are names of
// the gazetteer, ids of techniques and runs as long as wallets; two runs as long
// as digests and one of the other topical words count beside them (the latter
// for the names that are too short to be looked for here), never alone. To read
// what a text states costs fifty times as much as this, and most manuals have
// one such word.
func promising(b []byte) bool {
	const enough = 3
	names, other, spoiled := map[int]bool{}, 0, false
	topical.Each(b, func(word, _ int) bool {
		w := topical.Word(word)
		spoiled = w[0] == '[' || w[0] == '(' || strings.HasPrefix(w, "hxx")
		if word < general {
			other = 1
		} else {
			names[word] = true
		}
		return len(names) < enough && !spoiled
	})
	if spoiled || len(names) == 0 && other == 0 {
		return spoiled
	}
	wallets, digests := runs(b, enough)
	n := len(names) + techniques(b, enough) + wallets
	return n > 0 && n+min(digests, 2)+other >= enough
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

// runs counts what is as long as a wallet and what is as long as a digest, up to
// a number.
func runs(b []byte, most int) (wallets, digests int) {
	const wallet, digest = 90, 32
	indicator.WalletCandidates(b, func(from, to int) bool {
		switch n := to - from; {
		case n >= wallet, n == 42 && b[from] == '0' && b[from+1] == 'x', n < 36 && mixed(b[from:to]):
			wallets++ // the latter two: of Ethereum and Bitcoin, perhaps
		case n >= digest:
			digests++
		}
		return wallets+digests < 16*most
	})
	return min(wallets, most), min(digests, most)
}

// mixed reports whether letters of both cases and digits stand in b, as in an
// address and seldom in a long name.
func mixed(b []byte) bool {
	var small, capital, digit int
	for _, c := range b {
		switch {
		case c >= 'a':
			small++
		case c >= 'A':
			capital++
		default:
			digit++
		}
	}
	return small > 2 && capital > 2 && digit > 2
}

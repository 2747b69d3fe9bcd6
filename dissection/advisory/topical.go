package advisory

import (
	"strings"

	"lamproom/internal/literal"
	"lamproom/rules"
)

// topical are the words of which one stands in every document that is worth
// reading: names of the gazetteer that count, and what analysts cannot write
// without. They say nothing by themselves.
var topical = func() *literal.Set {
	const shortest = 5 // shorter words slow down all others
	all := []string{
		"cve-1", "cve-2", "hxxp:", "hxxps", "[.]co", "[.]ne", "[.]or", "[.]ru", "[.]cn", "[.]xy", "[.]io", "[dot]", "(dot)",
		"att&ck", "malware", "malicious", "malveillan", "cyberatta", "cyber-atta", "botnet", "trojan", "backdoor", "ransomware", "rootkit",
		"miner ", "mining", "mineur", "minage", "sha256", "sha-256", "indicators of compromise", "wallet", "threat actor",
	}
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
	return literal.Compile(all...)
}()

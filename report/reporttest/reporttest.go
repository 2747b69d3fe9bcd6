// Package reporttest makes cases for the tests of reports: a rich one, one of
// hostile strings, an empty one and one of any size.
package reporttest

import (
	"crypto/sha256"
	"fmt"
	"time"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// Wallet is the published integrated address of the reference case.
const Wallet = "4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS"

// Hostile are strings that try to act on a terminal, to hide or to break a document.
var Hostile = []string{
	"\x1b[2J\x1b[1;31mnothing to see\x1b[0m", "\x1b]0;title\a", "\u009b31m", "\x9b31m", "photo\u202egpj.exe", "a\u200bb",
	"line\nbreak\r\n\ttab", "caf\xe9", "\xff\xfe", `"quote", \ and <script>`, "\u2028", "\x00", `\xff`, `\\x5c`, "a\b\b\bb", "\U000e0041", "",
}

func ptr[T any](v T) *T { return &v }

func piece(name, kind string, role evidence.Role) *evidence.Evidence {
	return &evidence.Evidence{ID: sha256.Sum256([]byte(name)), Kind: evidence.Kind(kind), Name: name, Size: 4096, Role: role, Origin: evidence.Origin{Path: name}}
}

func entry(e *evidence.Evidence) casefile.Entry {
	return casefile.Entry{ID: e.ID, Kind: e.Kind, Name: e.Name, Size: e.Size, Role: e.Role, Within: e.Within, Origin: e.Origin}
}

// Empty is the case of evidence in which nothing was seen.
func Empty() casefile.Case {
	e := piece("notes.txt", "text", evidence.Observed)
	return casefile.Case{
		Schema: casefile.Schema, ID: fmt.Sprintf("%x", sha256.Sum256(nil)), Tool: casefile.Tool{Name: "lamproom", Version: "test"},
		Verdict: casefile.Verdict{
			Mining: detection.NoneSeen, Authorization: detection.UnknownConsent,
			Summary: "No sign of mining was seen in 1 piece of evidence.",
		},
		Evidence: []casefile.Entry{entry(e)},
	}
}

// Rich is a case with something in every section that is built.
func Rich() casefile.Case {
	installer := piece("evidence/installer.bin", "pe", evidence.Observed)
	archive := piece("evidence/backup.zip", "zip", evidence.Observed)
	config := piece("evidence/backup.zip/etc/config.json", "json", evidence.Observed)
	config.Within = &evidence.Locator{Evidence: archive, Offset: 310, Length: 412}
	config.Origin.Member = "etc/config.json"
	readme := piece("evidence/README.md", "markdown", evidence.Reported)

	line := []byte(`intelservice.exe -o barjuok.ryongnamsan.edu.kp -u ` + Wallet + ` -p KJU --http-access-token=5ad0f7c1b2e9`)
	cite := func(e *evidence.Evidence, raw string, base int64, part string) evidence.Citation {
		for i := 0; i+len(part) <= len(raw); i++ {
			if raw[i:i+len(part)] == part {
				return evidence.Cite(e, []byte(raw), base, i, i+len(part))
			}
		}
		panic("no such part: " + part)
	}
	command := string(line)
	donation := `  "url": "donate.v2.xmrig.com:3333", "user": "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD",`
	atDonation := cite(config, donation, 120, "donate.v2.xmrig.com:3333")
	atDonation.Record = 9

	wallet := &indicator.Wallet{
		Coin: indicator.Monero, Address: Wallet, Valid: true, Network: "mainnet", Kind: "integrated",
		Base:      ptr("48mxGC7MjyhWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbHuK7RDn"),
		PaymentID: ptr("4464313cf611b3b8"),
	}
	damaged := &indicator.Wallet{Coin: indicator.Monero, Address: "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoE", Problem: ptr("checksum")}

	found := detection.Finding{
		Rule: "mining.command-line", Title: "A command line starts a miner", Severity: detection.High, Confidence: 0.97, Mining: detection.Likely,
		Techniques: []string{"T1496.001"}, Subject: detection.Subject{Kind: "file", Name: installer.Name},
		Because: detection.Reason{Clause: "the arguments are a complete instruction to mine", Held: true, Under: []detection.Reason{
			{Clause: "-o takes the name of a server, and no port: the usual one of miners is meant", Held: true, At: []evidence.Citation{cite(installer, command, 1200, "barjuok.ryongnamsan.edu.kp")}},
			{Clause: "-u takes a valid Monero integrated address, payment id 4464313cf611b3b8", Held: true, At: []evidence.Citation{cite(installer, command, 1200, Wallet)}},
			{Clause: "-p takes a password", Held: true, At: []evidence.Citation{cite(installer, command, 1200, "KJU")}},
			{Clause: "the program has a miner's name", Held: false},
		}},
		Gaps: []string{"the program itself is not in the evidence"},
	}
	hiding := detection.Finding{
		Rule: "concealment.system-look-alike", Title: "The miner lies in a folder that imitates the system's", Severity: detection.Critical, Confidence: 0.9, Covert: true,
		Techniques: []string{"T1036.005"}, Subject: detection.Subject{Host: ptr("PC-7"), Kind: "process", Name: `C:\Windows\Sys64\intelservice.exe`},
		First: ptr(time.Date(2017, 12, 24, 10, 20, 30, 0, time.UTC)), Last: ptr(time.Date(2017, 12, 25, 1, 2, 3, 0, time.UTC)),
		Because: detection.Reason{Clause: "Windows has no folder Sys64", Held: true, At: []evidence.Citation{cite(installer, `path C:\Windows\Sys64\intelservice.exe`+"\x00\x01", 2000, `C:\Windows\Sys64\intelservice.exe`)}},
	}
	template := detection.Finding{
		Rule: "mining.configuration", Title: "A configuration of xmrig", Severity: detection.Low, Confidence: 0.42, Mining: detection.Possible,
		Techniques: []string{"T1496.001"}, Subject: detection.Subject{Kind: "file", Name: config.Name},
		Because: detection.Reason{Clause: "it pays only the developers of the miner", Held: true, At: []evidence.Citation{atDonation}},
	}
	findings := []detection.Finding{hiding, found, template}
	for i := range findings {
		findings[i].Seal()
	}

	c := Empty()
	c.Evidence = []casefile.Entry{entry(readme), entry(archive), entry(config), entry(installer)}
	c.Verdict = casefile.Verdict{
		Mining: detection.Likely, Authorization: detection.Covert, Because: []string{findings[1].ID, findings[0].ID},
		Summary: "Mining is likely: 1 miner, 1 pool, 1 wallet that is paid. It hides: nothing suggests that the owner agreed.",
	}
	addStep(&c, casefile.Step{Phase: casefile.PhasePreserve, Phrase: "preserve.live", Text: "Preserve the evidence: copy memory and disk before anything is stopped.", Values: []string{}})
	addStep(&c, casefile.Step{Phase: casefile.PhaseContain, Phrase: "contain.pools", Text: "Block the pool barjuok.ryongnamsan.edu.kp at the edge of the network.", Values: []string{"barjuok.ryongnamsan.edu.kp"}})
	c.Miners = []detection.Miner{
		{
			Family: "unknown", Authorization: detection.Covert, Source: evidence.Locator{Evidence: installer, Offset: 1200, Length: int64(len(line))},
			Via: "command_line", Program: ptr("intelservice.exe"), Confidence: 0.97,
			Pools: []detection.Pool{{
				Host: "barjuok.ryongnamsan.edu.kp", User: Wallet, Wallet: wallet, Password: ptr("KJU"), Payee: detection.PaysOperator,
				At: evidence.Locator{Evidence: installer, Offset: 1220, Length: 26},
			}},
		},
		{
			Family: "xmrig", Version: ptr("6.21.3"), Algorithms: []string{"rx/0"}, Authorization: detection.UnknownConsent, DonateLevel: ptr(1),
			Source: evidence.Locator{Evidence: config, Offset: 0, Length: 412}, Via: "config_file", Confidence: 0.42,
			Pools: []detection.Pool{
				{Host: "donate.v2.xmrig.com", Port: ptr(3333), TLS: true, User: damaged.Address, Wallet: damaged, Worker: ptr("rig-7"), Algorithm: ptr("rx/0"), Payee: detection.PaysDonation, At: atDonation.Locator},
				{Host: "pool.example", Port: ptr(443), User: "YOUR_WALLET_ADDRESS", Payee: detection.Placeholder, At: evidence.Locator{Evidence: config, Offset: 300, Length: 16, Record: 12}},
			},
		},
	}
	c.Indicators = []casefile.Indicator{
		{Type: indicator.TypeDomain, Value: "barjuok.ryongnamsan.edu.kp", Sightings: []casefile.Sighting{{At: evidence.Locator{Evidence: installer, Offset: 1220, Length: 26}, Use: detection.UsePool}}},
		{Type: indicator.TypePassword, Value: "KJU", Sightings: []casefile.Sighting{{At: evidence.Locator{Evidence: installer, Offset: 1400, Length: 3}, Use: detection.UsePassword}}},
		{Type: indicator.TypeWallet, Value: Wallet, Attributes: map[string]any{"coin": "monero", "kind": "integrated"}, Sightings: []casefile.Sighting{
			{At: evidence.Locator{Evidence: installer, Offset: 1250, Length: 106}, Use: detection.UsePayee},
			{At: evidence.Locator{Evidence: readme, Offset: 9, Length: 106, Record: 3}, Role: evidence.Reported, Use: detection.UseMention},
		}},
	}
	c.Findings = findings
	c.Timeline = []detection.Event{{Time: time.Date(2017, 12, 24, 10, 20, 30, 0, time.UTC), Event: "The installer was compiled", Finding: ptr(findings[0].ID), At: evidence.Locator{Evidence: installer, Offset: 136, Length: 4}}}
	c.Coverage = casefile.Coverage{
		Damage:    []dissection.Damage{{At: evidence.Locator{Evidence: archive, Offset: 4000}, Name: archive.Name, Reason: "zip: the last member is cut off"}},
		Skipped:   []dissection.Skip{{Evidence: "evidence/locked", Reason: "permission denied: run as root or copy the file"}, {Evidence: "evidence/control.sock", Reason: "a socket is not read", Policy: true}},
		Forgotten: []string{"evidence/huge.log: 12 more findings"},
	}
	return c
}

// Nasty is the rich case with hostile strings wherever the evidence has a say.
func Nasty() casefile.Case {
	c := Rich()
	n := 0
	next := func() string {
		n++
		return Hostile[n%len(Hostile)]
	}
	for i := range c.Evidence {
		c.Evidence[i].Name += next()
		c.Evidence[i].Origin.Path += next()
		c.Evidence[i].Origin.Member = next()
	}
	for _, h := range Hostile {
		bad := piece("evil/"+h, "data", evidence.Observed)
		at := evidence.Locator{Evidence: bad, Offset: 3, Length: 4}
		f := detection.Finding{
			Rule: "mining.command-line", Title: "A command line of " + h, Severity: detection.Medium, Confidence: 0.5, Mining: detection.Possible,
			Subject: detection.Subject{Host: ptr(h), Kind: "process", Name: h},
			Because: detection.Reason{Clause: "it says " + h, Held: true, At: []evidence.Citation{evidence.Cite(bad, []byte("x "+h+" y"), 0, 2, 2+len(h))}},
			Gaps:    []string{h},
		}
		f.Seal()
		c.Findings = append(c.Findings, f)
		c.Miners = append(c.Miners, detection.Miner{
			Family: "unknown", Version: ptr(h), Algorithms: []string{h}, Authorization: detection.UnknownConsent, Source: at, Via: "command_line", Program: ptr(h),
			Pools: []detection.Pool{{Host: h, User: h, Password: ptr(h), Worker: ptr(h), Algorithm: ptr(h), Payee: detection.PaysOperator, At: at}},
		})
		c.Evidence = append(c.Evidence, entry(bad))
		c.Indicators = append(c.Indicators, casefile.Indicator{Type: indicator.TypePassword, Value: h, Attributes: map[string]any{"note": h}, Sightings: []casefile.Sighting{{At: at, Use: detection.UsePassword}}})
		c.Coverage.Damage = append(c.Coverage.Damage, dissection.Damage{At: at, Name: bad.Name, Reason: "cannot be read: " + h})
		c.Coverage.Skipped = append(c.Coverage.Skipped, dissection.Skip{Evidence: bad.Name, Reason: "is " + h})
		c.Coverage.Forgotten = append(c.Coverage.Forgotten, h)
		addStep(&c, casefile.Step{Phase: casefile.PhaseVerify, Phrase: "verify.possible", Text: "Look at " + h, Hosts: []string{h}, Values: []string{h}, Commands: []string{"cat -- '" + h + "'"}})
		c.Timeline = append(c.Timeline, detection.Event{Time: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), Event: h, At: at})
	}
	c.Verdict.Summary += Hostile[0]
	return c
}

// Many is a case of n pieces of evidence, nothing in any of them.
func Many(n int) casefile.Case {
	c := Empty()
	c.Evidence = make([]casefile.Entry, n)
	for i := range c.Evidence {
		c.Evidence[i] = entry(piece(fmt.Sprintf("tree/%03d/file-%06d.txt", i/1000, i), "text", evidence.Observed))
	}
	c.Verdict.Summary = fmt.Sprintf("No sign of mining was seen in %d pieces of evidence.", n)
	return c
}

// addStep adds a step that is tied to all findings.
func addStep(c *casefile.Case, s casefile.Step) {
	for _, f := range c.Findings {
		s.Findings = append(s.Findings, f.ID)
	}
	c.Steps, c.Next = append(c.Steps, s), append(c.Next, s.Text)
}

package phrase

import (
	"strings"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// Level says how sure it is that something mines.
func (l *Language) Level(v detection.Level) string {
	switch v {
	case detection.Confirmed:
		return l.T("confirmed")
	case detection.Likely:
		return l.T("likely")
	case detection.Possible:
		return l.T("possible")
	}
	return l.T("none seen")
}

// LevelReason says what a level rests on.
func (l *Language) LevelReason(v detection.Level) string {
	switch v {
	case detection.Confirmed:
		return l.T("work that was delivered was seen")
	case detection.Likely:
		return l.T("a complete instruction to mine was seen")
	case detection.Possible:
		return l.T("an incomplete instruction to mine was seen")
	}
	return l.T("nothing that was read speaks of mining")
}

// Authorization names whether the owner agreed, and why that is said.
func (l *Language) Authorization(a detection.Authorization) (word, reason string) {
	switch a {
	case detection.Covert:
		return l.T("covert"), l.T("it hides")
	case detection.DeclaredByOwner:
		return l.T("declared"), l.T("declared by the owner")
	case detection.Conflict:
		return l.T("conflict"), l.T("declared by the owner, and hidden all the same")
	}
	return l.T("unknown"), l.T("nothing here says whether the owner agreed")
}

// Severity names how urgent a finding is.
func (l *Language) Severity(s detection.Severity) string {
	switch s {
	case detection.Critical:
		return l.T("critical")
	case detection.High:
		return l.T("high")
	case detection.Medium:
		return l.T("medium")
	case detection.Low:
		return l.T("low")
	}
	return l.T("info")
}

// Confidence puts a probability into words; the steps are those of the US
// intelligence directive 203.
func (l *Language) Confidence(c float64) string {
	switch {
	case c < 0.05:
		return l.T("almost no chance")
	case c < 0.20:
		return l.T("very unlikely")
	case c < 0.45:
		return l.T("unlikely")
	case c < 0.55:
		return l.T("about even")
	case c < 0.80:
		return l.T("likely")
	case c < 0.95:
		return l.T("very likely")
	}
	return l.T("almost certain")
}

// Role says whose machine an evidence speaks of.
func (l *Language) Role(r evidence.Role) string {
	switch r {
	case evidence.Reported:
		return l.T("reported")
	case evidence.Declared:
		return l.T("declared")
	}
	return l.T("observed")
}

// Payee labels a login that is not who is paid; "" for one that is.
func (l *Language) Payee(p detection.Payee) string {
	switch p {
	case detection.PaysDonation:
		return l.T("the donation address of the miner's developers, not the operator's")
	case detection.Placeholder:
		return l.T("a template's placeholder: nobody is paid by it")
	case detection.Example:
		return l.T("an example out of a help text or manual: nobody is paid by it")
	case detection.Decoy:
		return l.T("a rival's, named only to drive it away")
	}
	return ""
}

// PayeeWord says in a few words whom a login pays.
func (l *Language) PayeeWord(p detection.Payee) string {
	switch p {
	case detection.PaysOperator:
		return l.T("pays the operator")
	case detection.PaysDonation:
		return l.T("donation to the miner's developers")
	case detection.Placeholder:
		return l.T("a template's placeholder")
	case detection.Example:
		return l.T("an example")
	case detection.Decoy:
		return l.T("a rival's, not used here")
	}
	return ""
}

// Use says what an indicator is used for.
func (l *Language) Use(u detection.Use) string {
	switch u {
	case detection.UseMention:
		return l.T("mention")
	case detection.UsePayee:
		return l.T("payee")
	case detection.UseLogin:
		return l.T("login")
	case detection.UsePool:
		return l.T("pool")
	case detection.UsePassword:
		return l.T("password")
	case detection.UseWorker:
		return l.T("worker")
	case detection.UseProgram:
		return l.T("program")
	case detection.UseDownload:
		return l.T("download")
	case detection.UseDonation:
		return l.T("donation")
	case detection.UseDecoy:
		return l.T("decoy")
	case detection.UseExample:
		return l.T("example")
	}
	return strings.ReplaceAll(string(u), "_", " ")
}

// Indicator names a type of indicators.
func (l *Language) Indicator(t indicator.Type) string {
	switch t {
	case indicator.TypeWallet:
		return l.T("wallet")
	case indicator.TypeEndpoint:
		return l.T("endpoint")
	case indicator.TypeDomain:
		return l.T("domain")
	case indicator.TypeIP:
		return l.T("IP address")
	case indicator.TypeURL:
		return "URL"
	case indicator.TypeSHA256, indicator.TypeSHA1, indicator.TypeMD5:
		return strings.ToUpper(string(t))
	case indicator.TypePath:
		return l.T("path")
	case indicator.TypePassword:
		return l.T("password")
	case indicator.TypeWorker:
		return l.T("worker")
	case indicator.TypeEmail:
		return l.T("e-mail address")
	case indicator.TypeUserAgent:
		return l.T("user agent")
	case indicator.TypeCertificate:
		return l.T("certificate")
	case indicator.TypeCVE:
		return "CVE"
	}
	return strings.ReplaceAll(string(t), "_", " ")
}

// Via says what a miner was recognised in.
func (l *Language) Via(via string) string {
	switch via {
	case "command_line":
		return l.T("a command line")
	case "config_file":
		return l.T("a configuration file")
	case "embedded_config":
		return l.T("a configuration inside another file")
	case "environment":
		return l.T("environment variables")
	case "log":
		return l.T("the output of a miner")
	case "capture":
		return l.T("network traffic")
	case "process":
		return l.T("a running process")
	}
	return strings.ReplaceAll(via, "_", " ")
}

// Phase names a phase of the response to an incident.
func (l *Language) Phase(phase string) string {
	switch phase {
	case casefile.PhaseVerify:
		return l.T("Make sure")
	case casefile.PhasePreserve:
		return l.T("Preserve")
	case casefile.PhaseContain:
		return l.T("Contain")
	case casefile.PhaseEradicate:
		return l.T("Remove")
	case casefile.PhaseRotate:
		return l.T("Change credentials")
	case casefile.PhaseClose:
		return l.T("Close the entry")
	case casefile.PhaseTell:
		return l.T("Tell")
	}
	return phase
}

// Step says what is to be done. known is false if it stayed English.
func (l *Language) Step(s casefile.Step) (text string, known bool) {
	if l.steps == nil {
		return s.Text, l.Tag == "en"
	}
	if _, ok := l.steps.Sentences[s.Phrase]; !ok {
		return s.Text, false
	}
	return s.Say(*l.steps), true
}

// Wallet tells a decoded wallet in a sentence.
func (l *Language) Wallet(w *indicator.Wallet) string {
	coin := w.Coin
	if coin != "" {
		coin = strings.ToUpper(coin[:1]) + coin[1:]
	}
	if !w.Valid {
		why := ""
		if w.Problem != nil {
			why = *w.Problem
		}
		switch why {
		case "":
			return l.T("shaped like a wallet of %s; whether it is one could not be checked", coin)
		case "checksum":
			why = l.T("its checksum fails, a character was changed")
		case "length":
			why = l.T("characters are missing or too many")
		case "character":
			why = l.T("it has a character that such addresses do not have")
		case "prefix":
			why = l.T("it belongs to no known network")
		case "point":
			why = l.T("its keys are not on the curve, nobody can be paid by it")
		}
		return l.T("not a valid address of %s: %s", coin, why)
	}
	parts := []string{coin}
	if w.Network != "" {
		parts = append(parts, w.Network)
	}
	switch w.Kind {
	case "":
	case "standard":
		parts = append(parts, l.T("standard address"))
	case "integrated":
		parts = append(parts, l.T("integrated address"))
	case "subaddress":
		parts = append(parts, l.T("subaddress"))
	default:
		parts = append(parts, w.Kind)
	}
	return l.T("%s; well formed (%s), which does not say who holds it", strings.Join(parts, ", "), l.T(w.Checked()))
}

// Summary tells the verdict: what was seen, in a sentence, and whether the owner
// agreed, in another.
func (l *Language) Summary(c casefile.Case) (mining, consent string) {
	t := c.Tally()
	if c.Verdict.Mining == detection.NoneSeen {
		mining = l.T("No sign of mining was seen in %s.", l.Count(t.Evidence, "piece of evidence", "pieces of evidence"))
		if !c.Coverage.Whole() {
			consent = l.T("Some evidence could not be read whole.")
		}
		return mining, consent
	}
	form := "Mining is possible: %s, %s, %s."
	switch c.Verdict.Mining {
	case detection.Confirmed:
		form = "Mining took place: %s, %s, %s."
	case detection.Likely:
		form = "Mining is likely: %s, %s, %s."
	}
	mining = l.T(form, l.Count(t.Miners, "miner", "miners"), l.Count(t.Pools, "pool", "pools"), l.Count(t.Wallets, "wallet that is paid", "wallets that are paid"))
	switch c.Verdict.Authorization {
	case detection.Covert:
		consent = l.T("It hides: nothing suggests that the owner agreed.")
	case detection.DeclaredByOwner:
		consent = l.T("The owner has declared it.")
	case detection.Conflict:
		consent = l.T("The owner has declared it, and yet it hides.")
	default:
		consent = l.T("Whether the owner agreed cannot be told from this evidence.")
	}
	return mining, consent
}

// PhaseReason says why a phase has its place in the order.
func (l *Language) PhaseReason(phase string) string {
	switch phase {
	case casefile.PhaseVerify:
		return l.T("Look before anything is changed.")
	case casefile.PhasePreserve:
		return l.T("Before anything is stopped: what is in memory is lost first.")
	case casefile.PhaseContain:
		return l.T("Cut it off, so that it earns nothing more and spreads no further.")
	case casefile.PhaseEradicate:
		return l.T("Remove what would start it again.")
	case casefile.PhaseRotate:
		return l.T("Replace what may have been read.")
	case casefile.PhaseClose:
		return l.T("Shut the way it came in.")
	case casefile.PhaseTell:
		return l.T("Those who need to know.")
	}
	return ""
}

// Kind names the kind of thing a finding is about.
func (l *Language) Kind(kind string) string {
	switch kind {
	case "file":
		return l.T("file")
	case "process":
		return l.T("process")
	case "connection":
		return l.T("connection")
	case "account":
		return l.T("account")
	case "unit":
		return l.T("unit")
	case "task":
		return l.T("task")
	case "service":
		return l.T("service")
	case "registry":
		return l.T("registry value")
	case "key":
		return l.T("key")
	case "host":
		return l.T("host")
	case "container":
		return l.T("container")
	case "firewall":
		return l.T("firewall")
	case "crontab", "url":
		return kind
	}
	return kind
}

// NameKind names, in the plural, a kind of names in the reports of others.
func (l *Language) NameKind(kind string) string {
	switch kind {
	case detection.NameActor:
		return l.T("Actors")
	case detection.NameTool:
		return l.T("Tools")
	case detection.NameFirm:
		return l.T("Firms")
	case detection.NamePerson:
		return l.T("Persons")
	case detection.NamePlace:
		return l.T("Places")
	case detection.NameTechnology:
		return l.T("Technologies")
	case detection.NameAttack:
		return l.T("Techniques")
	case detection.NameCVE:
		return l.T("Vulnerabilities")
	case detection.NameDate:
		return l.T("Dates")
	}
	return kind
}

// Tongue names a language by its tag.
func (l *Language) Tongue(tag string) string {
	switch tag {
	case "en":
		return l.T("English")
	case "fr":
		return l.T("French")
	case "de":
		return l.T("German")
	case "es":
		return l.T("Spanish")
	case "it":
		return l.T("Italian")
	case "pt":
		return l.T("Portuguese")
	case "nl":
		return l.T("Dutch")
	}
	return tag
}

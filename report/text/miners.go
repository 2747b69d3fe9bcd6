package text

import (
	"fmt"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/report"
)

var viaWords = map[string]string{
	"command_line": "a command line", "config_file": "a configuration file", "embedded_config": "a configuration inside another file",
	"environment": "environment variables", "log": "the output of a miner", "capture": "network traffic", "process": "a running process",
}

func (r *reporter) miners() {
	if len(r.Miners) == 0 {
		return
	}
	r.heading(fmt.Sprintf("Miners (%d)", len(r.Miners)))
	for i, m := range r.Miners {
		if i == maxMiners {
			r.more(len(r.Miners)-i, "miners")
			return
		}
		number := fmt.Sprintf("%2d. ", i+1)
		r.para(number, bold, r.hide(minerName(m)))
		const indent = 4
		if m.Program != nil && m.Family != "unknown" {
			r.whole(indent, "program", none, r.hide(*m.Program))
		}
		via := viaWords[m.Via]
		if via == "" {
			via = strings.ReplaceAll(m.Via, "_", " ")
		}
		r.field(indent, "where", none, fmt.Sprintf("%s, in %s", place(m.Source), via))
		r.onMachine(indent, m.Source.Evidence)
		for _, p := range m.Pools {
			r.pool(indent, p)
		}
		if len(m.Algorithms) > 0 {
			r.field(indent, "algorithms", none, clip(strings.Join(m.Algorithms, ", "), maxValue))
		}
		if m.DonateLevel != nil {
			r.field(indent, "donates", none, fmt.Sprintf("%d %% to the miner's developers", *m.DonateLevel))
		}
		s, words := authorizationWords(m.Authorization)
		r.field(indent, "owner", s, words)
		r.field(indent, "confidence", none, confidenceWords(m.Confidence))
		if m.Role != evidence.Observed {
			r.field(indent, "note", dim, "told about another machine: it does not count for the verdict")
		}
	}
}

func minerName(m detection.Miner) string {
	if m.Family == "unknown" || m.Family == "" {
		if p := deref(m.Program); p != "" {
			return clip(p, maxValue) + ", a miner by its arguments"
		}
		return "a miner of no known family"
	}
	return strings.TrimSpace(m.Family + " " + clip(deref(m.Version), 40))
}

func (r *reporter) pool(indent int, p detection.Pool) {
	text := endpoint(p)
	if p.TLS {
		text += " over TLS"
	}
	if p.Port == nil && p.Host != "" {
		text += " (no port named)"
	}
	r.field(indent, "pool", none, text)
	const under = 2
	if p.User != "" {
		r.whole(indent+under, "login", none, r.hide(p.User))
	}
	if w := payeeWords[p.Payee]; w != "" {
		r.field(indent+under, "", dim, w)
	}
	if w := deref(p.Worker); w != "" {
		r.whole(indent+under, "worker", none, r.hide(w))
	}
	if w := deref(p.Password); w != "" {
		r.whole(indent+under, "password", none, r.hide(w))
	}
}

// payeeWords label a login that is not who is paid.
var payeeWords = map[detection.Payee]string{
	detection.PaysDonation: "the donation address of the miner's developers, not the operator's",
	detection.Placeholder:  "a template's placeholder: nobody is paid by it",
	detection.Example:      "an example out of a help text or manual: nobody is paid by it",
	detection.Decoy:        "a rival's, named only to drive it away",
}

func endpoint(p detection.Pool) string {
	if p.Host == "" {
		return "(none named)"
	}
	return clip(report.Endpoint(p), maxValue)
}

// payees tells who is paid, and who is named and is not.
func (r *reporter) payees() {
	var others []*report.Payee
	paid := 0
	for _, p := range report.Payees(r.Miners) {
		if p.Kind != detection.PaysOperator {
			others = append(others, p)
			continue
		}
		if paid++; paid == 1 {
			r.heading("Who is paid")
		}
		if paid <= maxMiners {
			r.payee(p)
		}
	}
	if paid > maxMiners {
		r.more(paid-maxMiners, "payees")
	}
	if paid == 0 && r.Verdict.Mining > detection.NoneSeen {
		r.heading("Who is paid")
		r.para("  ", none, "Nobody is named whom the mining would pay.")
	}
	if len(others) > 0 {
		r.heading("Named, but not who is paid")
		for i, p := range others {
			if i == maxEach {
				r.more(len(others)-i, "such names")
				break
			}
			r.raw("  ", r.value(p.User))
			r.para("    ", none, payeeWords[p.Kind]+problemOf(p.Wallet))
		}
	}
}

// value is a value out of the evidence, whole unless it is absurdly long.
func (r *reporter) value(s string) string { return report.Plain(clip(r.hide(s), maxValue)) }

func problemOf(w *indicator.Wallet) string {
	if w == nil || w.Valid {
		return ""
	}
	return "; " + walletWords(w)
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func (r *reporter) payee(p *report.Payee) {
	r.raw("  ", r.paint(bold, r.value(p.User)))
	if p.Wallet == nil {
		r.para("    ", none, "an account or name at the pool: only the pool knows whose it is")
	} else {
		r.para("    ", none, walletWords(p.Wallet))
		if b := deref(p.Wallet.Base); b != "" {
			r.whole(4, "base", none, b)
		}
		if id := deref(p.Wallet.PaymentID); id != "" {
			r.whole(4, "payment id", none, id)
			r.para("    ", dim, "The address holds a standard address (the base) and a payment id, by which the receiver of many payments tells them apart. Exchanges hand out such addresses: they know whose id it is.")
		}
		if p.Wallet.Custodial != nil && *p.Wallet.Custodial {
			r.para("    ", caution, "Many payment ids were seen on this base: it is an exchange's or another service's, not one person's.")
		}
	}
	if len(p.Pools) > 0 {
		r.field(4, "through", none, clip(strings.Join(p.Pools, ", "), maxValue))
	}
}

// walletWords tells a decoded wallet in a sentence.
func walletWords(w *indicator.Wallet) string {
	coin := strings.ToUpper(w.Coin[:min(1, len(w.Coin))]) + w.Coin[min(1, len(w.Coin)):]
	if !w.Valid {
		why := deref(w.Problem)
		if long := problemWords[why]; long != "" {
			why = long
		}
		if why == "" {
			return "shaped like a wallet of " + coin + "; whether it is one could not be checked"
		}
		return "not a valid address of " + coin + ": " + why
	}
	parts := []string{coin}
	if w.Network != "" {
		parts = append(parts, w.Network)
	}
	switch w.Kind {
	case "":
	case "standard", "integrated":
		parts = append(parts, w.Kind+" address")
	default:
		parts = append(parts, w.Kind)
	}
	return strings.Join(parts, ", ") + "; well formed (" + w.Checked() + "), which does not say who holds it"
}

var problemWords = map[string]string{
	"checksum": "its checksum fails, a character was changed", "length": "characters are missing or too many",
	"character": "it has a character that such addresses do not have", "prefix": "it belongs to no known network",
	"point": "its keys are not on the curve, nobody can be paid by it",
}

// pools lists every server once.
func (r *reporter) pools() {
	all := report.Servers(r.Miners)
	if len(all) == 0 {
		return
	}
	r.heading(fmt.Sprintf("Pools (%d)", len(all)))
	for i, s := range all {
		if i == maxMiners {
			r.more(len(all)-i, "pools")
			return
		}
		r.raw("  ", r.paint(bold, r.value(s.Name)))
		text := place(s.At)
		if s.TLS {
			text += ", TLS"
		}
		for i, p := range s.Payees {
			if i == 0 {
				text += ", pays: " + string(p)
			} else {
				text += ", " + string(p)
			}
		}
		r.para("    ", none, text)
	}
}

func (r *reporter) more(n int, what string) {
	r.para("  ", dim, fmt.Sprintf("and %d more %s: --format json lists all of them", n, what))
}

package text

import (
	"fmt"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/report"
)

func (r *reporter) miners() {
	if len(r.Miners) == 0 {
		return
	}
	r.counted("Miners", len(r.Miners))
	for i, m := range r.Miners {
		if i == maxMiners {
			r.more(len(r.Miners)-i, "miners")
			return
		}
		number := fmt.Sprintf("%2d. ", i+1)
		r.para(number, bold, r.hide(r.minerName(m)))
		const indent = 4
		if m.Program != nil && m.Family != "unknown" {
			r.whole(indent, "program", none, r.hide(*m.Program))
		}
		r.field(indent, "where", none, r.lang.T("%s, in %s", place(m.Source), r.lang.Via(m.Via)))
		r.onMachine(indent, m.Source.Evidence)
		for _, p := range m.Pools {
			r.pool(indent, p)
		}
		if len(m.Algorithms) > 0 {
			r.field(indent, "algorithms", none, clip(strings.Join(m.Algorithms, ", "), maxValue))
		}
		if m.DonateLevel != nil {
			r.field(indent, "donates", none, r.lang.T("%d %% to the miner's developers", *m.DonateLevel))
		}
		s, words := r.authorization(m.Authorization)
		r.field(indent, "owner", s, words)
		r.field(indent, "confidence", none, r.confidence(m.Confidence))
		if m.Role != evidence.Observed {
			r.field(indent, "note", dim, r.lang.T("told about another machine: it does not count for the verdict"))
		}
	}
}

func (r *reporter) minerName(m detection.Miner) string {
	if m.Family == "unknown" || m.Family == "" {
		if p := deref(m.Program); p != "" {
			return r.lang.T("%s, a miner by its arguments", clip(p, maxValue))
		}
		return r.lang.T("a miner of no known family")
	}
	return strings.TrimSpace(m.Family + " " + clip(deref(m.Version), 40))
}

func (r *reporter) pool(indent int, p detection.Pool) {
	text := r.endpoint(p)
	if p.TLS {
		text += r.lang.T(" over TLS")
	}
	if p.Port == nil && p.Host != "" {
		text += " (" + r.lang.T("no port named") + ")"
	}
	r.field(indent, "pool", none, text)
	const under = 2
	if p.User != "" {
		r.whole(indent+under, "login", none, r.hide(p.User))
	}
	if w := r.lang.Payee(p.Payee); w != "" {
		r.field(indent+under, "", dim, w)
	}
	if w := deref(p.Worker); w != "" {
		r.whole(indent+under, "worker", none, r.hide(w))
	}
	if w := deref(p.Password); w != "" {
		r.whole(indent+under, "password", none, r.hide(w))
	}
}

func (r *reporter) endpoint(p detection.Pool) string {
	if p.Host == "" {
		return "(" + r.lang.T("none named") + ")"
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
			r.heading(r.lang.T("Who is paid"))
		}
		if paid <= maxMiners {
			r.payee(p)
		}
	}
	if paid > maxMiners {
		r.more(paid-maxMiners, "payees")
	}
	if paid == 0 && r.Verdict.Mining > detection.NoneSeen {
		r.heading(r.lang.T("Who is paid"))
		r.para("  ", none, r.lang.T("Nobody is named whom the mining would pay."))
	}
	if len(others) > 0 {
		r.heading(r.lang.T("Named, but not who is paid"))
		for i, p := range others {
			if i == maxEach {
				r.more(len(others)-i, "such names")
				break
			}
			r.raw("  ", r.value(p.User))
			r.para("    ", none, r.lang.Payee(p.Kind)+r.problemOf(p.Wallet))
		}
	}
}

// value is a value out of the evidence, whole unless it is absurdly long.
func (r *reporter) value(s string) string { return report.Plain(clip(r.hide(s), maxValue)) }

func (r *reporter) problemOf(w *indicator.Wallet) string {
	if w == nil || w.Valid {
		return ""
	}
	return "; " + r.lang.Wallet(w)
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
		r.para("    ", none, r.lang.T("an account or name at the pool: only the pool knows whose it is"))
	} else {
		r.para("    ", none, r.lang.Wallet(p.Wallet))
		if b := deref(p.Wallet.Base); b != "" {
			r.whole(4, "base", none, b)
		}
		if id := deref(p.Wallet.PaymentID); id != "" {
			r.whole(4, "payment id", none, id)
			r.para("    ", dim, r.lang.T("The address holds a standard address (the base) and a payment id, by which the receiver of many payments tells them apart. Exchanges hand out such addresses: they know whose id it is."))
		}
		if p.Wallet.Custodial != nil && *p.Wallet.Custodial {
			r.para("    ", caution, r.lang.T("Many payment ids were seen on this base: it is an exchange's or another service's, not one person's."))
		}
	}
	if len(p.Pools) > 0 {
		r.field(4, "through", none, clip(strings.Join(p.Pools, ", "), maxValue))
	}
}

// pools lists every server once.
func (r *reporter) pools() {
	all := report.Servers(r.Miners)
	if len(all) == 0 {
		return
	}
	r.counted("Pools", len(all))
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
		for _, p := range s.Payees {
			text += ", " + r.lang.PayeeWord(p)
		}
		r.para("    ", none, text)
	}
}

func (r *reporter) more(n int, what string) {
	r.para("  ", dim, r.lang.T("and %d more %s: --format json lists all of them", n, r.lang.T(what)))
}

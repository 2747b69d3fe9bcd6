package mining

import (
	"strconv"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

func (s *session) command(o observation.Observation, c observation.CommandLine, out detection.Emitter) {
	if c.Seeks || c.Wraps { // what it names is hunted, or is stated by itself
		return
	}
	argv := make([]string, len(c.Argv))
	for i, a := range c.Argv {
		argv[i] = a.Text
	}
	v := Judge(argv)
	if v.Score < floor || v.Level == detection.NoneSeen {
		return
	}
	role := roleOfEvidence(o.Where)
	counts, payee := standing(c.Setting, role)
	level := v.Level
	if counts && v.Template && !running(c.Setting) && !s.concrete(v) && !(v.complete && scripted(c.Setting)) {
		counts = false
	}
	if counts && v.Template && documentation(nameOf(o.Where)) {
		counts = false // a guide's example with the reader's own wallet to fill in
	}
	if v.Template {
		level = min(level, detection.Possible)
	}
	if !counts {
		level = detection.NoneSeen
	}
	if c.Alias != "" && len(argv) > 0 && familyOf(argv[0]) == "" && v.Miner.Family == "unknown" {
		if f := familyOf(c.Alias); f != "" {
			v.Miner.Family = f
		}
	}
	m := v.Miner
	m.Source, m.Role = o.Where, role
	if c.Setting == observation.Process {
		m.Via = "process"
	}
	cand := candidate{rule: ruleCommand, counts: counts, level: level, first: timeOf(o), last: timeOf(o)}
	at := func(i int) evidence.Citation {
		if i >= 0 && i < len(c.Argv) && c.Argv[i].At.Evidence != nil {
			return c.Argv[i].At
		}
		return c.Raw.At
	}
	for i := range m.Pools {
		p, r := &m.Pools[i], v.pools[i]
		own := p.Payee
		if payee != "" && own != detection.PaysDonation {
			p.Payee = payee
		}
		p.At = at(first(r.urlAt, r.userAt)).Locator
		cand.sighting = append(cand.sighting, poolSightings(*p, r.login, role, p.At, at(first(r.userAt, r.urlAt)).Locator, at(first(r.passAt, r.userAt)).Locator, at(first(r.workerAt, r.userAt)).Locator, r.hasPass)...)
		if own == detection.Placeholder || own == detection.NoPayee {
			p.Payee = own
		}
	}
	if m.Program != nil {
		if _, ok := indicator.ParsePath(*m.Program); ok {
			if ind, ok := indicator.New(indicator.TypePath, *m.Program); ok {
				cand.sighting = append(cand.sighting, detection.Sighting{Indicator: ind, At: at(0).Locator, Role: role, Use: detection.UseProgram})
			}
		}
	}
	cand.because = detection.Reason{Clause: v.Because, Held: true, At: []evidence.Citation{c.Raw.At}, Under: []detection.Reason{}}
	for _, r := range v.Reasons {
		cand.because.Under = append(cand.because.Under, detection.Reason{Clause: r.Clause, Held: r.Held, At: cites(r.Arg, at), Under: []detection.Reason{}})
	}
	cand.because.Under = append(cand.because.Under, settingReason(c.Setting, role, c.Wrappers, c.Raw.At))
	if len(c.Unresolved) > 0 {
		cand.gaps = append(cand.gaps, "values that the text does not set: "+strings.Join(c.Unresolved[:min(len(c.Unresolved), 8)], ", "))
	}
	cand.title = title(m, counts, level, c.Setting)
	cand.subject = detection.Subject{Kind: "file", Name: nameOf(o.Where)}
	if c.Setting == observation.Process && m.Program != nil {
		cand.subject = detection.Subject{Kind: "process", Name: *m.Program}
	}
	cand.miner = m
	s.keep(cand, out)
}

// concrete reports whether a template's line names a real pool and leaves only
// the wallet to a variable, which somebody fills in when it runs, or to a
// placeholder behind a known miner's name: a start script as it is unpacked.
func (s *session) concrete(v Verdict) bool {
	for _, p := range v.pools {
		if p.hasURL && !p.open && !donationHosts[p.endpoint.Host] && (isVariable(p.user) || p.payee == detection.PaysDonation || v.Miner.Family != "unknown" && p.payee == detection.Placeholder) {
			return true
		}
	}
	return false
}

func first(a, b int) int {
	if a >= 0 {
		return a
	}
	return b
}

func cites(arg int, at func(int) evidence.Citation) []evidence.Citation {
	if arg < 0 {
		return []evidence.Citation{}
	}
	return []evidence.Citation{at(arg)}
}

func settingReason(set observation.Setting, role evidence.Role, wrappers []string, at evidence.Citation) detection.Reason {
	r := detection.Reason{Held: set.Runs() && role == evidence.Observed, At: []evidence.Citation{at}, Under: []detection.Reason{}}
	where := settingWords[set]
	if where == "" {
		where = "text"
	}
	switch {
	case role == evidence.Reported:
		r.Clause = "it stands in " + where + " that speaks of other machines"
	case len(wrappers) > 0:
		r.Clause = "it stands in " + where + ", started by " + strings.Join(wrappers, ", ")
	default:
		r.Clause = "it stands in " + where
	}
	return r
}

// title says in plain words what was found.
func title(m detection.Miner, counts bool, level detection.Level, set observation.Setting) string {
	what := "A command that mines"
	switch {
	case !counts:
		what = "A command that mines, as an example"
	case level == detection.Possible:
		what = "A command that may mine"
	case set == observation.Process:
		what = "A running program that mines"
	}
	for _, p := range m.Pools {
		if p.Host != "" {
			what += " at " + shorten(p.Host)
			if p.Port != nil {
				what += ":" + strconv.Itoa(*p.Port)
			}
			break
		}
	}
	return what
}

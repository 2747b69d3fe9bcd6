package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
)

// steps says what to do now, in the order of responding to an incident. Every
// step is tied to the findings that call for it: where nothing was found there
// is nothing to do.
func steps(c Case) []Step {
	p := newPlanner(c)
	if c.Verdict.Mining == detection.NoneSeen || len(p.core) == 0 {
		return []Step{}
	}
	switch c.Verdict.Authorization {
	case detection.DeclaredByOwner:
		p.add("verify.declared", p.core, p.payees()...)
		return p.list()
	case detection.Conflict:
		p.add("verify.conflict", p.core, p.payees()...)
		p.preserve()
		return p.list()
	}
	if c.Verdict.Mining == detection.Possible && c.Verdict.Authorization != detection.Covert {
		p.verify()
		p.files()
		return p.list()
	}
	if c.Verdict.Authorization == detection.UnknownConsent {
		p.add("verify.owner", p.core)
	}
	p.preserve()
	p.contain()
	p.eradicate()
	p.rotate()
	p.close()
	p.tell()
	return p.list()
}

// planner gathers the steps of a case.
type planner struct {
	c     Case
	core  []*detection.Finding // what says that something mines or hides
	all   []*detection.Finding // and what is connected with that
	mines map[*evidence.Evidence][]*detection.Finding
	steps map[stepKey]*Step
	order map[string]int // phrase → place
	seen  map[stepKey]map[string]bool
}

type stepKey struct{ phrase, host string }

func newPlanner(c Case) *planner {
	p := &planner{c: c, mines: map[*evidence.Evidence][]*detection.Finding{}, steps: map[stepKey]*Step{}, order: map[string]int{}, seen: map[stepKey]map[string]bool{}}
	for i, x := range phrases {
		p.order[x.id] = i
	}
	declared := map[place]bool{}
	for _, m := range c.Miners {
		if m.Authorization == detection.DeclaredByOwner && c.Verdict.Authorization != detection.DeclaredByOwner {
			declared[placeOf(m.Source)] = true
		}
	}
	for i := range c.Findings {
		f := &c.Findings[i]
		at := f.Where()
		if at.Evidence == nil || at.Evidence.Role != evidence.Observed || declared[placeOf(at)] {
			continue
		}
		if f.Mining > detection.NoneSeen || f.Covert {
			p.core = append(p.core, f)
			p.all = append(p.all, f)
			e := carrier(at.Evidence)
			p.mines[e] = append(p.mines[e], f)
		}
	}
	// What an ordinary installer does as well counts only where the miner is: in
	// the same file, with the layers decoded out of it.
	for i := range c.Findings {
		f := &c.Findings[i]
		at := f.Where()
		if at.Evidence == nil || at.Evidence.Role != evidence.Observed || f.Mining > detection.NoneSeen || f.Covert || strings.HasPrefix(f.Rule, "counter.") {
			continue
		}
		if f.Severity >= detection.Medium || len(p.mines[carrier(at.Evidence)]) > 0 && !strings.HasPrefix(f.Rule, "mining.") {
			p.all = append(p.all, f)
		}
	}
	return p
}

// carrier is the file that layers were decoded out of: a member of an archive,
// or the file outside.
func carrier(e *evidence.Evidence) *evidence.Evidence {
	for e.Origin.Member == "" && e.Within != nil && e.Within.Evidence != nil {
		e = e.Within.Evidence
	}
	return e
}

// find returns what counts and has one of the rules: "persistence." means all
// that begin so.
func (p *planner) find(rules ...string) []*detection.Finding {
	var out []*detection.Finding
	for _, f := range p.all {
		for _, r := range rules {
			if f.Rule == r || strings.HasSuffix(r, ".") && strings.HasPrefix(f.Rule, r) {
				out = append(out, f)
				break
			}
		}
	}
	return out
}

// value is something that a step names, and the finding that tells of it.
type value struct {
	text string
	from *detection.Finding
}

// add ties a step to findings, for all machines alike. Without a finding there
// is no step.
func (p *planner) add(phrase string, from []*detection.Finding, values ...string) {
	for _, f := range from {
		p.tie(phrase, "", f)
	}
	for _, v := range values {
		p.name(phrase, "", v)
	}
}

// addValues makes a step that names values, if there are any. On each machine it
// is a step of its own if apart is true.
func (p *planner) addValues(phrase string, apart bool, values []value) {
	for _, v := range values {
		host := ""
		if apart && v.from.Subject.Host != nil {
			host = *v.from.Subject.Host
		}
		if v.text == "" {
			continue
		}
		p.tie(phrase, host, v.from)
		p.name(phrase, host, v.text)
	}
}

func (p *planner) step(phrase, host string) (*Step, stepKey) {
	key := stepKey{phrase, host}
	s, ok := p.steps[key]
	if !ok {
		s = &Step{Phase: phrases[p.order[phrase]].phase, Phrase: phrase, Findings: []string{}, Hosts: []string{}, Values: []string{}, Commands: []string{}}
		if host != "" {
			s.Hosts = append(s.Hosts, host)
		}
		p.steps[key], p.seen[key] = s, map[string]bool{}
	}
	return s, key
}

func (p *planner) tie(phrase, host string, f *detection.Finding) {
	s, _ := p.step(phrase, host)
	if len(s.Findings) < maxStepFindings && !slices.Contains(s.Findings, f.ID) {
		s.Findings = append(s.Findings, f.ID)
	}
}

func (p *planner) name(phrase, host, v string) {
	s, key := p.step(phrase, host)
	switch {
	case v == "" || p.seen[key][v]:
	case len(s.Values) >= maxStepValues:
		s.More++ // may count one that is the same as another that was left out
	default:
		p.seen[key][v] = true
		s.Values = append(s.Values, v)
	}
}

func (p *planner) command(phrase, host, line string) {
	s, _ := p.step(phrase, host)
	if len(s.Commands) < maxCommands && !slices.Contains(s.Commands, line) {
		s.Commands = append(s.Commands, line)
	}
}

// list returns the steps in the order of the phrases, those of one machine after
// another, with their sentences. A step whose sentence names values but has none
// is left out: it would say nothing.
func (p *planner) list() []Step {
	var out []Step
	for _, s := range p.steps {
		if len(s.Findings) == 0 || len(s.Values) == 0 && strings.Contains(english.Sentences[s.Phrase], "{values}") {
			continue
		}
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Step) int {
		return cmp.Or(cmp.Compare(p.order[a.Phrase], p.order[b.Phrase]), slices.Compare(a.Hosts, b.Hosts))
	})
	out = together(out)
	for i := range out {
		out[i].Text = out[i].Say(english)
	}
	return out
}

// together makes one step of those that are the same on several machines: a
// campaign looks alike on all of them.
func together(in []Step) []Step {
	out := []Step{}
	at := map[string]int{}
	for _, s := range in {
		key := fmt.Sprintf("%s\x00%q\x00%d\x00%q", s.Phrase, s.Values, s.More, s.Commands)
		i, ok := at[key]
		if !ok || len(s.Hosts) == 0 || len(out[i].Hosts) == 0 {
			at[key] = len(out)
			out = append(out, s)
			continue
		}
		out[i].Hosts = append(out[i].Hosts, s.Hosts...)
		for _, id := range s.Findings {
			if len(out[i].Findings) < maxStepFindings {
				out[i].Findings = append(out[i].Findings, id)
			}
		}
	}
	return out
}

// Package behaviour says what a script does beside mining: what it fetches,
// what it sets up to stay, whom it drives away, what it switches off, hides,
// tunes, steals, spreads to and calls.
//
// Most of it is rules as data (rules/behaviour, read by package rule/behaviour);
// downloads and rivals are read by code, since their findings need more than a
// pattern. Honest administrators do all of these things, so no finding here says
// anything about mining (Level none seen), with one exception: a script that
// fetches and runs a miner, or fetches and runs something and does what only
// miners' droppers do, is a miner's dropper (mining.dropper, see dropper.go).
//
// What is common in ordinary scripts is quiet: it is told only beside a sign of
// mining or of hiding. Severities rise there as well. A scene, the place where
// things count together, is one file with the layers decoded out of it.
package behaviour

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/observation"
	"lamproom/rule/behaviour"
	content "lamproom/rules/behaviour"
)

// Detector judges what scripts do.
type Detector struct{ set *behaviour.Set }

var loaded = sync.OnceValue(func() *behaviour.Set {
	s, err := behaviour.Load(content.Files, ".")
	if err != nil {
		panic(err) // the rules are part of the program, and its tests load them
	}
	return s
})

// New returns the detector with the rules that Lamproom ships.
func New() Detector { return Detector{loaded()} }

// own are the rules that are code.
var own = struct{ fetch, run, again, drop, kill, block, dropper behaviour.Rule }{
	fetch:   behaviour.Rule{ID: "download.file", Title: "Something is fetched from the network", Severity: "quiet", Beside: "medium", Techniques: []string{"T1105"}, Subject: "url"},
	run:     behaviour.Rule{ID: "download.run", Title: "Something is fetched from the network and run", Severity: "info", Beside: "high", Techniques: []string{"T1059", "T1105"}, Subject: "url"},
	again:   behaviour.Rule{ID: "download.again", Title: "A schedule fetches something and runs it, again and again", Severity: "medium", Beside: "high", Techniques: []string{"T1053.003", "T1059.004", "T1105"}, Subject: "url"},
	drop:    behaviour.Rule{ID: "download.drop", Title: "A file is laid down from the network", Severity: "quiet", Beside: "medium", Techniques: []string{"T1105"}, Subject: "file"},
	kill:    behaviour.Rule{ID: "rivals.kill", Title: "Other miners are ended or removed", Severity: "info", Beside: "high", Techniques: []string{"T1489", "T1562.001"}, Subject: "process", Gather: true},
	block:   behaviour.Rule{ID: "rivals.block", Title: "Other miners' pools are blocked", Severity: "low", Beside: "high", Techniques: []string{"T1562.004"}, Subject: "host", Gather: true},
	dropper: behaviour.Rule{ID: DropperID, Title: "A script that brings a miner", Severity: "high", Techniques: []string{"T1105", "T1496.001"}, Subject: "file"},
}

// Rules implements [detection.Detector].
func (d Detector) Rules() []detection.Rule {
	var out []detection.Rule
	add := func(r *behaviour.Rule) {
		out = append(out, detection.Rule{ID: r.ID, Title: r.Title, Severity: severity(r.Beside, severity(r.Severity, detection.Info)), Techniques: r.Techniques})
	}
	for _, r := range []*behaviour.Rule{&own.fetch, &own.run, &own.again, &own.drop, &own.kill, &own.block, &own.dropper} {
		add(r)
	}
	for _, r := range d.set.Rules {
		add(r)
	}
	return out
}

func severity(s string, none detection.Severity) detection.Severity {
	switch s {
	case "quiet", "info":
		return detection.Info
	case "low":
		return detection.Low
	case "medium":
		return detection.Medium
	case "high":
		return detection.High
	case "critical":
		return detection.Critical
	}
	return none
}

// Needs implements [detection.Detector].
func (Detector) Needs() []observation.Kind {
	return []observation.Kind{observation.KindCommandLine, observation.KindWritten, observation.KindMinerConfig, observation.KindEnvironment}
}

// Begin implements [detection.Detector].
func (d Detector) Begin(l detection.Limits) detection.Session {
	return &session{set: d.set, limits: l, scenes: map[*evidence.Evidence]*scene{}}
}

// place is the file that an evidence was decoded from: layers count with what
// they came out of, members of an archive each for themselves.
func place(e *evidence.Evidence) *evidence.Evidence {
	for e.Origin.Member == "" && e.Within != nil && e.Within.Evidence != nil {
		e = e.Within.Evidence
	}
	return e
}

// maxScenes is how many places of one root are told apart.
const maxScenes = 1024

type session struct {
	set    *behaviour.Set
	limits detection.Limits
	scenes map[*evidence.Evidence]*scene
	order  []*scene
	hits   int // over all scenes
	lost   int // scenes beyond the limit
}

// scene is what is remembered of a place.
type scene struct {
	ev     *evidence.Evidence
	hits   map[hitKey]*hit
	order  []*hit
	forgot int // hits beyond the limit
	traits traits
}

type hitKey struct{ rule, name string }

// hit is one thing that was done, as often as it was.
type hit struct {
	rule    *behaviour.Rule
	name    string
	setting observation.Setting
	count   int
	at      []evidence.Citation
	names   []name // of a rule that gathers
}

type name struct {
	text string
	at   evidence.Citation
}

func (s *session) scene(e *evidence.Evidence) *scene {
	e = place(e)
	if sc, ok := s.scenes[e]; ok {
		return sc
	}
	if len(s.scenes) >= maxScenes {
		s.lost++
		return nil
	}
	sc := &scene{ev: e, hits: map[hitKey]*hit{}}
	s.scenes[e] = sc
	s.order = append(s.order, sc)
	return sc
}

// maxNames is how many names one gathering finding keeps.
const maxNames = 64

// add remembers that something was done to a name.
func (s *session) add(sc *scene, r *behaviour.Rule, what string, at evidence.Citation, set observation.Setting) {
	if at.Evidence == nil {
		return // no claim without a byte
	}
	what = clip(what)
	key := hitKey{r.ID, what}
	if r.Gather {
		key.name = ""
	}
	h := sc.hits[key]
	if h == nil {
		if s.hits >= s.limits.Keys || len(sc.order) >= maxHits {
			sc.forgot++
			return
		}
		s.hits++
		h = &hit{rule: r, name: what, setting: set}
		sc.hits[key] = h
		sc.order = append(sc.order, h)
	}
	h.count++
	if len(h.at) < s.limits.Citations && !slices.ContainsFunc(h.at, func(c evidence.Citation) bool { return c.Locator == at.Locator }) {
		h.at = append(h.at, at)
	}
	if r.Gather && what != "" && len(h.names) < maxNames && !slices.ContainsFunc(h.names, func(n name) bool { return n.text == what }) {
		h.names = append(h.names, name{what, at})
	}
}

// maxHits is how many different things one place may be told to do.
const maxHits = 400

func clip(s string) string {
	const longest = 300
	if len(s) > longest {
		s = s[:longest] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// runs are the settings in which a command is somebody's doing on the machine.
func runs(s observation.Setting) bool {
	switch s {
	case observation.Script, observation.Code, observation.Container, observation.Schedule, observation.Service, observation.Process, observation.History:
		return true
	}
	return false
}

// Observe implements [detection.Session].
func (s *session) Observe(o observation.Observation, out detection.Emitter) error {
	e := o.Where.Evidence
	if e == nil || e.Role != evidence.Observed {
		return nil
	}
	switch f := o.Fact.(type) {
	case observation.CommandLine:
		if runs(f.Setting) && len(f.Argv) > 0 {
			if sc := s.scene(e); sc != nil {
				s.command(sc, f, out)
			}
		}
	case observation.Written:
		if runs(f.Setting) {
			if sc := s.scene(e); sc != nil {
				s.written(sc, f, out)
			}
		}
	case observation.MinerConfig:
		if f.Setting.Runs() {
			if sc := s.scene(e); sc != nil {
				sc.traits.mines = true
			}
		}
	}
	return nil
}

func (s *session) command(sc *scene, c observation.CommandLine, out detection.Emitter) {
	joined := behaviour.Joined(c)
	at := c.Raw.At
	if at.Evidence == nil {
		at = c.Argv[0].At
	}
	for _, m := range s.set.Command(c, joined) {
		what := m.Name
		if what == "" {
			what = behaviour.Program(c)
		}
		s.add(sc, kinded(m), what, at, c.Setting)
		sc.traits.rule(m.ID, at)
	}
	s.stands(sc, c, at)
	s.download(sc, c, joined, at, out)
	s.rivals(sc, c, joined, at, out)
	sc.traits.command(c, joined, at)
}

// kinded is the rule of a match with the kind of what it is done to.
func kinded(m behaviour.Match) *behaviour.Rule {
	if m.Kind == m.Subject {
		return m.Rule
	}
	r := *m.Rule
	r.Subject = m.Kind
	return &r
}

func (s *session) written(sc *scene, f observation.Written, out detection.Emitter) {
	for _, m := range s.set.Written(f) {
		s.add(sc, kinded(m), m.Name, f.Text.At, f.Setting)
		sc.traits.rule(m.ID, f.Text.At)
	}
	s.blocked(sc, f, out)
	sc.traits.written(f)
}

// End implements [detection.Session].
func (s *session) End(out detection.Emitter) error {
	for _, sc := range s.order {
		drop, level := sc.dropper(s.limits.Citations)
		beside := sc.traits.mines || level > detection.NoneSeen
		for _, h := range sc.order {
			beside = beside || severity(h.rule.Severity, detection.Info) >= detection.High
		}
		if level > detection.NoneSeen {
			out.Finding(drop)
			if m, ok := sc.miner(drop); ok {
				out.Miner(m)
			}
		}
		for _, h := range sc.order {
			if h.rule.Severity == "quiet" && !beside {
				continue
			}
			f := h.finding(beside)
			if s.lost > 0 {
				f.Gaps = append(f.Gaps, "other places of this evidence were not looked at: there are too many")
			}
			if sc.forgot > 0 && h == sc.order[len(sc.order)-1] {
				f.Gaps = append(f.Gaps, fmt.Sprintf("%d more things that the script does are not listed", sc.forgot))
			}
			out.Finding(f)
		}
	}
	return nil
}

// confidence of what is read off a statement: that it does what it says is
// plain, that it was run is not. The authors' judgement, not a measurement.
const confidence = 0.9

func (h *hit) finding(beside bool) detection.Finding {
	f := detection.Finding{
		Rule: h.rule.ID, Title: h.rule.Title, Severity: severity(h.rule.Severity, detection.Info), Confidence: confidence,
		Techniques: slices.Clone(h.rule.Techniques), Subject: detection.Subject{Kind: h.rule.Subject, Name: h.name}, Gaps: []string{},
	}
	if beside {
		f.Severity = severity(h.rule.Beside, f.Severity)
	}
	clause := "it is done to " + h.name + ", " + settingWords[h.setting]
	if h.rule.Gather {
		clause = "it is done to " + plural(len(h.names), "name") + ", " + settingWords[h.setting]
	}
	if h.count > 1 {
		clause += fmt.Sprintf(", %d times", h.count)
	}
	f.Because = detection.Reason{Clause: clause, Held: true, At: h.at, Under: []detection.Reason{}}
	if h.rule.Gather {
		f.Because.At = []evidence.Citation{h.at[0]}
		for _, n := range h.names {
			f.Because.Under = append(f.Because.Under, detection.Reason{Clause: n.text, Held: true, At: []evidence.Citation{n.at}, Under: []detection.Reason{}})
		}
	}
	if beside {
		f.Because.Under = append(f.Because.Under, detection.Reason{Clause: "something beside it mines or hides, so it weighs more", Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}})
	}
	return f
}

var settingWords = map[observation.Setting]string{
	observation.Script: "by a script", observation.Code: "by a program whose source this is", observation.Container: "in a container", observation.Schedule: "by a schedule",
	observation.Service: "by a service", observation.Process: "by a running process", observation.History: "by somebody who typed it",
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

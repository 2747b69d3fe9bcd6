// Package detectiontest is the suite that every detector inherits: what it
// emits names a rule it declared, rests on citations, is the same twice, and
// does not leak from one root into another.
package detectiontest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/observation"
)

// Log is an emitter that keeps what is emitted.
type Log struct {
	Findings  []detection.Finding
	Miners    []detection.Miner
	Sightings []detection.Sighting
	Events    []detection.Event
	Reports   []detection.Report
}

func (l *Log) Finding(f detection.Finding)   { l.Findings = append(l.Findings, f) }
func (l *Log) Miner(m detection.Miner)       { l.Miners = append(l.Miners, m) }
func (l *Log) Sighting(s detection.Sighting) { l.Sightings = append(l.Sightings, s) }
func (l *Log) Event(e detection.Event)       { l.Events = append(l.Events, e) }
func (l *Log) Report(r detection.Report)     { l.Reports = append(l.Reports, r) }

// Run gives the observations to one session of d, as one root.
func Run(t testing.TB, d detection.Detector, root ...observation.Observation) *Log {
	t.Helper()
	l := &Log{}
	s := d.Begin(detection.DefaultLimits())
	for _, o := range root {
		if slices.Contains(d.Needs(), o.Fact.Kind()) {
			if err := s.Observe(o, l); err != nil {
				t.Fatalf("observe: %v", err)
			}
		}
	}
	if err := s.End(l); err != nil {
		t.Fatalf("end: %v", err)
	}
	return l
}

// Conform runs the suite over roots that the detector finds something in.
func Conform(t *testing.T, d detection.Detector, roots ...[]observation.Observation) {
	t.Helper()
	rules := map[string]bool{}
	for _, r := range d.Rules() {
		if r.ID == "" || r.Title == "" {
			t.Errorf("rule %+v: want an id and a title", r)
		}
		if rules[r.ID] {
			t.Errorf("rule %s is declared twice", r.ID)
		}
		rules[r.ID] = true
	}
	if len(d.Needs()) == 0 {
		t.Error("the detector needs no facts: it will never be called")
	}
	t.Run("says what it rests on", func(t *testing.T) {
		for i, root := range roots {
			l := Run(t, d, root...)
			if len(l.Findings)+len(l.Miners)+len(l.Sightings)+len(l.Reports) == 0 {
				t.Errorf("root %d: nothing was emitted", i)
			}
			for _, f := range l.Findings {
				checkFinding(t, rules, f)
			}
			for _, m := range l.Miners {
				if m.Source.Evidence == nil {
					t.Errorf("miner %s has no source", m.Family)
				}
			}
			for _, s := range l.Sightings {
				if s.At.Evidence == nil || s.Indicator.Value == "" || s.Use == "" {
					t.Errorf("sighting %+v lacks its place, value or use", s)
				}
			}
		}
	})
	t.Run("same twice, alone or interleaved", func(t *testing.T) {
		var want []string
		for _, root := range roots {
			want = append(want, dump(t, Run(t, d, root...)))
		}
		logs, sessions := make([]*Log, len(roots)), make([]detection.Session, len(roots))
		longest := 0
		for i, root := range roots {
			logs[i], sessions[i] = &Log{}, d.Begin(detection.DefaultLimits())
			longest = max(longest, len(root))
		}
		for n := range longest {
			for i, root := range roots {
				if n < len(root) && slices.Contains(d.Needs(), root[n].Fact.Kind()) {
					if err := sessions[i].Observe(root[n], logs[i]); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		for i, s := range sessions {
			if err := s.End(logs[i]); err != nil {
				t.Fatal(err)
			}
			if got := dump(t, logs[i]); got != want[i] {
				t.Errorf("root %d: interleaved with others it gives\n%s\nalone\n%s", i, got, want[i])
			}
		}
	})
	t.Run("bounded", func(t *testing.T) {
		limits := detection.Limits{Keys: 8, Citations: 2}
		s, l := d.Begin(limits), &Log{}
		for range 200 {
			for _, root := range roots {
				for _, o := range root {
					if slices.Contains(d.Needs(), o.Fact.Kind()) {
						if err := s.Observe(o, l); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
		if err := s.End(l); err != nil {
			t.Fatal(err)
		}
		for _, f := range l.Findings {
			if n := citations(f.Because); n > 200 {
				t.Errorf("finding %s carries %d citations", f.Rule, n)
			}
		}
	})
}

func checkFinding(t *testing.T, rules map[string]bool, f detection.Finding) {
	t.Helper()
	if !rules[f.Rule] {
		t.Errorf("finding of rule %q, which the detector does not declare", f.Rule)
	}
	if f.Title == "" || f.Subject.Kind == "" || f.Because.Clause == "" {
		t.Errorf("finding %s lacks a title, a subject or a reason: %+v", f.Rule, f)
	}
	if f.Confidence < 0 || f.Confidence > 1 {
		t.Errorf("finding %s: confidence %v", f.Rule, f.Confidence)
	}
	if citations(f.Because) == 0 {
		t.Errorf("finding %s (%s): no claim without a byte, and it cites none", f.Rule, f.Title)
	}
	each(f.Because, func(c evidence.Citation) {
		if c.Evidence == nil || c.Offset < 0 || c.Length < 0 || len(c.Excerpt) > evidence.ExcerptSize || c.Mark[0] < 0 || c.Mark[1] > len(c.Excerpt) || c.Mark[0] > c.Mark[1] {
			t.Errorf("finding %s: bad citation %+v", f.Rule, c)
		}
	})
}

func each(r detection.Reason, do func(evidence.Citation)) {
	for _, c := range r.At {
		do(c)
	}
	for _, u := range r.Under {
		each(u, do)
	}
}

func citations(r detection.Reason) (n int) {
	each(r, func(evidence.Citation) { n++ })
	return n
}

func dump(t *testing.T, l *Log) string {
	t.Helper()
	b, err := json.MarshalIndent(l, "", " ")
	if err != nil {
		t.Fatal(fmt.Errorf("what is emitted cannot be written: %w", err))
	}
	return string(b)
}

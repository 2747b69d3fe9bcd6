// Package concealment judges whether a miner hides: a program named like a part
// of the system, a place nobody looks at, a false name for the list of
// processes, a window that is never shown, traces wiped away.
//
// None of these is a sign of mining, and most of them stand in honest scripts
// too. They count only in connection with a miner: what is said where a miner's
// command line or configuration stands, in the same scene. A scene is one file
// with the layers decoded out of it; the members of one folder of an archive
// are one scene.
//
// A sign is strong, middling or weak (see [sign]); one strong or two middling
// ones of different kinds make a finding covert. What speaks for an open
// miner is kept in the finding with Held false.
package concealment

import (
	"path"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/observation"
)

// RuleID is the one rule of this package.
const RuleID = "concealment.miner-hides"

// Detector judges whether a miner hides. Its zero value is ready.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Rules implements [detection.Detector].
func (Detector) Rules() []detection.Rule {
	return []detection.Rule{{
		ID: RuleID, Title: titleCovert, Severity: detection.High,
		Techniques: []string{"T1036.004", "T1036.005", "T1222.002", "T1562.001", "T1562.004", "T1564", "T1564.001", "T1564.003", "T1564.013", "T1070.001", "T1070.002", "T1070.003", "T1574.006"},
	}}
}

// Needs implements [detection.Detector].
func (Detector) Needs() []observation.Kind {
	return []observation.Kind{observation.KindCommandLine, observation.KindMinerConfig, observation.KindEnvironment, observation.KindMention}
}

// Begin implements [detection.Detector].
func (Detector) Begin(l detection.Limits) detection.Session {
	return &session{limits: l, scenes: map[place]*scene{}}
}

// place tells scenes apart: the file, and for members of archives the archive
// and the folder in it.
type place struct {
	ev     *evidence.Evidence
	folder string
}

// placeOf climbs out of decoded layers to what they came from.
func placeOf(e *evidence.Evidence) place {
	for e.Within != nil && e.Within.Evidence != nil {
		if e.Origin.Member != "" {
			return place{e.Within.Evidence, path.Dir(strings.ReplaceAll(e.Origin.Member, `\`, "/"))}
		}
		e = e.Within.Evidence
	}
	return place{ev: e}
}

// scene is what is remembered of a place until the end: signs, at most one of
// each kind and text, and where a miner was seen.
type scene struct {
	signs  []sign
	open   []sign // what speaks for an open miner
	miner  *evidence.Citation
	name   string // of the process; "" where a file is all there is
	seen   map[string]bool
	forgot int
}

type session struct {
	limits detection.Limits
	scenes map[place]*scene
	order  []place
	kept   int // signs over all scenes
	lost   int // scenes beyond the limit
}

// maxScenes is how many places of one root are told apart.
const maxScenes = 1024

func (s *session) scene(e *evidence.Evidence) *scene {
	at := placeOf(e)
	if sc, ok := s.scenes[at]; ok {
		return sc
	}
	if len(s.scenes) >= maxScenes {
		s.lost++
		return nil
	}
	sc := &scene{seen: map[string]bool{}}
	s.scenes[at] = sc
	s.order = append(s.order, at)
	return sc
}

// keep remembers a sign once.
func (s *session) keep(e *evidence.Evidence, signs ...sign) {
	for _, g := range signs {
		sc := s.scene(e)
		if sc == nil {
			return
		}
		key := string(g.kind) + "\x00" + g.clause
		switch {
		case sc.seen[key]:
			continue
		case s.kept >= s.limits.Keys:
			sc.forgot++
			continue
		}
		sc.seen[key] = true
		s.kept++
		if g.weight == open {
			sc.open = append(sc.open, g)
		} else {
			sc.signs = append(sc.signs, g)
		}
	}
}

// mines remembers that a miner was seen here. The first one stands for all.
func (s *session) mines(e *evidence.Evidence, name string, at evidence.Citation) {
	if sc := s.scene(e); sc != nil && sc.miner == nil && at.Evidence != nil {
		sc.miner, sc.name = &at, name
	}
	if m := e.MachinePath(); m != "" {
		for _, d := range imitate(m, false) {
			if d.weight == strong {
				s.keep(e, sign{d.kind, d.clause, d.weight, d.technique, at})
			}
		}
	}
}

// Observe implements [detection.Session]. Only what was taken from the machine
// in question, and stands there to be run, can hide on it.
func (s *session) Observe(o observation.Observation, _ detection.Emitter) error {
	e := o.Where.Evidence
	if e == nil || e.Role != evidence.Observed {
		return nil
	}
	switch f := o.Fact.(type) {
	case observation.CommandLine:
		if f.Setting.Runs() {
			s.command(e, f)
		}
	case observation.MinerConfig:
		if f.Setting.Runs() {
			s.config(e, f)
		}
	case observation.Environment:
		if f.Setting.Runs() {
			s.environment(e, f)
		}
	case observation.Mention:
		if f.Setting.Runs() {
			s.mention(e, f)
		}
	}
	return nil
}

// End implements [detection.Session].
func (s *session) End(out detection.Emitter) error {
	for _, at := range s.order {
		if f, ok := s.scenes[at].finding(s.limits.Citations); ok {
			if s.lost > 0 {
				f.Gaps = append(f.Gaps, "other places of this evidence were not looked at: there are too many")
			}
			out.Finding(f)
		}
	}
	return nil
}

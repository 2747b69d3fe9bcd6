package mining

import (
	"lamproom/detection"
	"lamproom/observation"
)

// The rules of this package: one a kind of statement.
var (
	ruleCommand = detection.Rule{ID: "mining.command-line", Title: "A command that mines", Severity: detection.High, Techniques: []string{"T1496.001"}}
	ruleConfig  = detection.Rule{ID: "mining.configuration", Title: "A miner's configuration", Severity: detection.High, Techniques: []string{"T1496.001"}}
	ruleEnviron = detection.Rule{ID: "mining.environment", Title: "Variables that tell a miner its pool and payee", Severity: detection.High, Techniques: []string{"T1496.001"}}
	ruleOutput  = detection.Rule{ID: "mining.output", Title: "A miner's own log", Severity: detection.High, Techniques: []string{"T1496.001"}}
)

// Detector judges command lines, configurations, variables and miners' logs.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Rules implements [detection.Detector].
func (Detector) Rules() []detection.Rule {
	return []detection.Rule{ruleCommand, ruleConfig, ruleEnviron, ruleOutput}
}

// Needs implements [detection.Detector].
func (Detector) Needs() []observation.Kind {
	return []observation.Kind{observation.KindCommandLine, observation.KindMinerConfig, observation.KindEnvironment, observation.KindMinerOutput}
}

// Begin implements [detection.Detector].
func (Detector) Begin(l detection.Limits) detection.Session {
	return &session{limits: l, index: map[string]int{}, logs: map[logKey]*minerLog{}}
}

type session struct {
	limits     detection.Limits
	candidates []candidate
	index      map[string]int // key of a miner → candidate
	logs       map[logKey]*minerLog
	logOrder   []logKey
	forgotten  int
}

// Observe implements [detection.Session].
func (s *session) Observe(o observation.Observation, out detection.Emitter) error {
	switch f := o.Fact.(type) {
	case observation.CommandLine:
		s.command(o, f, out)
	case observation.MinerConfig:
		s.config(o, f, out)
	case observation.Environment:
		s.environment(o, f, out)
	case observation.MinerOutput:
		s.output(o, f)
	}
	return nil
}

// End implements [detection.Session].
func (s *session) End(out detection.Emitter) error {
	s.closeLogs(out)
	for i := range s.candidates {
		emit(&s.candidates[i], s.limits, out)
	}
	s.candidates, s.index = nil, map[string]int{}
	return nil
}

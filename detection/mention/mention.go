// Package mention notes the indicators that stand in the evidence: wallets,
// servers, hashes, mail addresses. It judges nothing: a mention is a sighting of
// the weakest use, and says neither that anything mines nor that anybody is paid.
package mention

import (
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// Detector turns mentions into sightings.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Rules implements [detection.Detector]: there are no findings here.
func (Detector) Rules() []detection.Rule { return nil }

// Needs implements [detection.Detector].
func (Detector) Needs() []observation.Kind { return []observation.Kind{observation.KindMention} }

// Begin implements [detection.Detector].
func (Detector) Begin(detection.Limits) detection.Session { return session{} }

type session struct{}

// Observe implements [detection.Session].
func (session) Observe(o observation.Observation, out detection.Emitter) error {
	m, ok := o.Fact.(observation.Mention)
	if !ok || m.Indicator.Type == indicator.TypePath { // every line of a log names paths
		return nil
	}
	s := detection.Sighting{Indicator: m.Indicator, Wallet: m.Wallet, At: o.Where, Use: detection.UseMention}
	if o.Where.Evidence != nil {
		s.Role = o.Where.Evidence.Role
	}
	if m.Fetched && m.Setting.Runs() && s.Role == evidence.Observed {
		s.Use = detection.UseDownload
	}
	if m.Setting == observation.Pattern && s.Role == evidence.Observed {
		s.Use = detection.UseDecoy // it is hunted or blocked here, whoever's it is
	}
	out.Sighting(s)
	return nil
}

// End implements [detection.Session].
func (session) End(detection.Emitter) error { return nil }

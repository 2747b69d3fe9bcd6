// Package dissection takes evidence apart: it finds the dissector for the
// bytes, walks what is nested, and keeps the whole within a budget. What could
// not be read is [Damage], never silence.
package dissection

import (
	"context"

	"lamproom/evidence"
	"lamproom/observation"
)

// Dissector reads one format. It holds no state of its own: it may be called
// from several goroutines at once, for different evidence.
type Dissector interface {
	Name() string
	Schemas() []observation.Schema
	// Accepts looks at the head only; no I/O.
	Accepts(evidence.Head) bool
	// Dissect reads src and says what is there, in one goroutine, and returns
	// when it is done. The sink's calls block: that is the backpressure. An
	// error from the sink is returned at once as it is; what cannot be read is
	// given to the sink as damage and is no error.
	Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink Sink) error
}

// Sequel is a dissector that reads an evidence once more, behind the one that
// accepted it, where what that found it to be calls for it: a text that turned
// out to be an article is read for what it states. It is not asked Accepts.
type Sequel interface {
	Dissector
	// Follows looks at what the evidence was identified as; no I/O.
	Follows(*evidence.Evidence) bool
}

// Sink takes what a dissector finds.
type Sink interface {
	// Identify says what the evidence is and whom it speaks of, before the
	// first observation. A reported evidence never becomes observed again.
	Identify(evidence.Kind, evidence.Role)
	Observe(observation.Observation) error
	// Nest has a piece examined that came out of the evidence: an archive
	// member, a decoded layer. It returns when the piece was walked. The name
	// is as the outer evidence gives it; at is the place it came from.
	Nest(origin evidence.Origin, at evidence.Locator, src evidence.Source) error
	Damage(Damage) error
}

// Damage says what could not be read, where and why.
type Damage struct {
	At     evidence.Locator `json:"at"`
	Reason string           `json:"reason"`
	Name   string           `json:"name"` // of the evidence
	// Limit says that all was read and a limit of ours kept part of it out of
	// the report: that is forgotten, not damaged.
	Limit bool `json:"-"`
}

// Skip says what was left out whole and why.
type Skip struct {
	Evidence string `json:"evidence"` // name: where nothing was read there is no identity
	Reason   string `json:"reason"`
	Policy   bool   `json:"policy"` // left out by rule (a socket, a device), not for want of access
}

// Refusal is the source of something that is not read: a socket, a file that
// may not be opened. It takes the place of bytes so that nothing is dropped in
// silence.
type Refusal struct {
	Reason string
	Policy bool
}

// Size implements [evidence.Source].
func (Refusal) Size() int64 { return 0 }

// ReadAt implements [evidence.Source]; it always fails.
func (r Refusal) ReadAt([]byte, int64) (int, error) { return 0, r }

func (r Refusal) Error() string { return r.Reason }

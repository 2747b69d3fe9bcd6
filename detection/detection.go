// Package detection judges what dissectors saw. A detector opens a session for
// every root of evidence, takes observations in their order, and emits
// findings, miners, sightings and events. Every finding carries the tree of
// reasons it rests on, down to citations.
package detection

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"lamproom/evidence"
	"lamproom/observation"
)

// Detector judges one kind of thing. It is stateless; its sessions are not.
type Detector interface {
	Rules() []Rule // what it may find
	Needs() []observation.Kind
	Begin(Limits) Session
}

// Session takes the observations of one root, in order, from one goroutine.
type Session interface {
	Observe(observation.Observation, Emitter) error
	// End is called once, after the last observation.
	End(Emitter) error
}

// Emitter takes what a session concludes.
type Emitter interface {
	Finding(Finding)
	Miner(Miner)
	Sighting(Sighting)
	Event(Event)
	Report(Report)
}

// Limits bounds what a session remembers.
type Limits struct {
	Keys      int // remembered values a session
	Citations int // citations a finding
}

// DefaultLimits is what examinations use.
func DefaultLimits() Limits { return Limits{Keys: 4096, Citations: 16} }

// Level says how much a finding, by itself, says about mining.
type Level uint8

const (
	NoneSeen Level = iota
	Possible
	Likely
	Confirmed
)

var levelNames = [...]string{"none_seen", "possible", "likely", "confirmed"}

func (l Level) String() string { return levelNames[l] }

// MarshalText implements encoding.TextMarshaler.
func (l Level) MarshalText() ([]byte, error) { return []byte(levelNames[l]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (l *Level) UnmarshalText(b []byte) error {
	for i, n := range levelNames {
		if n == string(b) {
			*l = Level(i)
			return nil
		}
	}
	return errUnknown("level", b)
}

// Severity is how urgent a finding is.
type Severity uint8

const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

var severityNames = [...]string{"info", "low", "medium", "high", "critical"}

func (s Severity) String() string { return severityNames[s] }

// MarshalText implements encoding.TextMarshaler.
func (s Severity) MarshalText() ([]byte, error) { return []byte(severityNames[s]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Severity) UnmarshalText(b []byte) error {
	for i, n := range severityNames {
		if n == string(b) {
			*s = Severity(i)
			return nil
		}
	}
	return errUnknown("severity", b)
}

type unknownError struct{ what, value string }

func (e unknownError) Error() string { return "unknown " + e.what + " " + e.value }

func errUnknown(what string, b []byte) error { return unknownError{what, string(b)} }

// Rule is what a detector looks for.
type Rule struct {
	ID         string // "mining.command-line"
	Title      string
	Severity   Severity
	Techniques []string // MITRE ATT&CK ids
}

// Subject is what a finding is about.
type Subject struct {
	Host *string `json:"host"`
	Kind string  `json:"kind"` // file, process, connection, account …
	Name string  `json:"name"`
}

// Reason is a clause of a finding, whether it held, where that is seen, and
// what it rests on in turn. Clauses that speak against the finding are kept
// with Held false, or as counter-evidence under a clause that says so.
type Reason struct {
	Clause string              `json:"clause"`
	Held   bool                `json:"held"`
	At     []evidence.Citation `json:"at"`
	Under  []Reason            `json:"under"`
}

// Finding is a claim with its reasons.
type Finding struct {
	ID         string     `json:"id"` // set by Seal
	Rule       string     `json:"rule"`
	Title      string     `json:"title"`
	Severity   Severity   `json:"severity"`
	Confidence float64    `json:"confidence"` // 0 to 1, as measured, see docs/confidence.md
	Techniques []string   `json:"techniques"`
	Subject    Subject    `json:"subject"`
	First      *time.Time `json:"first"`
	Last       *time.Time `json:"last"`
	Because    Reason     `json:"because"`
	Gaps       []string   `json:"gaps"`   // what the finding could not see
	Mining     Level      `json:"mining"` // what this finding alone says about mining
	Covert     bool       `json:"covert"` // speaks for mining without the owner's leave
}

// Where returns the place of the first citation of the finding, the zero
// locator if it has none.
func (f Finding) Where() evidence.Locator {
	var find func(r Reason) (evidence.Locator, bool)
	find = func(r Reason) (evidence.Locator, bool) {
		if len(r.At) > 0 {
			return r.At[0].Locator, true
		}
		for _, u := range r.Under {
			if l, ok := find(u); ok {
				return l, true
			}
		}
		return evidence.Locator{}, false
	}
	l, _ := find(f.Because)
	return l
}

// Seal gives the finding its identity: the same claim about the same bytes has
// the same identity in every run. The identities of the evidence must be known.
func (f *Finding) Seal() {
	b, err := json.Marshal(struct {
		Rule, Title string
		Subject     Subject
		Because     Reason
	}{f.Rule, f.Title, f.Subject, f.Because})
	if err != nil {
		panic(err) // strings, integers and slices of them: marshalling cannot fail
	}
	sum := sha256.Sum256(b)
	f.ID = f.Rule + "-" + hex.EncodeToString(sum[:8])
}

// Compare orders findings: what says most about mining first, then by severity,
// place and rule.
func (f Finding) Compare(g Finding) int {
	return cmp.Or(
		cmp.Compare(g.Mining, f.Mining),
		cmp.Compare(g.Severity, f.Severity),
		f.Where().Compare(g.Where()),
		cmp.Compare(f.Rule, g.Rule),
		cmp.Compare(f.Title, g.Title),
	)
}

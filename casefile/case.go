// Package casefile holds a [Case]: all that one examination says, in the shape
// of the published schema lamproom.case/1 (docs/schema/case-1.json). Reports
// are pure functions of it.
package casefile

import (
	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// Schema names the shape of the document.
const Schema = "lamproom.case/1"

// Case is the whole of what an examination says. Slices are never nil when the
// case is complete, so that its JSON has lists and not nulls.
type Case struct {
	Schema     string              `json:"schema"`
	ID         string              `json:"id"` // from the identities of the evidence
	Tool       Tool                `json:"tool"`
	Verdict    Verdict             `json:"verdict"`
	Evidence   []Entry             `json:"evidence"`
	Next       []string            `json:"next"` // what to do now, most urgent first: the texts of the steps
	Sources    []SourceReport      `json:"sources"`
	Miners     []detection.Miner   `json:"miners"`
	Sessions   []MiningSession     `json:"mining_sessions"`
	Indicators []Indicator         `json:"indicators"`
	Findings   []detection.Finding `json:"findings"`
	Proofs     []Proof             `json:"proofs"`
	Timeline   []detection.Event   `json:"timeline"`
	Campaigns  []Campaign          `json:"campaigns"`
	Earnings   *Earnings           `json:"earnings"`
	Assessment *Assessment         `json:"assessment"`
	Coverage   Coverage            `json:"coverage"`
	Steps      []Step              `json:"steps"` // next, with what each is tied to
}

// Tool names the program that made the case.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Verdict answers the first two questions.
type Verdict struct {
	Mining        detection.Level         `json:"mining"`
	Authorization detection.Authorization `json:"authorization"`
	Summary       string                  `json:"summary"`
	Because       []string                `json:"because"` // ids of findings
}

// Entry is an evidence as the case lists it.
type Entry struct {
	ID     evidence.ID       `json:"id"`
	Kind   evidence.Kind     `json:"kind"`
	Name   string            `json:"name"`
	Size   int64             `json:"size"`
	Role   evidence.Role     `json:"role"`
	Within *evidence.Locator `json:"within"`
	Origin evidence.Origin   `json:"origin"`
}

// Indicator is an indicator with all the places it was seen at.
type Indicator struct {
	Type       indicator.Type `json:"type"`
	Value      string         `json:"value"`
	Attributes map[string]any `json:"attributes"` // of a wallet: its decoded fields
	Sightings  []Sighting     `json:"sightings"`
}

// Sighting is one place an indicator was seen at.
type Sighting struct {
	At   evidence.Locator `json:"at"`
	Role evidence.Role    `json:"role"`
	Use  detection.Use    `json:"use"`
}

// SourceReport is what a report of others says. It is never part of the verdict.
type SourceReport struct {
	Evidence   evidence.ID       `json:"evidence"`
	Title      string            `json:"title"` // of the article, "" where it has none
	Language   string            `json:"language"`
	Published  *string           `json:"published"`
	Indicators []SourceIndicator `json:"indicators"`
	Names      []string          `json:"names"`      // of actors, tools, firms, places, technologies
	Techniques []string          `json:"techniques"` // MITRE ATT&CK
	Dates      []string          `json:"dates"`
	Stated     []detection.Name  `json:"stated"` // all of the names, techniques, dates and CVE ids, each at its places
}

// SourceIndicator is an indicator that a report names, with its places there.
// Observed says that it was also seen on the machine in question: that is what
// an analyst looks for.
type SourceIndicator struct {
	Type       indicator.Type `json:"type"`
	Value      string         `json:"value"`
	Attributes map[string]any `json:"attributes"`
	Sightings  []Sighting     `json:"sightings"`
	Observed   bool           `json:"observed"`
}

// Coverage says what was not examined: the twin of every claim.
type Coverage struct {
	Damage    []dissection.Damage `json:"damage"`
	Skipped   []dissection.Skip   `json:"skipped"`
	Forgotten []string            `json:"forgotten"` // what a limit made the examination drop, and how much
}

// Whole reports whether all evidence was read: nothing damaged, nothing left
// out for want of access. What policy skips does not count.
func (c Coverage) Whole() bool {
	for _, s := range c.Skipped {
		if !s.Policy {
			return false
		}
	}
	return len(c.Damage) == 0
}

// The sections below are part of the schema; what fills them is not built yet,
// so they are always empty.
type (
	MiningSession struct{} // a connection to a pool seen in a capture
	Proof         struct{} // a share whose work was verified
	Campaign      struct{} // a group of cases or samples
	Earnings      struct{} // what was earned
	Assessment    struct{} // rival hypotheses, weighed
)

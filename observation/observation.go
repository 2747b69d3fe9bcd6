// Package observation holds what dissectors say of an evidence: facts, without
// judgement, each with its place.
//
// A fact is a concrete struct a kind. Detectors look at the struct; rules look
// at its flat, many-valued projection ([Fact.Field]), whose names a [Schema] lists.
package observation

import (
	"iter"
	"time"

	"lamproom/evidence"
)

// Kind names a kind of fact: "command_line", "miner_config" …
type Kind string

// Value is a piece of text read from the evidence, with its place. Text is
// UTF-8, decoded and unquoted; At shows the bytes as they stand. A value that
// was put together (a variable filled in) is cited where it was used.
type Value struct {
	Text string
	At   evidence.Citation
}

// Fact is what a dissector states.
type Fact interface {
	Kind() Kind
	// Field yields the values of the field with that name, none where it is
	// unknown or empty.
	Field(name string) iter.Seq[Value]
}

// Observation is a fact at a place and, where the evidence tells it, a time.
type Observation struct {
	Time  time.Time // zero where unknown
	Where evidence.Locator
	Fact  Fact
}

// Schema lists the fields that facts of a kind project, for rules to be checked against.
type Schema struct {
	Kind   Kind
	Fields []string
}

// values yields the given values that are not empty.
func values(vs ...Value) iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for _, v := range vs {
			if v.Text != "" && !yield(v) {
				return
			}
		}
	}
}

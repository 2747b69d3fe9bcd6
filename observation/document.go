package observation

import (
	"iter"

	"lamproom/indicator"
)

// Kinds of what a document for people says.
const (
	KindDocument Kind = "document"
	KindStated   Kind = "stated"
)

// Document is a text for people, as a whole. It comes before what it states.
type Document struct {
	Title     Value
	Language  string // ISO 639-1, "" where the text does not tell
	Published string // 2018-01-08, 2018-01, 2018 or with a time of day (RFC 3339); "" where it gives none
}

// Kind implements [Fact].
func (Document) Kind() Kind { return KindDocument }

// Field implements [Fact].
func (d Document) Field(name string) iter.Seq[Value] {
	if name == "title" {
		return values(d.Title)
	}
	return values()
}

// Stated is a name, a date, an id or an indicator that a document states. An
// indicator is no [Mention] here: what a document is about decides whether it is
// worth telling, and manuals are full of them.
type Stated struct {
	What      string // actor, tool, firm, place, person, technology, attack, cve, date, indicator
	Name      string // canonical
	Subject   bool   // articles about attacks and mining name it, others hardly
	Indicator indicator.Indicator
	Wallet    *indicator.Wallet // decoded, for wallets
	As        Value             // as written
}

// StatedIndicator is what the field What of an indicator holds.
const StatedIndicator = "indicator"

// Kind implements [Fact].
func (Stated) Kind() Kind { return KindStated }

// Field implements [Fact]: the text as written, under what it is.
func (s Stated) Field(name string) iter.Seq[Value] {
	if name == s.What {
		return values(s.As)
	}
	return values()
}

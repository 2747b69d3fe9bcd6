// Package prose reads what a text for people states: dates, names of a
// gazetteer, persons that it presents as such, ids of CVE and of MITRE ATT&CK,
// paths and keys, its title, its language and when it was published.
//
// It knows no format: what is HTML or PDF is made plain text first. Every record
// has its place, in bytes of the text. English and French are read; of other
// languages only names, ids and numbers.
package prose

import (
	"cmp"
	"slices"
)

// Kind says what a record is.
type Kind string

// Kinds of records. Those of the gazetteer have the names of its lists.
const (
	Actor      Kind = "actor"
	Tool       Kind = "tool"
	Firm       Kind = "firm"
	Place      Kind = "place"
	Technology Kind = "technology"
	Person     Kind = "person"
	Attack     Kind = "attack" // an id of MITRE ATT&CK: T1496, TA0040
	CVE        Kind = "cve"
	Date       Kind = "date" // see [Reading.Published]
	Path       Kind = "path" // of a file or folder
	Registry   Kind = "registry"
	Mutex      Kind = "mutex"
	UserAgent  Kind = "user_agent"
)

// Record is one thing that a text states, at its place.
type Record struct {
	Kind       Kind
	Value      string // canonical: the gazetteer's name, a date as in Published
	Start, End int    // bytes of the text as given
	Subject    bool   // names what articles about attacks or mining name
}

// Reading is what a text states.
type Reading struct {
	Title     Span
	Language  string // ISO 639-1: "en", "fr" …; "" where the text does not tell
	Published string // by the by-line: 2018-01-08, 2018-01, 2018; "" where it gives none
	// Dates are written as far as they are given: 2018-01-08, 2018-01, 2018, for
	// a range of years 2014/2015, and without a year --12-24 or --12 (XML Schema
	// part 2, gMonthDay and gMonth).
	Records []Record // in the order of their places
	More    int      // records beyond MaxRecords
}

// Span is a stretch of the text; empty where there is none.
type Span struct{ Start, End int }

// Limits.
const (
	// MaxText is how much of a text is read, bytes.
	MaxText = 2 << 20
	// MaxRecords is how many records one text gives.
	MaxRecords = 2000
	// maxEach is how many places of the same value are told.
	maxEach = 8
)

// Read reads a text: UTF-8, or Latin-1 where bytes are none. What is beyond
// MaxText is not looked at.
func Read(text []byte) Reading {
	text = text[:min(len(text), MaxText)]
	t := split(text)
	var r Reading
	r.Language = t.language()
	add := func(k Kind, value string, start, end int, subject bool) {
		r.Records = append(r.Records, Record{k, value, start, end, subject})
	}
	t.names(add)
	dates := t.dates(r.Language)
	for _, d := range dates {
		add(Date, d.value, d.start, d.end, false)
	}
	t.ids(add)
	t.artefacts(add)
	r.Title = t.title()
	r.Published = t.front(dates, add)
	t.people(add)
	r.Records, r.More = order(r.Records)
	return r
}

// order sorts by place, keeps the first maxEach places of each value and no
// more than MaxRecords in all.
func order(all []Record) (kept []Record, more int) {
	slices.SortStableFunc(all, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	type key struct {
		kind  Kind
		value string
	}
	seen := map[key]int{}
	for i, r := range all {
		if i > 0 && r == all[i-1] {
			continue
		}
		k := key{r.Kind, r.Value}
		if seen[k]++; seen[k] > maxEach {
			continue
		}
		if len(kept) == MaxRecords {
			more++
			continue
		}
		kept = append(kept, r)
	}
	return kept, more
}

// Package phrase holds the words of reports for people, in the languages they
// are written in. English stands in the code where it is said and is the key to
// the other languages; a phrase that a language lacks is said in English.
//
// What detectors say, the titles of findings and the clauses of reasons, comes
// as English sentences with values of the evidence in them. It is translated by
// patterns ([Language.Sentence]); what no pattern knows stays English, and the
// caller is told so, to mark it as English.
package phrase

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lamproom/casefile"
)

// Language is a language of reports.
type Language struct {
	Tag      string // of BCP 47: "en", "fr"
	phrases  map[string]string
	clauses  *patterns
	steps    *casefile.Phrasing
	manyZero bool // 0 is said in the plural, as in English
	point    string
	group    string // between thousands
	space    string // between a number and its word
}

// English is the language everything is first written in.
func English() *Language {
	return &Language{Tag: "en", manyZero: true, point: ".", group: ",", space: " "}
}

// Typeset returns the language with the spaces of print in its own words: none of
// them breaks a line before a colon or inside a number. A terminal gets plain ones.
func (l *Language) Typeset() *Language {
	t := *l
	t.space = "\u00a0"
	t.phrases, t.clauses = map[string]string{}, l.clauses.typeset()
	for english, s := range l.phrases {
		t.phrases[english] = typeset(s)
	}
	if t.group == " " {
		t.group = "\u202f"
	}
	return &t
}

var typeset = strings.NewReplacer(" :", "\u00a0:", " ;", "\u202f;", " ?", "\u202f?", " !", "\u202f!", "« ", "«\u00a0", " »", "\u00a0»", " %", "\u00a0%").Replace

// Tags lists the languages there are, the default first.
func Tags() []string { return []string{"en", "fr"} }

// Of returns the language of a tag.
func Of(tag string) (*Language, bool) {
	switch tag {
	case "", "en":
		return English(), true
	case "fr":
		return French(), true
	}
	return nil, false
}

// T says a phrase. With arguments it is a format of package fmt.
func (l *Language) T(english string, args ...any) string {
	s := english
	if p, ok := l.phrases[english]; ok {
		s = p
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// Count says how many there are of a thing: "1 miner", "2 miners".
func (l *Language) Count(n int, one, many string) string {
	word := many
	if n == 1 || n == 0 && !l.manyZero {
		word = one
	}
	return l.Number(n) + l.space + l.T(word)
}

// Number writes a whole number, its thousands set apart from 10,000 on.
func (l *Language) Number(n int) string {
	s := strconv.Itoa(n)
	if n < 10_000 {
		return s
	}
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Decimal writes a number with two places behind the point.
func (l *Language) Decimal(f float64) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', 2, 64), ".", l.point, 1)
}

// Size tells a number of bytes in the units that people use, 1 kB being 1000 bytes.
func (l *Language) Size(n int64) string {
	switch {
	case n < 10_000:
		return l.Count(int(n), "byte", "bytes")
	case n < 10_000_000:
		return l.T("%d kB", n/1000)
	case n < 10_000_000_000:
		return l.T("%d MB", n/1_000_000)
	}
	return l.T("%d GB", n/1_000_000_000)
}

// Time writes a time in UTC, in the one form that sorts and nobody mistakes.
func (l *Language) Time(t time.Time) string {
	return t.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// Package text writes a case for people: the verdict first, then what to do
// now, who mines, who is paid, why, and what was not read. It is made for a terminal
// of 80 columns. Nothing out of the evidence acts on the terminal ([report.Plain]).
package text

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/report"
	"lamproom/report/phrase"
)

// Options say how a report looks.
type Options struct {
	Color       bool             // colours and bold by escape sequences
	Width       int              // columns; 0: 80
	ShowSecrets bool             // tokens and keys as they are
	Language    *phrase.Language // nil: English
}

// Limits of what a report for people lists. The rest is counted, and JSON has it all.
const (
	maxMiners     = 25
	maxFindings   = 40
	maxReasoned   = 10 // findings whose reasons are written out
	maxBecause    = 5
	maxPlaces     = 3  // citations under one clause
	maxClauses    = 60 // clauses under one finding
	maxDepth      = 8
	maxEach       = 10 // indicators of one type
	maxNotRead    = 25 // lines of damage, of what was skipped, of what was forgotten
	maxEvents     = 40
	maxReferences = 25 // evidence with its hash
)

// Write writes the report.
func Write(w io.Writer, c casefile.Case, o Options) error {
	r := &reporter{printer: newPrinter(w, o), Case: c, secrets: o.ShowSecrets}
	r.verdict()
	r.next()
	r.miners()
	r.payees()
	r.pools()
	r.findings()
	r.timeline()
	r.indicators()
	r.sources()
	r.references()
	r.notRead()
	return r.w.Flush()
}

type reporter struct {
	*printer
	casefile.Case
	secrets bool
	shown   map[evidence.Locator]bool // the excerpts of the finding that is being written
}

// hide masks the secrets in a text, unless they were asked for.
func (r *reporter) hide(s string) string {
	if r.secrets {
		return s
	}
	return report.MaskSecret(s)
}

func (r *reporter) verdict() {
	v := r.Verdict
	if r.lang.Tag == "en" {
		r.para("", levelStyle(v.Mining), r.hide(v.Summary))
	} else {
		mining, consent := r.lang.Summary(r.Case)
		r.para("", levelStyle(v.Mining), strings.TrimSpace(mining+" "+consent))
	}
	r.blank()
	words := r.lang.Level(v.Mining)
	if v.Mining > detection.NoneSeen {
		words += " (" + r.lang.LevelReason(v.Mining) + ")"
	}
	r.line("mining", levelStyle(v.Mining), words)
	if v.Mining > detection.NoneSeen {
		s, words := r.authorization(v.Authorization)
		r.line("authorization", s, words)
	}
	byID := make(map[string]*detection.Finding, len(r.Findings))
	for i := range r.Findings {
		byID[r.Findings[i].ID] = &r.Findings[i]
	}
	var titles []string // what many files share is said once
	times := map[string]int{}
	for _, id := range v.Because {
		if f := byID[id]; f != nil {
			if times[f.Title]++; times[f.Title] == 1 {
				titles = append(titles, f.Title)
			}
		}
	}
	name := "because"
	for i, title := range titles {
		if i == maxBecause {
			r.line("", dim, r.lang.T("and for %d more reasons", len(titles)-i))
			break
		}
		text := clip(r.hide(r.sentence(title)), maxValue)
		if n := times[title]; n > 1 {
			text += " (" + r.lang.T("%d times", n) + ")"
		}
		r.line(name, none, text)
		name = ""
	}
	r.examined()
	r.machines()
	if v.Mining == detection.NoneSeen {
		r.blank()
		r.para("", none, r.lang.T("What this does not prove: that nobody mines. A miner that was not in this evidence, that ran and left no trace in it, or that is packed or encrypted in a way that was not undone, is not seen here."))
	}
}

// line is field for the block of the verdict, whose names are longer.
func (r *reporter) line(name string, s style, text string) {
	r.para(r.label(name, 15), s, text)
}

// examined says in one or two lines what was looked at.
func (r *reporter) examined() {
	kinds, size, others := map[string]int{}, int64(0), 0
	for _, e := range r.Evidence {
		kinds[string(e.Kind)]++
		if e.Within == nil {
			size += e.Size
		}
		if e.Role == evidence.Reported {
			others++
		}
	}
	names := slices.Collect(maps.Keys(kinds))
	slices.SortFunc(names, func(a, b string) int {
		if kinds[a] != kinds[b] {
			return kinds[b] - kinds[a]
		}
		return strings.Compare(a, b)
	})
	var parts []string
	for i, k := range names {
		if i == 6 {
			parts = append(parts, r.lang.T("%d other kinds", len(names)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%d %s", kinds[k], k))
	}
	text := r.lang.Count(len(r.Evidence), "piece of evidence", "pieces of evidence") + ", " + r.lang.Size(size)
	if len(parts) > 0 {
		text += r.lang.T(":") + " " + strings.Join(parts, ", ")
	}
	if others > 0 {
		text += r.lang.T("; of these, %d of reports on other machines, which do not count", others)
	}
	r.line("examined", none, text)
	if !r.Coverage.Whole() {
		r.line("", caution, r.lang.T("not all of it could be read: see NOT READ below"))
	}
}

func levelStyle(l detection.Level) style {
	switch l {
	case detection.Confirmed, detection.Likely:
		return alarm
	case detection.Possible:
		return caution
	}
	return bold
}

// authorization says whether the owner agreed, and how that looks.
func (r *reporter) authorization(a detection.Authorization) (style, string) {
	word, why := r.lang.Authorization(a)
	switch a {
	case detection.Covert:
		return alarm, word + " (" + why + ")"
	case detection.DeclaredByOwner:
		return calm, why
	case detection.Conflict:
		return alarm, word + " (" + why + ")"
	}
	return caution, word + " (" + why + ")"
}

// confidence puts a probability into words.
func (r *reporter) confidence(c float64) string {
	return r.lang.Decimal(c) + ", " + r.lang.Confidence(c)
}

// sentence says what a detector says, in the language of the report if that has it.
func (r *reporter) sentence(english string) string {
	s, _ := r.lang.Sentence(english)
	return s
}

// place tells where something stands: file:line where lines are counted,
// file@byte otherwise.
func place(l evidence.Locator) string {
	if l.Evidence == nil {
		return "(?)"
	}
	name := clip(l.Evidence.Name, maxValue)
	if l.Record > 0 {
		return fmt.Sprintf("%s:%d", name, l.Record)
	}
	return fmt.Sprintf("%s@%d", name, l.Offset)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

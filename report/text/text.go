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
)

// Options say how a report looks.
type Options struct {
	Color       bool // colours and bold by escape sequences
	Width       int  // columns; 0: 80
	ShowSecrets bool // tokens and keys as they are
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
	r.para("", levelStyle(v.Mining), r.hide(v.Summary))
	r.blank()
	r.line("mining", levelStyle(v.Mining), levelWords[v.Mining])
	if v.Mining > detection.NoneSeen {
		s, words := authorizationWords(v.Authorization)
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
			r.line("", dim, fmt.Sprintf("and for %d more reasons", len(titles)-i))
			break
		}
		text := clip(r.hide(title), maxValue)
		if n := times[title]; n > 1 {
			text += fmt.Sprintf(" (%d times)", n)
		}
		r.line(name, none, text)
		name = ""
	}
	r.examined()
	r.machines()
	if v.Mining == detection.NoneSeen {
		r.blank()
		r.para("", none, "What this does not prove: that nobody mines. A miner that was not in this evidence, that ran and left no trace in it, or that is packed or encrypted in a way that was not undone, is not seen here.")
	}
}

// line is field for the block of the verdict, whose names are longer.
func (r *reporter) line(name string, s style, text string) {
	r.para(fmt.Sprintf("%-15s", name), s, text)
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
			parts = append(parts, fmt.Sprintf("%d other kinds", len(names)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%d %s", kinds[k], k))
	}
	text := fmt.Sprintf("%s, %s", plural(len(r.Evidence), "piece of evidence", "pieces of evidence"), sizeWords(size))
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	if others > 0 {
		text += fmt.Sprintf("; of these, %d of reports on other machines, which do not count", others)
	}
	r.line("examined", none, text)
	if !r.Coverage.Whole() {
		r.line("", caution, "not all of it could be read: see NOT READ below")
	}
}

var levelWords = map[detection.Level]string{
	detection.Confirmed: "confirmed (work that was delivered was seen)",
	detection.Likely:    "likely (a complete instruction to mine was seen)",
	detection.Possible:  "possible (an incomplete instruction to mine was seen)",
	detection.NoneSeen:  "none seen",
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

func authorizationWords(a detection.Authorization) (style, string) {
	switch a {
	case detection.Covert:
		return alarm, "covert (it hides)"
	case detection.DeclaredByOwner:
		return calm, "declared by the owner"
	case detection.Conflict:
		return alarm, "conflict (declared by the owner, and hidden all the same)"
	}
	return caution, "unknown (nothing here says whether the owner agreed)"
}

// confidenceWords puts a probability into words; the steps are those of the
// US intelligence directive 203.
func confidenceWords(c float64) string {
	word := "almost certain"
	for _, step := range []struct {
		below float64
		word  string
	}{{0.05, "almost no chance"}, {0.20, "very unlikely"}, {0.45, "unlikely"}, {0.55, "about even"}, {0.80, "likely"}, {0.95, "very likely"}} {
		if c < step.below {
			word = step.word
			break
		}
	}
	return fmt.Sprintf("%.2f, %s", c, word)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sizeWords tells a size in the units that people use, 1 kB being 1000 bytes.
func sizeWords(n int64) string {
	switch {
	case n < 10_000:
		return plural(int(n), "byte", "bytes")
	case n < 10_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	case n < 10_000_000_000:
		return fmt.Sprintf("%d MB", n/1_000_000)
	}
	return fmt.Sprintf("%d GB", n/1_000_000_000)
}

// place tells where something stands: file:line where lines are counted,
// file@byte otherwise.
func place(l evidence.Locator) string {
	if l.Evidence == nil {
		return "(place not known)"
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

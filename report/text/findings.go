package text

import (
	"fmt"
	"strings"
	"time"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/report"
)

func (r *reporter) findings() {
	if len(r.Findings) == 0 {
		return
	}
	r.counted("Findings", len(r.Findings))
	r.para("  ", dim, r.lang.T("+ holds, - does not hold or speaks against it. Places are file:line, or file@byte where there are no lines."))
	for i, f := range r.Findings {
		if i == maxFindings {
			r.more(len(r.Findings)-i, "findings")
			return
		}
		if i == maxReasoned {
			r.blank()
			r.para("  ", dim, r.lang.T("The findings below are told without their reasons; --format json has them."))
		}
		r.finding(f, i < maxReasoned)
	}
}

var severityStyle = map[detection.Severity]style{detection.Critical: alarm, detection.High: alarm, detection.Medium: caution, detection.Low: bold, detection.Info: bold}

func (r *reporter) finding(f detection.Finding, reasons bool) {
	r.blank()
	r.para("  ", severityStyle[f.Severity], fmt.Sprintf("[%s] %s", r.lang.Severity(f.Severity), clip(r.hide(r.sentence(f.Title)), maxValue)))
	about := f.Rule
	if len(f.Techniques) > 0 {
		about += ", ATT&CK " + strings.Join(f.Techniques, ", ")
	}
	const indent = 4
	r.field(indent, "rule", none, about)
	if f.Subject.Name != "" {
		subject := r.lang.Kind(f.Subject.Kind) + " " + clip(r.hide(f.Subject.Name), maxValue)
		if h := deref(f.Subject.Host); h != "" {
			subject += " " + r.lang.T("on") + " " + clip(h, maxValue)
		}
		r.field(indent, "about", none, subject)
	}
	r.onMachine(indent, f.Where().Evidence)
	confidence := r.confidence(f.Confidence)
	if f.Mining > detection.NoneSeen {
		confidence += "; " + r.lang.T("mining is %s", r.lang.Level(f.Mining))
	}
	if f.Covert {
		confidence += "; " + r.lang.T("speaks for mining without the owner's leave")
	}
	r.field(indent, "confidence", none, confidence)
	if f.First != nil {
		when := stamp(*f.First)
		if f.Last != nil && !f.Last.Equal(*f.First) {
			when = r.lang.T("%s to %s", when, stamp(*f.Last))
		}
		r.field(indent, "when", none, when)
	}
	if !reasons {
		if at := f.Where(); at.Evidence != nil {
			r.field(indent, "at", none, place(at))
		}
		return
	}
	left := maxClauses
	r.shown = map[evidence.Locator]bool{}
	r.reason(f.Because, indent, 0, &left)
	for _, g := range f.Gaps {
		r.field(indent, "not seen", dim, clip(r.hide(r.sentence(g)), maxValue))
	}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") + " UTC" }

// reason writes a clause, its places and what it rests on. left is how many
// clauses may still be written.
func (r *reporter) reason(c detection.Reason, indent, depth int, left *int) {
	if *left--; *left <= 0 || depth > maxDepth {
		if *left == 0 || depth > maxDepth {
			r.para(strings.Repeat(" ", indent), dim, r.lang.T("and more reasons: --format json lists all of them"))
		}
		return
	}
	sign := "+ "
	if !c.Held {
		sign = "- "
	}
	r.para(strings.Repeat(" ", indent)+sign, none, clip(r.hide(r.sentence(c.Clause)), 2*maxValue))
	for i, at := range c.At {
		if i == maxPlaces {
			r.para(strings.Repeat(" ", indent+4), dim, r.lang.T("and at %d more places", len(c.At)-i))
			break
		}
		r.citation(at, indent+4)
	}
	for _, u := range c.Under {
		r.reason(u, indent+2, depth+1, left)
		if *left <= 0 {
			return
		}
	}
}

// cell is a character as shown: itself or its escape.
type cell struct {
	text   string
	cols   int
	marked bool
}

// maxMarkLines bounds the lines of one excerpt.
const maxMarkLines = 4

// citation writes the place and below it the bytes, those that matter marked:
// by colour, or by a line of carets.
func (r *reporter) citation(c evidence.Citation, indent int) {
	margin := strings.Repeat(" ", indent)
	b := c.Excerpt
	if r.shown[c.Locator] && len(b) > 0 {
		r.para(margin, none, place(c.Locator)+", "+r.lang.T("shown above"))
		return
	}
	r.shown[c.Locator] = true
	encoding := ""
	if len(report.WideCharacters(b)) > 0 {
		encoding = " (UTF-16)"
	}
	r.raw(margin, report.Plain(place(c.Locator)), encoding)
	if len(b) == 0 {
		return
	}
	if !r.secrets {
		b = report.MaskExcerpt(b, c.Mark)
	}
	cells, from, to := cellsOf(b, c.Mark)
	avail := r.width - indent - 2
	cells = crop(cells, from, to, avail)
	total := 0
	for _, c := range cells {
		total += c.cols
	}
	carets := !r.color && total <= avail // what fills lines by itself needs no pointing at
	for n := 0; len(cells) > 0; n++ {
		if n == maxMarkLines {
			r.raw(margin, "| …")
			return
		}
		var line, under strings.Builder
		cols, some, other := 0, false, false
		i := 0
		for ; i < len(cells) && (cols+cells[i].cols <= avail || i == 0); i++ {
			cols += cells[i].cols
			sign := " "
			if cells[i].marked {
				sign, some = "^", true
			} else {
				other = true
			}
			under.WriteString(strings.Repeat(sign, cells[i].cols))
		}
		for j := 0; j < i; {
			k := j
			var run strings.Builder
			for ; k < i && cells[k].marked == cells[j].marked; k++ {
				run.WriteString(cells[k].text)
			}
			if cells[j].marked {
				line.WriteString(r.paint(marked, run.String()))
			} else {
				line.WriteString(run.String())
			}
			j = k
		}
		cells = cells[i:]
		r.raw(margin, "| ", strings.TrimRight(line.String(), " "))
		if some && other && carets {
			r.raw(margin, "| ", strings.TrimRight(under.String(), " "))
		}
	}
}

// cellsOf shows bytes as cells; from and to are the marked ones.
func cellsOf(b []byte, mark [2]int) (cells []cell, from, to int) {
	from = -1
	for i, c := range report.Cells(b, mark) {
		cells = append(cells, cell{c.Text, columns(c.Text), c.Marked})
		if c.Marked {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	return cells, max(from, 0), to
}

// crop takes from the context on both sides until what is left fits the width,
// or only the mark is left.
func crop(cells []cell, from, to, avail int) []cell {
	total := 0
	for _, c := range cells {
		total += c.cols
	}
	lo, hi := 0, len(cells)
	cutFront, cutBack := false, false
	for total > avail-2 && (lo < from || hi > to) {
		if total <= avail && !cutFront && !cutBack {
			break
		}
		if from-lo > hi-to {
			total -= cells[lo].cols
			lo++
			cutFront = true
		} else {
			hi--
			total -= cells[hi].cols
			cutBack = true
		}
	}
	out := make([]cell, 0, hi-lo+2)
	dots := cell{"…", 1, false}
	if cutFront {
		out = append(out, dots)
	}
	out = append(out, cells[lo:hi]...)
	if cutBack {
		out = append(out, dots)
	}
	return out
}

// Package html writes a case as one self-contained page for people: the verdict,
// what to do, who is paid, and every claim down to the bytes it rests on.
//
// The page loads nothing and sends nothing. Its policy (a Content-Security-Policy
// in its head) allows no source at all but its own style and script, by their
// hashes. What comes out of the evidence passes three gates: secrets are masked
// ([report.MaskSecrets]), what hides or acts is made visible ([report.Plain]), and
// html/template escapes the rest for the place where it stands. No value of the
// evidence ever becomes an address of a link.
//
// The page works without JavaScript; with it, lists can be searched and values
// copied. Long lists show their first rows, and the others are kept in the page
// compressed and unpacked when they are asked for (see blocks.go), so that a case
// of 20,000 findings paints as fast as one of 20.
package html

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/report"
	"lamproom/report/phrase"
)

// Options say how a report looks.
type Options struct {
	Language    *phrase.Language // nil: English
	TLP         TLP              // "": amber, and the page says that nobody chose it
	ShowSecrets bool             // tokens and keys as they are
}

//go:embed report.css
var style string

//go:embed report.js
var script string

// Write writes the report.
func Write(w io.Writer, c casefile.Case, o Options) error {
	if o.Language == nil {
		o.Language = phrase.English()
	}
	r := &renderer{Case: c, lang: o.Language.Typeset(), secrets: o.ShowSecrets, w: bufio.NewWriterSize(w, 64<<10)}
	r.templates = template.Must(pageTemplates().Clone()).Funcs(template.FuncMap{"t": r.lang.T})
	r.index()
	marking := o.TLP.marking()
	r.head(marking)
	r.run("top", marking)
	r.contents()
	r.verdict()
	r.steps()
	r.paid()
	r.miners()
	r.findings()
	r.layers()
	r.indicators()
	r.sources()
	r.timeline()
	r.coverage()
	r.evidence()
	r.reading(marking)
	r.run("bottom", marking)
	r.text("<script>" + script + "</script>\n</body>\n</html>\n")
	if r.err != nil {
		return r.err
	}
	return r.w.Flush()
}

// renderer keeps the first error and does nothing after it.
type renderer struct {
	casefile.Case
	lang      *phrase.Language
	secrets   bool
	templates *template.Template
	w         *bufio.Writer
	err       error

	names  map[evidence.ID]string // of the first evidence with that identity
	roles  map[evidence.ID]evidence.Role
	found  map[evidence.ID]int // findings whose first citation lies there
	titles map[string]string   // of findings, by id
}

// text writes what this package made itself.
func (r *renderer) text(s string) {
	if r.err == nil {
		_, r.err = r.w.WriteString(s)
	}
}

// run writes a template.
func (r *renderer) run(name string, data any) {
	if r.err == nil {
		r.err = r.templates.ExecuteTemplate(r.w, name, data)
	}
}

// index gathers what several sections look up.
func (r *renderer) index() {
	r.names, r.roles, r.found = map[evidence.ID]string{}, map[evidence.ID]evidence.Role{}, map[evidence.ID]int{}
	for _, e := range r.Case.Evidence {
		if _, ok := r.names[e.ID]; !ok {
			r.names[e.ID], r.roles[e.ID] = e.Name, e.Role
		}
	}
	r.titles = make(map[string]string, len(r.Findings))
	for _, f := range r.Findings {
		r.titles[f.ID] = f.Title
		if at := f.Where(); at.Evidence != nil {
			r.found[at.Evidence.ID]++
		}
	}
}

// head writes all up to the body. The policy comes before anything it governs.
func (r *renderer) head(m marking) {
	css := style + m.css()
	policy := fmt.Sprintf("default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lamproom",
		hashOf(script), hashOf(css))
	r.text("<!DOCTYPE html>\n<html lang=\"" + r.lang.Tag + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	r.text(`<meta http-equiv="Content-Security-Policy" content="` + policy + "\">\n")
	r.text(`<meta name="viewport" content="width=device-width, initial-scale=1">` + "\n")
	r.text(`<meta name="referrer" content="no-referrer">` + "\n")
	r.text(`<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">` + "\n")
	r.text(`<meta name="color-scheme" content="light dark">` + "\n")
	r.text(`<meta name="robots" content="noindex, nofollow">` + "\n")
	r.run("title", struct{ Verdict, ID string }{r.lang.Level(r.Verdict.Mining), short(r.ID)})
	r.text("<style>" + css + "</style>\n</head>\n")
}

// hashOf is the source of a policy that allows exactly that text.
func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Limits of one value and one tree. Beyond them the page says that there is more.
const (
	maxValue   = 4096 // bytes
	maxClauses = 300  // of one finding
	maxCites   = 16   // of one clause
	maxDepth   = 24   // of reasons and of layers
	maxEach    = 50   // entries of a list inside of an entry
)

// value makes a value of the evidence fit to be shown; the template escapes it.
func (r *renderer) value(s string) string {
	s = clip(s, maxValue)
	if !r.secrets {
		s = report.MaskSecret(s)
	}
	return report.Plain(s)
}

// prose is value for what is said about the evidence: what mail programs and
// viewers would make links of is spoiled.
func (r *renderer) prose(s string) string { return indicator.DefangText(r.value(s)) }

// said is a sentence of a detector, in the language of the page or else in English.
type said struct{ Text, Lang string }

func (r *renderer) sentence(english string) said {
	s, known := r.lang.Sentence(english)
	out := said{Text: r.prose(s)}
	if !known && r.lang.Tag != "en" {
		out.Lang = "en"
	}
	return out
}

// defanged shows an indicator so that nothing follows it.
func (r *renderer) defanged(t indicator.Type, v string) string {
	v = r.value(v)
	if t.Fires() {
		return indicator.Defang(v)
	}
	return v
}

// clip shortens s to n bytes or a little less, the middle left out.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	head := strings.ToValidUTF8(s[:n*2/3], "")
	tail := strings.ToValidUTF8(s[len(s)-n/3:], "")
	return head + " … " + tail
}

func short(id string) string { return id[:min(12, len(id))] }

// place is where something stands: file:line where lines are counted, file@byte
// otherwise, with the anchor of the evidence.
type place struct {
	Name   string
	At     string
	Anchor string
	Role   string // "" where observed
}

func (r *renderer) place(l evidence.Locator) place {
	if l.Evidence == nil {
		return place{Name: r.lang.T("place not known")}
	}
	name := l.Evidence.Name
	if name == "" { // a locator out of a kept case holds the identity alone
		name = r.names[l.Evidence.ID]
	}
	p := place{Name: r.value(name), Anchor: anchorOf(l.Evidence.ID)}
	if l.Record > 0 {
		p.At = fmt.Sprintf(":%d", l.Record)
	} else {
		p.At = fmt.Sprintf("@%d", l.Offset)
	}
	if role := l.Evidence.Role; role != evidence.Observed {
		p.Role = r.lang.Role(role)
	}
	return p
}

// anchorOf is the id of the row of an evidence; "" for one that was not read to its end.
func anchorOf(id evidence.ID) string {
	if id.IsZero() {
		return ""
	}
	return "e-" + id.String()[:16]
}

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// severities in the order of their urgency.
var severities = []detection.Severity{detection.Critical, detection.High, detection.Medium, detection.Low, detection.Info}

package text

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"lamproom/report"
	"lamproom/report/phrase"
)

// style is how a piece of text looks where colours are on. The words carry the
// meaning; colours only repeat it.
type style string

const (
	none    style = ""
	bold    style = "1"
	dim     style = "2"
	alarm   style = "1;31" // mining, hiding, critical
	caution style = "1;33" // possible, unknown
	calm    style = "32"   // declared
	marked  style = "1;4"  // the bytes a claim rests on
)

// printer writes lines that fit a width. It keeps the first error and does
// nothing after it.
type printer struct {
	w     *bufio.Writer
	width int // columns
	lang  *phrase.Language
	color bool
}

func newPrinter(w io.Writer, o Options) *printer {
	p := &printer{w: bufio.NewWriterSize(w, 32<<10), width: o.Width, color: o.Color, lang: o.Language}
	if p.lang == nil {
		p.lang = phrase.English()
	}
	if p.width <= 0 {
		p.width = 80
	}
	p.width = min(max(p.width, 40), 120) // longer lines are hard to read
	return p
}

func (p *printer) paint(s style, text string) string {
	if !p.color || s == none || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (p *printer) blank() { p.w.WriteByte('\n') }

// raw writes a line as it is. What it gets must be plain already.
func (p *printer) raw(parts ...string) {
	for _, s := range parts {
		p.w.WriteString(s)
	}
	p.blank()
}

func (p *printer) heading(text string) {
	p.blank()
	p.raw(p.paint(bold, strings.ToUpper(text)))
}

// counted is the heading of a list, with how many there are.
func (p *printer) counted(name string, n int) {
	p.heading(fmt.Sprintf("%s (%d)", p.lang.T(name), n))
}

// para writes text wrapped at the width: its first line begins with first, the
// others with as many spaces. Words longer than a line stay whole, so that they
// can be copied, and spaces stay as many as they are. The text is made plain here.
func (p *printer) para(first string, s style, text string) {
	indent := columns(first)
	p.w.WriteString(first)
	at := indent
	for i, word := range words(report.Plain(text)) {
		n := columns(word)
		switch {
		case i > 0 && at+1+n > p.width:
			p.blank()
			p.w.WriteString(strings.Repeat(" ", indent))
			at = indent
		case i > 0:
			p.w.WriteByte(' ')
			at++
		}
		p.w.WriteString(p.paint(s, word))
		at += n
	}
	p.blank()
}

// label is the name of a field in the language of the report, followed by spaces
// up to the column of the values.
func (p *printer) label(name string, width int) string {
	if name != "" {
		name = p.lang.T(name)
	}
	return name + strings.Repeat(" ", max(1, width-columns(name)))
}

// words parts a text at its blanks, but for those inside of a value in quotes:
// one that is parted cannot be copied.
func words(text string) []string {
	all := strings.Split(text, " ")
	out := all[:0:len(all)]
	for i := 0; i < len(all); i++ {
		w := all[i]
		if strings.HasPrefix(strings.TrimPrefix(w, "$"), "'") && !closes(strings.TrimPrefix(w, "$")[1:]) {
			const most = 32 // blanks in one value
			for j := i + 1; j < len(all) && j-i <= most; j++ {
				if closes(all[j]) {
					w, i = strings.Join(all[i:j+1], " "), j
					break
				}
			}
		}
		out = append(out, w)
	}
	return out
}

// closes reports whether a word ends a value in quotes.
func closes(word string) bool {
	return strings.HasSuffix(strings.TrimRight(word, ".,;:)"), "'")
}

// field writes "name  text" with the names of a block in one column.
func (p *printer) field(indent int, name string, s style, text string) {
	p.para(strings.Repeat(" ", indent)+p.label(name, fieldWidth), s, text)
}

// whole is field for a value that must stay as it is on one line.
func (p *printer) whole(indent int, name string, s style, value string) {
	p.raw(strings.Repeat(" ", indent), p.label(name, fieldWidth), p.paint(s, report.Plain(clip(value, maxValue))))
}

const (
	fieldWidth = 13
	maxValue   = 256 // characters of one value that are shown
)

// columns is how many columns of a terminal the text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// clip shortens s to n characters, the middle left out: both ends of a path or a
// key tell more than its middle.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	head, tail := n*2/3, n-n*2/3-1
	i, j := 0, len(s)
	for range head {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	for range tail {
		_, size := utf8.DecodeLastRuneInString(s[:j])
		j -= size
	}
	return s[:i] + "…" + s[j:]
}

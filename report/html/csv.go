package html

import (
	"encoding/base64"
	"html/template"
	"strings"
)

// sheet makes a table of comma-separated values as RFC 4180 has it: every field
// in quotes, lines that end in CR LF. A field that a spreadsheet would take for a
// formula begins with an apostrophe instead.
type sheet struct{ b strings.Builder }

func (s *sheet) line(fields ...string) {
	for i, f := range fields {
		if i > 0 {
			s.b.WriteByte(',')
		}
		s.b.WriteByte('"')
		s.b.WriteString(strings.ReplaceAll(inertCell(f), `"`, `""`))
		s.b.WriteByte('"')
	}
	s.b.WriteString("\r\n")
}

// link is the table as the address of a download.
func (s *sheet) link() template.URL {
	const bom = "\ufeff" // without it spreadsheets take UTF-8 for a code page
	return template.URL("data:text/csv;charset=utf-8;base64," + base64.StdEncoding.EncodeToString([]byte(bom+s.b.String())))
}

// inertCell puts an apostrophe before what begins a formula: = + - @, a tab or a
// carriage return, their full-width forms, at the front of the cell or behind a
// character that some settings take for the border of cells.
func inertCell(s string) string {
	var b strings.Builder
	border := true
	for _, c := range s {
		switch c {
		case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
			if border {
				b.WriteByte('\'')
			}
			border = c == '\t' || c == '\r' || c == '\n'
		case ';', '|':
			border = true
		case ',':
			border = true
		case ' ', '"', '\u00a0':
			// stays: a border may be followed by these
		default:
			border = false
		}
		b.WriteRune(c)
	}
	return b.String()
}

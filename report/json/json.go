// Package json writes a case as one document of the schema lamproom.case/1
// (docs/schema/case-1.json).
//
// Keys stand in the order of the schema, lists are never null, and each entry of
// a list has a line of its own, so that the document can be searched and compared
// line by line. The same case gives the same bytes. Nothing is gathered: entries
// go out one by one, however many there are.
//
// Strings of evidence are any bytes, those of JSON are Unicode. A byte that is no
// UTF-8 is written as the four characters \xNN (two lower-case hexadecimal
// digits), and a backslash that would begin such a group by itself as \x5c; see
// [EscapeBytes]. [UnescapeBytes] gives the bytes back. Characters that would act
// on a terminal or hide in it are written as \u escapes of JSON itself, which any
// reader undoes.
package json

import (
	"bufio"
	"io"
	"reflect"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"lamproom/attribution"
	"lamproom/casefile"
	"lamproom/report"
)

// Write writes the case with its secrets masked ([report.MaskSecrets]).
func Write(w io.Writer, c casefile.Case) error { return write(w, c, cleaner{mask: true}) }

// WriteWithSecrets writes the case with nothing masked.
func WriteWithSecrets(w io.Writer, c casefile.Case) error { return write(w, c, cleaner{}) }

// Assessment writes the answers to the questions of a case, in the schema
// lamproom.assessment/1.
func Assessment(w io.Writer, a attribution.Assessment) error { return write(w, a, cleaner{}) }

// write writes a document: a struct whose lists have a line for each entry.
func write(w io.Writer, document any, clean cleaner) error {
	p := &printer{w: bufio.NewWriterSize(w, 64<<10), clean: clean}
	v := reflect.ValueOf(document)
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if i == 0 {
			p.text("{\n")
		} else {
			p.text(",\n")
		}
		p.text(`  "` + name + `": `)
		if f := v.Field(i); f.Kind() == reflect.Slice {
			p.list(f)
		} else {
			p.value(f)
		}
	}
	p.text("\n}\n")
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

// Lines writes values as JSON, one a line, their strings treated as those of a
// case but with nothing masked: it is for what the user typed.
type Lines struct{ p *printer }

// NewLines returns a writer of lines to w. Flush must be called at the end.
func NewLines(w io.Writer) *Lines {
	return &Lines{&printer{w: bufio.NewWriterSize(w, 64<<10)}}
}

// Write writes one value as a line.
func (l *Lines) Write(v any) error {
	l.p.value(reflect.ValueOf(v))
	l.p.text("\n")
	return l.p.err
}

// Flush writes out what is still kept.
func (l *Lines) Flush() error {
	if l.p.err == nil {
		l.p.err = l.p.w.Flush()
	}
	return l.p.err
}

// printer keeps the first error and does nothing after it.
type printer struct {
	w     *bufio.Writer
	buf   []byte // one value, before it is written
	clean cleaner
	err   error
}

func (p *printer) text(s string) {
	if p.err == nil {
		_, p.err = p.w.WriteString(s)
	}
}

func (p *printer) list(v reflect.Value) {
	p.text("[")
	for i := range v.Len() {
		if i == 0 {
			p.text("\n    ")
		} else {
			p.text(",\n    ")
		}
		p.value(v.Index(i))
		if p.err != nil {
			return
		}
	}
	if v.Len() > 0 {
		p.text("\n  ")
	}
	p.text("]")
}

func (p *printer) value(v reflect.Value) {
	if p.err != nil {
		return
	}
	p.buf = p.buf[:0]
	if encoderOf(v.Type())(p, v, p.clean); p.err == nil {
		p.err = writeVisible(p.w, p.buf)
	}
}

// writeVisible writes JSON text with the characters that are not visible as \u
// escapes. encoding/json leaves DEL, the second set of control characters and the
// format characters as they are; outside of strings JSON has none of them.
func writeVisible(w *bufio.Writer, b []byte) error {
	from := 0
	for i := 0; i < len(b); {
		if c := b[i]; c < 0x7f {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if !report.Visible(r) {
			w.Write(b[from:i]) // an error stays with the writer
			units := utf16.AppendRune(nil, r)
			for _, u := range units {
				const digits = "0123456789abcdef"
				w.Write([]byte{'\\', 'u', digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15]})
			}
			from = i + n
		}
		i += n
	}
	_, err := w.Write(b[from:])
	return err
}

package json

import (
	"encoding"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"lamproom/casefile"
	"lamproom/evidence"
	"lamproom/report"
)

// cleaner copies what is about to be written, so that it keeps the promises of
// the schema: lists and maps that are never null, strings that are Unicode,
// secrets masked.
type cleaner struct{ mask bool }

// how says what is to be done with values of a type.
type how uint8

const (
	walkInside how = iota // look inside
	leave                 // holds no text of the evidence: numbers, identities, levels, times, locators
	asCitation            //
	asEntry               // names lead back to the evidence: nothing in them is masked
)

var hows sync.Map // reflect.Type → how; types are few

func howOf(t reflect.Type) how {
	if h, ok := hows.Load(t); ok {
		return h.(how)
	}
	h := walkInside
	switch {
	case t == reflect.TypeFor[evidence.Citation]():
		h = asCitation
	case t == reflect.TypeFor[casefile.Entry]():
		h = asEntry
	case t == reflect.TypeFor[evidence.Locator](), t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		h = leave // the evidence a locator points at stays as it is
	case t.Kind() != reflect.String && t.Kind() != reflect.Slice && t.Kind() != reflect.Map &&
		t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface && t.Kind() != reflect.Struct:
		h = leave
	}
	hows.Store(t, h)
	return h
}

// value returns v cleaned. What is clean already comes back as it is, not copied.
func (c cleaner) value(v reflect.Value) reflect.Value {
	v, _ = c.clean(v)
	return v
}

func (c cleaner) clean(v reflect.Value) (_ reflect.Value, changed bool) {
	t := v.Type()
	switch howOf(t) {
	case leave:
		return v, false
	case asCitation:
		return reflect.ValueOf(c.citation(v.Interface().(evidence.Citation))), true
	case asEntry:
		c.mask = false
	}
	switch t.Kind() {
	case reflect.String:
		s := v.String()
		if safe := c.string(s); safe != s {
			out := reflect.New(t).Elem()
			out.SetString(safe)
			return out, true
		}
	case reflect.Slice:
		if v.IsNil() {
			return reflect.MakeSlice(t, 0, 0), true
		}
		if t.Elem().Kind() == reflect.Uint8 {
			return v, false
		}
		out := v
		for i := range v.Len() {
			e, ch := c.clean(v.Index(i))
			if ch && !changed {
				changed = true
				out = reflect.MakeSlice(t, v.Len(), v.Len())
				reflect.Copy(out, v)
			}
			if ch {
				out.Index(i).Set(e)
			}
		}
		return out, changed
	case reflect.Map:
		out := reflect.MakeMapWithSize(t, v.Len())
		for k, e := range v.Seq2() {
			out.SetMapIndex(c.value(k), c.value(e))
		}
		return out, true
	case reflect.Pointer:
		if v.IsNil() {
			return v, false
		}
		if e, ch := c.clean(v.Elem()); ch {
			out := reflect.New(t.Elem())
			out.Elem().Set(e)
			return out, true
		}
	case reflect.Interface:
		if v.IsNil() {
			return v, false
		}
		if e, ch := c.clean(v.Elem()); ch {
			out := reflect.New(t).Elem()
			out.Set(e)
			return out, true
		}
	case reflect.Struct:
		out := v
		for _, i := range exported(t) {
			f, ch := c.clean(v.Field(i))
			if ch && !changed {
				changed = true
				out = reflect.New(t).Elem()
				out.Set(v)
			}
			if ch {
				out.Field(i).Set(f)
			}
		}
		return out, changed
	}
	return v, false
}

var exportedFields sync.Map // reflect.Type → []int

// exported lists the exported fields of a struct.
func exported(t reflect.Type) []int {
	if list, ok := exportedFields.Load(t); ok {
		return list.([]int)
	}
	var list []int
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			list = append(list, i)
		}
	}
	exportedFields.Store(t, list)
	return list
}

func (c cleaner) citation(in evidence.Citation) evidence.Citation {
	if in.Excerpt == nil {
		in.Excerpt = []byte{}
	} else if c.mask {
		in.Excerpt = report.MaskExcerpt(in.Excerpt, in.Mark)
	}
	return in
}

func (c cleaner) string(s string) string {
	if c.mask {
		s = report.MaskSecret(s)
	}
	return EscapeBytes(s)
}

// EscapeBytes returns s as Unicode text: every byte that is no UTF-8 becomes \xNN,
// and a backslash that stands before something that looks like such a group
// becomes \x5c. Everything else stays, so ordinary names do, too.
func EscapeBytes(s string) string {
	if utf8.ValidString(s) && !strings.Contains(s, `\x`) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == 0xfffd && s[i] != 0xef: // a byte that is no UTF-8; U+FFFD itself begins with EF
			b.WriteString(`\x`)
			b.WriteByte("0123456789abcdef"[s[i]>>4])
			b.WriteByte("0123456789abcdef"[s[i]&15])
		case r == 0xfffd && !strings.HasPrefix(s[i:], "\ufffd"):
			b.WriteString(`\xef`)
		case r == '\\' && isGroup(s[i:]):
			b.WriteString(`\x5c`)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// UnescapeBytes undoes [EscapeBytes].
func UnescapeBytes(s string) string {
	if !strings.Contains(s, `\x`) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && isGroup(s[i:]) {
			b = append(b, digit(s[i+2])<<4|digit(s[i+3]))
			i += 3
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}

// isGroup reports whether s begins with a group that EscapeBytes writes: \x80 to
// \xff, or \x5c.
func isGroup(s string) bool {
	if len(s) < 4 || s[1] != 'x' || digit(s[2]) > 15 || digit(s[3]) > 15 {
		return false
	}
	v := digit(s[2])<<4 | digit(s[3])
	return v >= 0x80 || v == '\\'
}

func digit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

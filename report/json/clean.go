package json

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"

	"lamproom/casefile"
	"lamproom/evidence"
	"lamproom/report"
)

// cleaner copies what is about to be written, so that it keeps the promises of
// the schema: lists and maps that are never null, strings that are Unicode,
// secrets masked.
type cleaner struct{ mask bool }

var (
	citationType  = reflect.TypeFor[evidence.Citation]()
	entryType     = reflect.TypeFor[casefile.Entry]()
	marshalerType = reflect.TypeFor[json.Marshaler]()
	textType      = reflect.TypeFor[encoding.TextMarshaler]()
)

func (c cleaner) value(v reflect.Value) reflect.Value {
	t := v.Type()
	switch {
	case t == citationType:
		return reflect.ValueOf(c.citation(v.Interface().(evidence.Citation)))
	case t == entryType:
		c.mask = false // names lead back to the evidence: nothing in them is changed
	case t.Kind() == reflect.Pointer && v.IsNil():
		return v
	case t.Implements(textType):
		return v // identities, levels, times: none holds text of the evidence
	case t.Implements(marshalerType) && t.Kind() == reflect.Struct && plainFields(v):
		return v
	}
	switch t.Kind() {
	case reflect.String:
		s := v.String()
		if safe := c.string(s); safe != s {
			v = reflect.New(t).Elem()
			v.SetString(safe)
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 && !v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(t, v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(c.value(v.Index(i)))
		}
		return out
	case reflect.Map:
		out := reflect.MakeMapWithSize(t, v.Len())
		for k, e := range v.Seq2() {
			out.SetMapIndex(c.value(k), c.value(e))
		}
		return out
	case reflect.Pointer:
		out := reflect.New(t.Elem())
		out.Elem().Set(c.value(v.Elem()))
		return out
	case reflect.Interface:
		if !v.IsNil() {
			out := reflect.New(t).Elem()
			out.Set(c.value(v.Elem()))
			return out
		}
	case reflect.Struct:
		out := reflect.New(t).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if t.Field(i).IsExported() {
				out.Field(i).Set(c.value(v.Field(i)))
			}
		}
		return out
	}
	return v
}

// plainFields reports whether the struct holds nothing to clean: a locator, for
// one, whose evidence must be left alone.
func plainFields(v reflect.Value) bool {
	_, isLocator := v.Interface().(evidence.Locator)
	return isLocator
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

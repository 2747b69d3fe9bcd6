package json

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"lamproom/casefile"
	"lamproom/evidence"
)

// encoder appends a value as JSON, cleaned by c, to p.buf. It writes what
// encoding/json writes of the cleaned value (HTML left alone), in one walk and
// without a copy: an encoder is built once for each type. What is rare goes
// through encoding/json itself ([printer.generic]), which the tests compare with.
type encoder func(p *printer, v reflect.Value, c cleaner)

// appender is a type that can append itself as JSON, with the same bytes that
// its MarshalJSON returns.
type appender interface{ AppendJSON(b []byte) []byte }

var encoders sync.Map // reflect.Type → encoder; types are few

func encoderOf(t reflect.Type) encoder {
	if e, ok := encoders.Load(t); ok {
		return e.(encoder)
	}
	// A type that holds itself finds this one while its own is built.
	var (
		e    encoder
		done sync.WaitGroup
	)
	done.Add(1)
	if first, loaded := encoders.LoadOrStore(t, encoder(func(p *printer, v reflect.Value, c cleaner) {
		done.Wait()
		e(p, v, c)
	})); loaded {
		return first.(encoder)
	}
	e = newEncoder(t)
	done.Done()
	encoders.Store(t, e)
	return e
}

func newEncoder(t reflect.Type) encoder {
	switch t {
	case reflect.TypeFor[evidence.Citation]():
		return encodeCitation
	case reflect.TypeFor[casefile.Entry]():
		inner := structEncoder(t)
		return func(p *printer, v reflect.Value, c cleaner) {
			c.mask = false // as howOf says
			inner(p, v, c)
		}
	}
	switch {
	case t.Kind() == reflect.Pointer:
		elem := encoderOf(t.Elem())
		return func(p *printer, v reflect.Value, c cleaner) {
			if v.IsNil() {
				p.buf = append(p.buf, "null"...)
				return
			}
			elem(p, v.Elem(), c)
		}
	case t.Kind() == reflect.Interface:
		return func(p *printer, v reflect.Value, c cleaner) {
			if v.IsNil() {
				p.buf = append(p.buf, "null"...)
				return
			}
			v = v.Elem()
			encoderOf(v.Type())(p, v, c)
		}
	case t.Implements(reflect.TypeFor[appender]()):
		return encodeAppender
	case t.Implements(reflect.TypeFor[json.Marshaler]()):
		return (*printer).generic
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return encodeText
	}
	switch t.Kind() {
	case reflect.String:
		return func(p *printer, v reflect.Value, c cleaner) { p.string(c.string(v.String())) }
	case reflect.Bool:
		return func(p *printer, v reflect.Value, _ cleaner) { p.buf = strconv.AppendBool(p.buf, v.Bool()) }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(p *printer, v reflect.Value, _ cleaner) { p.buf = strconv.AppendInt(p.buf, v.Int(), 10) }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(p *printer, v reflect.Value, _ cleaner) { p.buf = strconv.AppendUint(p.buf, v.Uint(), 10) }
	case reflect.Float64:
		return encodeFloat
	case reflect.Slice:
		return sliceEncoder(t)
	case reflect.Struct:
		return structEncoder(t)
	}
	return (*printer).generic
}

// generic cleans a copy and leaves it to encoding/json.
func (p *printer) generic(v reflect.Value, c cleaner) { p.std(c.value(v).Interface()) }

func (p *printer) std(v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		if p.err == nil {
			p.err = err
		}
		return
	}
	p.buf = append(p.buf, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

func encodeAppender(p *printer, v reflect.Value, c cleaner) {
	v = c.value(v)
	if v.CanAddr() { // no copy to put it into an interface
		v = v.Addr()
	}
	p.buf = v.Interface().(appender).AppendJSON(p.buf)
}

func encodeText(p *printer, v reflect.Value, _ cleaner) {
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		p.err = err
		return
	}
	p.string(string(text))
}

func encodeCitation(p *printer, v reflect.Value, c cleaner) {
	in := c.citation(v.Interface().(evidence.Citation))
	p.buf = in.Locator.AppendJSON(p.buf)
	p.buf = append(p.buf[:len(p.buf)-1], `,"excerpt":"`...)
	p.buf = base64.StdEncoding.AppendEncode(p.buf, in.Excerpt)
	p.buf = append(p.buf, `","mark":[`...)
	p.buf = strconv.AppendInt(p.buf, int64(in.Mark[0]), 10)
	p.buf = append(p.buf, ',')
	p.buf = strconv.AppendInt(p.buf, int64(in.Mark[1]), 10)
	p.buf = append(p.buf, "]}"...)
}

func encodeFloat(p *printer, v reflect.Value, _ cleaner) {
	f := v.Float()
	if a := math.Abs(f); a != 0 && !(a >= 1e-6 && a < 1e21) { // in powers of ten, or no number
		p.std(f)
		return
	}
	p.buf = strconv.AppendFloat(p.buf, f, 'f', -1, 64)
}

func sliceEncoder(t reflect.Type) encoder {
	if t.Elem().Kind() == reflect.Uint8 {
		return (*printer).generic
	}
	elem := encoderOf(t.Elem())
	return func(p *printer, v reflect.Value, c cleaner) {
		p.buf = append(p.buf, '[')
		for i := range v.Len() {
			if i > 0 {
				p.buf = append(p.buf, ',')
			}
			elem(p, v.Index(i), c)
		}
		p.buf = append(p.buf, ']')
	}
}

// field is a field of a struct, or of one that is embedded in it.
type field struct {
	name      string // quoted, with the colon
	index     []int
	omitEmpty bool
	encode    encoder
}

func structEncoder(t reflect.Type) encoder {
	fields, ok := fieldsOf(t)
	if !ok {
		return (*printer).generic
	}
	return func(p *printer, v reflect.Value, c cleaner) {
		p.buf = append(p.buf, '{')
		first := true
		for i := range fields {
			f := &fields[i]
			e := v.Field(f.index[0])
			for _, n := range f.index[1:] {
				e = e.Field(n)
			}
			if f.omitEmpty && empty(e) {
				continue
			}
			if !first {
				p.buf = append(p.buf, ',')
			}
			first = false
			p.buf = append(p.buf, f.name...)
			f.encode(p, e, c)
		}
		p.buf = append(p.buf, '}')
	}
}

// fieldsOf lists what is written of a struct. It is false where that needs rules
// of encoding/json that the types of a case do without.
func fieldsOf(t reflect.Type) ([]field, bool) {
	var out []field
	seen := map[string]bool{}
	var walk func(t reflect.Type, index []int) bool
	walk = func(t reflect.Type, index []int) bool {
		for i := range t.NumField() {
			f := t.Field(i)
			at := append(append([]int(nil), index...), i)
			name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case f.Anonymous && name == "":
				if f.Type.Kind() != reflect.Struct || !f.IsExported() || howOf(f.Type) != walkInside || !walk(f.Type, at) {
					return false
				}
				continue
			case !f.IsExported(), name == "-" && options == "":
				continue
			case options != "" && options != "omitempty", strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "":
				return false
			case name == "":
				name = f.Name
			}
			if seen[name] {
				return false
			}
			seen[name] = true
			out = append(out, field{`"` + name + `":`, at, options == "omitempty", encoderOf(f.Type)})
		}
		return true
	}
	return out, walk(t, nil)
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// plain are the bytes that stand for themselves in a string.
var plain = func() (set [256]bool) {
	for c := ' '; c < 0x80; c++ {
		set[c] = c != '"' && c != '\\'
	}
	return set
}()

// string appends s in quotes.
func (p *printer) string(s string) {
	start := len(p.buf)
	b := append(p.buf, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if plain[c] {
			continue
		}
		if c >= 0x80 { // characters of more bytes have rules of their own
			p.buf = p.buf[:start]
			p.std(s)
			return
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			const digits = "0123456789abcdef"
			b = append(b, `\u00`...)
			b = append(b, digits[c>>4], digits[c&15])
		}
	}
	p.buf = append(append(b, s[from:]...), '"')
}

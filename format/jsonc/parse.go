package jsonc

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of one tree. Configurations of mining programs nest five deep and hold
// some thousand values at most.
const (
	MaxDepth = 64
	MaxNodes = 1 << 16
)

const (
	maxFaults = 16   // places at which the reader picks itself up again
	lookAhead = 4096 // how far past a raw newline the end of a string is sought, bytes
	maxWord   = 1024 // longest word without quotes, bytes
)

type reader struct {
	b      []byte
	i      int
	nodes  int
	faults int
	relook int // bytes that may still be looked at twice
	stack  []byte
	broken *Broken
	halt   bool // a limit was met: close everything where we are
}

func newReader(b []byte, at int) *reader {
	return &reader{b: b, i: max(0, min(at, len(b))), relook: 4*len(b) + 1<<16}
}

// Parse reads the document in b. A text without outer braces that begins with a
// key is an object. Text after the document is told as Broken; [Documents] reads
// on.
func Parse(b []byte) (Value, *Broken) {
	r := newReader(b, 0)
	v := r.document()
	if r.space(); r.i < len(b) {
		r.fault(r.i, "more text after the document")
	}
	return v, r.broken
}

// ParseAt reads one value that begins at start (blanks and comments before it are
// passed over) and returns the offset behind it.
func ParseAt(b []byte, start int) (v Value, end int, broken *Broken) {
	r := newReader(b, start)
	v = r.document()
	return v, r.i, r.broken
}

// Documents reads the documents that follow one another in b, with or without
// commas between them, up to the first place where none begins. Several blocks of
// members without braces are one document.
func Documents(b []byte) (all []Value, broken *Broken) {
	r := newReader(b, 0)
	for {
		r.space()
		if r.i >= len(b) || r.halt {
			return all, r.broken
		}
		if b[r.i] == ',' || b[r.i] == ';' {
			r.i++
			continue
		}
		at := r.i
		v := r.document()
		if v.Kind == Missing || r.i == at {
			r.fault(at, "no document begins here")
			return all, r.broken
		}
		all = append(all, v)
	}
}

func (r *reader) fault(at int, reason string) {
	if r.broken == nil {
		r.broken = &Broken{Offset: min(at, len(r.b)), Reason: reason}
	}
	if r.faults++; r.faults > maxFaults {
		r.halt = true
	}
}

func (r *reader) document() Value {
	if r.i == 0 && bytes.HasPrefix(r.b, []byte("\xef\xbb\xbf")) {
		r.i = 3
	}
	r.space()
	if r.i >= len(r.b) {
		r.fault(r.i, "nothing but blanks")
		return Value{Start: r.i, End: r.i}
	}
	if c := r.b[r.i]; c != '{' && c != '[' && r.keyAhead() {
		return r.members(Value{Kind: Object, Start: r.i}, 0)
	}
	return r.value()
}

// keyAhead reports whether a key in quotes stands here, then ':'. Without braces
// and quotes the text would rather be INI, YAML or a program. It does not move.
func (r *reader) keyAhead() bool {
	if c := r.b[r.i]; c != '"' && c != '\'' {
		return false
	}
	was := *r
	k := r.quoted(r.b[r.i])
	r.space()
	ok := r.i < len(r.b) && r.b[r.i] == ':' && k.Text != ""
	relook := r.relook
	*r = was
	r.relook = relook
	return ok
}

// space passes over blanks and comments.
func (r *reader) space() {
	for r.i < len(r.b) {
		switch c := r.b[r.i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v':
			r.i++
		case c == 0xef && bytes.HasPrefix(r.b[r.i:], []byte("\xef\xbb\xbf")): // a byte order mark where files were joined
			r.i += 3
		case c == 0xc2 && r.i+1 < len(r.b) && r.b[r.i+1] == 0xa0: // no-break space, from web pages
			r.i += 2
		case c == '#':
			r.line()
		case c == '/' && r.i+1 < len(r.b) && r.b[r.i+1] == '/':
			r.line()
		case c == '/' && r.i+1 < len(r.b) && r.b[r.i+1] == '*':
			n := bytes.Index(r.b[r.i+2:], []byte("*/"))
			if n < 0 {
				r.fault(r.i, "a comment is not closed")
				r.i = len(r.b)
				return
			}
			r.i += n + 4
		default:
			return
		}
	}
}

func (r *reader) line() {
	n := bytes.IndexByte(r.b[r.i:], '\n')
	if n < 0 {
		r.i = len(r.b)
		return
	}
	r.i += n + 1
}

func (r *reader) node() bool {
	if r.nodes++; r.nodes > MaxNodes {
		r.fault(r.i, "too many values")
		r.halt = true
	}
	return !r.halt
}

func (r *reader) value() Value {
	r.space()
	if r.i >= len(r.b) {
		r.fault(r.i, "the text ends where a value should stand")
		return Value{Start: r.i, End: r.i}
	}
	if !r.node() {
		return Value{Start: r.i, End: r.i}
	}
	switch c := r.b[r.i]; c {
	case '{':
		if n := templateMark(r.b[r.i:]); n > 0 {
			return r.word()
		}
		return r.container(Object, '}')
	case '[':
		return r.container(Array, ']')
	case '"', '\'', '`':
		return r.quoted(c)
	default:
		return r.word()
	}
}

func (r *reader) container(kind Kind, closer byte) Value {
	v := Value{Kind: kind, Start: r.i}
	if len(r.stack) >= MaxDepth {
		r.fault(r.i, "nested too deep")
		r.halt = true
		v.End = r.i
		return v
	}
	r.i++
	r.stack = append(r.stack, closer)
	if kind == Object {
		v = r.members(v, closer)
	} else {
		v = r.items(v, closer)
	}
	r.stack = r.stack[:len(r.stack)-1]
	return v
}

// closed deals with a closing bracket. It reports whether the container ends here.
func (r *reader) closed(c, closer byte) bool {
	if c == closer {
		r.i++
		return true
	}
	// A wrong bracket: it belongs to a container further out, or to nobody.
	r.fault(r.i, "a bracket closes what is not open")
	for _, s := range r.stack {
		if s == c {
			return true // leave it to the one that waits for it
		}
	}
	r.i++
	return false
}

func (r *reader) members(v Value, closer byte) Value {
	for !r.halt {
		r.space()
		if r.i >= len(r.b) {
			if closer != 0 {
				r.fault(r.i, "the text ends inside an object")
			}
			break
		}
		c := r.b[r.i]
		if c == '}' || c == ']' {
			if closer == 0 && len(v.Members) > 0 { // nobody opened it: the members end here
				break
			}
			if r.closed(c, closer) {
				if c == closer {
					v.End = r.i
					return v
				}
				break
			}
			continue
		}
		if c == ',' || c == ';' && closer == 0 {
			r.i++
			continue
		}
		if closer == 0 && len(v.Members) > 0 && !r.keyAhead() {
			break // members without braces end where no further key stands
		}
		at := r.i
		k, ok := r.key()
		if !ok {
			if r.i == at {
				r.fault(at, "a key should stand here")
				r.skip()
			}
			continue
		}
		if !r.node() {
			break
		}
		r.space()
		if r.i < len(r.b) && (r.b[r.i] == ':' || r.b[r.i] == '=') {
			if r.i++; r.i < len(r.b) && r.b[r.i] == '>' && r.b[r.i-1] == '=' { // =>
				r.i++
			}
		} else if r.i >= len(r.b) {
			r.fault(r.i, "the text ends after a key")
			v.Members = append(v.Members, Member{k, Value{Start: r.i, End: r.i}})
			break
		} else {
			r.fault(r.i, "a key without a value")
			v.Members = append(v.Members, Member{k, Value{Start: r.i, End: r.i}})
			continue
		}
		r.space()
		if r.i < len(r.b) && (r.b[r.i] == ',' || r.b[r.i] == '}' || r.b[r.i] == ']') {
			r.fault(r.i, "a key without a value")
			v.Members = append(v.Members, Member{k, Value{Start: r.i, End: r.i}})
			continue
		}
		v.Members = append(v.Members, Member{k, r.value()})
	}
	// Never closed: it goes as far as what was read of it.
	v.End = v.Start
	if closer != 0 {
		v.End++
	}
	if n := len(v.Members); n > 0 {
		v.End = max(v.Members[n-1].Key.End, v.Members[n-1].Value.End)
	}
	return v
}

func (r *reader) items(v Value, closer byte) Value {
loop:
	for !r.halt {
		r.space()
		if r.i >= len(r.b) {
			r.fault(r.i, "the text ends inside an array")
			break
		}
		switch c := r.b[r.i]; c {
		case ',':
			r.i++
			continue
		case '}', ']':
			if r.closed(c, closer) {
				if c == closer {
					v.End = r.i
					return v
				}
				break loop
			}
			continue
		case ':', '=':
			r.fault(r.i, "a key inside an array")
			r.i++
			continue
		}
		at := r.i
		it := r.value()
		if r.i == at { // no progress: pass over what cannot begin a value
			if !r.halt {
				r.skip()
			}
			continue
		}
		v.Items = append(v.Items, it)
	}
	v.End = v.Start + 1
	if n := len(v.Items); n > 0 {
		v.End = v.Items[n-1].End
	}
	return v
}

// skip passes over text that fits nowhere, up to where something may begin anew.
func (r *reader) skip() {
	for r.i++; r.i < len(r.b); r.i++ {
		switch r.b[r.i] {
		case ',', '{', '}', '[', ']', '"', '\n':
			return
		}
	}
}

func (r *reader) key() (Value, bool) {
	if r.i >= len(r.b) {
		return Value{}, false
	}
	c := r.b[r.i]
	if c == '"' || c == '\'' || c == '`' {
		return r.quoted(c), true
	}
	start := r.i
	for r.i < len(r.b) && r.i-start < maxWord {
		c := r.b[r.i]
		if c == '_' || c == '-' || c == '$' || c == '.' || c == '/' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80 {
			r.i++
			continue
		}
		break
	}
	if r.i == start {
		return Value{}, false
	}
	return Value{Kind: String, Bare: true, Text: clean(r.b[start:r.i]), Start: start, End: r.i}, true
}

// templateMark returns the length of a mark like {{ .Values.wallet }} that
// stands where a value should, 0 where there is none.
func templateMark(b []byte) int {
	if !bytes.HasPrefix(b, []byte("{{")) {
		return 0
	}
	if n := bytes.Index(b[:min(len(b), 256)], []byte("}}")); n >= 0 && bytes.IndexByte(b[:n], '\n') < 0 {
		return n + 2
	}
	return 0
}

// word reads what stands without quotes: true, a number, a name, a template mark.
func (r *reader) word() Value {
	start := r.i
loop:
	for r.i < len(r.b) && r.i-start < maxWord {
		switch c := r.b[r.i]; c {
		case ' ', '\t', '\r', '\n', ',', '}', ']', '[', '"', '\'', '`', '\f', '\v':
			break loop
		case '{':
			if n := templateMark(r.b[r.i:]); n > 0 {
				r.i += n
				continue
			}
			if r.i > start && r.b[r.i-1] == '$' { // ${NAME}
				if n := bytes.IndexByte(r.b[r.i:min(len(r.b), r.i+128)], '}'); n > 0 {
					r.i += n + 1
					continue
				}
			}
			break loop
		case '/':
			if r.i > start && bytes.HasPrefix(r.b[r.i:], []byte("/*")) {
				break loop
			}
		}
		r.i++
	}
	v := Value{Kind: String, Bare: true, Start: start, End: r.i, Text: clean(r.b[start:r.i])}
	if r.i == start {
		r.fault(start, "no value can begin like this")
		v.Kind = Missing
		return v
	}
	switch strings.ToLower(v.Text) {
	case "true", "false":
		v.Kind, v.Bare = Bool, false
	case "null", "none", "nil", "undefined":
		v.Kind, v.Bare = Null, false
	case "nan", "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity":
		v.Kind, v.Bare = Number, false
	default:
		if isNumber(v.Text) {
			v.Kind, v.Bare = Number, false
		}
	}
	return v
}

func isNumber(s string) bool {
	if s[0] != '-' && s[0] != '+' && s[0] != '.' && (s[0] < '0' || s[0] > '9') || strings.ContainsAny(s, "_pPiInN") {
		return false
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return true
	} else if e, ok := err.(*strconv.NumError); ok && e.Err == strconv.ErrRange {
		return true
	}
	_, err := strconv.ParseInt(s, 0, 64)
	return err == nil
}

// quoted reads a string. A raw newline may belong to it or show that the closing
// quote is missing: it belongs to it if, not far on, the string is closed in a
// place where a string may end.
func (r *reader) quoted(q byte) Value {
	start := r.i
	r.i++
	newline := -1 // first raw newline
	plain := true
	for r.i < len(r.b) {
		c := r.b[r.i]
		switch {
		case c == q:
			if newline >= 0 && !r.mayEnd(r.i+1) {
				return r.cut(start, newline)
			}
			if newline < 0 && r.i+1 < len(r.b) && isWord(r.b[r.i+1]) {
				// "user": "abc, "pass": … : this quote opens the next key.
				if t := bytes.TrimRight(r.b[start+1:r.i], " \t"); len(t) > 0 && t[len(t)-1] == ',' {
					return r.cut(start, start+len(t))
				}
			}
			v := Value{Kind: String, Start: start, End: r.i + 1}
			if raw := r.b[start+1 : r.i]; plain {
				v.Text = clean(raw)
			} else {
				v.Text = decode(raw)
			}
			r.i++
			return v
		case c == '\\':
			plain = false
			if newline >= 0 {
				r.relook--
			}
			r.i++
		case c == '\n':
			if newline < 0 {
				newline = r.i
			}
		}
		if newline >= 0 {
			if r.relook--; r.relook < 0 || r.i-newline > lookAhead {
				return r.cut(start, newline)
			}
		}
		r.i++
	}
	if newline >= 0 {
		return r.cut(start, newline)
	}
	r.i = len(r.b)
	r.fault(start, "a string is not closed")
	return Value{Kind: String, Open: true, Start: start, End: r.i, Text: decode(r.b[start+1:])}
}

// cut ends a string at the newline or comma before which its closing quote is
// missing.
func (r *reader) cut(start, at int) Value {
	end := at
	for end > start+1 && (r.b[end-1] == '\r' || r.b[end-1] == ',' || r.b[end-1] == ' ' || r.b[end-1] == '\t') {
		end--
	}
	r.fault(start, "a string is not closed")
	r.i = at
	return Value{Kind: String, Open: true, Start: start, End: end, Text: decode(r.b[start+1 : end])}
}

// mayEnd reports whether what stands at i may follow a string.
func (r *reader) mayEnd(i int) bool {
	for ; i < len(r.b); i++ {
		switch r.b[i] {
		case ' ', '\t', '\r', '\n':
			if r.relook--; r.relook < 0 {
				return true
			}
			continue
		case ',', ':', '}', ']', '/', '#', '=':
			return true
		}
		return false
	}
	return true
}

// clean makes UTF-8 of b: each byte that is none becomes U+FFFD.
func clean(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string([]rune(string(b)))
}

// decode undoes the escapes of a string. An escape that is none keeps its
// backslash: C:\Windows stands in more configurations than C:\\Windows.
func decode(b []byte) string {
	if bytes.IndexByte(b, '\\') < 0 {
		return clean(b)
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' || i+1 >= len(b) {
			out = append(out, b[i])
			continue
		}
		i++
		switch c := b[i]; c {
		case '"', '\'', '\\', '/', '`':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case '\n': // a line goes on
		case 'u', 'x':
			n := 4
			if c == 'x' {
				n = 2
			}
			u, ok := hex(b[i+1:], n)
			if !ok {
				out = append(out, '\\', c)
				continue
			}
			i += n
			if n == 4 && utf16.IsSurrogate(u) {
				low, ok := rune(0), false
				if i+2 < len(b) && b[i+1] == '\\' && b[i+2] == 'u' {
					low, ok = hex(b[i+3:], 4)
				}
				if p := utf16.DecodeRune(u, low); ok && p != utf8.RuneError {
					out = utf8.AppendRune(out, p)
					i += 6
					continue
				}
				u = utf8.RuneError
			}
			out = utf8.AppendRune(out, u)
		default:
			out = append(out, '\\', c)
		}
	}
	return clean(out)
}

func hex(b []byte, n int) (rune, bool) {
	if len(b) < n {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[:n]), 16, 32)
	return rune(v), err == nil
}

package jsonc

import (
	"bytes"
	"sort"
)

// Style is the way in which quotes are written inside a string of another
// language.
type Style string

// The styles that [Unescape] undoes.
const (
	Backslash Style = `\"`     // C, C#, Go, Java, JavaScript, Python, shell, JSON
	Doubled   Style = `""`     // VBScript, C# verbatim strings, CSV, SQL
	Entity    Style = `&quot;` // XML, HTML
	Unicode   Style = `\u0022` // JSON by careful writers
	Backtick  Style = "`\""    // PowerShell
	Caret     Style = `^"`     // cmd
	Percent   Style = `%22`    // URLs
)

// styles in the order in which they are tried.
var styles = []Style{Backslash, Doubled, Entity, Unicode, Backtick, Caret, Percent}

// Quoted is the text of a string literal with its escapes undone.
type Quoted struct {
	Text  []byte
	Style Style
	Start int // of the literal in the input, its own quotes not included
	End   int
	marks []mark
}

// mark says that from text offset at on, bytes stand in the input at src.
type mark struct{ at, src int }

// Source returns the offset in the input of the byte at offset i of the text.
func (q Quoted) Source(i int) int {
	n := sort.Search(len(q.marks), func(k int) bool { return q.marks[k].at > i })
	if n == 0 {
		return q.Start
	}
	m := q.marks[n-1]
	return min(m.src+i-m.at, q.End)
}

// Unescape undoes one level of quoting around a key of interest: pos is the
// offset of the key's first letter, with its escaped quote before it. The literal
// is taken as far as its quotes allow in both directions, at most [MaxReach]
// bytes each way and not before floor. Pieces that the language joins
// ("a" + "b", "a" & vbCrLf & _) are joined. For several levels it is called again
// on the text it returned.
func Unescape(b []byte, pos, floor int) (Quoted, bool) {
	if pos < 0 || pos > len(b) {
		return Quoted{}, false
	}
	for _, s := range styles {
		if bytes.HasSuffix(b[:pos], []byte(s)) {
			if s == Doubled && !doubledAfter(b[pos:]) {
				continue // an empty string before a word
			}
			return unescape(b, pos-len(s), max(floor, pos-MaxReach, 0), min(len(b), pos+MaxReach), s), true
		}
	}
	return Quoted{}, false
}

// doubledAfter reports whether the piece at the beginning of b ends in two quotes.
func doubledAfter(b []byte) bool {
	i := bytes.IndexAny(b[:min(len(b), 512)], "\"\n")
	return i >= 0 && bytes.HasPrefix(b[i:], []byte(Doubled))
}

func unescape(b []byte, at, floor, limit int, s Style) Quoted {
	start := at
	for start > floor {
		if n, stop := stepBack(b[floor:start], s); stop {
			from, ok := joinBefore(b[floor:start], s)
			if !ok {
				break
			}
			start = floor + from
		} else {
			start -= n
		}
	}
	q := Quoted{Style: s, Start: start}
	i := start
	for i < limit {
		out, n, stop := step(b[i:limit], s)
		if stop {
			n, newline, ok := joinAfter(b[i:limit], s)
			if !ok {
				break
			}
			if newline {
				q.add('\n', i)
			}
			i += n
			continue
		}
		for _, c := range out {
			q.add(c, i)
		}
		i += n
	}
	q.End = i
	return q
}

func (q *Quoted) add(c byte, src int) {
	n := len(q.marks)
	if n == 0 || q.marks[n-1].src+len(q.Text)-q.marks[n-1].at != src {
		q.marks = append(q.marks, mark{len(q.Text), src})
	}
	q.Text = append(q.Text, c)
}

// step takes the next piece of the literal from b. stop: the literal ends here.
func step(b []byte, s Style) (out []byte, n int, stop bool) {
	c := b[0]
	switch s {
	case Backslash, Unicode:
		switch {
		case c == '"':
			return nil, 0, true
		case c == '\\' && len(b) > 1:
			switch b[1] {
			case '"', '\\', '\'', '/':
				return b[1:2], 2, false
			case 'n':
				return []byte{'\n'}, 2, false
			case 'r':
				return []byte{'\r'}, 2, false
			case 't':
				return []byte{'\t'}, 2, false
			case '\n':
				return nil, 2, false
			case 'u':
				if u, ok := hex(b[2:], 4); ok && u < 0x80 {
					return []byte{byte(u)}, 6, false
				}
			}
			return b[:2], 2, false // left for the JSON reader to judge
		case c == 0:
			return nil, 0, true
		}
	case Doubled:
		if c == '"' {
			if len(b) > 1 && b[1] == '"' {
				return b[:1], 2, false
			}
			return nil, 0, true
		}
	case Entity:
		switch c {
		case '<', '>', '"':
			return nil, 0, true
		case '&':
			for _, e := range entities {
				if bytes.HasPrefix(b, []byte(e.name)) {
					return e.text, len(e.name), false
				}
			}
		}
	case Backtick, Caret:
		if c == s[0] && len(b) > 1 {
			if c == '`' && b[1] == 'n' {
				return []byte{'\n'}, 2, false
			}
			return b[1:2], 2, false
		}
		if c == '"' || c == '\n' && s == Caret {
			return nil, 0, true
		}
	case Percent:
		switch c {
		case ' ', '"', '\'', '<', '>', '\n', '\r', '&', 0:
			return nil, 0, true
		case '%':
			if len(b) > 2 {
				if u, ok := hex(b[1:], 2); ok {
					return []byte{byte(u)}, 3, false
				}
			}
		case '+':
			return []byte{' '}, 1, false
		}
	}
	return b[:1], 1, false
}

var entities = []struct {
	name string
	text []byte
}{
	{"&quot;", []byte{'"'}}, {"&#34;", []byte{'"'}}, {"&#x22;", []byte{'"'}}, {"&apos;", []byte{'\''}}, {"&#39;", []byte{'\''}},
	{"&amp;", []byte{'&'}}, {"&lt;", []byte{'<'}}, {"&gt;", []byte{'>'}}, {"&#10;", []byte{'\n'}}, {"&#xA;", []byte{'\n'}}, {"&#13;", []byte{'\r'}},
}

// stepBack returns the length of the piece of the literal at the end of b.
func stepBack(b []byte, s Style) (n int, stop bool) {
	e := len(b) - 1
	c := b[e]
	switch s {
	case Entity:
		return 1, c == '<' || c == '>' || c == '"'
	case Doubled:
		if c != '"' {
			return 1, false
		}
		if e > 0 && b[e-1] == '"' {
			return 2, false
		}
		return 0, true
	case Percent:
		return 1, c == ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\n' || c == '\r' || c == '&' || c == 0
	}
	if c == 0 {
		return 0, true
	}
	if c == '\n' && s == Caret {
		return 0, true
	}
	if c != '"' {
		return 1, false
	}
	esc := byte('\\')
	if s == Backtick || s == Caret {
		esc = s[0]
	}
	for n = 1; n <= e && b[e-n] == esc; n++ {
	}
	if n%2 == 1 { // an even number of escapes before the quote: it is bare
		return 0, true
	}
	return n, false
}

const maxJoin = 96 // longest text between two pieces of a joined literal, bytes

// joined reports whether b, from a closing quote to an opening quote, joins two
// pieces, and whether it puts a newline between them.
func joined(b []byte) (newline, ok bool) {
	if len(b) < 3 || b[0] != '"' || b[len(b)-1] != '"' {
		return false, false
	}
	for _, f := range bytes.FieldsFunc(b[1:len(b)-1], func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\r' || r == '\n' || r == '&' || r == '+' || r == '_' || r == '\\'
	}) {
		switch string(bytes.ToLower(f)) {
		case "vbcrlf", "vbnewline", "vblf", "environment.newline":
			newline = true
		case "@", "$", "f", "u", "l", ".":
		default:
			return false, false
		}
	}
	return newline, true
}

func joinAfter(b []byte, s Style) (n int, newline, ok bool) {
	if s != Backslash && s != Doubled || len(b) < 3 || b[0] != '"' {
		return 0, false, false
	}
	q := bytes.IndexByte(b[1:min(len(b), maxJoin)], '"')
	if q < 0 {
		return 0, false, false
	}
	n = q + 2
	newline, ok = joined(b[:n])
	return n, newline, ok
}

func joinBefore(b []byte, s Style) (from int, ok bool) {
	e := len(b)
	if s != Backslash && s != Doubled || e < 3 || b[e-1] != '"' {
		return 0, false
	}
	q := bytes.LastIndexByte(b[max(0, e-maxJoin):e-1], '"')
	if q < 0 {
		return 0, false
	}
	q += max(0, e-maxJoin)
	_, ok = joined(b[q:])
	return q, ok
}

package source

import (
	"bytes"
	"unicode/utf8"
)

// text reads the literal whose quote stands at r.at and goes behind it. prefix
// is what stands before the quote: f, r, @, $. ok is false where the quote is
// none: it is not closed.
func (r *reader) text(prefix string) (v Value, ok bool) {
	start := r.at
	q := r.src[start]
	raw := q == '`' && r.d.name == "go"
	doubled := r.d.plain || r.d.backtick && q == '\''
	formatted := q == '`' && r.d.name != "go"
	for _, c := range prefix {
		switch c {
		case 'r', 'R':
			raw = true
		case '@':
			raw, doubled = true, true
		case 'f', 'F', '$':
			formatted = true
		}
	}
	if r.d.plain {
		raw = true
	}
	if q == '\'' && (r.d.name == "php" || r.d.name == "perl" || r.d.name == "ruby") {
		formatted = false
	}
	if bytes.HasPrefix(r.src[start:], []byte{q, q, q}) && !doubled && q != '`' || q == '"' && prefix == "" && bytes.HasPrefix(r.src[start:], []byte(`"""`)) && !r.d.plain {
		end := bytes.Index(r.src[start+3:], []byte{q, q, q})
		if end < 0 {
			return v, false
		}
		r.at = start + 3 + end + 3
		v = r.content(start+3, start+3+end, q, raw, false)
		v.Start, v.End = start, r.at
		return r.interpolated(v, formatted), true
	}
	i := start + 1
	for ; i < len(r.src); i++ {
		c := r.src[i]
		if c == q {
			if doubled && i+1 < len(r.src) && r.src[i+1] == q {
				i++
				continue
			}
			break
		}
		if c == '\n' && q != '`' && !doubled && !r.long() {
			return v, false
		}
		if (c == '\\' && !raw && !r.d.backtick || c == '`' && r.d.backtick && q == '"') && i+1 < len(r.src) {
			i++
		}
		if i-start > maxText {
			return v, false
		}
	}
	if i >= len(r.src) {
		return v, false
	}
	r.at = i + 1
	v = r.content(start+1, i, q, raw, doubled)
	v.Start, v.End = start, r.at
	if q == '\'' && (r.d.backtick || r.d.name == "php" || r.d.name == "perl" || r.d.name == "ruby") {
		return v, true // nothing is filled in
	}
	return r.interpolated(v, formatted), true
}

// long reports whether strings of the language may go over lines.
func (r *reader) long() bool {
	switch r.d.name {
	case "php", "perl", "ruby", "powershell", "rust", "sql", "nix", "tcl", "nsis":
		return true
	}
	return false
}

// here reads a here-document whose mark << stands at r.at.
func (r *reader) here() (v Value, ok bool) {
	i := r.at + 2
	for i < len(r.src) && (r.src[i] == '<' || r.src[i] == '-' || r.src[i] == '~' || r.src[i] == ' ') && i-r.at < 5 {
		i++
	}
	q := byte(0)
	if i < len(r.src) && (r.src[i] == '"' || r.src[i] == '\'') {
		q = r.src[i]
		i++
	}
	from := i
	for i < len(r.src) && isName(r.src[i]) && i-from < 40 {
		i++
	}
	mark := r.src[from:i]
	if len(mark) < 2 || mark[0] < 'A' || mark[0] > 'Z' {
		return v, false
	}
	if q != 0 && i < len(r.src) && r.src[i] == q {
		i++
	}
	body := bytes.IndexByte(r.src[i:min(len(r.src), i+200)], '\n')
	if body < 0 {
		return v, false
	}
	body += i + 1
	for at := body; at < len(r.src) && at-body < maxText; {
		end := bytes.IndexByte(r.src[at:], '\n')
		if end < 0 {
			end = len(r.src) - at
		}
		line := bytes.TrimLeft(r.src[at:at+end], " \t")
		if rest, ok := bytes.CutPrefix(line, mark); ok && (len(rest) == 0 || !isName(rest[0])) {
			v = r.content(body, max(body, at-1), 0, true, false)
			v.Start, v.End = r.at, at+end
			// what stands behind the mark on its line is left out
			r.at = at + end - len(rest)
			if q == '\'' {
				return v, true
			}
			return r.interpolated(v, false), true
		}
		at += end + 1
		r.fuel -= end + 1
	}
	return v, false
}

// content is the text between two places, escapes undone.
func (r *reader) content(from, to int, q byte, raw, doubled bool) Value {
	v := Value{Kind: Text, Start: from, End: to}
	start := from
	put := func(i int) {
		if i > start {
			r.piece(&v, string(r.src[start:i]), start, i)
		}
	}
	escape := byte('\\')
	if r.d.backtick {
		escape = '`'
	}
	for i := from; i < to; {
		c := r.src[i]
		switch {
		case doubled && c == q && i+1 < to && r.src[i+1] == q:
			put(i)
			r.piece(&v, string(q), i, i+2)
			i += 2
			start = i
		case c == escape && !raw && q != 0 && i+1 < to && !(r.d.backtick && q == '\''):
			put(i)
			s, n := unescape(r.src[i:to])
			r.piece(&v, s, i, i+n)
			i += n
			start = i
		default:
			i++
		}
	}
	put(to)
	return v
}

// unescape reads an escape and returns its length.
func unescape(b []byte) (s string, n int) {
	switch c := b[1]; c {
	case 'n':
		return "\n", 2
	case 't':
		return "\t", 2
	case 'r':
		return "\r", 2
	case '0':
		return "\x00", 2
	case '\n':
		return "", 2
	case '\r':
		return "", 2
	case 'x', 'u':
		want := 2
		if c == 'u' {
			want = 4
		}
		v, k := rune(0), 2
		for ; k < len(b) && k < 2+want; k++ {
			d := hexDigit(b[k])
			if d < 0 {
				break
			}
			v = v<<4 | rune(d)
		}
		if k == 2+want {
			if v < utf8.RuneSelf || c == 'u' {
				return string(v), k
			}
			return string([]byte{byte(v)}), k
		}
	case '"', '\'', '\\', '/', '`', '$', '{', '#', '@', '%', ' ':
		return string(c), 2
	}
	return string(b[:2]), 2 // a path written without care: C:\Users
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// piece appends to a text, within its limits.
func (r *reader) piece(v *Value, s string, from, to int) {
	if s == "" {
		return
	}
	v.size += len(s)
	if r.fuel -= len(s) + pieceCost; r.fuel < 0 || v.size > maxText {
		return
	}
	if len(v.Pieces) >= maxPieces { // what came last swallows the rest
		l := &v.Pieces[len(v.Pieces)-1]
		r.fuel -= len(l.Text)
		l.Text += s
		l.End = max(l.End, to)
		return
	}
	v.Pieces = append(v.Pieces, Piece{s, from, to})
}

func isName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c >= 0x80
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

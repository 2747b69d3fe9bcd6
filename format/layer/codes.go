package layer

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// code reads one character written by a function or a type around its number:
// Chr(104), ChrW(&H68), [char]104, [char]0x68, chr$(104).
func code(text []byte, at int) (value rune, width int, ok bool) {
	rest := text[at:min(len(text), at+32)]
	n := 0
	for _, p := range []string{"[char](", "[char]", "[byte]", "chr(", "chrw(", "chrb(", "chr$(", "chrw$(", "char("} {
		if len(rest) > len(p) && bytes.EqualFold(rest[:len(p)], []byte(p)) {
			n = len(p)
			break
		}
	}
	if n == 0 {
		return 0, 0, false
	}
	closing := rest[n-1] == '('
	for n < len(rest) && rest[n] == ' ' {
		n++
	}
	base := 10
	switch {
	case n+2 < len(rest) && rest[n] == '0' && rest[n+1]|0x20 == 'x', n+2 < len(rest) && rest[n] == '&' && rest[n+1]|0x20 == 'h':
		base, n = 16, n+2
	}
	k := n
	for k < len(rest) && (class[rest[k]]&digit != 0 || base == 16 && class[rest[k]]&hexDigit != 0) {
		k++
	}
	v, err := strconv.ParseUint(string(rest[n:k]), base, 21)
	if err != nil || v > utf8.MaxRune {
		return 0, 0, false
	}
	if closing {
		for k < len(rest) && rest[k] == ' ' {
			k++
		}
		if k >= len(rest) || rest[k] != ')' {
			return 0, 0, false
		}
		k++
	}
	return rune(v), k, true
}

// calls looks at the characters written by functions around the place.
func (s *scan) calls(at int) {
	named := false
	for i := max(at, 1); i < at+look; i++ {
		switch before := s.text[i-1] | 0x20; s.text[i] {
		case '(':
			named = named || before == 'r' || before == 'w' || before == 'b' || before == '$'
		case ']':
			named = named || before == 'r' || before == 'e'
		}
	}
	if !named {
		return
	}
	for q := max(s.done, at-2*stride); q < at+look; q++ {
		if c := s.text[q] | 0x20; c != 'c' && s.text[q] != '[' {
			continue
		}
		var out []byte
		n, end := 0, q
		for i := q; i < len(s.text); {
			v, width, ok := code(s.text, i)
			if !ok {
				break
			}
			out = utf8.AppendRune(out, v)
			n++
			i += width
			end = i
			for k := 0; k < 24 && i < len(s.text) && bytes.IndexByte([]byte(" \t\r\n+&._,^\"'()"), s.text[i]) >= 0; k++ {
				i++
			}
		}
		if n == 0 {
			continue
		}
		s.done = max(s.done, end)
		if n >= minCodes {
			s.judged(q, end, "char codes", out)
		}
		return
	}
}

// listKind is how the numbers of a list are written.
type listKind uint8

const (
	decimals listKind = iota // 104, 116
	prefixed                 // 0x68, 0x74
	pairs                    // 68 74
)

var listNames = [...]string{"char codes", "hex bytes", "hex bytes"}

// minList is how many numbers a list has at least.
const minList = 16

// list is what a list of numbers says.
type list struct {
	start, end int
	values     []byte
	kind       listKind
}

// bytes looks at the list of numbers, or the listing of bytes, around the place.
// Dates and the like end soon: a list goes on.
func (s *scan) bytes(at int) {
	const least = 3 * look
	if at+least > len(s.text) {
		at = max(s.done, len(s.text)-least)
	}
	for _, c := range s.text[at:min(len(s.text), at+least)] {
		if !numeric(class[c]) {
			return
		}
	}
	line := at
	for line > s.told && s.text[line-1] != '\n' && at-line < 64 {
		line--
	}
	if end, raw, ok := dump(s.text, line); ok {
		s.done = max(s.done, end)
		if !s.judged(line, end, "hex dump", raw) {
			if swapped, ok := swap(raw, s.text[line:end]); ok {
				s.judged(line, end, "hex dump of 16-bit words", swapped)
			}
		}
		return
	}
	lo := at
	for lo > s.done && at-lo < 3*stride && (numeric(class[s.text[lo-1]]) || s.text[lo-1] == '-') {
		lo--
	}
	l := numbers(s.text, lo)
	s.done = max(s.done, l.end, at+look)
	if len(l.values) < minList {
		return
	}
	recipe := listNames[l.kind]
	if s.judged(l.start, l.end, recipe, l.values) || s.tries < len(l.values) {
		return
	}
	s.tries -= len(l.values)
	s.masked(l.start, l.end, recipe, l.values)
}

// numbers reads a list of bytes that begins at or soon after the place. Its
// first numbers decide how they are written.
func numbers(text []byte, at int) list {
	l := list{start: -1, end: at}
	known := false
	for i := at; i < len(text); {
		for k := 0; i < len(text) && k < 32 && (class[text[i]]&(blank|comma|colon) != 0 || text[i] == '\\'); k++ {
			if text[i] == '-' && i+1 < len(text) && class[text[i+1]]&digit != 0 && i > 0 && text[i-1] != '-' && class[text[i-1]]&hexDigit == 0 {
				break // a sign
			}
			i++
		}
		end := i
		if end < len(text) && text[end] == '-' {
			end++
		}
		for end < len(text) && end-i < 8 && (class[text[end]]&(hexDigit|ex) != 0) {
			end++
		}
		v, kind, ok := byteOf(text[i:end])
		if end < len(text) && class[text[end]]&(standard|urlSafe) != 0 && text[end] != '-' && text[end] != '+' && text[end] != '/' {
			ok = false // a longer word
		}
		switch {
		case !ok && l.start < 0 && end > i: // not begun
			for end < len(text) && class[text[end]]&standard != 0 {
				end++
			}
			if l.end = end; end-at > 4*stride {
				return l
			}
			i = end
			continue
		case !ok || end == i:
			return l
		case l.start < 0:
			l.start, l.kind = i, kind
			known = kind == prefixed
		case kind == pairs && l.kind == decimals && !known && allPairs(text[l.start:i], len(l.values)): // "41 4c": what went before was hexadecimal, too
			l.kind = pairs
			for k, v := range l.values {
				l.values[k] = v/10<<4 | v%10
			}
		case kind == pairs && l.kind == decimals, kind == prefixed && l.kind != prefixed:
			return l
		case kind == decimals && l.kind == pairs:
			if end-i != 2 {
				return l
			}
			v = v/10<<4 | v%10
		case kind == decimals && l.kind == prefixed && v != 0:
			return l
		}
		l.values = append(l.values, byte(v))
		l.end = end
		i = end
	}
	return l
}

// allPairs reports whether so many numbers are of two digits each.
func allPairs(text []byte, n int) bool {
	digits := 0
	for _, c := range text {
		if class[c]&digit != 0 {
			digits++
		}
	}
	return digits == 2*n
}

// byteOf reads one number of a list.
func byteOf(tok []byte) (v int, kind listKind, ok bool) {
	switch {
	case len(tok) == 0 || len(tok) > 4:
		return 0, 0, false
	case len(tok) > 2 && tok[0] == '0' && tok[1]|0x20 == 'x':
		for _, c := range tok[2:] {
			if class[c]&hexDigit == 0 {
				return 0, 0, false
			}
			v = v<<4 | int(hexValue[c])
		}
		return v, prefixed, true
	}
	digits := tok
	if tok[0] == '-' {
		digits = tok[1:]
	}
	for _, c := range digits {
		if class[c]&digit == 0 {
			if len(tok) == 2 && class[tok[0]]&class[tok[1]]&hexDigit != 0 {
				return int(hexValue[tok[0]])<<4 | int(hexValue[tok[1]]), pairs, true
			}
			return 0, 0, false
		}
		v = v*10 + int(c-'0')
	}
	if len(digits) == 0 || len(digits) > 3 || v > 255 || len(digits) < len(tok) && v > 128 {
		return 0, 0, false
	}
	if len(digits) < len(tok) {
		v = -v & 0xff
	}
	return v, decimals, true
}

var hexValue = func() (t [256]uint8) {
	for i := range uint8(10) {
		t['0'+i] = i
	}
	for i := range uint8(6) {
		t['a'+i], t['A'+i] = 10+i, 10+i
	}
	return t
}()

package layer

import (
	"strconv"
	"unicode/utf8"
)

// The ways to write a character by its number.
type escapeKind uint8

const (
	hexEscape     escapeKind = iota // \x41
	unicodeEscape                   // \u0041, \u{41}, %u0041
	octalEscape                     // \101, \0101
	percentEscape                   // %41
	htmlEntity                      // &#65; &#x41;
)

var escapeNames = [...]string{"hex escapes", "unicode escapes", "octal escapes", "percent-encoding", "html entities"}

// escape reads one character written by its number. wide is false where the
// number is that of a byte.
func escape(text []byte, at int) (value rune, width int, kind escapeKind, wide, ok bool) {
	rest := text[at:min(len(text), at+12)]
	if len(rest) < 3 {
		return
	}
	switch rest[0] {
	case '\\':
		n := 1
		if rest[1] == '\\' { // escaped itself
			n = 2
		}
		if n+2 > len(rest) {
			return
		}
		switch c := rest[n]; {
		case c == 'x':
			if v, ok := number(rest[n+1:], 2, 2, 16); ok {
				return v, n + 3, hexEscape, false, true
			}
		case c == 'u' && rest[n+1] == '{':
			for k := n + 2; k < len(rest); k++ {
				if rest[k] == '}' {
					v, ok := number(rest[n+2:k], 1, 6, 16)
					return v, k + 1, unicodeEscape, true, ok
				}
			}
		case c == 'u':
			if v, ok := number(rest[n+1:], 4, 4, 16); ok {
				return v, n + 5, unicodeEscape, true, true
			}
		case c == 'U':
			if v, ok := number(rest[n+1:], 8, 8, 16); ok {
				return v, n + 9, unicodeEscape, true, true
			}
		case c >= '0' && c <= '7':
			k := n
			for k < len(rest) && k < n+4 && rest[k] >= '0' && rest[k] <= '7' {
				k++
			}
			if k == n+4 && rest[n] != '0' {
				k--
			}
			if v, err := strconv.ParseUint(string(rest[n:k]), 8, 16); err == nil && v < 256 && k-n >= 2 {
				return rune(v), k, octalEscape, false, true
			}
		}
	case '%':
		if rest[1] == 'u' {
			v, ok := number(rest[2:], 4, 4, 16)
			return v, 6, unicodeEscape, true, ok
		}
		v, ok := number(rest[1:], 2, 2, 16)
		return v, 3, percentEscape, false, ok
	case '&':
		if rest[1] != '#' {
			return
		}
		n, base := 2, 10
		if rest[2]|0x20 == 'x' {
			n, base = 3, 16
		}
		k := n
		for k < len(rest) && class[rest[k]]&hexDigit != 0 {
			k++
		}
		v, ok := number(rest[n:k], 1, 7, base)
		if ok && k < len(rest) && rest[k] == ';' {
			k++
		}
		return v, k, htmlEntity, true, ok
	}
	return
}

// number reads the digits that b begins with, at least and at most so many.
func number(b []byte, least, most, base int) (rune, bool) {
	if len(b) < least {
		return 0, false
	}
	v, err := strconv.ParseUint(string(b[:min(len(b), most)]), base, 32)
	return rune(v), err == nil && v <= utf8.MaxRune
}

// escapes looks at the escapes in the bytes at the place, and reports whether
// there are any.
func (s *scan) escapes(at int) bool {
	hit := -1
	var of escapeKind
	for i := max(at, s.done); i < min(len(s.text), at+look); i++ {
		if class[s.text[i]]&(back|percent|entity) == 0 {
			continue
		}
		if _, _, kind, _, ok := escape(s.text, i); ok {
			hit, of = i, kind
			break
		}
	}
	if hit < 0 {
		return false
	}
	// the start of the run: a scan meets it in its first bytes
	lo := hit
	for lo > s.done && hit-lo < 2*stride+look {
		c := s.text[lo-1]
		if isQuote(c) || c == '\n' || of == percentEscape && !unreserved(c) {
			break
		}
		lo--
	}
	quoted := lo > 0 && isQuote(s.text[lo-1])
	if !quoted { // literal characters in front count only inside quotes
		for lo < hit {
			if _, _, _, _, ok := escape(s.text, lo); ok {
				break
			}
			lo++
		}
	}
	const gap = 12 // literal characters between two escapes, outside quotes
	out := s.buf[:0]
	defer func() { s.buf = out }()
	n, letters, ascii, source := 0, 0, 0, 0
	end, kept, mixed := lo, 0, false
	i := lo
	for i < len(s.text) {
		v, width, kind, wide, ok := escape(s.text, i)
		if !ok {
			c := s.text[i]
			if quoted && c == s.text[lo-1] { // the next literal of the same text
				if next, how, ok := joint(s.text, i); ok && how != byComma {
					i = next
					continue
				}
			}
			if c == '\n' || quoted && c == s.text[lo-1] || !quoted && (isQuote(c) || i-end >= gap) || of == percentEscape && !unreserved(c) || i-end > 4<<10 {
				break
			}
			if quoted && c == '\\' && i+1 < len(s.text) { // an escape of another kind
				out = append(out, c)
				i++
				c = s.text[i]
			}
			out = append(out, c)
			i++
			continue
		}
		mixed = mixed || kind != of
		switch {
		case wide:
			out = utf8.AppendRune(out, v)
		default:
			out = append(out, byte(v))
		}
		n++
		source += width
		if v < 0x80 && !control[byte(v)] {
			ascii++
			if class[byte(v)]&urlSafe != 0 {
				letters++
			}
		}
		i += width
		end, kept = i, len(out)
	}
	if quoted { // up to the closing quote
		kept, end = len(out), i
	}
	s.done = max(s.done, end)
	recipe := escapeNames[of]
	if mixed {
		recipe = "escapes"
	}
	if n < minCodes || kept < minText || source*4 < end-lo || !quoted && source*2 < end-lo {
		return true
	}
	if _, magic := Magic(out); magic || letters*2 >= n && ascii*4 >= n*3 {
		s.judged(lo, end, recipe, out[:kept])
	}
	return true
}

// unreserved are the characters that stand in an address as they are.
func unreserved(c byte) bool {
	return class[c]&(standard|urlSafe|percent) != 0 || c == '.' || c == '~' || c == '*'
}

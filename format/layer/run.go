package layer

import (
	"bytes"
	"strings"
)

// run looks at the run of base64 or hexadecimal around the place.
func (s *scan) run(at int, all uint16) {
	alphabet := uint16(standard)
	if all&standard == 0 {
		alphabet = urlSafe
	}
	lo, hi := s.around(at, alphabet)
	if alphabet == standard && lo > s.done && hi-lo < MinRun && isURLSafe(s.text, lo, hi) {
		lo, hi = s.around(at, urlSafe)
		alphabet = urlSafe
	} else if alphabet == standard && isURLSafe(s.text, lo, hi) && bytes.IndexByte(s.text[lo:hi], '/') < 0 && bytes.IndexByte(s.text[lo:hi], '+') < 0 {
		lo, hi = s.around(at, urlSafe)
		alphabet = urlSafe
	}
	if hi-lo < MinRun && !s.quoted(lo, hi) {
		s.done = max(s.done, hi)
		return
	}
	if lo > 0 && s.text[lo-1] == '\\' { // the letter belongs to an escape: "\nSGVs…"
		switch s.text[lo] {
		case 'n', 'r', 't':
			lo++
		case 'x', 'u', '0', '1':
			s.escapes(lo - 1)
			return
		}
	}
	b := s.joined(lo, hi, alphabet)
	s.done = max(s.done, b.end)
	if len(b.text) < MinRun {
		return
	}
	s.decode(b)
}

// around returns the run of the alphabet around the place, not before what was
// dealt with.
func (s *scan) around(at int, alphabet uint16) (lo, hi int) {
	lo = at
	for lo > s.done && class[s.text[lo-1]]&alphabet != 0 {
		lo--
	}
	for hi = at; hi < len(s.text) && class[s.text[hi]]&alphabet != 0; hi++ {
	}
	return lo, hi
}

// isURLSafe reports whether the run goes on with a sign that only base64 for
// addresses has.
func isURLSafe(text []byte, lo, hi int) bool {
	return lo > 0 && (text[lo-1] == '-' || text[lo-1] == '_') || hi < len(text) && (text[hi] == '-' || text[hi] == '_')
}

// quoted reports whether a short run is a whole literal that a joint may follow.
func (s *scan) quoted(lo, hi int) bool {
	if lo == 0 || hi >= len(s.text) || hi-lo < 4 || !isQuote(s.text[hi]) || s.text[lo-1] != s.text[hi] {
		return false
	}
	_, _, ok := joint(s.text, hi)
	return ok
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }

// blob is the text of a layer, put together from its runs.
type blob struct {
	start, end int
	text       []byte // without joints and padding
	alphabet   uint16
	pieces     int
}

// joined follows the run over its joints.
func (s *scan) joined(lo, hi int, alphabet uint16) blob {
	b := blob{start: lo, end: hi, text: s.text[lo:hi:hi], alphabet: alphabet, pieces: 1}
	first := hi - lo
	for b.pieces < maxPieces {
		next, how, ok := joint(s.text, b.end)
		if !ok {
			break
		}
		end := next
		for end < len(s.text) && class[s.text[end]]&alphabet != 0 {
			end++
		}
		n := end - next
		if n == 0 {
			break
		}
		if how == byLine || how == byComma { // lines of one length, the last may be shorter
			if first < 16 || how == byLine && first < 32 || n > first || how == byComma && n < first && b.pieces < 2 || how == byLine && !s.line(b, next, end, n == first) {
				break
			}
		}
		b.text = append(b.text, s.text[next:end]...)
		b.end = end
		b.pieces++
		if n < first && (how == byLine || how == byComma) {
			break
		}
	}
	for k := 0; k < 2 && b.end < len(s.text) && s.text[b.end] == '='; k++ {
		b.end++
	}
	return b
}

// line reports whether a line goes on the blob above it: it holds nothing else,
// and a shorter one, which is the last, completes the letters to groups of four
// and is not the word that ends a here-document.
func (s *scan) line(b blob, from, to int, full bool) bool {
	pad := 0
	for to+pad < len(s.text) && pad < 2 && s.text[to+pad] == '=' {
		pad++
	}
	if end := to + pad; end < len(s.text) {
		switch s.text[end] {
		case '\n', '\r', '"', '\'', '`', '\\', '<', ')', '(', ';', '}':
		case ' ', '\t':
			if rest, _, _ := bytes.Cut(s.text[end:min(len(s.text), end+80)], []byte{'\n'}); len(bytes.TrimSpace(rest)) > 0 {
				return false
			}
		default:
			return false
		}
	}
	if full {
		return true
	}
	if (len(b.text)+to-from+pad)%4 != 0 && !isHex(b.text[:min(len(b.text), prefix)]) {
		return false
	}
	before := s.text[max(0, b.start-80):b.start]
	return bytes.LastIndex(before, []byte("<<")) < 0 || !bytes.Contains(before, s.text[from:to])
}

// how two runs of one layer are held together.
type join uint8

const (
	byOperator join = iota // "a" + "b"
	byLine                 // a line end
	byComma                // "a", "b": the parts of an array
)

// appended reads the start of a statement that adds a literal to a variable:
// x += "…", $x .= '…', x = x & "…".
func appended(text []byte, at int, quote byte) (next int, ok bool) {
	i := at
	skip := func(more string) {
		for i < len(text) && (class[text[i]]&blank != 0 || strings.IndexByte(more, text[i]) >= 0) {
			i++
		}
	}
	name := func() string {
		from := i
		for i < len(text) && (class[text[i]]&urlSafe != 0 && text[i] != '-' || text[i] == '$' || text[i] == '@') {
			i++
		}
		return string(text[from:i])
	}
	skip(";)")
	variable := name()
	if variable == "" {
		return 0, false
	}
	skip("")
	switch {
	case i+1 < len(text) && text[i+1] == '=' && strings.IndexByte("+.&", text[i]) >= 0:
		i += 2
	case i < len(text) && text[i] == '=':
		i++
		skip("")
		if !strings.EqualFold(name(), variable) {
			return 0, false
		}
		skip("")
		if i >= len(text) || strings.IndexByte("+.&", text[i]) < 0 {
			return 0, false
		}
		i++
	default:
		return 0, false
	}
	skip("(")
	if i < len(text) && text[i] == quote {
		return i + 1, true
	}
	return 0, false
}

// joint reads what may stand between two runs of one layer and returns where
// the second begins.
func joint(text []byte, at int) (next int, how join, ok bool) {
	const longest = 160 // bytes, indentation included
	limit := min(len(text), at+longest)
	i := at
	var quote byte
	if i < limit && isQuote(text[i]) {
		quote = text[i]
		i++
	}
	lines, operator := 0, byte(0)
	for ; i < limit; i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\r':
			continue
		case '\n':
			lines++
			continue
		case '\\':
			if i+1 < limit && (text[i+1] == 'n' || text[i+1] == 'r') && quote == 0 { // an escaped line end
				lines++
				i++
				continue
			}
			if i+1 < limit && (text[i+1] == '\n' || text[i+1] == '\r') {
				continue
			}
			if i+1 < limit && text[i+1] == '\\' && quote == 0 {
				continue
			}
		case '^', '`', '_':
			if i+1 < limit && (text[i+1] == '\n' || text[i+1] == '\r') {
				continue
			}
		case '+', '.', '&', ',':
			if quote != 0 && operator == 0 {
				operator = c
				continue
			}
		case '#', '*', '>':
			if quote == 0 && lines > 0 && i > at && (text[i-1] == '\n' || text[i-1] == ' ') && i+1 < limit && (text[i+1] == ' ' || text[i+1] == c) {
				continue // the mark of a comment or a quotation
			}
		case '/':
			// "// " is such a mark, too. Without the blank it is two letters of base64.
			if quote == 0 && lines > 0 && i > at && (text[i-1] == '\n' || text[i-1] == ' ') && bytes.HasPrefix(text[i:limit], []byte("// ")) {
				i++
				continue
			}
		}
		break
	}
	if i >= limit {
		return 0, 0, false
	}
	if quote != 0 && operator == 0 {
		if next, ok := appended(text[:limit], i, quote); ok {
			return next, byOperator, true
		}
	}
	switch {
	case quote != 0 && text[i] == quote && (operator != 0 || lines > 0 || i > at+1):
		how = byOperator
		if operator == ',' {
			how = byComma
		}
		return i + 1, how, true
	case quote == 0 && lines > 0 && lines < 3 && !isQuote(text[i]):
		return i, byLine, true
	}
	return 0, 0, false
}

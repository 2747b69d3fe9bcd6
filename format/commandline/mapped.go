package commandline

import "bytes"

// span is a stretch of the text given to Split.
type span struct{ lo, hi int32 }

// mapped is text whose bytes know where they came from. With at nil, byte i
// stands at base+i.
type mapped struct {
	b    []byte
	at   []span
	base int32
}

func (m mapped) span(i int) span {
	if m.at != nil {
		return m.at[i]
	}
	return span{m.base + int32(i), m.base + int32(i) + 1}
}

func (m mapped) sub(i, j int) mapped {
	n := mapped{b: m.b[i:j:j], base: m.base + int32(i)}
	if m.at != nil {
		n.at = m.at[i:j:j]
	}
	return n
}

// place returns the stretch that bytes i to j came from.
func (m mapped) place(i, j int) (lo, hi int) {
	if len(m.b) == 0 {
		return int(m.base), int(m.base)
	}
	if i >= j {
		if i >= len(m.b) {
			p := int(m.span(len(m.b) - 1).hi)
			return p, p
		}
		p := int(m.span(i).lo)
		return p, p
	}
	lo, hi = int(m.span(i).lo), int(m.span(j-1).hi)
	if hi < lo { // put together out of order
		hi = lo
	}
	return lo, hi
}

// add appends a byte that came from sp. Only for texts under construction.
// Places are kept byte by byte only once a byte does not follow its neighbour:
// most words are a piece of the text as it stands.
func (m *mapped) add(c byte, sp span) {
	if m.at == nil {
		if len(m.b) == 0 {
			m.base = sp.lo
		}
		if sp.lo == m.base+int32(len(m.b)) && sp.hi == sp.lo+1 {
			m.b = append(m.b, c)
			return
		}
		m.spell()
	}
	m.b, m.at = append(m.b, c), append(m.at, sp)
}

// spell writes out the place of every byte.
func (m *mapped) spell() {
	at := make([]span, len(m.b), max(32, 2*len(m.b)))
	for i := range at {
		at[i] = m.span(i)
	}
	m.at = at
}

func (m *mapped) addAll(n mapped) {
	if len(n.b) > 0 && len(m.b) == 0 && m.at == nil && n.at == nil {
		*m = n.sub(0, len(n.b)) // its capacity ends with it: what is added later goes elsewhere
		return
	}
	for i, c := range n.b {
		m.add(c, n.span(i))
	}
}

func (m *mapped) addString(v string, sp span) {
	for i := 0; i < len(v); i++ {
		m.add(v[i], sp)
	}
}

func (m mapped) trim() mapped {
	i, j := 0, len(m.b)
	for i < j && isBlank(m.b[i]) {
		i++
	}
	for j > i && isBlank(m.b[j-1]) {
		j--
	}
	return m.sub(i, j)
}

// word is one argument of a statement.
type word struct {
	t          mapped // unquoted
	lo, hi     int    // the raw token in the text the statement was split from
	start, end int    // the raw token in the text given to Split
	quoted     bool   // some of it was quoted
	comma      bool   // PowerShell: a list goes on after it
}

func (w word) text() string { return string(w.t.b) }

func (w word) is(s string) bool { return bytes.EqualFold(w.t.b, []byte(s)) }

func (w word) has(c byte) bool { return bytes.IndexByte(w.t.b, c) >= 0 }

func (w word) option() bool { return len(w.t.b) > 1 && w.t.b[0] == '-' }

// statement is a command before unwrapping.
type statement struct {
	src    mapped // what it was split from
	words  []word
	env    []Assign
	output string // file its output is written to
	here   mapped // here-document or here-string
	piped  bool   // its output goes to the next statement
}

// builder collects words into statements.
type builder struct {
	src   mapped
	sts   []statement
	st    statement
	w     word
	open  bool
	redir byte // the next word is the file of '<' or '>', or a here-document's end '"'
}

// begin starts a word at raw position i unless one is open.
func (b *builder) begin(i int) {
	if !b.open {
		b.open = true
		b.w = word{lo: i}
	}
}

func (b *builder) add(c byte, i, j int) {
	b.begin(i)
	lo, hi := b.src.place(i, j)
	b.w.t.add(c, span{int32(lo), int32(hi)})
}

// run adds the raw bytes i to j as they stand.
func (b *builder) run(i, j int) {
	b.begin(i)
	b.w.t.addAll(b.src.sub(i, j))
}

// end closes the open word before raw position i and returns it.
func (b *builder) end(i int) (word, bool) {
	if !b.open {
		return word{}, false
	}
	b.open = false
	b.w.hi = i
	b.w.start, b.w.end = b.src.place(b.w.lo, i)
	if len(b.w.t.b) == 0 {
		b.w.t.base = int32(b.w.start)
	}
	return b.w, true
}

// take appends a word to the statement.
func (b *builder) take(w word) {
	if b.st.words == nil {
		b.st.words = make([]word, 0, usualWords)
	}
	if len(b.st.words) < maxWords {
		b.st.words = append(b.st.words, w)
	}
}

// usualWords is how many words most statements of interest have at most.
const usualWords = 12

// flush closes the statement.
func (b *builder) flush(piped bool) {
	b.st.src, b.st.piped = b.src, piped
	if len(b.st.words) > 0 || len(b.st.env) > 0 {
		b.sts = append(b.sts, b.st)
	} else if piped && len(b.sts) > 0 {
		b.sts[len(b.sts)-1].piped = true // ( … ) | next
	}
	b.st = statement{}
	b.redir = 0
}

// signs is the set of the bytes of s.
func signs(s string) (set [256]bool) {
	for i := range len(s) {
		set[s[i]] = true
	}
	return set
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func isNameByte(c byte, first bool) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || !first && c >= '0' && c <= '9'
}

// nameEnd returns the end of the identifier at i.
func nameEnd(b []byte, i int) int {
	j := i
	for j < len(b) && isNameByte(b[j], j == i) {
		j++
	}
	return j
}

// join puts words together with blanks between, for shells that do so (eval,
// ssh, cmd /c). A word that holds blanks is quoted again when there are others.
func join(words []word) mapped {
	if len(words) == 1 {
		return words[0].t
	}
	var m mapped
	for i, w := range words {
		at := span{int32(w.start), int32(w.start)}
		if i > 0 {
			m.add(' ', at)
		}
		quote := len(w.t.b) == 0 || bytes.ContainsAny(w.t.b, " \t\n") && !w.has('"')
		if quote {
			m.add('"', at)
		}
		m.addAll(w.t)
		if quote {
			m.add('"', span{int32(w.end), int32(w.end)})
		}
	}
	return m
}

// matching returns the index of the close that belongs to the open byte at i,
// len(b) if there is none. Quotes are stepped over.
func matching(b []byte, i int, open, close, escape byte) int {
	depth := 0
	for ; i < len(b); i++ {
		switch c := b[i]; c {
		case escape:
			i++
		case '\'', '"':
			j := i + 1
			for j < len(b) && b[j] != c {
				if b[j] == escape && c == '"' {
					j++
				}
				j++
			}
			if j >= len(b) {
				continue // not a quote: an apostrophe
			}
			i = j
		case open:
			depth++
		case close:
			if depth--; depth <= 0 {
				return i
			}
		}
	}
	return len(b)
}

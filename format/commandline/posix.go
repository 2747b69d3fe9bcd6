package commandline

import (
	"bytes"
	"strings"
)

// reserved words of the shell that stand before a command.
var reserved = map[string]bool{
	"{": true, "}": true, "!": true, "then": true, "do": true, "else": true, "elif": true,
	"if": true, "while": true, "until": true, "done": true, "fi": true, "esac": true,
}

type heredoc struct {
	end  string
	tabs bool
	to   int // the statement it belongs to
}

// posix splits a text by the rules of the POSIX shell and bash.
func (s *splitter) posix(t mapped, f frame, depth int) []statement {
	b := &builder{src: t}
	var pending []heredoc
	tabs := false
	flushWord := func(i int) {
		w, ok := b.end(i)
		if !ok {
			return
		}
		switch {
		case b.redir == '<':
		case b.redir == '>':
			b.st.output = w.text()
		case b.redir == '"':
			pending = append(pending, heredoc{w.text(), tabs, len(b.sts)})
		case b.redir == '=':
			b.st.here = w.t
		case len(b.st.words) == 0 && !w.quoted && reserved[w.text()]:
		case len(b.st.words) == 0 && assignment(t, w) > 0:
			n := assignment(t, w)
			b.st.env = append(b.st.env, assign(w, n))
		default:
			b.take(w)
		}
		b.redir = 0
	}
	flush := func(i int, piped bool) {
		flushWord(i)
		s.remember(b.st)
		b.flush(piped)
	}
	in := t.b
	for i := 0; i < len(in); {
		switch c := in[i]; c {
		case ' ', '\t', '\r':
			flushWord(i)
			i++
		case '\n':
			flush(i, false)
			i++
			for _, h := range pending {
				body, next := hereBody(t, i, h)
				if h.to < len(b.sts) {
					b.sts[h.to].here = body
				}
				i = next
			}
			pending = nil
		case '\\':
			n := i + 2
			if i+2 < len(in) && in[i+1] == '\r' && in[i+2] == '\n' {
				n = i + 3
			} else if i+1 < len(in) && in[i+1] != '\n' {
				b.begin(i)
				b.add(in[i+1], i, i+2)
			}
			i = min(n, len(in))
		case '\'':
			b.begin(i)
			b.w.quoted = true
			j := bytes.IndexByte(in[i+1:], '\'')
			if j < 0 {
				j = len(in) - i - 1
			}
			b.run(i+1, i+j+1)
			i = min(i+j+2, len(in))
		case '"':
			b.begin(i)
			b.w.quoted = true
			i = s.doubleQuoted(b, i+1, f, depth)
		case '`':
			j := i + 1
			for j < len(in) && in[j] != '`' {
				if in[j] == '\\' {
					j++
				}
				j++
			}
			j = min(j, len(in))
			s.substitute(b, i, i+1, j, min(j+1, len(in)), f, depth)
			i = min(j+1, len(in))
		case '$':
			i = s.dollar(b, i, false, f, depth)
		case '#':
			if b.open {
				b.add(c, i, i+1)
				i++
				continue
			}
			for i < len(in) && in[i] != '\n' {
				i++
			}
		case ';', ')':
			flush(i, false)
			i++
		case '(':
			if b.open && len(b.st.words) == 0 && bytes.HasSuffix(b.w.t.b, []byte("=")) { // NAME=( … )
				j := matching(in, i, '(', ')', '\\')
				s.array(b, i+1, j, f, depth)
				i = min(j+1, len(in))
				continue
			}
			flush(i, false)
			i++
		case '&':
			switch {
			case i+1 < len(in) && in[i+1] == '>':
				flushWord(i)
				i = redirection(in, i+1)
				b.redir = '>'
			default:
				flush(i, false)
				i++
			}
		case '|':
			next := i + 1
			piped := true
			if next < len(in) && in[next] == '|' {
				next, piped = next+1, false
			} else if next < len(in) && in[next] == '&' {
				next++
			}
			flush(i, piped)
			i = next
		case '>', '<':
			if i+1 < len(in) && in[i+1] == '(' { // process substitution
				j := matching(in, i+1, '(', ')', '\\')
				s.substitute(b, i, i+2, j, min(j+1, len(in)), f, depth)
				i = min(j+1, len(in))
				continue
			}
			if b.open && allDigits(b.w.t.b) && !b.w.quoted {
				b.open = false // a descriptor number
			}
			flushWord(i)
			if c == '<' && bytes.HasPrefix(in[i:], []byte("<<<")) {
				b.redir, i = '=', i+3
				continue
			}
			if c == '<' && bytes.HasPrefix(in[i:], []byte("<<")) {
				b.redir, i = '"', i+2
				if tabs = i < len(in) && in[i] == '-'; tabs {
					i++
				}
				continue
			}
			i = redirection(in, i)
			b.redir = c
		default:
			j := i + 1
			for j < len(in) && !posixSign[in[j]] {
				j++
			}
			b.run(i, j)
			i = j
		}
	}
	flush(len(in), false)
	return b.sts
}

// posixSign holds the bytes that mean something outside of quotes.
var posixSign = signs(" \t\r\n\\'\"`$#;)(&|><")

// redirection steps over the operator at i: >, >>, >|, >&, <, <&.
func redirection(in []byte, i int) int {
	for i < len(in) && strings.IndexByte("<>|&", in[i]) >= 0 {
		i++
	}
	return i
}

func allDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// assignment returns the length of the name of NAME=value, 0 if w is none.
func assignment(src mapped, w word) int {
	n := nameEnd(w.t.b, 0)
	if n == 0 || n >= len(w.t.b) || w.t.b[n] != '=' || w.hi > len(src.b) || nameEnd(src.b[w.lo:w.hi], 0) != n {
		return 0
	}
	return n
}

func assign(w word, n int) Assign {
	lo, hi := w.t.place(n+1, len(w.t.b))
	return Assign{Name: string(w.t.b[:n]), Value: Arg{Text: string(w.t.b[n+1:]), Start: lo, End: hi}}
}

// remember keeps variables that a statement sets for those after it.
func (s *splitter) remember(st statement) {
	if len(st.words) == 0 {
		for _, a := range st.env {
			// A=literal … A=$1: what the caller may give does not hide what the text says
			if old, ok := s.local[a.Name]; ok && old != "" && strings.HasPrefix(a.Value.Text, "$") {
				continue
			}
			s.set(a.Name, a.Value.Text)
		}
		return
	}
	switch st.words[0].text() {
	case "export", "declare", "typeset", "local", "readonly":
		for _, w := range st.words[1:] {
			if n := nameEnd(w.t.b, 0); n > 0 && n < len(w.t.b) && w.t.b[n] == '=' {
				s.set(string(w.t.b[:n]), string(w.t.b[n+1:]))
			}
		}
	}
}

func hereBody(t mapped, i int, h heredoc) (mapped, int) {
	start := i
	for i < len(t.b) {
		j := bytes.IndexByte(t.b[i:], '\n')
		next := len(t.b)
		line := t.b[i:]
		if j >= 0 {
			line, next = t.b[i:i+j], i+j+1
		}
		line = bytes.TrimRight(line, "\r")
		if h.tabs {
			line = bytes.TrimLeft(line, "\t")
		}
		if string(line) == h.end {
			return t.sub(start, i), next
		}
		i = next
	}
	return t.sub(start, len(t.b)), len(t.b)
}

// doubleQuoted reads the inside of "…" from i and returns the place after it.
func (s *splitter) doubleQuoted(b *builder, i int, f frame, depth int) int {
	in := b.src.b
	for i < len(in) {
		switch c := in[i]; c {
		case '"':
			return i + 1
		case '\\':
			if i+1 >= len(in) {
				b.add(c, i, i+1)
				return i + 1
			}
			switch n := in[i+1]; n {
			case '\n':
			case '$', '`', '"', '\\':
				b.add(n, i, i+2)
			default:
				b.add(c, i, i+1)
				b.add(n, i+1, i+2)
			}
			i += 2
		case '$':
			i = s.dollar(b, i, true, f, depth)
		default:
			j := i + 1
			for j < len(in) && in[j] != '"' && in[j] != '\\' && in[j] != '$' {
				j++
			}
			b.run(i, j)
			i = j
		}
	}
	return i
}

// substitute keeps a command substitution as it is written, and splits the
// command in it as one of its own.
func (s *splitter) substitute(b *builder, lo, from, to, hi int, f frame, depth int) {
	b.run(lo, hi)
	if from < to {
		s.run(b.src.sub(from, to), Posix, f.in("$()"), depth+1)
	}
}

// array reads NAME=( a b c ): the words are kept joined by blanks.
func (s *splitter) array(b *builder, from, to int, f frame, depth int) {
	if depth > maxDepth {
		return
	}
	inner := b.src.sub(from, to)
	s.work -= len(inner.b)
	if s.work < 0 {
		return
	}
	for _, st := range s.posix(inner, f, depth+1) {
		for _, w := range st.words {
			b.w.t.addAll(w.t)
			b.w.t.add(' ', span{int32(w.end), int32(w.end)})
		}
	}
}

// dollar reads the expansion at i and returns the place after it.
func (s *splitter) dollar(b *builder, i int, quoted bool, f frame, depth int) int {
	in := b.src.b
	if i+1 >= len(in) {
		b.add('$', i, i+1)
		return i + 1
	}
	switch c := in[i+1]; {
	case c == '(':
		j := matching(in, i+1, '(', ')', '\\')
		hi := min(j+1, len(in))
		if i+2 < len(in) && in[i+2] == '(' { // arithmetic
			s.substitute(b, i, hi, hi, hi, f, depth)
		} else {
			s.substitute(b, i, i+2, j, hi, f, depth)
		}
		return hi
	case c == '{':
		const longest = 512
		j := bytes.IndexByte(in[i:min(len(in), i+longest)], '}')
		if j < 0 {
			b.add('$', i, i+1)
			return i + 1
		}
		// ${A:-${B}} closes with the second brace
		if k := bytes.Count(in[i+2:i+j], []byte("${")); k > 0 {
			if m := matching(in[i:min(len(in), i+longest)], 1, '{', '}', '\\'); m < len(in)-i {
				j = m
			}
		}
		j = min(i+j, len(in)-1)
		s.braced(b, i, j+1, quoted, f, depth)
		return j + 1
	case c == '\'' && !quoted:
		return ansiC(b, i+2)
	case c == '"' && !quoted:
		return i + 1
	case isNameByte(c, true):
		j := nameEnd(in, i+1)
		s.fill(b, string(in[i+1:j]), "", i, j, quoted)
		return j
	case c >= '0' && c <= '9' || strings.IndexByte("@*#?$!-", c) >= 0:
		s.fill(b, string(c), "", i, i+2, quoted)
		return i + 2
	}
	b.add('$', i, i+1)
	return i + 1
}

// braced expands ${NAME}, ${NAME:-default} and keeps the rest as written.
func (s *splitter) braced(b *builder, i, j int, quoted bool, f frame, depth int) {
	body := b.src.b[i+2 : j-1]
	n := nameEnd(body, 0)
	if n == 0 && len(body) > 0 && (body[0] >= '0' && body[0] <= '9' || body[0] == '@' || body[0] == '*') {
		n = 1
	}
	name, op := string(body[:n]), string(body[n:])
	if op == "[@]" || op == "[*]" {
		if v, ok := s.get(name); ok {
			s.spread(b, v, i, j)
			return
		}
		op = ""
	}
	if n == 0 || strings.HasPrefix(op, "[") {
		s.fill(b, "", "", i, j, quoted)
		return
	}
	for _, o := range []string{":-", "-", ":=", "="} {
		def, ok := strings.CutPrefix(op, o)
		if !ok {
			continue
		}
		if v, set := s.get(name); set && (v != "" || o[0] != ':') {
			break
		}
		if depth > maxDepth || s.work < 0 {
			break
		}
		s.work -= len(def) + 16
		// the default is a word of its own, with expansions
		inner := &builder{src: b.src.sub(i+2+n+len(o), j-1)}
		inner.begin(0)
		for k := 0; k < len(inner.src.b); {
			switch c := inner.src.b[k]; c {
			case '$':
				k = s.dollar(inner, k, true, f, depth+1)
			case '"', '\'':
				k++
			default:
				inner.add(c, k, k+1)
				k++
			}
		}
		b.begin(i)
		s.place(b, inner.w.t, i, quoted)
		return
	}
	s.fill(b, name, op, i, j, quoted)
}

// fill puts the value of a variable in place of in[i:j], or keeps what stands
// there. Operators on a value (${A%x}) are not carried out.
func (s *splitter) fill(b *builder, name, op string, i, j int, quoted bool) {
	if v, ok := s.get(name); ok && name != "" {
		lo, hi := b.src.place(i, j)
		if s.work -= len(v); s.work < 0 {
			return
		}
		var m mapped
		m.addString(v, span{int32(lo), int32(hi)})
		b.begin(i)
		s.place(b, m, i, quoted)
		return
	}
	s.missing(name)
	b.run(i, j)
}

// spread is fill for "${NAME[@]}", which splits even inside quotes.
func (s *splitter) spread(b *builder, v string, i, j int) {
	lo, hi := b.src.place(i, j)
	if s.work -= len(v); s.work < 0 {
		return
	}
	var m mapped
	m.addString(v, span{int32(lo), int32(hi)})
	b.begin(i)
	s.place(b, m, i, false)
}

// place adds a value; outside quotes blanks in it part words.
func (s *splitter) place(b *builder, m mapped, i int, quoted bool) {
	for k, c := range m.b {
		if !quoted && isBlank(c) {
			if b.open && len(b.w.t.b) > 0 && !endsAssignment(b) {
				if w, ok := b.end(i); ok {
					w.start, w.end = w.t.place(0, len(w.t.b))
					if len(b.st.words) < maxWords && b.redir == 0 {
						b.st.words = append(b.st.words, w)
					}
				}
				continue
			}
			if !b.open || len(b.w.t.b) == 0 {
				continue
			}
		}
		b.begin(i)
		b.w.t.add(c, m.span(k))
	}
}

// endsAssignment reports whether the open word is NAME=…: no splitting there.
func endsAssignment(b *builder) bool {
	n := nameEnd(b.w.t.b, 0)
	return len(b.st.words) == 0 && n > 0 && n < len(b.w.t.b) && b.w.t.b[n] == '='
}

var ansiEscapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', 'a': 7, 'b': 8, 'e': 27, 'f': 12, 'v': 11}

// ansiC reads the inside of $'…' from i and returns the place after it.
func ansiC(b *builder, i int) int {
	in := b.src.b
	b.begin(i - 2)
	b.w.quoted = true
	for i < len(in) && in[i] != '\'' {
		if in[i] != '\\' || i+1 >= len(in) {
			b.add(in[i], i, i+1)
			i++
			continue
		}
		c, n := in[i+1], 2
		if c == 'x' || c == '0' || c >= '1' && c <= '7' {
			base, most, v := 8, 3, 0
			start := i + 1
			if c == 'x' {
				base, most, start = 16, 2, i+2
			}
			k := start
			for k < len(in) && k < start+most {
				d := digit(in[k])
				if d < 0 || d >= base {
					break
				}
				v = v*base + d
				k++
			}
			c, n = byte(v), k-i
		} else if e, ok := ansiEscapes[c]; ok {
			c = e
		}
		b.add(c, i, i+n)
		i += n
	}
	return min(i+1, len(in))
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

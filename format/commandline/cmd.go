package commandline

import (
	"bytes"
	"strings"
)

// cmd splits a text by the rules of the Windows command processor and, within a
// command, of the C runtime: "…" quotes, \" and "" give a quote, ^ escapes,
// %NAME% and !NAME! are variables.
func (s *splitter) cmd(t mapped) []statement {
	b := &builder{src: t}
	in := t.b
	quote := false
	flushWord := func(i int) {
		w, ok := b.end(i)
		if !ok {
			return
		}
		switch b.redir {
		case '<':
		case '>':
			b.st.output = w.text()
		default:
			b.take(w)
		}
		b.redir = 0
	}
	flush := func(i int, piped bool) {
		flushWord(i)
		b.st.words = s.batch(b.st.words)
		b.flush(piped)
	}
	for i := 0; i < len(in); {
		c := in[i]
		switch {
		case c == '"':
			b.begin(i)
			b.w.quoted = true
			if quote && i+1 < len(in) && in[i+1] == '"' { // "" inside quotes
				b.add('"', i, i+2)
				i += 2
				continue
			}
			quote = !quote
			i++
		case c == '\\' && i+1 < len(in) && in[i+1] == '"' && !endsPath(in, i, quote):
			b.add('"', i, i+2)
			i += 2
		case c == '%' || c == '!':
			i = s.percent(b, i, quote)
		case c == '\n':
			quote = false // a quote does not go over the end of a line
			flush(i, false)
			i++
		case quote:
			j := i + 1
			for j < len(in) && !cmdSign[in[j]] {
				j++
			}
			b.run(i, j)
			i = j
		case c == ' ' || c == '\t' || c == '\r':
			flushWord(i)
			i++
		case c == '^':
			n := i + 2
			switch {
			case i+2 < len(in) && in[i+1] == '\r' && in[i+2] == '\n':
				n = i + 3
			case i+1 < len(in) && in[i+1] != '\n':
				b.add(in[i+1], i, i+2)
			}
			i = min(n, len(in))
		case c == '&' || c == '|':
			n := i + 1
			piped := c == '|'
			if n < len(in) && in[n] == c {
				n, piped = n+1, false
			}
			flush(i, piped)
			i = n
		case c == '(' && !b.open || c == ')' && openedBefore(in, i):
			flush(i, false)
			i++
		case c == '>' || c == '<':
			if b.open && len(b.w.t.b) == 1 && allDigits(b.w.t.b) {
				b.open = false
			}
			flushWord(i)
			for i < len(in) && (in[i] == '>' || in[i] == '<') {
				i++
			}
			if i < len(in) && in[i] == '&' { // 2>&1
				i = min(i+2, len(in))
				continue
			}
			b.redir = c
		default:
			j := i + 1
			for j < len(in) && !cmdSign[in[j]] {
				j++
			}
			b.run(i, j)
			i = j
		}
	}
	flush(len(in), false)
	return b.sts
}

// cmdSign holds the bytes that may mean something.
var cmdSign = signs("\"\\%!\n \t\r^&|()><")

// endsPath reports whether the backslash at i ends a folder inside quotes, as in
// "C:\dir\" -o x, rather than escaping the quote: a quote comes later that only
// so can be balanced. A program would be misled; people write it all the same.
func endsPath(in []byte, i int, quote bool) bool {
	if !quote || i+2 < len(in) && !isBlank(in[i+2]) {
		return false
	}
	end := len(in)
	if j := bytes.IndexByte(in[i:], '\n'); j >= 0 {
		end = i + j
	}
	const near = 1024
	rest := in[min(i+2, end):min(end, i+near)]
	return bytes.Count(rest, []byte{'"'})%2 == 0
}

// openedBefore reports whether a ")" may close a block: it stands alone or at
// the end of a line, not inside a word such as "Program Files (x86)".
func openedBefore(in []byte, i int) bool {
	return (i == 0 || isBlank(in[i-1])) || i+1 >= len(in) || in[i+1] == '\n' || in[i+1] == '\r'
}

// percent reads %NAME%, %1, %%i, !NAME! at i and returns the place after it.
func (s *splitter) percent(b *builder, i int, quoted bool) int {
	in, c := b.src.b, b.src.b[i]
	const longest = 128
	if c == '%' && i+1 < len(in) {
		switch n := in[i+1]; {
		case n == '%':
			b.add('%', i, i+2)
			return i + 2
		case n >= '0' && n <= '9' || n == '*':
			s.missing(string(n))
			b.add(c, i, i+1)
			b.add(n, i+1, i+2)
			return i + 2
		}
	}
	j := i + 1
	for j < len(in) && j < i+longest && (isNameByte(in[j], false) || strings.IndexByte("-.()", in[j]) >= 0) {
		j++
	}
	end := j
	if j < len(in) && in[j] == ':' { // %NAME:a=b%, %NAME:~0,5%
		for end < len(in) && end < i+longest && in[end] != c && in[end] != '\n' {
			end++
		}
	}
	if j == i+1 || end >= len(in) || in[end] != c {
		b.add(c, i, i+1)
		return i + 1
	}
	name := string(in[i+1 : j])
	v, ok := s.get(name)
	if !ok {
		v, ok = s.get(strings.ToUpper(name))
	}
	if ok && end == j {
		lo, hi := b.src.place(i, end+1)
		if s.work -= len(v); s.work < 0 {
			return end + 1
		}
		var m mapped
		m.addString(v, span{int32(lo), int32(hi)})
		b.begin(i)
		s.place(b, m, i, quoted)
		return end + 1
	}
	s.missing(name)
	for k := i; k <= end; k++ {
		b.add(in[k], k, k+1)
	}
	return end + 1
}

// batch takes the words of the batch language from the front of a command and
// carries out set.
func (s *splitter) batch(words []word) []word {
	for n := 0; len(words) > 0 && n < 16; n++ {
		w := strings.ToLower(words[0].text())
		if len(w) > 1 && w[0] == '@' && !words[0].quoted {
			words[0].t = words[0].t.sub(1, len(words[0].t.b))
			words[0].lo++
			words[0].start++
			continue
		}
		switch {
		case w == "rem" || strings.HasPrefix(w, "::") || strings.HasPrefix(w, ":") && len(words) == 1:
			return nil
		case w == "@" || w == "else" || w == "do" || w == "call" && len(words) > 1 && !strings.HasPrefix(words[1].text(), ":"):
			words = words[1:]
		case w == "if":
			words = condition(words[1:])
		case w == "for":
			for i := range words {
				if words[i].is("do") {
					return s.batch(words[i+1:])
				}
			}
			return words
		case w == "set" && len(words) > 1:
			text := string(join(words[1:]).b)
			text = strings.TrimPrefix(text, "/a ")
			if name, v, ok := strings.Cut(text, "="); ok {
				s.set(strings.TrimSpace(name), v)
				s.set(strings.ToUpper(strings.TrimSpace(name)), v)
			}
			return words
		default:
			return words
		}
	}
	return words
}

// condition steps over the condition of if.
func condition(words []word) []word {
	for len(words) > 0 {
		switch strings.ToLower(words[0].text()) {
		case "not", "/i":
			words = words[1:]
			continue
		case "exist", "defined", "errorlevel":
			return words[min(2, len(words)):]
		}
		if bytes.Contains(words[0].t.b, []byte("==")) {
			return words[1:]
		}
		return words[min(3, len(words)):] // a OP b
	}
	return words
}

// none splits text that was split before: at NUL bytes, or at blanks where
// there are none (a list of processes).
func (s *splitter) none(t mapped) []statement {
	b := &builder{src: t}
	in := t.b
	if bytes.IndexByte(in, 0) >= 0 {
		i := 0
		for i < len(in) {
			j := bytes.IndexByte(in[i:], 0)
			if j < 0 {
				j = len(in) - i
			}
			b.run(i, i+j)
			if w, ok := b.end(i + j); ok && len(b.st.words) < maxWords {
				b.st.words = append(b.st.words, w)
			}
			i += j + 1
		}
		b.flush(false)
		return b.sts
	}
	quotes := bytes.Count(in, []byte{'"'})%2 == 0
	quote := false
	for i, c := range in {
		switch {
		case c == '"' && quotes:
			b.begin(i)
			b.w.quoted, quote = true, !quote
		case isBlank(c) && !quote:
			if w, ok := b.end(i); ok && len(b.st.words) < maxWords {
				b.st.words = append(b.st.words, w)
			}
			if c == '\n' {
				b.flush(false)
			}
		default:
			b.add(c, i, i+1)
		}
	}
	if w, ok := b.end(len(in)); ok && len(b.st.words) < maxWords {
		b.st.words = append(b.st.words, w)
	}
	b.flush(false)
	return b.sts
}

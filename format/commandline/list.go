package commandline

import (
	"bytes"
	"strings"
)

// item is an element of a list in some language: a string, or a bare word.
type item struct {
	w    word
	bare bool
	// callee is the name before the bracket the item stands in: Command, Popen …
	callee string
	key    string // the name before "=" or ":" it is set to
}

// list splits an argument list of another language: JSON and YAML sequences,
// calls such as exec.Command("x", "-o", "y"), arrays over several lines. All
// items together are one command. Strings joined by + or written next to each
// other with . or & are one item.
func (s *splitter) list(t mapped) []statement {
	items := yamlItems(t)
	if items == nil {
		items = s.items(t)
	}
	b := &builder{src: t}
	for i, it := range items {
		switch it.key {
		case "cwd", "dir", "workingdirectory", "env", "encoding", "stdout", "stderr", "stdin", "shell":
			continue
		}
		text := it.w.t
		alone := len(items) == 1
		switch {
		case alone && bytes.IndexByte(text.b, ' ') > 0:
			return s.lineOf(text) // the whole command line in one string
		case bytes.IndexByte(text.b, ' ') > 0 && (text.b[0] == '-' || text.b[0] == '/' && i > 0):
			// several arguments in one string: ("x", "-o y -u z")
			for _, st := range s.cmd(text) {
				b.st.words = append(b.st.words, st.words...)
			}
			continue
		}
		if len(b.st.words) < maxWords {
			b.st.words = append(b.st.words, it.w)
		}
	}
	b.flush(false)
	return b.sts
}

// lineOf splits a string that holds a whole command line.
func (s *splitter) lineOf(t mapped) []statement {
	if Guess(t.b) == Cmd {
		return s.cmd(t)
	}
	return s.posix(t, frame{}, maxDepth)
}

// yamlItems reads a block sequence: every line that says anything starts with "- ".
func yamlItems(t mapped) []item {
	var items []item
	b := &builder{src: t}
	for i := 0; i < len(t.b); {
		j := bytes.IndexByte(t.b[i:], '\n')
		if j < 0 {
			j = len(t.b) - i
		}
		line := t.sub(i, i+j)
		at := i
		i += j + 1
		body := line.trim()
		if len(body.b) == 0 || body.b[0] == '#' {
			continue
		}
		lead := bytes.Index(line.b, body.b)
		if len(items) == 0 && bytes.HasSuffix(body.b, []byte(":")) && !bytes.ContainsAny(body.b, `"' `) {
			continue // "args:" before the first item
		}
		if body.b[0] != '-' || len(body.b) < 2 || body.b[1] != ' ' {
			return nil
		}
		v := body.sub(2, len(body.b)).trim()
		off := at + lead + 2
		for off < len(t.b) && isBlank(t.b[off]) {
			off++
		}
		if len(v.b) == 0 {
			continue
		}
		b.begin(off)
		end := off + len(v.b)
		if q := v.b[0]; q == '"' || q == '\'' {
			end = readString(b, off, q)
		} else {
			if k := bytes.Index(v.b, []byte(" #")); k >= 0 {
				v = v.sub(0, k).trim()
				end = off + len(v.b)
			}
			for k := off; k < end; k++ {
				b.add(t.b[k], k, k+1)
			}
		}
		w, _ := b.end(end)
		items = append(items, item{w: w})
	}
	return items
}

// items reads strings and bare words of a list.
func (s *splitter) items(t mapped) []item {
	var items []item
	in := t.b
	b := &builder{src: t}
	depth := 0
	callee, key := "", ""
	joined := false // a + stands before the next string
	last := -1      // the item that a + would go on
	put := func(it item) {
		it.callee, it.key = callee, key
		if joined && last >= 0 {
			p := &items[last]
			p.w.t.addAll(it.w.t)
			p.w.hi, p.w.end = it.w.hi, it.w.end
			p.bare = false
		} else if len(items) < maxWords {
			items = append(items, it)
			last = len(items) - 1
		}
		joined = false
	}
	for i := 0; i < len(in); {
		switch c := in[i]; {
		case c == '"' || c == '\'' || c == '`':
			b.begin(i)
			i = readString(b, i, c)
			w, _ := b.end(i)
			put(item{w: w})
		case c == '(' || c == '[' || c == '{':
			depth++
			i++
		case c == ')' || c == ']' || c == '}':
			depth--
			joined, last, key = false, -1, ""
			i++
		case c == ',' || c == ';' || c == '\n' && !continues(in, i):
			if c != '\n' || !joined {
				joined, last, key = false, -1, ""
			}
			i++
		case c == '+' || c == '.' && (i == 0 || isBlank(in[i-1])) && last >= 0:
			joined = last >= 0
			i++
		case c == '#' && (i == 0 || in[i-1] == '\n') || c == '/' && i+1 < len(in) && in[i+1] == '/' && (i == 0 || isBlank(in[i-1])):
			for i < len(in) && in[i] != '\n' {
				i++
			}
		case isBlank(c) || c == ':' || c == '=' || c == '\\':
			i++
		default:
			j := i
			for j < len(in) && !isBlank(in[j]) && strings.IndexByte("\"'`()[]{},;+", in[j]) < 0 {
				j++
			}
			next := j
			for next < len(in) && (in[next] == ' ' || in[next] == '\t') {
				next++
			}
			word := string(in[i:j])
			if k := nameEnd(in[i:j], 0); k > 0 && i+k < j && in[i+k] == '=' { // a named argument
				key = strings.ToLower(word[:k])
				i += k + 1
				continue
			}
			switch {
			case next < len(in) && in[next] == '(' && next == j:
				callee = word
			case strings.HasSuffix(word, "="), strings.HasSuffix(word, ":"):
				key = strings.ToLower(strings.TrimRight(word, ":= "))
			case next < len(in) && (in[next] == '=' || in[next] == ':') && next+1 < len(in) && in[next+1] != '/' && in[next+1] != '\\':
				key = strings.ToLower(word)
			case j < len(in) && (in[j] == '"' || in[j] == '\'') && len(word) <= 2 && isPrefix(word):
				// r"…", f'…', b"…", @"…"
			default:
				s.bare(b, i, j, depth, put)
			}
			i = max(j, i+1)
		}
	}
	return items
}

// isPrefix reports whether a word is the prefix of a string literal.
func isPrefix(w string) bool {
	for i := 0; i < len(w); i++ {
		if strings.IndexByte("rRbBuUfF@$L", w[i]) < 0 {
			return false
		}
	}
	return true
}

// bare decides about a word without quotes: the name of a variable is filled in;
// a word of a YAML flow sequence is text; names outside brackets are the
// language's own.
func (s *splitter) bare(b *builder, i, j, depth int, put func(item)) {
	in := b.src.b
	word := string(in[i:j])
	name := strings.TrimPrefix(word, "$")
	b.begin(i)
	if v, ok := s.get(name); ok {
		lo, hi := b.src.place(i, j)
		if s.work -= len(v); s.work < 0 {
			b.open = false
			return
		}
		b.w.t.addString(v, span{int32(lo), int32(hi)})
		w, _ := b.end(j)
		put(item{w: w, bare: true})
		return
	}
	ident := nameEnd([]byte(name), 0) == len(name)
	plain := !ident && strings.ContainsAny(word, "-./:@0123456789")
	if depth <= 0 && !strings.HasPrefix(word, "-") || !plain && depth <= 0 {
		b.open = false
		return
	}
	switch name {
	case "None", "null", "nil", "true", "false", "True", "False", "new", "string", "String", "str", "const", "var", "let":
		b.open = false
		return
	}
	if ident {
		s.missing(name)
	}
	for k := i; k < j; k++ {
		b.add(in[k], k, k+1)
	}
	w, _ := b.end(j)
	put(item{w: w, bare: true})
}

// continues reports whether a line end inside a list is only layout.
func continues(in []byte, i int) bool {
	j := i - 1
	for j >= 0 && isBlank(in[j]) && i-j < 64 {
		j--
	}
	if j >= 0 && (in[j] == '+' || in[j] == '\\' || in[j] == '.') {
		return true
	}
	j = i + 1
	for j < len(in) && isBlank(in[j]) && j-i < 64 {
		j++
	}
	return j < len(in) && in[j] == '+'
}

// readString reads a quoted string at i into the open word and returns the place
// after it. Escapes are those of JSON; an unknown one keeps its backslash, so
// that Windows paths in careless code survive.
func readString(b *builder, i int, q byte) int {
	in := b.src.b
	b.w.quoted = true
	raw := q == '`' || i > 0 && (in[i-1] == '@' || in[i-1] == 'r')
	i++
	for i < len(in) && in[i] != q {
		if in[i] != '\\' || raw || i+1 >= len(in) {
			b.add(in[i], i, i+1)
			i++
			continue
		}
		switch n := in[i+1]; n {
		case 'n', 't', 'r':
			b.add(ansiEscapes[n], i, i+2)
		case '"', '\'', '\\', '/', '`':
			b.add(n, i, i+2)
		case '\n':
		case 'u':
			if v, ok := hex4(in, i+2); ok && v < 0x80 {
				b.add(byte(v), i, i+6)
				i += 6
				continue
			}
			fallthrough
		default:
			b.add('\\', i, i+1)
			b.add(n, i+1, i+2)
		}
		i += 2
	}
	return min(i+1, len(in))
}

func hex4(in []byte, i int) (int, bool) {
	if i+4 > len(in) {
		return 0, false
	}
	v := 0
	for _, c := range in[i : i+4] {
		d := digit(c)
		if d < 0 {
			return 0, false
		}
		v = v*16 + d
	}
	return v, true
}

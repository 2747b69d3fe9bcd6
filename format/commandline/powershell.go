package commandline

import (
	"bytes"
	"strconv"
	"strings"
)

// psState is the state of reading one PowerShell text.
type psState struct {
	*builder
	target string // the variable the statement assigns to
	call   bool   // begins with & or .
	plus   bool   // the next word is joined to the last one
	comma  bool
}

// powershell splits a text by the rules of PowerShell as far as starting
// programs needs: quoting, variables, lists with commas, strings joined by + and
// filled in by -f, script blocks (their statements are read like any others).
func (s *splitter) powershell(t mapped, depth int) []statement {
	p := &psState{builder: &builder{src: t}}
	in := t.b
	for i := 0; i < len(in); {
		switch c := in[i]; {
		case c == '`' && i+1 < len(in):
			switch {
			case in[i+1] == '\n':
			case in[i+1] == '\r' && i+2 < len(in) && in[i+2] == '\n':
				i++
			default:
				p.add(in[i+1], i, i+2)
			}
			i += 2
		case c == '\'' || c == '"':
			i = s.psString(p.builder, i, c, depth)
		case c == '@' && i+2 < len(in) && (in[i+1] == '"' || in[i+1] == '\'') && (in[i+2] == '\n' || in[i+2] == '\r'):
			i = s.psHere(p.builder, i)
		case c == '@' && i+1 < len(in) && (in[i+1] == '(' || in[i+1] == '{'):
			p.word(s, i)
			i += 2
		case c == '@' && !p.open && i+1 < len(in) && isNameByte(in[i+1], true) && len(p.st.words) > 0:
			i = s.psSplat(p, i)
		case c == '$':
			i = s.psDollar(p, i, depth)
		case c == ',':
			p.word(s, i)
			if n := len(p.st.words); n > 0 {
				p.st.words[n-1].comma = true
				p.comma = true
			}
			i++
		case c == '\n':
			p.word(s, i)
			if p.comma || p.plus || i > 0 && in[max(0, i-1)] == '|' {
				i++
				continue
			}
			p.flush(s, i, false)
			i++
		case c == ';' || c == '{' || c == '}':
			if c == '{' && p.open || c == '}' && p.open && bytes.IndexByte(p.w.t.b, '{') >= 0 { // {0}, {{ }}
				p.add(c, i, i+1)
				i++
				continue
			}
			p.flush(s, i, false)
			i++
		case c == '|' || c == '&':
			if c == '&' && !p.open && len(p.st.words) == 0 {
				p.call = true
				i++
				continue
			}
			n := i + 1
			if n < len(in) && in[n] == c {
				n++
			}
			p.flush(s, i, c == '|' && n == i+1)
			i = n
		case c == '(' || c == ')':
			p.word(s, i)
			i++
		case c == '+' && !p.open && len(p.st.words) > 0:
			p.plus = true
			i++
		case c == '#' && !p.open:
			for i < len(in) && in[i] != '\n' {
				i++
			}
		case c == '>':
			if p.open && (allDigits(p.w.t.b) || string(p.w.t.b) == "*") {
				p.open = false
			}
			p.word(s, i)
			for i < len(in) && in[i] == '>' {
				i++
			}
			if i < len(in) && in[i] == '&' {
				i = min(i+2, len(in))
				continue
			}
			p.redir = '>'
		case isBlank(c):
			p.word(s, i)
			i++
		case c == '.' && !p.open && len(p.st.words) == 0 && i+1 < len(in) && isBlank(in[i+1]):
			p.call = true
			i++
		case c == '=' && !p.open && len(p.st.words) > 0: // inside @{ }
			i++
		default:
			p.add(c, i, i+1)
			i++
		}
	}
	p.flush(s, len(in), false)
	return p.sts
}

// word closes the open word.
func (p *psState) word(_ *splitter, i int) {
	w, ok := p.end(i)
	if !ok {
		return
	}
	switch {
	case p.redir == '>':
		p.st.output = w.text()
		p.redir = 0
	case p.plus && len(p.st.words) > 0:
		l := &p.st.words[len(p.st.words)-1]
		l.t.addAll(w.t)
		l.hi, l.end = w.hi, max(l.end, w.end)
	case len(p.st.words) < maxWords:
		p.st.words = append(p.st.words, w)
	}
	p.plus, p.comma = false, false
}

func (p *psState) flush(s *splitter, i int, piped bool) {
	p.word(s, i)
	p.st.words = format(p.st.words)
	words := p.st.words
	if p.target != "" {
		v := string(joinPlain(words).b)
		name := strings.ToLower(p.target)
		s.set(name, v)
		if obj, ok := strings.CutSuffix(name, ".arguments"); ok && len(words) > 0 { // ProcessStartInfo
			p.st.words = nil
			if file, ok := s.get(obj + ".filename"); ok {
				w := word{start: words[0].start, end: words[0].start}
				w.t.addString(file, span{int32(w.start), int32(w.start)})
				p.st.words = append(p.st.words, w)
			}
			for _, st := range s.cmd(joinPlain(words)) {
				p.st.words = append(p.st.words, st.words...)
			}
		} else if len(words) > 0 && (words[0].quoted || !strings.ContainsAny(words[0].text(), `-.\/`)) {
			p.st.words = nil // a value, not a command
		}
	} else if len(words) == 1 && words[0].quoted && !p.call && !piped {
		p.st.words = nil // an expression
	}
	p.target, p.call, p.plus, p.comma = "", false, false, false
	p.builder.flush(piped)
}

// joinPlain puts words together with blanks between and no quotes.
func joinPlain(words []word) mapped {
	var m mapped
	for i, w := range words {
		if i > 0 {
			m.add(' ', span{int32(w.start), int32(w.start)})
		}
		m.addAll(w.t)
	}
	return m
}

// format carries out "text {0} {1}" -f a, b.
func format(words []word) []word {
	for i := 1; i+1 < len(words); i++ {
		if words[i].quoted || !words[i].is("-f") || !words[i-1].has('{') {
			continue
		}
		end := i + 1
		for end < len(words) && words[end].comma {
			end++
		}
		end = min(end+1, len(words))
		values := words[i+1 : end]
		var m mapped
		t := words[i-1].t
		for k := 0; k < len(t.b); k++ {
			if t.b[k] == '{' {
				if j := bytes.IndexByte(t.b[k:min(len(t.b), k+8)], '}'); j > 0 {
					n, err := strconv.Atoi(strings.TrimSpace(string(t.b[k+1 : k+j])))
					if err == nil && n >= 0 && n < len(values) && len(m.b) < MaxText {
						m.addAll(values[n].t)
						k += j
						continue
					}
				}
			}
			m.add(t.b[k], t.span(k))
		}
		w := words[i-1]
		w.t, w.end = m, words[end-1].end
		out := append([]word(nil), words[:i-1]...)
		out = append(out, w)
		return append(out, words[end:]...)
	}
	return words
}

// psString reads a quoted string at i and returns the place after it.
func (s *splitter) psString(b *builder, i int, q byte, depth int) int {
	in := b.src.b
	b.begin(i)
	b.w.quoted = true
	i++
	for i < len(in) {
		switch c := in[i]; {
		case c == q:
			if i+1 < len(in) && in[i+1] == q {
				b.add(q, i, i+2)
				i += 2
				continue
			}
			return i + 1
		case q == '"' && c == '`' && i+1 < len(in):
			n := in[i+1]
			if e, ok := ansiEscapes[n]; ok && (n == 'n' || n == 't' || n == 'r') {
				n = e
			}
			if n != '\n' {
				b.add(n, i, i+2)
			}
			i += 2
		case q == '"' && c == '$':
			i = s.psVariable(b, i, true, depth)
		default:
			b.add(c, i, i+1)
			i++
		}
	}
	return i
}

// psHere reads @" … "@ at i and returns the place after it.
func (s *splitter) psHere(b *builder, i int) int {
	in, q := b.src.b, b.src.b[i+1]
	b.begin(i)
	b.w.quoted = true
	end := bytes.Index(in[i:], []byte{'\n', q, '@'})
	stop, next := len(in), len(in)
	if end >= 0 {
		stop, next = i+end, i+end+3
	}
	k := i + 2
	for k < stop && (in[k] == '\r' || in[k] == '\n') {
		k++
	}
	for k < stop {
		if q == '"' && in[k] == '$' {
			k = s.psVariable(b, k, true, 0)
			continue
		}
		b.add(in[k], k, k+1)
		k++
	}
	return next
}

// psDollar reads a variable at i: the target of an assignment at the beginning
// of a statement, a value elsewhere.
func (s *splitter) psDollar(p *psState, i, depth int) int {
	in := p.src.b
	if !p.open && len(p.st.words) == 0 && !p.call && p.target == "" {
		j := i + 1
		for j < len(in) && (isNameByte(in[j], false) || strings.IndexByte(":.{}", in[j]) >= 0) {
			j++
		}
		k := j
		for k < len(in) && (in[k] == ' ' || in[k] == '\t') {
			k++
		}
		more := k+1 < len(in) && in[k] == '+' && in[k+1] == '='
		if more {
			k++
		}
		if k < len(in) && in[k] == '=' && (k+1 >= len(in) || in[k+1] != '=') && j > i+1 {
			p.target = psName(string(in[i+1 : j]))
			if v, ok := s.get(strings.ToLower(p.target)); more && ok && s.work > len(v) {
				s.work -= len(v)
				lo, hi := p.src.place(i, j)
				p.begin(i)
				p.w.quoted = true
				p.w.t.addString(v, span{int32(lo), int32(hi)})
				p.word(s, j)
			}
			return k + 1
		}
	}
	return s.psVariable(p.builder, i, false, depth)
}

func psName(n string) string {
	n = strings.Trim(n, "{}")
	if k := strings.IndexByte(n, ':'); k >= 0 {
		n = n[k+1:]
	}
	return n
}

// psVariable expands $name, ${name}, $env:NAME, $($name) at i.
func (s *splitter) psVariable(b *builder, i int, quoted bool, depth int) int {
	in := b.src.b
	j := i + 1
	var name string
	switch {
	case j < len(in) && in[j] == '(':
		end := min(matching(in, j, '(', ')', '`')+1, len(in))
		inner := strings.TrimSpace(string(in[j+1 : max(j+1, end-1)]))
		v, ok := strings.CutPrefix(inner, "$")
		name = psName(v)
		if k := nameEnd([]byte(name), 0); ok && k > 0 && k < len(name) {
			if member, end := psMember([]byte(name), k); end == len(name) {
				if v, ok := s.get(strings.ToLower(name[:k] + member)); ok {
					return s.psPlace(b, v, i, min(end, len(in)), quoted)
				}
			}
		}
		if !ok || nameEnd([]byte(name), 0) != len(name) {
			if depth < maxDepth && strings.ContainsAny(inner, " ") {
				s.run(b.src.sub(j+1, max(j+1, end-1)), PowerShell, frame{}.in("$()"), depth+1)
			}
			name = ""
		}
		j = end
	case j < len(in) && in[j] == '{':
		end := bytes.IndexByte(in[j:min(len(in), j+128)], '}')
		if end < 0 {
			b.add('$', i, i+1)
			return i + 1
		}
		name = psName(string(in[j : j+end+1]))
		j += end + 1
	default:
		j = nameEnd(in, j)
		if j < len(in)-1 && in[j] == ':' && isNameByte(in[j+1], true) && j > i+1 {
			if scope := strings.ToLower(string(in[i+1 : j])); scope == "env" || scope == "script" || scope == "global" || scope == "local" || scope == "using" {
				j = nameEnd(in, j+1)
			}
		}
		name = psName(string(in[i+1 : j]))
		if member, end := psMember(in, j); end > j && !quoted {
			if v, ok := s.get(strings.ToLower(name + member)); ok {
				return s.psPlace(b, v, i, end, quoted)
			}
		}
	}
	if name != "" {
		v, ok := s.get(strings.ToLower(name))
		if !ok {
			v, ok = s.get(name)
		}
		if ok {
			return s.psPlace(b, v, i, j, quoted)
		}
		s.missing(name)
	}
	for k := i; k < j; k++ {
		b.add(in[k], k, k+1)
	}
	return j
}

// psPlace puts the value of a variable that stands from i to j into the open word.
func (s *splitter) psPlace(b *builder, v string, i, j int, quoted bool) int {
	lo, hi := b.src.place(i, j)
	if s.work -= len(v); s.work < 0 {
		return j
	}
	var m mapped
	m.addString(v, span{int32(lo), int32(hi)})
	b.begin(i)
	// a list of arguments parts into words, a path with blanks does not
	n := len(b.st.words)
	s.place(b, m, i, quoted || !strings.HasPrefix(v, "-"))
	for k := n; k < len(b.st.words); k++ {
		b.st.words[k].comma = true
	}
	return j
}

// psMember reads the members behind a variable, .Pool and ['Pool'], as a path;
// end is j where there are none.
func psMember(in []byte, j int) (path string, end int) {
	for j < len(in) && len(path) < 128 {
		switch {
		case in[j] == '.' && j+1 < len(in) && isNameByte(in[j+1], true):
			k := nameEnd(in, j+1)
			path += string(in[j:k])
			j = k
		case in[j] == '[':
			k := bytes.IndexByte(in[j:min(len(in), j+64)], ']')
			if k < 0 {
				return path, j
			}
			key := strings.Trim(string(in[j+1:j+k]), `"' `)
			if nameEnd([]byte(key), 0) != len(key) || key == "" {
				return path, j
			}
			path += "." + key
			j += k + 1
		default:
			return path, j
		}
	}
	return path, j
}

// psSplat reads @name at i: the items of a list as arguments, or the parameters
// a mapping holds, as far as they start a program.
func (s *splitter) psSplat(p *psState, i int) int {
	end := nameEnd(p.src.b, i+1)
	name := strings.ToLower(string(p.src.b[i+1 : end]))
	if v, ok := s.get(name); ok {
		p.begin(i)
		lo, hi := p.src.place(i, end)
		if s.work -= len(v); s.work < 0 {
			return end
		}
		var m mapped
		m.addString(v, span{int32(lo), int32(hi)})
		s.place(p.builder, m, i, false)
		p.word(s, end)
		return end
	}
	for _, parameter := range []string{"FilePath", "ArgumentList", "Argument", "Execute"} {
		v, ok := s.get(name + "." + strings.ToLower(parameter))
		if !ok {
			continue
		}
		p.begin(i)
		for _, c := range "-" + parameter {
			p.add(byte(c), i, end)
		}
		p.word(s, end)
		p.begin(i)
		p.w.quoted = true
		s.psPlace(p.builder, v, i, end, true)
		p.word(s, end)
	}
	return end
}

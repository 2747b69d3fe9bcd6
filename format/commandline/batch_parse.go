package commandline

import (
	"bytes"
	"strings"
)

// batchReader parses without expanding anything.
type batchReader struct {
	t mapped
	i int
	n int
}

func (r *batchReader) skip(set string) {
	for r.i < len(r.t.b) && strings.IndexByte(set, r.t.b[r.i]) >= 0 {
		r.i++
	}
}

// nodes reads commands up to the end, or to the bracket that closes a block.
func (r *batchReader) nodes(depth int, block bool) []node {
	var out []node
	for r.i < len(r.t.b) {
		r.skip(" \t\r\n&@|;,=")
		if r.i >= len(r.t.b) {
			break
		}
		if r.t.b[r.i] == ')' {
			if block {
				return r.piped(out)
			}
			r.i++
			continue
		}
		if n, ok := r.node(depth, block); ok && len(out) < maxSteps {
			out = append(out, n)
		}
	}
	return r.piped(out)
}

// piped notes what reads the output of the commands before a pipe.
func (r *batchReader) piped(list []node) []node {
	for i := len(list) - 2; i >= 0; i-- {
		if next := &list[i+1]; list[i].piped && next.is == 'c' {
			word, _, _ := bytes.Cut(bytes.TrimLeft(r.t.b[next.from:next.to], " \t@"), []byte(" "))
			list[i].pipe = append([]string{program(strings.Trim(string(word), "\"\r\n"))}, next.pipe[:min(len(next.pipe), maxPipe)]...)
		}
	}
	return list
}

// keyword reports whether a word stands at the place, and where it ends.
func (r *batchReader) keyword(word string) (int, bool) {
	end := r.i + len(word)
	if end > len(r.t.b) || !bytes.EqualFold(r.t.b[r.i:end], []byte(word)) {
		return 0, false
	}
	if end < len(r.t.b) && !isBlank(r.t.b[end]) && strings.IndexByte("(/&", r.t.b[end]) < 0 {
		return 0, false
	}
	return end, true
}

func (r *batchReader) node(depth int, block bool) (node, bool) {
	b := r.t.b
	if r.n++; r.n > maxSteps || depth > 64 {
		r.i = len(b)
		return node{}, false
	}
	if b[r.i] == ':' {
		from := r.i + 1
		r.line()
		if from < len(b) && b[from] == ':' {
			return node{}, false
		}
		name := bytes.FieldsFunc(b[from:r.i], func(c rune) bool { return c == ' ' || c == '\t' || c == '\r' || c == ':' })
		if len(name) == 0 {
			return node{}, false
		}
		return node{label: strings.ToLower(string(name[0]))}, true
	}
	if _, ok := r.keyword("rem"); ok {
		r.line()
		return node{}, false
	}
	if b[r.i] == '(' {
		r.i++
		n := node{is: 'g', from: r.i, group: r.nodes(depth+1, true)}
		r.close()
		n.to = r.i
		r.redirect(&n)
		return n, true
	}
	if end, ok := r.keyword("if"); ok {
		n := node{is: 'i', from: end}
		r.i = end
		r.condition()
		n.to = r.i
		n.group = r.body(depth, block)
		mark := r.i
		r.skip(" \t\r\n")
		if end, ok := r.keyword("else"); ok {
			r.i = end
			n.other = r.body(depth, block)
		} else {
			r.i = mark
		}
		return n, true
	}
	if end, ok := r.keyword("for"); ok {
		if n, ok := r.loop(end, depth, block); ok {
			return n, true
		}
	}
	from := r.i
	r.command(block)
	n := node{is: 'c', from: from, to: r.i}
	n.piped = r.i < len(b) && b[r.i] == '|' && !(r.i+1 < len(b) && b[r.i+1] == '|')
	return n, r.i > from
}

func (r *batchReader) line() {
	for r.i < len(r.t.b) && r.t.b[r.i] != '\n' {
		r.i++
	}
}

func (r *batchReader) close() {
	if r.i < len(r.t.b) && r.t.b[r.i] == ')' {
		r.i++
	}
}

// command steps over a simple command.
func (r *batchReader) command(block bool) {
	b, quote := r.t.b, false
	for ; r.i < len(b); r.i++ {
		switch c := b[r.i]; {
		case c == '\n':
			return
		case c == '"':
			quote = !quote
		case quote:
		case c == '^':
			if r.i+1 < len(b) && b[r.i+1] == '\r' {
				r.i++
			}
			r.i++
		case c == '&' && r.i > 0 && b[r.i-1] == '>':
		case c == '&' || c == '|':
			return
		case c == ')' && block:
			return
		}
	}
	r.i = min(r.i, len(b))
}

// redirect reads > FILE behind a block.
func (r *batchReader) redirect(n *node) {
	b := r.t.b
	r.skip(" \t")
	if r.i >= len(b) || b[r.i] != '>' && b[r.i] != '1' {
		return
	}
	if b[r.i] == '1' {
		if r.i+1 >= len(b) || b[r.i+1] != '>' {
			return
		}
		r.i++
	}
	r.i++
	n.fresh = true
	if r.i < len(b) && b[r.i] == '>' {
		n.fresh = false
		r.i++
	}
	r.skip(" \t")
	from, quote := r.i, false
	for r.i < len(b) && b[r.i] != '\n' && b[r.i] != '\r' && (quote || strings.IndexByte(" \t&|)", b[r.i]) < 0) {
		quote = quote != (b[r.i] == '"')
		r.i++
	}
	n.out = string(b[from:r.i])
}

// word steps over one word of a condition.
func (r *batchReader) word() string {
	b := r.t.b
	r.skip(" \t")
	from, quote := r.i, false
	for r.i < len(b) && b[r.i] != '\n' && (quote || !isBlank(b[r.i])) {
		if b[r.i] == '=' && !quote && r.i > from && bytes.HasPrefix(b[r.i:], []byte("==")) {
			break
		}
		quote = quote != (b[r.i] == '"')
		r.i++
		if !quote && r.i-from == 2 && string(b[from:r.i]) == "==" {
			break
		}
	}
	return string(b[from:r.i])
}

// condition steps over the condition of if.
func (r *batchReader) condition() {
	for range 4 {
		w := strings.ToLower(r.word())
		switch w {
		case "not", "/i":
			continue
		case "exist", "defined", "errorlevel", "cmdextversion":
			r.word()
			return
		}
		r.word() // == or an operator
		r.word()
		return
	}
}

// body is what follows if, else and do: a block or one command.
func (r *batchReader) body(depth int, block bool) []node {
	r.skip(" \t@")
	if r.i >= len(r.t.b) || r.t.b[r.i] == '\n' || r.t.b[r.i] == '\r' || r.t.b[r.i] == ')' {
		return nil
	}
	n, ok := r.node(depth+1, block)
	if !ok {
		return nil
	}
	out := []node{n}
	for n.is == 'c' && r.i < len(r.t.b) && r.t.b[r.i] == '&' { // the rest of the line belongs to it
		r.skip("& \t@")
		if r.i >= len(r.t.b) || r.t.b[r.i] == '\n' || r.t.b[r.i] == '\r' || r.t.b[r.i] == ')' {
			break
		}
		if n, ok = r.node(depth+1, block); !ok {
			break
		}
		out = append(out, n)
	}
	return out
}

// loop reads for [/x] %%v in (list) do …
func (r *batchReader) loop(at, depth int, block bool) (node, bool) {
	b, start := r.t.b, r.i
	n := node{is: 'f'}
	r.i = at
	for range 4 {
		w := r.word()
		switch {
		case len(w) == 2 && w[0] == '/':
			n.option = w[1] | 0x20
			continue
		case strings.HasPrefix(w, "%"):
			n.variable = w
		case w != "":
			n.how = strings.Trim(w, `"`)
			continue
		}
		break
	}
	if w := r.word(); n.variable == "" || !strings.EqualFold(w, "in") && !strings.HasPrefix(strings.ToLower(w), "in(") {
		r.i = start
		return n, false
	} else if len(w) > 2 {
		r.i -= len(w) - 2
	}
	r.skip(" \t\r\n")
	if r.i >= len(b) || b[r.i] != '(' {
		r.i = start
		return n, false
	}
	r.i++
	n.from = r.i
	for r.i < len(b) && b[r.i] != ')' {
		r.i++
	}
	n.to = r.i
	r.close()
	r.skip(" \t")
	if end, ok := r.keyword("do"); ok {
		r.i = end
	}
	n.group = r.body(depth, block)
	return n, true
}

package commandline

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Batch follows a script of the Windows command processor as [Script] does one
// of a POSIX shell: set, if with both its branches, for, goto and call, and the
// files that echo writes.
func Batch(text []byte, lookup func(name string) (string, bool)) Trace {
	if len(text) > maxScript {
		return Trace{}
	}
	x := newTracer(lookup)
	x.text0 = text
	r := &batchReader{t: mapped{b: text}}
	b := &batch{x: x, labels: map[string]int{}, seen: map[batchState]bool{}}
	b.all = r.nodes(0, false)
	for i, n := range b.all {
		if n.label != "" {
			if _, ok := b.labels[n.label]; !ok {
				b.labels[n.label] = i
			}
		}
	}
	ws := b.from(0, []*world{{}}, scope{}, 0)
	return x.finish(ws)
}

// node is a command of a batch file. Offsets are of the text.
type node struct {
	from, to int // the command, or the condition, or the list of for
	label    string
	group    []node // ( … ), if …, for …
	other    []node // else
	is       byte   // 'c' command, 'g' group, 'i' if, 'f' for
	variable string // of for, with its percent signs
	option   byte   // of for: 0, 'f', 'l', 'r'
	how      string // options of for /f
	out      string // file that a group is written to, unexpanded
	fresh    bool
	piped    bool
	pipe     []string // programs that read its output
}

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

// batch follows what was parsed.
type batch struct {
	x      *tracer
	all    []node
	labels map[string]int
	seen   map[batchState]bool
}

// batchState is a place and a state that it was reached in.
type batchState struct {
	at  int
	sum uint64
	arg string
}

const endOfFile = ":eof"

// from follows the file from a node on, jumps included, until it ends.
func (b *batch) from(at int, ws []*world, c scope, depth int) []*world {
	type state struct {
		at int
		w  *world
	}
	var todo []state
	for _, w := range ws {
		todo = append(todo, state{at, w})
	}
	var ended []*world
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		args := ""
		for _, a := range s.w.args {
			args += a.string() + "\x00"
		}
		k := batchState{s.at, s.w.sum, args}
		if s.at >= len(b.all) || b.seen[k] && b.all[s.at].label != "" || b.x.steps > maxSteps || b.x.s.work < 0 {
			if len(ended) < maxWorlds {
				ended = append(ended, s.w)
			}
			continue
		}
		if b.all[s.at].label != "" {
			b.seen[k] = true
		}
		next := b.node(b.all[s.at], []*world{s.w}, c, depth)
		for i := len(next) - 1; i >= 0; i-- {
			w, to := next[i], s.at+1
			if w.jump != "" {
				name := w.jump
				w.jump = ""
				if name == endOfFile {
					to = len(b.all)
				} else if l, ok := b.labels[name]; ok {
					to = l
				}
			}
			if len(todo) < 4*maxWorlds {
				todo = append(todo, state{to, w})
			}
		}
	}
	return b.x.merge(ended)
}

func (b *batch) list(list []node, ws []*world, c scope, depth int) []*world {
	for _, n := range list {
		var go1, gone []*world
		for _, w := range ws {
			if w.jump != "" {
				gone = append(gone, w)
			} else {
				go1 = append(go1, w)
			}
		}
		if len(go1) == 0 {
			return ws
		}
		ws = append(b.node(n, go1, c, depth), gone...)
	}
	return b.x.merge(ws)
}

func (b *batch) node(n node, ws []*world, c scope, depth int) []*world {
	if b.x.steps += len(ws); b.x.steps > maxSteps || b.x.s.work < 0 || depth > maxSyntax {
		return ws
	}
	var out []*world
	for _, w := range ws {
		switch n.is {
		case 'c':
			out = append(out, b.command(n, w, c, depth)...)
		case 'g':
			if n.out == "" {
				out = append(out, b.list(n.group, []*world{w}, c, depth+1)...)
				continue
			}
			old, catch, loose := w.out, w.catch, w.loose
			w.out, w.catch, w.loose = mapped{}, true, false
			for _, v := range b.list(n.group, []*world{w}, c, depth+1) {
				name := strings.Trim(string(b.expand(mapped{b: []byte(n.out)}, v).b), `"`)
				b.x.write(v, name, v.out, n.fresh, false)
				v.out, v.catch, v.loose = old, catch, loose
				out = append(out, v)
			}
		case 'i':
			held, failed := []*world{w}, []*world(nil)
			switch b.holds(n, w) {
			case unknown:
				failed = []*world{w.fork()}
			case no:
				held, failed = nil, held
			}
			out = append(out, b.list(n.group, held, c, depth+1)...)
			out = append(out, b.list(n.other, failed, c, depth+1)...)
		case 'f':
			out = append(out, b.loop(n, w, c, depth)...)
		default:
			out = append(out, w)
		}
	}
	return b.x.merge(out)
}

func (b *batch) text(n node) mapped {
	t := mapped{b: b.x.text0}
	return t.sub(min(n.from, len(t.b)), min(n.to, len(t.b)))
}

// holds says what is known of the condition of if.
func (b *batch) holds(n node, w *world) verdict {
	t := strings.TrimSpace(string(b.expand(b.text(n), w).b))
	not := false
	for {
		l := strings.ToLower(t)
		if strings.HasPrefix(l, "not ") {
			not = !not
		} else if !strings.HasPrefix(l, "/i ") {
			break
		}
		_, t, _ = strings.Cut(t, " ")
		t = strings.TrimSpace(t)
	}
	v := unknown
	l := strings.ToLower(t)
	switch {
	case strings.HasPrefix(l, "defined "):
		if _, ok := w.vars[strings.ToUpper(strings.TrimSpace(t[8:]))]; ok {
			v = yes
		}
	case strings.HasPrefix(l, "exist "), strings.HasPrefix(l, "errorlevel "):
	case strings.ContainsAny(t, "%!"):
	default:
		if a, c, ok := strings.Cut(t, "=="); ok {
			v = truth(true, strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(c)))
		}
	}
	if not && v != unknown {
		return yes + no - v
	}
	return v
}

func (b *batch) loop(n node, w *world, c scope, depth int) []*world {
	ws := []*world{w}
	list := b.expand(b.text(n), w)
	var items []mapped
	switch n.option {
	case 'l':
		f := strings.FieldsFunc(string(list.b), func(r rune) bool { return r == ',' || r == ' ' })
		if len(f) == 3 {
			from, ok1 := number(f[0])
			step, ok2 := number(f[1])
			to, ok3 := number(f[2])
			for k := 0; ok1 && ok2 && ok3 && k < maxTurns && (step > 0 && from <= to || step < 0 && from >= to); k++ {
				var m mapped
				m.addString(strconv.FormatInt(from, 10), list.span(0))
				items = append(items, m)
				from += step
			}
		}
	case 'f':
		return b.lines(n, list, w, c, depth)
	case 'r', 'd':
	default:
		for i := 0; i < len(list.b); {
			for i < len(list.b) && (isBlank(list.b[i]) || strings.IndexByte(",;=", list.b[i]) >= 0) {
				i++
			}
			j, quote := i, false
			for j < len(list.b) && (quote || !isBlank(list.b[j]) && strings.IndexByte(",;=", list.b[j]) < 0) {
				quote = quote != (list.b[j] == '"')
				j++
			}
			if j > i && len(items) < maxTurns {
				items = append(items, list.sub(i, j))
			}
			i = j
		}
	}
	if len(items) == 0 {
		return b.list(n.group, ws, c, depth+1)
	}
	var left []*world
	for _, it := range items {
		for _, w := range ws {
			b.x.set(w, n.variable, value{t: it})
		}
		ws = b.list(n.group, ws, c, depth+1)
		var stay []*world
		for _, w := range ws {
			if w.jump != "" {
				left = append(left, w)
				stay = append(stay, w.fork()) // had it not been left
				stay[len(stay)-1].jump = ""
			} else {
				stay = append(stay, w)
			}
		}
		ws = b.x.merge(stay)
	}
	return b.x.merge(append(left, ws...))
}

// lines carries out for /f over a string or a file that the script wrote: the
// pieces of a line go to the variable and those after it in the alphabet.
func (b *batch) lines(n node, list mapped, w *world, c scope, depth int) []*world {
	t := list.trim()
	switch k := len(t.b); {
	case k > 1 && t.b[0] == '"' && t.b[k-1] == '"':
		t = t.sub(1, k-1)
	default:
		f, ok := w.read(string(t.b))
		if !ok {
			return b.list(n.group, []*world{w}, c, depth+1)
		}
		t = f
	}
	delims, tokens := " \t", "1"
	if k := strings.Index(n.how, "delims="); k >= 0 {
		delims = n.how[k+len("delims="):]
		if e := strings.IndexByte(delims, ' '); e > 0 {
			delims = delims[:e]
		}
	}
	if k := strings.Index(n.how, "tokens="); k >= 0 {
		tokens, _, _ = strings.Cut(n.how[k+len("tokens="):], " ")
	}
	if len(n.variable) < 3 {
		return b.list(n.group, []*world{w}, c, depth+1)
	}
	ws := []*world{w}
	for i, l := range lineSlices(t) {
		if i >= maxTurns {
			break
		}
		var parts []mapped
		for at := 0; at < len(l.b); {
			if strings.IndexByte(delims, l.b[at]) >= 0 {
				at++
				continue
			}
			e := at
			for e < len(l.b) && strings.IndexByte(delims, l.b[e]) < 0 {
				e++
			}
			parts = append(parts, l.sub(at, e))
			at = e
		}
		v := n.variable[len(n.variable)-1]
		for _, r := range strings.Split(tokens, ",") {
			rest := strings.HasSuffix(r, "*")
			lo, hi := listRange(strings.TrimSuffix(r, "*"), len(parts))
			if r == "*" {
				lo, hi = 0, min(1, len(parts))
			}
			for k := lo; k < hi; k++ {
				p := parts[k]
				if r == "*" {
					p = l
				}
				for _, w := range ws {
					b.x.set(w, "%%"+string(v), value{t: p})
				}
				v++
			}
			if rest && hi > 0 && hi < len(parts) && r != "*" {
				lo := len(l.b) - len(parts[hi].b)
				for k := hi + 1; k < len(parts); k++ {
					lo -= len(parts[k].b) + 1
				}
				for _, w := range ws {
					b.x.set(w, "%%"+string(v), value{t: l.sub(max(0, lo), len(l.b))})
				}
			}
		}
		ws = b.list(n.group, ws, c, depth+1)
	}
	return ws
}

// command follows a simple command.
func (b *batch) command(n node, w *world, c scope, depth int) []*world {
	x, one := b.x, []*world{w}
	raw := b.text(n)
	if k := len(bytes.TrimSpace(raw.b)); k == 0 {
		return one
	}
	t := b.expand(raw, w)
	body := t.trim()
	for len(body.b) > 0 && (body.b[0] == '@' || isBlank(body.b[0])) {
		body = body.sub(1, len(body.b))
	}
	word := body.b
	if k := bytes.IndexAny(word, " \t\r/=(.:>"); k > 0 {
		word = word[:k]
	}
	rest := body.sub(len(word), len(body.b)).trim()
	if len(body.b) > 0 && (body.b[0] == '>' || bytes.HasPrefix(body.b, []byte("1>"))) && b.echo(t, w) { // >FILE echo …
		return one
	}
	switch strings.ToLower(string(word)) {
	case "set":
		b.assign(rest, w)
		return one
	case "setx":
		if f := b.fields(rest); len(f) > 1 {
			x.set(w, strings.ToUpper(f[0].text()), value{t: f[1].t})
		}
	case "goto":
		w.jump = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(string(rest.b)), ":"))
		if w.jump == "eof" {
			w.jump = endOfFile
		}
		if k := strings.IndexAny(w.jump, " \t"); k > 0 {
			w.jump = w.jump[:k]
		}
		if _, ok := b.labels[w.jump]; !ok && w.jump != endOfFile { // goto %choice%
			w.jump = ""
			if strings.ContainsAny(string(rest.b), "%!") {
				var all []*world
				for l := range b.labels {
					v := w.fork()
					v.jump = l
					all = append(all, v)
				}
				slices.SortFunc(all, func(a, c *world) int { return b.labels[a.jump] - b.labels[c.jump] })
				return append(one, all[:min(len(all), maxWorlds-1)]...)
			}
		}
		return one
	case "exit":
		w.jump = endOfFile
		return one
	case "call":
		if len(rest.b) > 1 && rest.b[0] == ':' {
			k := bytes.IndexAny(rest.b, " \t,;")
			if k < 0 {
				k = len(rest.b)
			}
			l, ok := b.labels[strings.ToLower(string(rest.b[1:k]))]
			f := b.fields(rest.sub(k, len(rest.b)))
			if !ok || depth > maxCalls {
				return one
			}
			args, known := w.args, w.known
			w.args, w.known = nil, true
			for _, a := range f {
				w.args = append(w.args, value{t: a.t})
			}
			s := c
			s.chain = c.chain*31 + uint64(n.from) + 1
			out := b.from(l+1, one, s, depth+8)
			for _, v := range out {
				v.args, v.known, v.jump = args, known, ""
			}
			if len(out) == 0 {
				return one
			}
			return out
		}
	case "echo":
		if b.echo(t, w) {
			return one
		}
	case "shift":
		if len(w.args) > 0 {
			w.args = w.args[1:]
		}
		return one
	}
	b.run(n, t, w, c)
	return one
}

// run takes the command as what it starts.
func (b *batch) run(n node, t mapped, w *world, c scope) {
	x := b.x
	x.miss = nil
	c.from, c.to, c.in = n.from, n.to, true
	c.own, c.pipe = span{int32(n.from), int32(n.to)}, n.pipe
	before, missing := x.s.out, x.s.unresolved
	x.s.out, x.s.unresolved = nil, nil
	x.s.local = nil
	sts := x.s.cmd(t)
	open := 0 // references that were left as they are
	for i := range sts {
		sts[i].piped = false
		for k := range sts[i].words {
			v := &sts[i].words[k]
			open += bytes.Count(v.t.b, []byte("%"))
			if m := len(v.t.b); m > 0 { // an argument that is one value stands where the value stands
				if p, q := v.t.place(0, m); q-p == m && (p < n.from || q > n.to) {
					v.start, v.end = p, q
				}
			}
		}
	}
	x.s.pipelines(sts, Cmd, c.f, c.depth)
	x.miss = x.s.unresolved
	x.collect(c, open)
	x.s.out, x.s.unresolved = before, missing
}

// fields splits a text into words.
func (b *batch) fields(t mapped) []word {
	for _, st := range b.x.s.cmd(t) {
		return st.words
	}
	return nil
}

// assign carries out set.
func (b *batch) assign(t mapped, w *world) {
	x := b.x
	lower := bytes.ToLower(t.b[:min(len(t.b), 3)])
	switch {
	case bytes.HasPrefix(lower, []byte("/p")):
		return // what a person answers; what the text says stays
	case bytes.HasPrefix(lower, []byte("/a")):
		e := strings.Trim(strings.TrimSpace(string(t.b[2:])), `"`)
		name, expr, ok := strings.Cut(e, "=")
		if !ok || x.parse < len(expr) {
			return
		}
		x.parse -= len(expr) + 16
		op := ""
		if k := len(name); k > 0 && strings.IndexByte("+-*/", name[k-1]) >= 0 {
			op, name = name[k-1:], name[:k-1]
		}
		name = strings.TrimSpace(name)
		if op != "" {
			expr = name + op + "(" + expr + ")"
		}
		tree, err := parseArithm(strings.ToUpper(expr))
		if err != nil {
			return
		}
		if v, ok := x.arithm(tree, w, scope{}); ok {
			lo, hi := t.place(0, len(t.b))
			var m mapped
			m.addString(strconv.FormatInt(v, 10), span{int32(lo), int32(hi)})
			x.set(w, strings.ToUpper(name), value{t: m})
		}
		return
	}
	if len(t.b) > 0 && t.b[0] == '"' { // set "A=b"
		t = t.sub(1, len(t.b))
		if k := bytes.LastIndexByte(t.b, '"'); k >= 0 {
			t = t.sub(0, k)
		}
	} else {
		t = uncaret(t)
	}
	k := bytes.IndexByte(t.b, '=')
	if k <= 0 {
		return
	}
	name := strings.ToUpper(strings.TrimSpace(string(t.b[:k])))
	v := t.sub(k+1, len(t.b))
	for n := len(v.b); n > 0 && (v.b[n-1] == '\r' || v.b[n-1] == ' ' || v.b[n-1] == '\t'); n-- {
		v = v.sub(0, n-1)
	}
	if len(v.b) == 0 {
		x.unset(w, name)
		return
	}
	open := 0
	if bytes.IndexByte(v.b, '%') >= 0 {
		open = 1
	}
	if n := len(v.b); open > 0 && v.b[0] == '%' && (n == 2 || n == 3 && v.b[1] == '~') { // set POOL=%1: what the caller may give
		if old, ok := w.vars[name]; ok && old.open == 0 {
			return
		}
	}
	x.set(w, name, value{t: v, open: open})
}

func parseArithm(s string) (syntax.ArithmExpr, error) {
	if len(s) > 512 {
		s = s[:512]
	}
	return syntax.NewParser().Arithmetic(strings.NewReader(s))
}

// uncaret undoes ^ outside quotes.
func uncaret(t mapped) mapped {
	if bytes.IndexByte(t.b, '^') < 0 {
		return t
	}
	var m mapped
	quote := false
	for i := 0; i < len(t.b); i++ {
		c := t.b[i]
		if c == '"' {
			quote = !quote
		}
		if c == '^' && !quote && i+1 < len(t.b) {
			i++
			if t.b[i] == '\r' && i+1 < len(t.b) {
				i++
			}
			if t.b[i] == '\n' {
				continue
			}
		}
		m.add(t.b[i], t.span(i))
	}
	return m
}

// echo carries out echo TEXT > FILE, wherever the file is named. False if it
// only shows the text, or gives it to another command.
func (b *batch) echo(t mapped, w *world) bool {
	var text mapped
	file, fresh := "", true
	quote := false
	for i := 0; i < len(t.b); {
		c := t.b[i]
		switch {
		case c == '"':
			quote = !quote
		case quote:
		case c == '^' && i+1 < len(t.b):
			text.add(t.b[i+1], t.span(i+1))
			i += 2
			continue
		case c == '>':
			i++
			fresh = true
			if i < len(t.b) && t.b[i] == '>' {
				fresh = false
				i++
			}
			if n := len(text.b); n > 0 && text.b[n-1] == '1' && (n == 1 || isBlank(text.b[n-2])) {
				text = text.sub(0, n-1)
			}
			for i < len(t.b) && isBlank(t.b[i]) {
				i++
			}
			from, q := i, false
			for i < len(t.b) && (q || !isBlank(t.b[i]) && t.b[i] != '>') {
				q = q != (t.b[i] == '"')
				i++
			}
			if name := strings.Trim(string(t.b[from:i]), `"`); !strings.EqualFold(name, "nul") && !strings.HasPrefix(name, "&") {
				file = name
			}
			continue
		}
		text.add(c, t.span(i))
		i++
	}
	for len(text.b) > 0 && (isBlank(text.b[0]) || text.b[0] == '@') {
		text = text.sub(1, len(text.b))
	}
	if len(text.b) < 4 || !bytes.EqualFold(text.b[:4], []byte("echo")) {
		return false
	}
	text = text.sub(4, len(text.b))
	if len(text.b) > 0 && strings.IndexByte(" .:(,;/", text.b[0]) >= 0 {
		text = text.sub(1, len(text.b))
	}
	text = text.trimRight()
	if file == "" && !w.catch {
		return false
	}
	var m mapped
	m.addAll(text)
	m.add('\n', lastSpan(text))
	if file == "" {
		b.x.print(w, m, false)
		return true
	}
	b.x.write(w, file, m, fresh, false)
	return true
}

func (m mapped) trimRight() mapped {
	j := len(m.b)
	for j > 0 && isBlank(m.b[j-1]) {
		j--
	}
	return m.sub(0, j)
}

// expand fills in %A%, !A!, %A:~n,m%, %A:x=y%, %1, %~1, %*, and the variables
// of for.
func (b *batch) expand(t mapped, w *world) mapped {
	x := b.x
	if x.s.work -= len(t.b) + 8; !bytes.ContainsAny(t.b, "%!") || x.s.work < 0 {
		return t
	}
	var m mapped
	for i := 0; i < len(t.b); {
		c := t.b[i]
		if c != '%' && c != '!' || i+1 >= len(t.b) {
			m.add(c, t.span(i))
			i++
			continue
		}
		v, end, ok := b.reference(t.b, i, w)
		if !ok {
			m.add(c, t.span(i))
			i++
			if c == '%' && t.b[i] == '%' { // %%i stays
				m.add('%', t.span(i))
				i++
			}
			continue
		}
		if x.s.work -= len(v.b); x.s.work < 0 {
			return m
		}
		m.addAll(v)
		i = end
	}
	return m
}

// reference reads the variable at i and gives its value.
func (b *batch) reference(t []byte, i int, w *world) (mapped, int, bool) {
	const longest = 160
	c, n := t[i], t[i+1]
	if c == '%' {
		switch {
		case n == '*':
			if !w.known {
				return mapped{}, 0, false
			}
			var m mapped
			for k, a := range w.args {
				if k > 0 {
					m.add(' ', lastSpan(m))
				}
				m.addAll(a.t)
			}
			return m, i + 2, true
		case n >= '0' && n <= '9':
			v, ok := b.x.get(w, string(n))
			return v.t, i + 2, ok
		case n == '~' && i+2 < len(t):
			j := i + 2
			for j < len(t) && strings.IndexByte("fdpnxsatzFDPNX", t[j]) >= 0 {
				j++
			}
			if j < len(t) && t[j] >= '1' && t[j] <= '9' {
				v, ok := b.x.get(w, string(t[j]))
				return unquotedValue(v.t), j + 1, ok
			}
			return mapped{}, 0, false
		case n == '%' && i+2 < len(t): // %%p, %%~p
			j, tilde := i+2, false
			if t[j] == '~' {
				j, tilde = j+1, true
			}
			if j >= len(t) {
				return mapped{}, 0, false
			}
			v, ok := w.vars["%%"+string(t[j])]
			if tilde {
				v.t = unquotedValue(v.t)
			}
			return v.t, j + 1, ok
		}
	}
	j := bytes.IndexByte(t[i+1:min(len(t), i+longest)], c)
	if j <= 0 {
		return mapped{}, 0, false
	}
	end := i + 1 + j
	name, op, has := strings.Cut(string(t[i+1:end]), ":")
	if strings.ContainsAny(name, "\n\"&|<>") {
		return mapped{}, 0, false
	}
	v, ok := w.vars[strings.ToUpper(name)]
	if !ok {
		if b.x.lookup != nil {
			if s, is := b.x.lookup(name); is {
				v.t.addString(s, span{})
				ok = true
			}
		}
		if !ok {
			return mapped{}, 0, false
		}
	}
	if !has {
		return v.t, end + 1, true
	}
	if cut, ok := strings.CutPrefix(op, "~"); ok {
		a, l, has := strings.Cut(cut, ",")
		from, ok := number(a)
		if a != "" && !ok {
			return mapped{}, 0, false
		}
		size := int64(len(v.t.b))
		if from < 0 {
			from += size
		}
		from = max(0, min(from, size))
		to := size
		if has {
			k, ok := number(l)
			if !ok {
				return mapped{}, 0, false
			}
			if k < 0 {
				to = max(from, size+k)
			} else {
				to = min(size, from+k)
			}
		}
		return v.t.sub(int(from), int(to)), end + 1, true
	}
	old, with, is := strings.Cut(op, "=")
	if !is || old == "" {
		return mapped{}, 0, false
	}
	var m mapped
	star := old[0] == '*'
	old = strings.TrimPrefix(old, "*")
	low := bytes.ToLower(v.t.b)
	find := []byte(strings.ToLower(old))
	at := 0
	for len(find) > 0 && len(low) == len(v.t.b) {
		k := bytes.Index(low[at:], find)
		if k < 0 {
			break
		}
		if !star {
			m.addAll(v.t.sub(at, at+k))
		}
		m.addString(with, v.t.span(at+k))
		at += k + len(find)
		if b.x.s.work -= len(with); star || b.x.s.work < 0 {
			break
		}
	}
	m.addAll(v.t.sub(at, len(v.t.b)))
	return m, end + 1, true
}

func unquotedValue(t mapped) mapped {
	if n := len(t.b); n > 1 && t.b[0] == '"' && t.b[n-1] == '"' {
		return t.sub(1, n-1)
	}
	return t
}

package commandline

import (
	"bytes"
	"strings"
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
	b := x.batch(mapped{b: text})
	x.s.script, x.cmd = x, b
	return x.finish(b.from(0, []*world{{}}, scope{}, 0))
}

// batch parses a text.
func (x *tracer) batch(t mapped) *batch {
	b := &batch{x: x, t: t, labels: map[string]int{}, seen: map[batchState]bool{}}
	b.all = (&batchReader{t: t}).nodes(0, false)
	for i, n := range b.all {
		if n.label != "" {
			if _, ok := b.labels[n.label]; !ok {
				b.labels[n.label] = i
			}
		}
	}
	return b
}

// line follows a text that the command processor is given: cmd /c "…".
func (x *tracer) line(t mapped, f frame, depth int) {
	if x.parse -= len(t.b) + 512; x.parse < 0 || x.w == nil {
		return
	}
	c := x.at
	c.f, c.depth = f, depth
	before, miss, outer, w := x.s.out, x.miss, x.cmd, x.w
	x.s.out = nil
	b := x.batch(t)
	b.inner = true
	x.cmd = b
	x.keep(b.from(0, []*world{w.fork()}, c, 8*depth))
	x.s.out, x.miss, x.cmd, x.w = before, miss, outer, w
}

// worthFollowing reports whether a line of the command processor does more than
// start a program.
func worthFollowing(t mapped) bool {
	return bytes.IndexByte(t.b, '&') >= 0 && bytes.ContainsAny(t.b, "%!")
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

// batch follows what was parsed.
type batch struct {
	x      *tracer
	t      mapped
	inner  bool // t is not the script but a line that it runs
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
	return b.t.sub(min(n.from, len(b.t.b)), min(n.to, len(b.t.b)))
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
		if x, ok := w.vars[strings.ToUpper(strings.TrimSpace(t[8:]))]; ok {
			v = truth(true, len(x.t.b) > 0)
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

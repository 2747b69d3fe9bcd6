package commandline

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// maxListed is how many items of a list for goes through: texts are spelt out
// letter by letter that way.
const maxListed = 1024

// loop carries out for.
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
			for k := 0; ok1 && ok2 && ok3 && k < maxListed && (step > 0 && from <= to || step < 0 && from >= to); k++ {
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
			if j > i && len(items) < maxListed {
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
			b.x.set(w, loopVariable(n.variable), value{t: it})
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

// loopVariable is the name of the variable of for: %%i in a file, %i on a line.
func loopVariable(name string) string { return "%%" + strings.TrimLeft(name, "%") }

// lines carries out for /f over a string or a file that the script wrote: the
// pieces of a line go to the variable and those after it in the alphabet.
func (b *batch) lines(n node, list mapped, w *world, c scope, depth int) []*world {
	t := list.trim()
	switch k := len(t.b); {
	case k > 1 && t.b[0] == '"' && t.b[k-1] == '"':
		t = t.sub(1, k-1)
	case k > 2 && (t.b[0] == '\'' || t.b[0] == '`') && t.b[k-1] == t.b[0]:
		f, ok := b.printed(t.sub(1, k-1), w)
		if !ok {
			return b.list(n.group, []*world{w}, c, depth+1)
		}
		t = f
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
	if len(n.variable) < 2 {
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

// printed is what a command prints: echo, and set with the beginning of a name.
func (b *batch) printed(t mapped, w *world) (mapped, bool) {
	word := t.trim()
	switch {
	case len(word.b) > 5 && bytes.EqualFold(word.b[:4], []byte("echo")):
		return uncaret(word.sub(5, len(word.b))), true
	case len(word.b) > 4 && bytes.EqualFold(word.b[:4], []byte("set ")):
		prefix := strings.ToUpper(strings.TrimSpace(string(word.b[4:])))
		if k := strings.IndexAny(prefix, "^|"); k >= 0 {
			return mapped{}, false
		}
		var names []string
		for n := range w.vars {
			if strings.HasPrefix(n, prefix) {
				names = append(names, n)
			}
		}
		slices.Sort(names)
		var m mapped
		for _, n := range names {
			v := w.vars[n].t
			if b.x.s.work -= len(v.b) + len(n); b.x.s.work < 0 {
				break
			}
			m.addString(n+"=", v.span1())
			m.addAll(v)
			m.add('\n', lastSpan(m))
		}
		return m, len(m.b) > 0
	}
	return mapped{}, false
}

// span1 is where a text begins.
func (m mapped) span1() span {
	lo, _ := m.place(0, 0)
	return span{int32(lo), int32(lo)}
}

package commandline

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// field is a word after expansion.
type field struct {
	w    word
	open int
}

func (f field) text() string { return string(f.w.t.b) }

func (v value) string() string { return string(v.t.b) }

func spans(t mapped) []span {
	out := make([]span, len(t.b))
	for i := range out {
		out[i] = t.span(i)
	}
	return out
}

func lastSpan(t mapped) span {
	if len(t.b) == 0 {
		return span{t.base, t.base}
	}
	return t.span(len(t.b) - 1)
}

// gather collects the fields of words.
type gather struct {
	out  []field
	cur  field
	open bool // a field has begun
}

func (g *gather) add(c byte, sp span) {
	g.open = true
	g.cur.w.t.add(c, sp)
}

func (g *gather) end(place span) {
	if !g.open {
		return
	}
	if len(g.cur.w.t.b) == 0 {
		g.cur.w.t.base = place.lo
	}
	if len(g.out) < maxWords {
		g.out = append(g.out, g.cur)
	}
	g.cur, g.open = field{}, false
}

// fields expands words into the arguments of a command.
func (x *tracer) fields(words []*syntax.Word, w *world, c scope) []field {
	var all []field
	for _, wd := range words {
		if len(all) >= maxWords || x.s.work < 0 {
			break
		}
		g := &gather{}
		for _, word := range braces(wd, c.src) {
			x.parts(g, word, w, c, false, true, 0)
			lo, hi := nodeSpan(wd, c.src)
			a, b := c.src.place(lo, hi)
			g.end(span{int32(a), int32(b)})
		}
		for i := range g.out {
			f := &g.out[i].w
			lo, hi := nodeSpan(wd, c.src)
			a, b := c.src.place(lo, hi)
			f.start, f.end = a, b
			// an argument that is one value stands where the value stands
			if n := len(f.t.b); n > 0 {
				if p, q := f.t.place(0, n); q-p == n && (p < a || q > b) {
					f.start, f.end = p, q
				}
			}
			f.lo, f.hi = 0, 0
			for _, p := range wd.Parts {
				switch p.(type) {
				case *syntax.SglQuoted, *syntax.DblQuoted:
					f.quoted = true
				}
			}
		}
		all = append(all, g.out...)
	}
	return all
}

// one expands a word into one value.
func (x *tracer) one(wd *syntax.Word, w *world, c scope) value {
	g := &gather{}
	if wd != nil {
		x.parts(g, wd.Parts, w, c, true, true, 0)
	}
	return value{t: g.cur.w.t, open: g.cur.open}
}

// hereDoc expands the text of a here-document.
func (x *tracer) hereDoc(wd *syntax.Word, tabs, quoted bool, w *world, c scope) value {
	g := &gather{}
	if quoted {
		lo, hi := nodeSpan(wd, c.src)
		x.s.work -= hi - lo
		for i := lo; i < hi; i++ {
			g.add(c.src.b[i], c.src.span(i))
		}
	} else {
		x.parts(g, wd.Parts, w, c, true, false, 0)
	}
	v := value{t: g.cur.w.t, open: g.cur.open}
	if tabs && bytes.IndexByte(v.t.b, '\t') >= 0 {
		var m mapped
		start := true
		for i, ch := range v.t.b {
			if start && ch == '\t' {
				continue
			}
			start = ch == '\n'
			m.add(ch, v.t.span(i))
		}
		v.t = m
	}
	return v
}

// parts expands the pieces of a word. In quotes nothing is parted at blanks;
// plain says that quotes are a shell's (not those of a here-document).
func (x *tracer) parts(g *gather, list []syntax.WordPart, w *world, c scope, quoted, plain bool, depth int) {
	if depth > maxDepth*2 {
		return
	}
	for _, p := range list {
		lo, hi := nodeSpan(p, c.src)
		if x.s.work -= hi - lo + 4; x.s.work < 0 {
			return
		}
		switch n := p.(type) {
		case *syntax.Lit:
			x.literal(g, c.src, lo, hi, depth > 0 || !plain)
		case *syntax.SglQuoted:
			g.open = true
			x.single(g, n, c.src, lo, hi)
		case *syntax.DblQuoted:
			g.open = g.open || !allOf(n) // "$@" may be no word at all
			x.parts(g, n.Parts, w, c, true, plain, depth+1)
		case *syntax.ParamExp:
			x.param(g, n, w, c, lo, hi, quoted, depth)
		case *syntax.CmdSubst:
			x.subst(g, n, w, c, lo, hi, quoted)
		case *syntax.ArithmExp:
			if v, ok := x.arithm(n.X, w, c); ok {
				x.whole(g, strconv.FormatInt(v, 10), c.src, lo, hi)
			} else {
				x.raw(g, c.src, lo, hi, "")
			}
		case *syntax.ProcSubst:
			x.stmts(n.Stmts, []*world{w.fork()}, x.wrapped(c, "$()"))
			x.raw(g, c.src, lo, hi, "")
		default:
			x.raw(g, c.src, lo, hi, "")
			g.cur.open--
		}
	}
}

// allOf reports whether quotes hold nothing but "$@" or "${A[@]}".
func allOf(n *syntax.DblQuoted) bool {
	if len(n.Parts) != 1 {
		return false
	}
	p, ok := n.Parts[0].(*syntax.ParamExp)
	if !ok || p.Param == nil || p.Length {
		return false
	}
	if wd, ok := p.Index.(*syntax.Word); ok && wd.Lit() == "@" {
		return true
	}
	return p.Param.Value == "@"
}

func (x *tracer) wrapped(c scope, name string) scope {
	c.f = c.f.in(name)
	c.depth++
	return c
}

// literal adds text as it stands, backslashes undone; in double quotes they
// escape only what would mean something there.
func (x *tracer) literal(g *gather, src mapped, lo, hi int, quoted bool) {
	b := src.b
	for i := lo; i < hi; i++ {
		if b[i] == '\\' && i+1 < hi {
			n := b[i+1]
			switch {
			case n == '\n':
				i++
				continue
			case n == '\r' && i+2 < hi && b[i+2] == '\n':
				i += 2
				continue
			case !quoted || n == '$' || n == '`' || n == '"' || n == '\\':
				g.add(n, span{src.span(i).lo, src.span(i + 1).hi})
				i++
				continue
			}
		}
		if b[i] == '\r' && i+1 < hi && b[i+1] == '\n' {
			continue
		}
		g.add(b[i], src.span(i))
	}
}

func (x *tracer) single(g *gather, n *syntax.SglQuoted, src mapped, lo, hi int) {
	if n.Dollar {
		b := &builder{src: src}
		ansiC(b, min(lo+2, len(src.b)))
		for i, ch := range b.w.t.b {
			g.add(ch, b.w.t.span(i))
		}
		return
	}
	lo++
	if hi > lo && src.b[hi-1] == '\'' {
		hi--
	}
	for i := lo; i < hi; i++ {
		g.add(src.b[i], src.span(i))
	}
}

// raw keeps an expansion as it is written: the text does not tell its value.
func (x *tracer) raw(g *gather, src mapped, lo, hi int, name string) {
	g.open = true
	g.cur.open++
	for i := lo; i < hi; i++ {
		g.add(src.b[i], src.span(i))
	}
	if name != "" && len(x.miss) < maxNames && !slices.Contains(x.miss, name) {
		x.miss = append(x.miss, name)
	}
}

// whole adds a text that came from an expansion as a whole.
func (x *tracer) whole(g *gather, v string, src mapped, lo, hi int) {
	a, b := src.place(lo, hi)
	for i := 0; i < len(v); i++ {
		g.add(v[i], span{int32(a), int32(b)})
	}
}

// insert adds a value; outside quotes it is parted at blanks.
func (x *tracer) insert(g *gather, v value, place span, quoted bool) {
	if x.s.work -= len(v.t.b) + 16; x.s.work < 0 {
		return
	}
	if quoted {
		g.open = true
		for i, c := range v.t.b {
			g.add(c, v.t.span(i))
		}
		g.cur.open += v.open
		return
	}
	if v.open > 0 && bytes.HasPrefix(v.t.b, []byte("$(")) { // a command: not parted
		g.open = true
	}
	for i, c := range v.t.b {
		if isBlank(c) && !(v.open > 0 && insideCall(v.t.b, i)) {
			g.end(place)
			continue
		}
		g.add(c, v.t.span(i))
	}
	g.cur.open += v.open
}

// insideCall reports whether the blank at i stands in a command substitution
// that was kept as it is.
func insideCall(b []byte, i int) bool {
	return bytes.Count(b[:i], []byte("$("))+bytes.Count(b[:i], []byte("`"))%2 > bytes.Count(b[:i], []byte(")"))
}

// get looks a name up.
func (x *tracer) get(w *world, name string) (value, bool) {
	if v, ok := w.vars[name]; ok {
		return v, true
	}
	if len(name) > 0 && name[0] >= '0' && name[0] <= '9' {
		n, err := strconv.Atoi(name)
		if err != nil || !w.known || n == 0 {
			return value{}, false
		}
		if n > len(w.args) {
			return value{}, true
		}
		return w.args[n-1], true
	}
	if x.lookup != nil {
		if s, ok := x.lookup(name); ok {
			var m mapped
			m.addString(s, span{})
			return value{t: m}, true
		}
	}
	return value{}, false
}

// param expands $A, ${A…}.
func (x *tracer) param(g *gather, n *syntax.ParamExp, w *world, c scope, lo, hi int, quoted bool, depth int) {
	a, b := c.src.place(lo, hi)
	place := span{int32(a), int32(b)}
	name := ""
	if n.Param != nil {
		name = n.Param.Value
	}
	if name == "" {
		x.raw(g, c.src, lo, hi, "")
		return
	}
	if n.Excl && n.Names == 0 { // ${!A}
		v, ok := x.get(w, name)
		if !ok || v.open > 0 || v.many {
			x.raw(g, c.src, lo, hi, name)
			return
		}
		name = v.string()
	}
	all, star := "", false
	if name == "@" || name == "*" {
		all, star = "args", name == "*"
	} else if wd, ok := n.Index.(*syntax.Word); ok {
		if l := wd.Lit(); l == "@" || l == "*" {
			all, star = "array", l == "*"
		}
	}
	if k := key(n.Index); k != "" {
		if _, is := x.get(w, name+"["+k+"]"); is {
			name, n = name+"["+k+"]", &syntax.ParamExp{Dollar: n.Dollar, Rbrace: n.Rbrace, Param: n.Param, Length: n.Length, Exp: n.Exp, Repl: n.Repl, Slice: n.Slice}
		}
	}
	v, ok := x.get(w, name)
	if x.lists && ok && v.many && all == "" && n.Index == nil {
		all = "array"
	}
	if all != "" {
		list, known := v.list, ok && v.many
		switch {
		case all == "args":
			list, known = w.args, w.known
		case ok && !v.many:
			list, known = []value{v}, true
		}
		switch {
		case n.Length && known:
			x.whole(g, strconv.Itoa(len(list)), c.src, lo, hi)
			return
		case !known || n.Length:
			x.raw(g, c.src, lo, hi, name)
			return
		}
		if n.Slice != nil {
			list = x.slice(list, n.Slice, w, c, all == "args")
		}
		for i, e := range list {
			if n.Exp != nil || n.Repl != nil {
				e, _ = x.changed(e, true, n, w, c, depth)
			}
			if i > 0 {
				if quoted && star {
					g.add(' ', place)
				} else {
					g.end(place)
				}
			}
			if quoted && !star {
				g.open = true
			}
			x.insert(g, e, place, quoted)
		}
		return
	}
	switch name {
	case "#":
		if w.known {
			x.whole(g, strconv.Itoa(len(w.args)), c.src, lo, hi)
			return
		}
	}
	if ok && v.many {
		v, ok = x.element(v, n.Index, w, c)
	} else if n.Index != nil && ok {
		if i, k := x.arithm(n.Index, w, c); k && i != 0 {
			ok = false
		}
	}
	v, ok = x.changed(v, ok, n, w, c, depth)
	if !ok {
		x.raw(g, c.src, lo, hi, name)
		return
	}
	if n.Length {
		if v.open > 0 {
			x.raw(g, c.src, lo, hi, name)
			return
		}
		x.whole(g, strconv.Itoa(len(v.t.b)), c.src, lo, hi)
		return
	}
	if v.open > 0 && len(x.miss) < maxNames && !slices.Contains(x.miss, name) {
		x.miss = append(x.miss, name)
	}
	x.insert(g, v, place, quoted)
}

// element picks from an array; by chance where the text does not say which.
func (x *tracer) element(v value, index syntax.ArithmExpr, w *world, c scope) (value, bool) {
	if len(v.list) == 0 {
		return value{}, false
	}
	i, ok := int64(0), true
	if index != nil {
		i, ok = x.arithm(index, w, c)
	}
	if !ok {
		return v.list[x.choice.pick(len(v.list))], true
	}
	if i < 0 {
		i += int64(len(v.list))
	}
	if i < 0 || i >= int64(len(v.list)) {
		return value{}, false
	}
	return v.list[i], true
}

func (x *tracer) slice(list []value, s *syntax.Slice, w *world, c scope, args bool) []value {
	from, ok := x.arithm(s.Offset, w, c)
	if !ok {
		return list
	}
	if args && from > 0 {
		from--
	}
	if from < 0 {
		from += int64(len(list))
	}
	from = max(0, min(from, int64(len(list))))
	to := int64(len(list))
	if s.Length != nil {
		if n, ok := x.arithm(s.Length, w, c); ok && n >= 0 {
			to = min(to, from+n)
		}
	}
	return list[from:to]
}

// changed applies the operators of an expansion.
func (x *tracer) changed(v value, set bool, n *syntax.ParamExp, w *world, c scope, depth int) (value, bool) {
	if depth > maxDepth*2 {
		return v, set
	}
	if e := n.Exp; e != nil {
		empty := len(v.t.b) == 0 && v.open == 0
		caller := set && v.open > 0 && wholeParameter(v.t.b) // what a caller may give, or not
		switch e.Op {
		case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
			if set && !caller && (!empty || e.Op == syntax.DefaultUnset || e.Op == syntax.AssignUnset) {
				return v, true
			}
			d := &gather{}
			if e.Word != nil {
				x.parts(d, e.Word.Parts, w, c, true, true, depth+1)
			}
			out := value{t: d.cur.w.t, open: d.cur.open}
			if e.Op == syntax.AssignUnset || e.Op == syntax.AssignUnsetOrNull {
				x.set(w, n.Param.Value, out)
			}
			return out, true
		case syntax.AlternateUnset, syntax.AlternateUnsetOrNull:
			if !set || empty {
				return value{}, set
			}
			return x.one(e.Word, w, c), true
		case syntax.ErrorUnset, syntax.ErrorUnsetOrNull:
			return v, set
		}
		if !set || v.open > 0 && !trimmable(v) {
			return v, false
		}
		pat := x.one(e.Word, w, c)
		switch e.Op {
		case syntax.RemSmallSuffix, syntax.RemLargeSuffix, syntax.RemSmallPrefix, syntax.RemLargePrefix:
			return x.trimmed(v, pat.t.b, e.Op), true
		case syntax.UpperAll, syntax.LowerAll, syntax.UpperFirst, syntax.LowerFirst:
			var m mapped
			for i, ch := range v.t.b {
				switch {
				case i > 0 && (e.Op == syntax.UpperFirst || e.Op == syntax.LowerFirst):
				case (e.Op == syntax.UpperAll || e.Op == syntax.UpperFirst) && ch >= 'a' && ch <= 'z':
					ch -= 'a' - 'A'
				case (e.Op == syntax.LowerAll || e.Op == syntax.LowerFirst) && ch >= 'A' && ch <= 'Z':
					ch += 'a' - 'A'
				}
				m.add(ch, v.t.span(i))
			}
			return value{t: m, open: v.open}, true
		}
		return v, false
	}
	if !set {
		return v, false
	}
	if r := n.Repl; r != nil {
		if v.open > 0 {
			return v, false
		}
		orig, with := x.one(r.Orig, w, c), x.one(r.With, w, c)
		return x.replaced(v, orig.t.b, with, r.All), true
	}
	if s := n.Slice; s != nil && n.Index == nil {
		if v.open > 0 {
			return v, false
		}
		from, ok := x.arithm(s.Offset, w, c)
		if !ok {
			return v, false
		}
		l := int64(len(v.t.b))
		if from < 0 {
			from += l
		}
		from = max(0, min(from, l))
		to := l
		if s.Length != nil {
			k, ok := x.arithm(s.Length, w, c)
			switch {
			case !ok:
				return v, false
			case k < 0:
				to = max(from, l+k)
			default:
				to = min(l, from+k)
			}
		}
		return value{t: v.t.sub(int(from), int(to))}, true
	}
	return v, true
}

// trimmable: of host:$PORT the host can be told all the same.
func trimmable(v value) bool { return len(v.t.b) > 0 && v.t.b[0] != '$' && v.t.b[0] != '`' }

// trimmed takes a prefix or a suffix off.
func (x *tracer) trimmed(v value, pattern []byte, op syntax.ParExpOperator) value {
	b := v.t.b
	if x.s.work -= 8 * (len(b) + len(pattern)); len(b) > 4<<10 || x.s.work < 0 {
		return v
	}
	greedy := op == syntax.RemLargePrefix || op == syntax.RemLargeSuffix
	if op == syntax.RemSmallPrefix || op == syntax.RemLargePrefix {
		s, ok := globText(pattern, greedy)
		if !ok {
			return v
		}
		if m := submatch(`(?s)^(`+s+`)`, b); m != nil {
			return value{t: v.t.sub(m[3], len(b)), open: v.open}
		}
		return v
	}
	s, ok := globText(pattern, true)
	if !ok {
		return v
	}
	lead := `.*`
	if greedy {
		lead = `.*?`
	}
	if m := submatch(`(?s)^(`+lead+`)(?:`+s+`)$`, b); m != nil {
		return value{t: v.t.sub(0, m[3]), open: v.open}
	}
	return v
}

// replaced carries out ${A/x/y}.
func (x *tracer) replaced(v value, pattern []byte, with value, all bool) value {
	b := v.t.b
	if x.s.work -= 8 * (len(b) + len(pattern)); len(b) > 4<<10 || len(pattern) == 0 || x.s.work < 0 {
		return v
	}
	lead, trail := "", ""
	switch {
	case all:
	case pattern[0] == '#':
		lead, pattern = "^", pattern[1:]
	case pattern[0] == '%':
		trail, pattern = "$", pattern[1:]
	}
	s, ok := globText(pattern, true)
	if !ok {
		return v
	}
	most := 1
	if all {
		most = -1
	}
	var m mapped
	at := 0
	for _, k := range findAll(`(?s)`+lead+`(?:`+s+`)`+trail, b, most) {
		if k[0] == k[1] {
			continue
		}
		m.addAll(v.t.sub(at, k[0]))
		m.addAll(with.t)
		at = k[1]
		if x.s.work -= len(with.t.b); x.s.work < 0 {
			break
		}
	}
	m.addAll(v.t.sub(at, len(b)))
	return value{t: m, open: v.open + with.open}
}

// subst expands $(…): what echo and printf write is known.
func (x *tracer) subst(g *gather, n *syntax.CmdSubst, w *world, c scope, lo, hi int, quoted bool) {
	k := w.fork()
	k.out, k.catch, k.loose = mapped{}, true, false
	random := x.choice
	x.choice = chooser{}
	at, miss := x.at, x.miss
	res := x.stmts(n.Stmts, []*world{k}, x.wrapped(c, "$()"))
	x.choice, x.at, x.miss = random, at, miss
	var outs []value
	for _, r := range res {
		t := r.out
		for len(t.b) > 0 && (t.b[len(t.b)-1] == '\n' || t.b[len(t.b)-1] == '\r') {
			t = t.sub(0, len(t.b)-1)
		}
		if len(t.b) == 0 && r.loose {
			continue
		}
		open := 0
		if r.loose {
			open = 1
		}
		outs = append(outs, value{t: t, open: open})
	}
	if len(outs) == 0 {
		x.raw(g, c.src, lo, hi, "")
		return
	}
	a, b := c.src.place(lo, hi)
	x.insert(g, outs[x.choice.pick(len(outs))], span{int32(a), int32(b)}, quoted)
}

// braces expands {a,b} in a word that has it outside quotes.
func braces(wd *syntax.Word, src mapped) [][]syntax.WordPart {
	const most = 64
	for i, p := range wd.Parts {
		lit, ok := p.(*syntax.Lit)
		if !ok {
			continue
		}
		lo, hi := nodeSpan(lit, src)
		b := src.b[lo:hi]
		open := bytes.IndexByte(b, '{')
		if open < 0 || open > 0 && (b[open-1] == '$' || b[open-1] == '\\') {
			continue
		}
		n := bytes.IndexByte(b[open:], '}')
		if n < 0 || bytes.IndexByte(b[open:open+n], ',') < 0 || bytes.IndexByte(b[open+1:open+n], '{') >= 0 {
			continue
		}
		n += open
		if hi-lo != len(lit.Value) {
			continue
		}
		cut := func(from, to int) syntax.WordPart {
			return &syntax.Lit{ValuePos: offset(lit.ValuePos, from), ValueEnd: offset(lit.ValuePos, to), Value: lit.Value[from:to]}
		}
		var out [][]syntax.WordPart
		at := open + 1
		for _, alt := range strings.Split(string(b[open+1:n]), ",") {
			parts := append([]syntax.WordPart(nil), wd.Parts[:i]...)
			parts = append(parts, cut(0, open), cut(at, at+len(alt)), cut(n+1, len(b)))
			at += len(alt) + 1
			out = append(out, append(parts, wd.Parts[i+1:]...))
			if len(out) == most {
				break
			}
		}
		return out
	}
	return [][]syntax.WordPart{wd.Parts}
}

func offset(p syntax.Pos, n int) syntax.Pos {
	return syntax.NewPos(p.Offset()+uint(n), p.Line(), p.Col()+uint(n))
}

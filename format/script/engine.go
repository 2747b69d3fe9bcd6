package script

import (
	"strings"

	"lamproom/internal/placed"
)

// engine carries a script out.
type engine struct {
	lang   Language
	fuel   int
	spent  bool
	deep   int // evaluations within each other
	lists  int // lists within each other
	calls  int // functions within functions
	nested int // texts that run texts
	maybe  int // branches that were taken without knowing

	scope, global *scope
	pass          int
	taken         map[string]int     // answers of this pass
	cover         map[*node]coverage // branches taken in any pass
	units         map[string]*node   // texts that were parsed
	parsed        int                // bytes that were parsed
	defined       []*function        // in this pass
	blockFns      map[*node]*function
	with          []value  // objects of With
	out           *[]value // what a block of PowerShell gives
	result        value    // of return
	aliases       map[string]string

	from, to int // the innermost statement of the script itself
	miss     []string
	wrappers []string
	recorder
}

// coverage says which of a number of branches were taken.
type coverage struct {
	seen uint64
	ways int
}

type scope struct {
	vars map[string]value
	up   *scope
}

// flow is how a statement ended.
type flow uint8

const (
	flowOn flow = iota
	flowBreak
	flowNext
	flowReturn
	flowExit
	flowThrow
)

func newEngine(l Language) *engine {
	return &engine{lang: l, fuel: maxFuel, cover: map[*node]coverage{}, units: map[string]*node{}, recorder: recorder{sites: map[siteKey]*site{}}}
}

// burn takes fuel and reports whether there is any left.
func (e *engine) burn(n int) bool {
	if e.fuel -= n; e.fuel < 0 {
		e.spent = true
		return false
	}
	return true
}

// passes follows the script until every branch was taken once.
func (e *engine) passes(unit *node) {
	for e.pass = 0; e.pass < maxPasses && e.fuel > 0; e.pass++ {
		e.global = &scope{vars: map[string]value{}}
		e.scope, e.taken, e.defined, e.aliases = e.global, map[string]int{}, nil, nil
		e.files, e.with, e.maybe = nil, nil, 0
		e.exec(unit)
		for range 4 { // what nothing calls is called from elsewhere
			n := 0
			for _, f := range e.defined {
				if !f.called && f.body != nil {
					n++
					e.invoke(f, e.global, nil, nil)
				}
			}
			if n == 0 {
				break
			}
		}
		for _, f := range e.defined {
			f.called = false
		}
		e.keepFiles()
		more := false
		for _, c := range e.cover {
			more = more || c.seen != 1<<c.ways-1
		}
		if !more {
			break
		}
	}
}

// decide answers a question that the text leaves open: one of several ways, the
// ones that were not gone first. The same question has one answer in a pass.
func (e *engine) decide(n *node, question string, ways int) int {
	ways = min(ways, 62)
	if len(question) > 0 && len(question) < 300 {
		if w, ok := e.taken[question]; ok && w < ways {
			c := e.cover[n]
			c.ways = max(c.ways, ways)
			c.seen |= 1 << w
			e.cover[n] = c
			return w
		}
	}
	c := e.cover[n]
	c.ways = max(c.ways, ways)
	way := e.pass % ways
	for w := range ways {
		if c.seen&(1<<w) == 0 {
			way = w
			break
		}
	}
	c.seen |= 1 << way
	if len(e.cover) < 1<<16 {
		e.cover[n] = c
	}
	if len(question) < 300 && len(e.taken) < 4096 {
		e.taken[question] = way
	}
	return way
}

// lookup finds a variable.
func (e *engine) lookup(name string) (value, bool) {
	for s, n := e.scope, 0; s != nil && n < 64; s, n = s.up, n+1 {
		if v, ok := s.vars[name]; ok {
			return v, true
		}
	}
	return value{}, false
}

func (e *engine) declare(name string, v value) {
	if len(e.scope.vars) < 8192 {
		e.scope.vars[name] = v
	}
}

// set gives a variable a value, where it is known already if the language does so.
func (e *engine) set(name string, v value) {
	if e.lang != PowerShell {
		for s, n := e.scope, 0; s != nil && n < 64; s, n = s.up, n+1 {
			if _, ok := s.vars[name]; ok {
				s.vars[name] = v
				return
			}
		}
		if e.lang == JScript && len(e.global.vars) < 8192 {
			e.global.vars[name] = v
			return
		}
	}
	// what the caller or the machine may give does not hide what the text says
	if e.maybe > 0 && v.k == isUnknown {
		if old, ok := e.lookup(name); ok && old.k == isText && !old.open && old.t.Len() > 0 {
			return
		}
	}
	e.declare(name, v)
}

// exec carries a statement out.
func (e *engine) exec(n *node) flow {
	if n == nil {
		return flowOn
	}
	if e.deep > maxSyntax || !e.burn(stepCost) {
		return flowExit
	}
	e.deep++
	defer func() { e.deep-- }()
	switch n.op {
	case opBlock:
		if e.lang != PowerShell { // functions are known before they stand
			for _, k := range n.kids {
				if k != nil && k.op == opDefine {
					e.define(k)
				}
			}
		}
		for _, k := range n.kids {
			if f := e.exec(k); f != flowOn {
				return f
			}
		}
		return flowOn
	case opIf:
		return e.branch(n)
	case opLoop:
		return e.loop(n)
	case opEach:
		return e.each(n)
	case opSwitch:
		return e.choice(n)
	case opBreak:
		return flowBreak
	case opNext:
		return flowNext
	case opTry:
		return e.attempt(n)
	case opDefine:
		e.define(n)
		return flowOn
	case opWith:
		e.with = append(e.with, e.eval(n.kids[0]))
		f := e.exec(n.kids[1])
		e.with = e.with[:len(e.with)-1]
		return f
	case opNothing:
		return flowOn
	}
	if e.nested == 0 && n.hi > n.lo {
		e.from, e.to = n.lo, n.hi
	}
	if e.nested == 0 || len(e.miss) > 4*maxNames {
		e.miss = e.miss[:0:0]
	}
	switch n.op {
	case opReturn:
		v := null()
		if len(n.kids) > 0 {
			v = e.eval(n.kids[0])
		}
		if e.calls == 0 && e.maybe > 0 {
			return flowOn // had it gone on
		}
		if e.out != nil {
			e.give(v)
		} else {
			e.result = v
		}
		return flowReturn
	case opExit, opThrow:
		for _, k := range n.kids {
			e.eval(k)
		}
		switch {
		case e.maybe > 0:
			return flowOn
		case n.op == opThrow:
			return flowThrow
		}
		return flowExit
	case opDeclare:
		v := null()
		if n.kids[0] != nil {
			v = e.eval(n.kids[0])
		} else if _, ok := e.scope.vars[n.s]; ok {
			return flowOn // var x again
		}
		e.declare(n.s, v)
		return flowOn
	}
	v := e.eval(n)
	if e.out != nil && n.op != opAssign && n.op != opStep {
		e.give(v)
	}
	return flowOn
}

// give adds to what a block of PowerShell gives.
func (e *engine) give(v value) {
	if v.k == isNull || e.out == nil || len(*e.out) >= maxItems {
		return
	}
	if v.k == isList {
		if e.burn(itemCost * len(v.o.items)) {
			*e.out = append(*e.out, v.o.items...)
		}
		return
	}
	*e.out = append(*e.out, v)
}

// collect carries statements out and returns what they give: one value, or a list.
func (e *engine) collect(kids []*node) (value, flow) {
	var got []value
	old := e.out
	e.out = &got
	f := flowOn
	for _, k := range kids {
		if f = e.exec(k); f != flowOn {
			break
		}
	}
	e.out = old
	return one(got), f
}

// one is the value that a pipe gives.
func one(got []value) value {
	switch len(got) {
	case 0:
		return null()
	case 1:
		return got[0]
	}
	return list(got)
}

// guess carries out what is only one of several ways.
func (e *engine) guess(known bool, f func() flow) flow {
	if !known {
		e.maybe++
		defer func() { e.maybe-- }()
	}
	return f()
}

func (e *engine) branch(n *node) flow {
	cond := e.eval(n.kids[0])
	holds, known := e.truth(cond)
	if !known {
		holds = e.decide(n, n.kids[0].raw, 2) == 0
	}
	k := n.kids[1]
	if !holds {
		if k = nil; len(n.kids) > 2 {
			k = n.kids[2]
		}
	}
	return e.guess(known, func() flow { return e.exec(k) })
}

func (e *engine) loop(n *node) flow {
	if n.kids[0] != nil {
		e.eval(n.kids[0])
	}
	for turn := 0; turn < maxTurns; turn++ {
		known := true
		if n.kids[1] != nil && (turn > 0 || n.s == "") {
			var holds bool
			holds, known = e.truth(e.eval(n.kids[1]))
			if n.s == "until" {
				holds = !holds
			}
			if known && !holds {
				break
			}
			if !known && turn > 0 {
				break // once is enough to see what it does
			}
		}
		f := e.guess(known, func() flow { return e.exec(n.kids[3]) })
		if f == flowBreak {
			break
		}
		if f > flowNext {
			return f
		}
		if n.kids[2] != nil {
			e.eval(n.kids[2])
		}
		if e.endless(n, turn) || !e.burn(stepCost) {
			break
		}
	}
	return flowOn
}

// endless reports whether a loop has no condition that changes: its body was
// seen, and it would go on for ever.
func (e *engine) endless(n *node, turn int) bool {
	c := n.kids[1]
	for c != nil && c.op == opParen && len(c.kids) == 1 {
		c = c.kids[0]
	}
	return turn >= 1 && (c == nil && n.kids[2] == nil || c != nil && (c.op == opNumber || c.op == opText || c.op == opName && c.s == "true"))
}

func (e *engine) each(n *node) flow {
	v := e.eval(n.kids[0])
	known := v.k != isUnknown && v.k != isObject
	items := e.items(v)
	if v.k == isHash {
		items = []value{v}
		if e.lang != PowerShell {
			items = e.keyValues(v)
		}
	} else if e.lang == JScript && v.k == isList && !n.flat {
		items = make([]value, min(len(v.o.items), maxTurns))
		for i := range items {
			items[i] = number(float64(i)).at(n.kids[0])
		}
	}
	if !known {
		items = []value{e.unknown(n.kids[0], e.named(n.s))}
	}
	for i, it := range items {
		if i >= maxTurns || !e.burn(stepCost) {
			break
		}
		e.declare(n.s, it)
		f := e.guess(known, func() flow { return e.exec(n.kids[1]) })
		if f == flowBreak {
			break
		}
		if f > flowNext {
			return f
		}
	}
	return flowOn
}

func (e *engine) keyValues(v value) []value {
	var out []value
	for _, k := range v.o.keys {
		out = append(out, e.made(k, v))
	}
	return out
}

func (e *engine) choice(n *node) flow {
	subject := e.eval(n.kids[0])
	_, known := e.truth(e.str(subject))
	known = known || subject.k == isText && !subject.open
	var bodies []*node
	var fallback *node
	for i := 1; i+1 < len(n.kids); i += 2 {
		if n.kids[i] == nil {
			fallback = n.kids[i+1]
			continue
		}
		if !known {
			bodies = append(bodies, n.kids[i+1])
			continue
		}
		test := e.eval(n.kids[i])
		hit := false
		for _, t := range e.items(test) {
			a, b := e.str(subject), e.str(t)
			hit = hit || strings.EqualFold(a.t.String(), b.t.String())
		}
		if hit {
			bodies = append(bodies, n.kids[i+1])
			break
		}
	}
	if known {
		if len(bodies) == 0 && fallback != nil {
			bodies = append(bodies, fallback)
		}
	} else {
		if fallback != nil {
			bodies = append(bodies, fallback)
		}
		if len(bodies) > 0 {
			bodies = bodies[e.decide(n, "switch "+n.kids[0].raw, len(bodies)):][:1]
		}
	}
	for _, b := range bodies {
		f := e.guess(known, func() flow { return e.exec(b) })
		if f != flowBreak && f != flowOn {
			return f
		}
	}
	return flowOn
}

func (e *engine) attempt(n *node) flow {
	e.maybe++
	f := e.exec(n.kids[0])
	e.maybe--
	if n.kids[1] != nil {
		if f == flowThrow {
			f = e.exec(n.kids[1])
		} else if f == flowOn || f == flowReturn { // it may fail
			e.maybe++
			if e.decide(n, "", 2) == 1 {
				f = e.exec(n.kids[1])
			}
			e.maybe--
		}
	}
	if n.kids[2] != nil {
		if g := e.exec(n.kids[2]); g != flowOn {
			return g
		}
	}
	if f == flowThrow && n.kids[1] != nil {
		return flowOn
	}
	return f
}

func (e *engine) define(n *node) {
	for _, f := range e.defined {
		if f == n.fn {
			return
		}
	}
	if len(e.defined) < 4096 {
		e.defined = append(e.defined, n.fn)
		v := value{k: isBlock, o: &object{fn: n.fn, scope: e.scope}, t: placed.Made(n.s, n.lo, 0)}
		key := n.s
		if e.lang == PowerShell {
			key = "function:" + key
		}
		e.declare(key, v)
	}
}

// invoke calls a function with arguments by their place and by their names.
func (e *engine) invoke(f *function, up *scope, args []value, named map[string]value) (value, flow) {
	if e.calls >= maxCalls || f.body == nil {
		return value{}, flowOn
	}
	f.called = true
	e.calls++
	if f.inner {
		e.nested++
		defer func() { e.nested-- }()
	}
	old, oldResult, oldOut := e.scope, e.result, e.out
	e.scope = &scope{vars: map[string]value{}, up: up}
	e.result = value{k: isUnknown}
	var got []value
	if e.lang == PowerShell {
		e.out = &got
	} else {
		e.out = nil
	}
	next := 0
	for _, p := range f.params {
		v, ok := named[p.name]
		switch {
		case ok:
		case next < len(args):
			v = args[next]
			next++
		case p.value != nil:
			v = e.eval(p.value)
		default:
			v = value{k: isUnknown, t: placed.Made(e.named(p.name), f.at, 0)}
		}
		e.declare(p.name, v)
	}
	if e.lang == PowerShell {
		e.declare("args", list(args[min(next, len(args)):]))
	} else if e.lang == JScript {
		e.declare("arguments", list(args))
	}
	if e.lang == VBScript && f.name != "" {
		e.declare(f.name, null()) // what it gives is set by its name
	}
	fl := e.exec(f.body)
	v := e.result
	switch e.lang {
	case PowerShell:
		v = one(got)
	case VBScript:
		v = e.scope.vars[f.name]
	}
	e.scope, e.result, e.out = old, oldResult, oldOut
	e.calls--
	if fl != flowExit && fl != flowThrow {
		fl = flowOn
	}
	return v, fl
}

// run parses a text and follows it in the current scope.
func (e *engine) run(t placed.Text, l Language, how string) value {
	e.layer(t, l, how)
	if e.nested >= maxNested || t.Len() == 0 || !e.burn(4*t.Len()) {
		return value{}
	}
	unit := e.parse(t, l, e.nested+1)
	lang, out := e.lang, e.out
	e.lang = l
	e.nested++
	var v value
	if l == PowerShell {
		v, _ = e.collect(unit.kids)
	} else {
		e.out = nil
		if len(unit.kids) == 1 && isExpression(unit.kids[0]) {
			v = e.eval(unit.kids[0])
		} else {
			e.exec(unit)
			v = value{k: isUnknown}
		}
	}
	e.nested--
	e.lang, e.out = lang, out
	return v
}

func isExpression(n *node) bool { return n.op >= opText && n.op <= opPipe }

// parse parses a text once: the branches of its second reading are those of the
// first.
func (e *engine) parse(t placed.Text, l Language, depth int) *node {
	lo, _ := t.Place(0, 1)
	key := string(rune(l)) + string(rune(lo)) + t.String()
	if u := e.units[key]; u != nil {
		return u
	}
	if e.parsed += t.Len() + 64; e.parsed > 4*MaxScript {
		e.spent = true
		return &node{op: opBlock}
	}
	var u *node
	switch l {
	case PowerShell:
		u = parsePowerShell(t)
	case VBScript:
		u = parseVBScript(t)
	default:
		u = parseJScript(t)
	}
	if depth > 0 {
		markInner(u)
	}
	e.units[key] = u
	return u
}

// markInner notes of functions that they stand in a text that is run: what they
// do is placed where the script itself runs them.
func markInner(n *node) {
	if n == nil {
		return
	}
	if n.fn != nil {
		n.fn.inner = true
		markInner(n.fn.body)
	}
	for _, k := range n.kids {
		markInner(k)
	}
}

// unknown is a value that the text does not tell, as it is written.
func (e *engine) unknown(n *node, written string) value {
	if len(written) > 96 || strings.ContainsAny(written, "\r\n") {
		written = "$(…)"
		if e.lang == VBScript {
			written = "%…%"
		}
	}
	return value{k: isUnknown, t: placed.Made(written, n.lo, n.hi-n.lo), lo: int32(n.lo), hi: int32(n.hi)}
}

// named writes a variable as the language does, so that it is seen to be open.
func (e *engine) named(name string) string {
	switch e.lang {
	case PowerShell:
		return "$" + name
	case VBScript:
		return "%" + name + "%" // as a batch file would write it
	}
	return "${" + name + "}"
}

// missing notes a name that has no value.
func (e *engine) missing(name string) {
	if len(e.miss) >= maxNames || name == "" || len(name) > 64 {
		return
	}
	for _, m := range e.miss {
		if m == name {
			return
		}
	}
	e.miss = append(e.miss, name)
}

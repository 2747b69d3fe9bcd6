package script

import (
	"strings"

	"lamproom/internal/placed"
)

// vbParser parses VBScript and VBA by recursive descent. A statement ends with
// the line or a colon.
type vbParser struct {
	t     placed.Text
	s     string
	i     int
	depth int
}

// parseVBScript parses a text; what is broken is stepped over.
func parseVBScript(t placed.Text) *node {
	p := &vbParser{t: t, s: t.String()}
	b := p.node(opBlock, 0)
	for p.i < len(p.s) {
		b.kids = append(b.kids, p.block()...)
		p.line() // an End too many
	}
	return p.done(b)
}

func (p *vbParser) node(o op, from int) *node {
	lo, _ := p.t.Place(from, from+1)
	return &node{op: o, lo: lo, hi: lo, n: float64(from)}
}

func (p *vbParser) done(n *node) *node {
	from, end := int(n.n), min(p.i, len(p.s))
	n.n = 0
	for end > from && (p.s[end-1] == ' ' || p.s[end-1] == '\r' || p.s[end-1] == '\t') {
		end--
	}
	if end > from {
		n.lo, n.hi = p.t.Place(from, end)
		n.raw = cut(p.s, from, end)
	}
	return n
}

func (p *vbParser) peek(k int) byte {
	if p.i+k < len(p.s) {
		return p.s[p.i+k]
	}
	return 0
}

// blanks steps over blanks, comments and lines that go on.
func (p *vbParser) blanks() {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == 0xa0:
			p.i++
		case c == '_' && p.goesOn():
			for p.s[p.i] != '\n' {
				p.i++
			}
			p.i++
		case c == '\'':
			p.line()
			return
		default:
			return
		}
	}
}

// goesOn reports whether the underscore at the place joins the next line.
func (p *vbParser) goesOn() bool {
	if p.i > 0 && vbNameByte(p.s[p.i-1]) {
		return false
	}
	j := p.i + 1
	for j < len(p.s) && (p.s[j] == ' ' || p.s[j] == '\t' || p.s[j] == '\r') {
		j++
	}
	return j < len(p.s) && p.s[j] == '\n'
}

// line steps to the end of the line.
func (p *vbParser) line() {
	if k := strings.IndexByte(cut(p.s, min(p.i, len(p.s)), len(p.s)), '\n'); k >= 0 {
		p.i += k
		if k == 0 {
			p.i++
		}
		return
	}
	p.i = len(p.s)
}

// separators steps over the ends of statements.
func (p *vbParser) separators() {
	for p.i < len(p.s) {
		p.blanks()
		if c := p.peek(0); c != '\n' && c != ':' {
			return
		}
		p.i++
	}
}

func (p *vbParser) atEnd() bool {
	p.blanks()
	c := p.peek(0)
	return c == 0 || c == '\n' || c == ':'
}

func vbNameByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// keyword is the word at the place, in lower case, without moving.
func (p *vbParser) keyword() string {
	p.blanks()
	j := p.i
	for j < len(p.s) && vbNameByte(p.s[j]) && j-p.i < 40 {
		j++
	}
	return strings.ToLower(cut(p.s, p.i, j))
}

// take steps over a word if it stands at the place.
func (p *vbParser) take(words ...string) bool {
	mark := p.i
	for _, w := range words {
		if p.keyword() != w {
			p.i = mark
			return false
		}
		p.i += len(w)
	}
	return true
}

// name reads a name, in lower case.
func (p *vbParser) name() string {
	p.blanks()
	if p.peek(0) == '[' {
		if k := strings.IndexByte(cut(p.s, p.i, min(len(p.s), p.i+120)), ']'); k > 0 {
			n := cut(p.s, p.i+1, p.i+k)
			p.i += k + 1
			return strings.ToLower(n)
		}
	}
	from := p.i
	for p.i < len(p.s) && vbNameByte(p.s[p.i]) {
		p.i++
	}
	n := strings.ToLower(cut(p.s, from, p.i))
	if c := p.peek(0); n != "" && (c == '$' || c == '%' || c == '#' || c == '!' && !vbNameByte(p.peek(1)) || c == '&' && (p.peek(1) == '(' || p.peek(1) == ' ' && p.peek(2) == '=')) {
		p.i++ // the letter of a type
	}
	return n
}

// closers are words that end a block of statements.
var closers = map[string]bool{"end": true, "else": true, "elseif": true, "next": true, "loop": true, "wend": true, "case": true, "until": true}

// block reads statements up to a word that ends them, which is not taken.
func (p *vbParser) block() []*node {
	var out []*node
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	defer func() { p.depth-- }()
	for p.i < len(p.s) {
		p.separators()
		if p.i >= len(p.s) {
			break
		}
		k := p.keyword()
		if closers[k] {
			if k != "end" || p.endsBlock() {
				break
			}
			p.i += len(k) // End: the script ends
			out = append(out, &node{op: opExit})
			continue
		}
		at := p.i
		if st := p.statement(); st != nil {
			out = append(out, st)
		}
		if p.i == at {
			p.i++
		}
	}
	return out
}

// endsBlock reports whether End is followed by what it ends.
func (p *vbParser) endsBlock() bool {
	mark := p.i
	p.i += 3
	k := p.keyword()
	p.i = mark
	switch k {
	case "if", "sub", "function", "select", "with", "property", "class", "type", "enum":
		return true
	}
	return false
}

// end steps over End WHAT, or NEXT x and the like.
func (p *vbParser) end(words ...string) {
	if p.take(words...) {
		for !p.atEnd() && (words[0] == "next" || words[0] == "end") {
			if !vbNameByte(p.peek(0)) && p.peek(0) != ',' {
				break
			}
			p.i++
		}
	}
}

func (p *vbParser) statement() *node {
	p.blanks()
	n := p.node(opNothing, p.i)
	k := p.keyword()
	step := func() { p.i += len(k) }
	switch k {
	case "rem", "option", "attribute", "on", "implements", "event", "deftype", "debug":
		p.line()
		return nil
	case "dim", "redim", "private", "public", "global", "static", "const", "friend", "declare", "default":
		return p.declaration(n)
	case "sub", "function", "property":
		return p.function(n)
	case "class", "type", "enum":
		step()
		p.line()
		if k == "class" {
			n.op = opBlock
			n.kids = p.block()
			p.end("end", "class")
			return p.done(n)
		}
		for p.i < len(p.s) && !p.take("end", k) {
			p.line()
			p.separators()
		}
		return nil
	case "if":
		step()
		return p.condition(n)
	case "for":
		step()
		return p.loopFor(n)
	case "do", "while":
		step()
		return p.loopDo(n, k)
	case "select":
		step()
		return p.selection(n)
	case "with":
		step()
		n.op = opWith
		o := p.expression(0)
		body := p.node(opBlock, p.i)
		body.kids = p.block()
		p.done(body)
		p.end("end", "with")
		n.kids = []*node{o, body}
		return p.done(n)
	case "exit":
		step()
		switch p.keyword() {
		case "for", "do":
			n.op = opBreak
		default:
			n.op = opReturn
		}
		for vbNameByte(p.peek(0)) {
			p.i++
		}
		return p.done(n)
	case "goto", "gosub", "resume", "erase", "randomize", "stop", "doevents", "open", "close", "print":
		if k == "erase" || k == "open" || k == "close" || k == "print" {
			break // may be a name
		}
		p.line()
		return nil
	case "set", "let", "call":
		mark := p.i
		step()
		if p.atEnd() || p.peek(0) == '=' || p.peek(0) == '(' {
			p.i = mark
		}
	}
	return p.simple(n)
}

// simple reads an assignment or a call.
func (p *vbParser) simple(n *node) *node {
	from := p.i
	target := p.postfix(true)
	if target == nil {
		p.skipBroken()
		return nil
	}
	p.blanks()
	switch {
	case p.peek(0) == '=' || (p.peek(0) == '+' || p.peek(0) == '&') && p.peek(1) == '=':
		s := "="
		if p.peek(0) != '=' {
			s = cut(p.s, p.i, p.i+2)
			p.i++
		}
		p.i++
		p.take("new")
		v := p.expression(0)
		if v == nil {
			v = &node{op: opNothing}
		}
		n.op, n.s, n.kids = opAssign, s, []*node{target, v}
		p.rest()
		return p.done(n)
	case p.peek(0) == ':' && target.op == opName && (p.peek(1) == '\n' || p.peek(1) == '\r'):
		p.i++ // a label
		return nil
	case p.atEnd():
		if target.op == opName || target.op == opMember {
			n.op, n.kids = opCall, []*node{target}
			return p.done(n)
		}
		return target
	}
	if target.op == opCall && p.peek(0) != '.' { // f ("a") & "b", c
		if callee := target.kids[0]; callee != nil {
			p.i = from
			p.blanks()
			if t := p.postfix(false); t != nil {
				target = t
			}
		}
	}
	n.op = opCall
	n.kids = append([]*node{target}, p.arguments(0)...)
	p.rest()
	return p.done(n)
}

// rest steps over what a statement is followed by, though nothing should.
func (p *vbParser) rest() {
	if !p.atEnd() && p.keyword() != "else" && p.keyword() != "end" {
		p.skipBroken()
	}
}

// skipBroken steps to the end of the statement, strings left whole.
func (p *vbParser) skipBroken() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case '\n', ':':
			return
		case '\'':
			p.line()
			return
		case '"':
			p.text()
			continue
		}
		p.i++
	}
}

// arguments reads expressions with commas between, up to a closing byte, or to
// the end of the statement.
func (p *vbParser) arguments(end byte) []*node {
	var out []*node
	for p.i < len(p.s) && len(out) < 1<<14 {
		p.blanks()
		c := p.peek(0)
		if end != 0 && c == end || end == 0 && p.atEnd() {
			break
		}
		if end != 0 && c == '\n' {
			break
		}
		if c == ',' {
			out = append(out, &node{op: opNothing})
			p.i++
			continue
		}
		if k := p.keyword(); end == 0 && (k == "else" || k == "end") {
			break
		}
		at := p.i
		if k := p.keyword(); k == "byval" || k == "byref" {
			p.i += len(k)
		}
		if j := p.i + len(p.keyword()); j > p.i && strings.HasPrefix(cut(p.s, j, len(p.s)), ":=") { // name:=value
			p.i = j + 2
		}
		a := p.expression(0)
		if a == nil {
			a = &node{op: opNothing}
		}
		out = append(out, a)
		p.blanks()
		if p.peek(0) == ',' || p.peek(0) == ';' {
			p.i++
			continue
		}
		if p.i == at || end == 0 || p.peek(0) != end {
			break
		}
	}
	return out
}

func (p *vbParser) declaration(n *node) *node {
	n.op = opBlock
	for {
		switch k := p.keyword(); k {
		case "dim", "redim", "private", "public", "global", "static", "const", "preserve", "withevents", "friend", "default":
			if k == "preserve" {
				n.flat = true
			}
			p.i += len(k)
			continue
		case "sub", "function", "property":
			return p.function(n)
		case "declare", "type", "enum", "event":
			if k == "type" || k == "enum" {
				return p.statement()
			}
			p.line()
			return nil
		}
		break
	}
	for range 256 {
		at := p.i
		d := p.node(opDeclare, p.i)
		d.s = p.name()
		d.kids = []*node{nil}
		if d.s == "" {
			p.i = at
			break
		}
		p.blanks()
		if p.peek(0) == '(' { // an array
			p.i++
			c := p.node(opCall, at)
			c.kids = append([]*node{{op: opName, s: "%dim"}}, p.arguments(')')...)
			if p.peek(0) == ')' {
				p.i++
			}
			if n.flat {
				c.kids = append(c.kids, &node{op: opName, s: d.s})
				c.kids[0].s = "%redim"
			}
			d.kids[0] = p.done(c)
		}
		if p.take("as") {
			p.take("new")
			p.name()
			for p.peek(0) == '.' {
				p.i++
				p.name()
			}
			p.blanks()
			if p.peek(0) == '*' {
				p.i++
				p.expression(0)
			}
		}
		p.blanks()
		if p.peek(0) == '=' {
			p.i++
			d.kids[0] = p.expression(0)
		}
		n.kids = append(n.kids, p.done(d))
		p.blanks()
		if p.peek(0) != ',' {
			break
		}
		p.i++
		p.blanks()
	}
	p.rest()
	return p.done(n)
}

func (p *vbParser) function(n *node) *node {
	n.op, n.kids = opDefine, nil
	k := p.keyword()
	p.i += len(k)
	if k == "property" {
		p.name() // Get, Let, Set
	}
	n.s = p.name()
	n.fn = &function{name: n.s, at: n.lo}
	p.blanks()
	if p.peek(0) == '(' {
		p.i++
		for range 64 {
			p.blanks()
			for {
				switch w := p.keyword(); w {
				case "byval", "byref", "optional", "paramarray":
					p.i += len(w)
					p.blanks()
					continue
				}
				break
			}
			a := parameter{name: p.name()}
			if a.name == "" {
				break
			}
			p.blanks()
			if p.peek(0) == '(' {
				p.i++
				p.blanks()
				if p.peek(0) == ')' {
					p.i++
				}
			}
			if p.take("as") {
				p.name()
				for p.peek(0) == '.' {
					p.i++
					p.name()
				}
			}
			p.blanks()
			if p.peek(0) == '=' {
				p.i++
				a.value = p.expression(0)
			}
			n.fn.params = append(n.fn.params, a)
			p.blanks()
			if p.peek(0) != ',' {
				break
			}
			p.i++
		}
		p.blanks()
		if p.peek(0) == ')' {
			p.i++
		}
	}
	if p.take("as") {
		p.name()
	}
	b := p.node(opBlock, p.i)
	b.kids = p.block()
	n.fn.body = p.done(b)
	p.end("end", k)
	return p.done(n)
}

func (p *vbParser) condition(n *node) *node {
	n.op = opIf
	cond := p.expression(0)
	if cond == nil {
		cond = &node{op: opNothing}
	}
	p.take("then")
	then := p.node(opBlock, p.i)
	p.blanks()
	if p.peek(0) != '\n' && p.i < len(p.s) { // on one line
		then.kids = p.onLine()
		n.kids = []*node{cond, p.done(then), nil}
		if p.take("else") {
			e := p.node(opBlock, p.i)
			e.kids = p.onLine()
			n.kids[2] = p.done(e)
		}
		p.take("end", "if")
		return p.done(n)
	}
	then.kids = p.block()
	n.kids = []*node{cond, p.done(then), nil}
	switch p.keyword() {
	case "elseif":
		p.i += len("elseif")
		if p.depth++; p.depth < maxSyntax {
			n.kids[2] = p.condition(p.node(opNothing, p.i))
		}
		p.depth--
	case "else":
		p.i += len("else")
		e := p.node(opBlock, p.i)
		e.kids = p.block()
		n.kids[2] = p.done(e)
		p.end("end", "if")
	default:
		p.end("end", "if")
	}
	return p.done(n)
}

// onLine reads the statements up to the end of the line or Else.
func (p *vbParser) onLine() []*node {
	var out []*node
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	defer func() { p.depth-- }()
	for p.i < len(p.s) {
		p.blanks()
		c := p.peek(0)
		if c == ':' {
			p.i++
			continue
		}
		if c == '\n' || c == 0 {
			break
		}
		if k := p.keyword(); k == "else" || k == "end" && p.endsBlock() || k == "next" || k == "loop" || k == "elseif" {
			break
		}
		at := p.i
		if st := p.statement(); st != nil {
			out = append(out, st)
		}
		if p.i == at {
			p.i++
		}
	}
	return out
}

func (p *vbParser) loopFor(n *node) *node {
	if p.take("each") {
		n.op = opEach
		n.s = p.name()
		if p.take("as") {
			p.name()
		}
		p.take("in")
		l := p.expression(0)
		body := p.node(opBlock, p.i)
		body.kids = p.block()
		n.kids = []*node{l, p.done(body)}
		p.end("next")
		return p.done(n)
	}
	n.op = opLoop
	v := p.node(opName, p.i)
	v.s = p.name()
	p.done(v)
	p.blanks()
	if p.peek(0) == '=' {
		p.i++
	}
	first := p.expression(0)
	p.take("to")
	last := p.expression(0)
	step := &node{op: opNumber, n: 1}
	down := false
	if p.take("step") {
		if s := p.expression(0); s != nil {
			step = s
			down = s.op == opUnary && s.s == "-"
		}
	}
	if first == nil || last == nil || v.s == "" {
		first, last = &node{op: opNumber, n: 1}, &node{op: opNumber, n: 1}
	}
	cmp := "<="
	if down {
		cmp = ">="
	}
	body := p.node(opBlock, p.i)
	body.kids = p.block()
	p.done(body)
	p.end("next")
	n.kids = []*node{
		{op: opAssign, s: "=", kids: []*node{v, first}, lo: v.lo, hi: v.hi},
		{op: opBinary, s: cmp, kids: []*node{v, last}, lo: v.lo, hi: v.hi, raw: last.raw},
		{op: opAssign, s: "+=", kids: []*node{v, step}, lo: v.lo, hi: v.hi},
		body,
	}
	return p.done(n)
}

func (p *vbParser) loopDo(n *node, k string) *node {
	n.op = opLoop
	var cond *node
	if k == "while" {
		cond = p.expression(0)
	} else if p.take("while") {
		cond = p.expression(0)
	} else if p.take("until") {
		cond = p.not(p.expression(0))
	}
	body := p.node(opBlock, p.i)
	body.kids = p.block()
	p.done(body)
	if k == "while" {
		p.take("wend")
	} else {
		p.take("loop")
		if p.take("while") {
			n.s = "do"
			cond = p.expression(0)
		} else if p.take("until") {
			n.s = "do"
			cond = p.not(p.expression(0))
		}
	}
	n.kids = []*node{nil, cond, nil, body}
	return p.done(n)
}

func (p *vbParser) not(c *node) *node {
	if c == nil {
		return nil
	}
	return &node{op: opUnary, s: "not", kids: []*node{c}, lo: c.lo, hi: c.hi, raw: c.raw}
}

func (p *vbParser) selection(n *node) *node {
	n.op = opSwitch
	p.take("case")
	subject := p.expression(0)
	if subject == nil {
		subject = &node{op: opNothing}
	}
	n.kids = []*node{subject}
	p.separators()
	for p.take("case") {
		var test *node
		if !p.take("else") {
			l := p.node(opList, p.i)
			l.kids = p.arguments(0)
			p.skipBroken()
			test = p.done(l)
		}
		body := p.node(opBlock, p.i)
		body.kids = p.block()
		n.kids = append(n.kids, test, p.done(body))
		p.separators()
	}
	p.end("end", "select")
	return p.done(n)
}

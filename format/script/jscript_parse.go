package script

import (
	"strings"

	"lamproom/internal/placed"
)

// jsParser parses JScript and the JavaScript of today as far as scripts use it.
type jsParser struct {
	t     placed.Text
	s     string
	i     int
	depth int
	noIn  bool // in is not an operator: for (x in y)
}

// parseJScript parses a text; what is broken is stepped over.
func parseJScript(t placed.Text) *node {
	p := &jsParser{t: t, s: t.String()}
	b := p.node(opBlock, 0)
	for p.i < len(p.s) {
		b.kids = append(b.kids, p.statements()...)
		p.i++ // a bracket too many
	}
	return p.done(b)
}

func (p *jsParser) node(o op, from int) *node {
	lo, _ := p.t.Place(from, from+1)
	return &node{op: o, lo: lo, hi: lo, n: float64(from)}
}

func (p *jsParser) done(n *node) *node {
	from, end := int(n.n), min(p.i, len(p.s))
	n.n = 0
	for end > from && strings.IndexByte(" \t\r\n", p.s[end-1]) >= 0 {
		end--
	}
	if end > from {
		n.lo, n.hi = p.t.Place(from, end)
		n.raw = cut(p.s, from, end)
	}
	return n
}

func (p *jsParser) peek(k int) byte {
	if p.i+k < len(p.s) {
		return p.s[p.i+k]
	}
	return 0
}

func (p *jsParser) blanks() {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v':
			p.i++
		case c == '/' && p.peek(1) == '/':
			if k := strings.IndexByte(cut(p.s, p.i, len(p.s)), '\n'); k >= 0 {
				p.i += k
			} else {
				p.i = len(p.s)
			}
		case c == '/' && p.peek(1) == '*':
			rest := cut(p.s, p.i+2, len(p.s))
			if strings.HasPrefix(rest, "@cc_on") { // conditional compilation: it is run
				p.i += len("/*@cc_on")
				continue
			}
			if k := strings.Index(rest, "*/"); k >= 0 {
				p.i += k + 4
			} else {
				p.i = len(p.s)
			}
		case c == '@' && strings.HasPrefix(cut(p.s, p.i, len(p.s)), "@*/"):
			p.i += 3
		case c == '<' && strings.HasPrefix(cut(p.s, p.i, len(p.s)), "<!--"):
			if k := strings.IndexByte(cut(p.s, p.i, len(p.s)), '\n'); k >= 0 {
				p.i += k
			} else {
				p.i = len(p.s)
			}
		default:
			return
		}
	}
}

func jsNameByte(c byte) bool { return c == '$' || vbNameByte(c) }

func (p *jsParser) keyword() string {
	p.blanks()
	j := p.i
	for j < len(p.s) && jsNameByte(p.s[j]) && j-p.i < 64 {
		j++
	}
	return cut(p.s, p.i, j)
}

func (p *jsParser) take(s string) bool {
	p.blanks()
	if !strings.HasPrefix(cut(p.s, p.i, len(p.s)), s) || jsNameByte(s[0]) && p.i+len(s) < len(p.s) && jsNameByte(p.s[p.i+len(s)]) {
		return false
	}
	p.i += len(s)
	return true
}

func (p *jsParser) statements() []*node {
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
		if c == '}' || c == 0 {
			break
		}
		if c == ';' || c == ',' || c == ')' || c == ']' {
			p.i++
			continue
		}
		if k := p.keyword(); k == "case" || k == "default" {
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

func (p *jsParser) block() *node {
	p.blanks()
	n := p.node(opBlock, p.i)
	if p.peek(0) == '{' {
		p.i++
		n.kids = p.statements()
		for k := p.keyword(); (k == "case" || k == "default") && p.i < len(p.s); k = p.keyword() {
			p.i += len(k)
			n.kids = append(n.kids, p.statements()...)
		}
		p.take("}")
		return p.done(n)
	}
	if p.depth++; p.depth < maxSyntax {
		if st := p.statement(); st != nil {
			n.kids = []*node{st}
		}
	}
	p.depth--
	return p.done(n)
}

func (p *jsParser) paren() *node {
	if !p.take("(") {
		return &node{op: opNothing}
	}
	e := p.comma()
	p.take(")")
	if e == nil {
		e = &node{op: opNothing}
	}
	return e
}

func (p *jsParser) statement() *node {
	p.blanks()
	n := p.node(opNothing, p.i)
	k := p.keyword()
	step := func() { p.i += len(k) }
	switch k {
	case "":
		if p.peek(0) == '{' {
			return p.block()
		}
	case "var", "let", "const":
		step()
		n.op = opBlock
		n.kids = p.variables()
		p.take(";")
		return p.done(n)
	case "function", "async":
		if k == "async" {
			step()
			if p.keyword() != "function" {
				p.i -= len(k)
				break
			}
			k = "function"
		}
		mark := p.i
		step()
		p.take("*")
		name := p.keyword()
		if name == "" {
			p.i = mark
			break
		}
		p.i += len(name)
		n.op, n.s = opDefine, name
		n.fn = &function{name: name, at: n.lo}
		p.functionRest(n.fn)
		return p.done(n)
	case "if":
		step()
		n.op = opIf
		n.kids = []*node{p.paren(), p.block(), nil}
		p.take(";")
		if p.take("else") {
			n.kids[2] = p.block()
		}
		return p.done(n)
	case "while":
		step()
		n.op = opLoop
		n.kids = []*node{nil, p.paren(), nil, p.block()}
		return p.done(n)
	case "do":
		step()
		n.op, n.s = opLoop, "do"
		body := p.block()
		p.take("while")
		n.kids = []*node{nil, p.paren(), nil, body}
		p.take(";")
		return p.done(n)
	case "for":
		step()
		return p.loop(n)
	case "switch":
		step()
		n.op = opSwitch
		n.kids = []*node{p.paren()}
		if !p.take("{") {
			return p.done(n)
		}
		for p.i < len(p.s) {
			p.blanks()
			var test *node
			if p.take("case") {
				if test = p.comma(); test == nil {
					test = &node{op: opNothing}
				}
			} else if !p.take("default") {
				break
			}
			p.take(":")
			body := p.node(opBlock, p.i)
			body.kids = p.statements()
			n.kids = append(n.kids, test, p.done(body))
		}
		p.take("}")
		return p.done(n)
	case "return", "throw":
		step()
		n.op = opReturn
		if k == "throw" {
			n.op = opThrow
		}
		mark := p.i
		for mark < len(p.s) && (p.s[mark] == ' ' || p.s[mark] == '\t') {
			mark++
		}
		if c := byte('\n'); mark < len(p.s) {
			if c = p.s[mark]; c != '\n' && c != ';' && c != '}' && c != '\r' {
				if e := p.comma(); e != nil {
					n.kids = []*node{e}
				}
			}
		}
		p.take(";")
		return p.done(n)
	case "break", "continue":
		step()
		if n.op = opBreak; k == "continue" {
			n.op = opNext
		}
		for p.i < len(p.s) && p.s[p.i] != ';' && p.s[p.i] != '\n' && p.s[p.i] != '}' {
			p.i++
		}
		return p.done(n)
	case "try":
		step()
		n.op = opTry
		n.kids = []*node{p.block(), nil, nil}
		if p.take("catch") {
			if p.take("(") {
				p.comma()
				p.take(")")
			}
			n.kids[1] = p.block()
		}
		if p.take("finally") {
			n.kids[2] = p.block()
		}
		return p.done(n)
	case "with":
		step()
		n.op = opBlock
		n.kids = []*node{p.paren(), p.block()}
		return p.done(n)
	case "import", "export":
		step()
		if k == "export" {
			p.take("default")
			return p.statement1()
		}
		for p.i < len(p.s) && p.s[p.i] != ';' && p.s[p.i] != '\n' {
			p.i++
		}
		return nil
	case "class":
		for p.i < len(p.s) && p.s[p.i] != '{' && p.s[p.i] != '\n' {
			p.i++
		}
		p.skipBlock()
		return nil
	default:
		mark := p.i
		p.i += len(k)
		p.blanks()
		if p.peek(0) == ':' && p.peek(1) != ':' { // a label
			p.i++
			return p.statement1()
		}
		p.i = mark
	}
	e := p.comma()
	p.take(";")
	return e
}

// statement1 is a statement within another one.
func (p *jsParser) statement1() *node {
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	defer func() { p.depth-- }()
	return p.statement()
}

// skipBlock steps over { … }.
func (p *jsParser) skipBlock() {
	depth := 0
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case '{':
			depth++
		case '}':
			depth--
		case '"', '\'':
			p.text()
			continue
		}
		p.i++
		if depth == 0 {
			return
		}
	}
}

// variables reads a = 1, b = 2.
func (p *jsParser) variables() []*node {
	var out []*node
	for range 4096 {
		p.blanks()
		d := p.node(opDeclare, p.i)
		if c := p.peek(0); c == '{' || c == '[' { // taken apart: the values are not followed
			t := p.primary()
			if p.take("=") {
				if v := p.expression(1); v != nil && t != nil {
					out = append(out, v)
				}
			}
		} else {
			d.s = p.keyword()
			if d.s == "" {
				break
			}
			p.i += len(d.s)
			d.kids = []*node{nil}
			p.blanks()
			if p.peek(0) == '=' && p.peek(1) != '=' {
				p.i++
				d.kids[0] = p.expression(1)
			}
			out = append(out, p.done(d))
		}
		if !p.take(",") {
			break
		}
	}
	return out
}

func (p *jsParser) loop(n *node) *node {
	p.take("await")
	if !p.take("(") {
		return nil
	}
	p.blanks()
	from := p.i
	for _, w := range []string{"var", "let", "const"} {
		p.take(w)
	}
	if name := p.keyword(); name != "" {
		p.i += len(name)
		if k := p.keyword(); k == "in" || k == "of" {
			p.i += len(k)
			n.op, n.s, n.flat = opEach, name, k == "of"
			l := p.comma()
			if l == nil {
				l = &node{op: opNothing}
			}
			p.take(")")
			n.kids = []*node{l, p.block()}
			return p.done(n)
		}
	}
	p.i = from
	n.op, n.kids = opLoop, make([]*node, 4)
	p.noIn = true
	for _, w := range []string{"var", "let", "const"} {
		if p.take(w) {
			b := p.node(opBlock, p.i)
			b.kids = p.variables()
			n.kids[0] = p.done(b)
		}
	}
	if n.kids[0] == nil {
		n.kids[0] = p.comma()
	}
	p.noIn = false
	p.take(";")
	n.kids[1] = p.comma()
	p.take(";")
	n.kids[2] = p.comma()
	p.take(")")
	n.kids[3] = p.block()
	return p.done(n)
}

// functionRest reads (a, b) { … }.
func (p *jsParser) functionRest(f *function) {
	if p.take("(") {
		for p.i < len(p.s) && len(f.params) < 256 {
			p.take("...")
			name := p.keyword()
			if name == "" {
				if p.peek(0) == '{' || p.peek(0) == '[' {
					p.primary()
				} else {
					break
				}
			}
			p.i += len(name)
			a := parameter{name: name}
			if p.take("=") {
				a.value = p.expression(1)
			}
			f.params = append(f.params, a)
			if !p.take(",") {
				break
			}
		}
		p.take(")")
	}
	p.blanks()
	if p.peek(0) == '{' {
		f.body = p.block()
	} else {
		f.body = &node{op: opBlock}
	}
}

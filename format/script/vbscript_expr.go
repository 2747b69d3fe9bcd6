package script

import (
	"strings"

	"lamproom/internal/placed"
)

// vbLevels are the operators of VBScript, from the loosest.
var vbLevels = [][]string{
	{"imp"}, {"eqv"}, {"xor"}, {"or"}, {"and"},
	{"not"}, // before its operand
	{"<>", "<=", ">=", "=<", "=>", "=", "<", ">", "is", "like"},
	{"&"}, {"+", "-"}, {"mod"}, {"\\"}, {"*", "/"}, {"^"},
}

const vbNotLevel = 5

// operator finds an operator of a level at the place.
func (p *vbParser) operator(level int) string {
	p.blanks()
	for _, o := range vbLevels[level] {
		if o[0] >= 'a' && o[0] <= 'z' {
			if p.keyword() == o {
				return o
			}
			continue
		}
		if strings.HasPrefix(cut(p.s, p.i, len(p.s)), o) {
			return o
		}
	}
	return ""
}

// expression reads an expression of a level or tighter.
func (p *vbParser) expression(level int) *node {
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	defer func() { p.depth-- }()
	p.blanks()
	if level >= len(vbLevels) {
		return p.unary()
	}
	from := p.i
	if level == vbNotLevel {
		if p.keyword() == "not" {
			n := p.node(opUnary, p.i)
			p.i += 3
			n.s = "not"
			k := p.expression(level)
			if k == nil {
				return nil
			}
			n.kids = []*node{k}
			return p.done(n)
		}
		p.depth--
		l := p.expression(level + 1)
		p.depth++
		return l
	}
	p.depth-- // going down the levels is no nesting
	left := p.expression(level + 1)
	p.depth++
	if left == nil {
		return nil
	}
	for {
		mark := p.i
		o := p.operator(level)
		if o == "" {
			p.i = mark
			return left
		}
		p.i += len(o)
		p.depth--
		right := p.expression(level + 1)
		p.depth++
		if right == nil {
			return left
		}
		b := p.node(opBinary, from)
		b.s = map[string]string{"=": "==", "<>": "!=", "=<": "<=", "=>": ">=", "mod": "%", "xor": "bxor", "is": "==", "imp": "imp", "eqv": "eqv"}[o]
		if b.s == "" {
			b.s = o
		}
		if o == "and" {
			b.op = opAnd
		} else if o == "or" {
			b.op = opOr
		}
		b.kids = []*node{left, right}
		left = p.done(b)
	}
}

func (p *vbParser) unary() *node {
	p.blanks()
	if c := p.peek(0); c == '-' || c == '+' {
		n := p.node(opUnary, p.i)
		n.s = string(c)
		p.i++
		if p.depth++; p.depth > maxSyntax {
			p.depth--
			return nil
		}
		k := p.unary()
		p.depth--
		if k == nil {
			return nil
		}
		n.kids = []*node{k}
		return p.done(n)
	}
	return p.postfix(true)
}

// text reads a string.
func (p *vbParser) text() *node {
	n := p.node(opText, p.i)
	var b placed.Builder
	p.i++
	from := p.i
	for p.i < len(p.s) && p.s[p.i] != '\n' {
		if p.s[p.i] == '"' {
			if p.peek(1) != '"' {
				break
			}
			b.Add(p.t.Sub(from, p.i+1))
			p.i += 2
			from = p.i
			continue
		}
		p.i++
	}
	b.Add(p.t.Sub(from, p.i))
	if p.peek(0) == '"' {
		p.i++
	}
	n.t, n.quoted = b.Text(), true
	return p.done(n)
}

// postfix reads a value with the members, calls and indexes behind it. calls is
// false where a bracket begins the first argument instead.
func (p *vbParser) postfix(calls bool) *node {
	p.blanks()
	from := p.i
	var n *node
	switch c := p.peek(0); {
	case c == '"':
		n = p.text()
	case c == '(':
		n = p.node(opParen, p.i)
		p.i++
		if e := p.expression(0); e != nil {
			n.kids = []*node{e}
		}
		p.blanks()
		if p.peek(0) == ')' {
			p.i++
		}
		p.done(n)
	case c >= '0' && c <= '9' || c == '&' && (p.peek(1)|0x20 == 'h' || p.peek(1)|0x20 == 'o'):
		n = p.node(opNumber, p.i)
		p.i++
		for vbNameByte(p.peek(0)) || p.peek(0) == '.' && p.peek(1) >= '0' && p.peek(1) <= '9' {
			p.i++
		}
		v, ok := parseNumber(cut(p.s, from, p.i))
		if c := p.peek(0); c == '&' && (p.peek(1) == ')' || p.peek(1) == ',' || p.peek(1) == '\r' || p.peek(1) == '\n') || c == '#' || c == '%' || c == '!' {
			p.i++
		}
		p.done(n)
		if n.n = v; !ok {
			n.op, n.t = opText, p.t.Sub(from, p.i)
		}
	case c == '#':
		n = p.node(opText, p.i)
		if k := strings.IndexAny(cut(p.s, p.i+1, len(p.s)), "#\n"); k >= 0 {
			p.i += k + 2
		} else {
			p.i = len(p.s)
		}
		return p.done(n)
	case c == '.' && vbNameByte(p.peek(1)):
		n = nil // of With
	case vbNameByte(c) || c == '[':
		switch k := p.keyword(); k {
		case "then", "else", "to", "step", "and", "or", "xor", "mod", "is", "in", "end", "loop", "next", "until":
			return nil
		case "new":
			p.i += 3
			x := p.node(opNew, from)
			c := p.node(opText, p.i)
			p.blanks()
			at := p.i
			for p.name(); p.peek(0) == '.'; p.name() {
				p.i++
			}
			c.t = p.t.Sub(at, p.i)
			x.kids = []*node{p.done(c)}
			return p.done(x)
		}
		n = p.node(opName, p.i)
		n.s = p.name()
		if n.s == "" {
			return nil
		}
		p.done(n)
	default:
		return nil
	}
	for range 4096 {
		mark := p.i
		for p.peek(0) == ' ' && n != nil && calls {
			p.i++
		}
		spaced := p.i > mark
		switch c := p.peek(0); {
		case (c == '.' || c == '!' && n != nil) && (vbNameByte(p.peek(1)) || p.peek(1) == '[') && (n == nil || !spaced || n.op != opNumber):
			if spaced {
				p.i = mark
				return n
			}
			m := p.node(opMember, from)
			p.i++
			m.kids = []*node{n}
			m.s = p.name()
			n = p.done(m)
		case c == '(' && n != nil && n.op != opText && n.op != opNumber && (calls || n.op != opName && n.op != opMember):
			if spaced {
				p.i = mark
				return n
			}
			x := p.node(opCall, from)
			p.i++
			x.kids = append([]*node{n}, p.arguments(')')...)
			p.blanks()
			if p.peek(0) == ')' {
				p.i++
			}
			n = p.done(x)
		default:
			p.i = mark
			return n
		}
	}
	return n
}

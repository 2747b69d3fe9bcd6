package script

import (
	"strconv"
	"strings"

	"lamproom/internal/placed"
)

// jsOperators are the binary operators of JScript with how tight they bind,
// longest first, and how they are called here.
var jsOperators = []struct {
	s     string
	level int
	name  string
}{
	{">>>=", 1, "ushr="}, {"===", 8, "=="}, {"!==", 8, "!="}, {">>>", 10, "ushr"}, {"<<=", 1, "shl="}, {">>=", 1, "shr="}, {"**=", 1, "^="}, {"&&=", 1, "="}, {"||=", 1, "="}, {"??=", 1, "="},
	{"=>", 0, ""}, {"==", 8, "=="}, {"!=", 8, "!="}, {"<=", 9, "<="}, {">=", 9, ">="}, {"&&", 4, "and"}, {"||", 3, "or"}, {"??", 3, "or"}, {"<<", 10, "shl"}, {">>", 10, "shr"}, {"**", 13, "^"},
	{"+=", 1, "+="}, {"-=", 1, "-="}, {"*=", 1, "*="}, {"/=", 1, "/="}, {"%=", 1, "%="}, {"&=", 1, "band="}, {"|=", 1, "bor="}, {"^=", 1, "bxor="},
	{"++", 0, ""}, {"--", 0, ""},
	{"=", 1, "="}, {"?", 2, "?"}, {"|", 5, "bor"}, {"^", 6, "bxor"}, {"&", 7, "band"}, {"<", 9, "<"}, {">", 9, ">"}, {"+", 11, "+"}, {"-", 11, "-"}, {"*", 12, "*"}, {"/", 12, "/"}, {"%", 12, "%"},
}

// comma reads expressions with commas between: the last one counts.
func (p *jsParser) comma() *node {
	first := p.expression(1)
	if first == nil {
		return nil
	}
	for range 1 << 14 {
		p.blanks()
		if p.peek(0) != ',' {
			return first
		}
		p.i++
		next := p.expression(1)
		if next == nil {
			return first
		}
		b := &node{op: opBinary, s: ",", kids: []*node{first, next}, lo: first.lo, hi: next.hi}
		first = b
	}
	return first
}

// expression reads an expression that binds at least so tight.
func (p *jsParser) expression(level int) *node {
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	defer func() { p.depth-- }()
	p.blanks()
	from := p.i
	left := p.unary()
	if left == nil {
		return nil
	}
	for {
		mark := p.i
		p.blanks()
		name, l, n := "", 0, 0
		for _, o := range jsOperators {
			if p.peek(0) == o.s[0] && strings.HasPrefix(cut(p.s, p.i, len(p.s)), o.s) {
				name, l, n = o.name, o.level, len(o.s)
				break
			}
		}
		if n == 0 {
			switch k := p.keyword(); {
			case k == "in" && !p.noIn, k == "instanceof":
				name, l, n = k, 9, len(k)
			}
		}
		if n == 0 || l == 0 || l < level {
			p.i = mark
			return left
		}
		p.i += n
		switch {
		case name == "?":
			if p.peek(0) == '.' && !(p.peek(1) >= '0' && p.peek(1) <= '9') { // a?.b
				p.i--
				p.i = mark
				return left
			}
			c := p.node(opChoose, from)
			yes := p.expression(1)
			p.take(":")
			no := p.expression(1)
			if yes == nil || no == nil {
				return left
			}
			c.kids = []*node{left, yes, no}
			left = p.done(c)
		case l == 1:
			right := p.expression(1)
			if right == nil {
				return left
			}
			a := p.node(opAssign, from)
			a.s, a.kids = name, []*node{left, right}
			left = p.done(a)
		default:
			right := p.expression(l + 1)
			if right == nil {
				return left
			}
			b := p.node(opBinary, from)
			b.s, b.kids = name, []*node{left, right}
			switch name {
			case "and":
				b.op = opAnd
			case "or":
				b.op = opOr
			}
			left = p.done(b)
		}
	}
}

func (p *jsParser) unary() *node {
	p.blanks()
	n := p.node(opUnary, p.i)
	switch c := p.peek(0); {
	case (c == '+' || c == '-') && p.peek(1) == c:
		n.op, n.s = opStep, string([]byte{c, c})
		p.i += 2
	case c == '!':
		n.s = "not"
		p.i++
	case c == '-' || c == '+' || c == '~':
		n.s = string(c)
		p.i++
	default:
		switch k := p.keyword(); k {
		case "typeof", "void", "delete", "await":
			n.s = k
			p.i += len(k)
			if k == "delete" || k == "await" {
				n.s = "+"
			}
		default:
			return p.postfix(p.primary())
		}
	}
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
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

func (p *jsParser) arguments(end byte) []*node {
	var out []*node
	noIn := p.noIn
	p.noIn = false
	defer func() { p.noIn = noIn }()
	for p.i < len(p.s) && len(out) < 1<<17 {
		p.blanks()
		c := p.peek(0)
		if c == end {
			p.i++
			break
		}
		if c == ',' {
			p.i++
			continue
		}
		p.take("...")
		at := p.i
		if a := p.expression(1); a != nil {
			out = append(out, a)
		}
		if p.i == at {
			if c == ';' || c == '}' || c == 0 {
				break
			}
			p.i++
		}
	}
	return out
}

// postfix reads members, calls and indexes behind a value.
func (p *jsParser) postfix(n *node) *node {
	if n == nil {
		return nil
	}
	from := p.i - len(n.raw)
	if from < 0 || !strings.HasPrefix(cut(p.s, from, len(p.s)), n.raw) {
		from = p.i
	}
	for range 4096 {
		mark := p.i
		p.blanks()
		switch c := p.peek(0); {
		case c == '.' && p.peek(1) != '.' || c == '?' && p.peek(1) == '.' && !(p.peek(2) >= '0' && p.peek(2) <= '9'):
			m := p.node(opMember, from)
			if c == '?' {
				p.i++
			}
			p.i++
			m.kids = []*node{n}
			m.s = p.keyword()
			p.i += len(m.s)
			if m.s == "" {
				return n
			}
			n = p.done(m)
		case c == '[':
			x := p.node(opIndex, from)
			p.i++
			noIn := p.noIn
			p.noIn = false
			e := p.comma()
			p.noIn = noIn
			p.take("]")
			if e == nil {
				return n
			}
			x.kids = []*node{n, e}
			n = p.done(x)
		case c == '(':
			x := p.node(opCall, from)
			p.i++
			x.kids = append([]*node{n}, p.arguments(')')...)
			n = p.done(x)
		case (c == '+' || c == '-') && p.peek(1) == c && (n.op == opName || n.op == opMember || n.op == opIndex) && !strings.Contains(cut(p.s, mark, p.i), "\n"):
			x := p.node(opStep, from)
			x.s = string([]byte{c, c})
			p.i += 2
			x.kids = []*node{n}
			return p.done(x)
		default:
			p.i = mark
			return n
		}
	}
	return n
}

func (p *jsParser) primary() *node {
	p.blanks()
	from := p.i
	switch c := p.peek(0); {
	case c == '"' || c == '\'':
		return p.text()
	case c == '`':
		return p.template()
	case c == '(':
		if n := p.arrow(); n != nil {
			return n
		}
		n := p.node(opParen, from)
		p.i++
		noIn := p.noIn
		p.noIn = false
		e := p.comma()
		p.noIn = noIn
		p.take(")")
		if e == nil {
			e = &node{op: opNothing}
		}
		n.kids = []*node{e}
		return p.done(n)
	case c == '[':
		n := p.node(opList, from)
		p.i++
		n.kids = p.arguments(']')
		return p.done(n)
	case c == '{':
		return p.object()
	case c >= '0' && c <= '9' || c == '.' && p.peek(1) >= '0' && p.peek(1) <= '9':
		n := p.node(opNumber, from)
		for vbNameByte(p.peek(0)) || p.peek(0) == '.' && p.peek(1) != '.' && !(p.peek(1) >= 'a' && p.peek(1) <= 'z') {
			p.i++
		}
		v, ok := parseNumber(strings.TrimPrefix(cut(p.s, from, p.i), "."))
		if s := cut(p.s, from, p.i); ok && s[0] == '.' {
			v, _ = strconv.ParseFloat("0"+s, 64)
		} else if ok && len(s) > 1 && s[0] == '0' && strings.Trim(s, "01234567") == "" {
			u, _ := strconv.ParseUint(s, 8, 64)
			v = float64(u)
		}
		p.done(n)
		n.n = v
		return n
	case c == '/':
		return p.regexp()
	case jsNameByte(c):
		k := p.keyword()
		switch k {
		case "function":
			n := p.node(opLambda, from)
			p.i += len(k)
			p.take("*")
			name := p.keyword()
			p.i += len(name)
			n.fn = &function{name: name, at: n.lo}
			p.functionRest(n.fn)
			return p.done(n)
		case "new":
			n := p.node(opNew, from)
			p.i += len(k)
			callee := p.primaryOfNew()
			if callee == nil {
				return nil
			}
			n.kids = []*node{callee}
			p.blanks()
			if p.peek(0) == '(' {
				p.i++
				n.kids = append(n.kids, p.arguments(')')...)
			}
			return p.done(n)
		case "case", "default", "else", "catch", "finally", "while", "if", "for", "return", "var", "in", "of", "instanceof":
			if k != "of" && k != "default" {
				return nil
			}
		}
		n := p.node(opName, from)
		n.s = k
		p.i += len(k)
		p.done(n)
		if mark := p.i; p.take("=>") { // x => …
			f := p.node(opLambda, from)
			f.fn = &function{at: n.lo, params: []parameter{{name: k}}}
			p.arrowBody(f.fn)
			return p.done(f)
		} else {
			p.i = mark
		}
		return n
	}
	return nil
}

// primaryOfNew reads what stands behind new, members but no call.
func (p *jsParser) primaryOfNew() *node {
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		return nil
	}
	defer func() { p.depth-- }()
	n := p.primary()
	from := p.i
	for n != nil {
		p.blanks()
		if p.peek(0) != '.' {
			return n
		}
		p.i++
		m := p.node(opMember, from)
		m.kids = []*node{n}
		m.s = p.keyword()
		p.i += len(m.s)
		n = p.done(m)
	}
	return n
}

// arrow reads (a, b) => …, nil if none stands there.
func (p *jsParser) arrow() *node {
	from := p.i
	depth, j := 0, p.i
	for j < len(p.s) && j-p.i < 2048 {
		if c := p.s[j]; c == '(' {
			depth++
		} else if c == ')' {
			depth--
		} else if c == '"' || c == '\'' || c == ';' {
			return nil
		}
		j++
		if depth == 0 {
			break
		}
	}
	for j < len(p.s) && (p.s[j] == ' ' || p.s[j] == '\n') {
		j++
	}
	if !strings.HasPrefix(cut(p.s, min(j, len(p.s)), len(p.s)), "=>") {
		return nil
	}
	n := p.node(opLambda, from)
	n.fn = &function{at: n.lo}
	p.i++
	for p.i < j && len(n.fn.params) < 64 {
		p.take("...")
		k := p.keyword()
		if k == "" {
			break
		}
		p.i += len(k)
		a := parameter{name: k}
		if p.take("=") {
			a.value = p.expression(1)
		}
		n.fn.params = append(n.fn.params, a)
		if !p.take(",") {
			break
		}
	}
	p.i = j + 2
	p.arrowBody(n.fn)
	return p.done(n)
}

func (p *jsParser) arrowBody(f *function) {
	p.blanks()
	if p.peek(0) == '{' {
		f.body = p.block()
		return
	}
	r := p.node(opReturn, p.i)
	if e := p.expression(1); e != nil {
		r.kids = []*node{e}
	}
	f.body = p.done(r)
}

func (p *jsParser) object() *node {
	n := p.node(opHash, p.i)
	p.i++
	for p.i < len(p.s) && len(n.kids) < 1<<15 {
		p.blanks()
		c := p.peek(0)
		if c == '}' || c == 0 {
			p.i++
			break
		}
		if c == ',' {
			p.i++
			continue
		}
		at := p.i
		var key *node
		switch {
		case c == '"' || c == '\'':
			key = p.text()
		case c == '[':
			p.i++
			key = p.expression(1)
			p.take("]")
		case jsNameByte(c):
			key = p.node(opText, p.i)
			k := p.keyword()
			p.i += len(k)
			key.t = p.t.Sub(at, p.i)
			p.done(key)
		default:
			p.i++
			continue
		}
		var v *node
		p.blanks()
		switch {
		case p.take(":"):
			v = p.expression(1)
		case p.peek(0) == '(': // a method
			v = p.node(opLambda, at)
			v.fn = &function{at: v.lo}
			p.functionRest(v.fn)
			p.done(v)
		default:
			if key != nil && key.op == opText {
				v = &node{op: opName, s: key.t.String(), lo: key.lo, hi: key.hi, raw: key.raw}
			}
		}
		if key != nil && v != nil {
			n.kids = append(n.kids, key, v)
		}
		if p.i == at {
			p.i++
		}
	}
	return p.done(n)
}

// regexp reads /…/flags.
func (p *jsParser) regexp() *node {
	n := p.node(opNew, p.i)
	j, class := p.i+1, false
	for j < len(p.s) && p.s[j] != '\n' && (class || p.s[j] != '/') {
		switch p.s[j] {
		case '\\':
			j++
		case '[':
			class = true
		case ']':
			class = false
		}
		j++
	}
	if j >= len(p.s) || p.s[j] != '/' {
		p.i++
		return nil
	}
	body := &node{op: opText, t: p.t.Sub(p.i+1, j)}
	p.i = j + 1
	from := p.i
	for p.i < len(p.s) && p.s[p.i] >= 'a' && p.s[p.i] <= 'z' {
		p.i++
	}
	flags := &node{op: opText, t: p.t.Sub(from, p.i)}
	n.kids = []*node{{op: opName, s: "RegExp"}, body, flags}
	return p.done(n)
}

// text reads a string with its escapes.
func (p *jsParser) text() *node {
	n := p.node(opText, p.i)
	q := p.s[p.i]
	p.i++
	n.t = p.inside(func() bool { return p.s[p.i] == q || p.s[p.i] == '\n' })
	if p.peek(0) == q {
		p.i++
	}
	n.quoted = true
	return p.done(n)
}

// inside reads the inside of a string up to where it ends.
func (p *jsParser) inside(end func() bool) placed.Text {
	var b placed.Builder
	last := p.i
	for p.i < len(p.s) && !end() {
		if p.s[p.i] != '\\' || p.i+1 >= len(p.s) {
			p.i++
			continue
		}
		b.Add(p.t.Sub(last, p.i))
		width, with := 2, ""
		switch c := p.s[p.i+1]; c {
		case 'n':
			with = "\n"
		case 't':
			with = "\t"
		case 'r':
			with = "\r"
		case 'b', 'f', 'v':
			with = " "
		case '\n':
		case '\r':
			if p.peek(2) == '\n' {
				width = 3
			}
		case 'x', 'u':
			digits := 2
			if c == 'u' {
				digits = 4
			}
			if p.i+2+digits <= len(p.s) {
				if u, err := strconv.ParseUint(cut(p.s, p.i+2, p.i+2+digits), 16, 32); err == nil {
					width, with = 2+digits, string(rune(u))
					break
				}
			}
			with = string(c)
		default:
			if c >= '0' && c <= '7' {
				j := p.i + 1
				for j < len(p.s) && j < p.i+4 && p.s[j] >= '0' && p.s[j] <= '7' {
					j++
				}
				u, _ := strconv.ParseUint(cut(p.s, p.i+1, j), 8, 32)
				width, with = j-p.i, string(rune(u))
				break
			}
			with = string(c)
		}
		lo, hi := p.t.Place(p.i, min(len(p.s), p.i+width))
		b.AddMade(with, lo, hi-lo)
		p.i += width
		last = p.i
	}
	p.i = min(p.i, len(p.s))
	b.Add(p.t.Sub(min(last, p.i), p.i))
	return b.Text()
}

// template reads `… ${x} …`.
func (p *jsParser) template() *node {
	n := p.node(opInterp, p.i)
	p.i++
	for p.i < len(p.s) && p.s[p.i] != '`' {
		at := p.i
		t := p.inside(func() bool { return p.s[p.i] == '`' || p.s[p.i] == '$' && p.peek(1) == '{' })
		if t.Len() > 0 {
			n.kids = append(n.kids, &node{op: opText, t: t})
		}
		if p.peek(0) == '$' {
			p.i += 2
			if e := p.expression(1); e != nil {
				n.kids = append(n.kids, e)
			}
			p.take("}")
		}
		if p.i == at {
			p.i++
		}
	}
	p.i = min(p.i+1, len(p.s))
	return p.done(n)
}

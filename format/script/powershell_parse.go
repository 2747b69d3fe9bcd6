package script

import (
	"strings"

	"lamproom/internal/placed"
)

// psParser parses PowerShell by recursive descent over the characters: what a
// character means depends on whether a command or an expression is read.
type psParser struct {
	t     placed.Text
	s     string
	i     int
	depth int
	bad   int

	commaless bool // a comma ends the expression
}

// parsePowerShell parses a text; what is broken is stepped over.
func parsePowerShell(t placed.Text) *node {
	t = plainSigns(t)
	p := &psParser{t: t, s: t.String()}
	b := p.node(opBlock, 0)
	for p.i < len(p.s) {
		b.kids = append(b.kids, p.statements(0)...)
		p.i++ // a bracket too many
	}
	return p.done(b)
}

// plainSigns replaces the typographic quotes and dashes that PowerShell takes
// for ' " and -.
func plainSigns(t placed.Text) placed.Text {
	s := t.String()
	if !strings.Contains(s, "\xe2\x80") {
		return t
	}
	var b placed.Builder
	last := 0
	for i := 0; i+2 < len(s); i++ {
		if s[i] != 0xe2 || s[i+1] != 0x80 {
			continue
		}
		with := ""
		switch s[i+2] {
		case 0x98, 0x99, 0x9a, 0x9b:
			with = "'"
		case 0x9c, 0x9d, 0x9e:
			with = `"`
		case 0x93, 0x94, 0x95:
			with = "-"
		default:
			continue
		}
		b.Add(t.Sub(last, i))
		lo, hi := t.Place(i, i+3)
		b.AddMade(with, lo, hi-lo)
		last = i + 3
	}
	b.Add(t.Sub(last, len(s)))
	return b.Text()
}

func (p *psParser) node(o op, from int) *node {
	lo, _ := p.t.Place(from, from+1)
	return &node{op: o, lo: lo, hi: lo, n: float64(from)}
}

// done closes a node at the current place.
func (p *psParser) done(n *node) *node {
	from := int(n.n)
	end := min(p.i, len(p.s))
	n.n = 0
	if end > from {
		n.lo, n.hi = p.t.Place(from, end)
		n.raw = cut(p.s, from, end)
	}
	return n
}

func (p *psParser) peek(k int) byte {
	if p.i+k < len(p.s) {
		return p.s[p.i+k]
	}
	return 0
}

func (p *psParser) has(s string) bool {
	return strings.HasPrefix(cut(p.s, min(p.i, len(p.s)), len(p.s)), s)
}

// blanks steps over blanks, comments and lines that go on.
func (p *psParser) blanks(newlines bool) {
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0xa0 || c == 0xc2 && p.peek(1) == 0xa0:
			p.i++
		case c == '\n' && newlines:
			p.i++
		case c == '`' && p.peek(1) == '\n':
			p.i += 2
		case c == '`' && p.peek(1) == '\r' && p.peek(2) == '\n':
			p.i += 3
		case c == '<' && p.peek(1) == '#':
			if k := strings.Index(cut(p.s, p.i, len(p.s)), "#>"); k >= 0 {
				p.i += k + 2
			} else {
				p.i = len(p.s)
			}
		case c == '#':
			for p.i < len(p.s) && p.s[p.i] != '\n' {
				p.i++
			}
		default:
			return
		}
	}
}

func psWordByte(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// keyword reads the word at the place, in lower case, without moving.
func (p *psParser) keyword() string {
	j := p.i
	for j < len(p.s) && (psWordByte(p.s[j])) && j-p.i < 24 {
		j++
	}
	if j < len(p.s) && (p.s[j] == '-' || p.s[j] == '.' || p.s[j] == '\\' || p.s[j] == ':' || p.s[j] == '=') {
		return ""
	}
	return strings.ToLower(cut(p.s, p.i, j))
}

// statements reads statements up to a closing byte, which is not taken; 0 reads
// up to the end or a bracket too many.
func (p *psParser) statements(end byte) []*node {
	var out []*node
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	old := p.commaless
	p.commaless = false
	defer func() { p.depth--; p.commaless = old }()
	for p.i < len(p.s) {
		p.blanks(true)
		if p.i >= len(p.s) {
			break
		}
		c := p.s[p.i]
		if c == ';' {
			p.i++
			continue
		}
		if c == '}' || c == ')' {
			if c == end || end == 0 || p.bad > 64 {
				break
			}
			p.bad++
			p.i++
			continue
		}
		at := p.i
		if st := p.statement(); st != nil {
			out = append(out, st)
		}
		if p.i == at {
			p.i++ // whatever it is
		}
	}
	return out
}

// block reads { … }.
func (p *psParser) block() *node {
	p.blanks(true)
	n := p.node(opBlock, p.i)
	if p.peek(0) != '{' {
		return p.done(n)
	}
	p.i++
	n.kids = p.statements('}')
	if p.peek(0) == '}' {
		p.i++
	}
	return p.done(n)
}

// paren reads ( … ) as one condition.
func (p *psParser) paren() *node {
	p.blanks(true)
	n := p.node(opParen, p.i)
	if p.peek(0) != '(' {
		return p.done(n)
	}
	p.i++
	n.kids = p.statements(')')
	if p.peek(0) == ')' {
		p.i++
	}
	return p.done(n)
}

func (p *psParser) next(words ...string) bool {
	mark := p.i
	p.blanks(true)
	k := p.keyword()
	for _, w := range words {
		if k == w {
			p.i += len(w)
			return true
		}
	}
	p.i = mark
	return false
}

func (p *psParser) statement() *node {
	from := p.i
	if p.peek(0) == ':' && psWordByte(p.peek(1)) { // :label foreach …
		p.i++
		for psWordByte(p.peek(0)) {
			p.i++
		}
		p.blanks(true)
	}
	n := p.node(opNothing, from)
	k := p.keyword()
	skip := func() { p.i += len(k) }
	switch k {
	case "if":
		skip()
		n.op = opIf
		n.kids = []*node{p.paren(), p.block(), nil}
		if p.next("elseif") {
			p.i -= 2 // its if
			p.depth++
			if p.depth < maxSyntax {
				n.kids[2] = p.statement()
			}
			p.depth--
		} else if p.next("else") {
			n.kids[2] = p.block()
		}
		return p.done(n)
	case "while":
		skip()
		n.op = opLoop
		n.kids = []*node{nil, p.paren(), nil, p.block()}
		return p.done(n)
	case "do":
		skip()
		n.op, n.s = opLoop, "do"
		body := p.block()
		if p.next("until") {
			n.s = "until"
		} else {
			p.next("while")
		}
		n.kids = []*node{nil, p.paren(), nil, body}
		return p.done(n)
	case "for":
		skip()
		p.blanks(true)
		if p.peek(0) != '(' {
			break
		}
		p.i++
		n.op, n.kids = opLoop, make([]*node, 4)
		for part := range 3 {
			p.blanks(true)
			if p.peek(0) != ';' && p.peek(0) != ')' {
				n.kids[part] = p.statement()
			}
			p.blanks(true)
			if p.peek(0) == ';' {
				p.i++
			}
		}
		if p.peek(0) == ')' {
			p.i++
		}
		n.kids[3] = p.block()
		return p.done(n)
	case "foreach":
		skip()
		p.blanks(true)
		if p.peek(0) == '-' { // foreach -parallel (…)
			for p.i < len(p.s) && p.s[p.i] != '(' && p.s[p.i] != '\n' {
				p.i++
			}
		}
		if p.peek(0) != '(' {
			p.i = from
			break
		}
		p.i++
		p.blanks(true)
		n.op = opEach
		if p.peek(0) == '$' {
			n.s = p.variableName()
		}
		p.next("in")
		l := p.node(opParen, p.i)
		l.kids = p.statements(')')
		if p.peek(0) == ')' {
			p.i++
		}
		p.done(l)
		n.kids = []*node{l, p.block()}
		return p.done(n)
	case "switch":
		skip()
		n.op = opSwitch
		for p.blanks(true); p.peek(0) == '-'; p.blanks(true) {
			p.i++
			for psWordByte(p.peek(0)) {
				p.i++
			}
		}
		n.kids = []*node{p.paren()}
		p.blanks(true)
		if p.peek(0) != '{' {
			return p.done(n)
		}
		p.i++
		for p.i < len(p.s) {
			p.blanks(true)
			if c := p.peek(0); c == '}' || c == 0 {
				p.i++
				break
			} else if c == ';' {
				p.i++
				continue
			}
			at := p.i
			var test *node
			if p.keyword() == "default" {
				p.i += len("default")
			} else {
				test = p.argument()
			}
			body := p.block()
			n.kids = append(n.kids, test, body)
			if p.i == at {
				p.i++
			}
		}
		return p.done(n)
	case "function", "filter", "workflow":
		skip()
		return p.function(n, k)
	case "return", "throw", "exit":
		skip()
		n.op = map[string]op{"return": opReturn, "throw": opThrow, "exit": opExit}[k]
		p.blanks(false)
		if c := p.peek(0); c != ';' && c != '\n' && c != '}' && c != ')' && c != 0 {
			if v := p.statement(); v != nil {
				n.kids = append(n.kids, v)
			}
		}
		return p.done(n)
	case "break", "continue":
		skip()
		if n.op = opBreak; k == "continue" {
			n.op = opNext
		}
		p.blanks(false)
		for psWordByte(p.peek(0)) {
			p.i++
		}
		return p.done(n)
	case "try":
		skip()
		n.op = opTry
		n.kids = []*node{p.block(), nil, nil}
		for p.next("catch") {
			for p.blanks(true); p.peek(0) == '[' || p.peek(0) == ','; p.blanks(true) {
				for p.i < len(p.s) && p.s[p.i] != ']' && p.s[p.i] != ',' {
					p.i++
				}
				p.i++
			}
			b := p.block()
			if n.kids[1] == nil {
				n.kids[1] = b
			} else {
				n.kids[1].kids = append(n.kids[1].kids, b)
			}
		}
		if p.next("finally") {
			n.kids[2] = p.block()
		}
		return p.done(n)
	case "param":
		if q := strings.TrimLeft(cut(p.s, p.i+len(k), min(len(p.s), p.i+64)), " \t\r\n"); strings.HasPrefix(q, "(") {
			skip()
			n.op = opBlock
			for _, a := range p.parameters() { // of the script: what they are by default
				if a.value == nil {
					continue
				}
				set := &node{op: opDeclare, s: a.name, kids: []*node{a.value}, lo: a.value.lo, hi: a.value.hi}
				n.kids = append(n.kids, set)
			}
			return p.done(n)
		}
	case "begin", "process", "end", "dynamicparam", "trap", "data", "inlinescript", "parallel", "sequence", "clean":
		mark := p.i
		skip()
		p.blanks(true)
		if k == "trap" && p.peek(0) == '[' {
			for p.i < len(p.s) && p.s[p.i] != ']' {
				p.i++
			}
			p.i++
			p.blanks(true)
		}
		if p.peek(0) == '{' {
			b := p.block()
			if k == "trap" {
				return nil
			}
			return b
		}
		p.i = mark
	case "using":
		for p.i < len(p.s) && p.s[p.i] != '\n' && p.s[p.i] != ';' {
			p.i++
		}
		return nil
	case "class", "enum":
		for p.i < len(p.s) && p.s[p.i] != '{' && p.s[p.i] != '\n' {
			p.i++
		}
		p.block()
		return nil
	}
	return p.pipeline()
}

func (p *psParser) function(n *node, k string) *node {
	n.op = opDefine
	p.blanks(false)
	from := p.i
	for p.i < len(p.s) && strings.IndexByte(" \t\r\n({", p.s[p.i]) < 0 {
		p.i++
	}
	name := strings.ToLower(cut(p.s, from, p.i))
	if c := strings.LastIndexByte(name, ':'); c >= 0 {
		name = name[c+1:]
	}
	n.s = name
	n.fn = &function{name: name, at: n.lo, filter: k == "filter"}
	p.blanks(true)
	if p.peek(0) == '(' {
		n.fn.params = p.parameters()
	}
	p.blanks(true)
	p.lambda(n.fn)
	return p.done(n)
}

// lambda reads { param(…) … } as the body of a function.
func (p *psParser) lambda(f *function) {
	b := p.node(opBlock, p.i)
	f.body = b
	if p.peek(0) != '{' {
		p.done(b)
		return
	}
	p.i++
	p.blanks(true)
	mark := p.i
	for p.peek(0) == '[' { // [CmdletBinding()]
		p.skipBrackets()
		p.blanks(true)
	}
	if p.keyword() != "param" {
		p.i = mark
	}
	if p.keyword() == "param" {
		mark := p.i
		p.i += len("param")
		p.blanks(true)
		if p.peek(0) == '(' {
			f.params = append(f.params, p.parameters()...)
		} else {
			p.i = mark
		}
	}
	b.kids = p.statements('}')
	if p.peek(0) == '}' {
		p.i++
	}
	p.done(b)
}

// skipBrackets steps over [ … ] with strings in it.
func (p *psParser) skipBrackets() {
	depth := 0
	for p.i < len(p.s) {
		switch c := p.s[p.i]; c {
		case '[':
			depth++
		case ']':
			depth--
		case '\'', '"':
			if k := strings.IndexByte(cut(p.s, p.i+1, len(p.s)), c); k >= 0 {
				p.i += k + 1
			}
		}
		p.i++
		if depth == 0 {
			return
		}
	}
}

// parameters reads ( [type]$a = value, … ).
func (p *psParser) parameters() []parameter {
	var out []parameter
	p.blanks(true)
	if p.peek(0) != '(' {
		return nil
	}
	p.i++
	for p.i < len(p.s) {
		p.blanks(true)
		switch c := p.peek(0); {
		case c == ')':
			p.i++
			return out
		case c == '[':
			p.skipBrackets()
		case c == '$':
			a := parameter{name: p.variableName()}
			p.blanks(true)
			if p.peek(0) == '=' {
				p.i++
				p.blanks(true)
				a.value = p.expression(levelNoComma)
			}
			if len(out) < 256 {
				out = append(out, a)
			}
		default:
			p.i++
		}
	}
	return out
}

// pipeline reads commands and expressions joined by |, &&, ||.
func (p *psParser) pipeline() *node {
	n := p.node(opPipe, p.i)
	for {
		p.blanks(len(n.kids) > 0)
		at := p.i
		k := p.element()
		if k != nil {
			n.kids = append(n.kids, k)
		}
		if p.i == at {
			break
		}
		p.blanks(false)
		if p.has("||") || p.has("&&") {
			p.i += 2
			m := p.node(opBlock, int(n.n))
			m.kids = []*node{p.done(n)}
			p.blanks(true)
			if p.depth < maxSyntax {
				p.depth++
				if r := p.pipeline(); r != nil {
					m.kids = append(m.kids, r)
				}
				p.depth--
			}
			return p.done(m)
		}
		if p.peek(0) == '|' {
			p.i++
			continue
		}
		mark := p.i // a pipe may go on in the next line
		p.blanks(true)
		if p.peek(0) == '|' && p.peek(1) != '|' {
			p.i++
			continue
		}
		p.i = mark
		break
	}
	if p.peek(0) == '&' {
		p.i++
	}
	if len(n.kids) == 0 {
		return nil
	}
	if len(n.kids) == 1 {
		return n.kids[0]
	}
	return p.done(n)
}

// element reads a command, or an expression, or an assignment.
func (p *psParser) element() *node {
	c := p.peek(0)
	switch {
	case c == 0 || c == ';' || c == '}' || c == ')' || c == '|':
		return nil
	case c == '&' || c == '.' && (p.peek(1) == ' ' || p.peek(1) == '(' || p.peek(1) == '$' || p.peek(1) == '{' || p.peek(1) == '"' || p.peek(1) == '\''):
		return p.command()
	case strings.IndexByte(`$'"(@[{,!+`, c) >= 0, c >= '0' && c <= '9' && p.numberAhead(), c == '-' && p.operatorAhead():
		from := p.i
		e := p.expression(levelLow)
		if e == nil {
			return nil
		}
		p.blanks(false)
		for _, o := range []string{"??=", "+=", "-=", "*=", "/=", "%=", "="} {
			if p.has(o) && !p.has("==") {
				p.i += len(o)
				p.blanks(true)
				n := p.node(opAssign, from)
				n.s = o
				v := p.statement()
				if v == nil {
					v = &node{op: opNothing}
				}
				n.kids = []*node{e, v}
				return p.done(n)
			}
		}
		if p.peek(0) == '>' || p.peek(0) == '2' && p.peek(1) == '>' || p.peek(0) == '*' && p.peek(1) == '>' { // 'text' > file
			cmd := p.node(opCommand, from)
			cmd.s = "value"
			cmd.kids = []*node{e}
			p.arguments(cmd)
			return p.done(cmd)
		}
		return e
	}
	return p.command()
}

// numberAhead reports whether a number stands at the place, not a name such as 7z.
func (p *psParser) numberAhead() bool {
	j := p.i
	for j < len(p.s) && (psWordByte(p.s[j]) || p.s[j] == '.') && !(p.s[j] == '.' && j+1 < len(p.s) && p.s[j+1] == '.') {
		j++
	}
	_, ok := psNumber(cut(p.s, p.i, j))
	return ok
}

// operatorAhead reports whether an expression begins with an operator: -join,
// -not, -split, -5.
func (p *psParser) operatorAhead() bool {
	c := p.peek(1)
	if c >= '0' && c <= '9' || c == '$' || c == '(' {
		return true
	}
	switch p.dashWord() {
	case "join", "split", "isplit", "csplit", "not", "bnot":
		return true
	}
	return false
}

// dashWord is the word behind a dash, in lower case.
func (p *psParser) dashWord() string {
	j := p.i + 1
	for j < len(p.s) && (p.s[j] >= 'a' && p.s[j] <= 'z' || p.s[j] >= 'A' && p.s[j] <= 'Z') && j-p.i < 16 {
		j++
	}
	return strings.ToLower(cut(p.s, min(p.i+1, len(p.s)), min(j, len(p.s))))
}

// command reads a command with its arguments.
func (p *psParser) command() *node {
	n := p.node(opCommand, p.i)
	if c := p.peek(0); c == '&' || c == '.' && p.peek(1) != '\\' && p.peek(1) != '/' && !psWordByte(p.peek(1)) && p.peek(1) != '.' {
		n.s = string(c)
		p.i++
		p.blanks(false)
	}
	if p.peek(0) == '{' {
		l := p.node(opLambda, p.i)
		l.fn = &function{at: l.lo}
		p.lambda(l.fn)
		n.kids = append(n.kids, p.done(l))
	} else if n.s != "" && (p.peek(0) == '$' || p.peek(0) == '(') {
		if e := p.primary(); e != nil {
			n.kids = append(n.kids, e)
		}
	} else if a := p.argument(); a != nil {
		n.kids = append(n.kids, a)
	}
	if len(n.kids) == 0 {
		return nil
	}
	p.arguments(n)
	return p.done(n)
}

// arguments reads the arguments of a command up to its end.
func (p *psParser) arguments(n *node) {
	for p.i < len(p.s) && len(n.kids) < 4096 {
		p.blanks(false)
		at := p.i
		switch c := p.peek(0); {
		case c == 0 || c == '\n' || c == ';' || c == '|' || c == ')' || c == '}':
			return
		case c == '&':
			return
		case p.has("--%"):
			p.i += 3
			from := p.i
			for p.i < len(p.s) && p.s[p.i] != '\n' && p.s[p.i] != '|' {
				p.i++
			}
			r := p.node(opText, from)
			r.kind = wordRest
			r.t = trimText(p.t.Sub(from, p.i))
			n.kids = append(n.kids, p.done(r))
			return
		case c == '>' || (c >= '1' && c <= '6' || c == '*') && p.peek(1) == '>':
			stream := c
			if c != '>' {
				p.i++
			} else {
				stream = '1'
			}
			p.i++
			kind := ">"
			if p.peek(0) == '>' {
				kind = ">>"
				p.i++
			}
			if p.peek(0) == '&' {
				p.i += 2
				continue
			}
			p.blanks(false)
			f := p.argument()
			if f != nil && (stream == '1' || stream == '*') {
				f.kind, f.s = wordFile, kind+f.s
				w := &node{op: opParen, kind: wordFile, s: kind, kids: []*node{f}, lo: f.lo, hi: f.hi}
				f.kind, f.s = wordPlain, strings.TrimPrefix(f.s, kind)
				n.kids = append(n.kids, w)
			}
		case c == '<':
			p.i++
		default:
			if a := p.argument(); a != nil {
				n.kids = append(n.kids, a)
			}
		}
		if p.i == at {
			p.i++
		}
	}
}

func trimText(t placed.Text) placed.Text {
	s := t.String()
	a := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	b := len(strings.TrimRight(s, " \t\r\n"))
	return t.Sub(a, b)
}

// argument reads one argument: a list if commas stand between.
func (p *psParser) argument() *node {
	a := p.oneArgument()
	if a == nil || a.kind == wordParameter {
		return a
	}
	mark := p.i
	p.blanks(false)
	if p.peek(0) != ',' {
		p.i = mark
		return a
	}
	l := p.node(opList, 0)
	l.kids = []*node{a}
	for p.peek(0) == ',' && len(l.kids) < 4096 {
		p.i++
		p.blanks(true)
		if b := p.oneArgument(); b != nil {
			l.kids = append(l.kids, b)
		}
		mark = p.i
		p.blanks(false)
	}
	p.i = mark
	last := l.kids[len(l.kids)-1]
	l.lo, l.hi, l.n = a.lo, max(last.hi, a.lo), 0
	return l
}

func (p *psParser) oneArgument() *node {
	c := p.peek(0)
	switch {
	case c == '(' || c == '@' && (p.peek(1) == '(' || p.peek(1) == '{' || p.peek(1) == '"' || p.peek(1) == '\''):
		return p.primary()
	case c == '{':
		l := p.node(opLambda, p.i)
		l.fn = &function{at: l.lo}
		p.lambda(l.fn)
		return p.done(l)
	case c == '@' && psWordByte(p.peek(1)):
		n := p.node(opName, p.i)
		p.i++
		from := p.i
		for psWordByte(p.peek(0)) {
			p.i++
		}
		n.kind, n.s = wordSplat, strings.ToLower(cut(p.s, from, p.i))
		return p.done(n)
	case c == '[' && strings.Contains(cut(p.s, p.i, min(len(p.s), p.i+80)), "]::"):
		// read as text by PowerShell; people mean the value
		return p.primary()
	}
	from := p.i
	var parts []*node
	var lit placed.Builder
	litFrom := p.i
	flush := func() {
		if lit.Len() > 0 {
			k := &node{op: opText, t: lit.Text()}
			k.lo, k.hi = p.t.Place(litFrom, p.i)
			parts = append(parts, k)
		}
		litFrom = p.i
	}
	parameter, quoted := false, false
	for p.i < len(p.s) {
		c := p.s[p.i]
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' || strings.IndexByte(";|)}({,&<>", c) >= 0 {
			if c == '(' && p.i > from && len(parts) == 0 && lit.Len() > 0 {
				break
			}
			break
		}
		switch {
		case c == '`':
			if n := p.peek(1); n == '\n' || n == '\r' || n == 0 {
				if p.i > from {
					goto end
				}
				p.i++
				continue
			}
			lit.Add(p.t.Sub(p.i+1, p.i+2))
			p.i += 2
		case c == '"' || c == '\'':
			flush()
			q := p.quoted()
			quoted = true
			parts = append(parts, q)
			litFrom = p.i
			if len(parts) == 1 && (p.peek(0) == '.' && psWordByte(p.peek(1)) || p.peek(0) == '[') && len(parts) == 1 && parts[0] == q && p.s[from] == c {
				// "text".Method(…) as an argument
				if e := p.postfix(q); e != q {
					parts[0] = e
				}
				litFrom = p.i
			}
		case c == '$' && (psWordByte(p.peek(1)) || p.peek(1) == '{' || p.peek(1) == '(' || p.peek(1) == '_' || p.peek(1) == '?'):
			flush()
			v := p.dollar()
			if len(parts) == 0 {
				v = p.postfix(v)
			}
			parts = append(parts, v)
			litFrom = p.i
		default:
			if p.i == from && c == '-' && (psLetter(p.peek(1)) || p.peek(1) == '_') {
				parameter = true
			}
			lit.Add(p.t.Sub(p.i, p.i+1))
			p.i++
			if c == ':' && parameter && !quoted && len(parts) == 0 && psParameter(cut(p.s, from+1, p.i-1)) && p.peek(0) != '/' && p.peek(0) != '\\' && !(p.peek(0) >= '0' && p.peek(0) <= '9') {
				goto end // -Name:value
			}
		}
	}
end:
	flush()
	if len(parts) == 0 {
		return nil
	}
	var n *node
	if len(parts) == 1 {
		n = parts[0]
	} else {
		n = &node{op: opInterp, kids: parts}
		n.lo, n.hi = p.t.Place(from, p.i)
		n.raw = cut(p.s, from, p.i)
	}
	if parameter && parts[0].op == opText && !parts[0].quoted {
		n.kind = wordParameter
	}
	n.quoted = n.quoted || quoted
	return n
}

func psLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// psParameter reports whether a word is the name of a parameter.
func psParameter(s string) bool {
	for i := range len(s) {
		if !psLetter(s[i]) {
			return false
		}
	}
	return len(s) > 2
}

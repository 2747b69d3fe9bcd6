package script

import (
	"strings"

	"lamproom/internal/placed"
)

// The levels of PowerShell's operators, from the loosest.
const (
	levelLow     = iota // -and -or -xor
	levelBits           // -band -bor -bxor
	levelCompare        // -eq … -split -join -replace
	levelAdd
	levelMultiply
	levelFormat
	levelRange
	levelComma
	levelUnary
	levelNoComma = -1 // the default of a parameter
)

// binaries are the operators that begin with a dash, without the case letter.
var binaries = map[string]struct {
	level int
	name  string
}{
	"and": {levelLow, "and"}, "or": {levelLow, "or"}, "xor": {levelLow, "xor"},
	"band": {levelBits, "band"}, "bor": {levelBits, "bor"}, "bxor": {levelBits, "bxor"},
	"shl": {levelBits, "shl"}, "shr": {levelBits, "shr"},
	"eq": {levelCompare, "=="}, "ne": {levelCompare, "!="}, "gt": {levelCompare, ">"}, "ge": {levelCompare, ">="}, "lt": {levelCompare, "<"}, "le": {levelCompare, "<="},
	"like": {levelCompare, "like"}, "notlike": {levelCompare, "notlike"}, "match": {levelCompare, "match"}, "notmatch": {levelCompare, "notmatch"},
	"contains": {levelCompare, "contains"}, "notcontains": {levelCompare, "notcontains"}, "in": {levelCompare, "in"}, "notin": {levelCompare, "notin"},
	"is": {levelCompare, "is"}, "isnot": {levelCompare, "isnot"}, "as": {levelCompare, "as"},
	"split": {levelCompare, "split"}, "join": {levelCompare, "join"}, "replace": {levelCompare, "replace"},
	"f": {levelFormat, "format"},
}

// operator reads the binary operator at the place without moving: its level,
// its name and its length.
func (p *psParser) operator() (level int, name string, n int) {
	switch c := p.peek(0); c {
	case '+', '-', '*', '/', '%':
		if p.peek(1) == '=' || c == p.peek(1) && (c == '+' || c == '-') {
			return -1, "", 0
		}
		if c == '-' && psLetter(p.peek(1)) {
			w := p.dashWord()
			o, ok := binaries[w]
			if !ok && len(w) > 2 && (w[0] == 'c' || w[0] == 'i') {
				if o, ok = binaries[w[1:]]; ok && w[0] == 'c' && (o.name == "replace" || o.name == "split") {
					o.name = "c" + o.name
				}
			}
			if !ok {
				return -1, "", 0
			}
			return o.level, o.name, len(w) + 1
		}
		if c == '+' || c == '-' {
			return levelAdd, string(c), 1
		}
		return levelMultiply, string(c), 1
	case '.':
		if p.peek(1) == '.' {
			return levelRange, "range", 2
		}
	case ',':
		return levelComma, ",", 1
	}
	return -1, "", 0
}

// expression reads an expression of a level or tighter.
func (p *psParser) expression(level int) *node {
	if level == levelNoComma {
		old := p.commaless
		p.commaless = true
		defer func() { p.commaless = old }()
		level = levelLow
	}
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	defer func() { p.depth-- }()
	p.blanks(false)
	from := p.i
	left := p.unary()
	if left == nil {
		return nil
	}
	for {
		mark := p.i
		p.blanks(false)
		l, name, n := p.operator()
		if n == 0 || l < level || name == "," && p.commaless {
			p.i = mark
			return left
		}
		p.i += n
		p.blanks(true)
		if name == "," {
			list := p.node(opList, from)
			list.kids = []*node{left}
			for len(list.kids) < 1<<16 {
				right := p.unary()
				if right == nil {
					break
				}
				list.kids = append(list.kids, right)
				mark := p.i
				p.blanks(false)
				if p.peek(0) != ',' {
					p.i = mark
					break
				}
				p.i++
				p.blanks(true)
			}
			left = p.done(list)
			continue
		}
		right := p.expression(l + 1)
		if right == nil {
			return left
		}
		b := p.node(opBinary, from)
		switch b.s = name; name {
		case "and":
			b.op = opAnd
		case "or":
			b.op = opOr
		}
		b.kids = []*node{left, right}
		left = p.done(b)
	}
}

func (p *psParser) unary() *node {
	p.blanks(false)
	if p.depth++; p.depth > maxSyntax {
		p.depth--
		p.i = len(p.s)
		return nil
	}
	defer func() { p.depth-- }()
	n := p.node(opUnary, p.i)
	switch c := p.peek(0); {
	case c == '!':
		p.i++
		n.s = "not"
	case c == ',':
		p.i++
		n.op = opList
	case (c == '+' || c == '-') && p.peek(1) == c:
		p.i += 2
		n.op, n.s = opStep, string([]byte{c, c})
	case c == '-' && psLetter(p.peek(1)):
		w := p.dashWord()
		switch strings.TrimLeft(w, "ci") {
		case "not", "bnot", "join", "split":
			n.s = strings.TrimLeft(w, "ci")
		default:
			return nil
		}
		p.i += len(w) + 1
	case c == '-' || c == '+':
		p.i++
		n.s = string(c)
	case c == '[':
		return p.typed()
	default:
		return p.primary()
	}
	p.blanks(true)
	k := p.unary()
	if k == nil {
		return nil
	}
	n.kids = []*node{k}
	return p.done(n)
}

// typed reads [type]::member, [type]value or [type].
func (p *psParser) typed() *node {
	n := p.node(opType, p.i)
	from := p.i
	depth := 0
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case '[':
			depth++
		case ']':
			depth--
		}
		p.i++
		if depth == 0 {
			break
		}
		if p.i-from > 300 {
			p.i = from + 1
			return nil
		}
	}
	n.s = typeName(cut(p.s, from+1, max(from+1, p.i-1)))
	p.done(n)
	mark := p.i
	if p.has("::") {
		return p.postfix(n)
	}
	p.blanks(false)
	if p.has("::") {
		return p.postfix(n)
	}
	switch c := p.peek(0); {
	case strings.IndexByte(`$'"(@[{`, c) >= 0 && c != 0, c >= '0' && c <= '9', c == '-' && (p.peek(1) >= '0' && p.peek(1) <= '9' || p.operatorAhead()):
		if k := p.unary(); k != nil {
			v := p.node(opCast, from)
			v.s, v.kids = n.s, []*node{k}
			return p.done(v)
		}
	}
	p.i = mark
	return p.postfix(n)
}

// typeName is the name of a type in lower case, without System. before it.
func typeName(s string) string {
	s = strings.ToLower(strings.NewReplacer(" ", "", "`", "", "\n", "", "\r", "").Replace(s))
	return strings.TrimPrefix(s, "system.")
}

// primary reads a value with the members behind it.
func (p *psParser) primary() *node {
	c := p.peek(0)
	n := p.node(opNothing, p.i)
	switch {
	case c == '$':
		n = p.dollar()
	case c == '\'' || c == '"':
		n = p.quoted()
	case c == '@' && (p.peek(1) == '"' || p.peek(1) == '\''):
		n = p.here()
	case c == '@' && p.peek(1) == '(':
		p.i += 2
		n.op, n.flat = opList, true
		n.kids = p.statements(')')
		if p.peek(0) == ')' {
			p.i++
		}
		p.done(n)
	case c == '@' && p.peek(1) == '{':
		p.i += 2
		p.hash(n)
	case c == '(':
		n = p.paren()
	case c == '{':
		n.op = opLambda
		n.fn = &function{at: n.lo}
		p.lambda(n.fn)
		p.done(n)
	case c == '[':
		return p.typed()
	case c >= '0' && c <= '9' || c == '.' && p.peek(1) >= '0' && p.peek(1) <= '9':
		from := p.i
		for p.i < len(p.s) && (psWordByte(p.s[p.i]) || p.s[p.i] == '.' && p.peek(1) != '.' && !psLetter(p.peek(1))) {
			p.i++
		}
		v, ok := psNumber(cut(p.s, from, p.i))
		if !ok {
			n.op, n.t = opText, p.t.Sub(from, p.i)
			return p.done(n)
		}
		p.done(n)
		n.op, n.n = opNumber, v
		return n
	default:
		return nil
	}
	return p.postfix(n)
}

// psNumber reads a number with its suffix.
func psNumber(s string) (float64, bool) {
	l := strings.ToLower(s)
	scale := 1.0
	for suffix, f := range map[string]float64{"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40} {
		if t, ok := strings.CutSuffix(l, suffix); ok && !strings.HasPrefix(l, "0x") {
			l, scale = t, f
		}
	}
	if l == "" || l[0] < '0' || l[0] > '9' {
		return 0, false
	}
	v, ok := parseNumber(l)
	if !ok {
		v, ok = parseNumber(strings.TrimSuffix(strings.TrimSuffix(l, "l"), "d"))
	}
	return v * scale, ok
}

// hash reads the inside of @{ … }.
func (p *psParser) hash(n *node) {
	n.op = opHash
	for p.i < len(p.s) {
		p.blanks(true)
		c := p.peek(0)
		if c == '}' || c == 0 {
			p.i = min(p.i+1, len(p.s))
			break
		}
		if c == ';' {
			p.i++
			continue
		}
		at := p.i
		var key *node
		if psWordByte(c) && !(c >= '0' && c <= '9' && p.numberAhead()) {
			key = p.node(opText, p.i)
			for psWordByte(p.peek(0)) || p.peek(0) == '-' {
				p.i++
			}
			key.t = p.t.Sub(at, p.i)
			p.done(key)
		} else {
			key = p.unary()
		}
		p.blanks(true)
		if key == nil || p.peek(0) != '=' {
			if p.i == at || p.bad > 64 {
				p.i++
			}
			p.bad++
			continue
		}
		p.i++
		p.blanks(true)
		v := p.statement()
		if v == nil {
			v = &node{op: opNothing}
		}
		if len(n.kids) < 8192 {
			n.kids = append(n.kids, key, v)
		}
	}
	p.done(n)
}

// variableName reads $name, ${name} or $scope:name and gives it in lower case;
// $env:NAME as env:name.
func (p *psParser) variableName() string {
	p.i++
	if p.peek(0) == '{' {
		end := strings.IndexByte(cut(p.s, p.i, min(len(p.s), p.i+300)), '}')
		if end < 0 {
			return ""
		}
		name := strings.ReplaceAll(cut(p.s, p.i+1, p.i+end), "`", "")
		p.i += end + 1
		return scoped(strings.ToLower(name))
	}
	from := p.i
	if c := p.peek(0); c == '?' || c == '^' || c == '$' {
		p.i++
		return string(c)
	}
	for psWordByte(p.peek(0)) {
		p.i++
	}
	name := strings.ToLower(cut(p.s, from, p.i))
	switch name {
	case "env", "script", "global", "local", "private", "using", "variable", "function":
		if p.peek(0) == ':' && psWordByte(p.peek(1)) {
			p.i++
			from := p.i
			for psWordByte(p.peek(0)) {
				p.i++
			}
			return scoped(name + ":" + strings.ToLower(cut(p.s, from, p.i)))
		}
	}
	return name
}

// scoped leaves out the scope of a name.
func scoped(name string) string {
	scope, rest, ok := strings.Cut(name, ":")
	if !ok || scope == "env" {
		return name
	}
	return rest
}

// dollar reads what begins with $.
func (p *psParser) dollar() *node {
	n := p.node(opName, p.i)
	if p.peek(1) == '(' {
		p.i += 2
		n.op = opSub
		n.kids = p.statements(')')
		if p.peek(0) == ')' {
			p.i++
		}
		return p.done(n)
	}
	n.s = p.variableName()
	if n.s == "" {
		n.op = opText
		n.t = p.t.Sub(int(n.n), p.i)
	}
	return p.done(n)
}

// postfix reads members, calls and indexes behind a value.
func (p *psParser) postfix(n *node) *node {
	from := p.i
	if n.raw != "" && strings.HasSuffix(cut(p.s, 0, p.i), n.raw) {
		from = p.i - len(n.raw)
	}
	for range 4096 {
		if p.depth > maxSyntax {
			return n
		}
		switch c := p.peek(0); {
		case c == '.' && (psWordByte(p.peek(1)) && !(p.peek(1) >= '0' && p.peek(1) <= '9') || strings.IndexByte("'\"($", p.peek(1)) >= 0 && p.peek(1) != 0),
			p.has("::"):
			m := p.node(opMember, from)
			m.static = c == ':'
			if p.i++; m.static {
				p.i++
			}
			m.kids = []*node{n}
			p.memberName(m)
			if p.peek(0) == '(' {
				p.done(m)
				call := p.node(opCall, from)
				call.kids = append([]*node{m}, p.callArguments()...)
				n = p.done(call)
				continue
			}
			n = p.done(m)
		case c == '[':
			x := p.node(opIndex, from)
			p.i++
			p.blanks(true)
			x.kids = []*node{n}
			old := p.commaless
			p.commaless = false
			if i := p.expression(levelLow); i != nil {
				x.kids = append(x.kids, i)
			}
			p.commaless = old
			p.blanks(true)
			for p.i < len(p.s) && p.s[p.i] != ']' && p.s[p.i] != '\n' {
				p.i++
			}
			if p.peek(0) == ']' {
				p.i++
			}
			n = p.done(x)
		case (c == '+' || c == '-') && p.peek(1) == c && (n.op == opName || n.op == opMember || n.op == opIndex):
			x := p.node(opStep, from)
			x.s = string([]byte{c, c})
			p.i += 2
			x.kids = []*node{n}
			return p.done(x)
		default:
			return n
		}
	}
	return n
}

// memberName reads the name behind a dot: a word, or what gives one.
func (p *psParser) memberName(m *node) {
	p.blanks(true)
	switch c := p.peek(0); {
	case c == '\'' || c == '"':
		m.kids = append(m.kids, p.quoted())
	case c == '(':
		m.kids = append(m.kids, p.paren())
	case c == '$':
		m.kids = append(m.kids, p.dollar())
	default:
		var name []byte
		for psWordByte(p.peek(0)) || p.peek(0) == '`' && psWordByte(p.peek(1)) {
			if p.s[p.i] != '`' {
				name = append(name, p.s[p.i])
			}
			p.i++
		}
		m.s = strings.ToLower(string(name))
	}
}

// callArguments reads ( a, b ).
func (p *psParser) callArguments() []*node {
	p.i++
	var out []*node
	for p.i < len(p.s) && len(out) < 1<<16 {
		p.blanks(true)
		c := p.peek(0)
		if c == ')' {
			p.i++
			break
		}
		if c == ',' {
			p.i++
			continue
		}
		at := p.i
		a := p.expression(levelNoComma)
		if a != nil {
			out = append(out, a)
		}
		p.blanks(true)
		if p.i == at {
			p.i++
		}
	}
	return out
}

// quoted reads '…' or "…".
func (p *psParser) quoted() *node {
	n := p.node(opText, p.i)
	q := p.s[p.i]
	p.i++
	if q == '\'' {
		var b placed.Builder
		from := p.i
		for p.i < len(p.s) {
			if p.s[p.i] == '\'' {
				if p.peek(1) != '\'' {
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
		p.i = min(p.i+1, len(p.s))
		n.t, n.quoted = b.Text(), true
		return p.done(n)
	}
	n = p.expandable(n, func() int {
		if p.s[p.i] == '"' {
			if p.peek(1) == '"' {
				return 2
			}
			return -1
		}
		return 0
	})
	if p.peek(0) == '"' {
		p.i++
	}
	return p.done(n)
}

// expandable reads the inside of a string with values in it. end says of the
// byte at the place: -1 the string ends, 2 a doubled quote, 0 neither.
func (p *psParser) expandable(n *node, end func() int) *node {
	var parts []*node
	var b placed.Builder
	flush := func() {
		if b.Len() > 0 {
			parts = append(parts, &node{op: opText, t: b.Text()})
		}
	}
	for p.i < len(p.s) {
		k := end()
		if k < 0 {
			break
		}
		c := p.s[p.i]
		switch {
		case k == 2:
			b.Add(p.t.Sub(p.i, p.i+1))
			p.i += 2
		case c == '`' && p.i+1 < len(p.s):
			lo, hi := p.t.Place(p.i, p.i+2)
			switch e := p.s[p.i+1]; e {
			case 'n':
				b.AddMade("\n", lo, hi-lo)
			case 't':
				b.AddMade("\t", lo, hi-lo)
			case 'r':
				b.AddMade("\r", lo, hi-lo)
			case '0', 'a', 'b', 'f', 'v':
				b.AddMade(" ", lo, hi-lo)
			case '\n':
			case '\r':
				if p.peek(2) == '\n' {
					p.i++
				}
			default:
				b.Add(p.t.Sub(p.i+1, p.i+2))
			}
			p.i += 2
		case c == '$' && (psWordByte(p.peek(1)) || p.peek(1) == '{' || p.peek(1) == '('):
			flush()
			parts = append(parts, p.dollar())
		default:
			from := p.i
			for p.i++; p.i < len(p.s) && strings.IndexByte("`$\"\n'", p.s[p.i]) < 0; {
				p.i++
			}
			b.Add(p.t.Sub(from, p.i))
		}
	}
	flush()
	n.quoted = true
	switch {
	case len(parts) == 0:
	case len(parts) == 1 && parts[0].op == opText:
		n.t = parts[0].t
	default:
		n.op, n.kids = opInterp, parts
	}
	return n
}

// here reads @" … "@ or @' … '@.
func (p *psParser) here() *node {
	n := p.node(opText, p.i)
	q := p.s[p.i+1]
	p.i += 2
	k := strings.IndexByte(cut(p.s, p.i, len(p.s)), '\n')
	if k < 0 {
		p.i = len(p.s)
		return p.done(n)
	}
	p.i += k + 1
	stop := strings.Index(cut(p.s, max(0, p.i-1), len(p.s)), "\n"+string(q)+"@")
	if stop < 0 {
		stop = len(p.s)
	} else {
		stop += max(0, p.i-1)
	}
	cut := stop
	if cut > p.i && p.s[cut-1] == '\r' {
		cut--
	}
	if q == '\'' {
		n.t, n.quoted = p.t.Sub(p.i, cut), true
	} else {
		n = p.expandable(n, func() int {
			if p.i >= cut {
				return -1
			}
			return 0
		})
	}
	p.i = min(stop+3, len(p.s))
	return p.done(n)
}

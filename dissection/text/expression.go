package text

import (
	"bytes"
	"sort"
	"strconv"
	"strings"
)

// expression puts together the string that a literal is a part of: "-o " +
// pool + " -u " & wallet, f-strings and format strings with their arguments.
// It returns the text and the stretch it was read from.
func (p *page) expression(all []quoted, q quoted, lo, hi int) (*joined, int, int) {
	first := q.from - len(q.prefix)
	for first > lo { // backwards over operand, operator pairs
		o, ok := p.operatorBefore(first, lo)
		if !ok {
			break
		}
		start, ok := p.operandBefore(all, o, lo)
		if !ok {
			break
		}
		first = start
	}
	out := &joined{}
	at := first
	for at < hi {
		next, ok := p.operand(all, at, hi, out)
		if !ok {
			break
		}
		at = next
		o, ok := p.operatorAfter(at, hi)
		if !ok {
			break
		}
		at = o
	}
	if at <= q.from {
		return p.content(q), q.from, q.to
	}
	at = p.format(all, at, hi, out)
	return out, first, at
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// operatorBefore steps back over blanks and one joining operator.
func (p *page) operatorBefore(at, lo int) (int, bool) {
	i := at
	for i > lo && (blank(p.text[i-1]) || p.text[i-1] == '_' && i-1 > lo && p.text[i-2] == ' ') {
		i--
	}
	if i > lo && (p.text[i-1] == '+' || p.text[i-1] == '&' || p.text[i-1] == '.') {
		i--
		if i > lo && p.text[i-1] == '.' {
			i--
		}
		for i > lo && blank(p.text[i-1]) {
			i--
		}
		return i, true
	}
	// "a" "b": literals next to each other are one in C and Python
	if i > lo && i < at && (p.text[i-1] == '"' || p.text[i-1] == '\'') {
		return i, true
	}
	return at, false
}

// operandBefore returns the start of the operand that ends at end.
func (p *page) operandBefore(all []quoted, end, lo int) (int, bool) {
	if i := sort.Search(len(all), func(i int) bool { return all[i].to >= end }); i < len(all) && all[i].to == end {
		return all[i].from - len(all[i].prefix), true
	}
	i := end
	if i > lo && (p.text[i-1] == ')' || p.text[i-1] == ']') { // str(x), a[i]
		closing, depth := p.text[i-1], 0
		opening := byte('(')
		if closing == ']' {
			opening = '['
		}
		for i > lo && end-i < 200 {
			i--
			if p.text[i] == closing {
				depth++
			} else if p.text[i] == opening {
				if depth--; depth == 0 {
					break
				}
			}
		}
	}
	for i > lo && (alnum[p.text[i-1]] || p.text[i-1] == '_' || p.text[i-1] == '.' || p.text[i-1] == '$') {
		i--
	}
	return i, i < end
}

func (p *page) operatorAfter(at, hi int) (int, bool) {
	i := at
	for i < hi && blank(p.text[i]) {
		i++
	}
	if i < hi && (p.text[i] == '+' || p.text[i] == '&' || p.text[i] == '.') {
		i++
		if i < hi && p.text[i] == '=' {
			return at, false
		}
		if i < hi && p.text[i] == '.' {
			i++
		}
		for i < hi && (blank(p.text[i]) || p.text[i] == '_' && i > 0 && blank(p.text[i-1]) && i+1 < hi && blank(p.text[i+1])) {
			i++
		}
		if bytes.HasPrefix(p.text[i:hi], []byte("format")) {
			return at, false
		}
		return i, i < hi
	}
	if i < hi && i > at && (p.text[i] == '"' || p.text[i] == '\'') {
		return i, true
	}
	return at, false
}

// operand appends the value of the operand at the place and returns its end.
func (p *page) operand(all []quoted, at, hi int, out *joined) (int, bool) {
	if q, ok := literalAt(all, at); ok {
		p.interpolate(q, out)
		return q.to, true
	}
	i := at
	for i < hi && (alnum[p.text[i]] || p.text[i] == '_' || p.text[i] == '$' || p.text[i] == '.' && i+1 < hi && letter[p.text[i+1]]) {
		i++
	}
	if i == at {
		return at, false
	}
	word := string(p.text[at:i])
	if i < hi && (p.text[i] == '(' || p.text[i] == '[') { // a call: look through str(x), otherwise opaque
		closing := byte(')')
		if p.text[i] == '[' {
			closing = ']'
		}
		end := bytes.IndexByte(p.text[i:min(hi, i+200)], closing)
		if end < 0 {
			return at, false
		}
		inner := strings.Trim(string(p.text[i+1:i+end]), ` "'`)
		i += end + 1
		switch word {
		case "str", "String", "CStr", "string", "strconv.Itoa", "shlex.quote", "Chr":
			if word == "Chr" {
				if n, err := strconv.Atoi(inner); err == nil && n > 0 && n < 128 {
					out.add([]byte{byte(n)}, at, i-at)
				}
				return i, true
			}
			word = inner
		default:
			word = inner // env["POOL"], os.getenv("POOL")
		}
	}
	if v, ok := p.resolve(word, at); ok {
		out.add([]byte(v), at, i-at)
	} else {
		out.add([]byte("$"+strings.TrimLeft(lastName(word), "$")), at, i-at)
	}
	return i, true
}

func lastName(s string) string { return s[strings.LastIndexByte(s, '.')+1:] }

// interpolate appends a literal; names in braces are filled in where the
// language does so.
func (p *page) interpolate(q quoted, out *joined) {
	c := p.content(q)
	f := strings.ContainsAny(q.prefix, "fF$") || q.quote == '`'
	for i, s := range c.segs {
		end := len(c.b)
		if i+1 < len(c.segs) {
			end = c.segs[i+1].from
		}
		b := c.b[s.from:end]
		if !f || s.n != len(b) {
			out.add(b, s.at, s.n)
			continue
		}
		for start := 0; start < len(b); {
			open := bytes.IndexByte(b[start:], '{')
			if open < 0 {
				out.add(b[start:], s.at+start, len(b)-start)
				break
			}
			open += start
			closing := bytes.IndexByte(b[open:], '}')
			if closing < 0 {
				out.add(b[start:], s.at+start, len(b)-start)
				break
			}
			closing += open
			lead := open
			if lead > start && b[lead-1] == '$' {
				lead--
			}
			if lead > start {
				out.add(b[start:lead], s.at+start, lead-start)
			}
			name, _, _ := strings.Cut(string(b[open+1:closing]), ":")
			name = strings.TrimSpace(strings.TrimSuffix(name, "!r"))
			if v, ok := p.resolve(name, s.at); ok {
				out.add([]byte(v), s.at+lead, closing+1-lead)
			} else {
				out.add([]byte("${"+name+"}"), s.at+lead, closing+1-lead)
			}
			start = closing + 1
		}
	}
}

// format fills the marks of a format string (%s, {}, {0}) with the arguments
// that follow: "…" % (a, b), "…".format(a, b), Sprintf("…", a, b), '…' -f a, b.
func (p *page) format(all []quoted, at, hi int, out *joined) int {
	if !bytes.Contains(out.b, []byte("%s")) && !bytes.Contains(out.b, []byte("%d")) && !bytes.Contains(out.b, []byte("%v")) && !bytes.Contains(out.b, []byte("{}")) && !bytes.Contains(out.b, []byte("{0}")) {
		return at
	}
	i := at
	for i < hi && blank(p.text[i]) {
		i++
	}
	rest := p.text[i:hi]
	switch {
	case bytes.HasPrefix(rest, []byte("%")):
		i++
	case bytes.HasPrefix(rest, []byte(".format(")), bytes.HasPrefix(rest, []byte(".Format(")):
		i += len(".format(")
	case bytes.HasPrefix(rest, []byte("-f")):
		i += 2
	case bytes.HasPrefix(rest, []byte(",")):
		i++
	default:
		return at
	}
	var args []*joined
	for i < hi && len(args) < 32 {
		for i < hi && (blank(p.text[i]) || p.text[i] == '(' || p.text[i] == ',') {
			i++
		}
		v := &joined{}
		end, ok := p.operand(all, i, hi, v)
		if !ok {
			break
		}
		i = end
		args = append(args, v)
		for i < hi && blank(p.text[i]) {
			i++
		}
		if i >= hi || p.text[i] != ',' {
			break
		}
	}
	if len(args) == 0 {
		return at
	}
	filled := &joined{}
	next := 0
	for k, s := range out.segs {
		end := len(out.b)
		if k+1 < len(out.segs) {
			end = out.segs[k+1].from
		}
		b := out.b[s.from:end]
		start := 0
		emit := func(to int) {
			if to > start {
				n, at := to-start, s.at
				if s.n == len(b) {
					at += start
				} else {
					n = s.n
				}
				filled.add(b[start:to], at, n)
			}
		}
		for x := 0; x+1 < len(b); {
			n, arg := 0, next
			switch {
			case b[x] == '%' && (b[x+1] == 's' || b[x+1] == 'd' || b[x+1] == 'v'):
				n = 2
			case b[x] == '{' && b[x+1] == '}':
				n = 2
			case b[x] == '{' && digit[b[x+1]] && x+2 < len(b) && b[x+2] == '}':
				n, arg = 3, int(b[x+1]-'0')
			}
			if n == 0 || arg >= len(args) {
				x++
				continue
			}
			emit(x)
			lo, hi := args[arg].place(0, len(args[arg].b))
			filled.add(args[arg].b, lo, hi-lo)
			next++
			x += n
			start = x
		}
		emit(len(b))
	}
	*out = *filled
	return i
}

package source

import (
	"bytes"
	"strings"
)

// expr reads an expression: operands and what joins them.
func (r *reader) expr(inside bool) Value {
	r.skip(inside)
	start := r.at
	if r.depth > maxDepth {
		return Value{Start: start, End: start}
	}
	r.depth++
	defer func() { r.depth-- }()
	v := r.operand(inside)
	if r.at == start {
		return v
	}
	for r.fuel > 0 {
		r.fuel -= 2
		at := r.at
		r.skip(inside)
		newline := bytes.IndexByte(r.src[at:r.at], '\n') >= 0
		if !inside && r.peek() == '\n' { // the next line may go on with an operator
			r.skip(true)
			if !r.goesOn() {
				r.at = at
				return v
			}
			newline = true
		}
		joined, ok := r.operator(v, inside, newline)
		if !ok {
			r.at = at
			return v
		}
		v = joined
		v.Start, v.End = start, r.at
	}
	return v
}

// goesOn reports whether a line that begins here goes on with the one before.
func (r *reader) goesOn() bool {
	switch c := r.peek(); c {
	case '.':
		return isName(r.next(1)) || r.d.dot || r.next(1) == '.'
	case '+':
		return r.next(1) != '+' && r.next(1) != '='
	case '&':
		return r.d.amp
	case '?':
		return true
	case '|':
		return r.next(1) == '|'
	case '"':
		return r.d.name == "c" || r.d.name == "cpp"
	}
	return false
}

// operator reads one operator and its right operand, and what both give.
func (r *reader) operator(v Value, inside, newline bool) (Value, bool) {
	c, n := r.peek(), r.next(1)
	right := func(skip int) Value {
		r.at += skip
		r.skip(true)
		return r.operand(inside)
	}
	switch {
	case c == '+' && n != '=' && n != '+':
		return r.add(r.known(v), r.known(right(1))), true
	case c == '.' && n == '.' && (r.d.name == "lua"):
		return r.add(r.known(v), r.known(right(2))), true
	case c == '.' && r.d.dot && n != '=':
		return r.add(r.known(v), r.known(right(1))), true
	case c == '&' && r.d.amp && n != '=' && n != '&':
		return r.add(r.known(v), r.known(right(1))), true
	case c == '.' && isName(n): // a chain over lines
		return r.postfix(v, inside), true
	case c == '|' && n == '|', c == '?' && n == '?' && r.next(2) != '=':
		return r.either(r.known(v), r.known(right(2))), true
	case c == '?' && n == ':':
		return r.either(r.known(v), r.known(right(2))), true
	case c == '/' && n == '/' && r.d.name == "perl":
		return r.either(r.known(v), r.known(right(2))), true
	case c == 'o' && r.word() == "or" && !newline:
		return r.either(r.known(v), r.known(right(2))), true
	case c == '&' && n == '&':
		return r.known(right(2)), true
	case c == '?' && n != '.':
		r.at++
		was := r.at
		a := r.known(r.expr(inside))
		if r.at == was { // f()?
			return v, true
		}
		r.skip(true)
		if r.peek() != ':' {
			return a, true
		}
		r.at++
		b := r.known(r.expr(inside))
		if a.Kind == Unknown {
			return b, true
		}
		return a, true
	case c == '%' && n != '=' && v.Kind != List:
		left := r.known(v)
		if left.Kind != Text || v.path != "" && !strings.Contains(r.str(left), "%") {
			return Value{}, false
		}
		args := r.known(right(1))
		return r.fill(left, r.arguments(args)), true
	case c == '-' && r.d.name == "powershell":
		return r.dashed(r.known(v), inside)
	case (c == '=' || c == '!') && n == '=', c == '<' && n == '=', c == '>' && n == '=':
		right(2)
		return Value{}, true
	case (c == '*' || c == '/') && n != '=' && n != '/' && n != '*' && v.Kind != List && !newline && v.path == "":
		w := r.known(right(1))
		if c == '/' && v.Kind == Text && w.Kind == Text { // Path("a") / "b"
			return r.add(r.add(v, r.literal("/", r.at)), w), true
		}
		return Value{}, true
	case (c == '"' || c == '\'' && r.d.name == "python") && v.Kind == Text && v.path == "" && r.d.besides(newline, inside):
		// "a" "b": literals side by side are one
		if r.at > 0 && r.src[r.at-1] == c { // "a""b"
			return Value{}, false
		}
		w := r.operand(inside)
		if w.Kind != Text {
			return Value{}, false
		}
		return r.add(v, w), true
	case isName(c) && v.Kind == Text && v.path == "" && (r.d.name == "c" || r.d.name == "cpp") && !newline: // "a" POOL "b"
		return r.add(v, r.known(r.operand(inside))), true
	}
	return Value{}, false
}

// dashed reads the operators of PowerShell that begin with a dash.
func (r *reader) dashed(v Value, inside bool) (Value, bool) {
	at := r.at
	r.at++
	w := strings.ToLower(r.word())
	r.at += len(w)
	switch w {
	case "f":
		args := []Value{}
		for {
			r.skip(true)
			args = append(args, r.known(r.operand(inside)))
			r.skip(false)
			if r.peek() != ',' || len(args) > 32 {
				break
			}
			r.at++
		}
		if len(args) == 1 {
			args = r.arguments(args[0])
		}
		return r.fill(v, args), true
	case "join":
		r.skip(true)
		sep := r.known(r.operand(inside))
		return r.joinList(v, sep.String()), true
	case "replace", "split", "creplace", "ireplace":
		r.skip(true)
		a := r.known(r.operand(inside))
		r.skip(false)
		if r.peek() == ',' {
			r.at++
			r.skip(true)
			return r.replace(v, a.String(), r.known(r.operand(inside)).String()), true
		}
		return v, true
	}
	r.at = at
	return Value{}, false
}

// prefixes that may stand before a quote.
func isPrefix(w string) bool {
	if len(w) == 0 || len(w) > 2 {
		return false
	}
	for i := range len(w) {
		if strings.IndexByte("fFrRbBuUL", w[i]) < 0 {
			return false
		}
	}
	return true
}

// skipped are words before an operand that do not change what it is.
var skipped = map[string]bool{"new": true, "await": true, "not": true, "typeof": true, "ref": true, "out": true, "mut": true, "const": true, "unsafe": true, "my": true, "our": true, "local": true, "let": true, "var": true, "return": true}

// operand reads a literal, a name with what follows it, or something in brackets.
func (r *reader) operand(inside bool) Value {
	r.skip(inside)
	start := r.at
	r.fuel -= 2
	if r.depth > maxDepth || r.fuel < 0 {
		return Value{}
	}
	r.depth++
	defer func() { r.depth-- }()
	c := r.peek()
	switch {
	case c == '"' || c == '\'' && !r.d.apos || c == '`' && !r.d.backtick:
		if v, ok := r.text(""); ok {
			return r.postfix(v, inside)
		}
		r.at = start + 1
		return Value{Start: start, End: r.at}
	case (c == '$' || c == '@') && r.d.name != "php" && r.d.name != "perl" && (r.next(1) == '"' || (r.next(1) == '$' || r.next(1) == '@') && r.next(2) == '"'):
		n := 1
		if r.next(1) != '"' {
			n = 2
		}
		if r.d.name == "powershell" && (r.next(2) == '\n' || r.next(2) == '\r') {
			return r.psHere()
		}
		prefix := string(r.src[start : start+n])
		r.at += n
		if v, ok := r.text(prefix); ok {
			v.Start = start
			return r.postfix(v, inside)
		}
		r.at = start + 1
		return Value{Start: start, End: r.at}
	case c == '@' && r.next(1) == '\'' && r.d.name == "powershell":
		return r.psHere()
	case (c == '@' || c == '%' || c == '$') && (r.next(1) == '(' || r.next(1) == '{' || r.next(1) == '['):
		r.at++
		v := r.group("", inside)
		v.Start = start
		return r.postfix(v, inside)
	case c == '(' || c == '[' || c == '{':
		if c == '[' && r.d.name == "powershell" {
			if v, ok := r.psType(inside); ok {
				return v
			}
		}
		v := r.group("", inside)
		if c == '(' && v.Kind == List && len(v.Items) == 1 && len(r.src) > 0 && !bytes.HasSuffix(bytes.TrimRight(r.src[start:r.at-1], " \n\r\t"), []byte(",")) {
			w := v.Items[0] // (a) is a
			w.Start, w.End = start, r.at
			v = w
		}
		return r.postfix(v, inside)
	case c == '<' && r.next(1) == '<':
		if v, ok := r.here(); ok {
			return v
		}
		r.at = start
		return Value{}
	case (c == '!' || c == '*' || c == '&' && !r.d.amp || c == '~' || c == '-' || c == '\\') && (isName(r.next(1)) || r.next(1) == '$' || r.next(1) == '@' || r.next(1) == '(' || r.next(1) == '['):
		r.at++
		if c == '&' && r.next(0) == '\'' {
			r.at++
		}
		v := r.operand(inside)
		if c == '!' {
			return Value{Start: start, End: r.at}
		}
		v.Start = start
		return v
	case c == '%' && (r.next(1) == 'w' || r.next(1) == 'W' || r.next(1) == 'i') && r.d.name == "ruby" && strings.IndexByte("[({<|", r.next(2)) >= 0:
		r.at += 2
		return r.words()
	case isDigit(c):
		i := r.at
		for i < len(r.src) && (isName(r.src[i]) || r.src[i] == '.' && i+1 < len(r.src) && isDigit(r.src[i+1])) {
			i++
		}
		v := Value{Kind: Text, Start: start, End: i}
		r.piece(&v, strings.ReplaceAll(string(r.src[start:i]), "_", ""), start, i)
		r.at = i
		return v
	case isName(c) || r.d.isSigil(c) && (isName(r.next(1)) || r.next(1) == '$' || r.next(1) == '@'):
		return r.named(inside)
	}
	return Value{Start: start, End: start}
}

// named reads a name and what follows it.
func (r *reader) named(inside bool) Value {
	start := r.at
	for r.at < len(r.src) && r.d.isSigil(r.src[r.at]) {
		r.at++
	}
	w := r.word()
	r.at += len(w)
	if c := r.peek(); isPrefix(w) && (c == '"' || c == '\'' && !r.d.apos) && start+len(w) == r.at {
		if v, ok := r.text(w); ok {
			v.Start = start
			return r.postfix(v, inside)
		}
	}
	if strings.EqualFold(w, "qw") && r.d.name == "perl" && strings.IndexByte("[({</|", r.peek()) >= 0 {
		return r.words()
	}
	lower := strings.ToLower(w)
	if skipped[lower] && (r.peek() == ' ' || r.peek() == '\t') && r.src[start] == w[0] {
		at := r.at
		r.skip(false)
		if c := r.peek(); isName(c) || r.d.isSigil(c) || c == '[' && lower == "new" || c == '"' || c == '(' || c == '{' || c == '@' {
			v := r.operand(inside)
			v.Start = start
			return v
		}
		r.at = at
	}
	if r.d.name == "powershell" && r.peek() == ':' && isName(r.next(1)) { // $env:A
		r.at++
		w = r.word()
		r.at += len(w)
	}
	v := Value{path: w, Start: start, End: r.at}
	switch lower {
	case "true", "false", "null", "none", "nil", "undefined":
		v.path = ""
		v.typ = lower
	}
	return r.postfix(v, inside)
}

// words reads a list of words in brackets: %w[a b], qw(a b).
func (r *reader) words() Value {
	start := r.at
	closing := map[byte]byte{'[': ']', '(': ')', '{': '}', '<': '>'}[r.peek()]
	if closing == 0 {
		closing = r.peek()
	}
	v := Value{Kind: List, Start: start}
	r.at++
	for r.at < len(r.src) && r.src[r.at] != closing && len(v.Items) < maxItems {
		if c := r.src[r.at]; c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			r.at++
			continue
		}
		from := r.at
		for r.at < len(r.src) && r.src[r.at] != closing && strings.IndexByte(" \t\r\n", r.src[r.at]) < 0 {
			r.at++
		}
		w := Value{Kind: Text, Start: from, End: r.at}
		r.piece(&w, string(r.src[from:r.at]), from, r.at)
		v.Items = append(v.Items, r.interpolated(w, false))
	}
	r.at = min(r.at+1, len(r.src))
	v.End = r.at
	return v
}

// psHere reads @" … "@.
func (r *reader) psHere() Value {
	start := r.at
	q := r.next(1)
	end := bytes.Index(r.src[start:], []byte{'\n', q, '@'})
	if end < 0 || end > maxText {
		r.at = start + 2
		return Value{}
	}
	body := start + 2
	if r.src[body] == '\r' {
		body++
	}
	body++
	r.at = start + end + 3
	v := r.content(min(body, start+end), start+end, 0, true, false)
	v.Start, v.End = start, r.at
	if q == '\'' {
		return v
	}
	return r.interpolated(v, false)
}

// psType reads [Type]::Member, or skips the type of a cast.
func (r *reader) psType(inside bool) (Value, bool) {
	start := r.at
	i := r.at + 1
	for i < len(r.src) && (isName(r.src[i]) || r.src[i] == '.' || r.src[i] == '[' && i+1 < len(r.src) && r.src[i+1] == ']' || r.src[i] == ']' && r.src[i-1] == '[') && i-start < 100 {
		i++
	}
	if i == start+1 || i >= len(r.src) || r.src[i] != ']' {
		return Value{}, false
	}
	name := string(r.src[start+1 : i])
	r.at = i + 1
	if r.has("::") {
		return r.postfix(Value{path: name, Start: start, End: r.at}, inside), true
	}
	at := r.at
	r.skip(false)
	if c := r.peek(); c == '$' || c == '@' || c == '(' || c == '"' || c == '\'' || c == '[' {
		v := r.operand(inside)
		v.Start = start
		if v.Kind == Map && v.typ == "" {
			v.typ = name
		}
		return v, true
	}
	r.at = at
	return Value{Start: start, End: at}, true
}

// group reads what stands in brackets: a list, or a mapping if names are set.
func (r *reader) group(typ string, _ bool) Value {
	start := r.at
	open := r.peek()
	closing := map[byte]byte{'(': ')', '[': ']', '{': '}'}[open]
	v := Value{Kind: List, Start: start, typ: typ}
	r.at++
	r.depth++
	defer func() { r.depth-- }()
	keys := 0
	for r.at < len(r.src) && r.fuel > 0 {
		r.skip(true)
		if r.at >= len(r.src) {
			break
		}
		c := r.peek()
		if c == closing {
			break
		}
		if c == ')' || c == ']' || c == '}' { // another bracket's: this one is not closed
			if open != '{' || r.depth > 1 {
				v.End = r.at
				return v
			}
			r.at++
			continue
		}
		if c == ',' || c == ';' {
			r.at++
			continue
		}
		if r.depth > maxDepth {
			r.at++
			r.fuel--
			continue
		}
		at := r.at
		if open == '{' && (r.d.name == "c" || r.d.name == "cpp") && r.define() {
			continue
		}
		item, key := r.entry(at, true)
		if r.at == at {
			r.at++
			continue
		}
		if r.fuel -= itemCost; len(v.Items) < maxItems && (key != "" || item.Kind != Unknown || item.path != "" || open != '{') {
			v.Items = append(v.Items, r.known(item))
			v.Keys = append(v.Keys, key)
			for _, u := range item.Uses {
				v.use(u)
			}
			if key != "" {
				keys++
			}
		}
	}
	r.at = min(r.at+1, len(r.src))
	v.End = r.at
	if keys > 0 && open != '(' || keys > 0 && open == '(' && keys == len(v.Items) {
		v.Kind = Map
		if keys > 1 && len(r.p.Maps) < maxCalls {
			r.p.Maps = append(r.p.Maps, v)
		}
	} else if keys == 0 {
		v.Keys = nil
	}
	return v
}

func (v *Value) use(n int) {
	if len(v.Uses) < maxUses {
		for _, u := range v.Uses {
			if u == n {
				return
			}
		}
		v.Uses = append(v.Uses[:len(v.Uses):len(v.Uses)], n)
	}
}

// known gives the value of a name, or the value itself.
func (r *reader) known(v Value) Value {
	if v.Kind != Unknown || v.path == "" {
		return v
	}
	if w, ok := r.resolve(v.path, v.Start); ok {
		w.Start, w.End = v.Start, v.End
		w.path = v.path
		r.fuel -= 2
		return w
	}
	return v
}

// current is the value of a name as it was set before, not after.
func (r *reader) current(v Value) Value {
	before := r.before
	r.before = nil
	defer func() { r.before = before }()
	return r.known(v)
}

// resolve gives the value of a name at the place being read.
func (r *reader) resolve(path string, _ int) (Value, bool) {
	try := func(p *Program, latest bool) (Value, bool) {
		pick := func(name string) int {
			all := p.by[p.key(name)]
			if len(all) == 0 {
				return -1
			}
			if latest {
				return all[len(all)-1]
			}
			return p.find(name, r.at)
		}
		for _, name := range []string{path, lastName(path)} {
			if n := pick(name); n >= 0 {
				v := p.Bindings[n].Value
				if v.Kind != Unknown {
					if latest {
						v.use(p.Bindings[n].At)
					}
					return v, true
				}
			}
			if i := strings.LastIndexByte(path, '.'); i > 0 && name == path {
				if n := pick(path[:i]); n >= 0 {
					b := p.Bindings[n].Value
					if v, ok := b.Get(path[i+1:]); ok && v.Kind != Unknown {
						if latest {
							v.use(p.Bindings[n].At)
						}
						return v, true
					}
				}
			}
		}
		return Value{}, false
	}
	if v, ok := try(r.p, true); ok {
		return v, true
	}
	if r.before != nil {
		if v, ok := try(r.before, false); ok {
			return v, true
		}
	}
	return Value{}, false
}

// literal is a text that stands at a place without being there.
func (r *reader) literal(s string, at int) Value {
	v := Value{Kind: Text, Start: at, End: at}
	r.piece(&v, s, at, at)
	return v
}

// asText makes a value part of a text: what is not known is told by its name.
func (r *reader) asText(v Value) Value {
	switch v.Kind {
	case Text:
		return v
	case List:
		return r.joinList(v, " ")
	}
	name := lastName(v.path)
	if v.typ != "" {
		name = v.typ
	}
	if name == "" {
		name = "?"
	}
	w := Value{Kind: Text, Start: v.Start, End: v.End, Uses: v.Uses}
	r.piece(&w, "${"+name+"}", v.Start, v.End)
	return w
}

// add joins two texts or two lists.
func (r *reader) add(a, b Value) Value {
	if a.Kind == Unknown && b.Kind == Unknown && a.path == "" && b.path == "" {
		return Value{}
	}
	out := Value{Kind: Text, Start: a.Start, End: b.End}
	if a.Kind == List || b.Kind == List && a.Kind == Unknown {
		out.Kind = List
		for _, v := range []Value{a, b} {
			switch {
			case v.Kind == List:
				r.fuel -= itemCost * len(v.Items)
				if len(out.Items)+len(v.Items) <= maxItems && r.fuel > 0 {
					out.Items = append(out.Items, v.Items...)
				}
			case len(out.Items) < maxItems && r.fuel > 0:
				r.fuel -= itemCost
				out.Items = append(out.Items, v)
			}
		}
	} else {
		for _, v := range []Value{a, b} {
			for _, p := range r.asText(v).Pieces {
				r.piece(&out, p.Text, p.Start, p.End)
			}
		}
	}
	for _, v := range []Value{a, b} {
		for _, u := range v.Uses {
			out.use(u)
		}
	}
	return out
}

// either is the first value if it is known, and otherwise the second.
func (r *reader) either(a, b Value) Value {
	if a.Kind == Unknown || a.Kind == Text && len(a.Pieces) == 0 {
		return b
	}
	return a
}

// joinList puts the items of a list together.
func (r *reader) joinList(v Value, sep string) Value {
	if v.Kind != List {
		return v
	}
	out := Value{Kind: Text, Start: v.Start, End: v.End, Uses: v.Uses}
	for i, item := range v.Items {
		if i > 0 {
			r.piece(&out, sep, item.Start, item.Start)
		}
		if item.Kind == List { // one level is enough for arguments
			item = Value{Kind: Unknown, path: "list", Start: item.Start, End: item.End}
		}
		for _, p := range r.asText(item).Pieces {
			r.piece(&out, p.Text, p.Start, p.End)
		}
		for _, u := range item.Uses {
			out.use(u)
		}
	}
	return out
}

// str is the text of a value, which costs its length.
func (r *reader) str(v Value) string {
	r.fuel -= v.size
	return v.String()
}

func (r *reader) replace(v Value, old, new string) Value {
	if v.Kind != Text || old == "" || len(new) > 1024 {
		return v
	}
	was := r.str(v)
	s := strings.ReplaceAll(was, old, new)
	if s == was {
		return v
	}
	out := Value{Kind: Text, Start: v.Start, End: v.End, Uses: v.Uses}
	r.piece(&out, s, v.Start, v.End)
	return out
}

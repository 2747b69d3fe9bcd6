package source

import (
	"bytes"
	"strings"
)

// fuelPerByte is what a byte of the source may cost, in bytes that are put
// together or kept; it is many times what ordinary sources take.
const fuelPerByte = 24

// reader goes through a source once.
type reader struct {
	src    []byte
	d      *dialect
	p      *Program
	before *Program // what an earlier reading found: names that are set later
	at     int
	depth  int
	fuel   int

	choice  int // which item of a list that is gone through
	choices int // the longest such list
	chosen  int // how many names had an item for the choice
}

// all reads statements to the end.
func (r *reader) all() {
	r.fuel = fuelPerByte*len(r.src) + 1<<20
	for r.at < len(r.src) && r.fuel > 0 {
		was := r.at
		r.statement()
		if r.at == was {
			r.at++
		}
		r.fuel -= 4
	}
}

// skip goes over blanks and comments, and over line ends if lines is set.
func (r *reader) skip(lines bool) {
	for r.at < len(r.src) {
		c := r.src[r.at]
		rest := r.src[r.at:]
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == 0:
			r.at++
			continue
		case c == '\n' && lines:
			r.at++
			continue
		case c == '\\' && len(rest) > 1 && (rest[1] == '\n' || rest[1] == '\r'):
			r.at += 2
			continue
		case c == '`' && r.d.backtick && len(rest) > 1 && (rest[1] == '\n' || rest[1] == '\r'):
			r.at += 2
			if rest[1] == '\r' && len(rest) > 2 && rest[2] == '\n' {
				r.at++
			}
			continue
		case c == '_' && r.d.amp && r.at > 0 && r.src[r.at-1] == ' ' && len(rest) > 1 && (rest[1] == '\n' || rest[1] == '\r' || rest[1] == ' '):
			if n := bytes.IndexByte(rest, '\n'); n >= 0 && len(bytes.TrimSpace(rest[1:n])) == 0 {
				r.at += n + 1
				continue
			}
		case c == '\'' && r.d.apos:
			r.line()
			continue
		case r.d.block && c == '/' && len(rest) > 1 && rest[1] == '*':
			n := bytes.Index(rest[2:], []byte("*/"))
			if n < 0 {
				r.at = len(r.src)
				return
			}
			r.at += n + 4
			continue
		case r.d.name == "powershell" && bytes.HasPrefix(rest, []byte("<#")):
			n := bytes.Index(rest, []byte("#>"))
			if n < 0 {
				r.at = len(r.src)
				return
			}
			r.at += n + 2
			continue
		}
		if mark := r.comment(rest); mark {
			r.line()
			continue
		}
		return
	}
}

// comment reports whether rest begins a comment that goes to the line's end.
func (r *reader) comment(rest []byte) bool {
	for _, m := range r.d.line {
		if !bytes.HasPrefix(rest, []byte(m)) {
			continue
		}
		if m == "#" && len(rest) > 1 && (rest[1] == '{' && r.d.name == "ruby" || r.d.name == "perl" && r.at > 0 && r.src[r.at-1] == '$') {
			return false
		}
		return true
	}
	return false
}

// line goes to the end of the line.
func (r *reader) line() {
	if n := bytes.IndexByte(r.src[r.at:], '\n'); n >= 0 {
		r.at += n
		return
	}
	r.at = len(r.src)
}

func (r *reader) peek() byte {
	if r.at < len(r.src) {
		return r.src[r.at]
	}
	return 0
}

func (r *reader) next(n int) byte {
	if r.at+n < len(r.src) {
		return r.src[r.at+n]
	}
	return 0
}

func (r *reader) has(s string) bool { return bytes.HasPrefix(r.src[r.at:], []byte(s)) }

// word returns the name at the place.
func (r *reader) word() string {
	i := r.at
	for i < len(r.src) && isName(r.src[i]) && i-r.at < 128 {
		i++
	}
	return string(r.src[r.at:i])
}

// statement reads one statement: names that are set, commands without brackets,
// and whatever is called on the way.
func (r *reader) statement() {
	r.skip(true)
	start := r.at
	if start >= len(r.src) {
		return
	}
	if c := r.peek(); c == ';' || c == ',' || c == ')' || c == ']' || c == '}' {
		r.at++
		return
	}
	if (r.d.name == "c" || r.d.name == "cpp" || r.d.name == "nsis" || r.d.name == "innosetup" || r.d.name == "autoit") && r.define() {
		return
	}
	r.entry(start, false)
}

// define reads "#define A value" and "!define A value".
func (r *reader) define() bool {
	rest := r.src[r.at:]
	for _, w := range []string{"#define ", "!define "} {
		if !bytes.HasPrefix(rest, []byte(w)) {
			continue
		}
		start := r.at
		r.at += len(w)
		r.skip(false)
		name := r.word()
		r.at += len(name)
		if name == "" || r.peek() == '(' {
			r.line()
			return true
		}
		r.skip(false)
		v := r.known(r.expr(false))
		r.p.bind(Binding{Name: name, Value: v, At: start})
		return true
	}
	return false
}

// entry reads what may be "a", "a = b", "a: b", "a => b", "T a = b" or "f a, b".
// inside says that commas part entries, as they do within brackets. The key is
// the name that was set.
func (r *reader) entry(start int, inside bool) (v Value, key string) {
	words := []Value{r.expr(inside)}
	if r.at == start {
		return Value{}, ""
	}
	as := -1
	for len(words) < maxWords {
		at := r.at
		r.skip(false)
		if !r.operandFollows() {
			break
		}
		if w := strings.ToLower(r.word()); w == "as" || w == "if" || w == "unless" || w == "then" || w == "from" {
			if w != "as" {
				break
			}
			as = len(words) - 1
			r.at += 2
			if r.d.name == "php" { // foreach (LIST as $x)
				r.skip(false)
				name := r.expr(true)
				r.through(name.path, words[len(words)-1], start)
				return Value{}, ""
			}
			continue
		}
		if w := r.word(); w == "in" || w == "of" {
			r.at += 2
			list := r.expr(inside)
			r.through(words[len(words)-1].path, list, start)
			return Value{}, ""
		}
		next := r.expr(inside)
		if r.at <= at {
			break
		}
		words = append(words, next)
	}
	name := words[len(words)-1]
	if as >= 0 {
		name = words[as]
	}
	names := []Value{name}
	if !inside {
		at := r.at
		r.skip(false)
		for r.peek() == ',' && len(names) < 64 {
			r.at++
			was := r.at
			names = append(names, r.expr(false))
			if r.at == was {
				break
			}
			r.skip(false)
		}
		if len(names) == 1 {
			r.at = at
		}
	}
	r.skip(false)
	op, n := r.assignment()
	if n == 0 {
		if len(words) > 1 {
			r.bare(words, names[1:], start)
		}
		return words[len(words)-1], ""
	}
	r.at += n
	if op == ":" && !inside { // the heading of a block
		r.skip(false)
		if r.peek() == '\n' {
			return Value{}, ""
		}
	}
	if r.d.name == "go" && strings.HasPrefix(string(r.src[r.at:min(len(r.src), r.at+8)]), " range ") {
		r.at += 7
		list := r.expr(inside)
		r.through(names[len(names)-1].path, list, start)
		return Value{}, ""
	}
	r.skip(true)
	from := r.at
	v = r.expr(inside)
	if op == ":" { // an annotation: a: T = b
		at := r.at
		r.skip(false)
		if r.peek() == '=' && r.next(1) != '=' && r.next(1) != '>' {
			r.at++
			r.skip(true)
			v = r.expr(inside)
		} else {
			r.at = at
		}
	}
	if v.End < from {
		v.End = r.at
	}
	if r.d.name == "powershell" && !inside && len(names) == 1 { // $a = 'x', 'y'
		r.skip(false)
		if r.peek() == ',' {
			v = r.add(Value{Kind: List, Start: v.Start, End: v.Start}, r.known(v))
			for n := 0; r.peek() == ',' && n < maxItems; n++ {
				r.at++
				r.skip(true)
				v = r.add(v, r.known(r.expr(false)))
				r.skip(false)
			}
			v.End = r.at
		}
	}
	if len(names) > 1 { // a, b = x, y
		values := []Value{v}
		for r.skip(false); r.peek() == ',' && len(values) < len(names); r.skip(false) {
			r.at++
			values = append(values, r.expr(false))
		}
		if len(values) == 1 && v.Kind == List {
			values = v.Items
		}
		for i, n := range names {
			if i < len(values) {
				r.set(n, "=", values[i], start, false)
			}
		}
		return v, ""
	}
	if name.Kind == List && v.Kind == List { // (a, b) = (x, y)
		for i, n := range name.Items {
			if i < len(v.Items) {
				r.set(n, "=", v.Items[i], start, false)
			}
		}
		return v, ""
	}
	return r.set(name, op, v, start, inside || op == ":" || op == "=>"), keyOf(name)
}

// keyOf is the name a value may be set under.
func keyOf(v Value) string {
	if v.Kind == Text {
		s := v.String()
		if len(s) > 100 {
			return ""
		}
		return s
	}
	return lastName(v.path)
}

// set binds a name to a value, or to what the operator makes of both.
func (r *reader) set(name Value, op string, v Value, start int, inner bool) Value {
	path := name.path
	if name.Kind == Text && inner {
		path = name.String()
		if strings.ContainsAny(path, " \t\n.:/") {
			return v
		}
	}
	if path == "" {
		return v
	}
	v = r.known(v)
	switch op {
	case "+=", ".=", "&=", "<<":
		old := r.current(Value{path: path, Start: v.Start, End: v.End})
		if old.Kind != Unknown {
			v = r.add(old, v)
		}
	}
	if r.d.name == "terraform" && path == "default" {
		inner = true
	}
	r.p.bind(Binding{Name: path, Value: v, At: start, Inner: inner})
	return v
}

// through binds a name to the items of a list one after the other.
func (r *reader) through(path string, list Value, start int) {
	list = r.known(list)
	if path == "" || list.Kind != List || len(list.Items) == 0 {
		return
	}
	r.choices = max(r.choices, len(list.Items))
	n := r.choice
	if n < len(list.Items) {
		r.chosen++
	} else {
		n = 0
	}
	r.p.bind(Binding{Name: path, Value: r.known(list.Items[n]), At: start, Inner: true})
}

// assignment returns the operator at the place that sets a name, and its length.
func (r *reader) assignment() (string, int) {
	rest := r.src[r.at:]
	for _, op := range []string{"+=", ".=", "&=", ":=", "=>", "||=", "??=", "?=", "<-", "//="} {
		if bytes.HasPrefix(rest, []byte(op)) {
			switch op {
			case ":=", "||=", "??=", "?=", "<-", "//=":
				return "=", len(op)
			}
			return op, len(op)
		}
	}
	switch {
	case len(rest) > 1 && rest[0] == '=' && rest[1] != '=' && rest[1] != '~':
		return "=", 1
	case len(rest) > 1 && rest[0] == ':' && rest[1] != ':' && rest[1] != '/':
		return ":", 1
	case len(rest) > 2 && rest[0] == '<' && rest[1] == '<' && (r.d.name == "ruby"):
		return "<<", 2
	}
	return "", 0
}

// bare records a command without brackets: Shell cmd, 0.
func (r *reader) bare(words, more []Value, start int) {
	first := 0
	for first < len(words)-1 && (words[first].path == "" || lead[strings.ToLower(words[first].path)]) {
		first++
	}
	if first == len(words)-1 {
		return
	}
	args := append(append([]Value{}, words[first+1:]...), more...)
	for i := range args {
		args[i] = r.known(args[i])
	}
	name := words[first].path
	if last := words[len(words)-1]; r.d.name == "cpp" && last.Kind == Text && last.path != "" && !strings.Contains(last.path, ".") { // std::string a("…")
		r.p.bind(Binding{Name: last.path, Value: last, At: start})
		return
	}
	switch strings.ToLower(name) {
	case "set": // Tcl; the key is a word of its own
		if len(words)-first == 3 {
			r.p.bind(Binding{Name: words[first+1].path, Value: args[1], At: start})
			return
		}
	case "variable": // Terraform: variable "name" { default = … }
		if len(args) == 2 && args[0].Kind == Text && args[1].Kind == Map {
			if v, ok := args[1].Get("default"); ok {
				r.p.bind(Binding{Name: args[0].String(), Value: v, At: start})
			}
			return
		}
	}
	r.call(Call{Name: name, Args: args, Start: words[first].Start, End: r.at, Bare: true})
}

// lead are words before the name of what is called.
var lead = map[string]bool{"return": true, "await": true, "call": true, "discard": true, "yield": true, "throw": true, "go": true, "defer": true, "else": true, "do": true, "let": true, "export": true, "public": true, "private": true, "static": true}

func (r *reader) call(c Call) {
	if c.Name != "" && len(r.p.Calls) < maxCalls {
		r.p.Calls = append(r.p.Calls, c)
	}
}

// operandFollows reports whether an operand begins at the place.
func (r *reader) operandFollows() bool {
	c := r.peek()
	return isName(c) || c == '"' || c == '\'' && !r.d.apos || c == '`' && !r.d.backtick || c == '{' || c == '$' || r.d.isSigil(c) || c == '*' && isName(r.next(1)) || c == '&' && !r.d.amp && isName(r.next(1)) || c == '@' && (r.next(1) == '"' || r.next(1) == '{' || r.next(1) == '(')
}

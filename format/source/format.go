package source

import (
	"strings"
)

// interpolated fills in the names that stand in a text: ${a}, $a, #{a}, {$a},
// $(a), and {a} where braces alone do it. What is not known stays, as ${a}.
func (r *reader) interpolated(v Value, braces bool) Value {
	any := false
	for _, p := range v.Pieces {
		if strings.ContainsAny(p.Text, "$#{%@\\") {
			any = true
		}
	}
	if !any {
		return v
	}
	out := Value{Kind: Text, Start: v.Start, End: v.End, Uses: v.Uses}
	for _, p := range v.Pieces {
		exact := len(p.Text) == p.End-p.Start
		put := func(a, b int) {
			if a >= b {
				return
			}
			if exact {
				r.piece(&out, p.Text[a:b], p.Start+a, p.Start+b)
			} else {
				r.piece(&out, p.Text[a:b], p.Start, p.End)
			}
		}
		s, from := p.Text, 0
		for i := 0; i < len(s); {
			name, n, sure := hole(s[i:], braces, r.d)
			if n == 0 {
				i++
				continue
			}
			r.fuel -= n
			w, ok := r.resolve(name, p.Start)
			if def, has := fallback(s[i : i+n]); has && (!ok || w.Kind != Text) {
				w, ok = r.literal(def, p.Start), true
			}
			if !ok || w.Kind == Map {
				if sure { // told in one way, whatever the language
					put(from, i)
					r.piece(&out, "${"+lastName(name)+"}", p.Start, p.End)
					from = i + n
				}
				i += n
				continue
			}
			put(from, i)
			lo, hi := p.Start, p.End
			if exact {
				lo, hi = p.Start+i, p.Start+i+n
			}
			text := r.asText(w).String()
			r.piece(&out, text, lo, hi)
			for _, u := range w.Uses {
				out.use(u)
			}
			i += n
			from = i
		}
		put(from, len(s))
	}
	return out
}

// hole reads the mark of a name at the start of s: the name as a path, the
// length of the mark, and whether it can be nothing else.
func hole(s string, braces bool, d *dialect) (name string, n int, sure bool) {
	if len(s) < 2 {
		return "", 0, false
	}
	inner := func(from int, closing byte) (string, int) {
		depth := 0
		for i := from; i < len(s) && i < from+120; i++ {
			switch c := s[i]; {
			case c == closing && depth == 0:
				return s[from:i], i + 1
			case c == '(' || c == '{' || c == '[':
				depth++
			case c == ')' || c == '}' || c == ']':
				depth--
			case c == '\n':
				return "", 0
			}
		}
		return "", 0
	}
	switch c, next := s[0], s[1]; {
	case c == '$' && next == '{' && len(s) > 2 && s[2] != '{', c == '#' && next == '{', c == '@' && next == '{':
		name, n = inner(2, '}')
		name, _, _ = strings.Cut(name, ":-")
		sure = c != '@'
	case c == '$' && next == '(' && (d.name == "powershell" || d.name == ""):
		name, n = inner(2, ')')
	case c == '\\' && next == '(' && d.name == "swift":
		name, n = inner(2, ')')
		sure = true
	case c == '{' && next == '$':
		name, n = inner(1, '}')
		sure = true
	case c == '{' && braces && next != '{':
		name, n = inner(1, '}')
		if strings.HasPrefix(name, "\"") || strings.ContainsAny(name, " =;\n") {
			return "", 0, false
		}
		if k := strings.IndexAny(name, ":!"); k > 0 {
			name = name[:k]
		}
		sure = true
	case c == '{' && (isName(next) && !isDigit(next)): // "{pool}".format(pool=…)
		name, n = inner(1, '}')
		if k := strings.IndexByte(name, ':'); k > 0 {
			name = name[:k]
		}
		if !isPath(name) {
			return "", 0, false
		}
	case c == '%' && next == '(':
		if name, n = inner(2, ')'); n > 0 && n < len(s) && (s[n] == 's' || s[n] == 'd') {
			n++
		}
	case (c == '$' || c == '@' && d.name == "perl") && (isName(next) && !isDigit(next)):
		i := 1
		for i < len(s) && isName(s[i]) {
			i++
		}
		name, n = s[1:i], i
		switch d.name {
		case "powershell":
			if i < len(s) && s[i] == ':' && (strings.EqualFold(name, "env") || strings.EqualFold(name, "script") || strings.EqualFold(name, "global")) {
				k := i + 1
				for k < len(s) && isName(s[k]) {
					k++
				}
				name, n = s[i+1:k], k
			}
		case "perl":
			for i < len(s) && (s[i] == '{' || strings.HasPrefix(s[i:], "->{")) {
				k := strings.IndexByte(s[i:], '}')
				if k < 0 || k > 60 {
					break
				}
				name += "." + strings.Trim(strings.TrimPrefix(s[i:i+k], "->")[1:], `"' `)
				i += k + 1
				n = i
			}
		case "php":
			if strings.HasPrefix(s[i:], "->") || i < len(s) && s[i] == '[' {
				k := i + 1
				for k < len(s) && (isName(s[k]) || s[k] == '>' || s[k] == '\'') {
					k++
				}
				if i < len(s) && s[i] == '[' && k < len(s) && s[k] == ']' {
					k++
				}
				name, n = s[1:k], k
			}
		}
		sure = d.name == "php" || d.name == "perl" || d.name == "kotlin" || d.name == "groovy"
	default:
		return "", 0, false
	}
	if n == 0 {
		return "", 0, false
	}
	return pathOf(name), n, sure
}

// fallback returns what ${A:-b} stands for where A is not set.
func fallback(mark string) (string, bool) {
	if strings.HasPrefix(mark, "${") && strings.HasSuffix(mark, "}") {
		if _, def, ok := strings.Cut(mark[2:len(mark)-1], ":-"); ok {
			return strings.Trim(def, `"'`), true
		}
	}
	return "", false
}

// isPath reports whether s is a name with members.
func isPath(s string) bool {
	for i := range len(s) {
		if !isName(s[i]) && s[i] != '.' {
			return false
		}
	}
	return s != ""
}

// pathOf makes a path of an expression as it stands in a text: $c['pool'],
// self.pool, env("POOL"), .Values.pool.
func pathOf(s string) string {
	s = strings.TrimSpace(s)
	var b strings.Builder
	for i := 0; i < len(s) && b.Len() < 200; i++ {
		switch c := s[i]; {
		case isName(c):
			b.WriteByte(c)
		case c == '.' || c == '[' || c == '>' || c == '(' || c == '{':
			if b.Len() > 0 && i+1 < len(s) {
				b.WriteByte('.')
			}
		case c == '|' || c == ',' || c == '?':
			i = len(s)
		}
	}
	p := strings.Trim(b.String(), ".")
	for strings.Contains(p, "..") {
		p = strings.ReplaceAll(p, "..", ".")
	}
	for _, end := range []string{".toString", ".to_s", ".ToString", ".trim", ".strip"} {
		p = strings.TrimSuffix(p, end)
	}
	return p
}

// arguments are the values that a format's single operand holds.
func (r *reader) arguments(v Value) []Value {
	if v.Kind == List && v.path == "" || v.Kind == Map {
		return v.Items
	}
	if v.Kind == List {
		return v.Items
	}
	return []Value{v}
}

// fill puts arguments into the marks of a format: %s, %d, %v, {}, {0}.
func (r *reader) fill(v Value, args []Value) Value {
	if v.Kind != Text || len(args) == 0 {
		return v
	}
	r.fuel -= v.size
	out := Value{Kind: Text, Start: v.Start, End: v.End, Uses: v.Uses}
	next := 0
	for _, p := range v.Pieces {
		exact := len(p.Text) == p.End-p.Start
		put := func(a, b int) {
			if a >= b {
				return
			}
			if exact {
				r.piece(&out, p.Text[a:b], p.Start+a, p.Start+b)
			} else {
				r.piece(&out, p.Text[a:b], p.Start, p.End)
			}
		}
		s, from := p.Text, 0
		for i := 0; i < len(s); {
			n, which := mark(s[i:])
			if n == 0 {
				i++
				continue
			}
			if which < 0 {
				which = next
				next++
			}
			if which < len(args) {
				put(from, i)
				for _, q := range r.asText(r.known(args[which])).Pieces {
					r.piece(&out, q.Text, q.Start, q.End)
				}
				for _, u := range args[which].Uses {
					out.use(u)
				}
				from = i + n
			}
			i += n
		}
		put(from, len(s))
	}
	return out
}

// mark reads one mark of a format: its length, and the argument it asks for, -1
// for the next.
func mark(s string) (n, which int) {
	switch {
	case s[0] == '%':
		i := 1
		for i < len(s) && i < 8 && (isDigit(s[i]) || s[i] == '-' || s[i] == '.' || s[i] == 'l' || s[i] == 'h' || s[i] == 'z' || s[i] == '+' || s[i] == '$' || s[i] == '*') {
			i++
		}
		if i < len(s) && strings.IndexByte("sdvqiuSxXc", s[i]) >= 0 {
			if k := strings.IndexByte(s[1:i], '$'); k == 1 { // %1$s
				return i + 1, int(s[1]-'0') - 1
			}
			return i + 1, -1
		}
	case strings.HasPrefix(s, "{}"):
		return 2, -1
	case s[0] == '{' && len(s) > 2 && isDigit(s[1]):
		if k := strings.IndexByte(s[:min(len(s), 10)], '}'); k > 0 {
			if s[2] == '}' || s[2] == ':' || s[2] == ',' || s[2] == '!' {
				return k + 1, int(s[1] - '0')
			}
		}
	case strings.HasPrefix(s, "{:") || strings.HasPrefix(s, "{!"):
		if k := strings.IndexByte(s[:min(len(s), 10)], '}'); k > 0 {
			return k + 1, -1
		}
	}
	return 0, 0
}

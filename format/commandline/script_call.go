package commandline

import (
	"bytes"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// assign carries out NAME=value, NAME+=value, NAME=(a b), NAME[i]=value.
func (x *tracer) assign(a *syntax.Assign, w *world, c scope) {
	if a.Name == nil {
		return
	}
	name := a.Name.Value
	old := w.vars[name]
	if a.Array != nil {
		v := value{many: true}
		if a.Append {
			v.list = slices.Clip(old.list)
			if !old.many && len(old.t.b) > 0 {
				v.list = []value{old}
			}
		}
		for _, e := range a.Array.Elems {
			if e.Value == nil || len(v.list) >= maxWords {
				continue
			}
			if k := key(e.Index); k != "" { // A=([host]=a [port]=1)
				x.set(w, name+"["+k+"]", x.one(e.Value, w, c))
				continue
			}
			for _, f := range x.fields([]*syntax.Word{e.Value}, w, c) {
				v.list = append(v.list, value{t: f.w.t, open: f.open})
			}
		}
		x.set(w, name, v)
		return
	}
	v := x.one(a.Value, w, c)
	if k := key(a.Index); k != "" {
		if _, is := x.get(w, k); !is {
			x.set(w, name+"["+k+"]", v)
			return
		}
	}
	if a.Index != nil {
		i, ok := x.arithm(a.Index, w, c)
		list := slices.Clone(old.list)
		switch {
		case ok && i >= 0 && int(i) < len(list):
			list[i] = v
		case len(list) < maxWords:
			list = append(list, v)
		}
		x.set(w, name, value{many: true, list: list})
		return
	}
	if a.Append {
		if old.many {
			x.set(w, name, value{many: true, list: append(slices.Clip(old.list), v)})
			return
		}
		var m mapped
		m.addAll(old.t)
		m.addAll(v.t)
		if x.s.work -= len(m.b); x.s.work < 0 {
			return
		}
		v = value{t: m, open: old.open + v.open}
	}
	x.set(w, name, v)
}

// key is the name in A[name], "" for a number or an expression.
func key(e syntax.ArithmExpr) string {
	wd, ok := e.(*syntax.Word)
	if !ok || len(wd.Parts) != 1 {
		return ""
	}
	k := wd.Lit()
	if q, ok := wd.Parts[0].(*syntax.DblQuoted); ok && len(q.Parts) == 1 {
		if l, ok := q.Parts[0].(*syntax.Lit); ok {
			k = l.Value
		}
	}
	if q, ok := wd.Parts[0].(*syntax.SglQuoted); ok {
		k = q.Value
	}
	if k == "" || k == "@" || k == "*" || !isNameByte(k[0], true) {
		return ""
	}
	return k
}

// call follows a simple command.
func (x *tracer) call(n *syntax.CallExpr, st *syntax.Stmt, w *world, c scope) []*world {
	lo, hi := nodeSpan(st, c.src)
	c.own = span{}
	if lo < hi {
		a, b := c.src.place(lo, hi)
		c.own = span{int32(a), int32(b)}
	}
	if !c.in { // the outermost statement
		c.from, c.to, c.in = int(c.own.lo), int(c.own.hi), true
	}
	x.miss = nil
	w.last = unknown
	if len(n.Args) == 0 {
		for _, a := range n.Assigns {
			x.assign(a, w, c)
			x.tellShell(a, w, c)
		}
		w.last = yes
		return []*world{w}
	}
	args := x.fields(n.Args, w, c)
	var env []Assign
	for _, a := range n.Assigns {
		if a.Name == nil || a.Value == nil {
			continue
		}
		v := x.one(a.Value, w, c)
		lo, hi := v.t.place(0, len(v.t.b))
		env = append(env, Assign{Name: a.Name.Value, Value: Arg{Text: v.string(), Start: lo, End: hi}})
		if prog := n.Args[0].Lit(); x.funcs[prog] != nil {
			x.set(w, a.Name.Value, v)
		}
	}
	if len(args) == 0 {
		return []*world{w}
	}
	return x.run(args, env, w, c)
}

// run carries out a command whose words are known.
func (x *tracer) run(args []field, env []Assign, w *world, c scope) []*world {
	one := []*world{w}
	name := args[0].text()
	if f := x.funcs[name]; f != nil {
		return x.function(f, args[1:], w, c)
	}
	if all, ok := x.builtin(name, args, w, c); ok {
		return all
	}
	if name == "sudo" || name == "doas" { // sudo tee, sudo bash
		rest := args[1:]
		for len(rest) > 1 && rest[0].w.option() && rest[0].text() != "-u" {
			rest = rest[1:]
		}
		if len(rest) > 0 && asRoot[rest[0].text()] {
			if all, ok := x.builtin(rest[0].text(), rest, w, x.wrapped(c, name)); ok {
				return all
			}
		}
	}
	if program(name) == "crontab" {
		x.crontab(args[1:], w)
	}
	if prog := program(name); interpreters[prog] || name == "." || name == "source" || len(args[0].w.t.b) > 0 && args[0].open == 0 {
		if t, ok := w.read(name); ok { // ./x.sh that was written above
			return x.child(t, name, args[1:], w, c)
		}
	}
	open := 0
	st := statement{env: env}
	for _, a := range args {
		st.words = append(st.words, a.w)
		open += a.open
	}
	if w.in != nil {
		st.here = *w.in
	}
	at, cur := x.at, x.w
	x.at, x.w = c, w
	before := x.s.out
	x.s.out = nil
	x.s.pipelines([]statement{st}, Posix, c.f, c.depth)
	x.collect(c, open)
	x.s.out = before
	x.at, x.w = at, cur
	if w.catch {
		w.loose = true
	}
	return one
}

// asRoot are programs that are followed behind sudo as well.
var asRoot = map[string]bool{"tee": true, "sh": true, "bash": true, "sed": true, "dash": true}

// ofShell reports whether a variable changes what the shell itself or the
// loader does.
func ofShell(name string) bool {
	return strings.HasPrefix(name, "HIST") || name == "LD_PRELOAD" || name == "LD_LIBRARY_PATH" || name == "PROMPT_COMMAND" || name == "HISTORY"
}

// Crontab is the name under which [Document] has the table of cron of the user
// who runs the script: crontab -, crontab FILE.
const Crontab = "crontab -"

// crontab keeps what becomes the table of cron.
func (x *tracer) crontab(args []field, w *world) {
	var from *mapped
	for i := 0; i < len(args); i++ {
		switch t := args[i].text(); {
		case t == "-u":
			i++
		case t == "-" || t == "/dev/stdin":
		case strings.HasPrefix(t, "-"):
			return // -l, -r, -e
		default:
			m, ok := w.read(t)
			if !ok {
				return
			}
			from = &m
		}
	}
	if from == nil {
		from = w.in
	}
	if from != nil && len(from.b) > 0 {
		x.write(w, Crontab, *from, !w.loose, false)
	}
}

// tellShell tells of a variable of the shell's own that is set.
func (x *tracer) tellShell(a *syntax.Assign, w *world, c scope) {
	if a.Name != nil && ofShell(a.Name.Value) {
		x.told(a, []string{"export", a.Name.Value + "=" + w.vars[a.Name.Value].string()}, "", c)
	}
}

// told tells of something that the shell does without a program.
func (x *tracer) told(n syntax.Node, words []string, out string, c scope) {
	lo, hi := nodeSpan(n, c.src)
	if lo >= hi {
		return
	}
	a, b := c.src.place(lo, hi)
	c.own = span{int32(a), int32(b)}
	if !c.in {
		c.from, c.to, c.in = a, b, true
	}
	cmd := Command{Start: a, End: b, Wrappers: c.f.wrappers, Shell: Posix, Output: out}
	for _, w := range words {
		cmd.Argv = append(cmd.Argv, Arg{Text: w, Start: a, End: b})
	}
	x.miss = nil
	before := x.s.out
	x.s.out = []Command{cmd}
	x.collect(c, 0)
	x.s.out = before
}

var interpreters = map[string]bool{"sh": true, "bash": true, "dash": true, "ash": true, "zsh": true, "ksh": true}

// function follows the body of a function with its arguments.
func (x *tracer) function(f *function, args []field, w *world, c scope) []*world {
	f.called = true
	old, known := w.args, w.known
	w.args, w.known = nil, true
	for _, a := range args {
		w.args = append(w.args, value{t: a.w.t, open: a.open})
	}
	s := f.scope
	s.f, s.depth = c.f, c.depth+1
	s.pipe, s.out = c.pipe, c.out
	s.nest = c.nest // a function that calls itself ends
	s.chain = c.chain*31 + uint64(c.from) + 1
	out := x.stmt(f.body, []*world{w}, s)
	for _, v := range out {
		v.args, v.known = old, known
	}
	return out
}

// child follows a script that was written before, or a string that is run as
// one, in a state of its own.
func (x *tracer) child(t mapped, name string, args []field, w *world, c scope) []*world {
	for i := range w.files {
		if sameFile(w.files[i].name, name) {
			w.files[i].ran = true
		}
	}
	k := w.fork()
	k.args, k.known = nil, len(args) > 0
	for _, a := range args {
		k.args = append(k.args, value{t: a.w.t, open: a.open})
	}
	x.keep(x.source(t, []*world{k}, x.wrapped(c, name)))
	return []*world{w}
}

// text is what a wrapper runs: sh -c, su -c, screen -dm …
func (x *tracer) text(t mapped, f frame, depth int) {
	if x.w == nil {
		return
	}
	c := x.at
	c.f, c.depth = f, depth
	before := x.s.out
	x.s.out = nil
	miss := x.miss
	x.keep(x.source(t, []*world{x.w.fork()}, c))
	x.miss = miss
	x.s.out = before
}

// plain joins words with a blank.
func plainFields(args []field) (m mapped, open int) {
	for i, a := range args {
		if i > 0 {
			m.add(' ', span{int32(a.w.start), int32(a.w.start)})
		}
		m.addAll(a.w.t)
		open += a.open
	}
	return m, open
}

// builtin carries out what the shell itself does, and programs whose output
// their arguments tell.
func (x *tracer) builtin(name string, args []field, w *world, c scope) ([]*world, bool) {
	one := []*world{w}
	rest := args[1:]
	switch name {
	case ":", "true":
		w.last = yes
		return one, c.out == "" // : > FILE empties it
	case "false":
		w.last = no
	case "[", "test":
		w.last = x.bracket(rest)
		return one, name == "test" || w.last != unknown // what is looked for is not run
	case "echo", "print":
		x.echo(rest, w)
		return one, true
	case "printf":
		x.printf(rest, w)
		return one, true
	case "export", "local", "declare", "readonly", "typeset", "setenv", "alias", "setvar":
		if name == "setenv" && len(rest) == 2 {
			x.set(w, rest[0].text(), value{t: rest[1].w.t, open: rest[1].open})
		}
		for _, a := range rest {
			if k := nameEnd(a.w.t.b, 0); k > 0 && k < len(a.w.t.b) && a.w.t.b[k] == '=' {
				v := value{t: a.w.t.sub(k+1, len(a.w.t.b)), open: a.open}
				if name == "alias" {
					x.alias(string(a.w.t.b[:k]), v.t, c)
					continue
				}
				x.set(w, string(a.w.t.b[:k]), v)
			}
		}
	case "unset":
		for _, a := range rest {
			x.unset(w, a.text())
		}
		return one, len(rest) == 0 || !ofShell(rest[0].text())
	case "set":
		if len(rest) > 0 && rest[0].text() == "--" {
			w.args, w.known = nil, true
			for _, a := range rest[1:] {
				w.args = append(w.args, value{t: a.w.t, open: a.open})
			}
			return one, true
		}
		return one, false
	case "shift":
		n := 1
		if len(rest) > 0 {
			if v, ok := number(rest[0].text()); ok {
				n = int(max(0, min(v, maxWords)))
			}
		}
		w.args = w.args[min(n, len(w.args)):]
	case "read":
		asks := w.in == nil && len(rest) > 0 && rest[0].w.option()
		return one, x.readLine(rest, w) && !asks
	case "eval":
		t, _ := plainFields(rest)
		s := x.wrapped(c, "eval")
		return x.source(t, one, s), true
	case ".", "source":
		if len(rest) > 0 {
			if t, ok := w.read(rest[0].text()); ok {
				return x.source(t, one, x.wrapped(c, name)), true
			}
		}
		return one, false
	case "trap":
		if len(rest) > 1 {
			x.keep(x.source(rest[0].w.t, []*world{w.fork()}, x.wrapped(c, name)))
		}
	case "base64", "xxd", "openssl", "basenc", "uudecode", "certutil":
		return one, x.decoder(name, rest, w)
	case "cat", "tee", "cut", "tr", "rev", "head", "tail", "awk", "shuf", "sort", "tac":
		return one, x.filter(name, rest, w)
	case "sed":
		return one, x.sed(rest, w)
	case "xargs":
		if w.in == nil || w.loose || len(rest) == 0 || rest[0].text() == "-0" || strings.HasPrefix(rest[0].text(), "-I") {
			return one, false
		}
		for len(rest) > 1 && rest[0].w.option() {
			n := 1
			if t := rest[0].text(); len(t) == 2 && strings.IndexByte("nPLsd", t[1]) >= 0 {
				n = 2
			}
			rest = rest[min(n, len(rest)-1):]
		}
		rest = slices.Clip(rest)
		g := &gather{}
		x.insert(g, value{t: *w.in}, lastSpan(*w.in), false)
		g.end(lastSpan(*w.in))
		for _, f := range g.out {
			f.w.start, f.w.end = f.w.t.place(0, len(f.w.t.b))
			rest = append(rest, f)
		}
		in := w.in
		w.in = nil
		out := x.run(rest, nil, w, x.wrapped(c, "xargs"))
		for _, v := range out {
			v.in = in
		}
		return out, true
	case "sh", "bash", "dash", "ash", "zsh", "ksh":
		script := rest
		for len(script) > 0 && script[0].w.option() && script[0].text() != "-c" && script[0].text() != "-s" {
			script = script[1:]
		}
		switch {
		case len(script) > 0 && script[0].text() == "-s" || len(script) == 0:
			if w.in != nil && len(w.in.b) > 0 {
				if len(script) > 0 {
					script = script[1:]
				}
				if len(script) > 0 && script[0].text() == "--" {
					script = script[1:]
				}
				return x.child(*w.in, name, script, w, c), true
			}
		case script[0].text() == "-c" && len(script) > 2: // sh -c '… $1' name arg
			k := w.fork()
			k.args, k.known = nil, true
			x.set(k, "0", value{t: script[2].w.t, open: script[2].open})
			for _, a := range script[min(3, len(script)):] {
				k.args = append(k.args, value{t: a.w.t, open: a.open})
			}
			x.keep(x.source(script[1].w.t, []*world{k}, x.wrapped(c, name+" -c")))
			return one, true
		default:
			if t, ok := w.read(script[0].text()); ok {
				return x.child(t, script[0].text(), script[1:], w, c), true
			}
		}
		return one, false
	default:
		return nil, false
	}
	return one, true
}

// alias makes a name stand for a command.
func (x *tracer) alias(name string, t mapped, c scope) {
	if x.parse -= len(t.b) + 16; x.parse < 0 || len(x.funcs) >= maxCommands {
		return
	}
	var m mapped
	m.addAll(t)
	m.addString(` "$@"`, lastSpan(t))
	p := syntax.NewParser(syntax.Variant(syntax.LangBash))
	f, err := p.Parse(bytes.NewReader(m.b), "")
	if err != nil || len(f.Stmts) != 1 {
		return
	}
	c.src, c.nest = m, 0
	x.funcs[name] = &function{body: f.Stmts[0], scope: c, at: len(x.funcs)}
}

// bracket says what is known of a condition in [ ].
func (x *tracer) bracket(args []field) verdict {
	if n := len(args); n > 0 && args[n-1].text() == "]" {
		args = args[:n-1]
	}
	not := false
	if len(args) > 1 && args[0].text() == "!" {
		not, args = true, args[1:]
	}
	v := unknown
	open := 0
	for _, a := range args {
		open += a.open
	}
	switch {
	case open > 0:
	case len(args) == 1 && args[0].text() != "-n" && args[0].text() != "-z":
		v = truth(true, len(args[0].w.t.b) > 0)
	case len(args) == 2 && args[0].text() == "-z" || len(args) == 1 && args[0].text() == "-z":
		v = truth(true, len(args) == 1 || len(args[1].w.t.b) == 0)
	case len(args) == 2 && args[0].text() == "-n" || len(args) == 1 && args[0].text() == "-n":
		v = truth(true, len(args) == 2 && len(args[1].w.t.b) > 0)
	case len(args) == 3:
		a, b := args[0].text(), args[2].text()
		switch op := args[1].text(); op {
		case "=", "==":
			v = truth(true, a == b)
		case "!=":
			v = truth(true, a != b)
		default:
			v = compare(op, a, b)
		}
	}
	if not && v != unknown {
		return yes + no - v
	}
	return v
}

// echo writes its arguments.
func (x *tracer) echo(args []field, w *world) {
	newline, escapes := true, false
	for len(args) > 0 {
		t := args[0].text()
		if len(t) < 2 || t[0] != '-' || strings.Trim(t[1:], "neE") != "" {
			break
		}
		newline = newline && strings.IndexByte(t, 'n') < 0
		escapes = escapes || strings.IndexByte(t, 'e') > 0
		args = args[1:]
	}
	m, open := plainFields(args)
	if escapes {
		m = unescaped(m)
	}
	if newline {
		m.add('\n', lastSpan(m))
	}
	w.last = yes
	x.print(w, m, open > 0 && !tellsAnyway(m.b))
}

// tellsAnyway: a text of some length is worth reading though a part of it, such
// as $(hostname), is not known.
func tellsAnyway(b []byte) bool { return len(b) > 40 }

// unescaped undoes \n, \t, \" … as echo -e and printf do.
func unescaped(t mapped) mapped {
	if bytes.IndexByte(t.b, '\\') < 0 {
		return t
	}
	var m mapped
	for i := 0; i < len(t.b); {
		n, c := escape(t.b[i:])
		m.add(c, span{t.span(i).lo, t.span(i + n - 1).hi})
		i += n
	}
	return m
}

// escape reads one character, which may be escaped, and its length.
func escape(b []byte) (n int, c byte) {
	if b[0] != '\\' || len(b) < 2 {
		return 1, b[0]
	}
	switch c := b[1]; {
	case c == 'x' && len(b) > 2 && digit(b[2]) >= 0:
		v, n := digit(b[2]), 3
		if len(b) > 3 && digit(b[3]) >= 0 {
			v, n = v*16+digit(b[3]), 4
		}
		return n, byte(v)
	case c >= '0' && c <= '7':
		v, n := 0, 1
		for n < len(b) && n < 5 && b[n] >= '0' && b[n] <= '7' {
			v = v*8 + int(b[n]-'0')
			n++
		}
		return n, byte(v)
	case c == '"' || c == '\\' || c == '\'' || c == '/':
		return 2, c
	default:
		if e, ok := ansiEscapes[c]; ok {
			return 2, e
		}
	}
	return 1, '\\'
}

// printf writes its arguments in the form that the first one gives.
func (x *tracer) printf(args []field, w *world) {
	into := ""
	if len(args) > 2 && args[0].text() == "-v" {
		into, args = args[1].text(), args[2:]
	}
	if len(args) > 0 && args[0].text() == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return
	}
	f, rest := args[0].w.t, args[1:]
	open := args[0].open
	var m mapped
	for turn := 0; turn < maxTurns; turn++ {
		used := false
		for i := 0; i < len(f.b); {
			if f.b[i] == '%' && i+1 < len(f.b) {
				j := i + 1
				for j < len(f.b) && strings.IndexByte("-+ #0123456789.l", f.b[j]) >= 0 {
					j++
				}
				if j >= len(f.b) {
					break
				}
				verb := f.b[j]
				at := span{f.span(i).lo, f.span(j).hi}
				i = j + 1
				if verb == '%' {
					m.add('%', at)
					continue
				}
				used = true
				if len(rest) == 0 {
					continue
				}
				v := rest[0]
				rest = rest[1:]
				open += v.open
				if verb == 'b' {
					v.w.t = unescaped(v.w.t)
				}
				if x.s.work -= len(v.w.t.b); x.s.work < 0 {
					return
				}
				m.addAll(v.w.t)
				continue
			}
			n, c := escape(f.b[i:])
			m.add(c, span{f.span(i).lo, f.span(i + n - 1).hi})
			i += n
		}
		if len(rest) == 0 || !used {
			break
		}
	}
	w.last = yes
	if into != "" {
		x.set(w, into, value{t: m, open: open})
		return
	}
	x.print(w, m, open > 0 && !tellsAnyway(m.b))
}

// readLine carries out read.
func (x *tracer) readLine(args []field, w *world) bool {
	var names []string
	for i := 0; i < len(args); i++ {
		t := args[i].text()
		if len(t) > 1 && t[0] == '-' {
			if strings.IndexByte("pdntuNi", t[len(t)-1]) >= 0 {
				i++
			}
			continue
		}
		names = append(names, t)
	}
	if w.in == nil {
		return true // a person's answer: what the text says stays
	}
	if len(names) == 0 {
		names = []string{"REPLY"}
	}
	if len(w.in.b) == 0 {
		w.last = no
		return true
	}
	line, left := *w.in, w.in.sub(len(w.in.b), len(w.in.b))
	if k := bytes.IndexByte(w.in.b, '\n'); k >= 0 {
		line, left = w.in.sub(0, k), w.in.sub(k+1, len(w.in.b))
	}
	w.in = &left
	sep := " \t"
	if v, ok := w.vars["IFS"]; ok && v.open == 0 {
		sep = v.string()
	}
	t := line.trim()
	for i, n := range names {
		k := bytes.IndexAny(t.b, sep)
		if i == len(names)-1 || k < 0 || sep == "" {
			k = len(t.b)
		}
		x.set(w, n, value{t: t.sub(0, k)})
		t = t.sub(min(k+1, len(t.b)), len(t.b))
		if strings.TrimSpace(sep) == "" {
			t = t.trim()
		}
	}
	w.last = yes
	return true
}

package commandline

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"

	"mvdan.cc/sh/v3/syntax"
)

// span of a node in the text it was parsed from.
func nodeSpan(n syntax.Node, t mapped) (int, int) {
	lo := min(int(n.Pos().Offset()), len(t.b))
	hi := min(int(n.End().Offset()), len(t.b))
	return lo, max(lo, hi)
}

func (x *tracer) stmts(list []*syntax.Stmt, ws []*world, c scope) []*world {
	for _, st := range list {
		ws = x.stmt(st, ws, c)
	}
	return ws
}

// stmt follows one statement in every state.
func (x *tracer) stmt(st *syntax.Stmt, ws []*world, c scope) []*world {
	if c.nest++; st == nil || c.nest > maxSyntax || c.depth > maxCalls {
		return ws
	}
	if x.steps += len(ws); x.steps > maxSteps || x.s.work < 0 {
		return ws
	}
	if len(st.Redirs) == 0 {
		return x.merge(x.command(st.Cmd, st, ws, c))
	}
	var out []*world
	for _, w := range ws {
		out = append(out, x.redirected(st, w, c)...)
	}
	return x.merge(out)
}

// redirected follows a statement whose input or output is a file.
func (x *tracer) redirected(st *syntax.Stmt, w *world, c scope) []*world {
	in, out, catch, loose := w.in, w.out, w.catch, w.loose
	target, add, lost, socket := "", false, false, ""
	for _, r := range st.Redirs {
		n := ""
		if r.N != nil {
			n = r.N.Value
		}
		switch r.Op {
		case syntax.Hdoc, syntax.DashHdoc:
			t := x.document(r, w, c)
			w.in = &t
		case syntax.WordHdoc:
			t := x.one(r.Word, w, c).t
			t = mapped{b: append([]byte(nil), t.b...), at: spans(t)}
			t.add('\n', lastSpan(t))
			w.in = &t
		case syntax.RdrIn, syntax.RdrInOut:
			w.in = nil
			name := x.one(r.Word, w, c).string()
			if isSocket(name) {
				socket = name
			}
			if n == "" || n == "0" {
				if t, ok := w.read(name); ok {
					w.in = &t
				}
			}
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.RdrAll, syntax.AppAll, syntax.DplOut:
			name := x.one(r.Word, w, c).string()
			if isSocket(name) {
				socket = name
			}
			switch {
			case n != "" && n != "1":
			case r.Op == syntax.DplOut && (name == "1" || name == "2" || name == "-"):
				lost = lost || name == "2"
			default:
				target, add, lost = name, r.Op == syntax.AppOut || r.Op == syntax.AppAll, true
			}
		}
	}
	if lost {
		w.out, w.catch, w.loose = mapped{}, target != "" && !strings.HasPrefix(target, "/dev/null"), false
	}
	if lost {
		c.out, c.pipe = target, nil
	}
	if socket != "" {
		c.out = socket
	}
	all := []*world{w}
	switch {
	case st.Cmd != nil:
		all = x.command(st.Cmd, st, all, c)
	case lost && target != "" && !add: // > FILE empties it
		x.told(st, []string{":"}, target, c)
	}
	for _, w := range all {
		if lost {
			if w.catch && (len(w.out.b) > 0 || !w.loose && !add) {
				x.write(w, target, w.out, !add, false)
			}
			w.out, w.catch, w.loose = out, catch, loose
		}
		w.in = in
	}
	return all
}

// isSocket reports whether a name of a file is what bash makes a connection of.
func isSocket(name string) bool {
	return strings.HasPrefix(name, "/dev/tcp/") || strings.HasPrefix(name, "/dev/udp/")
}

// startsProgram reports whether a word before a command may be its program:
// no option, no NAME=value, no % or {} of xargs.
func startsProgram(word string) bool {
	return word[0] != '-' && strings.IndexByte(word, '=') < 0 && strings.ContainsFunc(word, unicode.IsLetter)
}

// pipeNames are the programs that a statement on the right of a pipe starts.
func pipeNames(st *syntax.Stmt) []string {
	var out []string
	n := 0
	syntax.Walk(st, func(node syntax.Node) bool {
		if n++; n > 64 || len(out) >= maxPipe {
			return false
		}
		switch c := node.(type) {
		case *syntax.CallExpr:
			for _, a := range c.Args {
				word := a.Lit()
				if word == "" && len(a.Parts) == 1 {
					if p, ok := a.Parts[0].(*syntax.ParamExp); ok && p.Param != nil && p.Param.Value == "SHELL" {
						word = "sh"
					}
				}
				if word == "" {
					break
				}
				if name := program(word); startsProgram(word) && !passes[name] {
					out = append(out, name)
					break
				}
			}
			return false
		case *syntax.CmdSubst, *syntax.ProcSubst:
			return false
		}
		return true
	})
	return out
}

// document is the text of a here-document.
func (x *tracer) document(r *syntax.Redirect, w *world, c scope) mapped {
	var m mapped
	if r.Hdoc == nil {
		return m
	}
	v := x.hereDoc(r.Hdoc, r.Op == syntax.DashHdoc, quotedWord(r.Word), w, c)
	if n := len(v.t.b); n > 0 { // the parser leaves the closing mark in
		line := bytes.LastIndexByte(v.t.b[:n-1], '\n') + 1
		if mark := r.Word.Lit(); mark != "" && string(bytes.TrimSpace(v.t.b[line:])) == mark || quotedWord(r.Word) && string(bytes.TrimSpace(v.t.b[line:])) == unquotedMark(r.Word) {
			v.t = v.t.sub(0, line)
		}
	}
	m.addAll(v.t)
	return m
}

func unquotedMark(w *syntax.Word) string {
	var b strings.Builder
	for _, p := range w.Parts {
		switch p := p.(type) {
		case *syntax.SglQuoted:
			b.WriteString(p.Value)
		case *syntax.DblQuoted:
			for _, q := range p.Parts {
				if l, ok := q.(*syntax.Lit); ok {
					b.WriteString(l.Value)
				}
			}
		case *syntax.Lit:
			b.WriteString(strings.ReplaceAll(p.Value, `\`, ""))
		}
	}
	return b.String()
}

func quotedWord(w *syntax.Word) bool {
	if w == nil {
		return false
	}
	for _, p := range w.Parts {
		switch p := p.(type) {
		case *syntax.SglQuoted, *syntax.DblQuoted:
			return true
		case *syntax.Lit:
			if strings.IndexByte(p.Value, '\\') >= 0 {
				return true
			}
		}
	}
	return false
}

// command follows a command in every state.
func (x *tracer) command(cmd syntax.Command, st *syntax.Stmt, ws []*world, c scope) []*world {
	switch n := cmd.(type) {
	case *syntax.CallExpr:
		return x.each(ws, func(w *world) []*world { return x.call(n, st, w, c) })
	case *syntax.Block:
		return x.stmts(n.Stmts, ws, c)
	case *syntax.Subshell:
		return x.stmts(n.Stmts, ws, c)
	case *syntax.IfClause:
		return x.branch(n, ws, c)
	case *syntax.WhileClause:
		return x.while(n, ws, c)
	case *syntax.ForClause:
		return x.each(ws, func(w *world) []*world { return x.loop(n, w, c) })
	case *syntax.CaseClause:
		return x.each(ws, func(w *world) []*world { return x.cases(n, w, c) })
	case *syntax.BinaryCmd:
		return x.binary(n, ws, c)
	case *syntax.FuncDecl:
		if n.Name != nil && n.Body != nil && len(x.funcs) < maxCommands {
			s := c
			s.in, s.nest = false, 0
			x.funcs[n.Name.Value] = &function{body: n.Body, scope: s, at: len(x.funcs)}
		}
	case *syntax.DeclClause:
		return x.each(ws, func(w *world) []*world {
			for _, a := range n.Args {
				if !a.Naked {
					x.assign(a, w, c)
					x.tellShell(a, w, c)
				}
			}
			return []*world{w}
		})
	case *syntax.ArithmCmd:
		return x.each(ws, func(w *world) []*world {
			v, ok := x.arithm(n.X, w, c)
			w.last = truth(ok, v != 0)
			return []*world{w}
		})
	case *syntax.LetClause:
		return x.each(ws, func(w *world) []*world {
			for _, e := range n.Exprs {
				x.arithm(e, w, c)
			}
			return []*world{w}
		})
	case *syntax.TestClause:
		return x.each(ws, func(w *world) []*world {
			w.last = x.test(n.X, w, c, 0)
			return []*world{w}
		})
	case *syntax.TimeClause:
		return x.stmt(n.Stmt, ws, c)
	case *syntax.CoprocClause:
		return x.stmt(n.Stmt, ws, c)
	}
	return ws
}

func truth(known, v bool) verdict {
	switch {
	case !known:
		return unknown
	case v:
		return yes
	}
	return no
}

// each follows something in every state, once for every choice there is to make.
func (x *tracer) each(ws []*world, f func(*world) []*world) []*world {
	if !x.random {
		if len(ws) == 1 {
			return f(ws[0])
		}
		var out []*world
		for _, w := range ws {
			out = append(out, f(w)...)
		}
		return out
	}
	var out []*world
	for _, w := range ws {
		outer := x.choice
		x.choice = chooser{}
		for range maxVariants {
			x.choice.at = 0
			keep := w.fork()
			out = append(out, f(w)...)
			w = keep
			if !x.choice.next() {
				break
			}
		}
		x.choice = outer
	}
	return out
}

// chooser goes through the values that an expansion may have, where the text
// does not say which: ${POOLS[$RANDOM % 3]}.
type chooser struct {
	picked, of []int
	at         int
}

func (c *chooser) pick(n int) int {
	if n < 2 || len(c.picked) >= 4 && c.at >= len(c.picked) {
		return 0
	}
	if c.at == len(c.picked) {
		c.picked, c.of = append(c.picked, 0), append(c.of, n)
	}
	c.at++
	return min(c.picked[c.at-1], n-1)
}

func (c *chooser) next() bool {
	for i := len(c.picked) - 1; i >= 0; i-- {
		if c.picked[i]++; c.picked[i] < c.of[i] {
			c.picked, c.of = c.picked[:i+1], c.of[:i+1]
			return true
		}
	}
	return false
}

// split parts the states by what the last command may have given.
func split(ws []*world) (held, failed []*world) {
	for _, w := range ws {
		switch w.last {
		case yes:
			held = append(held, w)
		case no:
			failed = append(failed, w)
		default:
			failed = append(failed, w.fork())
			held = append(held, w)
		}
	}
	return held, failed
}

func (x *tracer) branch(n *syntax.IfClause, ws []*world, c scope) []*world {
	if c.nest++; c.nest > maxSyntax {
		return ws
	}
	if len(n.Cond) == 0 { // else
		return x.stmts(n.Then, ws, c)
	}
	held, failed := split(x.condition(n.Cond, ws, c))
	held = x.stmts(n.Then, held, c)
	if n.Else != nil {
		failed = x.branch(n.Else, failed, c)
	}
	return x.merge(append(held, failed...))
}

func (x *tracer) condition(list []*syntax.Stmt, ws []*world, c scope) []*world {
	for _, w := range ws {
		w.last = unknown
	}
	ws = x.stmts(list, ws, c)
	if k := len(list); k > 0 && list[k-1].Negated {
		for _, w := range ws {
			switch w.last {
			case yes:
				w.last = no
			case no:
				w.last = yes
			}
		}
	}
	return ws
}

func (x *tracer) while(n *syntax.WhileClause, ws []*world, c scope) []*world {
	var done []*world
	for turn := 0; turn < maxTurns && len(ws) > 0; turn++ {
		before := len(x.order)
		held, failed := split(x.condition(n.Cond, ws, c))
		if n.Until {
			held, failed = failed, held
		}
		known := true
		for _, w := range held {
			known = known && w.last == yes
		}
		var sums uint64
		for _, w := range held {
			sums += w.sum*31 + uint64(len(w.files))
		}
		ws = x.stmts(n.Do, held, c)
		done = x.merge(append(done, failed...))
		for _, w := range ws {
			sums -= w.sum*31 + uint64(len(w.files))
		}
		if !known && sums == 0 && len(x.order) == before { // it only waits
			break
		}
		if !known && turn >= 8 {
			break
		}
	}
	return x.merge(append(done, ws...))
}

func (x *tracer) loop(n *syntax.ForClause, w *world, c scope) []*world {
	ws := []*world{w}
	switch l := n.Loop.(type) {
	case *syntax.WordIter:
		if l.Name == nil {
			return ws
		}
		var items []field
		if l.InPos.IsValid() || len(l.Items) > 0 {
			items = x.fields(l.Items, w, c)
		} else {
			for _, v := range w.args {
				items = append(items, field{w: word{t: v.t}, open: v.open})
			}
			if !w.known {
				return x.stmts(n.Do, ws, c)
			}
		}
		var after []*world
		leaves := n.Select || hasBreak(n.Do)
		for i, it := range items {
			if i >= maxTurns {
				break
			}
			for _, w := range ws {
				x.set(w, l.Name.Value, value{t: it.w.t, open: it.open})
			}
			ws = x.stmts(n.Do, ws, c)
			if leaves && i+1 < len(items) && len(after) < maxWorlds {
				for _, w := range ws {
					after = append(after, w.fork())
				}
			}
		}
		ws = append(ws, after...)
	case *syntax.CStyleLoop:
		if l.Init != nil {
			x.arithm(l.Init, w, c)
		}
		for turn := 0; turn < maxTurns && len(ws) > 0; turn++ {
			known := false
			if l.Cond != nil {
				v, ok := x.arithm(l.Cond, ws[0], c)
				if known = ok; ok && v == 0 {
					break
				}
			}
			ws = x.stmts(n.Do, ws, c)
			for _, w := range ws {
				if l.Post != nil {
					x.arithm(l.Post, w, c)
				}
			}
			if !known && turn >= 8 {
				break
			}
		}
	}
	return x.merge(ws)
}

// hasBreak reports whether a loop may be left: then its variable keeps the
// value it had.
func hasBreak(list []*syntax.Stmt) bool {
	found := false
	n := 0
	for _, st := range list {
		syntax.Walk(st, func(node syntax.Node) bool {
			if n++; found || n > 4096 {
				return false
			}
			if call, ok := node.(*syntax.CallExpr); ok && len(call.Args) > 0 && call.Args[0].Lit() == "break" {
				found = true
			}
			return true
		})
	}
	return found
}

func (x *tracer) cases(n *syntax.CaseClause, w *world, c scope) []*world {
	v := x.one(n.Word, w, c)
	var out []*world
	open := true // no pattern has matched for sure
	for _, it := range n.Items {
		hit := unknown
		if v.open == 0 {
			hit = no
			for _, p := range it.Patterns {
				pat := x.one(p, w, c)
				if pat.open > 0 {
					hit = unknown
					break
				}
				if matches(pat.t.b, v.t.b) {
					hit = yes
					break
				}
			}
		} else if len(it.Patterns) == 1 && it.Patterns[0].Lit() == "*" {
			open = false
		}
		switch hit {
		case yes:
			return append(out, x.stmts(it.Stmts, []*world{w}, c)...)
		case unknown:
			out = x.merge(append(out, x.stmts(it.Stmts, []*world{w.fork()}, c)...))
		}
	}
	if open || len(out) == 0 {
		out = append(out, w)
	}
	return out
}

func (x *tracer) binary(n *syntax.BinaryCmd, ws []*world, c scope) []*world {
	switch n.Op {
	case syntax.AndStmt, syntax.OrStmt:
		for _, w := range ws {
			w.last = unknown
		}
		held, failed := split(x.stmt(n.X, ws, c))
		if n.Op == syntax.OrStmt {
			held, failed = failed, held
		}
		for _, w := range held {
			w.last = unknown
		}
		held = x.stmt(n.Y, held, c)
		for _, w := range failed {
			w.last = truth(true, n.Op == syntax.OrStmt)
		}
		return x.merge(append(held, failed...))
	}
	// a pipe
	var out []*world
	left := c
	left.out, left.pipe = "", append(pipeNames(n.Y), c.pipe...)
	if k := len(left.pipe); k > maxPipe {
		left.pipe = left.pipe[:maxPipe]
	}
	for _, w := range ws {
		caught, catch, loose, in := w.out, w.catch, w.loose, w.in
		w.out, w.catch, w.loose = mapped{}, true, false
		for _, v := range x.stmt(n.X, []*world{w}, left) {
			v.in = nil
			if len(v.out.b) > 0 || !v.loose {
				t := v.out
				v.in = &t
			}
			v.out, v.catch, v.loose = caught, catch, loose || v.loose
			for _, z := range x.stmt(n.Y, []*world{v}, c) {
				z.in = in
				out = append(out, z)
			}
		}
	}
	return x.merge(out)
}

// test says what is known of a condition in [[ ]].
func (x *tracer) test(e syntax.TestExpr, w *world, c scope, depth int) verdict {
	if depth > 20 {
		return unknown
	}
	switch n := e.(type) {
	case *syntax.ParenTest:
		return x.test(n.X, w, c, depth+1)
	case *syntax.Word:
		v := x.one(n, w, c)
		return truth(v.open == 0, len(v.t.b) > 0)
	case *syntax.UnaryTest:
		if n.Op == syntax.TsNot {
			switch x.test(n.X, w, c, depth+1) {
			case yes:
				return no
			case no:
				return yes
			}
			return unknown
		}
		wd, ok := n.X.(*syntax.Word)
		if !ok {
			return unknown
		}
		v := x.one(wd, w, c)
		switch n.Op {
		case syntax.TsEmpStr:
			return truth(v.open == 0, len(v.t.b) == 0)
		case syntax.TsNempStr:
			return truth(v.open == 0, len(v.t.b) > 0)
		}
	case *syntax.BinaryTest:
		switch n.Op {
		case syntax.AndTest, syntax.OrTest:
			a, b := x.test(n.X, w, c, depth+1), x.test(n.Y, w, c, depth+1)
			decides := no
			if n.Op == syntax.OrTest {
				decides = yes
			}
			if a == decides || b == decides {
				return decides
			}
			if a == unknown || b == unknown {
				return unknown
			}
			return a
		}
		l, ok1 := n.X.(*syntax.Word)
		r, ok2 := n.Y.(*syntax.Word)
		if !ok1 || !ok2 {
			return unknown
		}
		a, b := x.one(l, w, c), x.one(r, w, c)
		if a.open+b.open > 0 {
			return unknown
		}
		switch n.Op {
		case syntax.TsMatch, syntax.TsMatchShort:
			return truth(true, matches(b.t.b, a.t.b))
		case syntax.TsNoMatch:
			return truth(true, !matches(b.t.b, a.t.b))
		}
		return compare(n.Op.String(), a.string(), b.string())
	}
	return unknown
}

// compare carries out a numeric comparison of test.
func compare(op, a, b string) verdict {
	m, ok1 := number(a)
	n, ok2 := number(b)
	if !ok1 || !ok2 {
		return unknown
	}
	switch op {
	case "-eq":
		return truth(true, m == n)
	case "-ne":
		return truth(true, m != n)
	case "-lt":
		return truth(true, m < n)
	case "-le":
		return truth(true, m <= n)
	case "-gt":
		return truth(true, m > n)
	case "-ge":
		return truth(true, m >= n)
	}
	return unknown
}

// matches reports whether a shell pattern covers a text.
func matches(pattern, text []byte) bool {
	if !bytes.ContainsAny(pattern, `*?[\`) {
		return bytes.Equal(pattern, text)
	}
	re := glob(pattern, true)
	return re != nil && re.Match(text)
}

func glob(pattern []byte, greedy bool) *regexp.Regexp {
	s, ok := globText(pattern, greedy)
	if !ok {
		return nil
	}
	re, err := regexp.Compile(`(?s)^(?:` + s + `)$`)
	if err != nil {
		return nil
	}
	return re
}

// globText writes a shell pattern as a regular expression.
func globText(pattern []byte, greedy bool) (string, bool) {
	const longest = 256
	if len(pattern) > longest {
		return "", false
	}
	lazy := "?"
	if greedy {
		lazy = ""
	}
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; c {
		case '*':
			b.WriteString(".*" + lazy)
		case '?':
			b.WriteByte('.')
		case '\\':
			if i+1 < len(pattern) {
				i++
			}
			b.WriteString(regexp.QuoteMeta(string(pattern[i : i+1])))
		case '[':
			j := bytes.IndexByte(pattern[i+1:], ']')
			if j < 1 {
				b.WriteString(`\[`)
				continue
			}
			set := string(pattern[i+1 : i+1+j])
			if set[0] == '!' {
				set = "^" + set[1:]
			}
			b.WriteString("[" + strings.ReplaceAll(set, `[`, `\[`) + "]")
			i += j + 1
		default:
			b.WriteString(regexp.QuoteMeta(string(pattern[i : i+1])))
		}
	}
	return b.String(), true
}

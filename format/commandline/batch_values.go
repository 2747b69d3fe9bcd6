package commandline

import (
	"bytes"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// assign carries out set. blanks says that those at the end count.
func (b *batch) assign(t mapped, w *world, blanks bool) {
	x := b.x
	lower := bytes.ToLower(t.b[:min(len(t.b), 3)])
	switch {
	case bytes.HasPrefix(lower, []byte("/p")):
		return // what a person answers; what the text says stays
	case bytes.HasPrefix(lower, []byte("/a")):
		e := strings.Trim(strings.TrimSpace(string(t.b[2:])), `"`)
		name, expr, ok := strings.Cut(e, "=")
		if !ok || x.parse < len(expr) {
			return
		}
		x.parse -= len(expr) + 16
		op := ""
		if k := len(name); k > 0 && strings.IndexByte("+-*/", name[k-1]) >= 0 {
			op, name = name[k-1:], name[:k-1]
		}
		name = strings.TrimSpace(name)
		if op != "" {
			expr = name + op + "(" + expr + ")"
		}
		tree, err := parseArithm(strings.ToUpper(expr))
		if err != nil {
			return
		}
		if v, ok := x.arithm(tree, w, scope{}); ok {
			lo, hi := t.place(0, len(t.b))
			var m mapped
			m.addString(strconv.FormatInt(v, 10), span{int32(lo), int32(hi)})
			x.set(w, strings.ToUpper(name), value{t: m})
		}
		return
	}
	if len(t.b) > 0 && t.b[0] == '"' { // set "A=b"
		t = t.sub(1, len(t.b))
		if k := bytes.LastIndexByte(t.b, '"'); k >= 0 {
			t = t.sub(0, k)
		}
	} else {
		t = uncaret(t)
	}
	k := bytes.IndexByte(t.b, '=')
	if k <= 0 {
		return
	}
	name := strings.ToUpper(strings.TrimSpace(string(t.b[:k])))
	v := t.sub(k+1, len(t.b))
	for n := len(v.b); n > 0 && (v.b[n-1] == '\r' || !blanks && (v.b[n-1] == ' ' || v.b[n-1] == '\t')); n-- {
		v = v.sub(0, n-1)
	}
	if len(v.b) == 0 {
		x.set(w, name, value{t: mapped{base: t.base}}) // known to be empty
		return
	}
	open := 0
	if bytes.IndexByte(v.b, '%') >= 0 {
		open = 1
	}
	if n := len(v.b); open > 0 && v.b[0] == '%' && (n == 2 || n == 3 && v.b[1] == '~') { // set POOL=%1: what the caller may give
		if old, ok := w.vars[name]; ok && old.open == 0 {
			return
		}
	}
	x.set(w, name, value{t: v, open: open})
}

func parseArithm(s string) (syntax.ArithmExpr, error) {
	if len(s) > 512 {
		s = s[:512]
	}
	return syntax.NewParser().Arithmetic(strings.NewReader(s))
}

// uncaret undoes ^ outside quotes.
func uncaret(t mapped) mapped {
	if bytes.IndexByte(t.b, '^') < 0 {
		return t
	}
	var m mapped
	quote := false
	for i := 0; i < len(t.b); i++ {
		c := t.b[i]
		if c == '"' {
			quote = !quote
		}
		if c == '^' && !quote && i+1 < len(t.b) {
			i++
			if t.b[i] == '\r' && i+1 < len(t.b) {
				i++
			}
			if t.b[i] == '\n' {
				continue
			}
		}
		m.add(t.b[i], t.span(i))
	}
	return m
}

// expand fills in %A%, !A!, %A:~n,m%, %A:x=y%, %1, %~1, %*, and the variables
// of for.
func (b *batch) expand(t mapped, w *world) mapped {
	return b.fill(b.fill(t, w, '%'), w, '!') // !x:~%%i,1! needs %%i first
}

// fill fills in the references that begin with a sign.
func (b *batch) fill(t mapped, w *world, sign byte) mapped {
	x := b.x
	if x.s.work -= len(t.b) + 8; bytes.IndexByte(t.b, sign) < 0 || x.s.work < 0 {
		return t
	}
	var m mapped
	for i := 0; i < len(t.b); {
		c := t.b[i]
		if c != sign || i+1 >= len(t.b) {
			m.add(c, t.span(i))
			i++
			continue
		}
		v, end, ok := b.reference(t.b, i, w)
		if !ok {
			m.add(c, t.span(i))
			i++
			if c == '%' && t.b[i] == '%' { // %%i stays
				m.add('%', t.span(i))
				i++
			}
			continue
		}
		if x.s.work -= len(v.b); x.s.work < 0 {
			return m
		}
		m.addAll(v)
		i = end
	}
	return m
}

// usualValues are variables that every Windows sets alike. They stand in for a
// name only where a part of the value is asked for, as scripts do that spell
// words with the letters of %COMSPEC%.
var usualValues = map[string]string{
	"comspec": `C:\WINDOWS\system32\cmd.exe`, "programfiles": `C:\Program Files`, "public": `C:\Users\Public`, "programdata": `C:\ProgramData`,
	"allusersprofile": `C:\ProgramData`, "systemroot": `C:\WINDOWS`, "windir": `C:\WINDOWS`, "os": "Windows_NT", "systemdrive": "C:",
	"pathext": ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC", "commonprogramfiles": `C:\Program Files\Common Files`,
	"programfiles(x86)": `C:\Program Files (x86)`, "processor_architecture": "AMD64",
}

// reference reads the variable at i and gives its value.
func (b *batch) reference(t []byte, i int, w *world) (mapped, int, bool) {
	const longest = 160
	c, n := t[i], t[i+1]
	if c == '%' {
		switch {
		case n == '*':
			if !w.known {
				return mapped{}, 0, false
			}
			var m mapped
			for k, a := range w.args {
				if k > 0 {
					m.add(' ', lastSpan(m))
				}
				m.addAll(a.t)
			}
			return m, i + 2, true
		case n >= '0' && n <= '9':
			v, ok := b.x.get(w, string(n))
			return v.t, i + 2, ok
		case n == '~' && i+2 < len(t):
			j := i + 2
			for j < len(t) && strings.IndexByte("fdpnxsatzFDPNX", t[j]) >= 0 {
				j++
			}
			if j < len(t) && t[j] >= '1' && t[j] <= '9' {
				v, ok := b.x.get(w, string(t[j]))
				return unquotedValue(v.t), j + 1, ok
			}
			return mapped{}, 0, false
		case n == '%' && i+2 < len(t): // %%p, %%~p
			j, tilde := i+2, false
			if t[j] == '~' {
				j, tilde = j+1, true
			}
			if j >= len(t) {
				return mapped{}, 0, false
			}
			v, ok := w.vars["%%"+string(t[j])]
			if tilde {
				v.t = unquotedValue(v.t)
			}
			return v.t, j + 1, ok
		}
	}
	if c == '%' && b.inner { // %i on a line
		k := i + 1
		if n == '~' && k+1 < len(t) {
			k++
		}
		if v, ok := w.vars["%%"+string(t[k])]; ok {
			if k > i+1 {
				v.t = unquotedValue(v.t)
			}
			return v.t, k + 1, true
		}
	}
	j := bytes.IndexByte(t[i+1:min(len(t), i+longest)], c)
	if j <= 0 {
		return mapped{}, 0, false
	}
	end := i + 1 + j
	name, op, has := strings.Cut(string(t[i+1:end]), ":")
	if strings.ContainsAny(name, "\n\"&|<>") {
		return mapped{}, 0, false
	}
	v, ok := w.vars[strings.ToUpper(name)]
	if !ok {
		if b.x.lookup != nil {
			if s, is := b.x.lookup(name); is {
				v.t.addString(s, span{})
				ok = true
			}
		}
		if s, is := usualValues[strings.ToLower(name)]; !ok && is && strings.HasPrefix(op, "~") { // a letter of it is asked for
			v.t.addString(s, span{int32(b.t.span(min(i, len(b.t.b)-1)).lo), int32(b.t.span(min(i, len(b.t.b)-1)).lo)})
			ok = true
		}
		if !ok {
			return mapped{}, 0, false
		}
	}
	if !has {
		return v.t, end + 1, true
	}
	if cut, ok := strings.CutPrefix(op, "~"); ok {
		a, l, has := strings.Cut(cut, ",")
		from, ok := number(a)
		if a != "" && !ok {
			return mapped{}, 0, false
		}
		size := int64(len(v.t.b))
		if from < 0 {
			from += size
		}
		from = max(0, min(from, size))
		to := size
		if has {
			k, ok := number(l)
			if !ok {
				return mapped{}, 0, false
			}
			if k < 0 {
				to = max(from, size+k)
			} else {
				to = min(size, from+k)
			}
		}
		return v.t.sub(int(from), int(to)), end + 1, true
	}
	old, with, is := strings.Cut(op, "=")
	if !is || old == "" {
		return mapped{}, 0, false
	}
	var m mapped
	star := old[0] == '*'
	old = strings.TrimPrefix(old, "*")
	low := bytes.ToLower(v.t.b)
	find := []byte(strings.ToLower(old))
	at := 0
	for len(find) > 0 && len(low) == len(v.t.b) {
		k := bytes.Index(low[at:], find)
		if k < 0 {
			break
		}
		if !star {
			m.addAll(v.t.sub(at, at+k))
		}
		m.addString(with, v.t.span(at+k))
		at += k + len(find)
		if b.x.s.work -= len(with); star || b.x.s.work < 0 {
			break
		}
	}
	m.addAll(v.t.sub(at, len(v.t.b)))
	return m, end + 1, true
}

func unquotedValue(t mapped) mapped {
	if n := len(t.b); n > 1 && t.b[0] == '"' && t.b[n-1] == '"' {
		return t.sub(1, n-1)
	}
	return t
}

package script

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"lamproom/internal/placed"
)

// constant gives what VBScript and JScript know by name.
func (e *engine) constant(n *node) (value, bool) {
	name := strings.ToLower(n.s)
	if e.lang == VBScript {
		switch name {
		case "vbcrlf", "vbnewline":
			return e.made("\r\n", value{}.at(n)), true
		case "vblf":
			return e.made("\n", value{}.at(n)), true
		case "vbcr":
			return e.made("\r", value{}.at(n)), true
		case "vbtab":
			return e.made("\t", value{}.at(n)), true
		case "vbnullstring", "vbnullchar":
			return value{k: isText}, true
		case "vbhide":
			return number(0).at(n), true
		case "true", "false":
			return boolean(name == "true").at(n), true
		case "nothing", "empty", "null":
			return null(), true
		case "err":
			return value{k: isObject, o: &object{class: "err"}}.at(n), true
		case "vbunicode":
			return number(64).at(n), true
		case "vbnormalfocus":
			return number(1).at(n), true
		}
		if vbFunctions[name] { // a function without arguments, or by its name
			return e.vbCall(name, nil, n)
		}
		return value{}, false
	}
	switch n.s {
	case "true", "false":
		return boolean(n.s == "true").at(n), true
	case "null", "undefined":
		return null(), true
	case "String", "Math", "Array", "Object", "Number", "JSON", "Date", "RegExp", "Function":
		return value{k: isTypeName, o: &object{class: strings.ToLower(n.s)}, t: placed.Made(n.s, n.lo, n.hi-n.lo)}.at(n), true
	case "this", "window", "self", "globalThis", "top":
		return value{k: isObject, o: &object{class: "global"}}.at(n), true
	}
	return value{}, false
}

// construct is new CLASS(…).
func (e *engine) construct(n *node) value {
	c := n.kids[0]
	name := c.s
	if c.op == opText {
		name = c.t.String()
	} else if c.op == opMember {
		name = c.s
	}
	args := e.evalAll(n.kids[1:])
	if f, ok := e.lookup(name); ok && f.k == isBlock {
		this := value{k: isHash, o: &object{class: name}}.at(n)
		e.declare("this", this)
		e.invoke(f.o.fn, f.o.scope, args, nil)
		return this
	}
	switch strings.ToLower(name) {
	case "activexobject":
		if len(args) > 0 {
			return e.createObject(args[0], n)
		}
	case "array":
		if k, ok := e.integer(one(args)); ok && len(args) == 1 && args[0].k == isNumber {
			if k < 0 || k > maxItems || !e.burn(itemCost*k) {
				return value{}
			}
			return list(make([]value, k))
		}
		return list(args)
	case "string":
		if len(args) > 0 {
			return e.str(args[0])
		}
		return value{k: isText}
	case "object":
		return value{k: isHash, o: &object{}}
	case "regexp":
		o := &object{class: "regexp"}
		if len(args) > 0 {
			o.set("pattern", e.str(args[0]))
		}
		if len(args) > 1 {
			flags := e.str(args[1]).t.String()
			o.set("global", boolean(strings.Contains(flags, "g")))
			o.set("ignorecase", boolean(strings.Contains(flags, "i")))
		}
		return value{k: isObject, o: o}.at(n)
	case "function":
		if len(args) > 0 {
			return e.codeBlock(e.str(args[len(args)-1]))
		}
	case "enumerator":
		return value{}
	}
	return e.object(strings.ToLower(name), args, n)
}

// codeBlock is a text of JScript as a function.
func (e *engine) codeBlock(t value) value {
	if t.t.Len() == 0 || e.nested >= maxNested || !e.burn(4*t.t.Len()) {
		return value{}
	}
	e.layer(t.t, JScript, "jscript: Function")
	unit := e.parse(t.t, JScript, e.nested+1)
	lo, hi := t.spread()
	return value{k: isBlock, o: &object{fn: &function{body: unit, inner: true}, scope: e.scope}, lo: int32(lo), hi: int32(hi)}
}

// callName calls a function by its name, or indexes what the name stands for.
func (e *engine) callName(callee, n *node) value {
	name := callee.s
	args := e.evalAll(n.kids[1:])
	var f value
	for s, k := e.scope, 0; s != nil && k < 64; s, k = s.up, k+1 {
		v, ok := s.vars[name]
		if !ok || v.k == isNull {
			continue // the name of a function inside itself
		}
		f = v
		break
	}
	switch f.k {
	case isBlock:
		if f.o.fn != nil {
			v, _ := e.invoke(f.o.fn, f.o.scope, args, nil)
			return v
		}
	case isList, isBytes, isHash:
		if len(args) > 0 {
			return e.index(f, args, n)
		}
		return f
	case isObject:
		if e.lang == VBScript && len(args) == 1 { // env("X"), folders("Startup")
			return e.objectMethod(f, "item", args, n)
		}
	}
	if e.lang == JScript {
		return e.jsCall(name, args, n)
	}
	v, _ := e.vbCall(name, args, n)
	return v
}

// vbFunctions are functions of VBScript and VBA.
var vbFunctions = map[string]bool{"chr": true, "chrw": true, "chrb": true, "asc": true, "ascw": true, "strreverse": true, "replace": true, "split": true, "join": true, "mid": true, "left": true, "right": true, "len": true, "lcase": true, "ucase": true, "trim": true, "ltrim": true, "rtrim": true, "instr": true, "instrrev": true, "array": true, "ubound": true, "lbound": true, "cstr": true, "cint": true, "clng": true, "cdbl": true, "cbyte": true, "csng": true, "val": true, "int": true, "fix": true, "abs": true, "hex": true, "oct": true, "string": true, "space": true, "createobject": true, "getobject": true, "eval": true, "execute": true, "executeglobal": true, "shell": true, "environ": true, "unescape": true, "iif": true, "strconv": true, "cbool": true, "cvar": true, "msgbox": true, "inputbox": true, "midb": true, "leftb": true, "filter": true, "sgn": true, "typename": true, "rnd": true, "now": true, "timer": true, "date": true, "time": true, "isnumeric": true, "isempty": true, "isnull": true, "isobject": true, "isarray": true}

// vbCall calls a function of VBScript or VBA.
func (e *engine) vbCall(name string, args []value, n *node) (value, bool) {
	arg := func(i int) value {
		if i < len(args) {
			return args[i]
		}
		return null()
	}
	text := func(i int) value { return e.str(arg(i)) }
	num := func(i, otherwise int) (int, bool) {
		if i >= len(args) || args[i].k == isNull {
			return otherwise, true
		}
		return e.integer(args[i])
	}
	sub := func(v value, i, j int) (value, bool) {
		i, j = max(0, min(i, v.t.Len())), max(0, min(j, v.t.Len()))
		return value{k: isText, t: v.t.Sub(i, max(i, j)), open: v.open}, true
	}
	switch name {
	case "%dim", "%redim":
		size := 1
		for i, a := range args {
			if name == "%redim" && i == len(args)-1 {
				break
			}
			k, ok := e.integer(a)
			if !ok || i > 0 && k > 1023 {
				k = 255
			}
			if i > 0 {
				size *= 1024
			} else {
				size = k + 1
			}
		}
		if len(args) == 0 {
			size = 0
		}
		if size < 0 || size > maxItems || !e.burn(itemCost*size) {
			return value{k: isList, o: &object{}}, true
		}
		items := make([]value, size)
		for i := range items {
			items[i] = null()
		}
		if name == "%redim" {
			copy(items, e.itemsNoCost(arg(len(args)-1)))
		}
		return list(items), true
	case "chr", "chrw", "chrb":
		if x, ok := num(0, 0); ok && len(args) > 0 && x >= 0 && x < 0x110000 {
			return e.made(string(rune(x)), value{lo: int32(n.lo), hi: int32(n.hi)}), true
		}
	case "asc", "ascw":
		s := text(0)
		if r, size := utf8.DecodeRuneInString(s.t.String()); size > 0 && !s.open {
			return value{k: isNumber, n: float64(r)}.at(n), true
		}
	case "strreverse":
		s := text(0)
		if e.burn(s.t.Len() * 8) {
			return value{k: isText, t: placed.Reverse(s.t), open: s.open}, true
		}
	case "replace":
		lang := e.lang
		e.lang = VBScript
		v := e.textReplace(text(0), args[min(1, len(args)):], n)
		e.lang = lang
		return v, true
	case "split":
		sep := []value{{k: isText, t: placed.Made(" ", n.lo, 0)}}
		if len(args) > 1 && args[1].k != isNull {
			sep = []value{text(1)}
		}
		return e.textSplit(text(0), sep), true
	case "join":
		sep := placed.Made(" ", n.lo, 0)
		if len(args) > 1 {
			sep = text(1).t
		}
		return e.joined(e.items(arg(0)), sep), true
	case "mid", "midb":
		s := text(0)
		i, ok := num(1, 1)
		l, ok2 := num(2, s.t.Len())
		if ok && ok2 && i > 0 && l >= 0 {
			return sub(s, i-1, i-1+min(l, s.t.Len()))
		}
	case "left", "leftb":
		if l, ok := num(1, 0); ok {
			return sub(text(0), 0, l)
		}
	case "right":
		s := text(0)
		if l, ok := num(1, 0); ok {
			return sub(s, s.t.Len()-max(0, l), s.t.Len())
		}
	case "len":
		if s := text(0); !s.open {
			return number(float64(s.t.Len())).at(n), true
		}
	case "lcase", "ucase":
		s := text(0)
		f := strings.ToLower
		if name == "ucase" {
			f = strings.ToUpper
		}
		s.t = s.t.Map(f)
		return s, true
	case "trim", "ltrim", "rtrim":
		return e.textMethod(text(0), map[string]string{"trim": "trim", "ltrim": "trimstart", "rtrim": "trimend"}[name], nil, n), true
	case "instr", "instrrev":
		from, a, b := 0, text(0), text(1)
		if x, ok := num(0, 0); ok && len(args) > 2 && arg(0).k == isNumber {
			from, a, b = max(0, x-1), text(1), text(2)
		}
		if a.open || b.open || !e.burn(a.t.Len()/8) {
			break
		}
		s := a.t.String()
		k := -1
		if name == "instrrev" {
			k = strings.LastIndex(s, b.t.String())
		} else if from <= len(s) {
			if k = strings.Index(s[from:], b.t.String()); k >= 0 {
				k += from
			}
		}
		return number(float64(k + 1)).at(n), true
	case "array":
		return list(args), true
	case "ubound":
		if v := arg(0); v.k == isList || v.k == isBytes {
			return number(float64(len(e.itemsNoCost(v)) - 1)).at(n), true
		}
	case "lbound":
		return number(0).at(n), true
	case "cstr", "cvar", "strconv":
		return text(0), true
	case "cint", "clng", "cdbl", "cbyte", "csng", "val", "int", "fix", "abs", "sgn", "cbool":
		x, ok := e.num(arg(0))
		if name == "val" && !ok {
			s := text(0)
			k := 0
			for t := s.t.String(); k < len(t) && (t[k] >= '0' && t[k] <= '9' || t[k] == '.'); k++ {
			}
			x, ok = parseNumber(s.t.Sub(0, k).String())
			ok = ok && !s.open
		}
		if !ok {
			break
		}
		v := number(x)
		switch name {
		case "cint", "clng", "cbyte":
			k, _ := e.integer(number(x))
			v = number(float64(k))
		case "int":
			v = e.mathOf("floor", x, nil)
		case "fix":
			v = e.mathOf("truncate", x, nil)
		case "abs":
			v = e.mathOf("abs", x, nil)
		}
		lo, hi := arg(0).spread()
		v.lo, v.hi = int32(lo), int32(hi)
		return v, true
	case "hex":
		if x, ok := num(0, 0); ok {
			return e.made(hexOf(x, true), value{}.at(n)), true
		}
	case "oct":
		if x, ok := num(0, 0); ok {
			return e.made(strconv.FormatInt(int64(x), 8), value{}.at(n)), true
		}
	case "string", "space":
		k, ok := num(0, 0)
		c := value{k: isText, t: placed.Made(" ", n.lo, 0)}
		if name == "string" {
			if c = text(1); arg(1).k == isNumber {
				c = e.made(string(rune(int(arg(1).n))), value{}.at(n))
			}
			c.t = c.t.Sub(0, 1)
		}
		if ok && k >= 0 {
			return e.repeat(c, k), true
		}
	case "createobject", "getobject":
		i := 0
		if name == "getobject" && arg(0).k == isNull {
			i = 1
		}
		return e.createObject(arg(i), n), true
	case "execute", "executeglobal", "eval", "executestatement":
		t := text(0)
		if t.t.Len() == 0 {
			break
		}
		if t.open {
			e.tellNamed(name, args, n)
		}
		if name == "eval" {
			return e.vbEval(t.t), true
		}
		e.wrappers = append(e.wrappers, name)
		v := e.run(t.t, VBScript, "vbscript: "+name)
		e.wrappers = e.wrappers[:len(e.wrappers)-1]
		return v, true
	case "shell":
		if len(args) == 0 {
			break
		}
		w := "Shell"
		if x, ok := e.num(arg(1)); ok && len(args) > 1 && x == 0 {
			w += " (hidden)"
		}
		e.launch(text(0), w)
		return value{}, true
	case "environ":
		return e.unknown(n, "%"+strings.ToUpper(text(0).t.Sub(0, 40).String())+"%"), true
	case "unescape":
		return e.unescaped(text(0)), true
	case "iif":
		holds, known := e.truth(arg(0))
		if !known {
			holds = e.decide(n, n.raw, 2) == 0
		}
		if holds {
			return arg(1), true
		}
		return arg(2), true
	case "msgbox", "inputbox":
		if len(args) > 0 {
			e.tellNamed(name, args[:1], n)
		}
		return value{}, true
	case "isempty", "isnull":
		if arg(0).k != isUnknown {
			return boolean(arg(0).k == isNull), true
		}
	case "isarray":
		return boolean(arg(0).k == isList), true
	case "isnumeric":
		_, ok := e.num(arg(0))
		return boolean(ok), arg(0).k != isUnknown
	case "typename":
		if arg(0).k == isText {
			return e.made("String", value{}.at(n)), true
		}
	}
	if strings.HasPrefix(name, "urldownload") || strings.HasPrefix(name, "shellexecute") || strings.HasPrefix(name, "winexec") || strings.HasPrefix(name, "createprocess") {
		if strings.HasPrefix(name, "shellexecute") && len(args) > 3 {
			e.launch(e.commandLine(arg(2), args[3:4]), "ShellExecute")
		}
		e.tellNamed(name, args, n)
	}
	return value{}, false
}

// vbEval is Eval: the value of a text that is an expression.
func (e *engine) vbEval(t placed.Text) value {
	e.layer(t, VBScript, "vbscript: eval")
	if e.nested >= maxNested || !e.burn(8*t.Len()+64) {
		return value{}
	}
	key := "eval " + t.String()
	x := e.units[key]
	if x == nil {
		p := &vbParser{t: t, s: t.String()}
		if x = p.expression(0); x == nil {
			x = &node{op: opNothing}
		}
		markInner(x)
		e.units[key] = x
	}
	e.nested++
	defer func() { e.nested-- }()
	return e.eval(x)
}

// unescaped undoes %41 and %u0041.
func (e *engine) unescaped(v value) value {
	s := v.t.String()
	if !strings.Contains(s, "%") || !e.burn(2*len(s)) {
		return v
	}
	var b placed.Builder
	last := 0
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		width, digits := 3, ""
		if i+6 <= len(s) && s[i+1]|0x20 == 'u' {
			width, digits = 6, s[i+2:i+6]
		} else if i+3 <= len(s) {
			digits = s[i+1 : i+3]
		}
		c, err := strconv.ParseUint(digits, 16, 32)
		if err != nil || digits == "" {
			continue
		}
		b.Add(v.t.Sub(last, i))
		lo, hi := v.t.Place(i, i+width)
		b.AddMade(string(rune(c)), lo, hi-lo)
		i += width - 1
		last = i + 1
	}
	b.Add(v.t.Sub(last, len(s)))
	return value{k: isText, t: b.Text(), open: v.open}
}

// jsCall calls a function that JScript knows by name.
func (e *engine) jsCall(name string, args []value, n *node) value {
	arg := func(i int) value {
		if i < len(args) {
			return args[i]
		}
		return null()
	}
	text := func(i int) value { return e.str(arg(i)) }
	switch name {
	case "unescape":
		return e.unescaped(text(0))
	case "decodeURIComponent", "decodeURI":
		s := text(0)
		if t, err := url.PathUnescape(s.t.String()); err == nil {
			if t == s.t.String() {
				return s
			}
			lo, hi := s.spread()
			return value{k: isText, t: placed.Made(t, lo, hi-lo), open: s.open}
		}
		return e.unescaped(s)
	case "atob":
		s := text(0)
		if b, ok := decodeBase64(s.t.String()); ok && !s.open {
			lo, hi := s.spread()
			return textValue(placed.Made(decoded(b, ""), lo, hi-lo))
		}
	case "parseInt":
		s := strings.TrimSpace(text(0).t.Sub(0, 40).String())
		base := 10
		if k, ok := e.integer(arg(1)); ok && len(args) > 1 && k >= 2 && k <= 36 {
			base = k
		} else if h, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
			s, base = h, 16
		}
		j := 0
		for j < len(s) {
			if _, err := strconv.ParseUint(s[j:j+1], base, 64); err != nil && !(j == 0 && s[0] == '-') {
				break
			}
			j++
		}
		if x, err := strconv.ParseInt(s[:j], base, 64); err == nil && !text(0).open {
			lo, hi := arg(0).spread()
			return value{k: isNumber, n: float64(x), lo: int32(lo), hi: int32(hi)}
		}
	case "parseFloat", "Number":
		if x, ok := e.num(arg(0)); ok {
			return number(x)
		}
	case "String":
		return text(0)
	case "Array":
		return list(args)
	case "Function":
		if len(args) > 0 {
			return e.codeBlock(text(len(args) - 1))
		}
	case "GetObject", "ActiveXObject", "CreateObject":
		return e.createObject(arg(0), n)
	case "eval", "execScript", "setTimeout", "setInterval":
		v := arg(0)
		if v.k == isBlock {
			r, _ := e.invoke(v.o.fn, v.o.scope, nil, nil)
			return r
		}
		if v.k != isText {
			if v.k == isUnknown {
				e.tellNamed(name, args[:1], n)
			}
			return v
		}
		e.wrappers = append(e.wrappers, name)
		r := e.run(v.t, JScript, "jscript: "+name)
		e.wrappers = e.wrappers[:len(e.wrappers)-1]
		return r
	case "isNaN":
		if arg(0).k != isUnknown {
			_, ok := e.num(arg(0))
			return boolean(!ok)
		}
	case "RegExp":
		k := *n
		k.kids = append([]*node{{op: opName, s: "RegExp"}}, n.kids[1:]...)
		return e.construct(&k)
	}
	return value{}
}

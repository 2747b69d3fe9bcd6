package script

import (
	"strings"

	"lamproom/internal/placed"
)

// memberKey is the name of a member, put together if need be, in lower case.
func (e *engine) memberKey(n *node) string {
	if len(n.kids) > 1 {
		v := e.str(e.eval(n.kids[1]))
		return strings.ToLower(v.t.Sub(0, 80).String())
	}
	return strings.ToLower(n.s)
}

// member gives the value of what.name.
func (e *engine) member(n *node) value {
	if len(n.kids) == 0 || n.kids[0] == nil {
		if len(e.with) == 0 {
			return value{}
		}
		return e.memberOf(e.with[len(e.with)-1], e.memberKey(n), n)
	}
	o := e.eval(n.kids[0])
	key := e.memberKey(n)
	if n.static {
		return e.staticMember(o, key, n)
	}
	return e.memberOf(o, key, n)
}

// memberOf gives a property.
func (e *engine) memberOf(o value, key string, n *node) value {
	key = strings.ToLower(key)
	switch o.k {
	case isText:
		switch key {
		case "length", "count":
			if !o.open {
				return number(float64(o.t.Len()))
			}
			return value{}
		case "value", "text", "chars", "content", "fullname", "path", "definition":
			return o
		}
	case isList, isBytes:
		items := 0
		if o.k == isBytes {
			items = len(o.o.bytes)
		} else {
			items = len(o.o.items)
		}
		switch key {
		case "length", "count", "longlength":
			return number(float64(items))
		}
		if o.k == isList && items > 0 && items <= 4096 && e.lang == PowerShell { // of each
			var out []value
			for _, it := range o.o.items {
				if !e.burn(stepCost) || e.deep > maxSyntax {
					break
				}
				e.deep++
				out = append(out, e.memberOf(it, key, n))
				e.deep--
			}
			return list(out)
		}
	case isHash:
		if v, ok := o.o.get(key); ok {
			return v
		}
		switch key {
		case "keys":
			return list(e.keyValues(o))
		case "values":
			return list(o.o.items)
		case "count", "length":
			return number(float64(len(o.o.keys)))
		}
		if e.lang == PowerShell {
			return null()
		}
	case isObject:
		return e.objectMember(o, key, n)
	case isNumber, isBool, isChar:
		if key == "value" {
			return o
		}
	case isNull:
		return value{}
	case isUnknown:
		if key == "content" || key == "value" || key == "responsetext" {
			if o.t.Len() > 0 {
				return o
			}
		}
		return e.unknownMember(o, key, n)
	case isTypeName:
		if key == "fullname" || key == "name" {
			return e.made(o.o.class, o)
		}
	}
	return value{}
}

// unknownMember writes a member of something that is not known.
func (e *engine) unknownMember(o value, key string, n *node) value {
	if o.t.Len() == 0 || o.t.Len() > 64 || e.lang != PowerShell || n.raw == "" || len(n.raw) < 80 {
		return value{}
	}
	return value{}
}

// setMember gives a property a value.
func (e *engine) setMember(o value, key string, v value, n *node) {
	switch o.k {
	case isHash, isObject:
		if e.burn(itemCost) {
			o.o.set(key, v)
		}
		if o.k == isObject {
			e.propertySet(o, key, v)
		}
	case isList:
		if key == "length" && e.lang == JScript {
			if x, ok := e.integer(v); ok && x >= 0 && x < len(o.o.items) {
				o.o.items = o.o.items[:x]
			}
		}
	}
}

// call carries out a call.
func (e *engine) call(n *node) value {
	callee := n.kids[0]
	if n.op == opNew {
		return e.construct(n)
	}
	switch callee.op {
	case opMember:
		var o value
		if len(callee.kids) > 0 && callee.kids[0] != nil {
			o = e.eval(callee.kids[0])
		} else if len(e.with) > 0 {
			o = e.with[len(e.with)-1]
		}
		key := e.memberKey(callee)
		args := e.evalAll(n.kids[1:])
		if callee.static {
			return e.static(o, key, args, n)
		}
		if (key == "invoke" || key == "call" || key == "apply") && o.k != isBlock && len(callee.kids) > 0 && callee.kids[0] != nil && callee.kids[0].op == opMember && len(callee.kids[0].kids) > 0 { // $x.Name.Invoke(…)
			inner := callee.kids[0]
			of := e.eval(inner.kids[0])
			name := e.memberKey(inner)
			if e.lang == JScript && len(args) > 0 {
				args = args[1:]
				if key == "apply" && len(args) > 0 {
					args = e.items(args[0])
				}
			}
			if inner.static {
				return e.static(of, name, args, n)
			}
			return e.method(of, name, args, n)
		}
		return e.method(o, key, args, n)
	case opName:
		if e.lang != PowerShell {
			return e.callName(callee, n)
		}
	case opIndex:
		if e.lang == JScript && len(callee.kids) == 2 { // o["name"](…)
			o, k := e.eval(callee.kids[0]), e.eval(callee.kids[1])
			if k.k == isText {
				return e.method(o, strings.ToLower(k.t.Sub(0, 80).String()), e.evalAll(n.kids[1:]), n)
			}
		}
	}
	f := e.eval(callee)
	if f.k == isBlock {
		v, _ := e.invoke(f.o.fn, f.o.scope, e.evalAll(n.kids[1:]), nil)
		return v
	}
	args := e.evalAll(n.kids[1:])
	if e.lang == VBScript && len(args) > 0 {
		return e.index(f, args, n)
	}
	return value{}
}

// method calls a method.
func (e *engine) method(o value, key string, args []value, n *node) value {
	arg := func(i int) value {
		if i < len(args) {
			return args[i]
		}
		return null()
	}
	if o.k == isBlock {
		switch key {
		case "invoke", "invokereturnasis", "invokewithcontext":
			return e.callBlock(o, args, nil, nil, false)
		case "call":
			if len(args) > 0 {
				args = args[1:]
			}
			v, _ := e.invoke(o.o.fn, o.o.scope, args, nil)
			return v
		case "apply":
			var rest []value
			if len(args) > 1 {
				rest = e.items(args[1])
			}
			v, _ := e.invoke(o.o.fn, o.o.scope, rest, nil)
			return v
		case "getnewclosure":
			return o
		}
		return value{}
	}
	if o.k == isTypeName && e.lang == JScript {
		return e.static(o, key, args, n)
	}
	if o.k == isHash || o.k == isObject {
		if f, ok := o.o.get(key); ok && f.k == isBlock && f.o.fn != nil {
			v, _ := e.invoke(f.o.fn, f.o.scope, args, nil)
			return v
		}
	}
	switch key {
	case "tostring":
		if o.k == isNumber {
			if base, ok := e.integer(arg(0)); ok && len(args) > 0 && args[0].k == isNumber && e.lang == JScript {
				return e.based(o, base)
			}
			if len(args) > 0 && args[0].k == isText {
				return e.formatted(o, args[0].t.String())
			}
		}
		if o.k != isObject && o.k != isUnknown {
			return e.str(o)
		}
		if o.k == isUnknown && e.lang == PowerShell {
			if s, ok := wellKnown[strings.ToLower(strings.Trim(o.t.String(), "$%"))]; ok {
				return e.made(s, o)
			}
			return o
		}
	case "gettype":
		return value{}
	case "get_item", "getvalue", "item", "get", "getitem":
		if o.k == isHash || o.k == isList {
			return e.index(o, args, n)
		}
	case "clone":
		return o
	}
	switch o.k {
	case isText, isChar:
		if key == "create" && strings.Contains(strings.ToLower(o.t.String()), "win32_process") {
			e.launch(e.str(arg(0)), "Win32_Process.Create")
			return number(0)
		}
		return e.textMethod(e.str(o), key, args, n)
	case isNumber:
		switch key {
		case "tofixed", "valueof", "tolowercase", "touppercase":
			return o
		}
		return e.textMethod(e.str(o), key, args, n)
	case isList, isBytes:
		return e.listMethod(o, key, args, n)
	case isHash:
		switch key {
		case "add", "set_item":
			if len(args) > 1 {
				o.o.set(e.str(arg(0)).t.String(), arg(1))
			}
			return null()
		case "containskey", "contains", "exists", "hasownproperty":
			_, ok := o.o.get(e.str(arg(0)).t.String())
			return boolean(ok)
		case "keys", "items", "values", "count":
			if key == "items" {
				key = "values"
			}
			return e.memberOf(o, key, n)
		}
	}
	return e.objectMethod(o, key, args, n)
}

// textMethod calls a method of a text.
func (e *engine) textMethod(o value, key string, args []value, n *node) value {
	s := o.t.String()
	if !e.burn(len(s)/4 + 8) {
		return value{}
	}
	arg := func(i int) value {
		if i < len(args) {
			return args[i]
		}
		return value{k: isText}
	}
	num := func(i, otherwise int) (int, bool) {
		if i >= len(args) || args[i].k == isNull {
			return otherwise, true
		}
		return e.integer(args[i])
	}
	cut := func(i, j int) value {
		return value{k: isText, t: o.t.Sub(i, j), open: o.open, lo: o.lo, hi: o.hi}
	}
	clamp := func(i int) int { return max(0, min(i, len(s))) }
	switch key {
	case "replace", "replaceall":
		return e.textReplace(o, args, n)
	case "substring":
		i, ok := num(0, 0)
		if e.lang == JScript {
			j, ok2 := num(1, len(s))
			if ok && ok2 {
				i, j = clamp(i), clamp(j)
				return cut(min(i, j), max(i, j))
			}
			return value{}
		}
		l, ok2 := num(1, len(s))
		if ok && ok2 && i >= 0 && l >= 0 {
			return cut(i, min(len(s), i+min(l, len(s))))
		}
	case "substr":
		i, ok := num(0, 0)
		l, ok2 := num(1, len(s))
		if ok && ok2 {
			if i < 0 {
				i = clamp(len(s) + i)
			}
			return cut(i, min(len(s), i+max(0, min(l, len(s)))))
		}
	case "slice":
		i, ok := num(0, 0)
		j, ok2 := num(1, len(s))
		if ok && ok2 {
			if i < 0 {
				i += len(s)
			}
			if j < 0 {
				j += len(s)
			}
			return cut(clamp(i), clamp(j))
		}
	case "remove":
		i, ok := num(0, 0)
		l, ok2 := num(1, len(s))
		if ok && ok2 && i >= 0 && l >= 0 {
			i = clamp(i)
			return value{k: isText, t: placed.Concat(o.t.Sub(0, i), o.t.Sub(min(len(s), i+min(l, len(s))), len(s))), open: o.open}
		}
	case "insert":
		if i, ok := num(0, 0); ok && len(args) > 1 {
			x := e.str(arg(1))
			i = clamp(i)
			return value{k: isText, t: placed.Concat(o.t.Sub(0, i), x.t, o.t.Sub(i, len(s))), open: o.open || x.open}
		}
	case "tolower", "tolowercase", "tolowerinvariant", "tolocalelowercase":
		o.t = o.t.Map(strings.ToLower)
		return o
	case "toupper", "touppercase", "toupperinvariant", "tolocaleuppercase":
		o.t = o.t.Map(strings.ToUpper)
		return o
	case "trim", "trimstart", "trimend", "trimleft", "trimright":
		set := " \t\r\n"
		if len(args) > 0 {
			set = ""
			for _, a := range args {
				set += e.joined(e.items(a), placed.Text{}).t.String()
			}
		}
		i, j := 0, len(s)
		if key == "trim" || key == "trimstart" || key == "trimleft" {
			i = len(s) - len(strings.TrimLeft(s, set))
		}
		if key == "trim" || key == "trimend" || key == "trimright" {
			j = len(strings.TrimRight(s, set))
		}
		return cut(i, j)
	case "split":
		return e.textSplit(o, args)
	case "indexof", "lastindexof", "search":
		x := e.str(arg(0))
		if o.open || x.open {
			return value{}
		}
		if key == "lastindexof" {
			return number(float64(strings.LastIndex(s, x.t.String())))
		}
		from, _ := num(1, 0)
		from = clamp(from)
		if k := strings.Index(s[from:], x.t.String()); k >= 0 {
			return number(float64(from + k))
		}
		return number(-1)
	case "startswith", "endswith", "contains", "equals", "includes", "compareto":
		x := e.str(arg(0))
		if o.open || x.open {
			return value{}
		}
		t := x.t.String()
		switch key {
		case "startswith":
			return boolean(strings.HasPrefix(s, t))
		case "endswith":
			return boolean(strings.HasSuffix(s, t))
		case "equals":
			return boolean(s == t)
		case "compareto":
			return number(float64(strings.Compare(s, t)))
		}
		return boolean(strings.Contains(s, t))
	case "padleft", "padright":
		w, ok := num(0, 0)
		pad := " "
		if len(args) > 1 {
			pad = e.str(arg(1)).t.Sub(0, 1).String()
		}
		if !ok || w > 4096 || pad == "" {
			return o
		}
		lo, _ := o.spread()
		fill := placed.Made(strings.Repeat(pad, max(0, w-len(s))), lo, 0)
		if key == "padleft" {
			return value{k: isText, t: placed.Concat(fill, o.t), open: o.open}
		}
		return value{k: isText, t: placed.Concat(o.t, fill), open: o.open}
	case "tochararray", "getenumerator":
		return e.cast("char[]", o, n)
	case "charat", "chars", "get_chars":
		i, ok := num(0, 0)
		if ok && i >= 0 && i < len(s) {
			return cut(i, i+1)
		}
		return value{k: isText}
	case "charcodeat", "codepointat":
		i, ok := num(0, 0)
		if ok && i >= 0 && i < len(s) && !o.open {
			lo, hi := o.t.Place(i, i+1)
			return value{k: isNumber, n: float64(s[i]), lo: int32(lo), hi: int32(hi)}
		}
		return value{}
	case "concat":
		return e.joined(append([]value{o}, args...), placed.Text{})
	case "repeat":
		if k, ok := num(0, 0); ok {
			return e.repeat(o, k)
		}
	case "length", "getlength":
		return number(float64(len(s)))
	case "normalize", "valueof", "clone", "tostring", "getnewclosure", "readtoend", "gethashcode", "expandenvironmentvariables":
		return o
	case "match":
		if len(args) > 0 {
			return e.regexMatch(o, args[0])
		}
	case "invoke": // 'text'.Invoke(): a name of a method, put together
		return value{}
	}
	return value{}
}

// textReplace carries out .replace(old, new) of a text.
func (e *engine) textReplace(o value, args []value, n *node) value {
	if len(args) < 2 {
		return o
	}
	with := e.str(args[1])
	if args[0].k == isObject && args[0].o.class == "regexp" {
		r, all := e.regexOf(args[0])
		if r == nil {
			return value{k: isText, t: o.t, open: true}
		}
		if args[1].k == isBlock {
			return e.replaceBy(o, r, args[1], all)
		}
		if all {
			return e.substitute(o, r, with, true)
		}
		if m := r.FindStringIndex(o.t.String()); m != nil {
			return value{k: isText, t: placed.Concat(o.t.Sub(0, m[0]), with.t, o.t.Sub(m[1], o.t.Len())), open: o.open || with.open}
		}
		return o
	}
	old := e.str(args[0])
	s, f := o.t.String(), old.t.String()
	if f == "" || old.open {
		return o
	}
	var b placed.Builder
	last := 0
	for {
		k := strings.Index(s[last:], f)
		if k < 0 {
			break
		}
		b.Add(o.t.Sub(last, last+k))
		b.Add(with.t)
		last += k + len(f)
		if b.Len() > maxText || !e.burn(with.t.Len()+16) || e.lang == JScript {
			break
		}
	}
	b.Add(o.t.Sub(last, len(s)))
	return value{k: isText, t: b.Text(), open: o.open || with.open}
}

// textSplit carries out .split of a text: at any of some characters, or at a
// text.
func (e *engine) textSplit(o value, args []value) value {
	s := o.t.String()
	var out []value
	piece := func(i, j int) bool {
		if len(out) >= maxItems || !e.burn(itemCost) {
			return false
		}
		out = append(out, value{k: isText, t: o.t.Sub(i, j), open: o.open})
		return true
	}
	if len(args) == 0 {
		return e.splitBlanks(o)
	}
	if args[0].k == isObject && args[0].o.class == "regexp" {
		if r, _ := e.regexOf(args[0]); r != nil {
			last := 0
			for _, m := range r.FindAllStringIndex(s, -1) {
				if m[1] == m[0] && (m[0] == 0 || m[0] == len(s)) {
					continue
				}
				if !piece(last, m[0]) {
					break
				}
				last = m[1]
			}
			piece(last, len(s))
			return list(out)
		}
		return value{}
	}
	sep := e.str(args[0])
	sepText := sep.t.String()
	if e.lang == PowerShell && (args[0].k == isText || args[0].k == isChar || args[0].k == isList) && !(len(args) > 1 && args[0].k == isList) { // each character parts
		set := e.joined(e.items(args[0]), placed.Text{}).t.String()
		skip := len(args) > 1 && strings.Contains(strings.ToLower(e.str(args[len(args)-1]).t.String()), "remove")
		most := -1
		if len(args) > 1 {
			if k, ok := e.integer(args[1]); ok && k > 0 {
				most = k
			}
		}
		last := 0
		for i := 0; i <= len(s); i++ {
			if i == len(s) || strings.IndexByte(set, s[i]) >= 0 {
				if most > 0 && len(out) == most-1 {
					i = len(s)
				}
				if !(skip && i == last) && !piece(last, i) {
					break
				}
				last = i + 1
			}
		}
		return list(out)
	}
	if sepText == "" {
		for i := range s {
			j := i + 1
			for j < len(s) && s[j]&0xC0 == 0x80 {
				j++
			}
			if !piece(i, j) {
				break
			}
		}
		return list(out)
	}
	last := 0
	for {
		k := strings.Index(s[last:], sepText)
		if k < 0 || !piece(last, last+k) {
			break
		}
		last += k + len(sepText)
	}
	piece(last, len(s))
	return list(out)
}

// listMethod calls a method of a list.
func (e *engine) listMethod(o value, key string, args []value, n *node) value {
	items := e.itemsNoCost(o)
	switch key {
	case "join":
		sep := placed.Made(",", n.lo, 0)
		if len(args) > 0 {
			sep = e.str(args[0]).t
		}
		return e.joined(items, sep)
	case "reverse":
		if o.k == isBytes {
			return o
		}
		reverse(o.o.items)
		return o
	case "add", "push", "append", "addrange":
		if o.k == isList && len(o.o.items)+len(args) < maxItems && e.burn(itemCost*(len(args)+1)) {
			for _, a := range args {
				if key == "addrange" {
					o.o.items = append(o.o.items, e.items(a)...)
				} else {
					o.o.items = append(o.o.items, a)
				}
			}
		}
		if key == "push" {
			return number(float64(len(o.o.items)))
		}
		return null()
	case "pop", "shift":
		if o.k != isList || len(o.o.items) == 0 {
			return null()
		}
		if key == "pop" {
			v := o.o.items[len(o.o.items)-1]
			o.o.items = o.o.items[:len(o.o.items)-1]
			return v
		}
		v := o.o.items[0]
		o.o.items = o.o.items[1:]
		return v
	case "unshift":
		if o.k == isList && e.burn(itemCost*len(items)) && len(items)+len(args) < maxItems {
			o.o.items = append(append([]value(nil), args...), items...)
		}
		return null()
	case "concat":
		out := append([]value(nil), items...)
		for _, a := range args {
			out = append(out, e.items(a)...)
		}
		if !e.burn(itemCost*len(out)) || len(out) > maxItems {
			return o
		}
		return list(out)
	case "slice":
		i, j := 0, len(items)
		if len(args) > 0 {
			i, _ = e.integer(args[0])
		}
		if len(args) > 1 {
			j, _ = e.integer(args[1])
		}
		if i < 0 {
			i += len(items)
		}
		if j < 0 {
			j += len(items)
		}
		i, j = max(0, min(i, len(items))), max(0, min(j, len(items)))
		if i > j {
			return list(nil)
		}
		return list(append([]value(nil), items[i:j]...))
	case "splice":
		i, _ := 0, 0
		if len(args) > 0 {
			i, _ = e.integer(args[0])
		}
		k := len(items)
		if len(args) > 1 {
			k, _ = e.integer(args[1])
		}
		if i < 0 {
			i += len(items)
		}
		i = max(0, min(i, len(items)))
		k = max(0, min(k, len(items)-i))
		if o.k != isList || !e.burn(itemCost*len(items)) {
			return value{}
		}
		gone := append([]value(nil), items[i:i+k]...)
		rest := append([]value(nil), items[:i]...)
		if len(args) > 2 {
			rest = append(rest, args[2:]...)
		}
		o.o.items = append(rest, items[i+k:]...)
		return list(gone)
	case "map", "foreach", "filter":
		if len(args) == 0 || args[0].k != isBlock {
			return value{}
		}
		var out []value
		for i, it := range items {
			if !e.burn(stepCost) || i > maxTurns {
				break
			}
			var v value
			if e.lang == PowerShell {
				v = e.eachBlock(args[0], []value{it})
			} else {
				v, _ = e.invoke(args[0].o.fn, args[0].o.scope, []value{it, number(float64(i)), o}, nil)
			}
			if key == "filter" {
				if h, ok := e.truth(v); h || !ok {
					out = append(out, it)
				}
				continue
			}
			out = append(out, v)
		}
		return list(out)
	case "indexof":
		if len(args) > 0 {
			want := e.str(args[0]).t.String()
			for i, it := range items {
				if !e.burn(8) {
					break
				}
				if e.str(it).t.String() == want {
					return number(float64(i))
				}
			}
		}
		return number(-1)
	case "contains", "includes":
		if len(args) > 0 {
			return e.psBinary("contains", o, args[0], n)
		}
	case "tostring", "toarray", "getenumerator", "sort", "valueof":
		if key == "tostring" {
			return e.str(o)
		}
		return o
	case "getlength", "getupperbound", "count":
		k := len(items)
		if key == "getupperbound" {
			k--
		}
		return number(float64(k))
	case "invoke":
		return value{}
	case "create":
		return e.objectMethod(o, key, args, n)
	}
	if len(items) == 1 && e.deep < maxSyntax {
		e.deep++
		defer func() { e.deep-- }()
		return e.method(items[0], key, args, n)
	}
	return value{}
}

func reverse(v []value) {
	for i, j := 0, len(v)-1; i < j; i, j = i+1, j-1 {
		v[i], v[j] = v[j], v[i]
	}
}

// based writes a number to a base.
func (e *engine) based(v value, base int) value {
	x, ok := e.integer(v)
	if !ok || base < 2 || base > 36 {
		return value{}
	}
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	neg, s := x < 0, ""
	u := uint64(max(x, -x))
	for first := true; first || u > 0; first = false {
		s = string(digits[u%uint64(base)]) + s
		u /= uint64(base)
	}
	if neg {
		s = "-" + s
	}
	return e.made(s, v)
}

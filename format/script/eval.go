package script

import (
	"math"
	"strings"

	"lamproom/internal/placed"
)

// eval gives the value of an expression.
func (e *engine) eval(n *node) value {
	if n == nil {
		return null()
	}
	if e.deep > maxSyntax || !e.burn(stepCost/2) {
		return value{}
	}
	e.deep++
	defer func() { e.deep-- }()
	switch n.op {
	case opNothing:
		return null()
	case opText:
		return value{k: isText, t: n.t, lo: int32(n.lo), hi: int32(n.hi)}
	case opNumber:
		return number(n.n).at(n)
	case opInterp:
		var parts []value
		for _, k := range n.kids {
			parts = append(parts, e.eval(k))
		}
		v := e.joined(parts, placed.Text{})
		v.lo, v.hi = int32(n.lo), int32(n.hi)
		return v
	case opName:
		return e.variable(n)
	case opList:
		return e.listOf(n)
	case opHash:
		o := &object{}
		for i := 0; i+1 < len(n.kids); i += 2 {
			k := e.str(e.eval(n.kids[i]))
			v := e.evalStatement(n.kids[i+1])
			if len(o.keys) < 4096 {
				o.keys, o.items = append(o.keys, k.t.String()), append(o.items, v)
			}
		}
		return value{k: isHash, o: o, t: placed.Made("@{…}", n.lo, n.hi-n.lo)}.at(n)
	case opLambda:
		return value{k: isBlock, o: &object{fn: n.fn, scope: e.scope}, t: placed.Made("{…}", n.lo, n.hi-n.lo)}.at(n)
	case opUnary:
		return e.unary(n)
	case opAnd, opOr:
		return e.logic(n)
	case opBinary:
		a, b := e.eval(n.kids[0]), e.eval(n.kids[1])
		return e.place(e.binary(n.s, a, b, n), n)
	case opChoose:
		holds, known := e.truth(e.eval(n.kids[0]))
		if !known {
			holds = e.decide(n, n.kids[0].raw, 2) == 0
		}
		if holds {
			return e.eval(n.kids[1])
		}
		return e.eval(n.kids[2])
	case opIndex:
		return e.place(e.index(e.eval(n.kids[0]), e.evalAll(n.kids[1:]), n), n)
	case opMember:
		return e.place(e.member(n), n)
	case opCall, opNew:
		return e.place(e.call(n), n)
	case opType:
		return value{k: isTypeName, t: placed.Made("["+n.s+"]", n.lo, n.hi-n.lo), o: &object{class: n.s}}.at(n)
	case opCast:
		return e.place(e.cast(n.s, e.eval(n.kids[0]), n), n)
	case opAssign:
		return e.assign(n)
	case opStep:
		old := e.eval(n.kids[0])
		x, ok := e.num(old)
		if !ok {
			return old
		}
		d := 1.0
		if n.s == "--" {
			d = -1
		}
		e.store(n.kids[0], number(x+d).at(n))
		return number(x).at(n)
	case opParen, opSub:
		if e.lang != PowerShell {
			if len(n.kids) == 1 {
				return e.eval(n.kids[0])
			}
			return null()
		}
		if n.op == opParen && len(n.kids) == 1 && isExpression(n.kids[0]) {
			return e.eval(n.kids[0])
		}
		v, _ := e.collect(n.kids)
		if n.op == opSub && v.k == isNull {
			return value{k: isText, lo: int32(n.lo), hi: int32(n.hi)}
		}
		return v
	case opCommand, opPipe:
		return e.pipe(n)
	}
	return e.evalStatement(n)
}

// evalStatement is the value of what may be a statement: $x = if (…) { … }.
func (e *engine) evalStatement(n *node) value {
	if n == nil {
		return null()
	}
	if isExpression(n) {
		return e.eval(n)
	}
	if e.lang != PowerShell {
		e.exec(n)
		return value{}
	}
	v, _ := e.collect([]*node{n})
	return v
}

func (e *engine) evalAll(kids []*node) []value {
	out := make([]value, 0, len(kids))
	for _, k := range kids {
		out = append(out, e.eval(k))
	}
	return out
}

// place gives a value without a place that of an expression, and one that is not
// known the way it is written.
func (e *engine) place(v value, n *node) value {
	if v.k == isUnknown && v.t.Len() == 0 {
		return e.unknown(n, e.written(n))
	}
	if v.hi == 0 {
		v.lo, v.hi = int32(n.lo), int32(n.hi)
	}
	return v
}

// written is the text of an expression as something that is not known.
func (e *engine) written(n *node) string {
	s := strings.TrimSpace(n.raw)
	switch e.lang {
	case VBScript:
		if k := strings.IndexAny(s, "(. "); k > 0 {
			s = s[:k]
		}
		return "%" + s + "%"
	case JScript:
		if k := strings.IndexAny(s, "(. "); k > 0 {
			s = s[:k]
		}
		return "${" + s + "}"
	}
	if s != "" && s[0] != '$' {
		return "$(" + s + ")"
	}
	return s
}

func (e *engine) listOf(n *node) value {
	if n.flat {
		v, _ := e.collect(n.kids)
		items := e.items(v)
		if v.k == isHash || v.k == isBytes {
			items = []value{v}
		}
		return list(append([]value(nil), items...)).at(n)
	}
	if !e.burn(itemCost * len(n.kids)) {
		return value{}
	}
	return list(e.evalAll(n.kids)).at(n)
}

func (e *engine) variable(n *node) value {
	if e.lang == PowerShell {
		return e.psVariable(n)
	}
	if v, ok := e.lookup(n.s); ok {
		if v.k == isBlock && e.lang == VBScript && v.o.fn != nil && len(v.o.fn.params) == 0 { // a function without arguments
			r, _ := e.invoke(v.o.fn, v.o.scope, nil, nil)
			return r
		}
		if v.hi == 0 {
			v.lo, v.hi = int32(n.lo), int32(n.hi)
		}
		return v
	}
	if v, ok := e.hostName(n); ok {
		return v
	}
	e.missing(n.s)
	return e.unknown(n, e.named(n.s))
}

func (e *engine) unary(n *node) value {
	v := e.eval(n.kids[0])
	switch n.s {
	case "not":
		if holds, known := e.truth(v); known {
			if x, ok := e.num(v); ok && e.lang == VBScript && v.k == isNumber {
				return number(float64(^int64(x))).at(n)
			}
			return boolean(!holds).at(n)
		}
		return e.unknown(n, e.written(n))
	case "-":
		if x, ok := e.num(v); ok {
			return number(-x).at(n)
		}
	case "+":
		if x, ok := e.num(v); ok {
			return number(x).at(n)
		}
		return v
	case "bnot", "~":
		if x, ok := e.integer(v); ok {
			return number(float64(^int32(x))).at(n)
		}
	case "join":
		return e.place(e.joined(e.items(v), placed.Text{}), n)
	case "split":
		return e.place(e.splitBlanks(v), n)
	case "typeof":
		return e.typeOf(v, n)
	case "void":
		return null()
	}
	return e.unknown(n, e.written(n))
}

func (e *engine) logic(n *node) value {
	a := e.eval(n.kids[0])
	holds, known := e.truth(a)
	if e.lang == VBScript {
		b := e.eval(n.kids[1])
		if x, ok := e.integer(a); ok && a.k == isNumber && b.k == isNumber {
			y, _ := e.integer(b)
			if n.op == opAnd {
				return number(float64(x & y)).at(n)
			}
			return number(float64(x | y)).at(n)
		}
		h2, k2 := e.truth(b)
		switch {
		case known && k2 && n.op == opAnd:
			return boolean(holds && h2).at(n)
		case known && k2:
			return boolean(holds || h2).at(n)
		}
	}
	if known && holds == (n.op == opOr) {
		if e.lang == JScript {
			return a
		}
		return boolean(holds).at(n)
	}
	if n.op == opOr && n.s == "xor" {
		return e.unknown(n, e.written(n))
	}
	b := e.eval(n.kids[1])
	if !known {
		if e.lang == JScript && n.op == opOr {
			return b
		}
		return e.unknown(n, e.written(n))
	}
	if e.lang == JScript {
		return b
	}
	if h2, k2 := e.truth(b); k2 {
		return boolean(h2).at(n)
	}
	return e.unknown(n, e.written(n))
}

// assign carries out =, += and their kin.
func (e *engine) assign(n *node) value {
	target := n.kids[0]
	if target.op == opName {
		if _, ok := e.lookup(target.s); !ok && uses(n.kids[1], target.s, 40) { // x = x & "…", the first time
			e.declare(target.s, null())
		}
	}
	v := e.evalStatement(n.kids[1])
	if o := strings.TrimSuffix(n.s, "="); o != "" && o != "??" {
		old := e.eval(target)
		if o == "+" && e.lang == PowerShell && old.k == isUnknown {
			if _, ok := e.lookup(target.s); !ok && target.op == opName {
				old = null()
			}
		}
		if o == "+" && old.k == isList && e.lang == PowerShell {
			add := e.items(v)
			if v.k == isHash {
				add = []value{v}
			}
			if !e.burn(itemCost/4*(len(old.o.items)+len(add))) || len(old.o.items)+len(add) > maxItems {
				return old
			}
			v = list(append(old.o.items[:len(old.o.items):len(old.o.items)], add...)).at(n)
		} else {
			v = e.place(e.binary(o, old, v, n), n)
		}
	}
	e.store(target, v)
	return v
}

// uses reports whether a name stands in an expression.
func uses(n *node, name string, depth int) bool {
	if n == nil || depth == 0 {
		return false
	}
	if n.op == opName && n.s == name {
		return true
	}
	for _, k := range n.kids[:min(len(n.kids), 64)] {
		if uses(k, name, depth-1) {
			return true
		}
	}
	return false
}

// store gives what a target stands for a value.
func (e *engine) store(target *node, v value) {
	switch target.op {
	case opName:
		if e.lang == PowerShell && v.k == isUnknown && v.open {
			v.open = true
		}
		e.set(target.s, v)
	case opCast:
		e.store(target.kids[0], e.cast(target.s, v, target))
	case opParen:
		if len(target.kids) == 1 {
			e.store(target.kids[0], v)
		}
	case opList:
		items := e.items(v)
		for i, k := range target.kids {
			x := null()
			if i < len(items) {
				x = items[i]
			}
			e.store(k, x)
		}
	case opMember:
		if len(target.kids) == 0 {
			return
		}
		o := e.eval(target.kids[0])
		e.setMember(o, e.memberKey(target), v, target)
	case opIndex:
		o := e.eval(target.kids[0])
		e.setIndex(o, e.evalAll(target.kids[1:]), v, target)
	case opCall: // VBScript: a(1) = x
		if e.lang == VBScript && len(target.kids) > 0 {
			o := e.eval(target.kids[0])
			e.setIndex(o, e.evalAll(target.kids[1:]), v, target)
		}
	}
}

func (e *engine) setIndex(o value, at []value, v value, n *node) {
	if o.o == nil || len(at) == 0 {
		return
	}
	switch o.k {
	case isList:
		i, ok := e.integer(at[len(at)-1])
		if len(at) > 1 { // a(1, 2): rows of 1024
			if j, ok2 := e.integer(at[0]); ok2 && i < 1024 {
				i += j * 1024
			}
		}
		if i < 0 {
			i += len(o.o.items)
		}
		if !ok || i < 0 || i >= maxItems {
			return
		}
		for len(o.o.items) <= i {
			if e.lang == PowerShell || !e.burn(itemCost) {
				return
			}
			o.o.items = append(o.o.items, null())
		}
		o.o.items[i] = v
	case isBytes:
		i, ok := e.integer(at[0])
		x, ok2 := e.num(v)
		if ok && ok2 && i >= 0 && i < len(o.o.bytes) {
			o.o.bytes[i] = byte(int64(x))
		}
	case isHash, isObject:
		k := e.str(at[0])
		e.setMember(o, k.t.String(), v, n)
	}
}

// index gives an item, or several.
func (e *engine) index(o value, at []value, n *node) value {
	if len(at) == 0 {
		return o
	}
	ix := at[0]
	if o.k == isUnknown && e.lang == PowerShell {
		if s, ok := wellKnown[strings.ToLower(strings.Trim(o.t.String(), "$%"))]; ok {
			o = e.made(s, o)
		}
	}
	switch o.k {
	case isHash, isObject:
		if ix.k == isText || ix.k == isNumber && o.k == isHash {
			if v, ok := o.o.get(e.str(ix).t.String()); ok {
				return v
			}
			if o.k == isHash {
				return null()
			}
		}
		if o.k == isObject && ix.k == isText {
			return e.objectMember(o, strings.ToLower(ix.t.String()), n)
		}
		return value{}
	case isText:
		if o.open {
			return value{}
		}
		s := o.t.String()
		var b placed.Builder
		several := ix.k == isList
		var out []value
		for _, x := range e.items(ix) {
			i, ok := e.integer(x)
			if !ok {
				return value{}
			}
			if i < 0 && e.lang == PowerShell {
				i += len(s)
			}
			if i >= 0 && i < len(s) && e.burn(itemCost/4) {
				b.Add(o.t.Sub(i, i+1))
				if several {
					out = append(out, textValue(o.t.Sub(i, i+1)))
				}
			}
		}
		if several {
			return list(out)
		}
		if b.Len() == 0 {
			return null()
		}
		return textValue(b.Text())
	case isList, isBytes:
		if i, ok := e.integer(ix); ok && o.k == isBytes && ix.k != isList {
			if i < 0 {
				i += len(o.o.bytes)
			}
			if i < 0 || i >= len(o.o.bytes) {
				return null()
			}
			return number(float64(o.o.bytes[i]))
		}
		if ix.k == isText && e.lang == JScript {
			return e.memberOf(o, ix.t.String(), n)
		}
		items := e.itemsNoCost(o)
		if len(at) > 1 {
			if j, ok := e.integer(at[0]); ok {
				if i, ok := e.integer(at[1]); ok && i >= 0 && j >= 0 && i < 1024 && j*1024+i < len(items) {
					return items[j*1024+i]
				}
			}
		}
		if ix.k == isList {
			var out []value
			for _, x := range ix.o.items {
				i, ok := e.integer(x)
				if !ok {
					return value{}
				}
				if i < 0 {
					i += len(items)
				}
				if i >= 0 && i < len(items) && e.burn(itemCost/2) {
					out = append(out, items[i])
				}
			}
			return list(out)
		}
		i, ok := e.integer(ix)
		if !ok {
			return value{}
		}
		if i < 0 && e.lang == PowerShell {
			i += len(items)
		}
		if i < 0 || i >= len(items) {
			return null()
		}
		return items[i]
	case isNull, isNumber, isChar:
		if i, ok := e.integer(ix); ok && i == 0 {
			return o
		}
		return null()
	}
	return value{}
}

// itemsNoCost gives the items of a list for looking at one of them.
func (e *engine) itemsNoCost(o value) []value {
	if o.k == isList {
		return o.o.items
	}
	return e.items(o)
}

// arith carries out what all languages share on numbers.
func arith(op string, x, y float64) (value, bool) {
	i, j := int64(x), int64(y)
	switch op {
	case "+":
		return number(x + y), true
	case "-":
		return number(x - y), true
	case "*":
		return number(x * y), true
	case "/":
		if y != 0 {
			return number(x / y), true
		}
	case "\\":
		if j != 0 {
			return number(math.Trunc(x / y)), true
		}
	case "%":
		if y != 0 {
			return number(math.Mod(x, y)), true
		}
	case "^":
		return number(math.Pow(x, y)), true
	case "band":
		return number(float64(i & j)), true
	case "bor":
		return number(float64(i | j)), true
	case "bxor":
		return number(float64(i ^ j)), true
	case "shl":
		return number(float64(int32(i) << (uint(j) & 31))), true
	case "shr":
		return number(float64(i >> (uint(j) & 63))), true
	case "ushr":
		return number(float64(uint32(i) >> (uint(j) & 31))), true
	case "==":
		return boolean(x == y), true
	case "!=":
		return boolean(x != y), true
	case "<":
		return boolean(x < y), true
	case "<=":
		return boolean(x <= y), true
	case ">":
		return boolean(x > y), true
	case ">=":
		return boolean(x >= y), true
	}
	return value{}, false
}

// binary carries out an operator.
func (e *engine) binary(op string, a, b value, n *node) value {
	if op == "," {
		return b
	}
	if e.lang == PowerShell {
		return e.psBinary(op, a, b, n)
	}
	textual := op == "&" || op == "+" && (a.k == isText || b.k == isText || a.k == isList || a.k == isUnknown || b.k == isUnknown || e.lang == JScript && (b.k == isList || a.k == isChar || b.k == isChar))
	if op == "+" && e.lang == VBScript && a.k != b.k { // 1 + "2"
		if x, ok := e.num(a); ok && (a.k == isNumber || b.k == isNumber) {
			if y, ok := e.num(b); ok {
				return number(x + y)
			}
		}
	}
	if textual {
		return e.joined([]value{a, b}, placed.Text{})
	}
	if a.k == isText && b.k == isText || a.k == isText && b.k == isNull || a.k == isNull && b.k == isText {
		if a.open || b.open {
			return value{}
		}
		s, t := a.t.String(), b.t.String()
		if !e.burn(len(s) + len(t)) {
			return value{}
		}
		switch op {
		case "==", "is":
			return boolean(s == t)
		case "!=":
			return boolean(s != t)
		case "<":
			return boolean(s < t)
		case ">":
			return boolean(s > t)
		}
	}
	x, ok := e.num(a)
	y, ok2 := e.num(b)
	if ok && ok2 {
		v, _ := arith(op, x, y)
		return v
	}
	return value{}
}

package script

import (
	"regexp"
	"strings"

	"lamproom/internal/placed"
)

// wellKnown are values that every Windows has, in lower case names. They stand
// in for a name only where single characters of it are asked for, as scripts do
// that spell "iex" with the letters of $PSHOME.
var wellKnown = map[string]string{
	"pshome": `C:\Windows\System32\WindowsPowerShell\v1.0`, "comspec": `C:\WINDOWS\system32\cmd.exe`,
	"shellid": "Microsoft.PowerShell", "verbosepreference": "SilentlyContinue", "public": `C:\Users\Public`,
	"programdata": `C:\ProgramData`, "windir": `C:\WINDOWS`, "systemroot": `C:\WINDOWS`, "env:public": `C:\Users\Public`,
	"allusersprofile": `C:\ProgramData`, "programfiles": `C:\Program Files`, "systemdrive": "C:", "os": "Windows_NT",
	"pathext": `.COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC`, "maximumvariablecount": "4096",
	"warningpreference": "Continue", "debugpreference": "SilentlyContinue", "erroractionpreference": "Continue",
	"confirmpreference": "High", "psculture": "en-US", "executioncontext": "System.Management.Automation.EngineIntrinsics",
	"processor_architecture": "AMD64", "commonprogramfiles": `C:\Program Files\Common Files`,
}

func (e *engine) psVariable(n *node) value {
	switch n.s {
	case "true", "false":
		return boolean(n.s == "true").at(n)
	case "null":
		return null()
	case "pid", "$", "^":
		return e.unknown(n, "$"+n.s)
	}
	if v, ok := e.lookup(n.s); ok {
		if v.k == isUnknown && !v.open && strings.HasPrefix(v.t.String(), "$(") { // what some command gives: its name says more
			v.t = placed.Made("$"+n.s, n.lo, n.hi-n.lo)
		}
		if v.hi == 0 {
			v.lo, v.hi = int32(n.lo), int32(n.hi)
		}
		return v
	}
	if name, ok := strings.CutPrefix(n.s, "env:"); ok {
		return e.unknown(n, "%"+strings.ToUpper(name)+"%")
	}
	switch n.s {
	case "_", "psitem", "psscriptroot", "home", "pshome", "pwd", "profile", "shellid", "host", "error", "myinvocation", "pscommandpath", "executioncontext", "args", "input", "?", "lastexitcode", "matches", "env", "psversiontable", "pscmdlet", "psboundparameters":
	default:
		e.missing(n.s)
	}
	if n.raw == "" || strings.HasPrefix(n.raw, "@") {
		return e.unknown(n, "$"+n.s)
	}
	return e.unknown(n, n.raw)
}

// psBinary carries out an operator of PowerShell.
func (e *engine) psBinary(op string, a, b value, n *node) value {
	switch op {
	case "format":
		return e.format(a, b)
	case "join":
		return e.joined(e.items(a), e.str(b).t)
	case "split", "csplit":
		return e.split(a, b, op == "csplit")
	case "replace", "creplace":
		return e.replace(a, b, op == "creplace")
	case "range":
		return e.numbers(a, b)
	case "as":
		if b.k == isTypeName {
			return e.cast(b.o.class, a, n)
		}
		return a
	case "like", "notlike", "match", "notmatch":
		return e.matches(op, a, b)
	case "contains", "notcontains", "in", "notin":
		if strings.HasSuffix(op, "in") {
			a, b = b, a
		}
		hit := false
		if a.k == isUnknown || b.k == isUnknown || a.open || b.open {
			return value{}
		}
		for _, it := range e.items(a) {
			if !e.burn(8) || it.k == isUnknown || it.open {
				return value{}
			}
			hit = hit || strings.EqualFold(e.str(it).t.String(), e.str(b).t.String())
		}
		return boolean(hit != strings.HasPrefix(op, "not"))
	case "+":
		switch {
		case a.k == isList:
			add := e.items(b)
			if b.k == isHash {
				add = []value{b}
			}
			if !e.burn(itemCost/4*(len(a.o.items)+len(add))) || len(a.o.items)+len(add) > maxItems {
				return a
			}
			return list(append(a.o.items[:len(a.o.items):len(a.o.items)], add...))
		case a.k == isBytes && b.k == isBytes:
			if e.burn(len(a.o.bytes) + len(b.o.bytes)) {
				return bytesValue(append(a.o.bytes[:len(a.o.bytes):len(a.o.bytes)], b.o.bytes...), a)
			}
		case a.k == isHash && b.k == isHash:
			o := &object{keys: append(a.o.keys[:len(a.o.keys):len(a.o.keys)], b.o.keys...), items: append(a.o.items[:len(a.o.items):len(a.o.items)], b.o.items...)}
			return value{k: isHash, o: o, t: a.t}
		case a.k == isText || a.k == isChar || a.k == isUnknown || a.k == isNull && b.k != isNumber:
			if a.k == isNull && b.k == isList {
				return b
			}
			return e.joined([]value{a, b}, placed.Text{})
		}
	case "*":
		if count, ok := e.integer(b); ok && a.k == isText {
			return e.repeat(a, count)
		}
		if count, ok := e.integer(b); ok && a.k == isList && count >= 0 && count*len(a.o.items) <= maxItems && e.burn(itemCost*count*len(a.o.items)) {
			var out []value
			for range count {
				out = append(out, a.o.items...)
			}
			return list(out)
		}
	case "==", "!=":
		if a.k == isNull || b.k == isNull {
			if a.k == isUnknown || b.k == isUnknown {
				return value{}
			}
			return boolean((a.k == b.k) == (op == "=="))
		}
		if a.k == isList { // those items that are so
			var out []value
			for _, it := range a.o.items {
				if v := e.psBinary(op, it, b, n); v.k == isBool && v.n != 0 {
					out = append(out, it)
				} else if v.k != isBool || !e.burn(8) {
					return value{}
				}
			}
			return list(out)
		}
		if a.k == isText || a.k == isChar || a.k == isBool && b.k == isText {
			s, t := e.str(a), e.str(b)
			if s.open || t.open || b.k == isUnknown {
				return value{}
			}
			return boolean(strings.EqualFold(s.t.String(), t.t.String()) == (op == "=="))
		}
	}
	x, ok := e.num(a)
	y, ok2 := e.num(b)
	if ok && ok2 {
		if op == "xor" {
			return boolean((x != 0) != (y != 0))
		}
		v, _ := arith(op, x, y)
		return v
	}
	return value{}
}

func (e *engine) repeat(a value, count int) value {
	count = max(0, min(count, maxText/max(1, a.t.Len())))
	if !e.burn(a.t.Len() * count) {
		return a
	}
	lo, hi := a.spread()
	return value{k: isText, t: placed.Made(strings.Repeat(a.t.String(), count), lo, hi-lo), open: a.open}
}

// numbers is a range: 1..5, 'a'..'e'.
func (e *engine) numbers(a, b value) value {
	x, ok := e.integer(a)
	y, ok2 := e.integer(b)
	letters := false
	if !ok && !ok2 && a.k == isText && b.k == isText && a.t.Len() == 1 && b.t.Len() == 1 {
		x, y, ok, ok2, letters = int(a.t.String()[0]), int(b.t.String()[0]), true, true, true
	}
	if !ok || !ok2 {
		return value{}
	}
	step := 1
	if y < x {
		step = -1
	}
	count := (y-x)*step + 1
	if count > maxItems || !e.burn(itemCost*count) {
		return value{}
	}
	out := make([]value, 0, count)
	for ; count > 0; count-- {
		v := value{k: isNumber, n: float64(x), lo: a.lo, hi: b.hi}
		if letters {
			v.k = isChar
		}
		out = append(out, v)
		x += step
	}
	return list(out)
}

// format carries out "{0} {1:x}" -f a, b and [string]::Format.
func (e *engine) format(f, args value) value {
	f = e.str(f)
	items := []value{args}
	if args.k == isList {
		items = args.o.items
	}
	s := f.t.String()
	var b placed.Builder
	open := f.open
	if !e.burn(len(s)) {
		return f
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c != '{' && c != '}' {
			j := i
			for j < len(s) && s[j] != '{' && s[j] != '}' {
				j++
			}
			b.Add(f.t.Sub(i, j))
			i = j
			continue
		}
		if i+1 < len(s) && s[i+1] == c {
			b.Add(f.t.Sub(i, i+1))
			i += 2
			continue
		}
		j := strings.IndexByte(s[i:min(len(s), i+40)], '}')
		if c == '{' && j > 0 {
			spec := s[i+1 : i+j]
			number, how, _ := strings.Cut(spec, ":")
			number, _, _ = strings.Cut(number, ",")
			if k, ok := parseNumber(number); ok && int(k) < len(items) && k >= 0 {
				v := e.formatted(items[int(k)], how)
				open = open || v.open
				if b.Len()+v.t.Len() > maxText || !e.burn(v.t.Len()) {
					break
				}
				b.Add(v.t)
				i += j + 1
				continue
			}
		}
		b.Add(f.t.Sub(i, i+1))
		i++
	}
	return value{k: isText, t: b.Text(), open: open}
}

// formatted is a value in a numeric format: x2, d4.
func (e *engine) formatted(v value, how string) value {
	x, ok := e.integer(v)
	if !ok || len(how) == 0 || len(how) > 3 {
		return e.str(v)
	}
	width, _ := parseNumber(how[1:])
	s := ""
	switch how[0] {
	case 'x', 'X':
		s = hexOf(x, how[0] == 'X')
	case 'd', 'D':
		s = formatNumber(float64(x))
	default:
		return e.str(v)
	}
	for len(s) < int(width) {
		s = "0" + s
	}
	return e.made(s, v)
}

func hexOf(x int, upper bool) string {
	const digits = "0123456789abcdef"
	s := ""
	u := uint64(uint32(x))
	for first := true; first || u > 0; first = false {
		s = string(digits[u&15]) + s
		u >>= 4
	}
	if upper {
		s = strings.ToUpper(s)
	}
	return s
}

// pattern compiles a regular expression of .NET as far as Go knows it.
func (e *engine) pattern(s string, exact bool) *regexp.Regexp {
	if len(s) > 4096 || !e.burn(64+8*len(s)) {
		return nil
	}
	if !exact {
		s = "(?i)" + s
	}
	r, err := regexp.Compile(s)
	if err != nil {
		return nil
	}
	return r
}

// replace carries out -replace.
func (e *engine) replace(a, b value, exact bool) value {
	args := e.items(b)
	if len(args) == 0 {
		return a
	}
	with := value{k: isText}
	if len(args) > 1 {
		with = e.str(args[1])
	}
	if a.k == isList {
		var out []value
		for _, it := range a.o.items {
			if !e.burn(itemCost) {
				break
			}
			out = append(out, e.replace(it, b, exact))
		}
		return list(out)
	}
	a = e.str(a)
	find := e.str(args[0])
	r := e.pattern(find.t.String(), exact)
	if r == nil || find.open || len(args) > 1 && args[1].k == isBlock {
		return value{k: isText, t: a.t, open: true}
	}
	return e.substitute(a, r, with, true)
}

var groupReference = regexp.MustCompile(`\$(\d+)`)

// substitute replaces all that a pattern matches.
func (e *engine) substitute(a value, r *regexp.Regexp, with value, groups bool) value {
	s := a.t.String()
	if !e.burn(4*len(s) + 16) {
		return a
	}
	var b placed.Builder
	last := 0
	text := with.t.String()
	groups = groups && strings.Contains(text, "$")
	if groups {
		text = groupReference.ReplaceAllString(text, "$${$1}")
	}
	for _, m := range r.FindAllStringSubmatchIndex(s, -1) {
		b.Add(a.t.Sub(last, m[0]))
		if groups {
			lo, hi := a.t.Place(m[0], m[1])
			b.AddMade(string(r.ExpandString(nil, text, s, m)), lo, hi-lo)
		} else {
			b.Add(with.t)
		}
		last = m[1]
		if b.Len() > maxText || !e.burn(with.t.Len()+8) {
			break
		}
	}
	b.Add(a.t.Sub(last, len(s)))
	return value{k: isText, t: b.Text(), open: a.open || with.open}
}

// split carries out -split with a pattern.
func (e *engine) split(a, b value, exact bool) value {
	args := e.items(b)
	if len(args) == 0 {
		return a
	}
	if a.k == isList {
		var out []value
		for _, it := range a.o.items {
			out = append(out, e.items(e.split(it, b, exact))...)
		}
		return list(out)
	}
	a = e.str(a)
	r := e.pattern(e.str(args[0]).t.String(), exact)
	if r == nil {
		return value{}
	}
	most := -1
	if len(args) > 1 {
		if k, ok := e.integer(args[1]); ok && k > 0 {
			most = k
		}
	}
	s := a.t.String()
	if !e.burn(4*len(s) + 16) {
		return a
	}
	var out []value
	last := 0
	for _, m := range r.FindAllStringSubmatchIndex(s, -1) {
		if m[1] == m[0] && (m[0] == 0 || m[0] == len(s)) && len(s) == 0 {
			continue
		}
		if most > 0 && len(out) == most-1 || !e.burn(itemCost) {
			break
		}
		out = append(out, value{k: isText, t: a.t.Sub(last, m[0]), open: a.open})
		for g := 2; g+1 < len(m); g += 2 { // what brackets hold is kept
			if m[g] >= 0 {
				out = append(out, textValue(a.t.Sub(m[g], m[g+1])))
			}
		}
		last = m[1]
	}
	out = append(out, value{k: isText, t: a.t.Sub(last, len(s)), open: a.open})
	return list(out)
}

func (e *engine) splitBlanks(v value) value {
	var out []value
	for _, it := range e.items(v) {
		s := e.str(it)
		text := s.t.String()
		from := -1
		for i := 0; i <= len(text); i++ {
			blank := i == len(text) || strings.IndexByte(" \t\r\n", text[i]) >= 0
			if blank && from >= 0 {
				if !e.burn(itemCost) {
					return list(out)
				}
				out = append(out, textValue(s.t.Sub(from, i)))
				from = -1
			} else if !blank && from < 0 {
				from = i
			}
		}
	}
	return list(out)
}

// matches carries out -like and -match.
func (e *engine) matches(op string, a, b value) value {
	p := e.str(b)
	if p.open || a.k == isList {
		return value{}
	}
	s := e.str(a)
	if s.open || !e.burn(s.t.Len()*2+16) {
		return value{}
	}
	not := strings.HasPrefix(op, "not")
	var r *regexp.Regexp
	if strings.HasSuffix(op, "like") {
		r = e.wildcard(p.t.String())
	} else {
		r = e.pattern(p.t.String(), false)
	}
	if r == nil {
		return value{}
	}
	m := r.FindStringSubmatchIndex(s.t.String())
	if m != nil && !not && strings.HasSuffix(op, "match") {
		o := &object{}
		for g := 0; g+1 < len(m) && g < 32; g += 2 {
			if m[g] >= 0 {
				o.set(formatNumber(float64(g/2)), textValue(s.t.Sub(m[g], m[g+1])))
			}
		}
		e.declare("matches", value{k: isHash, o: o})
	}
	return boolean((m != nil) != not)
}

// wildcard compiles a pattern of * and ?.
func (e *engine) wildcard(s string) *regexp.Regexp {
	q := regexp.QuoteMeta(s)
	q = strings.NewReplacer(`\*`, ".*", `\?`, ".", `\[`, "[", `\]`, "]").Replace(q)
	return e.pattern("(?s)^"+q+"$", false)
}

// cast carries out [type]value.
func (e *engine) cast(typ string, v value, n *node) value {
	if v.k == isUnknown {
		return v
	}
	switch typ {
	case "string":
		return e.str(v)
	case "char":
		switch v.k {
		case isText:
			if v.t.Len() == 1 {
				return value{k: isChar, n: float64(v.t.String()[0]), lo: v.lo, hi: v.hi}
			}
			if x, ok := e.integer(v); ok {
				return value{k: isChar, n: float64(x & 0xffff), lo: int32(n.lo), hi: int32(n.hi)}
			}
		default:
			if x, ok := e.integer(v); ok {
				lo, hi := v.spread()
				if hi == 0 {
					lo, hi = n.lo, n.hi
				}
				return value{k: isChar, n: float64(x & 0xffff), lo: int32(lo), hi: int32(hi)}
			}
		}
		return value{}
	case "char[]", "byte[]", "int[]", "string[]", "array", "object[]", "uint32[]", "uint64[]", "int32[]", "uint16[]", "long[]", "psobject[]", "int64[]":
		if typ == "byte[]" {
			if b, ok := e.rawBytes(v); ok && v.k != isBytes {
				return bytesValue(b, v)
			} else if v.k == isBytes {
				return v
			}
		}
		if typ == "char[]" && v.k == isText {
			s := v.t.String()
			if !e.burn(itemCost*len(s)) || v.open && len(s) > 4096 {
				return value{}
			}
			out := make([]value, 0, len(s))
			for i, r := range s {
				lo, hi := v.t.Place(i, i+1)
				out = append(out, value{k: isChar, n: float64(r), lo: int32(lo), hi: int32(hi)})
			}
			return list(out)
		}
		elem := strings.TrimSuffix(typ, "[]")
		items := e.items(v)
		if !e.burn(itemCost * len(items)) {
			return v
		}
		out := make([]value, 0, len(items))
		for _, it := range items {
			if elem != "array" && elem != "object" && elem != "psobject" {
				it = e.cast(elem, it, n)
			}
			out = append(out, it)
		}
		return list(out)
	case "int", "int32", "int64", "long", "uint32", "uint16", "uint64", "byte", "short", "int16", "sbyte", "double", "single", "decimal", "float":
		if v.k == isChar {
			return number(v.n).at(n)
		}
		if v.k == isText && v.t.Len() == 1 && typ != "byte" && (v.t.String()[0] < '0' || v.t.String()[0] > '9') {
			return value{}
		}
		if x, ok := e.num(v); ok {
			lo, hi := v.spread()
			r := number(x)
			if typ[0] != 'd' && typ[0] != 's' && typ[0] != 'f' {
				k, _ := e.integer(v)
				r = number(float64(k))
			}
			r.lo, r.hi = int32(lo), int32(hi)
			return r
		}
		return value{}
	case "bool", "boolean", "switch":
		if h, ok := e.truth(v); ok {
			return boolean(h)
		}
		return value{}
	case "void":
		return null()
	case "scriptblock":
		if v.k == isText {
			return e.blockOf(v)
		}
		return v
	case "type":
		if v.k == isText {
			return value{k: isTypeName, t: v.t, o: &object{class: typeName(v.t.String())}}
		}
		return v
	case "regex", "text.regularexpressions.regex", "uri", "version", "ipaddress", "net.ipaddress", "io.fileinfo", "io.directoryinfo", "pscustomobject", "ordered", "hashtable", "xml", "securestring", "guid", "mailaddress":
		return v
	}
	if v.k == isHash { // [Some.Class]@{ … }
		return v
	}
	if v.k == isBytes || v.k == isList {
		return value{k: isObject, o: &object{class: typ, keys: []string{"arg0"}, items: []value{v}}, t: placed.Made("$("+typ+")", n.lo, n.hi-n.lo)}
	}
	return v
}

package script

import (
	"regexp"
	"strings"
)

// hostName gives what the Windows Script Host and the languages know by name.
func (e *engine) hostName(n *node) (value, bool) {
	switch strings.ToLower(n.s) {
	case "wscript", "wsh":
		return value{k: isObject, o: &object{class: "wscript"}}.at(n), true
	}
	return e.constant(n)
}

// createObject is CreateObject, GetObject and new ActiveXObject.
func (e *engine) createObject(name value, n *node) value {
	s := e.str(name)
	l := strings.ToLower(s.t.Sub(0, 200).String())
	switch {
	case strings.HasPrefix(l, "winmgmts:"), strings.HasPrefix(l, "wbemscripting"):
		class := "wmi"
		return value{k: isObject, o: &object{class: class}, t: s.t}.at(n)
	case strings.HasPrefix(l, "script:"):
		e.tellNamed("GetObject", []value{s}, n)
	}
	if strings.HasSuffix(l, ".1") || strings.HasSuffix(l, ".3.0") || strings.HasSuffix(l, ".6.0") {
		l = l[:strings.IndexByte(l, '.')+1+strings.IndexByte(l[strings.IndexByte(l, '.')+1:]+".", '.')]
	}
	return e.object(l, nil, n)
}

// regexOf compiles the regular expression that an object is.
func (e *engine) regexOf(o value) (r *regexp.Regexp, all bool) {
	p, ok := o.property("pattern")
	if !ok {
		return nil, false
	}
	fold, _ := o.property("ignorecase")
	global, _ := o.property("global")
	holds, _ := e.truth(fold)
	all, _ = e.truth(global)
	s := e.str(p)
	if s.open {
		return nil, all
	}
	return e.pattern(s.t.String(), !holds), all
}

// regexMatch is text.match(/…/).
func (e *engine) regexMatch(o, pattern value) value {
	r, all := (*regexp.Regexp)(nil), false
	if pattern.k == isObject {
		r, all = e.regexOf(pattern)
	} else {
		r = e.pattern(e.str(pattern).t.String(), true)
	}
	if r == nil || o.open {
		return value{}
	}
	if all {
		return e.allMatches(o, r, false)
	}
	m := r.FindStringSubmatchIndex(o.t.String())
	if m == nil {
		return null()
	}
	var out []value
	for g := 0; g+1 < len(m); g += 2 {
		if m[g] >= 0 {
			out = append(out, textValue(o.t.Sub(m[g], m[g+1])))
		} else {
			out = append(out, null())
		}
	}
	return list(out)
}

// typeOf is typeof of JScript.
func (e *engine) typeOf(v value, n *node) value {
	s := map[kind]string{isText: "string", isNumber: "number", isBool: "boolean", isBlock: "function", isNull: "undefined"}[v.k]
	if s == "" {
		if v.k == isUnknown {
			return value{}
		}
		s = "object"
	}
	return e.made(s, value{lo: int32(n.lo), hi: int32(n.hi)})
}

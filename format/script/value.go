package script

import (
	"math"
	"strconv"
	"strings"

	"lamproom/internal/placed"
)

// kind says what a value is.
type kind uint8

const (
	isUnknown kind = iota // what the text does not tell; t is how it is written
	isNull
	isBool // n is 0 or 1
	isNumber
	isChar
	isText
	isList
	isHash
	isBytes
	isBlock
	isObject
	isTypeName
)

// value is what an expression gives.
type value struct {
	k      kind
	t      placed.Text
	n      float64
	o      *object
	lo, hi int32 // where it comes from
	open   bool  // parts of the text are not known
}

// object is what a value refers to.
type object struct {
	class string // in lower case
	items []value
	keys  []string // of a hash, beside items
	bytes []byte
	fn    *function
	scope *scope // of a function: where it was made
}

func textValue(t placed.Text) value { return value{k: isText, t: t} }

func (v value) at(n *node) value {
	v.lo, v.hi = int32(n.lo), int32(n.hi)
	return v
}

func number(n float64) value { return value{k: isNumber, n: n} }

func boolean(b bool) value {
	if b {
		return value{k: isBool, n: 1}
	}
	return value{k: isBool}
}

func list(items []value) value { return value{k: isList, o: &object{items: items}} }

func null() value { return value{k: isNull} }

// get is the value of a key.
func (o *object) get(key string) (value, bool) {
	for i := len(o.keys) - 1; i >= 0; i-- {
		if strings.EqualFold(o.keys[i], key) {
			return o.items[i], true
		}
	}
	return value{}, false
}

func (o *object) set(key string, v value) {
	for i := range o.keys {
		if strings.EqualFold(o.keys[i], key) {
			o.items[i] = v
			return
		}
	}
	if len(o.keys) < 4096 && len(o.items) == len(o.keys) {
		o.keys, o.items = append(o.keys, key), append(o.items, v)
	}
}

// property is what a name of an object was set to.
func (v value) property(key string) (value, bool) {
	if v.o == nil {
		return value{}, false
	}
	return v.o.get(key)
}

// str is the text of a value where one is asked for.
func (e *engine) str(v value) value {
	switch v.k {
	case isText, isUnknown:
		if v.k == isUnknown {
			v.open = true
		}
		v.k = isText
		return v
	case isNull:
		return value{k: isText}
	case isChar:
		return e.made(string(rune(int(v.n))), v)
	case isNumber:
		return e.made(formatNumber(v.n), v)
	case isBool:
		s := "False"
		if v.n != 0 {
			s = "True"
		}
		if e.lang == JScript {
			s = strings.ToLower(s)
		}
		return e.made(s, v)
	case isBytes:
		return e.joined(e.items(v), e.separator(v))
	case isList:
		return e.joined(v.o.items, e.separator(v))
	case isBlock:
		return v.asWritten()
	case isHash, isObject, isTypeName:
		return v.asWritten()
	}
	return v
}

func (v value) asWritten() value {
	v.k, v.open = isText, true
	return v
}

// separator is what stands between the items of a list that is made a text.
func (e *engine) separator(v value) placed.Text {
	s := " "
	if e.lang == JScript {
		s = ","
	}
	return placed.Made(s, int(v.lo), 0)
}

func (e *engine) joined(items []value, sep placed.Text) value {
	var b placed.Builder
	out := value{k: isText}
	for i, it := range items {
		if i > 0 {
			b.Add(sep)
		}
		s := e.deepStr(it)
		out.open = out.open || s.open
		if !e.burn(s.t.Weight()+8) || b.Len()+s.t.Len() > maxText {
			break
		}
		b.Add(s.t)
	}
	out.t = b.Text()
	return out
}

// deepStr is str with a bound on lists within lists.
func (e *engine) deepStr(v value) value {
	if e.lists > 8 {
		return value{k: isText}
	}
	e.lists++
	s := e.str(v)
	e.lists--
	return s
}

// made is a text that a value gives, at the value's place.
func (e *engine) made(s string, v value) value {
	return value{k: isText, t: placed.Made(s, int(v.lo), int(v.hi-v.lo)), lo: v.lo, hi: v.hi}
}

func formatNumber(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// num is the number that a value is.
func (e *engine) num(v value) (float64, bool) {
	switch v.k {
	case isNumber, isBool, isChar:
		return v.n, true
	case isNull:
		return 0, true
	case isText:
		if v.open || v.t.Len() > 32 {
			return 0, false
		}
		return parseNumber(v.t.String())
	case isList:
		if len(v.o.items) == 1 && v.o.items[0].k != isList {
			return e.num(v.o.items[0])
		}
	}
	return 0, false
}

func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	l := strings.ToLower(s)
	for _, prefix := range []string{"0x", "&h"} {
		if h, ok := strings.CutPrefix(l, prefix); ok {
			n, err := strconv.ParseUint(strings.TrimRight(h, "&l"), 16, 64)
			return float64(n), err == nil
		}
	}
	if o, ok := strings.CutPrefix(l, "&o"); ok {
		n, err := strconv.ParseUint(o, 8, 64)
		return float64(n), err == nil
	}
	if s == "" || s[0] > '9' && s[0] != '-' {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0)
}

// integer is the whole number that a value is.
func (e *engine) integer(v value) (int, bool) {
	n, ok := e.num(v)
	if !ok || math.Abs(n) > 1<<52 {
		return 0, false
	}
	if e.lang == JScript {
		return int(math.Trunc(n)), true
	}
	return int(math.RoundToEven(n)), true
}

// truth says whether a value holds; known is false where the text does not tell.
func (e *engine) truth(v value) (holds, known bool) {
	switch v.k {
	case isNull:
		return false, true
	case isBool, isNumber:
		return v.n != 0, true
	case isText:
		return v.t.Len() > 0, !v.open
	case isList:
		if len(v.o.items) == 1 && v.o.items[0].k != isList {
			return e.truth(v.o.items[0])
		}
		return len(v.o.items) > 0, true
	case isHash, isBlock, isBytes, isChar:
		return true, true
	}
	return false, false
}

// items are the values that a value stands for where many are asked for.
func (e *engine) items(v value) []value {
	switch v.k {
	case isList:
		return v.o.items
	case isBytes:
		if !e.burn(itemCost * len(v.o.bytes)) {
			return nil
		}
		out := make([]value, len(v.o.bytes))
		for i, c := range v.o.bytes {
			out[i] = value{k: isNumber, n: float64(c), lo: v.lo, hi: v.hi}
		}
		return out
	case isNull:
		return nil
	}
	return []value{v}
}

// raw gives the bytes that a value is: a list of numbers, or bytes.
func (e *engine) rawBytes(v value) ([]byte, bool) {
	switch v.k {
	case isBytes:
		return v.o.bytes, true
	case isList:
		if !e.burn(len(v.o.items) * 8) {
			return nil, false
		}
		out := make([]byte, 0, len(v.o.items))
		for _, it := range v.o.items {
			n, ok := e.num(it)
			if !ok || n < -128 || n > 255 {
				return nil, false
			}
			out = append(out, byte(int(n)))
		}
		return out, true
	case isObject:
		if d, ok := v.property("bytes"); ok && d.k == isBytes {
			return d.o.bytes, true
		}
	}
	return nil, false
}

func bytesValue(b []byte, from value) value {
	return value{k: isBytes, o: &object{bytes: b}, lo: from.lo, hi: from.hi}
}

// spread is where a value comes from.
func (v value) spread() (lo, hi int) {
	if v.k == isText && v.t.Len() > 0 {
		return v.t.Place(0, v.t.Len())
	}
	return int(v.lo), int(v.hi)
}

// cut is s[from:to] with both ends brought into s: a parser at the end of a
// broken script may stand behind it.
func cut(s string, from, to int) string {
	to = max(0, min(to, len(s)))
	return s[max(0, min(from, to)):to]
}

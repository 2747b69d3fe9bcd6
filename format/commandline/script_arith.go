package commandline

import (
	"regexp"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func number(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 0, 64)
	return n, err == nil
}

func submatch(re string, b []byte) []int {
	r, err := regexp.Compile(re)
	if err != nil {
		return nil
	}
	return r.FindSubmatchIndex(b)
}

func findAll(re string, b []byte, most int) [][]int {
	r, err := regexp.Compile(re)
	if err != nil {
		return nil
	}
	return r.FindAllIndex(b, most)
}

// arithm works out an arithmetic expression; false if something in it is not
// known.
func (x *tracer) arithm(e syntax.ArithmExpr, w *world, c scope) (int64, bool) {
	if c.nest++; c.nest > maxSyntax {
		return 0, false
	}
	if x.s.work--; x.s.work < 0 {
		return 0, false
	}
	switch n := e.(type) {
	case *syntax.Word:
		name := n.Lit()
		if v, ok := number(name); ok {
			return v, true
		}
		if name != "" && nameEnd([]byte(name), 0) == len(name) {
			v, ok := x.get(w, name)
			if !ok || v.many || v.open > 0 {
				return 0, false
			}
			return number(v.string())
		}
		v := x.one(n, w, c)
		if v.open > 0 {
			return 0, false
		}
		return number(v.string())
	case *syntax.ParenArithm:
		return x.arithm(n.X, w, c)
	case *syntax.UnaryArithm:
		v, ok := x.arithm(n.X, w, c)
		switch n.Op {
		case syntax.Inc, syntax.Dec:
			d := int64(1)
			if n.Op == syntax.Dec {
				d = -1
			}
			if wd, is := n.X.(*syntax.Word); is && wd.Lit() != "" {
				if !ok && len(w.vars[wd.Lit()].t.b) == 0 {
					v, ok = 0, w.vars[wd.Lit()].open == 0
				}
				if ok {
					x.setNumber(w, wd.Lit(), v+d, c, n)
				}
			}
			if !n.Post {
				v += d
			}
			return v, ok
		case syntax.Minus:
			return -v, ok
		case syntax.Not:
			if v == 0 {
				return 1, ok
			}
			return 0, ok
		case syntax.BitNegation:
			return ^v, ok
		}
		return v, ok
	case *syntax.BinaryArithm:
		return x.binaryArithm(n, w, c)
	}
	return 0, false
}

func (x *tracer) setNumber(w *world, name string, v int64, c scope, n syntax.Node) {
	lo, hi := nodeSpan(n, c.src)
	a, b := c.src.place(lo, hi)
	var m mapped
	m.addString(strconv.FormatInt(v, 10), span{int32(a), int32(b)})
	x.set(w, name, value{t: m})
}

func (x *tracer) binaryArithm(n *syntax.BinaryArithm, w *world, c scope) (int64, bool) {
	assign := func(f func(a, b int64) (int64, bool)) (int64, bool) {
		wd, is := n.X.(*syntax.Word)
		b, ok := x.arithm(n.Y, w, c)
		if !is || wd.Lit() == "" || !ok {
			return 0, false
		}
		a := int64(0)
		if n.Op != syntax.Assgn {
			if a, ok = x.arithm(n.X, w, c); !ok {
				return 0, false
			}
		}
		v, ok := f(a, b)
		if ok {
			x.setNumber(w, wd.Lit(), v, c, n)
		}
		return v, ok
	}
	switch n.Op {
	case syntax.Assgn:
		return assign(func(_, b int64) (int64, bool) { return b, true })
	case syntax.AddAssgn:
		return assign(func(a, b int64) (int64, bool) { return a + b, true })
	case syntax.SubAssgn:
		return assign(func(a, b int64) (int64, bool) { return a - b, true })
	case syntax.MulAssgn:
		return assign(func(a, b int64) (int64, bool) { return a * b, true })
	case syntax.TernQuest:
		v, ok := x.arithm(n.X, w, c)
		alt, is := n.Y.(*syntax.BinaryArithm)
		if !ok || !is {
			return 0, false
		}
		if v != 0 {
			return x.arithm(alt.X, w, c)
		}
		return x.arithm(alt.Y, w, c)
	}
	a, ok1 := x.arithm(n.X, w, c)
	b, ok2 := x.arithm(n.Y, w, c)
	if n.Op == syntax.Comma {
		return b, ok2
	}
	if !ok1 || !ok2 {
		return 0, false
	}
	bit := func(v bool) (int64, bool) {
		if v {
			return 1, true
		}
		return 0, true
	}
	switch n.Op {
	case syntax.Add:
		return a + b, true
	case syntax.Sub:
		return a - b, true
	case syntax.Mul:
		return a * b, true
	case syntax.Quo, syntax.Rem:
		if b == 0 || b == -1 {
			return 0, false
		}
		if n.Op == syntax.Quo {
			return a / b, true
		}
		return a % b, true
	case syntax.Pow:
		v := int64(1)
		for range min(max(b, 0), 64) {
			v *= a
		}
		return v, b >= 0
	case syntax.And:
		return a & b, true
	case syntax.Or:
		return a | b, true
	case syntax.Xor:
		return a ^ b, true
	case syntax.Shl, syntax.Shr:
		if b < 0 || b > 62 {
			return 0, false
		}
		if n.Op == syntax.Shl {
			return a << b, true
		}
		return a >> b, true
	case syntax.Eql:
		return bit(a == b)
	case syntax.Neq:
		return bit(a != b)
	case syntax.Lss:
		return bit(a < b)
	case syntax.Leq:
		return bit(a <= b)
	case syntax.Gtr:
		return bit(a > b)
	case syntax.Geq:
		return bit(a >= b)
	case syntax.AndArit:
		return bit(a != 0 && b != 0)
	case syntax.OrArit:
		return bit(a != 0 || b != 0)
	}
	return 0, false
}

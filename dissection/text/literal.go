package text

import (
	"bytes"
	"regexp"
	"sort"

	"lamproom/format/commandline"
	"lamproom/observation"
)

// quoted is a string literal of a program or a data format.
type quoted struct {
	from, to int // text offsets, quotes included
	inner    int // where its content begins
	quote    byte
	raw      bool   // no escapes
	doubled  bool   // a doubled quote stands for one
	prefix   string // f, r, @, $ before the quote
}

// literals returns the string literals between the two offsets. Quotes that
// are not closed in the line are taken to its end, but for the quotes that may
// span lines: """ and backticks.
func (p *page) literals(from, to int) []quoted {
	var all []quoted
	t := p.text
	for i := from; i < to; {
		c := t[i]
		if c != '"' && c != '\'' && c != '`' {
			i++
			continue
		}
		if c == '\'' && i > from && alnum[t[i-1]] && !(i > 1 && bytes.IndexByte([]byte("fFrRbBuU"), t[i-1]) >= 0 && !alnum[t[max(0, i-2)]]) {
			i++ // an apostrophe
			continue
		}
		q := quoted{from: i, inner: i + 1, quote: c, raw: c == '`'}
		for k := i - 1; k >= from && k >= i-3 && bytes.IndexByte([]byte("fFrRbBuU@$L"), t[k]) >= 0; k-- {
			q.prefix = string(t[k]) + q.prefix
		}
		switch q.prefix {
		case "r", "R", "fr", "rf", "@", "$@", "@$":
			q.raw = true
			q.doubled = q.prefix[0] == '@' || q.prefix[0] == '$'
		}
		if c != '`' && bytes.HasPrefix(t[i:to], []byte{c, c, c}) {
			end := bytes.Index(t[i+3:to], []byte{c, c, c})
			if end < 0 {
				end = to - i - 3
			}
			q.inner, q.to = i+3, min(i+3+end+3, to)
			all = append(all, q)
			i = q.to
			continue
		}
		j := i + 1
		for j < to {
			if t[j] == '\\' && !q.raw && j+1 < to {
				j += 2
				continue
			}
			if t[j] == c {
				if q.doubled && j+1 < to && t[j+1] == c {
					j += 2
					continue
				}
				break
			}
			if t[j] == '\n' && c != '`' && !q.doubled {
				break
			}
			j++
		}
		if j < to && t[j] == '\n' { // not closed: no literal
			i++
			continue
		}
		q.to = min(j+1, to)
		all = append(all, q)
		i = q.to
		if len(all) > 4096 {
			break
		}
	}
	return all
}

// cachedLiterals keeps the last stretch that was looked through.
func (p *page) cachedLiterals(from, to int) []quoted {
	if p.litAt != (extent{from, to}) || p.lits == nil {
		p.litAt, p.lits = extent{from, to}, p.literals(from, to)
	}
	return p.lits
}

// literalAt returns the literal whose place fits: at its quote or its prefix.
func literalAt(all []quoted, at int) (quoted, bool) {
	i := sort.Search(len(all), func(i int) bool { return all[i].from >= at })
	if i < len(all) && (all[i].from == at || all[i].from-len(all[i].prefix) == at) {
		return all[i], true
	}
	return quoted{}, false
}

// content is the text of a literal, escapes undone.
func (p *page) content(q quoted) *joined {
	end := q.to - (q.inner - q.from)
	if end < q.inner {
		end = q.inner
	}
	j := &joined{}
	t := p.text[:end]
	start := q.inner
	flush := func(i int) {
		if i > start {
			j.add(t[start:i], start, i-start)
		}
	}
	for i := q.inner; i < end; {
		switch {
		case t[i] == '\\' && !q.raw && i+1 < end:
			flush(i)
			n := 2
			var b []byte
			switch c := t[i+1]; c {
			case 'n':
				b = []byte{'\n'}
			case 't':
				b = []byte{'\t'}
			case 'r':
				b = []byte{'\r'}
			case '0':
				b = []byte{0}
			case '\n':
			case 'x':
				if v, ok := hexByte(t, i+2, end); ok {
					b, n = []byte{v}, 4
				}
			case 'u':
				if hi, ok := hexByte(t, i+2, end); ok {
					if lo, ok := hexByte(t, i+4, end); ok {
						b, n = []byte(string(rune(hi)<<8|rune(lo))), 6
					}
				}
			case '"', '\'', '\\', '/', '`', '$':
				b = []byte{c}
			default: // a path written without care: C:\Users
				b = []byte{'\\', c}
			}
			j.add(b, i, n)
			i += n
			start = i
		case q.doubled && t[i] == q.quote && i+1 < end && t[i+1] == q.quote:
			flush(i)
			j.add([]byte{q.quote}, i, 2)
			i += 2
			start = i
		default:
			i++
		}
	}
	flush(end)
	return j
}

func hexByte(t []byte, i, end int) (byte, bool) {
	if i+2 > end {
		return 0, false
	}
	v := byte(0)
	for _, c := range t[i : i+2] {
		switch {
		case '0' <= c && c <= '9':
			v = v<<4 | (c - '0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			v = v<<4 | (c | 0x20 - 'a' + 10)
		default:
			return 0, false
		}
	}
	return v, true
}

// literalStatement reads a command that stands in string literals: whole in
// one, or as the items of a list.
func (p *page) literalStatement(at int) bool {
	from, to := p.nearLine(at)
	lo, hi := p.block(from, to)
	all := p.cachedLiterals(lo, hi)
	var hit *quoted
	if i := sort.Search(len(all), func(i int) bool { return all[i].to > at }); i < len(all) && all[i].from <= at {
		hit = &all[i]
	}
	if hit == nil {
		return p.yamlList(at, from, to)
	}
	c := p.content(*hit)
	if bytes.IndexByte(bytes.TrimSpace(c.b), ' ') >= 0 && !p.itemOfArguments(all, *hit) {
		// a command line, or a part of one that an expression puts together
		p.fuel = maxFuel
		e, a, b := p.expression(all, *hit, lo, hi)
		p.take(a, b)
		setting := p.settingAt(p.nearLine(a))
		if p.isDocumentation(*hit) && setting.Runs() {
			setting = observation.Comment
		}
		p.programFirst(e, a, b)
		if bytes.IndexByte(e.b, '\n') >= 0 {
			p.lines(e, setting, a, b)
			return true
		}
		p.commands(e, commandline.Guess(e.b), setting, a, b)
		return true
	}
	a, b, ok := p.list(all, *hit, lo, hi)
	if !ok {
		return false
	}
	p.take(a, b)
	setting := p.settingAt(p.nearLine(a))
	j := p.piece(a, b)
	if !startsWithOption(j.b) {
		p.commands(j, commandline.List, setting, a, b)
		return true
	}
	if prog := p.programBefore(a, b); prog != nil {
		k := &joined{}
		k.add(p.text[prog.from:prog.to], prog.from, prog.to-prog.from)
		k.add([]byte(", "), prog.to, 0)
		k.add(j.b, a, b-a)
		j = k
	}
	p.commands(j, commandline.List, setting, a, b)
	return true
}

// isDocumentation reports whether a literal is a documentation string: one over
// several lines that nothing is done with.
func (p *page) isDocumentation(q quoted) bool {
	if q.inner-q.from != 3 {
		return false
	}
	line, _ := p.line(q.from)
	return len(bytes.TrimSpace(p.text[line:q.from])) == 0 && !bytes.HasSuffix(bytes.TrimRight(p.text[:line], " \t\r\n"), []byte("(")) && !bytes.HasSuffix(bytes.TrimRight(p.text[:line], " \t\r\n"), []byte(","))
}

func startsWithOption(b []byte) bool {
	b = bytes.TrimLeft(b, " \t\r\n\"'`[(")
	return len(b) > 0 && b[0] == '-'
}

// lines reads a text of several lines as a script.
func (p *page) lines(e *joined, s observation.Setting, a, b int) {
	sh := commandline.Posix
	if bytes.Contains(bytes.ToLower(e.b[:min(len(e.b), 2048)]), []byte("@echo off")) {
		sh = commandline.Cmd
	}
	p.commands(e, sh, s, a, b)
}

// itemOfArguments reports whether a literal that holds several words is one
// item among short ones, as in ["-o", "host:1", "--comment", "two words"].
func (p *page) itemOfArguments(all []quoted, q quoted) bool {
	t := bytes.TrimSpace(p.text[q.inner:q.to])
	return len(t) > 0 && t[0] != '-' && server(t) != no && bytes.IndexByte(t, ' ') < 0
}

// block is the stretch in which the literals around a place are looked for:
// its line and as many before and after as a list may take.
func (p *page) block(from, to int) (int, int) {
	const before, after = 4 << 10, 8 << 10
	if p.blockOf == (extent{from, to}) {
		return p.blockIs.from, p.blockIs.to
	}
	lo, hi := p.blockAround(from, to, before, after)
	p.blockOf, p.blockIs = extent{from, to}, extent{lo, hi}
	return lo, hi
}

func (p *page) blockAround(from, to, before, after int) (int, int) {
	own := p.text[from:to]
	if !partOfList(own) && !unbalanced(own) {
		return from, to
	}
	lo := from
	for n := 0; n < 60 && lo > 0 && from-lo < before; n++ {
		f, t := p.line(lo - 1)
		if from-f > before || !partOfList(p.text[f:t]) {
			break
		}
		lo = f
	}
	hi := to
	for n := 0; n < 120 && hi < len(p.text) && hi-to < after; n++ {
		next := bytes.IndexByte(p.text[hi:min(len(p.text), hi+after)], '\n')
		if next < 0 {
			hi = min(len(p.text), hi+after)
			break
		}
		_, t := p.line(hi + next + 1)
		if t <= hi {
			break
		}
		if n > 2 && !partOfList(p.text[hi+next+1:t]) {
			break
		}
		hi = t
	}
	return lo, max(hi, to)
}

// unbalanced reports whether a line opens a bracket that it does not close, or
// closes one that it does not open.
func unbalanced(line []byte) bool {
	depth := 0
	for _, c := range line {
		switch c {
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			if depth--; depth < 0 {
				return true
			}
		}
	}
	return depth != 0
}

var listLine = regexp.MustCompile("^\\s*(?:#.*|//.*|[\"'`\\[\\](){},].*|.*[\\[({,+&.\\\\]\\s*(?:#.*|//.*)?|[\\w.]+,?|)$")

func partOfList(line []byte) bool {
	return len(line) < 2048 && listLine.Match(bytes.TrimRight(line, "\r"))
}

// list returns the innermost brackets around a literal, with the program's
// name in front of them if it stands in the same call.
func (p *page) list(all []quoted, q quoted, lo, hi int) (from, to int, ok bool) {
	type open struct {
		at   int
		with byte
	}
	var stack []open
	next := 0
	for i := lo; i < hi; {
		if next < len(all) && all[next].from == i {
			i = all[next].to
			next++
			continue
		}
		for next < len(all) && all[next].from < i {
			next++
		}
		switch c := p.text[i]; c {
		case '[', '(', '{':
			stack = append(stack, open{i, c})
		case ']', ')', '}':
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				if top.at < q.from && i >= q.to {
					from, to = top.at, i+1
					if len(stack) > 0 && stack[len(stack)-1].with == '(' {
						outer := stack[len(stack)-1].at
						lead := bytes.TrimSpace(p.text[outer+1 : top.at])
						if len(lead) > 2 && (lead[0] == '"' || lead[0] == '\'') && lead[len(lead)-1] == ',' && bytes.IndexByte(lead, '\n') < 0 {
							from = outer
						}
					}
					return from, to, true
				}
			}
		}
		i++
	}
	if len(stack) > 0 && stack[0].at < q.from { // not closed: the text was cut
		top := stack[len(stack)-1]
		if top.at < q.from {
			return top.at, hi, true
		}
	}
	// @('-o','x') without brackets: PowerShell's -ArgumentList '-o','x'; items
	// one a line without any bracket.
	f, t := p.line(q.from)
	return f, t, t > f
}

var programKey = regexp.MustCompile(`(?i)["']?\b(command|entrypoint|path|program|executable|filename|file|exe|binary|cmd|image_path|script|exec_start)["']?\s*[:=]\s*\[?\s*(["'][^"'\n]{1,300}["'])`)

// programReach is how far from the arguments their program may be named, bytes
// before them; half of that behind.
const programReach = 1 << 10

// programBefore finds the program that a neighbouring key names, where a list
// or a string holds only arguments.
func (p *page) programBefore(a, b int) *extent {
	programs := p.programsAround(a, b)
	i := sort.Search(len(programs), func(i int) bool { return programs[i].from >= a })
	if i > 0 && a-programs[i-1].to < programReach {
		return &programs[i-1]
	}
	for i < len(programs) && programs[i].from < b {
		i++
	}
	if i < len(programs) && programs[i].from-b < programReach/2 {
		return &programs[i]
	}
	return nil
}

// programsAround lists the programs that are named near the given stretch. A
// small text is searched once and whole, of a large one only the neighbourhood:
// few of its statements ask.
func (p *page) programsAround(a, b int) []extent {
	const small = 64 << 10
	find := func(from, to int) (found []extent) {
		for _, m := range programKey.FindAllSubmatchIndex(p.text[from:to], maxVariables) {
			found = append(found, extent{from + m[4], from + m[5]})
		}
		return found
	}
	if len(p.text) > small {
		const key = 512 // of the key and its value
		return append(find(max(0, a-programReach-key), a), find(b, min(len(p.text), b+programReach/2+key))...)
	}
	if !p.programsRead {
		p.programsRead = true
		p.programs = find(0, len(p.text))
	}
	return p.programs
}

// programFirst puts a neighbouring program before a string of arguments.
func (p *page) programFirst(e *joined, a, b int) {
	if !startsWithOption(e.b) {
		return
	}
	prog := p.programBefore(a, b)
	if prog == nil {
		return
	}
	name := p.text[prog.from+1 : prog.to-1]
	if !name2.Match(name) {
		return
	}
	k := &joined{}
	k.add(bytes.ReplaceAll(name, []byte(`\\`), []byte(`\`)), prog.from, prog.to-prog.from)
	k.add([]byte(" "), prog.to, 0)
	for i, s := range e.segs {
		end := len(e.b)
		if i+1 < len(e.segs) {
			end = e.segs[i+1].from
		}
		k.add(e.b[s.from:end], s.at, s.n)
	}
	*e = *k
}

var name2 = regexp.MustCompile(`^[\w./\\:-]+$`)

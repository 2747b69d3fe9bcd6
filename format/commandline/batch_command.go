package commandline

import (
	"bytes"
	"slices"
	"strings"
)

// command follows a simple command.
func (b *batch) command(n node, w *world, c scope, depth int) []*world {
	one := []*world{w}
	raw := b.text(n)
	if k := len(bytes.TrimSpace(raw.b)); k == 0 {
		return one
	}
	return b.simple(n, b.expand(raw, w), w, c, depth)
}

// simple carries out a command whose variables are filled in.
func (b *batch) simple(n node, t mapped, w *world, c scope, depth int) []*world {
	x, one := b.x, []*world{w}
	body := t.trim()
	for len(body.b) > 0 && (body.b[0] == '@' || isBlank(body.b[0])) {
		body = body.sub(1, len(body.b))
	}
	word := body.b
	if k := bytes.IndexAny(word, " \t\r/=(.:>"); k > 0 {
		word = word[:k]
	}
	rest := body.sub(len(word), len(body.b)).trim()
	if len(body.b) > 0 && (body.b[0] == '>' || bytes.HasPrefix(body.b, []byte("1>"))) && b.echo(t, w) { // >FILE echo …
		return one
	}
	switch strings.ToLower(string(word)) {
	case "set":
		if k := len(body.b); k > 0 && len(t.b) > 0 && isBlank(t.b[len(t.b)-1]) && k < len(t.b) {
			if raw := bytes.TrimRight(b.text(n).b, "\r\n"); len(raw) > 0 && (b.inner || !isBlank(raw[len(raw)-1])) { // a blank out of a variable counts
				lead := bytes.Index(t.b, body.b)
				rest = t.sub(lead+len(word), len(t.b))
				for len(rest.b) > 0 && isBlank(rest.b[0]) {
					rest = rest.sub(1, len(rest.b))
				}
				b.assign(rest, w, true)
				return one
			}
		}
		b.assign(rest, w, false)
		return one
	case "setx":
		if f := b.fields(rest); len(f) > 1 {
			x.set(w, strings.ToUpper(f[0].text()), value{t: f[1].t})
		}
	case "goto":
		w.jump = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(string(rest.b)), ":"))
		if w.jump == "eof" {
			w.jump = endOfFile
		}
		if k := strings.IndexAny(w.jump, " \t"); k > 0 {
			w.jump = w.jump[:k]
		}
		if _, ok := b.labels[w.jump]; !ok && w.jump != endOfFile { // goto %choice%
			w.jump = ""
			if strings.ContainsAny(string(rest.b), "%!") {
				var all []*world
				for l := range b.labels {
					v := w.fork()
					v.jump = l
					all = append(all, v)
				}
				slices.SortFunc(all, func(a, c *world) int { return b.labels[a.jump] - b.labels[c.jump] })
				return append(one, all[:min(len(all), maxWorlds-1)]...)
			}
		}
		return one
	case "exit":
		w.jump = endOfFile
		return one
	case "call":
		if len(rest.b) > 1 && rest.b[0] == ':' {
			k := bytes.IndexAny(rest.b, " \t,;")
			if k < 0 {
				k = len(rest.b)
			}
			l, ok := b.labels[strings.ToLower(string(rest.b[1:k]))]
			f := b.fields(rest.sub(k, len(rest.b)))
			if !ok || depth > maxCalls {
				return one
			}
			args, known := w.args, w.known
			w.args, w.known = nil, true
			for _, a := range f {
				w.args = append(w.args, value{t: a.t})
			}
			s := c
			s.chain = c.chain*31 + uint64(n.from) + 1
			out := b.from(l+1, one, s, depth+8)
			for _, v := range out {
				v.args, v.known, v.jump = args, known, ""
			}
			if len(out) == 0 {
				return one
			}
			return out
		}
		// variables are filled in once more
		if again := onePercent(rest); depth < maxSyntax && bytes.ContainsAny(again.b, "%!") {
			if again = b.expand(again, w); !bytes.Equal(again.b, rest.b) {
				return b.simple(n, again, w, c, depth+1)
			}
		} else if k := len(rest.b); depth < maxSyntax && k > 3 && bytes.EqualFold(rest.b[:4], []byte("set ")) {
			return b.simple(n, rest, w, c, depth+1)
		}
	case "echo":
		if b.echo(t, w) {
			return one
		}
	case "shift":
		if len(w.args) > 0 {
			w.args = w.args[1:]
		}
		return one
	}
	b.run(n, t, w, c)
	return one
}

// run takes the command as what it starts.
func (b *batch) run(n node, t mapped, w *world, c scope) {
	x := b.x
	x.miss = nil
	from, to := n.from, n.to
	if b.inner {
		from, to = c.from, c.to
		lo, hi := b.t.place(n.from, n.to)
		c.own, c.pipe = span{int32(lo), int32(hi)}, n.pipe
	} else {
		c.from, c.to, c.in = from, to, true
		c.own, c.pipe = span{int32(from), int32(to)}, n.pipe
	}
	oldWorld, oldAt := x.w, x.at
	x.w, x.at = w, c
	defer func() { x.w, x.at = oldWorld, oldAt }()
	before, missing := x.s.out, x.s.unresolved
	x.s.out, x.s.unresolved = nil, nil
	x.s.local = nil
	sts := x.s.cmd(t)
	open := 0 // references that were left as they are
	for i := range sts {
		sts[i].piped = false
		for k := range sts[i].words {
			v := &sts[i].words[k]
			open += bytes.Count(v.t.b, []byte("%"))
			if m := len(v.t.b); m > 0 { // an argument that is one value stands where the value stands
				if p, q := v.t.place(0, m); q-p == m && (p < from || q > to) {
					v.start, v.end = p, q
				}
			}
		}
	}
	x.s.pipelines(sts, Cmd, c.f, c.depth)
	x.miss = x.s.unresolved
	x.collect(c, open)
	x.s.out, x.s.unresolved = before, missing
}

// onePercent halves the percent signs, as call does.
func onePercent(t mapped) mapped {
	if !bytes.Contains(t.b, []byte("%%")) {
		return t
	}
	var m mapped
	for i := 0; i < len(t.b); i++ {
		m.add(t.b[i], t.span(i))
		if t.b[i] == '%' && i+1 < len(t.b) && t.b[i+1] == '%' {
			i++
		}
	}
	return m
}

// fields splits a text into words.
func (b *batch) fields(t mapped) []word {
	for _, st := range b.x.s.cmd(t) {
		return st.words
	}
	return nil
}

// echo carries out echo TEXT > FILE, wherever the file is named. False if it
// only shows the text, or gives it to another command.
func (b *batch) echo(t mapped, w *world) bool {
	var text mapped
	file, fresh := "", true
	quote := false
	for i := 0; i < len(t.b); {
		c := t.b[i]
		switch {
		case c == '"':
			quote = !quote
		case quote:
		case c == '^' && i+1 < len(t.b):
			text.add(t.b[i+1], t.span(i+1))
			i += 2
			continue
		case c == '>':
			i++
			fresh = true
			if i < len(t.b) && t.b[i] == '>' {
				fresh = false
				i++
			}
			if n := len(text.b); n > 0 && text.b[n-1] == '1' && (n == 1 || isBlank(text.b[n-2])) {
				text = text.sub(0, n-1)
			}
			for i < len(t.b) && isBlank(t.b[i]) {
				i++
			}
			from, q := i, false
			for i < len(t.b) && (q || !isBlank(t.b[i]) && t.b[i] != '>') {
				q = q != (t.b[i] == '"')
				i++
			}
			if name := strings.Trim(string(t.b[from:i]), `"`); !strings.EqualFold(name, "nul") && !strings.HasPrefix(name, "&") {
				file = name
			}
			continue
		}
		text.add(c, t.span(i))
		i++
	}
	for len(text.b) > 0 && (isBlank(text.b[0]) || text.b[0] == '@') {
		text = text.sub(1, len(text.b))
	}
	if len(text.b) < 4 || !bytes.EqualFold(text.b[:4], []byte("echo")) {
		return false
	}
	text = text.sub(4, len(text.b))
	if len(text.b) > 0 && strings.IndexByte(" .:(,;/", text.b[0]) >= 0 {
		text = text.sub(1, len(text.b))
	}
	text = text.trimRight()
	if file == "" && !w.catch {
		return false
	}
	var m mapped
	m.addAll(text)
	m.add('\n', lastSpan(text))
	if file == "" {
		b.x.print(w, m, false)
		return true
	}
	b.x.write(w, file, m, fresh, false)
	return true
}

func (m mapped) trimRight() mapped {
	j := len(m.b)
	for j > 0 && isBlank(m.b[j-1]) {
		j--
	}
	return m.sub(0, j)
}

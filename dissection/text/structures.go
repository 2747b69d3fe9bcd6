package text

import (
	"bytes"
	"strings"

	"lamproom/format/commandline"
	"lamproom/observation"
)

// structures reads what only the whole file tells: manifests, in which the
// program, its arguments and its environment stand apart.
func (p *page) structures() {
	p.wholeConfig()
	switch p.class.Kind {
	case "dockerfile":
		p.dockerfile()
	case "unit":
		p.unit()
	case "compose", "kubernetes", "yaml":
		p.yaml()
	}
}

// instruction is one instruction of a Dockerfile.
type instruction struct {
	word     string
	from, to int // its arguments
	start    int
}

// dockerfile joins ENTRYPOINT and CMD of every stage, and its environment.
func (p *page) dockerfile() {
	var entry, cmd *instruction
	var env []observation.Assignment
	image, start := "", 0
	finish := func(end int) {
		if entry != nil || cmd != nil {
			p.container(entry, cmd, image)
		}
		p.group(start, end, observation.Container, image, env)
		entry, cmd, env, start = nil, nil, nil, end
	}
	for from := 0; from < len(p.text) && p.err == nil; {
		in, next, ok := p.instruction(from)
		if !ok {
			from = next
			continue
		}
		switch in.word {
		case "FROM":
			finish(in.start)
			image = string(bytes.TrimSpace(p.text[in.from:in.to]))
		case "ENTRYPOINT":
			entry, cmd = &in, nil
		case "CMD":
			cmd = &in
		case "ENV", "ARG":
			for _, s := range p.envPairs(in.from, in.to) {
				if len(env) < maxGroup {
					if v, ok := p.evaluate(s, 0); ok {
						env = append(env, observation.Assignment{Name: s.name, Value: p.value(v, s.from, s.to)})
					}
				}
			}
		}
		from = next
	}
	finish(len(p.text))
}

// instruction reads the instruction that begins at the line, with its
// continuation lines.
func (p *page) instruction(from int) (in instruction, next int, ok bool) {
	_, to := p.line(from)
	next = to
	for next < len(p.text) && p.text[next] != '\n' {
		next++
	}
	next++
	line := p.text[from:to]
	if t := bytes.TrimLeft(line, " \t"); len(t) == 0 || t[0] == '#' {
		return in, next, false
	}
	for next < len(p.text) && bytes.HasSuffix(bytes.TrimRight(p.text[from:to], " \t\r"), []byte("\\")) && to-from < maxStatement {
		_, to = p.line(next)
		next = to
		for next < len(p.text) && p.text[next] != '\n' {
			next++
		}
		next++
	}
	i := from
	for i < to && blank(p.text[i]) {
		i++
	}
	n := i
	for n < to && letter[p.text[n]] {
		n++
	}
	return instruction{strings.ToUpper(string(p.text[i:n])), n, to, from}, min(next, len(p.text)), n > i
}

// envPairs reads "A=b C=d" or "A b".
func (p *page) envPairs(from, to int) []setting {
	v := &variables{by: make(map[string][]setting)}
	line := bytes.TrimLeft(p.text[from:to], " \t")
	at := to - len(line)
	n, _, _ := bytes.Cut(line, []byte(" "))
	if bytes.IndexByte(n, '=') < 0 {
		if name(n) && at+len(n) < to {
			v.add(string(n), from, at+len(n)+1, to)
		}
		return v.all
	}
	for i := at; i < to && len(v.all) < maxGroup; {
		for i < to && (blank(p.text[i]) || p.text[i] == '\\') {
			i++
		}
		eq := bytes.IndexByte(p.text[i:to], '=')
		if eq < 0 || !name(p.text[i:i+eq]) {
			break
		}
		f, t := p.valueExtent(i+eq+1, to)
		v.add(string(p.text[i:i+eq]), i, f, t)
		i = max(t, i+eq+1)
	}
	return v.all
}

// container states the command that ENTRYPOINT and CMD make together.
func (p *page) container(entry, cmd *instruction, _ string) {
	j := &joined{}
	lo, hi := len(p.text), 0
	shell := false
	for _, in := range []*instruction{entry, cmd} {
		if in == nil || shell {
			continue
		}
		lo, hi = min(lo, in.start), max(hi, in.to)
		body := bytes.TrimLeft(p.text[in.from:in.to], " \t")
		if len(body) > 0 && body[0] == '[' {
			for _, q := range p.literals(in.from, in.to) {
				c := p.content(q)
				if len(j.b) > 0 {
					j.add([]byte{0}, q.from, 0)
				}
				p.fuel = maxFuel
				j.add([]byte(p.fill(string(c.b), q.from, 0)), q.from, q.to-q.from)
			}
			continue
		}
		if in == entry || len(j.b) == 0 { // shell form: CMD is not joined to it
			p.take(in.start, in.to)
			p.commands(p.piece(in.from, in.to), commandline.Posix, p.settingAt(in.start, in.to), in.start, in.to)
			shell = in == entry
		}
	}
	if len(j.b) > 0 {
		if entry != nil {
			p.take(entry.start, entry.to)
		}
		if cmd != nil {
			p.take(cmd.start, cmd.to)
		}
		p.commands(j, commandline.None, observation.Container, lo, hi)
	}
}

// unit joins the environment of a systemd unit.
func (p *page) unit() {
	var env []observation.Assignment
	first, last := -1, 0
	for from := 0; from < len(p.text); {
		line, to := p.line(from)
		next := to
		for next < len(p.text) && p.text[next] != '\n' {
			next++
		}
		if rest, ok := bytes.CutPrefix(bytes.TrimLeft(p.text[line:to], " \t"), []byte("Environment=")); ok {
			at := to - len(rest)
			for i := at; i < to && len(env) < maxGroup; {
				for i < to && (blank(p.text[i]) || p.text[i] == '"' || p.text[i] == '\'') {
					i++
				}
				eq := bytes.IndexByte(p.text[i:to], '=')
				if eq < 0 || !name(p.text[i:i+eq]) {
					break
				}
				end := i + eq + 1
				inQuotes := i > at && (p.text[i-1] == '"' || p.text[i-1] == '\'')
				for end < to && !(inQuotes && p.text[end] == p.text[i-1]) && !(!inQuotes && blank(p.text[end])) {
					end++
				}
				f, t := i+eq+1, end
				if t > f+1 && p.text[f] == '"' && p.text[t-1] == '"' {
					f, t = f+1, t-1
				}
				v := string(p.text[f:t])
				env = append(env, observation.Assignment{Name: string(p.text[i : i+eq]), Value: p.value(v, f, t)})
				va := p.assignments(line)
				va.add(string(p.text[i:i+eq]), line, f, t)
				if first < 0 {
					first = line
				}
				last = to
				i = end + 1
			}
		}
		from = next + 1
	}
	if first >= 0 {
		p.group(first, last, observation.Schedule, "", env)
	}
}

package text

import (
	"bytes"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"lamproom/format/commandline"
	"lamproom/observation"
)

// maxYAML bounds what is given to the YAML reader, bytes.
const maxYAML = 1 << 20

// yaml reads manifests: what containers run, with which environment, and the
// scripts and commands that other YAML holds (Ansible, cloud-init, CI).
func (p *page) yaml() {
	if !p.w.Whole() || len(p.text) > maxYAML || tooAliased(p.text) {
		return
	}
	var all []*yamlReader
	names := make(map[string]string)
	for _, doc := range yamlDocuments(p.text) {
		y := &yamlReader{page: p, doc: doc, names: names}
		if err := yaml.Unmarshal(templates(p.text[doc.from:doc.to]), &y.root); err != nil {
			continue // the lines are read one by one
		}
		y.collect(&y.root, 0)
		all = append(all, y)
	}
	for _, y := range all {
		y.index()
		y.walk(&y.root, 0)
	}
}

// tooAliased reports whether aliases could make a small text a large tree. The
// tree is walked without following them, but the reader itself resolves merges.
func tooAliased(b []byte) bool {
	return bytes.Count(b, []byte("*")) > 1000 && bytes.Count(b, []byte("&")) > 100
}

var yamlBreak = regexp.MustCompile(`(?m)^---\s*(#.*)?$`)

func yamlDocuments(b []byte) []extent {
	var all []extent
	from := 0
	for _, m := range yamlBreak.FindAllIndex(b, 1000) {
		all = append(all, extent{from, m[0]})
		from = m[1]
	}
	return append(all, extent{from, len(b)})
}

type yamlReader struct {
	*page
	doc   extent
	root  yaml.Node
	lines []int             // where every line of the document begins
	names map[string]string // see collect
}

func (y *yamlReader) index() {
	y.lines = []int{y.doc.from}
	for i := y.doc.from; i < y.doc.to; i++ {
		if y.text[i] == '\n' {
			y.lines = append(y.lines, i+1)
		}
	}
}

// place returns where a scalar stands: the place of its first line, and the
// length of what is written there.
func (y *yamlReader) place(n *yaml.Node) (from, to int) {
	if n.Line < 1 || n.Line > len(y.lines) {
		return y.doc.from, y.doc.from
	}
	from = y.lines[n.Line-1]
	for range n.Column - 1 { // columns count characters
		if from < y.doc.to {
			from++
			for from < y.doc.to && y.text[from]&0xC0 == 0x80 {
				from++
			}
		}
	}
	switch n.Style {
	case yaml.LiteralStyle, yaml.FoldedStyle:
		next := y.doc.to
		if n.Line+strings.Count(n.Value, "\n") < len(y.lines) {
			next = y.lines[n.Line+strings.Count(n.Value, "\n")]
		}
		if n.Line < len(y.lines) {
			from = y.lines[n.Line]
		}
		return from, max(from, next)
	case yaml.DoubleQuotedStyle, yaml.SingleQuotedStyle:
		from++
	}
	return from, min(y.doc.to, from+len(n.Value))
}

func (y *yamlReader) walk(n *yaml.Node, depth int) {
	if depth > 64 || y.err != nil {
		return
	}
	switch n.Kind {
	case yaml.DocumentNode, yaml.SequenceNode:
		for _, c := range n.Content {
			y.walk(c, depth+1)
		}
	case yaml.MappingNode:
		y.mapping(n)
		for i := 1; i < len(n.Content); i += 2 {
			y.walk(n.Content[i], depth+1)
		}
	case yaml.ScalarNode:
		y.scalar(n)
	}
}

func (y *yamlReader) setting() observation.Setting { return base(y.class) }

// mapping reads a mapping that may be a container.
func (y *yamlReader) mapping(n *yaml.Node) {
	var command, args *yaml.Node
	var image string
	var env []observation.Assignment
	values := make(map[string]string)
	set := func(name string, v *yaml.Node) {
		if len(env) >= maxGroup || v.Kind != yaml.ScalarNode {
			return
		}
		f, t := y.place(v)
		text := y.fillIn(v.Value, values)
		env = append(env, observation.Assignment{Name: name, Value: y.value(text, f, t)})
		values[name] = text
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i].Value, n.Content[i+1]
		switch strings.ToLower(key) {
		case "data", "stringdata", "vars", "variables", "values":
			y.plainGroup(v, strings.ToLower(key) == "data")
		case "image":
			if v.Kind == yaml.ScalarNode {
				image = v.Value
			}
		case "entrypoint":
			if command != nil && args == nil {
				args = command // compose: command is what ENTRYPOINT gets
			}
			command = v
		case "command", "cmd":
			if command == nil {
				command = v
			} else {
				args = v
			}
		case "args", "arguments":
			args = v
		case "environment", "env", "env_vars", "environment_vars":
			switch v.Kind {
			case yaml.MappingNode:
				for k := 0; k+1 < len(v.Content); k += 2 {
					set(v.Content[k].Value, v.Content[k+1])
				}
			case yaml.SequenceNode:
				for _, e := range v.Content {
					switch e.Kind {
					case yaml.ScalarNode:
						if k := strings.IndexByte(e.Value, '='); k > 0 && len(env) < maxGroup {
							f, t := y.place(e)
							text := y.fillIn(e.Value[k+1:], values)
							env = append(env, observation.Assignment{Name: e.Value[:k], Value: y.value(text, min(t, f+k+1), t)})
							values[e.Value[:k]] = text
						}
					case yaml.MappingNode:
						var nm string
						var val *yaml.Node
						for k := 0; k+1 < len(e.Content); k += 2 {
							switch e.Content[k].Value {
							case "name":
								nm = e.Content[k+1].Value
							case "value":
								val = e.Content[k+1]
							case "valueFrom":
								val = y.referred(e.Content[k+1])
							}
						}
						if nm != "" && val != nil {
							set(nm, val)
						}
					}
				}
			}
		}
	}
	if len(env) > 0 {
		from, to := y.span(n)
		y.group(from, to, y.setting(), image, env)
	}
	if command == nil && args == nil {
		return
	}
	j := &joined{}
	lo, hi := y.doc.to, y.doc.from
	whole := false
	for _, c := range []*yaml.Node{command, args} {
		if c == nil {
			continue
		}
		f, t := y.span(c)
		lo, hi = min(lo, f), max(hi, t)
		switch c.Kind {
		case yaml.SequenceNode:
			for _, e := range c.Content {
				if e.Kind != yaml.ScalarNode {
					return
				}
				f, t := y.place(e)
				if len(j.b) > 0 {
					j.add([]byte{0}, f, 0)
				}
				j.add([]byte(y.fillIn(e.Value, values)), f, t-f)
			}
		case yaml.ScalarNode:
			f, t := y.place(c)
			if command != nil && args != nil && c == args && len(j.b) > 0 {
				// the arguments as one string after a list
				for _, w := range strings.Fields(y.fillIn(c.Value, values)) {
					j.add([]byte{0}, f, 0)
					j.add([]byte(w), f, t-f)
				}
				continue
			}
			if c == command && args != nil {
				for k, w := range strings.Fields(y.fillIn(c.Value, values)) {
					if k > 0 {
						j.add([]byte{0}, f, 0)
					}
					j.add([]byte(w), f, t-f)
				}
				continue
			}
			whole = true
			v := y.fillIn(c.Value, values)
			n := t - f
			if len(v) == n {
				j.add([]byte(v), f, n)
			} else {
				j.add([]byte(v), f, n)
			}
		}
	}
	if len(j.b) == 0 {
		return
	}
	y.take(lo, hi)
	if whole {
		y.commands(j, commandline.Posix, y.setting(), lo, hi)
		return
	}
	if startsWithOption(j.b) && image != "" { // the image's own entry point: its name stands for the program
		k := &joined{}
		f, _ := y.span(n)
		k.add([]byte{0}, f, 0)
		for i, s := range j.segs {
			end := len(j.b)
			if i+1 < len(j.segs) {
				end = j.segs[i+1].from
			}
			k.add(j.b[s.from:end], s.at, s.n)
		}
		j = k
	}
	y.commands(j, commandline.None, y.setting(), lo, hi)
}

// span is the stretch that a node and what it holds stands in.
func (y *yamlReader) span(n *yaml.Node) (from, to int) {
	from, to = y.place(n)
	if n.Kind != yaml.ScalarNode {
		for _, c := range n.Content {
			if c.Kind == yaml.AliasNode {
				continue
			}
			f, t := y.span(c)
			from, to = min(from, f), max(to, t)
		}
	}
	return from, max(from, to)
}

// scalar reads a string that holds a command or a script.
func (y *yamlReader) scalar(n *yaml.Node) {
	if len(n.Value) < 16 || strings.IndexByte(n.Value, ' ') < 0 || !hasOption(n.Value) {
		return
	}
	from, to := y.place(n)
	if y.isTaken(from) || len(triggers([]byte(n.Value), nil)) == 0 {
		return
	}
	y.take(from, to)
	j := &joined{}
	if n.Style == yaml.LiteralStyle && !strings.HasPrefix(strings.TrimSpace(n.Value), "{") {
		// line by line, so that places are those of the lines
		at := from
		for line := range strings.Lines(n.Value) {
			k := bytes.Index(y.text[at:to], []byte(strings.TrimSpace(line)))
			if k < 0 {
				k = 0
			}
			at += k
			j.add([]byte(y.fillScript(line, n.Value)), at, len(line))
			at = min(to, at+len(strings.TrimSpace(line)))
		}
	} else {
		j.add([]byte(y.fillScript(n.Value, n.Value)), from, to-from)
	}
	y.commands(j, commandline.Posix, y.setting(), from, to)
}

var yamlItem = regexp.MustCompile(`^(\s*)- `)

// yamlList reads the items of a block sequence as one command, in text that is
// no YAML as a whole or is broken.
func (p *page) yamlList(at, from, to int) bool {
	m := yamlItem.FindSubmatch(p.text[from:to])
	if m == nil {
		return false
	}
	lead := append([]byte(nil), m[1]...)
	same := func(line []byte) bool {
		n := yamlItem.FindSubmatch(line)
		return n != nil && len(n[1]) == len(lead)
	}
	lo, hi := from, to
	for lo > 0 && from-lo < 8<<10 {
		f, t := p.line(lo - 1)
		if !same(p.text[f:t]) {
			break
		}
		lo = f
	}
	for hi < len(p.text) && hi-to < 8<<10 {
		next := bytes.IndexByte(p.text[hi:min(len(p.text), hi+8<<10)], '\n')
		if next < 0 {
			break
		}
		f, t := p.line(hi + next + 1)
		if t <= f || !same(p.text[f:t]) {
			break
		}
		hi = t
	}
	if lo == from && hi == to {
		return false
	}
	p.take(lo, hi)
	p.commands(p.piece(lo, hi), commandline.List, p.settingAt(lo, hi), lo, hi)
	return true
}

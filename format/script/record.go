package script

import (
	"slices"
	"strings"

	"lamproom/internal/placed"
)

// recorder keeps what the script was seen to do.
type recorder struct {
	sites  map[siteKey]*site
	order  []*site
	told   int
	files  []file // of this pass
	kept   []Document
	size   int // of kept, bytes
	layers []Layer
}

// siteKey is the place of a command in the script.
type siteKey struct{ from, to int }

type site struct {
	variants []variant
	seen     map[string]bool
}

type variant struct {
	Command
	open int // parts that are not known
}

// file is a file that the script writes.
type file struct {
	name string
	b    []placed.Text
	size int
}

// tell notes a command.
func (e *engine) tell(c Command, open int) {
	if e.told >= 4*maxSites {
		e.spent = true
		return
	}
	c.From, c.To = e.from, e.to
	c.Unresolved = slices.Clone(e.miss)
	c.Wrappers = append(slices.Clone(e.wrappers), c.Wrappers...)
	var b strings.Builder
	for _, w := range c.Words {
		b.WriteString(w.String())
		b.WriteByte(0)
	}
	b.WriteString(c.Line.String())
	if b.Len() < 2 || !e.burn(b.Len()) {
		return
	}
	k := siteKey{c.From, c.To}
	s := e.sites[k]
	if s == nil {
		if len(e.order) >= maxSites {
			e.spent = true
			return
		}
		s = &site{seen: map[string]bool{}}
		e.sites[k] = s
		e.order = append(e.order, s)
	}
	if s.seen[b.String()] || len(s.variants) >= maxVariants {
		return
	}
	s.seen[b.String()] = true
	e.told++
	s.variants = append(s.variants, variant{c, open})
}

// write adds to a file.
func (e *engine) write(name string, t placed.Text, fresh bool) {
	if t.Len() == 0 && !fresh || !e.burn(t.Len()) {
		return
	}
	for i := range e.files {
		f := &e.files[i]
		if !strings.EqualFold(f.name, name) {
			continue
		}
		if fresh {
			f.b, f.size = nil, 0
		}
		if f.size+t.Len() <= maxFileText {
			f.b, f.size = append(f.b, t), f.size+t.Len()
		}
		return
	}
	if len(e.files) < maxFiles && t.Len() <= maxFileText {
		e.files = append(e.files, file{name, []placed.Text{t}, t.Len()})
	}
}

// read gives a file that the script wrote.
func (e *engine) read(name string) (placed.Text, bool) {
	for _, f := range e.files {
		if strings.EqualFold(f.name, name) && name != "" {
			return placed.Concat(f.b...), true
		}
	}
	return placed.Text{}, false
}

// keepFiles keeps the files that a pass wrote.
func (e *engine) keepFiles() {
	for _, f := range e.files {
		t := placed.Concat(f.b...)
		if t.Len() == 0 || e.size+t.Len() > maxFileText || len(e.kept) >= maxFiles {
			continue
		}
		if slices.ContainsFunc(e.kept, func(d Document) bool { return d.Text.String() == t.String() && d.Name == f.name }) {
			continue
		}
		e.kept = append(e.kept, Document{f.name, t})
		e.size += t.Len()
	}
}

// layer notes a text that is run.
func (e *engine) layer(t placed.Text, l Language, how string) {
	if t.Len() == 0 || len(e.layers) >= maxLayers || t.Whole() && e.nested == 0 && e.from == 0 && e.to == 0 {
		return
	}
	for _, o := range e.layers {
		if o.Text.String() == t.String() {
			return
		}
	}
	e.layers = append(e.layers, Layer{Text: t, Language: l, Recipe: how, From: e.from, To: e.to})
}

// finish lists what was seen in the order of the script. Of the variants of one
// statement those count that the text tells most of.
func (e *engine) finish() Trace {
	t := Trace{Documents: e.kept, Layers: e.layers, Spent: e.spent}
	for _, s := range e.order {
		least := map[string]int{}
		program := func(v variant) string {
			if len(v.Words) > 0 {
				return strings.ToLower(v.Words[0].String())
			}
			return strings.ToLower(v.Line.Sub(0, 24).String())
		}
		for _, v := range s.variants {
			if n, ok := least[program(v)]; !ok || v.open < n {
				least[program(v)] = v.open
			}
		}
		for _, v := range s.variants {
			if v.open == least[program(v)] {
				t.Commands = append(t.Commands, v.Command)
			}
		}
	}
	slices.SortStableFunc(t.Commands, func(a, b Command) int { return a.From - b.From })
	return t
}

package commandline

import (
	"bytes"
	"hash/maphash"
	"maps"
	"slices"
)

// value is what a variable or a word stands for.
type value struct {
	t    mapped
	open int // parts that the text does not tell, kept as they are written
	list []value
	many bool // list counts, not t
}

// file is a file that the script writes.
type file struct {
	name  string
	m     mapped
	edits bool
	added bool // to what the file held
	ran   bool
}

// verdict is what is known of the success of a command.
type verdict uint8

const (
	unknown verdict = iota
	yes
	no
)

// world is one state that the script can be in.
type world struct {
	vars  map[string]value
	args  []value // $1 …; only if known
	known bool
	files []file
	in    *mapped // what it reads; nil if that is unknown
	out   mapped  // what it writes, if that is caught
	catch bool
	loose bool // something unknown was written, too
	last  verdict
	jump  string // the label that a batch file goes on at
	share bool   // vars are another's as well
	sum   uint64
}

// fork returns a state that goes its own way from here.
func (w *world) fork() *world {
	n := *w
	n.share, w.share = true, true
	n.files = slices.Clone(w.files)
	for _, m := range []*world{w, &n} { // neither writes behind what the other holds
		m.out.b, m.out.at = slices.Clip(m.out.b), slices.Clip(m.out.at)
		for i := range m.files {
			t := &m.files[i].m
			t.b, t.at = slices.Clip(t.b), slices.Clip(t.at)
		}
	}
	return &n
}

func (x *tracer) hash(name string, v value) uint64 {
	var h maphash.Hash
	h.SetSeed(x.seed)
	h.WriteString(name)
	h.WriteByte(0)
	h.Write(v.t.b)
	for _, e := range v.list {
		h.WriteByte(1)
		h.Write(e.t.b)
	}
	return h.Sum64()
}

func (x *tracer) set(w *world, name string, v value) {
	if len(w.vars) >= maxCommands || len(v.t.b) > MaxText {
		return
	}
	if x.s.work -= 8 * len(v.list); x.s.work < 0 {
		return
	}
	old, had := w.vars[name]
	// A=literal … A=$1: what the caller may give does not hide what the text says
	if had && !v.many && old.open == 0 && len(old.t.b) > 0 && v.open > 0 && wholeParameter(v.t.b) {
		return
	}
	if w.share {
		x.s.work -= 32 * len(w.vars)
		w.vars, w.share = maps.Clone(w.vars), false
	}
	if w.vars == nil {
		w.vars = make(map[string]value)
	}
	if had {
		w.sum ^= x.hash(name, old)
	}
	w.sum ^= x.hash(name, v)
	w.vars[name] = v
}

// wholeParameter reports whether a value is nothing but what a caller gives.
func wholeParameter(b []byte) bool {
	if len(b) < 2 || b[0] != '$' {
		return false
	}
	b = bytes.Trim(b[1:], "{}")
	return len(b) == 1 && (b[0] >= '0' && b[0] <= '9' || b[0] == '@' || b[0] == '*') || string(b) == "OPTARG"
}

func (x *tracer) unset(w *world, name string) {
	old, had := w.vars[name]
	if !had {
		return
	}
	if w.share {
		w.vars, w.share = maps.Clone(w.vars), false
	}
	w.sum ^= x.hash(name, old)
	delete(w.vars, name)
}

// merge leaves out states that do not differ, and those beyond the limit.
func (x *tracer) merge(ws []*world) []*world {
	if len(ws) < 2 {
		return ws
	}
	out := ws[:0:0]
	for _, w := range ws {
		same := slices.ContainsFunc(out, func(o *world) bool {
			return o.sum == w.sum && o.jump == w.jump && len(o.out.b) == len(w.out.b) && bytes.Equal(o.out.b, w.out.b) && slices.EqualFunc(o.files, w.files, func(a, b file) bool { return a.name == b.name && bytes.Equal(a.m.b, b.m.b) }) &&
				slices.EqualFunc(o.args, w.args, func(a, b value) bool { return bytes.Equal(a.t.b, b.t.b) })
		})
		if !same && len(out) < maxWorlds {
			out = append(out, w)
		}
	}
	return out
}

// write adds to a file.
func (x *tracer) write(w *world, name string, text mapped, fresh, edits bool) {
	switch name {
	case "/dev/null", "/dev/stdout", "/dev/stderr", "&1", "&2", "1", "2":
		return
	}
	total := len(text.b)
	for _, f := range w.files {
		total += len(f.m.b)
	}
	if total > maxFileBytes || x.s.work < 0 {
		return
	}
	for i := range w.files {
		f := &w.files[i]
		if f.name != name || f.edits != edits {
			continue
		}
		x.s.work -= len(text.b)
		if fresh {
			f.m, f.added = mapped{}, false
		}
		f.m.addAll(text)
		return
	}
	if len(w.files) < maxFiles {
		f := file{name: name, edits: edits, added: !fresh}
		f.m.addAll(text)
		w.files = append(w.files, f)
	}
}

func (w *world) read(name string) (mapped, bool) {
	for i := range w.files {
		if f := &w.files[i]; !f.edits && sameFile(f.name, name) {
			return f.m, true
		}
	}
	return mapped{}, false
}

// sameFile compares names of files; a script that writes x runs ./x.
func sameFile(a, b string) bool {
	trim := func(s string) string {
		for len(s) > 2 && s[:2] == "./" {
			s = s[2:]
		}
		return s
	}
	return a == b || trim(a) == trim(b)
}

// print adds to what is written.
func (x *tracer) print(w *world, v mapped, open bool) {
	if !w.catch {
		return
	}
	if x.s.work -= len(v.b); x.s.work < 0 || len(w.out.b) > maxFileBytes {
		return
	}
	w.out.addAll(v)
	w.loose = w.loose || open
}

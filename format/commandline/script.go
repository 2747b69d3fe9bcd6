package commandline

import (
	"bytes"
	"errors"
	"hash/maphash"
	"slices"
	"sort"

	"mvdan.cc/sh/v3/syntax"

	"lamproom/internal/placed"
)

// Trace is what a shell script does, as far as its own text tells: the commands
// with the values that its variables, functions, loops and arguments give them,
// and the files that it writes line by line. Nothing is run. Where a condition
// cannot be told from the text both branches are followed, each with its own
// values, so one statement may stand in the trace several times.
type Trace struct {
	Commands  []Traced
	Documents []Document
	// Encoded are the texts that the script gives to a program which takes an
	// encoding off; Name is the program's. They are not decoded.
	Encoded []Document
}

// Traced is a command of a script.
type Traced struct {
	Command
	From, To   int      // the statement of the script, outermost
	Unresolved []string // variables whose values the text does not tell
}

// Document is a text that a script writes into a file.
type Document struct {
	Name string // of the file, as far as it is known
	Text []byte
	// Edits says that Text holds only what replaces something in a file that
	// the script does not write itself.
	Edits bool
	// Append says that Text is added to what the file holds.
	Append bool
	m      mapped
}

// NewDocument is a document that another follower of scripts found.
func NewDocument(name string, t placed.Text) Document {
	d := Document{Name: name}
	t.Runs(func(from, n, at, width int, exact bool) {
		for i := range n {
			sp := span{int32(at), int32(at + width)}
			if exact {
				sp = span{int32(at + i), int32(at + i + 1)}
			}
			d.m.add(t.String()[from+i], sp)
		}
	})
	d.Text = d.m.b
	return d
}

// Place returns the stretch of the script that the bytes from and up to i and j
// came from.
func (d Document) Place(i, j int) (lo, hi int) { return d.m.place(i, j) }

// Runs calls f for every stretch of the document that stands in the script as
// it is (width == n), or that came from width bytes at a place as a whole.
func (d Document) Runs(f func(from, n, at, width int)) {
	for i := 0; i < len(d.m.b); {
		sp := d.m.span(i)
		j := i + 1
		if sp.hi-sp.lo == 1 {
			for j < len(d.m.b) && d.m.span(j) == (span{sp.lo + int32(j-i), sp.lo + int32(j-i) + 1}) {
				j++
			}
		} else {
			for j < len(d.m.b) && d.m.span(j) == sp {
				j++
			}
			if j-i == int(sp.hi-sp.lo) { // by chance as long: no byte has a place of its own
				f(i, 1, int(sp.lo), int(sp.hi-sp.lo))
				if i++; i == j {
					continue
				}
			}
			f(i, j-i, int(sp.lo), int(sp.hi-sp.lo))
			i = j
			continue
		}
		f(i, j-i, int(sp.lo), j-i)
		i = j
	}
}

// Limits of following a script. What lies beyond is left out.
const (
	maxScript    = 128 << 10 // bytes of a script
	maxWorlds    = 16        // states that differ, at one place
	maxVariants  = 16        // of one statement
	maxSites     = 4096      // statements that are told
	maxSteps     = 10_000    // statements carried out
	maxTurns     = 64        // of one loop
	maxCalls     = 16        // functions within functions
	maxSyntax    = 150       // statements within statements
	maxFiles     = 64        // files that are written
	maxFileBytes = 256 << 10 // of all files
	maxParse     = 512 << 10 // bytes that are parsed, strings run as scripts included
)

// Script follows a POSIX or bash script. lookup gives the values of variables
// that the script does not set; it may be nil. The text may be broken: what can
// be parsed is followed.
func Script(text []byte, lookup func(name string) (string, bool)) Trace {
	if len(text) > maxScript || tooDeep(text) {
		return Trace{}
	}
	x := newTracer(lookup)
	x.text0 = text
	x.s.script = x
	if line, _, _ := bytes.Cut(text[:min(len(text), 200)], []byte("\n")); bytes.HasPrefix(line, []byte("#!")) && bytes.Contains(line, []byte("zsh")) {
		x.language, x.lists = syntax.LangZsh, true
	}
	return x.follow(mapped{b: text})
}

// follow carries the script out.
func (x *tracer) follow(t mapped) Trace {
	for _, word := range []string{"RANDOM", "shuf", "sort -R"} {
		x.random = x.random || bytes.Contains(x.text0, []byte(word))
	}
	w := &world{}
	all := x.source(t, []*world{w}, scope{})
	// what nothing calls is called from elsewhere
	for range 4 {
		var left []*function
		for _, f := range x.funcs {
			if !f.called {
				left = append(left, f)
			}
		}
		sort.Slice(left, func(i, j int) bool { return left[i].at < left[j].at })
		for _, f := range left {
			f.called = true
			all = x.stmt(f.body, all, f.scope)
		}
	}
	return x.finish(all)
}

// tooDeep reports whether brackets nest deeper than people write, which the
// parser would pay for.
func tooDeep(text []byte) bool {
	const most = 200
	round, curly, ticks := 0, 0, 0
	for _, c := range text {
		switch c {
		case '(':
			round++
		case ')':
			round = max(0, round-1)
		case '{', '[':
			curly++
		case '}', ']':
			curly = max(0, curly-1)
		case '`':
			ticks++
		}
		if round > most || curly > 4*most {
			return true
		}
	}
	return ticks > 40*most
}

func newTracer(lookup func(string) (string, bool)) *tracer {
	x := &tracer{lookup: lookup, language: syntax.LangBash, parse: maxParse, funcs: map[string]*function{}, sites: map[siteKey]*site{}, seed: maphash.MakeSeed()}
	x.s = &splitter{work: maxWork, outer: true}
	return x
}

type tracer struct {
	text0    []byte // the script
	language syntax.LangVariant
	lists    bool // a variable of several values stands for all of them
	s        *splitter
	lookup   func(string) (string, bool)
	steps    int
	parse    int
	funcs    map[string]*function
	sites    map[siteKey]*site
	order    []*site
	seed     maphash.Seed
	miss     []string
	w        *world // the state in which the current command is run
	at       scope
	choice   chooser
	cmd      *batch // the batch file that is followed, if it is one
	random   bool   // the script picks by chance
	encoded  []Document
	left     []file // written by shells that the script starts
}

type function struct {
	body   *syntax.Stmt
	scope  scope
	at     int
	called bool
}

// scope is where a statement stands.
type scope struct {
	src   mapped // the text that was parsed
	f     frame
	depth int // strings inside strings, functions inside functions
	nest  int // statements inside statements
	in    bool
	from  int // the outermost statement of the script, if in
	to    int
	own   span     // the innermost statement
	chain uint64   // the calls that led here
	pipe  []string // programs that read what is written
	out   string   // file it is written to
}

// siteKey is one statement, reached in one way.
type siteKey struct {
	span
	depth int
	chain uint64
	n     int
}

type site struct {
	variants []variant
}

type variant struct {
	Traced
	open int
}

// source parses and follows a text.
func (x *tracer) source(t mapped, ws []*world, c scope) []*world {
	c.src = t
	rest := t
	for tries := 0; tries < 8 && len(rest.b) > 0; tries++ {
		if x.parse -= len(rest.b) + 512; x.parse < 0 {
			return ws
		}
		at := c
		at.src = rest
		end, err := 0, error(nil)
		ws, end, err = x.statements(rest, ws, at)
		if err == nil {
			break
		}
		var pe syntax.ParseError
		if errors.As(err, &pe) {
			end = max(end, min(int(pe.Pos.Offset()), len(rest.b)))
		}
		k := bytes.IndexByte(rest.b[end:], '\n')
		if k < 0 {
			break
		}
		rest = rest.sub(end+k+1, len(rest.b))
	}
	return ws
}

// statements follows the statements of a text as they are parsed, and returns
// where the last one ends.
func (x *tracer) statements(t mapped, ws []*world, c scope) (out []*world, end int, err error) {
	defer func() {
		if r := recover(); r != nil { // the parser's: a broken script is no reason to stop
			out, err = ws, nil
		}
	}()
	p := syntax.NewParser(syntax.Variant(x.language), syntax.RecoverErrors(8))
	var list []*syntax.Stmt
	for st, perr := range p.StmtsSeq(bytes.NewReader(t.b)) {
		if perr != nil {
			err = perr
			break
		}
		if list = append(list, st); len(list) >= maxSteps {
			break
		}
	}
	for _, st := range list {
		ws = x.stmt(st, ws, c)
		end = max(end, min(int(st.End().Offset()), len(t.b)))
	}
	return ws, end, err
}

// collect takes what unwrapping gave for one command.
func (x *tracer) collect(c scope, open int) {
	for i, cmd := range x.s.out {
		k := siteKey{c.own, c.depth, c.chain, i}
		st := x.sites[k]
		if st == nil {
			if len(x.order) >= maxSites {
				break
			}
			st = &site{}
			x.sites[k] = st
			x.order = append(x.order, st)
		}
		if len(cmd.PipedTo) == 0 {
			cmd.PipedTo = c.pipe
		}
		if cmd.Output == "" {
			cmd.Output = c.out
		}
		if n := len(st.variants); n >= maxVariants && (n >= maxTurns || !drivesAway[program(cmd.Argv[0].Text)]) {
			continue
		}
		same := false
		for _, v := range st.variants {
			same = same || slices.Equal(v.Strings(), cmd.Strings())
		}
		if !same {
			st.variants = append(st.variants, variant{Traced{cmd, c.from, c.to, slices.Clone(x.miss)}, open})
		}
	}
	x.s.out = x.s.out[:0:0]
}

// drivesAway are programs that a script runs once for each of a list of rivals.
var drivesAway = map[string]bool{"pkill": true, "killall": true, "kill": true, "iptables": true, "taskkill": true, "stop-process": true, "rm": true, "crontab": true, "sed": true}

// finish lists what was found in the order of the script. Of the variants of
// one statement those count that the text tells most of: the default goes
// before what a caller might give.
func (x *tracer) finish(ws []*world) Trace {
	var t Trace
	for _, st := range x.order {
		least := st.variants[0].open
		for _, v := range st.variants {
			least = min(least, v.open)
		}
		for _, v := range st.variants {
			if v.open == least && len(t.Commands) < maxSites {
				t.Commands = append(t.Commands, v.Traced)
			}
		}
	}
	slices.SortStableFunc(t.Commands, func(a, b Traced) int { return a.From - b.From })
	left := 2 * maxFileBytes
	take := func(f file) {
		if len(f.m.b) == 0 || len(f.m.b) > left || len(t.Documents) >= maxFiles {
			return
		}
		d := Document{Name: f.name, Text: f.m.b, Edits: f.edits, Append: f.added, m: f.m}
		if !slices.ContainsFunc(t.Documents, func(o Document) bool { return o.Name == d.Name && bytes.Equal(o.Text, d.Text) }) {
			t.Documents = append(t.Documents, d)
			left -= len(d.Text)
		}
	}
	for _, w := range ws {
		for _, f := range w.files {
			take(f)
		}
	}
	for _, f := range x.left {
		take(f)
	}
	t.Encoded = x.encoded
	return t
}

// keep remembers the files that a shell of its own has written.
func (x *tracer) keep(ws []*world) {
	for _, w := range ws {
		for _, f := range w.files {
			if x.s.work -= len(f.m.b) / 16; len(x.left) < 4*maxFiles && x.s.work > 0 && !slices.ContainsFunc(x.left, func(o file) bool { return o.name == f.name && bytes.Equal(o.m.b, f.m.b) }) {
				x.left = append(x.left, f)
			}
		}
	}
}

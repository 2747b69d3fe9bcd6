// Package source reads the source of programs in any common language as far as
// it takes to know which strings and lists the program puts together: "-o " +
// host + ":" + port, f"{pool}", sprintf, lists that are appended to, the keys of
// a mapping. It is no parser of any one language but a partial evaluator of what
// all of them share: literals, names that are set, concatenation, formats, calls.
// What it cannot know stays in the text as ${name}.
//
// Nothing is run: a call is looked through only where its name says that it
// gives its argument back (str, format, join, base64 …).
//
// Terms: a binding is one place where a name is set (an assignment, a named
// argument, the key of a mapping); a piece is a stretch of evaluated text with
// the place it came from.
//
// Scopes are ignored on purpose: a name has the value that was set last before
// the place, or else the first after it. In a file that starts a program with
// constants that is right nearly always, and where it is not the text shows it.
package source

import "strings"

// Limits on hostile input: what lies beyond is left out or stays unevaluated.
const (
	maxDepth    = 200      // brackets and operands within each other
	pieceCost   = 32       // of fuel, beside the text
	itemCost    = 168      // of fuel: what an item takes in memory
	maxText     = 32 << 10 // bytes of one evaluated text
	maxPieces   = 256      // of one text
	maxItems    = 1024     // of one list
	maxBindings = 20_000
	maxCalls    = 20_000
	maxUses     = 32 // names that one value was made from
	maxWords    = 12 // words in a row at the start of a statement
)

// Kind says what a value is.
type Kind uint8

const (
	Unknown Kind = iota // what the text does not tell
	Text
	List
	Map
)

// Piece is a stretch of text and where in the source it stands. Where the text is
// as long as the place it is those very bytes.
type Piece struct {
	Text       string
	Start, End int
}

// Value is what an expression gives.
type Value struct {
	Kind       Kind
	Pieces     []Piece  // of a Text
	Items      []Value  // of a List or Map
	Keys       []string // of a Map, one for each item; "" for an item without one
	Start, End int      // of the expression
	Uses       []int    // the bindings it was made from, by their At

	size int    // bytes of the pieces
	path string // the name, for what may be set or called
	typ  string // the name before a composite literal: ProcessStartInfo { … }
}

// String returns the text of a Text, unknown parts as ${name}.
func (v Value) String() string {
	if len(v.Pieces) == 1 {
		return v.Pieces[0].Text
	}
	var b strings.Builder
	for _, p := range v.Pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// Name is what the source calls a value it does not tell: a name without what
// stands before it, or a word like true; "" if it has none.
func (v Value) Name() string {
	if v.typ != "" && v.Kind == Unknown {
		return v.typ
	}
	return lastName(v.path)
}

// Get returns the item of a Map with a key, in any case of letters.
func (v Value) Get(keys ...string) (Value, bool) {
	for i, k := range v.Keys {
		for _, want := range keys {
			if strings.EqualFold(k, want) {
				return v.Items[i], true
			}
		}
	}
	return Value{}, false
}

// Binding is a place where a name is set.
type Binding struct {
	Name  string // with the name before it: psi.Arguments
	Value Value
	At    int  // where the statement begins
	Inner bool // a key of a mapping or a named argument
}

// Call is a call, or a command written like one without brackets.
type Call struct {
	Name       string // with what stands before it: os.system
	Args       []Value
	Start, End int
	Bare       bool // without brackets: Shell cmd, 0
}

// Program is what a source text gives.
type Program struct {
	Bindings []Binding
	Calls    []Call
	Maps     []Value // mappings with more than one key, innermost first

	by   map[string][]int
	fold bool
}

// Read reads a source text in the language, named as file kinds are: "python",
// "go", "powershell", "vbscript" …; "" reads what the languages share.
func Read(src []byte, language string) *Program {
	d := dialectOf(language)
	first := &reader{src: src, d: d, p: newProgram(d)}
	first.all()
	second := &reader{src: src, d: d, p: newProgram(d), before: first.p}
	second.all()
	p := second.p
	// Lists that are gone through: the calls are read again with the next items.
	for n := 1; n < 8 && second.choices > n; n++ {
		again := &reader{src: src, d: d, p: newProgram(d), before: p, choice: n}
		again.all()
		if again.chosen == 0 || len(p.Calls)+len(again.p.Calls) > maxCalls {
			break
		}
		p.Calls = append(p.Calls, again.p.Calls...)
	}
	return p
}

func newProgram(d *dialect) *Program { return &Program{by: make(map[string][]int), fold: d.fold} }

func (p *Program) key(name string) string {
	if p.fold {
		return strings.ToLower(name)
	}
	return name
}

func lastName(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// bind notes that a name is set.
func (p *Program) bind(b Binding) {
	if b.Name == "" || b.Value.Kind == Unknown || len(b.Name) > 200 || len(p.Bindings) >= maxBindings {
		return
	}
	n := len(p.Bindings)
	p.Bindings = append(p.Bindings, b)
	full, last := p.key(b.Name), p.key(lastName(b.Name))
	p.by[full] = append(p.by[full], n)
	if last != full {
		p.by[last] = append(p.by[last], n)
	}
}

// Lookup returns the value of a name as it is at a place of the source: set last
// before it, or else first after it.
func (p *Program) Lookup(name string, at int) (Value, bool) {
	n := p.find(name, at)
	if n >= 0 {
		return p.Bindings[n].Value, true
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		if n := p.find(name[:i], at); n >= 0 && p.Bindings[n].Value.Kind == Map {
			if v, ok := p.Bindings[n].Value.Get(name[i+1:]); ok {
				return v, true
			}
		}
		if n := p.find(name[i+1:], at); n >= 0 {
			return p.Bindings[n].Value, true
		}
	}
	return Value{}, false
}

// find returns the binding of a name that holds at a place; -1 if none does.
func (p *Program) find(name string, at int) int {
	all := p.by[p.key(name)]
	lo, hi := 0, len(all)
	for lo < hi { // the first that is set at or after the place
		mid := (lo + hi) / 2
		if p.Bindings[all[mid]].At < at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for i := lo - 1; i >= 0 && i >= lo-4; i-- { // not the one the place lies in
		if b := p.Bindings[all[i]]; !(b.At <= at && at < b.Value.End) {
			return all[i]
		}
	}
	if lo < len(all) {
		return all[lo]
	}
	return -1
}

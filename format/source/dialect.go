package source

import "strings"

// dialect is in what a language differs from the others, as far as it matters
// here.
type dialect struct {
	name     string
	line     []string // what begins a comment that goes to the end of the line
	block    bool     // /* */
	fold     bool     // names in any case are the same
	plain    bool     // no escapes in quotes: a doubled quote stands for one
	apos     bool     // ' begins a comment
	backtick bool     // ` escapes
	dot      bool     // . joins strings
	amp      bool     // & joins strings
	sigil    string   // what begins a name
}

var dialects = map[string]*dialect{
	"python":     {line: []string{"#"}},
	"ruby":       {line: []string{"#"}, sigil: "@$"},
	"perl":       {line: []string{"#"}, dot: true, sigil: "$@%"},
	"php":        {line: []string{"#", "//"}, block: true, dot: true, sigil: "$@"},
	"powershell": {line: []string{"#"}, fold: true, backtick: true, sigil: "$"},
	"vbscript":   {apos: true, fold: true, plain: true, amp: true},
	"vb":         {apos: true, fold: true, plain: true, amp: true},
	"autoit":     {line: []string{";"}, fold: true, plain: true, amp: true, sigil: "$@"},
	"lua":        {line: []string{"--"}},
	"nim":        {line: []string{"#"}, amp: true},
	"nix":        {line: []string{"#"}, block: true},
	"terraform":  {line: []string{"#", "//"}, block: true},
	"tcl":        {line: []string{"#"}, sigil: "$"},
	"r":          {line: []string{"#"}},
	"elixir":     {line: []string{"#"}},
	"nsis":       {line: []string{";", "#"}, block: true, sigil: "$"},
	"innosetup":  {line: []string{";", "//"}, plain: true},
	"pascal":     {line: []string{"//"}, plain: true, fold: true},
	"sql":        {line: []string{"--"}, block: true, plain: true, fold: true, sigil: "@"},
	"rust":       {line: []string{"//"}, block: true},
	"json":       {},
}

// common is what C, Go, Java, JavaScript and their kin share.
var common = &dialect{line: []string{"//"}, block: true}

func dialectOf(language string) *dialect {
	d := dialects[language]
	if d == nil {
		d = common
	}
	c := *d
	c.name = language
	return &c
}

func (d *dialect) isSigil(c byte) bool {
	return d.sigil != "" && strings.IndexByte(d.sigil, c) >= 0 || d.sigil == "" && c == '$'
}

// besides reports whether strings side by side are one.
func (d *dialect) besides(newline, inside bool) bool {
	switch d.name {
	case "c", "cpp", "objc":
		return true
	case "python":
		return inside || !newline
	case "ruby":
		return !newline
	}
	return false
}

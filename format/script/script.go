// Package script follows scripts of Windows, PowerShell, VBScript and VBA, and
// JScript, as far as their own text tells what they do: which commands they
// start with which values, which files they write, which texts they run. Nothing
// is run and nothing is looked up outside the text.
//
// A script is parsed into one small tree for all languages and carried out by a
// partial evaluator. Where a condition cannot be told from the text the script
// is followed several times, until each branch was taken once; the same question
// gets the same answer within one pass. A value the text does not tell stays as
// it is written ($name, %NAME%), and the names that were not known are listed.
// Scripts that a script runs (Invoke-Expression, Execute, eval) are followed in
// place; their text is a [Layer], too.
//
// Sources: Windows PowerShell Language Specification 3.0, chapters 2, 6, 7 and
// 8, and about_Parsing, about_Operators, about_Redirection; VBScript and VBA
// language references (MS-VBAL 5); ECMA-262, third edition, sections 11 to 13,
// which JScript follows; the Windows Script Host and Scripting runtime
// references.
package script

import (
	"lamproom/internal/placed"
)

// Language of a script.
type Language uint8

// The languages.
const (
	PowerShell Language = iota + 1
	VBScript            // VBA as well
	JScript
)

func (l Language) String() string {
	return [...]string{"", "powershell", "vbscript", "jscript"}[l]
}

// Shell says how the text of a [Command] is to be split.
type Shell uint8

// The ways a command line is given.
const (
	Words Shell = iota // arguments one by one
	Line               // one line, as the C runtime and cmd read it
)

// Command is something that the script starts or calls.
type Command struct {
	Shell      Shell
	Words      []placed.Text // of a command that is given word by word; the first is the program
	Line       placed.Text   // of one given as a line
	Wrappers   []string      // what starts it, outermost first
	From, To   int           // the statement of the script, outermost
	Unresolved []string      // names whose values the text does not tell
	Output     string        // file its output goes to
}

// Document is a text that the script writes into a file.
type Document struct {
	Name string
	Text placed.Text
}

// Layer is a text that the script runs as a script.
type Layer struct {
	Text     placed.Text
	Language Language
	Recipe   string // how it was put together: "powershell: format operator, join, iex"
	From, To int    // the statement of the script, outermost
}

// Trace is what a script does.
type Trace struct {
	Commands  []Command
	Documents []Document
	Layers    []Layer
	// Spent says that a limit ended the reading before the script ended.
	Spent bool
}

// Limits of following a script. What lies beyond is left out.
const (
	MaxScript   = 512 << 10 // bytes of a script
	maxFuel     = 16 << 20  // bytes looked at and steps taken, by their weight
	stepCost    = 64        // of fuel, for each step
	itemCost    = 64        // of fuel, for each item of a list
	maxTurns    = 1 << 16   // of one loop
	maxPasses   = 6         // through one script
	maxCalls    = 24        // functions within functions
	maxSyntax   = 120       // expressions and blocks within each other
	maxNested   = 8         // texts that run texts
	maxText     = 1 << 20   // bytes of one value
	maxItems    = 1 << 17   // of one list
	maxSites    = 4096      // commands that are told
	maxVariants = 48        // of one statement
	maxFiles    = 64        // files that are written
	maxFileText = 512 << 10 // bytes of all files
	maxLayers   = 64
	maxNames    = 32 // unresolved names of a command
)

// Follow follows a script. What is broken is stepped over.
func Follow(text []byte, l Language) Trace {
	if len(text) > MaxScript {
		return Trace{Spent: true}
	}
	e := newEngine(l)
	unit := e.parse(placed.Of(string(text), 0), l, 0)
	e.passes(unit)
	return e.finish()
}

// Package commandline reads command lines as shells and programs write them:
// it undoes the quoting of a shell ([Shell]), fills in variables, and takes away
// the programs whose work is to start another one (nohup, cmd /c, docker run …),
// so that what is left is the argument list the innermost program would get.
// Nothing is run and nothing is looked up outside the text.
//
// Terms: a statement is what a shell ends with a newline, ";" or "&"; a word is
// one argument after quoting is undone; a wrapper is a program or construct that
// starts another command named in its arguments.
//
// Offsets count bytes of the text given to [Split]. A word that was put together
// (a variable filled in, a string inside a string) is placed where the bytes
// stand that it came from.
//
// Sources: POSIX.1-2024 Shell Command Language, section 2; the manual pages of
// the wrappers; Microsoft's pages on cmd, start, sc, schtasks, reg, wmic and
// about_Quoting_Rules; the C runtime's rules for parsing arguments.
package commandline

import (
	"bytes"
	"slices"
)

// Shell names the quoting a text is written in.
type Shell string

const (
	Posix      Shell = "posix"      // sh, bash, zsh, dash, ksh, ash
	Cmd        Shell = "cmd"        // Windows command processor, batch files, service and task command lines
	PowerShell Shell = "powershell" //
	VBS        Shell = "vbs"        // VBScript and VBA: strings joined by &, given to Run, Exec, Shell
	List       Shell = "list"       // argument lists of other languages: JSON, Python, JS, Go, C#, YAML
	None       Shell = "none"       // already split: separated by NUL bytes, or by blanks
)

// Arg is one argument. Text is unquoted; Start and End are the place of the raw
// token, quotes included.
type Arg struct {
	Text       string
	Start, End int
}

// Assign is a variable set for one command only: `NAME=value command`, -e of docker.
type Assign struct {
	Name  string
	Value Arg
}

// Command is one simple command after unwrapping. Argv[0] is the program; its
// Text is "" where the text holds only arguments.
type Command struct {
	Argv       []Arg
	Start, End int      // from the first to the last argument
	Wrappers   []string // what starts it, outermost first
	Alias      string   // the name it is told to run under (exec -a NAME)
	Shell      Shell    // the quoting that was undone last
	Env        []Assign
	Output     string   // file its output goes to, as far as it is known; "" if none
	PipedTo    []string // programs its output goes through, in order
	Wraps      bool     // it starts another command, which is told by itself
}

// Strings returns the texts of the arguments.
func (c Command) Strings() []string {
	out := make([]string, len(c.Argv))
	for i, a := range c.Argv {
		out[i] = a.Text
	}
	return out
}

// Limits on hostile input: what lies beyond is left out.
const (
	MaxText     = 256 << 10 // bytes of a text that are read
	maxDepth    = 8         // strings inside strings
	maxWork     = 2 << 20   // bytes looked at over all depths, expansions included
	maxCommands = 1024
	maxWords    = 4096 // of one command
	maxWrappers = 24
	maxNames    = 64 // unresolved names
)

// Split reads text, which holds one or several statements, and returns the
// commands in it in the order they stand. lookup gives the values of variables
// that the surrounding text sets; it may be nil. A variable nobody sets stays as
// written and its name is reported.
func Split(text []byte, sh Shell, lookup func(name string) (string, bool)) (commands []Command, unresolved []string) {
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	return (&splitter{lookup: lookup, work: maxWork}).split(text, sh)
}

// SplitAll does so and tells the commands as well that set up when, where or as
// whom others run: schtasks, sc, reg, docker, ssh …; see [Command.Wraps].
func SplitAll(text []byte, sh Shell, lookup func(name string) (string, bool)) (commands []Command, unresolved []string) {
	if len(text) > MaxText {
		text = text[:MaxText]
	}
	return (&splitter{lookup: lookup, work: maxWork, outer: true}).split(text, sh)
}

func (s *splitter) split(text []byte, sh Shell) ([]Command, []string) {
	s.run(mapped{b: text}, sh, frame{}, 0)
	slices.SortStableFunc(s.out, func(a, b Command) int { return a.Start - b.Start })
	return s.out, s.unresolved
}

// frame is what was unwrapped so far.
type frame struct {
	wrappers []string
	alias    string
	env      []Assign
	pipe     []string // what reads the output
}

func (f frame) in(wrapper string) frame {
	if len(f.wrappers) < maxWrappers {
		f.wrappers = append(slices.Clip(f.wrappers), wrapper)
	}
	return f
}

type splitter struct {
	lookup     func(string) (string, bool)
	local      map[string]string
	unresolved []string
	out        []Command
	work       int
	script     *tracer // follows what a wrapper runs; nil: it is only split
	outer      bool    // wrappers that set something up are told, too
}

// run splits t and unwraps every statement in it.
func (s *splitter) run(t mapped, sh Shell, f frame, depth int) {
	s.work -= len(t.b) + 16
	if depth > maxDepth || s.work < 0 {
		return
	}
	var sts []statement
	switch sh {
	case Cmd:
		if s.script != nil && s.script.cmd != nil && worthFollowing(t) {
			s.script.line(t, f, depth)
			return
		}
		sts = s.cmd(t)
	case PowerShell:
		sts = s.powershell(t, depth)
	case VBS:
		sts = s.vbs(t)
	case List:
		sts = s.list(t)
	case None:
		sts = s.none(t)
	default:
		if s.script != nil && s.script.cmd == nil {
			s.script.text(t, f, depth)
			return
		}
		sts = s.posix(t, f, depth)
	}
	s.pipelines(sts, sh, f, depth)
}

// get gives the value of a variable.
func (s *splitter) get(name string) (string, bool) {
	if v, ok := s.local[name]; ok {
		return v, true
	}
	if s.lookup != nil {
		if v, ok := s.lookup(name); ok {
			return v, true
		}
	}
	return "", false
}

func (s *splitter) set(name, value string) {
	if s.local == nil {
		s.local = make(map[string]string)
	}
	if len(s.local) < maxCommands {
		s.local[name] = value
	}
}

// missing notes a variable that has no value.
func (s *splitter) missing(name string) {
	if len(s.unresolved) < maxNames && name != "" && !slices.Contains(s.unresolved, name) {
		s.unresolved = append(s.unresolved, name)
	}
}

// emit records a finished command.
func (s *splitter) emit(words []word, output string, sh Shell, f frame) {
	if len(words) == 0 || len(s.out) >= maxCommands {
		return
	}
	if len(words) > maxWords {
		words = words[:maxWords]
	}
	c := Command{Wrappers: f.wrappers, Alias: f.alias, Env: f.env, Shell: sh, Output: output, PipedTo: f.pipe}
	c.Start, c.End = words[0].start, words[0].end
	c.Argv = make([]Arg, 0, len(words)+1)
	if bytes.HasPrefix(words[0].t.b, []byte("-")) {
		c.Argv = append(c.Argv, Arg{Start: c.Start, End: c.Start}) // only arguments: the program is not named
	}
	for _, w := range words {
		c.Argv = append(c.Argv, Arg{Text: w.text(), Start: w.start, End: w.end})
		c.Start, c.End = min(c.Start, w.start), max(c.End, w.end)
	}
	s.out = append(s.out, c)
}

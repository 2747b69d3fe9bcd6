package observation

import (
	"iter"
	"strings"
)

// KindCommandLine is the kind of [CommandLine].
const KindCommandLine Kind = "command_line"

// Setting says in what a statement stands. It is a fact about the text around
// it; what follows from it is for detectors to say.
type Setting string

const (
	Script    Setting = "script"    // a statement of a shell, batch, PowerShell or VBScript file
	Code      Setting = "code"      // a literal in the source of a program that starts other programs
	Container Setting = "container" // a Dockerfile, compose file or Kubernetes manifest
	Schedule  Setting = "schedule"  // cron, systemd, launchd, scheduled task
	Service   Setting = "service"   // a service's image path, a registry value
	Process   Setting = "process"   // a list of running processes, /proc, an audit record
	History   Setting = "history"   // what somebody typed
	Config    Setting = "config"    // a file of options that a program reads
	Strings   Setting = "strings"   // character strings of a binary
	Log       Setting = "log"       // the output or log of a program
	Bare      Setting = "bare"      // a line of text with nothing around it that tells
	Comment   Setting = "comment"   // commented out
	Printed   Setting = "printed"   // shown to a user: help text, echo, usage
	Prose     Setting = "prose"     // an example in running text or documentation
	Pattern   Setting = "pattern"   // a detection rule, a list of names to block, a test's expectation
)

// Runs reports whether what stands in that setting is there to be run or was
// run, rather than to be read by people or matched against.
func (s Setting) Runs() bool {
	switch s {
	case Comment, Printed, Prose, Pattern:
		return false
	}
	return true
}

// CommandLine is a statement that starts a program, with the arguments the
// program would get: quotes taken off, variables filled in where the same text
// sets them, wrappers (nohup, cmd /c, sh -c …) taken away.
type CommandLine struct {
	Argv       []Value  // Argv[0] is the program; its text is "" where the text holds only arguments
	Raw        Value    // the statement as written
	Setting    Setting  //
	Shell      string   // whose quoting was undone: "posix", "cmd", "powershell", "vbs", "list", "none"
	Wrappers   []string // what starts it, outermost first: "nohup", "cmd /c", "schtasks /tr"
	Alias      string   // the name it is told to run under (exec -a NAME), "" if none
	Unresolved []string // names of variables that the text does not set
	Output     string   // file its output goes to, "" if none
	PipedTo    []string // programs its output goes through, in order: "base64", "bash"
	Seeks      bool     // its arguments name what is looked for or driven away, not what is run: pkill, grep, iptables
	Wraps      bool     // it starts another command, which is stated by itself: schtasks, docker run, ssh
}

// Kind implements [Fact].
func (CommandLine) Kind() Kind { return KindCommandLine }

// Field implements [Fact]. Names follow the field names of public rules:
// CommandLine, Image.
func (c CommandLine) Field(name string) iter.Seq[Value] {
	switch name {
	case "CommandLine":
		return values(c.Raw)
	case "Image":
		if len(c.Argv) > 0 {
			return values(c.Argv[0])
		}
	}
	return values()
}

// Program returns the last element of the program's path, in lower case.
func (c CommandLine) Program() string {
	if len(c.Argv) == 0 {
		return ""
	}
	p := c.Argv[0].Text
	if i := strings.LastIndexAny(p, `/\`); i >= 0 {
		p = p[i+1:]
	}
	return strings.ToLower(p)
}

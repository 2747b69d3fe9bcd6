package commandline

import "strings"

// interpreterOption is the letters of the options by which an interpreter takes
// a program as its argument, "" if name is no interpreter.
func interpreterOption(name string) string {
	switch strings.TrimRight(name, "0123456789.") {
	case "python", "pypy":
		return "c"
	case "perl", "ruby":
		return "eE"
	case "node", "nodejs", "lua", "luajit":
		return "e"
	case "php":
		return "r"
	}
	return ""
}

// wrapInterpreter reads a program of one line: python -c 'import os; os.system("…")'.
// Of it only the strings are read, as an argument list or as a whole command.
func wrapInterpreter(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	name := program(words[0].text())
	options := interpreterOption(name)
	for i, w := range words[1:] {
		o := w.text()
		if len(o) < 2 || o[0] != '-' {
			return result{} // a file
		}
		code := i + 2
		if o != "--eval" && (o[1] == '-' || !strings.ContainsAny(o[len(o)-1:], options)) {
			continue
		}
		if code >= len(words) {
			return result{}
		}
		t := words[code].t
		if !strings.ContainsAny(string(t.b), "\"'") {
			return result{}
		}
		return again(t, List, f.in(name+" "+o))
	}
	return result{}
}

package commandline

import (
	"bytes"
	"strings"
)

// Guess says which shell a single line was most likely written for, from its
// looks; a line that could be either is taken for POSIX.
func Guess(line []byte) Shell {
	t := bytes.TrimLeft(line, " \t\r\n@\"")
	lower := strings.ToLower(string(t[:min(len(t), 512)]))
	has := func(s string) bool { return strings.Contains(lower, s) }
	begins := func(s string) bool { return strings.HasPrefix(lower, s) }
	switch {
	case len(t) > 2 && t[1] == ':' && t[2] == '\\' && isNameByte(t[0], true),
		begins("cmd") && (has("/c") || has("/k")),
		begins("start ") && !has("-argumentlist"),
		begins("schtasks"), begins("sc "), begins("sc.exe"), begins("reg add"),
		begins("wmic"), begins("nssm"), begins("powershell"), begins("%"),
		begins(`.\`), begins(`\\`):
		return Cmd
	case begins("start-process"), begins("invoke-expression"), begins("iex "),
		has("-argumentlist"), begins("& "), begins("saps "):
		return PowerShell
	case len(t) > 0 && (t[0] == '[' && has(`",`) || has("exec.command(") || has("popen(") || has("subprocess.")):
		return List
	}
	// a Windows path in the first word
	word := t
	if i := bytes.IndexByte(t, ' '); i > 0 {
		word = t[:i]
	}
	if bytes.IndexByte(word, '\\') > 0 && bytes.IndexByte(word, '/') < 0 && !bytes.HasSuffix(word, []byte(`\`)) || endsExe(bytes.Trim(word, `"`)) {
		return Cmd
	}
	return Posix
}

func endsExe(word []byte) bool {
	const ext = ".exe"
	return len(word) >= len(ext) && strings.EqualFold(string(word[len(word)-len(ext):]), ext)
}

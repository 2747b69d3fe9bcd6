package commandline

import "bytes"

// Guess says which shell a single line was most likely written for, from its
// looks; a line that could be either is taken for POSIX.
func Guess(line []byte) Shell {
	t := bytes.TrimLeft(line, " \t\r\n@\"")
	lower := bytes.ToLower(t[:min(len(t), 512)])
	has := func(s string) bool { return bytes.Contains(lower, []byte(s)) }
	switch {
	case len(t) > 2 && t[1] == ':' && t[2] == '\\' && isNameByte(t[0], true),
		bytes.HasPrefix(lower, []byte("cmd")) && (has("/c") || has("/k")),
		bytes.HasPrefix(lower, []byte("start ")) && !has("-argumentlist"),
		bytes.HasPrefix(lower, []byte("schtasks")), bytes.HasPrefix(lower, []byte("sc ")), bytes.HasPrefix(lower, []byte("sc.exe")), bytes.HasPrefix(lower, []byte("reg add")),
		bytes.HasPrefix(lower, []byte("wmic")), bytes.HasPrefix(lower, []byte("nssm")), bytes.HasPrefix(lower, []byte("powershell")), bytes.HasPrefix(lower, []byte("%")),
		bytes.HasPrefix(lower, []byte(`.\`)), bytes.HasPrefix(lower, []byte(`\\`)):
		return Cmd
	case bytes.HasPrefix(lower, []byte("start-process")), bytes.HasPrefix(lower, []byte("invoke-expression")), bytes.HasPrefix(lower, []byte("iex ")),
		has("-argumentlist"), bytes.HasPrefix(lower, []byte("& ")), bytes.HasPrefix(lower, []byte("saps ")):
		return PowerShell
	case len(t) > 0 && (t[0] == '[' && has(`",`) || has("exec.command(") || has("popen(") || has("subprocess.")):
		return List
	}
	// a Windows path in the first word
	word := t
	if i := bytes.IndexByte(t, ' '); i > 0 {
		word = t[:i]
	}
	if bytes.IndexByte(word, '\\') > 0 && bytes.IndexByte(word, '/') < 0 && !bytes.HasSuffix(word, []byte(`\`)) || bytes.HasSuffix(bytes.ToLower(bytes.Trim(word, `"`)), []byte(".exe")) {
		return Cmd
	}
	return Posix
}

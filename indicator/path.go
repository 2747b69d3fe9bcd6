package indicator

import "strings"

// PathStyle is the system that a path is written for.
type PathStyle string

const (
	PathWindows PathStyle = "windows" // C:\…, %TEMP%\…, \\?\C:\…
	PathUNC     PathStyle = "unc"     // \\server\share
	PathUnix    PathStyle = "unix"    // /…, ~/…, ./…
)

// ParsePath says whether the whole text is an absolute path (or one from a
// variable or the home) and of which style. It judges form: nothing is looked up.
func ParsePath(s string) (PathStyle, bool) {
	if s == "" || len(s) > 4096 || strings.ContainsAny(s, "\x00\r\n") || strings.Contains(s, "://") {
		return "", false
	}
	switch {
	case len(s) >= 3 && s[1] == ':' && class[s[0]]&alnum != 0 && class[s[0]]&digit == 0 && (s[2] == '\\' || s[2] == '/'):
		return PathWindows, windowsName(s[3:])
	case strings.HasPrefix(s, `\\?\`), strings.HasPrefix(s, `\\.\`), strings.HasPrefix(s, `\??\`):
		return PathWindows, len(s) > 4
	case strings.HasPrefix(s, `\\`):
		server, share, ok := strings.Cut(s[2:], `\`)
		return PathUNC, ok && server != "" && share != "" && windowsName(s[2:])
	case s[0] == '%':
		name, rest, ok := strings.Cut(s[1:], "%")
		return PathWindows, ok && name != "" && all([]byte(name), hostChar) && (rest == "" || rest[0] == '\\' && windowsName(rest))
	case s[0] == '/':
		return PathUnix, len(s) > 1 && s[1] != '/' && s[1] != ' ' && s[1] != '*'
	case strings.HasPrefix(s, "~/"), strings.HasPrefix(s, "./"), strings.HasPrefix(s, "../"):
		return PathUnix, true
	case strings.HasPrefix(s, "$HOME/"), strings.HasPrefix(s, "${HOME}/"), strings.HasPrefix(s, "$TMPDIR/"):
		return PathUnix, true
	}
	return "", false
}

// windowsName refuses what NTFS does not allow in names.
func windowsName(s string) bool { return !strings.ContainsAny(s, `<>"|?*:`) }

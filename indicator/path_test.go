package indicator

import "testing"

func TestParsePath(t *testing.T) {
	for s, want := range map[string]PathStyle{
		`C:\Windows\Sys64\intelservice.exe`: PathWindows, `c:/users/x`: PathWindows, `C:\`: PathWindows, `%TEMP%\x.exe`: PathWindows, `%AppData%`: PathWindows,
		`\\?\C:\x`: PathWindows, `\\server\share\x.exe`: PathUNC, "/tmp/.X11-unix/kdevtmpfsi": PathUnix, "/dev/shm": PathUnix, "~/.ssh/authorized_keys": PathUnix,
		"./xmrig": PathUnix, "../a": PathUnix, "$HOME/.cache/x": PathUnix, "/a b/c": PathUnix,
		`C:\Users\Jawhar\documents\`: PathWindows,
	} {
		if got, ok := ParsePath(s); !ok || got != want {
			t.Errorf("ParsePath(%q) = %q, %v, want %q", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "/", "//x", "a/b", "C:", "C:x", "CC:\\x", `\\server`, `C:\a|b`, `C:\a"b`, "http://x/y", "/*x*/", "100%", "%%", "x.exe", "/a\nb", "/ x"} {
		if got, ok := ParsePath(s); ok {
			t.Errorf("ParsePath(%q) = %q", s, got)
		}
	}
}

package report_test

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"lamproom/report"
)

func TestPlain(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"ordinary", `C:\Windows\Sys64\intelservice.exe -p "KJU"`, `C:\Windows\Sys64\intelservice.exe -p "KJU"`},
		{"letters of the world", "naïve Ünïcode 북한 Пул هنا", "naïve Ünïcode 북한 Пул هنا"},
		{"colour", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"clear the screen", "\x1b[2J\x1b[H", `\x1b[2J\x1b[H`},
		{"window title", "\x1b]0;owned\a", `\x1b]0;owned\x07`},
		{"hyperlink", "\x1b]8;;http://evil\x1b\\x\x1b]8;;\x1b\\", `\x1b]8;;http://evil\x1b\x\x1b]8;;\x1b\`},
		{"device control", "\x1bP+q544e\x1b\\", `\x1bP+q544e\x1b\`},
		{"C1 control sequence introducer", "\u009b31m", `\u009b31m`},
		{"C1 as a byte", "\x9b31m", `\x9b31m`},
		{"C1 string terminator", "a\u009cb", `a\u009cb`},
		{"new line", "a\nb\r\nc\td", `a\nb\r\nc\td`},
		{"overprinting", "evil\b\b\b\bgood", `evil\x08\x08\x08\x08good`},
		{"return to the start", "evil\rgood", `evil\rgood`},
		{"NUL and DEL", "a\x00b\x7fc", `a\x00b\x7fc`},
		{"override of direction", "photo\u202egpj.exe", `photo\u202egpj.exe`},
		{"isolates", "\u2066a\u2069", `\u2066a\u2069`},
		{"Arabic letter mark", "a\u061cb", `a\u061cb`},
		{"zero width", "pool\u200b.exam\u200dple", `pool\u200b.exam\u200dple`},
		{"byte order mark", "\ufeffx", `\ufeffx`},
		{"soft hyphen", "min\u00ader", `min\u00ader`},
		{"no-break space", "a\u00a0b", `a\u00a0b`},
		{"wide space", "a\u3000b", `a\u3000b`},
		{"line separators", "a\u2028b\u2029c", `a\u2028b\u2029c`},
		{"tag characters", "a\U000e0041b", `a\U000e0041b`},
		{"letters without ink", "\u3164\u115f\u2800", `\u3164\u115f\u2800`},
		{"variation selector", "a\ufe0fb", `a\ufe0fb`},
		{"private use", "\ue000", `\ue000`},
		{"invalid UTF-8", "caf\xe9", `caf\xe9`},
		{"overlong", "\xc0\xaf", `\xc0\xaf`},
		{"surrogate half", "\xed\xa0\x80", `\xed\xa0\x80`},
		{"cut off", "\xf0\x9f\x92", `\xf0\x9f\x92`},
		{"a true replacement character", "a\ufffdb\n", "a\ufffdb" + `\n`},
		{"an accent or two", "e\u0301\u0323", "e\u0301\u0323"},
		{"a heap of accents", "e\u0301\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301" + `\u0301\u0301`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := report.Plain(c.in); got != c.want {
				t.Errorf("Plain(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

// FuzzPlain: whatever comes in, what goes out is valid UTF-8 of visible
// characters, and what is safe already stays as it is.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b[31m", "\u202e", "\xff\xfe", "e\u0301\u0301\u0301\u0301\u0301", "\U000e0001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := report.Plain(s)
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || !report.Visible(r) {
				t.Fatalf("%q holds %U", got, r)
			}
		}
		if again := report.Plain(got); again != got {
			t.Fatalf("%q becomes %q when made plain again", got, again)
		}
	})
}

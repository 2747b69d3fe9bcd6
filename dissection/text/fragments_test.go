package text

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"unicode/utf16"

	"lamproom/observation"
)

// userStrings lays constants out as the user-string heap of .NET does: length,
// UTF-16 with the low byte first, one byte that ends it (ECMA-335, II.24.2.4).
func userStrings(list ...string) []byte {
	out := []byte{0}
	for _, s := range list {
		n := 2*len(s) + 1
		if n < 0x80 {
			out = append(out, byte(n))
		} else {
			out = append(out, 0x80|byte(n>>8), byte(n))
		}
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, byte(u), byte(u>>8))
		}
		out = append(out, 0)
	}
	return out
}

func cStrings(list ...string) []byte {
	return []byte("\x00\x7fELF\x00" + strings.Join(list, "\x00") + "\x00\x00")
}

const wallet = "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"

func TestFragmentsJoinTheConstantsAroundAWallet(t *testing.T) {
	for _, tt := range []struct {
		name string
		list []string
		want string // Argv, "" for no command line
	}{
		{"options apart", []string{`C:\Windows\Sys64\updater.exe`, `C:\x\run.exe`, "-o ", "pool.example", " -u ", wallet, " -p ", "abc", "Unrelated message to a user"}, `C:\x\run.exe -o pool.example -u ` + wallet + ` -p abc`},
		{"no program before", []string{"Some message here", "-o ", "203.0.113.7:443", " -u ", wallet, " -k"}, ` -o 203.0.113.7:443 -u ` + wallet + ` -k`},
		{"long options", []string{"--url=", "pool.example:3333", "--user=", wallet, "--pass=x"}, ` --url=pool.example:3333 --user=` + wallet + ` --pass=x`},
		{"a wallet among messages", []string{"Donate with Monero", wallet, "Thank you very much"}, ""},
		{"an option of something else", []string{"-o output file", "usage: tool", "the wallet of the author is", wallet}, ""},
	} {
		for layout, data := range map[string][]byte{"wide": userStrings(tt.list...), "c": cStrings(tt.list...)} {
			r := newRecorder("sample.bin", data)
			if err := NewData().Dissect(context.Background(), r.ev, bytes.NewReader(data), r); err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, o := range r.got {
				if c, ok := o.Fact.(observation.CommandLine); ok && c.Shell == "none" && len(c.Argv) > 2 {
					var words []string
					for _, a := range c.Argv {
						words = append(words, a.Text)
					}
					got = strings.Join(words, " ")
				}
			}
			if got != tt.want {
				t.Errorf("%s (%s):\n got %q\nwant %q", tt.name, layout, got, tt.want)
			}
		}
	}
}

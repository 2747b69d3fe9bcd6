package commandline

import (
	"fmt"
	"strings"
	"testing"
)

var shells = []Shell{Posix, Cmd, PowerShell, VBS, List, None}

var seeds = []string{
	`nohup ./x -o "h:1" -u 'w' -p $P ${Q:-d} $(hostname) > /dev/null 2>&1 &`,
	`sh -c "exec -a a x -o h:1 | tee \"b c\""`,
	`cmd /c start "" /b "C:\a b\x.exe" -o h:1 ^& echo %A% !B! "\"q\""`,
	`Start-Process -FilePath x -ArgumentList '-o','h:1' ; $a = "b" + $c; & $a @("x","y") -f 1`,
	"$s = @\"\n-o $h\n\"@; iex $s",
	`sh.Run """C:\x.exe"" -o " & h & " -u w", 0, False`,
	`exec.Command("x", "-o", h+":1", '-u', ` + "`w`" + `)`,
	"args:\n- -o\n- \"h:1\" # c\n",
	"x\x00-o\x00h:1\x00",
	`(crontab -l; echo "*/5 * * * * x -o h:1") | crontab -`,
	"cat > a <<-EOF\n\tx -o h:1\n\tEOF\n",
	`docker run -d -e A=b --entrypoint=x img -o h:1`,
	`powershell -enc eAAgAC0AbwAgAGgAOgAxAA==`,
	`sc create s binPath= "\"a b\" -o h:1" start= auto`,
	`A=(-o "h 1"); x "${A[@]}" ${#A} ${A%b} ${A:-${B:-c}}`,
	"x -o \\\n h:1 `x` $'\\x41\\101\\n'",
}

// check holds for every text in every shell: places lie inside the text, in
// order, and nothing panics.
func check(t *testing.T, in string, sh Shell) {
	t.Helper()
	cs, names := Split([]byte(in), sh, vars("A", "-o h:1 -u w", "h", "host", "self", "$self"))
	for _, c := range cs {
		if c.Start < 0 || c.End > len(in) || c.Start > c.End {
			t.Fatalf("%s %q: command at %d to %d of %d bytes", sh, in, c.Start, c.End, len(in))
		}
		if len(c.Argv) == 0 {
			t.Fatalf("%s %q: a command of no words", sh, in)
		}
		for _, a := range c.Argv {
			if a.Start < 0 || a.End > len(in) || a.Start > a.End {
				t.Fatalf("%s %q: %q at %d to %d of %d bytes", sh, in, a.Text, a.Start, a.End, len(in))
			}
		}
		for _, a := range c.Env {
			if a.Value.Start < 0 || a.Value.End > len(in) || a.Value.Start > a.Value.End {
				t.Fatalf("%s %q: %s at %d to %d", sh, in, a.Name, a.Value.Start, a.Value.End)
			}
		}
		Options(c.Strings())
	}
	if len(names) > maxNames || len(cs) > maxCommands {
		t.Fatalf("%s: %d names, %d commands", sh, len(names), len(cs))
	}
}

func TestTruncatedAtEveryByte(t *testing.T) {
	for _, in := range seeds {
		for n := range len(in) + 1 {
			for _, sh := range shells {
				check(t, in[:n], sh)
			}
		}
	}
}

// TestPlaces: the raw token stands where its Arg says.
func TestPlaces(t *testing.T) {
	tests := []struct {
		sh       Shell
		in       string
		arg, raw string
	}{
		{Posix, `nohup x -o "h:1" &`, "h:1", `"h:1"`},
		{Posix, `sh -c 'x -o "h:1" -u w'`, "h:1", `"h:1"`},
		{Posix, `sh -c "x -o \"h:1\" -u w"`, "h:1", `\"h:1\"`},
		{Posix, `x --url=$P`, "--url=h:1", `--url=$P`},
		{Posix, `x -u $OPTS`, "w2", `$OPTS`},
		{Cmd, `cmd /c "x -o ""h:1"" -u w"`, "h:1", `""h:1""`},
		{PowerShell, `Start-Process x -ArgumentList "-o h:1 -u w"`, "h:1", `h:1`},
		{VBS, `sh.Run "x -o h:1", 0`, "h:1", `h:1`},
		{List, `["x", "-o", "h:1"]`, "h:1", `"h:1"`},
		{None, "x\x00-o\x00h:1", "h:1", `h:1`},
	}
	for _, tt := range tests {
		cs, _ := Split([]byte(tt.in), tt.sh, vars("P", "h:1", "OPTS", "w1 w2"))
		got := ""
		for _, c := range cs {
			for _, a := range c.Argv {
				if a.Text == tt.arg {
					got = tt.in[a.Start:a.End]
				}
			}
		}
		if got != tt.raw {
			t.Errorf("%s %s: %q stands at %q, want %q", tt.sh, tt.in, tt.arg, got, tt.raw)
		}
	}
}

func TestUnresolved(t *testing.T) {
	_, names := Split([]byte(`x -o $POOL -u ${WALLET} -p ${PASS:-x} $1 "$HOME/$POOL"`), Posix, nil)
	if got, want := strings.Join(names, " "), "POOL WALLET 1 HOME"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	_, names = Split([]byte(`x -o %POOL% -u !WALLET! %1 %%i %ProgramFiles(x86)%`), Cmd, nil)
	if got, want := strings.Join(names, " "), "POOL WALLET 1 ProgramFiles(x86)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// hostileUnits are what hostile texts repeat.
var hostileUnits = []string{"$(", "`", "\"", "'", "${", "${${}", "(", "A=(", "<(", "sh -c \"", "nohup ", "x;", "\\\"", "$A ", "%A%", "^", "@(", "{", "\"\"", "<<E\n", "eval ", "echo a|", "-o h:1 ", "\"a\"+", "$a=\"b\";", "\\", "Chr(34)&", "'a',"}

// TestHostileLengths: whatever is repeated, places lie inside the text.
func TestHostileLengths(t *testing.T) {
	for _, unit := range hostileUnits {
		text := []byte(strings.Repeat(unit, MaxText/32/len(unit)))
		for _, sh := range shells {
			cmds, _ := Split(text, sh, vars("A", strings.Repeat("a ", 100)))
			for _, c := range cmds {
				if c.Start < 0 || c.Start > c.End || c.End > len(text) {
					t.Fatalf("%q repeated, %s: a command at %d to %d of %d", unit, sh, c.Start, c.End, len(text))
				}
			}
		}
	}
}

// BenchmarkHostileLengths shows that time grows with the text and not with its
// square: the speed of the longer text is that of the shorter.
func BenchmarkHostileLengths(b *testing.B) {
	for _, unit := range hostileUnits {
		for _, n := range []int{MaxText / 32, MaxText / 4} {
			b.Run(fmt.Sprintf("%q/%d", unit, n), func(b *testing.B) {
				text := []byte(strings.Repeat(unit, n/len(unit)))
				b.SetBytes(int64(len(text) * len(shells)))
				b.ReportAllocs()
				for b.Loop() {
					for _, sh := range shells {
						Split(text, sh, vars("A", strings.Repeat("a ", 100)))
					}
				}
			})
		}
	}
}

func TestOptions(t *testing.T) {
	argv := []string{"x", "-o", "h:1", "-uW", "--pass=p", "--tls", "-pool", "h:2", "-t", "-1", "-5"}
	for _, tt := range []struct{ names, want string }{
		{"o", "h:1"}, {"u", "W"}, {"pass", "p"}, {"pool", "h:2"}, {"t", "-1"}, {"tls", ""},
	} {
		if got, _, _ := Value(argv, tt.names); got != tt.want {
			t.Errorf("Value(%s) = %q, want %q", tt.names, got, tt.want)
		}
	}
}

func TestGuess(t *testing.T) {
	for in, want := range map[string]Shell{
		`C:\Windows\Sys64\intelservice.exe -o h:1`: Cmd,
		`intelservice.exe -o h:1`:                  Cmd,
		`./xmrig -o h:1`:                           Posix,
		`cmd /c x -o h:1`:                          Cmd,
		`Start-Process x -ArgumentList "-o h:1"`:   PowerShell,
		`["x", "-o", "h:1"]`:                       List,
		`nohup x -o h:1 \`:                         Posix,
		``:                                         Posix,
	} {
		if got := Guess([]byte(in)); got != want {
			t.Errorf("Guess(%q) = %s, want %s", in, got, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for i, in := range seeds {
		f.Add(in, byte(i))
	}
	f.Fuzz(func(t *testing.T, in string, sh byte) {
		check(t, in, shells[int(sh)%len(shells)])
		Guess([]byte(in))
	})
}

func BenchmarkSplit(b *testing.B) {
	in := []byte(`nohup /usr/local/bin/x -o pool.example.org:3333 -u 48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD -p "a b" -k > /dev/null 2>&1 &`)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		Split(in, Posix, nil)
	}
}

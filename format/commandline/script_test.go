package commandline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// told are the commands of a trace that have more than one word, without those
// of substitutions.
func told(t Trace) []string {
	var out []string
	for _, c := range t.Commands {
		if len(c.Argv) > 1 && !strings.Contains(strings.Join(c.Wrappers, " "), "$()") {
			out = append(out, strings.Join(c.Strings(), " "))
		}
	}
	for _, d := range t.Documents {
		out = append(out, d.Name+": "+string(d.Text))
	}
	return out
}

func TestScript(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"function", "s() { h=$1; shift; x -o \"$h\" \"$@\"; }\ns a:1 -u w1\ns b:2 -u w2", []string{"x -o a:1 -u w1", "x -o b:2 -u w2"}},
		{"arguments with defaults", "P=${1:-a:1}; : ${W:=w}; x -o $P -u $W", []string{"x -o a:1 -u w"}},
		{"what the caller may give", "W=w\nwhile getopts w: o; do case $o in w) W=$OPTARG;; esac; done\nx -u $W", []string{"getopts w: o", "x -u w"}},
		{"both branches, each with its own", "if test -f a; then P=a W=v; else P=b W=w; fi\nx -o $P -u $W", []string{"x -o a -u v", "x -o b -u w"}},
		{"a branch that cannot be", "W=w\nif [ -z \"$W\" ]; then W=old; fi\n[ -n \"$W\" ] || W=old\nx -u $W", []string{"x -u w"}},
		{"case", "case $(uname) in A|B) P=a;; *) P=b;; esac\nx -o $P", []string{"x -o a", "x -o b"}},
		{"a case that is known", "M=2\ncase $M in 1) P=a;; 2) P=b;; esac\nx -o $P", []string{"x -o b"}},
		{"loop over an array", "P=(a \"b c\" d)\nfor p in \"${P[@]}\"; do x -o \"$p\"; done", []string{"x -o a", "x -o b c", "x -o d"}},
		{"braces", "for p in p{1,2}.o; do x -o $p; done", []string{"x -o p1.o", "x -o p2.o"}},
		{"zsh", "#!/bin/zsh\nP=(a b)\nfor p in $P; do y -o $p; done", []string{"y -o a", "y -o b"}},
		{"turns of while", "P=(a b)\ni=0\nwhile true; do x -o ${P[$i]}; i=$(( (i+1) % ${#P[@]} )); done", []string{"x -o a", "x -o b"}},
		{"counted loop", "for ((i=1;i<=2;i++)); do x -o h$i; done", []string{"x -o h1", "x -o h2"}},
		{"lines read", "while read -r h w; do x -o $h -u $w; done <<E\na v\nb w\nE\n", []string{"x -o a -u v", "x -o b -u w"}},
		{"by chance", "P=(a b)\nx -o ${P[$RANDOM % 2]}", []string{"x -o a", "x -o b"}},
		{"trimmed", "U=s://h:1/w\nR=${U#*://}; x -o ${R%%/*} -u ${R##*/} -p ${U/s/t} -q ${U:4:3}", []string{"x -o h:1 -u w -p t://h:1/w -q h:1"}},
		{"arithmetic", "x -o h:$((3000+333))", []string{"x -o h:3333"}},
		{"keys", "declare -A c=([h]=a [w]=b)\nx -o ${c[h]} -u \"${c[w]}\"", []string{"x -o a -u b"}},
		{"printf", "c=$(printf '%s -o %s:%d' x h 1)\n$c", []string{"x -o h:1"}},
		{"eval", "C=x\nC=\"$C -o h\"\nC+=' -u w'\neval \"$C\"", []string{"x -o h -u w"}},
		{"reversed", "$(echo 'h o- x' | rev)", []string{"x -o h"}},
		{"cut apart", "A=h:1:w\nx -o $(echo $A | cut -d: -f1,2) -u $(echo $A | awk -F: '{print $3}')", []string{"x -o h:1 -u w"}},
		{"through a pipe", "echo 'x -o h' | sh", []string{"x -o h"}},
		{"arguments of a string", "sh -c 'x -o $1' sh h", []string{"x -o h"}},
		{"set", "set -- a b; x -o $1 -u $2 $#", []string{"x -o a -u b 2"}},
		{"alias", "alias m='x -o h'\nm -u w", []string{"x -o h -u w"}},
		{"a script that is written and run", "{ echo 'x -o $1'; } > /r.sh\nsh /r.sh h", []string{"x -o h", "/r.sh: x -o $1\n"}},
		{"a file line by line", "F=c\necho '{' > $F\necho \"\\\"a\\\": 1\" >> $F\necho } >>$F", []string{"c: {\n\"a\": 1\n}\n"}},
		{"a file from here", "f() { cat <<-E | tee -a /c\n\tu $1 `date`\n\tE\n}\nf v", []string{"/c: u v `date`\n"}},
		{"quoted here", "cat > c <<'E'\n$A\nE\n", []string{"c: $A\n"}},
		{"edits", "sed -i \"s/\\\"url\\\": .*/\\\"url\\\": \\\"h:1\\\",/; s/YOUR_WALLET/wwww/\" c.json", []string{"c.json: \"url\": \"h:1\",\n\"user\": \"wwww\",\n"}},
		{"shown", "cat <<E\nx -o h -u w\nE\necho x -o h", nil},
		{"commented out", "# x -o h\n: # x -o i", nil},
		{"unknown stays as it is", "x -o $H -u ${W} -p $(hostname -s)", []string{"x -o $H -u ${W} -p $(hostname -s)"}},
		{"broken", "if true; then\nx -o a b\n)\ny -o b\n", []string{"y -o b"}},
		{"never called", "f() { x -o $1 -u w; }", []string{"x -o $1 -u w"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, told(Script([]byte(tc.text), nil))); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestBatch(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"letter by letter", "set q=abcx-o :.\nset r=\nfor %%i in (3 6 4 5 6 0 7 8) do set r=!r!!q:~%%i,1!\ncall !r!", []string{"x -o a:."}},
		{"letters of what every Windows has", "%COMSPEC:~-7,1%%PUBLIC:~-1% -o a:1", []string{"cc -o a:1"}},
		{"filled in again by call", "set A=-o a:1\nset B=A\ncall x %%%B%%%", []string{"x -o a:1"}},
		{"call set", "set A=xyz\nset N=1\ncall set B=%%A:~%N%,1%%\n%B% -o a:1", []string{"y -o a:1"}},
		{"a line with delayed variables", "cmd /v:on /c \"set A=x -o &set B=a:1&call !A!!B!\"", []string{"x -o a:1"}},
		{"what echo prints", "for /f \"tokens=1,2\" %%a in ('echo x a:1') do %%a -o %%b", []string{"x -o a:1"}},
		{"what set prints", "set POOL=a:1\nfor /f \"tokens=2 delims==\" %%a in ('set POO') do x -o %%a", []string{"x -o a:1"}},
		{"blanks of a value", "set A=x\nset S= \nset A=%A% -o\nx %A% a:1", []string{"x x -o a:1"}},
		{"names in any script", "set КОШЕЛЕК=w\r\nx -u %кошелек%\r\n", []string{"x -u w"}},
		{"pieces", "set A=xxh:1yy\nx -o %A:~2,-2% -u %A:x=% -p %A:~-2%", []string{"x -o h:1 -u h:1yy -p yy"}},
		{"arithmetic", "set /a P=3000+333\nset /a P+=1\nx -o h:%P%", []string{"x -o h:3334"}},
		{"for", "for %%p in (a b) do x -o %%p", []string{"x -o a", "x -o b"}},
		{"for over pieces", "for /f \"tokens=1,2* delims=,\" %%a in (\"h:1,w,y,z\") do x -o %%a -u %%b -p %%c", []string{"x -o h:1 -u w -p y,z"}},
		{"a caller's or a default", "set P=%~1\nif \"%P%\"==\"\" set P=a\ncall :m %P%\nexit /b\n:m\nx -o %1", []string{"x -o a"}},
		{"for with a block", "for %%p in (\"a\" b) do (\n x -o %%~p\n)", []string{"x -o a", "x -o b"}},
		{"else", "if exist f (set P=a& set W=v) else (set P=b& set W=w)\nx -o %P% -u %W%", []string{"x -o a -u v", "x -o b -u w"}},
		{"goto", "if \"%1\"==\"a\" goto a\nset P=b\ngoto run\n:a\nset P=a\n:run\nx -o %P%", []string{"x -o a", "x -o b"}},
		{"call", "call :s a v\ncall :s b w\ngoto :eof\n:s\nx -o %1 -u %~2\nexit /b", []string{"x -o a -u v", "x -o b -u w"}},
		{"call without arguments", "set P=a\ncall :s\nexit /b\n:s\nx -o %P% %1", []string{"x -o a"}},
		{"failover for ever", ":l\nx -o a\nif errorlevel 1 x -o b\ngoto l", []string{"x -o a", "x -o b"}},
		{"later expansion", "setlocal enabledelayedexpansion\nset \"P=a\"\nif 1==1 (\nset P=b\nx -o !P!\n)", []string{"setlocal enabledelayedexpansion", "x -o b"}},
		{"echo", "set H=h\n>c echo {\n>>c echo \"url\": \"%H%\" ^> ^& x\n(echo a\necho b) >> c", []string{"c: {\n\"url\": \"h\" > & x\na\nb\n"}},
		{"a default", "set /p W=who?\nif not defined W set W=w\nx -u %W%", []string{"x -u w"}},
		{"commented out", "rem x -o h\n:: x -o h\necho x -o h", []string{"echo x -o h"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if d := cmp.Diff(tc.want, told(Batch([]byte(tc.text), nil))); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestFish(t *testing.T) {
	const text = `#!/usr/bin/env fish
set -gx W w # who
set -l P a b
function s
    nohup x -o $argv[1] -u $argv[2] "$argv[1]" -p (hostname) &
end
for p in $P
    s $p $W
end
if test (nproc) -gt 4
    set T c
else if test -f d
    set T d
else
    set T e
end
y -o $T; or y -o $P[2]
switch (uname)
    case Linux Darwin
        z -o "$T"
end
`
	want := []string{"x -o a -u w a -p $(hostname)", "x -o b -u w b -p $(hostname)", "y -o c", "y -o d", "y -o e", "y -o b", "z -o c", "z -o d", "z -o e"}
	if !LooksLikeFish([]byte(text), "") {
		t.Error("does not look like fish")
	}
	if d := cmp.Diff(want, told(Fish([]byte(text), nil))); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// hostile are texts made to cost much.
func hostile() map[string]string {
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	var worlds, batch, pick strings.Builder
	for i := range 300 {
		fmt.Fprintf(&worlds, "if test -f %d; then v%d=a; else v%d=b; fi\nx -o $v%d\n", i, i, i, i)
		fmt.Fprintf(&batch, "if exist %d (set v%d=a) else (set v%d=b)\nx -o %%v%d%%\n:l%d\ngoto %%1\n", i, i, i, i, i)
		fmt.Fprintf(&pick, "x ${P[$RANDOM]} ${P[$RANDOM]} ${P[$RANDOM]} ${P[$RANDOM]}\n")
	}
	return map[string]string{
		"doubling":       "a=aaaaaaaa\n" + many("a=$a$a\n", 5000) + "x -o $a",
		"doubling loop":  "a=aaaaaaaa; while :; do a=$a$a; x -o $a; done",
		"recursion":      "f() { f $1a; f b; }; f a",
		"eval":           "e='eval \"$e\"; eval \"$e\"'; eval \"$e\"",
		"worlds":         worlds.String(),
		"nested loops":   many("for a in 1 2 3 4 5 6 7 8 9; do ", 40) + "x -o $a" + many("; done", 40),
		"substitution":   "x -o " + many("$(echo ", 150) + "a" + many(")", 150),
		"files":          many("echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >> f\n", 3000) + many("cat f f f f > f\n", 100),
		"writes itself":  "echo 'sh f; sh f' > f; sh f",
		"globs":          "a=" + many("a", 3000) + "\n" + many("x ${a%%*a*a*a*a*a*b}\n", 300),
		"chance":         "P=(a b c d e f g h)\n" + pick.String(),
		"brackets":       many("(", 60_000),
		"ifs":            many("if ", 30_000),
		"and":            many("a && ", 20_000) + "b",
		"printf":         "printf '" + many("%s", 2000) + "' " + many("aaaaaaaaaa ", 2000) + "> f",
		"sed":            "cat <<E > f\n" + many("aaaa\n", 5000) + "E\nsed -i '" + many("s/a/bb/g;", 60) + "' f",
		"here":           many("cat <<E\n", 5000),
		"arrays":         "A=(" + many("a ", 4000) + ")\n" + many("A+=(b); x ${A[@]}\n", 500),
		"batch worlds":   batch.String(),
		"batch doubling": "set a=aaaa\n" + many("set a=%a%%a%\n", 3000),
		"batch calls":    ":f\ncall :f %1a\ncall :f b\n",
		"batch blocks":   many("if a (", 20_000),
		"fish":           "#!/bin/fish\n" + many("function f; ", 5000) + many("if a; ", 5000) + many("end; ", 9000),
	}
}

// TestHostileScripts reads them all: that this ends is what is tested.
func TestHostileScripts(t *testing.T) {
	for name, text := range hostile() {
		for kind, follow := range map[string]func([]byte, func(string) (string, bool)) Trace{"script": Script, "batch": Batch, "fish": Fish} {
			start := time.Now()
			tr := follow([]byte(text), nil)
			checkTrace(t, []byte(text), tr)
			t.Logf("%-16s %-7s %6d bytes %8.1f ms, %d commands, %d documents", name, kind, len(text), float64(time.Since(start).Microseconds())/1000, len(tr.Commands), len(tr.Documents))
		}
	}
}

// checkTrace holds a trace to its bounds: everything stands in the text.
func checkTrace(t testing.TB, text []byte, tr Trace) {
	t.Helper()
	inside := func(lo, hi int) bool { return 0 <= lo && lo <= hi && hi <= len(text) }
	if len(tr.Commands) > maxSites || len(tr.Documents) > maxFiles {
		t.Fatal("too many", len(tr.Commands), len(tr.Documents))
	}
	for _, c := range tr.Commands {
		if !inside(c.From, c.To) {
			t.Fatal("a statement outside", c.From, c.To, len(text))
		}
		for _, a := range c.Argv {
			if !inside(a.Start, a.End) {
				t.Fatal("an argument outside", a.Start, a.End, len(text))
			}
		}
		for _, e := range c.Env {
			if !inside(e.Value.Start, e.Value.End) {
				t.Fatal("a value outside", e.Value.Start, e.Value.End, len(text))
			}
		}
	}
	for _, d := range tr.Documents {
		next := 0
		d.Runs(func(from, n, at, width int) {
			if from != next || n <= 0 || !inside(at, at+width) {
				t.Fatal("a run outside", from, next, n, at, width, len(text))
			}
			next = from + n
		})
		if next != len(d.Text) {
			t.Fatal("runs end early", next, len(d.Text))
		}
	}
}

func FuzzScript(f *testing.F) {
	f.Add([]byte(hostile()["recursion"]))
	f.Add([]byte(hostile()["batch calls"]))
	f.Add([]byte("P=(a b)\nfor p in \"${P[@]}\"; do x -o \"$p\" -u ${W:-w} <<E\n$P\nE\ndone > f\nsed -i 's/a/b/' f"))
	f.Add([]byte("set /p a=b\nfor %%p in (a b) do (x -o %%p:%A:~1,2%) else y\n:l\n>c echo a^&b\ncall :l %1\ngoto l"))
	f.Add([]byte("set -gx A b c\nif test -f a; and b; x $A[1] (y); else; z; end; switch a; case b; end"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 2<<10 { // what is larger costs more, not otherwise
			return
		}
		checkTrace(t, text, Script(text, nil))
		checkTrace(t, text, Batch(text, nil))
		checkTrace(t, text, Fish(text, nil))
	})
}

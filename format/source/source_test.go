package source

import (
	"fmt"
	"strings"
	"testing"
)

// show tells a value in one line.
func show(v Value) string {
	switch v.Kind {
	case Text:
		return fmt.Sprintf("%q", v.String())
	case List:
		var s []string
		for _, i := range v.Items {
			s = append(s, show(i))
		}
		return "[" + strings.Join(s, " ") + "]"
	case Map:
		var s []string
		for n, i := range v.Items {
			s = append(s, v.Keys[n]+":"+show(i))
		}
		return "{" + strings.Join(s, " ") + "}"
	}
	return "?" + v.Name()
}

// TestCalls: what a call gets, language by language. The last call of the name
// is looked at.
func TestCalls(t *testing.T) {
	for _, c := range []struct{ language, src, call, want string }{
		{"python", `run("-o " + host + ":" + str(port))` + "\nhost, port = 'h', 1", "run", `"-o h:1"`},
		{"python", "POOL = 'h:1'\nrun(f'-o {POOL} -u {user.name}')", "run", `"-o h:1 -u ${name}"`},
		{"python", "run('-o %s -p %d' % ('h', 2))", "run", `"-o h -p 2"`},
		{"python", "run('-o %(h)s' % dict(h='x'))", "run", `"-o x"`},
		{"python", "run('-o {} -u {}'.format('h', u))", "run", `"-o h -u ${u}"`},
		{"python", "run('-o {h}'.format(h='x'))", "run", `"-o x"`},
		{"python", "run('{0}:{1}'.format('a', 'b'))", "run", `"a:b"`},
		{"python", "a = ['x']\na += ['-o', 'h']\na.append('-k')\nrun(a)", "run", `["x" "-o" "h" "-k"]`},
		{"python", "c = {'pool': 'h', 'w': 'x'}\nrun(['-o', c['pool'], c.get('w')])", "run", `["-o" "h" "x"]`},
		{"python", "run(' '.join(['x', '-o', 'h']))", "run", `"x -o h"`},
		{"python", "run(base64.b64decode('LW8gaG9zdDoxIC11IHc=').decode())", "run", `"-o host:1 -u w"`},
		{"python", "run(os.environ.get('POOL', 'h:1'))", "run", `"h:1"`},
		{"python", "# run('no')\nrun('a' 'b')", "run", `"ab"`},
		{"python", "for p in ['a', 'b']:\n    run(p)", "run", `"b"`}, // the second time
		{"python", "class A:\n  def f(self):\n    self.pool = 'h'\n  def g(self):\n    run(self.pool)", "run", `"h"`},
		{"python", `run("\x2d\x6f h")`, "run", `"-o h"`},
		{"python", "run('h o- x'[::-1])", "run", `"x -o h"`},
		{"javascript", "const a='h', b=1; run('-o ' + a + ':' + b)", "run", `"-o h:1"`},
		{"javascript", "run(`-o ${a} ${c.d}`); var a = \"h\"; var c = {d: 'e'}", "run", `"-o h e"`},
		{"javascript", "run(process.env.P || 'h')", "run", `"h"`},
		{"javascript", "const l=['-o','h']; l.push('-k'); run('x ' + l.join(' '))", "run", `"x -o h -k"`},
		{"javascript", "// run('no')\n/* run('no') */ run(cond ? 'a' : 'b')", "run", `"a"`},
		{"javascript", "run(atob('LW8gaG9zdDoxIC11IHc='))", "run", `"-o host:1 -u w"`},
		{"javascript", "run('cba'.split('').reverse().join(''))", "run", `"abc"`},
		{"javascript", "run(String.fromCharCode(45,111))", "run", `"-o"`},
		{"go", "const pool = \"h\"\nfunc f() { run(\"x\", \"-o\", pool) }", "run", `"x" "-o" "h"`},
		{"go", "a := []string{\"-o\"}\na = append(a, \"h\")\nrun(a...)", "run", `["-o" "h"]`},
		{"go", "run(fmt.Sprintf(\"-o %s:%d\", \"h\", 1))", "run", `"-o h:1"`},
		{"c", "#define POOL \"h\"\nint main() { run(\"-o \" POOL \" -k\"); }", "run", `"-o h -k"`},
		{"c", "char b[9]; snprintf(b, sizeof b, \"-o %s\", \"h\"); run(b);", "run", `"-o h"`},
		{"c", "char *argv[] = {\"x\", \"-o\", \"h\", NULL}; run(argv);", "run", `["x" "-o" "h"]`},
		{"csharp", "const string P = \"h\"; run($\"-o {P} -u {w}\");", "run", `"-o h -u ${w}"`},
		{"csharp", "run(string.Format(\"-o {0}:{1}\", \"h\", 1));", "run", `"-o h:1"`},
		{"csharp", "var s = new StringBuilder(); s.Append(\"-o \").Append(\"h\"); run(s.ToString());", "run", `"-o h"`},
		{"java", "List<String> l = new ArrayList<>(Arrays.asList(\"x\", \"-o\")); l.add(\"h\"); run(l);", "run", `["x" "-o" "h"]`},
		{"php", "<?php $p='h'; run(\"-o $p {$c['w']}\" . ' -k'); $c = ['w' => 'v'];", "run", `"-o h v -k"`},
		{"php", "<?php define('P', 'h'); run('x -o ' . P);", "run", `"x -o ${P}"`},
		{"ruby", "p = 'h'\nrun \"-o #{p}\", 1", "run", `"-o h" "1"`},
		{"ruby", "run(*%w[x -o h])", "run", `["x" "-o" "h"]`},
		{"perl", "my ($p, $w) = ('h', 'v'); run(\"-o $p -u $w\");", "run", `"-o h -u v"`},
		{"perl", "my %c = (pool => 'h'); run(\"-o $c{pool}\");", "run", `"-o h"`},
		{"perl", "my @a = qw(-o h); run('x', @a);", "run", `"x" ["-o" "h"]`},
		{"lua", "local p, w = 'h', 'v'\nrun('-o ' .. p .. ' -u ' .. w)", "run", `"-o h -u v"`},
		{"rust", "let p = \"h\"; run(format!(\"-o {} -u {p}\", p));", "run", `"-o h -u h"`},
		{"rust", "Command::new(\"x\").arg(\"-o\").args([\"h\", \"-k\"]).spawn();", "spawn", `["x" "-o" "h" "-k"]`},
		{"vb", "Dim p As String = \"h\"\nConst W As String = \"v\"\nrun(\"-o \" & p & _\n \" -u \" & W)", "run", `"-o h -u v"`},
		{"vbscript", "s = \"a\"\ns = s & \" -o h\" ' no\nx.Run s, 0", "Run", `"a -o h" "0"`},
		{"vbscript", "run Chr(34) & \"a \"\"b\"\"\" & Chr(34), 0", "run", `"\"a \"b\"\"" "0"`},
		{"powershell", "$a = '-o {0}' -f 'h'\n[P]::run($a)", "P.run", `"-o h"`},
		{"powershell", "$a = @{b='h'; c=@('-o','x')}\n[P]::run($a.b, $a.c -join ' ')", "P.run", `"h" "-o x"`},
		{"powershell", "$a = @()\n$a += '-o'\n$a += 'h'\n[P]::run($a)", "P.run", `["-o" "h"]`},
		{"terraform", "variable \"p\" { default = \"h\" }\nx = run(\"-o ${var.p}\")", "run", `"-o h"`},
	} {
		p := Read([]byte(c.src), c.language)
		got := "no call"
		for _, x := range p.Calls {
			if strings.EqualFold(lastName(x.Name), lastName(c.call)) {
				var s []string
				for _, a := range x.Args {
					s = append(s, show(a))
				}
				got = strings.Join(s, " ")
			}
		}
		if got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.language, c.src, got, c.want)
		}
	}
}

// TestMaps: what mappings hold.
func TestMaps(t *testing.T) {
	for _, c := range []struct{ language, src, want string }{
		{"python", `x = {"pools": [{"url": P, "user": "u"}], "b": True}` + "\nP = 'h'", `{pools:[{url:"h" user:"u"}] b:?true}`},
		{"powershell", "$c=@{\n 'a' = $true\n pools = @(\n  @{\n url='h'\n user='u'\n }\n )\n}", `{a:?true pools:[{url:"h" user:"u"}]}`},
		{"php", "<?php $c = array('a' => 1, 'pools' => [['url' => 'h', 'user' => 'u']]);", `{a:"1" pools:[{url:"h" user:"u"}]}`},
		{"lua", "c = { a = 1, pools = { { url = 'h', user = 'u' } } }", `{a:"1" pools:[{url:"h" user:"u"}]}`},
		{"ruby", "c = { a: 1, 'pools' => [{ url: 'h', user: 'u' }] }", `{a:"1" pools:[{url:"h" user:"u"}]}`},
		{"nix", "{ a = 1; pools = [ { url = \"h\"; user = \"u\"; } ]; }", `{a:"1" pools:[{url:"h" user:"u"}]}`},
		{"csharp", "var p = new Info { FileName = @\"C:\\x\", Arguments = \"-o h\" };", `{FileName:"C:\\x" Arguments:"-o h"}`},
	} {
		p := Read([]byte(c.src), c.language)
		got := "none"
		if n := len(p.Maps); n > 0 {
			got = show(p.Maps[n-1])
		}
		if got != c.want {
			t.Errorf("%s %s\n got %s\nwant %s", c.language, c.src, got, c.want)
		}
	}
}

// TestPlaces: a piece that is as long as its place is those bytes.
func TestPlaces(t *testing.T) {
	src := []byte("pool = 'h:1'\nrun('./x -o ' + pool + ' -u \\'w\\'')")
	p := Read(src, "python")
	for _, c := range p.Calls {
		for _, a := range c.Args {
			for _, x := range a.Pieces {
				if len(x.Text) == x.End-x.Start && x.Text != string(src[x.Start:x.End]) {
					t.Errorf("%q is said to stand where %q stands", x.Text, src[x.Start:x.End])
				}
			}
		}
	}
}

var languages = []string{"", "python", "javascript", "go", "c", "csharp", "php", "ruby", "perl", "lua", "rust", "vb", "vbscript", "powershell", "terraform", "nix", "autoit", "json"}

// FuzzRead: any bytes in any language end, in places inside the source.
func FuzzRead(f *testing.F) {
	for i, s := range []string{
		"a = ['x', '-o', f'{h}:{p}']\nrun(a, k=1)", "$a = @{b='c'; d=@('-o','x')}\n[P]::run($a.b -f 1)", "x = \"a\" & Chr(34) & _\n y", "<<-EOF\n${a}\nEOF\n",
		"Command::new(\"x\").arg(\"-o\").spawn()", "a := []string{\"x\"}", "((((((", "{a:{b:[", "%w[a b] qw(c d)", "'''a''' \"\"\"b", "a?b:c?.d->e::f<g>(h)", "#define A \"b\" C", "$\"{a}{{\" @\"b\"\"\"",
	} {
		f.Add([]byte(s), uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, n uint8) {
		p := Read(b, languages[int(n)%len(languages)])
		within := func(from, to int) {
			if from < 0 || to > len(b) || from > to {
				t.Fatalf("%d to %d of %d", from, to, len(b))
			}
		}
		var each func(v Value, depth int)
		each = func(v Value, depth int) {
			if depth > 8 {
				return
			}
			within(v.Start, max(v.Start, v.End))
			for _, x := range v.Pieces {
				within(x.Start, x.End)
			}
			for _, i := range v.Items {
				each(i, depth+1)
			}
		}
		for _, x := range p.Bindings {
			each(x.Value, 0)
		}
		for _, x := range p.Calls {
			within(x.Start, x.End)
		}
	})
}

// hostile sources repeat what could cost more than its length.
var hostile = map[string]string{
	"doubling": "a = a + a; b = [b, b, a]; c = f'{a}{b}{c}'; ", "brackets": "([{", "closing": ")]}", "quotes": "'\"`", "triple": "\"\"\"a'''", "here": "<<AB\n", "calls": "f(g(", "formats": "a = '%s%s' % (a, a); ",
	"joins": "a.append(a); b = a.join(a); ", "generics": "a<b<", "names": "a.b.c[d]{e} ", "chain": ".a(b)", "replace": "a = 'xxxx'.replace('x', a); ", "holes": "'${a$(b{c' ", "items": "a = [a, a] + a + [a]; ",
	"prefix": "f'r\"@\"$", "lines": "a\n+ b\n. c\n", "comments": "/* // # ", "loops": "for a in [1,2,3,4,5,6,7,8]: f(a)\n", "ternary": "a?b:a?b:", "words": "a b c d e f g h i j k l m n ", "reverse": "a = 'ab'[::-1] + a; ",
}

// BenchmarkHostile shows that the work is linear: the speed on 256 KiB is that
// on 32 KiB.
func BenchmarkHostile(b *testing.B) {
	for what, unit := range hostile {
		for _, size := range []int{32 << 10, 256 << 10} {
			src := []byte(strings.Repeat(unit, size/len(unit)))
			b.Run(fmt.Sprintf("%s/%dKiB", what, size>>10), func(b *testing.B) {
				b.SetBytes(int64(len(src) * 3))
				b.ReportAllocs()
				for b.Loop() {
					for _, l := range []string{"python", "powershell", "rust"} {
						Read(src, l)
					}
				}
			})
		}
	}
}

// TestHostile: such sources end.
func TestHostile(t *testing.T) {
	for _, unit := range hostile {
		for _, l := range languages {
			Read([]byte(strings.Repeat(unit, (8<<10)/len(unit))), l)
		}
	}
}

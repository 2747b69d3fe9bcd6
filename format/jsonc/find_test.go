package jsonc

import (
	"fmt"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"whole", `^{"pools": [{"@url": "x"}]}`, ""},
		{"heredoc", "cat > c.json <<EOF\n^{\n  // it's {\n \"a\": {\"b\": \"}\"},\n \"pools\": [ {\"@url\": \"x\"} ]\n}\nEOF\n", ""},
		{"call", `write(f, ^{"a": 1, "@pools": []})`, ""},
		{"assignment", `x = ^[{"a": {"b": 2}}, {"@url": "u"}]`, ""},
		{"single quotes", `cfg = ^{'a': ['b', "c"], '@url': 'u'}`, ""},
		{"nested", `^{"a": {"b": {"c": {"@url": 1}}}}`, ""},
		{"no braces", "x;\n^\"pool_list\" : [ {\"@pool_address\" : 1} ]", ""},
		{"after a program", `function f() { return 1; } var c = ^{"@pools": []};`, ""},
		{"binary", "\x00\x01abc}\x00^{\"pools\":[{\"@url\":\"x\"}]}\x00", ""},
		{"none", `the word "@pools" in a sentence`, "none"},
	} {
		text := c.text
		want := strings.Index(text, "^")
		text = strings.Replace(text, "^", "", 1)
		at := strings.Index(text, "@")
		text = strings.Replace(text, "@", "", 1)
		got, ok := Find([]byte(text), at, 0)
		if ok != (c.want != "none") || ok && got != want {
			t.Errorf("%s: got %d %v, want %d", c.name, got, ok, want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"go", `s := "{\"pools\": [{\"@url\": \"h:1\"}]}" // x`, `{"pools": [{"url": "h:1"}]}`},
		{"newlines", `s = "{\n\t\"@url\": \"C:\\\\x\"\n}"`, "{\n\t\"url\": \"C:\\\\x\"\n}"},
		{"joined", "s = \"{\\\"a\\\": 1,\" +\n    \"\\\"@url\\\": 2}\";", `{"a": 1,"url": 2}`},
		{"vbs", `f.Write "{""a"": 1, ""@url"": ""x""}"`, `{"a": 1, "url": "x"}`},
		{"vbs joined", "f.Write \"{\" & vbCrLf & _\n \"\"\"@url\"\": 1\" & vbCrLf & \"}\"", "{\n\"url\": 1\n}"},
		{"xml", `<Arguments>{&quot;@url&quot;: &quot;a&amp;b&quot;}</Arguments>`, `{"url": "a&b"}`},
		{"unicode", `{"x": "{\u0022@url\u0022: 1}"}`, `{"url": 1}`},
		{"powershell", "$c = \"{`\"@url`\": `\"x`\"}\"", `{"url": "x"}`},
		{"caret", `echo {^"@url^": 1}`, `echo {"url": 1}`},
		{"percent", `GET /?c=%7B%22@url%22%3A1%7D HTTP/1.1`, `/?c={"url":1}`},
	} {
		at := strings.Index(c.in, "@")
		in := strings.Replace(c.in, "@", "", 1)
		q, ok := Unescape([]byte(in), at, 0)
		if !ok || string(q.Text) != c.want {
			t.Errorf("%s:\n got %q %v\nwant %q", c.name, q.Text, ok, c.want)
			continue
		}
		k := strings.Index(string(q.Text), "url")
		if got := q.Source(k); got != at {
			t.Errorf("%s: url stands at %d, got %d", c.name, at, got)
		}
	}
	for _, s := range []string{`{"@url": 1}`, `@url`, `x@`} {
		at := strings.Index(s, "@")
		if _, ok := Unescape([]byte(strings.Replace(s, "@", "", 1)), at, 0); ok {
			t.Errorf("%q: taken for escaped", s)
		}
	}
}

// BenchmarkFindWithFloor shows that a caller that goes from hit to hit with a
// floor stays linear: the speed does not fall with the length.
func BenchmarkFindWithFloor(b *testing.B) {
	for _, s := range []string{`"pools",`, `"pools"{`, `{"pools":`, `'pools"`, "pools\n"} {
		for _, n := range []int{1 << 12, 1 << 15} {
			b.Run(fmt.Sprintf("%q/%d", s, n), func(b *testing.B) {
				text := []byte(strings.Repeat(s, n))
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					floor := 0
					for i := 1; i < len(text); i += len(s) {
						Find(text, i, floor)
						floor = i
					}
				}
			})
		}
	}
}

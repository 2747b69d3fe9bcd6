package jsonc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show writes a tree in a short form of its own.
func show(v Value) string {
	switch v.Kind {
	case Missing:
		return "?"
	case String:
		if v.Bare {
			return "~" + v.Text
		}
		return strconv.Quote(v.Text)
	case Array:
		var s []string
		for _, it := range v.Items {
			s = append(s, show(it))
		}
		return "[" + strings.Join(s, " ") + "]"
	case Object:
		var s []string
		for _, m := range v.Members {
			s = append(s, m.Key.Text+":"+show(m.Value))
		}
		return "{" + strings.Join(s, " ") + "}"
	}
	return v.Text
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ in, want, broken string }{
		{`{"a": 1, "b": [true, null, "x"]}`, `{a:1 b:[true null "x"]}`, ""},
		{"\xef\xbb\xbf{\"a\":1}", `{a:1}`, ""},
		{"// c\n{/* d */\"a\": 1, # e\n\"b\": 2,}\n", `{a:1 b:2}`, ""},
		{`{"a": 1 "b": 2}`, `{a:1 b:2}`, ""},
		{`[1 2, 3,,]`, `[1 2 3]`, ""},
		{"{\"a\": \"x\ny\"}", `{a:"x\ny"}`, ""},
		{"{\"a\": \"x\n\", \"b\": 1}", `{a:"x\n" b:1}`, ""},
		{"{\"a\": \"x,\n\"b\": 1}", `{a:"x" b:1}`, "a string is not closed"},
		{`{"a": "x, "b": "y"}`, `{a:"x" b:"y"}`, "a string is not closed"},
		{`{"a": "x," "b": "y,"}`, `{a:"x," b:"y,"}`, ""},
		{"{\"a\": \"\x01\tx\"}", `{a:"\x01\tx"}`, ""},
		{`{'a': 'it\'s', b: x.y:3333, c_d: -1.5e3}`, `{a:"it's" b:~x.y:3333 c_d:-1.5e3}`, ""},
		{`{"a": True, "b": NaN, "c": None}`, `{a:True b:NaN c:None}`, ""},
		{"\"a\" : 1,\n\"b\" : [ {\"c\" : 2}, ],\n", `{a:1 b:[{c:2}]}`, ""},
		{`{"p": "C:\Windows\\x", "q": "\u00e9\ud83d\ude00\ud800\x41"}`, `{p:"C:\\Windows\\x" q:"é😀` + "\uFFFD" + `A"}`, ""},
		{`{"u": {{ .Values.pool }}, "t": ${N}, "w": <WALLET>}`, `{u:~{{ .Values.pool }} t:~${N} w:~<WALLET>}`, ""},
		{`{"a": {"b": [1, {"c": "x`, `{a:{b:[1 {c:"x"}]}}`, "a string is not closed"},
		{`{"a": {"b": 1, "c"`, `{a:{b:1 c:?}}`, "the text ends after a key"},
		{`{"a": {"b": 1, "c":`, `{a:{b:1 c:?}}`, "the text ends where a value should stand"},
		{`{"a": [1, 2}, "b": 3}`, `{a:[1 2]}`, "a bracket closes what is not open"},
		{`{"a": , "b": 3}`, `{a:? b:3}`, "a key without a value"},
		{`{"a": 1, @@@@, "b": 3}`, `{a:1 b:3}`, "a key should stand here"},
		{`{"a": 1} {"b": 2}`, `{a:1}`, "more text after the document"},
		{`{"a" => 1, "b" = 2}`, `{a:1 b:2}`, ""},
		{``, `?`, "nothing but blanks"},
		{`/* x`, `?`, "a comment is not closed"},
		{`"alone"`, `"alone"`, ""},
		{`key: value`, `~key:`, "more text after the document"},
		{`{"a": 0x1F, "b": 1_000, "c": 12abc}`, `{a:0x1F b:~1_000 c:~12abc}`, ""},
	} {
		v, broken := Parse([]byte(c.in))
		if got := show(v); got != c.want {
			t.Errorf("Parse(%q)\n got %s\nwant %s", c.in, got, c.want)
		}
		got := ""
		if broken != nil {
			got = broken.Reason
		}
		if got != c.broken {
			t.Errorf("Parse(%q) broken: got %q, want %q", c.in, got, c.broken)
		}
	}
}

func TestDocuments(t *testing.T) {
	all, broken := Documents([]byte("{\"a\":1}\n{\"b\":2},\n[3]\n\"c\": 4,\n\"d\": 5\n;rest"))
	var got []string
	for _, v := range all {
		got = append(got, show(v))
	}
	want := []string{"{a:1}", "{b:2}", "[3]", "{c:4 d:5}", "~rest"}
	if diff := cmp.Diff(want, got); diff != "" || broken != nil {
		t.Error(diff, broken)
	}
}

// checkPlaces holds every node inside its parent and inside the input, children
// in order, strings starting at their quote.
func checkPlaces(t *testing.T, b []byte, v Value) {
	t.Helper()
	var walk func(v Value, lo, hi int)
	walk = func(v Value, lo, hi int) {
		if v.Start < lo || v.End > hi || v.Start > v.End {
			t.Fatalf("%q: %v at [%d,%d) is outside of [%d,%d)", b, v.Kind, v.Start, v.End, lo, hi)
		}
		if s, e := v.Inner(); s < v.Start || e > v.End || s > e {
			t.Fatalf("%q: the inside of [%d,%d) is [%d,%d)", b, v.Start, v.End, s, e)
		}
		at := v.Start
		for _, it := range v.Items {
			walk(it, at, v.End)
			at = it.End
		}
		for _, m := range v.Members {
			walk(m.Key, at, v.End)
			walk(m.Value, m.Key.End, v.End)
			at = m.Value.End
		}
	}
	walk(v, 0, len(b))
}

// plain makes of a tree what encoding/json makes of the text.
func plain(v Value) any {
	switch v.Kind {
	case Bool:
		return v.Text == "true"
	case Number:
		return json.Number(v.Text)
	case String:
		return v.Text
	case Array:
		l := []any{}
		for _, it := range v.Items {
			l = append(l, plain(it))
		}
		return l
	case Object:
		m := map[string]any{}
		for _, x := range v.Members {
			m[x.Key.Text] = plain(x.Value)
		}
		return m
	}
	return nil
}

func shallow(b []byte) bool {
	return bytes.Count(b, []byte("["))+bytes.Count(b, []byte("{")) < MaxDepth
}

// agrees holds the reader to encoding/json wherever that takes the text.
func agrees(t *testing.T, b []byte) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var want any
	if !json.Valid(b) || d.Decode(&want) != nil || !shallow(b) {
		return
	}
	v, broken := Parse(b)
	if broken != nil {
		t.Fatalf("%q: valid, but broken: %v", b, broken)
	}
	if diff := cmp.Diff(want, plain(v)); diff != "" {
		t.Fatalf("%q: %s", b, diff)
	}
}

func TestAgreesWithEncodingJSON(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var gen func(depth int) any
	gen = func(depth int) any {
		switch n := r.Intn(8); {
		case n == 0:
			return nil
		case n == 1:
			return r.Intn(2) == 0
		case n == 2:
			return r.NormFloat64() * 1e6
		case n == 3:
			return r.Int63()
		case n < 6 || depth > 5:
			b := make([]rune, r.Intn(12))
			for i := range b {
				b[i] = []rune("ab\"\\/'`{}[]:,#=\n\t\x00\x7fé😀<&\u2028\uFFFD")[r.Intn(25)]
			}
			return string(b)
		case n == 6:
			l := make([]any, r.Intn(5))
			for i := range l {
				l[i] = gen(depth + 1)
			}
			return l
		default:
			m := map[string]any{}
			for range r.Intn(5) {
				m[fmt.Sprint(gen(9))] = gen(depth + 1)
			}
			return m
		}
	}
	for range 3000 {
		b, err := json.Marshal(gen(0))
		if err != nil {
			t.Fatal(err)
		}
		agrees(t, b)
		var out bytes.Buffer
		json.Indent(&out, b, "\t", "  ")
		agrees(t, out.Bytes())
	}
	for _, s := range []string{"\"\xff\xfe\"", `"\ud800"`, `"\ud800\u0041"`, `"\udc00\ud800"`, `-0`, `1E400`, `0.10`, `""`, `{"":{"":[]}}`, " [ ] "} {
		agrees(t, []byte(s))
	}
}

func TestTruncatedAnywhere(t *testing.T) {
	const text = "// c\n{\"a\": {\"b\": [1, 2.5, true, null, \"x\\u00e9\\n\"], 'c': {}}, /* d */ \"p\": [{\"url\": \"h:1\", }],}\n"
	for i := range text {
		b := []byte(text[:i])
		v, broken := Parse(b)
		checkPlaces(t, b, v)
		if i > 1 && i < strings.LastIndexByte(text, '}') && broken == nil {
			t.Errorf("cut at %d: nothing said", i)
		}
	}
}

func TestLimits(t *testing.T) {
	n := 1 << 20
	for name, s := range map[string]string{
		"deep":                strings.Repeat("[", n),
		"deep objects":        strings.Repeat(`{"a":`, n),
		"wide":                "[" + strings.Repeat("1,", n) + "]",
		"quotes and newlines": strings.Repeat("\"\n", n),
		"escaped quotes":      strings.Repeat("\"\n\\", n),
		"mixed quotes":        "{" + strings.Repeat("\"\n'\n", n),
		"closers":             "{" + strings.Repeat("]", n),
		"open comments":       strings.Repeat("/*", n),
		"keys":                strings.Repeat("\"a\"\n", n),
		"no braces":           strings.Repeat("\"a\":1\n", n),
		"words":               strings.Repeat("a ", n),
		"long string":         `{"a":"` + strings.Repeat("x", 4*n),
		"template":            strings.Repeat("{{", n),
	} {
		if _, broken := Parse([]byte(s)); broken == nil && name != "words" {
			t.Errorf("%s: nothing said", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,"x",{"b":null}]}`, "\"a\" : 1,\n\"b\" : [ {} ],", "{'a': \"x\n\", b: y}", "{\"a\": \"x,\n\"b\": {{ t }}}", "[1 2]]}{", "\"\\ud83d\\ude00\"", "/* */ // #\n{a=>1;}"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, broken := Parse(b)
		checkPlaces(t, b, v)
		if broken != nil && (broken.Offset < 0 || broken.Offset > len(b) || broken.Reason == "") {
			t.Fatalf("broken at %d of %d", broken.Offset, len(b))
		}
		agrees(t, b)
		all, _ := Documents(b)
		for _, d := range all {
			checkPlaces(t, b, d)
		}
		for i := 0; i < len(b); i += 1 + len(b)/8 {
			if at, ok := Find(b, i, 0); ok {
				if at < 0 || at > i {
					t.Fatalf("Find(%d) = %d", i, at)
				}
				x, end, _ := ParseAt(b, at)
				checkPlaces(t, b, x)
				if end < at || end > len(b) {
					t.Fatalf("end %d", end)
				}
			}
			if q, ok := Unescape(b, i, 0); ok {
				if q.Start > i || q.End < q.Start || q.End > len(b) || len(q.Text) > len(b)+8 {
					t.Fatalf("literal [%d,%d), %d bytes of %d", q.Start, q.End, len(q.Text), len(b))
				}
				for k := range q.Text {
					if s := q.Source(k); s < q.Start || s > q.End {
						t.Fatalf("Source(%d) = %d", k, s)
					}
				}
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	one := `{"url": "pool.example:3333", "user": "abc", "pass": "x", "tls": false, "n": 12},` + "\n"
	text := []byte(`{"pools": [` + strings.Repeat(one, 500) + `]}`)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Parse(text)
	}
}

package text

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"
)

func utf16Bytes(s string, bigEndian, bom bool) []byte {
	var b []byte
	units := utf16.Encode([]rune(s))
	if bom {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, u := range units {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return b
}

func TestDetect(t *testing.T) {
	for name, tt := range map[string]struct {
		head []byte
		enc  Encoding
		bom  int
	}{
		"empty":            {nil, UTF8, 0},
		"ascii":            {[]byte("hello world\r\n\tx"), UTF8, 0},
		"utf-8":            {[]byte("größe 钱包"), UTF8, 0},
		"utf-8 cut":        {[]byte("größe 钱包")[:len("größe 钱包")-1], UTF8, 0},
		"utf-8 bom":        {[]byte("\xEF\xBB\xBFx"), UTF8, 3},
		"utf-16le bom":     {utf16Bytes("hello", false, true), UTF16LE, 2},
		"utf-16be bom":     {utf16Bytes("hello", true, true), UTF16BE, 2},
		"utf-16le":         {utf16Bytes("hello world", false, false), UTF16LE, 0},
		"utf-16be":         {utf16Bytes("hello world", true, false), UTF16BE, 0},
		"latin-1":          {[]byte("un fichier nomm\xe9 ainsi"), Latin1, 0},
		"cmdline":          {[]byte("/tmp/x\x00-o\x00pool:3333\x00-k\x00"), UTF8, 0},
		"colours":          {[]byte("\x1b[32maccepted\x1b[0m (1/0)\n"), UTF8, 0},
		"pe":               {[]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00\xb8\x00\x00\x00"), Binary, 0},
		"elf":              {[]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00>\x00"), Binary, 0},
		"zeros":            {make([]byte, 4096), Binary, 0},
		"utf-32":           {[]byte{0xFF, 0xFE, 0, 0, 'a', 0, 0, 0}, Binary, 0},
		"compressed":       {[]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcbH\xcd\xc9\xc9W(\xcf/\xcaIQ"), Binary, 0},
		"table of numbers": {bytes.Repeat([]byte{1, 0, 0, 0, 2, 0, 0, 0}, 100), Binary, 0},
	} {
		if enc, bom := Detect(tt.head); enc != tt.enc || bom != tt.bom {
			t.Errorf("%s: %v, mark of %d bytes, want %v, %d", name, enc, bom, tt.enc, tt.bom)
		}
	}
}

// owned returns the parts of all windows, put together.
func owned(t testing.TB, r *Reader, data []byte) string {
	t.Helper()
	var b strings.Builder
	for {
		w, err := r.Next(context.Background())
		if w != nil {
			check(t, w, data)
			b.Write(w.Text[w.From:w.To])
		}
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// check holds a window to its promises.
func check(t testing.TB, w *Window, data []byte) {
	t.Helper()
	if w.From < 0 || w.From > w.To || w.To > len(w.Text) {
		t.Fatalf("part %d to %d of a text of %d bytes", w.From, w.To, len(w.Text))
	}
	if w.Base < 0 || w.Base+int64(len(w.Raw)) > int64(len(data)) || !bytes.Equal(data[w.Base:w.Base+int64(len(w.Raw))], w.Raw) {
		t.Fatal("the raw bytes are not those of the source")
	}
	last := 0
	for i := 0; i <= len(w.Text); i += max(1, len(w.Text)/500) {
		lo, hi := w.Span(i, i)
		if lo < 0 || hi > len(w.Raw) || lo < last && lo != hi {
			t.Fatalf("text offset %d stands at %d to %d, the one before at %d", i, lo, hi, last)
		}
		last = lo
	}
}

func TestWindowsAreTheWholeText(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	for b.Len() < 3*WindowSize {
		n := rng.IntN(300)
		if rng.IntN(2000) == 0 {
			n = 200_000
		}
		for range n {
			b.WriteRune([]rune("abc def é 钱 🪙 -o:")[rng.IntN(16)])
		}
		b.WriteByte('\n')
	}
	text := b.String()
	for name, tt := range map[string]struct {
		enc  Encoding
		data []byte
		bom  int
	}{
		"utf-8":    {UTF8, []byte(text), 0},
		"bom":      {UTF8, []byte("\xEF\xBB\xBF" + text), 3},
		"utf-16le": {UTF16LE, utf16Bytes(text, false, true), 2},
		"utf-16be": {UTF16BE, utf16Bytes(text, true, true), 2},
	} {
		got := owned(t, NewReader(bytes.NewReader(tt.data), int64(len(tt.data)), tt.enc, tt.bom), tt.data)
		if got != text {
			t.Errorf("%s: the windows put together are not the text (%d and %d bytes)", name, len(got), len(text))
		}
	}
	flat := strings.Repeat("x", 3*WindowSize) // one line
	if got := owned(t, NewReader(strings.NewReader(flat), int64(len(flat)), UTF8, 0), []byte(flat)); got != flat {
		t.Error("one long line does not come back whole")
	}
}

func TestSpanOfUTF16(t *testing.T) {
	text := strings.Repeat("añ🪙b ", 2000) + "needle" + strings.Repeat(" 🪙", 500)
	data := utf16Bytes(text, false, true)
	r := NewReader(bytes.NewReader(data), int64(len(data)), UTF16LE, 2)
	w, err := r.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(w.Text, []byte("needle"))
	lo, hi := w.Span(at, at+6)
	if got := string(w.Raw[lo:hi]); got != string(utf16Bytes("needle", false, false)) {
		t.Errorf("the word stands at %q", got)
	}
}

func TestStrings(t *testing.T) {
	wide := string(utf16Bytes("user string", false, false))
	raw := "\x00\x01short\x00\xffa longer run\x00\x02" + wide + "\x00\x00{\n \"pools\": []\n}\x00\x03abc\x00"
	r := NewStringsReader(strings.NewReader(raw), int64(len(raw)), Runs{})
	w, err := r.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(w.Text), "a longer run\nuser string\n{\n \"pools\": []\n}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, s := range []string{"longer", "run"} {
		at := bytes.Index(w.Text, []byte(s))
		if lo, hi := w.Span(at, at+len(s)); raw[lo:hi] != s {
			t.Errorf("%q stands at %q", s, raw[lo:hi])
		}
	}
	at := bytes.Index(w.Text, []byte("user string"))
	if lo, hi := w.Span(at, at+11); raw[lo:hi] != wide {
		t.Errorf("the wide string stands at %q", raw[lo:hi])
	}
}

func TestShortSourceIsTold(t *testing.T) {
	data := []byte("line\nline\n")
	r := NewReader(bytes.NewReader(data), 100, UTF8, 0)
	w, err := r.Next(t.Context())
	if w == nil || string(w.Text) != string(data) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("%v, %v", w, err)
	}
	if w, err := r.Next(t.Context()); w != nil || err != io.EOF {
		t.Fatalf("after the end: %v, %v", w, err)
	}
}

type zeros struct{}

func (zeros) ReadAt(b []byte, _ int64) (int, error) { clear(b); return len(b), nil }

func TestMemoryIsFlat(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := NewStringsReader(zeros{}, 2<<30, Runs{})
	for {
		if _, err := r.Next(t.Context()); err != nil {
			break
		}
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 16<<20 {
		t.Errorf("2 GiB of zeros cost %d bytes", n)
	}
}

func TestClassify(t *testing.T) {
	for _, tt := range []struct {
		name, head, kind string
		prose            bool
	}{
		{"run.md", "#!/bin/sh\nset -e\n", "shell", false},
		{"a.txt", "#!/usr/bin/env python3\nimport os\n", "source:python", false},
		{"conf.txt", "{\n  \"pools\": []\n}", "json", false},
		{"x", "@echo off\r\nset A=b\r\n", "batch", false},
		{"x", "FROM alpine\nRUN apk add curl\nCMD [\"x\"]\n", "dockerfile", false},
		{"x", "[Unit]\nDescription=x\n[Service]\nExecStart=/x\n", "unit", false},
		{"x", "*/5 * * * * /tmp/x\n@reboot /tmp/y\n", "crontab", false},
		{"x.yml", "title: x\nlogsource:\n  product: linux\ndetection:\n  a: b\n", "rules", false},
		{"x.yar", "rule a { condition: true }", "rules", false},
		{"a.rules", "alert tcp any any -> any 3333 (msg:\"x\";)\n", "rules", false},
		{"hosts", "127.0.0.1 localhost\n0.0.0.0 pool.example.org\n", "list", false},
		{"x.yaml", "apiVersion: v1\nkind: Pod\nspec: {}\n", "kubernetes", false},
		{"docker-compose.yml", "services:\n  a:\n    image: b\n", "compose", false},
		{"README.md", "# Title\n\nThis is a text that people read and that says how it is done.\n", "prose", true},
		{"article.txt", "The researchers say that the program mines for somebody else.\nIt was found on many machines in the last few weeks.\n", "prose", true},
		{"x.html", "<!DOCTYPE html><html><body>x</body></html>", "html", true},
		{"x.html", "<pre>uid=0(root) gid=0(root)\n./a -o pool.example.org:3333 &amp;</pre>", "text", false},
		{"x.html", "<pre>./a -o pool.example.org:3333</pre><p>Run this.</p>", "html", true},
		{"a.go", "package a\n\nfunc f() {}\n", "source:go", false},
		{"x.log", "2024-01-08 10:00:00 a\n2024-01-08 10:00:01 b\n", "log", false},
		{"task", "<?xml version=\"1.0\"?><Task/>", "xml", false},
		{"run.ps1", "$a = 1\n", "powershell", false},
		{"cmdline", "/tmp/x\x00-o\x00a:1\x00", "processes", false},
		{"x.txt", "x.exe -o pool.example.org:3333 -u w -p x\n", "text", false},
		{"", "", "text", false},
	} {
		if c := Classify([]byte(tt.head), tt.name); c.Kind != tt.kind || c.Prose != tt.prose {
			t.Errorf("%s %.40q: %q prose %v, want %q %v", tt.name, tt.head, c.Kind, c.Prose, tt.kind, tt.prose)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte("hello\nworld"), uint8(0))
	f.Add(utf16Bytes("a🪙b\nc", false, true), uint8(1))
	f.Add(utf16Bytes("a🪙b\nc", true, true), uint8(2))
	f.Add([]byte("\xff\x00\xd8\x00\xd8\xdc"), uint8(1))
	f.Add([]byte("\x00a long run\x00l\x00o\x00n\x00g\x00e\x00r\x00"), uint8(4))
	f.Fuzz(func(t *testing.T, data []byte, kind uint8) {
		_, bom := Detect(data)
		_ = Classify(data, "x")
		_ = String(data)
		var r *Reader
		if e := Encoding(kind % 5); e == Binary {
			r = NewStringsReader(bytes.NewReader(data), int64(len(data)), Runs{})
		} else {
			r = NewReader(bytes.NewReader(data), int64(len(data)), e, bom)
		}
		for {
			w, err := r.Next(t.Context())
			if w != nil {
				check(t, w, data)
			}
			if err != nil {
				return
			}
		}
	})
}

func BenchmarkStrings(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 6))
	raw := make([]byte, 4<<20)
	for i := range raw {
		raw[i] = byte(rng.Uint32())
		if i%4096 > 3000 {
			raw[i] = "some text in a binary "[i%22]
		}
	}
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		r := NewStringsReader(bytes.NewReader(raw), int64(len(raw)), Runs{})
		for {
			if _, err := r.Next(b.Context()); err != nil {
				break
			}
		}
	}
}

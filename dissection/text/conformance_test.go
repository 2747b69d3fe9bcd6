package text

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/txtar"

	"lamproom/dissection/dissectiontest"
)

func samples(t testing.TB) []dissectiontest.Sample {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all []dissectiontest.Sample
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if !strings.HasPrefix(f.Name, "want/") {
				all = append(all, dissectiontest.Sample{Name: f.Name, Data: f.Data})
			}
		}
	}
	return all
}

func TestConformance(t *testing.T) {
	all := samples(t)
	all = append(all, dissectiontest.Sample{Name: "empty.txt"})
	for _, s := range all {
		if s.Name == "task.xml" || s.Name == "start.bat" {
			all = append(all, dissectiontest.Sample{Name: "utf16-" + s.Name, Data: utf16le(string(s.Data))})
		}
	}
	dissectiontest.Run(t, New(), all...)
}

func TestConformanceOfData(t *testing.T) {
	dissectiontest.Run(t, NewData(),
		dissectiontest.Sample{Name: "a.bin", Data: []byte("\x00\x01MZ\x90\x00xmrig.exe -o pool.example.org:3333 -u worker -p x -k\x00\xff\xfe" + string(utf16le("b.exe -o 10.0.0.1:443 -u w -p x -k")) + "\x00\x00")},
	)
}

func utf16le(s string) []byte {
	b := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

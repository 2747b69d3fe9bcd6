package cfb_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"lamproom/format/cfb"
	"lamproom/format/cfb/cfbtest"
)

func sample() []byte {
	return cfbtest.Write(
		cfbtest.Stream{Path: "WordDocument", Data: bytes.Repeat([]byte("text of a document "), 500)},
		cfbtest.Stream{Path: "Macros/VBA/dir", Data: []byte("small")},
		cfbtest.Stream{Path: "Macros/VBA/Module1", Data: bytes.Repeat([]byte{7}, 200)},
		cfbtest.Stream{Path: "\x01CompObj", Data: nil},
	)
}

func TestRead(t *testing.T) {
	data := sample()
	f, err := cfb.Read(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"WordDocument": 9500, "Macros/VBA/dir": 5, "Macros/VBA/Module1": 200, "CompObj": 0}
	if len(f.Streams) != len(want) || len(f.Problems) != 0 {
		t.Fatalf("%d streams, problems %v", len(f.Streams), f.Problems)
	}
	for _, s := range f.Streams {
		b, err := io.ReadAll(s.Content())
		if n, ok := want[s.Name()]; !ok || err != nil || len(b) != n || s.Problem != "" || s.Orphan {
			t.Errorf("%q: %d bytes, %v, %q", s.Name(), len(b), err, s.Problem)
		}
		if len(b) > 0 {
			at, n := s.Place(0)
			if n == 0 || !bytes.Equal(data[at:at+min(n, 5)], b[:min(n, 5)]) {
				t.Errorf("%q: its bytes do not stand at %d", s.Name(), at)
			}
		}
	}
}

func TestDamage(t *testing.T) {
	data := sample()
	dir := 512 + 512*int(binary.LittleEndian.Uint32(data[48:]))
	for _, tt := range []struct {
		name string
		edit func([]byte) []byte
		want string // in a problem of the file or of a stream; "!" an error
	}{
		{"no magic", func(b []byte) []byte { b[0] = 0; return b }, "!"},
		{"sectors of 2 bytes", func(b []byte) []byte { b[30] = 1; return b }, "!"},
		{"cut in the header", func(b []byte) []byte { return b[:300] }, "!"},
		{"cut behind the first sectors", func(b []byte) []byte { return b[:512*6] }, "outside the file"},
		{"a loop", func(b []byte) []byte {
			fat := 512 + 512*int(binary.LittleEndian.Uint32(b[76:]))
			binary.LittleEndian.PutUint32(b[fat+4:], 0) // the second sector leads to the first
			return b
		}, ""},
		{"a chain out of the file", func(b []byte) []byte {
			binary.LittleEndian.PutUint32(b[dir+128+116:], 0x00FFFFFF)
			return b
		}, "leads out of the file"},
		{"a tree that is a circle", func(b []byte) []byte {
			binary.LittleEndian.PutUint32(b[dir+128+68:], 1)
			binary.LittleEndian.PutUint32(b[dir+128+72:], 1)
			return b
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := tt.edit(bytes.Clone(data))
			f, err := cfb.Read(bytes.NewReader(b), int64(len(b)))
			if tt.want == "!" {
				if err == nil {
					t.Fatal("no error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, p := range f.Problems {
				said = append(said, p.Reason)
			}
			for _, s := range f.Streams {
				said = append(said, s.Problem)
			}
			if !strings.Contains(strings.Join(said, "\n"), tt.want) {
				t.Errorf("said %q, want %q", said, tt.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sample())
	f.Add(sample()[:2000])
	f.Add(cfbtest.Write(cfbtest.Stream{Path: "a/b/c/d", Data: make([]byte, 5000)}))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := cfb.Read(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		total := int64(0)
		for _, s := range file.Streams {
			if s.Len() > s.Size {
				t.Fatalf("%q gives %d of %d bytes", s.Name(), s.Len(), s.Size)
			}
			if at, n := s.Place(0); at < 0 || n < 0 || at+n > int64(len(b)) {
				t.Fatalf("%q lies at %d+%d of %d", s.Name(), at, n, len(b))
			}
			if total += s.Len(); total < 1<<20 {
				got, err := io.ReadAll(s.Content())
				if err == nil && int64(len(got)) != s.Len() {
					t.Fatalf("%q gave %d of %d bytes without an error", s.Name(), len(got), s.Len())
				}
			}
		}
	})
}

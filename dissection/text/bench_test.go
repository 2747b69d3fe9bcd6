package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/observation"
)

// silent is a sink that counts.
type silent struct{ n int }

func (s *silent) Identify(evidence.Kind, evidence.Role)                         {}
func (s *silent) Observe(observation.Observation) error                         { s.n++; return nil }
func (s *silent) Damage(dissection.Damage) error                                { return nil }
func (s *silent) Nest(evidence.Origin, evidence.Locator, evidence.Source) error { return nil }

// ordinary are texts as they lie on any machine, with now and then a word that
// makes the reader look twice.
func ordinary(kind string, size int) []byte {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		switch kind {
		case "prose":
			fmt.Fprintf(&b, "The %dth chapter says that a well-known method - the one of old - is used when nothing else helps, e.g. at night.\n", i)
			if i%500 == 0 {
				b.WriteString("A pool of workers, see https://docs.example.org/pool:latest, keeps the wallet of the user -o or so.\n")
			}
		case "c":
			fmt.Fprintf(&b, "static int frob_%d(struct thing *t, const char *name) { return t->count - %d > 0 ? -1 : (int)strlen(name); } /* -o FILE */\n", i, i)
		case "log":
			fmt.Fprintf(&b, "2024-01-%02d 10:%02d:%02d,123 INFO  [worker-%d] com.example.Server - request from 10.0.%d.%d:%d accepted, 200 OK -- 12 ms\n", i%28+1, i/60%60, i%60, i%16, i%255, i%251, 1024+i%60000)
		case "json":
			fmt.Fprintf(&b, `{"id": %d, "name": "item-%d", "url": "https://api.example.org:8443/v1/items/%d", "tags": ["a-b", "c"], "hash": "%064x"},`+"\n", i, i, i, i*7919)
		}
	}
	return []byte(b.String())
}

func BenchmarkOrdinary(b *testing.B) {
	var mix []byte
	for _, kind := range []string{"prose", "c", "log", "json"} {
		data := ordinary(kind, 8<<20)
		mix = append(mix, data...)
		b.Run(kind, func(b *testing.B) { run(b, "a.txt", data) })
	}
	b.Run("mix", func(b *testing.B) { run(b, "a.txt", mix) })
}

func run(b *testing.B, name string, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		ev := &evidence.Evidence{Name: name, Size: int64(len(data))}
		if err := New().Dissect(b.Context(), ev, bytes.NewReader(data), &silent{}); err != nil {
			b.Fatal(err)
		}
	}
}

// zeros is a sparse file.
type zeros int64

func (z zeros) Size() int64 { return int64(z) }
func (z zeros) ReadAt(b []byte, off int64) (int, error) {
	clear(b)
	return len(b), nil
}

func BenchmarkSparse(b *testing.B) {
	const size = 1 << 30
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		if err := NewData().Dissect(b.Context(), &evidence.Evidence{Name: "disk.img", Size: size}, zeros(size), &silent{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTriggers(b *testing.B) {
	data := append(ordinary("c", 4<<20), ordinary("log", 4<<20)...)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		triggers(data, nil)
	}
}

// TestWordsAreLong holds what the speed of the search stands on.
func TestWordsAreLong(t *testing.T) {
	if wordSet.Stride() < 2 {
		t.Error("a trigger word is shorter than five bytes: the search for all of them becomes twice as slow")
	}
}

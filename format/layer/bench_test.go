package layer

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// ordinary are texts with nothing to peel.
func ordinary(kind string, size int) string {
	var b strings.Builder
	r := rand.New(rand.NewPCG(3, 4))
	raw := make([]byte, 57)
	for i := 0; b.Len() < size; i++ {
		switch kind {
		case "prose":
			fmt.Fprintf(&b, "The %dth chapter says that a well-known method - the one of old - is used when nothing else helps, e.g. at night.\n", i)
		case "c":
			fmt.Fprintf(&b, "static int frob_%d(struct thing *t, const char *name) { return t->count[%d] > 0 ? -1 : (int)strlen(name); } /* -o FILE */\n", i, i)
		case "log":
			fmt.Fprintf(&b, "2024-01-%02d 10:%02d:%02d,123 INFO  [worker-%d] com.example.Server - request from 10.0.%d.%d:%d accepted, 200 OK -- 12 ms\n", i%28+1, i/60%60, i%60, i%16, i%255, i%251, 1024+i%60000)
		case "json":
			fmt.Fprintf(&b, `{"id": %d, "name": "item-%d", "url": "https://api.example.org:8443/v1/items/%d", "hash": "%064x"},`+"\n", i, i, i, i*7919)
		case "numbers":
			fmt.Fprintf(&b, "%d, %d, %d, %d,\n", r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(256))
		case "keys":
			for k := range raw {
				raw[k] = byte(r.Uint32())
			}
			b.WriteString(base64.StdEncoding.EncodeToString(raw) + "\n")
		case "hex":
			for k := range raw {
				raw[k] = byte(r.Uint32())
			}
			b.WriteString(hex.EncodeToString(raw) + " ")
		case "paths":
			fmt.Fprintf(&b, `C:\Users\someone\AppData\Local\Programs\%d\x64\bin /usr/share/doc/libsomething%d/examples/thumbnail.html`+"\n", i, i)
		}
	}
	return b.String()
}

func BenchmarkOrdinary(b *testing.B) {
	for _, kind := range []string{"prose", "c", "log", "json", "numbers", "keys", "hex", "paths"} {
		text := []byte(ordinary(kind, 4<<20))
		b.Run(kind, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Scan(text, func(Layer) bool { return true })
			}
		})
	}
}

func BenchmarkMasked(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 4<<20)
	for i := range data {
		if data[i] = byte(r.Uint32()); i/4096%2 == 0 {
			data[i] &= 0x0f
		}
	}
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		for range Masked(data) {
		}
	}
}

// BenchmarkHostile reads what is made to cost.
func BenchmarkHostile(b *testing.B) {
	const size = 1 << 20
	fill := func(s string) []byte { return []byte(strings.Repeat(s, size/len(s)+1)[:size]) }
	for name, text := range map[string][]byte{
		"joints":   fill(`"abcdefgh" + `),
		"lines":    fill(strings.Repeat("QUJD", 16) + "\n"),
		"slashes":  fill("IyEvYmluL3NoCmNkIC90/"),
		"escapes":  fill(`\x41`),
		"percent":  fill(`%41`),
		"few":      fill(`"\x41 b" `),
		"chr":      fill("Chr(65)&"),
		"numbers":  fill("65,"),
		"dump":     fill("00000000  41 42 43\n"),
		"stars":    fill("00000000  41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e\n*\n"),
		"twice":    fill("UVVKRFJFRkNRMFJGUmtkSVNVcExURzFOVDFCUlVsTlVWVlpY"),
		"masked":   []byte(xored(string(fill("qqqqqqqqhttp://q")), "\x5a")),
		"keys":     []byte(xored(string(fill("QQQQ+QQhttp://Q1")), "k1")),
		"programs": []byte(xored(string(fill("MZThis program cannot be run in DOS mode")), "\x5a")),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				Scan(text, func(Layer) bool { return true })
				for range Masked(text) {
				}
			}
		})
	}
}

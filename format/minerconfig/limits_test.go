package minerconfig

import (
	"fmt"
	"strings"
	"testing"
)

// repeated is what hostile texts hold over and over.
var repeated = []string{
	`{"pools":[`, `"pools":`, `{"pools":[{"url":"a:1"}]}`, `\"pools\":`, `""pools""`, `{\"pools\":[{\"url\":\"a:1\"}],`, "pools\n", `"pools" "`,
	`{"pools": "` + "\n", "\"pools\": /*", `&quot;pools&quot;`, "'pools'", "`\"pools`\"", `^"pools^"`, "pool: [", "pools: {a: ", "- pools: &a [*a,", "pool = x\n",
	"POOL: a:1, WALLET: b\n", "-pool a:1 -wal b\n", "[pool]\n", `s/"url": *"[^"]*",/"url": "a",/` + "\n", "pool: a\n  ", "wallet:\n- ", `\\\"pools\\\"`, `%22pools%22`,
	"? pools: ", "pools: |\n x\n", "pools: 'a''", "\"pools\n", "pools:\t", "{pools: {", "pools # ", "pools=\"",
}

// Whatever is repeated, what is found lies inside the text.
func TestHostileTexts(t *testing.T) {
	for _, s := range repeated {
		b := []byte(strings.Repeat(s, (32<<10)/len(s)))
		for _, c := range Read(b, "x") {
			if c.Start < 0 || c.Start > c.End || c.End > len(b) {
				t.Errorf("%q repeated: a configuration at %d to %d of %d", s, c.Start, c.End, len(b))
			}
		}
	}
}

// BenchmarkHostileTexts shows that the time stays in step with the bytes: the
// speed of 256 KiB is that of 32 KiB.
func BenchmarkHostileTexts(b *testing.B) {
	for _, s := range repeated {
		for _, n := range []int{32 << 10, 256 << 10} {
			b.Run(fmt.Sprintf("%q/%dKiB", s, n>>10), func(b *testing.B) {
				text := []byte(strings.Repeat(s, n/len(s)))
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					Read(text, "x")
				}
			})
		}
	}
}

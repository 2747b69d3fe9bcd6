package minerconfig

import (
	"strings"
	"testing"
	"time"
)

// Whatever is repeated, the time stays in step with the bytes.
func TestLinear(t *testing.T) {
	for _, s := range []string{
		`{"pools":[`, `"pools":`, `{"pools":[{"url":"a:1"}]}`, `\"pools\":`, `""pools""`, `{\"pools\":[{\"url\":\"a:1\"}],`, "pools\n", `"pools" "`,
		`{"pools": "` + "\n", "\"pools\": /*", `&quot;pools&quot;`, "'pools'", "`\"pools`\"", `^"pools^"`, "pool: [", "pools: {a: ", "- pools: &a [*a,", "pool = x\n",
		"POOL: a:1, WALLET: b\n", "-pool a:1 -wal b\n", "[pool]\n", `s/"url": *"[^"]*",/"url": "a",/` + "\n", "pool: a\n  ", "wallet:\n- ", `\\\"pools\\\"`, `%22pools%22`,
		"? pools: ", "pools: |\n x\n", "pools: 'a''", "\"pools\n", "pools:\t", "{pools: {", "pools # ", "pools=\"",
	} {
		for _, n := range []int{255 << 10} {
			b := []byte(strings.Repeat(s, n/len(s)))
			begin := time.Now()
			Read(b, "x")
			if d := time.Since(begin); d > 3*time.Second {
				t.Errorf("%q, %d bytes: %v", s, len(b), d)
			}
		}
	}
}

package layer

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

// Two strokes at the start of a line of base64 are two of its letters, not the
// mark of a comment.
func TestLinesThatBeginWithStrokes(t *testing.T) {
	tried := 0
	for seed := range 4000 {
		var b strings.Builder
		fmt.Fprintf(&b, "./x%d -o pool.example.org:3333 -u w -p x\n", seed)
		for k := range 40 {
			fmt.Fprintf(&b, "# %d\n", (seed+k*7919)*2654435761%1000003)
		}
		packed := zipped(b.String())
		var lines []string
		for rest := base64.StdEncoding.EncodeToString([]byte(packed)); rest != ""; {
			n := min(76, len(rest))
			lines, rest = append(lines, rest[:n]), rest[n:]
		}
		strokes := false
		for _, l := range lines[1:] {
			strokes = strokes || strings.HasPrefix(l, "//")
		}
		if !strokes {
			continue
		}
		if tried++; tried > 3 {
			break
		}
		got := all("base64 -d <<E | gunzip | sh\n" + strings.Join(lines, "\n") + "\nE\n")
		whole := false
		for _, l := range got {
			whole = whole || string(l.Decoded) == packed
		}
		if !whole {
			t.Errorf("seed %d: %d layers, none of them whole", seed, len(got))
		}
	}
	if tried == 0 {
		t.Fatal("no text was tried")
	}
}

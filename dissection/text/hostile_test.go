package text

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"lamproom/evidence"
)

// TestHostileTextEnds holds the reader to linear time on texts of nothing but
// triggers, in every notation it knows.
func TestHostileTextEnds(t *testing.T) {
	if testing.Short() {
		t.Skip("long: texts of nothing but triggers")
	}
	const size = 512 << 10
	const limit = 8 * time.Second // a busy machine included
	wallet := "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"
	units := map[string]string{
		"options":    "x -o a.example.org:1 -u w ",
		"lines":      "x -o a.example.org:1 -u w\n",
		"continued":  "-o a.example.org:1 -u w \\\n",
		"literals":   `"-o", "a.example.org:1", `,
		"brackets":   `["-o","a.example.org:1"`,
		"nested":     `[[[("-o a.example.org:1 -u w" + `,
		"wallets":    wallet + " ",
		"assigned":   "A=\"-o a.example.org:1 $A -u $A\"\n",
		"variables":  "B=$A$A\nA=$B$B\nx -o $A:1 -u $B\n",
		"xml":        "<string>-o</string><string>a.example.org:1</string>",
		"tags":       "<a><b>-o a.example.org:1 -u w",
		"json":       `{"pools":[{"url":"a.example.org:1","user":"` + wallet + `"`,
		"keys":       `"pools": `,
		"heredocs":   "cat <<EOF\n-o a.example.org:1 -u w\n",
		"audit":      `a0="x" a1="-o" a2="a.example.org:1" `,
		"yaml":       "- -o\n- a.example.org:1\n",
		"yaml deep":  "a: [[{b: -o a.example.org:1 -u w, ",
		"docker":     "ENTRYPOINT [\"-o\", \"a.example.org:1\"]\n",
		"output":     "accepted (1/0) diff 1 use pool a.example.org:1 ",
		"substitute": "$( x -o a.example.org:1 `",
		"zero":       "x\x00-o\x00a.example.org:1\x00",
		"dashes":     "--a-a=-o -o=-o ",
		"concat":     `"-o " + a.b(c)[d] + "a.example.org:1" & `,
	}
	names := []string{"a.txt", "a.sh", "a.bat", "a.ps1", "a.vbs", "a.py", "a.json", "a.yml", "a.xml", "Dockerfile", "a.service", "a.log", "README.md"}
	for what, unit := range units {
		if only := os.Getenv("LAMPROOM_HOSTILE"); only != "" && only != what {
			continue
		}
		data := []byte(strings.Repeat(unit, size/len(unit)))
		for _, name := range names {
			ctx, cancel := context.WithTimeout(t.Context(), limit)
			began := time.Now()
			ev := &evidence.Evidence{Name: name, Size: int64(len(data))}
			err := New().Dissect(ctx, ev, bytes.NewReader(data), &silent{})
			cancel()
			if d := time.Since(began); err != nil {
				t.Errorf("%s as %s: %v after %v", what, name, err, d.Round(time.Millisecond))
			} else if d > limit/4 {
				t.Logf("%s as %s took %v", what, name, d.Round(time.Millisecond))
			}
		}
	}
}

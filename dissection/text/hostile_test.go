package text

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"lamproom/evidence"
)

// hostileTexts are texts of nothing but triggers, in every notation the reader
// knows, by what they repeat.
func hostileTexts() map[string]string {
	wallet := "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"
	return map[string]string{
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
}

// names decide the notation a text is read in.
var hostileNames = []string{"a.txt", "a.sh", "a.bat", "a.ps1", "a.vbs", "a.py", "a.json", "a.yml", "a.xml", "Dockerfile", "a.service", "a.log", "README.md"}

// TestHostileTextIsReadToItsEnd: whatever the notation, what is stated lies
// inside the text, and reading ends.
func TestHostileTextIsReadToItsEnd(t *testing.T) {
	size := 16 << 10
	if testing.Short() {
		size = 2 << 10
	}
	for what, unit := range hostileTexts() {
		data := []byte(strings.Repeat(unit, size/len(unit)))
		for _, name := range hostileNames {
			r := newRecorder(name, data)
			if err := New().Dissect(t.Context(), r.ev, bytes.NewReader(data), r); err != nil {
				t.Errorf("%s as %s: %v", what, name, err)
			}
			for _, o := range r.got {
				if w := o.Where; w.Offset < 0 || w.Length < 0 || w.Offset+w.Length > int64(len(data)) {
					t.Errorf("%s as %s: a %s at %d+%d of %d", what, name, o.Fact.Kind(), w.Offset, w.Length, len(data))
				}
			}
		}
	}
}

// BenchmarkHostile shows that the work is linear: the speed on 256 KiB is that
// on 32 KiB.
func BenchmarkHostile(b *testing.B) {
	texts := hostileTexts()
	for _, what := range slices.Sorted(maps.Keys(texts)) {
		for _, size := range []int{32 << 10, 256 << 10} {
			b.Run(fmt.Sprintf("%s/%dKiB", strings.ReplaceAll(what, " ", "-"), size>>10), func(b *testing.B) {
				data := []byte(strings.Repeat(texts[what], size/len(texts[what])))
				b.SetBytes(int64(len(data) * len(hostileNames)))
				b.ReportAllocs()
				for b.Loop() {
					for _, name := range hostileNames {
						ev := &evidence.Evidence{Name: name, Size: int64(len(data))}
						if err := New().Dissect(b.Context(), ev, bytes.NewReader(data), &silent{}); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
	}
}

package rules

import (
	"io/fs"
	"strings"
	"testing"
)

// TestGazetteer: every line is an entry with all its columns, nothing stands
// twice, and variants are what a reader of text can meet.
func TestGazetteer(t *testing.T) {
	lines := 0
	files, _ := fs.Glob(gazetteer, "gazetteer/*.tsv")
	for _, f := range files {
		b, _ := gazetteer.ReadFile(f)
		for line := range strings.Lines(string(b)) {
			if !strings.HasPrefix(line, "#") {
				lines++
				if w := strings.Split(line, "\t"); len(w) == 4 && w[1] != "subject" && w[1] != "context" {
					t.Errorf("%s: weight %q in %q", f, w[1], line)
				}
			}
		}
	}
	all := Gazetteer()
	if len(all) != lines || lines < 200 {
		t.Errorf("%d entries of %d lines", len(all), lines)
	}
	names, variants := map[string]bool{}, map[string]string{}
	for _, n := range all {
		if key := n.Kind + n.Canonical; names[key] {
			t.Errorf("%s stands twice", n.Canonical)
		} else {
			names[key] = true
		}
		if n.Origin == "" || len(n.Variants) == 0 {
			t.Errorf("%s: no origin or no variant", n.Canonical)
		}
		for _, v := range n.Variants {
			if len(v) < 2 || strings.TrimSpace(v) != v || strings.ContainsFunc(v, func(r rune) bool { return r > 0x7e }) {
				t.Errorf("%s: variant %q", n.Canonical, v)
			}
			if other := variants[v]; other != "" {
				t.Errorf("%q is of %s and of %s", v, other, n.Canonical)
			}
			variants[v] = n.Canonical
		}
	}
}

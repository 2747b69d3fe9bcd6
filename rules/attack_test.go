package rules

import (
	"regexp"
	"strings"
	"testing"
)

func TestTechniques(t *testing.T) {
	if got := Technique("T1496.001"); got != "Resource Hijacking: Compute Hijacking" {
		t.Errorf("got %q", got)
	}
	if got := Technique("T0000"); got != "" {
		t.Errorf("got %q for what there is not", got)
	}
	last := ""
	for line := range strings.Lines(techniques) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if !regexp.MustCompile(`^T\d{4}(\.\d{3})? [A-Z/].*\S$`).MatchString(line) || line <= last {
			t.Errorf("%q: not a technique, or out of order", line)
		}
		last = line
		if id, _, _ := strings.Cut(line, " "); len(id) == 9 {
			parent := Technique(id[:5])
			if parent == "" || !strings.HasPrefix(Technique(id), parent+": ") {
				t.Errorf("%s does not begin with the name of its parent %q", id, parent)
			}
		}
	}
}

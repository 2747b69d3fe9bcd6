package text

import (
	"strings"
	"testing"

	"lamproom/report"
)

func TestUTF16IsShownAsItsCharacters(t *testing.T) {
	wide := func(s string) (b []byte) {
		for _, c := range s {
			b = append(b, byte(c), 0)
		}
		return b
	}
	raw := append([]byte{0x07}, wide("-o pool.example")...)
	cells, from, to := cellsOf(raw, [2]int{1 + 2*3, len(raw)})
	var shown strings.Builder
	for _, c := range cells[from:to] {
		shown.WriteString(c.text)
	}
	if got := shown.String(); got != "pool.example" {
		t.Errorf("marked %q, want the host", got)
	}
	if cells[0].text != `\x07` {
		t.Errorf("the length before it is shown as %q", cells[0].text)
	}
	if w := report.WideCharacters([]byte("plain text, and a\x00b\x00c\x00 too few")); len(w) > 0 {
		t.Errorf("three characters are taken for UTF-16: %v", w)
	}
}

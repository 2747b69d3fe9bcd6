package indicator

import "testing"

func TestScanNamesReserved(t *testing.T) {
	for text, want := range map[string]int{
		"The C2 is c2.evil.example, they say": 1,
		"copy config.example to config":       0,
		"the C2 is c2.evil.org":               1,
	} {
		n := 0
		ScanNames([]byte(text), func(Match) bool { n++; return true })
		if n != want {
			t.Errorf("%q: %d names, want %d", text, n, want)
		}
	}
}

package report

import "unicode/utf8"

// Cell is one character of an excerpt as shown: itself, or the escape of what
// cannot be shown.
type Cell struct {
	Text   string
	Marked bool // one of the bytes a claim rests on
	Escape bool
}

// Cells shows the bytes of an excerpt as characters. UTF-16 is shown as the
// characters it holds: every second byte as \x00 would be unreadable.
func Cells(b []byte, mark [2]int) []Cell {
	cells := make([]Cell, 0, len(b))
	wide := WideCharacters(b)
	for i := 0; i < len(b); {
		_, n := utf8.DecodeRune(b[i:])
		raw := string(b[i : i+n])
		text := Plain(raw)
		if wide[i] {
			n, text, raw = 2, string(b[i:i+1]), string(b[i:i+1])
		}
		cells = append(cells, Cell{text, i >= mark[0] && i < mark[1], text != raw})
		i += n
	}
	return cells
}

// WideCharacters finds the characters of UTF-16 with the low byte first, by the
// offset of their low byte: where four or more printable ones stand in a row, and
// then shorter runs too.
func WideCharacters(b []byte) map[int]bool {
	const telling = 4
	found, longest := map[int]bool{}, 0
	for i := 0; i+1 < len(b); {
		start := i
		for ; i+1 < len(b) && b[i+1] == 0 && b[i] >= ' ' && b[i] < 0x7f; i += 2 {
			found[i] = true
		}
		longest = max(longest, (i-start)/2)
		if i == start {
			i++
		}
	}
	if longest < telling {
		return nil
	}
	return found
}

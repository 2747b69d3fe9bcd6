package layer

import (
	"bytes"
	"slices"
)

// Turned looks for a literal that a word at the place says is reversed, or
// turned by thirteen letters: strrev('…'), '…'[::-1], str_rot13("…"). Text that
// reads as well as it stands is left alone.
func Turned(text []byte, at int, yield func(Layer) bool) {
	const reach = 2 << 10 // bytes before and after the word; literals may be long
	const least = 16
	word := bytes.ToLower(text[at:min(len(text), at+12)])
	recipe, turn := "reversed", reverse
	if bytes.HasPrefix(word, []byte("rot")) || bytes.HasPrefix(word, []byte("n-za-m")) || bytes.Contains(word, []byte("rot13")) {
		recipe, turn = "rot13", rot13
	}
	from, to := max(0, at-reach), min(len(text), at+reach)
	if k := bytes.LastIndexByte(text[from:at], '\n'); k >= 0 {
		from += k + 1
	}
	if k := bytes.IndexByte(text[at:to], '\n'); k >= 0 {
		to = at + k
	}
	for i := from; i < to; i++ {
		if !isQuote(text[i]) {
			continue
		}
		end := i + 1
		for end < len(text) && text[end] != text[i] && text[end] != '\n' && end-i < 1<<20 {
			end++
		}
		if end >= len(text) || text[end] != text[i] {
			continue
		}
		lit := text[i+1 : end]
		start := i + 1
		i = end
		if len(lit) < least || words.Contains(lit) {
			continue
		}
		b := turn(lit)
		if words.Contains(b) {
			if !yield(Layer{Start: start, End: end, Recipe: recipe, Decoded: b}) {
				return
			}
			continue
		}
		stop := false
		Scan(b, func(l Layer) bool {
			if l.End-l.Start >= len(b)-4 {
				stop = !yield(Layer{Start: start, End: end, Recipe: recipe + ", " + l.Recipe, Decoded: l.Decoded})
			}
			return false
		})
		if stop {
			return
		}
	}
}

func reverse(b []byte) []byte {
	r := slices.Clone(b)
	slices.Reverse(r)
	return r
}

func rot13(b []byte) []byte {
	r := slices.Clone(b)
	for i, c := range r {
		switch l := c | 0x20; {
		case l >= 'a' && l <= 'm':
			r[i] = c + 13
		case l >= 'n' && l <= 'z':
			r[i] = c - 13
		}
	}
	return r
}

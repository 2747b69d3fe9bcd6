// Package placed holds text whose bytes know which bytes of an evidence they
// came from, however the text was put together: cut, joined, decoded, reversed.
//
// A text is a string and a list of runs. A run either stands in the evidence as
// it is, byte for byte, or was made as a whole from a stretch of it (a decoded
// string, the value of a number). All operations copy; a [Text] never changes.
package placed

import (
	"sort"
	"strings"
)

// Text is a string with the places of its bytes. The zero Text is empty.
type Text struct {
	s    string
	runs []run
}

// run describes the bytes from offset from up to the next run.
type run struct {
	from  int32 // offset in the text
	at    int32 // where it came from
	width int32 // bytes there that it was made from; -1: byte for byte
}

// Of is a text that stands at an offset of the evidence as it is.
func Of(s string, at int) Text {
	if s == "" {
		return Text{}
	}
	return Text{s, []run{{0, int32(at), -1}}}
}

// Made is a text that was made from width bytes at an offset.
func Made(s string, at, width int) Text {
	if s == "" {
		return Text{}
	}
	return Text{s, []run{{0, int32(at), int32(max(0, width))}}}
}

// String returns the text without its places.
func (t Text) String() string { return t.s }

// Len is the length in bytes.
func (t Text) Len() int { return len(t.s) }

// Weight is what the text takes in memory, about, bytes.
func (t Text) Weight() int { return len(t.s) + 12*len(t.runs) }

// find is the index of the run that holds the byte at i.
func (t Text) find(i int) int {
	return max(0, sort.Search(len(t.runs), func(k int) bool { return int(t.runs[k].from) > i })-1)
}

// Sub is the text from i up to j.
func (t Text) Sub(i, j int) Text {
	i, j = max(0, i), min(j, len(t.s))
	if i >= j {
		return Text{}
	}
	first := t.find(i)
	n := Text{s: t.s[i:j]}
	for k := first; k < len(t.runs) && int(t.runs[k].from) < j; k++ {
		r := t.runs[k]
		if d := int32(i) - r.from; d > 0 {
			if r.width < 0 {
				r.at += d
			}
			r.from = int32(i)
		}
		r.from -= int32(i)
		n.runs = append(n.runs, r)
	}
	return n
}

// Place is the stretch of the evidence that the bytes from i up to j came from.
// Where they were put together out of order it is the place of the first.
func (t Text) Place(i, j int) (lo, hi int) {
	if len(t.runs) == 0 {
		return 0, 0
	}
	i = max(0, min(i, len(t.s)))
	at := func(i int) (int, int) {
		r := t.runs[t.find(i)]
		if r.width < 0 {
			p := int(r.at) + i - int(r.from)
			return p, p + 1
		}
		return int(r.at), int(r.at + r.width)
	}
	if i >= j || i == len(t.s) {
		if i == len(t.s) {
			_, p := at(i - 1)
			return p, p
		}
		p, _ := at(i)
		return p, p
	}
	lo, _ = at(i)
	_, hi = at(min(j, len(t.s)) - 1)
	return lo, max(lo, hi)
}

// Runs calls f for every stretch of the text: n bytes from offset from came from
// width bytes at an offset of the evidence. Where exact they are those bytes.
func (t Text) Runs(f func(from, n, at, width int, exact bool)) {
	for k, r := range t.runs {
		end := len(t.s)
		if k+1 < len(t.runs) {
			end = int(t.runs[k+1].from)
		}
		n := end - int(r.from)
		if r.width < 0 {
			f(int(r.from), n, int(r.at), n, true)
		} else {
			f(int(r.from), n, int(r.at), int(r.width), false)
		}
	}
}

// Whole reports whether the text stands in the evidence as it is, in one piece.
func (t Text) Whole() bool { return len(t.runs) == 1 && t.runs[0].width < 0 }

// Map is the text with another string of the same length: in other case.
func (t Text) Map(f func(string) string) Text {
	if s := f(t.s); len(s) == len(t.s) {
		return Text{s, t.runs}
	} else if lo, hi := t.Place(0, len(t.s)); len(t.s) > 0 {
		return Made(s, lo, hi-lo)
	}
	return Text{}
}

// Builder puts a text together. The zero Builder is ready.
type Builder struct {
	b    strings.Builder
	runs []run
}

// Len is the length so far, bytes.
func (b *Builder) Len() int { return b.b.Len() }

// Peek is the string so far.
func (b *Builder) Peek() string { return b.b.String() }

// Add appends a text.
func (b *Builder) Add(t Text) {
	n := int32(b.b.Len())
	for _, r := range t.runs {
		r.from += n
		b.run(r)
	}
	b.b.WriteString(t.s)
}

// AddMade appends a string that was made from width bytes at an offset.
func (b *Builder) AddMade(s string, at, width int) {
	if s != "" {
		b.run(run{int32(b.b.Len()), int32(at), int32(max(0, width))})
		b.b.WriteString(s)
	}
}

// run appends a run, or lets the last one go on.
func (b *Builder) run(r run) {
	if k := len(b.runs); k > 0 {
		l := b.runs[k-1]
		if r.width < 0 && l.width < 0 && l.at+r.from-l.from == r.at || r.width >= 0 && l.width == r.width && l.at == r.at {
			return
		}
	}
	b.runs = append(b.runs, r)
}

// Text is what was put together. The Builder is empty afterwards.
func (b *Builder) Text() Text {
	t := Text{b.b.String(), b.runs}
	b.b, b.runs = strings.Builder{}, nil
	return t
}

// Join puts texts together with a separator between.
func Join(list []Text, sep Text) Text {
	var b Builder
	for i, t := range list {
		if i > 0 {
			b.Add(sep)
		}
		b.Add(t)
	}
	return b.Text()
}

// Concat puts texts together.
func Concat(list ...Text) Text { return Join(list, Text{}) }

// Reverse is the text with its characters in reverse order.
func Reverse(t Text) Text {
	var b Builder
	for end := len(t.s); end > 0; {
		i := end - 1
		for i > 0 && end-i < 4 && t.s[i]&0xC0 == 0x80 {
			i--
		}
		b.Add(t.Sub(i, end))
		end = i
	}
	return b.Text()
}

// Package literal finds any of a fixed set of ASCII words in bytes, letter case
// ignored, fast enough to stand in front of everything else: what it does not
// touch is never looked at again.
//
// It looks at the four bytes at every stride-th position, folded to lower case
// and hashed into a bit table small enough for the first-level cache. A set bit
// is a candidate and is verified byte by byte. A word of n bytes holds at least
// one window of four bytes at every alignment of n-3 positions, so the stride
// is the length of the shortest word less three, four at most.
package literal

import (
	"encoding/binary"
	"fmt"
)

const (
	tableBits = 16
	maxStride = 4
	minLength = 4
)

// Set is a compiled set of words. It is immutable: goroutines may share it.
type Set struct {
	words   []string
	stride  int
	longest int
	bits    [1 << tableBits / 64]uint64
	buckets map[uint32][]window // by the folded four bytes
}

// window is one place of a word where its four bytes were entered.
type window struct {
	word   int
	offset int // of the window in the word
}

// Compile makes a set of words of at least four bytes of ASCII. It panics on
// others: the words stand in the source of a program.
func Compile(words ...string) *Set {
	s := &Set{stride: maxStride, buckets: make(map[uint32][]window)}
	for _, w := range words {
		if len(w) < minLength {
			panic(fmt.Sprintf("literal: %q is shorter than %d bytes", w, minLength))
		}
		b := make([]byte, len(w))
		for i := range len(w) {
			if w[i] >= 0x80 {
				panic(fmt.Sprintf("literal: %q is not ASCII", w))
			}
			b[i] = lower(w[i])
		}
		s.words = append(s.words, string(b))
		s.stride = min(s.stride, len(w)-3)
		s.longest = max(s.longest, len(w))
	}
	for i, w := range s.words {
		for off := range s.stride {
			key := fold(binary.LittleEndian.Uint32([]byte(w[off : off+4])))
			s.buckets[key] = append(s.buckets[key], window{i, off})
			h := hash(key)
			s.bits[h/64] |= 1 << (h % 64)
		}
	}
	return s
}

// Longest is the length in bytes of the longest word: what a reader must keep
// across the border of two chunks, less one.
func (s *Set) Longest() int { return s.longest }

// Word returns the word with that index, in lower case.
func (s *Set) Word(i int) string { return s.words[i] }

// Each calls yield once for every place where a word stands in text, with the
// index of the word and its offset, until yield returns false. Places come in
// order but for words that begin within three bytes of each other.
func (s *Set) Each(text []byte, yield func(word, at int) bool) {
	if len(s.words) == 0 {
		return
	}
	i := 0
	// Several places from one load, and one branch for all of them: nearly all
	// text holds nothing, and these loops are what reading it costs.
	switch s.stride {
	case 1:
		for ; i+8 <= len(text); i += 4 {
			v := binary.LittleEndian.Uint64(text[i:i+8]) | 0x2020202020202020
			if (s.bit(uint32(v))|s.bit(uint32(v>>8))|s.bit(uint32(v>>16))|s.bit(uint32(v>>24)))&1 == 0 {
				continue
			}
			for k := range 4 {
				if !s.verify(text, i+k, uint32(v>>(8*k)), yield) {
					return
				}
			}
		}
	case 2:
		for ; i+8 <= len(text); i += 6 {
			v := binary.LittleEndian.Uint64(text[i:i+8]) | 0x2020202020202020
			if (s.bit(uint32(v))|s.bit(uint32(v>>16))|s.bit(uint32(v>>32)))&1 == 0 {
				continue
			}
			for k := 0; k < 6; k += 2 {
				if !s.verify(text, i+k, uint32(v>>(8*k)), yield) {
					return
				}
			}
		}
	}
	for ; i+4 <= len(text); i += s.stride {
		key := fold(binary.LittleEndian.Uint32(text[i : i+4]))
		if s.bit(key)&1 != 0 && !s.verify(text, i, key, yield) {
			return
		}
	}
}

// bit is set in its lowest place if four bytes with that key may begin a window
// of a word; the other places mean nothing.
func (s *Set) bit(key uint32) uint64 {
	h := hash(key)
	return s.bits[h/64] >> (h % 64)
}

// Stride is how far apart the places are that are looked at: the longer the
// shortest word, the faster, up to four.
func (s *Set) Stride() int { return s.stride }

// verify yields the words whose four bytes with that key stand at a place, and
// reports whether to go on.
func (s *Set) verify(text []byte, i int, key uint32, yield func(word, at int) bool) bool {
	if s.bit(key)&1 == 0 {
		return true
	}
	for _, w := range s.buckets[key] {
		at := i - w.offset
		if at >= 0 && equalFold(text[at:], s.words[w.word]) && !yield(w.word, at) {
			return false
		}
	}
	return true
}

// Contains reports whether any word stands in text.
func (s *Set) Contains(text []byte) bool {
	found := false
	s.Each(text, func(int, int) bool { found = true; return false })
	return found
}

// fold maps the letters of four bytes to lower case, and some other bytes onto
// each other; verification sorts those out.
func fold(v uint32) uint32 { return v | 0x20202020 }

func hash(v uint32) uint32 { return v * 0x9E3779B1 >> (32 - tableBits) }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// equalFold reports whether text begins with word, which is in lower case.
func equalFold(text []byte, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		if lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

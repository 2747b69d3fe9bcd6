package literal

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// naive is the oracle: every word at every place.
func naive(words []string, text []byte) []string {
	var found []string
	for at := range text {
		for i, w := range words {
			if at+len(w) <= len(text) && asciiEqualFold(text[at:at+len(w)], w) {
				found = append(found, fmt.Sprint(i, "@", at))
			}
		}
	}
	slices.Sort(found)
	return found
}

func asciiEqualFold(a []byte, b string) bool {
	for i := range a {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func fast(words []string, text []byte) []string {
	var found []string
	Compile(words...).Each(text, func(w, at int) bool {
		found = append(found, fmt.Sprint(w, "@", at))
		return true
	})
	slices.Sort(found)
	return found
}

func TestEach(t *testing.T) {
	for _, tt := range []struct {
		words []string
		text  string
		want  int
	}{
		{[]string{"stratum"}, "stratum STRATUM sTrAtUm stratu", 3},
		{[]string{"pools", "stratum"}, `"pools": "stratum+tcp"`, 2},
		{[]string{"aaaa"}, "aaaaaa", 3},
		{[]string{"a[b]"}, "a{b} A[B] a[b]", 2}, // folding maps [ on {
		{[]string{"with space"}, "with\x00space With Space", 1},
		{[]string{"abcd", "abcdefgh", "efgh"}, "abcdefgh", 3},
		{[]string{"abcd"}, "abc", 0},
		{[]string{"abcd"}, "", 0},
		{nil, "abcd", 0},
	} {
		got := fast(tt.words, []byte(tt.text))
		if len(got) != tt.want || !slices.Equal(got, naive(tt.words, []byte(tt.text))) {
			t.Errorf("%q in %q: %v, want %d, oracle %v", tt.words, tt.text, got, tt.want, naive(tt.words, []byte(tt.text)))
		}
	}
}

func TestEqualsNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	alphabet := []byte("abAB[{\x00 \x20")
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = alphabet[r.IntN(len(alphabet))]
		}
		return b
	}
	for range 3000 {
		var words []string
		for range 1 + r.IntN(6) {
			words = append(words, string(random(4+r.IntN(6))))
		}
		text := random(r.IntN(120))
		if len(text) > 20 {
			copy(text[r.IntN(len(text)-10):], words[0])
		}
		if got, want := fast(words, text), naive(words, text); !slices.Equal(got, want) {
			t.Fatalf("%q in %q: got %v, want %v", words, text, got, want)
		}
	}
}

func TestStopsWhenTold(t *testing.T) {
	n := 0
	Compile("abcd").Each([]byte("abcdabcdabcd"), func(int, int) bool { n++; return n < 2 })
	if n != 2 {
		t.Errorf("yield called %d times", n)
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, w := range []string{"abc", "", "größe"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was taken", w)
				}
			}()
			Compile(w)
		}()
	}
}

func FuzzEach(f *testing.F) {
	f.Add("stratum", "pools", []byte("xx STRATUM pools"))
	f.Add("aaaa", "aaaaa", []byte("aaaaaaa"))
	f.Fuzz(func(t *testing.T, a, b string, text []byte) {
		for _, w := range []string{a, b} {
			if len(w) < 4 || strings.ContainsFunc(w, func(r rune) bool { return r >= 0x80 }) {
				t.Skip()
			}
		}
		if got, want := fast([]string{a, b}, text), naive([]string{a, b}, text); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func BenchmarkEach(b *testing.B) {
	var words []string
	for i := range 60 {
		words = append(words, fmt.Sprintf("%cword%02d", 'a'+i%26, i))
	}
	for _, stride := range []int{1, 2, 4} {
		set := Compile(words...)
		if stride < 4 {
			set = Compile(append(words, "pools"[:stride+3])...)
		}
		text := bytes.Repeat([]byte("The quick brown fox jumps over the lazy dog; static int x = 0x1f; 2024-01-01 "), 1<<14)
		b.Run(fmt.Sprint("stride", stride), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				set.Each(text, func(int, int) bool { return true })
			}
		})
	}
}

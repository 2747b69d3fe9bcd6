package indicator

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
)

// runsByHand is what [WalletCandidates] must find, byte by byte.
func runsByHand(b []byte) (runs [][2]int) {
	for i := 0; i < len(b); {
		j := i
		for j < len(b) && class[b[j]]&alnum != 0 {
			j++
		}
		if j-i >= ShortestWallet {
			runs = append(runs, [2]int{i, j})
		}
		i = max(j, i+1)
	}
	return runs
}

func candidates(b []byte) (runs [][2]int) {
	WalletCandidates(b, func(s, e int) bool {
		runs = append(runs, [2]int{s, e})
		return true
	})
	return runs
}

func same(a, b [][2]int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestWalletCandidates(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 2000 {
		b := make([]byte, random.IntN(300))
		rare := 2 + n%40
		for i := range b {
			if b[i] = 'a'; random.IntN(rare) == 0 {
				b[i] = ' '
			}
		}
		if got, want := candidates(b), runsByHand(b); !same(got, want) {
			t.Fatalf("%q: %v, want %v", b, got, want)
		}
	}
}

func TestWalletCandidatesStops(t *testing.T) {
	n := 0
	WalletCandidates(bytes.Repeat([]byte(donation+" "), 10), func(int, int) bool { n++; return n < 3 })
	if n != 3 {
		t.Errorf("%d candidates after yield said stop at 3", n)
	}
}

func FuzzWalletCandidates(f *testing.F) {
	f.Add([]byte(donation))
	f.Add([]byte(strings.Repeat("a", 24) + " " + strings.Repeat("b", 25)))
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, want := candidates(b), runsByHand(b); !same(got, want) {
			t.Fatalf("%q: %v, want %v", b, got, want)
		}
	})
}

func BenchmarkWalletCandidates(b *testing.B) {
	for _, tc := range benchTexts() {
		b.Run(tc.name, func(b *testing.B) {
			b.SetBytes(int64(len(tc.text)))
			b.ReportAllocs()
			for b.Loop() {
				WalletCandidates(tc.text, func(int, int) bool { return true })
			}
		})
	}
}

package placed

import (
	"strings"
	"testing"
)

func TestPlaces(t *testing.T) {
	const src = `$a = "ab" + "cd"`
	ab, cd := Of("ab", 6), Of("cd", 13)
	got := Concat(ab, cd)
	if got.String() != "abcd" {
		t.Fatalf("got %q", got)
	}
	for _, c := range []struct{ i, j, lo, hi int }{{0, 2, 6, 8}, {1, 3, 7, 14}, {2, 4, 13, 15}, {4, 4, 15, 15}, {0, 0, 6, 6}} {
		if lo, hi := got.Place(c.i, c.j); lo != c.lo || hi != c.hi {
			t.Errorf("Place(%d, %d) = %d, %d; want %d, %d", c.i, c.j, lo, hi, c.lo, c.hi)
		}
	}
	if s := got.Sub(1, 3); s.String() != "bc" {
		t.Errorf("Sub gave %q", s)
	} else if lo, hi := s.Place(1, 2); src[lo:hi] != "c" {
		t.Errorf("of Sub: %q", src[lo:hi])
	}
}

func TestMadeStandsAsAWhole(t *testing.T) {
	m := Made("decoded", 4, 12).Sub(2, 5)
	if lo, hi := m.Place(0, 3); lo != 4 || hi != 16 || m.String() != "cod" {
		t.Errorf("%q at %d..%d", m, lo, hi)
	}
	if m.Whole() || !Of("x", 3).Whole() {
		t.Error("Whole is wrong")
	}
}

func TestReverseKeepsCharacters(t *testing.T) {
	if got := Reverse(Of("aéz", 0)).String(); got != "zéa" {
		t.Errorf("got %q", got)
	}
	r := Reverse(Of("abc", 10))
	if lo, hi := r.Place(0, 1); lo != 12 || hi != 13 {
		t.Errorf("c stands at %d..%d", lo, hi)
	}
}

func TestNeighboursBecomeOne(t *testing.T) {
	n := 0
	Concat(Of("ab", 0), Of("cd", 2)).Runs(func(from, n1, at, width int, exact bool) { n++ })
	if n != 1 {
		t.Errorf("%d runs", n)
	}
	var b Builder
	for range 100 {
		b.AddMade("x", 5, 3)
	}
	n = 0
	if tx := b.Text(); tx.String() != strings.Repeat("x", 100) {
		t.Errorf("got %q", tx)
	} else {
		tx.Runs(func(int, int, int, int, bool) { n++ })
	}
	if n != 1 {
		t.Errorf("%d runs", n)
	}
}

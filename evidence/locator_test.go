package evidence

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestCiteStaysInsideTheBytes(t *testing.T) {
	raw := []byte("first line\n" + strings.Repeat("x", 600) + "needle" + strings.Repeat("y", 600) + "\nlast line")
	for from := -2; from <= len(raw)+2; from += 7 {
		for _, n := range []int{-5, 0, 1, 6, 300, 5000} {
			c := Cite(nil, raw, 1000, from, from+n)
			if len(c.Excerpt) > ExcerptSize || c.Mark[0] < 0 || c.Mark[0] > c.Mark[1] || c.Mark[1] > len(c.Excerpt) {
				t.Fatalf("[%d,+%d): excerpt of %d bytes, mark %v", from, n, len(c.Excerpt), c.Mark)
			}
			if c.Offset < 1000 || c.Offset+c.Length > 1000+int64(len(raw)) {
				t.Fatalf("[%d,+%d): place %d+%d lies outside", from, n, c.Offset, c.Length)
			}
			if want := raw[c.Offset-1000:][:min(c.Length, int64(c.Mark[1]-c.Mark[0]))]; !bytes.Equal(c.Marked(), want) {
				t.Fatalf("[%d,+%d): marked %q, want %q", from, n, c.Marked(), want)
			}
		}
	}
}

func TestCiteKeepsToItsLine(t *testing.T) {
	raw := []byte("one\ntwo needle two\nthree")
	at := bytes.Index(raw, []byte("needle"))
	if c := Cite(nil, raw, 0, at, at+6); string(c.Excerpt) != "two needle two" || string(c.Marked()) != "needle" {
		t.Errorf("excerpt %q, marked %q", c.Excerpt, c.Marked())
	}
}

func TestOrderOfNestedEvidenceIsThatOfItsPlace(t *testing.T) {
	file := &Evidence{Name: "a.zip"}
	second := &Evidence{Name: "a.zip!a", Within: &Locator{Evidence: file, Offset: 200}}
	first := &Evidence{Name: "a.zip!z", Within: &Locator{Evidence: file, Offset: 100}}
	inner := &Evidence{Name: "a.zip!z!b", Within: &Locator{Evidence: first}}
	other := &Evidence{Name: "b"}
	order := []*Evidence{file, first, inner, second, other}
	for i, x := range order {
		for j, y := range order {
			if got := x.Compare(y); (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("%s against %s: %d", x.Name, y.Name, got)
			}
		}
	}
}

func TestCitationSurvivesJSON(t *testing.T) {
	c := Cite(&Evidence{ID: ID{1, 2, 3}}, []byte("a\xff\x00b"), 7, 1, 3)
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var back Citation
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if back.Evidence.ID != c.Evidence.ID || back.Offset != 8 || back.Length != 2 || !bytes.Equal(back.Excerpt, c.Excerpt) || back.Mark != c.Mark {
		t.Errorf("got %+v from %s", back, b)
	}
}

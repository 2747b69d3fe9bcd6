package prose

import (
	"slices"
	"strings"
	"sync"

	"lamproom/rules"
)

// variant is one way to write a name: its words, folded.
type variant struct {
	name   *rules.Name
	words  []string
	small  []bool // the word may be written in any case
	shout  []bool // the word must be written in capitals: an acronym
	inflec bool   // the last word may have an ending
	marks  string // what may part its words beside blanks and hyphens
}

// variants gives the ways to write names by their first word; the longest come
// first, so that "Kim Il Sung University" is told before what it begins with.
var variants = sync.OnceValue(func() map[string][]variant {
	all := map[string][]variant{}
	list := rules.Gazetteer()
	for i := range list {
		for _, s := range list[i].Variants {
			v := variant{name: &list[i], inflec: strings.HasSuffix(s, "*")}
			for _, mark := range []string{".", "&", "+"} {
				if strings.Contains(s, mark) {
					v.marks += mark
				}
			}
			t := split([]byte(s))
			for k := range t.words {
				w := string(t.written(k))
				v.words = append(v.words, t.folded(k))
				v.small = append(v.small, !t.capital(k))
				v.shout = append(v.shout, len(w) < 6 && strings.ToUpper(w) == w && t.capital(k))
			}
			all[v.words[0]] = append(all[v.words[0]], v)
		}
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b variant) int { return len(b.words) - len(a.words) })
	}
	return all
})

// maxEnding is how many letters an inflected word may have behind its stem.
const maxEnding = 3

// adder takes a record.
type adder func(k Kind, value string, start, end int, subject bool)

// names finds the names of the gazetteer.
func (t *text) names(add adder) {
	known := variants()
	for i := 0; i < len(t.words); {
		n := 1
		for _, v := range t.candidates(known, i) {
			if t.stands(v, i) {
				n = len(v.words)
				add(Kind(v.name.Kind), v.name.Canonical, int(t.words[i].start), int(t.words[i+n-1].end), v.name.Subject)
				break
			}
		}
		i += n
	}
}

// candidates are the variants that may begin with that word: those of the word
// itself, and one-word variants that it is an inflection of.
func (t *text) candidates(known map[string][]variant, i int) []variant {
	f := t.folds[t.words[i].fold:t.words[i].foldEnd]
	found := known[string(f)]
	for cut := 1; cut <= maxEnding && cut < len(f)-3; cut++ {
		for _, v := range known[string(f[:len(f)-cut])] {
			if v.inflec && len(v.words) == 1 {
				found = append(slices.Clip(found), v)
			}
		}
	}
	return found
}

// stands says whether the variant stands at that word.
func (t *text) stands(v variant, i int) bool {
	last := len(v.words) - 1
	if i+last >= len(t.words) {
		return false
	}
	for k, want := range v.words {
		got := t.folded(i + k)
		if got != want && !(k == last && v.inflec && strings.HasPrefix(got, want) && len(got) <= len(want)+maxEnding) {
			return false
		}
		if !v.small[k] && !t.capital(i+k) || v.shout[k] && !t.shouted(i+k) {
			return false
		}
		if k < last && !t.joined(i+k, v.marks) {
			return false
		}
	}
	return !t.technical(int(t.words[i].start), int(t.words[i+last].end))
}

package phrase

import (
	"testing"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
)

// TestSummaryIsThatOfTheCase: the sentences of the case and those made here from
// its data are the same in English.
func TestSummaryIsThatOfTheCase(t *testing.T) {
	for _, level := range []detection.Level{detection.NoneSeen, detection.Possible, detection.Likely, detection.Confirmed} {
		for _, owner := range []casefile.Owner{{}, {Pools: []string{"pool.example"}}} {
			for _, hides := range []bool{false, true} {
				for _, damaged := range []bool{false, true} {
					ev := &evidence.Evidence{Name: "f"}
					at := evidence.Cite(ev, []byte("pool.example"), 0, 0, 12)
					part := &casefile.Part{Evidence: []*evidence.Evidence{ev}}
					if level > detection.NoneSeen {
						part.Findings = []detection.Finding{{Title: "x", Mining: level, Covert: hides, Because: detection.Reason{Clause: "c", At: []evidence.Citation{at}}}}
						part.Miners = []detection.Miner{{Source: at.Locator, Pools: []detection.Pool{{Host: "pool.example"}}}}
					}
					if damaged {
						part.Damage = []dissection.Damage{{At: at.Locator, Reason: "r"}}
					}
					b := casefile.NewBuilder()
					b.Add(0, part)
					c := b.Case(casefile.Tool{}, owner)
					mining, consent := English().Summary(c)
					if consent != "" {
						mining += " " + consent
					}
					if mining != c.Verdict.Summary {
						t.Errorf("%q is not %q", mining, c.Verdict.Summary)
					}
				}
			}
		}
	}
}

func TestMatch(t *testing.T) {
	l := &Language{Tag: "xx", phrases: map[string]string{"a standard address": "une adresse standard"}, clauses: newPatterns([][2]string{
		{"the user is *, payment id *", "l'utilisateur est {1:t}, identifiant {2}"},
		{"* is told to work for *", "{1} travaille pour {2}"},
		{"only words", "que des mots"},
	})}
	for in, want := range map[string]string{
		"the user is a standard address, payment id 12": "l'utilisateur est une adresse standard, identifiant 12",
		"the user is {2}, payment id {1}":               "l'utilisateur est {2}, identifiant {1}",
		"x is told to work for y is told to work for z": "x travaille pour y is told to work for z",
		"only words": "que des mots",
	} {
		if got, known := l.Sentence(in); got != want || !known {
			t.Errorf("%q: got %q, %v, want %q", in, got, known, want)
		}
	}
	for _, in := range []string{"only words and more", "the user is lost", "the user"} {
		if got, known := l.Sentence(in); got != in || known {
			t.Errorf("%q: got %q, %v", in, got, known)
		}
	}
}

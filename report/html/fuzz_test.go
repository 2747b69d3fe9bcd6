package html_test

import (
	"testing"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/report/html"
	"lamproom/report/phrase"
	"lamproom/report/reporttest"
)

// FuzzPage: any strings of the evidence, in any language, give a page that a
// browser reads as ours alone.
func FuzzPage(f *testing.F) {
	for _, a := range attacks {
		if len(a) < 300 {
			f.Add(a, a, []byte(a), 0, uint8(3))
		}
	}
	f.Fuzz(func(t *testing.T, a, b string, raw []byte, mark int, depth uint8) {
		if len(a)+len(b)+len(raw) > 4096 {
			return
		}
		c := reporttest.Rich()
		e := &evidence.Evidence{Name: a, Kind: evidence.Kind(b), Origin: evidence.Origin{Recipe: b, Member: a}}
		for i := range raw {
			e.ID[i%32] ^= raw[i]
		}
		cite := evidence.Citation{Locator: evidence.Locator{Evidence: e, Offset: int64(mark), Length: int64(len(raw))}, Excerpt: raw, Mark: [2]int{mark, mark + len(a)}}
		reason := detection.Reason{Clause: a, At: []evidence.Citation{cite, cite}}
		for range depth {
			reason = detection.Reason{Clause: b, Held: true, Under: []detection.Reason{reason}}
		}
		finding := detection.Finding{ID: b, Rule: b, Title: a, Techniques: []string{a}, Subject: detection.Subject{Host: &a, Kind: b, Name: a}, Because: reason, Gaps: []string{b}}
		c.Findings = append([]detection.Finding{finding}, c.Findings...)
		c.Evidence = append(c.Evidence, casefile.Entry{ID: e.ID, Kind: e.Kind, Name: a, Origin: e.Origin, Within: &evidence.Locator{Evidence: e}})
		c.Indicators = append(c.Indicators, casefile.Indicator{Type: indicator.Type(b), Value: a, Sightings: []casefile.Sighting{{At: cite.Locator, Use: detection.Use(b)}}})
		c.Steps = []casefile.Step{{Phase: a, Text: b, Findings: []string{b}, Commands: []string{a}, Phrase: "contain.pools", Values: []string{a, b}}}
		c.Sources = []casefile.SourceReport{{Evidence: e.ID, Title: a, Language: b, Stated: []detection.Name{{Kind: a, Value: b}}}}
		c.Coverage.Forgotten = append(c.Coverage.Forgotten, a)
		c.Verdict.Because = []string{b}
		lang := phrase.English()
		if depth%2 == 1 {
			lang = phrase.French()
		}
		inert(t, render(t, c, html.Options{Language: lang, TLP: html.TLP(a)}))
	})
}

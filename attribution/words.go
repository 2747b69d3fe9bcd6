package attribution

import "math"

// Range is an interval of chances, or of another number above 0.
type Range struct{ Low, High float64 }

// at is the number in the interval that u, from 0 to 1, picks: evenly on the
// scale of logarithms, since chances that differ by a factor differ in meaning.
func (r Range) at(u float64) float64 {
	if r.Low <= 0 {
		return r.Low + (r.High-r.Low)*u
	}
	return r.Low * math.Exp(u*math.Log(r.High/r.Low))
}

// likelihood are the words for how likely an item is under a hypothesis.
var likelihood = map[string]Range{
	"expected":  {.80, .97},
	"likely":    {.55, .80},
	"possible":  {.25, .55},
	"unlikely":  {.08, .25},
	"rare":      {.02, .08},
	"very rare": {.003, .02},
}

// likelihoodWords are the same in order, for messages.
var likelihoodWords = []string{"expected", "likely", "possible", "unlikely", "rare", "very rare"}

// forging is the chance that somebody who plants an item makes it look just so,
// by what it costs: 0 edit a string, 1 language, paths, time stamps, 2 working
// infrastructure, 3 a long history, 4 keys and court records.
var forging = [5]Range{{.80, .98}, {.45, .75}, {.15, .40}, {.03, .12}, {.001, .02}}

// reliability and credibility are the Admiralty code's letters and digits. The
// trust in an item lies between their product and the smaller of the two; F and
// 6, which say that nothing is known, give a wide one.
var (
	reliability = map[string]float64{"A": .95, "B": .85, "C": .70, "D": .50, "E": .30, "F": .50}
	credibility = map[string]float64{"1": .95, "2": .80, "3": .60, "4": .40, "5": .15, "6": .50}
)

func trust(letter, digit string) Range {
	a, b := reliability[letter], credibility[digit]
	r := Range{a * b, min(a, b)}
	if letter == "F" || digit == "6" {
		r = Range{.15, .85 * r.High / .5}
		r.High = min(r.High, .85)
	}
	return r
}

// Defaults where a case says nothing.
var (
	defaultPlanting    = Range{.05, .30}
	defaultRelevance   = Range{.90, .99}
	defaultCorrelation = Range{.15, .45}
	defaultPrior       = Range{.10, .30}
	nonePrior          = Range{.10, .25}
)

// bands are the words of ICD 203 with the chance at which each ends.
var bands = []struct {
	to   float64
	word string
}{
	{.05, "almost no chance"}, {.20, "very unlikely"}, {.45, "unlikely"}, {.55, "roughly even chance"},
	{.80, "likely"}, {.95, "very likely"}, {1, "almost certain"},
}

// Word is the word of ICD 203 for a chance.
func Word(p float64) string {
	for _, b := range bands {
		if p <= b.to {
			return b.word
		}
	}
	return bands[len(bands)-1].word
}

// words names a range by the words of both its ends.
func words(low, high float64) string {
	a, b := Word(low), Word(high)
	if a == b {
		return a
	}
	return a + " to " + b
}

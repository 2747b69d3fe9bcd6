package concealment

import (
	"cmp"
	"slices"
	"strconv"

	"lamproom/detection"
	"lamproom/evidence"
)

const (
	titleCovert = "The miner hides"
	titleQuiet  = "The miner is quiet, which is not enough to call it hidden"
)

// finding weighs a scene. Without a miner there is none.
func (sc *scene) finding(citations int) (detection.Finding, bool) {
	if sc.miner == nil || len(sc.signs) == 0 {
		return detection.Finding{}, false
	}
	heaviest := map[kind]weight{}
	for _, g := range sc.signs {
		heaviest[g.kind] = max(heaviest[g.kind], g.weight)
	}
	kinds := make([]kind, 0, len(heaviest))
	for k := range heaviest {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	// Kinds are taken as independent: the chance that none of them means it.
	openly, firm := 1.0, 0
	for _, k := range kinds {
		openly *= 1 - float64(heaviest[k])
		if heaviest[k] >= middling {
			firm += 1 + int(heaviest[k]/strong)
		}
	}
	confidence := min(1-openly, 0.99)
	for range min(len(sc.open), 3) {
		confidence *= 0.95
	}
	covert := firm >= 2 // one strong, or two middling

	f := detection.Finding{
		Rule: RuleID, Title: titleQuiet, Severity: detection.Low, Confidence: round(confidence),
		Covert: covert, Techniques: techniques(sc.signs), Gaps: []string{},
		Subject: detection.Subject{Kind: "process", Name: sc.name},
	}
	if sc.name == "" {
		f.Subject = detection.Subject{Kind: "file", Name: sc.miner.Evidence.Name}
	}
	if covert {
		f.Title, f.Severity = titleCovert, detection.High
	}

	left := max(citations-1, 1)
	reasons := func(signs []sign, held bool) (out []detection.Reason) {
		for _, g := range signs {
			r := detection.Reason{Clause: g.clause, Held: held, At: []evidence.Citation{}, Under: []detection.Reason{}}
			if left > 0 && g.at.Evidence != nil {
				r.At = append(r.At, g.at)
				left--
			}
			if len(r.At) > 0 { // no claim without a byte
				out = append(out, r)
			}
		}
		return out
	}
	signs := slices.Clone(sc.signs)
	slices.SortStableFunc(signs, func(a, b sign) int { return cmp.Compare(b.weight, a.weight) })
	under := reasons(signs, true)
	if n := len(signs) - len(under) + sc.forgot; n > 0 {
		f.Gaps = append(f.Gaps, strconv.Itoa(n)+" more signs are not listed")
	}
	left += 3
	under = append(under, reasons(sc.open, false)...)
	f.Because = detection.Reason{
		Clause: "a miner was seen, and with it what keeps it out of sight", Held: true,
		At: []evidence.Citation{*sc.miner}, Under: under,
	}
	return f, true
}

func techniques(signs []sign) []string {
	out := []string{}
	for _, g := range signs {
		if g.technique != "" {
			out = append(out, g.technique)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// round keeps three digits: more would pretend to a precision that judgement has not.
func round(x float64) float64 { return float64(int(x*1000+0.5)) / 1000 }

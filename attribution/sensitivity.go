package attribution

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// odds is the logarithm (base 10) of the odds of a over b as weighed last.
func (s *scratch) odds(a, b int) float64 { return math.Log10(s.post[a] / s.post[b]) }

func (s *scratch) leader() int {
	best := 0
	for h, p := range s.post {
		if p > s.post[best] {
			best = h
		}
	}
	return best
}

// sensitivity tells what the answer hangs on. But for the scenario of planting,
// it is computed in the middle of the intervals: what matters is the difference.
func (m *model) sensitivity(ctx context.Context, leader, rival int, seed uint64, draws int, s *scratch) (Sensitivity, error) {
	out := Sensitivity{LeaveOneOut: []Without{}, LeaveClusterOut: []Without{}, ItemFalse: []Without{}, CriticalTrust: []Critical{}, SmallestFlip: []string{}}
	m.weigh(middle, unchanged, s)
	whole := s.odds(leader, rival)
	for i, x := range m.items {
		ch := unchanged
		ch.without = i
		m.weigh(middle, ch, s)
		out.LeaveOneOut = append(out.LeaveOneOut, Without{x.id, decibel(whole - s.odds(leader, rival)), m.hyps[s.leader()]})
		without := s.odds(leader, rival)
		ch = unchanged
		ch.falseItem = i
		m.weigh(middle, ch, s)
		out.ItemFalse = append(out.ItemFalse, Without{x.id, decibel(s.odds(leader, rival) - without), m.hyps[s.leader()]})
		out.CriticalTrust = append(out.CriticalTrust, Critical{x.id, m.criticalTrust(i, s)})
	}
	for k, c := range m.clusters {
		ch := unchanged
		ch.withoutCluster = k
		m.weigh(middle, ch, s)
		out.LeaveClusterOut = append(out.LeaveClusterOut, Without{c.id, decibel(whole - s.odds(leader, rival)), m.hyps[s.leader()]})
	}
	prior := m.priors(s)
	m.weigh(middle, unchanged, s)
	if level := prior[leader] / prior[rival] / math.Pow(10, whole); !math.IsInf(level, 0) && !math.IsNaN(level) {
		level = math.Round(level*1e6) / 1e6
		out.CriticalOdds = &level
	}
	out.CheapExposure = m.exposure(leader, rival, s)
	out.SmallestFlip = m.smallestFlip(leader, s)
	ch := unchanged
	ch.planted = true
	all, first, err := m.draw(ctx, seed, min(draws, 4000), ch)
	if err != nil {
		return out, err
	}
	best := 0
	for h := range m.hyps {
		if first[h] > first[best] {
			best = h
		}
	}
	out.CheapPlanted = Planted{Leader: m.hyps[best], Changes: best != leader, Hypotheses: []PlantedStanding{}}
	for h, id := range m.hyps {
		slices.Sort(all[h])
		out.CheapPlanted.Hypotheses = append(out.CheapPlanted.Hypotheses, PlantedStanding{id, published(quantile(all[h], .5))})
	}
	return out, nil
}

// criticalTrust is the trust in an item below which (or above which) another
// hypothesis leads than at its own trust: found by halving.
func (m *model) criticalTrust(i int, s *scratch) *float64 {
	at := func(r float64) int {
		ch := unchanged
		ch.trustItem, ch.trust = i, r
		m.weigh(middle, ch, s)
		return s.leader()
	}
	own := m.items[i].trust.at(.5)
	leader := at(own)
	low := 0.0
	if at(low) == leader {
		return nil
	}
	high := own
	for range 20 {
		if mid := (low + high) / 2; at(mid) == leader {
			high = mid
		} else {
			low = mid
		}
	}
	r := round(high)
	return &r
}

// exposure is the part of the weight for the leader that comes from clusters
// which cost next to nothing to fake.
func (m *model) exposure(leader, rival int, s *scratch) float64 {
	m.weigh(middle, unchanged, s)
	cheap, all := 0.0, 0.0
	for k, c := range m.clusters {
		if w := s.weights[k][leader] - s.weights[k][rival]; w > 0 {
			all += w
			if c.cheap {
				cheap += w
			}
		}
	}
	if all == 0 {
		return 0
	}
	return round(cheap / all)
}

// smallestFlip looks for the fewest items without which another leads: for every
// rival the items that say most for the leader over it are left out one by one,
// each time the one that moves most, until it leads.
func (m *model) smallestFlip(leader int, s *scratch) []string {
	const most = 40 // items that are left out, at most
	var best []string
	for rival := range m.hyps {
		if rival == leader {
			continue
		}
		ch := unchanged
		ch.gone = make([]bool, len(m.items))
		var out []string
		for len(out) < min(most, len(m.items)) && (best == nil || len(out)+1 < len(best)) {
			pick, least := -1, math.Inf(1)
			for i := range m.items {
				if ch.gone[i] {
					continue
				}
				ch.gone[i] = true
				m.weigh(middle, ch, s)
				if o := s.odds(leader, rival); o < least {
					pick, least = i, o
				}
				ch.gone[i] = false
			}
			if pick < 0 {
				break
			}
			ch.gone[pick] = true
			out = append(out, m.items[pick].id)
			m.weigh(middle, ch, s)
			if s.leader() != leader {
				best = slices.Clone(out)
				break
			}
		}
	}
	slices.Sort(best)
	if best == nil {
		best = []string{}
	}
	return best
}

// confidence is how much the answer can be relied on, by five marks. All of them
// make it high, two that fail badly make it low.
func (m *model) confidence(a Answer, leader, rival int, s *scratch) Confidence {
	m.weigh(middle, unchanged, s)
	independent := 0
	for k := range m.clusters {
		if s.weights[k][leader]-s.weights[k][rival] >= .1 { // 1 dB
			independent++
		}
	}
	good, all := 0.0, 0.0
	for n, w := range a.Sensitivity.LeaveOneOut {
		if w.DB > 0 {
			all += w.DB
			if m.items[n].good {
				good += w.DB
			}
		}
	}
	share := 0.0
	if all > 0 {
		share = good / all
	}
	width := a.Hypotheses[0].High - a.Hypotheses[0].Low
	pins := slices.DeleteFunc(slices.Clone(a.Sensitivity.LeaveOneOut), func(w Without) bool { return w.Leader == m.hyps[leader] })
	exposed := a.Sensitivity.CheapExposure
	marks := []struct {
		ok, bad bool
		yes, no string
	}{
		{independent >= 3, independent < 2, fmt.Sprintf("%d independent groups of evidence speak for it", independent), fmt.Sprintf("%s for it, fewer than three", groups(independent))},
		{share >= .6, share < .3, "most of the weight comes from sources that are reliable and confirmed", fmt.Sprintf("%.0f %% of the weight comes from reliable, confirmed sources", 100*share)},
		{width <= .25, width > .5, "the range is narrow", fmt.Sprintf("the range is %.0f points wide", 100*width)},
		{len(pins) == 0, len(pins) > 1, "no single item decides", "a single item decides: " + names(pins)},
		{exposed < .3, exposed > .6, "little of it is cheap to fake", fmt.Sprintf("%.0f %% of the weight is cheap to fake", 100*exposed)},
	}
	failed, bad := 0, 0
	var yes, no []string
	for _, k := range marks {
		if k.ok {
			yes = append(yes, k.yes)
			continue
		}
		failed++
		no = append(no, k.no)
		if k.bad {
			bad++
		}
	}
	switch {
	case failed == 0:
		return Confidence{"high", strings.Join(yes, "; ")}
	case bad >= 2:
		return Confidence{"low", strings.Join(no, "; ")}
	}
	return Confidence{"moderate", strings.Join(no, "; ")}
}

func groups(n int) string {
	switch n {
	case 0:
		return "no group of evidence speaks"
	case 1:
		return "one group of evidence speaks"
	}
	return fmt.Sprintf("%d groups of evidence speak", n)
}

func names(all []Without) string {
	var out []string
	for _, w := range all {
		out = append(out, w.Evidence)
	}
	return strings.Join(out, ", ")
}

// notes are what a reader should know before the numbers.
func (m *model) notes(c Case) []string {
	out := []string{}
	if len(m.items) == 0 {
		out = append(out, "no evidence says anything on this question: what stands here is what was believed before")
	}
	for _, x := range m.items {
		var silent []string
		for h, id := range m.hyps[:len(m.hyps)-1] {
			if x.words[h] == "" {
				silent = append(silent, id)
			}
		}
		if len(silent) > 0 {
			out = append(out, fmt.Sprintf("%s says nothing of %s: it counts neither for nor against", x.id, strings.Join(silent, ", ")))
		}
	}
	for _, i := range c.Items {
		if len(i.Likelihood[m.question]) > 0 && before(i.Source.Date, i.PublicSince) {
			out = append(out, fmt.Sprintf("%s was not public before %s, later than what it speaks of: only who knew it could plant it", i.ID, i.PublicSince))
		}
	}
	return out
}

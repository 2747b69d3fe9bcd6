package attribution

import (
	"math"
	"slices"
)

// bounds are the chances that no choice of numbers in the intervals can leave,
// in closed form: each hypothesis at its best against the others at their worst,
// and the other way round.
func (m *model) bounds() [][2]float64 {
	n := len(m.hyps)
	low, high := m.priorBounds()
	for _, c := range m.clusters {
		lo, hi := m.clusterBounds(c)
		least, most := slices.Max(lo)*c.cap, slices.Max(hi)*c.cap // where the cap may hold one up
		for h := range n {
			low[h] += math.Log(max(lo[h], least))
			high[h] += math.Log(max(hi[h], most))
		}
	}
	top := slices.Max(high)
	out := make([][2]float64, n)
	for h := range n {
		var least, most float64 // of all the others
		for o := range n {
			if o != h {
				least += math.Exp(low[o] - top)
				most += math.Exp(high[o] - top)
			}
		}
		best, worst := math.Exp(high[h]-top), math.Exp(low[h]-top)
		out[h] = [2]float64{math.Floor(worst/(worst+most)*1e4) / 1e4, math.Ceil(best/(best+least)*1e4) / 1e4}
	}
	return out
}

// priorBounds are the logarithms of the least and greatest chance of each
// hypothesis before the evidence, once they are brought to a sum of 1.
func (m *model) priorBounds() (low, high []float64) {
	n := len(m.hyps)
	none := Range{max(m.prior[n-1].Low, nonePrior.Low), min(max(m.prior[n-1].High, nonePrior.Low), .9)}
	for h := range n - 1 {
		var least, most float64
		for o := range n - 1 {
			if o != h {
				least, most = least+m.prior[o].Low, most+m.prior[o].High
			}
		}
		low = append(low, math.Log(m.prior[h].Low/(m.prior[h].Low+most)*(1-none.High)))
		high = append(high, math.Log(m.prior[h].High/(m.prior[h].High+least)*(1-none.Low)))
	}
	return append(low, math.Log(none.Low)), append(high, math.Log(none.High))
}

// clusterBounds are the least and greatest likelihood of a cluster under each
// hypothesis, before the cap. The item with the widest spread counts whole, the
// others in part: so the product of all is at least their plain product, and at
// most its largest factor.
func (m *model) clusterBounds(c cluster) (lo, hi []float64) {
	n := len(m.hyps)
	lo, hi = make([]float64, n), make([]float64, n)
	for h := range n {
		lo[h] = 1
	}
	planted := Range{1, 0}
	for _, i := range c.items {
		g, phi := m.itemBounds(i)
		for h := range n {
			lo[h] *= g[h].Low
			hi[h] = max(hi[h], g[h].High)
		}
		planted = Range{planted.Low * phi.Low, max(planted.High, phi.High)}
	}
	sum := Range{}
	for h := range n {
		lo[h], hi[h] = min(lo[h], planted.Low), max(hi[h], planted.High)
		sum = Range{sum.Low + lo[h]/float64(n), sum.High + hi[h]/float64(n)}
	}
	for h := range n { // what may belong to another case
		lo[h] = c.relevance.mix(lo[h], sum.Low).Low
		hi[h] = c.relevance.mix(hi[h], sum.High).High
	}
	return lo, hi
}

// itemBounds are the ranges of g~ by hypothesis and of phi~.
func (m *model) itemBounds(i int) (g []Range, phi Range) {
	x, n := m.items[i], len(m.hyps)
	mean, said := Range{}, 0.0
	for _, w := range x.words[:n-1] {
		if w != "" {
			mean, said = Range{mean.Low + likelihood[w].Low, mean.High + likelihood[w].High}, said+1
		}
	}
	if said == 0 {
		mean, said = Range{.5, .5}, 1
	}
	mean = Range{mean.Low / said, mean.High / said}
	for h, w := range x.words {
		r := mean
		switch {
		case w != "":
			r = likelihood[w]
		case h == n-1:
			r = Range{max(mean.Low, leastNone), max(mean.High, leastNone)}
		}
		g = append(g, Range{x.trust.mix(r.Low, mean.Low).Low, x.trust.mix(r.High, mean.High).High})
	}
	return g, Range{x.trust.mix(x.phi.Low, mean.Low).Low, x.trust.mix(x.phi.High, mean.High).High}
}

// mix is what comes of a number with a weight from the interval, and another
// number with the rest.
func (r Range) mix(a, b float64) Range {
	x, y := r.Low*a+(1-r.Low)*b, r.High*a+(1-r.High)*b
	return Range{min(x, y), max(x, y)}
}

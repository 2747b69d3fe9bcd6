package attribution

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Schema names the shape of an assessment as JSON.
const Schema = "lamproom.assessment/1"

// Unresolved is the verdict where no hypothesis stands out: a proper answer.
const Unresolved = "unresolved"

// Assessment is the answer to all questions of a case.
type Assessment struct {
	Schema    string   `json:"schema"`
	Case      string   `json:"case"`
	Questions []Answer `json:"questions"`
	Seed      uint64   `json:"seed"`
	Draws     int      `json:"draws"`
}

// Answer is the answer to one question.
type Answer struct {
	Question    string        `json:"question"`
	Verdict     string        `json:"verdict"`    // a hypothesis, or [Unresolved]
	Because     string        `json:"because"`    // why this verdict
	Hypotheses  []Standing    `json:"hypotheses"` // the most likely first
	Confidence  Confidence    `json:"confidence"`
	Sensitivity Sensitivity   `json:"sensitivity"`
	Clusters    []ClusterView `json:"clusters"`
	Notes       []string      `json:"notes"`
}

// Standing is how a hypothesis stands: its chance in 5, 50 and 95 of a hundred
// draws, kept between 1 and 99 in a hundred, for nobody knows more.
type Standing struct {
	ID      string     `json:"id"`
	Claim   string     `json:"claim"`
	Low     float64    `json:"low"`
	Median  float64    `json:"median"`
	High    float64    `json:"high"`
	Words   string     `json:"words"`    // of ICD 203, for both ends
	FirstIn float64    `json:"first_in"` // the share of draws in which it ranks first
	Mean    float64    `json:"mean"`     // over all draws; these sum to 1
	Prior   float64    `json:"prior"`    // before the evidence, in the middle of the intervals
	Bounds  [2]float64 `json:"bounds"`   // what no choice of numbers can leave
}

// Confidence is how much the answer can be relied on: apart from how likely it is.
type Confidence struct {
	Level   string `json:"level"` // low, moderate, high
	Because string `json:"because"`
}

// Sensitivity is what the answer hangs on. Weights are decibels for the leader
// over its strongest rival: 10 dB is 10 : 1.
type Sensitivity struct {
	LeaveOneOut     []Without  `json:"leave_one_out"`
	LeaveClusterOut []Without  `json:"leave_cluster_out"`
	ItemFalse       []Without  `json:"item_false"`
	CriticalTrust   []Critical `json:"critical_reliability"`
	CriticalOdds    *float64   `json:"critical_prior_odds"` // prior odds of the leader over its rival at which they are level
	CheapPlanted    Planted    `json:"cheap_planted"`
	SmallestFlip    []string   `json:"smallest_flip"`      // fewest items without which another leads; empty if there are none
	CheapExposure   float64    `json:"deception_exposure"` // part of the weight for the leader that costs 0 or 1 to fake
}

// Without is the answer without an item, or with the item taken as false.
type Without struct {
	Evidence string  `json:"evidence"` // an item, or a cluster
	DB       float64 `json:"db"`       // what it says for the leader over its rival; of an item that is false, what its being false says
	Leader   string  `json:"leader"`   // who leads then
}

// Critical is how little an item may be trusted before another leads; null if
// the leader leads at any trust.
type Critical struct {
	Evidence string   `json:"evidence"`
	Trust    *float64 `json:"reliability"`
}

// Planted is the answer if all that is cheap to fake was planted.
type Planted struct {
	Leader     string            `json:"leader"`
	Changes    bool              `json:"changes"`
	Hypotheses []PlantedStanding `json:"hypotheses"`
}

// PlantedStanding is a hypothesis' chance then.
type PlantedStanding struct {
	ID     string  `json:"id"`
	Median float64 `json:"median"`
}

// ClusterView is what a cluster says for each hypothesis, decibels against the
// mean of all: a view to read, not a step of the method.
type ClusterView struct {
	Cluster  string   `json:"cluster"`
	Evidence []string `json:"evidence"`
	Cheap    bool     `json:"cheap"` // all of it costs 0 or 1 to fake
	DB       []Weight `json:"db"`
}

// Weight is what something says for a hypothesis.
type Weight struct {
	ID string  `json:"id"`
	DB float64 `json:"db"`
}

// Defaults of an assessment.
const (
	DefaultSeed  = 1
	DefaultDraws = 20_000
	MaxDraws     = 1_000_000
)

// Weigh answers the questions of a case. The only error is the context's.
func Weigh(ctx context.Context, c Case, seed uint64, draws int) (Assessment, error) {
	a := Assessment{Schema: Schema, Case: c.Name, Questions: []Answer{}, Seed: seed, Draws: draws}
	for _, q := range c.Questions {
		m := compile(c, q)
		answer, err := m.answer(ctx, c, seed, draws)
		if err != nil {
			return Assessment{}, err
		}
		a.Questions = append(a.Questions, answer)
	}
	return a, nil
}

func (m *model) answer(ctx context.Context, c Case, seed uint64, draws int) (Answer, error) {
	all, first, err := m.draw(ctx, seed, draws, unchanged)
	if err != nil {
		return Answer{}, err
	}
	s := m.scratch()
	a := Answer{Question: m.question, Notes: m.notes(c)}
	bounds := m.bounds()
	prior := m.priors(s)
	for h, id := range m.hyps {
		x := Standing{ID: id, Claim: claim(c, id), FirstIn: round(float64(first[h]) / float64(draws)), Prior: round(prior[h]), Bounds: bounds[h]}
		sum := 0.0
		for _, p := range all[h] {
			sum += p
		}
		slices.Sort(all[h])
		x.Low, x.Median, x.High = published(quantile(all[h], .05)), published(quantile(all[h], .5)), published(quantile(all[h], .95))
		x.Words = words(x.Low, x.High)
		x.Mean = sum / float64(draws)
		a.Hypotheses = append(a.Hypotheses, x)
	}
	roundToOne(a.Hypotheses)
	slices.SortStableFunc(a.Hypotheses, func(x, y Standing) int {
		switch {
		case x.FirstIn != y.FirstIn:
			return sign(y.FirstIn - x.FirstIn)
		case x.Median != y.Median:
			return sign(y.Median - x.Median)
		}
		return sign(y.Mean - x.Mean)
	})
	leader := slices.Index(m.hyps, a.Hypotheses[0].ID)
	rival := slices.Index(m.hyps, a.Hypotheses[1].ID)
	a.Sensitivity, err = m.sensitivity(ctx, leader, rival, seed, draws, s)
	if err != nil {
		return Answer{}, err
	}
	a.Clusters = m.view(s)
	a.Confidence = m.confidence(a, leader, rival, s)
	a.Verdict, a.Because = verdict(a, len(m.items))
	return a, nil
}

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// verdict is a hypothesis only if it stands out in the draws and does not stand
// on what costs nothing to write.
func verdict(a Answer, items int) (string, string) {
	x := a.Hypotheses[0]
	switch {
	case items == 0:
		return Unresolved, "no evidence says anything on this question"
	case x.Low <= .55 && x.FirstIn <= .90:
		return Unresolved, "no hypothesis keeps more than 55 in a hundred at its low end or ranks first in more than 90 of a hundred draws"
	case a.Sensitivity.CheapPlanted.Changes:
		return Unresolved, "if all that is cheap to fake was planted, " + a.Sensitivity.CheapPlanted.Leader + " leads instead of " + x.ID
	case x.Low > .55:
		return x.ID, "at its low end it still has more than 55 in a hundred"
	}
	return x.ID, "it ranks first in more than 90 of a hundred draws"
}

// draw weighs the model many times. It returns the chances by hypothesis and how
// often each ranked first.
func (m *model) draw(ctx context.Context, seed uint64, draws int, ch change) (all [][]float64, first []int, err error) {
	n := len(m.hyps)
	all, first = make([][]float64, n), make([]int, n)
	for h := range n {
		all[h] = make([]float64, draws)
	}
	workers := min(runtime.GOMAXPROCS(0), 16)
	counts := make([][]int, workers)
	var running sync.WaitGroup
	for w := range workers {
		counts[w] = make([]int, n)
		running.Go(func() {
			s := m.scratch()
			for d := w; d < draws; d += workers {
				if d%256 == w && ctx.Err() != nil {
					return
				}
				m.weigh(drawn(seed, uint64(d)), ch, s)
				best := 0
				for h, p := range s.post {
					all[h][d] = p
					if p > s.post[best] {
						best = h
					}
				}
				counts[w][best]++
			}
		})
	}
	running.Wait()
	for _, c := range counts {
		for h := range n {
			first[h] += c[h]
		}
	}
	return all, first, ctx.Err()
}

func (m *model) priors(s *scratch) []float64 {
	ch := unchanged
	ch.gone = make([]bool, len(m.items))
	for i := range ch.gone {
		ch.gone[i] = true
	}
	m.weigh(middle, ch, s)
	return slices.Clone(s.post)
}

func quantile(sorted []float64, q float64) float64 {
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}

// published keeps a chance between 1 and 99 in a hundred.
func published(p float64) float64 { return round(min(max(p, .01), .99)) }

func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// roundToOne rounds the means so that they still sum to 1: what rounding took
// goes to those it took most from.
func roundToOne(all []Standing) {
	left := 10_000
	order := make([]int, len(all))
	rest := make([]float64, len(all))
	for i := range all {
		whole := math.Floor(all[i].Mean * 1e4)
		rest[i], order[i] = all[i].Mean*1e4-whole, i
		all[i].Mean = whole
		left -= int(whole)
	}
	slices.SortStableFunc(order, func(a, b int) int { return sign(rest[b] - rest[a]) })
	for k := 0; k < left && k < len(order); k++ {
		all[order[k]].Mean++
	}
	for i := range all {
		all[i].Mean /= 1e4
	}
}

func claim(c Case, id string) string {
	for _, h := range c.Hypotheses {
		if h.ID == id && h.Claim != "" {
			return h.Claim
		}
	}
	if id == None {
		return "none of these"
	}
	return ""
}

// view is what each cluster says, in the middle of the intervals.
func (m *model) view(s *scratch) []ClusterView {
	m.weigh(middle, unchanged, s)
	out := []ClusterView{}
	for k, c := range m.clusters {
		mean := 0.0
		for _, w := range s.weights[k] {
			mean += math.Pow(10, w) / float64(len(m.hyps))
		}
		v := ClusterView{Cluster: c.id, Cheap: c.cheap, Evidence: []string{}, DB: []Weight{}}
		for _, i := range c.items {
			v.Evidence = append(v.Evidence, m.items[i].id)
		}
		for h, id := range m.hyps {
			v.DB = append(v.DB, Weight{id, decibel(s.weights[k][h] - math.Log10(mean))})
		}
		out = append(out, v)
	}
	return out
}

// decibel turns a logarithm to base 10 into decibels, rounded to a hundredth.
func decibel(log10 float64) float64 {
	x := math.Round(log10*1000) / 100
	if x == 0 {
		return 0 // not -0
	}
	return x
}

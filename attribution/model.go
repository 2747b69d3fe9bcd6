package attribution

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"
)

// model is one question made ready to be weighed. Indices of hypotheses follow
// hyps; the last one is [None].
type model struct {
	question string
	hyps     []string
	keys     []uint64 // of hyps
	prior    []Range
	clusters []cluster
	items    []item // in the order of their names
}

type cluster struct {
	id        string
	key       uint64
	items     []int // of the model
	planting  []Range
	relevance Range
	corr      Range
	cap       float64 // the smallest part of the largest likelihood that another may have
	cheap     bool    // all of it costs 0 or 1 to fake
}

type item struct {
	id     string
	key    uint64
	words  []string // by hypothesis; "" where nothing is said of it
	wkeys  []uint64 // of words
	trust  Range
	phi    Range
	cost   int
	good   bool // of a source A or B, confirmed or probably true
	member int  // its cluster
}

const (
	capDB         = 13 // what one cluster can say at most, decibels
	capVerifiedDB = 20 // the same if somebody else found it, too, and it is dear to fake
)

// compile makes a question ready. Items that say nothing of it are left out.
func compile(c Case, q Question) model {
	m := model{question: q.ID, hyps: append(slices.Clone(q.Hypotheses), None)}
	for _, h := range m.hyps {
		m.keys = append(m.keys, keyOf("hypothesis", h))
		r := defaultPrior
		if h == None {
			r = nonePrior
		}
		for _, d := range c.Hypotheses {
			if d.ID == h {
				r = d.Prior
			}
		}
		if h == None { // never less than a tenth, whatever is written
			r.Low, r.High = max(r.Low, nonePrior.Low), max(r.High, nonePrior.Low)
		}
		m.prior = append(m.prior, r)
	}
	at := map[string]int{}
	items := slices.Clone(c.Items)
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Compare(a.ID, b.ID) })
	for _, i := range items {
		said := i.Likelihood[q.ID]
		if len(said) == 0 {
			continue
		}
		x := item{id: i.ID, key: keyOf("item", i.ID), trust: trust(i.Source.Reliability, i.Source.Credibility), phi: forging[i.Cost], cost: i.Cost}
		x.good = (i.Source.Reliability == "A" || i.Source.Reliability == "B") && (i.Source.Credibility == "1" || i.Source.Credibility == "2")
		if before(i.Source.Date, i.PublicSince) {
			x.phi = secret(x.phi)
		}
		for _, h := range m.hyps {
			w, ok := said[h]
			if !ok && h != None {
				w = said["*"]
			}
			x.words, x.wkeys = append(x.words, w), append(x.wkeys, keyOf("word", w))
		}
		name := "cluster " + i.Cluster
		if i.Cluster == "" {
			name = "item " + i.ID
		}
		k, ok := at[name]
		if !ok {
			k = len(m.clusters)
			at[name] = k
			m.clusters = append(m.clusters, clusterOf(c, i, m.hyps))
		}
		x.member = k
		kl := &m.clusters[k]
		kl.items = append(kl.items, len(m.items))
		kl.cheap = kl.cheap && i.Cost <= 1
		if i.Source.Credibility == "1" && x.good && i.Cost >= 2 {
			kl.cap = math.Pow(10, -capVerifiedDB/10.)
		}
		m.items = append(m.items, x)
	}
	return m
}

func clusterOf(c Case, i Item, hyps []string) cluster {
	k := Cluster{ID: i.Cluster, Relevance: defaultRelevance, Correlation: defaultCorrelation}
	name := i.Cluster
	if n := slices.IndexFunc(c.Clusters, func(k Cluster) bool { return k.ID == i.Cluster }); n >= 0 {
		k = c.Clusters[n]
	} else {
		name = i.ID
	}
	out := cluster{id: name, key: keyOf("cluster", name), relevance: k.Relevance, corr: k.Correlation, cap: math.Pow(10, -capDB/10.), cheap: true}
	rest, ok := k.Planting["*"]
	if !ok {
		rest = defaultPlanting
	}
	for _, h := range hyps {
		r, ok := k.Planting[h]
		if !ok {
			r = rest
		}
		out.planting = append(out.planting, r)
	}
	return out
}

// before reports whether a is a day before b, as far as both are known.
func before(a, b string) bool {
	n := min(len(a), len(b))
	return n > 0 && a[:n] < b[:n]
}

// secret is the chance to forge a clue that was not public yet: only who knew it
// could plant it.
func secret(r Range) Range { return Range{r.Low * .05, r.High * .30} }

func keyOf(kind, id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(kind + "\x00" + id))
	return h.Sum64()
}

// change is what a test of sensitivity does to a model.
type change struct {
	without        int // item left out, -1 for none
	withoutCluster int // cluster left out, -1 for none
	falseItem      int // item taken as false, -1 for none
	trustItem      int // item whose trust is set, -1 for none
	trust          float64
	planted        bool   // all that is cheap was planted
	gone           []bool // items left out
}

var unchanged = change{without: -1, withoutCluster: -1, falseItem: -1, trustItem: -1}

// chances gives the number in an interval: the middle, or a drawn one.
type chances func(r Range, kind, of, more uint64) float64

// middle takes the middle of every interval, on the scale of logarithms.
func middle(r Range, _, _, _ uint64) float64 { return r.at(.5) }

// drawn takes a number in every interval that depends on the seed, the number
// of the draw and what the interval belongs to: leaving an item out does not
// change what is drawn for the others, nor does the order of the file.
func drawn(seed, draw uint64) chances {
	base := mix(seed + mix(draw))
	return func(r Range, kind, of, more uint64) float64 {
		x := mix(mix(base^of) ^ kind ^ more)
		return r.at(float64(x>>11) / (1 << 53))
	}
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// What an interval belongs to, beside its item or cluster.
const (
	keyPrior uint64 = iota + 1
	keyTrust
	keyForging
	keyPlanting
	keyRelevance
	keyCorrelation
	keyWord
)

// scratch is working space for one goroutine.
type scratch struct {
	g, like []float64
	order   []int
	spread  []float64
	logs    [][]float64 // by item of a cluster, by hypothesis
	phi     []float64
	post    []float64
	weights [][]float64 // by cluster, by hypothesis: log10 of L'
}

func (m *model) scratch() *scratch {
	s := &scratch{g: make([]float64, len(m.hyps)), like: make([]float64, len(m.hyps)), post: make([]float64, len(m.hyps))}
	most := 0
	for _, k := range m.clusters {
		most = max(most, len(k.items))
		s.weights = append(s.weights, make([]float64, len(m.hyps)))
	}
	s.order, s.spread, s.phi = make([]int, 0, most), make([]float64, most), make([]float64, most)
	for range most {
		s.logs = append(s.logs, make([]float64, len(m.hyps)))
	}
	return s
}

// weigh is the model at one choice of numbers. It leaves the chances of the
// hypotheses in s.post, which sum to 1, and the weight of each cluster in s.weights.
func (m *model) weigh(pick chances, ch change, s *scratch) {
	n := len(m.hyps)
	named := 0.0
	for h := range n {
		s.post[h] = pick(m.prior[h], keyPrior, m.keys[h], 0)
		if h < n-1 {
			named += s.post[h]
		}
	}
	none := min(max(s.post[n-1], nonePrior.Low), .9)
	for h := range n - 1 {
		s.post[h] = math.Log(s.post[h] / named * (1 - none))
	}
	s.post[n-1] = math.Log(none)
	for k := range m.clusters {
		m.weighCluster(k, pick, ch, s)
		for h := range n {
			s.post[h] += s.weights[k][h] * math.Ln10
		}
	}
	top, sum := slices.Max(s.post), 0.0
	for h := range n {
		s.post[h] = math.Exp(s.post[h] - top)
		sum += s.post[h]
	}
	for h := range n {
		s.post[h] /= sum
	}
}

// weighCluster is steps 1 to 3 of the method for one cluster.
func (m *model) weighCluster(k int, pick chances, ch change, s *scratch) {
	c, n := &m.clusters[k], len(m.hyps)
	out := s.weights[k]
	clear(out)
	if ch.withoutCluster == k {
		return
	}
	s.order = s.order[:0]
	for _, i := range c.items {
		if ch.without == i || ch.gone != nil && ch.gone[i] {
			continue
		}
		j := len(s.order)
		s.order = append(s.order, j)
		s.phi[j], s.spread[j] = m.weighItem(i, pick, ch, s.logs[j], s.g)
	}
	if len(s.order) == 0 {
		return
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.spread[b], s.spread[a]) })
	rho := pick(c.corr, keyCorrelation, c.key, 0)
	lambda := pick(c.relevance, keyRelevance, c.key, 0)
	planted, part := 0.0, 1.0
	clear(s.like)
	for _, j := range s.order {
		for h := range n {
			s.like[h] += part * s.logs[j][h]
		}
		planted += part * s.phi[j]
		part *= rho
	}
	planted = math.Exp(planted)
	sum := 0.0
	deltaNone := 0.0
	for h := range n {
		var delta float64
		switch {
		case ch.planted && c.cheap:
			delta = pick(Range{.90, .98}, keyPlanting, c.key, 0)
		case h < n-1:
			delta = pick(c.planting[h], keyPlanting, c.key, m.keys[h])
			deltaNone += delta / float64(n-1)
		default:
			delta = deltaNone // as ready to plant as the others are on average
		}
		s.like[h] = (1-delta)*math.Exp(s.like[h]) + delta*planted
		sum += s.like[h]
	}
	mean, top := sum/float64(n), 0.0
	for h := range n {
		s.like[h] = lambda*s.like[h] + (1-lambda)*mean
		top = max(top, s.like[h])
	}
	for h := range n {
		out[h] = math.Log10(max(s.like[h], top*c.cap))
	}
}

// leastNone is the least chance of an item if none of the hypotheses is true:
// some explanation that nobody thought of makes it unlikely, not impossible.
// So what all hypotheses call rare speaks for none of them.
const leastNone = .10

// weighItem gives the logarithms of g~ by hypothesis, the logarithm of phi~, and
// how far the former lie apart.
func (m *model) weighItem(i int, pick chances, ch change, logs, g []float64) (phi, spread float64) {
	x, n := &m.items[i], len(m.hyps)
	sum, said := 0.0, 0
	for h := range n - 1 {
		if w := x.words[h]; w != "" { // the same word is the same number
			g[h] = pick(likelihood[w], keyWord, x.key, x.wkeys[h])
			if ch.falseItem == i {
				g[h] = 1 - g[h]
			}
			sum, said = sum+g[h], said+1
		}
	}
	mean := .5
	if said > 0 {
		mean = sum / float64(said)
	}
	for h := range n - 1 {
		if x.words[h] == "" { // nothing is said: neither for nor against
			g[h] = mean
		}
	}
	g[n-1] = max(mean, leastNone)
	if w := x.words[n-1]; w != "" {
		g[n-1] = pick(likelihood[w], keyWord, x.key, x.wkeys[n-1])
		if ch.falseItem == i {
			g[n-1] = 1 - g[n-1]
		}
	}
	r := pick(x.trust, keyTrust, x.key, 0)
	if ch.trustItem == i {
		r = ch.trust
	}
	low, high := math.Inf(1), math.Inf(-1)
	for h := range n {
		logs[h] = math.Log(r*g[h] + (1-r)*mean)
		low, high = min(low, logs[h]), max(high, logs[h])
	}
	return math.Log(r*pick(x.phi, keyForging, x.key, 0) + (1-r)*mean), high - low
}

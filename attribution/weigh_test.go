package attribution

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const example = `
case: example-2018
questions:
  author: [state_unit, insider, foreigner, ordinary_criminal, prank]
  operator: [state_unit, ordinary_criminal]
hypotheses:
  state_unit: {claim: "a state unit wrote it", prior: [0.05, 0.20]}
  insider: {claim: "somebody at the university", prior: [0.05, 0.20]}
  foreigner: {claim: "a foreigner teaching there", prior: [0.05, 0.20]}
  ordinary_criminal: {claim: "an ordinary criminal", prior: [0.20, 0.50]}
  prank: {claim: "a joke or a ruse", prior: [0.05, 0.20]}
clusters:
  strings: {planting: {prank: [0.50, 0.95], "*": [0.02, 0.10]}, relevance: [0.90, 0.99], correlation: [0.15, 0.45]}
evidence:
  host_name:
    statement: "the pool host is a university server"
    cluster: strings
    source: {reliability: A, credibility: 1, reference: "report", date: 2018-01-08}
    cost_to_fake: 0
    public_since: 2010-01-01
    finding: null
    likelihood: {author: {state_unit: likely, insider: likely, foreigner: possible, ordinary_criminal: rare, prank: expected}}
  password:
    statement: "the password is KJU"
    cluster: strings
    source: {reliability: A, credibility: 1, date: 2018-01-08}
    cost_to_fake: 0
    likelihood: {author: {state_unit: unlikely, insider: possible, foreigner: possible, ordinary_criminal: rare, prank: expected}}
  address_reuse:
    statement: "the address is at public pools with 98 XMR paid"
    source: {reliability: B, credibility: 2}
    cost_to_fake: 3
    likelihood:
      author: {"*": possible, ordinary_criminal: likely, prank: rare}
      operator: {state_unit: possible, ordinary_criminal: likely}
`

func read(t testing.TB, text string) Case {
	t.Helper()
	c, err := Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func weigh(t testing.TB, c Case, seed uint64, draws int) Assessment {
	t.Helper()
	a, err := Weigh(context.Background(), c, seed, draws)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// random makes a case of the given size from a seed.
func random(r *rand.Rand, hyps, items, clusters int) Case {
	c := Case{Name: "random"}
	q := Question{ID: "q"}
	for h := range hyps {
		id := fmt.Sprintf("h%d", h)
		q.Hypotheses = append(q.Hypotheses, id)
		lo := .02 + .2*r.Float64()
		c.Hypotheses = append(c.Hypotheses, Hypothesis{ID: id, Prior: Range{lo, lo + .3*r.Float64()}})
	}
	c.Questions = []Question{q}
	for k := range clusters {
		lo := .5 * r.Float64()
		c.Clusters = append(c.Clusters, Cluster{ID: fmt.Sprintf("k%d", k), Planting: map[string]Range{"*": {lo, lo + .4}}, Relevance: Range{.6 + .3*r.Float64(), .99}, Correlation: Range{.15, .45}})
	}
	for i := range items {
		said := map[string]string{}
		for _, h := range q.Hypotheses {
			said[h] = likelihoodWords[r.IntN(len(likelihoodWords))]
		}
		x := Item{ID: fmt.Sprintf("e%02d", i), Source: Source{Reliability: string("ABCDEF"[r.IntN(6)]), Credibility: string("123456"[r.IntN(6)])}, Cost: r.IntN(5), Likelihood: map[string]map[string]string{"q": said}}
		if clusters > 0 && r.IntN(2) == 0 {
			x.Cluster = fmt.Sprintf("k%d", r.IntN(clusters))
		}
		c.Items = append(c.Items, x)
	}
	return c
}

func posterior(m model, ch change) []float64 {
	s := m.scratch()
	m.weigh(middle, ch, s)
	return slices.Clone(s.post)
}

func near(a, b []float64, by float64) bool {
	for i := range a {
		if math.Abs(a[i]-b[i]) > by {
			return false
		}
	}
	return len(a) == len(b)
}

// The invariants of the method, over random cases.
func TestInvariants(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		c := random(r, 2+r.IntN(5), 1+r.IntN(8), r.IntN(3))
		m := compile(c, c.Questions[0])
		s := m.scratch()
		prior := m.priors(s)

		sum := 0.0
		for _, p := range posterior(m, unchanged) {
			sum += p
		}
		if math.Abs(sum-1) > 1e-12 {
			t.Fatalf("the chances sum to %v", sum)
		}

		none := m
		none.items = slices.Clone(m.items)
		for i := range none.items {
			none.items[i].trust = Range{0, 0}
		}
		if got := posterior(none, unchanged); !near(got, prior, 1e-9) {
			t.Fatalf("sources that nobody trusts move the chances: %v, before %v", got, prior)
		}

		planted := m
		planted.clusters = slices.Clone(m.clusters)
		for k := range planted.clusters {
			planted.clusters[k].planting = slices.Repeat([]Range{{1, 1}}, len(m.hyps))
		}
		if got := posterior(planted, unchanged); !near(got, prior, 1e-9) {
			t.Fatalf("what everybody plants moves the chances: %v, before %v", got, prior)
		}

		foreign := m
		foreign.clusters = slices.Clone(m.clusters)
		for k := range foreign.clusters {
			foreign.clusters[k].relevance = Range{0, 0}
		}
		if got := posterior(foreign, unchanged); !near(got, prior, 1e-9) {
			t.Fatalf("evidence of another case moves the chances: %v, before %v", got, prior)
		}

		shuffled := c
		shuffled.Items = slices.Clone(c.Items)
		r.Shuffle(len(c.Items), func(i, j int) {
			shuffled.Items[i], shuffled.Items[j] = shuffled.Items[j], shuffled.Items[i]
		})
		if got := posterior(compile(shuffled, c.Questions[0]), unchanged); !near(got, posterior(m, unchanged), 1e-9) {
			t.Fatalf("the order of the evidence matters: %v, %v", got, posterior(m, unchanged))
		}
	}
}

// An item said twice in one cluster says little more than once.
func TestDuplicateCountsInPart(t *testing.T) {
	c := read(t, example)
	c.Items = slices.DeleteFunc(c.Items, func(i Item) bool { return i.ID != "host_name" })
	q := c.Questions[0]
	s := func(m model) float64 {
		x := m.scratch()
		m.weigh(middle, unchanged, x)
		return x.weights[0][4] - x.weights[0][2] // prank over ordinary criminal, in the order of names
	}
	one := compile(c, q)
	twin := c.Items[0]
	twin.ID = "host_name_again"
	c.Items = append(c.Items, twin)
	two := compile(c, q)
	first, more := s(one), s(two)-s(one)
	if more < 0 || more > defaultCorrelation.High*first {
		t.Errorf("said once it weighs %.3f, the second time %.3f more: want less than %.0f %% of the first", first, more, 100*defaultCorrelation.High)
	}
}

// No draw leaves the bounds in closed form.
func TestBoundsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 60 {
		c := random(r, 2+r.IntN(4), 1+r.IntN(7), r.IntN(3))
		m := compile(c, c.Questions[0])
		b, s := m.bounds(), m.scratch()
		for d := range uint64(300) {
			m.weigh(drawn(7, d), unchanged, s)
			for h, p := range s.post {
				if p < b[h][0]-1e-9 || p > b[h][1]+1e-9 {
					t.Fatalf("draw %d of %s: %v outside of %v", d, m.hyps[h], p, b[h])
				}
			}
		}
	}
}

// A cluster cannot say more than its cap, however many items it has.
func TestCap(t *testing.T) {
	c := read(t, example)
	for i := range c.Items {
		c.Items[i].Cluster = "strings"
	}
	m := compile(c, c.Questions[0])
	s := m.scratch()
	m.weigh(middle, unchanged, s)
	for k := range m.clusters {
		if spread := slices.Max(s.weights[k]) - slices.Min(s.weights[k]); spread > capDB/10.+1e-9 {
			t.Errorf("a cluster weighs %.2f dB", 10*spread)
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	c := read(t, example)
	one, err := json.Marshal(weigh(t, c, 1, 2000))
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(c.Items)
	two, _ := json.Marshal(weigh(t, c, 1, 2000))
	if string(one) != string(two) {
		t.Error("the order of the evidence changes the bytes")
	}
	three, _ := json.Marshal(weigh(t, c, 2, 2000))
	if string(one) == string(three) {
		t.Error("the seed changes nothing")
	}
}

// What costs nothing to write decides nothing: the example's strings name a
// university, and the question of the author stays open.
func TestCheapStringsLeaveTheAuthorOpen(t *testing.T) {
	a := weigh(t, read(t, example), DefaultSeed, 4000)
	author := a.Questions[0]
	if author.Verdict != Unresolved {
		t.Errorf("author: %s, want %s", author.Verdict, Unresolved)
	}
	sum := 0.0
	for _, h := range author.Hypotheses {
		sum += h.Mean
		if h.Low > h.Median || h.Median > h.High || h.Low < .01 || h.High > .99 {
			t.Errorf("%+v", h)
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the means sum to %v", sum)
	}
	if author.Confidence.Level == "high" {
		t.Errorf("confidence %+v", author.Confidence)
	}
}

// A false flag: many cheap, perfect marks of one actor, and one dear thing that
// only the other could have left. The flag is not followed.
func TestFalseFlag(t *testing.T) {
	var b strings.Builder
	b.WriteString(`
case: flag
questions: {author: [framed, other]}
hypotheses: {framed: {claim: "the one the marks name", prior: [0.2, 0.4]}, other: {claim: "somebody else", prior: [0.2, 0.4]}}
clusters:
  marks: {planting: {other: [0.3, 0.8], framed: [0.01, 0.05]}}
evidence:
`)
	for i := range 12 {
		fmt.Fprintf(&b, "  mark%d: {statement: \"a string\", cluster: marks, source: {reliability: A, credibility: 1}, cost_to_fake: %d, likelihood: {author: {framed: expected, other: very rare}}}\n", i, i%2)
	}
	b.WriteString("  keys: {statement: \"signed with a key of the other\", source: {reliability: A, credibility: 1}, cost_to_fake: 4, likelihood: {author: {framed: very rare, other: likely}}}\n")
	a := weigh(t, read(t, b.String()), DefaultSeed, 4000).Questions[0]
	if a.Verdict == "framed" {
		t.Errorf("fooled: %+v", a.Hypotheses)
	}
}

// Evidence that is dear to fake, from good sources, in several groups, is enough.
func TestPlainCaseIsSolved(t *testing.T) {
	var b strings.Builder
	b.WriteString("case: plain\nquestions: {author: [right, wrong]}\nhypotheses: {right: {prior: [0.2, 0.4]}, wrong: {prior: [0.2, 0.4]}}\nevidence:\n")
	for i := range 4 {
		fmt.Fprintf(&b, "  e%d: {source: {reliability: A, credibility: 1}, cost_to_fake: %d, likelihood: {author: {right: expected, wrong: very rare, none: rare}}}\n", i, 3+i%2)
	}
	a := weigh(t, read(t, b.String()), DefaultSeed, 4000).Questions[0]
	if a.Verdict != "right" || a.Confidence.Level != "high" {
		t.Errorf("%s with confidence %+v, want right with high: %+v", a.Verdict, a.Confidence, a.Hypotheses)
	}
	if len(a.Sensitivity.SmallestFlip) != 0 && len(a.Sensitivity.SmallestFlip) < 3 {
		t.Errorf("smallest flip %v", a.Sensitivity.SmallestFlip)
	}
}

// What all hypotheses call rare speaks for none of them.
func TestNoneOfThese(t *testing.T) {
	var b strings.Builder
	b.WriteString("case: none\nquestions: {author: [a, b]}\nhypotheses: {a: {prior: [0.3, 0.4]}, b: {prior: [0.3, 0.4]}}\nevidence:\n")
	for i := range 4 {
		fmt.Fprintf(&b, "  e%d: {source: {reliability: A, credibility: 1}, cost_to_fake: 4, likelihood: {author: {\"*\": very rare}}}\n", i)
	}
	a := weigh(t, read(t, b.String()), DefaultSeed, 2000).Questions[0]
	if a.Hypotheses[0].ID != None {
		t.Errorf("%+v", a.Hypotheses)
	}
}

// A clue that nobody could know yet is worth more than one that all had read of.
func TestKnownInPublic(t *testing.T) {
	weightOf := func(public string) float64 {
		c := read(t, strings.Replace(example, "2010-01-01", public, 1))
		m := compile(c, c.Questions[0])
		s := m.scratch()
		m.weigh(middle, unchanged, s)
		return s.post[slices.Index(m.hyps, "insider")] / s.post[slices.Index(m.hyps, "prank")]
	}
	if old, late := weightOf("2010-01-01"), weightOf("2019-01-01"); late <= old {
		t.Errorf("insider over prank: %v where the clue was public, %v where it was not", old, late)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, change := range map[string][2]string{
		"an unknown key":            {"case: example-2018", "kase: x"},
		"a hypothesis nobody knows": {"[state_unit, ordinary_criminal]", "[state_unit, alien]"},
		"a cluster nobody knows":    {"cluster: strings", "cluster: string"},
		"a word that is none":       {"state_unit: likely,", "state_unit: probable,"},
		"a cost beyond the scale":   {"cost_to_fake: 3", "cost_to_fake: 7"},
		"a missing cost":            {"    cost_to_fake: 3\n", ""},
		"a letter beyond F":         {"reliability: B", "reliability: Q"},
		"a range upside down":       {"prior: [0.20, 0.50]", "prior: [0.50, 0.20]"},
		"a prior of 0":              {"prior: [0.20, 0.50]", "prior: [0, 0.20]"},
		"three numbers":             {"prior: [0.20, 0.50]", "prior: [0.20, 0.50, 0.6]"},
		"a date that is none":       {"public_since: 2010-01-01", "public_since: last year"},
		"a question nobody asks":    {"      operator: {", "      owner: {"},
	} {
		text := strings.Replace(example, change[0], change[1], 1)
		if text == example {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%s: was read", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(example)
	f.Add("case: x\nquestions: {q: [a]}\nhypotheses: {a: {}}\nevidence: {e: {cost_to_fake: 0, likelihood: {q: {a: rare}}}}")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Read(strings.NewReader(text))
		if err != nil || len(c.Items) > 20 || len(c.Questions) > 4 {
			return
		}
		for _, q := range weigh(t, c, 1, 20).Questions {
			for _, h := range q.Hypotheses {
				if math.IsNaN(h.Mean) || h.Low < .01 || h.High > .99 {
					t.Fatalf("%+v", h)
				}
			}
		}
	})
}

// BenchmarkWeigh is the case of the issue: 6 hypotheses, 30 items, 20,000 draws,
// with the whole table of sensitivity.
func BenchmarkWeigh(b *testing.B) {
	c := random(rand.New(rand.NewPCG(5, 6)), 6, 30, 6)
	b.ReportAllocs()
	for b.Loop() {
		weigh(b, c, 1, DefaultDraws)
	}
}

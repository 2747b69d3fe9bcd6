package attribution

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Limits of a case: a file of people's own, but it may come from elsewhere.
const (
	maxBytes = 4 << 20
	maxItems = 5000
	maxHypos = 64 // of one question
)

// The shape of the file: docs/interface.md, "assess".
type (
	fileRange [2]float64
	fileCase  struct {
		Case       string                    `yaml:"case"`
		Questions  map[string][]string       `yaml:"questions"`
		Hypotheses map[string]fileHypothesis `yaml:"hypotheses"`
		Clusters   map[string]fileCluster    `yaml:"clusters"`
		Evidence   map[string]fileItem       `yaml:"evidence"`
	}
	fileHypothesis struct {
		Claim string     `yaml:"claim"`
		Prior *fileRange `yaml:"prior"`
	}
	fileCluster struct {
		Planting    map[string]fileRange `yaml:"planting"`
		Relevance   *fileRange           `yaml:"relevance"`
		Correlation *fileRange           `yaml:"correlation"`
	}
	fileItem struct {
		Statement   string                       `yaml:"statement"`
		Cluster     string                       `yaml:"cluster"`
		Source      fileSource                   `yaml:"source"`
		Cost        *int                         `yaml:"cost_to_fake"`
		PublicSince string                       `yaml:"public_since"`
		Finding     *string                      `yaml:"finding"`
		Likelihood  map[string]map[string]string `yaml:"likelihood"`
	}
	fileSource struct {
		Reliability string `yaml:"reliability"`
		Credibility string `yaml:"credibility"`
		Reference   string `yaml:"reference"`
		Date        string `yaml:"date"`
	}
)

// Read reads a case as people write it: YAML in the shape of docs/interface.md.
// An error names what is wrong and where.
func Read(r io.Reader) (Case, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return Case{}, err
	}
	if len(b) > maxBytes {
		return Case{}, fmt.Errorf("the case is larger than %d MiB", maxBytes>>20)
	}
	var f fileCase
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&f); err != nil {
		if errors.Is(err, io.EOF) {
			return Case{}, errors.New("the case is empty: it needs questions, hypotheses and evidence")
		}
		return Case{}, err
	}
	return f.build()
}

func (f fileCase) build() (Case, error) {
	c := Case{Name: f.Case}
	if len(f.Questions) == 0 {
		return c, errors.New("questions: at least one is needed, with the hypotheses that answer it")
	}
	if len(f.Evidence) > maxItems {
		return c, fmt.Errorf("evidence: %d items are more than the %d that are weighed", len(f.Evidence), maxItems)
	}
	for _, id := range slices.Sorted(maps.Keys(f.Hypotheses)) {
		h := f.Hypotheses[id]
		prior := defaultPrior
		if id == None {
			prior = nonePrior
		}
		prior, err := h.Prior.or(prior)
		if err != nil {
			return c, fmt.Errorf("hypotheses: %s: prior: %w", id, err)
		}
		if prior.Low <= 0 {
			return c, fmt.Errorf("hypotheses: %s: prior: [%g, %g] begins at 0: what is impossible is left out, not weighed", id, prior.Low, prior.High)
		}
		c.Hypotheses = append(c.Hypotheses, Hypothesis{id, h.Claim, prior})
	}
	for _, id := range slices.Sorted(maps.Keys(f.Questions)) {
		q := Question{ID: id}
		for _, h := range f.Questions[id] {
			if _, ok := f.Hypotheses[h]; !ok && h != None {
				return c, fmt.Errorf("questions: %s: the hypothesis %q is not described under hypotheses", id, h)
			}
			if h != None && !slices.Contains(q.Hypotheses, h) {
				q.Hypotheses = append(q.Hypotheses, h)
			}
		}
		if len(q.Hypotheses) == 0 {
			return c, fmt.Errorf("questions: %s: no hypothesis answers it", id)
		}
		if len(q.Hypotheses) > maxHypos {
			return c, fmt.Errorf("questions: %s: %d hypotheses are more than the %d that are weighed", id, len(q.Hypotheses), maxHypos)
		}
		slices.Sort(q.Hypotheses)
		c.Questions = append(c.Questions, q)
	}
	for _, id := range slices.Sorted(maps.Keys(f.Clusters)) {
		k, err := f.Clusters[id].build(id, f.Hypotheses)
		if err != nil {
			return c, fmt.Errorf("clusters: %s: %w", id, err)
		}
		c.Clusters = append(c.Clusters, k)
	}
	for _, id := range slices.Sorted(maps.Keys(f.Evidence)) {
		i, err := f.Evidence[id].build(id, f)
		if err != nil {
			return c, fmt.Errorf("evidence: %s: %w", id, err)
		}
		c.Items = append(c.Items, i)
	}
	return c, nil
}

func (f fileCluster) build(id string, known map[string]fileHypothesis) (k Cluster, err error) {
	k = Cluster{ID: id, Planting: map[string]Range{}}
	for _, h := range slices.Sorted(maps.Keys(f.Planting)) {
		if _, ok := known[h]; !ok && h != "*" && h != None {
			return k, fmt.Errorf("planting: the hypothesis %q is not described under hypotheses", h)
		}
		r := f.Planting[h]
		if k.Planting[h], err = (&r).or(Range{}); err != nil {
			return k, fmt.Errorf("planting: %s: %w", h, err)
		}
	}
	if k.Relevance, err = f.Relevance.or(defaultRelevance); err != nil {
		return k, fmt.Errorf("relevance: %w", err)
	}
	if k.Correlation, err = f.Correlation.or(defaultCorrelation); err != nil {
		return k, fmt.Errorf("correlation: %w", err)
	}
	return k, nil
}

func (f fileItem) build(id string, whole fileCase) (Item, error) {
	i := Item{
		ID: id, Statement: f.Statement, Cluster: f.Cluster, PublicSince: f.PublicSince, Likelihood: map[string]map[string]string{},
		Source: Source{strings.ToUpper(strings.TrimSpace(f.Source.Reliability)), strings.TrimSpace(f.Source.Credibility), f.Source.Reference, f.Source.Date},
	}
	if f.Finding != nil {
		i.Finding = *f.Finding
	}
	if i.Cluster != "" {
		if _, ok := whole.Clusters[i.Cluster]; !ok {
			return i, fmt.Errorf("the cluster %q is not described under clusters", i.Cluster)
		}
	}
	if f.Cost == nil {
		return i, errors.New("cost_to_fake is missing: 0 edit a string, 1 language, paths or time stamps, 2 working infrastructure, 3 a long history, 4 keys or court records")
	}
	if i.Cost = *f.Cost; i.Cost < 0 || i.Cost >= len(forging) {
		return i, fmt.Errorf("cost_to_fake: %d is not between 0 and 4", i.Cost)
	}
	if i.Source.Reliability == "" {
		i.Source.Reliability = "F"
	}
	if i.Source.Credibility == "" {
		i.Source.Credibility = "6"
	}
	if _, ok := reliability[i.Source.Reliability]; !ok {
		return i, fmt.Errorf("source: reliability: %q is no letter from A to F", i.Source.Reliability)
	}
	if _, ok := credibility[i.Source.Credibility]; !ok {
		return i, fmt.Errorf("source: credibility: %q is no digit from 1 to 6", i.Source.Credibility)
	}
	for _, d := range []struct{ key, value string }{{"public_since", i.PublicSince}, {"source: date", i.Source.Date}} {
		if !date(d.value) {
			return i, fmt.Errorf("%s: %q is no date: YYYY, YYYY-MM or YYYY-MM-DD", d.key, d.value)
		}
	}
	for _, q := range slices.Sorted(maps.Keys(f.Likelihood)) {
		hypotheses, ok := whole.Questions[q]
		if !ok {
			return i, fmt.Errorf("likelihood: there is no question %q", q)
		}
		i.Likelihood[q] = map[string]string{}
		for _, h := range slices.Sorted(maps.Keys(f.Likelihood[q])) {
			word := strings.ToLower(strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimSpace(f.Likelihood[q][h])))
			if _, ok := likelihood[word]; !ok {
				return i, fmt.Errorf("likelihood: %s: %s: %q is none of %s", q, h, word, strings.Join(likelihoodWords, ", "))
			}
			if h != "*" && h != None && !slices.Contains(hypotheses, h) {
				return i, fmt.Errorf("likelihood: %s: %q does not answer this question", q, h)
			}
			i.Likelihood[q][h] = word
		}
	}
	return i, nil
}

// or checks a range of chances; where none is given it is the other.
func (f *fileRange) or(other Range) (Range, error) {
	if f == nil {
		return other, nil
	}
	r := Range{f[0], f[1]}
	if !(r.Low >= 0 && r.Low <= r.High && r.High <= 1) {
		return r, fmt.Errorf("[%g, %g] is no range of chances: two numbers from 0 to 1, the lower first", r.Low, r.High)
	}
	return r, nil
}

// date reports whether s is a date as far as it is known, or nothing.
func date(s string) bool {
	const shape = "0000-00-00"
	if s == "" {
		return true
	}
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return false
	}
	for i := range len(s) {
		if shape[i] == '-' != (s[i] == '-') || shape[i] == '0' && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

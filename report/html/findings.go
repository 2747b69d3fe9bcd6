package html

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/rules"
)

type finding struct {
	ID, Rule             string
	Title                said
	Severity, Class      string
	Confidence, Sureness string
	Mining, Covert       string
	Techniques           []technique
	Tags                 string // ids of the techniques, by spaces
	Subject, Host        string
	Machine              string // where the file lay on the machine it was collected from
	When                 string
	At                   place
	Because              *reason
	Gaps                 []said
	Print                bool // unfolds on paper
}

type technique struct{ ID, Name string }

// reason is a clause with its places and what it rests on.
type reason struct {
	Held  bool
	Text  said
	At    []cite
	More  string // what is left out, in words
	Under []*reason
}

func (r *renderer) findings() {
	n := len(r.Case.Findings)
	if n == 0 {
		return
	}
	var v struct {
		Total      string
		Severities []choice
		Techniques []choice
	}
	v.Total = r.lang.Number(n)
	bySeverity, byTechnique := map[detection.Severity]int{}, map[string]int{}
	for _, f := range r.Case.Findings {
		bySeverity[f.Severity]++
		for _, t := range f.Techniques {
			byTechnique[t]++
		}
	}
	for _, s := range severities {
		if n := bySeverity[s]; n > 0 {
			v.Severities = append(v.Severities, choice{s.String(), r.lang.Severity(s), r.lang.Number(n)})
		}
	}
	for _, t := range slices.SortedFunc(maps.Keys(byTechnique), func(a, b string) int { return cmp.Or(cmp.Compare(byTechnique[b], byTechnique[a]), cmp.Compare(a, b)) }) {
		if len(v.Techniques) == 4*maxEach {
			break
		}
		v.Techniques = append(v.Techniques, choice{r.value(t), strings.TrimSpace(r.value(t) + " " + rules.Technique(t)), r.lang.Number(byTechnique[t])})
	}
	because := map[string]bool{}
	for _, id := range r.Verdict.Because {
		because[id] = true
	}
	l := rows{name: "findings", total: n, first: 200, block: 100, template: "finding",
		row: func(i int) any {
			f := r.Case.Findings[i]
			return r.finding(f, because[f.ID] || f.Severity >= detection.Medium && i < 100)
		},
		key: func(i int) key { return r.findingKey(r.Case.Findings[i]) },
	}
	r.run("findings-open", v)
	r.list(l)
	r.text("</div>\n")
	r.rest(l)
	r.text("</section>\n")
}

// choice is a value of a filter.
type choice struct{ Value, Name, Count string }

func (r *renderer) finding(f detection.Finding, print bool) finding {
	v := finding{
		ID: r.value(f.ID), Rule: r.value(f.Rule), Title: r.sentence(f.Title), Severity: r.lang.Severity(f.Severity), Class: f.Severity.String(),
		Confidence: r.lang.Decimal(f.Confidence), Sureness: r.lang.Confidence(f.Confidence), At: r.place(f.Where()), Print: print,
	}
	if f.Mining > detection.NoneSeen {
		v.Mining = r.lang.T("mining is %s", r.lang.Level(f.Mining))
	}
	if f.Covert {
		v.Covert = r.lang.T("speaks for mining without the owner's leave")
	}
	var ids []string
	for i, t := range f.Techniques {
		if i == maxEach {
			break
		}
		ids = append(ids, r.value(t))
		v.Techniques = append(v.Techniques, technique{r.value(t), rules.Technique(t)})
	}
	v.Tags = strings.Join(ids, " ")
	if f.Subject.Name != "" {
		v.Subject = r.lang.Kind(r.value(f.Subject.Kind)) + " " + r.value(f.Subject.Name)
	}
	v.Host = r.value(deref(f.Subject.Host))
	v.Machine = r.onMachine(f.Where().Evidence)
	if f.First != nil {
		v.When = r.lang.Time(*f.First)
		if f.Last != nil && !f.Last.Equal(*f.First) {
			v.When = r.lang.T("%s to %s", v.When, r.lang.Time(*f.Last))
		}
	}
	left := maxClauses
	v.Because = r.reason(f.Because, 0, &left, map[evidence.Locator]bool{})
	for i, g := range f.Gaps {
		if i == maxEach {
			break
		}
		v.Gaps = append(v.Gaps, r.sentence(g))
	}
	return v
}

func (r *renderer) reason(c detection.Reason, depth int, left *int, shown map[evidence.Locator]bool) *reason {
	*left--
	v := &reason{Held: c.Held, Text: r.sentence(c.Clause)}
	for i, at := range c.At {
		if i == maxCites {
			v.More = r.lang.T("and %s more places: the JSON report lists all of them", r.lang.Number(len(c.At)-i))
			break
		}
		v.At = append(v.At, r.cite(at, shown))
	}
	for i, u := range c.Under {
		if *left <= 0 || depth == maxDepth {
			v.More = r.lang.T("and %s more reasons: the JSON report lists all of them", r.lang.Number(len(c.Under)-i))
			break
		}
		v.Under = append(v.Under, r.reason(u, depth+1, left, shown))
	}
	return v
}

// findingKey is what the search looks at for a finding: what its row says, and the
// clauses as far as they go.
func (r *renderer) findingKey(f detection.Finding) key {
	const most = 600 // bytes of the words of one finding
	var b strings.Builder
	add := func(s string) {
		if room := most - b.Len(); room > 0 && s != "" {
			b.WriteString(strings.ToValidUTF8(s[:min(len(s), room)], ""))
			b.WriteByte(' ')
		}
	}
	add(f.Rule)
	add(r.sentence(f.Title).Text)
	add(r.value(f.Subject.Name))
	add(r.value(deref(f.Subject.Host)))
	add(r.place(f.Where()).Name)
	add(strings.Join(f.Techniques, " "))
	left := 20
	var walk func(c detection.Reason)
	walk = func(c detection.Reason) {
		if left--; left < 0 || b.Len() >= most {
			return
		}
		add(r.sentence(c.Clause).Text)
		for _, u := range c.Under {
			walk(u)
		}
	}
	walk(f.Because)
	tags := f.Techniques
	if len(tags) > maxEach {
		tags = tags[:maxEach]
	}
	return key{ID: r.value("f-" + f.ID), Facet: f.Severity.String(), Tags: tags, Words: strings.ToLower(b.String())}
}

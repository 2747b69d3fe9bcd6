package html

import (
	"cmp"
	"maps"
	"slices"

	"lamproom/detection"
	"lamproom/evidence"
)

// entry of the table of contents.
type entry struct {
	ID, Name string
	Count    string
}

// contents writes the list of sections, those that are empty left out.
func (r *renderer) contents() {
	var list []entry
	add := func(id, name string, n int) {
		if n != 0 {
			e := entry{ID: id, Name: name}
			if n > 0 {
				e.Count = r.lang.Number(n)
			}
			list = append(list, e)
		}
	}
	const always = -1
	steps := max(len(r.Steps), len(r.Next))
	paid := 0
	if len(r.Case.Miners) > 0 {
		paid = always
	}
	layers := 0
	if r.nested() {
		layers = always
	}
	add("verdict", r.lang.T("Verdict"), always)
	add("next", r.lang.T("What to do now"), steps)
	add("paid", r.lang.T("Who is paid"), paid)
	add("miners", r.lang.T("Miners"), len(r.Case.Miners))
	add("findings", r.lang.T("Findings"), len(r.Case.Findings))
	add("layers", r.lang.T("Layers"), layers)
	add("indicators", r.lang.T("Indicators"), len(r.Case.Indicators))
	add("sources", r.lang.T("Reports of others"), len(r.Case.Sources))
	add("timeline", r.lang.T("Timeline"), len(r.Case.Timeline))
	add("coverage", r.lang.T("Not examined"), always)
	add("evidence", r.lang.T("Evidence"), len(r.Case.Evidence))
	add("reading", r.lang.T("How to read this"), always)
	r.run("contents", list)
}

// link leads to a finding.
type link struct {
	ID    string
	Title said
	Times string // how many findings say the same, "" for one
}

// links lists findings by id, those of one title once.
func (r *renderer) links(ids []string, most int) (list []link, more int) {
	first, times := map[string]int{}, map[string]int{}
	for _, id := range ids {
		title, ok := r.titles[id]
		if !ok {
			continue
		}
		if times[title]++; times[title] > 1 {
			continue
		}
		if len(list) == most {
			more++
			continue
		}
		first[title] = len(list)
		list = append(list, link{ID: id, Title: r.sentence(title)})
	}
	for title, i := range first {
		if n := times[title]; n > 1 {
			list[i].Times = r.lang.T("%d times", n)
		}
	}
	return list, more
}

func (r *renderer) verdict() {
	v := struct {
		Level, LevelClass, LevelReason string
		None                           bool
		Consent, ConsentClass          string
		ConsentReason                  string
		Headline, Lead                 string
		Because                        []link
		More                           int
		Examined                       string
		Kinds                          []entry
		Others                         string
		Whole                          bool
		Case, Tool                     string
	}{
		Level: r.lang.Level(r.Verdict.Mining), LevelClass: r.Verdict.Mining.String(), LevelReason: r.lang.LevelReason(r.Verdict.Mining),
		None: r.Verdict.Mining == detection.NoneSeen, ConsentClass: string(r.Verdict.Authorization), Whole: r.Coverage.Whole(),
		Case: short(r.ID), Tool: r.value(r.Tool.Name + " " + r.Tool.Version),
	}
	v.Headline, v.Lead = r.lang.Summary(r.Case)
	v.Consent, v.ConsentReason = r.lang.Authorization(r.Verdict.Authorization)
	v.Because, v.More = r.links(r.Verdict.Because, 8)

	kinds, size, others := map[string]int{}, int64(0), 0
	for _, e := range r.Case.Evidence {
		kinds[string(e.Kind)]++
		if e.Within == nil {
			size += e.Size
		}
		if e.Role == evidence.Reported {
			others++
		}
	}
	v.Examined = r.lang.Count(len(r.Case.Evidence), "piece of evidence", "pieces of evidence") + ", " + r.lang.Size(size)
	names := slices.SortedFunc(maps.Keys(kinds), func(a, b string) int { return cmp.Or(cmp.Compare(kinds[b], kinds[a]), cmp.Compare(a, b)) })
	for i, k := range names {
		if i == 8 {
			v.Kinds = append(v.Kinds, entry{Name: r.lang.T("other kinds"), Count: r.lang.Number(len(names) - i)})
			break
		}
		v.Kinds = append(v.Kinds, entry{Name: r.value(k), Count: r.lang.Number(kinds[k])})
	}
	if others > 0 {
		v.Others = r.lang.T("Reports on other machines among these, which do not count for the verdict: %s.", r.lang.Number(others))
	}
	r.run("verdict", v)
}

// phase is a phase of the response with its steps.
type phase struct {
	Name, Why string
	Steps     []step
}

type step struct {
	Text     said
	Commands []string
	Why      []link
	More     int
}

// steps tells what to do now, in the order of the case, phase by phase.
func (r *renderer) steps() {
	var phases []phase
	if len(r.Steps) == 0 && len(r.Next) > 0 {
		p := phase{}
		for _, s := range r.Next {
			p.Steps = append(p.Steps, step{Text: r.sentence(s)})
		}
		phases = append(phases, p)
	}
	last := ""
	for _, s := range r.Case.Steps {
		if len(phases) == 0 || s.Phase != last {
			phases = append(phases, phase{Name: r.value(r.lang.Phase(s.Phase)), Why: r.lang.PhaseReason(s.Phase)})
			last = s.Phase
		}
		text, known := r.lang.Step(s)
		one := step{Text: said{Text: r.prose(text)}}
		if !known {
			one.Text.Lang = "en"
		}
		for i, c := range s.Commands {
			if i == maxEach {
				break
			}
			one.Commands = append(one.Commands, r.value(c))
		}
		one.Why, one.More = r.links(s.Findings, 3)
		p := &phases[len(phases)-1]
		p.Steps = append(p.Steps, one)
	}
	if len(phases) > 0 {
		r.run("steps", phases)
	}
}

package html

import (
	"slices"
	"strings"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/rules"
)

type source struct {
	Title, Name, Anchor string
	Language, Published string
	Names               []namesOf
	Indicators          []sourceIndicator
	More                string
	Observed            string // how many of its indicators were seen on the machine
}

type namesOf struct {
	Kind   string
	Values []string
	More   string
}

type sourceIndicator struct {
	Type, Shown, Plain string
	Observed           bool
}

// nameKinds is the order in which the names of a report stand.
var nameKinds = []string{
	detection.NameActor, detection.NameTool, detection.NameFirm, detection.NamePerson, detection.NamePlace, detection.NameTechnology,
	detection.NameAttack, detection.NameCVE, detection.NameDate,
}

func (r *renderer) sources() {
	n := len(r.Case.Sources)
	if n == 0 {
		return
	}
	l := rows{name: "sources", total: n, first: 30, block: 50, template: "source",
		row: func(i int) any { return r.source(r.Case.Sources[i]) },
		key: func(i int) key { return key{} },
	}
	r.run("sources-open", nil)
	r.list(l)
	r.text("</div>\n")
	r.rest(l)
	r.text("</section>\n")
}

func (r *renderer) source(s casefile.SourceReport) source {
	v := source{Title: r.prose(s.Title), Name: r.value(r.names[s.Evidence]), Anchor: anchorOf(s.Evidence), Language: r.value(r.lang.Tongue(s.Language)), Published: r.value(deref(s.Published))}
	kinds := slices.Clone(nameKinds)
	values := map[string][]string{}
	for _, one := range s.Stated {
		if !slices.Contains(kinds, one.Kind) && len(kinds) < maxEach {
			kinds = append(kinds, one.Kind)
		}
		values[one.Kind] = append(values[one.Kind], one.Value)
	}
	for _, k := range kinds {
		if len(values[k]) == 0 {
			continue
		}
		names := namesOf{Kind: r.value(r.lang.NameKind(k))}
		for i, name := range values[k] {
			if i == maxEach {
				names.More = r.lang.T("and %s more", r.lang.Number(len(values[k])-i))
				break
			}
			if k == detection.NameAttack {
				name = strings.TrimSpace(name + " " + rules.Technique(name))
			}
			names.Values = append(names.Values, r.prose(name))
		}
		v.Names = append(v.Names, names)
	}
	list := slices.Clone(s.Indicators)
	slices.SortStableFunc(list, func(a, b casefile.SourceIndicator) int { // those seen on the machine first
		switch {
		case a.Observed == b.Observed:
			return 0
		case a.Observed:
			return -1
		}
		return 1
	})
	observed := 0
	for i, one := range list {
		if one.Observed {
			observed++
		}
		if i >= 4*maxEach {
			continue
		}
		v.Indicators = append(v.Indicators, sourceIndicator{r.value(r.lang.Indicator(one.Type)), r.defanged(one.Type, one.Value), r.value(one.Value), one.Observed})
	}
	if n := len(list) - 4*maxEach; n > 0 {
		v.More = r.lang.T("and %s more", r.lang.Number(n))
	}
	if observed > 0 {
		v.Observed = r.lang.Count(observed, "of its indicators was seen on the machine", "of its indicators were seen on the machine")
	}
	return v
}

func (r *renderer) timeline() {
	n := len(r.Case.Timeline)
	if n == 0 {
		return
	}
	type event struct {
		Time    string
		Text    said
		At      place
		Finding string
	}
	l := rows{name: "timeline", total: n, first: 300, block: 500, template: "event",
		row: func(i int) any {
			e := r.Case.Timeline[i]
			v := event{Time: r.lang.Time(e.Time), Text: r.sentence(e.Event), At: r.place(e.At)}
			if id := deref(e.Finding); r.titles[id] != "" {
				v.Finding = id
			}
			return v
		},
		key: func(i int) key { return key{} },
	}
	r.run("timeline-open", nil)
	r.list(l)
	r.text("</tbody>\n</table>\n</div>\n")
	r.rest(l)
	r.text("</section>\n")
}

// coverage says what was not examined, and says so too where there is nothing.
func (r *renderer) coverage() {
	c := r.Case.Coverage
	var unreadable, left []dissection.Skip
	for _, s := range c.Skipped {
		if s.Policy {
			left = append(left, s)
		} else {
			unreadable = append(unreadable, s)
		}
	}
	r.run("coverage-open", struct{ Nothing, Whole bool }{len(c.Damage)+len(c.Skipped)+len(c.Forgotten) == 0, c.Whole()})
	type gap struct {
		At   place
		Text said
	}
	part := func(name, title, about string, n int, row func(i int) gap) {
		if n == 0 {
			return
		}
		l := rows{name: name, total: n, first: 200, block: 500, template: "gap", row: func(i int) any { return row(i) }, key: func(int) key { return key{} }}
		r.run("gaps-open", struct{ List, Title, About, Total string }{name, title, about, r.lang.Number(n)})
		r.list(l)
		r.text("</ul>\n")
		r.rest(l)
	}
	part("damage", r.lang.T("Damaged"), r.lang.T("These places could not be read; what else the evidence holds was."), len(c.Damage), func(i int) gap {
		d := c.Damage[i]
		at := r.place(d.At)
		if d.At.Evidence == nil {
			at = place{Name: r.value(d.Name)}
		}
		return gap{at, r.sentence(d.Reason)}
	})
	skip := func(list []dissection.Skip) func(i int) gap {
		return func(i int) gap { return gap{place{Name: r.value(list[i].Evidence)}, r.sentence(list[i].Reason)} }
	}
	part("unreadable", r.lang.T("Unreadable"), r.lang.T("These could not be opened."), len(unreadable), skip(unreadable))
	part("left-out", r.lang.T("Left out"), r.lang.T("By rule, these are not read."), len(left), skip(left))
	part("forgotten", r.lang.T("Forgotten"), r.lang.T("A limit made the examination drop these."), len(c.Forgotten), func(i int) gap { return gap{Text: r.sentence(c.Forgotten[i])} })
	r.text("</section>\n")
}

func (r *renderer) evidence() {
	n := len(r.Case.Evidence)
	if n == 0 {
		return
	}
	type row struct {
		Name, Kind, Size, Role, Recipe, ID, Anchor, Found string
		Observed                                          bool
	}
	told := map[string]bool{} // anchors: copies have the same identity
	l := rows{name: "evidence", total: n, first: 300, block: 500, template: "piece",
		row: func(i int) any {
			e := r.Case.Evidence[i]
			v := row{Name: r.value(e.Name), Kind: r.value(string(e.Kind)), Size: r.lang.Size(e.Size), Role: r.lang.Role(e.Role), Recipe: r.value(e.Origin.Recipe), Observed: e.Role == 0}
			if !e.ID.IsZero() {
				v.ID = e.ID.String()
				if a := anchorOf(e.ID); !told[a] {
					told[a] = true
					v.Anchor = a
				}
				if n := r.found[e.ID]; n > 0 {
					v.Found = r.lang.Number(n)
				}
			}
			return v
		},
		key: func(i int) key {
			e := r.Case.Evidence[i]
			return key{ID: anchorOf(e.ID), Facet: string(e.Kind), Words: strings.ToLower(r.value(e.Name) + " " + e.ID.String())}
		},
	}
	r.run("evidence-open", r.lang.Number(n))
	r.list(l)
	r.text("</tbody>\n</table>\n</div>\n")
	r.rest(l)
	r.text("</section>\n")
}

// reading tells how the page is to be read, and what made it.
func (r *renderer) reading(m marking) {
	type term struct{ Word, Means string }
	var v struct {
		Levels, Consents []term
		Sureness         []term
		Tool, Schema, ID string
		Marking          marking
	}
	for _, l := range []detection.Level{detection.Confirmed, detection.Likely, detection.Possible, detection.NoneSeen} {
		v.Levels = append(v.Levels, term{r.lang.Level(l), r.lang.LevelReason(l)})
	}
	for _, a := range []detection.Authorization{detection.Covert, detection.DeclaredByOwner, detection.Conflict, detection.UnknownConsent} {
		word, why := r.lang.Authorization(a)
		v.Consents = append(v.Consents, term{word, why})
	}
	low := 0.0
	for _, high := range []float64{0.05, 0.20, 0.45, 0.55, 0.80, 0.95, 1} {
		v.Sureness = append(v.Sureness, term{r.lang.Confidence((low + high) / 2), r.lang.Decimal(low) + " – " + r.lang.Decimal(high)})
		low = high
	}
	v.Tool, v.Schema, v.ID, v.Marking = r.value(r.Tool.Name+" "+r.Tool.Version), r.value(r.Schema), r.value(r.ID), m
	r.run("reading", v)
}

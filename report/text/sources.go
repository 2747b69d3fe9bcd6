package text

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

const (
	maxSources    = 12
	maxNames      = 16 // names, dates, ids of one source
	maxSeenSource = 8  // indicators of one source that were seen on the machine
)

// sources lists what reports of others say. First of each comes what was seen on
// the machine, too: that is what an analyst looks for.
func (r *reporter) sources() {
	if len(r.Case.Sources) == 0 {
		return
	}
	name := make(map[evidence.ID]string, len(r.Evidence))
	for _, e := range r.Evidence {
		if _, ok := name[e.ID]; !ok {
			name[e.ID] = e.Name
		}
	}
	r.heading(r.lang.T("Reports of others (%d): these do not count for the verdict", len(r.Case.Sources)))
	for n, i := range bySeen(r.Case.Sources) {
		if n == maxSources {
			r.more(len(r.Case.Sources)-n, "reports of others")
			return
		}
		s := r.Case.Sources[i]
		file := clip(name[s.Evidence], maxValue)
		title := file
		if s.Title != "" {
			title = clip(r.hide(s.Title), maxValue)
		}
		r.para(fmt.Sprintf("%2d. ", n+1), bold, title)
		const indent = 4
		if s.Title != "" {
			r.field(indent, "where", none, file)
		}
		var about []string
		if s.Published != nil {
			about = append(about, r.lang.T("published")+" "+*s.Published)
		}
		if l := r.lang.Tongue(s.Language); l != s.Language {
			about = append(about, r.lang.T("in %s", l))
		}
		if len(about) > 0 {
			r.field(indent, "report", none, strings.Join(about, ", "))
		}
		seen := 0
		for _, x := range s.Indicators {
			if !x.Observed {
				continue
			}
			if seen++; seen <= maxSeenSource {
				r.whole(indent, "seen here", alarm, string(x.Type)+" "+r.indicator(x))
			}
		}
		if seen > maxSeenSource {
			r.field(indent, "", dim, r.lang.T("and %d more that were seen here", seen-maxSeenSource))
		}
		r.stated(indent, s)
		if len(s.Indicators) > 0 {
			r.field(indent, "indicators", none, indicatorCounts(s))
		}
	}
}

func (r *reporter) indicator(x casefile.SourceIndicator) string {
	if x.Type == indicator.TypePassword {
		return r.hide(x.Value)
	}
	return r.value(x.Value)
}

// bySeen orders sources: those with more that was seen on the machine first.
func bySeen(all []casefile.SourceReport) []int {
	order, seen := make([]int, len(all)), make([]int, len(all))
	for i, s := range all {
		order[i] = i
		for _, x := range s.Indicators {
			if x.Observed {
				seen[i]++
			}
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return seen[b] - seen[a] })
	return order
}

// stated lists the names, ids and dates.
func (r *reporter) stated(indent int, s casefile.SourceReport) {
	for _, group := range []struct {
		name  string
		kinds []string
	}{
		{"actors", []string{detection.NameActor}}, {"tools", []string{detection.NameTool}}, {"technology", []string{detection.NameTechnology}},
		{"firms", []string{detection.NameFirm}}, {"places", []string{detection.NamePlace}}, {"persons", []string{detection.NamePerson}},
		{"techniques", []string{detection.NameAttack, detection.NameCVE}}, {"dates", []string{detection.NameDate}},
	} {
		var values []string
		more := 0
		for _, n := range s.Stated {
			if !slices.Contains(group.kinds, n.Kind) {
				continue
			}
			if len(values) == maxNames {
				more++
				continue
			}
			v := n.Value
			if n.Kind == detection.NameDate {
				v = dateWords(v)
			}
			values = append(values, clip(r.hide(v), maxValue))
		}
		if more > 0 {
			values = append(values, r.lang.T("and %d more", more))
		}
		if len(values) > 0 {
			r.field(indent, group.name, none, strings.Join(values, ", "))
		}
	}
}

// dateWords puts a date without a year into words: --12-24, --11.
func dateWords(s string) string {
	if t, err := time.Parse("--01-02", s); err == nil {
		return t.Format("2 January")
	}
	if t, err := time.Parse("--01", s); err == nil {
		return t.Format("January")
	}
	return s
}

// indicatorCounts says how many indicators of each type a source names.
func indicatorCounts(s casefile.SourceReport) string {
	var types []string
	count := map[string]int{}
	for _, x := range s.Indicators {
		if count[string(x.Type)]++; count[string(x.Type)] == 1 {
			types = append(types, string(x.Type))
		}
	}
	for i, t := range types {
		types[i] = fmt.Sprintf("%d %s", count[t], t)
	}
	return strings.Join(types, ", ")
}

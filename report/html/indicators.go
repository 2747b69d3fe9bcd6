package html

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

type indicatorRow struct {
	Type, TypeName string
	Shown, Plain   string
	Notes          []string // what is known of a wallet
	Uses           []string
	Seen           string // roles
	Both           bool   // on the machine and in a report of others
	At             []placeUse
	More           string
}

type placeUse struct {
	place
	Use string
}

func (r *renderer) indicators() {
	n := len(r.Case.Indicators)
	if n == 0 {
		return
	}
	byType := map[indicator.Type]int{}
	both := 0
	var csv sheet
	csv.line("type", "value", "defanged", "seen", "uses", "places", "first_place")
	for _, i := range r.Case.Indicators {
		byType[i.Type]++
		if isBoth(i) {
			both++
		}
		first := ""
		if len(i.Sightings) > 0 {
			p := r.place(i.Sightings[0].At)
			first = p.Name + p.At
		}
		uses, seen := usesOf(i)
		csv.line(r.value(string(i.Type)), r.value(i.Value), r.defanged(i.Type, i.Value), strings.Join(seen, " "), r.value(strings.Join(uses, " ")), strconv.Itoa(len(i.Sightings)), first)
	}
	v := struct {
		Total string
		Types []choice
		CSV   any
		File  string
		Both  string
	}{Total: r.lang.Number(n), CSV: csv.link(), File: "indicators-" + short(r.ID) + ".csv"}
	if both > 0 {
		v.Both = r.lang.Count(both, "indicator was seen on the machine and is named in a report of others.", "indicators were seen on the machine and are named in a report of others.")
	}
	for _, t := range slices.SortedFunc(maps.Keys(byType), func(a, b indicator.Type) int { return cmp.Compare(a, b) }) {
		v.Types = append(v.Types, choice{r.value(string(t)), r.value(r.lang.Indicator(t)), r.lang.Number(byType[t])})
	}
	l := rows{name: "indicators", total: n, first: 300, block: 500, template: "indicator",
		row: func(i int) any { return r.indicator(r.Case.Indicators[i]) },
		key: func(i int) key { return r.indicatorKey(r.Case.Indicators[i]) },
	}
	r.run("indicators-open", v)
	r.list(l)
	r.text("</tbody>\n</table>\n</div>\n")
	r.rest(l)
	r.text("</section>\n")
}

func (r *renderer) indicator(i casefile.Indicator) indicatorRow {
	v := indicatorRow{Type: r.value(string(i.Type)), TypeName: r.value(r.lang.Indicator(i.Type)), Shown: r.defanged(i.Type, i.Value), Plain: r.value(i.Value), Both: isBoth(i)}
	uses, seen := usesOf(i)
	for _, u := range uses {
		v.Uses = append(v.Uses, r.value(r.lang.Use(detection.Use(u))))
	}
	v.Seen = strings.Join(seen, " ")
	for _, k := range []string{"coin", "network", "kind", "payment_id", "problem"} {
		if s, ok := i.Attributes[k].(string); ok && s != "" {
			v.Notes = append(v.Notes, r.value(s))
		}
	}
	for k, s := range i.Sightings {
		if k == 3 {
			v.More = r.lang.Count(len(i.Sightings)-k, "more place", "more places")
			break
		}
		v.At = append(v.At, placeUse{r.place(s.At), r.value(r.lang.Use(s.Use))})
	}
	return v
}

func (r *renderer) indicatorKey(i casefile.Indicator) key {
	v, d := r.value(i.Value), r.defanged(i.Type, i.Value)
	uses, _ := usesOf(i)
	return key{Facet: string(i.Type), Words: strings.ToLower(v + " " + d + " " + strings.Join(uses, " ")), Value: v, Spoilt: d}
}

// usesOf lists the uses of an indicator and the roles of the evidence it was seen in.
func usesOf(i casefile.Indicator) (uses, roles []string) {
	for _, s := range i.Sightings {
		if u := string(s.Use); !slices.Contains(uses, u) && len(uses) < maxEach {
			uses = append(uses, u)
		}
		if role := s.Role.String(); !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return uses, roles
}

// isBoth reports whether an indicator was seen on the machine and in what others
// wrote: that is what an analyst looks for.
func isBoth(i casefile.Indicator) bool {
	observed, reported := false, false
	for _, s := range i.Sightings {
		observed = observed || s.Role == evidence.Observed
		reported = reported || s.Role == evidence.Reported
	}
	return observed && reported
}

package casefile

import (
	"slices"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// sources lists the reports of others, with the indicators they name. Those that
// were seen on the machine, too, are marked.
func sources(reports []detection.Report, all []Indicator) []SourceReport {
	out := []SourceReport{}
	index := map[evidence.ID]int{}
	for _, r := range reports {
		if _, ok := index[r.Evidence.ID]; ok {
			continue // a copy
		}
		index[r.Evidence.ID] = len(out)
		out = append(out, sourceReport(r))
	}
	for _, i := range all {
		observed := !common(i) && slices.ContainsFunc(i.Sightings, func(s Sighting) bool { return s.Role == evidence.Observed })
		told := map[int]int{} // report → place among its indicators
		for _, s := range i.Sightings {
			if s.At.Evidence == nil {
				continue
			}
			k, ok := index[s.At.Evidence.ID]
			if !ok {
				continue
			}
			n, ok := told[k]
			if !ok {
				n = len(out[k].Indicators)
				told[k] = n
				out[k].Indicators = append(out[k].Indicators, SourceIndicator{Type: i.Type, Value: i.Value, Attributes: i.Attributes, Observed: observed})
			}
			at := &out[k].Indicators[n]
			at.Sightings = append(at.Sightings, s)
		}
	}
	return out
}

func sourceReport(r detection.Report) SourceReport {
	s := SourceReport{
		Evidence: r.Evidence.ID, Title: r.Title, Language: r.Language, Indicators: []SourceIndicator{},
		Names: []string{}, Techniques: []string{}, Dates: []string{}, Stated: list(slices.Clone(r.Stated)),
	}
	if r.Published != "" {
		s.Published = &r.Published
	}
	for i, n := range s.Stated {
		s.Stated[i].At = list(n.At)
		to := &s.Names
		switch n.Kind {
		case detection.NameAttack:
			to = &s.Techniques
		case detection.NameDate:
			to = &s.Dates
		case detection.NameCVE:
			continue
		}
		if !slices.Contains(*to, n.Value) {
			*to = append(*to, n.Value)
		}
	}
	return s
}

// common reports whether an indicator is what everybody has: to see the password
// "x" in two places says nothing.
func common(i Indicator) bool {
	return (i.Type == indicator.TypePassword || i.Type == indicator.TypeWorker) && len(i.Value) < 3
}

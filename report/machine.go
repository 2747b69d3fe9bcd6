package report

import (
	"slices"

	"lamproom/casefile"
	"lamproom/evidence"
)

// CollectorWords name the collectors of evidence as their makers write them, by
// what the origin of a file says.
var CollectorWords = map[string]string{
	"uac": "UAC", "kape": "KAPE", "velociraptor": "Velociraptor", "cylr": "CyLR", "acquire": "acquire", "sosreport": "sosreport", "drives": "a collector that lays out drives",
}

// Collected returns the file of a collection that an evidence is, or was decoded
// out of; nil where it comes from none. Its origin says where it lay on the
// machine, and what that is called.
func Collected(e *evidence.Evidence) *evidence.Evidence {
	for e != nil && e.Origin.Collector == "" {
		if e.Within == nil {
			return nil
		}
		e = e.Within.Evidence
	}
	return e
}

// Machines lists the names of the machines that the collections tell of, at most
// limit of them, sorted, and how many there are besides.
func Machines(c casefile.Case, limit int) (names []string, more int) {
	seen := map[string]bool{}
	for _, e := range c.Evidence {
		if h := e.Origin.Host; h != "" && !seen[h] {
			seen[h] = true
			names = append(names, h)
		}
	}
	slices.Sort(names)
	more = max(len(names)-limit, 0)
	return names[:len(names)-more], more
}

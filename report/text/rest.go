package text

import (
	"fmt"
	"strings"

	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
)

func (r *reporter) timeline() {
	if len(r.Timeline) == 0 {
		return
	}
	r.heading(r.lang.T("Timeline"))
	for i, e := range r.Timeline {
		if i == maxEvents {
			r.more(len(r.Timeline)-i, "events")
			return
		}
		r.para("  "+stamp(e.Time)+"  ", none, clip(r.hide(r.sentence(e.Event)), maxValue)+" ("+place(e.At)+")")
	}
}

// indicators lists what can be searched for elsewhere, by type.
func (r *reporter) indicators() {
	if len(r.Case.Indicators) == 0 {
		return
	}
	r.counted("Indicators", len(r.Case.Indicators))
	shown, of := 0, map[string]int{}
	for _, i := range r.Case.Indicators {
		of[string(i.Type)]++
	}
	last := ""
	for _, i := range r.Case.Indicators {
		t := string(i.Type)
		if t != last {
			shown, last = 0, t
		}
		if shown++; shown > maxEach {
			if shown == maxEach+1 {
				r.more(of[t]-maxEach, r.lang.T("of type")+" "+t)
			}
			continue
		}
		name := "  " + t + strings.Repeat(" ", max(1, fieldWidth-len(t)))
		r.raw(name, r.value(i.Value))
		var uses []string
		for _, s := range i.Sightings {
			if u := r.lang.Use(s.Use); !contains(uses, u) {
				uses = append(uses, u)
			}
		}
		if len(uses) > 0 {
			where := place(i.Sightings[0].At)
			if n := len(i.Sightings); n > 1 {
				where += " " + r.lang.T("and") + " " + r.lang.Count(n-1, "more place", "more places")
			}
			r.para(strings.Repeat(" ", 2+fieldWidth), dim, strings.Join(uses, ", ")+": "+where)
		}
	}
}

// references lists the evidence that the report names, with the hash by which
// anyone can tell that theirs is the same.
func (r *reporter) references() {
	var named []*evidence.Evidence
	seen := map[*evidence.Evidence]bool{}
	add := func(l evidence.Locator) {
		for e := l.Evidence; e != nil && !seen[e]; {
			seen[e] = true
			named = append(named, e)
			if e.Within == nil {
				break
			}
			e = e.Within.Evidence
		}
	}
	for _, m := range r.Miners {
		add(m.Source)
	}
	var walk func(c detection.Reason, depth int)
	walk = func(c detection.Reason, depth int) {
		for _, at := range c.At {
			add(at.Locator)
		}
		for _, u := range c.Under {
			if depth < maxDepth {
				walk(u, depth+1)
			}
		}
	}
	for _, f := range r.Findings {
		walk(f.Because, 0)
	}
	if len(named) == 0 {
		return
	}
	r.heading(r.lang.T("Evidence named above"))
	for i, e := range named {
		if i == maxReferences {
			r.more(len(named)-i, "pieces of evidence")
			return
		}
		r.para("  ", none, fmt.Sprintf("%s (%s, %s)", clip(e.Name, maxValue), e.Kind, r.lang.Size(e.Size)))
		if e.ID.IsZero() {
			r.para("    ", dim, r.lang.T("not read to its end: no hash"))
		} else {
			r.raw("    sha256 ", e.ID.String())
		}
	}
}

func (r *reporter) notRead() {
	c := r.Coverage
	if len(c.Damage)+len(c.Skipped)+len(c.Forgotten) == 0 {
		return
	}
	r.heading(r.lang.T("Not read"))
	for i, d := range c.Damage {
		if i == maxNotRead {
			r.more(len(c.Damage)-i, "places that could not be read")
			break
		}
		at := place(d.At)
		if d.At.Evidence == nil {
			at = clip(d.Name, maxValue)
		}
		r.para("  "+r.label("damaged", 11), none, at+": "+clip(r.hide(r.sentence(d.Reason)), maxValue))
	}
	for _, policy := range []bool{false, true} {
		r.skipped(c.Skipped, policy)
	}
	for i, f := range c.Forgotten {
		if i == maxNotRead {
			r.more(len(c.Forgotten)-i, "notes of what was forgotten")
			break
		}
		r.para("  "+r.label("forgotten", 11), none, clip(r.hide(r.sentence(f)), maxValue))
	}
}

func (r *reporter) skipped(all []dissection.Skip, policy bool) {
	name := "  " + r.label("unreadable", 11)
	if policy {
		name = "  " + r.label("left out", 11)
	}
	n := 0
	for _, s := range all {
		if s.Policy != policy {
			continue
		}
		if n++; n <= maxNotRead {
			r.para(name, none, clip(s.Evidence, maxValue)+": "+clip(r.hide(r.sentence(s.Reason)), maxValue))
		}
	}
	if n > maxNotRead {
		r.more(n-maxNotRead, "pieces of evidence that were not read")
	}
}

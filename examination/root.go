package examination

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/observation"
)

// Limits of one root: what one file may add to a case.
const (
	maxFindings  = 1_000
	maxMiners    = 1_000
	maxSightings = 4_000
	maxEvents    = 10_000
	maxReports   = 100
	maxDamage    = 1_000
	maxMembers   = 20_000
)

// root takes what the walk over one root says to the sessions of the
// detectors, and keeps what they emit.
type root struct {
	casefile.Part
	sessions []detection.Session
	needs    map[observation.Kind][]int
	dropped  map[string]int
}

func examineRoot(ctx context.Context, plan Plan, ev *evidence.Evidence, src evidence.Source) (*casefile.Part, error) {
	r := &root{needs: map[observation.Kind][]int{}, dropped: map[string]int{}}
	for i, d := range plan.Detectors {
		r.sessions = append(r.sessions, d.Begin(plan.Limits))
		for _, k := range d.Needs() {
			r.needs[k] = append(r.needs[k], i)
		}
	}
	walker := dissection.Walker{Dissectors: plan.Dissectors, Budget: plan.Budget}
	if err := walker.Walk(ctx, ev, src, r); err != nil {
		return nil, err
	}
	for _, s := range r.sessions {
		if err := s.End(r); err != nil {
			return nil, err
		}
	}
	for what, n := range r.dropped {
		r.Forgotten = append(r.Forgotten, fmt.Sprintf("%s: %d more %s", ev.Name, n, what))
	}
	slices.Sort(r.Forgotten)
	slices.SortStableFunc(r.Sightings, func(a, b detection.Sighting) int {
		return cmp.Or(cmp.Compare(a.Indicator.Type, b.Indicator.Type), cmp.Compare(a.Indicator.Value, b.Indicator.Value))
	})
	return &r.Part, nil
}

// Observe implements [dissection.Output].
func (r *root) Observe(o observation.Observation) error {
	for _, i := range r.needs[o.Fact.Kind()] {
		if err := r.sessions[i].Observe(o, r); err != nil {
			return err
		}
	}
	return nil
}

// Evidence implements [dissection.Output].
func (r *root) Evidence(e *evidence.Evidence) {
	r.Part.Evidence = keep(r, "members", r.Part.Evidence, e, maxMembers)
}

// Damage implements [dissection.Output].
func (r *root) Damage(d dissection.Damage) {
	if d.Limit {
		r.Forgotten = append(r.Forgotten, d.Name+": "+d.Reason)
		return
	}
	r.Part.Damage = keep(r, "reports of damage", r.Part.Damage, d, maxDamage)
}

// Skip implements [dissection.Output].
func (r *root) Skip(s dissection.Skip) { r.Skipped = append(r.Skipped, s) }

// Finding implements [detection.Emitter].
func (r *root) Finding(f detection.Finding) {
	r.Findings = keep(r, "findings", r.Findings, f, maxFindings)
}

// Miner implements [detection.Emitter].
func (r *root) Miner(m detection.Miner) { r.Miners = keep(r, "miners", r.Miners, m, maxMiners) }

// Sighting implements [detection.Emitter].
func (r *root) Sighting(s detection.Sighting) {
	r.Sightings = keep(r, "sightings of indicators", r.Sightings, s, maxSightings)
}

// Event implements [detection.Emitter].
func (r *root) Event(e detection.Event) {
	r.Events = keep(r, "events of the timeline", r.Events, e, maxEvents)
}

// Report implements [detection.Emitter].
func (r *root) Report(p detection.Report) {
	r.Reports = keep(r, "reports of others", r.Reports, p, maxReports)
}

func keep[T any](r *root, what string, have []T, one T, limit int) []T {
	if len(have) >= limit {
		r.dropped[what]++
		return have
	}
	return append(have, one)
}

package casefile

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// Part is what the examination of one root gave.
type Part struct {
	Evidence  []*evidence.Evidence
	Findings  []detection.Finding
	Miners    []detection.Miner
	Sightings []detection.Sighting
	Events    []detection.Event
	Reports   []detection.Report
	Damage    []dissection.Damage
	Skipped   []dissection.Skip
	Forgotten []string
}

func (p *Part) weight() int {
	return len(p.Findings) + len(p.Miners) + len(p.Sightings) + len(p.Damage) + len(p.Events) + len(p.Reports) + len(p.Evidence)/8
}

// Limits of a case as a whole. What goes beyond them is counted, not kept.
const (
	maxEvidence  = 100_000
	maxFindings  = 20_000
	maxMiners    = 20_000
	maxSightings = 100_000
	maxDamage    = 20_000
	maxEvents    = 50_000
	maxReports   = 2_000
	maxWaiting   = 50_000 // weight of parts that wait for an earlier one
)

// Builder joins parts into a case. Parts may be added in any order and from
// several goroutines; the case is the same as if they had come in sequence.
type Builder struct {
	mu      sync.Mutex
	moved   sync.Cond
	next    int
	waiting map[int]*Part
	weight  int
	failed  bool

	part    Part // all so far, in sequence
	dropped map[string]int
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder {
	b := &Builder{waiting: map[int]*Part{}, dropped: map[string]int{}}
	b.moved.L = &b.mu
	return b
}

// Add takes the part of the root with that number in the sequence, counted from
// 0. It blocks while too much waits for an earlier part: memory stays bounded
// when one large root holds up many small ones.
func (b *Builder) Add(seq int, p *Part) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for seq != b.next && b.weight > maxWaiting && !b.failed {
		b.moved.Wait()
	}
	b.waiting[seq] = p
	b.weight += p.weight()
	for {
		p, ok := b.waiting[b.next]
		if !ok {
			break
		}
		delete(b.waiting, b.next)
		b.weight -= p.weight()
		b.next++
		b.join(p)
	}
	b.moved.Broadcast()
}

// Abandon releases everyone who waits in Add: a part will never come.
func (b *Builder) Abandon() {
	b.mu.Lock()
	b.failed = true
	b.mu.Unlock()
	b.moved.Broadcast()
}

func (b *Builder) join(p *Part) {
	all := &b.part
	all.Findings = keep(b, "findings", all.Findings, p.Findings, maxFindings)
	all.Miners = keep(b, "miners", all.Miners, p.Miners, maxMiners)
	all.Sightings = keep(b, "sightings of indicators", all.Sightings, p.Sightings, maxSightings)
	all.Events = keep(b, "events of the timeline", all.Events, p.Events, maxEvents)
	all.Reports = keep(b, "reports of others", all.Reports, p.Reports, maxReports)
	all.Damage = keep(b, "reports of damage", all.Damage, p.Damage, maxDamage)
	all.Skipped = keep(b, "reports of what was skipped", all.Skipped, p.Skipped, maxDamage)
	if len(p.Findings)+len(p.Miners)+len(p.Sightings)+len(p.Damage) > 0 {
		all.Evidence = append(all.Evidence, p.Evidence...) // something refers to it: bounded by the limits above
	} else {
		all.Evidence = keep(b, "entries of evidence in which nothing was found", all.Evidence, p.Evidence, maxEvidence)
	}
	all.Forgotten = keep(b, "notes on what was forgotten", all.Forgotten, p.Forgotten, maxDamage)
}

func keep[T any](b *Builder, what string, have, more []T, limit int) []T {
	if room := limit - len(have); len(more) > room {
		b.dropped[what] += len(more) - max(room, 0)
		more = more[:max(room, 0)]
	}
	return append(have, more...)
}

// Case returns the case. The builder must not be used afterwards.
func (b *Builder) Case(tool Tool, owner Owner) Case {
	p := &b.part
	c := Case{
		Schema: Schema, Tool: tool,
		Next: []string{}, Steps: []Step{}, Sources: []SourceReport{}, Sessions: []MiningSession{}, Proofs: []Proof{}, Campaigns: []Campaign{},
	}
	slices.SortStableFunc(p.Evidence, (*evidence.Evidence).Compare)
	c.Evidence = entries(p.Evidence)
	c.ID = identity(p.Evidence)
	c.Findings = findings(p.Findings)
	c.Miners = miners(p.Miners, c.Findings, p.Sightings, owner)
	c.Indicators = indicators(p.Sightings)
	c.Sources = sources(p.Reports, c.Indicators)
	c.Timeline = slices.Clone(p.Events)
	slices.SortStableFunc(c.Timeline, func(x, y detection.Event) int {
		return cmp.Or(x.Time.Compare(y.Time), x.At.Compare(y.At), cmp.Compare(x.Event, y.Event))
	})
	c.Coverage = Coverage{Damage: distinct(p.Damage, func(d dissection.Damage) any { return d }), Skipped: distinct(p.Skipped, func(s dissection.Skip) any { return s }), Forgotten: p.Forgotten}
	for what, n := range b.dropped {
		c.Coverage.Forgotten = append(c.Coverage.Forgotten, fmt.Sprintf("%d more %s", n, what))
	}
	slices.Sort(c.Coverage.Forgotten)
	if c.Timeline == nil {
		c.Timeline = []detection.Event{}
	}
	if c.Coverage.Forgotten == nil {
		c.Coverage.Forgotten = []string{}
	}
	c.Verdict = judge(c)
	c.Steps = steps(c)
	for _, s := range c.Steps {
		c.Next = append(c.Next, s.Text)
	}
	return c
}

func entries(list []*evidence.Evidence) []Entry {
	out := make([]Entry, 0, len(list))
	for _, e := range list {
		out = append(out, Entry{ID: e.ID, Kind: e.Kind, Name: e.Name, Size: e.Size, Role: e.Role, Within: e.Within, Origin: e.Origin})
	}
	return out
}

// identity is the SHA-256 of the sorted identities of the evidence: where it
// lay and what it was called do not matter.
func identity(list []*evidence.Evidence) string {
	ids := make([]evidence.ID, 0, len(list))
	for _, e := range list {
		ids = append(ids, e.ID)
	}
	slices.SortFunc(ids, func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) })
	h := sha256.New()
	for _, id := range slices.Compact(ids) {
		h.Write(id[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// findings seals, sorts and drops what is the same claim about the same bytes
// (copies of one file). What rests on reported evidence says nothing of mining
// here, whatever its detector thought.
func findings(in []detection.Finding) []detection.Finding {
	out := make([]detection.Finding, 0, len(in))
	seen := map[string]bool{}
	for _, f := range in {
		if ev := f.Where().Evidence; ev != nil && ev.Role != evidence.Observed {
			f.Mining = detection.NoneSeen
		}
		if ev := f.Where().Evidence; ev != nil && ev.Origin.Host != "" && f.Subject.Host == nil {
			f.Subject.Host = &ev.Origin.Host
		}
		f.Techniques, f.Gaps = list(f.Techniques), list(f.Gaps)
		fill(&f.Because)
		f.Seal()
		if !seen[f.ID] {
			seen[f.ID] = true
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, detection.Finding.Compare)
	return out
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func fill(r *detection.Reason) {
	r.At, r.Under = list(r.At), list(r.Under)
	for i := range r.Under {
		fill(&r.Under[i])
	}
}

func indicators(in []detection.Sighting) []Indicator {
	index := map[indicator.Indicator]int{}
	var out []Indicator
	for _, s := range in {
		i, ok := index[s.Indicator]
		if !ok {
			i = len(out)
			index[s.Indicator] = i
			out = append(out, Indicator{Type: s.Indicator.Type, Value: s.Indicator.Value, Attributes: attributes(s.Wallet)})
		}
		out[i].Sightings = append(out[i].Sightings, Sighting{At: s.At, Role: s.Role, Use: s.Use})
	}
	for i := range out {
		out[i].Sightings = withoutBareMentions(out[i].Sightings)
		slices.SortStableFunc(out[i].Sightings, func(a, b Sighting) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Use, b.Use))
		})
		out[i].Sightings = distinct(out[i].Sightings, func(s Sighting) any {
			return struct {
				place
				evidence.Role
				detection.Use
			}{placeOf(s.At), s.Role, s.Use}
		})
	}
	slices.SortFunc(out, func(a, b Indicator) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Value, b.Value)) })
	return list(out)
}

// withoutBareMentions drops the mentions at places where more is known: what is
// paid there, or used as a pool, is of course also mentioned.
func withoutBareMentions(in []Sighting) []Sighting {
	type start struct {
		evidence *evidence.Evidence
		offset   int64
	}
	told := map[start]bool{}
	for _, s := range in {
		if s.Use != detection.UseMention {
			told[start{s.At.Evidence, s.At.Offset}] = true
		}
	}
	return slices.DeleteFunc(in, func(s Sighting) bool {
		return s.Use == detection.UseMention && told[start{s.At.Evidence, s.At.Offset}]
	})
}

// place is a locator by the identity of the bytes: copies of a file are one place.
type place struct {
	id             evidence.ID
	offset, length int64
	record         uint64
}

func placeOf(l evidence.Locator) place {
	p := place{offset: l.Offset, length: l.Length, record: l.Record}
	if l.Evidence != nil {
		p.id = l.Evidence.ID
	}
	return p
}

// distinct keeps the first of those with the same key.
func distinct[T any](in []T, key func(T) any) []T {
	seen := make(map[any]bool, len(in))
	out := make([]T, 0, len(in))
	for _, v := range in {
		if k := key(v); !seen[k] {
			seen[k] = true
			out = append(out, v)
		}
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }

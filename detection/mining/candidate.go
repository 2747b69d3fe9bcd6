package mining

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lamproom/detection"
	"lamproom/evidence"
)

// maxCandidates bounds what a session keeps to join statements of one miner. A
// statement beyond it is emitted at once, without being joined.
const maxCandidates = 512

// candidate is a miner that was recognised and is not emitted yet.
type candidate struct {
	rule     detection.Rule
	miner    detection.Miner
	counts   bool // false: an example, a template or a comment
	level    detection.Level
	because  detection.Reason
	subject  detection.Subject
	title    string
	first    *time.Time
	last     *time.Time
	more     []evidence.Citation // other places that say the same
	others   int
	sighting []detection.Sighting
	gaps     []string
}

// viaRank orders how a miner was seen: what tells most stands first.
var viaRank = map[string]int{"process": 0, "command_line": 1, "config_file": 2, "log": 3, "embedded_config": 4, "environment": 5}

// keep holds a candidate until the end, or joins it with the one that names the
// same pools and logins.
func (s *session) keep(c candidate, out detection.Emitter) {
	k := key(&c)
	if i, ok := s.index[k]; ok && k != "" {
		have := &s.candidates[i]
		if better(&c, have) {
			c.more, c.others = append(c.more, place(have.because)...), c.others+have.others+1
			c.sighting = append(c.sighting, have.sighting...)
			c.more = append(c.more, have.more...)
			c.first, c.last = earliest(c.first, have.first), latest(c.last, have.last)
			*have, c = c, *have
		} else {
			have.others++
			have.more = append(have.more, place(c.because)...)
			have.sighting = append(have.sighting, c.sighting...)
			have.first, have.last = earliest(have.first, c.first), latest(have.last, c.last)
		}
		have.more = have.more[:min(len(have.more), max(s.limits.Citations, 1))]
		have.sighting = have.sighting[:min(len(have.sighting), 64)]
		fill(&have.miner, c.miner, have.counts == c.counts)
		return
	}
	if len(s.candidates) >= maxCandidates || len(s.candidates) >= s.limits.Keys && s.limits.Keys > 0 {
		emit(&c, s.limits, out)
		return
	}
	if k != "" {
		s.index[k] = len(s.candidates)
	}
	s.candidates = append(s.candidates, c)
}

// better reports whether c tells more than d: by level, then by whether it
// counts, then by how it was seen.
func better(c, d *candidate) bool {
	if c.level != d.level {
		return c.level > d.level
	}
	if c.counts != d.counts {
		return c.counts
	}
	return viaRank[c.miner.Via] < viaRank[d.miner.Via]
}

// fill takes over what only the other statement of the same miner told. alike
// says that both count, or neither.
func fill(m *detection.Miner, from detection.Miner, alike bool) {
	if m.Family == "unknown" && alike {
		m.Family = from.Family
	}
	if m.Version == nil {
		m.Version = from.Version
	}
	if m.DonateLevel == nil {
		m.DonateLevel = from.DonateLevel
	}
	if m.Program == nil {
		m.Program = from.Program
	}
	for _, a := range from.Algorithms {
		if !slices.Contains(m.Algorithms, a) && len(m.Algorithms) < 32 {
			m.Algorithms = append(m.Algorithms, a)
		}
	}
}

// key is the same for two statements about one miner: its pools and logins, and
// whether it counts.
func key(c *candidate) string {
	var b strings.Builder
	for _, p := range c.miner.Pools {
		port := 0
		if p.Port != nil {
			port = *p.Port
		}
		user := p.User
		if p.Wallet != nil { // whatever the worker is called
			user = p.Wallet.Address
		}
		fmt.Fprintf(&b, "%s\x00%d\x00%s\x01", p.Host, port, user)
	}
	if b.Len() == 0 {
		return ""
	}
	return fmt.Sprint(c.counts) + b.String()
}

func place(r detection.Reason) []evidence.Citation {
	if len(r.At) > 0 {
		return r.At[:1]
	}
	for _, u := range r.Under {
		if c := place(u); c != nil {
			return c
		}
	}
	return nil
}

func earliest(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

func latest(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.After(*a) {
		return b
	}
	return a
}

func emit(c *candidate, l detection.Limits, out detection.Emitter) {
	if c.others > 0 {
		c.because.Under = append(c.because.Under, detection.Reason{
			Clause: fmt.Sprintf("the same pools and logins stand at %s", count(c.others, "other place")), Held: true, At: c.more, Under: []detection.Reason{},
		})
	}
	// What is only shown, commented out or told of others is no miner here. On
	// the machine itself it is still worth a line: an earlier command, a rival's.
	if c.counts || c.miner.Role == evidence.Observed {
		f := detection.Finding{
			Rule: c.rule.ID, Title: c.title, Severity: c.rule.Severity, Confidence: c.miner.Confidence, Mining: c.level,
			Techniques: c.rule.Techniques, Subject: c.subject, First: c.first, Last: c.last, Because: c.because, Gaps: c.gaps,
		}
		if f.Gaps == nil {
			f.Gaps = []string{}
		}
		switch {
		case !c.counts:
			f.Severity, f.Techniques = detection.Info, []string{}
		case c.level == detection.Possible:
			f.Severity = detection.Medium
		case c.level == detection.Confirmed:
			f.Severity = detection.Critical
		}
		out.Finding(f)
	}
	if c.counts {
		out.Miner(c.miner)
	}
	for _, s := range c.sighting {
		out.Sighting(s)
	}
}

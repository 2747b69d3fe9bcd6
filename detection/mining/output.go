package mining

import (
	"fmt"
	"time"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// logKey tells logs apart: one a miner's layout in one evidence.
type logKey struct {
	ev     *evidence.Evidence
	layout string
}

// maxLogs bounds the logs of one root, maxLogPools the servers of one log.
const (
	maxLogs     = 256
	maxLogPools = 32
)

// logPool is a server that a log names.
type logPool struct {
	host string
	port int
	user observation.Value
	line observation.Value
}

// minerLog gathers what the lines of one log say.
type minerLog struct {
	where       evidence.Locator
	version     string
	pools       []logPool
	accepted    int // lines
	count       int // highest running count
	lines       []evidence.Citation
	accept      []evidence.Citation
	jobs        int
	speeds      int
	first, last *time.Time
	began       *time.Time // of the first accepted share
	forgotten   int
}

// output takes one line of a miner's log.
func (s *session) output(o observation.Observation, f observation.MinerOutput) {
	k := logKey{o.Where.Evidence, f.Layout}
	l := s.logs[k]
	if l == nil {
		if len(s.logs) >= maxLogs {
			s.forgotten++
			return
		}
		l = &minerLog{where: o.Where}
		s.logs[k] = l
		s.logOrder = append(s.logOrder, k)
	}
	at := timeOf(o)
	l.first, l.last = earliest(l.first, at), latest(l.last, at)
	if f.Version != "" && l.version == "" {
		l.version = f.Version
	}
	if f.Host != "" {
		l.pool(f)
	}
	limit := max(s.limits.Citations, 1)
	switch f.Event {
	case "accepted":
		l.accepted++
		l.count = max(l.count, f.Accepted)
		if l.began == nil {
			l.began = at
		}
		if len(l.accept) < limit {
			l.accept = append(l.accept, f.Line.At)
		}
	case "job":
		l.jobs++
	case "speed":
		l.speeds++
	}
	if f.Event != "accepted" && len(l.lines) < limit && (f.Host != "" || len(l.lines) < 2) {
		l.lines = append(l.lines, f.Line.At)
	}
}

func (l *minerLog) pool(f observation.MinerOutput) {
	for i := range l.pools {
		if p := &l.pools[i]; p.host == f.Host && (p.port == f.Port || f.Port == 0 || p.port == 0) {
			if p.port == 0 {
				p.port = f.Port
			}
			if p.user.Text == "" {
				p.user = f.User
			}
			return
		}
	}
	if len(l.pools) >= maxLogPools {
		l.forgotten++
		return
	}
	l.pools = append(l.pools, logPool{f.Host, f.Port, f.User, f.Line})
}

// closeLogs turns what was gathered into candidates. Shares that a pool accepted
// are work that was delivered: that confirms mining.
func (s *session) closeLogs(out detection.Emitter) {
	for _, k := range s.logOrder {
		l := s.logs[k]
		role := roleOfEvidence(l.where)
		m := detection.Miner{
			Family: first2(k.layout, "unknown"), Algorithms: []string{}, Authorization: detection.UnknownConsent, Pools: []detection.Pool{},
			Source: l.where, Via: "log", Role: role,
		}
		if l.version != "" {
			v := l.version
			m.Version = &v
		}
		cand := candidate{rule: ruleOutput, counts: role == evidence.Observed, first: l.first, last: l.last, subject: detection.Subject{Kind: "file", Name: nameOf(l.where)}}
		under := []detection.Reason{}
		for _, p := range l.pools {
			login := indicator.SplitLogin(p.user.Text)
			d := detection.Pool{Host: p.host, User: p.user.Text, Wallet: login.Wallet, Payee: payeeOf(p.host, p.user.Text, login), At: p.line.At.Locator}
			if p.port > 0 {
				n := p.port
				d.Port = &n
			}
			if role != evidence.Observed && d.Payee != detection.PaysDonation {
				d.Payee = detection.Example
			}
			m.Pools = append(m.Pools, d)
			cand.sighting = append(cand.sighting, poolSightings(d, login, role, d.At, locate(p.user.At.Locator, d.At), d.At, d.At, false)...)
			under = append(under, detection.Reason{Clause: "it works for " + (indicator.Endpoint{Host: p.host, Port: p.port}).Address(), Held: true, At: []evidence.Citation{p.line.At}, Under: []detection.Reason{}})
		}
		shares := max(l.count, l.accepted)
		switch {
		case l.accepted > 0:
			cand.level, m.Confidence = detection.Confirmed, 0.99
			cand.title = fmt.Sprintf("A miner's log with %s", count(shares, "accepted share"))
			under = append([]detection.Reason{{Clause: fmt.Sprintf("a pool accepted %s", count(shares, "share")), Held: true, At: l.accept, Under: []detection.Reason{}}}, under...)
		case len(l.pools) > 0 || l.jobs > 0:
			cand.level, m.Confidence = detection.Likely, 0.95
			cand.title = "A miner's log of its work for a pool"
		case l.speeds > 0:
			cand.level, m.Confidence = detection.Likely, 0.9
			cand.title = "A miner's log of its hash rate"
		default:
			cand.level, m.Confidence = detection.Possible, 0.6
			cand.title = "The first lines of a miner's log"
		}
		if !cand.counts {
			cand.level = detection.NoneSeen
			cand.title += ", as an example"
		}
		if l.forgotten > 0 {
			cand.gaps = append(cand.gaps, count(l.forgotten, "line")+" naming further pools were not kept")
		}
		at := l.accept
		if len(at) == 0 {
			at = l.lines
		}
		if len(at) == 0 {
			at = []evidence.Citation{{Locator: l.where}}
		}
		cand.because = detection.Reason{Clause: "a mining program wrote here what it did", Held: true, At: at[:1], Under: under}
		if len(l.lines) > 0 {
			cand.because.Under = append(cand.because.Under, detection.Reason{Clause: "lines in the form of " + first2(k.layout, "a miner") + "'s output", Held: true, At: l.lines, Under: []detection.Reason{}})
		}
		cand.miner = m
		if l.began != nil && cand.counts {
			out.Event(detection.Event{Time: *l.began, Event: "first accepted share in a miner's log", At: l.accept[0].Locator})
		}
		s.keep(cand, out)
	}
	if s.forgotten > 0 && len(s.candidates) > 0 {
		c := &s.candidates[len(s.candidates)-1]
		c.gaps = append(c.gaps, count(s.forgotten, "line")+" of further miners' logs were not kept")
	}
	s.logs, s.logOrder = map[logKey]*minerLog{}, nil
}

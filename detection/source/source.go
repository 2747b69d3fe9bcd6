// Package source gathers what reports of others say: articles, advisories, notes.
// Its reports are a part of the case and never of the verdict.
//
// Of all the texts in an evidence only those are told that are about something:
// a manual, a licence or a list of changes is no source. See [worth].
package source

import (
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// Detector gathers reports of others.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Rules implements [detection.Detector]: there are no findings here.
func (Detector) Rules() []detection.Rule { return nil }

// Needs implements [detection.Detector].
func (Detector) Needs() []observation.Kind {
	return []observation.Kind{observation.KindDocument, observation.KindStated}
}

// Begin implements [detection.Detector].
func (Detector) Begin(l detection.Limits) detection.Session { return &session{limits: l} }

// session keeps the document that is being told, and no other: what a document
// states comes between it and the next one.
type session struct {
	limits detection.Limits
	doc    *document
}

// document is one document with what it states.
type document struct {
	detection.Report
	indicators []detection.Sighting
	worth      worth
	index      map[name]int // place in Report.Stated
}

type name struct{ kind, value string }

// Observe implements [detection.Session].
func (s *session) Observe(o observation.Observation, out detection.Emitter) error {
	ev := o.Where.Evidence
	if ev == nil || ev.Role != evidence.Reported {
		return nil
	}
	if d, ok := o.Fact.(observation.Document); ok {
		s.close(out)
		s.doc = &document{
			Report: detection.Report{Evidence: ev, Title: d.Title.Text, Language: d.Language, Published: d.Published},
			index:  map[name]int{},
			worth:  worth{map[class]int{}, map[indicator.Indicator]bool{}},
		}
		return nil
	}
	if s.doc == nil || s.doc.Evidence != ev {
		return nil
	}
	if f, ok := o.Fact.(observation.Stated); ok {
		s.doc.state(f, s.limits)
	}
	return nil
}

// End implements [detection.Session].
func (s *session) End(out detection.Emitter) error {
	s.close(out)
	return nil
}

// close tells the document if it is worth telling.
func (s *session) close(out detection.Emitter) {
	if s.doc != nil && s.doc.worth.told() {
		out.Report(s.doc.Report)
		for _, i := range s.doc.indicators {
			out.Sighting(i)
		}
	}
	s.doc = nil
}

func (d *document) state(f observation.Stated, l detection.Limits) {
	if f.What == observation.StatedIndicator {
		d.worth.indicator(f, l)
		if len(d.indicators) < l.Keys {
			d.indicators = append(d.indicators, detection.Sighting{
				Indicator: f.Indicator, Wallet: f.Wallet, At: f.As.At.Locator, Role: evidence.Reported, Use: detection.UseMention,
			})
		}
		return
	}
	n := name{f.What, f.Name}
	i, ok := d.index[n]
	if !ok {
		if len(d.Stated) >= l.Keys {
			return
		}
		i = len(d.Stated)
		d.index[n] = i
		d.Stated = append(d.Stated, detection.Name{Kind: f.What, Value: f.Name})
		d.worth.name(f)
	}
	if at := &d.Stated[i].At; len(*at) < l.Citations {
		*at = append(*at, f.As.At)
	}
}

// worth weighs whether a document is about attacks or mining, in points:
//
//   - one for each different actor, piece of malware, miner, technique and wallet;
//   - two at most for firms that report on such things, and two at most for coins
//     and what belongs to them: lists of virus scanners and the manual of a wallet
//     name many;
//   - two at most for digests and one for ids of vulnerabilities: lists of changes
//     and of packages are full of them, and thank the firms that found them, so
//     that one of the others must stand beside;
//   - three for an indicator that was spoiled so that nobody clicks on it: nobody
//     else writes so.
type worth struct {
	points map[class]int
	seen   map[indicator.Indicator]bool
}

// class is a class of signs that have a limit in common.
type class uint8

const (
	named class = iota
	firms
	coins
	digests
	holes
	classes
)

// most is how many points a class gives.
var most = [classes]int{named: enough, firms: 2, coins: 2, digests: 2, holes: 1}

// enough is the points that make a document a source.
const enough = 3

func (w worth) add(c class, points int) { w.points[c] = min(w.points[c]+points, most[c]) }

func (w worth) told() bool {
	sum := 0
	for _, n := range w.points {
		sum += n
	}
	return sum >= enough && w.points[named]+w.points[coins] > 0
}

func (w worth) name(f observation.Stated) {
	switch {
	case f.What == detection.NameCVE:
		w.add(holes, 1)
	case !f.Subject:
	case f.What == detection.NameFirm:
		w.add(firms, 1)
	case f.What == detection.NameTechnology:
		w.add(coins, 1)
	default:
		w.add(named, 1)
	}
}

func (w worth) indicator(m observation.Stated, l detection.Limits) {
	if w.seen[m.Indicator] || len(w.seen) >= l.Keys {
		return
	}
	w.seen[m.Indicator] = true
	switch m.Indicator.Type {
	case indicator.TypeWallet:
		if m.Wallet == nil || m.Wallet.Valid {
			w.add(named, 1)
		}
	case indicator.TypeSHA256, indicator.TypeMD5: // those of 40 digits number commits, too
		w.add(digests, 1)
	case indicator.TypeDomain, indicator.TypeIP, indicator.TypeURL, indicator.TypeEndpoint:
		if spoiled(m.As.Text) {
			w.add(named, enough)
		}
	}
}

// spoiled says whether an indicator is written so that no program makes a link
// of it. Mail addresses with (at) are not: people hide theirs from robots.
func spoiled(s string) bool {
	s = strings.ToLower(s)
	for _, mark := range []string{"hxxp", "[.]", "[dot]", "{.}", "[:]", "meow:"} {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return false
}

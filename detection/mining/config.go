package mining

import (
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// How sure a configuration is, by what it holds. The layout's keys were told
// apart by who read it; docs/confidence.md has the samples behind the numbers.
const (
	confidencePaid     = 0.97 // a pool and a wallet of the operator's
	confidenceNamed    = 0.90 // a pool and an account of the operator's
	confidenceTemplate = 0.60 // a pool, and nobody to be paid yet
	confidenceLayout   = 0.50 // a miner's settings that name no pool
)

// InterpretConfig says how much a miner's configuration says by itself, where it
// may count, and how sure that is. Of the pools the host, the wallet and the payee
// are looked at; those that are switched off belong to nobody's pay: leave them out.
func InterpretConfig(pools []detection.Pool) (detection.Level, float64) {
	level, confidence := detection.Possible, confidenceLayout
	for _, p := range pools {
		switch {
		case p.Payee != detection.PaysOperator || p.Host == "":
			confidence = max(confidence, confidenceTemplate)
		case p.Wallet != nil:
			return detection.Likely, confidencePaid
		default:
			level, confidence = detection.Likely, confidenceNamed
		}
	}
	return level, confidence
}

// maxConfigPools bounds the pools of one configuration.
const maxConfigPools = 256

// config judges a file or object with the layout of a miner's settings.
func (s *session) config(o observation.Observation, c observation.MinerConfig, out detection.Emitter) {
	role := roleOfEvidence(o.Where)
	counts, payee := standing(c.Setting, role)
	m := detection.Miner{
		Family: c.Layout, Algorithms: []string{}, Authorization: detection.UnknownConsent, Pools: []detection.Pool{}, DonateLevel: c.Donate,
		Source: o.Where, Via: "embedded_config", Role: role,
	}
	if m.Family == "" || m.Family == "generic" {
		m.Family = "unknown"
	}
	if c.Whole {
		m.Via = "config_file"
	}
	m.Algorithms = append(m.Algorithms, c.Algorithms...)
	cand := candidate{rule: ruleConfig, first: timeOf(o), last: timeOf(o)}
	solid := false
	var used []detection.Pool
	under := []detection.Reason{}
	for _, p := range c.Pools[:min(len(c.Pools), maxConfigPools)] {
		login := indicator.SplitLogin(p.User.Text)
		d := detection.Pool{Host: p.Host, TLS: p.TLS, User: p.User.Text, Wallet: login.Wallet, Payee: payeeOf(p.Host, p.User.Text, login), At: p.Address.At.Locator}
		if p.Port > 0 && p.Port < 65536 {
			n := p.Port
			d.Port = &n
		}
		if p.Password.At.Evidence != nil || p.Password.Text != "" {
			t := p.Password.Text
			d.Password = &t
		}
		if w := first2(p.RigID.Text, login.Worker); w != "" {
			d.Worker = &w
		}
		if a := first2(p.Algorithm, ""); a != "" {
			d.Algorithm = &a
		}
		if p.Host != "" && !isVariable(p.Host) && !donationHosts[p.Host] && !p.Disabled {
			solid = true
		}
		if !p.Disabled {
			used = append(used, d)
		}
		own := d.Payee
		if payee != "" && own != detection.PaysDonation {
			d.Payee = payee
		}
		userAt := locate(p.User.At.Locator, d.At)
		cand.sighting = append(cand.sighting, poolSightings(d, login, role, d.At, userAt, locate(p.Password.At.Locator, userAt), locate(p.RigID.At.Locator, userAt), d.Password != nil)...)
		if own == detection.Placeholder || own == detection.NoPayee {
			d.Payee = own
		}
		m.Pools = append(m.Pools, d)
		if len(under) < s.limits.Citations || s.limits.Citations == 0 {
			under = append(under, poolReason(d, p))
		}
	}
	cand.level, m.Confidence = InterpretConfig(used)
	browser := inBrowser(c.Layout)
	if browser && operated(used) { // its service is the pool, and may be named elsewhere
		cand.level, m.Confidence = detection.Likely, max(m.Confidence, confidenceNamed)
	}
	paid := cand.level == detection.Likely
	switch {
	case paid:
	case len(c.Pools) == 0:
		counts = counts && c.Whole
	case !c.Whole && !solid:
		counts = counts && running(c.Setting)
	}
	if !counts {
		cand.level = detection.NoneSeen
	}
	cand.counts = counts
	clause := "settings with the layout of " + first2(c.Layout, "a miner") + " are kept here"
	if browser {
		clause = "a miner for browsers (" + c.Layout + ") is started here"
	}
	if len(c.Keys) > 0 {
		under = append(under, detection.Reason{Clause: "the layout shows in its keys: " + strings.Join(c.Keys[:min(len(c.Keys), 12)], ", "), Held: true, At: []evidence.Citation{c.Raw.At}, Under: []detection.Reason{}})
	}
	if c.Donate != nil {
		under = append(under, detection.Reason{Clause: "a share of the work for the miner's developers is set", Held: true, At: []evidence.Citation{c.Raw.At}, Under: []detection.Reason{}})
	}
	if !paid && len(c.Pools) > 0 {
		under = append(under, detection.Reason{Clause: "a login of the operator's is named", Held: false, At: []evidence.Citation{}, Under: []detection.Reason{}})
	}
	under = append(under, settingReason(c.Setting, role, nil, c.Raw.At))
	cand.because = detection.Reason{Clause: clause, Held: true, At: []evidence.Citation{c.Raw.At}, Under: under}
	if c.Broken != "" {
		cand.gaps = append(cand.gaps, "the text could not be read to its end: "+c.Broken)
	}
	switch {
	case !counts:
		cand.title = "A miner's configuration, as an example"
	case browser:
		cand.title = "A page that mines in its visitors' browsers"
	case paid:
		cand.title = "A miner's configuration with pool and payee"
	case len(c.Pools) > 0:
		cand.title = "A miner's configuration that pays nobody yet"
	default:
		cand.title = "A miner's settings that name no pool"
	}
	cand.subject = detection.Subject{Kind: "file", Name: nameOf(o.Where)}
	cand.miner = m
	s.keep(cand, out)
}

func first2(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// locate gives a place, or the other one where the first was not cited.
func locate(a, b evidence.Locator) evidence.Locator {
	if a.Evidence == nil {
		return b
	}
	return a
}

// poolReason says what one pool of a configuration names.
func poolReason(d detection.Pool, p observation.Pool) detection.Reason {
	clause := "a pool at " + (indicator.Endpoint{Host: d.Host, Port: p.Port}).Address()
	if d.Host == "" {
		clause = "a pool without an address"
	}
	if d.TLS {
		clause += " (TLS)"
	}
	r := detection.Reason{Clause: clause, Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}}
	if p.Address.At.Evidence != nil {
		r.At = append(r.At, p.Address.At)
	}
	login := detection.Reason{Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}}
	if p.User.At.Evidence != nil {
		login.At = append(login.At, p.User.At)
	}
	switch {
	case d.Payee == detection.PaysDonation:
		login.Clause = "it pays the miner's own developers"
		login.Held = false
	case d.Payee == detection.Placeholder:
		login.Clause, login.Held = "the login is a template's word", false
	case d.Payee == detection.NoPayee:
		login.Clause, login.Held = "no login is named", false
	case d.Wallet != nil:
		login.Clause = "the login is " + describe(*d.Wallet)
	default:
		login.Clause = "the login is an account, " + shorten(d.User)
	}
	r.Under = append(r.Under, login)
	return r
}

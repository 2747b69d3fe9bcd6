package mining

import (
	"fmt"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// environment judges variables that are set together: a server under the name
// of a pool and a wallet under the name of one.
func (s *session) environment(o observation.Observation, e observation.Environment, out detection.Emitter) {
	role := roleOfEvidence(o.Where)
	counts, payee := standing(e.Setting, role)
	v := readVariables(e.Owner, e.Set)
	server, user, pass, worker, end, login := v.server, v.user, v.pass, v.worker, v.end, v.login
	if user == nil && server == nil {
		return
	}
	d := detection.Pool{Host: end.Host, TLS: end.TLS, Wallet: login.Wallet, Payee: detection.NoPayee}
	if end.Port != 0 {
		n := end.Port
		d.Port = &n
	}
	if user != nil {
		d.User = clean(user.Value.Text)
		d.Payee = payeeOf(d.Host, d.User, login)
	}
	level, conf := v.level()
	if level == detection.NoneSeen {
		return
	}
	if d.Payee == detection.Placeholder || d.Payee == detection.PaysDonation {
		level = min(level, detection.Possible)
		if !running(e.Setting) {
			counts = false
		}
	}
	if !counts {
		level = detection.NoneSeen
		if payee != "" && d.Payee != detection.PaysDonation {
			d.Payee = payee
		}
	}
	m := detection.Miner{
		Family: first2(v.family, "unknown"), Algorithms: []string{}, Authorization: detection.UnknownConsent, Source: o.Where, Via: "environment",
		Role: role, Confidence: conf,
	}
	if v.algo != "" {
		m.Algorithms = append(m.Algorithms, v.algo)
		algo := v.algo
		d.Algorithm = &algo
	}
	if e.Owner != "" {
		p := e.Owner
		m.Program = &p
	}
	under := []detection.Reason{}
	because := func(format string, a *observation.Assignment, args ...any) {
		r := detection.Reason{Clause: fmt.Sprintf(format, args...), Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}}
		if a.Value.At.Evidence != nil {
			r.At = append(r.At, a.Value.At)
		}
		under = append(under, r)
	}
	d.At = o.Where
	userAt, passAt, workerAt := o.Where, o.Where, o.Where
	if server != nil {
		d.At = locate(server.Value.At.Locator, o.Where)
		because("%s names a server, %s", server, server.Name, end.Address())
	}
	if user != nil {
		userAt = locate(user.Value.At.Locator, o.Where)
		if login.Wallet != nil {
			because("%s is %s", user, user.Name, describe(*login.Wallet))
		} else {
			because("%s is a login, %s", user, user.Name, shorten(d.User))
		}
	}
	if pass != nil && server != nil {
		passAt = locate(pass.Value.At.Locator, o.Where)
		if t := clean(pass.Value.Text); readName(pass.Name).mining || v.family != "" {
			d.Password = &t
		}
	}
	if worker != nil {
		workerAt = locate(worker.Value.At.Locator, o.Where)
		t := clean(worker.Value.Text)
		d.Worker = &t
	}
	if e.Owner != "" && (ownerFamily(e.Owner) != "" || ownerMines(e.Owner)) {
		under = append(under, detection.Reason{Clause: "they are set for " + shorten(e.Owner) + ", a miner's name", Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}})
	}
	if v.mining > 0 {
		under = append(under, detection.Reason{Clause: count(v.mining, "name") + " among them that only mining has", Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}})
	}
	cite := evidence.Citation{Locator: o.Where}
	switch {
	case user != nil && user.Value.At.Evidence != nil:
		cite = user.Value.At
	case server != nil && server.Value.At.Evidence != nil:
		cite = server.Value.At
	}
	under = append(under, settingReason(e.Setting, role, nil, cite))
	m.Pools = []detection.Pool{d}
	cand := candidate{rule: ruleEnviron, miner: m, counts: counts, level: level, first: timeOf(o), last: timeOf(o)}
	cand.sighting = poolSightings(d, login, role, d.At, userAt, passAt, workerAt, d.Password != nil)
	cand.because = detection.Reason{Clause: "variables set together name a pool and who is paid there", Held: true, At: []evidence.Citation{cite}, Under: under}
	cand.title = "Variables that tell a miner its pool and payee"
	if server == nil {
		cand.because.Clause, cand.title = "a miner is given a wallet by a variable", "A variable that tells a miner its payee"
	}
	cand.subject = detection.Subject{Kind: "file", Name: nameOf(o.Where)}
	s.keep(cand, out)
}

// Confidences of variables (docs/confidence.md).
const (
	confidenceVariables = 0.95 // a server to mine at, and a valid wallet
	confidenceDamaged   = 0.90 // the same with a wallet that is damaged
	confidenceAccount   = 0.60 // an account, or a miner's wallet without a pool
)

// level is how much the variables say. A wallet without a pool is a shop's or a
// donation's, unless a miner's name goes with it.
func (v *variables) level() (detection.Level, float64) {
	valid := v.login.Wallet != nil && v.login.Wallet.Valid
	xmr := valid && v.login.Wallet.Coin == indicator.Monero
	image := v.family != "" && v.programs == 0 // said by what they are set for
	wellKnown := ordinaryPorts[v.end.Port] && !isStratum(v.end.Scheme)
	switch {
	case v.server != nil && valid && (v.aimed || v.family != "") && (v.strong || xmr && !wellKnown && knownPool(v.end.Host)):
		return detection.Likely, confidenceVariables
	case image && valid:
		return detection.Likely, confidenceVariables
	case v.server != nil && v.aimed && v.login.Wallet != nil && v.strong:
		return detection.Likely, confidenceDamaged
	case v.server != nil && v.user != nil && v.strong && !wellKnown && v.account():
		return detection.Possible, confidenceAccount
	case xmr && v.programs > 0 && v.mining > 1:
		return detection.Possible, confidenceAccount
	}
	return detection.NoneSeen, 0
}

// account reports whether enough goes with a login of no known shape.
func (v *variables) account() bool {
	return v.family != "" || v.mining > 1 && v.aimed && (isStratum(v.end.Scheme) || knownPool(v.end.Host) || speaksOfPools(v.end.Host) || v.algo != "")
}

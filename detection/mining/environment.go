package mining

import (
	"fmt"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// maxAssignments bounds the variables of a group that are looked at.
const maxAssignments = 1024

// varName tells what a variable is for, from the words of its name.
type varName struct {
	pool, wallet, pass, worker, port, algo bool
	mining                                 bool // a word that only mining has
	gift                                   bool // a place to send thanks to
}

func readName(name string) varName {
	var v varName
	parts := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c == '_' || c == '-' || c == '.' || c == ' ' })
	for _, w := range parts {
		switch w {
		case "pool", "pools", "poolurl", "pooladdress", "poolhost", "stratum", "poolserver":
			v.pool, v.mining = true, true
		case "url", "server", "host", "endpoint", "hostname", "uri", "node", "domain", "proxy":
			v.pool = true
		case "wallet", "walletaddress", "walletid", "xmrwallet", "payout", "wal":
			v.wallet = true
		case "address", "addr", "user", "username", "login", "account", "usr":
			v.wallet = true
		case "pass", "password", "passwd", "pwd", "psw":
			v.pass = true
		case "worker", "rig", "workername", "rigid", "rigname", "minername":
			v.worker = true
		case "port", "poolport":
			v.port = true
		case "algo", "algorithm":
			v.algo = true
		case "donate", "donation", "donations", "tip", "tips", "tipjar", "fund", "funding", "sponsor", "support", "thanks":
			v.gift = true
		}
		switch {
		case strings.HasPrefix(w, "xmrig"), strings.HasPrefix(w, "miner"), w == "mining", w == "mine", w == "xmr", w == "randomx", w == "rig", w == "hashrate", w == "cpuminer", w == "ccminer":
			v.mining = true
		}
	}
	if len(parts) == 1 && (v.mining || strings.HasPrefix(parts[0], "xmr")) {
		switch p := parts[0]; {
		case strings.Contains(p, "pool"), strings.HasSuffix(p, "url"), strings.HasSuffix(p, "host"):
			v.pool = true
		case strings.Contains(p, "wallet"), strings.Contains(p, "user"), strings.Contains(p, "addr"), p == "xmr":
			v.wallet = true
		}
	}
	return v
}

// environment judges variables that are set together: a server under the name
// of a pool and a wallet under the name of one.
func (s *session) environment(o observation.Observation, e observation.Environment, out detection.Emitter) {
	role := roleOfEvidence(o.Where)
	counts, payee := standing(e.Setting, role)
	family := ownerFamily(e.Owner)
	mining := 0 // names that only mining has
	var server, user, pass, worker *observation.Assignment
	var end indicator.Endpoint
	var login indicator.Login
	var port int
	var algo string
	grade := 0
	for i := range e.Set[:min(len(e.Set), maxAssignments)] {
		a := &e.Set[i]
		n, v := readName(a.Name), clean(a.Value.Text)
		if v == "" || n.gift {
			continue
		}
		if n.mining {
			mining++
		}
		switch {
		case n.algo && isAlgorithm(v):
			algo = v
			mining++
		case n.port && !n.pass:
			if p, ok := indicator.ParseEndpoint("h:" + v); ok && n.mining {
				port = p.Port
			}
		case n.pass && (n.mining || pass == nil):
			pass = a
		case n.worker && !n.wallet && indicatorOf(v) == nil:
			worker = a
		default:
			l := indicator.SplitLogin(v)
			if l.Wallet != nil && (n.wallet || n.mining) {
				if g := walletGrade(*l.Wallet, n); user == nil || g > grade {
					user, login, grade = a, l, g
				}
				continue
			}
			if ep, ok := indicator.ParseEndpoint(v); ok && (n.pool || n.mining) && (ep.Port != 0 || ep.Grade() >= indicator.HostName) && !strings.HasPrefix(ep.Scheme, "http") {
				if isStratum(ep.Scheme) {
					mining += 2
				}
				if server == nil || n.mining {
					server, end = a, ep
				}
				continue
			}
			if n.wallet && user == nil && n.mining {
				user, login = a, l
			}
		}
	}
	if user == nil && server == nil {
		return
	}
	if server != nil && end.Port == 0 && port != 0 {
		end.Port = port
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
	valid := login.Wallet != nil && login.Wallet.Valid
	xmr := valid && login.Wallet.Coin == indicator.Monero
	strong := family != "" || mining > 0
	var level detection.Level
	var conf float64
	switch {
	case server != nil && valid && (strong || xmr && !ordinaryPorts[end.Port] && knownPool(end.Host)):
		level, conf = detection.Likely, 0.95
	case family != "" && valid:
		level, conf = detection.Likely, 0.95
	case server != nil && login.Wallet != nil && strong:
		level, conf = detection.Likely, 0.9
	case server != nil && user != nil && strong && !ordinaryPorts[end.Port] && (family != "" || mining > 1 && (isStratum(end.Scheme) || knownPool(end.Host) || algo != "")):
		level, conf = detection.Possible, 0.6
	case xmr && mining > 1 && user != nil:
		level, conf = detection.Possible, 0.6
	default:
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
		Family: first2(family, "unknown"), Algorithms: []string{}, Authorization: detection.UnknownConsent, Source: o.Where, Via: "environment",
		Role: role, Counts: counts, Confidence: conf,
	}
	if algo != "" {
		m.Algorithms = append(m.Algorithms, algo)
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
		if t := clean(pass.Value.Text); readName(pass.Name).mining || family != "" {
			d.Password = &t
		}
	}
	if worker != nil {
		workerAt = locate(worker.Value.At.Locator, o.Where)
		t := clean(worker.Value.Text)
		d.Worker = &t
	}
	if family != "" {
		under = append(under, detection.Reason{Clause: "they are set for " + shorten(e.Owner) + ", a miner's name", Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}})
	}
	if mining > 0 {
		under = append(under, detection.Reason{Clause: count(mining, "name") + " among them that only mining has", Held: true, At: []evidence.Citation{}, Under: []detection.Reason{}})
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
	cand := candidate{rule: ruleEnviron, miner: m, level: level, first: timeOf(o), last: timeOf(o)}
	cand.sighting = poolSightings(d, login, role, d.At, userAt, passAt, workerAt, d.Password != nil)
	cand.because = detection.Reason{Clause: "variables set together name a pool and who is paid there", Held: true, At: []evidence.Citation{cite}, Under: under}
	cand.title = "Variables that tell a miner its pool and payee"
	if server == nil {
		cand.because.Clause, cand.title = "a miner is given a wallet by a variable", "A variable that tells a miner its payee"
	}
	cand.subject = detection.Subject{Kind: "file", Name: nameOf(o.Where)}
	s.keep(cand, out)
}

// ownerFamily finds a miner's name in an image, a unit or a section.
func ownerFamily(owner string) string {
	for f := range strings.FieldsFuncSeq(strings.ToLower(owner), func(c rune) bool { return strings.ContainsRune("/:@ .", c) }) {
		if n := familyOf(f); n != "" && n != "monerod" {
			return n
		}
		for _, p := range strings.FieldsFunc(f, func(c rune) bool { return c == '-' || c == '_' }) {
			if n := familyOf(p); n != "" && n != "monerod" {
				return n
			}
		}
	}
	return ""
}

func walletGrade(w indicator.Wallet, n varName) int {
	g := 1
	if w.Valid {
		g++
	}
	if w.Coin == indicator.Monero {
		g++
	}
	if n.mining {
		g++
	}
	return g
}

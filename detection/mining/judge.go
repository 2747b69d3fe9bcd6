package mining

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"lamproom/detection"
	"lamproom/indicator"
)

// Verdict is what an argument list says of mining, as if it were run.
type Verdict struct {
	Miner      detection.Miner // without source, role and authorization
	Confidence float64         // measured, see docs/confidence.md
	Score      float64         // sum of the weights, natural logarithm of odds
	Level      detection.Level
	Because    string   // in one sentence
	Reasons    []Reason // for and against, the heaviest first
	Template   bool     // every login is a placeholder, a variable or the developers' own
	pools      []poolReading
	complete   bool // a miner's name with all that it needs, filled in or not
}

// Reason is a clause with the argument that shows it (-1: the line as a whole).
type Reason struct {
	Clause string
	Held   bool // speaks for mining
	Arg    int
}

// bands turn a score into a confidence: the share of mining among the labelled
// lines with a score from the border on up to the next. TestBands measures them.
var bands = []struct{ from, confidence float64 }{
	{math.Inf(-1), 0.01},
	{-1.5, 0.10},
	{0, 0.60},
	{1, 0.85},
	{2.5, 0.90},
	{5, 0.99},
}

// confidence gives the measured share of a score's band.
func confidence(score float64) float64 {
	c := 0.0
	for _, b := range bands {
		if score >= b.from {
			c = b.confidence
		}
	}
	return c
}

// floor is the score from which a line is said to mine at all.
const floor = 0

// sure is the score from which a complete line is likely to mine.
const sure = 1

// Judge weighs an argument list. argv[0] is the program, "" where it is unknown.
func Judge(argv []string) Verdict {
	r := read(argv)
	fs := features(&r, true)
	v := r.verdict(sum(fs))
	slices.SortStableFunc(fs, func(a, b feature) int {
		switch x, y := math.Abs(a.weight), math.Abs(b.weight); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	for _, f := range fs {
		v.Reasons = append(v.Reasons, Reason{Clause: f.clause, Held: f.weight > 0, Arg: f.arg})
	}
	v.Miner = r.miner(v.Confidence)
	v.Template = len(r.pools) > 0
	for _, p := range r.pools {
		if p.payee == detection.PaysOperator || p.payee == detection.NoPayee && p.hasURL && !p.open {
			v.Template = false
		}
	}
	v.complete = r.complete()
	v.Because = r.sentence()
	return v
}

// verdict is the part of the judgement that is a number.
func (r *reading) verdict(score float64) Verdict {
	v := Verdict{Score: score, Confidence: confidence(score), Level: r.level(score), pools: r.pools}
	if v.Level == detection.NoneSeen && v.Score >= floor {
		v.Confidence = min(v.Confidence, 0.3)
	}
	return v
}

// level is how much a line says when its score is what it is: likely where it is
// complete, possible where something is missing.
func (r *reading) level(score float64) detection.Level {
	if score < floor {
		return detection.NoneSeen
	}
	pool, login := false, false
	for _, p := range r.pools {
		complete := p.hasURL && !p.open || r.solo || r.family == "p2pool"
		pool = pool || p.hasURL && !p.loose
		if complete && p.payee == detection.PaysOperator && (p.login.Wallet != nil || p.checked || p.login.Email != "" || longToken(p.login.Address) || score >= 2.5 || r.family != "") {
			login = true
		}
	}
	switch {
	case r.program == "" && r.remainder():
		return detection.NoneSeen
	case login && score >= sure && (!r.odd || score >= 2.5):
		return detection.Likely
	case r.family == "" && !pool && !r.walletLike():
		return detection.NoneSeen // options alone, or an address that no option takes
	case r.family != "" && !pool && !r.anyUser() && !r.started():
		return detection.NoneSeen // a name alone
	}
	return detection.Possible
}

// started reports whether a program with a miner's name has options that make it
// mine: settings in a file count, a question for its version does not.
func (r *reading) started() bool {
	n := 0
	for _, o := range r.options {
		switch o.Name {
		case "version", "V", "help", "h", "bench", "stress", "benchmark", "dry-run", "verify", "export-topology", "print-platforms":
			return false
		}
		if r.family != "monerod" && r.family != "xmr-node-proxy" && (telling[o.Name].weight > 0 || o.Name == "config" || o.Name == "c" || o.Name == "algo" || o.Name == "a") {
			n++
		}
	}
	return n > 0
}

func (r *reading) miner(conf float64) detection.Miner {
	m := detection.Miner{Family: r.family, Algorithms: []string{}, Authorization: detection.UnknownConsent, Pools: []detection.Pool{}, DonateLevel: r.donate, Via: "command_line", Confidence: conf}
	if m.Family == "" {
		m.Family = "unknown"
	}
	if r.program != "" {
		p := r.program
		m.Program = &p
	}
	for _, a := range r.algorithms {
		if !slices.Contains(m.Algorithms, a) {
			m.Algorithms = append(m.Algorithms, a)
		}
	}
	for _, p := range r.pools {
		m.Pools = append(m.Pools, p.pool())
	}
	return m
}

// pool is the reading in the contract's form.
func (p poolReading) pool() detection.Pool {
	d := detection.Pool{Host: p.endpoint.Host, TLS: p.tls, User: p.user, Wallet: p.login.Wallet, Payee: p.payee}
	if p.endpoint.Port != 0 {
		n := p.endpoint.Port
		d.Port = &n
	}
	if p.hasPass {
		s := p.pass
		d.Password = &s
	}
	if p.worker != "" {
		s := p.worker
		d.Worker = &s
	}
	if p.algo != "" {
		s := p.algo
		d.Algorithm = &s
	}
	return d
}

// sentence says what the line tells a program to do.
func (r *reading) sentence() string {
	what := "a program"
	if r.program != "" {
		what = shorten(r.program)
	}
	p, ok := r.best()
	if !ok || !p.hasURL {
		if r.walletLike() {
			return what + " is given a wallet to mine for, and no pool"
		}
		return what + " is started as a miner is"
	}
	where := p.endpoint.Address()
	if p.endpoint.Host == "" {
		where = "a server that a variable names"
	}
	if p.tls {
		where += " (TLS)"
	}
	s := fmt.Sprintf("%s is told to work for %s", what, where)
	switch p.payee {
	case detection.PaysOperator:
		s += " as " + shorten(p.user)
	case detection.PaysDonation:
		s += " for the miner's own developers"
	case detection.Placeholder:
		s += ", the login still to be filled in"
	}
	return s
}

func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:18], "") + "…" + strings.ToValidUTF8(s[len(s)-12:], "")
}

// Interpret reads an argument list as a miner's. It is false where the list is
// not at least possibly one's. It is [Judge] without the reasons.
func Interpret(argv []string) (detection.Miner, float64, bool) {
	r := read(argv)
	v := r.verdict(sum(features(&r, false)))
	if v.Level < detection.Possible {
		return detection.Miner{}, v.Confidence, false
	}
	return r.miner(v.Confidence), v.Confidence, true
}

// indicatorHost is the host of a pool as an indicator, false if it is none.
func indicatorHost(host string) (indicator.Indicator, bool) {
	switch _, g := indicator.ParseHost(host); {
	case g == indicator.HostIP:
		return indicator.New(indicator.TypeIP, host)
	case g >= indicator.HostUnknown:
		return indicator.New(indicator.TypeDomain, host)
	}
	return indicator.Indicator{}, false
}

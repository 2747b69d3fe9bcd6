package mining

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// The rules of this package: one a kind of statement.
var (
	ruleCommand = detection.Rule{ID: "mining.command-line", Title: "A command that mines", Severity: detection.High, Techniques: []string{"T1496.001"}}
	ruleConfig  = detection.Rule{ID: "mining.configuration", Title: "A miner's configuration", Severity: detection.High, Techniques: []string{"T1496.001"}}
	ruleEnviron = detection.Rule{ID: "mining.environment", Title: "Variables that tell a miner its pool and payee", Severity: detection.High, Techniques: []string{"T1496.001"}}
	ruleOutput  = detection.Rule{ID: "mining.output", Title: "A miner's own log", Severity: detection.High, Techniques: []string{"T1496.001"}}
)

// Detector judges command lines, configurations, variables and miners' logs.
type Detector struct{}

// New returns the detector.
func New() Detector { return Detector{} }

// Rules implements [detection.Detector].
func (Detector) Rules() []detection.Rule {
	return []detection.Rule{ruleCommand, ruleConfig, ruleEnviron, ruleOutput}
}

// Needs implements [detection.Detector].
func (Detector) Needs() []observation.Kind {
	return []observation.Kind{observation.KindCommandLine, observation.KindMinerConfig, observation.KindEnvironment, observation.KindMinerOutput}
}

// Begin implements [detection.Detector].
func (Detector) Begin(l detection.Limits) detection.Session {
	return &session{limits: l, index: map[string]int{}, logs: map[logKey]*minerLog{}}
}

// maxCandidates bounds what a session keeps to join statements of one miner. A
// statement beyond it is emitted at once, without being joined.
const maxCandidates = 512

// candidate is a miner that was recognised and is not emitted yet.
type candidate struct {
	rule     detection.Rule
	miner    detection.Miner
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

type session struct {
	limits     detection.Limits
	candidates []candidate
	index      map[string]int // key of a miner → candidate
	logs       map[logKey]*minerLog
	logOrder   []logKey
	forgotten  int
}

// Observe implements [detection.Session].
func (s *session) Observe(o observation.Observation, out detection.Emitter) error {
	switch f := o.Fact.(type) {
	case observation.CommandLine:
		s.command(o, f, out)
	case observation.MinerConfig:
		s.config(o, f, out)
	case observation.Environment:
		s.environment(o, f, out)
	case observation.MinerOutput:
		s.output(o, f)
	}
	return nil
}

// End implements [detection.Session].
func (s *session) End(out detection.Emitter) error {
	s.closeLogs(out)
	for i := range s.candidates {
		emit(&s.candidates[i], s.limits, out)
	}
	s.candidates, s.index = nil, map[string]int{}
	return nil
}

// viaRank orders how a miner was seen: what tells most stands first.
var viaRank = map[string]int{"process": 0, "command_line": 1, "config_file": 2, "log": 3, "embedded_config": 4, "environment": 5}

// keep holds a candidate until the end, or joins it with the one that names the
// same pools and logins.
func (s *session) keep(c candidate, out detection.Emitter) {
	k := key(c.miner)
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
		fill(&have.miner, c.miner)
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
	if c.miner.Counts != d.miner.Counts {
		return c.miner.Counts
	}
	return viaRank[c.miner.Via] < viaRank[d.miner.Via]
}

// fill takes over what only the other statement of the same miner told.
func fill(m *detection.Miner, from detection.Miner) {
	if m.Family == "unknown" && from.Counts == m.Counts {
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
func key(m detection.Miner) string {
	var b strings.Builder
	for _, p := range m.Pools {
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
	return fmt.Sprint(m.Counts) + b.String()
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
	if c.miner.Counts || c.miner.Role == evidence.Observed {
		f := detection.Finding{
			Rule: c.rule.ID, Title: c.title, Severity: c.rule.Severity, Confidence: c.miner.Confidence, Mining: c.level,
			Techniques: c.rule.Techniques, Subject: c.subject, First: c.first, Last: c.last, Because: c.because, Gaps: c.gaps,
		}
		if f.Gaps == nil {
			f.Gaps = []string{}
		}
		switch {
		case !c.miner.Counts:
			f.Severity, f.Techniques = detection.Info, []string{}
		case c.level == detection.Possible:
			f.Severity = detection.Medium
		case c.level == detection.Confirmed:
			f.Severity = detection.Critical
		}
		out.Finding(f)
	}
	if c.miner.Counts {
		out.Miner(c.miner)
	}
	for _, s := range c.sighting {
		out.Sighting(s)
	}
}

func roleOfEvidence(l evidence.Locator) evidence.Role {
	if l.Evidence == nil {
		return evidence.Observed
	}
	return l.Evidence.Role
}

func nameOf(l evidence.Locator) string {
	if l.Evidence == nil {
		return ""
	}
	return l.Evidence.Name
}

func timeOf(o observation.Observation) *time.Time {
	if o.Time.IsZero() {
		return nil
	}
	t := o.Time.UTC()
	return &t
}

// standing says whether a statement in that setting and role may count, and if
// not what its logins are.
func standing(set observation.Setting, role evidence.Role) (counts bool, payee detection.Payee) {
	switch {
	case set == observation.Pattern:
		return false, detection.Decoy
	case role != evidence.Observed, !set.Runs():
		return false, detection.Example
	}
	return true, ""
}

// running reports whether a statement in that setting was run or will be without
// anybody's doing, so that even a template in it means something.
func running(set observation.Setting) bool {
	switch set {
	case observation.Process, observation.Schedule, observation.Service, observation.History:
		return true
	}
	return false
}

// scripted reports whether a miner's command in that setting is there to be run
// as it stands, its values from the environment.
func scripted(set observation.Setting) bool {
	return set == observation.Script || set == observation.Container
}

// documentation reports whether a file is a text to read by its name.
func documentation(name string) bool {
	name = strings.ToLower(name)
	for _, end := range []string{".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc", ".html", ".htm"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

var settingWords = map[observation.Setting]string{
	observation.Script: "a script", observation.Code: "a program's source", observation.Container: "a container's description", observation.Schedule: "a schedule",
	observation.Service: "a service", observation.Process: "a list of running processes", observation.History: "a history of commands", observation.Config: "a configuration",
	observation.Strings: "the strings of a binary", observation.Log: "a log", observation.Bare: "a line of text", observation.Comment: "a comment",
	observation.Printed: "text shown to a user", observation.Prose: "running text", observation.Pattern: "a pattern to look for",
}

func (s *session) command(o observation.Observation, c observation.CommandLine, out detection.Emitter) {
	if c.Seeks || c.Wraps { // what it names is hunted, or is stated by itself
		return
	}
	argv := make([]string, len(c.Argv))
	for i, a := range c.Argv {
		argv[i] = a.Text
	}
	v := Judge(argv)
	if v.Score < floor || v.Level == detection.NoneSeen {
		return
	}
	role := roleOfEvidence(o.Where)
	counts, payee := standing(c.Setting, role)
	level := v.Level
	if counts && v.Template && !running(c.Setting) && !s.concrete(v) && !(v.complete && scripted(c.Setting)) {
		counts = false
	}
	if counts && v.Template && documentation(nameOf(o.Where)) {
		counts = false // a guide's example with the reader's own wallet to fill in
	}
	if v.Template {
		level = min(level, detection.Possible)
	}
	if !counts {
		level = detection.NoneSeen
	}
	if c.Alias != "" && len(argv) > 0 && familyOf(argv[0]) == "" && v.Miner.Family == "unknown" {
		if f := familyOf(c.Alias); f != "" {
			v.Miner.Family = f
		}
	}
	m := v.Miner
	m.Source, m.Role, m.Counts = o.Where, role, counts
	if c.Setting == observation.Process {
		m.Via = "process"
	}
	cand := candidate{rule: ruleCommand, level: level, first: timeOf(o), last: timeOf(o)}
	at := func(i int) evidence.Citation {
		if i >= 0 && i < len(c.Argv) && c.Argv[i].At.Evidence != nil {
			return c.Argv[i].At
		}
		return c.Raw.At
	}
	for i := range m.Pools {
		p, r := &m.Pools[i], v.pools[i]
		own := p.Payee
		if payee != "" && own != detection.PaysDonation {
			p.Payee = payee
		}
		p.At = at(first(r.urlAt, r.userAt)).Locator
		cand.sighting = append(cand.sighting, poolSightings(*p, r.login, role, p.At, at(first(r.userAt, r.urlAt)).Locator, at(first(r.passAt, r.userAt)).Locator, at(first(r.workerAt, r.userAt)).Locator, r.hasPass)...)
		if own == detection.Placeholder || own == detection.NoPayee {
			p.Payee = own
		}
	}
	if m.Program != nil {
		if _, ok := indicator.ParsePath(*m.Program); ok {
			if ind, ok := indicator.New(indicator.TypePath, *m.Program); ok {
				cand.sighting = append(cand.sighting, detection.Sighting{Indicator: ind, At: at(0).Locator, Role: role, Use: detection.UseProgram})
			}
		}
	}
	cand.because = detection.Reason{Clause: v.Because, Held: true, At: []evidence.Citation{c.Raw.At}, Under: []detection.Reason{}}
	for _, r := range v.Reasons {
		cand.because.Under = append(cand.because.Under, detection.Reason{Clause: r.Clause, Held: r.Held, At: cites(r.Arg, at), Under: []detection.Reason{}})
	}
	cand.because.Under = append(cand.because.Under, settingReason(c.Setting, role, c.Wrappers, c.Raw.At))
	if len(c.Unresolved) > 0 {
		cand.gaps = append(cand.gaps, "values that the text does not set: "+strings.Join(c.Unresolved[:min(len(c.Unresolved), 8)], ", "))
	}
	cand.title = title(m, level, c.Setting)
	cand.subject = detection.Subject{Kind: "file", Name: nameOf(o.Where)}
	if c.Setting == observation.Process && m.Program != nil {
		cand.subject = detection.Subject{Kind: "process", Name: *m.Program}
	}
	cand.miner = m
	s.keep(cand, out)
}

// concrete reports whether a template's line names a real pool and leaves only
// the wallet to a variable, which somebody fills in when it runs, or to a
// placeholder behind a known miner's name: a start script as it is unpacked.
func (s *session) concrete(v Verdict) bool {
	for _, p := range v.pools {
		if p.hasURL && !p.open && !donationHosts[p.endpoint.Host] && (isVariable(p.user) || p.payee == detection.PaysDonation || v.Miner.Family != "unknown" && p.payee == detection.Placeholder) {
			return true
		}
	}
	return false
}

func first(a, b int) int {
	if a >= 0 {
		return a
	}
	return b
}

func cites(arg int, at func(int) evidence.Citation) []evidence.Citation {
	if arg < 0 {
		return []evidence.Citation{}
	}
	return []evidence.Citation{at(arg)}
}

func settingReason(set observation.Setting, role evidence.Role, wrappers []string, at evidence.Citation) detection.Reason {
	r := detection.Reason{Held: set.Runs() && role == evidence.Observed, At: []evidence.Citation{at}, Under: []detection.Reason{}}
	where := settingWords[set]
	if where == "" {
		where = "text"
	}
	switch {
	case role == evidence.Reported:
		r.Clause = "it stands in " + where + " that speaks of other machines"
	case len(wrappers) > 0:
		r.Clause = "it stands in " + where + ", started by " + strings.Join(wrappers, ", ")
	default:
		r.Clause = "it stands in " + where
	}
	return r
}

// title says in plain words what was found.
func title(m detection.Miner, level detection.Level, set observation.Setting) string {
	what := "A command that mines"
	switch {
	case !m.Counts:
		what = "A command that mines, as an example"
	case level == detection.Possible:
		what = "A command that may mine"
	case set == observation.Process:
		what = "A running program that mines"
	}
	for _, p := range m.Pools {
		if p.Host != "" {
			what += " at " + shorten(p.Host)
			if p.Port != nil {
				what += ":" + strconv.Itoa(*p.Port)
			}
			break
		}
	}
	return what
}

// poolSightings are the indicators of one pool, each with its place and use.
func poolSightings(p detection.Pool, login indicator.Login, role evidence.Role, poolAt, userAt, passAt, workerAt evidence.Locator, hasPass bool) []detection.Sighting {
	var out []detection.Sighting
	see := func(ind indicator.Indicator, w *indicator.Wallet, at evidence.Locator, use detection.Use) {
		out = append(out, detection.Sighting{Indicator: ind, Wallet: w, At: at, Role: role, Use: use})
	}
	use := func(own detection.Use) detection.Use {
		switch p.Payee {
		case detection.PaysDonation:
			return detection.UseDonation
		case detection.Example:
			return detection.UseExample
		case detection.Decoy:
			return detection.UseDecoy
		}
		return own
	}
	poolUse := use(detection.UsePool)
	if p.Payee == detection.PaysDonation && !donationHosts[p.Host] {
		poolUse = detection.UsePool // the developers' wallet at somebody's pool
	}
	if ind, ok := indicatorHost(p.Host); ok {
		see(ind, nil, poolAt, poolUse)
	}
	if p.Port != nil && p.Host != "" && !isVariable(p.Host) {
		if ind, ok := indicator.New(indicator.TypeEndpoint, (indicator.Endpoint{Host: p.Host, Port: *p.Port}).Address()); ok {
			see(ind, nil, poolAt, poolUse)
		}
	}
	if p.Payee == detection.Placeholder || p.Payee == detection.NoPayee {
		return out
	}
	switch {
	case p.Wallet != nil:
		see(p.Wallet.Indicator(), p.Wallet, userAt, use(detection.UsePayee))
	case login.Email != "":
		if ind, ok := indicator.New(indicator.TypeEmail, login.Email); ok {
			see(ind, nil, userAt, use(detection.UseLogin))
		}
	case login.Address != "" && len(login.Address) <= 256 && !IsPlaceholder(p.User):
		see(indicator.Indicator{Type: indicator.TypeWorker, Value: login.Address}, nil, userAt, use(detection.UseLogin))
	}
	if hasPass && p.Password != nil && *p.Password != "" && !isVariable(*p.Password) {
		see(indicator.Indicator{Type: indicator.TypePassword, Value: *p.Password}, nil, passAt, use(detection.UsePassword))
	}
	if p.Worker != nil && *p.Worker != "" && !isVariable(*p.Worker) {
		see(indicator.Indicator{Type: indicator.TypeWorker, Value: *p.Worker}, nil, workerAt, use(detection.UseWorker))
	}
	if login.Email != "" && p.Wallet != nil {
		if ind, ok := indicator.New(indicator.TypeEmail, login.Email); ok {
			see(ind, nil, userAt, use(detection.UseLogin))
		}
	}
	slices.SortStableFunc(out, func(a, b detection.Sighting) int { return cmp.Compare(a.At.Offset, b.At.Offset) })
	return out
}

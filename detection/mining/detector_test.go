package mining

import (
	"strings"
	"testing"
	"time"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/format/commandline"
	"lamproom/indicator"
	"lamproom/observation"
)

const (
	refWallet = "4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS"
	ownWallet = "41iPDcA3gyGLS3t6TZDZLPczLEnpk4qXpdvELX1jbU674zninGpLwfYgZwNSNn7tHHMr6yoHrwcDNKTY3a5na5aiEApr3cn"
	donation  = "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"
)

// recorder keeps what a session emits.
type recorder struct {
	findings  []detection.Finding
	miners    []detection.Miner
	sightings []detection.Sighting
	events    []detection.Event
}

func (r *recorder) Finding(f detection.Finding)   { r.findings = append(r.findings, f) }
func (r *recorder) Miner(m detection.Miner)       { r.miners = append(r.miners, m) }
func (r *recorder) Sighting(s detection.Sighting) { r.sightings = append(r.sightings, s) }
func (r *recorder) Event(e detection.Event)       { r.events = append(r.events, e) }
func (r *recorder) Report(detection.Report)       {}

func (r *recorder) level() detection.Level {
	l := detection.NoneSeen
	for _, f := range r.findings {
		l = max(l, f.Mining)
	}
	return l
}

func (r *recorder) sees(t indicator.Type, value string, use detection.Use) bool {
	for _, s := range r.sightings {
		if s.Indicator.Type == t && s.Indicator.Value == value && s.Use == use {
			return true
		}
	}
	return false
}

func value(ev *evidence.Evidence, raw, text string, from int) observation.Value {
	if i := strings.Index(raw, text); i >= 0 && text != "" {
		return observation.Value{Text: text, At: evidence.Cite(ev, []byte(raw), 0, i, i+len(text))}
	}
	return observation.Value{Text: text, At: evidence.Cite(ev, []byte(raw), 0, from, from)}
}

// lines makes an observation of every command in a text.
func lines(ev *evidence.Evidence, text string, set observation.Setting) []observation.Observation {
	cs, names := commandline.Split([]byte(text), commandline.Guess([]byte(text)), nil)
	var out []observation.Observation
	for _, c := range cs {
		f := observation.CommandLine{Raw: observation.Value{Text: text, At: evidence.Cite(ev, []byte(text), 0, c.Start, c.End)}, Setting: set, Wrappers: c.Wrappers, Alias: c.Alias, Unresolved: names}
		for _, a := range c.Argv {
			f.Argv = append(f.Argv, observation.Value{Text: a.Text, At: evidence.Cite(ev, []byte(text), 0, a.Start, a.End)})
		}
		out = append(out, observation.Observation{Where: f.Raw.At.Locator, Fact: f})
	}
	return out
}

func observe(t *testing.T, os ...observation.Observation) *recorder {
	t.Helper()
	r := &recorder{}
	s := New().Begin(detection.DefaultLimits())
	for _, o := range os {
		if err := s.Observe(o, r); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.End(r); err != nil {
		t.Fatal(err)
	}
	for i := range r.findings {
		r.findings[i].Seal()
	}
	return r
}

func TestReferenceCase(t *testing.T) {
	ev := &evidence.Evidence{Name: "installer.bin"}
	r := observe(t, lines(ev, "intelservice.exe -o barjuok.ryongnamsan.edu.kp -u "+refWallet+" -p KJU -k", observation.Strings)...)
	if r.level() != detection.Likely || len(r.miners) != 1 {
		t.Fatalf("level %v, %d miners", r.level(), len(r.miners))
	}
	p := r.miners[0].Pools[0]
	if p.Host != "barjuok.ryongnamsan.edu.kp" || p.Port != nil || p.Wallet == nil || p.Wallet.Kind != "integrated" || *p.Wallet.PaymentID != "4464313cf611b3b8" || *p.Password != "KJU" || p.Payee != detection.PaysOperator {
		t.Errorf("pool %+v", p)
	}
	for _, want := range []struct {
		t   indicator.Type
		v   string
		use detection.Use
	}{
		{indicator.TypeWallet, refWallet, detection.UsePayee}, {indicator.TypeDomain, "barjuok.ryongnamsan.edu.kp", detection.UsePool}, {indicator.TypePassword, "KJU", detection.UsePassword},
	} {
		if !r.sees(want.t, want.v, want.use) {
			t.Errorf("no sighting of %s %s as %s", want.t, want.v, want.use)
		}
	}
	if f := r.findings[0]; f.Because.At == nil || !strings.Contains(text(f.Because), "integrated address, payment id 4464313cf611b3b8") || !strings.HasPrefix(f.ID, "mining.command-line-") {
		t.Errorf("finding %s: %s", f.ID, text(f.Because))
	}
}

// text writes a tree of reasons.
func text(r detection.Reason) string {
	s := r.Clause + "; "
	for _, u := range r.Under {
		s += text(u)
	}
	return s
}

// TestStanding: where a line stands decides whether it counts.
func TestStanding(t *testing.T) {
	mine := "x -o pool.supportxmr.com:3333 -u " + ownWallet + " -p x"
	template := "xmrig -o pool.supportxmr.com:3333 -u YOUR_WALLET_ADDRESS -p x"
	open := "xmrig -o $POOL -u $WALLET -p x"
	nameless := "run -o $POOL -u $WALLET -p x"
	half := "xmrig -o pool.supportxmr.com:3333 -u $WALLET -p x"
	gift := "xmrig -o donate.v2.xmrig.com:3333 -u " + donation + " -p x"
	for _, tt := range []struct {
		line  string
		set   observation.Setting
		role  evidence.Role
		level detection.Level
		payee detection.Payee
	}{
		{mine, observation.Script, evidence.Observed, detection.Likely, detection.PaysOperator},
		{mine, observation.Process, evidence.Observed, detection.Likely, detection.PaysOperator},
		{mine, observation.Comment, evidence.Observed, detection.NoneSeen, detection.Example},
		{mine, observation.Printed, evidence.Observed, detection.NoneSeen, detection.Example},
		{mine, observation.Prose, evidence.Reported, detection.NoneSeen, detection.Example},
		{mine, observation.Script, evidence.Reported, detection.NoneSeen, detection.Example},
		{mine, observation.Pattern, evidence.Observed, detection.NoneSeen, detection.Decoy},
		{template, observation.Script, evidence.Observed, detection.Possible, detection.Placeholder},
		{template, observation.Printed, evidence.Observed, detection.NoneSeen, detection.Placeholder},
		{template, observation.Process, evidence.Observed, detection.Possible, detection.Placeholder},
		{template, observation.Schedule, evidence.Observed, detection.Possible, detection.Placeholder},
		{open, observation.Container, evidence.Observed, detection.Possible, detection.Placeholder},
		{open, observation.Code, evidence.Observed, detection.NoneSeen, detection.Placeholder},
		{open, observation.Bare, evidence.Observed, detection.NoneSeen, detection.Placeholder},
		{nameless, observation.Script, evidence.Observed, detection.NoneSeen, detection.Placeholder},
		{half, observation.Script, evidence.Observed, detection.Possible, detection.Placeholder},
		{gift, observation.Script, evidence.Observed, detection.NoneSeen, detection.PaysDonation},
		{gift, observation.Process, evidence.Observed, detection.Possible, detection.PaysDonation},
	} {
		ev := &evidence.Evidence{Name: "f", Role: tt.role}
		r := observe(t, lines(ev, tt.line, tt.set)...)
		if r.level() != tt.level || len(r.miners) != min(int(tt.level), 1) {
			t.Errorf("%s in %s, %s: %s, %d miners; want %s", tt.line, tt.set, tt.role, r.level(), len(r.miners), tt.level)
			continue
		}
		for _, m := range r.miners {
			if m.Pools[0].Payee != tt.payee {
				t.Errorf("%s in %s: payee %s, want %s", tt.line, tt.set, m.Pools[0].Payee, tt.payee)
			}
		}
		if use, ok := map[detection.Payee]detection.Use{detection.Example: detection.UseExample, detection.Decoy: detection.UseDecoy}[tt.payee]; ok && !r.sees(indicator.TypeWallet, ownWallet, use) {
			t.Errorf("%s in %s: the wallet is not named as what it is, %s", tt.line, tt.set, use)
		}
		for _, s := range r.sightings {
			if s.Use == detection.UsePayee && tt.payee != detection.PaysOperator {
				t.Errorf("%s in %s: %s is named as payee", tt.line, tt.set, s.Indicator.Value)
			}
		}
	}
}

func pool(ev *evidence.Evidence, raw, address, host string, port int, user, pass string) observation.Pool {
	return observation.Pool{Address: value(ev, raw, address, 0), Host: host, Port: port, User: value(ev, raw, user, 0), Password: value(ev, raw, pass, 0)}
}

func TestConfig(t *testing.T) {
	ev := &evidence.Evidence{Name: "config.json"}
	raw := `{"pools":[{"url":"pool.supportxmr.com:3333","user":"` + ownWallet + `","pass":"x"}],"donate-level":1}`
	own := pool(ev, raw, "pool.supportxmr.com:3333", "pool.supportxmr.com", 3333, ownWallet, "x")
	gift := pool(ev, raw, "", "donate.v2.xmrig.com", 3333, donation, "x")
	blank := pool(ev, raw, "", "mine.c3pool.com", 13333, "YOUR_WALLET_ADDRESS", "x")
	for _, tt := range []struct {
		name  string
		c     observation.MinerConfig
		level detection.Level
		via   string
	}{
		{"own", observation.MinerConfig{Layout: "xmrig", Setting: observation.Config, Whole: true, Pools: []observation.Pool{own}}, detection.Likely, "config_file"},
		{"embedded", observation.MinerConfig{Layout: "xmrig", Setting: observation.Script, Pools: []observation.Pool{gift, own}}, detection.Likely, "embedded_config"},
		{"stock", observation.MinerConfig{Layout: "xmrig", Setting: observation.Config, Whole: true, Pools: []observation.Pool{blank}}, detection.Possible, "config_file"},
		{"donation only", observation.MinerConfig{Layout: "xmrig", Setting: observation.Config, Whole: true, Pools: []observation.Pool{gift}}, detection.Possible, "config_file"},
		{"donation only, embedded", observation.MinerConfig{Layout: "xmrig", Setting: observation.Script, Pools: []observation.Pool{gift}}, detection.NoneSeen, "embedded_config"},
		{"companion", observation.MinerConfig{Layout: "xmr-stak", Setting: observation.Config, Whole: true}, detection.Possible, "config_file"},
		{"in a manual", observation.MinerConfig{Layout: "xmrig", Setting: observation.Prose, Pools: []observation.Pool{own}}, detection.NoneSeen, "embedded_config"},
	} {
		tt.c.Raw = value(ev, raw, raw, 0)
		r := observe(t, observation.Observation{Where: tt.c.Raw.At.Locator, Fact: tt.c})
		if tt.level == detection.NoneSeen && len(r.miners) == 0 && r.level() == tt.level {
			continue
		}
		if len(r.miners) != 1 || r.level() != tt.level || r.miners[0].Via != tt.via {
			t.Errorf("%s: level %s, miners %+v; want %s via %s", tt.name, r.level(), r.miners, tt.level, tt.via)
		}
	}
}

func TestSecretsAreNotRepeated(t *testing.T) {
	ev := &evidence.Evidence{Name: "config.json"}
	raw := `{"http":{"access-token":"s3cr3t-token"},"spend-secret-key":"00112233"}`
	c := observation.MinerConfig{Layout: "xmrig", Setting: observation.Config, Whole: true, Token: value(ev, raw, "s3cr3t-token", 0), SpendKey: value(ev, raw, "00112233", 0)}
	r := observe(t, observation.Observation{Fact: c})
	for _, f := range r.findings {
		if s := f.Title + text(f.Because); strings.Contains(s, "s3cr3t") || strings.Contains(s, "00112233") {
			t.Errorf("a secret stands in %q", s)
		}
	}
}

func env(ev *evidence.Evidence, set observation.Setting, owner string, pairs ...string) observation.Observation {
	e := observation.Environment{Setting: set, Owner: owner}
	raw := strings.Join(pairs, "\n")
	for i := 0; i+1 < len(pairs); i += 2 {
		e.Set = append(e.Set, observation.Assignment{Name: pairs[i], Value: value(ev, raw, pairs[i+1], 0)})
	}
	return observation.Observation{Where: evidence.Locator{Evidence: ev}, Fact: e}
}

func TestEnvironment(t *testing.T) {
	ev := &evidence.Evidence{Name: ".env"}
	for _, tt := range []struct {
		name  string
		owner string
		pairs []string
		level detection.Level
	}{
		{"pool and wallet", "", []string{"POOL", "pool.supportxmr.com:3333", "WALLET", ownWallet}, detection.Likely},
		{"names of xmrig", "", []string{"XMRIG_URL", "203.0.113.4:443", "XMRIG_USER", ownWallet, "XMRIG_PASS", "x"}, detection.Likely},
		{"image tells", "docker.io/metal3d/xmrig:latest", []string{"POOL_ADDRESS", "stratum+tcp://10.0.0.4:3333", "POOL_USER", ownWallet}, detection.Likely},
		{"wallet for a miner's image", "x/xmrig", []string{"WALLET", ownWallet}, detection.Likely},
		{"a shop that takes Monero", "", []string{"DB_HOST", "db.example.com:5432", "MONERO_ADDRESS", ownWallet, "MAIL_SERVER", "smtp.example.com:587"}, detection.NoneSeen},
		{"a database's pool", "", []string{"POOL_HOST", "db.example.com:5432", "POOL_USER", "app", "POOL_PASSWORD", "x"}, detection.NoneSeen},
		{"donation", "", []string{"DONATE_WALLET", ownWallet, "HOST", "example.com:3333"}, detection.NoneSeen},
		{"web application", "", []string{"SERVER_URL", "https://api.example.com:8443", "USERNAME", "bob", "PASSWORD", "x"}, detection.NoneSeen},
		{"template", "", []string{"POOL_URL", "pool.supportxmr.com:3333", "WALLET_ADDRESS", "YOUR_WALLET_ADDRESS"}, detection.NoneSeen},
	} {
		r := observe(t, env(ev, observation.Config, tt.owner, tt.pairs...))
		if r.level() != tt.level {
			t.Errorf("%s: %s, want %s", tt.name, r.level(), tt.level)
		}
	}
}

// TestOldWallet: of two wallets the one that is in use is paid.
func TestOldWallet(t *testing.T) {
	ev := &evidence.Evidence{Name: "run.sh"}
	r := observe(t, env(ev, observation.Script, "", "OLD_WALLET", refWallet, "WALLET", ownWallet, "POOL", "pool.supportxmr.com:3333"))
	if len(r.miners) != 1 || r.miners[0].Pools[0].User != ownWallet {
		t.Errorf("miners %+v", r.miners)
	}
}

// TestOneMiner: a command line and the variables it was filled from are one miner.
func TestOneMiner(t *testing.T) {
	ev := &evidence.Evidence{Name: "run.sh"}
	all := []observation.Observation{env(ev, observation.Script, "", "POOL", "pool.supportxmr.com:3333", "WALLET", ownWallet)}
	all = append(all, lines(ev, "xmrig -o pool.supportxmr.com:3333 -u "+ownWallet+" -p x", observation.Script)...)
	r := observe(t, all...)
	if len(r.miners) != 1 || len(r.findings) != 1 || r.miners[0].Via != "command_line" || r.miners[0].Family != "xmrig" {
		t.Errorf("%d miners, %d findings: %+v", len(r.miners), len(r.findings), r.miners)
	}
}

func TestOutput(t *testing.T) {
	ev := &evidence.Evidence{Name: "xmrig.log"}
	at := time.Date(2018, 1, 8, 10, 0, 0, 0, time.UTC)
	line := func(event, host string, port, accepted int) observation.Observation {
		raw := "[2018-01-08] " + event
		return observation.Observation{Time: at, Where: evidence.Locator{Evidence: ev}, Fact: observation.MinerOutput{Layout: "xmrig", Event: event, Host: host, Port: port, Accepted: accepted, Line: value(ev, raw, raw, 0)}}
	}
	r := observe(t, line("banner", "", 0, 0), line("pool", "pool.supportxmr.com", 3333, 0), line("accepted", "", 0, 12))
	if r.level() != detection.Confirmed || len(r.events) != 1 || r.miners[0].Via != "log" || len(r.miners[0].Pools) != 1 {
		t.Errorf("level %s, %d events, miners %+v", r.level(), len(r.events), r.miners)
	}
	if r := observe(t, line("job", "pool.supportxmr.com", 3333, 0)); r.level() != detection.Likely {
		t.Errorf("a job alone: %s", r.level())
	}
	ev = &evidence.Evidence{Name: "manual.html", Role: evidence.Reported}
	if r := observe(t, line("accepted", "", 0, 3)); r.level() != detection.NoneSeen || len(r.miners) > 0 {
		t.Errorf("an example of a log: %s", r.level())
	}
}

// TestBounded: a session forgets nothing it cannot hold, and holds little.
func TestBounded(t *testing.T) {
	ev := &evidence.Evidence{Name: "f"}
	r, s := &recorder{}, New().Begin(detection.DefaultLimits())
	for i := range 3 * maxCandidates {
		for _, o := range lines(ev, "x -o h"+itoa(i)+".example.org:3333 -u "+ownWallet+" -p x", observation.Script) {
			if err := s.Observe(o, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(s.(*session).candidates); n > maxCandidates {
		t.Errorf("%d candidates are kept", n)
	}
	if err := s.End(r); err != nil || len(r.miners) != 3*maxCandidates {
		t.Errorf("%v, %d miners of %d", err, len(r.miners), 3*maxCandidates)
	}
}

func FuzzJudge(f *testing.F) {
	for _, l := range []string{"x\x00-o\x00h:1\x00-u\x00" + ownWallet, "-oh.example:1\x00-uw\x00-px", "\x00--url=$P\x00--user={{w}}", "n\x00-pool1\x00a:1!b:2\x00-wallet\x00" + refWallet, "m\x00--start-mining=\x00x", "x\x00-P\x00stratum+tcp://a.b:x@h:1"} {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, l string) {
		argv := strings.Split(l, "\x00")
		v := Judge(argv)
		if v.Confidence < 0 || v.Confidence > 1 || len(v.pools) != len(v.Miner.Pools) {
			t.Fatalf("%q: %+v", l, v)
		}
		for _, r := range v.Reasons {
			if r.Arg >= len(argv) || r.Clause == "" {
				t.Fatalf("%q: reason %+v", l, r)
			}
		}
		for _, p := range v.pools {
			for _, at := range []int{p.urlAt, p.userAt, p.passAt, p.workerAt} {
				if at >= len(argv) {
					t.Fatalf("%q: place %d", l, at)
				}
			}
		}
	})
}

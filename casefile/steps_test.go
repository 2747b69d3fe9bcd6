package casefile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// told is a finding of a made case.
type told struct {
	rule, kind, name, host string
	severity               detection.Severity
	mining                 detection.Level
	covert                 bool
	file                   string
}

// madeCase builds a case from findings; the miners stand in the file "case/drop.sh".
func madeCase(owner Owner, miners []detection.Miner, list ...told) Case {
	b, files := NewBuilder(), map[string]*evidence.Evidence{}
	file := func(name string) *evidence.Evidence {
		if name == "" {
			name = "case/drop.sh"
		}
		if files[name] == nil {
			files[name] = &evidence.Evidence{Name: name, ID: evidence.ID{byte(len(files) + 1)}}
		}
		return files[name]
	}
	var p Part
	for i, t := range list {
		at := evidence.Citation{Locator: evidence.Locator{Evidence: file(t.file), Offset: int64(10 * i), Length: 4}, Excerpt: []byte("run: iptables -F\nnext"), Mark: [2]int{5, 21}}
		f := detection.Finding{Rule: t.rule, Title: t.rule + " " + t.name, Severity: t.severity, Mining: t.mining, Covert: t.covert,
			Subject: detection.Subject{Kind: t.kind, Name: t.name}, Because: detection.Reason{Clause: "seen", Held: true, At: []evidence.Citation{at}}}
		if t.host != "" {
			f.Subject.Host = &t.host
		}
		p.Findings = append(p.Findings, f)
	}
	for _, m := range miners {
		m.Source = evidence.Locator{Evidence: file("")}
		p.Miners = append(p.Miners, m)
	}
	for _, f := range files {
		p.Evidence = append(p.Evidence, f)
	}
	b.Add(0, &p)
	return b.Case(Tool{}, owner)
}

func aMiner(host string, port int, program string) detection.Miner {
	return detection.Miner{Family: "xmrig", Program: &program, Pools: []detection.Pool{{Host: host, Port: &port, User: "worker.one", Payee: detection.PaysOperator}}}
}

var mining = told{rule: "mining.command-line", kind: "file", name: "case/drop.sh", mining: detection.Likely, severity: detection.High}

func stepOf(c Case, phrase string) *Step {
	for i := range c.Steps {
		if c.Steps[i].Phrase == phrase {
			return &c.Steps[i]
		}
	}
	return nil
}

func TestNothingFoundNothingToDo(t *testing.T) {
	for name, c := range map[string]Case{
		"empty": madeCase(Owner{}, nil),
		"an installer's unit": madeCase(Owner{}, nil, told{rule: "persistence.systemd", kind: "unit", name: "backup.service"},
			told{rule: "download.file", kind: "url", name: "https://example.org/tool.tgz"}, told{rule: "tampering.firewall", kind: "firewall", name: "ufw", severity: detection.Medium}),
	} {
		if len(c.Steps) != 0 || len(c.Next) != 0 {
			t.Errorf("%s: %v", name, c.Next)
		}
	}
}

func TestStepsNameWhatWasFound(t *testing.T) {
	high := detection.High
	c := madeCase(Owner{}, []detection.Miner{aMiner("pool.example.org", 3333, "/tmp/.x/kworkerd")},
		mining,
		told{rule: "concealment.miner-hides", kind: "file", name: "case/drop.sh", covert: true, severity: high},
		told{rule: "concealment.immutable", kind: "file", name: "/tmp/.x/kworkerd", severity: high},
		told{rule: "persistence.systemd", kind: "unit", name: "kworkerd.service", severity: high},
		told{rule: "persistence.cron", kind: "crontab", name: "root", severity: high},
		told{rule: "persistence.ld-preload", kind: "file", name: "/etc/ld.so.preload", severity: high},
		told{rule: "persistence.ssh-key", kind: "key", name: "/root/.ssh/authorized_keys", severity: high},
		told{rule: "persistence.account", kind: "account", name: "helper", severity: high},
		told{rule: "persistence.run-key", kind: "registry", name: `HKCU\Software\Microsoft\Windows\CurrentVersion\Run\Update`, severity: high},
		told{rule: "persistence.scheduled-task", kind: "task", name: "SysUpdate", severity: high},
		told{rule: "persistence.novel", kind: "novelty", name: "something new", severity: high},
		told{rule: "download.file", kind: "url", name: "http://203.0.113.7:8080/x.tgz", severity: high},
		told{rule: "download.file", kind: "url", name: "https://github.com/xmrig/xmrig/releases/download/v6/x.tgz", severity: high},
		told{rule: "tampering.firewall", kind: "firewall", name: "-F", severity: high},
		told{rule: "tampering.logs", kind: "file", name: "/var/log/wtmp", severity: high},
		told{rule: "spreading.ssh", kind: "file", name: "/root/.ssh/known_hosts", severity: high},
		told{rule: "download.file", kind: "url", name: "http://169.254.169.254/latest/meta-data/iam", severity: high},
		told{rule: "download.file", kind: "url", name: "http://10.1.2.3/x", severity: high},
		told{rule: "spreading.scan", kind: "process", name: "$SCANNER", severity: high},
		told{rule: "cloud.metadata", kind: "url", name: "http://169.254.169.254/latest/meta-data/iam", severity: high},
		told{rule: "credentials.files", kind: "file", name: "/root/.aws/credentials", severity: high},
		told{rule: "rivals.kill", kind: "process", name: "kinsing", severity: high},
		told{rule: "container.run", kind: "container", name: "alpine", severity: high},
		told{rule: "concealment.timestamp", kind: "file", name: "/usr/bin/top", severity: high},
		told{rule: "concealment.wrapped-tool", kind: "file", name: "/bin/ps", severity: high},
		told{rule: "concealment.hidden-folder", kind: "file", name: "/var/tmp/.unix", severity: high},
		told{rule: "credentials.ssh-keys", kind: "file", name: "/root/.ssh/id_rsa", severity: high},
		told{rule: "tampering.hosts", kind: "host", name: "update.example.org", severity: high},
		told{rule: "tuning.huge-pages", kind: "file", name: "vm.nr_hugepages", severity: high},
		// elsewhere, and nothing to do with it:
		told{rule: "persistence.systemd", kind: "unit", name: "nginx.service", file: "case/setup.sh"},
		told{rule: "counter.question", kind: "file", name: "case/drop.sh", severity: high},
	)
	for phrase, want := range map[string][]string{
		"contain.pools":            {"pool.example.org:3333"},
		"contain.downloads":        {"203.0.113.7"},
		"contain.downloads-shared": {"https://github.com/xmrig/xmrig/releases/download/v6/x.tgz"},
		"contain.suspend":          {"/tmp/.x/kworkerd"},
		"contain.spread":           {"/root/.ssh/known_hosts", "iptables -F"}, // the statement where the name is a variable
		"contain.internal":         {"10.1.2.3"},
		"preserve.distrust":        {"/etc/ld.so.preload", "/bin/ps"},
		"preserve.times":           {"/usr/bin/top"},
		"eradicate.tools":          {"/bin/ps"},
		"preserve.logs":            {"/var/log/wtmp"},
		"eradicate.immutable":      {"/tmp/.x/kworkerd"},
		"eradicate.units":          {"kworkerd.service"},
		"eradicate.crontab":        {"root"},
		"eradicate.preload":        {"/etc/ld.so.preload"},
		"eradicate.keys":           {"/root/.ssh/authorized_keys"},
		"eradicate.accounts":       {"helper"},
		"eradicate.registry":       {`HKCU\Software\Microsoft\Windows\CurrentVersion\Run\Update`},
		"eradicate.tasks":          {"SysUpdate"},
		"eradicate.other":          {"something new"},
		"eradicate.dropped":        {"/tmp/.x/kworkerd", "/var/tmp/.unix"},
		"eradicate.firewall":       {"iptables -F", "update.example.org"},
		"eradicate.tuning":         {"vm.nr_hugepages"},
		"rotate.ssh":               {"/root/.ssh/authorized_keys", "/root/.ssh/known_hosts", "/root/.ssh/id_rsa"},
		"rotate.cloud":             {"http://169.254.169.254/latest/meta-data/iam"},
		"rotate.named":             {"/root/.aws/credentials"},
		"close.spread":             {"SSH"},
		"tell.hosters":             {"203.0.113.7"},
		"tell.pools":               {"pool.example.org", "worker.one"},
	} {
		s := stepOf(c, phrase)
		if s == nil {
			t.Errorf("%s is missing", phrase)
			continue
		}
		got, sorted := slices.Sorted(slices.Values(s.Values)), slices.Sorted(slices.Values(want))
		if !slices.Equal(got, sorted) || len(s.Findings) == 0 {
			t.Errorf("%s names %q, want %q; %d findings", phrase, s.Values, want, len(s.Findings))
		}
		if strings.Contains(s.Text, "{") {
			t.Errorf("%s is not filled in: %s", phrase, s.Text)
		}
		if len(s.Commands) > 0 {
			t.Errorf("%s gives commands, which only a doubtful case does", phrase)
		}
	}
	for _, s := range c.Steps {
		if slices.Contains(s.Values, "nginx.service") || slices.Contains(s.Values, "case/setup.sh") {
			t.Errorf("%s names what has nothing to do with it: %q", s.Phrase, s.Values)
		}
	}
	at := map[string]int{}
	for i, s := range c.Steps {
		at[s.Phase] = i
		if i > 0 && slices.Index(phases, s.Phase) < slices.Index(phases, c.Steps[i-1].Phase) {
			t.Errorf("%s comes behind %s", s.Phase, c.Steps[i-1].Phase)
		}
		if c.Next[i] != s.Text {
			t.Errorf("next[%d] is %q", i, c.Next[i])
		}
	}
	for _, phase := range phases[1:] {
		if _, ok := at[phase]; !ok {
			t.Errorf("nothing to do in phase %s", phase)
		}
	}
}

var phases = []string{PhaseVerify, PhasePreserve, PhaseContain, PhaseEradicate, PhaseRotate, PhaseClose, PhaseTell}

func TestMachinesStayApart(t *testing.T) {
	c := madeCase(Owner{}, nil, mining,
		told{rule: "persistence.systemd", kind: "unit", name: "a.service", host: "web1", severity: detection.High},
		told{rule: "persistence.systemd", kind: "unit", name: "b.service", host: "web2", severity: detection.High})
	var got []string
	for _, s := range c.Steps {
		if s.Phrase == "eradicate.units" {
			got = append(got, strings.Join(s.Hosts, " ")+" "+strings.Join(s.Values, " "))
			if !strings.HasPrefix(s.Text, "On "+s.Hosts[0]+": ") {
				t.Errorf("the host is not said: %s", s.Text)
			}
		}
	}
	if !slices.Equal(got, []string{"web1 a.service", "web2 b.service"}) {
		t.Errorf("got %q", got)
	}
	c = madeCase(Owner{}, nil, mining,
		told{rule: "persistence.systemd", kind: "unit", name: "a.service", host: "web2", severity: detection.High},
		told{rule: "persistence.systemd", kind: "unit", name: "a.service", host: "web1", severity: detection.High})
	if s := stepOf(c, "eradicate.units"); !slices.Equal(s.Hosts, []string{"web1", "web2"}) || !strings.HasPrefix(s.Text, "On web1, web2: Stop") || len(s.Findings) != 2 {
		t.Errorf("the same on two machines: %+v", s)
	}
}

func TestPossibleIsVerifiedFirst(t *testing.T) {
	m := mining
	m.mining = detection.Possible
	evil := "/tmp/x'; rm -rf /; echo '"
	c := madeCase(Owner{}, []detection.Miner{aMiner("pool.example.org", 3333, "/opt/x/xmrig")}, m,
		told{rule: "persistence.systemd", kind: "unit", name: "x.service"},
		told{rule: "persistence.profile", kind: "file", name: evil},
		told{rule: "persistence.profile", kind: "file", name: "/tmp/a\nrm -rf /"},
		told{rule: "persistence.profile", kind: "file", name: "/tmp/\u202egpj.sh"},
		told{rule: "persistence.scheduled-task", kind: "task", name: `X" & calc & "`},
		told{rule: "persistence.scheduled-task", kind: "task", name: `Plain Task`},
		told{rule: "persistence.run-key", kind: "registry", name: `HKLM\Software\$(calc)`},
		told{rule: "persistence.cron", kind: "crontab", name: "-e"})
	s := stepOf(c, "verify.possible")
	if s == nil || c.Steps[0].Phase != PhaseVerify || stepOf(c, "eradicate.units") != nil {
		t.Fatalf("steps %q", c.Next)
	}
	if s := stepOf(c, "verify.pools"); s == nil || !slices.Equal(s.Values, []string{"pool.example.org:3333"}) {
		t.Errorf("pools: %+v", s)
	}
	for _, s := range c.Steps {
		if s.Phase != PhaseVerify && s.Phrase != "preserve.evidence" {
			t.Errorf("%s is for what is sure", s.Phrase)
		}
	}
	for _, want := range []string{
		"systemctl cat -- 'x.service'", "ls -la -- '/opt/x/xmrig'", `ls -la -- '/tmp/x'\''; rm -rf /; echo '\'''`, `schtasks /query /v /fo list /tn "Plain Task"`,
	} {
		if !slices.Contains(s.Commands, want) {
			t.Errorf("no %s among %q", want, s.Commands)
		}
	}
	for _, line := range s.Commands {
		if strings.ContainsAny(line, "\n\u202e&$") || strings.Contains(line, "-e'") {
			t.Errorf("a command that does more than it seems to: %q", line)
		}
	}
}

func TestDeclaredAndConflict(t *testing.T) {
	owner := Owner{Pools: []string{"pool.example.org"}, Programs: []string{"xmrig"}}
	m := aMiner("pool.example.org", 3333, "/opt/xmrig")
	c := madeCase(owner, []detection.Miner{m}, mining)
	if len(c.Steps) != 1 || c.Steps[0].Phrase != "verify.declared" || !slices.Contains(c.Steps[0].Values, "pool.example.org") {
		t.Errorf("declared: %q", c.Next)
	}
	c = madeCase(owner, []detection.Miner{m}, mining, told{rule: "concealment.miner-hides", kind: "file", name: "case/drop.sh", covert: true})
	if len(c.Steps) == 0 || c.Steps[0].Phrase != "verify.conflict" || stepOf(c, "contain.pools") != nil {
		t.Errorf("conflict: %q", c.Next)
	}
}

func TestPrivatePools(t *testing.T) {
	c := madeCase(Owner{}, []detection.Miner{aMiner("10.0.0.7", 3333, "x"), aMiner("127.0.0.1", 3333, "x"), aMiner("$POOL", 1, "x"), aMiner("pool.example.org", 443, "x")}, mining)
	for phrase, want := range map[string]string{"contain.proxy": "10.0.0.7:3333", "contain.local": "127.0.0.1:3333", "contain.pools": "pool.example.org:443"} {
		if s := stepOf(c, phrase); s == nil || !slices.Equal(s.Values, []string{want}) {
			t.Errorf("%s: %+v", phrase, s)
		}
	}
}

func TestWalletWithPaymentID(t *testing.T) {
	w, ok := indicator.DecodeWallet("4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS")
	if !ok {
		t.Fatal("the wallet of the reports is not read")
	}
	m := aMiner("pool.example.org", 1, "x")
	m.Pools[0].Wallet = &w
	c := madeCase(Owner{}, []detection.Miner{m}, mining)
	if s := stepOf(c, "tell.custodian"); s == nil || !slices.Contains(s.Values, *w.PaymentID) {
		t.Errorf("%q", c.Next)
	}
}

func TestLongListsAreSummedUp(t *testing.T) {
	list := []told{mining}
	for i := range 300 {
		list = append(list, told{rule: "persistence.systemd", kind: "unit", name: fmt.Sprintf("unit%03d.service", i), severity: detection.High})
	}
	s := stepOf(madeCase(Owner{}, nil, list...), "eradicate.units")
	if len(s.Values)+s.More != 300 || len(s.Values) != maxStepValues || !strings.Contains(s.Text, "and 288 more, see the findings") || len(s.Findings) > maxStepFindings {
		t.Errorf("%d values, %d more: %s", len(s.Values), s.More, s.Text)
	}
}

func TestOtherLanguages(t *testing.T) {
	s := Step{Phrase: "contain.pools", Hosts: []string{"web1"}, Values: []string{"{values}", "b c"}, More: 3}
	p := Phrasing{Sentences: map[string]string{"contain.pools": "Bloquez {values}."}, On: "Sur {hosts} : ", More: "et {n} de plus"}
	if got, want := s.Say(p), "Sur web1 : Bloquez '{values}', 'b c' et 3 de plus."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := s.Say(Phrasing{}); !strings.HasPrefix(got, "On web1: Block the pools") {
		t.Errorf("without a translation: %q", got)
	}
}

func TestPhrasesAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	last := 0
	for _, x := range phrases {
		if seen[x.id] || !strings.HasPrefix(x.id, x.phase+".") {
			t.Errorf("%s: twice, or of another phase", x.id)
		}
		seen[x.id] = true
		at := slices.Index(phases, x.phase)
		if at < last || strings.Count(x.sentence, "{values}") > 1 || !strings.HasSuffix(x.sentence, ".") {
			t.Errorf("%s: out of order, or its sentence is amiss", x.id)
		}
		last = at
	}
	for _, m := range []map[string]string{removals, removalsByKind} {
		for rule, id := range m {
			if !seen[id] {
				t.Errorf("%s leads to %s, which there is not", rule, id)
			}
		}
	}
}

// FuzzCommands: whatever the value, a shell reads the command as one word of it.
func FuzzCommands(f *testing.F) {
	for _, s := range []string{"/tmp/x", "a'b", "'; reboot; '", "$(id)", "`id`", "a\nb", "\x00", "é", "\u202e", strings.Repeat("'", 2000), `C:\a b\c.exe`, `a" & b`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if line, ok := posixCommand("ls -la -- %s", s); ok {
			if got, rest := unquote(strings.TrimPrefix(line, "ls -la -- ")); got != s || rest != "" {
				t.Errorf("%q is read as %q and %q", line, got, rest)
			}
		}
		if line, ok := windowsCommand("reg query %s", s); ok && strings.ContainsAny(strings.TrimPrefix(line, "reg query "), "&|<>^%$`'!;,()\n") {
			t.Errorf("%q holds what cmd or PowerShell acts on", line)
		}
		_ = quoteValue(s)
	})
}

// unquote reads a word of a POSIX shell made of single quotes and \'.
func unquote(s string) (word, rest string) {
	var b strings.Builder
	for s != "" {
		switch {
		case s[0] == '\'':
			end := strings.IndexByte(s[1:], '\'')
			if end < 0 {
				return b.String(), s
			}
			b.WriteString(s[1 : 1+end])
			s = s[end+2:]
		case strings.HasPrefix(s, `\'`):
			b.WriteByte('\'')
			s = s[2:]
		default:
			return b.String(), s
		}
	}
	return b.String(), ""
}

// FuzzSteps: whatever a finding is about, each step says something, in one line a
// command, and the same twice.
func FuzzSteps(f *testing.F) {
	for _, s := range [][3]string{
		{"persistence.systemd", "unit", "x.service"}, {"persistence.cron", "crontab", "crontab -"}, {"download.file", "url", "http://[::1]:99999/"}, {"spreading.ssh", "host", "$h"},
		{"tampering.firewall", "firewall", "-F"}, {"cloud.metadata", "url", "\x00"}, {"concealment.immutable", "file", strings.Repeat("é", 200)}, {"container.run", "container", "{values}"}, {"", "", ""},
	} {
		f.Add(s[0], s[1], s[2], "host", true)
	}
	f.Fuzz(func(t *testing.T, rule, kind, name, host string, likely bool) {
		m := mining
		if !likely {
			m.mining = detection.Possible
		}
		made := func() Case {
			return madeCase(Owner{}, []detection.Miner{aMiner(name, 1, name)}, m, told{rule: rule, kind: kind, name: name, host: host, severity: detection.High})
		}
		c := made()
		for i, s := range c.Steps {
			if s.Text == "" || len(s.Findings) == 0 || !strings.HasPrefix(s.Phrase, s.Phase+".") || s.Text != c.Next[i] {
				t.Errorf("step %+v", s)
			}
			for _, line := range s.Commands {
				if strings.ContainsAny(line, "\n\r\x00") {
					t.Errorf("command %q", line)
				}
			}
			if len(s.Text) > 8192 {
				t.Errorf("%s is %d bytes long", s.Phrase, len(s.Text))
			}
		}
		if again := made(); !slices.Equal(again.Next, c.Next) {
			t.Errorf("%q and then %q", c.Next, again.Next)
		}
	})
}

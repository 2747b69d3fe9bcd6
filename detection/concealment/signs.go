package concealment

import (
	"regexp"
	"strconv"
	"strings"

	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// kind groups signs that say the same thing in two ways; only the heaviest of a
// kind counts.
type kind string

const (
	falseName   kind = "name"     // passes for something else
	plainName   kind = "plain"    // says nothing
	hiddenPlace kind = "hidden"   // file or folder that is not shown
	oddPlace    kind = "place"    //
	falseTask   kind = "task"     // service or scheduled task
	noWindow    kind = "window"   //
	quiet       kind = "quiet"    // background, output thrown away
	evasive     kind = "evasive"  // stops when somebody looks
	pinned      kind = "pinned"   // may not be deleted
	wiped       kind = "wiped"    // traces removed
	disarmed    kind = "disarmed" // protection switched off
	rootkit     kind = "rootkit"  // hidden from the list of processes
	rivals      kind = "rivals"   // other miners killed
	noDonation  kind = "donation" //
	openly      kind = "open"     //
)

// weight is how much a sign says, as the chance that the miner hides given
// this sign alone. The numbers are the authors' judgement, not a measurement.
type weight float64

const (
	strong   weight = 0.8
	middling weight = 0.5
	weak     weight = 0.2
	open     weight = -1 // speaks for an open miner
)

// sign is one thing that was seen.
type sign struct {
	kind      kind
	clause    string
	weight    weight
	technique string
	at        evidence.Citation
}

func (s *session) command(e *evidence.Evidence, c observation.CommandLine) {
	if len(c.Argv) == 0 {
		return
	}
	program := c.Argv[0]
	mines := minerArguments(c)
	if mines {
		at := c.Raw.At
		if at.Evidence == nil {
			at = program.At
		}
		name := ""
		if c.Setting == observation.Process {
			name = program.Text
		}
		s.mines(e, name, at)
		s.keep(e, minersOwn(c)...)
	}
	s.keep(e, tampering(c)...)
	// Of other statements only what is sure is kept: a file fetched to, copied
	// to or started from a place that no honest program lies in.
	const maxArguments = 64
	if !mines && looksOnly[stem(c.Program())] {
		return
	}
	for i, a := range c.Argv[:min(len(c.Argv), maxArguments)] {
		if i > 0 && (mines || !strings.ContainsAny(a.Text, `/\`) || strings.Contains(a.Text, "://") || strings.HasPrefix(a.Text, "-")) {
			continue
		}
		for _, d := range imitate(a.Text, mines && i == 0) {
			if mines && i == 0 || d.weight == strong {
				s.keep(e, sign{d.kind, d.clause, d.weight, d.technique, a.At})
			}
		}
	}
}

// looksOnly are programs whose arguments are what they look for or remove: the
// places of rivals, not the miner's own.
var looksOnly = setOf("rm", "rmdir", "unlink", "shred", "kill", "pkill", "killall", "pgrep", "pidof", "taskkill", "grep", "egrep", "find", "ls", "cat", "stat", "test", "[", "lsof", "fuser", "ps", "awk", "sed", "del", "rd", "if", "echo")

// minersOwn is how the miner itself was started.
func minersOwn(c observation.CommandLine) []sign {
	var out []sign
	program := c.Argv[0]
	add := func(k kind, w weight, technique, clause string, at evidence.Citation) {
		out = append(out, sign{k, clause, w, technique, at})
	}
	if name := base(program.Text); program.Text != "" && openName(name) {
		add(openly, open, "", "the program's name "+show(name)+" hides what it does", program.At)
	}
	if a := c.Alias; a != "" {
		if openName(strings.ToLower(a)) {
			add(openly, open, "", "the name "+show(a)+" it is told to run under hides what it does", c.Raw.At)
		} else {
			add(falseName, strong, "T1036.005", "it is told to run under the name "+show(a), c.Raw.At)
		}
	}
	for _, w := range c.Wrappers {
		switch low := strings.ToLower(w); {
		case low == "hidec" || low == "runhiddenconsole" || low == "hstart" || strings.HasPrefix(low, "nircmd"):
			add(noWindow, strong, "T1564.003", "it is started by "+show(w)+", which shows no window", c.Raw.At)
		case strings.HasSuffix(low, " (hidden)") && !vbsRun.MatchString(c.Raw.Text), hiddenWindow.MatchString(low) && !hiddenWindow.MatchString(c.Raw.Text): // in a script that was put together
			add(noWindow, strong, "T1564.003", "it is started by "+show(w)+", which shows no window", c.Raw.At)
		case low == "nohup" || low == "setsid" || low == "daemonize" || strings.HasPrefix(low, "screen"):
			add(quiet, weak, "T1564", "it is started in the background by "+show(w), c.Raw.At)
		}
	}
	for i, a := range c.Argv[1:] {
		name, value, _ := strings.Cut(a.Text, "=")
		if value == "" && i+2 < len(c.Argv) {
			value = c.Argv[i+2].Text
		}
		switch name {
		case "-B", "--background":
			add(quiet, weak, "T1564", "it goes to the background by its own option "+show(name), a.At)
		case "--pause-on-active":
			add(evasive, weak, "T1564", "it stops as long as somebody uses the machine", a.At)
		case "--cinit-stealth-targets", "--cinit-stealth-fullscreen", "--stealth-targets":
			add(evasive, strong, "T1564", "it stops when a program that would show it is started ("+show(a.Text)+")", a.At)
		case "--title":
			if t := imitate(value, true); len(t) > 0 && t[0].weight == strong {
				add(falseName, strong, "T1036.005", "the title of its window is "+show(value), a.At)
			}
		case "--donate-level":
			if value == "0" {
				add(noDonation, weak/2, "", "it gives its developers nothing, which the published program does not allow by default", a.At)
			} else if n, err := strconv.Atoi(value); err == nil && n >= 1 && n <= 5 {
				add(openly, open, "", "its donation is switched off (it is "+value+" %)", a.At)
			}
		case "--print-time", "--verbose", "-v", "--log-file", "-l", "--syslog", "-S":
			add(openly, open, "", "its output is thrown away ("+show(name)+" asks for it)", a.At)
		}
	}
	return append(out, surroundings(c)...)
}

var (
	discards     = regexp.MustCompile(`(?i)(&>|>)\s*(/dev/null|nul\b)|\|\s*out-null`)
	hiddenWindow = regexp.MustCompile(`(?i)-w(in(dow(style)?)?)?\s+['"]?(hidden|1\b)|-windowstyle:hidden|WindowStyle\s*=\s*['"]?Hidden|CreateNoWindow\s*=\s*\$?true|\bSW_HIDE\b|start\s+/b\b`)
	vbsRun       = regexp.MustCompile(`(?is)\.(run|shellexecute)\b.*"\s*\)?\s*,\s*(0|vbhide)\b`)
	taskName     = regexp.MustCompile(`(?i)/tn\s+(?:"([^"]{1,200})"|([^\s"]{1,200}))`)
	serviceName  = regexp.MustCompile(`(?i)\bsc(?:\.exe)?\s+create\s+(?:"([^"]{1,200})"|([^\s"=]{1,200}))`)
)

// surroundings reads what stands around a miner's arguments in its statement.
func surroundings(c observation.CommandLine) []sign {
	raw := statement(c)
	var out []sign
	if discards.MatchString(raw) {
		out = append(out, sign{quiet, "its output is thrown away", weak, "T1564", c.Raw.At})
	}
	if hiddenWindow.MatchString(raw) || vbsRun.MatchString(raw) {
		w := strong
		if m := hiddenWindow.FindString(raw); strings.HasPrefix(strings.ToLower(m), "start") {
			w = weak // start /b only shares the window it was started in
		}
		out = append(out, sign{noWindow, "it is started without a window", w, "T1564.003", c.Raw.At})
	}
	for _, x := range []struct {
		re   *regexp.Regexp
		what string
	}{{taskName, "scheduled task"}, {serviceName, "service"}} {
		m := x.re.FindStringSubmatch(raw)
		if m == nil {
			continue
		}
		if name := m[1] + m[2]; systemTask(name) {
			out = append(out, sign{falseTask, "it is a " + x.what + " called " + show(name) + ", as if it were the system's", strong, "T1036.004", c.Raw.At})
		} else if openName(strings.ToLower(name)) {
			out = append(out, sign{openly, "the name " + show(name) + " of its " + x.what + " hides what it does", open, "", c.Raw.At})
		}
	}
	return out
}

// statement is the arguments as written, with what the line holds before and
// behind them: redirections and the flags of whatever starts the program belong
// to no argument. Citations carry some of the line on both sides.
func statement(c observation.CommandLine) string {
	const longest = 16 << 10
	raw := c.Raw.Text
	raw = raw[:min(len(raw), longest)]
	before, after := around(c.Argv[0].At)
	if before == "" {
		before, _ = around(c.Raw.At)
	}
	if _, tail := around(c.Argv[len(c.Argv)-1].At); tail != "" {
		after = tail
	}
	return before + " " + raw + " " + after
}

// around returns what a citation shows before and behind the bytes it marks.
func around(c evidence.Citation) (before, after string) {
	from, to := c.Mark[0], c.Mark[1]
	if from < 0 || to < from || to > len(c.Excerpt) {
		return "", ""
	}
	return string(c.Excerpt[:from]), string(c.Excerpt[to:])
}

// systemTask reports whether a task or service passes for a part of Windows or
// for a well-known vendor's.
func systemTask(name string) bool {
	low := strings.ToLower(strings.ReplaceAll(name, " ", ""))
	if openName(low) {
		return false
	}
	low = strings.TrimPrefix(low, `\`)
	s := stem(base(low))
	return strings.HasPrefix(low, `microsoft\`) || vendor(s) != "" || windowsPrograms[s] || nearly(s, windowsPrograms) != "" || generic(s) || strings.Contains(low, "update") || strings.Contains(low, "defender")
}

func (s *session) config(e *evidence.Evidence, m observation.MinerConfig) {
	live := false
	for _, p := range m.Pools {
		live = live || p.Host != "" && !p.Disabled && p.User.Text != "" && !placeholder(p.User.Text)
	}
	if !live || m.Raw.At.Evidence == nil {
		return
	}
	s.mines(e, "", m.Raw.At)
	for _, h := range m.Hidden {
		name, value, _ := strings.Cut(h, "=")
		switch strings.ToLower(strings.ReplaceAll(name, "_", "-")) {
		case "background":
			s.keep(e, sign{quiet, "it goes to the background by its configuration", weak, "T1564", m.Raw.At})
		case "pause-on-active":
			s.keep(e, sign{evasive, "it stops as long as somebody uses the machine", weak, "T1564", m.Raw.At})
		case "stealth-targets", "stealth-fullscreen":
			s.keep(e, sign{evasive, "it stops when a program that would show it is started (" + show(h) + ")", strong, "T1564", m.Raw.At})
		case "kill-targets", "process-killer":
			s.keep(e, sign{rivals, "it ends other programs (" + show(h) + ")", middling, "T1562.001", m.Raw.At})
		case "title":
			if t := imitate(value, true); len(t) > 0 && t[0].weight == strong {
				s.keep(e, sign{falseName, "the title of its window is " + show(value), strong, "T1036.005", m.Raw.At})
			}
		}
	}
	switch {
	case m.Donate == nil:
	case *m.Donate == 0:
		s.keep(e, sign{noDonation, "it gives its developers nothing, which the published program does not allow by default", weak / 2, "", m.Raw.At})
	case *m.Donate <= 5:
		s.keep(e, sign{openly, "its donation is switched off (it is " + strconv.Itoa(*m.Donate) + " %)", open, "", m.Raw.At})
	}
}

// placeholder reports whether a login is a template's word.
func placeholder(user string) bool {
	low := strings.ToLower(user)
	return strings.Contains(low, "your") || strings.Contains(low, "wallet_address") || strings.Contains(low, "<") || low == "x"
}

// environment takes a pool and a wallet that are set together for a miner, and
// settings that keep it out of sight.
func (s *session) environment(e *evidence.Evidence, v observation.Environment) {
	var server, wallet *observation.Value
	for i := range v.Set[:min(len(v.Set), 256)] {
		a := &v.Set[i]
		switch {
		case server == nil && (poolScheme(a.Value.Text) || strings.Contains(strings.ToLower(a.Name), "pool") && isServer(a.Value.Text)):
			server = &a.Value
		case wallet == nil && isWallet(a.Value.Text):
			wallet = &a.Value
		case a.Name == "HISTFILE" && (a.Value.Text == "" || a.Value.Text == "/dev/null"), a.Name == "HISTSIZE" && a.Value.Text == "0":
			s.keep(e, sign{wiped, "what is typed is kept out of the shell's history", strong, "T1070.003", a.Value.At})
		case a.Name == "LD_PRELOAD" && strings.Contains(strings.ToLower(a.Value.Text), "processhider"):
			s.keep(e, sign{rootkit, "a library that hides processes is loaded into every program", strong, "T1574.006", a.Value.At})
		}
	}
	if server != nil && wallet != nil {
		s.mines(e, "", wallet.At)
	}
}

// mention takes a path that no honest program lies at: a program that drops a
// miner names its place without starting it in so many words.
func (s *session) mention(e *evidence.Evidence, m observation.Mention) {
	if m.Indicator.Type != indicator.TypePath || m.As.At.Evidence == nil {
		return
	}
	for _, d := range imitate(m.Indicator.Value, false) {
		if d.weight == strong {
			s.keep(e, sign{d.kind, d.clause, d.weight, d.technique, m.As.At})
		}
	}
}

// show quotes text from the evidence for a clause, cut to a length that fits one.
// Nothing is escaped: how hostile strings are shown is for reports to say.
func show(s string) string {
	const longest = 120
	if len(s) > longest {
		s = s[:longest] + "…"
	}
	return `"` + strings.ToValidUTF8(s, "�") + `"`
}

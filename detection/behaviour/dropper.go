package behaviour

import (
	"fmt"
	"net/netip"
	"path"
	"regexp"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/monero"
	"lamproom/observation"
	"lamproom/rule/behaviour"
)

// DropperID is the rule on scripts that bring a miner without showing its
// command line: that stands in a configuration fetched with it.
const DropperID = "mining.dropper"

// traits are what tells a miner's dropper. Each is the first place at which it
// was seen; the zero citation says that it was not.
type traits struct {
	mines  bool // a miner's command line or configuration stands here
	greedy bool // whoever uses much of the processor is ended

	files map[string]string // fetched files by the last element of their names, with the address

	run       evidence.Citation // something fetched is run
	unpacked  bool              // an archive that was fetched is unpacked
	nameless  evidence.Citation // something is fetched from an address without a name, as nobody offers software
	named     evidence.Citation // what is fetched is named as a miner
	namedAs   string
	starts    evidence.Citation // a program with a miner's name is started
	startsAs  string
	commanded bool                         // that was in a command, which another detector reads, too
	rivals    map[string]evidence.Citation // by name
	firstKill evidence.Citation
	firstStop evidence.Citation // rivals' pools are blocked

	msr, pages, persists, again, hides, disarms, spreads, cores, asks evidence.Citation
}

func seen(c evidence.Citation) bool { return c.Evidence != nil }

func note(to *evidence.Citation, at evidence.Citation) {
	if !seen(*to) {
		*to = at
	}
}

// rule notes what a rule found.
func (t *traits) rule(id string, at evidence.Citation) {
	area, what, _ := strings.Cut(id, ".")
	switch {
	case id == "tuning.msr":
		note(&t.msr, at)
	case id == "tuning.huge-pages":
		note(&t.pages, at)
	case area == "persistence":
		note(&t.persists, at)
	case area == "concealment" && what != "unlock" && what != "timestamp":
		note(&t.hides, at)
	case area == "tampering" && what != "update" && what != "resolver" && what != "firewall":
		note(&t.disarms, at)
	case area == "spreading":
		note(&t.spreads, at)
	case id == "counter.asks":
		note(&t.asks, at)
	}
}

// minerFile are names of files and addresses that only a miner's have.
var minerFile = regexp.MustCompile(`(?i)(xmrig|xmr-?stak|cpuminer|minerd\b|nanominer|srbminer|moneroocean|c3pool|xmr64|xmr32|/xmr\b|\bxmra64|kinsing|kdevtmpfsi|kworkerds|setup_\w+_miner|monero-?miner|xmr-?miner|hashvault)`)

// about are addresses of texts about a miner, of its source and of its build.
var about = regexp.MustCompile(`(?i)(\.(md|html?|txt|json|asc|sha\d*|sig|patch|diff)$|/(issues|wiki|blob|tree|commit|pull|api)/)`)

// fetched notes what was fetched, and under which name it lies.
func (t *traits) fetched(url, as string, piped bool, at evidence.Citation) {
	if minerFile.MatchString(url) && !about.MatchString(url) || minerFile.MatchString(as) && !about.MatchString(as) {
		note(&t.named, at)
		if t.namedAs == "" {
			t.namedAs = url
		}
	}
	if i, ok := indicator.ParseEndpoint(url); ok && i.Grade() == indicator.HostIP && public(i.Host) {
		note(&t.nameless, at)
	}
	if piped {
		note(&t.run, at)
		return
	}
	const most = 256
	if as = lastElement(as); as != "" && len(t.files) < most {
		if t.files == nil {
			t.files = map[string]string{}
		}
		if _, ok := t.files[as]; !ok {
			t.files[as] = url
		}
	}
}

// public reports whether an address is not one of a network of one's own.
func public(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast()
}

func lastElement(p string) string {
	p = strings.ReplaceAll(strings.Trim(p, `"'`), `\`, "/")
	if p == "" || strings.HasSuffix(p, "/") {
		return ""
	}
	return strings.ToLower(path.Base(p))
}

var archive = regexp.MustCompile(`(?i)\.(tar|tgz|zip|gz|xz|bz2|7z|rar|txz)\b`)

// started looks whether a command runs what was fetched.
func (t *traits) started(s *session, sc *scene, c observation.CommandLine, at evidence.Citation) {
	if len(t.files) == 0 || c.Seeks {
		return
	}
	program := behaviour.Program(c)
	url, ok := t.files[strings.ToLower(lastElement(c.Argv[0].Text))]
	if !ok && (shells[program] || program == "." || program == "start" || program == "rundll32" || program == "java" || program == "msiexec" || program == "start-process") {
		for _, a := range c.Argv[1:min(len(c.Argv), 4)] {
			if u, is := t.files[lastElement(a.Text)]; is {
				url, ok = u, true
				break
			}
		}
	}
	switch {
	case ok:
		note(&t.run, at)
		s.add(sc, &own.run, url, at, c.Setting)
	case program == "tar" || program == "unzip" || program == "gunzip" || program == "7z" || program == "expand-archive" || program == "gzip":
		for _, a := range c.Argv[1:] {
			if u, is := t.files[lastElement(a.Text)]; is && archive.MatchString(a.Text+u) {
				t.unpacked = true
			}
		}
	case t.unpacked && strings.HasPrefix(c.Argv[0].Text, "./") && !built[program]:
		note(&t.run, at)
	}
}

// built are what is run where a program is made from its source.
var built = map[string]bool{"configure": true, "autogen.sh": true, "bootstrap": true, "buildconf": true, "config": true, "install.sh": true, "setup.py": true, "build.sh": true, "gradlew": true, "mvnw": true, "autogen": true, "bootstrap.sh": true, "build_deps.sh": true}

var (
	minerProgram = regexp.MustCompile(`(?i)^(xmrig|xmr-?stak|cpuminer|minerd$|nanominer|srbminer|xmr64|xmr32|xmr$|moneroocean_miner|c3pool_miner|kinsing|kdevtmpfsi)`)
	onlyAsks     = regexp.MustCompile(`(?i)(^| )(-V|-h|--version|--help|--export-topology|--bench\S*)( |$)`)
	counts       = regexp.MustCompile(`(?i)(^nproc|/proc/cpuinfo|_NPROCESSORS_ONLN|hw\.ncpu|NUMBER_OF_PROCESSORS|^lscpu)`)
	fetchAgain   = regexp.MustCompile(`(?i)\b(curl|wget|lwp-download|python|cdl|wdl|cd1|wd1)\b.{0,300}\|\s*(/bin/)?(ba|z|da)?sh\b`)
)

// pays reports whether a Monero address is among the arguments: a program that
// is given one has to do with mining.
func pays(c observation.CommandLine) bool {
	const most = 64
	for _, a := range c.Argv[:min(len(c.Argv), most)] {
		if len(a.Text) < monero.Chars || len(a.Text) > 512 {
			continue
		}
		login := a.Text[strings.IndexByte(a.Text, '=')+1:]
		if w := indicator.SplitLogin(login).Wallet; w != nil && w.Valid && w.Coin == indicator.Monero {
			return true
		}
	}
	return false
}

// command notes what a command tells beside the rules.
func (t *traits) command(c observation.CommandLine, joined string, at evidence.Citation) {
	if c.Seeks || c.Wraps {
		return
	}
	program := behaviour.Program(c)
	if minerProgram.MatchString(program) && !onlyAsks.MatchString(joined) && c.Setting != observation.Process {
		note(&t.starts, at)
		t.commanded = true
		if t.startsAs == "" {
			t.startsAs = program
		}
	}
	if strings.Contains(joined, "--donate-level") || strings.Contains(joined, "stratum+") {
		t.mines = true
	}
	if !t.mines && pays(c) {
		t.mines = true
	}
	if counts.MatchString(program + " " + joined) {
		note(&t.cores, at)
	}
	for _, w := range c.Wrappers {
		if (strings.HasPrefix(w, "crontab") || w == "cron") && fetchers[program] {
			for _, p := range c.PipedTo {
				if shells[p] {
					note(&t.again, at)
				}
			}
		}
	}
	if (program == "schtasks" || program == "register-scheduledtask") && netClass.MatchString(joined) && urlPattern.MatchString(joined) {
		note(&t.again, at)
	}
}

func (t *traits) written(f observation.Written) {
	if (strings.Contains(f.Path, "cron") || strings.HasSuffix(f.Path, ".service")) && fetchAgain.MatchString(f.Text.Text) {
		note(&t.again, f.Text.At)
		note(&t.run, f.Text.At)
	}
	if strings.HasSuffix(f.Path, ".service") || strings.Contains(f.Path, "cron") {
		if m := minerFile.FindString(f.Text.Text); m != "" {
			note(&t.starts, f.Text.At)
			if t.startsAs == "" {
				t.startsAs = m
			}
		}
	}
}

// rival notes a rival that is driven away.
func (t *traits) rival(name string, blocks bool, at evidence.Citation) {
	if blocks {
		note(&t.firstStop, at)
	} else {
		note(&t.firstKill, at)
	}
	if t.rivals == nil {
		t.rivals = map[string]evidence.Citation{}
	}
	if len(t.rivals) < maxNames {
		t.rivals[strings.ToLower(name)] = at
	}
}

// manyRivals is from how many names on a list of rivals is one: who cleans a
// machine of one miner names it two or three times.
const (
	manyRivals = 4
	fewRivals  = 2
)

// dropper weighs a place. Clear is what brings a miner by its name and does what
// its operators do; what only hunts many rivals and fetches something unnamed is
// weaker; an administrator's clean-up, which fetches nothing, is neither.
func (sc *scene) dropper(citations int) (detection.Finding, detection.Level) {
	t := &sc.traits
	many := len(t.rivals) >= manyRivals
	type clue struct {
		at     evidence.Citation
		clause string
	}
	named := clue{t.named, "what is fetched is named as a miner: " + clip(t.namedAs)}
	starts := clue{t.starts, "a program with a miner's name is started: " + clip(t.startsAs)}
	hunts := clue{t.firstKill, plural(len(t.rivals), "name") + " of other miners, their pools and their botnets are driven away"}
	if !seen(hunts.at) {
		hunts.at = t.firstStop
	}
	beside := []clue{
		{t.msr, "registers of the processor are set as RandomX likes them"},
		{t.pages, "huge pages are reserved, as RandomX likes them"},
		{t.again, "it is fetched and run again and again"},
		{t.persists, "it sets itself up to stay"},
		{t.hides, "it hides"},
		{t.disarms, "it switches off protection or wipes traces"},
		{t.spreads, "it spreads to other machines"},
		{t.firstStop, "pools are blocked for others"},
	}
	besides, firm := 0, 0 // firm: what no administrator's clean-up does
	for i, b := range beside {
		if seen(b.at) {
			besides++
			if i != 3 && i != 7 {
				firm++
			}
		}
	}
	miner := seen(t.named) || seen(t.starts)
	fetches := seen(t.run) || seen(t.named)
	var level detection.Level
	switch {
	case miner && fetches && (many || besides > 0):
		level = detection.Likely
	case seen(t.run) && many && firm >= 2:
		level = detection.Likely
	case seen(t.run) && many && firm == 1, seen(t.named) && (seen(t.run) || seen(t.starts)):
		level = detection.Possible
	case seen(t.starts) && many, seen(t.starts) && firm >= 1:
		level = detection.Possible
	case seen(t.run) && len(t.rivals) >= fewRivals && (firm >= 2 || firm == 1 && seen(t.nameless)):
		level = detection.Possible
	case seen(t.run) && len(t.rivals) >= fewRivals && seen(t.nameless) && !seen(t.asks):
		level = detection.Possible
	}
	if level == detection.NoneSeen {
		return detection.Finding{}, level
	}
	f := detection.Finding{
		Rule: DropperID, Title: own.dropper.Title, Severity: detection.High, Confidence: 0.8, Mining: level, Techniques: own.dropper.Techniques,
		Subject: detection.Subject{Kind: "file", Name: sc.ev.Name}, Gaps: []string{"the miner's pool and wallet do not stand in the script itself"},
	}
	if level == detection.Possible {
		f.Title, f.Severity, f.Confidence = "A script that may bring a miner", detection.Medium, 0.5
	}
	if t.mines {
		f.Gaps = []string{}
	}
	f.Covert = level == detection.Likely && firm >= 2 && (seen(t.hides) || seen(t.disarms) || seen(t.spreads))
	var under []detection.Reason
	say := func(c clue, held bool) {
		if seen(c.at) {
			under = append(under, detection.Reason{Clause: c.clause, Held: held, At: []evidence.Citation{c.at}, Under: []detection.Reason{}})
		}
	}
	say(clue{t.run, "something is fetched and run"}, true)
	say(clue{t.nameless, "it is fetched from an address without a name, as nobody offers software"}, true)
	say(named, true)
	say(starts, true)
	if len(t.rivals) > 0 {
		say(hunts, true)
	}
	for _, b := range beside {
		say(b, true)
	}
	say(clue{t.cores, "the cores of the processor are counted"}, true)
	say(clue{t.asks, "it asks somebody before it goes on"}, false)
	if seen(t.starts) && minerProgram.MatchString(t.startsAs) {
		say(clue{t.starts, "the miner keeps its own name, " + clip(t.startsAs)}, false)
	}
	f.Because = detection.Reason{Clause: fmt.Sprintf("a script does what brings a miner: %s", plural(len(under), "reason")), Held: true, At: []evidence.Citation{under[0].At[0]}, Under: under}
	return f, level
}

// miner is what the dropper brings, where no command line and no configuration
// tells more: a miner without a pool.
func (sc *scene) miner(f detection.Finding) (detection.Miner, bool) {
	t := &sc.traits
	if t.mines || t.commanded || f.Mining < detection.Likely {
		return detection.Miner{}, false
	}
	m := detection.Miner{
		Family: "unknown", Algorithms: []string{}, Pools: []detection.Pool{}, Source: f.Where(), Via: "dropper",
		Confidence: f.Confidence, Role: evidence.Observed,
	}
	if low := strings.ToLower(t.namedAs + " " + t.startsAs); strings.Contains(low, "xmrig") {
		m.Family = "xmrig"
	}
	return m, true
}

package text

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
	"strings"

	"lamproom/format/commandline"
	"lamproom/format/minerconfig"
	"lamproom/format/text"
	"lamproom/indicator"
	"lamproom/observation"
)

// script follows a shell script as a whole: what its functions, loops, branches
// and variables make of the commands in it, and the files that it writes. What
// it states is dealt with; all else is left to the reading of single lines.
func (p *page) script() {
	if !p.w.Whole() {
		return
	}
	var t commandline.Trace
	switch p.class.Kind {
	case "shell":
		if commandline.LooksLikeFish(p.text, p.ev.Path()) {
			t = commandline.Fish(p.text, nil)
		} else {
			t = commandline.Script(p.text, nil)
		}
	case "batch":
		t = commandline.Batch(p.text, nil)
	case "source:python":
		p.edits()
		return
	default:
		l, ok := p.hostedLanguage()
		if !ok {
			return
		}
		t = p.hosted(l)
	}
	p.encoded = append(t.Encoded, t.Documents...)
	if len(t.Commands)+len(t.Documents) > 0 {
		p.ends = lineEnds(p.text)
	}
	p.traceTold = len(t.Commands)+len(t.Documents) > 0
	p.hunt(t.Commands)
	var done []extent // taken afterwards: every way to reach a statement counts
	for _, c := range t.Commands {
		if p.err != nil {
			return
		}
		done = append(done, p.traced(c)...)
	}
	edited := false
	for _, d := range t.Documents {
		if p.err != nil {
			return
		}
		at, ok := p.document(d)
		edited = edited || ok && d.Edits
		done = append(done, at...)
	}
	slices.SortFunc(done, func(a, b extent) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	end := -1
	for _, e := range done {
		if e.to > end { // in order and apart
			p.take(max(e.from, end), e.to)
			end = e.to
		}
	}
	if !edited {
		p.edits()
	}
}

// traced states a command of a script and returns where it and its arguments
// stand.
func (p *page) traced(c commandline.Traced) []extent {
	lo, hi := max(0, min(c.From, len(p.text))), max(0, min(c.To, len(p.text)))
	if lo >= hi || !p.owns(lo) {
		return nil
	}
	from, _ := p.line(lo)
	_, to := p.line(lo)
	setting := p.settingAt(from, max(to, min(hi, lo+maxSeen)))
	if !setting.Runs() {
		return nil
	}
	hi = min(hi, lo+maxStatement)
	if c.Wraps || killer(c.Command) || !telling(c.Command) || !takesOne(c.Command) {
		p.told(p.piece(0, len(p.text)), c.Command, setting, c.Unresolved, lo, hi)
		return nil
	}
	j := p.piece(0, len(p.text))
	p.commandLine(j, c.Command, setting, c.Unresolved, lo, hi)
	out := []extent{p.wholeLines(lo, hi)}
	for _, a := range c.Argv {
		if a.Start < a.End && (a.Start < lo || a.End > hi) {
			if e := p.wholeLines(a.Start, a.End); e != out[len(out)-1] {
				out = append(out, e)
			}
		}
	}
	return out
}

// lineEnds are the offsets of the line ends of a text.
func lineEnds(text []byte) []int {
	var ends []int
	for i, c := range text {
		if c == '\n' {
			ends = append(ends, i)
		}
	}
	return ends
}

// wholeLines are the lines that a stretch of a script lies in, however long
// they are.
func (p *page) wholeLines(from, to int) extent {
	from, to = max(0, min(from, len(p.text))), max(0, min(to, len(p.text)))
	e := extent{0, len(p.text)}
	if i, _ := slices.BinarySearch(p.ends, from); i > 0 {
		e.from = p.ends[i-1] + 1
	}
	if i, _ := slices.BinarySearch(p.ends, to); i < len(p.ends) {
		e.to = p.ends[i]
	}
	return e
}

// takesOne reports whether an option of the command takes a server, or a wallet
// is among its arguments: without that there is nothing to look at.
func takesOne(c commandline.Command) bool {
	after := false
	for _, a := range c.Argv {
		s := a.Text
		option := len(s) > 1 && s[0] == '-'
		value := s
		if option {
			value = ""
			if k := strings.IndexByte(s, '='); k > 0 {
				value = s[k+1:]
			} else if s[1] != '-' {
				value = s[2:]
			}
		}
		if walletLike(s) || walletLike(value) || (after || option) && server([]byte(value)) != no || !option && loginInURL([]byte(s)) {
			return true
		}
		after = option
	}
	return false
}

// commandLine states a command that stands from and up to these offsets.
func (p *page) commandLine(j *joined, c commandline.Command, s observation.Setting, missing []string, lo, hi int) {
	cl := observation.CommandLine{
		Raw: p.value(string(p.text[lo:hi]), lo, hi), Setting: s, Shell: string(c.Shell),
		Wrappers: c.Wrappers, Alias: c.Alias, Unresolved: missing,
		Output: c.Output, PipedTo: c.PipedTo, Seeks: killer(c), Wraps: c.Wraps,
	}
	for _, a := range c.Argv {
		x, y := j.place(a.Start, a.End)
		cl.Argv = append(cl.Argv, p.value(a.Text, x, y))
	}
	if !cl.Seeks && !cl.Wraps && telling(c) {
		for _, a := range c.Argv {
			p.use(a.Text)
		}
	}
	p.observe(lo, hi, observation.Observation{Fact: cl})
	if len(c.Env) > 0 && !cl.Wraps {
		p.commandGroup(j, c, s, lo, hi)
	}
}

// commandGroup states the variables that are set for one command.
func (p *page) commandGroup(j *joined, c commandline.Command, s observation.Setting, lo, hi int) {
	if len(c.Env) == 0 {
		return
	}
	var group []observation.Assignment
	for _, e := range c.Env {
		x, y := e.Value.Start, e.Value.End
		if len(j.segs) > 0 {
			x, y = j.place(x, y)
		}
		group = append(group, observation.Assignment{Name: e.Name, Value: p.value(e.Value.Text, x, y)})
	}
	owner := ""
	if len(c.Argv) > 0 {
		owner = c.Argv[0].Text
	}
	p.group(lo, hi, s, owner, group)
}

// document reads a file that the script writes, and returns where in the script
// its text stands, if it says something.
func (p *page) document(d commandline.Document) ([]extent, bool) {
	j := &joined{}
	var at []extent
	d.Runs(func(from, n, place, width int) {
		j.add(d.Text[from:from+n], place, width)
		e := p.wholeLines(place, place+width)
		if k := len(at); k > 0 && e.from <= at[k-1].to+1 && e.from >= at[k-1].from {
			at[k-1].to = max(at[k-1].to, e.to)
		} else if len(at) < 4096 {
			at = append(at, e)
		}
	})
	if len(j.segs) == 0 || !p.owns(j.segs[0].at) || p.inUsage(j.segs[0].at) {
		return nil, false
	}
	if !d.Edits {
		p.writes(d, j, at)
	}
	found := minerconfig.Read(j.b, d.Name[lastSlash(d.Name)+1:])
	if d.Edits && len(found) == 0 && ofMiner(j.b) {
		k := &joined{}
		k.add([]byte(`{"pools":[{`), j.segs[0].at, 0)
		for i, s := range j.segs {
			end := len(j.b)
			if i+1 < len(j.segs) {
				end = j.segs[i+1].from
			}
			k.add(j.b[s.from:end], s.at, s.n)
		}
		k.add([]byte("}]}"), at[len(at)-1].to, 0)
		if found = minerconfig.Read(k.b, "config.json"); len(found) > 0 {
			j = k
		}
	}
	for _, c := range found {
		c.Start, c.End = max(0, min(c.Start, len(j.b))), max(0, min(c.End, len(j.b)))
		if c.Start >= c.End {
			continue
		}
		c.Whole = false // the script is the evidence
		lo, hi := p.stretch(j, c.Start, c.End)
		m := p.minerConfig(c, observation.Script, func(t minerconfig.Text) observation.Value {
			if t.Text == "" {
				return observation.Value{}
			}
			x, y := j.place(max(0, min(t.Start, len(j.b))), max(0, min(t.End, len(j.b))))
			return p.value(t.Text, x, y)
		})
		m.Raw = p.value(text.String(p.text[lo:min(hi, lo+maxStatement)]), lo, hi)
		p.stated = append(p.stated, at...)
		p.observe(lo, hi, observation.Observation{Fact: m})
	}
	if len(found) > 0 {
		return at, true
	}
	if d.Edits {
		return nil, false
	}
	// a unit, a crontab, another script: its lines
	told := false
	for from := 0; from < len(j.b) && p.err == nil; {
		to := len(j.b)
		if k := bytes.IndexByte(j.b[from:], '\n'); k >= 0 {
			to = from + k
		}
		line := j.b[from:to]
		if to-from < maxStatement && hasServerOption(line) && commentMark(line) == 0 {
			lead := max(0, bytes.Index(line, []byte("ExecStart=")))
			if lead > 0 || bytes.HasPrefix(line, []byte("ExecStart=")) {
				lead += len("ExecStart=")
			}
			cmds, missing := commandline.Split(line[lead:], shellOf(d.Name, line[lead:]), p.lookup(j.segs[0].at))
			for _, c := range cmds {
				if !telling(c) || killer(c) {
					continue
				}
				k := j.cut(from+lead, to)
				if lo, hi := p.stretch(k, c.Start, c.End); lo < hi {
					c.Wrappers = append([]string{"cat >"}, c.Wrappers...)
					p.commandLine(k, c, observation.Script, missing, lo, hi)
					told = true
				}
			}
		}
		from = to + 1
	}
	if told {
		return at, true
	}
	return nil, false
}

// ofMiner reports whether what edits put into a file can only be a mining
// program's: any service has a url and a user.
func ofMiner(b []byte) bool {
	for _, w := range []string{"stratum+", "donate-level", "rig-id", "nicehash", "pool_address"} {
		if bytes.Contains(b, []byte(w)) {
			return true
		}
	}
	for _, v := range bytes.Split(b, []byte{'"'}) {
		if walletLike(string(v)) {
			return true
		}
	}
	return false
}

// stretch is where a piece of a written text stands. It may end in a value that
// is set before: then it is the line in which it begins.
func (p *page) stretch(j *joined, from, to int) (lo, hi int) {
	lo, hi = j.place(from, to)
	lo, hi = max(0, min(lo, len(p.text))), min(hi, len(p.text))
	if hi <= lo || hi-lo > 4*(to-from)+maxLine {
		_, hi = p.line(lo)
	}
	return lo, max(lo, hi)
}

// shellOf says whose language a line of a file is.
func shellOf(name string, line []byte) commandline.Shell {
	name = strings.ToLower(name)
	switch {
	case strings.HasSuffix(name, ".bat"), strings.HasSuffix(name, ".cmd"):
		return commandline.Cmd
	case strings.HasSuffix(name, ".ps1"):
		return commandline.PowerShell
	case strings.HasSuffix(name, ".vbs"):
		return commandline.VBS
	}
	return commandline.Guess(line)
}

// cut is the text between two offsets.
func (j *joined) cut(from, to int) *joined {
	k := &joined{b: j.b[from:to]}
	first := max(0, sort.Search(len(j.segs), func(i int) bool { return j.segs[i].from > from })-1)
	for i := first; i < len(j.segs) && j.segs[i].from < to; i++ {
		s, end := j.segs[i], len(j.b)
		if i+1 < len(j.segs) {
			end = j.segs[i+1].from
		}
		if s.n == end-s.from { // byte for byte
			by := max(0, from-s.from)
			s.at, s.n = s.at+by, s.n-by-max(0, end-to)
		}
		s.from = max(0, s.from-from)
		k.segs = append(k.segs, s)
	}
	return k
}

// hasServerOption is a cheap look for an option that may take a server.
func hasServerOption(line []byte) bool { return len(options(line, nil)) > 0 }

// edits states the configuration that the edits of a script make.
func (p *page) edits() {
	for _, c := range minerconfig.Edits(p.text) {
		p.miner(c)
	}
}

// isStated reports whether a configuration at the place was stated as the
// program writes it.
func (p *page) isStated(at int) bool {
	return slices.ContainsFunc(p.stated, func(e extent) bool { return e.from <= at && at < e.to })
}

// use notes a text that a command or a configuration was told with.
func (p *page) use(s string) {
	const most = 512
	if len(s) > 3 && len(p.used) < most {
		p.used = append(p.used, s)
	}
}

// isUsed reports whether a value was told with a command or a configuration.
func (p *page) isUsed(v string) bool {
	if len(v) < 4 {
		return false
	}
	for _, u := range p.used {
		if strings.Contains(u, v) {
			return true
		}
	}
	return false
}

// endpoint reads the address of a pool again, after variables were filled in.
func endpoint(x *minerconfig.Pool, address string) {
	if ep, ok := indicator.ParseEndpoint(address); ok {
		x.Host, x.Port, x.TLS = ep.Host, ep.Port, x.TLS || ep.TLS
	}
}

// hunt notes the texts elsewhere in the script that become arguments of what
// kills or searches: whole command lines of rivals. What is run as well (pgrep -f "$CMD" || $CMD) is no such text.
func (p *page) hunt(all []commandline.Traced) {
	const most = 1024
	apart := func(c commandline.Traced, a commandline.Arg) bool {
		return a.Start < a.End && (a.End <= c.From || a.Start >= c.To)
	}
	var run []extent
	for _, c := range all {
		for _, a := range c.Argv {
			if !hunter(c.Command) && apart(c, a) && len(run) < most {
				run = append(run, extent{a.Start, a.End})
			}
		}
	}
	for _, c := range all {
		if !hunter(c.Command) {
			continue
		}
		for _, a := range c.Argv[1:] {
			e := extent{a.Start, a.End}
			if strings.Contains(a.Text, " -") && apart(c, a) && len(p.hunted) < most && !slices.ContainsFunc(run, e.meets) {
				p.hunted = append(p.hunted, e)
			}
		}
	}
}

// hunter reports whether a command ends or looks for what its arguments name.
func hunter(c commandline.Command) bool {
	if len(c.Argv) < 2 {
		return false
	}
	switch program(c) {
	case "pkill", "killall", "pgrep", "pidof", "grep", "egrep", "fgrep", "zgrep":
		return true
	}
	return killer(c)
}

func (e extent) meets(f extent) bool { return e.from < f.to && f.from < e.to }

// isHunted reports whether a line lies in such a text, or holds one of a list.
func (p *page) isHunted(from, to int) bool {
	return slices.ContainsFunc(p.hunted, extent{from, to}.meets)
}

package text

import (
	"bytes"
	"strings"

	"lamproom/format/commandline"
	"lamproom/observation"
)

// statement reads the statement around a place.
func (p *page) statement(at int) {
	from, to := p.line(at)
	if p.isHunted(at, at+1) {
		return // a rival's: it is mentioned
	}
	switch {
	case p.w.Encoding != 0 && p.class.Kind == "strings":
		p.statementLine(at, from, to)
		return
	case bytes.IndexByte(p.text[from:to], 0) >= 0: // /proc/PID/cmdline
		p.argv0(from, to)
		return
	}
	if p.xmlStatement(at) {
		return
	}
	if p.auditLine(from, to) {
		return
	}
	if p.class.Kind == "registry" && p.registryLine(from, to) {
		return
	}
	if !p.shellLike() || p.class.Kind != "powershell" && p.class.Kind != "vbscript" && p.class.Kind != "vba" && p.looksLikeList(at) {
		if p.literalStatement(at) {
			return
		}
	}
	p.statementLine(at, from, to)
}

// shellLike reports whether quotes in this text are a shell's, not those of
// string literals in another language.
func (p *page) shellLike() bool {
	switch p.class.Kind {
	case "shell", "batch", "powershell", "vbscript", "vba", "dockerfile", "crontab", "unit", "history", "processes":
		return true
	}
	return false
}

// looksLikeList reports whether the option at that place is an item of a list:
// quoted alone, with a comma or a bracket beside it.
func (p *page) looksLikeList(at int) bool {
	if at == 0 || p.text[at-1] != '"' && p.text[at-1] != '\'' {
		return false
	}
	end := at
	for end < len(p.text) && end-at < 300 && p.text[end] != p.text[at-1] {
		if p.text[end] == '\n' || p.text[end] == ' ' {
			return false
		}
		end++
	}
	end++
	for end < len(p.text) && (p.text[end] == ' ' || p.text[end] == '\t' || p.text[end] == '\r' || p.text[end] == '\n') {
		end++
	}
	return end < len(p.text) && (p.text[end] == ',' || p.text[end] == ']' || p.text[end] == ')' || p.text[end] == '}')
}

// statementLine reads the logical line around at as a command.
func (p *page) statementLine(at, from, to int) {
	from, to = p.continued(from, to, p.shell(from, to))
	p.take(from, to)
	if p.usedLater(at, from, to) {
		return
	}
	p.statementAt(from, to)
}

// statementAt reads the logical line between the offsets as a command.
func (p *page) statementAt(from, to int) {
	setting := p.settingAt(from, to)
	start := from
	if setting == observation.Comment {
		start += commentMark(p.text[from:to])
	}
	if k := p.lead(start, to, setting); k > start {
		start = k
	}
	if p.class.Kind == "processes" || p.class.Kind == "log" || p.class.Kind == "text" || p.class.Kind == "csv" {
		if k := psColumns(p.text[start:to]); k > 0 {
			start += k
			if setting.Runs() {
				setting = observation.Process
			}
		}
	}
	p.commands(p.piece(start, to), p.shell(start, to), setting, from, to)
}

// usedLater reads the statements that use a variable, if the place stands in
// the value of one: ARGS="-o …" and then ./x $ARGS. Where none uses it the
// arguments are stated alone.
func (p *page) usedLater(at, from, to int) bool {
	if !p.shellLike() && p.class.Kind != "text" || p.class.Kind == "unit" {
		return false
	}
	var s *setting
	v := p.assignments(at)
	for i := range v.all {
		if x := &v.all[i]; x.from <= at && at < x.to && bytes.IndexByte(p.text[x.from:x.to], ' ') > 0 {
			s = x
		}
	}
	if s == nil {
		return false
	}
	if p.followed[s.name] || len(p.followed) >= mostVariables {
		return p.followed[s.name]
	}
	if cmds, _ := commandline.Split(p.text[from:to], p.shell(from, to), p.lookup(from)); len(cmds) > 0 && telling(cmds[0]) {
		return false // PARAMETER=x ./x -o …
	}
	if p.followUses(s.name, s.from, s.to) {
		return true
	}
	if text, ok := p.evaluate(*s, 0); ok {
		j := &joined{}
		j.add([]byte(text), s.from, s.to-s.from)
		p.commands(j, commandline.Guess(j.b), p.settingAt(from, to), s.from, s.to)
	}
	return true
}

// mostVariables is how many variables of a window are followed to their uses.
const mostVariables = 64

// followUses reads the statements that use a variable set between the offsets,
// and reports whether there are any.
func (p *page) followUses(name string, from, to int) bool {
	if p.followed[name] || len(p.followed) >= mostVariables {
		return p.followed[name]
	}
	if p.followed == nil {
		p.followed = make(map[string]bool)
	}
	p.followed[name] = true
	const most = 8
	uses := 0
	fold := p.assignments(from).fold
	for _, form := range []string{"$" + name, "${" + name, "%" + name + "%", "!" + name + "!", "@" + name} {
		for i := 0; uses < most; {
			k := indexFrom(p.text, form, i, fold)
			if k < 0 {
				break
			}
			i = k + len(form)
			if from <= k && k < to || i < len(p.text) && (alnum[p.text[i]] || p.text[i] == '_') || p.isTaken(k) {
				continue
			}
			f, t := p.line(k)
			f, t = p.continued(f, t, p.shell(f, t))
			p.take(f, t)
			uses++
			if p.text[k] == '@' || commentMark(p.text[f:t]) == 0 {
				p.statementAt(f, t)
			}
		}
	}
	return uses > 0
}

// indexFrom finds a form in the text after an offset.
func indexFrom(text []byte, form string, from int, fold bool) int {
	if !fold {
		if k := bytes.Index(text[from:], []byte(form)); k >= 0 {
			return from + k
		}
		return -1
	}
	for from < len(text) {
		k := bytes.IndexByte(text[from:], form[0])
		if k < 0 || from+k+len(form) > len(text) {
			return -1
		}
		if from += k; strings.EqualFold(string(text[from:from+len(form)]), form) {
			return from
		}
		from++
	}
	return -1
}

// marks are words after which a line tells the command that was run.
var marks = []string{"CMD (", "CMD: ", "COMMAND=", "command=", "cmdline=", "cmdline: ", "CommandLine: ", "CommandLine=", "Command Line: ", "Process Command Line:", "Command found: ", "Command not found: ", "exec: ", "ExecStart=", "ExecStartPre=", "ExecStartPost=", "executing: ", "Executing: ", "run: ", `RUN+="`, `RUN{program}+="`}

// lead returns where the command of a line begins, after what a log or a unit
// writes before it.
func (p *page) lead(from, to int, s observation.Setting) int {
	line := p.text[from:to]
	best := 0
	for _, m := range marks {
		if i := bytes.Index(line, []byte(m)); i >= 0 && (i == 0 || !alnum[line[i-1]]) {
			best = max(best, i+len(m))
		}
	}
	if best > 0 && bytes.HasSuffix(line[:best], []byte("=")) {
		for best < len(line) && strings.IndexByte("-@:+!", line[best]) >= 0 && !(line[best] == '-' && best+1 < len(line) && (line[best+1] == 'o' || line[best+1] == '-')) {
			best++
		}
	}
	return from + best
}

// shell says whose quoting a line is written in.
func (p *page) shell(from, to int) commandline.Shell {
	switch p.class.Kind {
	case "shell", "crontab", "unit", "dockerfile":
		return commandline.Posix
	case "batch":
		return commandline.Cmd
	case "powershell":
		return commandline.PowerShell
	case "vbscript", "vba":
		return commandline.VBS
	}
	line := p.text[from:to]
	if bytes.Contains(line, []byte("CreateObject")) || bytes.Contains(line, []byte(".Run \"")) {
		return commandline.VBS
	}
	return commandline.Guess(line)
}

// continued extends a line over those it goes on in.
func (p *page) continued(from, to int, sh commandline.Shell) (int, int) {
	low, high := max(0, from-maxStatement), min(len(p.text), to+maxStatement)
	goesOn := func(f, t int) bool {
		line := bytes.TrimRight(p.text[f:t], " \t\r")
		if len(line) == 0 {
			return false
		}
		switch line[len(line)-1] {
		case '\\':
			return sh != commandline.Cmd && sh != commandline.PowerShell
		case '^':
			return sh == commandline.Cmd
		case '`':
			return !bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("```")) && (sh == commandline.PowerShell || p.class.Kind == "text" || p.class.Prose)
		case '_':
			return sh == commandline.VBS && len(line) > 1 && line[len(line)-2] == ' '
		case ',', '(', '+', '&':
			return sh == commandline.PowerShell && line[len(line)-1] != '&' || sh == commandline.VBS && line[len(line)-1] == '&'
		}
		return false
	}
	for from > low {
		f, t := p.line(from - 1)
		if f < low || !goesOn(f, t) {
			break
		}
		from = f
	}
	for to < high && goesOn(from, to) {
		next := bytes.IndexByte(p.text[to:high], '\n')
		if next < 0 {
			break
		}
		_, t := p.line(to + next + 1)
		if t <= to || t > high {
			break
		}
		to = t
	}
	return from, to
}

// argv0 reads arguments that are kept apart by NUL bytes: /proc/PID/cmdline,
// or environ, whose every piece sets a name.
func (p *page) argv0(from, to int) {
	p.take(from, to)
	pieces := bytes.Split(bytes.TrimRight(p.text[from:to], "\x00"), []byte{0})
	set := 0
	for _, s := range pieces {
		if n := bytes.IndexByte(s, '='); n > 0 && name(s[:n]) {
			set++
		}
	}
	if set*4 > len(pieces)*3 {
		var group []observation.Assignment
		at := from
		for _, s := range pieces {
			if n := bytes.IndexByte(s, '='); n > 0 && len(group) < maxGroup {
				group = append(group, observation.Assignment{Name: string(s[:n]), Value: p.value(string(s[n+1:]), at+n+1, at+len(s))})
			}
			at += len(s) + 1
		}
		p.group(from, to, observation.Process, "", group)
		return
	}
	p.commands(p.piece(from, to), commandline.None, observation.Process, from, to)
}

// commands splits a text and states the commands in it.
func (p *page) commands(j *joined, sh commandline.Shell, setting observation.Setting, from, to int) {
	if !p.owns(from) || len(bytes.TrimSpace(j.b)) == 0 {
		return
	}
	cmds, missing := commandline.Split(j.b, sh, p.lookup(from))
	hunted := setting.Runs() && drivesAway(cmds)
	for _, c := range cmds {
		if !telling(c) {
			p.printed(j, c, setting, from)
			continue
		}
		s := setting
		if hunted || killer(c) {
			s = observation.Pattern
		}
		if s == observation.Pattern && setting.Runs() {
			continue // what a script hunts is no command line of a miner
		}
		lo, hi := j.place(c.Start, c.End)
		p.commandLine(j, c, s, missing, lo, hi)
	}
	for _, c := range cmds { // docker run -e POOL=… IMAGE: the arguments alone tell nothing
		if !telling(c) {
			lo, hi := j.place(c.Start, c.End)
			p.commandGroup(j, c, setting, lo, hi)
		}
	}
}

// printed looks into what a statement only shows: echo "usage: x -o HOST -u WALLET".
func (p *page) printed(j *joined, c commandline.Command, setting observation.Setting, from int) {
	if len(c.Argv) < 2 || !prints[program(c)] {
		return
	}
	for _, a := range c.Argv[1:] {
		if strings.IndexByte(a.Text, ' ') < 0 || !hasOption(a.Text) {
			continue
		}
		inner, missing := commandline.Split([]byte(a.Text), commandline.Posix, p.lookup(from))
		lo, hi := j.place(a.Start, a.End)
		for _, x := range inner {
			if !telling(x) {
				continue
			}
			s := observation.Printed
			if c.Output != "" {
				s = setting
			}
			if !setting.Runs() {
				s = setting
			}
			cl := observation.CommandLine{Raw: p.value(string(p.text[lo:hi]), lo, hi), Setting: s, Shell: string(x.Shell), Wrappers: append([]string{"echo"}, x.Wrappers...), Alias: x.Alias, Unresolved: missing}
			for _, y := range x.Argv {
				cl.Argv = append(cl.Argv, p.value(y.Text, lo, hi))
			}
			p.observe(lo, hi, observation.Observation{Fact: cl})
		}
	}
}

var prints = map[string]bool{"echo": true, "printf": true, "print": true, "write-host": true, "write-output": true, "msgbox": true, "wscript.echo": true}

func hasOption(s string) bool { return strings.Contains(s, " -") || strings.HasPrefix(s, "-") }

// program is the last element of the path of the command's program.
func program(c commandline.Command) string {
	if len(c.Argv) == 0 {
		return ""
	}
	s := c.Argv[0].Text
	s = strings.ToLower(s[strings.LastIndexAny(s, `/\`)+1:])
	return strings.TrimSuffix(s, ".exe")
}

// killers are programs whose arguments name what is looked for or driven away,
// never what is run.
var killers = map[string]bool{
	"pkill": true, "killall": true, "kill": true, "pgrep": true, "pidof": true, "taskkill": true, "stop-process": true, "tskill": true, "fuser": true, "skill": true,
	"grep": true, "egrep": true, "fgrep": true, "zgrep": true, "rg": true, "awk": true, "gawk": true, "sed": true, "findstr": true, "find": true, "select-string": true, "where-object": true, "netstat": true, "ss": true, "lsof": true,
	"iptables": true, "ip6tables": true, "iptables-save": true, "nft": true, "ufw": true, "firewall-cmd": true, "ipset": true, "route": true, "netsh": true, "tcpkill": true, "test": true, "[": true, "[[": true, "case": true, "rm": true, "chattr": true,
}

func killer(c commandline.Command) bool { return killers[program(c)] }

// drivesAway reports whether the commands of one statement hunt a process:
// ps … | grep X | xargs kill.
func drivesAway(cmds []commandline.Command) bool {
	hunts, kills := false, false
	for _, c := range cmds {
		switch program(c) {
		case "ps", "pgrep", "netstat", "ss", "lsof", "grep", "egrep":
			hunts = true
		case "kill", "pkill", "killall":
			kills = true
		}
		for _, w := range c.Wrappers {
			if w == "xargs" && len(c.Argv) > 0 && strings.HasPrefix(program(c), "kill") {
				kills = true
			}
		}
	}
	return hunts && kills
}

// telling reports whether a command has an option and names a server or a
// wallet among its arguments. No judgement: mysql -h 10.0.0.1:3306 does, too.
func telling(c commandline.Command) bool {
	option, strong, weak, login := false, false, false, false
	for i, a := range c.Argv {
		s := a.Text
		if i == 0 && !strings.HasPrefix(s, "-") {
			continue
		}
		value := s
		if len(s) > 1 && s[0] == '-' && (letter[s[1]] || s[1] == '-' && len(s) > 2 && letter[s[2]]) {
			option = true
			value = ""
			if k := strings.IndexByte(s, '='); k > 0 {
				value = s[k+1:]
			} else if s[1] != '-' && len(s) > 6 {
				value = s[2:]
			}
			switch n := strings.TrimLeft(s, "-"); {
			case strings.HasPrefix(n, "user") || strings.HasPrefix(n, "wal") || strings.HasSuffix(n, "wal") || n == "mining-address" || n == "F" || s[1] != '-' && (n[0] == 'u' || n[0] == 'O' || n == "w"):
				login = true
			}
		}
		switch server([]byte(value)) {
		case sure:
			strong = true
			option = option || loginInURL([]byte(value))
		case maybe:
			weak = true
		}
		if walletLike(value) || walletLike(s) {
			strong = true
		}
		if reference([]byte(value)) || poolWord([]byte(value)) {
			weak = true
		}
	}
	return option && (strong || weak && login)
}

// walletLike reports whether s holds a run as long as a wallet of Monero's
// family, or begins with another coin's address.
func walletLike(s string) bool {
	run := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && alnum[s[i]] {
			run++
			continue
		}
		if run >= 90 && walletRun([]byte(s[i-run:i])) {
			return true
		}
		run = 0
	}
	head := s
	if i := strings.IndexAny(s, ".+/:"); i > 0 {
		head = s[:i]
	}
	return otherWallet(head)
}

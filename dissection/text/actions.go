package text

import (
	"bytes"
	"context"

	"lamproom/format/commandline"
	"lamproom/format/text"
	"lamproom/internal/literal"
	"lamproom/observation"
)

// actions are words of commands that change a machine, fetch something or
// reach for another machine. They are looked for only where nothing else was
// found worth reading, and what they stand in is read only if it is there to be
// run: a script, a table of cron, a Dockerfile. None of them says that anything
// is wrong.
var actions = literal.Compile(
	// what fetches
	"curl ", "wget ", "/dev/tcp/", "DownloadString", "DownloadFile", "DownloadData", "Invoke-WebRequest", "Invoke-RestMethod", "BitsTransfer", "bitsadmin", "certutil", "mshta", "XMLHTTP", "regsvr32", "tftp ", "lwp-download",
	// what stays
	"crontab", "cron.d", "cron.hourly", "systemctl ", "rc.local", "init.d/", "chkconfig", "update-rc.d", "ld.so.preload", "LD_PRELOAD", "authorized_keys", "LaunchAgents", "LaunchDaemons", "launchctl", "schtasks", "ScheduledTask", "CurrentVersion\\Run", "sc create", "sc.exe create", "New-Service", "reg add", "reg.exe add", "Winlogon", "Image File Execution", "__EventFilter", "WmiInstance", "Start Menu\\Programs\\Startup", "useradd", "adduser", "net user", "New-LocalUser", "udev/rules.d", "profile.d/", "nohup ", "setsid ",
	// what drives away, blocks and switches off
	"pkill ", "killall ", "kill -9", "taskkill", "Stop-Process", "/etc/hosts", "iptables ", "ufw ", "nft ", "firewalld", "netsh ", "setenforce", "MpPreference", "WinDefend", "Defender", "apparmor", "auditd", "aegis", "qcloud", "CloudMonitor", "wuauserv", "vssadmin", "bcdedit", "wevtutil", "Clear-EventLog", "HISTFILE", "HISTSIZE", "history -c", "bash_history", "/var/log/", "/var/spool/mail", "shred ",
	// what hides and tunes
	"chattr ", "attrib ", "mount --bind", "mount -o bind", "touch -r", "touch -t", "hugepages", "modprobe msr", "wrmsr", "cpufreq", "ulimit ", "exec -a",
	// what reaches further
	"id_rsa", "known_hosts", "sshpass", "StrictHostKeyChecking", "masscan", "zmap ", "pnscan", "redis-cli", "docker run", "docker -H", "docker.sock", "nsenter", "kubectl", "kubelet", "169.254.169.254", "metadata.google", ".aws/credentials", "mimikatz", "sekurlsa", "lsass", "net use", "psexec", "wmic ", "api.telegram.org", "discord.com/api/webhooks", "transfer.sh", "nc -", "ncat ",
)

// actsIn are kinds of text that are there to be run and are read line by line;
// scripts are followed as a whole.
func actsIn(kind string) bool {
	switch kind {
	case "powershell", "vbscript", "dockerfile", "crontab", "unit", "history", "processes", "registry", "compose", "kubernetes":
		return true
	}
	return false
}

// follows reports whether a kind of text is followed as a program.
func follows(kind string) bool {
	switch kind {
	case "shell", "batch", "powershell", "vbscript", "vba":
		return true
	}
	return false
}

// maxActions is how many lines of a window are read for their actions.
const maxActions = 2000

// act reads a window in which nothing speaks of mining: a script may do much
// else on the way to it. It reports whether the window is one of those.
func (p *page) act(ctx context.Context, classify func(*text.Window) text.Class) bool {
	if whole := p.w.Whole() && len(p.text) <= wholeScan; !whole && !actsIn(text.Glance(p.text[:min(len(p.text), headForClass)], p.ev.Name).Kind) {
		return false // no script is that long
	}
	if p.describes() {
		p.class = classify(p.w)
		p.schedules()
		return p.class.Kind == "xml"
	}
	if !actions.Contains(p.text) && !p.mayHide(classify) {
		return false
	}
	p.class = classify(p.w)
	p.script()
	p.actions(ctx)
	return actsIn(p.class.Kind) || follows(p.class.Kind)
}

// actions states the commands of the lines in which an action stands.
func (p *page) actions(ctx context.Context) {
	if p.traceTold || !actsIn(p.class.Kind) && !follows(p.class.Kind) {
		return // a script that is too long or too broken to be followed is read by lines
	}
	if p.class.Kind == "registry" {
		p.registryValues()
		return
	}
	n, done := 0, -1
	if p.class.Kind == "history" { // what was fetched on one line is run on another
		for at := 0; at < len(p.text) && n < maxActions && p.err == nil && ctx.Err() == nil; n++ {
			from, to := p.line(at)
			if p.owns(from) && !p.isTaken(from) && to-from <= maxLine {
				p.action(from, to)
			}
			k := bytes.IndexByte(p.text[at:], '\n')
			if k < 0 {
				break
			}
			at += k + 1
		}
		return
	}
	actions.Each(p.text, func(_, at int) bool {
		if at < done || !p.owns(at) { // what was taken was read for servers and wallets only
			return true
		}
		if n++; n > maxActions || ctx.Err() != nil || p.err != nil {
			return false
		}
		from, to := p.line(at)
		from, to = p.continued(from, to, p.shell(from, to))
		done = to
		if to-from > maxLine || bytes.IndexByte(p.text[from:to], 0) >= 0 {
			return true
		}
		p.action(from, to)
		return true
	})
}

// action states the commands of a logical line, those left out that are stated
// where they name a server or a wallet.
func (p *page) action(from, to int) {
	setting := p.settingAt(from, to)
	if !setting.Runs() {
		return
	}
	start := max(from, p.lead(from, to, setting))
	if p.class.Kind == "processes" {
		start += psColumns(p.text[start:to])
	}
	if p.class.Kind == "dockerfile" {
		start += instructionWord(p.text[start:to])
	}
	j := p.piece(start, to)
	cmds, missing := commandline.SplitAll(j.b, p.shell(start, to), p.lookup(from))
	for _, c := range cmds {
		if lo, hi := j.place(c.Start, c.End); lo < hi && (c.Wraps || killer(c) || !telling(c) || !takesOne(c)) {
			p.told(j, c, setting, missing, lo, hi)
		}
	}
}

// registryValues states the values that a registry file sets: the key with the
// name of the value as the path, the data as the text.
func (p *page) registryValues() {
	key, n := "", 0
	for at := 0; at < len(p.text) && p.err == nil && n < maxActions; {
		end := len(p.text)
		if k := bytes.IndexByte(p.text[at:], '\n'); k >= 0 {
			end = at + k
		}
		line := bytes.TrimSpace(p.text[at:end])
		switch name, data, ok := bytes.Cut(line, []byte("=")); {
		case len(line) > 2 && line[0] == '[' && line[len(line)-1] == ']':
			key = string(line[1 : len(line)-1])
		case ok && key != "" && len(line) < maxLine && p.owns(at) && (line[0] == '"' || line[0] == '@'):
			n++
			path := key + `\` + string(bytes.Trim(name, `"`))
			p.observe(at, end, observation.Observation{Fact: observation.Written{Path: path, Text: p.value(string(bytes.Trim(data, `"`)), at, end), Setting: observation.Service}})
		}
		at = end + 1
	}
}

// instructionWord is the length of the word before the command of a line of a
// Dockerfile: RUN, CMD, ENTRYPOINT.
func instructionWord(line []byte) int {
	for _, w := range []string{"RUN ", "CMD ", "ENTRYPOINT ", "HEALTHCHECK CMD "} {
		if len(line) > len(w) && bytes.EqualFold(line[:len(w)], []byte(w)) {
			return len(w)
		}
	}
	return 0
}

// told states a command that does not mine, whatever else it does.
func (p *page) told(j *joined, c commandline.Command, s observation.Setting, missing []string, lo, hi int) {
	if len(c.Argv) == 0 || len(c.Argv) == 1 && c.Argv[0].Text == "" {
		return
	}
	const longest = 4 << 10 // of one argument: what is written in full is a document
	for i := range c.Argv {
		if a := &c.Argv[i]; len(a.Text) > longest {
			a.Text = a.Text[:longest]
		}
	}
	p.commandLine(j, c, s, missing, lo, hi)
}

// maxContents is how much of a written file is stated, bytes.
const maxContents = 4 << 10

// writes states a file that a script writes.
func (p *page) writes(d commandline.Document, j *joined, at []extent) {
	lo, hi := p.stretch(j, 0, len(j.b))
	if len(at) > 0 {
		lo, hi = min(lo, at[0].from), max(lo, min(hi, at[0].to))
	}
	hi = min(hi, lo+maxStatement)
	from, _ := p.line(lo)
	_, to := p.line(hi)
	if s := p.settingAt(from, to); !s.Runs() && s != observation.Pattern {
		return // printed: it is written all the same, but nobody runs the script
	}
	v := p.value(string(d.Text[:min(len(d.Text), maxContents)]), lo, hi)
	p.observe(lo, hi, observation.Observation{Fact: observation.Written{Path: text.String([]byte(d.Name)), Text: v, Append: d.Append, Setting: observation.Script}})
}

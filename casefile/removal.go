package casefile

import (
	"slices"
	"strings"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

// interpreters are programs of the system that only run what is the miner's.
var interpreters = []string{
	"sh", "bash", "dash", "zsh", "ash", "busybox", "fish", "python", "python2", "python3", "perl", "php", "ruby", "node", "java", "sudo", "su", "env", "nohup", "screen", "tmux", "systemd-run", "docker", "podman", "kubectl", "crontab", "systemctl", "curl", "wget", "nice", "taskset", "timeout", "ssh",
	"cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh", "wscript.exe", "cscript.exe", "mshta.exe", "rundll32.exe", "schtasks.exe", "start", "explorer.exe",
}

// wholePath reports whether a path says by itself where the file lies.
func wholePath(s string) bool {
	low := strings.ToLower(s)
	return strings.HasPrefix(s, "/") && len(s) > 1 || len(s) > 3 && s[1] == ':' && (s[2] == '\\' || s[2] == '/') || strings.HasPrefix(s, "~/") ||
		(strings.HasPrefix(s, "%") || strings.HasPrefix(low, "$env:") || strings.HasPrefix(s, "$HOME/")) && strings.ContainsAny(s, `\/`)
}

func own(program string) bool {
	base := strings.ToLower(program[strings.LastIndexAny(program, `/\`)+1:])
	return base != "" && !slices.Contains(interpreters, base)
}

// programs are the miners' own programs, as they were started.
func (p *planner) programs() []value {
	var out []value
	for _, m := range p.c.Miners {
		if m.Role == evidence.Observed && m.Authorization != detection.DeclaredByOwner && m.Program != nil && own(*m.Program) {
			if f := p.findingOf(m.Source); f != nil {
				out = append(out, value{*m.Program, f})
			}
		}
	}
	return append(out, subjects(p.core, "process")...)
}

// dropped are the files that came with the miner.
func (p *planner) dropped() []value {
	var out []value
	add := func(path string, f *detection.Finding) {
		if f != nil && wholePath(path) && own(path) && !systemFile(path) {
			out = append(out, value{path, f})
		}
	}
	for _, v := range p.programs() {
		add(v.text, v.from)
	}
	for _, v := range subjects(p.find("download.", "concealment.hidden-folder"), "file") {
		add(v.text, v.from)
	}
	for _, i := range p.c.Indicators {
		if i.Type != indicator.TypePath {
			continue
		}
		for _, s := range i.Sightings {
			if s.Use == detection.UseProgram && s.Role == evidence.Observed {
				add(i.Value, p.findingOf(s.At))
			}
		}
	}
	return out
}

// systemFile reports whether the system has a file of that path of its own: its
// lines are to be looked at, it is not to be removed.
func systemFile(path string) bool {
	for _, at := range []string{"/etc/crontab", "/etc/hosts", "/etc/ld.so.preload", "/etc/rc.local", "/etc/profile", "/etc/passwd", "/etc/shadow", "/etc/sudoers", "/etc/resolv.conf", "/etc/environment", "/etc/sysctl.conf", "/etc/security/limits.conf", "/dev/null"} {
		if path == at {
			return true
		}
	}
	for _, end := range []string{"/.bashrc", "/.profile", "/.bash_profile", "/.zshrc", "/authorized_keys", "/known_hosts", `\drivers\etc\hosts`} {
		if strings.HasSuffix(strings.ToLower(path), end) {
			return true
		}
	}
	return strings.HasPrefix(path, "/proc/") || strings.HasPrefix(path, "/sys/") || strings.HasPrefix(path, "/var/spool/cron/") && strings.Count(path, "/") <= 5
}

// removals says which step a way of starting again belongs to. What is not named
// here is told by the kind of its subject.
var removals = map[string]string{
	"persistence.ld-preload": "eradicate.preload", "persistence.cron": "eradicate.crontab", "persistence.systemd": "eradicate.units",
	"persistence.scheduled-task": "eradicate.tasks", "persistence.service": "eradicate.services", "persistence.run-key": "eradicate.registry",
	"persistence.winlogon": "eradicate.registry", "persistence.ifeo": "eradicate.registry", "persistence.wmi": "eradicate.wmi",
	"persistence.ssh-key": "eradicate.keys", "persistence.account": "eradicate.accounts", "persistence.profile": "eradicate.start",
	"persistence.init": "eradicate.start", "persistence.udev": "eradicate.start", "persistence.launchd": "eradicate.launchd", "persistence.startup-folder": "eradicate.start",
	"persistence.at": "eradicate.other", "persistence.bits": "eradicate.other",
}

var removalsByKind = map[string]string{
	"unit": "eradicate.units", "crontab": "eradicate.crontab", "task": "eradicate.tasks", "service": "eradicate.services", "registry": "eradicate.registry",
	"key": "eradicate.keys", "account": "eradicate.accounts", "file": "eradicate.start", "container": "eradicate.containers",
}

func (p *planner) eradicate() {
	stay := p.find("persistence.")
	for _, f := range stay {
		phrase := removals[f.Rule]
		if phrase == "" || f.Rule == "persistence.account" && f.Subject.Kind == "file" {
			phrase = removalsByKind[f.Subject.Kind]
		}
		if phrase == "" {
			phrase = "eradicate.other"
		}
		p.addValues(phrase, true, []value{{subject(f), f}})
	}
	if len(stay) > 1 {
		p.add("eradicate.watch", stay)
	}
	p.addValues("eradicate.immutable", true, subjects(p.find("concealment.immutable", "concealment.attribute")))
	p.addValues("eradicate.containers", true, subjects(p.find("container."), "container"))
	p.addValues("eradicate.dropped", true, p.dropped())
	p.examined()
	p.addValues("eradicate.tools", true, subjects(p.find("concealment.renamed-tool", "concealment.wrapped-tool")))
	p.addValues("eradicate.hiding", true, subjects(p.find("concealment.mount", "concealment.rootkit")))
	p.addValues("eradicate.protection", true, append(subjects(p.find("tampering.protection", "tampering.selinux", "tampering.update")), subjects(p.find("tampering.logs"), "service")...))
	p.addValues("eradicate.firewall", true, subjects(p.find("tampering.firewall", "tampering.hosts", "tampering.resolver", "rivals.block")))
	p.addValues("eradicate.tuning", true, subjects(p.find("tuning.")))
	p.add("eradicate.rebuild", p.find(highRights...))
}

// examined says what becomes of the files in which the miners themselves stand. A
// list of processes, a log or a history tells of a miner and is none of it.
func (p *planner) examined() {
	for _, f := range p.core {
		e := carrier(f.Where().Evidence)
		name, onMachine := examinedFile(f)
		switch {
		case f.Subject.Kind != "file" || e.Origin.Collector != "" && !onMachine:
		case e.Kind == "log" || e.Kind == "history" || e.Kind == "processes" || e.Kind == "csv":
		case e.Kind == "crontab":
			p.addValues("eradicate.crontab", true, []value{{name, f}})
		case e.Kind == "unit":
			p.addValues("eradicate.units", true, []value{{name, f}})
		case !onMachine:
			p.addValues("eradicate.examined", false, []value{{name, f}})
		case !systemFile(name):
			p.addValues("eradicate.dropped", true, []value{{name, f}})
		}
	}
}

// highRights are ways that only somebody with the rights of the system has.
var highRights = []string{
	"persistence.systemd", "persistence.ld-preload", "persistence.init", "persistence.udev", "persistence.service", "persistence.wmi", "persistence.account",
	"persistence.winlogon", "persistence.ifeo", "tampering.protection", "tampering.selinux", "tuning.msr", "container.escape",
}

func (p *planner) rotate() {
	for _, f := range p.find("credentials.") {
		if f.Rule != "credentials.ssh-keys" {
			p.addValues("rotate.named", true, []value{{subject(f), f}})
		}
	}
	p.addValues("rotate.ssh", true, subjects(p.find("persistence.ssh-key", "spreading.ssh", "credentials.ssh-keys"), "key", "file"))
	p.addValues("rotate.cloud", true, subjects(p.find("cloud.")))
	p.addValues("rotate.containers", true, subjects(p.find("container.", "spreading.docker", "spreading.kubernetes")))
	p.addValues("rotate.services", true, subjects(p.find("spreading.redis", "spreading.smb")))
	p.add("rotate.all", p.find(append([]string{"persistence.ssh-key", "spreading.ssh", "credentials."}, highRights...)...))
}

// wayNames say how something spreads, where the rule tells it.
var wayNames = map[string]string{"ssh": "SSH", "redis": "Redis", "docker": "Docker", "kubernetes": "Kubernetes", "smb": "SMB", "scan": ""}

func (p *planner) close() {
	var ways []value
	for _, f := range p.find("spreading.") {
		way := strings.TrimPrefix(f.Rule, "spreading.")
		if name, ok := wayNames[way]; ok {
			way = name
		}
		ways = append(ways, value{way, f})
	}
	p.addValues("close.spread", false, ways)
	p.add("close.rivals", p.find("rivals."))
	windows, unix, container := p.platforms()
	switch {
	case windows && unix:
		p.add("close.unknown-unix", p.core)
		p.add("close.unknown-windows", p.core)
	case windows:
		p.add("close.unknown-windows", p.core)
	case unix:
		p.add("close.unknown-unix", p.core)
	default:
		p.add("close.unknown", p.core)
	}
	if container {
		p.add("close.unknown-container", p.find("container.", "spreading.docker", "spreading.kubernetes"))
	}
}

// platforms tells by paths and by what was found on which systems it runs.
func (p *planner) platforms() (windows, unix, container bool) {
	for _, v := range append(subjects(p.all), p.programs()...) {
		if v.from.Subject.Kind == "file" && v.text == v.from.Where().Evidence.Name {
			continue // the examiner's own path
		}
		switch s := v.text; {
		case len(s) > 2 && s[1] == ':' && s[2] == '\\', strings.HasSuffix(strings.ToLower(s), ".exe"), strings.HasPrefix(s, "HK"), strings.HasPrefix(s, "%"):
			windows = true
		case strings.HasPrefix(s, "/"), strings.HasSuffix(s, ".service"):
			unix = true
		}
	}
	for _, f := range p.all {
		switch removals[f.Rule] {
		case "eradicate.tasks", "eradicate.services", "eradicate.registry", "eradicate.wmi":
			windows = true
		case "eradicate.crontab", "eradicate.units", "eradicate.preload", "eradicate.keys":
			unix = true
		}
		container = container || strings.HasPrefix(f.Rule, "container.") || f.Rule == "spreading.docker" || f.Rule == "spreading.kubernetes"
		switch strings.ToLower(extension(f.Where().Evidence.Name)) {
		case ".sh", ".bash", ".service", ".cron":
			unix = true
		case ".bat", ".cmd", ".ps1", ".vbs", ".reg", ".hta":
			windows = true
		}
	}
	return windows, unix, container
}

func extension(name string) string {
	name = name[strings.LastIndexAny(name, `/\!`)+1:]
	return name[max(strings.LastIndexByte(name, '.'), 0):]
}

func (p *planner) tell() {
	p.add("tell.owner", p.core)
	own, shared, _ := p.servers()
	p.addValues("tell.hosters", false, own)
	p.addValues("tell.services", false, shared)
	p.eachPool(func(pool detection.Pool, f *detection.Finding) {
		host, grade := indicator.ParseHost(pool.Host)
		if grade < indicator.HostAmbiguous || loopback(host) || private(host) || pool.Payee != detection.PaysOperator {
			return
		}
		login := pool.User
		if pool.Wallet != nil {
			login = pool.Wallet.Address
		}
		if login != "" {
			p.addValues("tell.pools", false, []value{{host, f}, {login, f}})
		}
		if w := pool.Wallet; w != nil && w.PaymentID != nil && w.Base != nil {
			p.addValues("tell.custodian", false, []value{{*w.Base, f}, {*w.PaymentID, f}})
		}
	})
	p.add("tell.cert", p.core)
	p.add("tell.data-protection", p.find("credentials.", "exfiltration."))
}

// payees are the pools and the logins paid there of the miners that are declared.
func (p *planner) payees() []string {
	var out []string
	for _, m := range p.c.Miners {
		if m.Role != evidence.Observed || m.Authorization != detection.DeclaredByOwner && m.Authorization != detection.Conflict {
			continue
		}
		for _, pool := range m.Pools {
			if pool.Payee == detection.PaysDonation || pool.Payee == detection.Decoy {
				continue
			}
			if pool.Host != "" {
				out = append(out, pool.Host)
			}
			if pool.Payee == detection.PaysOperator && pool.User != "" {
				out = append(out, pool.User)
			}
		}
		if len(m.Pools) == 0 && m.Program != nil {
			out = append(out, *m.Program)
		}
	}
	if len(out) == 0 {
		for _, f := range p.core {
			name, _ := examinedFile(f)
			out = append(out, name)
		}
	}
	return out
}

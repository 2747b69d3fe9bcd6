package examination_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lamproom/casefile"
	"lamproom/collection"
	"lamproom/detection"
	"lamproom/examination"
)

// A machine with a miner, as collectors would take it. The files are made here;
// the layouts are those of format/collector.
func machine(word string) (config, cron, cmdline string) {
	config = `{"autosave":true,"cpu":true,"background":true,"pools":[{"url":"pool.example.org:3333","user":"` + wallet(word) + `","pass":"x"}],"donate-level":1}`
	cron = "*/5 * * * * /tmp/.X11-unix/kworkerd -o pool.example.org:3333 -u " + wallet(word) + " -p x\n"
	cmdline = strings.ReplaceAll("/tmp/.X11-unix/kworkerd -o pool.example.org:3333 -u "+wallet(word)+" -p x", " ", "\x00") + "\x00"
	return
}

func uac(host, word string) []file {
	config, cron, cmdline := machine(word)
	ps := "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n" +
		"root           1  0.0  0.1 167744 11560 ?        Ss   10:02   0:03 /sbin/init\n" +
		"root        4242  399  2.1 2621440 42000 ?       Ssl  10:05 812:44 " + strings.TrimSpace(strings.ReplaceAll(cmdline, "\x00", " ")) + "\n"
	return []file{
		{"uac.log", "20240102 03:04:05 +0000 INF Unix-like Artifacts Collector 3.1.0\n20240102 03:04:05 +0000 INF Hostname: " + host + "\n"},
		{"[root]/tmp/.X11-unix/config.json", config},
		{"[root]/var/spool/cron/crontabs/root", cron},
		{"[root]/etc/hosts", "127.0.0.1 localhost\n"},
		{"live_response/process/proc/4242/cmdline.txt", cmdline},
		{"live_response/process/ps_auxwww.txt", ps},
		{"bodyfile/bodyfile.txt", "0|/tmp/.X11-unix/config.json|12|-rw-r--r--|0|0|300|1|1|1|0\n"},
	}
}

func tarGz(list []file) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, f := range list {
		w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.content)), Mode: 0o644})
		io.WriteString(w, f.content)
	}
	w.Close()
	z.Close()
	return b.String()
}

func zipped(list []file) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range list {
		m, _ := w.Create(f.name)
		io.WriteString(m, f.content)
	}
	w.Close()
	return b.String()
}

func laidOut(t *testing.T, folder string, list []file) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), folder)
	for _, f := range list {
		name := filepath.Join(root, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(f.content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// origins lists what was told of the evidence: "original path @ host (collector)".
func origins(c casefile.Case) (out []string) {
	for _, e := range c.Evidence {
		if o := e.Origin; o.Collector != "" {
			out = append(out, fmt.Sprintf("%s @ %s (%s)", o.Original, o.Host, o.Collector))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestCollectionsOfUAC(t *testing.T) {
	want := []string{
		" @ web1 (uac)", "/etc/hosts @ web1 (uac)", "/proc/4242/cmdline @ web1 (uac)", "/tmp/.X11-unix/config.json @ web1 (uac)", "/var/spool/cron/crontabs/root @ web1 (uac)",
	}
	inFolder := []file{}
	for _, f := range uac("web1", "u") {
		inFolder = append(inFolder, file{"uac-web1-linux-20240102030405/" + f.name, f.content})
	}
	for name, c := range map[string]casefile.Case{
		"tar.gz":        examine(t, 0, file{"case/x.tar.gz", tarGz(uac("web1", "u"))}),
		"in a folder":   examine(t, 0, file{"case/x.tar.gz", tarGz(inFolder)}),
		"zip":           examine(t, 0, file{"case/x.zip", zipped(uac("web1", "u"))}),
		"name of file":  examine(t, 0, file{"case/uac-web1-linux-20240102030405.tar.gz", tarGz(uac("web1", "u")[1:])}),
		"unpacked":      examineFolder(t, laidOut(t, "evidence", uac("web1", "u"))),
		"folder's name": examineFolder(t, laidOut(t, "uac-web1-linux-20240102030405", uac("web1", "u")[1:])),
	} {
		got := origins(c)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
		if c.Verdict.Mining != detection.Likely || c.Verdict.Authorization != detection.Covert {
			t.Errorf("%s: %s, %s", name, c.Verdict.Mining, c.Verdict.Authorization)
		}
		via := map[string]bool{}
		for _, m := range c.Miners {
			via[m.Via] = true
		}
		if !via["process"] && !via["config_file"] {
			t.Errorf("%s: miners %+v", name, c.Miners)
		}
		for _, f := range c.Findings {
			if f.Subject.Host == nil || *f.Subject.Host != "web1" {
				t.Errorf("%s: %s is of no host", name, f.ID)
			}
		}
		s := step(c, "eradicate.crontab")
		if s == nil || !slices.Equal(s.Hosts, []string{"web1"}) || !slices.Contains(s.Values, "/var/spool/cron/crontabs/root") {
			t.Errorf("%s: crontab: %+v", name, s)
		}
		for _, s := range c.Steps {
			if s.Phase == casefile.PhaseEradicate && strings.Contains(s.Text, "live_response") {
				t.Errorf("%s: what the collector wrote is to be removed: %s", name, s.Text)
			}
		}
	}
}

func step(c casefile.Case, phrase string) *casefile.Step {
	for i := range c.Steps {
		if c.Steps[i].Phrase == phrase {
			return &c.Steps[i]
		}
	}
	return nil
}

// TestMachinesOfOneRun: the same bytes on two machines are two miners and two findings.
func TestMachinesOfOneRun(t *testing.T) {
	c := examine(t, 0, file{"a.tar.gz", tarGz(uac("web1", "u"))}, file{"b.tar.gz", tarGz(uac("web2", "u"))})
	hosts := map[string]int{}
	for _, f := range c.Findings {
		hosts[*f.Subject.Host]++
	}
	of := map[string]int{}
	for _, m := range c.Miners {
		of[m.Source.Evidence.Origin.Host]++
	}
	if hosts["web1"] == 0 || hosts["web1"] != hosts["web2"] || of["web1"] == 0 || of["web1"] != of["web2"] {
		t.Errorf("findings %v, miners %v", hosts, of)
	}
}

func windowsMachine() []file {
	config, _, _ := machine("w")
	return []file{{"Windows/Sys64/config.json", config}, {"Users/Public/readme.txt", "hello\n"}}
}

func TestCollectionsOfWindows(t *testing.T) {
	var velociraptor, kape, drives []file
	for _, f := range windowsMachine() {
		velociraptor = append(velociraptor, file{"uploads/auto/C%3A/" + f.name, f.content})
		kape = append(kape, file{"C/" + f.name, f.content})
		drives = append(drives, file{"C/" + f.name, f.content})
	}
	velociraptor = append(velociraptor, file{"client_info.json", `{"Hostname":"FS02"}`}, file{"uploads.json", `{"vfs_path":"C:/Windows/Sys64/config.json"}` + "\n"})
	kape = append(kape, file{"2025-08-25T20_20_59_5246365_CopyLog.csv", "CopiedTimestamp,SourceFile\n"},
		file{"2025-08-25T20_20_59_5246365_ConsoleLog.txt", "Command line:   --tsource C: --tdest D:\\t\r\nSystem info: Machine name: FS03, 64-bit: true\r\n"})
	for name, tt := range map[string]struct {
		c    casefile.Case
		want string
	}{
		"velociraptor":          {examine(t, 0, file{"Collection-x.zip", zipped(velociraptor)}), `C:\Windows\Sys64\config.json @ FS02 (velociraptor)`},
		"velociraptor, inner":   {examine(t, 0, file{"Collection-FS02-2024-01-02T03_04_05Z.zip", zipped([]file{{"data.zip", zipped(velociraptor)}, {"metadata.json", "{}"}})}), `C:\Windows\Sys64\config.json @ FS02 (velociraptor)`},
		"velociraptor unpacked": {examineFolder(t, laidOut(t, "v", velociraptor)), `C:\Windows\Sys64\config.json @ FS02 (velociraptor)`},
		"kape":                  {examine(t, 0, file{"k.zip", zipped(kape)}), `C:\Windows\Sys64\config.json @ FS03 (kape)`},
		"kape unpacked":         {examineFolder(t, laidOut(t, "k", kape)), `C:\Windows\Sys64\config.json @ FS03 (kape)`},
		"drives":                {examine(t, 0, file{"HOST.zip", zipped(drives)}), `C:\Windows\Sys64\config.json @  (drives)`},
		"drives unpacked":       {examineFolder(t, laidOut(t, "d", drives)), `C:\Windows\Sys64\config.json @  (drives)`},
		"cylr":                  {examine(t, 0, file{"HOST7.zip", zipped(append(drives, file{"CyLR_Collection_Log_2024-01-02_03-04-05.log", ""}))}), `C:\Windows\Sys64\config.json @ HOST7 (cylr)`},
	} {
		got := origins(tt.c)
		if !slices.Contains(got, tt.want) {
			t.Errorf("%s: %q", name, got)
		}
		if tt.c.Verdict.Authorization != detection.Covert { // C:\Windows\Sys64 imitates a folder of the system
			t.Errorf("%s: %s", name, tt.c.Verdict.Authorization)
		}
	}
}

// TestAnExaminersFoldersSayNothing: the same folders without a collector's marks
// are the examiner's own.
func TestAnExaminersFoldersSayNothing(t *testing.T) {
	config, _, _ := machine("e")
	c := examineFolder(t, laidOut(t, ".cache", []file{{"[root]/tmp/.X11-unix/config.json", config}, {"notes.txt", "mine\n"}}))
	if got := origins(c); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if c.Verdict.Authorization == detection.Covert {
		t.Error("a hidden folder of the examiner's makes the miner hide")
	}
}

// TestACollectionCannotDeclare: what a collection tells of itself changes no role.
func TestACollectionCannotDeclare(t *testing.T) {
	config, _, _ := machine("r")
	list := []file{
		{"client_info.json", `{"Hostname":"rig1","role":"declared","owner":true}`},
		{"uploads.json", `{"role":"declared"}`},
		{"uploads/auto/tmp/.x/config.json", config},
	}
	p := plan()
	p.Owner.Hosts = []string{"rig1"}
	c, err := examination.Examine(t.Context(), p, collection.Sources(t.Context(), []string{laidOut(t, "v", list)}, collection.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Verdict.Authorization == detection.DeclaredByOwner || c.Verdict.Mining < detection.Likely {
		t.Errorf("%s, %s", c.Verdict.Mining, c.Verdict.Authorization)
	}
}

package collector

import (
	"strings"
	"testing"
)

func recognise(names ...string) (Collection, bool) {
	var r Recogniser
	for _, n := range names {
		r.Name(n)
	}
	return r.Collection()
}

func TestCollections(t *testing.T) {
	for name, tt := range map[string]struct {
		names  []string
		tool   Tool
		prefix string
	}{
		"UAC":                  {[]string{"uac.log", "[root]/etc/passwd", "live_response/process/ps.txt"}, UAC, ""},
		"UAC in a folder":      {[]string{"uac-web1-linux-20240102030405/[root]/etc/passwd", "uac-web1-linux-20240102030405/uac.log"}, UAC, "uac-web1-linux-20240102030405/"},
		"UAC without the log":  {[]string{"./live_response/network/ss_-tap.txt", "./[root]/etc/hosts"}, UAC, ""},
		"Velociraptor":         {[]string{"client_info.json", "uploads/auto/C%3A/Windows/x", "uploads.json"}, Velociraptor, ""},
		"Velociraptor results": {[]string{"results/Linux.Sys.Crontab.json", "uploads/file/etc/crontab"}, Velociraptor, ""},
		"KAPE":                 {[]string{"2025-08-25T20_20_59_5246365_CopyLog.csv", "C/Windows/System32/config/SYSTEM"}, KAPE, ""},
		"KAPE with backslash":  {[]string{`tout\2022-05-28T024344_CopyLog.csv`, `tout\C\Users\Default\NTUSER.DAT`}, KAPE, "tout/"},
		"CyLR":                 {[]string{"CyLR_Collection_Log_2024-01-02_03-04-05.log", "var/log/auth.log"}, CyLR, ""},
		"drives":               {[]string{"C/Windows/System32/config/SAM", "C/Users/a/NTUSER.DAT"}, Drives, ""},
		"acquire":              {[]string{"fs/c:/Windows/System32/config/SAM"}, Acquire, ""},
		"acquire of Linux":     {[]string{"fs/$rootfs$/etc/passwd"}, Acquire, ""},
		"sosreport":            {[]string{"sosreport-web1-2024-01-02-abcdefg/sos_commands/host/hostname", "sosreport-web1-2024-01-02-abcdefg/sos_logs/sos.log", "sosreport-web1-2024-01-02-abcdefg/etc/hosts"}, SOS, "sosreport-web1-2024-01-02-abcdefg/"},
	} {
		got, ok := recognise(tt.names...)
		if !ok || got.Tool != tt.tool || got.Prefix != tt.prefix {
			t.Errorf("%s: %+v, %v", name, got, ok)
		}
		reversed := append([]string{}, tt.names...)
		for i, j := 0, len(reversed)-1; i < j; i, j = i+1, j-1 {
			reversed[i], reversed[j] = reversed[j], reversed[i]
		}
		if again, _ := recognise(reversed...); again != got {
			t.Errorf("%s: the order of the names changes it to %+v", name, again)
		}
	}
}

// TestOrdinaryTrees: what other archives and folders hold is no collection.
func TestOrdinaryTrees(t *testing.T) {
	for name, names := range map[string][]string{
		"a program":          {"bin/x", "lib/y.so", "README.md", "config.json"},
		"a site":             {"uploads/2024/01/photo.jpg", "uploads.json", "index.php", "wp-content/uploads/auto/x"},
		"a repository":       {"results/out.json", "fs/file.go", "fs/os.go", "live_response/handler.go"},
		"sources of C":       {"c/main.c", "c/lib/x.c", "d/main.d"},
		"one drive folder":   {"C/Windows/readme.txt"},
		"a log alone":        {"2025-08-25T20_20_59_5246365_CopyLog.csv", "notes.txt"},
		"a file named so":    {"[root]", "uac.log"},
		"uploads of nothing": {"uploads/auto/x"},
		"up and out":         {"../[root]/etc/passwd", "../uac.log", "x/../uac.log"},
		"too deep":           {"a/b/c/d/e/[root]/x", "a/b/c/d/e/uac.log"},
		"nothing":            {"", "/", "//", "."},
	} {
		if got, ok := recognise(names...); ok {
			t.Errorf("%s is taken for %+v", name, got)
		}
	}
}

func TestOriginalPaths(t *testing.T) {
	for _, tt := range []struct {
		tool       Tool
		name, want string // "" where there is none
	}{
		{UAC, "[root]/tmp/.x/config.json", "/tmp/.x/config.json"},
		{UAC, "live_response/process/proc/4242/cmdline.txt", "/proc/4242/cmdline"},
		{UAC, "live_response/process/proc/4242/strings.txt", ""},
		{UAC, "live_response/process/proc/x/cmdline.txt", ""},
		{UAC, "live_response/process/ps.txt", ""},
		{UAC, "uac.log", ""},
		{UAC, "[root]/../etc/shadow", ""},
		{UAC, "[root]/", ""},
		{Velociraptor, "uploads/auto/C%3A/Windows/Sys64/x.exe", `C:\Windows\Sys64\x.exe`},
		{Velociraptor, "uploads/ntfs/%5C%5C.%5CC%3A/$Extend/$UsnJrnl%3A$J", `C:\$Extend\$UsnJrnl:$J`},
		{Velociraptor, "uploads/ntfs_vss/%5C%5C%3F%5CGLOBALROOT%5CDevice%5CHarddiskVolumeShadowCopy1/Windows/x", `\\?\GLOBALROOT\Device\HarddiskVolumeShadowCopy1\Windows\x`},
		{Velociraptor, "uploads/file/home/a/%2Ebash_history", "/home/a/.bash_history"},
		{Velociraptor, "uploads/auto/tmp/caf%C3%A9", "/tmp/café"},
		{Velociraptor, "uploads/auto/tmp/%2E%2E/x", ""},
		{Velociraptor, "uploads/auto/tmp/a%2Fb", ""},
		{Velociraptor, "uploads/auto/tmp/a%00", ""},
		{Velociraptor, "uploads/auto/tmp/100%", ""},
		{Velociraptor, "results/x.json", ""},
		{KAPE, "C/Users/a b/x.txt", `C:\Users\a b\x.txt`},
		{KAPE, `d\x.txt`, `D:\x.txt`},
		{KAPE, "2025-08-25T20_20_59_5246365_CopyLog.csv", ""},
		{CyLR, "C/Windows/x", `C:\Windows\x`},
		{CyLR, "var/log/auth.log", "/var/log/auth.log"},
		{CyLR, "CyLR_Collection_Log_2024.log", ""},
		{Acquire, "fs/c:/Windows/x", `C:\Windows\x`},
		{Acquire, "fs/sysvol/Windows/x", `C:\Windows\x`},
		{Acquire, "fs/$rootfs$/etc/cron.d/x", "/etc/cron.d/x"},
		{SOS, "etc/cron.d/x", "/etc/cron.d/x"},
		{SOS, "sos_commands/process/ps_auxwww", ""},
	} {
		got, ok := Collection{Tool: tt.tool}.Original(tt.name)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s %s: %q, %v; want %q", tt.tool, tt.name, got, ok, tt.want)
		}
		folder := "a/b/"
		if !strings.Contains(tt.name, "/") && strings.Contains(tt.name, `\`) {
			folder = `a\b\`
		}
		if in, _ := (Collection{tt.tool, "a/b/"}).Original(folder + tt.name); in != tt.want {
			t.Errorf("%s %s in a folder: %q", tt.tool, tt.name, in)
		}
		if out, ok := (Collection{tt.tool, "a/b/"}).Original(tt.name); ok {
			t.Errorf("%s %s outside of the collection: %q", tt.tool, tt.name, out)
		}
	}
}

func TestHosts(t *testing.T) {
	for _, tt := range []struct {
		tool          Tool
		content, want string
	}{
		{UAC, "20240102 03:04:05 +0000 INF Unix-like Artifacts Collector 3.1.0\n20240102 03:04:05 +0000 INF Hostname: web1.example.org\n", "web1.example.org"},
		{UAC, "INF Hostname: web1; rm -rf /\n", ""},
		{UAC, "", ""},
		{Velociraptor, `{"Hostname":"FS02","Fqdn":"FS02.example.org"}`, "FS02"},
		{Velociraptor, `[{"Hostname":"FS02"}]`, "FS02"},
		{Velociraptor, `{"Hostname":"../../etc"}`, ""},
		{Velociraptor, `{`, ""},
		{KAPE, "Command line:   --tsource C: --tdest D:\\x\r\nSystem info: Machine name: FS03, 64-bit: true\r\n", "FS03"},
		{KAPE, "Command line:   --tsource F:\\ --tdest D:\\x\r\nSystem info: Machine name: EXAMINER, 64-bit: true\r\n", ""},
		{SOS, "web1\n", "web1"},
	} {
		if got := (Collection{Tool: tt.tool}).Host([]byte(tt.content)); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.tool, tt.content, got, tt.want)
		}
	}
	for _, tt := range []struct {
		tool       Tool
		name, want string
	}{
		{UAC, "case/uac-web-1.example.org-linux-20240102030405.tar.gz", "web-1.example.org"},
		{UAC, "evidence.tar.gz", ""},
		{Velociraptor, "Collection-DESKTOP-1_example_org-2024-01-02T03_04_05Z.zip", "DESKTOP-1_example_org"},
		{Velociraptor, "data.zip", ""},
		{Acquire, "srv01_20240102030405.tar", "srv01"},
		{Acquire, "fs.tar", ""},
		{SOS, "sosreport-web1-01234-2024-01-02-abcdefg.tar.xz", "web1"},
		{SOS, "sosreport-web1-2024-01-02-abcdefg", "web1"},
		{CyLR, "HOST7.zip", "HOST7"},
		{KAPE, "x.zip", ""},
		{Drives, "HOST7.zip", ""},
	} {
		if got := (Collection{Tool: tt.tool}).HostOfName(tt.name); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.tool, tt.name, got, tt.want)
		}
	}
}

// FuzzNames: no name leads out of the machine's tree, whatever it holds.
func FuzzNames(f *testing.F) {
	for _, s := range []string{"[root]/etc/passwd", "uploads/auto/C%3A/%2E%2E/x", "uploads/ntfs/%5C%5C.%5CC%3A/x", `C\Windows\x`, "fs/c:/x", "../x", "a/./b", "uac-a-b-20240102030405.tar.gz", "Collection-a-2024-01-02T", "sosreport-a-2024-01-", "\x00", "%", "2025-08-25T20_20_59_CopyLog.csv"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var r Recogniser
		r.Name(name)
		r.Collection()
		for _, tool := range order {
			c := Collection{Tool: tool}
			p, ok := c.Original(name)
			if ok != (p != "") {
				t.Errorf("%s %q: %q, %v", tool, name, p, ok)
			}
			for part := range strings.SplitSeq(strings.ReplaceAll(p, `\`, "/"), "/") {
				if part == ".." {
					t.Errorf("%s %q leads up: %q", tool, name, p)
				}
			}
			c.Manifest(name)
			for _, h := range []string{c.HostOfName(name), c.Host([]byte(name))} {
				if h != hostName(h) {
					t.Errorf("%s %q: host %q", tool, name, h)
				}
			}
		}
	})
}

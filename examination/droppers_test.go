package examination_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lamproom/casefile"
	"lamproom/detection"
)

// The droppers under testdata/droppers are written for this test, in the shapes
// that reports tell of; nothing in them is anybody's, and nothing runs them.
func TestDroppersAreRead(t *testing.T) {
	for name, want := range map[string]struct {
		mining   detection.Level
		covert   bool
		rules    []string
		subjects []string
		fetched  []string
		decoys   []string
	}{
		"checked-binary.sh": {
			detection.Likely, true,
			[]string{"mining.dropper", "rivals.kill", "tampering.protection", "tampering.firewall", "tampering.selinux", "tampering.logs", "persistence.cron", "download.run"},
			[]string{"crontab -", "aliyun.service", "http://198.51.100.23/kn4m3"},
			[]string{"http://198.51.100.23/kn4m3", "http://198.51.100.23/c.sh"},
			[]string{"pool.minexmr.com", "xmr.example-rival.net:14444"},
		},
		"known-hosts-worm.sh": {
			detection.Likely, true,
			[]string{"mining.dropper", "spreading.ssh", "persistence.ssh-key", "concealment.immutable", "credentials.ssh-keys", "tampering.logs"},
			[]string{"/root/.ssh/authorized_keys", "/etc/cron.d/root", "/var/log/wtmp"},
			[]string{"http://203.0.113.40/l.sh"}, nil,
		},
		"cloud-thief.sh": {
			detection.Likely, true,
			[]string{"mining.dropper", "cloud.metadata", "credentials.files", "exfiltration.upload", "persistence.ld-preload", "spreading.docker", "tuning.msr", "concealment.disguise"},
			[]string{"scsi.service", "/etc/ld.so.preload", "http://192.0.2.61/in.php"},
			[]string{"http://192.0.2.61/src/xmrig-6.19.0.tar.gz", "http://192.0.2.61/s.sh"}, nil,
		},
		"open-installer.sh": {
			detection.Likely, false,
			[]string{"mining.dropper", "counter.asks", "persistence.systemd", "tuning.huge-pages"},
			[]string{"pool_miner.service"},
			[]string{"https://pool.example.org/download/xmrig.tar.gz"}, nil,
		},
		"windows-task.bat": {
			detection.Likely, true,
			[]string{"mining.dropper", "persistence.scheduled-task", "persistence.run-key", "persistence.service", "tampering.protection", "tampering.firewall", "tampering.update", "tampering.logs", "concealment.attribute", "rivals.kill"},
			[]string{"WinUpd", "WinUpdSvc", `HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run\WinUpd`},
			[]string{"http://203.0.113.88:8080/xmrig.exe"}, nil,
		},
		"redis-crontab": {
			detection.NoneSeen, false,
			[]string{"download.again"}, []string{"http://192.0.2.90/init.sh"}, []string{"http://192.0.2.90/init.sh"}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join("testdata", "droppers", name))
			if err != nil {
				t.Fatal(err)
			}
			c := examine(t, 1, file{name, string(data)})
			if c.Verdict.Mining != want.mining {
				t.Errorf("mining %v, want %v", c.Verdict.Mining, want.mining)
			}
			if covert := c.Verdict.Authorization == detection.Covert; covert != want.covert {
				t.Errorf("authorization %v", c.Verdict.Authorization)
			}
			var rules, subjects []string
			for _, f := range c.Findings {
				rules, subjects = append(rules, f.Rule), append(subjects, f.Subject.Name)
			}
			for _, r := range want.rules {
				if !slices.Contains(rules, r) {
					t.Errorf("no finding %s", r)
				}
			}
			for _, s := range want.subjects {
				if !slices.Contains(subjects, s) {
					t.Errorf("no finding is about %s: %q", s, subjects)
				}
			}
			used := uses(c)
			for _, v := range want.fetched {
				if !slices.Contains(used[v], detection.UseDownload) {
					t.Errorf("%s is used as %v, want a download", v, used[v])
				}
			}
			for _, v := range want.decoys {
				if !slices.Contains(used[v], detection.UseDecoy) {
					t.Errorf("%s is used as %v, want a decoy", v, used[v])
				}
			}
			for _, m := range c.Miners {
				for _, p := range m.Pools {
					t.Errorf("pool %s is named: none is the operator's", p.Host)
				}
			}
		})
	}
}

func uses(c casefile.Case) map[string][]detection.Use {
	out := map[string][]detection.Use{}
	for _, i := range c.Indicators {
		for _, s := range i.Sightings {
			out[i.Value] = append(out[i.Value], s.Use)
		}
	}
	return out
}

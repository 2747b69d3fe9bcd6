package mining

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lamproom/detection"
	"lamproom/format/commandline"
)

// TestHoneypotCommands judges what intruders typed at an SSH honeypot. No
// session there passes a pool on a command line (its labels say which run a
// miner from a file), so nothing may be taken for mining.
func TestHoneypotCommands(t *testing.T) {
	root := os.Getenv("LAMPROOM_CORPUS")
	if root == "" {
		t.Skip("LAMPROOM_CORPUS is not set: the development data is not at hand")
	}
	files, _ := filepath.Glob(filepath.Join(root, "honeypot", "*.gz"))
	n, alarms := 0, 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		s := bufio.NewScanner(z)
		s.Buffer(nil, 4<<20)
		for s.Scan() {
			var e struct {
				Input string `json:"input"`
			}
			if json.Unmarshal(s.Bytes(), &e) != nil || e.Input == "" {
				continue
			}
			cs, _ := commandline.Split([]byte(e.Input), commandline.Posix, nil)
			for _, c := range cs {
				n++
				if v := Judge(c.Strings()); v.Level > detection.NoneSeen {
					alarms++
					if alarms < 20 {
						t.Errorf("%s by %.1f: %s", v.Level, v.Score, strings.Join(c.Strings(), " "))
					}
				}
			}
		}
		f.Close()
	}
	t.Logf("%d commands, %d taken for mining, 95%% bound %.5f", n, alarms, upper(alarms, n))
	if n == 0 {
		t.Error("the corpus has no commands")
	}
}

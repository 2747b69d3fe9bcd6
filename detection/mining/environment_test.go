package mining

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/observation"
)

// TestEnvironmentsLabelled judges the groups of testdata/environments.tsv and
// measures how often it is right (docs/confidence.md has the figures).
func TestEnvironmentsLabelled(t *testing.T) {
	f, err := os.Open("testdata/environments.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found, mines, alarms, ordinary, pools, named := 0, 0, 0, 0, 0, 0
	bands := map[float64][2]int{}
	s := bufio.NewScanner(f)
	for s.Scan() {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		c := strings.Split(s.Text(), "\t")
		if len(c) < 4 {
			t.Fatalf("%q", s.Text())
		}
		owner := strings.TrimPrefix(c[2], "-")
		var pairs []string
		for _, a := range c[3:] {
			n, v, _ := strings.Cut(a, "=")
			pairs = append(pairs, n, v)
		}
		r := observe(t, env(&evidence.Evidence{Name: ".env"}, observation.Config, owner, pairs...))
		level := r.level()
		if want := map[string]detection.Level{"likely": detection.Likely, "possible": detection.Possible, "none": detection.NoneSeen}[c[0]]; level != want {
			t.Errorf("%s, want %s: %.150s", level, c[0], strings.Join(c[1:], " "))
		}
		band := [2]int{}
		conf := 0.0
		if len(r.miners) > 0 {
			conf = r.miners[0].Confidence
		}
		band = bands[conf]
		band[1]++
		if c[0] == "none" {
			if ordinary++; level > detection.NoneSeen {
				alarms++
			}
			bands[conf] = band
			continue
		}
		band[0]++
		bands[conf] = band
		mines++
		if level == detection.NoneSeen {
			continue
		}
		found++
		if c[1] == "-" {
			continue
		}
		pools++
		got := ""
		if p := r.miners[0].Pools[0]; p.Port != nil {
			got = p.Host + ":" + strconv.Itoa(*p.Port)
			if strings.Contains(p.Host, ":") {
				got = "[" + p.Host + "]:" + strconv.Itoa(*p.Port)
			}
		}
		if got == c[1] {
			named++
		} else {
			t.Errorf("pool %q, want %q", got, c[1])
		}
	}
	t.Logf("found %d of %d, at least %.3f; ordinary taken for mining %d of %d, at most %.3f; pools named %d of %d, at least %.3f",
		found, mines, lower(found, mines), alarms, ordinary, upper(alarms, ordinary), named, pools, lower(named, pools))
	for conf, b := range bands {
		t.Logf("confidence %.2f: %d of %d mine, %.3f to %.3f, Laplace %.3f", conf, b[0], b[1], lower2(b[0], b[1]), upper2(b[0], b[1]), float64(b[0]+1)/float64(b[1]+2))
	}
}

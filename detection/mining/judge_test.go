package mining

import (
	"bufio"
	"math"
	"os"
	"strings"
	"testing"

	"lamproom/detection"
	"lamproom/format/commandline"
)

// labelled is a line of testdata/commandlines.tsv.
type labelled struct {
	label, pool, user, pass, line string
	no                            int
}

func readLabelled(t testing.TB) []labelled {
	f, err := os.Open("testdata/commandlines.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []labelled
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		if strings.HasPrefix(s.Text(), "#") || s.Text() == "" {
			continue
		}
		c := strings.SplitN(s.Text(), "\t", 5)
		if len(c) != 5 {
			t.Fatalf("line %d has %d columns", n, len(c))
		}
		out = append(out, labelled{c[0], c[1], c[2], c[3], c[4], n})
	}
	return out
}

// judgeLine judges a line as explain would: split, unwrapped, the best of its commands.
func judgeLine(line string) Verdict {
	cs, _ := commandline.Split([]byte(line), commandline.Guess([]byte(line)), nil)
	best := Verdict{Score: math.Inf(-1)}
	for _, c := range cs {
		if v := Judge(c.Strings()); v.Level > best.Level || v.Level == best.Level && v.Score > best.Score {
			best = v
		}
	}
	return best
}

func address(p detection.Pool) string {
	if p.Host == "" {
		return "-"
	}
	host := p.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if p.Port == nil {
		return host
	}
	return host + ":" + itoa(*p.Port)
}

func TestLabelled(t *testing.T) {
	var mine, found, ordinary, alarms, paid, named int
	for _, l := range readLabelled(t) {
		v := judgeLine(l.line)
		if l.label == "none" {
			ordinary++
			if v.Level > detection.NoneSeen {
				alarms++
				t.Errorf("line %d: %s by %.1f for an ordinary line: %s", l.no, v.Level, v.Score, l.line)
			}
			continue
		}
		if l.label == "template" {
			if !v.Template {
				t.Errorf("line %d: not seen to be a template: %s", l.no, l.line)
			}
		} else {
			mine++
			if v.Level > detection.NoneSeen {
				found++
			}
			if v.Level.String() != l.label {
				t.Errorf("line %d: %s by %.1f, want %s: %s", l.no, v.Level, v.Score, l.label, l.line)
			}
		}
		ok := len(v.Miner.Pools) > 0 || l.pool == "-" && l.user == "-"
		if len(v.Miner.Pools) > 0 {
			p := v.Miner.Pools[0]
			pass := "-"
			if p.Password != nil && *p.Password != "" {
				pass = *p.Password
			}
			ok = address(p) == l.pool && (p.User == l.user || l.user == "-") && (pass == l.pass || l.pass == "-")
			if !ok {
				t.Errorf("line %d: pool %q user %q password %q: %s", l.no, address(p), p.User, pass, l.line)
			}
		}
		paid++
		if ok {
			named++
		}
	}
	t.Logf("mining: %d of %d found, 95%% bound %.4f; ordinary: %d of %d taken for mining, 95%% bound %.4f; pool, user and password named: %d of %d",
		found, mine, lower(found, mine), alarms, ordinary, upper(alarms, ordinary), named, paid)
	if mine < 280 || ordinary < 300 {
		t.Errorf("%d lines that mine and %d ordinary ones are too few to measure with", mine, ordinary)
	}
}

// TestBands measures the confidence of every band of scores: the share of mining
// among the lines in it, Laplace's rule applied.
func TestBands(t *testing.T) {
	type tally struct{ mine, all int }
	got := make([]tally, len(bands))
	for _, l := range readLabelled(t) {
		if l.label == "template" {
			continue
		}
		s := judgeLine(l.line).Score
		for i := len(bands) - 1; i >= 0; i-- {
			if s >= bands[i].from {
				got[i].all++
				if l.label != "none" {
					got[i].mine++
				}
				break
			}
		}
	}
	for i, g := range got {
		share := float64(g.mine+1) / float64(g.all+2)
		t.Logf("score from %5.1f: %d of %d mine, Laplace %.3f, 95%% interval %.3f to %.3f, confidence %.2f", bands[i].from, g.mine, g.all, share, lower2(g.mine, g.all), upper2(g.mine, g.all), bands[i].confidence)
		if c := bands[i].confidence; c < lower2(g.mine, g.all)-0.005 || c > upper2(g.mine, g.all)+0.005 {
			t.Errorf("band from %.1f: confidence %.2f is outside the measured interval", bands[i].from, c)
		}
	}
}

// Clopper–Pearson bounds, one-sided at 95 %.
func lower(k, n int) float64 { return clopper(k, n, 0.05, true) }
func upper(k, n int) float64 { return clopper(k, n, 0.05, false) }

// and two-sided at 95 %.
func lower2(k, n int) float64 { return clopper(k, n, 0.025, true) }
func upper2(k, n int) float64 { return clopper(k, n, 0.025, false) }

// clopper finds the share at which k or more (or k or fewer) of n have the
// probability alpha, by bisection.
func clopper(k, n int, alpha float64, low bool) float64 {
	if n == 0 {
		if low {
			return 0
		}
		return 1
	}
	if low && k == 0 {
		return 0
	}
	if !low && k == n {
		return 1
	}
	a, b := 0.0, 1.0
	for range 60 {
		p := (a + b) / 2
		var tail float64
		if low {
			tail = 1 - binomial(k-1, n, p)
		} else {
			tail = binomial(k, n, p)
		}
		if (tail < alpha) == low {
			a = p
		} else {
			b = p
		}
	}
	return (a + b) / 2
}

// binomial is the probability of at most k of n.
func binomial(k, n int, p float64) float64 {
	sum := 0.0
	for i := 0; i <= k; i++ {
		lg := func(x int) float64 { v, _ := math.Lgamma(float64(x + 1)); return v }
		sum += math.Exp(lg(n) - lg(i) - lg(n-i) + float64(i)*math.Log(p) + float64(n-i)*math.Log1p(-p))
	}
	return sum
}

func itoa(n int) string {
	if n >= 10 {
		return itoa(n/10) + itoa(n%10)
	}
	return string(rune('0' + n))
}

func BenchmarkJudge(b *testing.B) {
	argv := strings.Fields("svc.exe -o barjuok.ryongnamsan.edu.kp:3333 -u 4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS -p KJU -k")
	b.ReportAllocs()
	for b.Loop() {
		Judge(argv)
	}
}

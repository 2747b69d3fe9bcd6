package mining

import (
	"os"
	"path/filepath"
	"testing"

	"lamproom/detection"
	"lamproom/format/minerconfig"
	"lamproom/indicator"
)

// interpreted reads the configurations of a file and says how much the one that
// says most says, and how sure that is.
func interpreted(t *testing.T, name string) (n int, level detection.Level, confidence float64) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	all := minerconfig.Read(b, filepath.Base(name))
	for _, c := range all {
		var pools []detection.Pool
		for _, p := range c.Pools {
			if login := indicator.SplitLogin(p.User.Text); !p.Disabled {
				pools = append(pools, detection.Pool{Host: p.Host, Wallet: login.Wallet, User: p.User.Text, Payee: payeeOf(p.Host, p.User.Text, login)})
			}
		}
		if l, conf := InterpretConfig(pools); conf > confidence {
			level, confidence = l, conf
		}
	}
	return len(all), level, confidence
}

// TestConfigurationsMeasured counts how often a configuration is one, by what it
// holds: docs/confidence.md has the figures.
func TestConfigurationsMeasured(t *testing.T) {
	var bands = map[float64][2]int{}
	found, mines, alarms, ordinary := 0, 0, 0, 0
	count := func(pattern string, is bool) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no samples at %s: %v", pattern, err)
		}
		for _, f := range files {
			n, _, conf := interpreted(t, f)
			if is {
				if mines++; n > 0 {
					found++
				}
			} else if ordinary++; n > 0 {
				alarms++
			}
			b := bands[conf]
			if b[1]++; is {
				b[0]++
			}
			bands[conf] = b
		}
	}
	samples := filepath.Join("..", "..", "format", "minerconfig", "testdata")
	count(filepath.Join(samples, "yes", "*"), true)
	count(filepath.Join(samples, "no", "*"), false)
	if root := os.Getenv("LAMPROOM_CORPUS"); root != "" {
		count(filepath.Join(root, "miners", "*"), true)
	}
	if found < mines || alarms > 0 {
		t.Errorf("%d of %d found, %d of %d others taken for one", found, mines, alarms, ordinary)
	}
	t.Logf("found %d of %d, at least %.3f; others taken for one %d of %d, at most %.3f", found, mines, lower(found, mines), alarms, ordinary, upper(alarms, ordinary))
	for _, conf := range []float64{0, confidenceLayout, confidenceTemplate, confidenceNamed, confidencePaid} {
		b := bands[conf]
		t.Logf("confidence %.2f: %d of %d, %.3f to %.3f, Laplace %.3f", conf, b[0], b[1], lower2(b[0], b[1]), upper2(b[0], b[1]), float64(b[0]+1)/float64(b[1]+2))
	}
}

// TestInterpretConfig: who is paid decides.
func TestInterpretConfig(t *testing.T) {
	wallet := indicator.SplitLogin(ownWallet).Wallet
	for _, tt := range []struct {
		name  string
		pools []detection.Pool
		level detection.Level
		conf  float64
	}{
		{"no pool", nil, detection.Possible, confidenceLayout},
		{"a template", []detection.Pool{{Host: "pool.example.com", Payee: detection.Placeholder}}, detection.Possible, confidenceTemplate},
		{"the developers' pool", []detection.Pool{{Host: "donate.v2.xmrig.com", Payee: detection.PaysDonation}}, detection.Possible, confidenceTemplate},
		{"an account", []detection.Pool{{Host: "pool.example.com", Payee: detection.PaysOperator}}, detection.Likely, confidenceNamed},
		{"a wallet at the second", []detection.Pool{{Host: "a", Payee: detection.NoPayee}, {Host: "b", Wallet: wallet, Payee: detection.PaysOperator}}, detection.Likely, confidencePaid},
		{"a wallet, no host", []detection.Pool{{Wallet: wallet, Payee: detection.PaysOperator}}, detection.Possible, confidenceTemplate},
	} {
		if l, c := InterpretConfig(tt.pools); l != tt.level || c != tt.conf {
			t.Errorf("%s: %s %.2f, want %s %.2f", tt.name, l, c, tt.level, tt.conf)
		}
	}
}

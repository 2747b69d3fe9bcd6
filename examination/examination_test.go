package examination_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"lamproom/casefile"
	"lamproom/collection"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/examination"
	"lamproom/monero"
)

// wallet makes a valid address that is nobody's, from a word.
func wallet(word string) string {
	a := monero.Address{Network: monero.Mainnet, Kind: monero.Standard}
	key := func(salt byte) (k [32]byte) {
		for i := range 256 { // a point is met every other time
			copy(k[:], word)
			k[30], k[29] = salt, byte(i)
			if monero.IsPoint(k) {
				break
			}
		}
		return k
	}
	a.Spend, a.View = key(1), key(2)
	return a.String()
}

type file struct{ name, content string }

func files(list ...file) iter.Seq2[*evidence.Evidence, evidence.Source] {
	return func(yield func(*evidence.Evidence, evidence.Source) bool) {
		for _, f := range list {
			if !yield(&evidence.Evidence{Name: f.name, Origin: evidence.Origin{Path: f.name}}, bytes.NewReader([]byte(f.content))) {
				return
			}
		}
	}
}

func examine(t *testing.T, workers int, list ...file) casefile.Case {
	t.Helper()
	p := plan()
	p.Workers = workers
	c, err := examination.Examine(context.Background(), p, files(list...))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mixed() []file {
	list := []file{
		{"a/run.sh", "#!/bin/sh\nPOOL=pool.example.org:3333\n./x -o $POOL -u " + wallet("a") + " -p x -k\n"},
		{"b/config.json", `{"pools":[{"url":"203.0.113.5:443","user":"` + wallet("b") + `","pass":"x","tls":true}],"donate-level":1,"cpu":true}`},
		{"c/article.md", "# How attackers mine\n\nThe attacker ran `xmrig -o pool.example.com:3333 -u " + wallet("c") + " -p x`, as the log of the company shows. We thank them for sharing it with the public.\n"},
		{"d/data.bin", "\x7fELF\x00\x01\x02" + strings.Repeat("\x00\xfe\x01", 500)},
	}
	for i := range 60 {
		list = append(list, file{"e/" + string(rune('a'+i%26)) + strings.Repeat("x", i), strings.Repeat("an ordinary line of text\n", 1+i*37%101)})
	}
	return list
}

func TestOneCoreOrManyGiveTheSameBytes(t *testing.T) {
	want, err := json.Marshal(examine(t, 1, mixed()...))
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{2, 8, 2, 8} {
		got, err := json.Marshal(examine(t, workers, mixed()...))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("%d workers give another case", workers)
		}
	}
}

func TestTheWholeWay(t *testing.T) {
	c := examine(t, 0, mixed()...)
	if c.Verdict.Mining != detection.Likely || len(c.Miners) != 2 || len(c.Evidence) != 64 {
		t.Fatalf("verdict %s, %d miners, %d pieces of evidence", c.Verdict.Mining, len(c.Miners), len(c.Evidence))
	}
	for i, want := range []struct{ file, host, wallet, via string }{
		{"a/run.sh", "pool.example.org", wallet("a"), "command_line"},
		{"b/config.json", "203.0.113.5", wallet("b"), "config_file"},
	} {
		m := c.Miners[i]
		if m.Source.Evidence.Name != want.file || m.Via != want.via || len(m.Pools) != 1 || m.Pools[0].Host != want.host || m.Pools[0].Wallet == nil || m.Pools[0].Wallet.Address != want.wallet || m.Pools[0].Payee != detection.PaysOperator {
			t.Errorf("miner %d: %+v", i, m)
		}
	}
	for _, e := range c.Evidence {
		if want := e.Name == "c/article.md"; (e.Role == evidence.Reported) != want {
			t.Errorf("%s is %s", e.Name, e.Role)
		}
	}
	for _, i := range c.Indicators {
		for _, s := range i.Sightings {
			if i.Value == wallet("c") && (s.Use == detection.UsePayee || s.Role == evidence.Observed) {
				t.Errorf("the wallet of the article is %s, %s", s.Use, s.Role)
			}
		}
	}
	for _, f := range c.Findings {
		if l := f.Where(); l.Evidence == nil || l.Offset+l.Length > l.Evidence.Size {
			t.Errorf("finding %s cites %+v", f.ID, l)
		}
	}
}

func TestTheContextEndsIt(t *testing.T) {
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	endless := func(yield func(*evidence.Evidence, evidence.Source) bool) {
		for {
			if n++; n == 100 {
				cancel()
			}
			if !yield(&evidence.Evidence{Name: "f"}, generated{[]byte(ordinaryPage), 6 << 20}) {
				return
			}
		}
	}
	if _, err := examination.Examine(ctx, plan(), endless); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	for range 100 { // the last ones may need a moment
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

// corpus returns the folder of real material, or skips the test.
func corpus(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("LAMPROOM_CORPUS")
	if root == "" {
		t.Skip("needs real material: name its folder in LAMPROOM_CORPUS")
	}
	return filepath.Join(root, name)
}

func examineFolder(t *testing.T, folder string) casefile.Case {
	t.Helper()
	c, err := examination.Examine(t.Context(), plan(), collection.Sources(t.Context(), []string{folder}, collection.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestReleasedConfigurations: every configuration as released is recognised,
// and nobody is named as paid by a template.
func TestReleasedConfigurations(t *testing.T) {
	c := examineFolder(t, corpus(t, "miners"))
	known := map[string]bool{}
	for _, m := range c.Miners {
		known[m.Source.Evidence.Name] = true
		for _, p := range m.Pools {
			if p.Payee == detection.PaysOperator && p.Wallet != nil {
				t.Errorf("%s: %s is named as payee", m.Source.Evidence.Name, p.User)
			}
		}
	}
	for _, e := range c.Evidence {
		if !known[e.Name] {
			t.Errorf("%s: no miner is recognised", e.Name)
		}
	}
	if c.Verdict.Mining != detection.Possible {
		t.Errorf("templates give %s", c.Verdict.Mining)
	}
}

// TestOrdinaryMaterial: rules, lists of pools, articles, logs and captures are
// no sign of mining.
func TestOrdinaryMaterial(t *testing.T) {
	for _, folder := range []string{"sigma", "pools", "advisories", "textlogs", "evtx"} {
		t.Run(folder, func(t *testing.T) {
			c := examineFolder(t, corpus(t, folder))
			for _, f := range c.Findings {
				if f.Mining > detection.NoneSeen {
					t.Errorf("%s: %s (%s)", f.Where().Evidence.Name, f.Title, f.Mining)
				}
			}
		})
	}
}

package advisory

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"lamproom/dissection/dissectiontest"
	"lamproom/evidence"
	"lamproom/observation"
)

// samples are the files of testdata: what a document holds, and under want/ what
// must be told of it.
func samples(t testing.TB) (all []dissectiontest.Sample, want map[string]string) {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal(err, paths)
	}
	want = map[string]string{}
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if name, ok := strings.CutPrefix(f.Name, "want/"); ok {
				want[name] = string(f.Data)
			} else {
				all = append(all, dissectiontest.Sample{Name: f.Name, Data: f.Data})
			}
		}
	}
	return all, want
}

func TestConformance(t *testing.T) {
	all, _ := samples(t)
	dissectiontest.Run(t, New(), all...)
}

// TestTold: what is told of each sample, and that each place leads to the bytes
// that say so.
func TestTold(t *testing.T) {
	all, want := samples(t)
	for _, s := range all {
		got := tell(t, s)
		if d := cmp.Diff(want[s.Name], got); d != "" {
			t.Errorf("%s:\n%s", s.Name, d)
		}
	}
}

func tell(t *testing.T, s dissectiontest.Sample) string {
	t.Helper()
	ev := &evidence.Evidence{Name: s.Name, Size: int64(len(s.Data))}
	r := &dissectiontest.Recorder{}
	if err := New().Dissect(t.Context(), ev, bytes.NewReader(s.Data), r); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", r.Kind, r.Role)
	for _, o := range r.Observations {
		raw := func(at evidence.Citation) string {
			return strings.Join(strings.Fields(string(s.Data[at.Offset:at.Offset+at.Length])), " ")
		}
		switch f := o.Fact.(type) {
		case observation.Document:
			fmt.Fprintf(&b, "document %q %s %s\n", f.Title.Text, f.Language, f.Published)
		case observation.Stated:
			what := f.What
			if what == observation.StatedIndicator {
				what = string(f.Indicator.Type)
			}
			fmt.Fprintf(&b, "%s %s", what, f.Name)
			if got := raw(f.As.At); got != f.Name {
				fmt.Fprintf(&b, " as %q", got)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// TestRefused: what can be run, what is not about anything, and what is no text
// is not read.
func TestRefused(t *testing.T) {
	article := "The attackers of Kinsing, a malware that Aqua Security found, mine Monero with XMRig on servers.\n"
	for name, data := range map[string]string{
		"run.sh":      "#!/bin/sh\n# " + article + "./xmrig\n",
		"README.md":   "#!/bin/sh\n# " + article + "./xmrig\n",
		"plain.txt":   "The committee will meet on Thursday, and the minutes of the last meeting will be read to all members.\n",
		"a.bin":       article + strings.Repeat("\x00\x01\xff", 100),
		"config.json": `{"pools": [{"url": "pool.example.org:3333"}], "note": "` + strings.TrimSpace(article) + `"}`,
		"large.txt":   strings.Repeat(article, MaxDocument/len(article)+1),
	} {
		r := &dissectiontest.Recorder{}
		ev := &evidence.Evidence{Name: name, Size: int64(len(data))}
		if err := New().Dissect(t.Context(), ev, bytes.NewReader([]byte(data)), r); err != nil {
			t.Fatal(err)
		}
		if len(r.Observations) > 0 || r.Role != evidence.Observed {
			t.Errorf("%s: %d observations, role %s", name, len(r.Observations), r.Role)
		}
	}
	for kind, want := range map[evidence.Kind]bool{"text": true, "prose": true, "markdown": true, "html": true, "shell": false, "json": false, "data": false, "source:python": false} {
		if got := New().Follows(&evidence.Evidence{Kind: kind}); got != want {
			t.Errorf("follows %s: %v", kind, got)
		}
	}
}

package text

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what is found into the cases, to be read before it is committed")

// TestCases reads every file of every case and compares what is stated of it
// with the file of the same name under "want/".
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := make(map[string]string)
		var in []txtar.File
		for _, f := range a.Files {
			if n, ok := strings.CutPrefix(f.Name, "want/"); ok {
				want[n] = string(f.Data)
			} else {
				in = append(in, f)
			}
		}
		out := &txtar.Archive{Comment: a.Comment}
		for _, f := range in {
			got := strings.Join(stated(t, f.Name, f.Data), "\n")
			if got != "" {
				got += "\n"
			}
			t.Run(filepath.Base(path)+"/"+f.Name, func(t *testing.T) {
				if d := cmp.Diff(want[f.Name], got); d != "" && !*update {
					t.Errorf("-want +got:\n%s", d)
				}
			})
			out.Files = append(out.Files, f, txtar.File{Name: "want/" + f.Name, Data: []byte(got)})
		}
		if *update {
			if err := os.WriteFile(path, txtar.Format(out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func stated(t testing.TB, name string, data []byte) []string {
	t.Helper()
	r := newRecorder(name, data)
	if err := New().Dissect(t.Context(), r.ev, bytes.NewReader(data), r); err != nil {
		t.Fatal(err)
	}
	return r.lines()
}

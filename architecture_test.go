package lamproom

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// layers is the house, from the ground up. A package may import packages of
// lower layers; packages of one layer do not know each other. A package below a
// listed folder belongs to that folder's layer. Only a "catalogue" names its
// siblings: it is the one visible list of them.
var layers = [][]string{
	{"evidence", "monero", "internal/literal", "internal/binread", "internal/placed", "rules"},
	{"indicator", "format/jsonc"}, // JSON is the floor that other formats stand on
	{"observation", "format"},
	{"rule"},
	{"dissection"},
	{"detection"},
	{"attribution"},
	{"casefile"},
	{"examination", "explanation", "collection", "report/phrase"}, // phrase: words that all reports for people speak in
	{"report"},
	{"cmd"},
}

// bans are imports that a folder must not have whatever its layer, and why.
var bans = []struct{ folder, imports, why string }{
	{"format", "os", "a parser gets bytes, it does not open files"},
	{"rule", "os", "rules are matched against facts, never against the machine"},
	{"dissection", "net", "nothing that reads evidence may reach a network"},
	{"detection", "net", "nothing that judges evidence may reach a network"},
	{"attribution", "os", "rival explanations are weighed from what is given, nothing else"},
	{"detection", "os", "judgement rests on observations alone"},
	{"report", "os", "a report is a pure function of a case"},
	{"", "unsafe", "hostile bytes are read with bounds"},
	{"", "os/exec", "nothing runs a sample"},
	{"", "net/http", "nothing is fetched"},
	{"", "net/smtp", "nothing is sent"},
	{"", "net/rpc", "nothing is served"},
}

func layerOf(pkg string) int {
	best, at := -1, ""
	for i, names := range layers {
		for _, n := range names {
			if (pkg == n || strings.HasPrefix(pkg, n+"/")) && len(n) > len(at) {
				best, at = i, n
			}
		}
	}
	return best
}

func TestImportsRunDownwards(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != "." || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		pkg := path.Dir(filepath.ToSlash(p))
		if pkg == "." || strings.HasPrefix(pkg, "examples") {
			return nil // generators of examples stand outside the house
		}
		own := layerOf(pkg)
		if own < 0 {
			t.Errorf("%s: the folder has no layer; give it its place in architecture_test.go and docs/ARCHITECTURE.md", p)
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		seen++
		for _, imp := range f.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			for _, b := range bans {
				if (b.folder == "" || pkg == b.folder || strings.HasPrefix(pkg, b.folder+"/")) && (name == b.imports) {
					t.Errorf("%s imports %s: %s", p, name, b.why)
				}
			}
			target, ok := strings.CutPrefix(name, "lamproom/")
			if !ok {
				continue
			}
			to := layerOf(target)
			switch {
			case to < 0:
				t.Errorf("%s imports %s, which has no layer", p, name)
			case to > own:
				t.Errorf("%s (layer %d) imports %s of layer %d: imports run downwards", p, own, name, to)
			case to == own && target != rootOf(pkg) && path.Base(pkg) != "catalogue" && own != 0 && !within(pkg, target):
				t.Errorf("%s imports its sibling %s", p, name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 10 {
		t.Fatalf("only %d files were looked at: the test does not see the tree", seen)
	}
}

// rootOf is the folder that gives a layer its name: detection/mining may import detection.
func rootOf(pkg string) string {
	root, _, _ := strings.Cut(pkg, "/")
	return root
}

func within(pkg, target string) bool { return strings.HasPrefix(pkg, target+"/") }

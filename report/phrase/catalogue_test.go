package phrase

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lamproom/casefile"
	"lamproom/detection/catalogue"
)

// said gathers the phrases of the reports for people from their source: the first
// argument of T, the words of Count, and {{t "…"}} in templates.
func said(t *testing.T) []string {
	t.Helper()
	found := map[string]bool{}
	for _, pattern := range []string{"*.go", "../html/*.go", "../text/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, name := range files {
			switch filepath.Base(name) {
			case "readings.go", "assessment.go": // of explain and assess: English alone
				continue
			}
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				f, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				var args []ast.Expr
				switch {
				case f.Sel.Name == "T" && len(call.Args) > 0:
					args = call.Args[:1]
				case f.Sel.Name == "Count" && len(call.Args) == 3:
					args = call.Args[1:]
				// the text report's names of fields, headings and rests
				case (f.Sel.Name == "field" || f.Sel.Name == "whole" || f.Sel.Name == "more") && len(call.Args) > 1:
					args = call.Args[1:2]
				case (f.Sel.Name == "label" || f.Sel.Name == "counted") && len(call.Args) == 2 || f.Sel.Name == "line" && len(call.Args) == 3:
					args = call.Args[:1]
				}
				for _, a := range args {
					if l, ok := a.(*ast.BasicLit); ok && l.Kind == token.STRING {
						if s, _ := strconv.Unquote(l.Value); s != "" {
							found[s] = true
						}
					}
				}
				return true
			})
		}
	}
	page, err := os.ReadFile("../html/page.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`[{(]t ("(?:[^"\\]|\\.)*")`).FindAllSubmatch(page, -1) {
		s, err := strconv.Unquote(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		found[s] = true
	}
	// Those that stand in variables on their way to T.
	for _, s := range []string{
		"because", "actors", "tools", "technology", "firms", "places", "persons", "techniques", "dates", "a collector that lays out drives",
		"Mining took place: %s, %s, %s.", "Mining is likely: %s, %s, %s.", "Mining is possible: %s, %s, %s.",
		"keccak checksum, both keys on the curve", "keccak checksum", "shape only", "eip-55 capitals", "cashaddr checksum", "blake2b checksum", "bech32 checksum", "double sha-256 checksum",
		"Recipients may share it on a need-to-know basis within their organisation and with its clients.", "Recipients may share it on a need-to-know basis within their organisation only.",
		"Recipients may share it with the world.", "Recipients may share it within their community, not in public.", "For the eyes of the individual recipients only.",
	} {
		found[s] = true
	}
	var list []string
	for s := range found {
		list = append(list, s)
	}
	slices.Sort(list)
	return list
}

func TestEveryPhraseHasFrench(t *testing.T) {
	all := said(t)
	if len(all) < 200 {
		t.Fatalf("only %d phrases were found: the test does not see them", len(all))
	}
	for _, s := range all {
		to, ok := french[s]
		if !ok {
			t.Errorf("no French: %q", s)
			continue
		}
		if verbs(s) != verbs(to) {
			t.Errorf("%q takes %q, its French %q", s, verbs(s), verbs(to))
		}
	}
	for s := range french {
		if !slices.Contains(all, s) {
			t.Errorf("nobody says %q any more", s)
		}
	}
}

// verbs are the places of a phrase that are filled in.
func verbs(s string) string {
	return strings.Join(regexp.MustCompile(`%(?:\[\d\])?[sd%]|\{\w+\}`).FindAllString(s, -1), " ")
}

// TestStepsHaveFrench lists the steps that are said in English on a French page; a
// new one may lack its French for a while.
func TestStepsHaveFrench(t *testing.T) {
	english, lacking := casefile.StepPhrases(), 0
	for id, s := range english {
		if to, ok := frenchSteps[id]; !ok {
			lacking++
			t.Logf("no French: step %s, %q", id, s)
		} else if verbs(s) != verbs(to) {
			t.Errorf("step %s takes %q, its French %q", id, verbs(s), verbs(to))
		}
	}
	for id := range frenchSteps {
		if english[id] == "" {
			t.Errorf("there is no step %s any more", id)
		}
	}
	if lacking*10 > len(english) {
		t.Errorf("%d of %d steps lack French", lacking, len(english))
	}
}

// TestTitlesOfRules lists the rules whose titles are said in English on a French page.
func TestTitlesOfRules(t *testing.T) {
	lacking, all := 0, 0
	for _, d := range catalogue.All() {
		for _, r := range d.Rules() {
			all++
			if _, known := French().Sentence(r.Title); !known {
				lacking++
				t.Logf("no French: rule %s, %q", r.ID, r.Title)
			}
		}
	}
	if all == 0 || lacking*10 > all {
		t.Errorf("%d of %d titles of rules lack French", lacking, all)
	}
}

func TestPatternsAreWellFormed(t *testing.T) {
	seen := map[string]bool{}
	for _, pair := range frenchSentences {
		if seen[pair[0]] {
			t.Errorf("twice: %q", pair[0])
		}
		seen[pair[0]] = true
		values := strings.Count(pair[0], "*")
		for _, m := range regexp.MustCompile(`\{(\d)(:t)?\}`).FindAllStringSubmatch(pair[1], -1) {
			if n, _ := strconv.Atoi(m[1]); n < 1 || n > values {
				t.Errorf("%q has no value %d", pair[0], n)
			}
		}
		for i := range values {
			if !strings.Contains(pair[1], "{"+strconv.Itoa(i+1)) {
				t.Errorf("%q drops value %d of %q", pair[1], i+1, pair[0])
			}
		}
		// The pattern finds itself and not one that stands before it.
		sample := strings.ReplaceAll(pair[0], "*", "1")
		if got, known := French().Sentence(sample); !known || values == 0 && got != pair[1] {
			t.Errorf("%q is said as %q", sample, got)
		}
	}
}

func FuzzSentence(f *testing.F) {
	for _, pair := range frenchSentences[:40] {
		f.Add(strings.ReplaceAll(pair[0], "*", "{1:t}"))
	}
	f.Fuzz(func(t *testing.T, s string) {
		out, known := French().Sentence(s)
		if !known && out != s {
			t.Errorf("%q became %q and is called unknown", s, out)
		}
		if len(out) > 8*len(s)+400 {
			t.Errorf("%d bytes became %d", len(s), len(out))
		}
	})
}

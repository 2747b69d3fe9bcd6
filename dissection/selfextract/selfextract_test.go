package selfextract_test

import (
	"bytes"
	"compress/gzip"
	"crypto/md5"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lamproom/dissection"
	"lamproom/dissection/archive"
	"lamproom/dissection/dissectiontest"
	"lamproom/dissection/selfextract"
	"lamproom/dissection/text"
	"lamproom/evidence"
	"lamproom/observation"
)

const inner = "#!/bin/sh\n./xmrig -o pool.example.org:3333 -u worker -p x -k --coin monero\n"

func gz(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func dissector() dissection.Dissector { return selfextract.New(text.New(), text.NewData()) }

// output collects what a walk gives.
type output struct{ lines []string }

func (o *output) Evidence(ev *evidence.Evidence) {
	o.lines = append(o.lines, fmt.Sprintf("%s (%s, %d)", ev.Name, ev.Kind, ev.Size))
}
func (o *output) Observe(ob observation.Observation) error {
	if c, ok := ob.Fact.(observation.CommandLine); ok {
		if c.Program() == "xmrig" {
			o.lines = append(o.lines, ob.Where.Evidence.Name+": "+c.Raw.Text)
		}
	}
	return nil
}
func (o *output) Damage(d dissection.Damage) { o.lines = append(o.lines, "damage: "+d.Reason) }
func (o *output) Skip(s dissection.Skip)     { o.lines = append(o.lines, "skip: "+s.Reason) }

func TestWalk(t *testing.T) {
	z := gz(inner)
	run := "./xmrig -o pool.example.org:3333 -u worker -p x -k --coin monero"
	gzexe := "#!/bin/sh\nskip=4\ntail -n +$skip \"$0\" | gzip -cd > $gztmp\n" + z
	makeself := func(sum string) string {
		return fmt.Sprintf("#!/bin/sh\n# Makeself\nMD5=\"%s\"\nfilesizes=\"%d\"\nskip=\"6\"\n./xmrig -o pool.example.org:443 -u w -p x -k\n%s", sum, len(z), z)
	}
	for _, tt := range []struct {
		name, data string
		want       []string
	}{
		{"gzexe", gzexe, []string{"a!tail -c +58!gzip: " + run, fmt.Sprintf("a!tail -c +58!gzip (shell, %d)", len(inner)), fmt.Sprintf("a!tail -c +58 (gzip, %d)", len(z)), fmt.Sprintf("a (shell, %d)", len(gzexe))}},
		{"cut", gzexe[:len(gzexe)-20], []string{"damage: gzip: cut off"}},
		{"makeself, both are read", makeself(strings.Repeat("0", 32)), []string{"a: ./xmrig -o pool.example.org:443 -u w -p x -k", ": " + run}},
		{"makeself, changed", makeself(strings.Repeat("1", 32)), []string{"damage: makeself: what it carries was changed"}},
		{"makeself, not changed", makeself(fmt.Sprintf("%x", md5.Sum([]byte(z)))), []string{": " + run}},
		{"shar", "#!/bin/sh\nsed 's/^X//' > a.sh <<'E'\nX" + strings.ReplaceAll(strings.TrimSuffix(inner, "\n"), "\n", "\nX") + "\nE\n", []string{"a!a.sh: " + run}},
		{"nothing", inner, []string{"a: " + run, fmt.Sprintf("a (shell, %d)", len(inner))}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := &output{}
			w := dissection.Walker{Dissectors: []dissection.Dissector{archive.New(nil), dissector(), text.New(), text.NewData()}, Budget: dissection.DefaultBudget()}
			if err := w.Walk(t.Context(), &evidence.Evidence{Name: "a"}, strings.NewReader(tt.data), o); err != nil {
				t.Fatal(err)
			}
			all := strings.Join(o.lines, "\n")
			for _, want := range tt.want {
				if !strings.Contains(all, want) {
					t.Errorf("no %q in:\n%s", want, all)
				}
			}
			if tt.name == "makeself, not changed" && strings.Contains(all, "damage") {
				t.Errorf("damage in:\n%s", all)
			}
		})
	}
}

func TestRecipe(t *testing.T) {
	data := "#!/bin/sh\nuudecode $0\nbegin 644 x\n#86)C\n`\nend\n"
	got := ""
	err := dissector().Dissect(t.Context(), &evidence.Evidence{Name: "a"}, strings.NewReader(data), recorder{&got})
	if diff := cmp.Diff("x: tail -c +23 | head -c 23 | uudecode -o /dev/stdout at 22+23: abc", got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

type recorder struct{ said *string }

func (recorder) Identify(evidence.Kind, evidence.Role) {}
func (recorder) Observe(observation.Observation) error { return nil }
func (recorder) Damage(dissection.Damage) error        { return nil }
func (r recorder) Nest(o evidence.Origin, at evidence.Locator, src evidence.Source) error {
	b, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	*r.said = fmt.Sprintf("%s: %s at %d+%d: %s", o.Member, o.Recipe, at.Offset, at.Length, b)
	return err
}

func TestConformance(t *testing.T) {
	dissectiontest.Run(t, dissector(),
		dissectiontest.Sample{Name: "gzexe", Data: []byte("#!/bin/sh\nskip=4\ntail -n +$skip \"$0\" | gzip -cd\n" + gz(inner))},
		dissectiontest.Sample{Name: "uu", Data: []byte("#!/bin/sh\nuudecode $0\nbegin 644 x\n#86)C\n`\nend\n")},
		dissectiontest.Sample{Name: "plain", Data: []byte(inner)})
}

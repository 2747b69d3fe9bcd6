package launcher_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lamproom/dissection"
	"lamproom/dissection/dissectiontest"
	"lamproom/dissection/launcher"
	"lamproom/dissection/text"
	"lamproom/evidence"
	"lamproom/format/plist/plisttest"
	"lamproom/format/shelllink/linktest"
	"lamproom/observation"
)

const options = "-o pool.example.org:3333 -u worker -p x -k --coin monero"

// output collects what a walk gives.
type output struct{ lines []string }

func (o *output) Evidence(ev *evidence.Evidence) {
	o.lines = append(o.lines, fmt.Sprintf("%s %s", ev.Name, ev.Kind))
}
func (o *output) Observe(ob observation.Observation) error {
	if f, ok := ob.Fact.(observation.CommandLine); ok && f.Program() == "host.exe" || ok && f.Program() == "kworker" {
		o.lines = append(o.lines, fmt.Sprintf("%s %s %s", f.Setting, f.Program(), f.Argv[2].Text))
	}
	return nil
}
func (o *output) Damage(d dissection.Damage) { o.lines = append(o.lines, "damage: "+d.Reason) }
func (o *output) Skip(s dissection.Skip)     { o.lines = append(o.lines, "skip: "+s.Reason) }

func TestWalk(t *testing.T) {
	list := plisttest.Write(map[string]any{"Label": "a", "RunAtLoad": true,
		"ProgramArguments": []any{"/Library/.x/kworker", "-o", "pool.example.org:3333", "-u", "worker", "-p", "x", "-k", "--coin", "monero"}})
	for _, tt := range []struct {
		name string
		data []byte
		want []string
	}{
		{"a.lnk", linktest.Write(linktest.Link{Local: `C:\ProgramData\host.exe`, Arguments: options}),
			[]string{"script host.exe pool.example.org:3333", "a.lnk!command.cmd batch", "a.lnk shell-link"}},
		{"b.lnk", append(linktest.Write(linktest.Link{Variables: `%SystemRoot%\System32\cmd.exe`, Arguments: `/c start "" C:\ProgramData\host.exe ` + options}), "MZ and so on"...),
			[]string{"script host.exe pool.example.org:3333", "b.lnk!command.cmd batch", "b.lnk!tail -c +1055 text", "b.lnk shell-link"}},
		{"c.job", linktest.Job(`C:\ProgramData\host.exe`, options, `C:\`), []string{"script host.exe pool.example.org:3333", "c.job!command.cmd batch", "c.job task-file"}},
		{"d.plist", list, []string{"schedule kworker pool.example.org:3333", "d.plist!d.plist xml", "d.plist binary-plist"}},
		{"d.plist", list[:60], []string{"damage: property list: its table of objects lies outside the file: cut off or damaged", "d.plist binary-plist"}},
	} {
		o := &output{}
		w := dissection.Walker{Dissectors: []dissection.Dissector{launcher.New(), text.New(), text.NewData()}, Budget: dissection.DefaultBudget()}
		if err := w.Walk(t.Context(), &evidence.Evidence{Name: tt.name}, bytes.NewReader(tt.data), o); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, o.lines); diff != "" {
			t.Error(tt.name, diff)
		}
	}
}

func TestConformance(t *testing.T) {
	dissectiontest.Run(t, launcher.New(),
		dissectiontest.Sample{Name: "a.lnk", Data: linktest.Write(linktest.Link{Local: `C:\a.exe`, Arguments: options, Folder: `C:\`, Machine: "m"})},
		dissectiontest.Sample{Name: "a.job", Data: linktest.Job("a", "b", "c")},
		dissectiontest.Sample{Name: "a.plist", Data: plisttest.Write([]any{"a", 1, true, "b"})})
}

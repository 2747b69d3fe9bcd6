package compound_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"lamproom/dissection"
	"lamproom/dissection/compound"
	"lamproom/dissection/dissectiontest"
	"lamproom/dissection/text"
	"lamproom/evidence"
	"lamproom/format/cfb/cfbtest"
	"lamproom/format/vba/vbatest"
	"lamproom/observation"
)

const source = "Attribute VB_Name = \"Module1\"\r\nSub AutoOpen()\r\n  Shell \"powershell -w hidden -c calc\"\r\nEnd Sub\r\n"

const empty = "Attribute VB_Name = \"ThisDocument\"\r\nAttribute VB_Base = \"1Normal\"\r\n"

// output collects what a walk gives.
type output struct{ lines, damage []string }

func (o *output) Evidence(ev *evidence.Evidence) {
	o.lines = append(o.lines, fmt.Sprintf("%s (%s, %d) %s", ev.Name, ev.Kind, ev.Size, ev.Origin.Recipe))
}
func (o *output) Observe(observation.Observation) error { return nil }
func (o *output) Damage(d dissection.Damage)            { o.damage = append(o.damage, d.Reason) }
func (o *output) Skip(s dissection.Skip)                { o.damage = append(o.damage, s.Reason) }

func walk(t testing.TB, data []byte) *output {
	t.Helper()
	o := &output{}
	w := dissection.Walker{Dissectors: []dissection.Dissector{compound.New()}, Budget: dissection.DefaultBudget()}
	if err := w.Walk(t.Context(), &evidence.Evidence{Name: "a"}, bytes.NewReader(data), o); err != nil {
		t.Fatal(err)
	}
	return o
}

func project(folder string, page uint16, modules ...vbatest.Module) (all []cfbtest.Stream) {
	for _, s := range vbatest.Project(folder, page, modules...) {
		all = append(all, cfbtest.Stream(s))
	}
	return all
}

func word(modules ...vbatest.Module) []byte {
	return cfbtest.Write(append(project("Macros/", 1252, modules...), cfbtest.Stream{Path: "WordDocument", Data: make([]byte, 5000)})...)
}

func TestMacros(t *testing.T) {
	literal := []byte("\xB9\x00\x1C\x00powershell -w hidden -c calc\x00\x00")
	other := []byte("\xB9\x00\x20\x00cmd /c bitsadmin /transfer a b c\x00\x00")
	for _, tt := range []struct {
		name   string
		data   []byte
		nested []string // "name (size)" in order, without those of the raw streams
		damage string
	}{
		{"a document", word(vbatest.Module{Name: "ThisDocument", Source: empty, Class: true}, vbatest.Module{Name: "Module1", Source: source, Compiled: literal}),
			[]string{"a!Macros/VBA/ThisDocument.cls", "a!Macros/VBA/Module1.bas"}, ""},
		{"replaced source", word(vbatest.Module{Name: "Module1", Source: source, Compiled: other}),
			[]string{"a!Macros/VBA/Module1.bas", "a!compiled code"}, "which its source does not"},
		{"no source", word(vbatest.Module{Name: "Module1", Compiled: other}), []string{"a!compiled code"}, "no source"},
		{"vbaProject.bin", cfbtest.Write(project("", 65001, vbatest.Module{Name: "Modul1", Source: source})...), []string{"a!VBA/Modul1.bas"}, ""},
		{"damaged list", cfbtest.Write(cfbtest.Stream{Path: "Macros/VBA/dir", Data: []byte("\x01garbage")}, cfbtest.Stream{Path: "Macros/VBA/M", Data: append([]byte("compiled"), vbatest.Compress([]byte(source))...)}),
			[]string{"a!Module1.bas"}, "found by its shape"},
		{"no list", cfbtest.Write(cfbtest.Stream{Path: "Macros/VBA/M", Data: vbatest.Compress([]byte(source))}), []string{"a!Module1.bas"}, "found by its shape"},
		{"damaged header", func() []byte { b := word(vbatest.Module{Name: "Module1", Source: source}); b[30] = 0; return b }(), []string{"a!Module1.bas"}, "header is damaged"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := walk(t, tt.data)
			var got []string
			for _, l := range o.lines {
				if strings.Contains(l, ".bas") || strings.Contains(l, ".cls") || strings.Contains(l, "compiled code") {
					got = append(got, l)
				}
			}
			if !slices.EqualFunc(got, tt.nested, strings.HasPrefix) {
				t.Errorf("nested %q, want %q", o.lines, tt.nested)
			}
			if said := strings.Join(o.damage, "\n"); tt.damage == "" && said != "" || !strings.Contains(said, tt.damage) {
				t.Errorf("damage %q, want %q", said, tt.damage)
			}
		})
	}
}

func TestModuleText(t *testing.T) {
	cyrillic := strings.Replace(source, "AutoOpen", "\xcf\xf3\xf1\xea", 1) // Windows-1251
	data := cfbtest.Write(project("Macros/", 1251, vbatest.Module{Name: "Module1", Source: cyrillic, Compiled: make([]byte, 100)})...)
	r := &texts{}
	if err := compound.New().Dissect(t.Context(), &evidence.Evidence{Name: "a", Size: int64(len(data))}, bytes.NewReader(data), r); err != nil {
		t.Fatal(err)
	}
	want := `Macros/VBA/Module1.bas: MS-OVBA decompression from byte 100 of stream "Macros/VBA/Module1", code page 1251`
	if len(r.names) != 1 || r.names[0] != want || r.all[0] != strings.Replace(source, "AutoOpen", "Пуск", 1) {
		t.Errorf("%q: %q", r.names, r.all)
	}
}

type texts struct{ names, all []string }

func (*texts) Identify(evidence.Kind, evidence.Role) {}
func (*texts) Observe(observation.Observation) error { return nil }
func (*texts) Damage(dissection.Damage) error        { return nil }
func (r *texts) Nest(o evidence.Origin, _ evidence.Locator, src evidence.Source) error {
	b, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	r.names, r.all = append(r.names, o.Member+": "+o.Recipe), append(r.all, string(b))
	return err
}

// The layer is read as a macro: what it starts is stated where it stands.
func TestMacroIsRead(t *testing.T) {
	const run = "host.exe -o pool.example.org:3333 -u worker -p x -k --coin monero"
	data := word(vbatest.Module{Name: "Module1", Source: "Attribute VB_Name = \"Module1\"\r\nSub AutoOpen()\r\n  Shell \"" + run + "\", 0\r\nEnd Sub\r\n"})
	o := &stated{}
	w := dissection.Walker{Dissectors: []dissection.Dissector{compound.New(), text.New(), text.NewData()}, Budget: dissection.DefaultBudget()}
	if err := w.Walk(t.Context(), &evidence.Evidence{Name: "a.doc"}, bytes.NewReader(data), o); err != nil {
		t.Fatal(err)
	}
	if want := "a.doc!Macros/VBA/Module1.bas vba script: host.exe pool.example.org:3333"; !slices.Contains(o.lines, want) {
		t.Errorf("no %q in %q", want, o.lines)
	}
}

// stated collects what is stated.
type stated struct{ output }

func (s *stated) Observe(o observation.Observation) error {
	if c, ok := o.Fact.(observation.CommandLine); ok && len(c.Argv) > 2 {
		e := o.Where.Evidence
		s.lines = append(s.lines, fmt.Sprintf("%s %s %s: %s %s", e.Name, e.Kind, c.Setting, c.Argv[0].Text, c.Argv[2].Text))
	}
	return nil
}

func TestPieces(t *testing.T) {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(word(vbatest.Module{Name: "Module1", Source: source}))
	w.Close()
	record := binary.LittleEndian.AppendUint32([]byte{0x10, 0, 0x11, 0x10}, uint32(z.Len()+4))
	record = append(append(record, 0, 0, 0, 0), z.Bytes()...)
	native := append([]byte{99, 0, 0, 0, 2, 0}, "note\x00C:\\in\\run.vbs\x00\x00\x00\x03\x00\x05\x00\x00\x00C:\\T\x00\x08\x00\x00\x00MsgBox 1"...)
	data := cfbtest.Write(cfbtest.Stream{Path: "PowerPoint Document", Data: append([]byte{0, 0, 0xE8, 3, 2, 0, 0, 0, 1, 2}, record...)},
		cfbtest.Stream{Path: "ObjectPool/_1/\x01Ole10Native", Data: native},
		cfbtest.Stream{Path: "\u4840\u3b3f\u43f2\u4438\u45b1", Data: []byte("x")}, cfbtest.Stream{Path: "EncryptedPackage", Data: []byte("secret")})
	o := walk(t, data)
	for _, want := range []string{"a!ObjectPool/_1/run.vbs (data, 8)", `of stream "PowerPoint Document" (zlib)`, "a!!_Columns", "a (ppt"} {
		if !slices.ContainsFunc(o.lines, func(l string) bool { return strings.Contains(l, want) }) {
			t.Errorf("%q is missing in %q", want, o.lines)
		}
	}
	if len(o.damage) != 1 || !strings.Contains(o.damage[0], "encrypted") {
		t.Errorf("damage %q", o.damage)
	}
	o = walk(t, append([]byte("ActiveMime\x00\x00\x01\xf0\x04\x00\x00\x00"), z.Bytes()...))
	if len(o.lines) != 2 || !strings.Contains(o.lines[1], "activemime") || !strings.Contains(o.lines[0], "(zlib)") {
		t.Errorf("%q, %q", o.lines, o.damage)
	}
}

func TestConformance(t *testing.T) {
	dissectiontest.Run(t, compound.New(),
		dissectiontest.Sample{Name: "a.doc", Data: word(vbatest.Module{Name: "Module1", Source: source, Compiled: []byte("\xB9\x00\x08\x00compiled")})},
		dissectiontest.Sample{Name: "editdata.mso", Data: []byte("ActiveMime\x00\x00\x78\x9c\x01\x02")})
}

func FuzzDissect(f *testing.F) {
	f.Add(word(vbatest.Module{Name: "Module1", Source: source}))
	f.Add(cfbtest.Write(cfbtest.Stream{Path: "PowerPoint Document", Data: make([]byte, 100)}, cfbtest.Stream{Path: "a/\x01Ole10Native", Data: []byte("\x01\x00\x00\x00\x02\x00a\x00b\x00\x00\x00\x03\x00\x01\x00\x00\x00c\x01\x00\x00\x00d")}))
	f.Fuzz(func(t *testing.T, b []byte) { walk(t, b) })
}

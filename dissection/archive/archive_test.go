package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/observation"
)

// output collects what a walk gives.
type output struct {
	evidence []string
	damage   []string
	stop     error
}

func (o *output) Evidence(ev *evidence.Evidence) {
	o.evidence = append(o.evidence, fmt.Sprintf("%s (%s, %d)", ev.Name, ev.Kind, ev.Size))
}
func (o *output) Observe(observation.Observation) error { return o.stop }
func (o *output) Damage(d dissection.Damage)            { o.damage = append(o.damage, d.Reason) }
func (o *output) Skip(s dissection.Skip)                { o.damage = append(o.damage, s.Reason) }

func walk(t testing.TB, name string, data []byte, budget dissection.Budget, passwords ...string) *output {
	t.Helper()
	o := &output{}
	w := dissection.Walker{Dissectors: []dissection.Dissector{New(passwords)}, Budget: budget}
	err := w.Walk(t.Context(), &evidence.Evidence{Name: name, Origin: evidence.Origin{Path: name}}, bytes.NewReader(data), o)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

type file struct{ name, text string }

func makeZip(method uint16, files ...file) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		m, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: method})
		must(err)
		_, err = io.WriteString(m, f.text)
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}

func makeTar(files ...file) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		must(w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.text)), Mode: 0o644}))
		_, err := io.WriteString(w, f.text)
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}

func makeGzip(name string, data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = name
	_, err := w.Write(data)
	must(err)
	must(w.Close())
	return b.Bytes()
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func TestNesting(t *testing.T) {
	inner := makeZip(zip.Deflate, file{"config.json", "{}"})
	data := makeGzip("", makeTar(file{"a.zip", string(inner)}, file{"dir/b", "text"}))
	o := walk(t, "case/x.tgz", data, dissection.DefaultBudget())
	want := []string{
		"case/x.tgz!x.tar!a.zip!config.json (data, 2)", "case/x.tgz!x.tar!a.zip (zip, 132)", "case/x.tgz!x.tar!dir/b (data, 4)",
		"case/x.tgz!x.tar (tar, 3072)", fmt.Sprintf("case/x.tgz (gzip, %d)", len(data)),
	}
	want[1] = fmt.Sprintf("case/x.tgz!x.tar!a.zip (zip, %d)", len(inner))
	if diff := cmp.Diff(want, o.evidence); diff != "" || len(o.damage) > 0 {
		t.Errorf("damage %q\n%s", o.damage, diff)
	}
}

// Names are data: whatever they are, nothing is written.
func TestNamesAreNoPaths(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	files := []file{{"../../../escaped", "1"}, {"/etc/lamproom-test", "2"}, {`..\..\windows`, "3"}, {"C:\\x", "4"}, {"a\x00b", "5"}, {"\x1b[2J\n", "6"}, {strings.Repeat("n", 60000), "7"}, {"same", "8"}, {"same", "9"}, {"", "10"}}
	o := walk(t, "x.zip", makeZip(zip.Deflate, files...), dissection.DefaultBudget())
	if len(o.evidence) != len(files)+1 || len(o.damage) > 0 {
		t.Errorf("%d pieces, damage %q", len(o.evidence), o.damage)
	}
	if left, _ := os.ReadDir(here); len(left) != 0 {
		t.Errorf("%v was written", left)
	}
}

func TestEncryptedWithoutPassword(t *testing.T) {
	// A stored member under the older encryption, password "password", made with Info-ZIP's zip -P.
	data := makeZip(zip.Store, file{"payload", strings.Repeat("x", 40)}, file{"plain", "text"})
	data[6] |= 1 // flags of the local header
	central := bytes.Index(data, []byte("PK\x01\x02"))
	data[central+8] |= 1
	o := walk(t, "x.zip", data, dissection.DefaultBudget())
	if len(o.damage) != 1 || !strings.Contains(o.damage[0], `"payload": encrypted: give --password`) || len(o.evidence) != 2 {
		t.Errorf("pieces %q, damage %q", o.evidence, o.damage)
	}
}

func TestConventionalPassword(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(encryptedSample)
	if err != nil {
		t.Fatal(err)
	}
	o := walk(t, "x.zip", data, dissection.DefaultBudget(), "something else")
	want := []string{"x.zip!note.txt (data, 15)", fmt.Sprintf("x.zip (zip, %d)", len(data))}
	if diff := cmp.Diff(want, o.evidence); diff != "" || len(o.damage) > 0 {
		t.Errorf("damage %q\n%s", o.damage, diff)
	}
}

func TestUnread(t *testing.T) {
	o := walk(t, "x.rar", []byte("Rar!\x1a\x07\x01\x00 and so on"), dissection.DefaultBudget())
	if len(o.damage) != 1 || !strings.Contains(o.damage[0], "rar") || o.evidence[0] != "x.rar (rar, 18)" {
		t.Errorf("pieces %q, damage %q", o.evidence, o.damage)
	}
}

// A bomb costs its budget and then is damage, in one sentence.
func TestBombs(t *testing.T) {
	small := dissection.Budget{Depth: 5, Members: 100, Bytes: 4 << 20, Memory: 64 << 10}
	zeros := makeGzip("", make([]byte, 64<<20))
	layered := makeGzip("", makeGzip("", zeros))
	wide := makeZip(zip.Deflate, make([]file, 5000)...)
	var many []file
	for i := range 64 {
		many = append(many, file{fmt.Sprint(i), strings.Repeat("\x00", 1<<20)})
	}
	deep := []byte("bottom")
	for range 40 {
		deep = makeZip(zip.Store, file{"next", string(deep)})
	}
	tree := makeZip(zip.Store, file{"leaf", "x"})
	for range 6 { // 10 copies at every level: a million leaves
		var copies []file
		for i := range 10 {
			copies = append(copies, file{fmt.Sprint(i), string(tree)})
		}
		tree = makeZip(zip.Deflate, copies...)
	}
	quine := makeQuine()
	for name, c := range map[string]struct {
		data   []byte
		reason string
	}{
		"zeros": {zeros, "unpacks to more than"}, "layered": {layered, "unpacks to more than"}, "wide": {wide, "more than 100 pieces"},
		"many": {makeZip(zip.Deflate, many...), "unpacks to more than"}, "deep": {deep, "nested more than 5 deep"}, "tree": {tree, "nested more than 5 deep"}, "quine": {quine, "nested more than 5 deep"},
	} {
		t.Run(name, func(t *testing.T) {
			o := walk(t, name, c.data, small)
			said := 0
			for _, d := range o.damage {
				if strings.Contains(d, c.reason) || strings.Contains(d, "more than 100 pieces") {
					said++
				}
			}
			if said == 0 || len(o.damage) > 101 {
				t.Errorf("%d sentences: %.200q", len(o.damage), o.damage)
			}
			if len(o.evidence) > 101 {
				t.Errorf("%d pieces", len(o.evidence))
			}
		})
	}
}

// makeQuine makes a gzip file that seems to hold itself for ever: the walk sees
// the same bytes again at every level.
func makeQuine() []byte {
	data := []byte("core")
	for range 60 {
		data = makeGzip("again.gz", data)
	}
	return data
}

func TestSinkErrorsAndCancellation(t *testing.T) {
	data := makeZip(zip.Deflate, file{"a", "1"}, file{"b", "2"}, file{"c", "3"})
	stop := errors.New("stop")
	for _, fail := range []string{"nest", "damage"} {
		s := &stopping{err: stop, at: fail}
		d := data
		if fail == "damage" {
			d = d[:len(d)-30]
		}
		err := New(nil).Dissect(t.Context(), &evidence.Evidence{Name: "x.zip"}, bytes.NewReader(d), s)
		if err != stop || s.calls != 1 {
			t.Errorf("%s: error %v after %d calls", fail, err, s.calls)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &stopping{}
	if err := New(nil).Dissect(ctx, &evidence.Evidence{Name: "x.zip"}, bytes.NewReader(data), s); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// stopping is a sink that fails in one call.
type stopping struct {
	err   error
	at    string
	calls int
}

func (*stopping) Identify(evidence.Kind, evidence.Role) {}
func (*stopping) Observe(observation.Observation) error { return nil }
func (s *stopping) Nest(evidence.Origin, evidence.Locator, evidence.Source) error {
	return s.call("nest")
}
func (s *stopping) Damage(dissection.Damage) error { return s.call("damage") }
func (s *stopping) call(what string) error {
	if what == s.at {
		s.calls++
		return s.err
	}
	return nil
}

func TestDamagedMemberIsNestedAsFarAsItGoes(t *testing.T) {
	text := strings.Repeat("some text that packs\n", 50_000)
	data := makeGzip("log", []byte(text))
	o := walk(t, "log.gz", data[:len(data)/2], dissection.DefaultBudget())
	if len(o.evidence) != 2 || len(o.damage) != 1 || !strings.Contains(o.damage[0], "cut off") {
		t.Errorf("pieces %q, damage %q", o.evidence, o.damage)
	}
}

func TestUnpackedName(t *testing.T) {
	for name, want := range map[string]string{"a/b.sh.gz": "b.sh", "x.tgz": "x.tar", "a!c.JSON.XZ": "c.JSON", "none": "", `C:\x\y.zst`: "y", "data.bin": ""} {
		if got := unpackedName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func FuzzDissect(f *testing.F) {
	f.Add(makeZip(zip.Deflate, file{"a", "1"}, file{"b.gz", string(makeGzip("", []byte("x")))}))
	f.Add(makeTar(file{"a", "1"}))
	f.Add(makeQuine())
	f.Add([]byte("Rar!\x1a\x07\x01\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		walk(t, "f", b, dissection.Budget{Depth: 4, Members: 50, Bytes: 1 << 20, Memory: 1 << 16})
	})
}

// encryptedSample was made with Info-ZIP 3.0 from a text of 15 bytes:
// zip -X -P infected sample.zip note.txt
const encryptedSample = "UEsDBAoACQAAAOimd10oy3DZGwAAAA8AAAAIAAAAbm90ZS50eHQtdmwud4fXvDA73jM84iTVJW/yn9yRYK5QzY5QSwcIKMtw2RsAAAAPAAAAUEsBAh4DCgAJAAAA6KZ3XSjLcNkbAAAADwAAAAgAAAAAAAAAAQAAAKSBAAAAAG5vdGUudHh0UEsFBgAAAAABAAEANgAAAFEAAAAAAA=="

// sevenSample is three files packed in one block and encrypted with "infected",
// written by makeSeven in format/archive/seven_test.go.
const sevenSample = "N3q8ryccAATnLQKeIAAAAAAAAACzAAAAAAAAAHIDPKLVuE/jOX5xD++XKtEjxmsNv9KEaU8DeehTnrWNCbErqAEEBgDwAQAAAAnwIAAAAAAHCwEA8AIAAAAkBvEHARbGP3NhbHQwMTIzNDU2Nzg5YWJjZGVmIwMBAQVdAAABAAEADPASAAAA8AwAAAAACA3wAgAAAAnwAgAAAAoBQ7+mo8wcnuAAAAXwAwAAAA7wAQAAACAP8AEAAACAEfAxAAAAAGMAbwBuAGYAaQBnAC4AagBzAG8AbgAAAGQAaQByAC8AYgAAAGUAbQBwAHQAeQAAAAAA"

func TestSolidArchive(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(sevenSample)
	if err != nil {
		t.Fatal(err)
	}
	o := walk(t, "x.7z", data, dissection.DefaultBudget())
	want := []string{"x.7z!config.json (data, 2)", "x.7z!dir/b (data, 10)", "x.7z!empty (data, 0)", fmt.Sprintf("x.7z (7z, %d)", len(data))}
	if diff := cmp.Diff(want, o.evidence); diff != "" || len(o.damage) > 0 {
		t.Errorf("damage %q\n%s", o.damage, diff)
	}
	o = walk(t, "x.7z", data, dissection.Budget{Depth: 3, Members: 9, Bytes: 5, Memory: 1})
	if len(o.evidence) != 4 || len(o.damage) != 1 || !strings.Contains(o.damage[0], "unpacks to more than 5 bytes") {
		t.Errorf("over the budget: pieces %q, damage %q", o.evidence, o.damage)
	}
}

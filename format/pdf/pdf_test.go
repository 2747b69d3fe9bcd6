package pdf

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// builder writes documents without a cross-reference table, which is not read.
type builder struct{ bytes.Buffer }

func build(objects ...string) []byte {
	b := &builder{}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<< /Root 1 0 R /Info 2 0 R >>\nstartxref\n0\n%%EOF\n")
	return b.Bytes()
}

func streamOf(dict string, data []byte) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflated(s string) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.Bytes()
}

const (
	catalog = "<< /Type /Catalog /Pages 3 0 R >>"
	info    = "<< /Title (A miner \\(north\\)) /Author (Anna Example) /CreationDate (D:20180108120000+01'00') >>"
	pages   = "<< /Type /Pages /Kids [4 0 R] /Count 1 /Resources << /Font << /F1 6 0 R >> >> >>"
	onePage = "<< /Type /Page /Parent 3 0 R /Contents 5 0 R >>"
	font1   = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
)

func one(content string) []byte { return build(catalog, info, pages, onePage, content, font1) }

const lines = "BT /F1 12 Tf 72 700 Td (It mines Monero) Tj 0 -14 Td [(for K)20(im)-400(Il)-400(Sung)] TJ T* 0 -60 Td (Cor\\351e \\050x\\051) Tj ET"

const linesText = "It mines Monero\nfor Kim Il Sung\n\nCorée (x)\n"

func text1(t *testing.T, b []byte) *Document {
	t.Helper()
	d, err := Read(b, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestRead(t *testing.T) {
	var packed bytes.Buffer
	z := lzw.NewWriter(&packed, lzw.MSB, 8)
	z.Write([]byte(lines))
	z.Close()
	var eightyFive bytes.Buffer
	a := ascii85.NewEncoder(&eightyFive)
	a.Write(deflated(lines))
	a.Close()
	for name, content := range map[string]string{
		"as it is":         streamOf("", []byte(lines)),
		"deflated":         streamOf("/Filter /FlateDecode", deflated(lines)),
		"deflated, length": strings.Replace(streamOf("/Filter /FlateDecode", deflated(lines)), "/Length ", "/Length 9", 1),
		"cut off":          streamOf("/Filter /FlateDecode", deflated(lines)[:len(deflated(lines))-4]),
		"LZW":              streamOf("/Filter /LZWDecode /DecodeParms << /EarlyChange 0 >>", packed.Bytes()),
		"85, deflated":     streamOf("/Filter [/ASCII85Decode /FlateDecode]", append(eightyFive.Bytes(), "~>"...)),
		"hexadecimal":      streamOf("/Filter /ASCIIHexDecode", []byte(hex.EncodeToString([]byte(lines))+">")),
		"run lengths":      streamOf("/Filter /RunLengthDecode", append([]byte{byte(len(lines) - 1)}, lines...)),
	} {
		d := text1(t, one(content))
		if string(d.Text) != linesText || d.Pages != 1 {
			t.Errorf("%s: %d pages, %q, damage %q", name, d.Pages, d.Text, d.Damage)
		}
		if d.Title != "A miner (north)" || d.Author != "Anna Example" || d.Created != "2018-01-08" {
			t.Errorf("%s: %q %q %q", name, d.Title, d.Author, d.Created)
		}
	}
}

func TestFonts(t *testing.T) {
	cmap := "/CIDInit /ProcSet findresource begin 1 begincodespacerange <0000> <ffff> endcodespacerange\n2 beginbfchar <0001> <004D> <0002> <00e9> endbfchar\n1 beginbfrange <0010> <0012> <0061> endbfrange\n1 beginbfrange <0020> <0021> [<0066006C> <0078>] endbfrange"
	for _, tt := range []struct {
		name, font, show, want string
		unmapped               int
	}{
		{"differences", "<< /Type /Font /Subtype /Type1 /Encoding << /Differences [1 /M /eacute /fi /uni0411 /nonsense] >> >>", `(\001\002\003\004\005a)`, "MéfiБa\n", 0},
		{"to unicode", "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 7 0 R >>", "<00010002001000110012002000210099>", "Méabcflx\n", 1},
		{"no meaning", "<< /Type /Font /Subtype /Type0 /Encoding /Identity-H >>", "<00010002>", "", 2},
		{"mac", "<< /Type /Font /Subtype /TrueType /Encoding /MacRomanEncoding >>", `(\216)`, "é\n", 0},
	} {
		d := text1(t, build(catalog, info, pages, onePage, streamOf("", []byte("BT /F1 10 Tf "+tt.show+" Tj ET")), tt.font, streamOf("", []byte(cmap))))
		if string(d.Text) != tt.want || d.Unmapped != tt.unmapped {
			t.Errorf("%s: %q, %d unmapped", tt.name, d.Text, d.Unmapped)
		}
	}
}

func TestObjectStreams(t *testing.T) {
	head, body := "", ""
	for i, o := range []string{pages, onePage, font1} {
		head += fmt.Sprintf("%d %d ", []int{3, 4, 6}[i], len(body))
		body += o + " "
	}
	packed := streamOf(fmt.Sprintf("/Type /ObjStm /N 3 /First %d /Filter /FlateDecode", len(head)), deflated(head+body))
	var b builder
	b.WriteString("%PDF-1.5\n")
	for n, o := range map[int]string{1: catalog, 5: streamOf("", []byte(lines)), 9: packed} {
		fmt.Fprintf(&b, "%d 0 obj %s endobj\n", n, o)
	}
	fmt.Fprintf(&b, "10 0 obj %s endobj\n%%%%EOF", streamOf("/Type /XRef /Root 1 0 R", []byte("xx")))
	if d := text1(t, b.Bytes()); string(d.Text) != linesText {
		t.Errorf("%q, damage %q", d.Text, d.Damage)
	}
}

func TestForms(t *testing.T) {
	resources := "<< /Font << /F1 6 0 R >> /XObject << /X 7 0 R >> >>"
	page := "<< /Type /Page /Contents [5 0 R] /Resources " + resources + " >>"
	d := text1(t, build(catalog, info, "<< /Type /Pages /Kids [4 0 R 4 0 R 3 0 R] >>", page, streamOf("", []byte("/X Do")), font1,
		streamOf("/Subtype /Form /Resources "+resources, []byte(lines+" /X Do"))))
	if !strings.HasPrefix(string(d.Text), linesText) || strings.Count(string(d.Text), "Monero") > maxForms+1 || d.Pages != 1 {
		t.Errorf("%d pages, %q", d.Pages, d.Text)
	}
}

func TestPieces(t *testing.T) {
	b := build(catalog, info, pages, onePage, streamOf("", []byte(lines)), font1,
		streamOf("/Type /EmbeddedFile /Filter /FlateDecode", deflated("#!/bin/sh\n")), "<< /S /JavaScript /JS (app.alert\\(1\\)) >>", "<< /S /JavaScript /J#53 10 0 R >>", streamOf("", []byte("x()")))
	b = append(b, "#!/bin/sh\necho tail\n"...)
	d := text1(t, b)
	got := ""
	for _, p := range d.Pieces {
		got += fmt.Sprintf("%s %q %v; ", p.Kind, p.Data, p.End > p.Start && p.End <= len(b))
	}
	if want := `attachment "#!/bin/sh\n" true; javascript "app.alert(1)" true; javascript "x()" true; `; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if tail := string(b[d.Tail:]); tail != "#!/bin/sh\necho tail\n" {
		t.Errorf("tail %q", tail)
	}
}

func TestDamaged(t *testing.T) {
	d := text1(t, build("<< /Type /Catalog /Pages 99 0 R >>", info, pages, "<< /Type /Page /Contents 5 0 R /Resources << /Font << /F1 6 0 R >> >> >>", streamOf("", []byte(lines)), font1))
	if string(d.Text) != linesText || len(d.Damage) != 1 {
		t.Errorf("%q, damage %q", d.Text, d.Damage)
	}
	if _, err := Read(bytes.Replace(one(lines), []byte("/Root"), []byte("/Encrypt 8 0 R /Root"), 1), DefaultLimits()); err != ErrEncrypted {
		t.Errorf("encrypted: %v", err)
	}
	if _, err := Read([]byte("text"), DefaultLimits()); err != ErrNone {
		t.Errorf("no document: %v", err)
	}
}

// TestBombs: what a document says of itself costs no more than the limits.
func TestBombs(t *testing.T) {
	bomb := deflated(strings.Repeat("(Monero) Tj ", 8<<20/12))
	limits := DefaultLimits()
	limits.Decoded, limits.Stream, limits.Text, limits.Steps = 4<<20, 1<<20, 1<<10, 10_000
	for name, b := range map[string][]byte{
		"deflated": one(streamOf("/Filter /FlateDecode", bomb)),
		"twice":    one(streamOf("/Filter [/FlateDecode /FlateDecode]", deflated(string(bomb)))),
		"filters":  one(streamOf("/Filter ["+strings.Repeat("/FlateDecode ", 100)+"]", bomb)),
		"deep":     one(strings.Repeat("[<<", 100_000)),
		"loop":     build(catalog, info, "<< /Kids [3 0 R 4 0 R] >>", "5 0 R", "4 0 R", font1),
		"range":    build(catalog, info, pages, onePage, streamOf("", []byte(lines)), "<< /Subtype /Type0 /ToUnicode 7 0 R >>", streamOf("", []byte(strings.Repeat("<0000> <ffff> <0000> endbfrange ", 10_000)))),
	} {
		d, err := Read(b, limits)
		if err != nil || len(d.Text) > limits.Text+64 {
			t.Errorf("%s: %v, %d bytes of text", name, err, len(d.Text))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(one(streamOf("", []byte(lines))))
	f.Add(one(streamOf("/Filter /FlateDecode", deflated(lines))))
	f.Add(build(catalog, info, pages, onePage, streamOf("", []byte(lines)), "<< /Subtype /Type0 /ToUnicode 7 0 R /DescendantFonts [<< /W [1 [2 3] 4 9 5] >>] >>", streamOf("", []byte("1 beginbfrange <0010> <0012> <0061> endbfrange"))))
	f.Add([]byte("%PDF-1.7 1 0 obj << /Type /ObjStm /N 99999999 /First 3 >> stream\n1 0 9\nendstream"))
	limits := Limits{Decoded: 1 << 20, Stream: 1 << 18, Text: 1 << 16, Objects: 1000, Items: 100_000, Steps: 10_000, Pages: 50}
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Read(b, limits)
		if err != nil {
			return
		}
		if len(d.Text) > limits.Text+1<<10 || d.Tail > len(b) {
			t.Fatalf("%d bytes of text, tail at %d of %d", len(d.Text), d.Tail, len(b))
		}
		for _, p := range d.Pieces {
			if p.Start < 0 || p.End > len(b) || p.Start > p.End {
				t.Fatalf("piece at %d to %d of %d", p.Start, p.End, len(b))
			}
		}
	})
}

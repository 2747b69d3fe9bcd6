package advisory

import (
	"bytes"
	"fmt"
	"testing"

	"lamproom/dissection"
	"lamproom/dissection/dissectiontest"
	"lamproom/evidence"
	"lamproom/observation"
)

// made is a document of one page.
func made(content, more string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	for i, o := range []string{
		"<< /Type /Catalog /Pages 3 0 R >>", "<< /Title (A miner) /Author (Anna Example) /CreationDate (D:20180108) >>",
		"<< /Type /Pages /Kids [4 0 R] >>", "<< /Type /Page /Contents 5 0 R /Resources << /Font << /F 6 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding >>", "<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
	} {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer << /Root 1 0 R /Info 2 0 R >>\n%%EOF\n" + more)
	return b.Bytes()
}

const attack = "BT /F 10 Tf 1 0 0 1 50 700 Tm (Kinsing mines Monero on servers of North Korea.) Tj 0 -12 Td (xmrig -o pool.example.com:3333 -u worker -p x) Tj ET"

func TestPDFConformance(t *testing.T) {
	dissectiontest.Run(t, NewPDF(), dissectiontest.Sample{Name: "a.pdf", Data: made(attack, "#!/bin/sh\n")})
}

// nested keeps what a document nests.
type nested struct {
	dissectiontest.Recorder
	origins []evidence.Origin
	data    [][]byte
}

func (n *nested) Nest(o evidence.Origin, _ evidence.Locator, src evidence.Source) error {
	b := make([]byte, src.Size())
	src.ReadAt(b, 0)
	n.origins, n.data = append(n.origins, o), append(n.data, b)
	return nil
}

func (n *nested) Damage(dissection.Damage) error { return nil }

func TestPDF(t *testing.T) {
	b := made(attack, "#!/bin/sh\necho tail\n")
	n := &nested{}
	if err := NewPDF().Dissect(t.Context(), &evidence.Evidence{Name: "a.pdf", Size: int64(len(b))}, bytes.NewReader(b), n); err != nil {
		t.Fatal(err)
	}
	want := []struct {
		recipe, data string
		reading      bool
	}{
		{"pdf javascript 1", "app.alert(1)", false},
		{"behind the pdf", "#!/bin/sh\necho tail\n", false},
		{"pdf text", "Title: A miner\nAuthor: Anna Example\nDate: 2018-01-08\n\nKinsing mines Monero on servers of North Korea.\nxmrig -o pool.example.com:3333 -u worker -p x\n", true},
	}
	if len(n.data) != len(want) {
		t.Fatalf("%d pieces are nested: %+v", len(n.data), n.origins)
	}
	for i, w := range want {
		if o := n.origins[i]; o.Recipe != w.recipe || o.Reading != w.reading || string(n.data[i]) != w.data {
			t.Errorf("piece %d: %+v %q", i, o, n.data[i])
		}
	}
	// the text of a document is prose, whatever it looks like
	r := &dissectiontest.Recorder{}
	ev := &evidence.Evidence{Name: "a.pdf!pdf text", Size: int64(len(n.data[2])), Origin: evidence.Origin{Reading: true}}
	if err := New().Dissect(t.Context(), ev, bytes.NewReader(n.data[2]), r); err != nil {
		t.Fatal(err)
	}
	d, ok := r.Observations[0].Fact.(observation.Document)
	if !ok || d.Title.Text != "A miner" || d.Published != "2018-01-08" || r.Role != evidence.Reported {
		t.Errorf("%+v, role %s", r.Observations[0].Fact, r.Role)
	}
}

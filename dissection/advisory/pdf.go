package advisory

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/pdf"
	"lamproom/observation"
)

// MaxPDF is the size up to which documents in PDF are read, bytes.
const MaxPDF = 64 << 20

// PDF takes documents in PDF apart: their text is nested to be read as prose,
// what could act (attached files, scripts, what stands behind the document) as
// files of their own.
type PDF struct{}

// NewPDF returns the dissector of documents in PDF.
func NewPDF() PDF { return PDF{} }

// Name implements [dissection.Dissector].
func (PDF) Name() string { return "pdf" }

// Schemas implements [dissection.Dissector]: what is nested states the facts.
func (PDF) Schemas() []observation.Schema { return nil }

// Accepts implements [dissection.Dissector].
func (PDF) Accepts(h evidence.Head) bool { return pdf.Recognise(h.Bytes) }

// Dissect implements [dissection.Dissector].
func (PDF) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	sink.Identify("pdf", ev.Role)
	say := func(reason string) error {
		return sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: ev}, Name: ev.Name, Reason: reason})
	}
	if src.Size() > MaxPDF {
		return say(fmt.Sprintf("PDF: documents of more than %d bytes are not read", MaxPDF))
	}
	b := make([]byte, src.Size())
	n, err := io.ReadFull(io.NewSectionReader(src, 0, src.Size()), b)
	if b = b[:n]; err != nil && len(b) < int(src.Size()) {
		if err := say(err.Error()); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	d, err := pdf.Read(b, pdf.DefaultLimits())
	if err != nil {
		if err := say("PDF: " + err.Error()); err != nil {
			return err
		}
	}
	if d == nil {
		return nil
	}
	for _, s := range d.Damage {
		if err := say("PDF: " + s); err != nil {
			return err
		}
	}
	if d.Unmapped*4 > len(d.Text) && d.Unmapped > 100 {
		if err := say(fmt.Sprintf("PDF: the fonts do not say what %d characters of its text mean", d.Unmapped)); err != nil {
			return err
		}
	}
	nest := func(origin evidence.Origin, from, to int, data []byte) error {
		if len(bytes.TrimSpace(data)) == 0 {
			return nil
		}
		return sink.Nest(origin, evidence.Locator{Evidence: ev, Offset: int64(from), Length: int64(to - from)}, bytes.NewReader(data))
	}
	count := map[string]int{}
	for _, p := range d.Pieces {
		count[p.Kind]++
		recipe := fmt.Sprintf("pdf %s %d", p.Kind, count[p.Kind])
		origin := evidence.Origin{Recipe: recipe}
		if p.Kind == "javascript" {
			origin.Member = recipe + ".js"
		}
		if err := nest(origin, p.Start, p.End, p.Data); err != nil {
			return err
		}
	}
	if err := nest(evidence.Origin{Recipe: "behind the pdf"}, d.Tail, len(b), b[d.Tail:]); err != nil {
		return err
	}
	if len(bytes.TrimSpace(d.Text)) == 0 {
		return nil
	}
	return nest(evidence.Origin{Recipe: "pdf text", Reading: true}, 0, len(b), append(front(d), d.Text...))
}

// front is what the document's information says, in the way that texts do.
func front(d *pdf.Document) []byte {
	var b strings.Builder
	for _, f := range []struct{ name, value string }{{"Title", d.Title}, {"Author", d.Author}, {"Date", d.Created}} {
		if f.value != "" {
			fmt.Fprintf(&b, "%s: %s\n", f.name, f.value)
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

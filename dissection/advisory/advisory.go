// Package advisory reads documents for people: what articles and notes state of
// attacks and mining elsewhere. It follows behind the dissector of text, which
// reads what could be run, and says dates, names, ids and indicators, each at
// its place. Nothing that it reads is about the machine in question.
//
// A text without any of the words that such documents have is not read further:
// it costs one pass.
package advisory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/hypertext"
	"lamproom/format/prose"
	"lamproom/format/text"
	"lamproom/indicator"
	"lamproom/observation"
)

// Limits.
const (
	// MaxDocument is the size up to which texts are read, bytes: articles are
	// small, and what is larger is a book, a log or a list.
	MaxDocument = 4 << 20
	// MaxMentions is how many places of indicators one document gives.
	MaxMentions = 2000
	// maxEach is how many places of the same indicator are told.
	maxEach = 8
	// headForClass is how much of the text decides what kind it is; that of
	// dissection/text, so that both say the same.
	headForClass = 16 << 10
)

// Dissector reads documents.
type Dissector struct{}

// New returns the dissector of documents.
func New() Dissector { return Dissector{} }

var _ dissection.Sequel = Dissector{}

// Name implements [dissection.Dissector].
func (Dissector) Name() string { return "advisory" }

// Schemas implements [dissection.Dissector].
func (Dissector) Schemas() []observation.Schema {
	return []observation.Schema{
		{Kind: observation.KindDocument, Fields: []string{"title"}},
		{Kind: observation.KindStated, Fields: []string{"actor", "tool", "firm", "place", "person", "technology", "attack", "cve", "date", "indicator"}},
	}
}

// Accepts implements [dissection.Dissector]: whatever text there is.
func (Dissector) Accepts(h evidence.Head) bool {
	enc, _ := text.Detect(h.Bytes)
	return enc != text.Binary
}

// Follows implements [dissection.Sequel]: behind texts that are or may be prose.
func (Dissector) Follows(ev *evidence.Evidence) bool {
	switch ev.Kind {
	case "text", "prose", "markdown", "html":
		return true
	}
	return false
}

// Dissect implements [dissection.Dissector].
func (Dissector) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	if src.Size() == 0 || src.Size() > MaxDocument {
		return nil
	}
	head := make([]byte, min(evidence.HeadSize, src.Size()))
	n, err := io.ReadFull(io.NewSectionReader(src, 0, int64(len(head))), head)
	if n == 0 && err != nil && !errors.Is(err, io.EOF) {
		return sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: ev}, Name: ev.Name, Reason: err.Error()})
	}
	enc, bom := text.Detect(head[:n])
	if enc == text.Binary {
		return nil
	}
	w, _ := text.NewReader(src, src.Size(), enc, bom).Next(ctx)
	if w == nil || ctx.Err() != nil {
		return ctx.Err() // what could not be read was said by who read first
	}
	if !promising(w.Text) {
		return nil
	}
	class := text.Classify(w.Text[w.From:min(len(w.Text), w.From+headForClass)], ev.Path())
	if ev.Origin.Reading {
		class = text.Class{Kind: "prose", Prose: true}
	}
	if !class.Prose {
		return nil
	}
	sink.Identify(evidence.Kind(class.Kind), evidence.Reported)
	d := &document{ev: ev, sink: sink, w: w, view: plain(w.Text)}
	if class.Kind == "html" {
		d.page = hypertext.Read(w.Text)
		d.view = view{d.page.Text, d.page.Place}
	}
	return d.read()
}

// document is one document being read.
type document struct {
	ev   *evidence.Evidence
	sink dissection.Sink
	w    *text.Window
	view view
	page *hypertext.Page // of a page in HTML
}

// view is the running text of a document, with the way back to the text of the
// window.
type view struct {
	text  []byte
	place func(from, to int) (int, int)
}

// plain is the view of what is running text already.
func plain(b []byte) view {
	return view{b, func(from, to int) (int, int) { return from, to }}
}

func (d *document) read() error {
	r := prose.Read(d.view.text)
	doc := observation.Document{Language: r.Language, Published: r.Published}
	where := evidence.Locator{Evidence: d.ev}
	if r.Title.End > r.Title.Start {
		doc.Title = d.value(r.Title.Start, r.Title.End)
	}
	var authors []observation.Observation
	if d.page != nil {
		authors = d.markup(&doc)
	}
	if doc.Title.Text != "" {
		where = doc.Title.At.Locator
	}
	if err := d.sink.Observe(observation.Observation{Where: where, Fact: doc}); err != nil {
		return err
	}
	for _, o := range authors {
		if err := d.sink.Observe(o); err != nil {
			return err
		}
	}
	for _, x := range r.Records {
		if err := d.sink.Observe(d.record(x)); err != nil {
			return err
		}
	}
	more := r.More
	left, err := d.mentions()
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(r.Records, func(x prose.Record) bool { return x.Subject && x.Kind != prose.CVE }) {
		return nil // it is about something else: nobody will miss the rest
	}
	if more += left; more > 0 {
		return d.sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: d.ev}, Name: d.ev.Name, Limit: true,
			Reason: fmt.Sprintf("only the first %d names and dates and the first %d indicators of the document are listed, %d more are not", prose.MaxRecords, MaxMentions, more)})
	}
	if len(d.view.text) > prose.MaxText {
		return d.sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: d.ev}, Name: d.ev.Name, Limit: true,
			Reason: fmt.Sprintf("names and dates were read from the first %d bytes of the document", prose.MaxText)})
	}
	return nil
}

// artefact is the indicator that a record is, if it is one.
var artefact = map[prose.Kind]indicator.Type{
	prose.Path: indicator.TypePath, prose.Registry: indicator.TypeRegistry,
	prose.Mutex: indicator.TypeMutex, prose.UserAgent: indicator.TypeUserAgent,
}

func (d *document) record(x prose.Record) observation.Observation {
	as := d.value(x.Start, x.End)
	o := observation.Observation{Where: as.At.Locator}
	if t, ok := artefact[x.Kind]; ok {
		i := indicator.Indicator{Type: t, Value: x.Value}
		o.Fact = observation.Stated{What: observation.StatedIndicator, Name: i.Value, Indicator: i, As: as}
	} else {
		o.Fact = observation.Stated{What: string(x.Kind), Name: x.Value, Subject: x.Subject, As: as}
	}
	return o
}

// markup fills in what the markup of a page says of it, which goes before what
// the text seems to say, and tells who wrote it.
func (d *document) markup(doc *observation.Document) (authors []observation.Observation) {
	p := d.page
	value := func(m hypertext.Meta) observation.Value {
		lo, hi := d.w.Span(m.Start, m.End)
		return observation.Value{Text: text.String([]byte(m.Value)), At: evidence.Cite(d.ev, d.w.Raw, d.w.Base, lo, hi)}
	}
	if p.Title.Value != "" {
		doc.Title = value(p.Title)
	}
	if day := prose.Day(p.Published.Value); day != "" {
		doc.Published = day
	}
	if lang, _, _ := strings.Cut(strings.ToLower(p.Language), "-"); doc.Language == "" && len(lang) == 2 {
		doc.Language = lang
	}
	for _, a := range p.Authors {
		if as := value(a); prose.PersonName(as.Text) {
			authors = append(authors, observation.Observation{Where: as.At.Locator, Fact: observation.Stated{What: string(prose.Person), Name: as.Text, As: as}})
		}
	}
	return authors
}

// mentions states the indicators, made whole where they are spoiled, and says
// how many more there are.
func (d *document) mentions() (left int, err error) {
	whole, _ := indicator.RefangText(d.view.text)
	seen, told := map[indicator.Indicator]int{}, 0
	type place struct {
		indicator.Indicator
		start int
	}
	inside := map[place]bool{} // names that were found as a part of something
	find := func(m indicator.Match) bool {
		if at := (place{m.Indicator, m.Start}); inside[at] {
			return true
		} else if m.Type == indicator.TypeDomain && len(inside) < MaxMentions {
			inside[at] = true
		}
		if seen[m.Indicator]++; seen[m.Indicator] > maxEach {
			return true
		}
		if told == MaxMentions {
			left++
			return true
		}
		told++
		as := d.value(whole.Origin(m.Start), whole.Origin(m.End))
		err = d.sink.Observe(observation.Observation{Where: as.At.Locator, Fact: observation.Stated{
			What: observation.StatedIndicator, Name: m.Value, Indicator: m.Indicator, Wallet: m.Wallet, As: as,
		}})
		return err == nil
	}
	indicator.Scan(whole.Text, find)
	if err == nil {
		indicator.ScanNames(whole.Text, find)
	}
	return left, err
}

// value is what stands from and up to these places of the view.
func (d *document) value(from, to int) observation.Value {
	lo, hi := d.w.Span(d.view.place(from, to))
	return observation.Value{Text: text.String(d.view.text[from:to]), At: evidence.Cite(d.ev, d.w.Raw, d.w.Base, lo, hi)}
}

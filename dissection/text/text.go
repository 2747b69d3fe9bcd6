// Package text dissects anything that is text: scripts, configurations, units,
// manifests, logs, histories, source code and prose. It says which statements
// start a program with a server or a wallet among their arguments, which
// configurations and environments have a mining program's layout, what miners
// wrote, and which indicators stand where. Whether any of it mines is not
// judged here.
//
// A window of text is first looked over for triggers, which cost little; only
// the statements around them are read. A window without a trigger costs
// nothing more.
package text

import (
	"context"
	"errors"
	"io"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/jsonc"
	"lamproom/format/minerconfig"
	"lamproom/format/text"
	"lamproom/observation"
)

// Limits of what one evidence gives, so that a file of nothing but triggers
// costs a bounded effort. Beyond them the rest is [dissection.Damage].
const (
	// MaxMentions is how many indicators of one evidence are stated.
	MaxMentions = 2000
	// MaxStatements is how many triggered places of one evidence are read.
	MaxStatements = 200_000
	// wholeScan is the size up to which a file with a trigger is searched for
	// indicators whole, bytes; in larger ones the lines around triggers are.
	wholeScan = 1 << 20
	// headForClass is how much of the text decides what kind it is.
	headForClass = 16 << 10
)

// Dissector reads text.
type Dissector struct{ any bool }

// New returns the dissector for text in any encoding.
func New() *Dissector { return &Dissector{} }

// NewData returns the dissector for what nothing else reads: it takes any
// bytes and reads the character strings in them as text.
func NewData() *Dissector { return &Dissector{any: true} }

// Name implements [dissection.Dissector].
func (d *Dissector) Name() string {
	if d.any {
		return "data"
	}
	return "text"
}

// Schemas implements [dissection.Dissector].
func (d *Dissector) Schemas() []observation.Schema { return Schemas() }

// Schemas lists what the text dissectors state.
func Schemas() []observation.Schema {
	return []observation.Schema{
		{Kind: observation.KindCommandLine, Fields: []string{"CommandLine", "Image"}},
		{Kind: observation.KindWritten, Fields: []string{"TargetFilename", "Contents"}},
		{Kind: observation.KindMinerConfig, Fields: []string{"url", "user", "pass", "rig-id"}},
		{Kind: observation.KindEnvironment},
		{Kind: observation.KindMinerOutput, Fields: []string{"message", "user"}},
		{Kind: observation.KindMention, Fields: []string{"wallet", "endpoint", "domain", "ip", "url", "sha256", "path", "email"}},
	}
}

// Accepts implements [dissection.Dissector].
func (d *Dissector) Accepts(h evidence.Head) bool {
	if d.any {
		return true
	}
	enc, _ := text.Detect(h.Bytes)
	return enc != text.Binary
}

// Dissect implements [dissection.Dissector].
func (d *Dissector) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	if d.any {
		sink.Identify("data", ev.Role)
		r := text.NewStringsReader(src, src.Size(), text.Runs{})
		return read(ctx, ev, src, r, sink, func(*text.Window) text.Class { return text.Class{Kind: "strings"} }, nil)
	}
	head := make([]byte, min(evidence.HeadSize, max(0, src.Size())))
	n, err := io.ReadFull(io.NewSectionReader(src, 0, int64(len(head))), head)
	if n == 0 && err != nil && !errors.Is(err, io.EOF) {
		return sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: ev}, Name: ev.Name, Reason: err.Error()})
	}
	enc, bom := text.Detect(head[:n])
	var class *text.Class
	var top []byte // of the text: what it is follows from it, if that is asked
	identify := func(c text.Class) {
		role := ev.Role
		if c.Prose {
			role = evidence.Reported
		}
		sink.Identify(evidence.Kind(c.Kind), role)
		class = &c
	}
	err = read(ctx, ev, src, text.NewReader(src, src.Size(), enc, bom), sink, func(w *text.Window) text.Class {
		if class == nil {
			c := text.Classify(top, ev.Path())
			if ev.Origin.Reading {
				c = text.Class{Kind: "prose", Prose: true}
			} else if c.Prose && w != nil && holdsConfig(w) {
				c = text.Class{Kind: "json"}
			}
			identify(c)
		}
		return *class
	}, func(w *text.Window) {
		if top == nil {
			top = w.Text[w.From:min(len(w.Text), w.From+headForClass)]
			if !w.Last { // the window's buffer is used again
				top = append([]byte{}, top...)
			}
		}
	})
	switch {
	case class != nil:
	case ev.Origin.Reading:
		identify(text.Class{Kind: "prose", Prose: true})
	default:
		identify(text.Glance(top, ev.Path()))
	}
	return err
}

// holdsConfig reports whether a text that reads as prose is a configuration all
// the same, one whose comments outweigh it: what can be parsed is observed. It
// must parse whole; a manual with a configuration in it stays a manual.
func holdsConfig(w *text.Window) bool {
	if !w.Whole() || len(w.Text) > wholeScan {
		return false
	}
	docs, broken := jsonc.Documents(w.Text)
	if broken != nil || len(docs) != 1 {
		return false
	}
	_, ok := minerconfig.FromJSON(docs[0])
	return ok
}

// ReadStrings reads the character strings of a binary in the way text is read;
// statements get the setting [observation.Strings]. For dissectors of binary
// formats, which identify the evidence themselves.
func ReadStrings(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink, runs text.Runs) error {
	r := text.NewStringsReader(src, src.Size(), runs)
	return read(ctx, ev, src, r, sink, func(*text.Window) text.Class { return text.Class{Kind: "strings"} }, nil)
}

// read goes through the windows. What sort of text it is is asked only where
// something is worth reading.
func read(ctx context.Context, ev *evidence.Evidence, src evidence.Source, r *text.Reader, sink dissection.Sink, classify func(*text.Window) text.Class, see func(*text.Window)) error {
	out := &output{ev: ev, src: src, sink: sink, seen: make(map[mentionKey]bool)}
	if r.Encoding() == text.Binary {
		if err := out.behind(); err != nil {
			return err
		}
	}
	for {
		w, err := r.Next(ctx)
		if w != nil {
			if see != nil {
				see(w)
			}
			if e := readWindow(ctx, w, classify, out); e != nil {
				return e
			}
		}
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return out.finish()
		case ctx.Err() != nil:
			return ctx.Err()
		default:
			at := evidence.Locator{Evidence: ev}
			classify(w)
			if w != nil {
				at.Offset = w.Base + int64(len(w.Raw))
			}
			if e := sink.Damage(dissection.Damage{At: at, Name: ev.Name, Reason: err.Error()}); e != nil {
				return e
			}
			return out.finish()
		}
	}
}

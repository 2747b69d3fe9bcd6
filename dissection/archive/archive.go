// Package archive dissects what holds other files: archives and compressed
// streams. Every member is nested and walked like a file of its own. Their
// names are data; nothing is written under them. A member that is encrypted,
// cut off or packed in an unknown way is damage, and the next one is tried.
package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/archive"
	"lamproom/observation"
)

// conventional are the passwords under which samples are exchanged, so that no
// scanner trips over them. They are tried after those that were given.
var conventional = []string{"infected", "malware", "virus"}

// Dissector takes archives apart.
type Dissector struct {
	Passwords []string // for encrypted members, tried in their order
}

// New returns the dissector of archives.
func New(passwords []string) Dissector { return Dissector{Passwords: passwords} }

var _ dissection.Dissector = Dissector{}

// Name implements [dissection.Dissector].
func (Dissector) Name() string { return "archive" }

// Schemas implements [dissection.Dissector]: archives state no facts of their own.
func (Dissector) Schemas() []observation.Schema { return nil }

// Accepts implements [dissection.Dissector].
func (Dissector) Accepts(h evidence.Head) bool {
	return archive.Recognise(h.Bytes) != "" || archive.Unread(h.Bytes) != ""
}

// Dissect implements [dissection.Dissector].
func (d Dissector) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	head := make([]byte, min(evidence.HeadSize, src.Size()))
	n, err := src.ReadAt(head, 0)
	if n == 0 && err != nil && err != io.EOF {
		return sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: ev}, Name: ev.Name, Reason: err.Error()})
	}
	f := archive.Recognise(head[:n])
	if f == "" {
		kind := archive.Unread(head[:n])
		sink.Identify(evidence.Kind(kind), ev.Role)
		return sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: ev, Length: src.Size()}, Name: ev.Name,
			Reason: fmt.Sprintf("archives of kind %s are not opened: unpack it and give the files", kind)})
	}
	sink.Identify(evidence.Kind(f), ev.Role)
	w := &unpacking{ctx: ctx, ev: ev, sink: sink, format: f}
	opts := archive.Options{
		Passwords: append(append([]string(nil), d.Passwords...), conventional...),
		Keep:      func(r io.Reader) (archive.Kept, error) { return dissection.Keep(ctx, sink, r) },
	}
	w.collection = recognise(ev, f, src, opts)
	for m, err := range archive.Members(f, src, src.Size(), opts) {
		if err == nil {
			err = w.member(m)
		} else {
			err = w.damage(err)
		}
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// errEnough ends the work on an archive: the budget of its root is used up, and
// that has been said.
var errEnough = errors.New("enough")

// maxDamage bounds how often one archive may be called damaged.
const maxDamage = 1000

type unpacking struct {
	ctx     context.Context
	ev      *evidence.Evidence
	sink    dissection.Sink
	format  archive.Format
	damaged int

	collection *collection // nil: an ordinary archive
}

// damage passes damage on, up to a bound.
func (w *unpacking) damage(err error) error {
	at := evidence.Locator{Evidence: w.ev}
	var d *archive.Damage
	if errors.As(err, &d) {
		at.Offset, at.Length = d.Start, max(0, d.End-d.Start)
	}
	return w.say(at, err.Error())
}

func (w *unpacking) say(at evidence.Locator, reason string) error {
	if w.damaged++; w.damaged > maxDamage {
		return nil
	}
	if w.damaged == maxDamage {
		reason = "more of this archive is damaged: no further places are listed"
	}
	return w.sink.Damage(dissection.Damage{At: at, Name: w.ev.Name, Reason: reason})
}

// member nests one member.
func (w *unpacking) member(m archive.Member) error {
	if !m.Mode.IsRegular() { // folders, links and devices have no bytes
		return nil
	}
	at := evidence.Locator{Evidence: w.ev, Offset: m.Start, Length: m.End - m.Start}
	if room, ok := w.sink.(dissection.Keeper); ok {
		if err := room.Room(); err != nil {
			return cmpErr(w.say(at, err.Error()), errEnough)
		}
	}
	origin := w.origin(m)
	if s := m.Section(); s != nil {
		if err := w.checkSum(m); err != nil {
			if err := w.say(at, w.about(m, err)); err != nil {
				return err
			}
		}
		return w.sink.Nest(origin, at, section{s})
	}
	r, err := m.Open()
	if err != nil {
		return w.say(at, w.about(m, err))
	}
	piece, err := dissection.Keep(w.ctx, w.sink, r)
	r.Close() // before nesting: it holds a share of the decoders' memory
	if c, ok := piece.(io.Closer); ok {
		defer c.Close()
	}
	if piece.Size() > 0 || err == nil {
		if err := w.sink.Nest(origin, at, piece); err != nil {
			return err
		}
	}
	if err == nil {
		return nil
	}
	if cerr := w.ctx.Err(); cerr != nil {
		return cerr
	}
	if serr := w.say(at, w.about(m, fmt.Errorf("%w (after %d bytes)", plain(err), piece.Size()))); serr != nil {
		return serr
	}
	var over *dissection.BudgetError
	if errors.As(err, &over) {
		return errEnough
	}
	return nil
}

// checkSum reads a member of a block once for its checksum. Members that are
// stored as they are have none here.
func (w *unpacking) checkSum(m archive.Member) error {
	if m.Stored {
		return nil
	}
	r, err := m.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// plain puts the ends of streams into words.
func plain(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("cut off")
	}
	return err
}

func (w *unpacking) about(m archive.Member, err error) string {
	if m.Name == "" || w.format.Stream() {
		return fmt.Sprintf("%s: %v", w.format, plain(err))
	}
	return fmt.Sprintf("%s: member %q: %v", w.format, m.Name, plain(err))
}

// origin tells how the member was come by. The content of a compressed file is
// named as that would be named unpacked.
func (w *unpacking) origin(m archive.Member) evidence.Origin {
	switch {
	case m.Appended && m.Start == 0:
		return evidence.Origin{Recipe: "before the " + string(w.format)}
	case m.Appended:
		return evidence.Origin{Recipe: "behind the " + string(w.format)}
	case w.format.Stream():
		o := evidence.Origin{Member: m.Name, Recipe: string(w.format)}
		if o.Member == "" {
			o.Member = unpackedName(w.ev.Name)
		}
		return o
	}
	o := evidence.Origin{Member: m.Name}
	w.collection.mark(&o, m.Name)
	return o
}

// unpackedName takes the ending off the name of a compressed file, "" if it has none.
func unpackedName(name string) string {
	name = path.Base(strings.ReplaceAll(name[strings.LastIndexByte(name, '!')+1:], `\`, "/"))
	ext := path.Ext(name)
	switch strings.ToLower(ext) {
	case ".gz", ".bz2", ".xz", ".lzma", ".zst", ".lz4", ".z", ".zz":
		return strings.TrimSuffix(name, ext)
	case ".tgz", ".tbz", ".tbz2", ".txz", ".tzst":
		return strings.TrimSuffix(name, ext) + ".tar"
	}
	return ""
}

// section is a part of a source that needs no closing.
type section struct{ *io.SectionReader }

func cmpErr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

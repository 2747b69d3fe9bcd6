// Package selfextract dissects scripts that carry files and unpack them
// themselves: installers, packed scripts, shell archives. The script is read as
// the script it is; what it carries is nested.
package selfextract

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/selfextract"
	"lamproom/observation"
)

// Dissector reads scripts that may carry something.
type Dissector struct{ script, data dissection.Dissector }

// New returns the dissector. It gives the text of a script to the dissector of
// scripts, and to that of data where the text is none.
func New(script, data dissection.Dissector) Dissector { return Dissector{script, data} }

// Name implements [dissection.Dissector].
func (Dissector) Name() string { return "selfextract" }

// Schemas implements [dissection.Dissector]: the facts are those of scripts.
func (Dissector) Schemas() []observation.Schema { return nil }

// Accepts implements [dissection.Dissector].
func (Dissector) Accepts(h evidence.Head) bool { return selfextract.Is(h.Bytes) }

// Dissect implements [dissection.Dissector].
func (d Dissector) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	s, err := selfextract.Read(src, src.Size())
	if err != nil {
		return sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: ev}, Name: ev.Name, Reason: err.Error()})
	}
	if err := d.text(ctx, ev, section{io.NewSectionReader(src, 0, s.Head)}, sink); err != nil {
		return err
	}
	for _, p := range s.Problems {
		at := evidence.Locator{Evidence: ev, Offset: min(p.At, src.Size())}
		if err := sink.Damage(dissection.Damage{At: at, Name: ev.Name, Reason: p.Reason}); err != nil {
			return err
		}
	}
	for _, p := range s.Payloads {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := nest(ctx, ev, src, sink, p, s.Maker); err != nil {
			return err
		}
	}
	return nil
}

// text reads the script itself, in its own evidence: its places are the same.
func (d Dissector) text(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	head := make([]byte, min(src.Size(), evidence.HeadSize))
	n, _ := io.ReadFull(io.NewSectionReader(src, 0, src.Size()), head) // its dissector says what is wrong
	reader := d.script
	if !reader.Accepts(evidence.Head{Name: ev.Name, Size: src.Size(), Bytes: head[:n]}) {
		reader = d.data
	}
	return reader.Dissect(ctx, ev, src, sink)
}

// section is the text of a script without what it carries.
type section struct{ *io.SectionReader }

func nest(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink, p selfextract.Payload, maker string) error {
	at := evidence.Locator{Evidence: ev, Offset: p.Start, Length: p.End - p.Start}
	origin := evidence.Origin{Member: p.Name, Recipe: p.Recipe(src.Size())}
	damage := func(format string, args ...any) error {
		reason := fmt.Sprintf(format, args...)
		if maker != "" {
			reason = maker + ": " + reason
		}
		return sink.Damage(dissection.Damage{At: at, Name: ev.Name, Reason: reason})
	}
	if p.Coding == selfextract.Plain {
		if p.MD5 != "" {
			h := md5.New()
			if _, err := io.Copy(h, io.NewSectionReader(src, p.Start, p.End-p.Start)); err != nil {
				if err := damage("%v", err); err != nil {
					return err
				}
			} else if sum := hex.EncodeToString(h.Sum(nil)); sum != p.MD5 {
				if err := damage("what it carries was changed: its MD5 is %s, the script says %s", sum, p.MD5); err != nil {
					return err
				}
			}
		}
		return sink.Nest(origin, at, section{io.NewSectionReader(src, p.Start, p.End-p.Start)})
	}
	if room, ok := sink.(dissection.Keeper); ok {
		if err := room.Room(); err != nil {
			return damage("%v", err)
		}
	}
	piece, err := dissection.Keep(ctx, sink, p.Open(src))
	if c, ok := piece.(io.Closer); ok {
		defer c.Close()
	}
	if piece.Size() > 0 {
		if err := sink.Nest(origin, at, piece); err != nil {
			return err
		}
	}
	if err == nil {
		return nil
	}
	if cerr := ctx.Err(); cerr != nil {
		return cerr
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("cut off")
	}
	return damage("%s: %v (after %d bytes)", p.Coding, err, piece.Size())
}

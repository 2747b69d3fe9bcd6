package text

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"io"
	"slices"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/layer"
	"lamproom/format/text"
	"lamproom/observation"
)

// maxLayers is how many layers of one evidence are nested.
const maxLayers = 1000

// maxTurned is how many words for reversing are looked at in one window.
const maxTurned = 1000

// peeled is what was peeled off one evidence so far.
type peeled struct {
	seen    map[uint64]bool // layers that were nested: the same again is not
	seed    maphash.Seed
	count   int
	left    int        // layers beyond maxLayers
	to      int64      // raw offset up to which the source was decoded as a stream
	covered [][2]int64 // raw extents of nested pieces
	scanned int64      // raw offset up to which data was searched for pieces
}

// again reports whether a layer was nested before, and notes it.
func (q *peeled) again(decoded []byte) bool {
	if q.seen == nil {
		q.seen, q.seed = make(map[uint64]bool), maphash.MakeSeed()
	}
	h := maphash.Bytes(q.seed, decoded)
	if q.seen[h] {
		return true
	}
	q.seen[h] = true
	return false
}

// layers nests what stands encoded in the window. What is only shown, commented
// out or matched against is not nested, for in the layer nothing would tell
// that it is; a layer of prose is of its role.
func (p *page) layers(ctx context.Context, classify func(*text.Window) text.Class) error {
	if p.w.Encoding == text.Binary || p.w.Encoding != text.UTF16LE && p.w.Encoding != text.UTF16BE && bytes.IndexByte(p.w.Raw, 0) >= 0 {
		if err := p.pieces(ctx); err != nil {
			return err
		}
	}
	pieced, err := p.pieced(ctx)
	if err != nil {
		return err
	}
	layer.Scan(p.text, func(l layer.Layer) bool {
		if !p.owns(l.Start) || slices.ContainsFunc(pieced, func(o layer.Layer) bool {
			return o.Start <= l.Start && l.End <= o.End && bytes.Contains(o.Decoded, l.Decoded[:max(1, len(l.Decoded)-2)])
		}) {
			return true
		}
		if err = ctx.Err(); err != nil {
			return false
		}
		if p.class.Kind == "" {
			p.class = classify(p.w)
		}
		err = p.peel(ctx, l)
		return err == nil
	})
	for i, n := 0, 0; i < len(p.triggers) && n < maxTurned && err == nil; i++ {
		if t := p.triggers[i]; t.what == atTurned && p.owns(t.at) {
			n++
			layer.Turned(p.text, t.at, func(l layer.Layer) bool {
				if p.owns(l.Start) {
					err = p.peel(ctx, l)
				}
				return err == nil
			})
		}
	}
	return err
}

// isPeeled reports whether a text that was put together at the place stands in
// a layer that was nested from there: a part of it, followed less far, so that
// its start may be no more than a mark of what is not known.
func (p *page) isPeeled(from, to int, s string) bool {
	return slices.ContainsFunc(p.nested, func(l layer.Layer) bool {
		return l.Start < to && from < l.End && bytes.Contains(l.Decoded, []byte(s[len(s)/4:]))
	})
}

// pieced nests the layers of texts that a script puts together from pieces, to
// decode them or to write them into a file, and returns them: what of a piece
// can be read by itself is not told again.
func (p *page) pieced(ctx context.Context) (all []layer.Layer, err error) {
	for _, d := range p.encoded {
		layer.Scan(d.Text, func(l layer.Layer) bool {
			lo, hi := d.Place(l.Start, l.End)
			l.Start, l.End, l.Open = max(0, min(lo, len(p.text))), max(0, min(hi, len(p.text))), false
			if l.Start >= l.End { // out of order
				l.Start, l.End = p.line(l.Start)
			}
			if l.Start < l.End && p.owns(l.Start) {
				all = append(all, l)
				err = p.peel(ctx, l)
			}
			return err == nil
		})
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// peel nests one layer.
func (p *page) peel(ctx context.Context, l layer.Layer) error {
	switch setting := p.settingAt(p.nearLine(l.Start)); {
	case setting.Runs(), setting == observation.Prose:
	case p.class.Kind == "list" && 2*(l.End-l.Start) > len(p.text): // all of it, by lines
	case setting == observation.Printed && p.class.Kind != "strings" && p.piped(l.End): // echo … | base64 -d
	default:
		return nil
	}
	if p.class.Kind == "registry" && bytes.HasSuffix(bytes.TrimRight(p.text[max(0, l.Start-24):l.Start], "hex(127):,\\ \r\n"), []byte{'='}) && len(l.Recipe) > len("hex bytes") {
		return nil // a text in two-byte characters, see registryHex
	}
	at := p.locate(l.Start, l.End)
	if at.Offset < p.peeled.to || p.peeled.again(l.Decoded) {
		return nil
	}
	if p.peeled.count >= maxLayers {
		p.peeled.left++
		return nil
	}
	p.peeled.count++
	const most = 64
	if len(p.nested) < most {
		p.nested = append(p.nested, l)
	}
	if l.Open && !p.w.Last && p.w.Encoding != text.Binary {
		if done, err := p.stream(ctx, l, at); done || err != nil {
			return err
		}
	}
	return p.sink.Nest(evidence.Origin{Recipe: l.Recipe}, at, bytes.NewReader(l.Decoded))
}

// stream nests a layer that goes on beyond the window: it is decoded from the
// source itself.
func (p *page) stream(ctx context.Context, l layer.Layer, at evidence.Locator) (done bool, err error) {
	if p.w.Encoding == text.UTF16LE || p.w.Encoding == text.UTF16BE {
		return false, p.sink.Damage(dissection.Damage{At: at, Name: p.ev.Name, Reason: "a layer longer than a window of text in two-byte characters: decoded in part"})
	}
	r, ok := (*layer.Reader)(nil), false
	if !bytes.ContainsAny(p.text[l.Start:l.End], "\"'`") { // one run, over line ends at most
		r, ok = layer.NewReader(io.NewSectionReader(p.src, at.Offset, max(0, p.src.Size()-at.Offset)), l.Recipe)
	}
	if !ok {
		return false, p.sink.Damage(dissection.Damage{At: at, Name: p.ev.Name, Reason: fmt.Sprintf("a layer (%s) longer than a window of text: decoded in part", l.Recipe)})
	}
	piece, kerr := dissection.Keep(ctx, p.sink, r)
	at.Length = r.Consumed()
	p.peeled.to = at.Offset + at.Length
	if err := p.sink.Nest(evidence.Origin{Recipe: l.Recipe}, at, piece); err != nil {
		return true, err
	}
	if kerr != nil {
		if err := ctx.Err(); err != nil {
			return true, err
		}
		return true, p.sink.Damage(dissection.Damage{At: at, Name: p.ev.Name, Reason: fmt.Sprintf("%s: %v", l.Recipe, kerr)})
	}
	return true, nil
}

// piped reports whether what a line shows up to the place goes elsewhere.
func (p *page) piped(at int) bool {
	rest, _, _ := bytes.Cut(p.text[at:min(len(p.text), at+maxSeen)], []byte{'\n'})
	return base(p.class) == observation.Script && echoed.Match(rest)
}

package text

import (
	"context"
	"fmt"
	"io"
	"slices"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/layer"
	"lamproom/format/text"
)

// maxMasked is how much of one evidence is searched for text under a key, bytes.
const maxMasked = 1 << 30

// pieces nests what lies within data as it is or under a repeating key: files
// whose start is known, and text and programs that are masked. Text that turns
// into data is searched for files.
func (p *page) pieces(ctx context.Context) error {
	lo := max(p.w.Base, p.peeled.scanned)
	hi := p.w.Base + int64(len(p.w.Raw))
	if !p.w.Last {
		hi -= text.Context
	}
	p.peeled.scanned = max(p.peeled.scanned, hi)
	owned := func(at int64) bool {
		return at >= lo && at < hi && !slices.ContainsFunc(p.peeled.covered, func(e [2]int64) bool { return e[0] <= at && at < e[1] })
	}
	for _, q := range layer.Places(p.w.Raw) {
		at := p.w.Base + int64(q.At)
		if at < evidence.HeadSize && (at == 0 || p.w.Encoding != text.Binary) || !owned(at) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		end, ok := layer.Measure(p.src, p.src.Size(), at, q.Kind)
		if !ok {
			continue
		}
		if err := p.piece1(fmt.Sprintf("carved at %d", at), at, end, io.NewSectionReader(p.src, at, end-at)); err != nil {
			return err
		}
	}
	if lo >= maxMasked || p.w.Encoding != text.Binary {
		return nil
	}
	var err error
	for x := range layer.Masked(p.w.Raw) {
		at := p.w.Base + int64(x.Start)
		if !owned(at) {
			continue
		}
		if err = ctx.Err(); err != nil {
			return err
		}
		src := layer.Unmask(p.src, at, max(0, p.src.Size()-at), x.Key)
		end := at + int64(x.End-x.Start)
		switch {
		case x.Program:
			kind := "pe"
			if x.Key[0]^p.w.Raw[x.Start] == 0x7f {
				kind = "elf"
			}
			n, ok := layer.Measure(src, src.Size(), 0, kind)
			if !ok {
				continue
			}
			end = at + n
		case x.End == len(p.w.Raw) && !p.w.Last:
			end = at + src.TextEnd(p.src.Size())
		}
		if err = p.piece1(x.Recipe(), at, end, layer.Unmask(p.src, at, end-at, x.Key)); err != nil {
			return err
		}
	}
	return err
}

// piece1 nests what lies between two raw offsets.
func (p *output) piece1(recipe string, from, to int64, src evidence.Source) error {
	if p.peeled.count >= maxLayers {
		p.peeled.left++
		return nil
	}
	p.peeled.count++
	p.peeled.covered = append(p.peeled.covered, [2]int64{from, to})
	return p.sink.Nest(evidence.Origin{Recipe: recipe}, evidence.Locator{Evidence: p.ev, Offset: from, Length: to - from}, src)
}

// behind nests what is hung on behind a picture or a program, if it says
// something.
func (p *output) behind() error {
	end, ok := layer.PictureEnd(p.src, p.src.Size())
	for _, kind := range []string{"elf", "pe"} {
		if !ok {
			end, ok = layer.Measure(p.src, p.src.Size(), 0, kind)
		}
	}
	if !ok || p.src.Size()-end < 12 {
		return nil
	}
	head := make([]byte, min(p.src.Size()-end, 64<<10))
	n, err := io.ReadFull(io.NewSectionReader(p.src, end, int64(len(head))), head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return p.sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: p.ev, Offset: end}, Name: p.ev.Name, Reason: err.Error()})
	}
	if _, _, ok := layer.Judge(head[:n]); !ok {
		return nil
	}
	return p.piece1(fmt.Sprintf("carved at %d", end), end, p.src.Size(), io.NewSectionReader(p.src, end, p.src.Size()-end))
}

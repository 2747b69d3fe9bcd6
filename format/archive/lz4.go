package archive

import (
	"encoding/binary"
	"io"
)

// lz4Frames watches the bytes of an LZ4 file on their way to the decoder,
// which takes a file that is cut off between two blocks for a whole one. Where
// the bytes end within a frame, it says so. Layout: lz4_Frame_format.md 1.6.4.
type lz4Frames struct {
	r     io.Reader
	state func(*lz4Frames) // what to do when need is complete
	need  []byte           // being filled up to its capacity
	skip  int64            // bytes to pass before that
	flags byte
}

func newLZ4Frames(r io.Reader) *lz4Frames {
	f := &lz4Frames{r: r}
	f.expect(0, 4, (*lz4Frames).magic)
	return f
}

func (f *lz4Frames) expect(skip int64, n int, then func(*lz4Frames)) {
	f.skip, f.need, f.state = skip, make([]byte, 0, n), then
}

// Read implements [io.Reader].
func (f *lz4Frames) Read(b []byte) (int, error) {
	n, err := f.r.Read(b)
	for p := b[:n]; len(p) > 0 && f.state != nil; {
		if f.skip > 0 {
			k := min(f.skip, int64(len(p)))
			f.skip, p = f.skip-k, p[k:]
			continue
		}
		k := min(cap(f.need)-len(f.need), len(p))
		f.need, p = append(f.need, p[:k]...), p[k:]
		if len(f.need) == cap(f.need) {
			f.state(f)
		}
	}
	between := f.state == nil || f.skip == 0 && len(f.need) == 0 && cap(f.need) == 4 && f.flags == 0
	if err == io.EOF && !between {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (f *lz4Frames) magic() {
	switch m := binary.LittleEndian.Uint32(f.need); {
	case m == 0x184d2204:
		f.flags = 1 // in a frame; the true flags have bit 6 set
		f.expect(0, 2, (*lz4Frames).descriptor)
	case m&^15 == 0x184d2a50:
		f.flags = 1
		f.expect(0, 4, (*lz4Frames).skippable)
	default: // the decoder will say what it makes of it
		f.state = nil
	}
}

func (f *lz4Frames) skippable() {
	n := int64(binary.LittleEndian.Uint32(f.need))
	f.expect(n, 4, (*lz4Frames).magic)
	f.flags = 0
}

func (f *lz4Frames) descriptor() {
	f.flags = f.need[0] | 1<<6
	more := int64(1) // checksum of the header
	if f.flags&8 != 0 {
		more += 8
	}
	if f.flags&1 != 0 {
		more += 4
	}
	f.expect(more, 4, (*lz4Frames).block)
}

func (f *lz4Frames) block() {
	n := int64(binary.LittleEndian.Uint32(f.need) &^ (1 << 31))
	switch {
	case n > 0 && f.flags&16 != 0:
		f.expect(n+4, 4, (*lz4Frames).block)
	case n > 0:
		f.expect(n, 4, (*lz4Frames).block)
	case f.flags&4 != 0: // checksum of the content
		f.flags = 0
		f.expect(4, 4, (*lz4Frames).magic)
	default:
		f.flags = 0
		f.expect(0, 4, (*lz4Frames).magic)
	}
}

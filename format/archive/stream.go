package archive

import (
	"bufio"
	"compress/bzip2"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz/lzma"
)

// streamMember yields the one member of a compressed stream.
func streamMember(f Format, r io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		m := Member{Size: -1, Start: 0, End: size}
		m.open = func() (io.ReadCloser, error) {
			return decode(f, io.NewSectionReader(r, 0, size), size)
		}
		yield(m, nil)
	}
}

// decode opens a decoder on a stream of so many compressed bytes.
func decode(f Format, r io.Reader, compressed int64) (io.ReadCloser, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	if compressed == 0 { // some decoders take nothing for a stream of nothing
		return nil, io.ErrUnexpectedEOF
	}
	switch f {
	case Bzip2:
		return &decoder{bzip2.NewReader(br), func() {}}, nil
	case Zlib:
		return zlib.NewReader(br)
	case XZ:
		return newXZ(br, compressed)
	case LZMA:
		return newLZMA(br, compressed)
	case Zstd:
		return newZstd(br)
	case LZ4:
		// Blocks of at most 8 MiB (in the legacy frame), one in and one out.
		return &decoder{guard{lz4.NewReader(newLZ4Frames(br))}, windows.take(16 << 20)}, nil
	}
	return nil, fmt.Errorf("no decoder for %q", string(f))
}

func newZstd(br *bufio.Reader) (io.ReadCloser, error) {
	need := int64(8 << 20)
	if head, _ := br.Peek(zstd.HeaderMaxSize); len(head) > 0 {
		var h zstd.Header
		if h.Decode(head) == nil && !h.Skippable {
			need = max(need, int64(min(h.WindowSize, 1<<40)))
		}
	}
	release, err := window(need)
	if err != nil {
		return nil, err
	}
	z, err := zstd.NewReader(br, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(uint64(need)), zstd.WithDecoderMaxMemory(1<<62))
	if err != nil {
		release()
		return nil, err
	}
	return &decoder{guard{z}, func() { z.Close(); release() }}, nil
}

// newLZMA opens an .lzma stream: properties, size of the dictionary (4 bytes),
// size of the content (8 bytes), little-endian.
func newLZMA(br *bufio.Reader, compressed int64) (io.ReadCloser, error) {
	var head [13]byte
	if _, err := io.ReadFull(br, head[:]); err != nil {
		return nil, err
	}
	return lzmaStream(br, [5]byte(head[:5]), binary.LittleEndian.Uint64(head[5:]), compressed)
}

// lzmaStream opens a raw LZMA stream with its five bytes of properties. A size
// of all ones means that the end is marked in the stream.
func lzmaStream(r io.Reader, properties [5]byte, size uint64, compressed int64) (io.ReadCloser, error) {
	dict := usefulDict(int64(binary.LittleEndian.Uint32(properties[1:])), compressed)
	if size != 1<<64-1 {
		dict = max(1<<12, min(dict, int64(min(size, 1<<40))))
	}
	release, err := window(dict)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 0, 13)
	head = append(head, properties[0])
	head = binary.LittleEndian.AppendUint32(head, uint32(dict))
	head = binary.LittleEndian.AppendUint64(head, size)
	l, err := lzma.ReaderConfig{DictCap: maxWindow}.NewReader(&prefixed{head: head, r: bufio.NewReader(r)})
	if err != nil {
		release()
		return nil, err
	}
	return &decoder{guard{l}, release}, nil
}

// prefixed puts a made-up header before a stream, and gives bytes one by one as
// the LZMA decoder wants them.
type prefixed struct {
	head []byte
	r    *bufio.Reader
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.r.Read(b)
}

func (p *prefixed) ReadByte() (byte, error) {
	if len(p.head) > 0 {
		c := p.head[0]
		p.head = p.head[1:]
		return c, nil
	}
	return p.r.ReadByte()
}

// guard turns a panic of a decoder written by others into an error: its input
// is hostile.
type guard struct{ r io.Reader }

func (g guard) Read(b []byte) (n int, err error) {
	defer func() {
		if p := recover(); p != nil {
			n, err = 0, errors.New("the decoder gave up on damaged bytes")
		}
	}()
	return g.r.Read(b)
}

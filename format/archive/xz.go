package archive

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/ulikunitz/xz/lzma"
)

// xzStream decodes .xz files (tukaani.org/xz/xz-file-format.txt 1.2): streams
// of blocks of LZMA2. The container is read here and not by a library so that
// the declared dictionary is checked before memory is given to it.
type xzStream struct {
	in         *bufio.Reader
	read       int64 // bytes of the container read so far, for its alignment to four
	compressed int64

	check byte // of the stream: 0 none, 1 CRC-32, 4 CRC-64, 10 SHA-256
	block io.Reader
	sum   hash.Hash
	free  func() // gives the dictionary back
	dict  int64
	err   error
}

func newXZ(in *bufio.Reader, compressed int64) (io.ReadCloser, error) {
	x := &xzStream{in: in, compressed: compressed, free: func() {}}
	if err := x.streamHeader(); err != nil {
		return nil, err
	}
	return x, nil
}

// byteCounted counts bytes given out, one by one or many at a time.
type byteCounted struct {
	in *bufio.Reader
	n  *int64
}

func (c *byteCounted) Read(b []byte) (int, error) {
	n, err := c.in.Read(b)
	*c.n += int64(n)
	return n, err
}

func (c *byteCounted) ReadByte() (byte, error) {
	b, err := c.in.ReadByte()
	if err == nil {
		*c.n++
	}
	return b, err
}

func (x *xzStream) counted() *byteCounted { return &byteCounted{x.in, &x.read} }

func (x *xzStream) full(b []byte) error {
	_, err := io.ReadFull(x.counted(), b)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}

func (x *xzStream) Close() error {
	x.free()
	x.free, x.block, x.err = func() {}, nil, io.ErrClosedPipe
	return nil
}

var errXZ = errors.New("xz: damaged header")

func (x *xzStream) streamHeader() error {
	var h [12]byte
	if err := x.full(h[:]); err != nil {
		return err
	}
	if string(h[:6]) != "\xfd7zXZ\x00" || h[6] != 0 || h[7] > 15 || crc32.ChecksumIEEE(h[6:8]) != binary.LittleEndian.Uint32(h[8:]) {
		return errXZ
	}
	x.check = h[7]
	return nil
}

// Read implements [io.Reader].
func (x *xzStream) Read(b []byte) (int, error) {
	for x.err == nil {
		if x.block == nil {
			x.err = x.next()
			continue
		}
		n, err := x.block.Read(b)
		if x.sum != nil {
			x.sum.Write(b[:n])
		}
		if err == io.EOF {
			x.block = nil
			x.err = x.endBlock()
		} else if err != nil {
			x.err = err
		}
		if n > 0 || len(b) == 0 {
			return n, nil
		}
	}
	return 0, x.err
}

// next opens the next block, or ends the stream.
func (x *xzStream) next() error {
	size, err := x.counted().ReadByte()
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if size == 0 {
		return x.index()
	}
	h := make([]byte, (int(size)+1)*4)
	h[0] = size
	if err := x.full(h[1:]); err != nil {
		return err
	}
	body := h[:len(h)-4]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(h[len(h)-4:]) {
		return errXZ
	}
	flags, body := body[1], body[2:]
	for _, present := range []byte{0x40, 0x80} { // sizes of the block, packed and unpacked: told again in the index
		if flags&present != 0 {
			if _, body, err = xzNumber(body); err != nil {
				return err
			}
		}
	}
	dict := int64(-1)
	for i := byte(0); i <= flags&3; i++ {
		var id, n uint64
		if id, body, err = xzNumber(body); err != nil {
			return err
		}
		if n, body, err = xzNumber(body); err != nil || n > uint64(len(body)) {
			return errXZ
		}
		if id != 0x21 || n != 1 || body[0] > 40 {
			return fmt.Errorf("xz: filter %#x is not supported", id)
		}
		dict = 0xffffffff
		if d := body[0]; d < 40 {
			dict = int64(2|d&1) << (d/2 + 11)
		}
		body = body[n:]
	}
	dict = usefulDict(dict, x.compressed)
	if dict != x.dict { // the last block's memory serves if it is the same
		x.free()
		x.free, x.dict = func() {}, 0
		if x.free, err = window(dict); err != nil {
			x.free = func() {}
			return err
		}
		x.dict = dict
	}
	r, err := lzma.Reader2Config{DictCap: int(dict)}.NewReader2(x.counted())
	if err != nil {
		return err
	}
	x.block = guard{r}
	switch x.check {
	case 1:
		x.sum = crc32.NewIEEE()
	case 4:
		x.sum = crc64.New(xzCRC64)
	case 10:
		x.sum = sha256.New()
	default:
		x.sum = nil
	}
	return nil
}

var xzCRC64 = crc64.MakeTable(crc64.ECMA)

// xzCheckSize is the length of the check by its number.
var xzCheckSize = [16]int{0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64}

func (x *xzStream) endBlock() error {
	pad := make([]byte, (4-x.read%4)%4)
	check := make([]byte, xzCheckSize[x.check])
	if err := errors.Join(x.full(pad), x.full(check)); err != nil {
		return io.ErrUnexpectedEOF
	}
	if x.sum == nil {
		return nil
	}
	got := x.sum.Sum(nil)
	if x.check != 10 { // the CRCs stand little-endian
		for i, j := 0, len(got)-1; i < j; i, j = i+1, j-1 {
			got[i], got[j] = got[j], got[i]
		}
	}
	if !bytes.Equal(got, check) {
		return errChecksum
	}
	return nil
}

var errChecksum = errors.New("the checksum is wrong: these are not the bytes that were packed")

// index skips the index and the footer, and opens the next stream if there is one.
func (x *xzStream) index() error {
	n, err := x.number()
	if err != nil {
		return err
	}
	for range n { // every record takes at least two bytes of input: the loop is bounded by it
		if _, err := x.number(); err != nil {
			return err
		}
		if _, err := x.number(); err != nil {
			return err
		}
	}
	rest := make([]byte, (4-x.read%4)%4+4+12) // padding, CRC-32, footer
	if err := x.full(rest); err != nil {
		return err
	}
	if string(rest[len(rest)-2:]) != "YZ" {
		return errXZ
	}
	for {
		head, _ := x.in.Peek(6)
		switch {
		case len(head) == 0:
			return io.EOF
		case bytes.HasPrefix(head, []byte{0, 0, 0, 0}):
			x.in.Discard(4)
			x.read += 4
		case string(head) == "\xfd7zXZ\x00":
			return x.streamHeader()
		default:
			return errors.New("xz: other bytes follow the end of the stream")
		}
	}
}

// number reads a number of seven bits a byte, the least significant first.
func (x *xzStream) number() (uint64, error) {
	var v uint64
	for i := 0; i < 9; i++ {
		c, err := x.counted().ReadByte()
		if err != nil {
			return 0, io.ErrUnexpectedEOF
		}
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			return v, nil
		}
	}
	return 0, errXZ
}

func xzNumber(b []byte) (uint64, []byte, error) {
	var v uint64
	for i := 0; i < 9 && i < len(b); i++ {
		v |= uint64(b[i]&0x7f) << (7 * i)
		if b[i] < 0x80 {
			return v, b[i+1:], nil
		}
	}
	return 0, nil, errXZ
}

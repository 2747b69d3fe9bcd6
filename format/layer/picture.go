package layer

import (
	"bufio"
	"encoding/binary"
	"io"
)

// maxPicture is how far into a file the end of a picture is looked for, bytes.
const maxPicture = 64 << 20

// PictureEnd tells where the picture that src begins with ends, so that what is
// hung on behind it is seen. It is not ok for what is no picture, or one cut off.
func PictureEnd(src io.ReaderAt, size int64) (end int64, ok bool) {
	var head [12]byte
	if n := readAt(src, head[:], 0); n < len(head) {
		return 0, false
	}
	switch {
	case string(head[:8]) == "\x89PNG\r\n\x1a\n":
		return pngEnd(src, size)
	case string(head[:3]) == "\xff\xd8\xff":
		return jpegEnd(src, size)
	case string(head[:4]) == "GIF8":
		return gifEnd(src, size)
	case string(head[:4]) == "RIFF":
		end = 8 + int64(binary.LittleEndian.Uint32(head[4:]))
		end += end & 1
	case string(head[:2]) == "BM":
		end = int64(binary.LittleEndian.Uint32(head[2:]))
		if binary.LittleEndian.Uint32(head[6:]) != 0 {
			return 0, false
		}
	}
	return end, end > 12 && end <= size
}

// pngEnd goes over the chunks up to IEND.
func pngEnd(src io.ReaderAt, size int64) (int64, bool) {
	at := int64(8)
	for range 100_000 {
		var h [8]byte
		if n := readAt(src, h[:], at); n < 8 {
			return 0, false
		}
		at += 12 + int64(binary.BigEndian.Uint32(h[:]))
		if string(h[4:]) == "IEND" {
			return at, at <= size
		}
		if at >= size {
			break
		}
	}
	return 0, false
}

// jpegEnd goes over the segments, and through the scans byte by byte.
func jpegEnd(src io.ReaderAt, size int64) (int64, bool) {
	c := &counted{r: bufio.NewReaderSize(io.NewSectionReader(src, 0, min(size, maxPicture)), 64<<10)}
	c.skip(2)
	for {
		b, err := c.ReadByte()
		if err != nil {
			return 0, false
		}
		if b != 0xff { // the bytes of a scan
			continue
		}
		for b == 0xff && err == nil {
			b, err = c.ReadByte()
		}
		switch {
		case err != nil:
			return 0, false
		case b == 0xd9:
			return c.n, true
		case b == 0 || b == 1 || b >= 0xd0 && b <= 0xd8:
		default:
			hi, _ := c.ReadByte()
			lo, err := c.ReadByte()
			if err != nil || !c.skip(int(hi)<<8+int(lo)-2) {
				return 0, false
			}
		}
	}
}

func (c *counted) skip(n int) bool {
	if n < 0 {
		return false
	}
	k, err := c.r.Discard(n)
	c.n += int64(k)
	return err == nil
}

// gifEnd goes over the blocks up to the trailer.
func gifEnd(src io.ReaderAt, size int64) (int64, bool) {
	c := &counted{r: bufio.NewReaderSize(io.NewSectionReader(src, 0, min(size, maxPicture)), 64<<10)}
	table := func(flags byte) bool {
		return flags&0x80 == 0 || c.skip(3<<(flags&7+1))
	}
	blocks := func() bool {
		for {
			n, err := c.ReadByte()
			if err != nil || !c.skip(int(n)) {
				return false
			}
			if n == 0 {
				return true
			}
		}
	}
	c.skip(10)
	flags, err := c.ReadByte()
	if err != nil || !c.skip(2) || !table(flags) {
		return 0, false
	}
	for {
		b, err := c.ReadByte()
		switch {
		case err != nil:
			return 0, false
		case b == 0x3b:
			return c.n, true
		case b == 0x21:
			if !c.skip(1) || !blocks() {
				return 0, false
			}
		case b == 0x2c:
			if !c.skip(8) {
				return 0, false
			}
			flags, err := c.ReadByte()
			if err != nil || !table(flags) || !c.skip(1) || !blocks() {
				return 0, false
			}
		default:
			return 0, false
		}
	}
}

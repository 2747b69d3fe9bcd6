package layer

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"slices"
)

// Place is where a file may lie within other bytes.
type Place struct {
	At   int
	Kind string // "gzip", "zip", "7z", "bzip2", "elf", "pe"
}

// carved are the words that the start of a file is found by, and how far into
// it they stand.
var carved = []struct {
	word, kind string
	before     int
}{
	{"\x1f\x8b\x08", "gzip", 0},
	{"PK\x03\x04", "zip", 0},
	{"7z\xbc\xaf\x27\x1c", "7z", 0},
	{"1AY&SY", "bzip2", 4},
	{"\x7fELF", "elf", 0},
	{"This program ", "pe", 0},
}

// maxPlaces is how many places of one stretch are looked at.
const maxPlaces = 4096

// Places returns where files may begin in data, in order: a known start that
// holds what such a start must hold. [Measure] tells whether there is one.
func Places(data []byte) []Place {
	var all []Place
	for _, c := range carved {
		for at := 0; len(all) < maxPlaces; {
			i := bytes.Index(data[at:], []byte(c.word))
			if i < 0 {
				break
			}
			at += i + 1
			start := at - 1 - c.before
			if c.kind == "pe" {
				start = dosHeader(data, at-1)
			}
			if start >= 0 && begins(data[start:], c.kind) {
				all = append(all, Place{start, c.kind})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Place) int { return a.At - b.At })
	return all
}

// dosHeader returns where the DOS header before its well-known words begins, -1
// if there is none.
func dosHeader(data []byte, at int) int {
	for back := 0x40; back <= 0x100 && back <= at; back++ {
		if b := data[at-back:]; b[0] == 'M' && isPE(b) {
			return at - back
		}
	}
	return -1
}

// begins looks at the first bytes more closely than the word does.
func begins(b []byte, kind string) bool {
	switch kind {
	case "gzip":
		return len(b) >= 18 && b[3]&0xe0 == 0 && (b[8] == 0 || b[8] == 2 || b[8] == 4) && (b[9] <= 13 || b[9] == 255)
	case "zip":
		if len(b) < 31 || b[4] > 63 || b[5] > 20 {
			return false
		}
		n := int(binary.LittleEndian.Uint16(b[26:]))
		switch binary.LittleEndian.Uint16(b[8:]) { // method
		case 0, 8, 9, 12, 14, 93, 95, 98, 99:
			return n > 0 && n < 4096 && b[30] >= ' '
		}
		return false
	case "7z":
		return len(b) >= 32 && b[6] == 0 && b[7] < 10
	case "bzip2":
		return len(b) > 10 && b[0] == 'B' && b[1] == 'Z' && b[2] == 'h' && b[3] >= '1' && b[3] <= '9'
	case "elf":
		return len(b) >= 52 && b[4] >= 1 && b[4] <= 2 && b[5] >= 1 && b[5] <= 2 && b[6] == 1 && order(b).Uint16(b[16:]) <= 4 && order(b).Uint16(b[18:]) != 0 && order(b).Uint32(b[20:]) == 1
	case "pe":
		return isPE(b) && binary.LittleEndian.Uint32(b[0x3c:])+4 <= uint32(len(b))
	}
	return false
}

// order is the byte order of an ELF file.
func order(b []byte) binary.ByteOrder {
	if b[5] == 2 {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// maxMeasured is how much a compressed stream may give while its end is looked
// for, bytes; beyond it is taken to go on to the end of the source.
const maxMeasured = 256 << 20

// Measure tells where the file of that kind that begins at a place of src ends.
// It is not ok where there is none after all.
func Measure(src io.ReaderAt, size, at int64, kind string) (end int64, ok bool) {
	rest := io.NewSectionReader(src, at, max(0, size-at))
	switch kind {
	case "gzip", "bzip2":
		end, ok = measureStream(rest, kind)
	case "zip":
		end, ok = measureZip(rest)
	case "7z":
		var b [32]byte
		if readAt(rest, b[:], 0) == len(b) {
			n := binary.LittleEndian.Uint64(b[12:]) + binary.LittleEndian.Uint64(b[20:])
			end, ok = 32+int64(n), n > 0 && n <= uint64(max(0, rest.Size()-32))
		}
	case "elf":
		end, ok = measureELF(rest)
	case "pe":
		end, ok = measurePE(rest)
	}
	return at + min(end, rest.Size()), ok && end > 0
}

// counted counts the bytes a decoder takes, one by one.
type counted struct {
	r *bufio.Reader
	n int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

func (c *counted) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

// measureStream decodes a compressed stream to find its end. One that breaks
// off must have given something before.
func measureStream(rest *io.SectionReader, kind string) (int64, bool) {
	const least = 1 << 10
	c := &counted{r: bufio.NewReader(rest)}
	var r io.Reader
	if kind == "bzip2" {
		r = bzip2.NewReader(c)
	} else {
		z, err := gzip.NewReader(c)
		if err != nil {
			return 0, false
		}
		z.Multistream(false)
		r = z
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r, maxMeasured))
	switch {
	case n >= maxMeasured:
		return rest.Size(), true
	case err == nil:
		return c.n, n > 0
	}
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) {
		return c.n, n >= least
	}
	return c.n, n >= least
}

// measureZip looks for the end record whose folder lies just before it.
func measureZip(rest *io.SectionReader) (int64, bool) {
	const piece = 1 << 20
	buf := make([]byte, piece+22)
	for at := int64(0); at < rest.Size(); at += piece {
		n := readAt(rest, buf[:min(int64(len(buf)), rest.Size()-at)], at)
		b := buf[:n]
		for from := 0; ; {
			i := bytes.Index(b[from:], []byte("PK\x05\x06"))
			if i < 0 || from+i+22 > len(b) {
				break
			}
			rec := b[from+i:]
			folder := int64(binary.LittleEndian.Uint32(rec[12:]))
			comment := int64(binary.LittleEndian.Uint16(rec[20:]))
			if pos := at + int64(from+i); folder > 0 && folder <= pos {
				return pos + 22 + comment, true
			}
			from += i + 4
		}
		if n < piece {
			break
		}
	}
	return rest.Size(), true // cut off: what can be had
}

// measureELF takes the end of the last segment or of the table of sections.
func measureELF(rest *io.SectionReader) (int64, bool) {
	var b [64]byte
	if n := readAt(rest, b[:], 0); n < 52 || string(b[:4]) != "\x7fELF" || !begins(b[:n], "elf") {
		return 0, false
	}
	o := order(b[:])
	var phoff, shoff uint64
	var phsize, phnum, shsize, shnum uint16
	wide := b[4] == 2
	if wide {
		phoff, shoff = o.Uint64(b[32:]), o.Uint64(b[40:])
		phsize, phnum, shsize, shnum = o.Uint16(b[54:]), o.Uint16(b[56:]), o.Uint16(b[58:]), o.Uint16(b[60:])
	} else {
		phoff, shoff = uint64(o.Uint32(b[28:])), uint64(o.Uint32(b[32:]))
		phsize, phnum, shsize, shnum = o.Uint16(b[42:]), o.Uint16(b[44:]), o.Uint16(b[46:]), o.Uint16(b[48:])
	}
	size := uint64(rest.Size())
	end := uint64(0)
	if shoff < size {
		end = shoff + uint64(shsize)*uint64(shnum)
	}
	var ph [56]byte
	for k := range uint64(min(phnum, 1024)) {
		at := phoff + k*uint64(phsize)
		if phoff > size || at > size {
			break
		}
		if n := readAt(rest, ph[:], int64(at)); n < 32 {
			break
		}
		var off, n uint64
		if wide {
			off, n = o.Uint64(ph[8:]), o.Uint64(ph[32:])
		} else {
			off, n = uint64(o.Uint32(ph[4:])), uint64(o.Uint32(ph[16:]))
		}
		if off < size && n < size {
			end = max(end, off+n)
		}
	}
	return int64(min(end, size)), end > 64
}

// measurePE takes the end of the last section.
func measurePE(rest *io.SectionReader) (int64, bool) {
	var b [64]byte
	if n := readAt(rest, b[:], 0); n < 64 || b[0] != 'M' || b[1] != 'Z' {
		return 0, false
	}
	at := int64(binary.LittleEndian.Uint32(b[0x3c:]))
	var h [24]byte
	if n := readAt(rest, h[:], at); n < 24 || string(h[:4]) != "PE\x00\x00" {
		return 0, false
	}
	sections, optional := int64(binary.LittleEndian.Uint16(h[6:])), int64(binary.LittleEndian.Uint16(h[20:]))
	end := at + 24 + optional
	for k := range min(sections, 96) {
		var s [40]byte
		if n := readAt(rest, s[:], at+24+optional+40*k); n < 40 {
			break
		}
		end = max(end, int64(binary.LittleEndian.Uint32(s[20:]))+int64(binary.LittleEndian.Uint32(s[16:])))
	}
	return min(end, rest.Size()), sections > 0
}

// readAt reads as much of b as there is, in as many reads as it takes.
func readAt(src io.ReaderAt, b []byte, off int64) int {
	n, _ := io.ReadFull(io.NewSectionReader(src, off, int64(len(b))), b)
	return n
}

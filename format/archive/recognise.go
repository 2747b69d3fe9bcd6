package archive

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"math/bits"
)

// Recognise tells the format from the first bytes of a file (4 KiB or all), ""
// if it is none that this package reads.
func Recognise(head []byte) Format {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case has("PK\x03\x04"), has("PK\x05\x06"), has("PK00PK\x03\x04"), has("PK\x07\x08PK\x03\x04"):
		return Zip
	case has("\x1f\x8b\x08"):
		return Gzip
	case has("BZh") && len(head) >= 10 && head[3] >= '1' && head[3] <= '9' &&
		(string(head[4:10]) == "\x31\x41\x59\x26\x53\x59" || string(head[4:10]) == "\x17\x72\x45\x38\x50\x90"):
		return Bzip2
	case has("\xfd7zXZ\x00"):
		return XZ
	case has("\x28\xb5\x2f\xfd"), skippable(head):
		return Zstd
	case has("\x04\x22\x4d\x18"):
		return LZ4
	case has("7z\xbc\xaf\x27\x1c"):
		return Seven
	case has("070701"), has("070702"), has("070707"):
		return CPIO
	case has("!<arch>\n"):
		return Ar
	case has("\xed\xab\xee\xdb"):
		return RPM
	case tarHeader(head):
		return Tar
	case lzmaHeader(head):
		return LZMA
	case zlibHeader(head):
		return Zlib
	case selfRunningZip(head):
		return Zip
	}
	return ""
}

// Unread names the archive formats that are recognised but not read, by their
// first bytes; "" for all else. A report says of them that they were not opened.
func Unread(head []byte) string {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case has("Rar!\x1a\x07"):
		return "rar"
	case has("MSCF\x00\x00\x00\x00"):
		return "cab"
	case has("\x60\xea") && len(head) > 30 && head[2] > 0 && head[3] < 11:
		return "arj"
	case len(head) > 20 && head[2] == '-' && head[3] == 'l' && (head[4] == 'h' || head[4] == 'z') && head[6] == '-':
		return "lha"
	case has("\x1f\x9d"):
		return "compress"
	case has("xar!"):
		return "xar"
	case has("**ACE**"), len(head) > 14 && string(head[7:14]) == "**ACE**":
		return "ace"
	case has("hsqs"), has("sqsh"):
		return "squashfs"
	case has("LZIP\x01"):
		return "lzip"
	case has("\x89LZO\x00"):
		return "lzop"
	}
	return ""
}

// skippable reports whether the head is a skippable Zstandard frame that is
// followed by a Zstandard frame.
func skippable(head []byte) bool {
	if len(head) < 8 || head[0]&0xf0 != 0x50 || string(head[1:4]) != "\x2a\x4d\x18" {
		return false
	}
	next := 8 + uint64(binary.LittleEndian.Uint32(head[4:]))
	return next+4 <= uint64(len(head)) && string(head[next:next+4]) == "\x28\xb5\x2f\xfd"
}

// tarHeader reports whether head begins with a header block of a tar archive.
func tarHeader(head []byte) bool {
	if len(head) < 512 || head[0] == 0 {
		return false
	}
	return tarSum(head[:512])
}

// tarSum checks the sum of a header block: the sum of its bytes, taken as
// unsigned or as signed, with the field of the sum itself as blanks.
func tarSum(b []byte) bool {
	want, ok := octal(b[148:156])
	if !ok {
		return false
	}
	var unsigned, signed int64
	for i, c := range b[:512] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		unsigned += int64(c)
		signed += int64(int8(c))
	}
	return want == unsigned || want == signed
}

// octal reads a field of octal digits between blanks and NULs.
func octal(b []byte) (int64, bool) {
	b = bytes.Trim(b, " \x00")
	if len(b) == 0 || len(b) > 20 {
		return 0, false
	}
	var v int64
	for _, c := range b {
		if c < '0' || c > '7' {
			return 0, false
		}
		v = v<<3 | int64(c-'0')
	}
	return v, true
}

// lzmaHeader reports whether head is that of an .lzma file, which has no magic
// number: properties of lc 3, lp 0, pb 2, a dictionary of a usual size, a size
// that is unknown or below 1 TiB, and the zero byte that begins the range coder.
func lzmaHeader(head []byte) bool {
	if len(head) < 18 || head[0] != 0x5d || head[13] != 0 {
		return false
	}
	dict := binary.LittleEndian.Uint32(head[1:])
	if dict < 1<<12 || bits.OnesCount32(dict) > 2 || bits.OnesCount32(dict) == 2 && dict&(dict>>1) == 0 {
		return false
	}
	size := binary.LittleEndian.Uint64(head[5:])
	return size == 1<<64-1 || size < 1<<40
}

// zlibHeader reports whether head begins a zlib stream. Its two bytes of magic
// occur in other files, so the first bytes must decode, too.
func zlibHeader(head []byte) bool {
	if len(head) < 8 || head[0] != 0x78 || (uint(head[0])<<8|uint(head[1]))%31 != 0 || head[1]&0x20 != 0 {
		return false
	}
	z, err := zlib.NewReader(bytes.NewReader(head))
	if err != nil {
		return false
	}
	n, err := io.CopyN(io.Discard, z, 1<<16)
	switch err {
	case nil, io.EOF:
		return n > 0
	case io.ErrUnexpectedEOF: // the head ends before the stream
		return len(head) >= 256 && n >= 64
	}
	return false
}

// selfRunningZip reports whether head is a script with a zip archive behind its
// first lines, as Python's zipapp makes.
func selfRunningZip(head []byte) bool {
	if !bytes.HasPrefix(head, []byte("#!")) {
		return false
	}
	i := bytes.Index(head, []byte("\nPK\x03\x04"))
	return i >= 0 && i < 512 && len(head) >= i+31 && head[i+5] <= 63 && head[i+6] <= 63
}

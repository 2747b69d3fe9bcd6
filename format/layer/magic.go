package layer

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"sync"
)

// magics are the first bytes of what may carry a program or other files.
var magics = []struct{ name, bytes string }{
	{"gzip", "\x1f\x8b\x08"},
	{"elf", "\x7fELF"},
	{"zip", "PK\x03\x04"},
	{"xz", "\xfd7zXZ\x00"},
	{"zstd", "\x28\xb5\x2f\xfd"},
	{"7z", "7z\xbc\xaf\x27\x1c"},
	{"rar", "Rar!\x1a\x07"},
	{"cab", "MSCF\x00\x00\x00\x00"},
	{"lz4", "\x04\x22\x4d\x18"},
	{"rpm", "\xed\xab\xee\xdb"},
	{"ar", "!<arch>\n"},
	{"macho", "\xfe\xed\xfa\xce"}, {"macho", "\xfe\xed\xfa\xcf"}, {"macho", "\xce\xfa\xed\xfe"}, {"macho", "\xcf\xfa\xed\xfe"},
	{"class", "\xca\xfe\xba\xbe\x00"},
	{"dex", "dex\n03"},
	{"wasm", "\x00asm\x01\x00\x00\x00"},
	{"cfb", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"},
	{"lnk", "L\x00\x00\x00\x01\x14\x02\x00"},
	{"pdf", "%PDF-1"}, {"pdf", "%PDF-2"},
	{"rtf", `{\rtf1`},
}

// magicFirst are the first bytes of them all.
var magicFirst = func() (t [256]bool) {
	for _, m := range magics {
		t[m.bytes[0]] = true
	}
	t['M'], t['B'], t[0x78] = true, true, true
	return t
}()

func magical(head []byte) bool {
	_, ok := Magic(head)
	return ok
}

// Magic names what begins with these bytes, a program, an archive, a compressed
// stream or a document. 72 bytes are enough.
func Magic(head []byte) (name string, ok bool) {
	if len(head) < 8 || !magicFirst[head[0]] {
		return "", false
	}
	for _, m := range magics {
		if head[0] == m.bytes[0] && len(head) >= len(m.bytes) && string(head[:len(m.bytes)]) == m.bytes {
			switch m.name {
			case "gzip":
				if head[3]&0xe0 != 0 {
					return "", false
				}
			case "elf":
				if head[4] < 1 || head[4] > 2 || head[5] < 1 || head[5] > 2 {
					return "", false
				}
			}
			return m.name, true
		}
	}
	switch {
	case head[0] == 'M' && isPE(head):
		return "pe", true
	case head[0] == 'B' && len(head) >= 10 && head[1] == 'Z' && head[2] == 'h' && head[3] >= '1' && head[3] <= '9' && string(head[4:10]) == "1AY&SY":
		return "bzip2", true
	case head[0] == 0x78 && head[1]&0x20 == 0 && (uint(head[0])<<8|uint(head[1]))%31 == 0 && inflates(head[2:], 16):
		return "zlib", true
	}
	return "", false
}

// isPE reports whether a DOS header leads to a PE header, as far as the bytes
// show it.
func isPE(b []byte) bool {
	if len(b) < 64 || b[0] != 'M' || b[1] != 'Z' {
		return false
	}
	at := binary.LittleEndian.Uint32(b[0x3c:])
	if at < 0x20 || at > 1<<16 {
		return false
	}
	if int(at)+4 <= len(b) {
		return string(b[at:at+4]) == "PE\x00\x00"
	}
	return true
}

// inflaters are used again: each is large, and most of what is tried is no
// stream at all.
var inflaters = sync.Pool{New: func() any { return flate.NewReader(bytes.NewReader(nil)) }}

// inflates reports whether a raw deflate stream begins here: that many bytes
// come out of it before it ends or is cut off.
func inflates(b []byte, least int) bool {
	if len(b) < 5 {
		return false
	}
	switch b[0] >> 1 & 3 { // type of the first block
	case 0: // its length, twice
		if b[1]^b[3] != 0xff || b[2]^b[4] != 0xff {
			return false
		}
	case 2: // how many codes there are
		if b[0]>>3 > 29 || b[1]&31 > 29 {
			return false
		}
	case 3:
		return false
	}
	r := inflaters.Get().(io.ReadCloser)
	defer inflaters.Put(r)
	if r.(flate.Resetter).Reset(bytes.NewReader(b), nil) != nil {
		return false
	}
	var out [64]byte
	n, _ := io.ReadFull(r, out[:min(least, len(out))])
	return n == min(least, len(out))
}

// picture reports whether bytes begin a picture, a font or a sound: there is
// nothing to peel in them.
func picture(head []byte) bool {
	if len(head) < 8 {
		return false
	}
	for _, m := range []string{"\x89PNG", "\xff\xd8\xff", "GIF8", "RIFF", "wOFF", "wOF2", "\x00\x01\x00\x00\x00", "\x00\x00\x01\x00", "OTTO", "true\x00", "OggS", "ID3", "\x1aE\xdf\xa3", "BM", "II*\x00", "MM\x00*", "fLaC"} {
		if head[0] == m[0] && string(head[:len(m)]) == m {
			return true
		}
	}
	return string(head[4:8]) == "ftyp"
}

package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/aes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"
	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// Archives for the tests, made here so that every byte has a known origin.

type content struct{ name, text string }

var plainFiles = []content{
	{"config.json", `{"pools":[{"url":"pool.example.org:3333","user":"example"}]}`},
	{"dir/run.sh", "#!/bin/sh\nexec ./program --quiet\n"},
	{"empty", ""},
	{"../../etc/cron.d/x", "* * * * * root true\n"},
	{"/absolute", "absolute\n"},
	{"odd\nname\xff\x1b[31m", "odd\n"},
	{"long", string(bytes.Repeat([]byte("a line of text that packs well\n"), 3000))},
}

var stamp = time.Date(2018, 1, 8, 12, 30, 44, 0, time.UTC)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func makeZip(files []content, method uint16) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: method, Modified: stamp}
		h.SetMode(0o644)
		m, err := w.CreateHeader(h)
		must(err)
		_, err = m.Write([]byte(f.text))
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}

func makeTar(files []content, format tar.Format) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		must(w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.text)), Mode: 0o644, ModTime: stamp, Typeflag: tar.TypeReg, Format: format}))
		_, err := w.Write([]byte(f.text))
		must(err)
	}
	must(w.Close())
	return b.Bytes()
}

func makeGzip(text, name string) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	must(err)
	w.Name, w.ModTime = name, stamp
	_, err = w.Write([]byte(text))
	must(err)
	must(w.Close())
	return b.Bytes()
}

func makeStream(f Format, text string) []byte {
	var b bytes.Buffer
	var w interface {
		Write([]byte) (int, error)
		Close() error
	}
	var err error
	switch f {
	case Gzip:
		return makeGzip(text, "")
	case Bzip2:
		if text != "bzip2\n" {
			panic("only one text is at hand: the library packs no bzip2")
		}
		return unbase64("QlpoOTFBWSZTWe/fT1IAAAFJgAAQEAAQIEAQIAAiGGgwBVgYXckU4UJDv309SA==")
	case XZ:
		w, err = xz.WriterConfig{DictCap: 1 << 16}.NewWriter(&b)
	case LZMA:
		w, err = lzma.WriterConfig{DictCap: 1 << 16}.NewWriter(&b)
	case Zstd:
		w, err = zstd.NewWriter(&b, zstd.WithEncoderConcurrency(1))
	case LZ4:
		w = lz4.NewWriter(&b)
	case Zlib:
		w = zlib.NewWriter(&b)
	}
	must(err)
	_, err = w.Write([]byte(text))
	must(err)
	must(w.Close())
	return b.Bytes()
}

func unbase64(s string) []byte {
	b, err := base64.StdEncoding.DecodeString(s)
	must(err)
	return b
}

func makeCPIO(files []content) []byte {
	var b bytes.Buffer
	put := func(name, text string) {
		fmt.Fprintf(&b, "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%s\x00",
			1, 0o100644, 0, 0, 1, stamp.Unix(), len(text), 0, 0, 0, 0, len(name)+1, 0, name)
		b.Write(make([]byte, -b.Len()&3))
		b.WriteString(text)
		b.Write(make([]byte, -b.Len()&3))
	}
	for _, f := range files {
		put(f.name, f.text)
	}
	put("TRAILER!!!", "")
	return b.Bytes()
}

func makeOldCPIO(files []content) []byte {
	var b bytes.Buffer
	for _, f := range append(append([]content(nil), files...), content{"TRAILER!!!", ""}) {
		fmt.Fprintf(&b, "070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o%s\x00%s",
			1, 1, 0o100644, 0, 0, 1, 0, stamp.Unix(), len(f.name)+1, len(f.text), f.name, f.text)
	}
	return b.Bytes()
}

func makeAr(files []content) []byte {
	var b bytes.Buffer
	b.WriteString("!<arch>\n")
	put := func(name string, text string) {
		fmt.Fprintf(&b, "%-16s%-12d%-6d%-6d%-8o%-10d`\n%s", name, stamp.Unix(), 0, 0, 0o100644, len(text), text)
		if len(text)&1 == 1 {
			b.WriteByte('\n')
		}
	}
	var long string
	for _, f := range files {
		long += f.name + "/\n"
	}
	put("//", long)
	at := 0
	for i, f := range files {
		switch {
		case i%3 == 1:
			put(fmt.Sprintf("#1/%d", len(f.name)), f.name+f.text)
		default:
			put(fmt.Sprintf("/%d", at), f.text)
		}
		at += len(f.name) + 2
	}
	return b.Bytes()
}

func makeRPM(payload []byte) []byte {
	b := append([]byte("\xed\xab\xee\xdb\x03\x00"), make([]byte, 90)...)
	header := func(entries, data int) {
		b = append(b, "\x8e\xad\xe8\x01\x00\x00\x00\x00"...)
		b = binary.BigEndian.AppendUint32(b, uint32(entries))
		b = binary.BigEndian.AppendUint32(b, uint32(data))
		b = append(b, make([]byte, 16*entries+data)...)
	}
	header(1, 3)
	b = append(b, make([]byte, -len(b)&7)...)
	header(2, 5)
	return append(b, payload...)
}

// makeEncryptedZip makes a zip of one stored member, encrypted the older way
// (strength 0) or with AES of that strength and version.
func makeEncryptedZip(f content, password string, strength byte, version uint16) []byte {
	sum := crc32.ChecksumIEEE([]byte(f.text))
	var data, extra []byte
	method := uint16(0)
	if strength == 0 {
		k := zipKeys(password)
		for _, c := range append(append([]byte("random bytes")[:11], byte(sum>>24)), f.text...) {
			t := k[2] | 2
			data = append(data, c^byte(t*(t^1)>>8))
			k.update(c)
		}
	} else {
		method = 99
		n := 8 + 8*int(strength)
		salt := []byte("0123456789abcdef")[:n/2]
		key, err := pbkdf2.Key(sha1.New, password, salt, 1000, 2*n+2)
		must(err)
		block, err := aes.NewCipher(key[:n])
		must(err)
		text := []byte(f.text)
		for i := range text {
			var c, s [16]byte
			binary.LittleEndian.PutUint64(c[:], uint64(i/16+1))
			block.Encrypt(s[:], c[:])
			text[i] ^= s[i%16]
		}
		mac := hmac.New(sha1.New, key[n:2*n])
		mac.Write(text)
		data = append(append(append(append(data, salt...), key[2*n:]...), text...), mac.Sum(nil)[:10]...)
		extra = []byte{0x01, 0x99, 7, 0, byte(version), 0, 'A', 'E', strength, 0, 0}
		if version == 2 {
			sum = 0
		}
	}
	le := binary.LittleEndian
	common := func(b []byte) []byte {
		b = le.AppendUint16(append(b, 51, 0), 1) // version, flags: encrypted
		b = le.AppendUint16(b, method)
		b = append(b, 0, 0, 0x21, 0x4c)
		b = le.AppendUint32(b, sum)
		b = le.AppendUint32(b, uint32(len(data)))
		b = le.AppendUint32(b, uint32(len(f.text)))
		b = le.AppendUint16(b, uint16(len(f.name)))
		return le.AppendUint16(b, uint16(len(extra)))
	}
	out := append(common([]byte(zipLocal)), f.name...)
	out = append(append(out, extra...), data...)
	start := len(out)
	out = common(append(append(out, zipCentral...), 51, 0))
	out = append(out, make([]byte, 14)...)
	out = append(append(out, f.name...), extra...)
	end := len(out)
	out = append(out, zipEnd+"\x00\x00\x00\x00\x01\x00\x01\x00"...)
	out = le.AppendUint32(out, uint32(end-start))
	out = le.AppendUint32(out, uint32(start))
	return append(out, 0, 0)
}

func BenchmarkUnpack(b *testing.B) {
	text := string(bytes.Repeat([]byte(plainFiles[6].text), 50))
	many := make([]content, 2000)
	for i := range many {
		many[i] = content{fmt.Sprintf("dir/file-%d", i), plainFiles[0].text}
	}
	for _, c := range []struct {
		name   string
		format Format
		data   []byte
		size   int
	}{
		{"gzip", Gzip, makeStream(Gzip, text), len(text)},
		{"xz", XZ, makeStream(XZ, text), len(text)},
		{"zstd", Zstd, makeStream(Zstd, text), len(text)},
		{"lz4", LZ4, makeStream(LZ4, text), len(text)},
		{"zip of 2000", Zip, makeZip(many, zip.Deflate), 2000 * len(plainFiles[0].text)},
		{"tar of 2000", Tar, makeTar(many, tar.FormatPAX), 2000 * len(plainFiles[0].text)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(c.size))
			b.ReportAllocs()
			for b.Loop() {
				members, damage := readAll(c.format, c.data, Options{})
				if len(damage) > 0 || len(members) == 0 {
					b.Fatal(damage)
				}
			}
		})
	}
}

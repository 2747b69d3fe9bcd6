package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type got struct {
	Name, Text string
	Err        string
}

// limit bounds what the tests unpack of one member: bombs must not slow them.
const limit = 8 << 20

// readAll reads every member, and checks what holds for all input.
func readAll(f Format, data []byte, opts Options) (members []got, damage []string) {
	for m, err := range Members(f, bytes.NewReader(data), int64(len(data)), opts) {
		if err != nil {
			var d *Damage
			if !errors.As(err, &d) {
				panic(fmt.Sprintf("damage of type %T", err))
			}
			if d.Start < 0 || d.Start > int64(len(data)) && d.Reason == "" {
				panic(fmt.Sprintf("damage at %d of %d", d.Start, len(data)))
			}
			damage = append(damage, d.Reason)
			continue
		}
		if m.Start < 0 || m.End < m.Start || m.End > int64(len(data)) {
			panic(fmt.Sprintf("member %q from %d to %d of %d", m.Name, m.Start, m.End, len(data)))
		}
		g := got{Name: m.Name}
		r, err := m.Open()
		if err == nil {
			var b []byte
			b, err = io.ReadAll(io.LimitReader(r, limit))
			g.Text = string(b)
			r.Close()
			if m.Stored && g.Text != string(data[m.Start:m.End]) {
				panic("a stored member is not what stands in the archive")
			}
		}
		if err != nil {
			g.Err = err.Error()
		}
		members = append(members, g)
		if len(members) > 10_000 {
			break
		}
	}
	if windows.left != windowShare {
		panic("a decoder did not give its memory back")
	}
	return members, damage
}

func want(files []content) []got {
	var w []got
	for _, f := range files {
		w = append(w, got{Name: f.name, Text: f.text})
	}
	return w
}

func TestArchives(t *testing.T) {
	ustar := append([]content(nil), plainFiles[:5]...) // plain ASCII names
	zipped := makeZip(plainFiles, zip.Deflate)
	for name, c := range map[string]struct {
		format Format
		data   []byte
		files  []content
	}{
		"zip":                {Zip, zipped, plainFiles},
		"zip, stored":        {Zip, makeZip(plainFiles, zip.Store), plainFiles},
		"zip, empty":         {Zip, makeZip(nil, zip.Store), nil},
		"zip, with a tail":   {Zip, append(append([]byte(nil), zipped...), make([]byte, 100_000)...), plainFiles},
		"tar, pax":           {Tar, makeTar(plainFiles, tar.FormatPAX), plainFiles},
		"tar, gnu":           {Tar, makeTar(plainFiles, tar.FormatGNU), plainFiles},
		"tar, ustar":         {Tar, makeTar(ustar, tar.FormatUSTAR), ustar},
		"tar, two in a row":  {Tar, append(makeTar(plainFiles[:2], tar.FormatGNU), makeTar(plainFiles[2:], tar.FormatGNU)...), plainFiles},
		"cpio":               {CPIO, makeCPIO(plainFiles), plainFiles},
		"cpio, older":        {CPIO, makeOldCPIO(plainFiles), plainFiles},
		"ar":                 {Ar, makeAr([]content{{"a", "1"}, {"control.tar", "22"}, {"a name of more than sixteen", ""}}), []content{{"a", "1"}, {"control.tar", "22"}, {"a name of more than sixteen", ""}}},
		"rpm":                {RPM, makeRPM([]byte("070701 and so on")), []content{{"payload", "070701 and so on"}}},
		"gzip":               {Gzip, makeGzip("text\n", "name.txt"), []content{{"name.txt", "text\n"}}},
		"gzip, parts":        {Gzip, append(makeGzip("one ", ""), makeGzip("two", "")...), []content{{"", "one two"}}},
		"gzip, padded":       {Gzip, append(makeGzip("one", ""), make([]byte, 3000)...), []content{{"", "one"}}},
		"gzip and a payload": {Gzip, append(makeGzip("one", ""), "payload"...), []content{{"", "one"}, {"", "payload"}}},
		"bzip2":              {Bzip2, makeStream(Bzip2, "bzip2\n"), []content{{"", "bzip2\n"}}},
		"xz":                 {XZ, makeStream(XZ, plainFiles[6].text), []content{{"", plainFiles[6].text}}},
		"xz, two in a row":   {XZ, append(append(makeStream(XZ, "one "), 0, 0, 0, 0), makeStream(XZ, "two")...), []content{{"", "one two"}}},
		"xz, empty":          {XZ, makeStream(XZ, ""), []content{{"", ""}}},
		"lzma":               {LZMA, makeStream(LZMA, plainFiles[6].text), []content{{"", plainFiles[6].text}}},
		"zstd":               {Zstd, makeStream(Zstd, plainFiles[6].text), []content{{"", plainFiles[6].text}}},
		"lz4":                {LZ4, makeStream(LZ4, plainFiles[6].text), []content{{"", plainFiles[6].text}}},
		"zlib":               {Zlib, makeStream(Zlib, plainFiles[6].text), []content{{"", plainFiles[6].text}}},
	} {
		t.Run(name, func(t *testing.T) {
			if f := Recognise(c.data[:min(len(c.data), 4096)]); f != c.format {
				t.Errorf("recognised as %q", f)
			}
			members, damage := readAll(c.format, c.data, Options{})
			if len(damage) > 0 {
				t.Errorf("damage: %q", damage)
			}
			if diff := cmp.Diff(want(c.files), members); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTimesAndModes(t *testing.T) {
	for f, data := range map[Format][]byte{Zip: makeZip(plainFiles[:1], zip.Deflate), Tar: makeTar(plainFiles[:1], tar.FormatPAX), CPIO: makeCPIO(plainFiles[:1]), Ar: makeAr(plainFiles[:1]), Gzip: makeGzip("x", "x")} {
		for m := range Members(f, bytes.NewReader(data), int64(len(data)), Options{}) {
			if !m.Time.Equal(stamp) || !m.Mode.IsRegular() {
				t.Errorf("%s: time %v, mode %v", f, m.Time, m.Mode)
			}
		}
	}
}

func TestFoldersAndLinksAreNotFiles(t *testing.T) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []tar.Header{{Name: "d/", Typeflag: tar.TypeDir}, {Name: "s", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}, {Name: "h", Linkname: "d/x", Typeflag: tar.TypeLink}, {Name: "f", Typeflag: tar.TypeFifo}, {Name: "c", Typeflag: tar.TypeChar}} {
		must(w.WriteHeader(&h))
	}
	must(w.Close())
	n := 0
	for m, err := range Members(Tar, bytes.NewReader(b.Bytes()), int64(b.Len()), Options{}) {
		n++
		if err != nil || m.Mode.IsRegular() {
			t.Errorf("%q has mode %v, error %v", m.Name, m.Mode, err)
		}
	}
	if n != 5 {
		t.Errorf("%d members", n)
	}
	data := makeZip([]content{{"d/", ""}}, zip.Store)
	for m := range Members(Zip, bytes.NewReader(data), int64(len(data)), Options{}) {
		if m.Mode.IsRegular() {
			t.Errorf("%q has mode %v", m.Name, m.Mode)
		}
	}
}

func TestNoArchives(t *testing.T) {
	for _, s := range []string{
		"", "P", "PK", "PK is what they call it", "BZh9 is a name", "BZh91AY&SX", "\x1f\x8b", "x^2 + y^2 = z^2, as everybody knows from school and then forgets\n",
		"x\x9c is not enough to be zlib, whatever the first two bytes say of it", "!<arch>", "#!/bin/sh\necho hello\n", "]\x00\x00 not lzma at all, really not",
		"070700 and 070701", strings.Repeat("0", 600), strings.Repeat("\x00", 4096), "ustar", "{\"a\": 1}", "MZ\x90\x00", "\x7fELF",
		"\x5d\x00\x00\x80\x00 then text that is no range coder",
	} {
		if f := Recognise([]byte(s)); f != "" && !strings.HasPrefix(s, "0707") {
			t.Errorf("%q is recognised as %s", s, f)
		}
		if k := Unread([]byte(s)); k != "" {
			t.Errorf("%q is called %s", s, k)
		}
	}
}

func TestEncryptedZip(t *testing.T) {
	f := content{"payload.bin", strings.Repeat("a secret of some length ", 9)}
	for _, c := range []struct {
		strength byte
		version  uint16
	}{{0, 0}, {1, 1}, {2, 1}, {3, 1}, {3, 2}} {
		data := makeEncryptedZip(f, "infected", c.strength, c.version)
		for _, passwords := range [][]string{{"infected"}, {"wrong", "infected"}, {"infected", "wrong"}} {
			members, damage := readAll(Zip, data, Options{Passwords: passwords})
			if diff := cmp.Diff(want([]content{f}), members); diff != "" || len(damage) > 0 {
				t.Errorf("strength %d, version %d, passwords %q: damage %q\n%s", c.strength, c.version, passwords, damage, diff)
			}
		}
		members, _ := readAll(Zip, data, Options{Passwords: []string{"nonsense"}})
		if len(members) != 1 || members[0].Err == "" || members[0].Text == f.text {
			t.Errorf("strength %d: with a wrong password: %q", c.strength, members)
		}
		members, _ = readAll(Zip, data, Options{})
		if len(members) != 1 || members[0].Err != ErrPassword.Error() {
			t.Errorf("strength %d: without a password: %q", c.strength, members)
		}
	}
}

// The older encryption lets one wrong password in 256 pass; the checksum tells.
func TestManyWrongPasswords(t *testing.T) {
	f := content{"payload.bin", "some text"}
	data := makeEncryptedZip(f, "right", 0, 0)
	var passwords []string
	for i := range 2000 {
		passwords = append(passwords, fmt.Sprint("wrong", i))
	}
	members, _ := readAll(Zip, data, Options{Passwords: append(passwords, "right")})
	if diff := cmp.Diff(want([]content{f}), members); diff != "" {
		t.Error(diff)
	}
}

func TestZipWithoutDirectory(t *testing.T) {
	for _, method := range []uint16{zip.Store, zip.Deflate} {
		data := makeZip(plainFiles, method)
		cut := bytes.Index(data, []byte(zipCentral))
		members, damage := readAll(Zip, data[:cut], Options{})
		if diff := cmp.Diff(want(plainFiles), members); diff != "" || len(damage) != 1 {
			t.Errorf("method %d: damage %q\n%s", method, damage, diff)
		}
		// A damaged entry in the middle of the directory.
		bad := bytes.Clone(data)
		second := cut + 1 + bytes.Index(bad[cut+1:], []byte(zipCentral))
		bad[second] ^= 0xff
		members, damage = readAll(Zip, bad, Options{})
		if len(members) != len(plainFiles) || len(damage) == 0 {
			t.Errorf("method %d, damaged directory: %d members, damage %q", method, len(members), damage)
		}
		// A local header that is not where the directory says.
		bad = bytes.Clone(data)
		binary.LittleEndian.PutUint32(bad[cut+42:], 7)
		members, damage = readAll(Zip, bad, Options{})
		if len(members) != len(plainFiles) || len(damage) != 1 {
			t.Errorf("method %d, wrong offset: %d members, damage %q", method, len(members), damage)
		}
	}
}

func TestZipBehindOtherBytes(t *testing.T) {
	script := "#!/usr/bin/env python3\n"
	data := append([]byte(script), makeZip(plainFiles, zip.Deflate)...)
	if f := Recognise(data); f != Zip {
		t.Errorf("recognised as %q", f)
	}
	members, damage := readAll(Zip, data, Options{})
	if diff := cmp.Diff(append([]got{{Text: script}}, want(plainFiles)...), members); diff != "" || len(damage) > 0 {
		t.Errorf("damage %q\n%s", damage, diff)
	}
}

func TestTarBehindDamage(t *testing.T) {
	data := makeTar(plainFiles[:3], tar.FormatUSTAR)
	data[1024+20] ^= 0x55 // in the header of the second member
	members, damage := readAll(Tar, data, Options{})
	if diff := cmp.Diff(want([]content{plainFiles[0], plainFiles[2]}), members); diff != "" || len(damage) != 1 {
		t.Errorf("damage %q\n%s", damage, diff)
	}
}

func TestWrongChecksums(t *testing.T) {
	text := plainFiles[6].text
	for f, data := range map[Format][]byte{Gzip: makeStream(Gzip, text), XZ: makeStream(XZ, text), Zlib: makeStream(Zlib, text), Zip: makeZip(plainFiles[6:], zip.Deflate)} {
		at := len(data) - 6
		switch f {
		case XZ:
			at = bytes.LastIndex(data, []byte("YZ")) - 10 - 8 - 3 // in the check of the block, before index and footer
		case Zip:
			at = bytes.Index(data, []byte(zipCentral)) + 17
		}
		data[at] ^= 1
		members, damage := readAll(f, data, Options{})
		if len(members) != 1 || members[0].Err == "" && len(damage) == 0 {
			t.Errorf("%s: a wrong checksum passes", f)
		} else if members[0].Text != text && f != XZ {
			t.Errorf("%s: the bytes before the checksum are gone", f)
		}
	}
}

// What stands before a cut comes out, and the cut is said.
func TestTruncationAtEveryByte(t *testing.T) {
	small := []content{{"a", "first\n"}, {"b/c", "second, a little longer\n"}, {"d", "third\n"}}
	for name, c := range map[string]struct {
		format Format
		data   []byte
		full   []content
	}{
		"zip": {Zip, makeZip(small, zip.Deflate), small}, "zip, stored": {Zip, makeZip(small, zip.Store), small},
		"tar": {Tar, makeTar(small, tar.FormatPAX), small}, "cpio": {CPIO, makeCPIO(small), small},
		"ar": {Ar, makeAr(small), small}, "rpm": {RPM, makeRPM([]byte("payload")), nil},
		"gzip": {Gzip, makeStream(Gzip, small[1].text), nil}, "bzip2": {Bzip2, makeStream(Bzip2, "bzip2\n"), nil},
		"xz": {XZ, makeStream(XZ, small[1].text), nil}, "lzma": {LZMA, makeStream(LZMA, small[1].text), nil},
		"zstd": {Zstd, makeStream(Zstd, small[1].text), nil}, "lz4": {LZ4, makeStream(LZ4, small[1].text), nil}, "zlib": {Zlib, makeStream(Zlib, small[1].text), nil},
		"encrypted": {Zip, makeEncryptedZip(small[1], "p", 0, 0), nil}, "encrypted, AES": {Zip, makeEncryptedZip(small[1], "p", 3, 2), nil},
	} {
		whole, _ := readAll(c.format, c.data, Options{Passwords: []string{"p"}})
		for n := range len(c.data) {
			members, damage := readAll(c.format, c.data[:n], Options{Passwords: []string{"p"}})
			complete := cmp.Equal(members, whole)
			said := len(damage) > 0
			for _, m := range members {
				said = said || m.Err != ""
			}
			// An archive of tar or cpio may end without its end mark, and ar has none.
			border := c.format == Tar || c.format == CPIO || c.format == Ar || c.format == RPM
			if !complete && !said && !border {
				t.Errorf("%s: cut at %d of %d: %q comes out and nothing is said", name, n, len(c.data), members)
			}
			if c.format == Zip && n > bytes.Index(c.data, []byte(zipCentral)) && len(members) != len(whole) {
				t.Errorf("%s: cut at %d, in the directory: %d members", name, n, len(members))
			}
		}
	}
}

func TestWindowsAreBounded(t *testing.T) {
	// A header that asks for a dictionary of 4 GiB for a stream that could use it.
	head := append([]byte{0x5d, 0xff, 0xff, 0xff, 0xff}, bytes.Repeat([]byte{0xff}, 8)...)
	_, err := newLZMAOf(head, 1<<30)
	if err == nil || !strings.Contains(err.Error(), "window") {
		t.Errorf("lzma: error %v", err)
	}
	// The same for a few bytes gets a few.
	r, err := newLZMAOf(append(head, make([]byte, 10)...), 23)
	if err != nil {
		t.Fatal(err)
	}
	if taken := windowShare - windows.left; taken > 1<<20 {
		t.Errorf("lzma: %d bytes taken", taken)
	}
	r.Close()
	z := []byte{0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00} // window of 1 GiB
	if _, err := decode(Zstd, bytes.NewReader(z), int64(len(z))); err == nil || !strings.Contains(err.Error(), "window") {
		t.Errorf("zstd: error %v", err)
	}
}

func newLZMAOf(b []byte, compressed int64) (io.ReadCloser, error) {
	return decode(LZMA, bytes.NewReader(b), compressed)
}

// failing is a source with a bad place.
type failing struct {
	*bytes.Reader
	from int64
}

func (f failing) ReadAt(b []byte, off int64) (int, error) {
	if off+int64(len(b)) <= f.from {
		return f.Reader.ReadAt(b, off)
	}
	n := 0
	if off < f.from {
		n, _ = f.Reader.ReadAt(b[:f.from-off], off)
	}
	return n, errors.New("bad sector")
}

func TestBadSectors(t *testing.T) {
	for f, data := range map[Format][]byte{Zip: makeZip(plainFiles, zip.Store), Tar: makeTar(plainFiles, tar.FormatPAX), CPIO: makeCPIO(plainFiles), Ar: makeAr(plainFiles[:3]), Gzip: makeStream(Gzip, plainFiles[6].text), XZ: makeStream(XZ, plainFiles[6].text)} {
		for from := int64(0); from < int64(len(data)); from += 37 {
			said := false
			for m, err := range Members(f, failing{bytes.NewReader(data), from}, int64(len(data)), Options{}) {
				if err == nil {
					var r io.ReadCloser
					if r, err = m.Open(); err == nil {
						_, err = io.Copy(io.Discard, r)
						r.Close()
					}
				}
				said = said || err != nil
			}
			if !said {
				t.Errorf("%s: bad from %d of %d, and nothing is said", f, from, len(data))
			}
		}
	}
}

func FuzzMembers(f *testing.F) {
	small := []content{{"a", "first\n"}, {"b/c", "second, a little longer\n"}}
	for _, b := range [][]byte{
		makeZip(small, zip.Deflate), makeZip(small, zip.Store), makeTar(small, tar.FormatPAX), makeTar(small, tar.FormatGNU), makeCPIO(small), makeOldCPIO(small), makeAr(small),
		makeRPM([]byte("payload")), makeGzip("text", "name"), append(makeGzip("text", ""), "tail"...), makeStream(Bzip2, "bzip2\n"), makeStream(XZ, "text"), makeStream(LZMA, "text"),
		makeStream(Zstd, "text"), makeStream(LZ4, "text"), makeStream(Zlib, "text that is long enough"), makeEncryptedZip(small[1], "p", 0, 0), makeEncryptedZip(small[1], "p", 1, 2),
		append([]byte("#!/bin/sh\n"), makeZip(small, zip.Store)...),
	} {
		if Recognise(b) == "" {
			f.Fatalf("a seed is not recognised: %q", b[:16])
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		format := Recognise(b[:min(len(b), 4096)])
		Unread(b)
		if format != "" {
			readAll(format, b, Options{Passwords: []string{"p"}})
		}
	})
}

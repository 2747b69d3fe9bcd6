package archive

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"iter"
	"strings"
	"time"
)

// Signatures and flags of the format: APPNOTE.TXT 6.3.10.
const (
	zipLocal      = "PK\x03\x04"
	zipCentral    = "PK\x01\x02"
	zipEnd        = "PK\x05\x06"
	zip64End      = "PK\x06\x06"
	zip64Locator  = "PK\x06\x07"
	zipDescriptor = "PK\x07\x08"

	zipEncrypted  = 1 << 0
	zipEndMarker  = 1 << 1 // LZMA: the end is marked in the stream
	zipSizesAfter = 1 << 3 // sizes and checksum stand behind the data

	// zipTail is how far from the end the end record is looked for: the
	// longest comment, and some bytes that were appended to the file.
	zipTail = 1 << 20
	// zipRemembered bounds the places kept to not yield a member twice.
	zipRemembered = 1 << 18
)

// zipFile is what a header says of a member.
type zipFile struct {
	name           string
	flags, method  uint16
	time, date     uint16
	crc            uint32
	packed, size   int64
	header         int64 // where the local header stands
	external       uint32
	madeBy         byte
	aesStrength    byte // 1..3, 0: not encrypted with AES
	aesVendor      uint16
	data           int64 // where the packed bytes begin
	sizesUnknown   bool
	directoryEntry bool // told by the central directory
}

// zipArchive reads the central directory entry by entry; where it is missing
// or wrong the local headers are searched for instead.
type zipArchive struct {
	r    io.ReaderAt
	size int64
	opts Options
	seen map[int64]bool // local headers that were yielded
}

func zipMembers(r io.ReaderAt, size int64, opts Options) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		z := &zipArchive{r: r, size: size, opts: opts, seen: map[int64]bool{}}
		dir, err := z.findDirectory()
		if err != nil {
			if !yield(Member{}, &Damage{Start: 0, End: size, Reason: "zip: " + err.Error() + ": looked for its members one by one"}) {
				return
			}
			z.scan(0, yield)
			return
		}
		if dir.base > 0 {
			if !yield(stored(r, Member{Size: dir.base, Start: 0, End: dir.base, Appended: true}), nil) {
				return
			}
		}
		whole, more := z.directory(dir, yield)
		if !more || whole {
			return
		}
		z.scan(dir.base, yield)
	}
}

type zipDirectory struct {
	start, end int64 // of the central directory in the file
	base       int64 // bytes before the archive, to be added to every offset
}

// findDirectory finds the end record, from the end of the file backwards.
func (z *zipArchive) findDirectory() (zipDirectory, error) {
	tail := make([]byte, min(z.size, 1<<16+22))
	for from := z.size - int64(len(tail)); ; {
		if err := fill(z.r, tail, from); err != nil {
			return zipDirectory{}, errors.New("its end cannot be read")
		}
		for i := len(tail) - 22; i >= 0; i-- {
			if tail[i] != 'P' || string(tail[i:i+4]) != zipEnd {
				continue
			}
			if d, ok := z.endRecord(tail[i:i+22], from+int64(i)); ok {
				return d, nil
			}
		}
		if from == 0 || z.size-from > zipTail {
			return zipDirectory{}, errors.New("the central directory is missing")
		}
		from = max(0, from-int64(len(tail))+22)
	}
}

// endRecord reads an end record that stands at the given place.
func (z *zipArchive) endRecord(b []byte, at int64) (zipDirectory, bool) {
	le := binary.LittleEndian
	count, length, start := int64(le.Uint16(b[10:])), int64(le.Uint32(b[12:])), int64(le.Uint32(b[16:]))
	end := at
	if count == 0xffff || length == 0xffffffff || start == 0xffffffff {
		var l [20]byte
		if fill(z.r, l[:], at-20) == nil && string(l[:4]) == zip64Locator {
			for _, rec := range []int64{int64(le.Uint64(l[8:])), at - 20 - 56} { // as told, or right before with bytes prepended
				var e [56]byte
				if rec < 0 || rec > z.size || fill(z.r, e[:], rec) != nil || string(e[:4]) != zip64End {
					continue
				}
				length, start, end = int64(le.Uint64(e[40:])), int64(le.Uint64(e[48:])), rec
				break
			}
		}
	}
	if length < 0 || start < 0 || length > end {
		return zipDirectory{}, false
	}
	// The directory ends where the end record begins; what that is off from
	// the told place was prepended.
	d := zipDirectory{start: end - length, end: end, base: end - length - start}
	if d.base < 0 {
		return zipDirectory{}, false
	}
	var sig [4]byte
	if length >= 4 && (fill(z.r, sig[:], d.start) != nil || string(sig[:]) != zipCentral) {
		// Some writers leave a gap between directory and end record.
		if fill(z.r, sig[:], start) != nil || string(sig[:]) != zipCentral {
			return zipDirectory{}, false
		}
		d = zipDirectory{start: start, end: start + length}
	}
	return d, true
}

// directory yields what the central directory lists. It reports whether it was
// sound to its end, and whether more is wanted.
func (z *zipArchive) directory(d zipDirectory, yield func(Member, error) bool) (whole, more bool) {
	in := bufio.NewReaderSize(io.NewSectionReader(z.r, d.start, d.end-d.start), 64<<10)
	whole = true
	le := binary.LittleEndian
	for at := d.start; at < d.end; {
		var h [46]byte
		if n, err := io.ReadFull(in, h[:]); err != nil || string(h[:4]) != zipCentral {
			if n >= 4 && (string(h[:4]) == "PK\x05\x05" || string(h[:4]) == zip64End) { // signature of the directory
				return whole, true
			}
			return false, yield(Member{}, &Damage{Start: at, End: d.end, Reason: "zip: the central directory is damaged: looked for further members one by one"})
		}
		n, m, k := int64(le.Uint16(h[28:])), int64(le.Uint16(h[30:])), int64(le.Uint16(h[32:]))
		rest := make([]byte, n+m)
		if _, err := io.ReadFull(in, rest); err != nil {
			return false, yield(Member{}, &Damage{Start: at, End: d.end, Reason: "zip: the central directory is cut off: looked for further members one by one"})
		}
		in.Discard(int(k))
		f := zipFile{
			name: string(rest[:n]), flags: le.Uint16(h[8:]), method: le.Uint16(h[10:]), time: le.Uint16(h[12:]), date: le.Uint16(h[14:]),
			crc: le.Uint32(h[16:]), packed: int64(le.Uint32(h[20:])), size: int64(le.Uint32(h[24:])),
			header: int64(le.Uint32(h[42:])), external: le.Uint32(h[38:]), madeBy: h[5], directoryEntry: true,
		}
		f.extra(rest[n:], true)
		f.header += d.base
		if problem := z.locate(&f); problem != "" {
			whole = false
			if !yield(Member{}, &Damage{Start: at, End: at + 46 + n + m + k, Reason: fmt.Sprintf("zip: member %q: %s", f.name, problem)}) {
				return false, false
			}
		} else if !z.yield(f, yield) {
			return false, false
		}
		at += 46 + n + m + k
	}
	return whole, true
}

// extra reads the fields that extend a header: 64-bit sizes and AES.
func (f *zipFile) extra(b []byte, central bool) {
	le := binary.LittleEndian
	for len(b) >= 4 {
		id, n := le.Uint16(b), int(le.Uint16(b[2:]))
		if b = b[4:]; n > len(b) {
			return
		}
		field := b[:n]
		b = b[n:]
		switch {
		case id == 1: // only the values that did not fit stand here, in this order
			next := func(v *int64) {
				if *v == 0xffffffff && len(field) >= 8 {
					*v, field = int64(le.Uint64(field)), field[8:]
				}
			}
			next(&f.size)
			next(&f.packed)
			if central {
				next(&f.header)
			}
		case id == 0x9901 && n >= 7:
			f.aesVendor, f.aesStrength = le.Uint16(field), field[4]
			f.method = le.Uint16(field[5:])
		}
	}
}

// locate reads the local header to find where the data begins. It returns what
// is wrong, "" if nothing is.
func (z *zipArchive) locate(f *zipFile) string {
	var h [30]byte
	if f.header < 0 || f.header > z.size || fill(z.r, h[:], f.header) != nil || string(h[:4]) != zipLocal {
		return "its header is not where the directory says"
	}
	f.data = f.header + 30 + int64(binary.LittleEndian.Uint16(h[26:])) + int64(binary.LittleEndian.Uint16(h[28:]))
	if f.data > z.size || f.packed < 0 || f.size < 0 {
		return "it lies beyond the end of the file"
	}
	return ""
}

// yield makes a member of what the headers say.
func (z *zipArchive) yield(f zipFile, yield func(Member, error) bool) bool {
	if len(z.seen) < zipRemembered {
		z.seen[f.header] = true
	}
	m := Member{
		Name: f.name, Size: f.size, Mode: f.mode(), Time: dosTime(f.date, f.time), Start: f.data,
		End: min(f.data+min(f.packed, z.size), z.size), Encrypted: f.flags&zipEncrypted != 0,
	}
	if f.sizesUnknown {
		m.Size, m.End = -1, z.size
		if f.method == 0 {
			m.End = z.signature(f.data)
		}
	}
	if f.method == 0 && !m.Encrypted {
		m = stored(z.r, m)
	} else {
		m.open = func() (io.ReadCloser, error) { return z.open(f, m.Start, m.End) }
	}
	if !yield(m, nil) {
		return false
	}
	if !f.sizesUnknown && m.End < f.data+f.packed {
		return yield(Member{}, &Damage{Start: m.Start, End: m.End, Reason: fmt.Sprintf("zip: member %q: cut off: %d of %d bytes are there", f.name, m.End-m.Start, f.packed)})
	}
	return true
}

func (f *zipFile) mode() fs.FileMode {
	if strings.HasSuffix(f.name, "/") && f.size == 0 {
		return fs.ModeDir
	}
	if f.madeBy == 3 && f.directoryEntry { // Unix: the mode stands in the upper half
		switch f.external >> 16 & 0xf000 {
		case 0xa000:
			return fs.ModeSymlink | fs.FileMode(f.external>>16&0o777)
		case 0x4000:
			return fs.ModeDir | fs.FileMode(f.external>>16&0o777)
		}
		return fs.FileMode(f.external >> 16 & 0o777)
	}
	return 0
}

// dosTime reads the time of MS-DOS, which has no zone: it is taken as UTC.
func dosTime(date, clock uint16) time.Time {
	if date == 0 {
		return time.Time{}
	}
	month, day := date>>5&15, date&31
	hour, minute, second := clock>>11, clock>>5&63, clock&31*2
	if month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}
	}
	return time.Date(1980+int(date>>9), time.Month(month), int(day), int(hour), int(minute), int(second), 0, time.UTC)
}

// scan yields the members whose local headers are found from a place on and
// that were not yielded yet.
func (z *zipArchive) scan(from int64, yield func(Member, error) bool) {
	const step = 64 << 10
	buf := make([]byte, step)
	for at := from; at+30 <= z.size; {
		n, err := z.r.ReadAt(buf[:min(step, z.size-at)], at)
		if n < 30 {
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Member{}, &Damage{Start: at, End: z.size, Reason: "zip: " + reason(err)})
			}
			return
		}
		next := at + int64(n) - 3
		for i := 0; ; {
			j := bytes.Index(buf[i:n], []byte(zipLocal))
			if j < 0 {
				break
			}
			i += j
			f, ok := z.localHeader(at + int64(i))
			if !ok || z.seen[f.header] {
				i += 4
				if ok && !f.sizesUnknown && f.data+f.packed <= z.size {
					next = f.data + f.packed
					break
				}
				continue
			}
			read := int64(-1)
			keep := yield
			if f.sizesUnknown && f.method == 8 && f.flags&zipEncrypted == 0 {
				keep = z.watch(f, &read, yield)
			}
			if !z.yield(f, keep) {
				return
			}
			switch {
			case read > 0:
				next = f.data + read
			case !f.sizesUnknown && f.data+f.packed <= z.size:
				next = f.data + f.packed
			default:
				next = f.data
			}
			break
		}
		at = next
	}
}

// watch notes how many packed bytes a member took whose length is not told, if
// it is read to its end.
func (z *zipArchive) watch(f zipFile, read *int64, yield func(Member, error) bool) func(Member, error) bool {
	return func(m Member, err error) bool {
		if err == nil {
			m.open = func() (io.ReadCloser, error) {
				in := &byteCounted{bufio.NewReader(io.NewSectionReader(z.r, f.data, z.size-f.data)), new(int64)}
				d := flate.NewReader(in)
				return &decoder{&atEnd{d, func() { *read = *in.n }}, func() { d.Close() }}, nil
			}
		}
		return yield(m, err)
	}
}

// atEnd calls a function when its reader has come to the end.
type atEnd struct {
	io.Reader
	then func()
}

func (a *atEnd) Read(b []byte) (int, error) {
	n, err := a.Reader.Read(b)
	if err == io.EOF {
		a.then()
	}
	return n, err
}

// signature returns the place of the next signature of the format from a place
// on: there a member ends whose length is told nowhere.
func (z *zipArchive) signature(from int64) int64 {
	buf := make([]byte, 64<<10)
	for at := from; at+4 <= z.size; {
		n, _ := z.r.ReadAt(buf[:min(int64(len(buf)), z.size-at)], at)
		if n < 4 {
			break
		}
		for i := 0; i+4 <= n; i++ {
			if j := bytes.Index(buf[i:n], []byte("PK")); j < 0 {
				break
			} else if i += j; i+4 <= n {
				switch string(buf[i : i+4]) {
				case zipLocal, zipCentral, zipDescriptor, zipEnd:
					return at + int64(i)
				}
			}
		}
		at += int64(n) - 3
	}
	return z.size
}

// localHeader reads the header of a member that stands at the given place.
func (z *zipArchive) localHeader(at int64) (zipFile, bool) {
	le := binary.LittleEndian
	var h [30]byte
	if fill(z.r, h[:], at) != nil || h[4] > 63 || le.Uint16(h[8:]) > 99 {
		return zipFile{}, false
	}
	n, m := int64(le.Uint16(h[26:])), int64(le.Uint16(h[28:]))
	if n == 0 || n > maxName/16 || at+30+n+m > z.size { // checked before reading: such places may follow each other closely
		return zipFile{}, false
	}
	rest := make([]byte, n+m)
	if fill(z.r, rest, at+30) != nil {
		return zipFile{}, false
	}
	f := zipFile{
		name: string(rest[:n]), flags: le.Uint16(h[6:]), method: le.Uint16(h[8:]), time: le.Uint16(h[10:]), date: le.Uint16(h[12:]),
		crc: le.Uint32(h[14:]), packed: int64(le.Uint32(h[18:])), size: int64(le.Uint32(h[22:])), header: at, data: at + 30 + n + m,
	}
	f.extra(rest[n:], false)
	if f.packed < 0 || f.size < 0 {
		f.packed, f.size = z.size-f.data, 0
	}
	f.sizesUnknown = f.flags&zipSizesAfter != 0 && f.packed == 0
	return f, true
}

// open decrypts and unpacks a member.
func (z *zipArchive) open(f zipFile, start, end int64) (io.ReadCloser, error) {
	if f.flags&zipEncrypted == 0 {
		return f.unpack(io.NewSectionReader(z.r, start, end-start), end-start)
	}
	if f.flags&(1<<6) != 0 {
		return nil, errors.New("encrypted in a way that is not supported (PKWARE strong encryption)")
	}
	for i, password := range z.opts.Passwords {
		in, length, err := f.decrypt(z.r, start, end, password)
		if errors.Is(err, ErrPassword) {
			continue
		}
		if err != nil {
			return nil, err
		}
		// The older encryption checks one byte only: of several passwords one
		// in 256 passes by chance, so those must also give the right checksum.
		if f.aesStrength == 0 && i < len(z.opts.Passwords)-1 && !f.proves(in, length) {
			continue
		}
		if in, length, err = f.decrypt(z.r, start, end, password); err != nil {
			return nil, err
		}
		return f.unpack(in, length)
	}
	return nil, ErrPassword
}

// proves reports whether the stream unpacks to bytes with the right checksum.
func (f *zipFile) proves(in io.Reader, length int64) bool {
	r, err := f.unpack(in, length)
	if err != nil {
		return false
	}
	defer r.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(r, f.size+1))
	return err == nil && n == f.size
}

// unpack opens the decoder of the member's method, and checks the sum at the end.
func (f *zipFile) unpack(in io.Reader, length int64) (io.ReadCloser, error) {
	var d io.ReadCloser
	var err error
	switch f.method {
	case 0:
		d = io.NopCloser(in)
	case 8:
		d = inflate(in)
	case 12:
		d, err = decode(Bzip2, in, length)
	case 14:
		var head [9]byte // version, length of the properties, properties
		if _, err = io.ReadFull(in, head[:]); err != nil {
			break
		}
		if binary.LittleEndian.Uint16(head[2:]) != 5 {
			return nil, errors.New("lzma: damaged properties")
		}
		size := uint64(f.size)
		if f.flags&zipEndMarker != 0 {
			size = 1<<64 - 1
		}
		d, err = lzmaStream(in, [5]byte(head[4:]), size, length)
	case 20, 93:
		d, err = decode(Zstd, in, length)
	case 95:
		d, err = decode(XZ, in, length)
	default:
		return nil, fmt.Errorf("packed with method %d, which is not supported", f.method)
	}
	if err != nil {
		return nil, err
	}
	if f.sizesUnknown || f.aesVendor == 2 { // AE-2 leaves the checksum out; its own code guards the bytes
		return d, nil
	}
	return &checked{ReadCloser: d, sum: crc32.NewIEEE(), want: f.crc}, nil
}

// checked tells at the end of the bytes whether their checksum is right.
type checked struct {
	io.ReadCloser
	sum interface {
		io.Writer
		Sum32() uint32
	}
	want uint32
}

func (c *checked) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	c.sum.Write(b[:n])
	if err == io.EOF && c.sum.Sum32() != c.want {
		err = errChecksum
	}
	return n, err
}

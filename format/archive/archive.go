// Package archive reads what holds other files: archives (zip, tar, cpio, ar,
// rpm, 7z) and compressed streams (gzip, bzip2, xz, lzma, zstd, lz4, zlib).
//
// Everything is pulled as members, one at a time, from an [io.ReaderAt]; a
// declared size is never trusted with memory, damage is yielded between the
// members and the reading goes on as far as it can. The names of members are
// data: no file is ever written under them.
package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"time"
)

// Format names a kind of archive or compressed stream: "zip", "gzip" …
type Format string

// The formats this package reads.
const (
	Zip   Format = "zip"
	Tar   Format = "tar"
	CPIO  Format = "cpio"
	Ar    Format = "ar" // Unix libraries, Debian packages
	RPM   Format = "rpm"
	Seven Format = "7z"
	Gzip  Format = "gzip"
	Bzip2 Format = "bzip2"
	XZ    Format = "xz"
	LZMA  Format = "lzma" // the older format of one stream, .lzma
	Zstd  Format = "zstd"
	LZ4   Format = "lz4"
	Zlib  Format = "zlib"
)

// Stream reports whether the format holds one nameless stream of bytes and no members.
func (f Format) Stream() bool {
	switch f {
	case Gzip, Bzip2, XZ, LZMA, Zstd, LZ4, Zlib:
		return true
	}
	return false
}

// Options for reading.
type Options struct {
	Passwords []string // tried in their order on encrypted members
	// Keep reads a block of several members to its end and keeps its bytes, so
	// that the members can be read; with an error, those before it. Nil: in
	// memory, up to 64 MiB.
	Keep func(io.Reader) (Kept, error)
}

// Member is one file of an archive. It is valid until the next one is pulled.
type Member struct {
	Name       string      // as the archive gives it, any bytes; "" in a stream
	Size       int64       // of its bytes, as declared; -1 where nothing is declared
	Mode       fs.FileMode // the type bits tell folders, links and devices
	Time       time.Time   // of the last change, zero where not told; without a zone it is taken as UTC
	Start, End int64       // where its bytes lie in the archive, as stored there
	Stored     bool        // the bytes from Start to End are the member's own: nothing to decode
	Encrypted  bool
	Appended   bool // no member: bytes before or after the archive that belong to no part of it

	open  func() (io.ReadCloser, error)
	block Kept // the unpacked block it lies in, at off
	off   int64
	src   io.ReaderAt // the archive, if stored
}

// Section returns the member's bytes where they can be read at any place
// without being unpacked first, nil where they must be opened. It is valid
// until the next member is pulled.
func (m Member) Section() *io.SectionReader {
	switch {
	case m.Stored:
		return io.NewSectionReader(m.src, m.Start, m.End-m.Start)
	case m.block != nil:
		return io.NewSectionReader(m.block, m.off, m.Size)
	}
	return nil
}

// Open returns the member's bytes. An error while reading is damage; the bytes
// before it are good as far as a checksum does not say otherwise. The caller
// closes the reader before it pulls the next member or opens another archive:
// decoders share a bounded amount of memory.
func (m Member) Open() (io.ReadCloser, error) { return m.open() }

// ErrPassword says that a member is encrypted and no given password opens it.
var ErrPassword = errors.New("encrypted: give --password")

// Damage is what [Members] yields for bytes it could not read.
type Damage struct {
	Start, End int64 // the bytes in question; End is 0 where it is not known
	Reason     string
}

func (d *Damage) Error() string { return d.Reason }

func damage(at int64, format string, args ...any) *Damage {
	return &Damage{Start: at, Reason: fmt.Sprintf(format, args...)}
}

// Members yields the members of an archive of the given format and size in
// bytes, in the order the archive lists them, and a [*Damage] for each place
// that could not be read.
func Members(f Format, r io.ReaderAt, size int64, opts Options) iter.Seq2[Member, error] {
	switch f {
	case Zip:
		return zipMembers(r, size, opts)
	case Tar:
		return tarMembers(r, size)
	case CPIO:
		return cpioMembers(r, size)
	case Ar:
		return arMembers(r, size)
	case RPM:
		return rpmMembers(r, size)
	case Seven:
		return sevenMembers(r, size, opts)
	case Gzip:
		return gzipMembers(r, size)
	case Bzip2, XZ, LZMA, Zstd, LZ4, Zlib:
		return streamMember(f, r, size)
	}
	return func(yield func(Member, error) bool) {
		yield(Member{}, damage(0, "no reader for archives of kind %q", string(f)))
	}
}

// stored is a member whose bytes stand in the archive as they are.
func stored(r io.ReaderAt, m Member) Member {
	m.Stored, m.src = true, r
	m.open = func() (io.ReadCloser, error) { return io.NopCloser(m.Section()), nil }
	return m
}

// fill reads len(b) bytes at off, all or an error.
func fill(r io.ReaderAt, b []byte, off int64) error {
	if off < 0 {
		return io.ErrUnexpectedEOF
	}
	n, err := r.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// reason puts an error of a decoder into words for a report.
func reason(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "cut off"
	}
	return err.Error()
}

package archive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"iter"
	"time"
)

const (
	// sevenHeader bounds the header of a 7z archive, packed and unpacked: that
	// of 100,000 files takes some 6 MiB.
	sevenHeader = 16 << 20
	// sevenMemory is what is kept of a block where no place for it was given.
	sevenMemory = 64 << 20
)

// Kept is a block of a solid archive, unpacked. If it is an [io.Closer] it is
// closed when its members have been yielded.
type Kept interface {
	io.ReaderAt
	Size() int64
}

// sevenMembers yields the members of a 7z archive (7zFormat.txt of the LZMA
// SDK). Members are packed together in blocks ("folders"); each block is
// unpacked once, to where the options say.
func sevenMembers(r io.ReaderAt, size int64, opts Options) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		s := &seven{r: r, size: size, opts: opts, keys: map[sevenKey][]byte{}}
		header, at, err := s.header()
		if err != nil {
			yield(Member{}, damage(at, "7z: %s", reason(err)))
			return
		}
		a, err := parseSeven(header)
		if err != nil {
			yield(Member{}, damage(at, "7z: %s", reason(err)))
			return
		}
		s.members(a, yield)
	}
}

type seven struct {
	r    io.ReaderAt
	size int64
	opts Options
	keys map[sevenKey][]byte
	work uint64 // rounds spent on keys
}

var errSeven = errors.New("damaged header")

// header reads the header at the end of the archive, and unpacks it.
func (s *seven) header() ([]byte, int64, error) {
	var start [32]byte
	if err := fill(s.r, start[:], 0); err != nil {
		return nil, 0, err
	}
	le := binary.LittleEndian
	if crc32.ChecksumIEEE(start[12:]) != le.Uint32(start[8:]) {
		return nil, 0, errSeven
	}
	at, length := le.Uint64(start[12:]), le.Uint64(start[20:])
	if length == 0 { // an archive of nothing
		return []byte{1, 0}, 32, nil
	}
	if at > uint64(s.size) || length > uint64(s.size) || 32+at+length > uint64(s.size) {
		return nil, s.size, fmt.Errorf("%w before its list of members", io.ErrUnexpectedEOF)
	}
	place := int64(32 + at)
	if length > sevenHeader {
		return nil, place, errors.New("its list of members is too long")
	}
	b := make([]byte, length)
	if err := fill(s.r, b, place); err != nil {
		return nil, place, err
	}
	if crc32.ChecksumIEEE(b) != le.Uint32(start[28:]) {
		return nil, place, errSeven
	}
	for range 4 { // a packed header may be packed again
		if len(b) == 0 || b[0] != 0x17 {
			return b, place, nil
		}
		in := &sevenReader{b: b[1:]}
		blocks := in.streams()
		if in.bad || len(blocks) != 1 {
			return nil, place, errSeven
		}
		f := blocks[0]
		if f.size() > sevenHeader {
			return nil, place, errors.New("its list of members is too long")
		}
		r, err := s.open(f)
		if err != nil {
			return nil, place, err
		}
		var out bytes.Buffer
		_, err = io.CopyN(&out, r, f.size())
		r.Close()
		if err != nil {
			return nil, place, err
		}
		if b = out.Bytes(); f.hasCRC && crc32.ChecksumIEEE(b) != f.crc {
			return nil, place, errChecksum
		}
	}
	return nil, place, errSeven
}

// members yields what the archive lists, block by block.
func (s *seven) members(a *sevenArchive, yield func(Member, error) bool) {
	next := 0 // of the blocks' streams
	var all []sevenStream
	for i := range a.blocks {
		for j := range a.blocks[i].parts {
			all = append(all, sevenStream{i, j})
		}
	}
	var block Kept
	var failed error
	var off int64
	drop := func() {
		if c, ok := block.(io.Closer); ok {
			c.Close()
		}
		block = nil
	}
	defer drop()
	for _, f := range a.files {
		m := Member{Name: f.name, Time: f.time, Mode: f.mode}
		if f.empty {
			if !yield(stored(s.r, m), nil) {
				return
			}
			continue
		}
		if next == len(all) {
			yield(Member{}, damage(s.size, "7z: lists more members than it holds"))
			return
		}
		st := all[next]
		b := a.blocks[st.block]
		if next++; st.part == 0 {
			drop()
			off = 0
			block, failed = s.unpack(b)
			// What a member lacks is said of the member.
			if failed != nil && block != nil && block.Size() >= b.size() && !yield(Member{}, &Damage{Start: b.start, End: min(b.start+b.packed, s.size), Reason: "7z: a block of members: " + reason(failed)}) {
				return
			}
		}
		p := b.parts[st.part]
		m.Size, m.Start, m.End = p.size, min(b.start, s.size), min(b.start+b.packed, s.size)
		m.Encrypted = b.encrypted()
		m.block, m.off = block, off
		off += p.size
		m.open = m.openKept(p, failed)
		if failed != nil && (block == nil || off > block.Size()) {
			if block == nil || m.off >= block.Size() {
				if !yield(Member{}, &Damage{Start: m.Start, End: m.End, Reason: fmt.Sprintf("7z: member %q: %s", m.Name, reason(failed))}) {
					return
				}
				continue
			}
			whole := m.Size
			m.Size = block.Size() - m.off
			if !yield(m, nil) || !yield(Member{}, &Damage{Start: m.Start, End: m.End, Reason: fmt.Sprintf("7z: member %q: %s (after %d of %d bytes)", m.Name, reason(failed), m.Size, whole)}) {
				return
			}
			continue
		}
		if !yield(m, nil) {
			return
		}
	}
}

type sevenStream struct{ block, part int }

// openKept reads a member out of its block, and checks its sum.
func (m Member) openKept(p sevenPart, failed error) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		r := io.NopCloser(m.Section())
		if p.hasCRC && failed == nil {
			return &checked{ReadCloser: r, sum: crc32.NewIEEE(), want: p.crc}, nil
		}
		return r, nil
	}
}

// unpack unpacks a block to where the options say. With an error it holds what
// came before it.
func (s *seven) unpack(b sevenBlock) (Kept, error) {
	if b.start+b.packed > s.size {
		b.packed = max(0, s.size-b.start)
	}
	r, err := s.open(b)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	in := &lengthened{r: r, left: b.size(), sum: crc32.NewIEEE()}
	if s.opts.Keep != nil {
		k, err := s.opts.Keep(in)
		if err == nil && b.hasCRC && in.sum.Sum32() != b.crc {
			err = errChecksum
		}
		return k, err
	}
	var buf bytes.Buffer
	n, err := io.Copy(&buf, io.LimitReader(in, sevenMemory))
	if err == nil && n == sevenMemory && b.size() > n {
		err = errors.New("too large to be unpacked in memory")
	}
	return bytes.NewReader(buf.Bytes()), err
}

// lengthened gives as many bytes as were told; fewer are an error.
type lengthened struct {
	r    io.Reader
	left int64
	sum  interface {
		io.Writer
		Sum32() uint32
	}
}

func (l *lengthened) Read(b []byte) (int, error) {
	if l.left == 0 {
		return 0, io.EOF
	}
	n, err := l.r.Read(b[:min(int64(len(b)), l.left)])
	l.sum.Write(b[:n])
	l.left -= int64(n)
	if err == io.EOF && l.left > 0 {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// sevenMode turns attributes into a mode: those of Windows below, of Unix above.
func sevenMode(attributes uint32) fs.FileMode {
	if attributes&0x8000 != 0 {
		return unixMode(int64(attributes >> 16))
	}
	if attributes&0x10 != 0 {
		return fs.ModeDir
	}
	return 0
}

// fileTime turns 100-nanosecond steps since 1601 into a time.
func fileTime(v uint64) time.Time {
	const to1970 = 11644473600
	sec := int64(v/10_000_000) - to1970
	if v == 0 || sec > 1<<37 {
		return time.Time{}
	}
	return time.Unix(sec, 0).UTC()
}

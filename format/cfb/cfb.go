// Package cfb reads compound files: the file system in a file that Office
// documents up to 2003, VBA projects, Outlook messages and Windows Installer
// packages are kept in ([MS-CFB], version 3 and 4).
//
// A chain of sectors that is broken, loops or leads out of the file ends there,
// and what came before it is given: [Stream.Problem] says so.
package cfb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// Magic is how every compound file begins.
const Magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// Limits, so that a hostile table costs a bounded effort.
const (
	maxSectors = 1 << 20  // of one file: 512 MiB in small sectors, 4 GiB in large ones
	maxEntries = 64 << 10 // of its directory
	maxDepth   = 64       // of storages in storages
)

// Sector numbers with a meaning of their own, [MS-CFB] 2.1.
const (
	maxRegular = 0xFFFFFFFA
	endOfChain = 0xFFFFFFFE
	noStream   = 0xFFFFFFFF
)

// Stream is one stream of the file.
type Stream struct {
	Path    []string // storages above it and its own name, as the file has them
	Size    int64    // bytes, as declared
	Orphan  bool     // no storage leads to it
	Problem string   // why its bytes end early; "" if they do not

	file   *File
	mini   bool
	chain  []uint32
	length int64 // bytes that can be had
}

// Name is the path with slashes. Control characters that begin the names of
// some streams are left out.
func (s Stream) Name() string { return strings.Map(visible, strings.Join(s.Path, "/")) }

func visible(r rune) rune {
	if r < ' ' || r == 0x7F {
		return -1
	}
	return r
}

// Len returns how many of the stream's bytes can be had.
func (s Stream) Len() int64 { return s.length }

// File is the directory of a compound file.
type File struct {
	Streams  []Stream
	Problems []Problem // what of the tables could not be read

	r       io.ReaderAt
	size    int64
	shift   uint  // log2 of the sector size
	cutoff  int64 // smaller streams lie in the mini stream
	fat     []uint32
	miniFAT []uint32
	mini    Stream // the root's stream: 64-byte sectors of small streams
	steps   int    // sectors that all chains together may still have
}

// Problem says what could not be read.
type Problem struct {
	At     int64 // byte offset in the file
	Reason string
}

// ErrFormat says that the bytes are no compound file.
var ErrFormat = errors.New("no compound file")

// Is reports whether a file that begins so is a compound file.
func Is(head []byte) bool { return strings.HasPrefix(string(head[:min(len(head), 8)]), Magic) }

// Read reads the directory of a compound file of that many bytes. An error says
// that nothing can be had from it.
func Read(r io.ReaderAt, size int64) (*File, error) {
	var h [512]byte
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), h[:]); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if !Is(h[:]) {
		return nil, ErrFormat
	}
	f := &File{r: r, size: size, shift: uint(le16(h[30:])), cutoff: int64(le32(h[56:]))}
	if f.shift != 9 && f.shift != 12 {
		return nil, fmt.Errorf("sectors of 2^%d bytes: the header is damaged", f.shift)
	}
	if f.cutoff == 0 || f.cutoff > 1<<20 {
		f.cutoff = 4096
	}
	if n := size>>f.shift + 1; n > maxSectors {
		return nil, fmt.Errorf("more than %d sectors: not read", maxSectors)
	}
	f.steps = int(size>>5) + 4096 // small streams have sectors of 64 bytes
	f.readFAT(h[:])
	f.readDirectory(le32(h[48:]), le32(h[60:]))
	return f, nil
}

func le16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func le32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

func (f *File) problem(at int64, format string, args ...any) {
	if len(f.Problems) < 100 {
		f.Problems = append(f.Problems, Problem{max(0, min(at, f.size)), fmt.Sprintf(format, args...)})
	}
}

// offset is where a sector begins. The header takes the room of one sector.
func (f *File) offset(sector uint32) int64 { return (int64(sector) + 1) << f.shift }

// sector reads a sector; the last one of a file may be cut.
func (f *File) sector(n uint32) ([]byte, bool) {
	b := make([]byte, 1<<f.shift)
	if n >= maxRegular || f.offset(n) >= f.size {
		return nil, false
	}
	got, err := io.ReadFull(io.NewSectionReader(f.r, f.offset(n), f.size-f.offset(n)), b)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, false
	}
	return b, got > 0
}

// readFAT reads the table that says of each sector which one follows. Its own
// sectors are listed in the header and from there on in a chain (DIFAT).
func (f *File) readFAT(h []byte) {
	sectors := int(f.size>>f.shift) + 1
	add := func(n uint32) bool {
		if n >= maxRegular || len(f.fat) >= sectors {
			return false
		}
		b, ok := f.sector(n)
		if !ok {
			f.problem(f.offset(n), "compound file: sector %d of the allocation table lies outside the file", n)
			// what the table's other sectors say keeps its place
			f.fat = append(f.fat, make([]uint32, 1<<f.shift/4)...)
			for i := len(f.fat) - 1<<f.shift/4; i < len(f.fat); i++ {
				f.fat[i] = noStream
			}
			return true
		}
		for i := 0; i+4 <= len(b); i += 4 {
			f.fat = append(f.fat, le32(b[i:]))
		}
		return true
	}
	for i := 76; i < 512; i += 4 {
		if !add(le32(h[i:])) {
			break
		}
	}
	next, seen := le32(h[68:]), 0
	for next < maxRegular && len(f.fat) < sectors {
		b, ok := f.sector(next)
		if seen++; !ok || seen > sectors {
			f.problem(f.offset(next), "compound file: the list of the allocation table's sectors is broken")
			return
		}
		for i := 0; i+8 <= len(b); i += 4 {
			if !add(le32(b[i:])) {
				break
			}
		}
		next = le32(b[len(b)-4:])
	}
}

// chain follows a chain of sectors in a table, at most so many of them.
func (f *File) chain(table []uint32, start uint32, most int) (all []uint32, problem string) {
	for n := start; n != endOfChain && len(all) < most; {
		if n >= maxRegular || int64(n) >= int64(len(table)) {
			return all, "its chain of sectors leads out of the file"
		}
		if f.steps--; f.steps < 0 {
			return all, "its chain of sectors runs in a circle"
		}
		all = append(all, n)
		n = table[n]
	}
	return all, ""
}

// stream lays out the bytes of a stream.
func (f *File) stream(s Stream, start uint32) Stream {
	s.file = f
	shift, table := f.shift, f.fat
	if s.mini {
		shift, table = 6, f.miniFAT
	}
	if s.Size <= 0 {
		s.Size = 0
		return s
	}
	most := min((s.Size-1)>>shift+1, int64(len(table)))
	s.chain, s.Problem = f.chain(table, start, int(most))
	s.length = min(s.Size, int64(len(s.chain))<<shift)
	if !s.mini { // the last sector of the file may be cut
		for i, n := range s.chain {
			if left := f.size - f.offset(n); left < 1<<shift {
				s.length = min(s.length, int64(i)<<shift+max(0, left))
				break
			}
		}
	} else {
		for i, n := range s.chain {
			if left := f.mini.length - int64(n)<<6; left < 1<<6 {
				s.length = min(s.length, int64(i)<<6+max(0, left))
				break
			}
		}
	}
	if s.length < s.Size && s.Problem == "" {
		s.Problem = "the file ends within it"
	}
	return s
}

// entry is one record of the directory, [MS-CFB] 2.6.1.
type entry struct {
	name               string
	kind               byte // 1 storage, 2 stream, 5 root
	left, right, child uint32
	start              uint32
	size               uint64
}

func (f *File) readDirectory(start, miniStart uint32) {
	chain, problem := f.chain(f.fat, start, maxEntries*128>>f.shift)
	if problem != "" {
		f.problem(f.offset(start), "compound file: directory: %s", problem)
	}
	if len(chain) == 0 && start < maxRegular { // without a table its first sector is better than nothing
		chain = []uint32{start}
	}
	var entries []entry
	for _, n := range chain {
		b, ok := f.sector(n)
		if !ok {
			f.problem(f.offset(n), "compound file: sector %d of the directory lies outside the file", n)
			break
		}
		for ; len(b) >= 128; b = b[128:] {
			entries = append(entries, parseEntry(b[:128], f.shift))
		}
	}
	if len(entries) == 0 {
		return
	}
	mini, problem := f.chain(f.fat, miniStart, len(f.fat))
	if miniStart < maxRegular && problem != "" {
		f.problem(f.offset(miniStart), "compound file: table of the small streams: %s", problem)
	}
	for _, n := range mini {
		b, ok := f.sector(n)
		if !ok {
			break
		}
		for i := 0; i+4 <= len(b); i += 4 {
			f.miniFAT = append(f.miniFAT, le32(b[i:]))
		}
	}
	f.mini = f.stream(Stream{Size: int64(min(entries[0].size, uint64(f.size)))}, entries[0].start)
	f.walk(entries)
}

func parseEntry(b []byte, shift uint) entry {
	n := min(int(le16(b[64:])), 64) / 2
	u := make([]uint16, 0, n)
	for i := range n {
		c := le16(b[2*i:])
		if c == 0 {
			break
		}
		u = append(u, c)
	}
	e := entry{name: installerName(u), kind: b[66], left: le32(b[68:]), right: le32(b[72:]), child: le32(b[76:]), start: le32(b[116:]), size: binary.LittleEndian.Uint64(b[120:])}
	if shift == 9 { // the upper half is not always cleared, [MS-CFB] 2.6.1
		e.size &= 0xFFFFFFFF
	}
	return e
}

// walk lists the streams by the tree of the directory: the entries of a storage
// are a binary tree in the order of their names.
func (f *File) walk(entries []entry) {
	seen := make([]bool, len(entries))
	seen[0] = true
	var storage func(first uint32, path []string, depth int)
	storage = func(first uint32, path []string, depth int) {
		if depth > maxDepth {
			f.problem(0, "compound file: storages nested more than %d deep", maxDepth)
			return
		}
		var stack []uint32
		push := func(n uint32) uint32 {
			for n < maxRegular && int64(n) < int64(len(entries)) && !seen[n] {
				seen[n] = true
				stack = append(stack, n)
				n = entries[n].left
			}
			return n
		}
		push(first)
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			e := entries[n]
			own := append(append(make([]string, 0, len(path)+1), path...), e.name)
			switch e.kind {
			case 1:
				storage(e.child, own, depth+1)
			case 2:
				f.list(e, own, false)
			}
			push(e.right)
		}
	}
	storage(entries[0].child, nil, 1)
	for i, e := range entries {
		if !seen[i] && e.kind == 2 {
			f.list(e, []string{e.name}, true)
		}
	}
}

func (f *File) list(e entry, path []string, orphan bool) {
	s := Stream{Path: path, Size: int64(min(e.size, 1<<62)), Orphan: orphan, mini: e.size < uint64(f.cutoff)}
	f.Streams = append(f.Streams, f.stream(s, e.start))
}

// installerName undoes the packing of names in Windows Installer packages: two
// letters of a set of 64 in one character from U+3800, one from U+4800, and
// U+4840 before the names of tables.
func installerName(u []uint16) string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"
	packed := 0
	for _, c := range u {
		if c >= 0x3800 && c <= 0x4840 {
			packed++
		}
	}
	if packed == 0 || packed*2 < len(u) {
		return string(utf16.Decode(u))
	}
	var b strings.Builder
	for _, c := range u {
		switch {
		case c == 0x4840:
			b.WriteByte('!')
		case c >= 0x4800 && c < 0x4840:
			b.WriteByte(letters[c-0x4800])
		case c >= 0x3800 && c < 0x4800:
			b.WriteByte(letters[(c-0x3800)&63])
			b.WriteByte(letters[(c-0x3800)>>6])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

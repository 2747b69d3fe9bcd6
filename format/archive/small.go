package archive

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strconv"
	"strings"
	"time"
)

const maxName = 64 << 10 // bytes of a name; longer ones are damage

// cpioMembers yields the members of a cpio archive: the "new ASCII" forms
// 070701 and 070702, and the older 070707.
func cpioMembers(r io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		for at := int64(0); at < size; {
			m, next, err := cpioHeader(r, at, size)
			if err != nil {
				yield(Member{}, err)
				return
			}
			if m.Name == "TRAILER!!!" {
				return
			}
			cut := m.End > size
			m.Start, m.End = min(m.Start, size), min(m.End, size)
			if !yield(stored(r, m), nil) {
				return
			}
			if cut {
				yield(Member{}, &Damage{Start: m.Start, End: size, Reason: "cpio: the last member is cut off"})
				return
			}
			at = next
		}
	}
}

func cpioHeader(r io.ReaderAt, at, size int64) (m Member, next int64, err error) {
	var h [110]byte
	if err := fill(r, h[:min(int64(len(h)), size-at)], at); err != nil {
		return m, 0, damage(at, "cpio: %s", reason(err))
	}
	field := func(from, n, base int) int64 {
		v, perr := strconv.ParseUint(string(h[from:from+n]), base, 40)
		if perr != nil {
			err = damage(at, "cpio: damaged header")
		}
		return int64(v)
	}
	var header, name, align, mode int64
	switch string(h[:6]) {
	case "070701", "070702":
		header, align = 110, 4
		mode, m.Size, name = field(14, 8, 16), field(54, 8, 16), field(94, 8, 16)
		m.Time = time.Unix(field(46, 8, 16), 0).UTC()
	case "070707":
		header, align = 76, 1
		mode, m.Size, name = field(18, 6, 8), field(65, 11, 8), field(59, 6, 8)
		m.Time = time.Unix(field(48, 11, 8), 0).UTC()
	default:
		err = damage(at, "cpio: damaged header")
	}
	if err != nil {
		return m, 0, err
	}
	if name < 1 || name > maxName || at+header+name > size {
		return m, 0, damage(at, "cpio: damaged header")
	}
	b := make([]byte, name)
	if ferr := fill(r, b, at+header); ferr != nil {
		return m, 0, damage(at, "cpio: %s", reason(ferr))
	}
	up := func(v int64) int64 { return (v + align - 1) / align * align }
	m.Name = string(bytes.TrimRight(b, "\x00"))
	m.Mode = unixMode(mode)
	m.Start = at + up(header+name)
	m.End = m.Start + m.Size
	return m, m.Start + up(m.Size), nil
}

// unixMode turns st_mode into a FileMode.
func unixMode(mode int64) fs.FileMode {
	m := fs.FileMode(mode & 0o777)
	switch mode & 0o170000 {
	case 0o040000:
		m |= fs.ModeDir
	case 0o120000:
		m |= fs.ModeSymlink
	case 0o010000, 0o140000, 0o020000, 0o060000:
		m |= fs.ModeIrregular
	}
	return m
}

// arMembers yields the members of a Unix ar archive with the long names of
// System V/GNU and of BSD.
func arMembers(r io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		var long []byte // table of long names
		for at := int64(8); at < size; {
			var h [60]byte
			if err := fill(r, h[:], at); err != nil || h[58] != '`' || h[59] != '\n' {
				why := "ar: damaged header"
				if err != nil {
					why = "ar: " + reason(err)
				}
				yield(Member{}, damage(at, "%s", why))
				return
			}
			text := func(from, to int) string { return strings.TrimRight(string(h[from:to]), " ") }
			length, err := strconv.ParseInt(text(48, 58), 10, 48)
			if err != nil || length < 0 {
				yield(Member{}, damage(at, "ar: damaged header"))
				return
			}
			m := Member{Name: text(0, 16), Size: length, Start: at + 60, End: min(at+60+length, size)}
			if t, err := strconv.ParseInt(text(16, 28), 10, 40); err == nil && t > 0 {
				m.Time = time.Unix(t, 0).UTC()
			}
			cut := at+60+length > size
			at += 60 + length + length&1
			switch {
			case m.Name == "//":
				long = make([]byte, min(m.End-m.Start, 1<<20))
				_ = fill(r, long, m.Start) // a name that cannot be read stays "/123"
				continue
			case m.Name == "/", m.Name == "/SYM64/", strings.HasPrefix(m.Name, "__.SYMDEF"): // the table of symbols
				continue
			case strings.HasPrefix(m.Name, "#1/"):
				n, err := strconv.ParseInt(m.Name[3:], 10, 32)
				if err == nil && n > 0 && n <= maxName && m.Start+n <= m.End {
					b := make([]byte, n)
					if fill(r, b, m.Start) == nil {
						m.Name = string(bytes.TrimRight(b, "\x00"))
						m.Start, m.Size = m.Start+n, m.Size-n
					}
				}
			case len(m.Name) > 1 && m.Name[0] == '/':
				if i, err := strconv.Atoi(m.Name[1:]); err == nil && i >= 0 && i < len(long) {
					name, _, _ := bytes.Cut(long[i:], []byte("\n"))
					m.Name = strings.TrimSuffix(string(name[:min(len(name), maxName)]), "/")
				}
			default:
				m.Name = strings.TrimSuffix(m.Name, "/")
			}
			if !yield(stored(r, m), nil) {
				return
			}
			if cut {
				yield(Member{}, &Damage{Start: m.Start, End: size, Reason: "ar: the last member is cut off"})
				return
			}
		}
	}
}

// rpmMembers yields the payload of an RPM package, which is a compressed cpio
// archive. It lies behind the lead (96 bytes) and two headers, of which the
// first is filled up to a multiple of eight bytes.
func rpmMembers(r io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		at := int64(96)
		for i := range 2 {
			var h [16]byte
			if err := fill(r, h[:], at); err != nil || string(h[:3]) != "\x8e\xad\xe8" {
				yield(Member{}, damage(at, "rpm: damaged header"))
				return
			}
			at += 16 + 16*int64(binary.BigEndian.Uint32(h[8:])) + int64(binary.BigEndian.Uint32(h[12:]))
			if i == 0 {
				at = (at + 7) / 8 * 8
			}
		}
		if at >= size {
			yield(Member{}, damage(size, "rpm: %s", fmt.Sprintf("the payload should begin at byte %d: cut off", at)))
			return
		}
		yield(stored(r, Member{Name: "payload", Size: size - at, Start: at, End: size}), nil)
	}
}

package archive

import (
	"archive/tar"
	"errors"
	"io"
	"iter"
	"strings"
	"time"
)

const (
	tarBlock = 512
	// tarRestarts bounds how often reading starts anew behind a damaged header.
	tarRestarts = 1000
)

// tarMembers yields the members of a tar archive in any of its forms (v7,
// ustar, PAX, GNU, star). Behind a damaged header, and behind the end of an
// archive that another was appended to, it looks for the next sound header.
func tarMembers(r io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		from := int64(0)
		for restarts := 0; from < size; restarts++ {
			next, err, more := tarRun(r, from, size, yield)
			if !more {
				return
			}
			if err != nil {
				if !yield(Member{}, damage(next, "tar: %s", tarReason(err))) {
					return
				}
				if errors.Is(err, io.ErrUnexpectedEOF) {
					return
				}
				next += tarBlock
			}
			if restarts == tarRestarts {
				yield(Member{}, damage(next, "tar: too many damaged headers: the rest was not examined"))
				return
			}
			found, err := nextTarHeader(r, next, size)
			if err != nil {
				yield(Member{}, damage(next, "tar: %s", reason(err)))
				return
			}
			from = found
		}
	}
}

func tarReason(err error) string {
	if errors.Is(err, tar.ErrHeader) {
		return "damaged header"
	}
	return reason(err)
}

// tarRun yields the members of the archive that begins at from. It returns
// where it stopped, why (nil at the archive's end), and whether more is wanted.
func tarRun(r io.ReaderAt, from, size int64, yield func(Member, error) bool) (int64, error, bool) {
	in := io.NewSectionReader(r, from, size-from)
	t := tar.NewReader(in)
	last := from
	for {
		h, err := t.Next()
		here, _ := in.Seek(0, io.SeekCurrent)
		here += from
		if err == io.EOF {
			return here, nil, true
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) { // names are data here
			return max(last, here-tarBlock), err, true
		}
		m := Member{Name: h.Name, Size: h.Size, Mode: h.FileInfo().Mode(), Start: here, End: min(here+h.Size, size)}
		if !h.ModTime.IsZero() && h.ModTime.Unix() != 0 {
			m.Time = h.ModTime.UTC().Truncate(time.Second)
		}
		if tarSparse(h) {
			m.End = here // how much is stored is not told to us
			m.open = func() (io.ReadCloser, error) { return io.NopCloser(t), nil }
		} else {
			m = stored(r, m)
		}
		if h.Typeflag == tar.TypeLink {
			m.Mode |= 1 << 31 // a hard link has no bytes of its own: not regular
			m.Size, m.End = 0, m.Start
		}
		if h.Size < 0 || m.End < m.Start {
			m.End = m.Start
		}
		if !yield(m, nil) {
			return here, nil, false
		}
		if m.Stored && m.Mode.IsRegular() && here+h.Size > size {
			return here, io.ErrUnexpectedEOF, yield(Member{}, &Damage{Start: m.Start, End: size, Reason: "tar: the last member is cut off"}) && false
		}
		last = m.End
	}
}

// tarSparse reports whether holes were left out of a member's bytes.
func tarSparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for k := range h.PAXRecords {
		if strings.HasPrefix(k, "GNU.sparse.") {
			return true
		}
	}
	return false
}

// nextTarHeader finds the next block that is a sound header; size if there is none.
func nextTarHeader(r io.ReaderAt, from, size int64) (int64, error) {
	buf := make([]byte, 128*tarBlock)
	for at := from; at+tarBlock <= size; {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		if n < tarBlock {
			if err == nil || err == io.EOF {
				break
			}
			return size, err
		}
		for i := 0; i+tarBlock <= n; i += tarBlock {
			b := buf[i : i+tarBlock]
			if b[0] != 0 && tarSum(b) {
				return at + int64(i), nil
			}
		}
		at += int64(n / tarBlock * tarBlock)
	}
	return size, nil
}

package cfb

import "io"

// Content returns the bytes of a stream, as far as they can be had.
func (s Stream) Content() *io.SectionReader { return io.NewSectionReader(s, 0, s.length) }

// ReadAt implements [io.ReaderAt] over the stream's sectors.
func (s Stream) ReadAt(b []byte, off int64) (int, error) {
	if off < 0 || off >= s.length {
		return 0, io.EOF
	}
	short := off+int64(len(b)) > s.length
	b = b[:min(int64(len(b)), s.length-off)]
	total := 0
	for len(b) > 0 {
		at, n := s.place(off, int64(len(b)))
		var got int
		var err error
		if s.mini {
			got, err = s.file.mini.ReadAt(b[:n], at)
		} else {
			got, err = s.file.r.ReadAt(b[:n], at)
		}
		total += got
		off += int64(got)
		b = b[got:]
		if got == 0 || err != nil && err != io.EOF {
			if err == nil || err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return total, err
		}
	}
	if short {
		return total, io.EOF
	}
	return total, nil
}

// place maps an offset in the stream to one in the file (or in the mini stream)
// and says how many bytes follow there in a row, want at most.
func (s Stream) place(off, want int64) (at, n int64) {
	shift := s.file.shift
	if s.mini {
		shift = 6
	}
	i := int(off >> shift)
	in := off & (1<<shift - 1)
	n = 1<<shift - in
	for k := i; n < want && k+1 < len(s.chain) && s.chain[k+1] == s.chain[k]+1; k++ {
		n += 1 << shift
	}
	if s.mini {
		return int64(s.chain[i])<<6 + in, min(n, want, s.length-off)
	}
	return s.file.offset(s.chain[i]) + in, min(n, want, s.length-off)
}

// Place returns where in the file the stream's byte at off lies and how many of
// its bytes follow there in a row; 0, 0 where it has none.
func (s Stream) Place(off int64) (at, n int64) {
	if off < 0 || off >= s.length {
		return 0, 0
	}
	at, n = s.place(off, s.length)
	if s.mini {
		outer, row := s.file.mini.Place(at)
		return outer, min(n, row)
	}
	return at, n
}

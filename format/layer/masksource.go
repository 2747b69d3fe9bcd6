package layer

import "io"

// Unmasked is a source without the key that lies over it.
type Unmasked struct {
	src  io.ReaderAt
	off  int64
	size int64
	key  []byte
}

// Unmask returns size bytes of src from off on with the key taken off; key[0]
// belongs to the byte at off.
func Unmask(src io.ReaderAt, off, size int64, key []byte) *Unmasked {
	return &Unmasked{src, off, size, key}
}

// Size returns the size in bytes.
func (u *Unmasked) Size() int64 { return u.size }

// ReadAt implements [io.ReaderAt].
func (u *Unmasked) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 || at >= u.size {
		return 0, io.EOF
	}
	end := false
	if int64(len(b)) > u.size-at {
		b, end = b[:u.size-at], true
	}
	n, err := u.src.ReadAt(b, u.off+at)
	k := int(at % int64(len(u.key)))
	for i := range b[:n] {
		b[i] ^= u.key[k]
		if k++; k == len(u.key) {
			k = 0
		}
	}
	if n == len(b) {
		err = nil
		if end {
			err = io.EOF
		}
	}
	return n, err
}

// TextEnd tells where the text that begins at off ends: at the first byte that
// is none, at most after limit bytes.
func (u *Unmasked) TextEnd(limit int64) int64 {
	buf := make([]byte, 64<<10)
	for at := int64(0); at < min(u.size, limit); {
		n := readAt(u, buf, at)
		for i, c := range buf[:n] {
			if !text8(c) {
				return at + int64(i)
			}
		}
		if n == 0 {
			return at
		}
		at += int64(n)
	}
	return min(u.size, limit)
}

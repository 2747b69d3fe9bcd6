package archive

import (
	"bufio"
	"compress/gzip"
	"io"
	"iter"
	"time"
)

// gzipMembers yields the content of a gzip file (RFC 1952): all its parts one
// after the other are one stream, as gzip itself unpacks them. Bytes behind
// the last part that are not padding are yielded as appended bytes.
func gzipMembers(r io.ReaderAt, size int64) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		g := &gzipStream{src: r, size: size}
		m := Member{Size: -1, End: size}
		if z, err := gzip.NewReader(io.NewSectionReader(r, 0, size)); err == nil {
			m.Name = z.Name
			if !z.ModTime.IsZero() {
				m.Time = z.ModTime.UTC().Truncate(time.Second)
			}
		}
		m.open = func() (io.ReadCloser, error) {
			*g = gzipStream{src: r, size: size}
			return g, nil
		}
		if !yield(m, nil) {
			return
		}
		if g.tail > 0 && g.tail < size {
			yield(stored(r, Member{Size: size - g.tail, Start: g.tail, End: size, Appended: true}), nil)
		}
	}
}

type gzipStream struct {
	src  io.ReaderAt
	size int64
	in   *bufio.Reader
	read int64 // bytes given to in
	z    *gzip.Reader
	tail int64 // where bytes begin that are no gzip; 0: none
	err  error
}

// Close implements [io.Closer].
func (g *gzipStream) Close() error {
	g.err = io.ErrClosedPipe
	return nil
}

// Read implements [io.Reader].
func (g *gzipStream) Read(b []byte) (int, error) {
	for g.err == nil {
		if g.z == nil {
			if g.err = g.next(); g.err != nil {
				break
			}
		}
		n, err := g.z.Read(b)
		if err == io.EOF {
			err = nil
			if g.err = g.next(); g.err != nil && n > 0 {
				return n, nil
			}
		}
		if err != nil {
			g.err = err
		}
		if n > 0 || len(b) == 0 {
			return n, nil
		}
	}
	return 0, g.err
}

// next opens the next part, or says io.EOF where there is none.
func (g *gzipStream) next() error {
	if g.z == nil {
		g.in = bufio.NewReaderSize(&counted{r: io.NewSectionReader(g.src, 0, g.size), n: &g.read}, 64<<10)
		z, err := gzip.NewReader(g.in)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		g.z = z
		g.z.Multistream(false)
		return nil
	}
	at := g.read - int64(g.in.Buffered())
	head, _ := g.in.Peek(3)
	for len(head) > 0 && head[0] == 0 { // padding, as tapes have it
		g.in.Discard(1)
		head, _ = g.in.Peek(3)
	}
	if len(head) == 0 {
		return io.EOF
	}
	if string(head) != "\x1f\x8b\x08" {
		g.tail = at
		return io.EOF
	}
	if err := g.z.Reset(g.in); err != nil {
		return err
	}
	g.z.Multistream(false)
	return nil
}

// counted counts the bytes that were read.
type counted struct {
	r io.Reader
	n *int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	*c.n += int64(n)
	return n, err
}

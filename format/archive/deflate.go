package archive

import (
	"bufio"
	"compress/flate"
	"io"
	"sync"
)

// inflater is a decoder of deflate streams that is used again: an archive has
// thousands of members, and the tables of a decoder are large.
type inflater struct {
	io.ReadCloser
	in *bufio.Reader
}

var inflaters = sync.Pool{New: func() any {
	in := bufio.NewReaderSize(nil, 4096)
	return &inflater{ReadCloser: flate.NewReader(in), in: in}
}}

func inflate(r io.Reader) io.ReadCloser {
	d := inflaters.Get().(*inflater)
	d.in.Reset(r)
	if err := d.ReadCloser.(flate.Resetter).Reset(d.in, nil); err != nil {
		panic(err) // it has no way to fail
	}
	return &inflating{d}
}

// inflating is one use of an inflater.
type inflating struct{ d *inflater }

func (u *inflating) Read(b []byte) (int, error) {
	if u.d == nil {
		return 0, io.ErrClosedPipe
	}
	return u.d.Read(b)
}

func (u *inflating) Close() error {
	if u.d != nil {
		u.d.in.Reset(nil)
		inflaters.Put(u.d)
		u.d = nil
	}
	return nil
}

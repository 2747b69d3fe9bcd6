package collection

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"lamproom/dissection"
	"lamproom/evidence"
)

// file is a regular file that is opened when it is first asked for. Size opens
// it, too: the size that counts is the one at that moment. One goroutine at a
// time uses it.
type file struct {
	sys    system
	path   string
	follow bool
	listed int64 // size when the folder was walked

	once     sync.Once
	f        *os.File
	err      error
	size     int64
	modified time.Time
	memory   []byte // the content of a file that the system makes up while it is read
}

var (
	_ evidence.Source    = (*file)(nil)
	_ dissection.Watcher = (*file)(nil)
	_ io.Closer          = (*file)(nil)
)

// madeUp bounds what is read of a file that the system makes up while it is
// read (/proc, /sys) and whose size says nothing.
const madeUp = 64 << 20

func (f *file) open() {
	f.once.Do(func() {
		h, err := f.sys.Open(f.path, f.follow)
		if err != nil {
			f.err = dissection.Refusal{Reason: plain(err)}
			return
		}
		info, err := h.Stat()
		switch {
		case err != nil:
			f.err = dissection.Refusal{Reason: plain(err)}
		case !info.Mode().IsRegular():
			f.err = special(info.Mode())
		}
		if f.err != nil {
			h.Close()
			return
		}
		f.f, f.size, f.modified = h, info.Size(), info.ModTime()
		if f.size == 0 || virtual(h, info) {
			f.readMadeUp()
		}
	})
}

// readMadeUp reads a file whose size is not to be believed, to its end.
func (f *file) readMadeUp() {
	defer func() { f.f.Close(); f.f = nil }()
	if f.size > 1<<40 { // /proc/kcore: a window onto all memory
		f.size, f.err = 0, dissection.Refusal{Reason: "a window onto the system's memory: not read", Policy: true}
		return
	}
	buf := make([]byte, 4096)
	for int64(len(f.memory)) < madeUp {
		n, err := f.f.ReadAt(buf, int64(len(f.memory)))
		f.memory = append(f.memory, buf[:n]...)
		if n == 0 || err != nil {
			if err != nil && err != io.EOF && len(f.memory) == 0 {
				f.err = dissection.Refusal{Reason: plain(err)}
			}
			break
		}
		if n == len(buf) && len(buf) < 1<<20 {
			buf = make([]byte, 2*len(buf))
		}
	}
	f.size = int64(len(f.memory))
}

// Size implements [evidence.Source].
func (f *file) Size() int64 {
	f.open()
	return f.size
}

// ReadAt implements [evidence.Source]. What was appended after the file was
// opened is not read.
func (f *file) ReadAt(p []byte, off int64) (int, error) {
	f.open()
	if f.err != nil {
		return 0, f.err
	}
	if off < 0 {
		return 0, errors.New("negative offset")
	}
	if off >= f.size {
		return 0, io.EOF
	}
	short := off+int64(len(p)) > f.size
	if short {
		p = p[:f.size-off]
	}
	var n int
	var err error
	if f.f == nil {
		if f.memory == nil {
			return 0, fs.ErrClosed
		}
		n = copy(p, f.memory[off:])
	} else {
		n, err = f.f.ReadAt(p, off)
	}
	if n == len(p) {
		err = nil
		if short {
			err = io.EOF
		}
	} else if err == io.EOF { // it had more when it was opened
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// Changed implements [dissection.Watcher].
func (f *file) Changed() (int64, string) {
	if f.f == nil {
		return 0, ""
	}
	info, err := f.f.Stat()
	switch {
	case err != nil:
		return 0, ""
	case info.Size() > f.size:
		return f.size, fmt.Sprintf("it grew while it was read: the first %d bytes were examined", f.size)
	case info.Size() < f.size:
		return info.Size(), fmt.Sprintf("it shrank while it was read, from %d to %d bytes", f.size, info.Size())
	case !info.ModTime().Equal(f.modified):
		return 0, "it was written to while it was read: old and new bytes may be mixed"
	}
	return 0, ""
}

// Close implements [io.Closer].
func (f *file) Close() error {
	f.once.Do(func() { f.err = fs.ErrClosed })
	f.memory = nil
	if f.f == nil {
		return nil
	}
	return f.f.Close()
}

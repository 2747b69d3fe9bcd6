package dissection

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"

	"lamproom/evidence"
)

// Spool keeps the bytes of pieces that come as a stream (an archive member, a
// decoded layer) so that they can be read at any place. Small pieces live in
// memory; larger ones, and all once the spool's share of memory is used up, in
// a private file:
//
//   - made with mode 0600 in a folder of its own with mode 0700,
//   - without a name from the moment it is open where the system allows that,
//     so that nothing is left behind however the program ends,
//   - scrambled with a key stream that is different in every run and never
//     written down, so that no scanner trips over a sample and nobody finds it.
//
// A Spool may be used from several goroutines.
type Spool struct {
	folder string // "" for the system's temporary folder
	piece  int64  // a piece larger than this goes to a file
	memory int64  // what all pieces may take of memory at a time

	inMemory atomic.Int64
	stream   cipher.Block
	files    atomic.Uint64 // number of files made: each has a key stream of its own

	mu    sync.Mutex
	named map[*Piece]struct{} // pieces whose file could not be unlinked yet

	create func(folder string) (spoolFile, func() error, error) // replaced by tests
}

// spoolFile is what a piece needs of a file.
type spoolFile interface {
	io.WriterAt
	io.ReaderAt
	io.Closer
}

const (
	spoolChunk = 64 << 10
	// spoolShare is how many pieces of the largest size in memory the spool
	// holds at a time. Pieces nest, so all of a branch are alive together.
	spoolShare = 4
)

// NewSpool returns a spool that makes its files in folder (the system's
// temporary folder if ""), for pieces of more than memory bytes.
func NewSpool(folder string, memory int64) (*Spool, error) {
	var key [32]byte
	if _, err := rand.Read(key[:]); err != nil {
		return nil, fmt.Errorf("spool: no random key: %w", err)
	}
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	return &Spool{
		folder: folder, piece: memory, memory: spoolShare * memory,
		stream: block, named: map[*Piece]struct{}{}, create: createPrivate,
	}, nil
}

// SpoolError says that the temporary folder could not take a piece. The piece
// holds what came before.
type SpoolError struct{ Err error }

func (e *SpoolError) Error() string {
	if noRoom(e.Err) {
		return "no room in the temporary folder: set TMPDIR to one with more"
	}
	return "the temporary folder cannot be used: " + plainError(e.Err) + ": set TMPDIR to another"
}

func (e *SpoolError) Unwrap() error { return e.Err }

// noRoom: 112 is Windows' ERROR_DISK_FULL, which has no name in package syscall.
func noRoom(err error) bool {
	var no syscall.Errno
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		filepath.Separator == '\\' && errors.As(err, &no) && no == 112
}

// plainError leaves out the name of the temporary file, which is different in every run.
func plainError(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// Keep reads r to its end and returns its bytes. It always returns a piece;
// with an error, the piece holds what came before: the error is r's own, the
// context's, a [*BudgetError] of the meter or a [*SpoolError]. The caller
// closes the piece. A nil meter counts nothing.
func (s *Spool) Keep(ctx context.Context, r io.Reader, meter *Meter) (*Piece, error) {
	p := &Piece{spool: s}
	buf := chunks.Get().(*[spoolChunk]byte)
	defer chunks.Put(buf)
	for empty := 0; ; {
		if err := ctx.Err(); err != nil {
			return p, err
		}
		want := int64(spoolChunk)
		if meter != nil { // one byte beyond the budget shows that there is more
			want = min(want, meter.Left()+1)
		}
		n, err := r.Read(buf[:want])
		if n < 0 || n > int(want) {
			return p, errors.New("reader returned an impossible count")
		}
		var over error
		if meter != nil {
			if over = meter.Add(int64(n)); over != nil {
				n = int(max(min(int64(n), meter.Left()), 0))
				_ = meter.Add(int64(n)) // fits: it is what is left
			}
		}
		if werr := p.write(buf[:n]); werr != nil {
			return p, &SpoolError{werr}
		}
		if over != nil {
			return p, over
		}
		if n > 0 {
			empty = 0
		} else if empty++; empty > 100 && err == nil {
			err = io.ErrNoProgress
		}
		if err == io.EOF {
			return p, nil
		}
		if err != nil {
			return p, err
		}
	}
}

// Close removes what is left of the spool. Its pieces must not be used after it.
func (s *Spool) Close() error {
	s.mu.Lock()
	var left []*Piece
	for p := range s.named {
		left = append(left, p)
	}
	s.mu.Unlock()
	var errs []error
	for _, p := range left {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}

var chunks = sync.Pool{New: func() any { return new([spoolChunk]byte) }}

// Piece is a source in a [Spool]. It may be read from several goroutines.
type Piece struct {
	spool  *Spool
	size   int64
	small  []byte              // the first bytes while they fit in less than a chunk
	chunks []*[spoolChunk]byte // the bytes, while in memory and more than small
	held   int64               // bytes counted against the spool's share of memory
	file   spoolFile           // or the bytes are here, scrambled
	iv     [aes.BlockSize]byte // of the file
	remove func() error        // what is to do to be rid of the file's name
	closed atomic.Bool
}

var _ evidence.Source = (*Piece)(nil)

// Size implements [evidence.Source].
func (p *Piece) Size() int64 { return p.size }

func (p *Piece) write(b []byte) error {
	for len(b) > 0 {
		if p.file == nil && !p.room(len(b)) {
			if err := p.spill(); err != nil {
				return err
			}
		}
		if p.file != nil {
			out := chunks.Get().(*[spoolChunk]byte)
			n := min(len(b), spoolChunk)
			p.scramble(out[:n], b[:n], p.size)
			w, err := p.file.WriteAt(out[:n], p.size)
			chunks.Put(out)
			p.size += int64(max(w, 0))
			if err != nil {
				return err
			}
			b = b[n:]
			continue
		}
		n := p.keep(b)
		p.size += int64(n)
		b = b[n:]
	}
	return nil
}

// room takes the spool's memory for the next n bytes, at most up to the next
// border between chunks, and reports whether there was enough.
func (p *Piece) room(n int) bool {
	if p.size+int64(n) > p.spool.piece {
		return false
	}
	need := int64(0)
	switch {
	case len(p.chunks) == 0 && p.size+int64(n) < spoolChunk:
		if int(p.size)+n > cap(p.small) {
			grown := make([]byte, len(p.small), min(spoolChunk, max(2*cap(p.small), int(p.size)+n, 512)))
			need = int64(cap(grown) - cap(p.small))
			if !p.take(need) {
				return false
			}
			copy(grown, p.small)
			p.small = grown
		}
		return true
	case len(p.chunks) == 0:
		if !p.take(spoolChunk) {
			return false
		}
		c := chunks.Get().(*[spoolChunk]byte)
		copy(c[:], p.small)
		p.give(int64(cap(p.small)))
		p.small = nil
		p.chunks = append(p.chunks, c)
		return true
	case p.size == int64(len(p.chunks))*spoolChunk:
		if !p.take(spoolChunk) {
			return false
		}
		p.chunks = append(p.chunks, chunks.Get().(*[spoolChunk]byte))
	}
	return true
}

// keep copies bytes for which there is room and returns how many.
func (p *Piece) keep(b []byte) int {
	if len(p.chunks) == 0 {
		p.small = append(p.small, b...)
		return len(b)
	}
	if p.size == int64(len(p.chunks))*spoolChunk {
		return 0 // room adds a chunk
	}
	return copy(p.chunks[len(p.chunks)-1][p.size%spoolChunk:], b)
}

func (p *Piece) take(n int64) bool {
	if p.spool.inMemory.Add(n) > p.spool.memory {
		p.spool.inMemory.Add(-n)
		return false
	}
	p.held += n
	return true
}

func (p *Piece) give(n int64) {
	p.spool.inMemory.Add(-n)
	p.held -= n
}

// spill moves the piece from memory to a file.
func (p *Piece) spill() error {
	f, remove, err := p.spool.create(p.spool.folder)
	if err != nil {
		return err
	}
	binary.BigEndian.PutUint64(p.iv[:8], p.spool.files.Add(1))
	out := chunks.Get().(*[spoolChunk]byte)
	defer chunks.Put(out)
	for off := int64(0); off < p.size; {
		b := p.inMemory(off)
		p.scramble(out[:len(b)], b, off)
		if _, err := f.WriteAt(out[:len(b)], off); err != nil {
			// The piece stays in memory, where it was.
			return errors.Join(err, f.Close(), remove2(remove))
		}
		off += int64(len(b))
	}
	p.file, p.remove = f, remove
	if remove != nil {
		p.spool.mu.Lock()
		p.spool.named[p] = struct{}{}
		p.spool.mu.Unlock()
	}
	p.release()
	return nil
}

func remove2(remove func() error) error {
	if remove == nil {
		return nil
	}
	return remove()
}

// inMemory returns the bytes from off to the next border of a chunk.
func (p *Piece) inMemory(off int64) []byte {
	if len(p.chunks) == 0 {
		return p.small[off:p.size]
	}
	i := off / spoolChunk
	return p.chunks[i][off-i*spoolChunk : min(spoolChunk, p.size-i*spoolChunk)]
}

func (p *Piece) release() {
	for _, c := range p.chunks {
		chunks.Put(c)
	}
	p.chunks, p.small = nil, nil
	p.give(p.held)
}

// scramble adds the key stream of the file at off.
func (p *Piece) scramble(dst, src []byte, off int64) {
	iv := p.iv
	binary.BigEndian.PutUint64(iv[8:], uint64(off)/aes.BlockSize)
	stream := cipher.NewCTR(p.spool.stream, iv[:])
	if skip := off % aes.BlockSize; skip > 0 {
		var waste [aes.BlockSize]byte
		stream.XORKeyStream(waste[:skip], waste[:skip])
	}
	stream.XORKeyStream(dst, src)
}

// ReadAt implements [evidence.Source].
func (p *Piece) ReadAt(b []byte, off int64) (int, error) {
	switch {
	case p.closed.Load():
		return 0, os.ErrClosed
	case off < 0:
		return 0, errors.New("negative offset")
	case off >= p.size:
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), p.size-off))
	if p.file == nil {
		for done := 0; done < n; {
			done += copy(b[done:n], p.inMemory(off+int64(done)))
		}
	} else {
		got, err := p.file.ReadAt(b[:n], off)
		p.scramble(b[:got], b[:got], off)
		if got < n {
			if err == nil || err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return got, err
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Close gives back the memory or removes the file. It may be called again.
func (p *Piece) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	if p.file == nil {
		p.release()
		return nil
	}
	err := errors.Join(p.file.Close(), remove2(p.remove))
	if p.remove != nil {
		p.spool.mu.Lock()
		delete(p.spool.named, p)
		p.spool.mu.Unlock()
	}
	return err
}

// createPrivate makes a file nobody else can open. The returned function
// removes it after it was closed; it is nil where the name is gone already.
func createPrivate(folder string) (spoolFile, func() error, error) {
	own, err := os.MkdirTemp(folder, "lamproom-") // mode 0700
	if err != nil {
		return nil, nil, err
	}
	name := filepath.Join(own, "piece")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, nil, errors.Join(err, os.Remove(own))
	}
	if os.Remove(name) == nil && os.Remove(own) == nil {
		return f, nil, nil
	}
	return f, func() error { return os.RemoveAll(own) }, nil
}

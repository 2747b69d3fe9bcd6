package dissection

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

	"lamproom/evidence"
)

// identified passes reads through to a source and computes the SHA-256 of its
// bytes on the way: what is read in order is hashed from the reader's own
// buffer, so that nothing is read twice; finish reads what nobody asked for.
// Of a large source the hashing runs in a goroutine beside the reading.
type identified struct {
	src  evidence.Source
	sum  hash.Hash
	next int64 // bytes hashed, or on their way to be
	fail error // the first read that failed short of the size
	at   int64 // and where

	work chan []byte // nil: hash in place
	free chan []byte
	done chan struct{}
}

const (
	hashChunk    = 256 << 10
	hashBeside   = 4 << 20 // sources larger than this are hashed beside the reading
	hashInFlight = 4
)

func identify(src evidence.Source) *identified {
	id := &identified{src: src, sum: sha256.New()}
	if src.Size() > hashBeside {
		id.work = make(chan []byte, hashInFlight)
		id.free = make(chan []byte, hashInFlight)
		id.done = make(chan struct{})
		for range hashInFlight {
			id.free <- make([]byte, hashChunk)
		}
		go func() {
			defer close(id.done)
			for b := range id.work {
				id.sum.Write(b)
				id.free <- b[:cap(b)]
			}
		}()
	}
	return id
}

func (id *identified) Size() int64 { return id.src.Size() }

// ReadAt implements [evidence.Source]. A dissector calls it from one goroutine.
func (id *identified) ReadAt(p []byte, off int64) (int, error) {
	n, err := id.src.ReadAt(p, off)
	if end := off + int64(n); off <= id.next && id.next < end {
		id.write(p[id.next-off : n])
		id.next = end
	}
	if err != nil && id.fail == nil && off+int64(n) < id.src.Size() && n < len(p) {
		id.fail, id.at = err, off+int64(n)
	}
	return n, err
}

func (id *identified) write(p []byte) {
	if id.work == nil {
		id.sum.Write(p)
		return
	}
	for len(p) > 0 {
		b := <-id.free
		n := copy(b, p)
		id.work <- b[:n]
		p = p[n:]
	}
}

// finish hashes what was not read yet and returns the identity and the number
// of bytes it covers. The error says where and why reading stopped short. Once
// the context has ended nobody waits for the rest.
func (id *identified) finish(ctx context.Context) (evidence.ID, int64, error) {
	buf := make([]byte, min(hashChunk, max(id.src.Size()-id.next, 0)))
	for id.fail == nil && id.next < id.src.Size() && ctx.Err() == nil {
		n, err := id.ReadAt(buf[:min(int64(len(buf)), id.src.Size()-id.next)], id.next)
		if n == 0 && err == nil {
			id.fail, id.at = io.ErrNoProgress, id.next
		}
	}
	if id.work != nil {
		close(id.work)
		<-id.done
	}
	var sum evidence.ID
	id.sum.Sum(sum[:0])
	return sum, id.next, id.problem()
}

func (id *identified) problem() error {
	switch {
	case id.fail == nil:
		return nil
	case errors.Is(id.fail, io.EOF), errors.Is(id.fail, io.ErrUnexpectedEOF):
		return fmt.Errorf("ends after %d of %d bytes: it shrank while it was read, or was cut off", id.at, id.src.Size())
	default:
		return fmt.Errorf("cannot be read beyond byte %d: %w", id.at, id.fail)
	}
}

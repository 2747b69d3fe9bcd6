package archive

import (
	"fmt"
	"io"
	"sync"
)

const (
	// maxWindow is the largest dictionary or window a decoder gets: what the
	// strongest usual setting (xz -9, 7-Zip ultra) needs.
	maxWindow = 64 << 20
	// windowShare is what the windows of all decoders may take together,
	// however many archives are open at once.
	windowShare = 96 << 20
)

// windows hands out the memory of decoders. A decoder waits until there is
// enough; as it is closed before what came out of it is opened, nobody waits
// for himself.
var windows = gate{left: windowShare}

type gate struct {
	mu    sync.Mutex
	freed *sync.Cond
	left  int64
}

func (g *gate) take(n int64) (release func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.freed == nil {
		g.freed = sync.NewCond(&g.mu)
	}
	for g.left < n {
		g.freed.Wait()
	}
	g.left -= n
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.left += n
		g.freed.Broadcast()
	})
}

// window checks the size of a dictionary and takes its memory.
func window(n int64) (release func(), err error) {
	if n > maxWindow {
		return nil, fmt.Errorf("needs a window of %d MiB to decode: more than %d MiB are not given", (n+1<<20-1)>>20, maxWindow>>20)
	}
	return windows.take(n), nil
}

// decoder is a reader that gives its memory back when it is closed.
type decoder struct {
	io.Reader
	release func()
}

func (d *decoder) Close() error {
	d.Reader = ended{}
	d.release()
	return nil
}

type ended struct{}

func (ended) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// usefulDict returns how much of a declared LZMA dictionary can be of use to a
// stream of that many compressed bytes: the coder gains at most some 7,000
// bytes from one.
func usefulDict(declared, compressed int64) int64 {
	const gain = 16 << 10
	return max(1<<12, min(declared, compressed*gain))
}

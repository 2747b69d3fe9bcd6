// Package dissectiontest is the conformance suite that every dissector
// inherits: what holds for any dissector on any bytes.
package dissectiontest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/observation"
)

// Sample is an evidence the suite is run on. Small ones are cut at every byte.
type Sample struct {
	Name string
	Data []byte
}

// maxCut is the size up to which a sample is cut at every byte; larger ones are
// cut at some hundred places.
const maxCut = 4 << 10

// Run runs the suite.
func Run(t *testing.T, d dissection.Dissector, samples ...Sample) {
	t.Helper()
	if d.Name() == "" {
		t.Error("the dissector has no name")
	}
	for _, s := range samples {
		t.Run(s.Name, func(t *testing.T) {
			head := evidence.Head{Name: s.Name, Size: int64(len(s.Data)), Bytes: s.Data[:min(len(s.Data), evidence.HeadSize)]}
			if !d.Accepts(head) {
				t.Fatal("the sample is not accepted")
			}
			whole := dissect(t, d, s, bytes.NewReader(s.Data))
			t.Run("same again", func(t *testing.T) {
				if again := dissect(t, d, s, bytes.NewReader(s.Data)); again.told() != whole.told() {
					t.Error("the same bytes were told differently")
				}
			})
			t.Run("one byte reads", func(t *testing.T) {
				if again := dissect(t, d, s, oneByte{bytes.NewReader(s.Data)}); again.told() != whole.told() {
					t.Error("reads of one byte change what is told")
				}
			})
			t.Run("truncation", func(t *testing.T) {
				step := 1
				if len(s.Data) > maxCut {
					step = len(s.Data)/300 + 1
				}
				for n := 0; n <= len(s.Data); n += step {
					cut := Sample{s.Name, s.Data[:n]}
					dissect(t, d, cut, bytes.NewReader(cut.Data))
				}
			})
			t.Run("shrinks while read", func(t *testing.T) {
				dissect(t, d, s, short{bytes.NewReader(s.Data), int64(len(s.Data)) / 2})
			})
			t.Run("unreadable", func(t *testing.T) {
				r := &Recorder{t: t}
				if err := d.Dissect(t.Context(), evidenceOf(s), broken{int64(len(s.Data))}, r); err == nil && len(r.Damages) == 0 && len(s.Data) > 0 {
					t.Error("a source that fails was read without a word")
				}
			})
			t.Run("cancelled", func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				r := &Recorder{t: t}
				if err := d.Dissect(ctx, evidenceOf(s), bytes.NewReader(s.Data), r); err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("cancelled: %v", err)
				}
			})
			t.Run("sink error", func(t *testing.T) {
				stop := errors.New("stop")
				for n := range min(len(whole.Observations)+whole.Nested+len(whole.Damages), 20) {
					r := &Recorder{t: t, Stop: stop, After: n}
					if err := d.Dissect(t.Context(), evidenceOf(s), bytes.NewReader(s.Data), r); err != stop {
						t.Fatalf("after %d calls: the sink's error came back as %v", n, err)
					}
					if r.Late > 0 {
						t.Fatalf("after %d calls: %d more calls although the sink said stop", n, r.Late)
					}
				}
			})
			t.Run("no goroutine left", func(t *testing.T) {
				before := runtime.NumGoroutine()
				dissect(t, d, s, bytes.NewReader(s.Data))
				for range 100 {
					if runtime.NumGoroutine() <= before {
						return
					}
					time.Sleep(time.Millisecond)
				}
				t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
			})
			t.Run("allocation", func(t *testing.T) {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				dissect(t, d, s, bytes.NewReader(s.Data))
				runtime.ReadMemStats(&after)
				limit := uint64(64<<20 + 400*len(s.Data))
				if n := after.TotalAlloc - before.TotalAlloc; n > limit {
					t.Errorf("%d bytes of evidence cost %d bytes of memory, limit %d", len(s.Data), n, limit)
				}
			})
		})
	}
}

func evidenceOf(s Sample) *evidence.Evidence {
	return &evidence.Evidence{Name: s.Name, Size: int64(len(s.Data))}
}

func dissect(t *testing.T, d dissection.Dissector, s Sample, src evidence.Source) *Recorder {
	t.Helper()
	r := &Recorder{t: t, ev: evidenceOf(s), size: int64(len(s.Data))}
	if err := d.Dissect(t.Context(), r.ev, src, r); err != nil {
		t.Fatalf("%d bytes: %v", len(s.Data), err)
	}
	return r
}

// Recorder is a sink that checks and keeps what it gets. Walkers of nested
// pieces may use its Keep.
type Recorder struct {
	Observations []observation.Observation
	Damages      []dissection.Damage
	Nested       int
	Kind         evidence.Kind
	Role         evidence.Role

	Stop  error // given back from the call number After on, if not nil
	After int
	Late  int // calls after the first that was told to stop

	t     *testing.T
	ev    *evidence.Evidence
	size  int64
	calls int
}

func (r *Recorder) call() error {
	r.calls++
	if r.Stop != nil && r.calls > r.After {
		if r.calls > r.After+1 {
			r.Late++
		}
		return r.Stop
	}
	return nil
}

// Identify implements [dissection.Sink].
func (r *Recorder) Identify(k evidence.Kind, role evidence.Role) {
	if r.calls > 0 && r.t != nil {
		r.t.Error("identified after the first call")
	}
	r.Kind, r.Role = k, role
}

// Observe implements [dissection.Sink].
func (r *Recorder) Observe(o observation.Observation) error {
	r.check(o.Where)
	if o.Fact == nil {
		r.t.Error("an observation without a fact")
	}
	r.Observations = append(r.Observations, o)
	return r.call()
}

// Nest implements [dissection.Sink].
func (r *Recorder) Nest(_ evidence.Origin, at evidence.Locator, src evidence.Source) error {
	r.check(at)
	r.Nested++
	if c, ok := src.(io.Closer); ok {
		c.Close()
	}
	return r.call()
}

// Keep implements the optional ability of sinks to hold streamed pieces.
func (r *Recorder) Keep(src io.Reader) (evidence.Source, error) {
	b, err := io.ReadAll(io.LimitReader(src, 16<<20))
	return bytes.NewReader(b), err
}

// Damage implements [dissection.Sink].
func (r *Recorder) Damage(d dissection.Damage) error {
	r.check(d.At)
	if d.Reason == "" {
		r.t.Error("damage without a reason")
	}
	r.Damages = append(r.Damages, d)
	return r.call()
}

func (r *Recorder) check(l evidence.Locator) {
	if r.ev == nil {
		return
	}
	r.t.Helper()
	if l.Evidence != nil && l.Evidence != r.ev {
		r.t.Errorf("the locator is of another evidence")
	}
	if l.Offset < 0 || l.Length < 0 || l.Offset+l.Length > r.size {
		r.t.Errorf("the locator %d+%d lies outside the evidence of %d bytes", l.Offset, l.Length, r.size)
	}
}

// told is everything that was said, for comparison.
func (r *Recorder) told() string {
	var b bytes.Buffer
	for _, o := range r.Observations {
		fmt.Fprintf(&b, "%s %d+%d %v %+v\n", o.Fact.Kind(), o.Where.Offset, o.Where.Length, o.Time, plain(o.Fact))
	}
	for _, d := range r.Damages {
		fmt.Fprintf(&b, "%d+%d %s\n", d.At.Offset, d.At.Length, d.Reason)
	}
	fmt.Fprintf(&b, "%s %s %d", r.Kind, r.Role, r.Nested)
	return b.String()
}

// plain tells the fields of a fact that rules see; pointers would differ.
func plain(f observation.Fact) (all []string) {
	for _, n := range []string{"CommandLine", "Image", "url", "user", "pass", "message", "wallet", "endpoint", "domain", "ip"} {
		for v := range f.Field(n) {
			all = append(all, n+"="+v.Text)
		}
	}
	return all
}

type oneByte struct{ r *bytes.Reader }

func (o oneByte) Size() int64 { return o.r.Size() }
func (o oneByte) ReadAt(b []byte, off int64) (int, error) {
	if len(b) > 1 {
		b = b[:1]
	}
	return o.r.ReadAt(b, off)
}

// short is a source that ends before the size it claims.
type short struct {
	r   *bytes.Reader
	end int64
}

func (s short) Size() int64 { return s.r.Size() }
func (s short) ReadAt(b []byte, off int64) (int, error) {
	if off >= s.end {
		return 0, io.EOF
	}
	n, err := s.r.ReadAt(b[:min(int64(len(b)), s.end-off)], off)
	if err == nil && n < len(b) {
		err = io.EOF
	}
	return n, err
}

// broken is a source that cannot be read.
type broken struct{ size int64 }

func (b broken) Size() int64                         { return b.size }
func (broken) ReadAt(_ []byte, _ int64) (int, error) { return 0, errors.New("bad sector") }

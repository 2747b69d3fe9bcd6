package dissection_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/observation"
)

// log records what a walk gives.
type log struct {
	lines []string
	evs   []*evidence.Evidence
	stop  error
}

func (l *log) Evidence(e *evidence.Evidence) {
	l.evs = append(l.evs, e)
	l.lines = append(l.lines, "evidence "+e.Name)
}
func (l *log) Observe(observation.Observation) error {
	l.lines = append(l.lines, "observe")
	return l.stop
}
func (l *log) Damage(d dissection.Damage) {
	l.lines = append(l.lines, fmt.Sprintf("damage %s: %s", d.Name, d.Reason))
}
func (l *log) Skip(s dissection.Skip) {
	l.lines = append(l.lines, fmt.Sprintf("skip %s: %s", s.Evidence, s.Reason))
}

// play is a dissector that does what a test says.
type play func(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error

func (play) Name() string                  { return "play" }
func (play) Schemas() []observation.Schema { return nil }
func (play) Accepts(evidence.Head) bool    { return true }
func (p play) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	return p(ctx, ev, src, sink)
}

func walk(t *testing.T, l *log, src evidence.Source, p play) error {
	t.Helper()
	w := dissection.Walker{Dissectors: []dissection.Dissector{p}, Budget: dissection.Budget{Depth: 3, Members: 5, Bytes: 1 << 20, Memory: 1 << 10}}
	return w.Walk(context.Background(), &evidence.Evidence{Name: "root"}, src, l)
}

func TestIdentityIsThatOfAllBytesHoweverTheyAreRead(t *testing.T) {
	for _, size := range []int{0, 1, 4096, 100_000, 9 << 20} {
		data := bytes.Repeat([]byte("lamp room "), size/10+1)[:size]
		want := evidence.ID(sha256.Sum256(data))
		for name, read := range map[string]func(evidence.Source){
			"nothing":   func(evidence.Source) {},
			"in order":  func(s evidence.Source) { _, _ = io.Copy(io.Discard, io.NewSectionReader(s, 0, s.Size())) },
			"backwards": func(s evidence.Source) { readBackwards(s) },
			"a middle":  func(s evidence.Source) { _, _ = s.ReadAt(make([]byte, 7), s.Size()/2) },
		} {
			l := &log{}
			err := walk(t, l, bytes.NewReader(data), func(_ context.Context, _ *evidence.Evidence, src evidence.Source, _ dissection.Sink) error {
				read(src)
				return nil
			})
			if err != nil || len(l.evs) != 1 || l.evs[0].ID != want || l.evs[0].Size != int64(size) {
				t.Errorf("%d bytes, read %s: err %v, got %v", size, name, err, l.lines)
			}
		}
	}
}

func readBackwards(s evidence.Source) {
	buf := make([]byte, 1<<20)
	for off := s.Size() - int64(len(buf)); off > 0; off -= int64(len(buf)) {
		_, _ = s.ReadAt(buf, off)
	}
}

func TestPanicIsDamageAndNamesItsPlace(t *testing.T) {
	l := &log{}
	err := walk(t, l, strings.NewReader("x"), func(context.Context, *evidence.Evidence, evidence.Source, dissection.Sink) error {
		var nothing []int
		return fmt.Errorf("%d", nothing[len(t.Name())])
	})
	if err != nil || len(l.lines) != 2 || !strings.Contains(l.lines[0], "internal error") || !strings.Contains(l.lines[0], "dissection_test") {
		t.Errorf("err %v, got %q", err, l.lines)
	}
}

func TestOutputsWordToStopIsReturnedAsItIs(t *testing.T) {
	stop := errors.New("enough")
	l := &log{stop: stop}
	err := walk(t, l, strings.NewReader("x"), func(_ context.Context, ev *evidence.Evidence, _ evidence.Source, sink dissection.Sink) error {
		_ = sink.Observe(observation.Observation{}) // a dissector that forgets the error …
		return errors.New("something else")         // … and hides it
	})
	if err != stop {
		t.Errorf("got %v, want the output's own error", err)
	}
}

func TestBudgetEndsNestingAsDamage(t *testing.T) {
	endless := play(func(_ context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
		return sink.Nest(evidence.Origin{Member: "m"}, evidence.Locator{Evidence: ev}, bytes.NewReader([]byte("again")))
	})
	l := &log{}
	if err := walk(t, l, strings.NewReader("x"), endless); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(l.lines, "\n")
	if !strings.Contains(got, "damage") || strings.Count(got, "evidence ") > 5 {
		t.Errorf("nesting was not bounded, or not reported:\n%s", got)
	}
}

func TestSourceThatFailsMidwayIsDamage(t *testing.T) {
	l := &log{}
	src := failing{bytes.NewReader(make([]byte, 10_000)), 5_000}
	err := walk(t, l, src, func(context.Context, *evidence.Evidence, evidence.Source, dissection.Sink) error { return nil })
	if err != nil || len(l.lines) != 2 || !strings.Contains(l.lines[0], "beyond byte 5000") {
		t.Errorf("err %v, got %q", err, l.lines)
	}
	if l.evs[0].Size != 5_000 {
		t.Errorf("size %d: want what was read", l.evs[0].Size)
	}
}

type failing struct {
	*bytes.Reader
	from int64
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off >= f.from {
		return 0, errors.New("bad sector")
	}
	if off+int64(len(p)) > f.from {
		n, _ := f.Reader.ReadAt(p[:f.from-off], off)
		return n, errors.New("bad sector")
	}
	return f.Reader.ReadAt(p, off)
}

func TestRefusalIsSkippedWithItsReason(t *testing.T) {
	l := &log{}
	if err := walk(t, l, dissection.Refusal{Reason: "a socket", Policy: true}, nil); err != nil || len(l.lines) != 1 || l.lines[0] != "skip root: a socket" {
		t.Errorf("err %v, got %q", err, l.lines)
	}
}

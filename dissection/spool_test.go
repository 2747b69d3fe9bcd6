package dissection

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
)

func noise(n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{7})
	r.Read(b)
	return b
}

func newSpool(t testing.TB, folder string, memory int64) *Spool {
	t.Helper()
	s, err := NewSpool(folder, memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if n := s.inMemory.Load(); n != 0 {
			t.Errorf("%d bytes of memory are still counted after all pieces were closed", n)
		}
	})
	return s
}

func TestKeepGivesTheSameBytesBack(t *testing.T) {
	for _, memory := range []int64{0, 1000, 100_000, 1 << 20} {
		for _, size := range []int{0, 1, 15, 16, 17, 511, 513, 999, 1000, 1001, spoolChunk - 1, spoolChunk, spoolChunk + 1, 3*spoolChunk + 5, 300_001} {
			want := noise(size)
			readers := map[string]io.Reader{"whole": bytes.NewReader(want), "data with EOF": iotest.DataErrReader(bytes.NewReader(want)), "half": iotest.HalfReader(bytes.NewReader(want))}
			if size < 2000 {
				readers["one byte"] = iotest.OneByteReader(bytes.NewReader(want))
			}
			for name, r := range readers {
				s := newSpool(t, t.TempDir(), memory)
				p, err := s.Keep(t.Context(), r, nil)
				if err != nil {
					t.Fatalf("memory %d, size %d, %s: %v", memory, size, name, err)
				}
				got, err := io.ReadAll(io.NewSectionReader(p, 0, p.Size()))
				if err != nil || !bytes.Equal(got, want) {
					t.Fatalf("memory %d, size %d, %s: got %d bytes, error %v", memory, size, name, len(got), err)
				}
				for range 20 {
					off := rand.IntN(size + 1)
					b := make([]byte, rand.IntN(200))
					n, err := p.ReadAt(b, int64(off))
					if !bytes.Equal(b[:n], want[off:off+n]) || n < len(b) && err != io.EOF || n < min(len(b), size-off) {
						t.Fatalf("memory %d, size %d: read of %d at %d gave %d, %v", memory, size, len(b), off, n, err)
					}
				}
				if err := errors.Join(p.Close(), p.Close()); err != nil {
					t.Error(err)
				}
				if _, err := p.ReadAt(make([]byte, 1), 0); !errors.Is(err, os.ErrClosed) && size > 0 {
					t.Errorf("a closed piece reads with error %v", err)
				}
			}
		}
	}
}

func TestTheShareOfMemoryIsKept(t *testing.T) {
	s := newSpool(t, t.TempDir(), 1<<20)
	for range 40 {
		p, err := s.Keep(t.Context(), bytes.NewReader(noise(1<<19)), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		if n := s.inMemory.Load(); n > spoolShare<<20 {
			t.Fatalf("%d bytes are in memory, %d are allowed", n, spoolShare<<20)
		}
	}
}

// The file is private, scrambled, and gone before anybody can look for it.
func TestTheFileIsPrivate(t *testing.T) {
	folder := t.TempDir()
	s := newSpool(t, folder, 10)
	kept := struct{ spoolFile }{}
	s.create = func(in string) (spoolFile, func() error, error) {
		f, remove, err := createPrivate(in)
		if info, serr := f.(*os.File).Stat(); serr != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, error %v", info.Mode(), serr)
		}
		kept.spoolFile = f
		return f, remove, err
	}
	sample := bytes.Repeat([]byte("X5O!P%@AP, not the real string; pool.example.org:3333 "), 3000)
	p, err := s.Keep(t.Context(), bytes.NewReader(sample), nil)
	if err != nil {
		t.Fatal(err)
	}
	raw := make([]byte, len(sample))
	if n, err := kept.ReadAt(raw, 0); n != len(raw) {
		t.Fatal(n, err)
	}
	if bytes.Contains(raw, []byte("pool")) || bytes.Contains(raw, sample[:16]) {
		t.Error("the file shows what it holds")
	}
	if os.PathSeparator == '/' {
		left, err := os.ReadDir(folder)
		if err != nil || len(left) != 0 {
			t.Errorf("while the piece lives the folder holds %v (error %v)", left, err)
		}
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%v is left behind", left)
	}
}

// Where an open file cannot be unlinked its name goes with the spool at the latest.
func TestNamedFilesGoWithTheSpool(t *testing.T) {
	folder := t.TempDir()
	s := newSpool(t, folder, 10)
	s.create = func(in string) (spoolFile, func() error, error) {
		own, err := os.MkdirTemp(in, "lamproom-")
		if err != nil {
			return nil, nil, err
		}
		f, err := os.Create(filepath.Join(own, "piece"))
		return f, func() error { return os.RemoveAll(own) }, err
	}
	for range 3 {
		if _, err := s.Keep(t.Context(), bytes.NewReader(noise(100)), nil); err != nil {
			t.Fatal(err)
		}
	}
	if left, _ := os.ReadDir(folder); len(left) != 3 {
		t.Fatalf("made %d folders, want 3", len(left))
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 0 {
		t.Errorf("%v is left behind", left)
	}
}

// full is a file on a disk with so many bytes left.
type full struct {
	*os.File
	room int
}

func (f *full) WriteAt(b []byte, off int64) (int, error) {
	n := min(len(b), f.room)
	f.room -= n
	if n, err := f.File.WriteAt(b[:n], off); err != nil {
		return n, err
	}
	if n < len(b) {
		return n, &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
	}
	return n, nil
}

func TestAFullDiskIsSaidAndKeepsWhatCameBefore(t *testing.T) {
	for _, room := range []int{0, 5, 100_000, 200_000} {
		s := newSpool(t, t.TempDir(), 1000)
		s.create = func(in string) (spoolFile, func() error, error) {
			f, remove, err := createPrivate(in)
			return &full{f.(*os.File), room}, remove, err
		}
		want := noise(300_000)
		p, err := s.Keep(t.Context(), bytes.NewReader(want), NewMeter(DefaultBudget()))
		var se *SpoolError
		if !errors.As(err, &se) || !strings.Contains(err.Error(), "TMPDIR") || strings.Contains(err.Error(), "lamproom-") {
			t.Fatalf("room %d: error %v", room, err)
		}
		got, err := io.ReadAll(io.NewSectionReader(p, 0, p.Size()))
		if err != nil || !bytes.HasPrefix(want, got) || len(got) > room+1000 {
			t.Errorf("room %d: %d bytes came back, error %v", room, len(got), err)
		}
		p.Close()
	}
}

func TestNoTemporaryFolder(t *testing.T) {
	s := newSpool(t, filepath.Join(t.TempDir(), "missing"), 10)
	p, err := s.Keep(t.Context(), bytes.NewReader(noise(100)), nil)
	if p != nil { // a piece comes with the error, too
		defer p.Close()
	}
	var se *SpoolError
	if !errors.As(err, &se) || !strings.Contains(err.Error(), "TMPDIR") {
		t.Errorf("error %v", err)
	}
}

func TestKeepStopsAtTheBudget(t *testing.T) {
	for _, c := range []struct {
		budget int64
		size   int
		over   bool
	}{{100, 99, false}, {100, 100, false}, {100, 101, true}, {0, 0, false}, {0, 1, true}, {spoolChunk, spoolChunk, false}, {spoolChunk, spoolChunk + 1, true}, {70_000, 1 << 20, true}} {
		s := newSpool(t, t.TempDir(), 1<<20)
		m := NewMeter(Budget{Bytes: c.budget, Depth: 1, Members: 1})
		p, err := s.Keep(t.Context(), bytes.NewReader(noise(c.size)), m)
		var be *BudgetError
		if errors.As(err, &be) != c.over || p.Size() != min(int64(c.size), c.budget) {
			t.Errorf("budget %d, size %d: kept %d, error %v", c.budget, c.size, p.Size(), err)
		}
		p.Close()
	}
}

func TestKeepPassesErrorsOn(t *testing.T) {
	s := newSpool(t, t.TempDir(), 1<<20)
	broken := errors.New("broken")
	p, err := s.Keep(t.Context(), io.MultiReader(strings.NewReader("before"), iotest.ErrReader(broken)), nil)
	if !errors.Is(err, broken) || p.Size() != 6 {
		t.Errorf("size %d, error %v", p.Size(), err)
	}
	p.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p, err = s.Keep(ctx, strings.NewReader("x"), nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	p.Close()
	p, err = s.Keep(t.Context(), idle{}, nil)
	if !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a reader that gives nothing for ever: error %v", err)
	}
	p.Close()
}

type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestMeter(t *testing.T) {
	m := NewMeter(Budget{Depth: 2, Members: 2, Bytes: 10})
	var be *BudgetError
	if err := m.Enter(3); !errors.As(err, &be) {
		t.Errorf("depth: %v", err)
	}
	if err := errors.Join(m.Enter(2), m.Enter(1)); err != nil {
		t.Error(err)
	}
	if err := m.Enter(1); !errors.As(err, &be) {
		t.Errorf("members: %v", err)
	}
	if err := m.Add(10); err != nil {
		t.Error(err)
	}
	if err := m.Add(1); !errors.As(err, &be) {
		t.Errorf("bytes: %v", err)
	}
	if err := m.Add(-1); err == nil {
		t.Error("a negative count was taken")
	}
	if err := m.Add(1<<63 - 1); err == nil {
		t.Error("a count that overflows was taken")
	}
}

func BenchmarkSpool(b *testing.B) {
	data := noise(8 << 20)
	for name, memory := range map[string]int64{"memory": 16 << 20, "file": 0} {
		b.Run(name, func(b *testing.B) {
			s := newSpool(b, b.TempDir(), memory)
			buf := make([]byte, 1<<20)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				p, err := s.Keep(b.Context(), bytes.NewReader(data), nil)
				if err != nil {
					b.Fatal(err)
				}
				for off := int64(0); off < p.Size(); off += int64(len(buf)) {
					p.ReadAt(buf, off)
				}
				p.Close()
			}
		})
	}
}

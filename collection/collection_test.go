package collection

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lamproom/dissection"
	"lamproom/evidence"
)

// seen is a source in words: its content, or in brackets why there is none.
func seen(src evidence.Source) string {
	if r, ok := src.(dissection.Refusal); ok {
		return refused(r)
	}
	if c, ok := src.(io.Closer); ok {
		defer c.Close()
	}
	b, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
	var r dissection.Refusal
	if len(b) == 0 && src.Size() == 0 {
		_, err = src.ReadAt(nil, 0)
	}
	if errors.As(err, &r) {
		return refused(r)
	}
	if err != nil && err != io.EOF {
		return string(b) + " [" + err.Error() + "]"
	}
	return string(b)
}

func refused(r dissection.Refusal) string {
	if r.Policy {
		return "[policy: " + r.Reason + "]"
	}
	return "[" + r.Reason + "]"
}

// walk lists what Sources gives as "name: content".
func walk(t testing.TB, paths ...string) []string {
	t.Helper()
	var out []string
	for ev, src := range Sources(t.Context(), paths, Options{}) {
		if ev.Name != ev.Origin.Path {
			t.Errorf("name %q, path %q", ev.Name, ev.Origin.Path)
		}
		out = append(out, filepath.ToSlash(ev.Name)+": "+seen(src))
	}
	return out
}

// tree makes files in a new folder and goes there; a name that ends in a slash
// is a folder.
func tree(t testing.TB, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(strings.TrimSuffix(name, "/")), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(name, 0o755); err != nil {
				t.Fatal(err)
			}
		} else if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func link(t testing.TB, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
}

func TestEveryFileOnceInTheOrderOfPaths(t *testing.T) {
	tree(t, map[string]string{"a/x": "1", "a/b/y": "2", "a-b": "3", "a.txt": "4", "a/b.z": "5", "B": "6", "empty/": ""})
	all := []string{"B: 6", "a-b: 3", "a.txt: 4", "a/b.z: 5", "a/b/y: 2", "a/x: 1"}
	if !slices.IsSorted(all) {
		t.Fatal("the expectation is out of order")
	}
	for _, paths := range [][]string{
		{"."}, {".", "."}, {"./", "a", "a/x"}, {"a", "."}, {"a-b", "B", "a.txt", "a"}, {"a/", "a.txt", "a//b", "B", "a-b", "a-b"},
	} {
		if diff := cmp.Diff(all, walk(t, paths...)); diff != "" {
			t.Errorf("%q:\n%s", paths, diff)
		}
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(walk(t, ".", here, filepath.Join(here, "a"), "a/../B")); n != len(all) {
		t.Errorf("one folder named in several ways gives %d files, want %d", n, len(all))
	}
	if diff := cmp.Diff([]string{"a/../B: 6"}, walk(t, "a/../B")); diff != "" {
		t.Error(diff)
	}
	if got := walk(t); len(got) != 0 {
		t.Errorf("no paths give %q", got)
	}
}

func TestLinks(t *testing.T) {
	tree(t, map[string]string{"in/f": "1", "in/sub/g": "2", "out/h": "3"})
	link(t, "../out", "in/away")
	link(t, "../out/h", "in/away-file")
	link(t, "f", "in/near")
	link(t, ".", "in/sub/loop")
	link(t, "..", "in/sub/up")
	link(t, "nothing", "in/dangling")
	link(t, "self", "in/self")
	link(t, "in", "named")
	link(t, "in/f", "named-file")
	const (
		near = "[policy: a symbolic link into the same folder: examined where it points to]"
		away = "[policy: a symbolic link out of the folder: not followed; name its target to have it examined]"
	)
	want := func(root string) []string {
		return []string{
			root + "/away: " + away, root + "/away-file: " + away, root + "/dangling: [policy: a symbolic link to nothing]", root + "/f: 1", root + "/near: " + near,
			root + "/self: [policy: a symbolic link that leads nowhere: not followed]", root + "/sub/g: 2", root + "/sub/loop: " + near, root + "/sub/up: " + near,
		}
	}
	if diff := cmp.Diff(want("in"), walk(t, "in")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want("named"), walk(t, "named")); diff != "" {
		t.Errorf("a link on the command line:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"named-file: 1"}, walk(t, "named-file")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want("in"), walk(t, "named", "in", "named-file")); diff != "" {
		t.Errorf("a folder and links into it:\n%s", diff)
	}
	for _, l := range walk(t, "in", "out") {
		if strings.HasPrefix(l, "in/away: ") && !strings.HasSuffix(l, near) {
			t.Errorf("a link into another root: %s", l)
		}
	}
}

func TestNoSuchFile(t *testing.T) {
	tree(t, map[string]string{"a": "1"})
	want := []string{": [there is no such file, or it vanished]", "a: 1", "b: [there is no such file, or it vanished]"}
	if diff := cmp.Diff(want, walk(t, "b", "a", "")); diff != "" {
		t.Error(diff)
	}
}

func TestEmptyFile(t *testing.T) {
	tree(t, map[string]string{"empty": ""})
	if diff := cmp.Diff([]string{"empty: "}, walk(t, ".")); diff != "" {
		t.Error(diff)
	}
}

func TestOddNames(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the system does not allow such names")
	}
	names := []string{"a\nb", "\x1b[31mred", "inv\xff\xfealid", " ", "-o", "ünïcode", strings.Repeat("n", 255)}
	files := map[string]string{}
	for _, n := range names {
		files["d/"+n] = n
	}
	tree(t, files)
	var want []string
	for _, n := range names {
		want = append(want, "d/"+n+": "+n)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, walk(t, "d")); diff != "" {
		t.Error(diff)
	}
	slices.Sort(names)
	t.Chdir("d")
	if got := walk(t, "-o"); len(got) != 1 || got[0] != "-o: -o" {
		t.Error(got)
	}
}

// forbidding is a system in which some paths may not be opened: the tests may
// run as root, whom nothing is forbidden.
type forbidding struct {
	realSystem
	errs map[string]error
}

func (f forbidding) Open(path string, follow bool) (*os.File, error) {
	if err := f.errs[path]; err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	return f.realSystem.Open(path, follow)
}

func TestForbiddenAndVanishedAreSaid(t *testing.T) {
	tree(t, map[string]string{"d/a": "1", "d/b": "2", "d/c/x": "3", "d/e": "4"})
	sys := forbidding{errs: map[string]error{"d/a": fs.ErrPermission, "d/b": fs.ErrNotExist, "d/c": fs.ErrPermission}}
	var got []string
	c := &walker{ctx: t.Context(), sys: sys, yield: func(ev *evidence.Evidence, src evidence.Source) bool {
		got = append(got, ev.Name+": "+seen(src))
		return true
	}}
	c.collect([]string{"d"})
	want := []string{
		"d/a: [permission denied: run as root, or copy the file to where it can be read]", "d/b: [there is no such file, or it vanished]",
		"d/c: [permission denied: run as root, or copy the file to where it can be read]", "d/e: 4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A file that vanishes between the listing and the reading.
func TestVanishedBeforeReading(t *testing.T) {
	tree(t, map[string]string{"d/a": "1", "d/b": "2"})
	var got []string
	for ev, src := range Sources(t.Context(), []string{"d"}, Options{}) {
		os.Remove(ev.Name)
		got = append(got, seen(src))
	}
	want := "[there is no such file, or it vanished]"
	if len(got) != 2 || got[0] != want || got[1] != want {
		t.Errorf("got %q", got)
	}
}

func first(t *testing.T, path string) evidence.Source {
	t.Helper()
	for _, src := range Sources(t.Context(), []string{path}, Options{}) {
		return src
	}
	t.Fatal("no source")
	return nil
}

func TestAFileThatChangesWhileItIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*os.File) error
		want   string // what Changed says
		read   string
		err    error
	}{
		"nothing": {func(*os.File) error { return nil }, "", "0123456789", io.EOF},
		"grows":   {func(f *os.File) error { _, err := f.WriteAt([]byte("more"), 10); return err }, "it grew while it was read: the first 10 bytes were examined", "0123456789", io.EOF},
		"shrinks": {func(f *os.File) error { return f.Truncate(4) }, "it shrank while it was read, from 10 to 4 bytes", "0123", io.ErrUnexpectedEOF},
		"written": {func(f *os.File) error {
			_, err := f.WriteAt([]byte("X"), 9)
			return errors.Join(err, os.Chtimes(f.Name(), stampLater, stampLater))
		}, "it was written to while it was read: old and new bytes may be mixed", "012345678X", io.EOF},
		"unlinked": {func(f *os.File) error { return os.Remove(f.Name()) }, "", "0123456789", io.EOF},
	} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && name == "unlinked" {
				t.Skip("an open file cannot be removed here")
			}
			tree(t, map[string]string{"log": "0123456789"})
			src := first(t, "log")
			if src.Size() != 10 {
				t.Fatalf("size %d", src.Size())
			}
			f, err := os.OpenFile("log", os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			err = c.change(f)
			f.Close()
			if err != nil {
				t.Fatal(err)
			}
			b := make([]byte, 20)
			n, err := src.ReadAt(b, 0)
			if string(b[:n]) != c.read || err != c.err {
				t.Errorf("read %q, %v", b[:n], err)
			}
			if _, why := src.(dissection.Watcher).Changed(); why != c.want {
				t.Errorf("Changed says %q", why)
			}
			if err := src.(io.Closer).Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

var stampLater = fixed(2030)

func TestReadAtAsReadersExpect(t *testing.T) {
	tree(t, map[string]string{"f": "0123456789"})
	src := first(t, "f")
	defer src.(io.Closer).Close()
	for _, c := range []struct {
		off, n int64
		want   string
		err    error
	}{{0, 10, "0123456789", nil}, {0, 11, "0123456789", io.EOF}, {9, 1, "9", nil}, {9, 2, "9", io.EOF}, {10, 1, "", io.EOF}, {99, 1, "", io.EOF}, {3, 4, "3456", nil}} {
		b := make([]byte, c.n)
		n, err := src.ReadAt(b, c.off)
		if string(b[:n]) != c.want || err != c.err {
			t.Errorf("ReadAt(%d, %d): %q, %v", c.n, c.off, b[:n], err)
		}
	}
	if _, err := src.ReadAt(make([]byte, 1), -1); err == nil || err == io.EOF {
		t.Errorf("a negative offset gives %v", err)
	}
}

func TestNothingIsOpenBeforeItIsRead(t *testing.T) {
	tree(t, map[string]string{"a": "1", "b": "2"})
	opened := 0
	sys := counting{opened: &opened}
	c := &walker{ctx: t.Context(), sys: sys, yield: func(ev *evidence.Evidence, src evidence.Source) bool {
		if opened != 1 { // the folder
			t.Errorf("%d files are open when %s is given", opened, ev.Name)
		}
		src.(io.Closer).Close()
		if n, err := src.ReadAt(make([]byte, 1), 0); n != 0 || err == nil {
			t.Errorf("a closed source reads %d, %v", n, err)
		}
		return true
	}}
	c.collect([]string{"."})
	if opened != 1 {
		t.Errorf("%d files were opened", opened)
	}
}

type counting struct {
	realSystem
	opened *int
}

func (c counting) Open(path string, follow bool) (*os.File, error) {
	*c.opened++
	return c.realSystem.Open(path, follow)
}

func TestCancellation(t *testing.T) {
	tree(t, map[string]string{"a": "1", "b": "2", "c": "3"})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	for range Sources(ctx, []string{"."}, Options{}) {
		n++
		cancel()
	}
	if n != 1 {
		t.Errorf("%d sources after the end of the context", n-1)
	}
	for range Sources(t.Context(), []string{"."}, Options{}) {
		break // must not panic
	}
}

func TestProgress(t *testing.T) {
	tree(t, map[string]string{"a": "12", "b": "345"})
	var calls []string
	for range Sources(t.Context(), []string{"."}, Options{Progress: func(files int, bytes int64) { calls = append(calls, fmt.Sprint(files, " ", bytes)) }}) {
	}
	if diff := cmp.Diff([]string{"1 2", "2 5"}, calls); diff != "" {
		t.Error(diff)
	}
}

func TestStandardInput(t *testing.T) {
	tree(t, map[string]string{"a": "1"})
	var got []string
	for ev, src := range Sources(t.Context(), []string{"a", "-"}, Options{Stdin: strings.NewReader("piped")}) {
		got = append(got, ev.Name+": "+seen(src))
	}
	if diff := cmp.Diff([]string{"-: piped", "a: 1"}, got); diff != "" {
		t.Error(diff)
	}
}

// A folder with more names than are held at a time comes whole and in order.
func TestManyFiles(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 3000
	}
	t.Chdir(t.TempDir())
	for i := range n {
		if err := os.WriteFile(fmt.Sprintf("f%07d", i), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	count, last := 0, ""
	for ev := range Sources(t.Context(), []string{"."}, Options{}) {
		if ev.Name <= last {
			t.Fatalf("%q after %q", ev.Name, last)
		}
		count, last = count+1, ev.Name
	}
	runtime.ReadMemStats(&after)
	if count != n {
		t.Errorf("%d files, want %d", count, n)
	}
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// The passes over a large folder, with a small bound in place of the real one.
func TestLargeFoldersAreReadInPasses(t *testing.T) {
	files := map[string]string{}
	for i := range 300 {
		files[fmt.Sprintf("d/%03d", i*7%300)] = "x"
		files[fmt.Sprintf("d/%03d-sub/y", i)] = "y"
	}
	tree(t, files)
	whole := walk(t, "d")
	defer func(n int) { listed = n }(listed)
	for _, listed = range []int{1, 2, 7, 299, 600, 601} {
		if diff := cmp.Diff(whole, walk(t, "d")); diff != "" || len(whole) != 600 {
			t.Fatalf("%d at a time: %s", listed, diff)
		}
	}
}

func TestSparseFile(t *testing.T) {
	tree(t, nil)
	f, err := os.Create("sparse")
	if err != nil {
		t.Fatal(err)
	}
	const size = 10 << 30
	err = errors.Join(f.Truncate(size), f.Close())
	if err != nil {
		t.Skip("no sparse files here: ", err)
	}
	src := first(t, "sparse")
	defer src.(io.Closer).Close()
	b := make([]byte, 100)
	n, err := src.ReadAt(b, size-50)
	if src.Size() != size || n != 50 || err != io.EOF || !bytes.Equal(b, make([]byte, 100)) {
		t.Errorf("size %d, read %d, %v", src.Size(), n, err)
	}
}

func BenchmarkSources(b *testing.B) {
	b.Chdir(b.TempDir())
	for i := range 10_000 {
		if err := os.WriteFile(fmt.Sprintf("f%05d", i), []byte("x"), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	buf := make([]byte, 4096)
	for b.Loop() {
		for _, src := range Sources(b.Context(), []string{"."}, Options{}) {
			src.ReadAt(buf, 0)
			src.(io.Closer).Close()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/10_000, "ns/file")
}

func fixed(year int) time.Time { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC) }

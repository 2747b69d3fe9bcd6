//go:build unix

package collection

import (
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lamproom/evidence"
)

func TestSocketsFifosAndDevicesAreNotRead(t *testing.T) {
	tree(t, map[string]string{"d/file": "1"})
	if err := syscall.Mkfifo("d/fifo", 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", "d/socket")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	want := []string{"d/fifo: [policy: a fifo: not read]", "d/file: 1", "d/socket: [policy: a socket: not read]"}
	done := make(chan bool)
	go func() {
		defer close(done)
		if diff := cmp.Diff(want, walk(t, "d")); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(append([]string{"/dev/null: [policy: a device: not read]"}, want...), walk(t, "d/socket", "d/fifo", "d/file", "/dev/null")); diff != "" {
			t.Errorf("named one by one:\n%s", diff)
		}
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("a fifo holds the walk up")
	}
}

// A fifo or a link that takes the place of a file after the folder was read.
func TestWhatTakesAFilesPlaceIsNotRead(t *testing.T) {
	tree(t, map[string]string{"d/a": "1", "d/b": "2", "secret": "outside"})
	var got []string
	for ev, src := range Sources(t.Context(), []string{"d"}, Options{}) {
		os.Remove(ev.Name)
		if ev.Name == "d/a" {
			if err := syscall.Mkfifo(ev.Name, 0o600); err != nil {
				t.Fatal(err)
			}
		} else {
			link(t, "../secret", ev.Name)
		}
		got = append(got, seen(src))
	}
	want := []string{"[policy: a fifo: not read]", "[it became a symbolic link: not followed]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Nobody but root reads what has no mode bits; root is stopped by nothing, so
// TestForbiddenAndVanishedAreSaid stands in for it there.
func TestNoPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	tree(t, map[string]string{"d/a": "1", "d/b/c": "2"})
	if err := os.Chmod("d/a", 0); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod("d/b", 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod("d/b", 0o700)
	for _, l := range walk(t, "d") {
		if !strings.Contains(l, "permission denied: run as root") {
			t.Error(l)
		}
	}
}

func TestMadeUpFiles(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	for _, name := range []string{"/proc/self/cmdline", "/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled"} {
		want, err := os.ReadFile(name)
		if err != nil {
			continue // not every machine has it
		}
		src := first(t, name)
		got, err := io.ReadAll(io.NewSectionReader(src, 0, src.Size()))
		if err != nil || string(got) != string(want) || src.Size() != int64(len(want)) {
			t.Errorf("%s: %q of %d bytes, %v; want %q", name, got, src.Size(), err, want)
		}
		src.(io.Closer).Close()
	}
	if _, err := os.Stat("/proc/kcore"); err == nil && os.Geteuid() == 0 {
		if got := walk(t, "/proc/kcore"); len(got) != 1 || !strings.Contains(got[0], "[") {
			t.Errorf("/proc/kcore: %.80q", got)
		}
	}
}

// A whole process's folder, with its memory and its never-ending files, ends.
func TestAProcessFolderEnds(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	if testing.Short() {
		t.Skip("long: some files of a process give as much as one reads")
	}
	n := 0
	for ev, src := range Sources(t.Context(), []string{"/proc/self"}, Options{}) {
		_ = evidence.Head{Name: ev.Name, Size: src.Size()}
		if c, ok := src.(io.Closer); ok {
			c.Close()
		}
		n++
	}
	if n < 10 {
		t.Errorf("%d files", n)
	}
}

func TestOneDescriptorAtATime(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	tree(t, map[string]string{"a/b/c/d/e": "1", "a/b/c/d/f": "2", "a/g": "3"})
	count := func() int {
		l, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(l)
	}
	before := count()
	for _, src := range Sources(t.Context(), []string{"a"}, Options{}) {
		src.Size()
		if n := count() - before; n > 1 {
			t.Errorf("%d descriptors are open", n)
		}
		src.(io.Closer).Close()
	}
	if n := count() - before; n != 0 {
		t.Errorf("%d descriptors are left open", n)
	}
}

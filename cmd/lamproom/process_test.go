package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// lamproom starts this test binary as the program.
func lamproom(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	link := filepath.Join(t.TempDir(), "lamproom")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, link); err != nil {
		t.Skip("no symbolic links here, by which the test binary becomes the program: ", err)
	}
	cmd := exec.Command(link, args...)
	return cmd
}

func exitOf(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}

// TestClosedOutputEndsQuietly: head takes a line and goes.
func TestClosedOutputEndsQuietly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a closed pipe is told in another way there")
	}
	lines := strings.Repeat("pool.example.com:3333\n", 200_000)
	for _, format := range []string{"json", "text"} {
		cmd := lamproom(t, "explain", "--format", format)
		cmd.Stdin = strings.NewReader(lines)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		out.Close()
		if got := exitOf(cmd.Wait()); got != exitDone || stderr.Len() > 0 {
			t.Errorf("%s: exit status %d, standard error %q", format, got, stderr.String())
		}
	}
}

// TestInterrupt: the end is clean, told, and leaves no file.
func TestInterrupt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no interrupt can be sent to one process there")
	}
	dir := t.TempDir()
	for _, args := range [][]string{
		{"explain", "--output", filepath.Join(dir, "out.txt")},
		{"investigate", "--output", filepath.Join(dir, "out.txt"), "-"},
	} {
		cmd := lamproom(t, args...)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr strings.Builder
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		// More than a pipe holds: when it is written the program has begun to
		// read, and so listens for the signal.
		if _, err := io.WriteString(in, strings.Repeat("pool.example.com:3333\n", 20_000)); err != nil {
			t.Fatal(err)
		}
		cmd.Process.Signal(os.Interrupt)
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case err = <-done:
		case <-time.After(time.Minute):
			cmd.Process.Kill()
			t.Fatalf("%v: it does not end", args)
		}
		if got := exitOf(err); got != exitFailed || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("%v: exit status %d, standard error %q", args, got, stderr.String())
		}
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 {
			t.Errorf("%v: %v was left behind, err %v", args, left, err)
		}
	}
}

// TestAnswersLineByLine: who types a line gets its answer before the next one.
func TestAnswersLineByLine(t *testing.T) {
	cmd := lamproom(t, "explain", "--format", "json")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(out)
	for i := range 3 {
		fmt.Fprintf(in, "10.0.0.%d\n", i)
		line, err := r.ReadString('\n')
		if want := fmt.Sprintf(`"value":"10.0.0.%d"`, i); err != nil || !strings.Contains(line, want) {
			t.Fatalf("got %q, %v, want %s", line, err, want)
		}
	}
	in.Close()
	if got := exitOf(cmd.Wait()); got != exitDone {
		t.Errorf("exit status %d", got)
	}
}

// TestOrderAndLongLines: many lines keep their order; a line over the limit is cut and says so.
func TestOrderAndLongLines(t *testing.T) {
	var in strings.Builder
	const n = 5000
	for i := range n {
		fmt.Fprintf(&in, "10.0.%d.%d\n", i/256, i%256)
	}
	in.WriteString(strings.Repeat("x", 3<<20) + "\nlast")
	cmd := lamproom(t, "explain", "--format", "json")
	cmd.Stdin = strings.NewReader(in.String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != n+2 {
		t.Fatalf("%d lines", len(lines))
	}
	for i := range n {
		if want := fmt.Sprintf(`{"input":"10.0.%d.%d"`, i/256, i%256); !strings.HasPrefix(lines[i], want) {
			t.Fatalf("line %d is %s", i, lines[i])
		}
	}
	if !strings.HasSuffix(lines[n], `"cut":true}`) || strings.Contains(lines[n+1], "cut") {
		t.Errorf("the long line ends with %s", lines[n][len(lines[n])-40:])
	}
}

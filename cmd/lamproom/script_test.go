package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lamproom": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":   status_,
			"hostile":  hostile,
			"oddnames": oddNames,
			"fifo":     fifo,
			"nofiles":  noFiles,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Geteuid() == 0, nil
			}
			return false, errors.New("unknown condition")
		},
	})
}

// status_ runs a program and wants that exit status: status 3 lamproom …
func status_(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// hostile writes hostile.txt: lines that try to act on a terminal.
func hostile(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(os.WriteFile(ts.MkAbs("hostile.txt"), []byte("\x1b[31mred\n\u009b2J\n\x9b2J\nphoto\u202egpj.exe\n\a\xff\x00\n"), 0o666))
}

// oddNames makes a folder of files whose names try to act on a terminal.
func oddNames(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o777))
	for _, name := range []string{"a\nb.txt", "\x1b[2Jc.txt", "bell\a", "caf\xe9.txt", "photo\u202egpj.exe", " lead", "-o", `back\xe9slash`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("hello\n"), 0o666); err != nil {
			ts.Logf("%q: this file system does not take the name: %v", name, err)
		}
	}
	ts.Check(os.WriteFile(filepath.Join(dir, "caf.txt"), []byte("\xe9"), 0o666))
}

// noFiles fails if a file in the working folder begins with the prefix.
func noFiles(ts *testscript.TestScript, _ bool, args []string) {
	all, err := os.ReadDir(ts.MkAbs("."))
	ts.Check(err)
	for _, f := range all {
		if strings.HasPrefix(f.Name(), args[0]) {
			ts.Fatalf("%s was left behind", f.Name())
		}
	}
}

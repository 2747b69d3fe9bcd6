// Lamproom answers from raw evidence whether somebody mines Monero on a
// machine, whether the owner agreed, and who is paid. It runs no sample and
// touches no network.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"lamproom/report"
)

// Exit statuses, as docs/interface.md promises.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitPartial = 3
	exitReached = 10
)

const exitHelp = `
Exit status:
  0   done
  1   failed
  2   the command line is wrong
  3   done, but some evidence could not be read whole
  10  only with --fail-on: the verdict reached that level (goes before 3)`

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = ""

// softMemory is where the collector begins to work harder, in bytes: what is
// examined is bounded by far less, and garbage shall not add up to more.
const softMemory = 200 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemory)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// status is an error that only carries an exit status: all is said already.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// usageError is a fault in the command line.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A reader that closes our output early (head, less) ends us quietly: the
	// write fails with EPIPE and is dealt with below.
	signal.Ignore(sigpipe...)
	context.AfterFunc(ctx, stop) // a second interrupt ends us at once

	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var s status
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &s):
		return int(s)
	case errors.Is(err, syscall.EPIPE):
		return exitDone
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(stderr, "lamproom: interrupted: the report was not finished, no file was left behind")
		return exitFailed
	case errors.As(err, &usage):
		complain(stderr, err.Error()+"\nTry: lamproom help")
		return exitUsage
	}
	complain(stderr, err.Error())
	return exitFailed
}

// complain writes a message of one or more lines, each plain.
func complain(w io.Writer, text string) {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = report.Plain(lines[i])
	}
	fmt.Fprintf(w, "lamproom: %s\n", strings.Join(lines, "\n"))
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "lamproom",
		Short: "Find out from evidence whether somebody mines, whether the owner agreed, and who is paid",
		Long: `Lamproom answers from raw evidence whether somebody mines Monero on a machine,
whether the owner agreed, and who is paid. It reads files, folders, archives,
scripts, configurations and logs. It runs no sample and touches no network.`,
		Example: `  lamproom investigate /mnt/image/etc /mnt/image/home
  lamproom investigate --format json --output case.json suspicious.zip
  lamproom explain 'xmrig -o pool.example:3333 -u 4…'`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.SetUsageTemplate(root.UsageTemplate() + exitHelp + "\n") // in every command's help
	root.AddCommand(newInvestigate(), newExplain(), newAssess(), newVersion(), newMan())
	return root
}

// toolVersion is the version of this program: that of the release, else that of
// the module or the commit it was built from.
func toolVersion() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel-" + s.Value[:12]
		}
	}
	return "devel"
}

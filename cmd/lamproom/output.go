package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// outputFlags are the flags of every command that prints results.
type outputFlags struct {
	forms   []string // those the command can write
	format  string
	file    string
	noColor bool
	quiet   bool
}

func (o *outputFlags) add(cmd *cobra.Command, forms ...string) {
	o.forms = forms
	cmd.Flags().StringVar(&o.format, "format", "text", "`form` of the results: "+o.choices())
	cmd.Flags().StringVar(&o.file, "output", "", "write the results to `FILE` instead of standard output, whole or not at all")
	cmd.Flags().BoolVar(&o.noColor, "no-color", false, "no colours (also: set NO_COLOR)")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "no progress and no remarks on standard error")
}

func (o *outputFlags) choices() string {
	last := len(o.forms) - 1
	return strings.Join(o.forms[:last], ", ") + " or " + o.forms[last]
}

func (o *outputFlags) check() error {
	if slices.Contains(o.forms, o.format) {
		return nil
	}
	switch o.format {
	case "html", "stix", "misp", "markdown":
		return usagef("--format %s is planned and not built yet; take %s", o.format, o.choices())
	}
	return usagef("--format %q is not known; take %s", o.format, o.choices())
}

// color reports whether w shows colours.
func (o *outputFlags) color(w io.Writer) bool {
	return !o.noColor && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && o.file == "" && isTerminal(w)
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

func columns(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil {
			return n
		}
	}
	return 80
}

// write calls print with where the results go. A file gets its name only when
// all is written: a fault, an interrupt or a full disk leaves nothing behind, and
// what was there before stays.
func (o *outputFlags) write(cmd *cobra.Command, print func(io.Writer) error) (err error) {
	if o.file == "" {
		return print(cmd.OutOrStdout())
	}
	if info, err := os.Stat(o.file); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return fmt.Errorf("--output %s: this is a folder: name a file", o.file)
		}
		return o.writeThrough(print) // /dev/stdout, a fifo: there is nothing to keep whole
	}
	tmp, err := os.CreateTemp(filepath.Dir(o.file), ".lamproom-*")
	if err != nil {
		return fmt.Errorf("--output %s: no file can be made there: %w", o.file, reason(err))
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	w := bufio.NewWriterSize(tmp, 256<<10)
	if err := print(w); err != nil {
		return err
	}
	if err := errors.Join(w.Flush(), tmp.Chmod(0o644), tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("--output %s: %w", o.file, reason(err))
	}
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), o.file); err != nil {
		return fmt.Errorf("--output %s: %w", o.file, reason(err))
	}
	return nil
}

func (o *outputFlags) writeThrough(print func(io.Writer) error) error {
	f, err := os.OpenFile(o.file, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("--output %s: %w", o.file, reason(err))
	}
	return errors.Join(print(f), f.Close())
}

// reason takes the system's call and path off an error: the message names the
// path already.
func reason(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"lamproom/explanation"
	"lamproom/report/json"
	"lamproom/report/text"
)

func newExplain() *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use:   "explain [TEXT…]",
		Short: "Say what a text is: a wallet, a command line, a configuration, an indicator …",
		Long: `Say what a text is: a wallet, a command line that mines, a miner's configuration,
a message of a mining protocol, a URL, domain, address, hash or path. Each TEXT
is one item; without any, standard input is read, one item a line. What was
defanged (hxxp, [.], [at]) is read as what it stands for.

With --format json there is one object a line, in the order of the input. A text
longer than 1 MiB is cut, and the answer says so.`,
		Example: `  lamproom explain 48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD
  lamproom explain 'hxxp://evil[.]example/x.sh' 175.45.178.19:3333
  lamproom explain -- updater.exe -o pool.example:3333 -u 4… -p x
  grep -h 4 notes.txt | lamproom explain --format json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			args = joinCommand(args, cmd.ArgsLenAtDash())
			return o.write(cmd, func(w io.Writer) error { return explain(cmd, o, patient{cmd.Context(), w}, w, args) })
		},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usagef("%w\nPut a text that begins with a dash behind --, and a command line in quotes", err)
	})
	o.add(cmd, "text", "json")
	return cmd
}

// joinCommand makes one text of the words behind --, where they are those of a
// command line: explain -- xmrig -o pool:3333.
func joinCommand(args []string, dash int) []string {
	if dash < 0 || len(args)-dash < 2 || strings.HasPrefix(args[dash], "-") {
		return args
	}
	for _, a := range args[dash+1:] {
		if strings.HasPrefix(a, "-") && !strings.Contains(a, " ") {
			words := make([]string, 0, len(args)-dash)
			for _, w := range args[dash:] {
				words = append(words, quoteWord(w))
			}
			return append(args[:dash:dash], strings.Join(words, " "))
		}
	}
	return args
}

// quoteWord writes a word so that a POSIX shell reads it back.
func quoteWord(w string) string {
	if w != "" && !strings.ContainsAny(w, " \t\n\"'\\$`&|;<>(){}[]*?!#~") {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}

func explain(cmd *cobra.Command, o outputFlags, out, shown io.Writer, args []string) error {
	look := text.Options{Color: o.color(shown), Width: columns(shown)}
	print := func(w io.Writer, lines []string) error {
		if o.format == "json" {
			all := json.NewLines(w)
			for _, l := range lines {
				if err := all.Write(explanation.Explain(l)); err != nil {
					return err
				}
			}
			return all.Flush()
		}
		for _, l := range lines {
			if strings.TrimSpace(l) == "" {
				continue
			}
			if err := text.Readings(w, explanation.Explain(l), look); err != nil {
				return err
			}
		}
		return nil
	}
	if len(args) > 0 {
		return print(out, args)
	}
	in := cmd.InOrStdin()
	if isTerminal(in) && !o.quiet {
		fmt.Fprintln(cmd.ErrOrStderr(), "lamproom: one item a line; Ctrl-D ends")
	}
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(collectLate))
	}
	return inOrder(cmd.Context(), in, out, print)
}

// collectLate is how much garbage there may be beside what lives, in percent. A
// line leaves nothing behind, so little lives and the collector would run
// without end; softMemory still bounds the whole.
const collectLate = 400

// batch is some lines on their way through a worker.
type batch struct {
	lines []string
	out   chan result
}

type result struct {
	text *bytes.Buffer // goes back to results when it is written
	err  error
}

// results are buffers to be used again: no more are on their way than batches.
var results = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// batchLines is how many lines go to a worker at once, at most.
const batchLines = 128

// inOrder prints the lines of in on all processors and writes the results in
// the order of the lines. What has arrived is answered at once: nobody waits for
// a batch to fill up.
func inOrder(ctx context.Context, in io.Reader, out io.Writer, print func(io.Writer, []string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	work, queue := make(chan batch), make(chan batch, 2*workers)
	for range workers {
		go func() {
			for b := range work {
				buf := results.Get().(*bytes.Buffer)
				buf.Reset()
				err := print(buf, b.lines)
				b.out <- result{buf, err}
			}
		}()
	}
	readErr := make(chan error, 1)
	go func() {
		defer close(queue)
		defer close(work)
		readErr <- batches(in, func(lines []string) error {
			b := batch{lines, make(chan result, 1)}
			select {
			case queue <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
			select {
			case work <- b:
			case <-ctx.Done():
				return ctx.Err()
			}
			return nil
		})
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err() // a reader that waits for the terminal is left behind
		case b, ok := <-queue:
			if !ok {
				return <-readErr
			}
			select {
			case r := <-b.out:
				if r.err != nil {
					return r.err
				}
				if _, err := out.Write(r.text.Bytes()); err != nil {
					return err
				}
				results.Put(r.text)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// batches reads lines and hands on as many as have arrived.
func batches(in io.Reader, hand func([]string) error) error {
	r := bufio.NewReaderSize(in, 256<<10)
	var lines []string
	size := 0
	for {
		l, err := readLine(r)
		if err == nil {
			lines = append(lines, l)
			size += len(l)
		}
		full := len(lines) >= batchLines || size >= 1<<20
		if len(lines) > 0 && (full || err != nil || r.Buffered() == 0) {
			if err := hand(lines); err != nil {
				return err
			}
			lines, size = nil, 0
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("standard input cannot be read: %w", reason(err))
		}
	}
}

// readLine returns the next line without its end. Of a line that is longer than
// explanation.MaxText one byte more than that is kept, so that it is known to be cut.
func readLine(r *bufio.Reader) (string, error) {
	part, err := r.ReadSlice('\n')
	if err == nil {
		return string(trimEnd(part)), nil
	}
	line := bytes.Clone(part)
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = r.ReadSlice('\n')
		if room := explanation.MaxText + 1 - len(line); room > 0 {
			line = append(line, part[:min(len(part), room)]...)
		}
	}
	if err == nil || errors.Is(err, io.EOF) && len(line) > 0 {
		return string(trimEnd(line)), nil
	}
	return "", err
}

func trimEnd(line []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
}

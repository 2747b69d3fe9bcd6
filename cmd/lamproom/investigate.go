package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"lamproom/casefile"
	"lamproom/collection"
	"lamproom/detection"
	detectors "lamproom/detection/catalogue"
	"lamproom/dissection"
	dissectors "lamproom/dissection/catalogue"
	"lamproom/examination"
	"lamproom/report/html"
	"lamproom/report/json"
	"lamproom/report/phrase"
	"lamproom/report/text"
)

type investigation struct {
	outputFlags
	owner       string
	passwords   []string
	failOn      string
	showSecrets bool
	lang        string
	tlp         string
}

func newInvestigate() *cobra.Command {
	var o investigation
	cmd := &cobra.Command{
		Use:   "investigate PATH…",
		Short: "Examine files and folders and report what they say about mining",
		Long: `Examine files, folders, archives, scripts, configurations and logs, in any mix,
and print a report: is somebody mining, did the owner agree, who is paid, how
sure is it, and what could not be read. A path of - reads standard input.

Nothing is run, nothing is sent anywhere. Folders are examined with all that is
in them; symbolic links inside them are not followed. The same evidence gives the
same report, byte for byte.

--format html writes one page that loads nothing: give it to whoever must decide.
Its marking says with whom it may be shared; one that nobody chose is TLP:AMBER.

The owner's file (--owner) is YAML with lists under hosts, wallets, pools and
programs. What it names is reported as declared, and as a conflict if it hides.`,
		Example: `  lamproom investigate /mnt/image/etc /mnt/image/home
  lamproom investigate --format json --output case.json suspicious.zip
  lamproom investigate --format html --tlp red --output case.html /mnt/image
  lamproom investigate --password infected --password @words.txt samples.7z
  lamproom investigate --owner ours.yml --fail-on possible /srv && echo nothing seen`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("investigate needs at least one file or folder; a path of - is standard input")
			}
			for _, a := range args {
				if a == "" {
					return usagef("a path is empty: a variable that is not set, perhaps")
				}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, paths []string) error { return o.run(cmd, paths) },
	}
	o.add(cmd, "text", "json", "html")
	cmd.Flags().StringVar(&o.lang, "lang", "en", "`language` of reports for people: en or fr")
	cmd.Flags().StringVar(&o.tlp, "tlp", "", "`marking` of the Traffic Light Protocol on an HTML report: clear, green, amber, amber+strict or red (default amber)")
	cmd.Flags().StringVar(&o.owner, "owner", "", "`FILE` in which the owner of the machines declares what is theirs")
	cmd.Flags().StringArrayVar(&o.passwords, "password", nil, "`password` to try on archives, or @FILE with one a line; may be given again")
	cmd.Flags().StringVar(&o.failOn, "fail-on", "", "exit with 10 if the verdict reaches this `level`: possible, likely or confirmed")
	cmd.Flags().BoolVar(&o.showSecrets, "show-secrets", false, "show tokens and private keys, which are masked otherwise")
	return cmd
}

func (o *investigation) run(cmd *cobra.Command, paths []string) error {
	if err := o.check(); err != nil {
		return err
	}
	lang, ok := phrase.Of(o.lang)
	if !ok {
		return usagef("--lang %q is not known; take en or fr", o.lang)
	}
	if o.tlp != "" && !slices.Contains(html.TLPs(), html.TLP(o.tlp)) {
		return usagef("--tlp %q is no marking; take clear, green, amber, amber+strict or red", o.tlp)
	}
	limit, err := o.limit()
	if err != nil {
		return err
	}
	passwords, err := readPasswords(o.passwords)
	if err != nil {
		return err
	}
	var owner casefile.Owner
	if o.owner != "" {
		if owner, err = readOwner(o.owner); err != nil {
			return err
		}
	}
	if err := somePathExists(paths); err != nil {
		return err
	}

	ctx := cmd.Context()
	stdin := cmd.InOrStdin()
	if slices.Contains(paths, "-") {
		stdin = untilDone(ctx, stdin)
	}
	bar := newProgress(cmd.ErrOrStderr(), o.quiet)
	plan := examination.Plan{
		Tool:       casefile.Tool{Name: "lamproom", Version: toolVersion()},
		Dissectors: dissectors.All(passwords),
		Detectors:  detectors.All(),
		Budget:     dissection.DefaultBudget(),
		Limits:     detection.DefaultLimits(),
		Owner:      owner,
		Done:       bar.done,
	}
	c, err := examination.Examine(ctx, plan, collection.Sources(ctx, paths, collection.Options{Progress: bar.found, Stdin: stdin}))
	bar.end()
	if err != nil {
		return err
	}
	err = o.write(cmd, func(w io.Writer) error {
		out := patient{ctx, w}
		switch {
		case o.format == "json" && o.showSecrets:
			return json.WriteWithSecrets(out, c)
		case o.format == "json":
			return json.Write(out, c)
		case o.format == "html":
			return html.Write(out, c, html.Options{Language: lang, TLP: html.TLP(o.tlp), ShowSecrets: o.showSecrets})
		}
		return text.Write(out, c, text.Options{Color: o.color(w), Width: columns(w), ShowSecrets: o.showSecrets, Language: lang})
	})
	if err != nil {
		return err
	}
	switch {
	case limit > detection.NoneSeen && c.Verdict.Mining >= limit:
		o.remark(cmd, fmt.Sprintf("mining is %s: exit status %d as --fail-on %s asks", c.Verdict.Mining, exitReached, o.failOn))
		return status(exitReached)
	case !c.Coverage.Whole():
		o.remark(cmd, fmt.Sprintf("some evidence could not be read whole, the report says which: exit status %d", exitPartial))
		return status(exitPartial)
	}
	return nil
}

func (o *investigation) remark(cmd *cobra.Command, text string) {
	if !o.quiet {
		fmt.Fprintln(cmd.ErrOrStderr(), "lamproom: "+text)
	}
}

func (o *investigation) limit() (detection.Level, error) {
	switch o.failOn {
	case "":
		return detection.NoneSeen, nil
	case "possible", "likely", "confirmed":
		var l detection.Level
		err := l.UnmarshalText([]byte(o.failOn))
		return l, err
	}
	return 0, usagef("--fail-on %q is not a level; take possible, likely or confirmed", o.failOn)
}

// somePathExists fails where not one of the paths is there: a slip of the
// finger. A missing one among others is reported with the rest that was not read.
func somePathExists(paths []string) error {
	for _, p := range paths {
		if _, err := os.Lstat(p); p == "-" || !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	return fmt.Errorf("%s: there is no such file or folder", strings.Join(paths, ", "))
}

// untilDone reads r until the context ends, even where a read hangs: standard
// input may be a terminal.
func untilDone(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, r)
		in.CloseWithError(err) // nil: the end
	}()
	context.AfterFunc(ctx, func() { in.CloseWithError(ctx.Err()) })
	return out
}

// maxPasswords bounds what is tried on every encrypted member.
const maxPasswords = 10_000

// readPasswords reads those of @FILE, one a line, in its place.
func readPasswords(given []string) ([]string, error) {
	var all []string
	for _, p := range given {
		file, is := strings.CutPrefix(p, "@")
		if !is {
			all = append(all, p)
			continue
		}
		f, err := os.Open(file)
		if err != nil {
			return nil, fmt.Errorf("--password @%s: %w", file, reason(err))
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			if l := strings.TrimSuffix(lines.Text(), "\r"); l != "" {
				all = append(all, l)
			}
		}
		if err := errors.Join(lines.Err(), f.Close()); err != nil {
			return nil, fmt.Errorf("--password @%s: %w", file, reason(err))
		}
	}
	if len(all) > maxPasswords {
		return nil, fmt.Errorf("--password: %d passwords are more than the %d that are tried", len(all), maxPasswords)
	}
	return all, nil
}

// patient writes until the context ends.
type patient struct {
	ctx context.Context
	w   io.Writer
}

func (p patient) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.w.Write(b)
}

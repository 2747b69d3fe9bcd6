package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"lamproom/attribution"
	"lamproom/report/json"
	"lamproom/report/text"
)

type assessment struct {
	outputFlags
	seed  uint64
	draws int
}

func newAssess() *cobra.Command {
	var o assessment
	cmd := &cobra.Command{
		Use:   "assess CASE.yml",
		Short: "Weigh rival explanations of a case, deception included",
		Long: `Weigh rival explanations of a case: who wrote a program, who runs it, who is
paid, whose the servers are. CASE.yml holds the questions, the hypotheses that
answer them, and the evidence, with how likely each piece is under each
hypothesis, how good its source is and what it costs to fake (docs/attribution.md
has the method and the words). A path of - reads standard input.

Every number is an interval. The answer is the range over many draws, and
"unresolved" is a proper one. That none of the hypotheses is true is always
weighed, too. The same case, seed and number of draws give the same bytes.`,
		Example: `  lamproom assess case.yml
  lamproom assess --format json --seed 7 case.yml
  lamproom assess --draws 100000 --output answer.txt case.yml`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("assess needs one file with a case")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			if o.draws < 100 || o.draws > attribution.MaxDraws {
				return usagef("--draws %d: take a number from 100 to %d", o.draws, attribution.MaxDraws)
			}
			c, err := readAssessment(cmd, args[0])
			if err != nil {
				return err
			}
			a, err := attribution.Weigh(cmd.Context(), c, o.seed, o.draws)
			if err != nil {
				return err
			}
			return o.write(cmd, func(w io.Writer) error {
				if o.format == "json" {
					return json.Assessment(w, a)
				}
				return text.Assessment(w, c, a, text.Options{Color: o.color(w), Width: columns(w)})
			})
		},
	}
	o.add(cmd, "text", "json")
	cmd.Flags().Uint64Var(&o.seed, "seed", attribution.DefaultSeed, "`number` that the draws begin with")
	cmd.Flags().IntVar(&o.draws, "draws", attribution.DefaultDraws, "how `many` draws")
	return cmd
}

func readAssessment(cmd *cobra.Command, path string) (attribution.Case, error) {
	in := cmd.InOrStdin()
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return attribution.Case{}, fmt.Errorf("%s: the case cannot be read: %w", path, reason(err))
		}
		defer f.Close() // opened for reading: nothing can be lost
		in = f
	}
	c, err := attribution.Read(in)
	if err != nil {
		var p *os.PathError
		if errors.As(err, &p) {
			err = reason(err)
		}
		return attribution.Case{}, fmt.Errorf("%s: %w\nThe shape of a case is in docs/attribution.md", path, err)
	}
	return c, nil
}

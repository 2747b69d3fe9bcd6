package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// newMan writes the manual pages, for those who package lamproom.
func newMan() *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the manual pages into a folder",
		Long:    "Write a manual page a command into a folder, which is made if it is not there.",
		Example: "  lamproom man ./man1",
		Hidden:  true,
		Args:    exactlyOne("folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("the folder for the pages cannot be made: %w", err)
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true
			for _, c := range append(root.Commands(), root) {
				c.Long += "\n" + exitHelp
			}
			day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) // the same pages from the same source
			return doc.GenManTree(root, &doc.GenManHeader{Title: "LAMPROOM", Section: "1", Source: "lamproom", Manual: "Lamproom", Date: &day}, args[0])
		},
	}
}

func exactlyOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("%s takes one %s, got %d", cmd.Name(), what, len(args))
		}
		return nil
	}
}

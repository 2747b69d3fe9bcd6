package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"lamproom/evidence"
)

// progress shows on a terminal how far the examination is.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(w io.Writer, quiet bool) progress {
	if quiet || !isTerminal(w) {
		return progress{}
	}
	return progress{progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("examining"),
		progressbar.OptionShowCount(),
		progressbar.OptionSetItsString("files"),
		progressbar.OptionShowIts(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(false),
	)}
}

// found is called for every file, with how many there are so far.
func (p progress) found(files int, _ int64) {
	if p.bar != nil {
		p.bar.ChangeMax(files)
	}
}

func (p progress) done(*evidence.Evidence) {
	if p.bar != nil {
		p.bar.Add(1)
	}
}

func (p progress) end() {
	if p.bar != nil {
		p.bar.Clear()
		p.bar.Exit()
	}
}

// Package examination is the whole pipeline on one screen: sources are walked,
// what dissectors see goes to the sessions of the detectors, what those emit
// becomes a case. Read this first.
package examination

import (
	"context"
	"iter"
	"runtime"
	"sync"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
)

// Plan says with what to examine.
type Plan struct {
	Tool       casefile.Tool
	Dissectors []dissection.Dissector
	Detectors  []detection.Detector
	Budget     dissection.Budget
	Limits     detection.Limits
	Owner      casefile.Owner
	Workers    int                      // roots examined at once; 0: as many as there are processors
	Done       func(*evidence.Evidence) // called for every walked root, from several goroutines; may be nil
}

// Examine walks every source and returns the case. Roots are examined in
// parallel and joined in the order they came: the same bytes give the same
// case, whatever the scheduling. The only errors are the context's.
func Examine(ctx context.Context, plan Plan, sources iter.Seq2[*evidence.Evidence, evidence.Source]) (casefile.Case, error) {
	type job struct {
		seq    int
		ev     *evidence.Evidence
		source evidence.Source
	}
	workers := plan.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	jobs, builder := make(chan job), casefile.NewBuilder()
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for j := range jobs {
				part, err := examineRoot(ctx, plan, j.ev, j.source)
				if err != nil { // the context's: no case will be made
					builder.Abandon()
					continue
				}
				builder.Add(j.seq, part)
				if plan.Done != nil {
					plan.Done(j.ev)
				}
			}
		})
	}
	seq := 0
	for ev, source := range sources {
		if ctx.Err() != nil {
			break
		}
		jobs <- job{seq, ev, source}
		seq++
	}
	close(jobs)
	running.Wait()
	if err := ctx.Err(); err != nil {
		return casefile.Case{}, err
	}
	return builder.Case(plan.Tool, plan.Owner), nil
}

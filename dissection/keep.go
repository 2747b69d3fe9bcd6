package dissection

import (
	"context"
	"io"
	"sync"

	"lamproom/evidence"
)

// Keeper is a [Sink] that can keep a stream, within the budget of the root, so
// that it can be nested.
type Keeper interface {
	// Keep reads r to its end. With an error the source holds what came
	// before it. Nest closes the source.
	Keep(r io.Reader) (evidence.Source, error)
	// Room says why the budget has no room for one more piece, nil if it has:
	// to ask before a piece is unpacked saves the work.
	Room() error
}

// Keep reads r to its end and returns its bytes as a source to nest. With an
// error (r's own, a [*BudgetError], a [*SpoolError] or the context's) the
// source holds what came before, and is never nil. A sink that is no [Keeper],
// as in tests, gets memory and files of its own with the default budget.
func Keep(ctx context.Context, sink Sink, r io.Reader) (evidence.Source, error) {
	if k, ok := sink.(Keeper); ok {
		return k.Keep(r)
	}
	s, err := spare()
	if err != nil {
		return Refusal{Reason: err.Error()}, err
	}
	return s.Keep(ctx, r, NewMeter(DefaultBudget()))
}

var spare = sync.OnceValues(func() (*Spool, error) { return NewSpool("", DefaultBudget().Memory) })

// Watcher is a source that can tell what happened to its bytes while they were
// read: a log that grew, a file that was rewritten.
type Watcher interface {
	// Changed is called after the last read and before Close. It returns the
	// place from which on the bytes are not those that were examined, and
	// what happened in words; "" if nothing did.
	Changed() (at int64, reason string)
}

package dissection

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime"
	"strings"

	"lamproom/evidence"
	"lamproom/observation"
)

// Output takes what a walk over one root gives, from one goroutine and in the
// order of the evidence.
type Output interface {
	// Evidence is called when an evidence has been walked and its identity is known.
	Evidence(*evidence.Evidence)
	Observe(observation.Observation) error
	Damage(Damage)
	Skip(Skip)
}

// Walker walks roots of evidence. It may be used from several goroutines.
type Walker struct {
	Dissectors []Dissector // the first that accepts an evidence dissects it, then every sequel that follows
	Budget     Budget
	Spool      *Spool // keeps pieces that come as a stream; nil: a spool shared by the whole program
}

// Walk dissects src and all that nests in it. It closes sources that can be
// closed. The error is the context's or the output's; what is wrong with the
// evidence itself is damage.
func (w Walker) Walk(ctx context.Context, ev *evidence.Evidence, src evidence.Source, out Output) error {
	if r, ok := src.(Refusal); ok {
		out.Skip(Skip{Evidence: ev.Name, Reason: r.Reason, Policy: r.Policy})
		return nil
	}
	meter := NewMeter(w.Budget)
	return w.walk(ctx, ev, src, out, meter, 0)
}

func (w Walker) walk(ctx context.Context, ev *evidence.Evidence, src evidence.Source, out Output, meter *Meter, depth int) (err error) {
	if c, ok := src.(io.Closer); ok {
		defer c.Close() // opened for reading: nothing can be lost
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	head := evidence.Head{Name: baseName(ev), Size: src.Size(), Bytes: make([]byte, min(evidence.HeadSize, max(src.Size(), 0)))}
	n, err := src.ReadAt(head.Bytes, 0)
	head.Bytes = head.Bytes[:n]
	if n == 0 && err != nil && !errors.Is(err, io.EOF) {
		var r Refusal
		errors.As(err, &r)
		out.Skip(Skip{Evidence: ev.Name, Reason: err.Error(), Policy: r.Policy})
		return nil
	}
	id := identify(src)
	defer func() {
		sum, size, problem := id.finish(ctx)
		ev.ID, ev.Size = sum, size
		if w, ok := src.(Watcher); ok && problem == nil {
			if at, reason := w.Changed(); reason != "" {
				out.Damage(Damage{At: evidence.Locator{Evidence: ev, Offset: at}, Name: ev.Name, Reason: reason})
			}
		}
		if problem != nil {
			out.Damage(Damage{At: evidence.Locator{Evidence: ev, Offset: id.at}, Name: ev.Name, Reason: problem.Error()})
		}
		out.Evidence(ev)
	}()
	s := &sink{walker: w, ctx: ctx, ev: ev, out: out, meter: meter, depth: depth}
	for _, d := range w.Dissectors {
		if _, later := d.(Sequel); later || !d.Accepts(head) {
			continue
		}
		if err := s.run(d, id); err != nil {
			return err
		}
		break
	}
	for _, d := range w.Dissectors {
		if d, ok := d.(Sequel); ok && d.Follows(ev) {
			if err := s.run(d, id); err != nil {
				return err
			}
		}
	}
	if ev.Kind == "" {
		ev.Kind = "data"
	}
	return nil
}

// baseName is the last element of the name by which an evidence is told.
func baseName(ev *evidence.Evidence) string {
	name := ev.Path()
	if ev.Origin.Original == "" {
		return path.Base(name[strings.LastIndexByte(name, '!')+1:])
	}
	return path.Base(strings.ReplaceAll(name, `\`, "/"))
}

// sink is what one dissector sees of the walk.
type sink struct {
	walker Walker
	ctx    context.Context
	ev     *evidence.Evidence
	out    Output
	meter  *Meter
	depth  int
	stop   error // the output's or the context's word to stop
	full   bool  // a piece was refused over the budget, and that was said
}

// run calls the dissector. What it returns beyond the word to stop is a fault
// of the evidence and becomes damage; so does a panic: one file that trips a
// parser must not end an examination of a hundred thousand.
func (s *sink) run(d Dissector, src evidence.Source) error {
	err := func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("%s: internal error, please report it: %v (%s)", d.Name(), p, panicPlace())
			}
		}()
		return d.Dissect(s.ctx, s.ev, src, s)
	}()
	switch {
	case s.stop != nil:
		return s.stop
	case s.ctx.Err() != nil:
		return s.ctx.Err()
	case err != nil:
		return s.Damage(Damage{At: evidence.Locator{Evidence: s.ev}, Name: s.ev.Name, Reason: err.Error()})
	}
	return nil
}

// Identify implements [Sink].
func (s *sink) Identify(k evidence.Kind, r evidence.Role) {
	s.ev.Kind = k
	if r == evidence.Reported {
		s.ev.Role = r
	}
}

// Observe implements [Sink].
func (s *sink) Observe(o observation.Observation) error {
	if s.stop == nil {
		if s.stop = s.ctx.Err(); s.stop == nil {
			s.stop = s.out.Observe(o)
		}
	}
	return s.stop
}

// Nest implements [Sink].
func (s *sink) Nest(origin evidence.Origin, at evidence.Locator, src evidence.Source) error {
	if s.stop != nil {
		return s.stop
	}
	if err := s.meter.Enter(s.depth + 1); err != nil {
		if c, ok := src.(io.Closer); ok {
			c.Close()
		}
		if s.full { // once is enough: a bomb has millions
			return nil
		}
		s.full = true
		return s.Damage(Damage{At: at, Name: s.ev.Name, Reason: err.Error()})
	}
	name := s.ev.Name + "!" + origin.Member
	if origin.Member == "" {
		name = s.ev.Name + "!" + origin.Recipe
	}
	origin.Path = s.ev.Origin.Path
	if origin.Host == "" { // a machine's files hold more of its files
		origin.Host = s.ev.Origin.Host
	}
	inner := &evidence.Evidence{Name: name, Size: src.Size(), Role: s.ev.Role, Origin: origin, Within: &at}
	s.stop = s.walker.walk(s.ctx, inner, src, s.out, s.meter, s.depth+1)
	return s.stop
}

// Keep implements [Keeper].
func (s *sink) Keep(r io.Reader) (evidence.Source, error) {
	spool := s.walker.Spool
	if spool == nil {
		var err error
		if spool, err = spare(); err != nil {
			return Refusal{Reason: err.Error()}, err
		}
	}
	return spool.Keep(s.ctx, r, s.meter)
}

// Room implements [Keeper].
func (s *sink) Room() error { return s.meter.Room(s.depth + 1) }

// Damage implements [Sink].
func (s *sink) Damage(d Damage) error {
	if s.stop != nil {
		return s.stop
	}
	if d.Name == "" {
		d.Name = s.ev.Name
	}
	s.out.Damage(d)
	return nil
}

// panicPlace names the function of ours that panicked, the same in every run.
func panicPlace() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "lamproom/") && !strings.HasPrefix(f.Function, "lamproom/dissection.(*sink)") {
			return fmt.Sprintf("%s line %d", f.Function, f.Line)
		}
		if !more {
			return "place unknown"
		}
	}
}

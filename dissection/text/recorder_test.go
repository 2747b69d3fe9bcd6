package text

import (
	"fmt"
	"strings"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/observation"
)

// recorder is a sink that keeps everything.
type recorder struct {
	ev     *evidence.Evidence
	data   []byte
	kind   evidence.Kind
	role   evidence.Role
	got    []observation.Observation
	damage []dissection.Damage
	err    error
}

func newRecorder(name string, data []byte) *recorder {
	return &recorder{ev: &evidence.Evidence{Name: name, Size: int64(len(data))}, data: data}
}

func (r *recorder) Identify(k evidence.Kind, role evidence.Role) { r.kind, r.role = k, role }
func (r *recorder) Observe(o observation.Observation) error {
	r.got = append(r.got, o)
	return r.err
}
func (r *recorder) Nest(evidence.Origin, evidence.Locator, evidence.Source) error { return r.err }
func (r *recorder) Damage(d dissection.Damage) error {
	r.damage = append(r.damage, d)
	return r.err
}

// lines tells what was stated, one fact a line.
func (r *recorder) lines() []string {
	out := []string{fmt.Sprintf("kind %s role %s", r.kind, r.role)}
	for _, o := range r.got {
		out = append(out, tell(o))
	}
	for _, d := range r.damage {
		out = append(out, "damage "+d.Reason)
	}
	return out
}

func tell(o observation.Observation) string {
	var b strings.Builder
	switch f := o.Fact.(type) {
	case observation.CommandLine:
		fmt.Fprintf(&b, "command %s %s", f.Setting, f.Shell)
		if len(f.Wrappers) > 0 {
			fmt.Fprintf(&b, " wrapped=%q", f.Wrappers)
		}
		if f.Alias != "" {
			fmt.Fprintf(&b, " alias=%q", f.Alias)
		}
		for _, a := range f.Argv {
			fmt.Fprintf(&b, " %q", short(a.Text))
		}
		if len(f.Unresolved) > 0 {
			fmt.Fprintf(&b, " unresolved=%q", f.Unresolved)
		}
		if f.Output != "" {
			fmt.Fprintf(&b, " output=%q", f.Output)
		}
		if len(f.PipedTo) > 0 {
			fmt.Fprintf(&b, " to=%q", f.PipedTo)
		}
		if f.Wraps {
			b.WriteString(" wraps")
		}
	case observation.Written:
		fmt.Fprintf(&b, "written %s %q append=%v %q", f.Setting, f.Path, f.Append, short(f.Text.Text))
	case observation.MinerConfig:
		fmt.Fprintf(&b, "config %s %s whole=%v", f.Layout, f.Setting, f.Whole)
		for _, p := range f.Pools {
			fmt.Fprintf(&b, " [%s %d tls=%v user=%q pass=%q]", p.Host, p.Port, p.TLS, short(p.User.Text), p.Password.Text)
		}
		if f.Broken != "" {
			fmt.Fprintf(&b, " broken=%q", f.Broken)
		}
	case observation.Environment:
		fmt.Fprintf(&b, "environment %s owner=%q", f.Setting, f.Owner)
		for _, a := range f.Set {
			fmt.Fprintf(&b, " %s=%q", a.Name, short(a.Value.Text))
		}
	case observation.MinerOutput:
		fmt.Fprintf(&b, "output %s %s %s %s:%d accepted=%d", f.Layout, f.Event, f.Version, f.Host, f.Port, f.Accepted)
		if !o.Time.IsZero() {
			fmt.Fprintf(&b, " at %s", o.Time.Format("2006-01-02T15:04:05.999Z"))
		}
	case observation.Mention:
		fmt.Fprintf(&b, "mention %s %s %s", f.Setting, f.Indicator.Type, short(f.Indicator.Value))
	}
	return b.String()
}

// short keeps the golden files readable: the middle of a wallet is left out.
func short(s string) string {
	if len(s) > 60 {
		return s[:12] + "…" + s[len(s)-4:]
	}
	return s
}

package text

import (
	"fmt"
	"strings"

	"lamproom/report"
)

// maxStep bounds the characters of one step. Its values are bounded already: what
// is urgent is not cut off.
const maxStep = 4096

// next writes what to do now, by phase.
func (r *reporter) next() {
	if len(r.Steps) == 0 {
		return
	}
	r.heading(r.lang.T("What to do now"))
	phase := ""
	for i, s := range r.Steps {
		if s.Phase != phase {
			phase = s.Phase
			r.para("  ", bold, r.lang.Phase(phase))
		}
		text, _ := r.lang.Step(s)
		r.para(fmt.Sprintf("  %2d. ", i+1), none, clip(r.hide(text), maxStep))
		for _, c := range s.Commands {
			r.raw(strings.Repeat(" ", 8), report.Plain(clip(r.hide(c), maxStep))) // on one line, so that it can be copied
		}
	}
}

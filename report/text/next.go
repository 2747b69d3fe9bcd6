package text

import (
	"fmt"
	"strings"

	"lamproom/casefile"
	"lamproom/report"
)

// phaseWords name the phases of a response as headings of their steps.
var phaseWords = map[string]string{
	casefile.PhaseVerify: "Make sure", casefile.PhasePreserve: "Preserve", casefile.PhaseContain: "Contain", casefile.PhaseEradicate: "Remove",
	casefile.PhaseRotate: "Change credentials", casefile.PhaseClose: "Close the entry", casefile.PhaseTell: "Tell",
}

// maxStep bounds the characters of one step. Its values are bounded already: what
// is urgent is not cut off.
const maxStep = 4096

// next writes what to do now, by phase.
func (r *reporter) next() {
	if len(r.Steps) == 0 {
		return
	}
	r.heading("What to do now")
	phase := ""
	for i, s := range r.Steps {
		if s.Phase != phase {
			phase = s.Phase
			r.para("  ", bold, phaseWords[phase])
		}
		r.para(fmt.Sprintf("  %2d. ", i+1), none, clip(r.hide(s.Text), maxStep))
		for _, c := range s.Commands {
			r.raw(strings.Repeat(" ", 8), report.Plain(clip(r.hide(c), maxStep))) // on one line, so that it can be copied
		}
	}
}

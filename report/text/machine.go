package text

import (
	"strings"

	"lamproom/evidence"
	"lamproom/report"
)

// onMachine says where a file lay on the machine it was collected from, and what
// that is called. Layers that were decoded out of a file are that file's.
func (r *reporter) onMachine(indent int, e *evidence.Evidence) {
	if e = report.Collected(e); e == nil {
		return
	}
	o := e.Origin
	text := clip(o.Original, maxValue)
	if text == "" {
		text = r.lang.T("what the collector wrote")
	}
	if o.Host != "" {
		text += " " + r.lang.T("on") + " " + clip(o.Host, maxValue)
	}
	who := report.CollectorWords[o.Collector]
	if who == "" {
		who = clip(o.Collector, maxValue)
	}
	r.field(indent, "machine", none, text+" ("+r.lang.T("collected by %s", r.lang.T(who))+")")
}

// maxMachines bounds the machines that the block of the verdict names.
const maxMachines = 10

// machines names the machines that the collections tell of.
func (r *reporter) machines() {
	hosts, n := report.Machines(r.Case, maxMachines)
	if len(hosts) == 0 {
		return
	}
	more := ""
	if n > 0 {
		more = " " + r.lang.T("and %d more", n)
	}
	for i := range hosts {
		hosts[i] = clip(hosts[i], maxValue)
	}
	r.line("machines", none, strings.Join(hosts, ", ")+more+", "+r.lang.T("as the collections name them"))
}

package html

import (
	"lamproom/evidence"
	"lamproom/report"
)

// onMachine says where a file lay on the machine it was collected from, and what
// that is called; "" where no collection tells.
func (r *renderer) onMachine(e *evidence.Evidence) string {
	if e = report.Collected(e); e == nil {
		return ""
	}
	o := e.Origin
	text := r.value(o.Original)
	if text == "" {
		text = r.lang.T("what the collector wrote")
	}
	if o.Host != "" {
		text += " " + r.lang.T("on") + " " + r.value(o.Host)
	}
	who := report.CollectorWords[o.Collector]
	if who == "" {
		who = r.value(o.Collector)
	}
	return text + " (" + r.lang.T("collected by %s", r.lang.T(who)) + ")"
}

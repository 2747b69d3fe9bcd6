package text

import (
	"slices"
	"strings"

	"lamproom/evidence"
)

// collectorWords name the collectors of evidence as their makers write them.
var collectorWords = map[string]string{
	"uac": "UAC", "kape": "KAPE", "velociraptor": "Velociraptor", "cylr": "CyLR", "acquire": "acquire", "sosreport": "sosreport", "drives": "a collector that lays out drives",
}

// onMachine says where a file lay on the machine it was collected from, and what
// that is called. Layers that were decoded out of a file are that file's.
func (r *reporter) onMachine(indent int, e *evidence.Evidence) {
	for e != nil && e.Origin.Collector == "" && e.Within != nil {
		e = e.Within.Evidence
	}
	if e == nil || e.Origin.Collector == "" {
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
	who := collectorWords[o.Collector]
	if who == "" {
		who = clip(o.Collector, maxValue)
	}
	r.field(indent, "machine", none, text+" ("+r.lang.T("collected by %s", r.lang.T(who))+")")
}

// maxMachines bounds the machines that the block of the verdict names.
const maxMachines = 10

// machines names the machines that the collections tell of.
func (r *reporter) machines() {
	var hosts []string
	for _, e := range r.Evidence {
		if h := e.Origin.Host; h != "" && !slices.Contains(hosts, h) {
			if hosts = append(hosts, h); len(hosts) > 1000 {
				break
			}
		}
	}
	if len(hosts) == 0 {
		return
	}
	slices.Sort(hosts)
	more := ""
	if n := len(hosts) - maxMachines; n > 0 {
		hosts, more = hosts[:maxMachines], " "+r.lang.T("and %d more", n)
	}
	for i := range hosts {
		hosts[i] = clip(hosts[i], maxValue)
	}
	r.line("machines", none, strings.Join(hosts, ", ")+more+", "+r.lang.T("as the collections name them"))
}

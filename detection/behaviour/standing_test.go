package behaviour

import (
	"testing"

	"lamproom/detection"
	"lamproom/detection/detectiontest"
	"lamproom/evidence"
	"lamproom/observation"
)

// A unit, a table of cron, a task that starts a miner is its persistence; one
// that starts anything else is nobody's business.
func TestWhatStandsAlready(t *testing.T) {
	const wallet = "41iPDcA3gyGLS3t6TZDZLPczLEnpk4qXpdvELX1jbU674zninGpLwfYgZwNSNn7tHHMr6yoHrwcDNKTY3a5na5aiEApr3cn"
	for _, tt := range []struct {
		name, argument string
		kind           evidence.Kind
		setting        observation.Setting
		want           string
	}{
		{"a.service", wallet, "unit", observation.Schedule, "persistence.systemd"},
		{"root", "--user=" + wallet + ".rig", "crontab", observation.Schedule, "persistence.cron"},
		{"task.xml", wallet, "xml", observation.Schedule, "persistence.scheduled-task"},
		{"com.a.plist", wallet, "xml", observation.Schedule, "persistence.launchd"},
		{"a.service", "-v", "unit", observation.Schedule, ""},
		{"a.service", wallet[:94] + "z", "unit", observation.Schedule, ""},
		{"run.sh", wallet, "shell", observation.Script, ""},
	} {
		ev := &evidence.Evidence{Name: tt.name, Kind: tt.kind, ID: evidence.ID{1}}
		value := func(s string) observation.Value {
			return observation.Value{Text: s, At: evidence.Cite(ev, []byte(s), 0, 0, len(s))}
		}
		c := observation.CommandLine{Raw: value("x " + tt.argument), Argv: []observation.Value{value("/opt/x"), value(tt.argument)}, Setting: tt.setting}
		l := detectiontest.Run(t, New(), observation.Observation{Where: c.Raw.At.Locator, Fact: c})
		got, sev := "", detection.Info
		for _, f := range l.Findings {
			got, sev = got+f.Rule, f.Severity
		}
		if got != tt.want || tt.want != "" && (sev != detection.High || l.Findings[0].Subject.Name != tt.name) {
			t.Errorf("%s with %s: %q (%s), want %q", tt.name, tt.argument, got, sev, tt.want)
		}
	}
}

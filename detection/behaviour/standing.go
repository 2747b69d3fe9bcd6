package behaviour

import (
	"strings"

	"lamproom/evidence"
	"lamproom/observation"
	"lamproom/rule/behaviour"
)

// standing is the rule for a file that is itself what the system starts a
// program by, by the kind of the file.
var standing = map[evidence.Kind]string{
	"unit":    "persistence.systemd",
	"crontab": "persistence.cron",
	"xml":     "persistence.scheduled-task", // or a launch agent's property list
}

// stands remembers that what starts the command is set up already: not by the
// script that is read, but because the file that is read is a unit, a table of
// cron, a task. Every machine has hundreds, so it is told only beside a miner.
func (s *session) stands(sc *scene, c observation.CommandLine, at evidence.Citation) {
	if c.Setting != observation.Schedule && c.Setting != observation.Service {
		return
	}
	name, id := sc.ev.Path(), standing[sc.ev.Kind]
	if sc.ev.Kind == "xml" && strings.HasSuffix(strings.ToLower(name), ".plist") {
		id = "persistence.launchd"
	}
	if r := s.quiet(id); r != nil && name != "" {
		s.add(sc, r, name, at, c.Setting)
	}
}

// quiet is the rule with that id, told only beside a miner.
func (s *session) quiet(id string) *behaviour.Rule {
	for _, r := range s.set.Rules {
		if r.ID == id {
			q := *r
			q.Severity = "quiet"
			return &q
		}
	}
	return nil
}

package text

import (
	"regexp"

	"lamproom/observation"
)

// What the keys of a record say it is of: a process, a service, a schedule. The
// names are those of collectors and of agents that write a record a line
// (Velociraptor, osquery, Elastic Common Schema, WMI).
var (
	processID    = regexp.MustCompile(`(?i)"(pid|process_?id|process\.pid)"\s*:`)
	processLine  = regexp.MustCompile(`(?i)"(command_?line|cmd_?line|process\.command_line|args|argv)"\s*:`)
	serviceStart = regexp.MustCompile(`(?i)"(start_?mode|start_?type)"\s*:`)
	servicePath  = regexp.MustCompile(`(?i)"(path_?name|image_?path|module_path|path)"\s*:`)
	scheduleDay  = regexp.MustCompile(`(?i)"day_?of_?week"\s*:`)
	scheduleHour = regexp.MustCompile(`(?i)"(minute|hour)"\s*:`)
)

// maxRecord bounds the bytes of a record that are looked at on each side.
const maxRecord = 8 << 10

// recordSetting says in what a statement stands that is a value of a record of
// JSON on one line; s where its keys do not tell.
func (p *page) recordSetting(at int, s observation.Setting) observation.Setting {
	from, to := p.line(at)
	line := p.text[max(from, at-maxRecord):min(to, at+maxRecord)]
	switch {
	case processLine.Match(line) && processID.Match(line):
		return observation.Process
	case serviceStart.Match(line) && servicePath.Match(line):
		return observation.Service
	case scheduleDay.Match(line) && scheduleHour.Match(line):
		return observation.Schedule
	}
	return s
}

package mining

import (
	"strings"
	"time"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/observation"
)

func roleOfEvidence(l evidence.Locator) evidence.Role {
	if l.Evidence == nil {
		return evidence.Observed
	}
	return l.Evidence.Role
}

func nameOf(l evidence.Locator) string {
	if l.Evidence == nil {
		return ""
	}
	return l.Evidence.Name
}

func timeOf(o observation.Observation) *time.Time {
	if o.Time.IsZero() {
		return nil
	}
	t := o.Time.UTC()
	return &t
}

// standing says whether a statement in that setting and role may count, and if
// not what its logins are.
func standing(set observation.Setting, role evidence.Role) (counts bool, payee detection.Payee) {
	switch {
	case set == observation.Pattern:
		return false, detection.Decoy
	case role != evidence.Observed, !set.Runs():
		return false, detection.Example
	}
	return true, ""
}

// running reports whether a statement in that setting was run or will be without
// anybody's doing, so that even a template in it means something.
func running(set observation.Setting) bool {
	switch set {
	case observation.Process, observation.Schedule, observation.Service, observation.History:
		return true
	}
	return false
}

// scripted reports whether a miner's command in that setting is there to be run
// as it stands, its values from the environment.
func scripted(set observation.Setting) bool {
	return set == observation.Script || set == observation.Container
}

// documentation reports whether a file is a text to read by its name.
func documentation(name string) bool {
	name = strings.ToLower(name)
	for _, end := range []string{".md", ".markdown", ".mdx", ".rst", ".adoc", ".asciidoc", ".html", ".htm"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

var settingWords = map[observation.Setting]string{
	observation.Script: "a script", observation.Code: "a program's source", observation.Container: "a container's description", observation.Schedule: "a schedule",
	observation.Service: "a service", observation.Process: "a list of running processes", observation.History: "a history of commands", observation.Config: "a configuration",
	observation.Strings: "the strings of a binary", observation.Log: "a log", observation.Bare: "a line of text", observation.Comment: "a comment",
	observation.Printed: "text shown to a user", observation.Prose: "running text", observation.Pattern: "a pattern to look for",
}

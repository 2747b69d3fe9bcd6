package rules

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed attack/techniques.txt
var techniques string

var techniqueNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(techniques) {
		if id, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok && id[0] == 'T' {
			names[id] = name
		}
	}
	return names
})

// Technique is the name that MITRE ATT&CK gives to a technique, with that of its
// parent where it has one; "" for one that is not on the list.
func Technique(id string) string { return techniqueNames()[id] }

package text

import (
	"strings"
	"testing"
)

// A rival's whole command line in a list of what is killed is no command; one
// that is looked for in order to be started is.
func TestHuntedCommandLines(t *testing.T) {
	const line = "./minerd -o pool.example.org:3333 -u 48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD -p x"
	for script, want := range map[string]bool{
		"while read l; do pkill -f \"$l\"; done <<E\n" + line + "\nE\n":               false,
		"K=(\"" + line + "\" b)\nfor k in \"${K[@]}\"; do pkill -9 -f \"$k\"; done\n": false,
		"C=\"" + line + "\"\npgrep -f \"$C\" || $C &\n":                               true,
		"cat > /tmp/r.sh <<E\n" + line + "\nE\nsh /tmp/r.sh\n":                        true,
	} {
		got := false
		for _, l := range stated(t, "run.sh", []byte("#!/bin/bash\n"+script)) {
			got = got || strings.HasPrefix(l, "command script") && strings.Contains(l, `minerd" "-o"`)
		}
		if got != want {
			t.Errorf("%q: a miner's command %v, want %v", script, got, want)
		}
	}
}

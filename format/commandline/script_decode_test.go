package commandline

import (
	"slices"
	"testing"
)

// A single word that a script decodes is a value like any other; what is longer,
// or no text, is not.
func TestDecodedWords(t *testing.T) {
	for _, tt := range []struct{ script, want string }{
		{"H=$(echo cG9vbC5leGFtcGxlLm9yZw== | base64 -d)\nx -o $H:3333\n", "pool.example.org:3333"},
		{"H=`echo cG9vbC5leGFtcGxlLm9yZw== | base64 --decode`; x -o $H:3333\n", "pool.example.org:3333"},
		{"d(){ echo \"$1\" | base64 -d; }; x -o $(d cG9vbC5leGFtcGxlLm9yZw==):3333\n", "pool.example.org:3333"},
		{"H=$(echo 706f6f6c2e6578616d706c652e6f7267 | xxd -r -p); x -o $H:3333\n", "pool.example.org:3333"},
	} {
		found := false
		for _, c := range Script([]byte(tt.script), nil).Commands {
			found = found || slices.Contains(c.Strings(), tt.want)
		}
		if !found {
			t.Errorf("%q: no %s", tt.script, tt.want)
		}
	}
	for _, in := range []string{"", "no base64!", "AAEC", "dHdvIHdvcmRz"} { // the last is "two words"
		if got := decodedWord("base64", []byte(in)); got != "" {
			t.Errorf("%q: %q", in, got)
		}
	}
}

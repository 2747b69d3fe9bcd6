package text

import (
	"slices"
	"testing"
)

func TestWordsKeepValues(t *testing.T) {
	for in, want := range map[string][]string{
		"remove '/tmp/a b; rm -rf ~/run.sh', then go": {"remove", "'/tmp/a b; rm -rf ~/run.sh',", "then", "go"},
		`remove $'/a\n b'.`:                           {"remove", `$'/a\n b'.`},
		"the owner's word":                            {"the", "owner's", "word"},
		"'tis a quote that nobody closes":             {"'tis", "a", "quote", "that", "nobody", "closes"},
		"'one' 'two'":                                 {"'one'", "'two'"},
		"a  b":                                        {"a", "", "b"},
	} {
		if got := words(in); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

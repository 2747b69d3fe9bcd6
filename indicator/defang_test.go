package indicator

import (
	"strings"
	"testing"
)

func TestDefangText(t *testing.T) {
	for in, want := range map[string]string{
		"it fetches http://x.example/a and HTTPS://y": "it fetches hxxp://x.example/a and hxxpS://y",
		"see www.example.org, ftp://z":                "see www[.]example.org, fxp://z",
		"nothing to do: a.b c/d":                      "nothing to do: a.b c/d",
	} {
		if got := DefangText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if s := DefangText(strings.Repeat("http://", 1000)); strings.Contains(s, "http://") {
		t.Error("a scheme was left whole")
	}
}

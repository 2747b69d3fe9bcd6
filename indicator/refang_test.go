package indicator

import (
	"strings"
	"testing"
)

func TestRefang(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"hxxp://evil[.]example[.]com/a.exe", "http://evil.example.com/a.exe"},
		{"hXXps://evil.example.com", "https://evil.example.com"},
		{"hxxp[://]evil.example.com", "http://evil.example.com"},
		{"hxxps[:]//evil[dot]example(dot)com", "https://evil.example.com"},
		{"fxp://files{.}example{.}com", "ftp://files.example.com"},
		{"barjuok[.]ryongnamsan[.]edu[.]kp", "barjuok.ryongnamsan.edu.kp"},
		{"203[.]0[.]113[.]7[:]3333", "203.0.113.7:3333"},
		{"203.0.113[.]7", "203.0.113.7"},
		{"me[at]example[.]com, you(at)example(.)org", "me@example.com, you@example.org"},
		{"me[@]example.com", "me@example.com"},
		{"see (hxxp://a[.]example/x)", "see (http://a.example/x)"},
		{"stratum+tcp://pool[.]example[.]com:3333", "stratum+tcp://pool.example.com:3333"},
		{"example.com[/]path", "example.com/path"},
		{"admin (at) example (dot) org", "admin@example.org"},
		{"write to me [at] example.org now", "write to me@example.org now"},
		{"meow://pool {dot} example {dot} com/x", "http://pool.example.com/x"},
	} {
		if got, changed := Refang(tc.in); got != tc.want || !changed {
			t.Errorf("Refang(%q) = %q, %v, want %q", tc.in, got, changed, tc.want)
		}
	}
}

func TestRefangLeavesAlone(t *testing.T) {
	for _, s := range []string{"", "plain text.", "http://example.com/[a]", "^(.)x$", "[.]", "a [.] b", "regex: /[.]/", "look (at) this", "look (at) that. Then", "f (at) g", "a (dot) b", "f(at)", "a[.]",
		"meowing", "hxxp", "Ahxxp://x", "x{.}", "let a = b[.5]", "[:alpha:]", "m[:]", "[:]"} {
		if got, changed := Refang(s); changed || got != s {
			t.Errorf("Refang(%q) = %q, %v", s, got, changed)
		}
	}
}

func TestDefangRefang(t *testing.T) {
	for _, s := range []string{"http://evil.example.com/a.exe", "https://u@evil.example.com:8080/?q=a.b", "evil.example.com", "203.0.113.7", "me@example.com",
		"ftp://files.example.com/x", "stratum+tcp://pool.example.com:3333", "203.0.113.7:3333"} {
		d := Defang(s)
		if d == s {
			t.Errorf("Defang(%q) changes nothing", s)
		}
		if got, changed := Refang(d); got != s || !changed {
			t.Errorf("%q became %q and then %q", s, d, got)
		}
	}
}

func TestRefangOrigin(t *testing.T) {
	in := "x hxxps[://]evil[.]example[.]com/a and 203[.]0[.]113[.]7[:]3333 end"
	r, _ := RefangText([]byte(in))
	for _, word := range []string{"x", "evil", "example", "com/a", "203", "113", "7", "3333", "end"} {
		i := strings.Index(string(r.Text), word)
		if o := r.Origin(i); !strings.HasPrefix(in[o:], word) {
			t.Errorf("%q is at %d, which leads to %q", word, i, in[o:])
		}
	}
	if got := r.Origin(len(r.Text)); got != len(in) {
		t.Errorf("the end leads to %d, want %d", got, len(in))
	}
}

func FuzzRefang(f *testing.F) {
	for _, s := range []string{"a[.]b", "hxxp[:]//a(dot)b", "[[.]]", "a[.][.]b", "hxxphxxps://", "me[at]x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, changed := RefangText([]byte(s))
		if !changed && string(r.Text) != s {
			t.Fatalf("%q changed to %q without a word", s, r.Text)
		}
		last := 0
		for i := 0; i <= len(r.Text); i++ {
			o := r.Origin(i)
			if o < last || o > len(s) {
				t.Fatalf("%q: byte %d of %q leads to %d after %d", s, i, r.Text, o, last)
			}
			last = o
		}
		if r.Origin(len(r.Text)) != len(s) {
			t.Fatalf("%q: the end of %q leads to %d", s, r.Text, r.Origin(len(r.Text)))
		}
	})
}

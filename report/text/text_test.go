package text_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lamproom/casefile"
	"lamproom/report"
	"lamproom/report/phrase"
	"lamproom/report/reporttest"
	"lamproom/report/text"
)

var update = flag.Bool("update", false, "write the golden files anew")

func render(t testing.TB, c casefile.Case, o text.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := text.Write(&b, c, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var colour = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestGolden(t *testing.T) {
	for name, c := range map[string]casefile.Case{"rich": reporttest.Rich(), "empty": reporttest.Empty(), "nasty": reporttest.Nasty(), "rich.fr": reporttest.Rich(), "empty.fr": reporttest.Empty()} {
		t.Run(name, func(t *testing.T) {
			o := text.Options{Width: 80}
			if strings.HasSuffix(name, ".fr") {
				o.Language = phrase.French()
			}
			got := render(t, c, o)
			file := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
				t.Errorf("go test ./report/text -update writes it anew if the change is meant:\n%s", d)
			}
		})
	}
}

// TestColourAddsNothing: without its escape sequences the coloured report says
// the same, but for the carets that stand in for colour.
func TestColourAddsNothing(t *testing.T) {
	carets := regexp.MustCompile(`(?m)^ *\| [ ^]*\n`)
	plain := carets.ReplaceAllString(render(t, reporttest.Rich(), text.Options{}), "")
	coloured := render(t, reporttest.Rich(), text.Options{Color: true})
	if !colour.MatchString(coloured) {
		t.Error("no colour")
	}
	if d := cmp.Diff(plain, colour.ReplaceAllString(coloured, "")); d != "" {
		t.Error(d)
	}
}

func TestNothingActsOnTheTerminal(t *testing.T) {
	for _, o := range []text.Options{{}, {Color: true}, {Width: 40, ShowSecrets: true}} {
		out := render(t, reporttest.Nasty(), o)
		if !utf8.ValidString(out) {
			t.Error("not UTF-8")
		}
		if o.Color {
			out = colour.ReplaceAllString(out, "")
		}
		for i, r := range out {
			if r != '\n' && !report.Visible(r) {
				t.Fatalf("%+v: %U at %d: %q", o, r, i, out[max(0, i-60):min(len(out), i+20)])
			}
		}
	}
}

func TestLinesFit(t *testing.T) {
	for _, width := range []int{40, 80, 120} {
		for _, line := range strings.Split(render(t, reporttest.Rich(), text.Options{Width: width}), "\n") {
			n := utf8.RuneCountInString(line)
			longest := 0
			for _, w := range strings.Fields(line) {
				longest = max(longest, utf8.RuneCountInString(w))
			}
			// What must stay whole to be copied may go beyond: wallets, hashes, places.
			if n > width && longest < 24 {
				t.Errorf("width %d: %d columns: %q", width, n, line)
			}
		}
	}
}

func TestWalletStandsOnOneLine(t *testing.T) {
	for _, line := range strings.Split(render(t, reporttest.Rich(), text.Options{Width: 40}), "\n") {
		if strings.TrimSpace(line) == reporttest.Wallet {
			return
		}
	}
	t.Error("the wallet that is paid is not alone on a line")
}

func TestSecrets(t *testing.T) {
	const secret = "5ad0f7c1b2e9"
	if out := render(t, reporttest.Rich(), text.Options{}); strings.Contains(out, secret) {
		t.Error("the token is shown")
	}
	if out := render(t, reporttest.Rich(), text.Options{ShowSecrets: true, Width: 120}); !strings.Contains(out, secret) {
		t.Error("the token is not shown when asked for")
	}
}

func TestWriteErrorComesBack(t *testing.T) {
	if err := text.Write(failing{}, reporttest.Nasty(), text.Options{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestLargeCasesStayShort(t *testing.T) {
	c := reporttest.Many(100_000)
	for len(c.Findings) < 5000 {
		c.Findings = append(c.Findings, reporttest.Nasty().Findings...)
		c.Miners = append(c.Miners, reporttest.Nasty().Miners...)
	}
	if n := strings.Count(render(t, c, text.Options{}), "\n"); n > 2000 {
		t.Errorf("%d lines", n)
	}
}

package html_test

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

	"github.com/google/go-cmp/cmp"
	nethtml "golang.org/x/net/html"

	"lamproom/casefile"
	"lamproom/report/html"
	"lamproom/report/phrase"
	"lamproom/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func render(t testing.TB, c casefile.Case, o html.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := html.Write(&b, c, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// body leaves out the style and the script, which have files of their own.
var body = regexp.MustCompile(`(?s)<style>.*?</style>|<script>.*?</script>|'sha256-[^']*'`)

func TestGolden(t *testing.T) {
	for name, c := range map[string]casefile.Case{"rich": reporttest.Rich(), "empty": reporttest.Empty()} {
		for _, tag := range phrase.Tags() {
			t.Run(name+"."+tag, func(t *testing.T) {
				lang, _ := phrase.Of(tag)
				got := body.ReplaceAllString(render(t, c, html.Options{Language: lang, TLP: html.Green}), "")
				file := filepath.Join("testdata", name+"."+tag+".html")
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
					t.Errorf("go test ./report/html -update writes it anew if the change is meant:\n%s", d)
				}
			})
		}
	}
}

func TestSameCaseSameBytes(t *testing.T) {
	first, second := render(t, reporttest.Nasty(), html.Options{}), render(t, reporttest.Nasty(), html.Options{})
	if first != second {
		t.Error("the page differs from run to run")
	}
}

func TestSecrets(t *testing.T) {
	const secret = "5ad0f7c1b2e9"
	hex := "35 61 64 30 66 37 63 31" // its beginning
	if out := render(t, reporttest.Rich(), html.Options{}); strings.Contains(out, secret) || strings.Contains(out, hex) {
		t.Error("the token is shown")
	}
	if out := render(t, reporttest.Rich(), html.Options{ShowSecrets: true}); !strings.Contains(out, secret) {
		t.Error("the token is not shown when asked for")
	}
}

func TestWriteErrorComesBack(t *testing.T) {
	if err := html.Write(failing{}, reporttest.Nasty(), html.Options{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// inert reads a page as a browser does and reports what could act in it.
func inert(t testing.TB, page string) *nethtml.Node {
	t.Helper()
	root, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	scripts := 0
	var walk func(n *nethtml.Node)
	walk = func(n *nethtml.Node) {
		if n.Type == nethtml.ElementNode {
			if !ours[n.Data] {
				t.Errorf("<%s> is none of our elements", n.Data)
			}
			kind := ""
			for _, a := range n.Attr {
				if !oursAttr[a.Key] && !strings.HasPrefix(a.Key, "data-") && !strings.HasPrefix(a.Key, "aria-") {
					t.Errorf("<%s> has the attribute %s=%q", n.Data, a.Key, a.Val)
				}
				switch a.Key {
				case "type":
					kind = a.Val
				case "href":
					if !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "data:text/csv;charset=utf-8;base64,") {
						t.Errorf("a link leads to %q", a.Val)
					}
				case "id":
					if ids[a.Val] {
						t.Errorf("two elements have the id %q", a.Val)
					}
					ids[a.Val] = true
				}
			}
			if n.Data == "script" && kind != "application/octet-stream" {
				scripts++
			}
		}
		if n.Type == nethtml.CommentNode {
			t.Errorf("a comment: %q", n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	if scripts != 1 {
		t.Errorf("%d scripts, want our one", scripts)
	}
	return root
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	ours = set(`html head meta title style body a header p strong span div nav ol ul li main section h1 h2 h3 dl dt dd code button br details summary
		form fieldset legend label input select option mark pre i figure figcaption noscript table thead tbody tr th td footer script`)
	oursAttr = set(`lang charset http-equiv content name class href id type hidden open translate tabindex role scope download value checked autocomplete spellcheck`)
)

func TestPageHoldsNothingButOurs(t *testing.T) {
	for name, c := range map[string]casefile.Case{"rich": reporttest.Rich(), "empty": reporttest.Empty(), "nasty": reporttest.Nasty(), "many": reporttest.Many(2000)} {
		t.Run(name, func(t *testing.T) { inert(t, render(t, c, html.Options{})) })
	}
}

// TestHeadingsAreInOrder: a heading is never more than one step below the one before.
func TestHeadingsAreInOrder(t *testing.T) {
	levels := regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(render(t, reporttest.Rich(), html.Options{}), -1)
	last := 0
	for _, m := range levels {
		level := int(m[1][0] - '0')
		if level > last+1 {
			t.Errorf("a heading of level %d follows one of level %d", level, last)
		}
		last = level
	}
	if len(levels) < 10 {
		t.Errorf("only %d headings", len(levels))
	}
}

package html

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lamproom/report"
)

func TestHexDump(t *testing.T) {
	got := string(hexDump([]byte("0123456789<&>\"'\x00\xffxyz"), [2]int{2, 18}, 0x1c))
	want := "<span>00000010</span>                                       30 31 <mark>32 33</mark>              01<mark>23</mark>\n" +
		"<span>00000020</span>  <mark>34 35 36 37 38 39 3c 26  3e 22 27 00 ff 78</mark> 79 7a  <mark>456789&lt;&amp;&gt;&#34;&#39;..x</mark>yz\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := hexDump(nil, [2]int{}, 7); got != "" {
		t.Errorf("nothing is shown as %q", got)
	}
}

func TestExcerptText(t *testing.T) {
	for _, tt := range []struct {
		b    string
		mark [2]int
		want string
	}{
		{"a<b>c", [2]int{1, 4}, "a<mark>&lt;b&gt;</mark>c"},
		{`\x07` + "\x07", [2]int{4, 5}, `\x07<mark><i>\x07</i></mark>`},
		{"abc", [2]int{0, 3}, "<mark>abc</mark>"},
		{"abc", [2]int{0, 0}, "abc"},
		{"", [2]int{0, 0}, ""},
	} {
		if got := string(excerptText(report.Cells([]byte(tt.b), tt.mark))); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.b, got, tt.want)
		}
	}
}

func TestInertCell(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-o": "'-o", "@x": "'@x", "\t=1": "'\t'=1", "plain": "plain", "a=b": "a=b", "x;=1": "x;'=1", `",=1`: `",'=1`, " =1": " '=1", "＝1": "'＝1",
		"http://x/?a=1&b=2": "http://x/?a=1&b=2", "": "", "a-b": "a-b", "[.]": "[.]",
	} {
		if got := inertCell(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestClip(t *testing.T) {
	s := strings.Repeat("é", 4000)
	if got := clip(s, 100); len(got) > 110 || !strings.Contains(got, " … ") || !strings.HasPrefix(got, "éé") || !strings.HasSuffix(got, "éé") {
		t.Errorf("got %q", got)
	}
	if got := clip("short", 100); got != "short" {
		t.Errorf("got %q", got)
	}
}

// FuzzExcerpt: whatever the bytes and the mark, the markup is that of marks and
// escapes alone, balanced, and without the tags the bytes are all there.
func FuzzExcerpt(f *testing.F) {
	for _, s := range []string{"plain", "<script>", "a\x00b\x00c\x00d\x00e\x00", "\xff\xfe", "</mark><mark>", "&lt;", "\u202e"} {
		f.Add([]byte(s), 1, 3, int64(5))
	}
	f.Fuzz(func(t *testing.T, b []byte, from, to int, base int64) {
		if len(b) > 1024 || base < 0 || base > 1<<40 {
			return
		}
		mark := [2]int{max(0, min(from, len(b))), 0}
		mark[1] = max(mark[0], min(to, len(b)))
		for _, s := range []string{string(excerptText(report.Cells(b, mark))), string(hexDump(b, mark, base))} {
			rest := strings.NewReplacer("<mark>", "", "</mark>", "", "<i>", "", "</i>", "", "<span>", "", "</span>", "").Replace(s)
			if strings.ContainsAny(rest, "<>\"'") {
				t.Fatalf("%q holds markup that is not ours", s)
			}
			if strings.Count(s, "<mark>") != strings.Count(s, "</mark>") {
				t.Fatalf("%q is not balanced", s)
			}
		}
	})
}

// TestContrast: in both schemes, text stands out from what it is written on by
// 4.5 to 1 or more (WCAG 2.2, 1.4.3).
func TestContrast(t *testing.T) {
	schemes := regexp.MustCompile(`(?s)--ground: .*?}`).FindAllString(style, 2)
	if len(schemes) != 2 {
		t.Fatal("the two schemes are not found")
	}
	for i, scheme := range schemes {
		colour := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]+)`).FindAllStringSubmatch(scheme, -1) {
			colour[m[1]] = m[2]
		}
		pairs := [][2]string{{"mark-ink", "mark"}, {"link", "low-bg"}}
		for _, ink := range []string{"ink", "quiet", "link", "critical", "high", "medium", "good"} {
			pairs = append(pairs, [2]string{ink, "ground"}, [2]string{ink, "panel"})
		}
		for _, s := range []string{"critical", "high", "medium", "low", "info", "good"} {
			pairs = append(pairs, [2]string{s, s + "-bg"})
		}
		pairs = append(pairs, [2]string{"quiet", "info-bg"})
		for _, p := range pairs {
			a, b := luminance(t, colour[p[0]]), luminance(t, colour[p[1]])
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
				t.Errorf("scheme %d: %s on %s is %.2f to 1", i, p[0], p[1], ratio)
			}
		}
	}
}

// luminance is the relative luminance of a colour (WCAG 2.2).
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 4 {
		hex = "#" + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:3], 2) + strings.Repeat(hex[3:4], 2)
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		t.Fatalf("%q is no colour", hex)
	}
	channel := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}

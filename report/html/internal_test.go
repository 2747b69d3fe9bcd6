package html

import (
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

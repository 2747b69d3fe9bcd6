package hypertext

import (
	"strings"
	"testing"
)

const page = `<!DOCTYPE html><html lang="fr-FR"><head><title>Un mineur &eacute;tonnant
  | Site</title>
<meta property="og:title" content="Un mineur étonnant"><meta name="author" content="Anne Exemple">
<meta property="article:published_time" content="2018-01-09T10:00:00+01:00">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"x","datePublished":"2018-01-08","author":{"@type":"Person","name":"B\u00e9a Exemple"}}</script>
<style>p { color: red }</style></head><body>
<nav><a href="/">Monero</a></nav>
<h1>Un mineur</h1><p>La Cor&eacute;e du
Nord, le <b>24</b>&nbsp;d&#233;cembre&#x20;2017 &amp; apr&egrave;s; &unknown; R&D.</p>
<table><tr><td>a</td><td>b</td></tr></table><pre>one
two</pre><script>var x = "hidden";</script><footer>Site</footer></body></html>`

func TestRead(t *testing.T) {
	p := Read([]byte(page))
	text := string(p.Text)
	for _, want := range []string{"Un mineur\n", "La Corée du Nord, le 24\u00a0décembre 2017 & après; &unknown; R&D.\n", "a\tb", "one\ntwo"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
	for _, unwanted := range []string{"hidden", "color", "Monero", "Site", "NewsArticle"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("%q has %q", text, unwanted)
		}
	}
	for _, m := range []struct {
		got         Meta
		value, page string
	}{
		{p.Title, "Un mineur étonnant", "Un mineur étonnant"},
		{p.Published, "2018-01-09T10:00:00+01:00", "2018-01-09T10:00:00+01:00"},
		{p.Authors[0], "Anne Exemple", "Anne Exemple"},
		{p.Authors[1], "Béa Exemple", `B\u00e9a Exemple`},
	} {
		if m.got.Value != m.value || page[m.got.Start:m.got.End] != m.page {
			t.Errorf("got %+v at %q, want %q at %q", m.got, page[m.got.Start:m.got.End], m.value, m.page)
		}
	}
	if p.Language != "fr-FR" || len(p.Authors) != 2 {
		t.Errorf("language %q, authors %v", p.Language, p.Authors)
	}
	for text, raw := range map[string]string{
		"Corée du Nord": "Cor&eacute;e du\nNord", "24": "24", "décembre 2017": "d&#233;cembre&#x20;2017", "& ": "&amp; ", "two": "two", "R&D": "R&D",
	} {
		i := strings.Index(string(p.Text), text)
		if i < 0 {
			t.Errorf("%q is not in the text", text)
			continue
		}
		lo, hi := p.Place(i, i+len(text))
		if page[lo:hi] != raw {
			t.Errorf("%q leads to %q, want %q", text, page[lo:hi], raw)
		}
	}
}

// TestUnended: what is never closed hides nothing.
func TestUnended(t *testing.T) {
	for _, s := range []string{"<nav>text here", "<p>text here<script>x", "<div><div>text here", "text here", "</nav>text here<footer>x</footer>"} {
		if p := Read([]byte(s)); !strings.Contains(string(p.Text), "text here") {
			t.Errorf("%s: %q", s, p.Text)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{page, "", "<", "&", "<title>", "&#x110000;&#0;", "<p a=b c='d'>&amp", "<nav><script type=application/ld+json>{\"author\":{"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p := Read(b)
		if len(p.Text) > 4*len(b)+16 {
			t.Fatalf("%d bytes of text from %d", len(p.Text), len(b))
		}
		for _, m := range append([]Meta{p.Title, p.Published}, p.Authors...) {
			if m.Start < 0 || m.End > len(b) || m.Start > m.End {
				t.Fatalf("%+v of %d bytes", m, len(b))
			}
		}
		for i := 0; i <= len(p.Text); i += 1 + len(p.Text)/50 {
			for _, k := range []int{i, min(i+3, len(p.Text)), len(p.Text)} {
				if lo, hi := p.Place(i, k); lo < 0 || hi > len(b) || lo > hi {
					t.Fatalf("Place(%d, %d) = %d, %d of %d", i, k, lo, hi, len(b))
				}
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := []byte(strings.Repeat("<p>The committee will meet on <b>Thursday</b> &amp; bring the minutes.</p>\n", 5000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Read(text)
	}
}

package hypertext

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
)

// published are names under which pages say when they were published, and
// authors those under which they say who wrote them: Open Graph, Dublin Core,
// schema.org and customs of publishers.
var (
	published = set("article:published_time og:article:published_time datepublished date dc.date dc.date.issued dcterms.created dcterms.issued dcterms.date publish-date publishdate pubdate parsely-pub-date sailthru.date article.published citation_publication_date")
	authors   = set("author article:author dc.creator dcterms.creator parsely-author sailthru.author citation_author byl")
)

func (r *reader) meta(raw []byte, a map[string]string) {
	content := a["content"]
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop"} {
		name := strings.ToLower(a[key])
		switch {
		case name == "og:title":
			r.Title = r.value(raw, content) // without the name of the site
		case published[name] && r.Published.Value == "":
			r.Published = r.value(raw, content)
		case authors[name] && !strings.Contains(content, "://"):
			r.author(r.value(raw, content))
		}
	}
}

func (r *reader) author(m Meta) {
	for _, a := range r.Authors {
		if a.Value == m.Value {
			return
		}
	}
	if m.Value != "" && len(r.Authors) < maxAuthors {
		r.Authors = append(r.Authors, m)
	}
}

// value is the value of an attribute of the tag that is being read. Where it
// holds references to characters its place is the tag.
func (r *reader) value(raw []byte, s string) Meta {
	m := Meta{strings.Join(strings.Fields(s), " "), r.at, r.at + len(raw)}
	if i := bytes.Index(raw, []byte(s)); i >= 0 && s != "" {
		m.Start, m.End = r.at+i, r.at+i+len(s)
	}
	return m
}

// Linked data (JSON-LD, schema.org Article). Its shapes are many; the fields are
// looked for wherever they stand.
var (
	ldPublished = regexp.MustCompile(`"datePublished"\s*:\s*"([^"\\]{4,40})"`)
	ldHeadline  = regexp.MustCompile(`"headline"\s*:\s*("(?:[^"\\]|\\.){1,300}")`)
	ldAuthor    = regexp.MustCompile(`"author"\s*:\s*(?:\[\s*)?\{([^{}]{1,1000})`)
	ldName      = regexp.MustCompile(`"name"\s*:\s*("(?:[^"\\]|\\.){2,80}")`)
)

func (r *reader) linked(start, end int) {
	b := r.b[start:end]
	if m := ldPublished.FindSubmatchIndex(b); m != nil && r.Published.Value == "" {
		r.Published = Meta{string(b[m[2]:m[3]]), start + m[2], start + m[3]}
	}
	quoted := func(m []int, shift int) (Meta, bool) {
		var s string
		err := json.Unmarshal(b[shift+m[2]:shift+m[3]], &s)
		return Meta{strings.Join(strings.Fields(s), " "), start + shift + m[2] + 1, start + shift + m[3] - 1}, err == nil
	}
	if m := ldHeadline.FindSubmatchIndex(b); m != nil && r.Title.Value == "" {
		if t, ok := quoted(m, 0); ok {
			r.Title = t
		}
	}
	for _, a := range ldAuthor.FindAllSubmatchIndex(b, maxAuthors) {
		body := b[a[2]:a[3]]
		if !bytes.Contains(body, []byte(`Person`)) {
			continue
		}
		if m := ldName.FindSubmatchIndex(body); m != nil {
			if n, ok := quoted(m, a[2]); ok {
				r.author(n)
			}
		}
	}
}

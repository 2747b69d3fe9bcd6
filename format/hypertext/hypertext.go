// Package hypertext makes running text of a page in HTML: what a reader sees,
// without scripts, styles and the frame of the site, and with the way back from
// each byte of it to the bytes of the page. It also reads who says that they
// wrote the page, and when.
//
// Pages are read as browsers tokenize them (HTML Living Standard, section 13.2);
// no tree is built, so that hostile nesting costs nothing.
package hypertext

import (
	"bytes"
	"html"
	"sort"

	tokens "golang.org/x/net/html"
)

// Meta is a value from the markup, with the bytes of the page that hold it.
type Meta struct {
	Value      string
	Start, End int
}

// Page is the running text of a page. Blocks stand on lines of their own.
type Page struct {
	Text      []byte
	Title     Meta
	Published Meta   // as written
	Authors   []Meta //
	Language  string // of the root element: "en", "fr-FR"

	pieces []piece
}

// piece says that the text from offset text on was read from length bytes of
// the page at offset page.
type piece struct {
	text, page, length int
	same               bool // byte for byte
}

// maxAuthors is how many names of authors are told.
const maxAuthors = 8

// Read reads a page of UTF-8 or an extension of ASCII.
func Read(b []byte) *Page {
	r := &reader{b: b, frame: true}
	r.run()
	if r.frames > 0 { // a frame that never ends holds the rest of the page
		r = &reader{b: b}
		r.run()
	}
	return &r.Page
}

// Place maps a stretch of the text to the page.
func (p *Page) Place(from, to int) (lo, hi int) {
	if len(p.pieces) == 0 {
		return 0, 0
	}
	find := func(x int) (piece, int) {
		i := max(0, sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].text > x })-1)
		end := len(p.Text)
		if i+1 < len(p.pieces) {
			end = p.pieces[i+1].text
		}
		return p.pieces[i], end
	}
	s, _ := find(from)
	lo = s.page
	if s.same {
		lo += min(from-s.text, s.length)
	}
	s, _ = find(max(from, to-1))
	hi = s.page + s.length
	if s.same {
		hi = s.page + min(max(to-s.text, 0), s.length)
	}
	return lo, max(lo, hi)
}

// reader makes the text, token by token.
type reader struct {
	Page
	b      []byte
	at     int    // where the token begins
	hidden string // the element whose text is not shown, "" for none
	frame  bool   // leave out the frame of the site
	frames int    // how many elements of the frame are open
	pre    int
	title  bool // inside the title
	ld     bool // inside linked data
}

func (r *reader) run() {
	z := tokens.NewTokenizer(bytes.NewReader(r.b))
	for {
		kind := z.Next()
		raw := z.Raw()
		if kind == tokens.ErrorToken {
			break
		}
		switch kind {
		case tokens.TextToken:
			r.text(len(raw))
		case tokens.StartTagToken, tokens.SelfClosingTagToken:
			name, more := z.TagName()
			r.start(string(name), kind == tokens.SelfClosingTagToken, raw, attributes(z, more))
		case tokens.EndTagToken:
			name, _ := z.TagName()
			r.end(string(name))
		}
		r.at += len(raw)
	}
}

// attributes gives the attributes of a tag, the first of each name.
func attributes(z *tokens.Tokenizer, more bool) map[string]string {
	if !more {
		return nil
	}
	all := map[string]string{}
	for n := 0; more && n < 64; n++ {
		var key, value []byte
		key, value, more = z.TagAttr()
		if _, twice := all[string(key)]; !twice && len(value) < 4096 {
			all[string(key)] = string(value)
		}
	}
	return all
}

// Elements by what they do to the text.
var (
	hiding = set("script style template svg math iframe object select")
	framed = set("nav footer aside")
	blocks = set("address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol option p pre section table tbody td tfoot th thead title tr ul")
	cells  = set("td th")
)

func set(list string) map[string]bool {
	all := map[string]bool{}
	for _, w := range bytes.Fields([]byte(list)) {
		all[string(w)] = true
	}
	return all
}

func (r *reader) start(name string, closed bool, raw []byte, a map[string]string) {
	switch {
	case name == "html":
		r.Language = a["lang"]
	case name == "meta":
		r.meta(raw, a)
	case name == "time" && r.Published.Value == "" && (a["itemprop"] == "datePublished" || has(a, "pubdate")):
		r.Published = r.value(raw, a["datetime"])
	case name == "title" && r.hidden == "":
		r.title = !closed
	case hiding[name]:
		if !closed && r.hidden == "" {
			r.hidden = name
			r.ld = name == "script" && a["type"] == "application/ld+json"
		}
	case r.frame && framed[name] && !closed:
		r.frames++
	case name == "pre" && !closed:
		r.pre++
	}
	r.part(name)
}

func has(a map[string]string, key string) bool { _, ok := a[key]; return ok }

func (r *reader) end(name string) {
	switch {
	case name == r.hidden:
		r.hidden, r.ld = "", false
	case name == "title":
		r.title = false
	case r.frame && framed[name] && r.frames > 0:
		r.frames--
	case name == "pre" && r.pre > 0:
		r.pre--
	}
	r.part(name)
}

// part parts what stands before and behind a block.
func (r *reader) part(name string) {
	if n := len(r.Text); blocks[name] && n > 0 && r.Text[n-1] != '\n' && !(cells[name] && r.Text[n-1] == '\t') {
		mark := byte('\n')
		if cells[name] {
			mark = '\t'
		}
		r.put([]byte{mark}, r.at, 0, false)
	}
}

// put appends to the text what was read from length bytes of the page.
func (r *reader) put(b []byte, page, length int, same bool) {
	if len(b) == 0 {
		return
	}
	if n := len(r.pieces); same && n > 0 {
		if last := &r.pieces[n-1]; last.same && last.page+last.length == page && last.text+last.length == len(r.Text) {
			last.length += length
			r.Text = append(r.Text, b...)
			return
		}
	}
	r.pieces = append(r.pieces, piece{len(r.Text), page, length, same})
	r.Text = append(r.Text, b...)
}

// maxReference is the length of the longest reference to a character, bytes.
const maxReference = 34

// text reads a stretch of text with its references to characters.
func (r *reader) text(n int) {
	switch {
	case r.title && r.Title.Value == "":
		r.Title = trimmed(r.b, r.at, r.at+n)
		return
	case r.ld:
		r.linked(r.at, r.at+n)
		return
	case r.hidden != "", r.title, r.frames > 0:
		return
	}
	b := r.b[r.at : r.at+n]
	from := 0
	for i := 0; i < len(b); {
		k := bytes.IndexByte(b[i:], '&')
		if k < 0 {
			break
		}
		i += k
		end := i + 1
		for end < len(b) && end-i < maxReference && (b[end] == '#' || '0' <= b[end] && b[end] <= '9' || 'a' <= b[end]|0x20 && b[end]|0x20 <= 'z') {
			end++
		}
		if end < len(b) && b[end] == ';' {
			end++
		}
		if s := html.UnescapeString(string(b[i:end])); s != string(b[i:end]) {
			r.plain(b[from:i], r.at+from)
			r.put([]byte(s), r.at+i, end-i, false)
			from = end
		}
		i = end
	}
	r.plain(b[from:], r.at+from)
}

// plain puts text in which line ends are but blanks, outside of pre.
func (r *reader) plain(b []byte, page int) {
	if r.pre > 0 {
		r.put(b, page, len(b), true)
		return
	}
	at := len(r.Text)
	r.put(b, page, len(b), true)
	for i := at; i < len(r.Text); i++ {
		if c := r.Text[i]; c == '\n' || c == '\r' {
			r.Text[i] = ' '
		}
	}
}

// trimmed is the text between two places of the page, with its references to
// characters resolved and blanks as one.
func trimmed(b []byte, start, end int) Meta {
	for start < end && b[start] <= ' ' {
		start++
	}
	for end > start && b[end-1] <= ' ' {
		end--
	}
	return Meta{string(bytes.Join(bytes.Fields([]byte(html.UnescapeString(string(b[start:end])))), []byte(" "))), start, end}
}

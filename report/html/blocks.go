package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
)

// rows is a list that may be long. The first rows stand in the page as they are.
// The others are rendered by the same template, so they are escaped alike, and kept
// in blocks of compressed text inside of script elements of no executable type: the
// browser neither parses nor draws them until they are asked for. An index beside
// them holds what a search looks at.
type rows struct {
	name     string // of the list and of the template of a row
	total    int
	first    int // rows in the page itself
	block    int // rows a block
	row      func(i int) any
	key      func(i int) key
	template string
}

// key is what a search looks at: a row is found by its facets and its words.
type key struct {
	ID     string   `json:"i,omitempty"` // of the element
	Facet  string   `json:"f,omitempty"` // severity or type
	Tags   []string `json:"t,omitempty"` // techniques
	Words  string   `json:"w,omitempty"`
	Value  string   `json:"v,omitempty"` // to be copied
	Spoilt string   `json:"d,omitempty"` // the same defanged
}

// list writes the rows of the page. What encloses them is written by the caller;
// rest must follow behind it.
func (r *renderer) list(l rows) {
	for i := range min(l.total, l.first) {
		r.run(l.template, l.row(i))
	}
}

// rest writes what is behind the first rows: the blocks, the index, and for
// readers without a script how many rows they do not see.
func (r *renderer) rest(l rows) {
	if l.total <= l.first || r.err != nil {
		return
	}
	r.run("more", struct {
		List          string
		Shown, Hidden string
		Total         string
	}{l.name, r.lang.Number(l.first), r.lang.Number(l.total - l.first), r.lang.Number(l.total)})
	for from := l.first; from < l.total; from += l.block {
		to := min(from+l.block, l.total)
		b := newPacker()
		for i := from; i < to && r.err == nil; i++ {
			r.err = r.templates.ExecuteTemplate(b.z, l.template, l.row(i))
		}
		r.text(fmt.Sprintf(`<script type="application/octet-stream" class="block" data-list="%s" data-from="%d" data-to="%d">`, template.HTMLEscapeString(l.name), from, to))
		r.text(b.base64())
		r.text("</script>\n")
	}
	b := newPacker()
	enc := json.NewEncoder(b.z)
	b.z.Write([]byte("["))
	for i := range l.total {
		if i > 0 {
			b.z.Write([]byte(","))
		}
		if err := enc.Encode(l.key(i)); err != nil && r.err == nil {
			r.err = err
		}
	}
	b.z.Write([]byte("]"))
	r.text(fmt.Sprintf(`<script type="application/octet-stream" class="index" data-list="%s">`, template.HTMLEscapeString(l.name)))
	r.text(b.base64())
	r.text("</script>\n")
}

// packer compresses text for a script element.
type packer struct {
	b bytes.Buffer
	z *gzip.Writer
}

func newPacker() *packer {
	p := &packer{}
	p.z = gzip.NewWriter(&p.b) // to memory: no error
	return p
}

func (p *packer) base64() string {
	p.z.Close()
	return base64.StdEncoding.EncodeToString(p.b.Bytes())
}

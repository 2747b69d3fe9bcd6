// Package webpage finds the scripts in pages, HTML applications, Windows script
// files, scriptlets and pictures of SVG, and the miners that pages start in
// their visitors' browsers. It gives places; what a script does is read by those
// who know its language.
package webpage

import (
	"bytes"
	"strings"
)

// Kind is what sort of document it is.
type Kind string

// Kinds of documents.
const (
	HTML      Kind = "html"
	HTA       Kind = "hta"       // an HTML application: its scripts have the rights of a program
	WSF       Kind = "wsf"       // a Windows script file
	Scriptlet Kind = "scriptlet" // a COM scriptlet, .sct and .wsc
	SVG       Kind = "svg"
)

// Runs reports whether scripts of such a document have the rights of a program.
func (k Kind) Runs() bool { return k == HTA || k == WSF || k == Scriptlet }

// Script is one script element. From and To are the bytes of its text.
type Script struct {
	From, To int
	Language string // "vbscript", "javascript", "python" …
	Encoded  bool   // by Microsoft's script encoder
	CDATA    bool   // it stood in a CDATA section
}

// maxScripts is how many scripts of one document are told.
const maxScripts = 1000

// Recognise tells what sort of document begins so, "" if it is none. The name
// counts only for what the beginning leaves open.
func Recognise(head []byte, name string) Kind {
	b := bytes.ToLower(head)
	name = strings.ToLower(name)
	t := bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	has := func(s string) bool { return bytes.Contains(b, []byte(s)) }
	markup := len(t) > 0 && t[0] == '<'
	switch {
	case has("<hta:application"), strings.HasSuffix(name, ".hta") && has("<"):
		return HTA
	case markup && (has("<scriptlet") || has("<component")) && has("<script") || strings.HasSuffix(name, ".sct") && markup:
		return Scriptlet
	case markup && (has("<job") || has("<package")) && has("<script"), strings.HasSuffix(name, ".wsf") && markup:
		return WSF
	case markup && has("<svg"):
		if has("<html") {
			return HTML
		}
		return SVG
	case bytes.HasPrefix(t, []byte("<!doctype html")), bytes.HasPrefix(t, []byte("<html")), bytes.HasPrefix(t, []byte("<head")), bytes.HasPrefix(t, []byte("<body")), bytes.HasPrefix(t, []byte("<script")):
		return HTML
	case has("<script") && (strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm") || strings.HasSuffix(name, ".xhtml") || strings.HasSuffix(name, ".php")):
		return HTML
	case markup && (strings.HasSuffix(name, ".html") || strings.HasSuffix(name, ".htm") || strings.HasSuffix(name, ".xhtml")):
		return HTML
	}
	return ""
}

// dead are elements whose text is shown or kept, and not run.
var dead = []string{"textarea", "xmp", "style", "title", "template", "noscript", "plaintext", "iframe", "noframes"}

// Page is what a document holds.
type Page struct {
	Scripts []Script
	Live    []Span // the markup that counts: what is in no comment, no script, and no element that only shows its text
	Sources []Span // the addresses that scripts are loaded from
}

// Span is a stretch of bytes.
type Span struct{ From, To int }

// Scan reads a document once, from its beginning to its end.
func Scan(b []byte) Page {
	var p Page
	live := 0
	gone := map[string]bool{} // closing tags that do not come any more
	for at := 0; at < len(b); {
		i := bytes.IndexByte(b[at:], '<')
		if i < 0 {
			break
		}
		i += at
		rest := b[i:]
		if bytes.HasPrefix(rest, []byte("<!--")) {
			p.live(live, i)
			end := bytes.Index(rest, []byte("-->"))
			if end < 0 {
				return p
			}
			at = i + end + 3
			live = at
			continue
		}
		name := tagName(rest[1:])
		if name == "" {
			at = i + 1
			continue
		}
		end := tagEnd(b, i)
		if end < 0 {
			break
		}
		tag := b[i:end]
		switch {
		case name == "script":
			p.live(live, end)
			at, live = end, end
			if src, ok := attribute(tag, "src"); ok && len(p.Sources) < maxScripts {
				p.Sources = append(p.Sources, Span{i + src.From, i + src.To})
			}
			if tag[len(tag)-2] == '/' { // <script src="…"/> of XML
				continue
			}
			to := closing(b, end, "script", gone)
			if len(bytes.TrimSpace(b[end:to])) > 0 && len(p.Scripts) < maxScripts {
				p.Scripts = append(p.Scripts, script(b, tag, end, to))
			}
			at, live = to, to
		case contains(dead, name):
			p.live(live, end)
			at = closing(b, end, name, gone)
			live = at
		default:
			at = end
		}
	}
	p.live(live, len(b))
	return p
}

func (p *Page) live(from, to int) {
	if from < to {
		p.Live = append(p.Live, Span{from, to})
	}
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

// tagName is the name of an element in lower case, "" where no tag begins.
func tagName(b []byte) string {
	n := 0
	for n < len(b) && n < 40 && (b[n]|0x20 >= 'a' && b[n]|0x20 <= 'z' || n > 0 && (b[n] >= '0' && b[n] <= '9' || b[n] == ':' || b[n] == '-')) {
		n++
	}
	return strings.ToLower(string(b[:n]))
}

// maxTag is how long a tag may be, bytes.
const maxTag = 64 << 10

// tagEnd is behind the > that ends the tag which begins at i; quotes are
// honoured. -1 where it does not end.
func tagEnd(b []byte, i int) int {
	quote := byte(0)
	for k := i + 1; k < len(b) && k-i < maxTag; k++ {
		switch c := b[k]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && b[k-1] == '=':
			quote = c
		case c == '>':
			return k + 1
		}
	}
	if k := bytes.IndexByte(b[i:min(len(b), i+maxTag)], '>'); k >= 0 { // a quote that is left open
		return i + k + 1
	}
	return -1
}

// closing is where the closing tag of that name begins, the end of the document
// where there is none.
func closing(b []byte, from int, name string, gone map[string]bool) int {
	if gone[name] {
		return len(b)
	}
	want := "</" + name
	for at := from; ; {
		i := bytes.Index(b[at:], []byte("</"))
		if i < 0 {
			break
		}
		at += i
		if at+len(want) <= len(b) && strings.EqualFold(string(b[at:at+len(want)]), want) {
			return at
		}
		at += 2
	}
	gone[name] = true
	return len(b)
}

// attribute is where the value of an attribute stands in a tag.
func attribute(tag []byte, name string) (Span, bool) {
	low := bytes.ToLower(tag)
	for at := 0; ; {
		i := bytes.Index(low[at:], []byte(name))
		if i < 0 {
			return Span{}, false
		}
		i += at
		at = i + len(name)
		if i == 0 || low[i-1] > ' ' && low[i-1] != '"' && low[i-1] != '\'' && low[i-1] != '/' {
			continue
		}
		k := at
		for k < len(tag) && tag[k] <= ' ' {
			k++
		}
		if k >= len(tag) || tag[k] != '=' {
			continue
		}
		for k++; k < len(tag) && tag[k] <= ' '; k++ {
		}
		if k >= len(tag) {
			return Span{}, false
		}
		end := "> \t\r\n"
		if tag[k] == '"' || tag[k] == '\'' {
			end = string(tag[k])
			k++
		}
		n := bytes.IndexAny(tag[k:], end)
		if n < 0 {
			n = len(tag) - k
		}
		return Span{k, k + n}, true
	}
}

// script describes the script element whose tag and text these are.
func script(b, tag []byte, from, to int) Script {
	s := Script{From: from, To: to, Language: "javascript"}
	said := ""
	for _, name := range []string{"language", "type"} {
		if v, ok := attribute(tag, name); ok {
			said += " " + strings.ToLower(string(tag[v.From:v.To]))
		}
	}
	switch {
	case strings.Contains(said, "vb"):
		s.Language = "vbscript"
	case strings.Contains(said, "python"):
		s.Language = "python"
	case strings.Contains(said, "perl"):
		s.Language = "perl"
	case strings.Contains(said, "json"), strings.Contains(said, "template"), strings.Contains(said, "x-"), strings.Contains(said, "importmap"), strings.Contains(said, "speculationrules"):
		if !strings.Contains(said, "javascript") {
			s.Language = "data"
		}
	}
	s.Encoded = strings.Contains(said, ".encode") || bytes.HasPrefix(bytes.TrimSpace(b[from:to]), []byte("#@~^"))
	text := b[from:to]
	if i := bytes.Index(text, []byte("<![CDATA[")); i >= 0 && len(bytes.Trim(text[:i], " \t\r\n/*'")) == 0 {
		s.CDATA = true
		s.From += i + len("<![CDATA[")
		if k := bytes.LastIndex(b[s.From:s.To], []byte("]]>")); k >= 0 {
			s.To = s.From + k
		}
	}
	return s
}

package text

import (
	"bytes"
	"strconv"
	"strings"

	"lamproom/format/commandline"
	"lamproom/observation"
)

// element is the text of an XML element.
type element struct {
	name     string
	tag      int // where its start tag begins
	from, to int // its character data
}

// elementAt returns the element in whose character data the place lies.
func (p *page) elementAt(at int) (element, bool) {
	const reach = maxStatement
	lo := max(0, at-reach)
	open := bytes.LastIndexByte(p.text[lo:at], '>')
	if open < 0 {
		return element{}, false
	}
	open += lo
	tag := bytes.LastIndexByte(p.text[lo:open], '<')
	if tag < 0 {
		return element{}, false
	}
	tag += lo
	inner := p.text[tag+1 : open]
	if len(inner) == 0 || !letter[inner[0]] || bytes.IndexByte(inner, '\n') >= 0 && len(inner) > 1000 {
		if bytes.HasPrefix(inner, []byte("![CDATA[")) {
			return element{}, false
		}
		return element{}, false
	}
	end := bytes.IndexByte(p.text[at:min(len(p.text), at+reach)], '<')
	if end < 0 {
		return element{}, false
	}
	n := 0
	for n < len(inner) && (alnum[inner[n]] || inner[n] == ':' || inner[n] == '_' || inner[n] == '-') {
		n++
	}
	nm := strings.ToLower(string(inner[:n]))
	if i := strings.IndexByte(nm, ':'); i >= 0 {
		nm = nm[i+1:]
	}
	e := element{nm, tag, open + 1, at + end}
	if !bytes.HasPrefix(p.text[e.to:], []byte("</")) && e.name != "string" {
		return element{}, false
	}
	return e, true
}

// markup says whether the window holds elements rather than a < in a script.
func (p *page) markup() bool {
	switch p.class.Kind {
	case "xml", "html", "strings", "text", "shell", "powershell", "batch", "log":
		return true
	}
	return isSource(p.class.Kind)
}

// xmlStatement reads a command that an XML document holds: the action of a
// scheduled task, the arguments of a launchd job, a field of an event, an attribute.
func (p *page) xmlStatement(at int) bool {
	if !p.markup() {
		return false
	}
	e, ok := p.elementAt(at)
	if !ok {
		return p.class.Kind == "xml" && p.attribute(at)
	}
	setting := p.settingAt(e.from, e.to)
	switch {
	case p.class.Prose:
		setting = observation.Prose
	case p.class.Kind == "xml" || e.name == "arguments" || e.name == "string":
		if setting.Runs() {
			setting = observation.Schedule
		}
	}
	if p.insideXMLComment(e.tag) {
		setting = observation.Comment
	}
	if e.name == "string" {
		if a, b, ok := p.plistArray(e); ok {
			p.take(a, b)
			j := &joined{}
			for i := a; i < b; {
				s := bytes.Index(p.text[i:b], []byte("<string>"))
				if s < 0 {
					break
				}
				s += i + len("<string>")
				t := bytes.Index(p.text[s:b], []byte("</string>"))
				if t < 0 {
					break
				}
				if len(j.b) > 0 {
					j.add([]byte{0}, s, 0)
				}
				j.add(unescapeXML(p.text[s:s+t]), s, t)
				i = s + t
			}
			p.commands(j, commandline.None, setting, a, b)
			return true
		}
	}
	j := &joined{}
	start, end := e.from, e.to
	if e.name == "arguments" || e.name == "startarguments" || e.name == "argument" || e.name == "appparameters" || e.name == "parameters" {
		const reach = 4 << 10
		for _, n := range []string{"command", "executable", "startprogram", "application", "program", "path"} {
			if f, t, ok := p.nearElement(e, n, reach); ok {
				cmd := unescapeXML(p.text[f:t])
				cmd = bytes.TrimSpace(cmd)
				if bytes.IndexByte(cmd, ' ') >= 0 && cmd[0] != '"' {
					cmd = append(append([]byte{'"'}, cmd...), '"')
				}
				j.add(cmd, f, t-f)
				j.add([]byte(" "), t, 0)
				start, end = min(start, f), max(end, t)
				break
			}
		}
	}
	j.add(unescapeXML(p.text[e.from:e.to]), e.from, e.to-e.from)
	p.take(e.from, e.to)
	if bytes.IndexByte(bytes.TrimSpace(j.b), '\n') >= 0 && e.name != "arguments" {
		p.commands(j, commandline.Guess(j.b), setting, start, end)
		return true
	}
	p.commands(j, commandline.Cmd, setting, start, end)
	return true
}

func (p *page) insideXMLComment(at int) bool {
	before := p.text[max(0, at-maxStatement/2):at]
	open := bytes.LastIndex(before, []byte("<!--"))
	return open >= 0 && bytes.LastIndex(before, []byte("-->")) < open
}

// plistArray returns the inside of the <array> around an element.
func (p *page) plistArray(e element) (int, int, bool) {
	lo := max(0, e.tag-maxStatement/2)
	a := bytes.LastIndex(p.text[lo:e.tag], []byte("<array>"))
	if a < 0 || bytes.Contains(p.text[lo+a:e.tag], []byte("</array>")) {
		return 0, 0, false
	}
	hi := min(len(p.text), e.to+maxStatement/2)
	b := bytes.Index(p.text[e.to:hi], []byte("</array>"))
	if b < 0 {
		b = hi - e.to
	}
	return lo + a + len("<array>"), e.to + b, true
}

// nearElement finds the character data of an element of that name near e.
func (p *page) nearElement(e element, name string, reach int) (from, to int, ok bool) {
	lo, hi := max(0, e.tag-reach), min(len(p.text), e.to+reach)
	if i := lastFold(p.text[lo:e.tag], "<"+name+">"); i >= 0 {
		from = lo + i + len(name) + 2
	} else if i := indexFold(p.text[e.to:hi], "<"+name+">"); i >= 0 {
		from = e.to + i + len(name) + 2
	} else {
		return 0, 0, false
	}
	n := bytes.IndexByte(p.text[from:hi], '<')
	if n < 0 {
		return 0, 0, false
	}
	return from, from + n, n > 0
}

func indexFold(b []byte, s string) int {
	for i := 0; i+len(s) <= len(b); i++ {
		if b[i] == s[0] && strings.EqualFold(string(b[i:i+len(s)]), s) {
			return i
		}
	}
	return -1
}

func lastFold(b []byte, s string) int {
	for i := len(b) - len(s); i >= 0; i-- {
		if b[i] == s[0] && strings.EqualFold(string(b[i:i+len(s)]), s) {
			return i
		}
	}
	return -1
}

// attribute reads a command in an attribute: arguments="…".
func (p *page) attribute(at int) bool {
	from, to := p.nearLine(at)
	for _, q := range p.cachedLiterals(from, to) {
		if q.from <= at && at < q.to {
			j := &joined{}
			j.add(unescapeXML(p.text[q.inner:max(q.inner, q.to-1)]), q.inner, q.to-1-q.inner)
			p.take(q.from, q.to)
			p.commands(j, commandline.Cmd, p.settingAt(from, to), q.from, q.to)
			return true
		}
	}
	return false
}

// unescapeXML undoes the five entities and character references.
func unescapeXML(b []byte) []byte {
	if bytes.IndexByte(b, '&') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		if b[i] == '&' {
			if n := bytes.IndexByte(b[i:min(len(b), i+10)], ';'); n > 0 {
				e := string(b[i+1 : i+n])
				if c, ok := entities[e]; ok {
					out = append(out, c)
					i += n + 1
					continue
				}
				if strings.HasPrefix(e, "#") {
					base, digits := 10, e[1:]
					if strings.HasPrefix(digits, "x") {
						base, digits = 16, digits[1:]
					}
					if v, err := strconv.ParseUint(digits, base, 21); err == nil {
						out = append(out, string(rune(v))...)
						i += n + 1
						continue
					}
				}
			}
		}
		out = append(out, b[i])
		i++
	}
	return out
}

var entities = map[string]byte{"quot": '"', "amp": '&', "lt": '<', "gt": '>', "apos": '\''}

// Package webpage dissects pages, HTML applications, Windows script files,
// scriptlets and pictures with scripts. Scripts that could act on the machine
// are nested as files of their own, to be read by those who know their language;
// the markup around them is read as text. A miner that a page starts in its
// visitors' browsers is stated as a miner's configuration.
package webpage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/text"
	"lamproom/format/webpage"
	"lamproom/observation"
)

// MaxPage is the size up to which documents are searched for scripts, bytes.
// Larger ones are read as text alone.
const MaxPage = 8 << 20

// Dissector reads documents with scripts.
type Dissector struct{ text dissection.Dissector }

// New returns the dissector. It gives the markup to the dissector of text.
func New(text dissection.Dissector) Dissector { return Dissector{text} }

// Name implements [dissection.Dissector].
func (Dissector) Name() string { return "webpage" }

// Schemas implements [dissection.Dissector].
func (d Dissector) Schemas() []observation.Schema {
	return []observation.Schema{{Kind: observation.KindMinerConfig, Fields: []string{"url", "user", "pass", "rig-id"}}}
}

// Accepts implements [dissection.Dissector].
func (d Dissector) Accepts(h evidence.Head) bool {
	enc, _ := text.Detect(h.Bytes)
	return enc != text.Binary && enc != text.UTF16LE && enc != text.UTF16BE && (webpage.Recognise(h.Bytes, h.Name) != "" || isScript(h.Name)) && d.text.Accepts(h)
}

// isScript reports whether a file of that name is a part of a site: a script of
// its own, or a template.
func isScript(name string) bool {
	name = strings.ToLower(name)
	for _, end := range []string{".js", ".mjs", ".php", ".phtml", ".inc", ".tpl", ".jsp", ".aspx", ".asp", ".ejs"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// document is one document being read.
type document struct {
	ev     *evidence.Evidence
	src    evidence.Source
	sink   dissection.Sink
	b      []byte
	kind   webpage.Kind
	page   webpage.Page
	miners []webpage.Miner
	nested []webpage.Script

	template bool // the source of pages in another language
}

// Dissect implements [dissection.Dissector].
func (d Dissector) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	if src.Size() > MaxPage {
		return d.text.Dissect(ctx, ev, src, sink)
	}
	b := make([]byte, src.Size())
	n, err := io.ReadFull(io.NewSectionReader(src, 0, src.Size()), b)
	if n == 0 && err != nil && err != io.EOF {
		return d.text.Dissect(ctx, ev, src, sink) // says what is wrong
	}
	p := &document{ev: ev, src: src, sink: sink, b: b[:n]}
	p.find()
	if len(p.miners) == 0 && len(p.nested) == 0 {
		return d.text.Dissect(ctx, ev, src, sink)
	}
	// A page that starts a miner or holds a program is no document for people,
	// whatever it says.
	acts := &acting{Sink: sink, role: ev.Role}
	switch {
	case p.template, isScript(ev.Path()): // the source of a site keeps its kind
	case p.kind == webpage.HTML:
		acts.kind = "active-html"
	default:
		acts.kind = evidence.Kind(p.kind)
	}
	if err := d.text.Dissect(ctx, ev, p.markup(), keeping(acts, sink)); err != nil {
		return err
	}
	if err := p.state(); err != nil {
		return err
	}
	return p.nest(ctx)
}

// find looks for scripts and miners.
func (p *document) find() {
	name := p.ev.Path()
	if i := strings.LastIndexByte(name, '!'); i >= 0 {
		name = name[i+1:]
	}
	p.kind = webpage.Recognise(p.b[:min(len(p.b), evidence.HeadSize)], name)
	if p.kind == "" && !bytes.Contains(p.b, []byte("<script")) { // a script of its own
		p.miners = webpage.Miners(p.b)
		return
	}
	if p.kind == "" {
		p.kind, p.template = webpage.HTML, true
	}
	p.page = webpage.Scan(p.b)
	shift := func(all []webpage.Miner, by int) {
		for _, m := range all {
			for _, at := range []*int{&m.From, &m.To, &m.Key.From, &m.Key.To} {
				*at += by
			}
			if m.Host.To > 0 {
				m.Host.From, m.Host.To = m.Host.From+by, m.Host.To+by
			}
			p.miners = append(p.miners, m)
		}
	}
	for _, s := range p.page.Scripts {
		if s.Language == "javascript" {
			shift(webpage.Miners(p.b[s.From:s.To]), s.From)
		}
		if p.acts(s) {
			p.nested = append(p.nested, s)
		}
	}
	for _, s := range p.page.Live {
		shift(webpage.Elements(p.b[s.From:s.To]), s.From)
	}
	for _, s := range p.page.Sources {
		shift(webpage.Address(p.b[s.From:s.To]), s.From)
	}
}

// hostWords are what a script in an ordinary page has no use for.
var hostWords = []string{"wscript.shell", "shell.application", "scripting.filesystemobject", "adodb.stream", "powershell", "cmd.exe", "mshta", "winmgmts:"}

// acts reports whether a script may do something to the machine.
func (p *document) acts(s webpage.Script) bool {
	switch {
	case s.Language == "data":
		return false
	case p.kind != webpage.HTML, s.Language == "vbscript":
		return true
	}
	low := strings.ToLower(string(p.b[s.From:s.To]))
	for _, w := range hostWords {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// markup is the document without the scripts that are nested: blanks stand in
// their place, so that all other places are the same.
func (p *document) markup() evidence.Source {
	if len(p.nested) == 0 {
		return p.src
	}
	b := bytes.Clone(p.b)
	for _, s := range p.nested {
		for i := s.From; i < s.To; i++ {
			if b[i] != '\n' && b[i] != '\r' {
				b[i] = ' '
			}
		}
	}
	return bytes.NewReader(b)
}

// state says which miners the document starts.
func (p *document) state() error {
	for _, m := range p.miners {
		value := func(s webpage.Span) observation.Value {
			if s.To <= s.From {
				return observation.Value{}
			}
			return observation.Value{Text: text.String(p.b[s.From:s.To]), At: evidence.Cite(p.ev, p.b, 0, s.From, s.To)}
		}
		if m.Host.To == 0 { // the host of the service that the script comes from
			for _, s := range p.page.Sources {
				if h, ok := webpage.ServiceHost(m.Layout, p.b[s.From:s.To]); ok {
					m.Host = webpage.Span{From: s.From + h.From, To: s.From + h.To}
					break
				}
			}
		}
		setting := observation.Script
		if m.Comment {
			setting = observation.Comment
		}
		host := value(m.Host)
		c := observation.MinerConfig{Layout: m.Layout, Setting: setting, Raw: value(webpage.Span{From: m.From, To: m.To}),
			Pools: []observation.Pool{{Address: host, Host: strings.ToLower(host.Text), User: value(m.Key)}}}
		if i := strings.LastIndexByte(host.Text, ':'); i > 0 {
			c.Pools[0].Host = strings.ToLower(host.Text[:i])
			fmt.Sscanf(host.Text[i+1:], "%5d", &c.Pools[0].Port)
		}
		where := evidence.Locator{Evidence: p.ev, Offset: int64(m.From), Length: int64(m.To - m.From)}
		if err := p.sink.Observe(observation.Observation{Where: where, Fact: c}); err != nil {
			return err
		}
	}
	return nil
}

// endings are the names that files of a language have.
var endings = map[string]string{"vbscript": ".vbs", "javascript": ".js", "python": ".py", "perl": ".pl"}

// nest gives each script that acts to be read by itself.
func (p *document) nest(ctx context.Context) error {
	for i, s := range p.nested {
		if err := ctx.Err(); err != nil {
			return err
		}
		at := evidence.Locator{Evidence: p.ev, Offset: int64(s.From), Length: int64(s.To - s.From)}
		body := p.b[s.From:s.To]
		recipe := fmt.Sprintf("tail -c +%d | head -c %d", s.From+1, len(body))
		if s.Encoded {
			if err := p.sink.Damage(dissection.Damage{At: at, Name: p.ev.Name, Reason: "a script in the encoding of Microsoft's script encoder was not decoded"}); err != nil {
				return err
			}
		}
		if xml := p.kind == webpage.SVG || p.kind == webpage.WSF || p.kind == webpage.Scriptlet; xml && !s.CDATA && bytes.IndexByte(body, '&') >= 0 {
			if plain := entities.Replace(string(body)); plain != string(body) {
				body, recipe = []byte(plain), recipe+", XML entities"
			}
		}
		origin := evidence.Origin{Member: fmt.Sprintf("script-%d%s", i+1, endings[s.Language]), Recipe: recipe}
		if err := p.sink.Nest(origin, at, bytes.NewReader(body)); err != nil {
			return err
		}
	}
	return nil
}

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")

// acting is a sink for a document that acts: it is observed, whatever it reads like.
type acting struct {
	dissection.Sink
	kind evidence.Kind // "" as the reader of text says
	role evidence.Role
}

// Identify implements [dissection.Sink].
func (a *acting) Identify(k evidence.Kind, _ evidence.Role) {
	if a.kind != "" {
		k = a.kind
	}
	a.Sink.Identify(k, a.role)
}

// keeping is the sink with the outer one's ability to keep streams.
func keeping(a *acting, outer dissection.Sink) dissection.Sink {
	if k, ok := outer.(dissection.Keeper); ok {
		return struct {
			*acting
			dissection.Keeper
		}{a, k}
	}
	return a
}

package text

import (
	"bytes"
	"context"

	"lamproom/evidence"
	"lamproom/format/commandline"
	"lamproom/format/script"
	"lamproom/format/text"
	"lamproom/internal/placed"
)

// hostedLanguage names the language of a text that Windows has a host for:
// PowerShell, or the Windows Script Host.
func (p *page) hostedLanguage() (script.Language, bool) {
	switch p.class.Kind {
	case "powershell":
		return script.PowerShell, true
	case "vbscript", "vba":
		if lang, _ := p.language(); lang == "javascript" {
			return script.JScript, true
		}
		return script.VBScript, true
	case "source:javascript":
		const longest = 128 << 10 // libraries for browsers name ActiveXObject, too
		if bytes.Contains(p.text, []byte("WScript")) || len(p.text) < longest && bytes.Contains(p.text, []byte("ActiveXObject")) {
			return script.JScript, true
		}
	}
	return 0, false
}

// hosted follows a script of PowerShell or the Windows Script Host.
func (p *page) hosted(l script.Language) commandline.Trace {
	t := script.Follow(p.text, l)
	var out commandline.Trace
	for _, c := range t.Commands {
		out.Commands = append(out.Commands, p.hostedCommands(c, l)...)
	}
	for _, d := range t.Documents {
		out.Documents = append(out.Documents, commandline.NewDocument(d.Name, d.Text))
	}
	p.ran = t.Layers
	return out
}

// hostedCommands undoes the quoting of a command and what wraps it.
func (p *page) hostedCommands(c script.Command, l script.Language) []commandline.Traced {
	var b placed.Builder
	sh := commandline.Cmd
	if c.Shell == script.Words {
		sh = commandline.None
		for i, w := range c.Words {
			if i > 0 {
				lo, _ := w.Place(0, 1)
				b.AddMade("\x00", lo, 0)
			}
			b.Add(w)
		}
		if len(c.Words) == 1 {
			b.AddMade("\x00", c.To, 0)
		}
	} else {
		b.Add(c.Line)
	}
	line := b.Text()
	cmds, missing := commandline.SplitAll([]byte(line.String()), sh, nil)
	if len(missing) == 0 {
		missing = c.Unresolved
	}
	out := make([]commandline.Traced, 0, len(cmds))
	for _, x := range cmds {
		for i := range x.Argv {
			a := &x.Argv[i]
			a.Start, a.End = line.Place(a.Start, a.End)
		}
		for i := range x.Env {
			v := &x.Env[i].Value
			v.Start, v.End = line.Place(v.Start, v.End)
		}
		x.Start, x.End = c.From, c.To
		x.Wrappers = append(c.Wrappers[:len(c.Wrappers):len(c.Wrappers)], x.Wrappers...)
		if c.Shell == script.Words && l == script.PowerShell && x.Shell == commandline.None {
			x.Shell = commandline.PowerShell
		}
		if x.Output == "" {
			x.Output = c.Output
		}
		out = append(out, commandline.Traced{Command: x, From: c.From, To: c.To, Unresolved: missing})
	}
	return out
}

// nestRan nests the texts that a script puts together and runs as scripts.
func (p *page) nestRan(ctx context.Context) error {
	for _, l := range p.ran {
		if err := ctx.Err(); err != nil {
			return err
		}
		const least = 24 // bytes that are worth a layer of their own
		if l.Text.Whole() || l.Text.Len() < least || !p.owns(l.From) || p.peeled.count >= maxLayers {
			continue
		}
		if !p.settingAt(p.nearLine(l.From)).Runs() || p.peeled.again([]byte(l.Text.String())) {
			continue
		}
		lo, hi := l.Text.Place(0, l.Text.Len())
		if p.isPeeled(lo, hi, l.Text.String()) {
			continue
		}
		p.peeled.count++
		at := p.locate(max(0, min(lo, len(p.text))), max(0, min(hi, len(p.text))))
		if err := p.sink.Nest(evidence.Origin{Recipe: l.Recipe}, at, bytes.NewReader([]byte(l.Text.String()))); err != nil {
			return err
		}
	}
	return nil
}

// mayHide reports whether a window in which no word speaks of anything is
// followed all the same, for its words may be put together from pieces: a
// script of Windows, by its name or because it was decoded.
func (p *page) mayHide(classify func(*text.Window) text.Class) bool {
	const longest = 256 << 10 // bytes of a script that is followed without a reason
	if !p.w.Last || !p.w.First || len(p.text) > longest {
		return false
	}
	switch text.Glance(p.text[:min(len(p.text), headForClass)], p.ev.Path()).Kind {
	case "powershell", "vbscript", "vba", "batch":
		return true
	}
	if p.ev.Origin.Recipe == "" || p.ev.Origin.Member != "" { // no layer: a file, or a member of an archive
		return false
	}
	switch classify(p.w).Kind {
	case "powershell", "vbscript", "vba", "batch", "shell":
		return true
	}
	return false
}

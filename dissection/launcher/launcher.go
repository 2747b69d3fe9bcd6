// Package launcher dissects the binary files in which a system keeps what it
// starts: shell links and task files of Windows, property lists of macOS. What
// they hold is nested as the text that says the same, to be read like any other:
// a command line, or a property list in XML.
package launcher

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/plist"
	"lamproom/format/shelllink"
	"lamproom/observation"
)

// maxFile is the size up to which such files are read, bytes. What stands behind
// a shell link may be larger; it is nested as it is.
const maxFile = 16 << 20

// Dissector reads such files.
type Dissector struct{}

// New returns the dissector.
func New() Dissector { return Dissector{} }

// Name implements [dissection.Dissector].
func (Dissector) Name() string { return "launcher" }

// Schemas implements [dissection.Dissector]: it states no facts of its own.
func (Dissector) Schemas() []observation.Schema { return nil }

// Accepts implements [dissection.Dissector].
func (Dissector) Accepts(h evidence.Head) bool {
	return shelllink.Is(h.Bytes) || plist.Is(h.Bytes) || strings.HasSuffix(strings.ToLower(h.Name), ".job") && shelllink.IsJob(h.Bytes)
}

// Dissect implements [dissection.Dissector].
func (Dissector) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	b := make([]byte, min(src.Size(), maxFile))
	n, err := io.ReadFull(io.NewSectionReader(src, 0, src.Size()), b)
	if n == 0 && err != nil && err != io.EOF {
		return sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: ev}, Name: ev.Name, Reason: err.Error()})
	}
	b = b[:n]
	d := file{ctx, ev, src, sink}
	switch {
	case plist.Is(b):
		return d.list(b)
	case shelllink.Is(b):
		sink.Identify("shell-link", ev.Role)
		l, err := shelllink.Read(b)
		return d.link(l, err, "shell link", "shell link: its target and arguments as a command line")
	}
	sink.Identify("task-file", ev.Role)
	l, err := shelllink.ReadJob(b)
	return d.link(l, err, "task file", "task file: its program and parameters as a command line")
}

// file is one file being read.
type file struct {
	ctx  context.Context
	ev   *evidence.Evidence
	src  evidence.Source
	sink dissection.Sink
}

func (d file) damage(at int, reason string) error {
	return d.sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: d.ev, Offset: min(int64(at), d.src.Size())}, Name: d.ev.Name, Reason: reason})
}

// link nests what a link starts, and what was appended to it.
func (d file) link(l shelllink.Link, err error, what, recipe string) error {
	if err != nil {
		return d.damage(0, what+": "+err.Error())
	}
	if l.Problem != "" {
		if err := d.damage(l.End, what+": "+l.Problem); err != nil {
			return err
		}
	}
	if line := l.CommandLine(); line != "" {
		if l.Folder != "" {
			recipe += fmt.Sprintf(" (in the folder %q)", l.Folder)
		}
		if l.Machine != "" {
			recipe += fmt.Sprintf(" (made on %q)", l.Machine)
		}
		at := evidence.Locator{Evidence: d.ev, Offset: int64(l.From), Length: int64(max(0, l.To-l.From))}
		if err := d.sink.Nest(evidence.Origin{Member: "command.cmd", Recipe: recipe}, at, strings.NewReader(line+"\r\n")); err != nil {
			return err
		}
	}
	if rest := d.src.Size() - int64(l.End); rest > 0 && l.Problem == "" && d.ctx.Err() == nil {
		origin := evidence.Origin{Recipe: fmt.Sprintf("tail -c +%d", l.End+1)}
		return d.sink.Nest(origin, evidence.Locator{Evidence: d.ev, Offset: int64(l.End), Length: rest}, io.NewSectionReader(d.src, int64(l.End), rest))
	}
	return d.ctx.Err()
}

// list nests a property list as XML.
func (d file) list(b []byte) error {
	d.sink.Identify("binary-plist", d.ev.Role)
	if d.src.Size() > maxFile {
		return d.damage(0, fmt.Sprintf("property list: of more than %d bytes: not read", maxFile))
	}
	xml, err := plist.XML(b)
	if err != nil {
		if err := d.damage(0, "property list: "+err.Error()); err != nil {
			return err
		}
	}
	if xml == nil {
		return d.ctx.Err()
	}
	name := d.ev.Path()
	name = name[strings.LastIndexAny(name, `/\!`)+1:]
	if !strings.HasSuffix(strings.ToLower(name), ".plist") {
		name += ".plist"
	}
	origin := evidence.Origin{Member: name, Recipe: "plutil -convert xml1"}
	return d.sink.Nest(origin, evidence.Locator{Evidence: d.ev, Length: int64(len(b))}, bytes.NewReader(xml))
}

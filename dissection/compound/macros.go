package compound

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lamproom/evidence"
	"lamproom/format/cfb"
	"lamproom/format/vba"
)

// projects reads every VBA project: the source of its modules. It says which
// streams are dealt with.
func (d *document) projects() (done []bool, err error) {
	done = make([]bool, len(d.file.Streams))
	for i, s := range d.file.Streams {
		n := len(s.Path)
		if n < 2 || !strings.EqualFold(s.Path[n-1], "dir") || !strings.EqualFold(s.Path[n-2], "VBA") || done[i] {
			continue
		}
		if err := d.project(i, done); err != nil {
			return nil, err
		}
	}
	for i, s := range d.file.Streams { // a storage VBA without its list; the list itself may be the orphan
		n := len(s.Path)
		lost := n >= 2 && strings.EqualFold(s.Path[n-2], "VBA") || s.Orphan
		if done[i] || !lost || s.Len() == 0 {
			continue
		}
		if found, err := d.search(s); err != nil {
			return nil, err
		} else if found {
			done[i] = true
		}
	}
	return done, nil
}

// project reads the project whose list of modules is that stream.
func (d *document) project(dir int, done []bool) error {
	list := d.file.Streams[dir]
	folder := list.Path[:len(list.Path)-1]
	packed, err := d.bytes(list)
	if err != nil {
		return err
	}
	text, _, err := vba.Decompress(packed)
	var p vba.Project
	if err == nil {
		p, err = vba.Dir(text)
	} else {
		var e error
		if p, e = vba.Dir(text); e == nil {
			err = nil
		}
	}
	if err != nil {
		at, _ := list.Place(0)
		if err := d.damage(at, 0, fmt.Sprintf("VBA: the list of modules %q: %v", list.Name(), err)); err != nil {
			return err
		}
	}
	done[dir] = true
	for i, s := range d.file.Streams {
		if len(s.Path) != len(folder)+1 || !slices.EqualFunc(s.Path[:len(folder)], folder, strings.EqualFold) || done[i] {
			continue
		}
		done[i] = true
		base := s.Path[len(s.Path)-1]
		k := slices.IndexFunc(p.Modules, func(m vba.Module) bool { return strings.EqualFold(m.Stream, base) })
		if k >= 0 {
			if err := d.module(s, p.Modules[k], p.CodePage); err != nil {
				return err
			}
			continue
		}
		if base == "_VBA_PROJECT" || strings.HasPrefix(base, "__SRP_") { // what Office compiled for itself
			continue
		}
		found, err := d.search(s)
		if err != nil {
			return err
		}
		done[i] = found
	}
	return nil
}

// module nests the source of a module that the list names.
func (d *document) module(s cfb.Stream, m vba.Module, page int) error {
	b, err := d.bytes(s)
	if err != nil {
		return err
	}
	from := int(min(m.Offset, int64(len(b))))
	text, used, problem := vba.Decompress(b[from:])
	if len(text) == 0 { // the list may lie about the place
		for _, c := range vba.Find(b) {
			if err := d.recovered(s, c, page); err != nil {
				return err
			}
			text, from, used, problem = c.Text, c.Start, 0, nil
		}
	}
	place, _ := s.Place(int64(from))
	if problem != nil || len(text) == 0 {
		reason := "no source"
		if problem != nil {
			reason = problem.Error()
		}
		if err := d.damage(place, 0, fmt.Sprintf("VBA: source of module %q: %s", s.Name(), reason)); err != nil {
			return err
		}
	}
	if used > 0 && len(text) > 0 {
		ext := ".bas"
		if m.Class {
			ext = ".cls"
		}
		recipe := fmt.Sprintf("MS-OVBA decompression from byte %d of stream %q", from, s.Name())
		if err := d.source(text, page, s.Name()+ext, recipe, d.at(s, int64(from), int64(used))); err != nil {
			return err
		}
	}
	return d.compiled(s, b[:from], text, !m.Class)
}

// compiled nests the compiled code of a module where it says what the source
// does not: code without source, or with texts that the source has not.
func (d *document) compiled(s cfb.Stream, code, source []byte, procedural bool) error {
	reason := ""
	if text := vba.Foreign(code, source); text != "" {
		reason = fmt.Sprintf("its compiled code holds the text %.60q, which its source does not", text)
	} else if vba.Empty(source) && procedural && len(code) > 0 && len(vba.Literals(code)) > 0 {
		reason = "there is compiled code and no source"
	}
	if reason == "" {
		return nil
	}
	at := d.at(s, 0, int64(len(code)))
	if err := d.damage(at.Offset, at.Length, fmt.Sprintf("VBA: module %q: %s: the source may have been replaced; of the compiled code only the texts in it were read", s.Name(), reason)); err != nil {
		return err
	}
	recipe := fmt.Sprintf("compiled code: the first %d bytes of stream %q", len(code), s.Name())
	return d.sink.Nest(evidence.Origin{Recipe: recipe}, at, io.NewSectionReader(s, 0, int64(len(code))))
}

// search nests all source that stands in a stream.
func (d *document) search(s cfb.Stream) (found bool, err error) {
	b, err := d.bytes(s)
	if err != nil {
		return false, err
	}
	for _, c := range vba.Find(b) {
		found = true
		if err := d.recovered(s, c, 1252); err != nil {
			return found, err
		}
	}
	return found, nil
}

// recovered nests source that no list led to.
func (d *document) recovered(s cfb.Stream, c vba.Container, page int) error {
	at := d.at(s, int64(c.Start), int64(c.End-c.Start))
	if err := d.damage(at.Offset, at.Length, fmt.Sprintf("VBA: %q: the project does not list this source, it was found by its shape%s", s.Name(), because(c.Err))); err != nil {
		return err
	}
	recipe := fmt.Sprintf("MS-OVBA decompression from byte %d of stream %q", c.Start, s.Name())
	return d.source(c.Text, page, moduleName(c, s.Name()), recipe, at)
}

// carve nests all source that stands in bytes without a readable directory.
func (d *document) carve() error {
	size := d.src.Size()
	b := make([]byte, min(size, maxModule))
	n, _ := io.ReadFull(io.NewSectionReader(d.src, 0, size), b)
	for _, c := range vba.Find(b[:n]) {
		at := evidence.Locator{Evidence: d.ev, Offset: int64(c.Start), Length: int64(c.End - c.Start)}
		if c.Err != nil {
			if err := d.damage(at.Offset, at.Length, "VBA: source found by its shape"+because(c.Err)); err != nil {
				return err
			}
		}
		recipe := fmt.Sprintf("MS-OVBA decompression from byte %d of the file", c.Start)
		if err := d.source(c.Text, 1252, moduleName(c, fmt.Sprintf("source-%d", c.Start)), recipe, at); err != nil {
			return err
		}
	}
	if size > maxModule {
		return d.damage(maxModule, size-maxModule, fmt.Sprintf("only the first %d bytes were searched for macros", maxModule))
	}
	return nil
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return ": " + err.Error()
}

func moduleName(c vba.Container, otherwise string) string {
	if n := vba.Name(c.Text); n != "" {
		otherwise = n
	}
	return otherwise + ".bas"
}

// bytes reads a stream whole, up to a bound.
func (d *document) bytes(s cfb.Stream) ([]byte, error) {
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	b := make([]byte, min(s.Len(), maxModule))
	n, err := s.ReadAt(b, 0)
	if n < len(b) && err != nil && err != io.EOF {
		at, _ := s.Place(int64(n))
		return b[:n], d.damage(at, 0, fmt.Sprintf("compound file: stream %q: %v", s.Name(), err))
	}
	return b[:n], nil
}

// Package compound dissects compound files: Office documents up to 2003, the
// VBA projects of later ones, Outlook messages, Windows Installer packages.
// Every stream is nested as a file of its own; the source of macros is
// decompressed and nested as text. What it does is not judged here.
package compound

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/cfb"
	"lamproom/format/vba"
	"lamproom/observation"
)

const (
	maxStreams = 20_000   // nested of one file
	maxModule  = 32 << 20 // bytes of a stream that is searched for source
	maxText    = 64 << 20 // bytes of source of one file
)

// Dissector takes compound files apart.
type Dissector struct{}

// New returns the dissector of compound files.
func New() Dissector { return Dissector{} }

// Name implements [dissection.Dissector].
func (Dissector) Name() string { return "compound" }

// Schemas implements [dissection.Dissector]: it states no facts of its own.
func (Dissector) Schemas() []observation.Schema { return nil }

// Accepts implements [dissection.Dissector].
func (Dissector) Accepts(h evidence.Head) bool {
	return cfb.Is(h.Bytes) || bytes.HasPrefix(h.Bytes, []byte(activeMime))
}

// document is one compound file being read.
type document struct {
	ctx  context.Context
	ev   *evidence.Evidence
	src  evidence.Source
	sink dissection.Sink
	file *cfb.File
	text int // bytes of source so far
}

// Dissect implements [dissection.Dissector].
func (Dissector) Dissect(ctx context.Context, ev *evidence.Evidence, src evidence.Source, sink dissection.Sink) error {
	d := &document{ctx: ctx, ev: ev, src: src, sink: sink}
	head := make([]byte, min(src.Size(), evidence.HeadSize))
	n, err := io.ReadFull(io.NewSectionReader(src, 0, src.Size()), head)
	if n == 0 && err != nil && err != io.EOF {
		return d.damage(0, 0, err.Error())
	}
	if head = head[:n]; bytes.HasPrefix(head, []byte(activeMime)) {
		return d.activeMime(head)
	}
	d.file, err = cfb.Read(src, src.Size())
	if err != nil {
		sink.Identify("compound", ev.Role)
		if err := d.damage(0, 0, "compound file: "+err.Error()); err != nil {
			return err
		}
		return d.carve()
	}
	sink.Identify(kind(d.file), ev.Role)
	for _, p := range d.file.Problems {
		if err := d.damage(p.At, 0, p.Reason); err != nil {
			return err
		}
	}
	done, err := d.projects()
	if err != nil {
		return err
	}
	for i, s := range d.file.Streams {
		if err := ctx.Err(); err != nil {
			return err
		}
		if i == maxStreams {
			return d.damage(0, 0, fmt.Sprintf("compound file: more than %d streams: the rest was not examined", maxStreams))
		}
		if s.Problem != "" {
			at, _ := s.Place(0)
			if err := d.damage(at, 0, fmt.Sprintf("compound file: stream %q: %s (%d of %d bytes)", s.Name(), s.Problem, s.Len(), s.Size)); err != nil {
				return err
			}
		}
		if !done[i] {
			if err := d.stream(s); err != nil {
				return err
			}
		}
	}
	return nil
}

// kind names what program's file it is, by the streams that only it has.
func kind(f *cfb.File) evidence.Kind {
	found := evidence.Kind("compound")
	for _, s := range f.Streams {
		switch strings.ToLower(s.Name()) {
		case "worddocument":
			return "doc"
		case "workbook", "book":
			return "xls"
		case "powerpoint document":
			return "ppt"
		case "!_tables", "!_stringpool":
			return "msi"
		case "__properties_version1.0":
			return "msg"
		case "encryptedpackage":
			return "encrypted-office"
		case "vba/dir":
			found = "vba-project"
		}
	}
	return found
}

func (d *document) damage(at, n int64, reason string) error {
	at = max(0, min(at, d.src.Size()))
	return d.sink.Damage(dissection.Damage{At: evidence.Locator{Evidence: d.ev, Offset: at, Length: min(n, d.src.Size()-at)}, Name: d.ev.Name, Reason: reason})
}

// at is where a stream's byte lies, and those that follow it in a row, n at most.
func (d *document) at(s cfb.Stream, off, n int64) evidence.Locator {
	at, row := s.Place(off)
	at = max(0, min(at, d.src.Size()))
	return evidence.Locator{Evidence: d.ev, Offset: at, Length: max(0, min(n, row, d.src.Size()-at))}
}

// stream nests a stream as it is, and what is known to be packed in it.
func (d *document) stream(s cfb.Stream) error {
	if s.Len() == 0 {
		return nil
	}
	switch base := strings.ToLower(s.Path[len(s.Path)-1]); base {
	case "encryptedpackage":
		if err := d.damage(0, 0, "the document is encrypted: what it holds was not read"); err != nil {
			return err
		}
	case "\x01ole10native":
		if packed, err := d.packed(s); packed || err != nil {
			return err
		}
	case "powerpoint document":
		if err := d.storages(s); err != nil {
			return err
		}
	}
	return d.sink.Nest(evidence.Origin{Member: s.Name()}, d.at(s, 0, s.Len()), s.Content())
}

// packed nests the file that a stream "Ole10Native" holds: a size, two bytes,
// a label, the path it had, four bytes, the path it is unpacked to (with its
// length before it), and the file (with its size before it).
func (d *document) packed(s cfb.Stream) (bool, error) {
	head := make([]byte, min(s.Len(), 4096))
	n, _ := s.ReadAt(head, 0)
	b := head[:n]
	at := 6
	text := func() (string, bool) {
		i := bytes.IndexByte(b[min(at, len(b)):], 0)
		if i < 0 {
			return "", false
		}
		t := string(b[at : at+i])
		at += i + 1
		return t, true
	}
	label, ok1 := text()
	name, ok2 := text()
	if !ok1 || !ok2 || at+8 > len(b) {
		return false, nil
	}
	at += 4
	path := uint64(binary.LittleEndian.Uint32(b[at:]))
	at += 4
	if path+4 > uint64(len(b)-at) {
		return false, nil
	}
	at += int(path)
	size := int64(binary.LittleEndian.Uint32(b[at:]))
	at += 4
	if size > s.Len()-int64(at) {
		size = s.Len() - int64(at)
		if err := d.damage(0, 0, fmt.Sprintf("compound file: stream %q: the file packed in it is cut off", s.Name())); err != nil {
			return true, err
		}
	}
	if size <= 0 {
		return false, nil
	}
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if name == "" {
		name = label
	}
	o := evidence.Origin{Member: strings.TrimSuffix(s.Name(), "Ole10Native") + name, Recipe: fmt.Sprintf("%d bytes from byte %d of stream %q", size, at, s.Name())}
	return true, d.sink.Nest(o, d.at(s, int64(at), size), io.NewSectionReader(s, int64(at), size))
}

// storages nests the compressed storages of a presentation, where its VBA
// project and embedded objects lie ([MS-PPT] 2.10.34: record 0x1011, with the
// size of the plain bytes before a zlib stream).
func (d *document) storages(s cfb.Stream) error {
	var h [12]byte
	for at := int64(0); at+8 <= s.Len(); {
		if n, _ := s.ReadAt(h[:], at); n < 8 {
			return nil
		}
		size := int64(binary.LittleEndian.Uint32(h[4:]))
		if binary.LittleEndian.Uint16(h[2:]) == 0x1011 && h[0]>>4 == 1 && size > 4 && at+12 < s.Len() {
			size := min(size, s.Len()-at-8)
			o := evidence.Origin{Recipe: fmt.Sprintf("%d bytes from byte %d of stream %q (zlib)", size-4, at+12, s.Name())}
			if err := d.sink.Nest(o, d.at(s, at+12, size-4), io.NewSectionReader(s, at+12, size-4)); err != nil {
				return err
			}
		}
		at += 8 + size
	}
	return nil
}

// activeMime begins the wrapping of a VBA project in documents of HTML and XML.
const activeMime = "ActiveMime"

// activeMime nests the zlib stream of such a wrapping.
func (d *document) activeMime(head []byte) error {
	d.sink.Identify("activemime", d.ev.Role)
	for i := len(activeMime); i+2 <= len(head); i++ {
		if head[i] == 0x78 && (uint(head[i])<<8|uint(head[i+1]))%31 == 0 {
			n := d.src.Size() - int64(i)
			return d.sink.Nest(evidence.Origin{Recipe: fmt.Sprintf("from byte %d (zlib)", i)}, evidence.Locator{Evidence: d.ev, Offset: int64(i), Length: n}, io.NewSectionReader(d.src, int64(i), n))
		}
	}
	return d.damage(0, 0, "no compressed stream in the wrapping of a VBA project")
}

// source nests the source of a module.
func (d *document) source(text []byte, page int, name, recipe string, at evidence.Locator) error {
	if d.text += len(text); d.text > maxText {
		return d.damage(at.Offset, 0, fmt.Sprintf("more than %d bytes of macros: the rest was not examined", maxText))
	}
	if page != 65001 && bytes.IndexFunc(text, func(r rune) bool { return r > 0x7E }) >= 0 {
		text = []byte(vba.Text(text, page))
		recipe += fmt.Sprintf(", code page %d", page)
	}
	return d.sink.Nest(evidence.Origin{Member: name, Recipe: recipe}, at, bytes.NewReader(text))
}

package vba

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Project is what the stream "dir" says.
type Project struct {
	CodePage int // of names and source
	Modules  []Module
}

// Module is one module of a project.
type Module struct {
	Name   string // as the code calls it
	Stream string // of the storage "VBA" that holds it
	Offset int64  // of the compressed source in that stream; before it stands compiled code
	Class  bool   // a document, class or form, not a procedural module
}

// Records of the stream "dir" that are read, [MS-OVBA] 2.3.4.2.
const (
	recCodePage      = 0x0003
	recVersion       = 0x0009 // its size field is 4 and 6 bytes follow
	recModuleName    = 0x0019
	recStreamName    = 0x001A
	recModuleOffset  = 0x0031
	recStreamUnicode = 0x0032
	recNameUnicode   = 0x0047
	recClass         = 0x0022
	recModuleEnd     = 0x002B
	recEnd           = 0x0010
)

// Dir reads the decompressed stream "dir". With an error, what came before the
// damage is returned.
func Dir(b []byte) (Project, error) {
	p := Project{CodePage: 1252}
	var m Module
	open := false
	for at := 0; at+6 <= len(b); {
		id := binary.LittleEndian.Uint16(b[at:])
		size := uint64(binary.LittleEndian.Uint32(b[at+2:]))
		if id == recVersion {
			size = 6
		}
		at += 6
		if size > uint64(len(b)-at) {
			if open {
				p.Modules = append(p.Modules, m)
			}
			return p, fmt.Errorf("record %#04x at byte %d of dir runs past its end", id, at-6)
		}
		data := b[at : at+int(size)]
		at += int(size)
		switch id {
		case recCodePage:
			if len(data) >= 2 {
				p.CodePage = int(binary.LittleEndian.Uint16(data))
			}
		case recModuleName:
			if open { // the record that ends a module is missing
				p.Modules = append(p.Modules, m)
			}
			m, open = Module{Name: Text(data, p.CodePage)}, true
		case recNameUnicode:
			if open && len(data) > 1 {
				m.Name = utf16Text(data)
			}
		case recStreamName:
			if open {
				m.Stream = Text(data, p.CodePage)
			}
		case recStreamUnicode:
			if open && len(data) > 1 {
				m.Stream = utf16Text(data)
			}
		case recModuleOffset:
			if open && len(data) >= 4 {
				m.Offset = int64(binary.LittleEndian.Uint32(data))
			}
		case recClass:
			m.Class = true
		case recModuleEnd:
			if open {
				p.Modules = append(p.Modules, m)
			}
			m, open = Module{}, false
		case recEnd:
			return p, nil
		}
		if len(p.Modules) > maxModules {
			return p, fmt.Errorf("more than %d modules: the rest was not read", maxModules)
		}
	}
	if open {
		p.Modules = append(p.Modules, m)
	}
	return p, errors.New("dir ends without its last record")
}

func utf16Text(b []byte) string {
	u := make([]rune, 0, len(b)/2)
	for i := 0; i+2 <= len(b); i += 2 {
		u = append(u, rune(binary.LittleEndian.Uint16(b[i:])))
	}
	return string(u)
}

// pages are the code pages that Office writes, by their numbers.
var pages = map[int]encoding.Encoding{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 866: charmap.CodePage866, 874: charmap.Windows874,
	932: japanese.ShiftJIS, 936: simplifiedchinese.GBK, 949: korean.EUCKR, 950: traditionalchinese.Big5, 10000: charmap.Macintosh,
	1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252, 1253: charmap.Windows1253, 1254: charmap.Windows1254,
	1255: charmap.Windows1255, 1256: charmap.Windows1256, 1257: charmap.Windows1257, 1258: charmap.Windows1258, 20866: charmap.KOI8R,
}

// Text decodes bytes of a code page. One that is not known is read as Western
// European, which keeps what is ASCII.
func Text(b []byte, page int) string {
	if page == 65001 {
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	e, ok := pages[page]
	if !ok {
		e = charmap.Windows1252
	}
	s, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	return string(s)
}

// Container is compressed source that was found without the help of "dir".
type Container struct {
	Start, End int // in the bytes searched
	Text       []byte
	Err        error // why the text ends early
}

// Find looks for containers of compressed source: a signature byte, the header
// of a chunk, a byte of flags, and the first letters of "Attribute VB_Name",
// which the compression leaves as they are.
func Find(b []byte) (all []Container) {
	const lead = 4 // signature, header, flags
	for at, total := 0, 0; len(all) < maxModules && total < 4*maxSource; {
		i := bytes.Index(b[at:], []byte("\x00Attribut\x00e"))
		if i < 0 {
			break
		}
		i += at
		at = i + 1
		if i+1 < lead || b[i-3] != 1 || b[i-1]>>4&7 != 3 {
			continue
		}
		text, used, err := Decompress(b[i-3:])
		if len(text) < len("Attribute") {
			continue
		}
		all = append(all, Container{Start: i - 3, End: i - 3 + used, Text: text, Err: err})
		at = max(at, i-3+used)
		total += len(text)
	}
	return all
}

// Name is what a module's source calls itself: the value of VB_Name; "" if it
// does not say.
func Name(source []byte) string {
	_, rest, ok := bytes.Cut(source[:min(len(source), 4096)], []byte(`Attribute VB_Name = "`))
	if !ok {
		return ""
	}
	name, _, ok := bytes.Cut(rest, []byte{'"'})
	if !ok || len(name) > 128 {
		return ""
	}
	return string(name)
}

// Empty reports whether a source holds attributes and blank lines alone, as
// every document has them.
func Empty(source []byte) bool {
	for line := range bytes.Lines(source) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && !bytes.HasPrefix(line, []byte("Attribute ")) {
			return false
		}
	}
	return true
}

// Package shelllink reads what Windows keeps to start a program later: shell
// links ([MS-SHLLINK], .lnk) and the task files of Windows up to XP
// ([MS-TSCH] 2.4, .job).
package shelllink

import (
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
)

// Link is what a shell link or a task file says. Texts are empty where they are
// not told.
type Link struct {
	Target    string // the program or document, as the link names it
	Arguments string
	Folder    string // working directory
	Icon      string
	Comment   string
	Machine   string // the NetBIOS name of the machine it was made on
	Minimised bool   // its window is to open minimised
	End       int    // bytes that belong to it; what stands behind was appended
	From, To  int    // where target and arguments stand, from the first to the last byte
	Problem   string // why the rest could not be read
}

// CommandLine is what is started, with the target in quotes where it needs them.
func (l Link) CommandLine() string {
	if l.Target == "" {
		return strings.TrimSpace(l.Arguments)
	}
	s := l.Target
	if !strings.HasPrefix(s, `"`) && strings.ContainsAny(s, " \t&()[]{}^=;!'+,`~") {
		s = `"` + s + `"`
	}
	return strings.TrimSpace(s + " " + strings.TrimSpace(l.Arguments))
}

// Size of the header and the class that it names.
const (
	headerSize = 76
	magic      = "\x4C\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46"
)

// Is reports whether a file that begins so is a shell link.
func Is(head []byte) bool { return len(head) >= headerSize && string(head[:20]) == magic }

// ErrFormat says that the bytes are neither.
var ErrFormat = errors.New("no shell link")

var errCut = "cut off"

// Flags of the header, [MS-SHLLINK] 2.1.1.
const (
	hasIDList    = 1 << 0
	hasLinkInfo  = 1 << 1
	hasName      = 1 << 2
	hasRelPath   = 1 << 3
	hasFolder    = 1 << 4
	hasArguments = 1 << 5
	hasIcon      = 1 << 6
	isUnicode    = 1 << 7
)

// Read reads a shell link as far as it can.
func Read(b []byte) (Link, error) {
	if !Is(b) {
		return Link{}, ErrFormat
	}
	flags := binary.LittleEndian.Uint32(b[20:])
	l := Link{Minimised: binary.LittleEndian.Uint32(b[60:]) == 7, End: len(b)}
	at, relative := headerSize, ""
	fail := func() (Link, error) {
		l.Problem = errCut
		l.End = len(b)
		return l, nil
	}
	span := func(from, to int) {
		if l.To == 0 {
			l.From = from
		}
		l.From, l.To = min(l.From, from), max(l.To, to)
	}
	if flags&hasIDList != 0 {
		if at+2 > len(b) {
			return fail()
		}
		n := int(binary.LittleEndian.Uint16(b[at:]))
		at += 2
		if n > len(b)-at {
			return fail()
		}
		if l.Target = itemPath(b[at : at+n]); l.Target != "" {
			span(at, at+n)
		}
		at += n
	}
	if flags&hasLinkInfo != 0 {
		if at+4 > len(b) {
			return fail()
		}
		n := int(binary.LittleEndian.Uint32(b[at:]))
		if n < 4 || n > len(b)-at {
			return fail()
		}
		if p := linkInfo(b[at : at+n]); p != "" {
			l.Target = p
			span(at, at+n)
		}
		at += n
	}
	for _, s := range []struct {
		flag uint32
		to   *string
	}{{hasName, &l.Comment}, {hasRelPath, &relative}, {hasFolder, &l.Folder}, {hasArguments, &l.Arguments}, {hasIcon, &l.Icon}} {
		if flags&s.flag == 0 {
			continue
		}
		if at+2 > len(b) {
			return fail()
		}
		n, width := int(binary.LittleEndian.Uint16(b[at:])), 1
		if flags&isUnicode != 0 {
			width = 2
		}
		from := at + 2
		to := min(len(b), from+n*width)
		*s.to = text(b[from:to], width)
		if s.flag == hasArguments || s.flag == hasRelPath && l.Target == "" {
			span(from, to)
		}
		if from+n*width > len(b) {
			return fail()
		}
		at = to
	}
	if l.Target == "" {
		l.Target = relative
	}
	for at+8 <= len(b) { // blocks of more, 2.5
		n := int(binary.LittleEndian.Uint32(b[at:]))
		if n < 4 {
			break
		}
		if n < 8 || n > len(b)-at {
			return fail()
		}
		block := b[at : at+n]
		switch binary.LittleEndian.Uint32(b[at+4:]) {
		case 0xA0000001: // the target with variables of the environment
			if n >= 8+260+520 {
				t := text(block[268:788], 2)
				if t == "" {
					t = text(block[8:268], 1)
				}
				if t != "" {
					l.Target = t
					span(at, at+n)
				}
			}
		case 0xA0000003: // the machine
			if n >= 32 {
				l.Machine = text(block[16:32], 1)
			}
		}
		at += n
	}
	if at+4 <= len(b) && binary.LittleEndian.Uint32(b[at:]) < 4 {
		at += 4
	}
	l.End = min(at, len(b))
	return l, nil
}

// text decodes letters of that many bytes, up to a zero.
func text(b []byte, width int) string {
	if width == 1 {
		u := make([]rune, 0, len(b))
		for _, c := range b {
			if c == 0 {
				break
			}
			u = append(u, rune(c)) // the code page is not told
		}
		return string(u)
	}
	u := make([]uint16, 0, len(b)/2)
	for i := 0; i+2 <= len(b); i += 2 {
		c := binary.LittleEndian.Uint16(b[i:])
		if c == 0 {
			break
		}
		u = append(u, c)
	}
	return string(utf16.Decode(u))
}

// linkInfo is the path that the structure LinkInfo names, 2.3.
func linkInfo(b []byte) string {
	if len(b) < 28 {
		return ""
	}
	word := func(at int) int { return int(min(binary.LittleEndian.Uint32(b[at:]), 1<<30)) }
	str := func(at, width int) string {
		if at <= 0 || at >= len(b) {
			return ""
		}
		return text(b[at:], width)
	}
	head, flags := word(4), word(8)
	base, suffix := "", str(word(24), 1)
	if head >= 0x24 && len(b) >= 36 {
		if s := str(word(32), 2); s != "" {
			suffix = s
		}
	}
	switch {
	case flags&1 != 0:
		base = str(word(16), 1)
		if head >= 0x24 && len(b) >= 36 {
			if s := str(word(28), 2); s != "" {
				base = s
			}
		}
	case flags&2 != 0: // on a share: its name is in a structure of its own
		if at := word(20); at > 0 && at+20 <= len(b) {
			if n := word(at + 8); n > 0 {
				base = str(at+n, 1)
			}
		}
		if base != "" && suffix != "" && !strings.HasSuffix(base, `\`) {
			base += `\`
		}
	}
	if base == "" {
		return ""
	}
	return base + suffix
}

// itemPath is the path that a list of shell items names: a drive, and files and
// folders in it. Of files the long name is taken where it stands in the item.
func itemPath(b []byte) string {
	var parts []string
	for len(b) >= 2 && len(parts) < 64 {
		n := int(binary.LittleEndian.Uint16(b))
		if n < 3 || n > len(b) {
			break
		}
		item := b[2:n]
		b = b[n:]
		switch kind := item[0]; {
		case kind&0x70 == 0x20 && len(item) > 3: // a drive
			if d := text(item[1:], 1); len(d) >= 2 && d[1] == ':' {
				parts = append(parts, d[:2])
			}
		case kind&0x70 == 0x30 && len(item) > 14: // a file or a folder
			name := text(item[12:], 1)
			if kind&4 != 0 {
				name = text(item[12:], 2)
			}
			if long := longName(item); long != "" {
				name = long
			}
			if name != "" {
				parts = append(parts, name)
			}
		}
	}
	return strings.Join(parts, `\`)
}

// longName is the name in the extension 0xBEEF0004 of a shell item.
func longName(item []byte) string {
	at := strings.Index(string(item), "\x04\x00\xEF\xBE")
	if at < 4 {
		return ""
	}
	ext := item[at-4:]
	version := binary.LittleEndian.Uint16(ext[2:])
	from := 18
	switch {
	case version >= 9:
		from = 46
	case version >= 8:
		from = 42
	case version >= 7:
		from = 38
	case version >= 3:
		from = 20
	}
	if from+2 >= len(ext) {
		return ""
	}
	return text(ext[from:], 2)
}

package text

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"lamproom/format/commandline"
)

// registryHex reads a value of an exported registry that is written as bytes:
// "Name"=hex(2):43,00,3a,00,\ over several lines, UTF-16 with the low byte first.
func (p *page) registryHex(at int) {
	if p.class.Kind != "registry" || p.isTaken(at) {
		return
	}
	i := at + bytes.IndexByte(p.text[at:], ':') + 1
	var raw []byte
	for i < len(p.text) && len(raw) < maxStatement {
		if c, ok := hexByte(p.text, i, len(p.text)); ok {
			raw = append(raw, c)
			i += 2
			if i < len(p.text) && p.text[i] == ',' {
				i++
			}
			continue
		}
		if c := p.text[i]; c == '\\' || c == '\r' || c == ' ' || c == '\t' || c == '\n' && i > 0 && bytes.HasSuffix(bytes.TrimRight(p.text[max(at, i-8):i], "\r "), []byte{'\\'}) {
			i++
			continue
		}
		break
	}
	raw = bytes.TrimRight(raw, "\x00")
	if len(raw)%2 == 1 {
		raw = append(raw, 0)
	}
	b, ok := plain(raw)
	if !ok || len(b) < 16 {
		return
	}
	p.take(at, i)
	j := &joined{}
	j.add(b, at, i-at)
	from, _ := p.line(at)
	p.commands(j, commandline.Cmd, p.settingAt(from, i), from, i)
}

// plain gives decoded bytes as text: UTF-8, or UTF-16 with the low byte first.
func plain(raw []byte) ([]byte, bool) {
	if len(raw) >= 8 && len(raw)%2 == 0 && raw[1] == 0 && raw[0] != 0 {
		u := make([]uint16, len(raw)/2)
		for i := range u {
			u[i] = uint16(raw[2*i]) | uint16(raw[2*i+1])<<8
		}
		raw = []byte(string(utf16.Decode(u)))
	}
	for _, c := range raw {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return nil, false
		}
	}
	return raw, utf8.Valid(raw)
}

package text

import (
	"bytes"
	"encoding/base64"
	"unicode/utf16"
	"unicode/utf8"

	"lamproom/format/commandline"
	"lamproom/format/minerconfig"
	"lamproom/observation"
)

const (
	minEncoded  = 40       // letters of base64 that are worth decoding
	maxEncoded  = 64 << 10 // and at most
	maxDecoded  = 1 << 20  // letters decoded in one window
	nearDecoder = 4 << 10  // bytes before and after a word like base64 that are searched
)

var base64Byte = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

// encodedOption reports whether the option whose name begins at n is
// PowerShell's -EncodedCommand, however shortened, with UTF-16 in base64 behind.
func encodedOption(text []byte, n int) bool {
	const whole = "encodedcommand"
	if text[n]|0x20 != 'e' {
		return false
	}
	i := n
	for i < len(text) && i-n < len(whole) && text[i]|0x20 == whole[i-n] {
		i++
	}
	if i == n+1 && i < len(text) && text[i]|0x20 == 'c' { // -ec
		i++
	}
	from := i
	for i < len(text) && i-from < 24 && betweenArguments[text[i]] {
		i++
	}
	if i == from || i+minEncoded > len(text) {
		return false
	}
	var raw [24]byte
	if _, err := base64.StdEncoding.Decode(raw[:], text[i:i+32]); err != nil {
		return false
	}
	for k := 1; k < 12; k += 2 {
		if raw[k] != 0 || raw[k-1] == 0 {
			return false
		}
	}
	return true
}

// encoded reads what stands in base64 near a word that says so: a script that is
// decoded and run, a configuration that is decoded and written.
func (p *page) encoded(at int) {
	switch p.class.Kind {
	case "shell", "batch": // read by following the script
		return
	}
	from, to := max(0, at-nearDecoder), min(len(p.text), at+nearDecoder)
	from = max(from, p.decodedTo)
	for i := from; i < to; {
		if !base64Byte[p.text[i]] {
			i++
			continue
		}
		end := i
		for end < len(p.text) && end-i < maxEncoded && base64Byte[p.text[end]] {
			end++
		}
		p.decodedTo = end
		if end-i >= minEncoded && p.decoded < maxDecoded {
			p.decoded += end - i
			p.decode(i, end)
		}
		i = end
	}
}

// decode reads one run of base64.
func (p *page) decode(from, to int) {
	if p.isTaken(from) || p.err != nil {
		return
	}
	raw, err := base64.RawStdEncoding.DecodeString(string(p.text[from:to]))
	if err != nil {
		raw, err = base64.RawStdEncoding.DecodeString(string(p.text[from : from+(to-from)/4*4]))
	}
	if err != nil {
		return
	}
	b, ok := plain(raw)
	if !ok || len(triggers(b, nil)) == 0 {
		return
	}
	j := &joined{}
	j.add(b, from, to-from)
	setting := p.settingAt(p.nearLine(from))
	if c, ok := minerconfigIn(b); ok {
		p.take(from, to)
		p.madeMiner(c, j)
		return
	}
	if !setting.Runs() && setting != observation.Printed && setting != observation.Comment {
		setting = base(p.class)
	}
	p.take(from, to)
	if bytes.IndexByte(bytes.TrimSpace(b), '\n') >= 0 {
		p.lines(j, setting, from, to)
		return
	}
	p.commands(j, commandline.Guess(b), setting, from, to)
}

// minerconfigIn reads a text that is a configuration.
func minerconfigIn(b []byte) (minerconfig.Config, bool) {
	if t := bytes.TrimSpace(b); len(t) == 0 || t[0] != '{' && t[0] != '"' {
		return minerconfig.Config{}, false
	}
	for _, c := range minerconfig.Read(b, "config.json") {
		if len(c.Pools) > 0 {
			return c, true
		}
	}
	return minerconfig.Config{}, false
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

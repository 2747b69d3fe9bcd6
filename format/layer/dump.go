package layer

import (
	"bytes"
	"encoding/hex"
	"strconv"
)

// minDump is how many lines a listing has at least.
const minDump = 2

// maxDump bounds what a listing gives, bytes: a star in it stands for any number
// of equal lines.
const maxDump = 16 << 20

// dump reads a listing of bytes as hexdump, xxd, od and tcpdump write it: an
// offset, then the bytes in groups. The difference of two offsets tells how many
// bytes a line has, so that the column of characters is not taken for bytes.
func dump(text []byte, at int) (end int, raw []byte, ok bool) {
	var last []byte
	var lastAt uint64
	lines, star := 0, false
	end = at
	for i := at; i < len(text); {
		stop := len(text)
		if k := bytes.IndexByte(text[i:min(len(text), i+256)], '\n'); k >= 0 {
			stop = i + k
		} else if len(text)-i > 256 {
			break
		}
		line := bytes.TrimRight(text[i:stop], " \r")
		if lines > 0 && string(line) == "*" {
			star = true
			i = stop + 1
			continue
		}
		offset, row, lone := dumpLine(line)
		if lone && lines > 0 && offset > lastAt { // the length alone, on the last line
			raw = dumpRow(raw, last, offset-lastAt, star)
			last, end = nil, stop
			break
		}
		if len(row) == 0 || lines > 0 && offset <= lastAt {
			break
		}
		if lines > 0 {
			raw = dumpRow(raw, last, offset-lastAt, star)
			if len(raw) > maxDump {
				break
			}
		}
		last, lastAt, star = row, offset, false
		lines++
		end = stop
		i = stop + 1
	}
	raw = append(raw, last...)
	return end, raw, lines >= minDump && len(raw) >= minText
}

// dumpRow appends a line of which it is known how many bytes it stands for.
func dumpRow(raw, row []byte, n uint64, star bool) []byte {
	if n < uint64(len(row)) {
		row = row[:n]
	}
	raw = append(raw, row...)
	if star && len(row) > 0 {
		for k := uint64(len(row)); k < n && len(raw) <= maxDump; k += uint64(len(row)) {
			raw = append(raw, row...)
		}
	}
	return raw
}

// dumpLine reads one line. lone is true where it holds only an offset.
func dumpLine(line []byte) (offset uint64, row []byte, lone bool) {
	i := 0
	for i < len(line) && (line[i] == ' ' || line[i] == '\t') {
		i++
	}
	if bytes.HasPrefix(line[i:], []byte("0x")) {
		i += 2
	}
	k := i
	for k < len(line) && class[line[k]]&hexDigit != 0 {
		k++
	}
	if k-i < 4 || k-i > 16 {
		return 0, nil, false
	}
	offset, err := strconv.ParseUint(string(line[i:k]), 16, 64)
	if err != nil {
		return 0, nil, false
	}
	if k < len(line) && line[k] == ':' {
		k++
	}
	rest := line[k:]
	if len(rest) == 0 {
		return offset, nil, true
	}
	if rest[0] != ' ' && rest[0] != '\t' {
		return 0, nil, false
	}
	rest = bytes.TrimLeft(rest, " \t")
	group := 0
	for len(rest) > 0 && len(row) < 64 {
		n := 0
		for n < len(rest) && class[rest[n]]&hexDigit != 0 {
			n++
		}
		if n == 0 || n&1 != 0 || n > 16 || n < len(rest) && rest[n] != ' ' && rest[n] != '-' || group > 0 && n > group {
			break
		}
		if group == 0 {
			group = n
		}
		if n < group { // the last group of the last line, or the characters
			if n < len(rest) && !bytes.HasPrefix(rest[n:], []byte("  ")) {
				break
			}
		}
		row, _ = hex.AppendDecode(row, rest[:n])
		rest = rest[n:]
		blanks := 0
		for blanks < len(rest) && (rest[blanks] == ' ' || blanks == 0 && rest[blanks] == '-') {
			blanks++
		}
		if blanks > 2 || blanks > 1 && (group != 2 || len(row) != 8) {
			break
		}
		rest = rest[blanks:]
	}
	return offset, row, false
}

// swap exchanges the bytes of 16-bit words, which is how hexdump lists them on
// the machines of our day when it is not told otherwise.
func swap(raw, text []byte) ([]byte, bool) {
	if len(raw) < minText || bytes.IndexByte(text, ':') >= 0 {
		return nil, false
	}
	out := make([]byte, len(raw)&^1)
	for i := 0; i < len(out); i += 2 {
		out[i], out[i+1] = raw[i+1], raw[i]
	}
	return out, true
}

// Package plist reads binary property lists, the format in which macOS keeps
// launch agents and settings (as CFBinaryPList.c of Apple's CoreFoundation
// describes it), and writes them as the XML that `plutil -convert xml1` gives.
package plist

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Limits, so that a list of lists of the same list costs a bounded effort.
const (
	maxDepth  = 100
	maxOutput = 16 << 20 // bytes of XML
	maxNodes  = 1 << 18
)

// Is reports whether a file that begins so is a binary property list.
func Is(head []byte) bool { return strings.HasPrefix(string(head[:min(len(head), 8)]), "bplist0") }

// XML returns the list as XML. With an error, what could be read stands there.
func XML(b []byte) ([]byte, error) {
	if !Is(b) {
		return nil, errors.New("no binary property list")
	}
	if len(b) < 8+32 {
		return nil, errors.New("cut off")
	}
	t := b[len(b)-32:]
	w := &writer{b: b, width: int(t[6]), ref: int(t[7]), count: binary.BigEndian.Uint64(t[8:]), table: binary.BigEndian.Uint64(t[24:])}
	if w.width < 1 || w.width > 8 || w.ref < 1 || w.ref > 8 || w.table < 8 || w.table >= uint64(len(b)-32) || w.count == 0 || w.count > (uint64(len(b)-32)-w.table)/uint64(w.width) {
		return nil, errors.New("its table of objects lies outside the file: cut off or damaged")
	}
	w.out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n")
	w.object(binary.BigEndian.Uint64(t[16:]), 0)
	w.out.WriteString("</plist>\n")
	return []byte(w.out.String()), w.err
}

type writer struct {
	b          []byte
	width, ref int
	count      uint64
	table      uint64
	out        strings.Builder
	nodes      int
	err        error // the first
}

func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

func number(b []byte) (v uint64) {
	for _, c := range b {
		v = v<<8 | uint64(c)
	}
	return v
}

func (w *writer) line(depth int, format string, args ...any) {
	w.out.WriteString(strings.Repeat("\t", depth))
	fmt.Fprintf(&w.out, format, args...)
	w.out.WriteByte('\n')
}

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s))
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&#xA;", "\n", "&#x9;", "\t", "&#xD;", "\r").Replace(b.String())
}

// object writes the object of that number.
func (w *writer) object(n uint64, depth int) {
	if w.nodes++; w.nodes > maxNodes || w.out.Len() > maxOutput {
		w.fail("more than %d values or %d bytes: the rest was not read", maxNodes, maxOutput)
		return
	}
	if depth > maxDepth {
		w.fail("nested more than %d deep", maxDepth)
		w.nodes = maxNodes // a circle: what else it holds would come again and again
		return
	}
	if n >= w.count {
		w.fail("object %d is not there", n)
		return
	}
	entry := w.table + n*uint64(w.width)
	at := number(w.b[entry : entry+uint64(w.width)])
	if at < 8 || at >= w.table {
		w.fail("object %d lies outside the file", n)
		return
	}
	data := w.b[at:w.table]
	mark := data[0]
	low := int(mark & 15)
	data = data[1:]
	size := uint64(low)
	switch mark >> 4 {
	case 0:
		switch low {
		case 8:
			w.line(depth, "<false/>")
		case 9:
			w.line(depth, "<true/>")
		}
		return
	case 1, 2: // numbers of 2^low bytes
		k := 1 << low
		if low > 4 || k > len(data) {
			w.fail("object %d is cut off", n)
			return
		}
		switch {
		case mark>>4 == 1 && k <= 8:
			v := number(data[:k])
			if k == 8 {
				w.line(depth, "<integer>%d</integer>", int64(v))
			} else {
				w.line(depth, "<integer>%d</integer>", v)
			}
		case mark>>4 == 1: // 128 bits, the upper half of which is not used
			w.line(depth, "<integer>%d</integer>", number(data[8:16]))
		case k == 4:
			w.line(depth, "<real>%s</real>", strconv.FormatFloat(float64(math.Float32frombits(uint32(number(data[:4])))), 'g', -1, 32))
		case k == 8:
			w.line(depth, "<real>%s</real>", strconv.FormatFloat(math.Float64frombits(number(data[:8])), 'g', -1, 64))
		}
		return
	case 3: // seconds since 2001
		if len(data) < 8 {
			w.fail("object %d is cut off", n)
			return
		}
		s := math.Float64frombits(number(data[:8]))
		if math.IsNaN(s) || math.Abs(s) > 1e11 {
			s = 0
		}
		w.line(depth, "<date>%s</date>", time.Unix(978307200+int64(math.Floor(s)), 0).UTC().Format(time.RFC3339))
		return
	case 8: // a number of an archive
		k := low + 1
		if k > len(data) || k > 8 {
			w.fail("object %d is cut off", n)
			return
		}
		w.line(depth, "<dict><key>CF$UID</key><integer>%d</integer></dict>", number(data[:k]))
		return
	}
	if low == 15 { // the size stands behind, as a number
		if len(data) < 1 || data[0]>>4 != 1 || data[0]&15 > 3 || len(data) < 1+1<<(data[0]&15) {
			w.fail("object %d has no size", n)
			return
		}
		k := 1 << (data[0] & 15)
		size = number(data[1 : 1+k])
		data = data[1+k:]
	}
	unit := uint64(1)
	switch mark >> 4 {
	case 6:
		unit = 2
	case 0xA, 0xB, 0xC:
		unit = uint64(w.ref)
	case 0xD:
		unit = 2 * uint64(w.ref)
	}
	if size > uint64(len(data))/unit {
		w.fail("object %d is cut off", n)
		size = uint64(len(data)) / unit
	}
	data = data[:size*unit]
	reference := func(i uint64) uint64 { return number(data[i*uint64(w.ref) : (i+1)*uint64(w.ref)]) }
	switch mark >> 4 {
	case 4:
		w.line(depth, "<data>%s</data>", base64.StdEncoding.EncodeToString(data))
	case 5, 7:
		w.line(depth, "<string>%s</string>", escape(string(data)))
	case 6:
		w.line(depth, "<string>%s</string>", escape(wide(data)))
	case 0xA, 0xB, 0xC:
		w.line(depth, "<array>")
		for i := range size {
			if w.over() {
				break
			}
			w.object(reference(i), depth+1)
		}
		w.line(depth, "</array>")
	case 0xD:
		w.line(depth, "<dict>")
		for i := range size {
			if w.over() {
				break
			}
			w.line(depth+1, "<key>%s</key>", escape(w.key(reference(i))))
			w.object(reference(size+i), depth+1)
		}
		w.line(depth, "</dict>")
	default:
		w.fail("object %d has the unknown mark %#02x", n, mark)
	}
}

func (w *writer) over() bool { return w.nodes >= maxNodes || w.out.Len() > maxOutput }

// key is the text of an object, "" if it is none.
func (w *writer) key(n uint64) string {
	if n >= w.count {
		return ""
	}
	entry := w.table + n*uint64(w.width)
	at := number(w.b[entry : entry+uint64(w.width)])
	if at < 8 || at >= w.table {
		return ""
	}
	mark, data := w.b[at], w.b[at+1:w.table]
	size := uint64(mark & 15)
	if size == 15 {
		if len(data) < 1 || data[0]>>4 != 1 || data[0]&15 > 3 || len(data) < 1+1<<(data[0]&15) {
			return ""
		}
		k := 1 << (data[0] & 15)
		size, data = number(data[1:1+k]), data[1+k:]
	}
	size = min(size, 1024)
	switch mark >> 4 {
	case 5, 7:
		return string(data[:min(size, uint64(len(data)))])
	case 6:
		return wide(data[:min(2*size, uint64(len(data))&^1)])
	}
	return ""
}

func wide(b []byte) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = binary.BigEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(u))
}

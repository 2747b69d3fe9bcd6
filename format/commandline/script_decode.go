package commandline

import (
	"bytes"
	"slices"
	"strings"
)

const (
	maxEncoded     = 64        // texts of one script
	maxEncodedText = 256 << 10 // bytes of one
)

// decoder notes the text that a program takes an encoding off: what it reads,
// or the file that it is given, where the script itself wrote that.
func (x *tracer) decoder(name string, args []field, w *world) {
	undo := name == "uudecode"
	in, have := mapped{}, false
	if w.in != nil {
		in, have = *w.in, true
	}
	for _, a := range args {
		switch t := strings.ToLower(a.text()); {
		case t == "-d", t == "--decode", t == "-decode", t == "-r", t == "-decodehex", t == "-rp", t == "-pr", strings.HasPrefix(t, "-d") && name != "xxd" && len(t) < 4:
			undo = true
		case strings.HasPrefix(t, "-"):
		default:
			if f, ok := w.read(a.text()); ok && !have {
				in, have = f, true
			}
		}
	}
	if !undo || !have || len(in.b) == 0 || len(in.b) > maxEncodedText || len(x.encoded) >= maxEncoded {
		return
	}
	if !slices.ContainsFunc(x.encoded, func(d Document) bool { return bytes.Equal(d.Text, in.b) }) {
		x.encoded = append(x.encoded, Document{Name: name, Text: in.b, m: in})
	}
}

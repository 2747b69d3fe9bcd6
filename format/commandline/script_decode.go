package commandline

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
)

const (
	maxEncoded     = 64        // texts of one script
	maxEncodedText = 256 << 10 // bytes of one
)

// decoder notes the text that a program takes an encoding off: what it reads,
// or the file that it is given, where the script itself wrote that. A single word
// that comes of it, a host or a wallet, is written out; it reports whether one is.
// Longer texts are layers, for others to read.
func (x *tracer) decoder(name string, args []field, w *world) bool {
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
		return false
	}
	if word := decodedWord(name, in.b); word != "" && !w.loose {
		var out mapped
		lo, hi := in.place(0, len(in.b))
		out.addString(word, span{int32(lo), int32(hi)})
		x.print(w, out, false)
		return true
	}
	if !slices.ContainsFunc(x.encoded, func(d Document) bool { return bytes.Equal(d.Text, in.b) }) {
		x.encoded = append(x.encoded, Document{Name: name, Text: in.b, m: in})
	}
	return false
}

// decodedWord is the one word that stands in base64 or, for xxd, in hexadecimal;
// "" if there is more, or what is no text.
func decodedWord(name string, in []byte) string {
	const longest = 1024
	in = bytes.TrimSpace(in)
	if len(in) > longest {
		return ""
	}
	var out []byte
	var err error
	switch name {
	case "base64":
		out, err = base64.StdEncoding.DecodeString(string(in))
	case "xxd":
		out, err = hex.DecodeString(string(in))
	default:
		return ""
	}
	out = bytes.TrimRight(out, "\n")
	if err != nil || len(out) == 0 || bytes.ContainsFunc(out, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return string(out)
}

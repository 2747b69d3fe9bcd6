// Package text reads any bytes as text: it finds the encoding, hands out
// windows of bounded size in which every offset leads back to the bytes, picks
// the character strings out of binaries, and says what sort of text it is.
//
// Terms: raw offsets count bytes of the source, text offsets bytes of the
// UTF-8 text of a window. A window owns the statements that begin in its part
// [From, To); around it there is context, so that a statement of up to 64 KiB
// ([Context]) is whole in the window that owns it.
package text

import (
	"bytes"
	"unicode/utf8"
)

// Encoding is how characters are stored.
type Encoding uint8

const (
	// UTF8 is UTF-8 and what it includes, ASCII.
	UTF8 Encoding = iota
	// UTF16LE is UTF-16, low byte first: what Windows writes.
	UTF16LE
	// UTF16BE is UTF-16, high byte first.
	UTF16BE
	// Latin1 is any single-byte extension of ASCII: the text is left as it
	// stands, [String] makes UTF-8 of a piece.
	Latin1
	// Binary is not text.
	Binary
)

var encodingNames = [...]string{"utf-8", "utf-16le", "utf-16be", "latin-1", "binary"}

func (e Encoding) String() string { return encodingNames[e] }

// Detect tells the encoding from the first bytes of a file, and the length of
// its byte order mark, 0 if it has none. A few kilobytes are enough.
func Detect(head []byte) (enc Encoding, bom int) {
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return UTF8, 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}):
		return Binary, 0 // UTF-32, or nothing of ours
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return UTF16LE, 2
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return UTF16BE, 2
	}
	if len(head) == 0 {
		return UTF8, 0
	}
	nul := bytes.Count(head, []byte{0})
	if nul > 0 {
		if e, ok := wide(head); ok {
			return e, 0
		}
	}
	var control, high int
	for _, c := range head {
		control += int(isControl[c])
		high += int(c >> 7)
	}
	switch {
	case nul > 0 && !separated(head, nul, control):
		return Binary, 0
	case control*20 > len(head): // some logs hold a few
		return Binary, 0
	case validTo(head):
		return UTF8, 0
	case high*3 > len(head):
		return Binary, 0
	}
	return Latin1, 0
}

// isControl is 1 for control characters that text does not hold. Terminals'
// escapes and backspaces are in logs.
var isControl = func() (t [256]uint8) {
	for c := 1; c < 0x20; c++ {
		switch c {
		case '\t', '\n', '\r', '\f', 0x1b, 0x08:
		default:
			t[c] = 1
		}
	}
	return t
}()

// separated reports whether the zero bytes only stand between pieces of text,
// as in /proc/PID/cmdline and environ.
func separated(head []byte, nul, control int) bool {
	return control == 0 && nul*3 < len(head) && !bytes.Contains(head, []byte{0, 0, 0}) && head[0] != 0 && utf8.Valid(head)
}

// wide recognises UTF-16 without a byte order mark: text in which nearly every
// other byte is zero and the rest is ASCII.
func wide(head []byte) (Encoding, bool) {
	n := min(len(head), 1024) &^ 1
	if n < 8 {
		return 0, false
	}
	var low, high int // pairs that read as ASCII if low byte first, high byte first
	for i := 0; i < n; i += 2 {
		switch a, b := head[i], head[i+1]; {
		case b == 0 && printable(a):
			low++
		case a == 0 && printable(b):
			high++
		}
	}
	switch pairs := n / 2; {
	case low*10 >= pairs*9:
		return UTF16LE, true
	case high*10 >= pairs*9:
		return UTF16BE, true
	}
	return 0, false
}

func printable(c byte) bool { return 0x20 <= c && c < 0x7f || c == '\t' || c == '\n' || c == '\r' }

// validTo reports whether b is UTF-8, but for a character that its end cuts.
func validTo(b []byte) bool {
	if utf8.Valid(b) {
		return true
	}
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			return len(b) < utf8.UTFMax && !utf8.FullRune(b)
		}
		b = b[n:]
	}
	return true
}

// String returns b as UTF-8: as it stands if it is valid, and otherwise with
// every byte read as the Latin-1 character of that number.
func String(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c)
	}
	return string(r)
}

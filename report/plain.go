// Package report holds what all reports share: how a string out of hostile
// evidence is shown ([Plain]), and which of its bytes are secrets that are
// nobody's trail ([MaskSecrets]). Each report is a package below this one: a
// pure function of a case.
package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain returns s in a form that is safe to print: what is not plainly visible
// is written as an escape. Control characters of both sets, DEL, overrides of
// the writing direction, characters of no width, odd spaces, look-alikes of
// nothing and bytes that are no UTF-8 never reach the terminal as they are.
//
// Line feed, carriage return and tab become \n, \r and \t, other characters up to
// U+007F and invalid bytes \xNN, the rest \uNNNN or \UNNNNNNNN. A backslash
// stays as it is: paths of Windows stay readable, so Plain is for eyes and
// cannot be undone.
func Plain(s string) string {
	at, marks := firstHidden(s)
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16)
	b.WriteString(s[:at])
	for i := at; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n <= 1:
			b.Write([]byte{'\\', 'x', hexDigits[s[i]>>4], hexDigits[s[i]&15]})
			marks = 0
		case unicode.Is(unicode.Mn, r) && Visible(r):
			// A few marks on a letter are writing; a heap of them paints over other lines.
			if marks++; marks > maxMarks {
				writeEscape(&b, r)
			} else {
				b.WriteString(s[i : i+n])
			}
		case Visible(r):
			b.WriteString(s[i : i+n])
			marks = 0
		default:
			writeEscape(&b, r)
			marks = 0
		}
		i += n
	}
	return b.String()
}

// maxMarks is how many combining marks may follow one another. Vietnamese and
// pointed Hebrew need three.
const maxMarks = 4

// firstHidden returns the index of the first byte that needs an escape, -1 if
// none does, and how many combining marks stand right before it.
func firstHidden(s string) (at, marks int) {
	for i, r := range s {
		if r >= ' ' && r < 0x7f {
			marks = 0
			continue
		}
		if !Visible(r) {
			return i, marks
		}
		if r == utf8.RuneError { // either a true U+FFFD or a broken byte
			if _, n := utf8.DecodeRuneInString(s[i:]); n <= 1 {
				return i, marks
			}
		}
		if !unicode.Is(unicode.Mn, r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			return i, marks - 1
		}
	}
	return -1, 0
}

// Visible reports whether the character shows itself, and itself only, on a
// terminal.
func Visible(r rune) bool {
	if r < 0x80 {
		return r >= ' ' && r != 0x7f
	}
	switch {
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef, // variation selectors
		r >= 0x180b && r <= 0x180f,                         // Mongolian selectors
		r == 0x034f,                                        // combining grapheme joiner
		r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, // Hangul fillers: letters without ink
		r == 0x17b4, r == 0x17b5, // Khmer vowels without ink
		r == 0x2800: // Braille cell without dots
		return false
	}
	return unicode.IsPrint(r) // letters, marks, numbers, punctuation, symbols; no space but U+0020, no format character
}

const hexDigits = "0123456789abcdef"

func writeEscape(b *strings.Builder, r rune) {
	switch {
	case r == '\n':
		b.WriteString(`\n`)
	case r == '\r':
		b.WriteString(`\r`)
	case r == '\t':
		b.WriteString(`\t`)
	case r < 0x80:
		b.Write([]byte{'\\', 'x', hexDigits[r>>4], hexDigits[r&15]})
	case r < 0x10000:
		b.WriteString(`\u`)
		pad(b, r, 4)
	default:
		b.WriteString(`\U`)
		pad(b, r, 8)
	}
}

func pad(b *strings.Builder, r rune, width int) {
	h := strconv.FormatInt(int64(r), 16)
	b.WriteString(strings.Repeat("0", width-len(h)))
	b.WriteString(h)
}

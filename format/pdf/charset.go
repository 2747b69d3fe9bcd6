package pdf

import (
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// windows is WinAnsiEncoding, mac MacRomanEncoding (annex D). The standard
// encoding has the same letters where text is English.
func windows(c byte) rune { return printed(charmap.Windows1252.DecodeByte(c)) }
func mac(c byte) rune     { return printed(charmap.Macintosh.DecodeByte(c)) }

// latin is the part of PDFDocEncoding that is Latin-1.
func latin(c byte) rune { return charmap.ISO8859_1.DecodeByte(c) }

func printed(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' || r == '\ufffd' {
		return 0
	}
	return r
}

func composed(s string) string { return norm.NFC.String(s) }

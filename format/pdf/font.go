package pdf

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// font says what the codes of a string mean.
type font struct {
	bytes int // of a code, 1 or 2
	codes map[int]string
	table func(byte) rune // for codes of one byte that codes lacks; nil: unknown

	widths map[int]float64 // of the characters, in sizes of the font
	usual  float64         // of those that widths lacks
	room   *int            // how many more entries the tables of all fonts may have
}

// Limits of a font.
const (
	maxCodes = 70_000
	maxFonts = 2000
)

// fontOf reads a font (9.6 to 9.10).
func (f *file) fontOf(v value) *font {
	if v.kind == ref {
		if known, ok := f.fonts[v.n]; ok {
			return known
		}
	}
	if len(f.fonts) >= maxFonts {
		return nil
	}
	d := f.get(v).dict
	n := &font{bytes: 1, codes: map[int]string{}, table: windows, room: &f.room}
	if f.name(d["Subtype"]) == "Type0" {
		n.bytes, n.table = 2, nil
	}
	encoding := f.get(d["Encoding"])
	base := encoding.s
	if encoding.kind == dictionary {
		base = f.name(encoding.dict["BaseEncoding"])
		code := 0
		for _, x := range f.get(encoding.dict["Differences"]).list {
			switch x = f.get(x); {
			case x.kind == integer:
				code = x.n
			case x.kind == nameValue && code >= 0 && code < 256:
				if s := glyph(x.s); s != "" {
					n.codes[code] = s
				}
				code++
			}
		}
	}
	if base == "MacRomanEncoding" {
		n.table = mac
	}
	if m := f.get(d["ToUnicode"]); m.kind == stream {
		f.cmap(n, f.decode(m))
	}
	f.widths(n, d)
	if v.kind == ref {
		f.fonts[v.n] = n
	}
	return n
}

// widths reads how wide the characters are: of simple fonts a list (9.2.4), of
// others groups "first [w w …]" and "first last w" (9.7.4.3).
func (f *file) widths(n *font, d map[string]value) {
	n.widths, n.usual = map[int]float64{}, 0.5
	first := f.integer(d["FirstChar"])
	for i, w := range f.get(d["Widths"]).list {
		if w = f.get(w); i < 256 {
			n.widths[first+i] = w.f / 1000
		}
	}
	inner := f.get(d["DescendantFonts"])
	if len(inner.list) == 0 {
		return
	}
	c := f.get(inner.list[0]).dict
	if n.usual = 1; c["DW"].kind != null {
		n.usual = f.get(c["DW"]).f / 1000
	}
	list := f.get(c["W"]).list
	defer func() { *n.room -= len(n.widths) }()
	for i := 0; i+1 < len(list) && len(n.widths) < min(maxCodes, *n.room); {
		from, next := f.integer(list[i]), f.get(list[i+1])
		if next.kind == array {
			for k, w := range next.list {
				if len(n.widths) >= min(maxCodes, *n.room) {
					break
				}
				n.widths[from+k] = w.f / 1000
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		for k := from; k <= next.n && len(n.widths) < min(maxCodes, *n.room); k++ {
			n.widths[k] = list[i+2].f / 1000
		}
		i += 3
	}
}

// width is how wide a string is, in sizes of the font.
func (n *font) width(s string) (sum float64) {
	for i := 0; i+n.bytes <= len(s); i += n.bytes {
		if w, ok := n.widths[code(s[i:i+n.bytes])]; ok {
			sum += w
		} else {
			sum += n.usual
		}
	}
	return sum
}

// cmap reads which characters the codes of a font stand for (9.10.3).
func (f *file) cmap(n *font, b []byte) {
	p := parser{b: b}
	var args []value
	for {
		v := p.value(0)
		if v.kind != operator {
			if args = append(args, v); len(args) > maxItems {
				return
			}
			continue
		}
		switch v.s {
		case "":
			return
		case "endcodespacerange":
			if len(args) > 0 && args[0].kind == text && len(args[0].s) > 0 {
				n.bytes = min(len(args[0].s), 2)
			}
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				n.set(code(args[i].s), utf16Text(args[i+1].s))
			}
		case "endbfrange":
			for i := 0; i+2 < len(args); i += 3 {
				n.span(code(args[i].s), code(args[i+1].s), args[i+2])
			}
		}
		args = args[:0]
	}
}

func (n *font) set(code int, s string) {
	if code >= 0 && len(n.codes) < maxCodes && len(s) < 64 && *n.room > 0 {
		*n.room--
		n.codes[code] = s
	}
}

// span sets a range: to the characters of a list, or to those that follow one.
func (n *font) span(from, to int, what value) {
	if from < 0 || to < from || to-from > 0xffff {
		return
	}
	switch what.kind {
	case array:
		for i, x := range what.list {
			if from+i <= to {
				n.set(from+i, utf16Text(x.s))
			}
		}
	case text:
		r, size := utf8.DecodeLastRuneInString(utf16Text(what.s))
		head := utf16Text(what.s)
		head = head[:len(head)-size]
		for c := from; c <= to && len(n.codes) < maxCodes && *n.room > 0; c++ {
			n.set(c, head+string(r+rune(c-from)))
		}
	}
}

func code(s string) int {
	if len(s) == 0 || len(s) > 4 {
		return -1
	}
	c := 0
	for i := range len(s) {
		c = c<<8 | int(s[i])
	}
	return c
}

// text gives the text of a string in that font, and how many codes it does not know.
func (n *font) text(to []byte, s string) (out []byte, unmapped int) {
	for i := 0; i+n.bytes <= len(s); i += n.bytes {
		c := code(s[i : i+n.bytes])
		switch known, ok := n.codes[c]; {
		case ok:
			to = append(to, known...)
		case n.bytes == 1 && n.table != nil:
			if r := n.table(byte(c)); r != 0 {
				to = utf8.AppendRune(to, r)
			}
		default:
			unmapped++
		}
	}
	return to, unmapped
}

// glyphs are names of characters whose names are not the letters themselves
// (Adobe Glyph List). Letters with accents are put together from their names.
var glyphs = map[string]string{
	"space": " ", "exclam": "!", "quotedbl": `"`, "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "quotesingle": "'", "quoteright": "’", "quoteleft": "‘",
	"parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "hyphen": "-", "sfthyphen": "-", "minus": "-", "period": ".", "slash": "/",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?", "at": "@", "bracketleft": "[", "backslash": `\`, "bracketright": "]",
	"asciicircum": "^", "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~",
	"quotedblleft": "“", "quotedblright": "”", "quotedblbase": "„", "quotesinglbase": "‚", "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›",
	"endash": "–", "emdash": "—", "bullet": "•", "ellipsis": "…", "degree": "°", "section": "§", "copyright": "©", "registered": "®", "trademark": "™", "Euro": "€",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "oe": "œ", "OE": "Œ", "ae": "æ", "AE": "Æ", "germandbls": "ß", "dotlessi": "ı", "oslash": "ø", "Oslash": "Ø", "nbspace": "\u00a0",
}

// accents are combining characters by the ends of names.
var accents = []struct{ end, mark string }{
	{"acute", "\u0301"}, {"grave", "\u0300"}, {"circumflex", "\u0302"}, {"dieresis", "\u0308"}, {"tilde", "\u0303"}, {"cedilla", "\u0327"}, {"ring", "\u030a"}, {"caron", "\u030c"},
}

// glyph gives the character of that name, "" for names that say nothing.
func glyph(name string) string {
	name, _, _ = strings.Cut(name, ".")
	if len(name) == 1 {
		return name
	}
	if s, ok := glyphs[name]; ok {
		return s
	}
	for _, a := range accents {
		if len(name) == 1+len(a.end) && strings.HasSuffix(name, a.end) {
			return composed(name[:1] + a.mark)
		}
	}
	hex := ""
	switch {
	case strings.HasPrefix(name, "uni") && len(name) == 7:
		hex = name[3:]
	case strings.HasPrefix(name, "u") && len(name) >= 5 && len(name) <= 7:
		hex = name[1:]
	}
	if n, err := strconv.ParseUint(hex, 16, 21); err == nil && utf8.ValidRune(rune(n)) {
		return string(rune(n))
	}
	return ""
}

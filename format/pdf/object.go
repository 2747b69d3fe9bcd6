package pdf

import (
	"strings"
	"unicode/utf16"
)

type kind uint8

const (
	null kind = iota
	integer
	real
	text
	nameValue
	array
	dictionary
	stream
	ref
	operator
)

// value is an object (7.3).
type value struct {
	kind       kind
	n          int     // integer; number of the object referred to
	f          float64 // numbers
	s          string  // text, name, operator
	list       []value
	dict       map[string]value
	raw        []byte // of a stream, encoded
	start, end int    // of a stream, in the file
}

// Limits of one object.
const (
	maxDepth = 32
	maxItems = 100_000
)

// parser reads objects.
type parser struct {
	b     []byte
	at    int
	items int
}

var (
	white  = table("\x00\t\n\f\r ")
	delims = table("()<>[]{}/%")
)

func table(s string) (t [256]bool) {
	for i := range len(s) {
		t[s[i]] = true
	}
	return t
}

func (p *parser) blanks() {
	for p.at < len(p.b) {
		switch c := p.b[p.at]; {
		case white[c]:
			p.at++
		case c == '%':
			for p.at < len(p.b) && p.b[p.at] != '\n' && p.b[p.at] != '\r' {
				p.at++
			}
		default:
			return
		}
	}
}

// end is the operator that stands for the end of the bytes.
var end = value{kind: operator}

// value reads one object, or a word that is none as an operator.
func (p *parser) value(depth int) value {
	p.blanks()
	if p.items++; p.at >= len(p.b) || depth > maxDepth || p.items > maxItems {
		p.at = len(p.b)
		return end
	}
	switch c := p.b[p.at]; c {
	case '/':
		p.at++
		return value{kind: nameValue, s: p.name()}
	case '(':
		return value{kind: text, s: p.literal()}
	case '<':
		if p.at+1 < len(p.b) && p.b[p.at+1] == '<' {
			p.at += 2
			return p.dictionary(depth)
		}
		return value{kind: text, s: p.hex()}
	case '[':
		p.at++
		v := value{kind: array}
		for {
			p.blanks()
			if p.at >= len(p.b) {
				return v
			}
			if p.b[p.at] == ']' {
				p.at++
				return v
			}
			x := p.value(depth + 1)
			if x.kind == operator && x.s == "" {
				return v
			}
			v.list = append(v.list, x)
		}
	case ')', '>', ']', '{', '}':
		p.at++
		return value{kind: operator, s: string(c)}
	}
	from := p.at
	for p.at < len(p.b) && !white[p.b[p.at]] && !delims[p.b[p.at]] {
		p.at++
	}
	word := string(p.b[from:min(p.at, from+64)])
	v, ok := number(word)
	switch {
	case ok && v.kind == integer && v.n >= 0:
		return p.reference(v)
	case ok:
		return v
	case word == "null":
		return value{}
	}
	return value{kind: operator, s: word}
}

func number(s string) (value, bool) {
	v := value{kind: integer}
	sign, scale, digits := 1.0, 0.0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if digits++; digits > 15 {
				return v, false
			}
			v.f = v.f*10 + float64(c-'0')
			scale *= 10
		case (c == '-' || c == '+') && i == 0:
			if c == '-' {
				sign = -1
			}
		case c == '.' && v.kind == integer:
			v.kind, scale = real, 1
		default:
			return v, false
		}
	}
	if scale > 0 {
		v.f /= scale
	}
	v.f *= sign
	v.n = int(v.f)
	return v, digits > 0
}

// reference reads "12 0 R" where a number was read.
func (p *parser) reference(v value) value {
	save := p.at
	p.blanks()
	from := p.at
	for p.at < len(p.b) && p.b[p.at] >= '0' && p.b[p.at] <= '9' && p.at-from < 6 {
		p.at++
	}
	if p.at > from {
		p.blanks()
		if p.at < len(p.b) && p.b[p.at] == 'R' && (p.at+1 == len(p.b) || white[p.b[p.at+1]] || delims[p.b[p.at+1]]) {
			p.at++
			return value{kind: ref, n: v.n}
		}
	}
	p.at = save
	return v
}

func (p *parser) dictionary(depth int) value {
	v := value{kind: dictionary, dict: map[string]value{}}
	for {
		p.blanks()
		if p.at >= len(p.b) {
			return v
		}
		if p.b[p.at] == '>' {
			p.at = min(p.at+2, len(p.b))
			return v
		}
		key := p.value(depth + 1)
		if key.kind != nameValue {
			if key.kind == operator && (key.s == "" || key.s == "stream" || key.s == "endobj") {
				return v
			}
			continue
		}
		p.blanks()
		if p.at < len(p.b) && p.b[p.at] == '>' && (p.at+1 >= len(p.b) || p.b[p.at+1] == '>') {
			continue
		}
		v.dict[key.s] = p.value(depth + 1)
	}
}

func (p *parser) name() string {
	from := p.at
	for p.at < len(p.b) && !white[p.b[p.at]] && !delims[p.b[p.at]] {
		p.at++
	}
	s := string(p.b[from:min(p.at, from+256)])
	if !strings.Contains(s, "#") {
		return s
	}
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '#' && i+2 < len(s) && hexDigit(s[i+1]) >= 0 && hexDigit(s[i+2]) >= 0 {
			out = append(out, byte(hexDigit(s[i+1])<<4|hexDigit(s[i+2])))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// literal reads a string in parentheses (7.3.4.2).
func (p *parser) literal() string {
	var out []byte
	depth := 0
	for p.at < len(p.b) {
		c := p.b[p.at]
		p.at++
		switch c {
		case '(':
			if depth++; depth == 1 {
				continue
			}
		case ')':
			if depth--; depth == 0 {
				return string(out)
			}
		case '\\':
			if p.at >= len(p.b) {
				return string(out)
			}
			c = p.b[p.at]
			p.at++
			switch c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case '\r':
				if p.at < len(p.b) && p.b[p.at] == '\n' {
					p.at++
				}
				continue
			case '\n':
				continue
			default:
				if c >= '0' && c <= '7' {
					n := int(c - '0')
					for k := 0; k < 2 && p.at < len(p.b) && p.b[p.at] >= '0' && p.b[p.at] <= '7'; k++ {
						n = n<<3 | int(p.b[p.at]-'0')
						p.at++
					}
					c = byte(n)
				}
			}
		}
		out = append(out, c)
	}
	return string(out)
}

func (p *parser) hex() string {
	p.at++
	var out []byte
	n, half := 0, false
	for p.at < len(p.b) {
		c := p.b[p.at]
		p.at++
		if c == '>' {
			break
		}
		if d := hexDigit(c); d >= 0 {
			if n = n<<4 | d; half {
				out = append(out, byte(n))
				n = 0
			}
			half = !half
		}
	}
	if half {
		out = append(out, byte(n<<4))
	}
	return string(out)
}

// plainText reads a text string (7.9.2.2): UTF-16 with a mark, UTF-8 with a
// mark, or PDFDocEncoding, of which the part that is Latin-1 is read.
func plainText(s string) string {
	switch {
	case strings.HasPrefix(s, "\xfe\xff"):
		return utf16Text(s[2:])
	case strings.HasPrefix(s, "\xef\xbb\xbf"):
		return strings.ToValidUTF8(s[3:], "\ufffd")
	}
	var out []rune
	for i := range len(s) {
		out = append(out, latin(s[i]))
	}
	return string(out)
}

// utf16Text reads UTF-16, high byte first.
func utf16Text(s string) string {
	var u []uint16
	for i := 0; i+1 < len(s); i += 2 {
		u = append(u, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(u))
}

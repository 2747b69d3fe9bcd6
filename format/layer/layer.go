// Package layer finds what stands encoded in text and takes the encoding off:
// base64, hexadecimal, escapes, percent-encoding, entities, lists of character
// codes, listings of bytes. It finds bytes under a short repeating XOR by what
// they are bound to say, and files that lie within others.
//
// A run of letters is a layer by what it decodes to, not by the word beside it:
// a text that says something (a script, a configuration, a command, an address)
// or the start of a program, an archive or a document. Keys, certificates,
// hashes, pictures, tokens and source maps are not layers.
//
// Terms: a run is a stretch of one alphabet; a joint is what may stand between
// two runs of one layer: a line end, quotes and an operator; a recipe is how a
// layer was decoded, step by step, so that anyone can do it again.
package layer

// Layer is a stretch of text that stands for other bytes.
type Layer struct {
	Start, End int    // of the text it was decoded from, byte offsets
	Recipe     string // "base64", "base64, utf-16le", "hex", "reversed, base64" …
	Decoded    []byte
	// Open says that the run reaches to the end of the text, so that more of it
	// may follow where the text is a part of a longer one.
	Open bool
}

// Limits of one scan. What lies beyond costs nothing and is not looked at.
const (
	// MinRun is the shortest run of base64 or hexadecimal that is looked at, bytes.
	MinRun = 24
	// minCodes is the least number of escapes or character codes of a layer.
	minCodes = 8
	// maxPieces is how many runs one layer may be put together from.
	maxPieces = 1 << 20
	// maxTries bounds what one scan spends on looking for a key in bytes that
	// say nothing, bytes.
	maxTries = 8 << 20
)

const (
	stride = 16 // how far apart a scan looks at the text
	look   = 8  // and how many bytes it looks at there: a run of stride+look-1 is not missed
)

// The classes of bytes a run is told by.
const (
	standard = 1 << iota // base64
	urlSafe              // base64 for addresses
	hexDigit
	digit
	blank // also line ends
	comma
	back    // backslash
	percent // percent sign
	entity  // ampersand
	call    // brackets that close or open around a character's code
	ex      // the x of 0x
	colon   // other signs between bytes in hexadecimal
)

var class = func() (t [256]uint16) {
	for c := range 256 {
		switch {
		case c >= '0' && c <= '9':
			t[c] = standard | urlSafe | hexDigit | digit
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			t[c] = standard | urlSafe | hexDigit
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			t[c] = standard | urlSafe
		}
	}
	t['+'], t['/'] = standard, standard
	t['-'], t['_'] = urlSafe|colon, urlSafe
	t['x'] |= ex
	t['X'] |= ex
	t[' '], t['\t'], t['\r'], t['\n'] = blank, blank, blank, blank
	t[','], t[';'], t[':'] = comma, comma, colon
	t['\\'], t['%'], t['&'] = back, percent, entity
	t['('], t[']'] = call, call
	return t
}()

// scan is one pass over a text.
type scan struct {
	text  []byte
	done  int    // everything before was looked at
	told  int    // the end of the last layer
	tries int    // bytes that may still be searched for a key
	buf   []byte // used again
	yield func(Layer) bool
	ended bool
}

// Scan calls yield for every layer of the text, in order and apart from each
// other, until yield returns false. What is decoded is not scanned again.
func Scan(text []byte, yield func(Layer) bool) {
	s := &scan{text: text, yield: yield, tries: maxTries}
	for i := 0; i+look <= len(text) && !s.ended; {
		if i < s.done {
			i = s.done
			continue
		}
		w := text[i : i+look : i+look]
		c0, c1, c2, c3 := class[w[0]], class[w[1]], class[w[2]], class[w[3]]
		c4, c5, c6, c7 := class[w[4]], class[w[5]], class[w[6]], class[w[7]]
		all := c0 & c1 & c2 & c3 & c4 & c5 & c6 & c7
		if all&(standard|urlSafe) != 0 {
			s.run(i, all)
		} else if any := c0 | c1 | c2 | c3 | c4 | c5 | c6 | c7; any&(back|percent|entity) != 0 && s.escapes(i) {
		} else if any&digit != 0 {
			switch {
			case any&call != 0:
				s.calls(i)
			case numeric(c0) && numeric(c1) && numeric(c2) && numeric(c3) && numeric(c4) && numeric(c5) && numeric(c6) && numeric(c7):
				if any&(blank|comma|colon) != 0 {
					s.bytes(i)
				}
			}
		} else if all&hexDigit == 0 && any&(hexDigit|blank) == any {
			s.bytes(i) // "ca fe ba be" without a digit
		}
		i = max(i+stride, s.done)
	}
}

// numeric reports whether a byte of that class may stand in a list of numbers.
func numeric(c uint16) bool { return c&(hexDigit|blank|comma|colon|ex) != 0 }

// emit gives a layer out.
func (s *scan) emit(l Layer) {
	l.Open = l.End >= len(s.text)
	s.done, s.told = max(s.done, l.End), l.End
	if !s.ended {
		s.ended = !s.yield(l)
	}
}

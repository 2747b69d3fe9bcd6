package layer

import (
	"encoding/base64"
	"encoding/hex"
	"io"
)

// Reader decodes a layer too long to be held: one run of base64 or hexadecimal
// with line ends and quotes between.
type Reader struct {
	src      io.Reader
	alphabet uint16
	ended    bool   // the run, or the source
	err      error  // the source's
	letters  []byte // of the run, less than a group
	out      []byte // decoded, not yet given
	used     int64
	pending  int64 // line ends since the last letter
	buf      [32 << 10]byte
}

// NewReader returns a reader for the layer that src begins with, if its recipe
// is one that can be decoded as a stream.
func NewReader(src io.Reader, recipe string) (*Reader, bool) {
	r := &Reader{src: src}
	switch recipe {
	case "base64":
		r.alphabet = standard
	case "base64url":
		r.alphabet = urlSafe
	case "hex":
		r.alphabet = hexDigit
	default:
		return nil, false
	}
	return r, true
}

// Consumed returns how many bytes of the source the layer took so far.
func (r *Reader) Consumed() int64 { return r.used }

// Read implements [io.Reader].
func (r *Reader) Read(b []byte) (int, error) {
	for len(r.out) == 0 {
		if r.ended {
			if r.err != nil {
				return 0, r.err
			}
			return 0, io.EOF
		}
		r.fill()
	}
	n := copy(b, r.out)
	r.out = r.out[n:]
	return n, nil
}

// fill reads and decodes a piece of the run.
func (r *Reader) fill() {
	n, err := r.src.Read(r.buf[:])
	for _, c := range r.buf[:n] {
		switch {
		case class[c]&r.alphabet != 0:
			r.letters = append(r.letters, c)
			r.used += r.pending + 1
			r.pending = 0
		case c == '\n', c == '\r', c == ' ', c == '\t', isQuote(c):
			r.pending++
		case c == 'x' && r.alphabet == hexDigit && r.used == 1: // 0x…
			r.letters = r.letters[:0]
			r.used++
		default:
			r.ended = true
		}
		if r.ended {
			break
		}
	}
	if err != nil {
		r.ended = true
		if err != io.EOF {
			r.err = err
		}
	}
	group := 4
	if r.alphabet == hexDigit {
		group = 2
	}
	whole := len(r.letters) / group * group
	if r.ended && r.alphabet != hexDigit {
		whole = len(r.letters)
	}
	switch {
	case r.alphabet == hexDigit:
		r.out, _ = hex.AppendDecode(r.out[:0], r.letters[:whole])
	case r.alphabet == urlSafe:
		r.out = appendDecode(r.out[:0], base64.RawURLEncoding, r.letters[:whole])
	default:
		r.out = appendDecode(r.out[:0], base64.RawStdEncoding, r.letters[:whole])
	}
	r.letters = append(r.letters[:0], r.letters[whole:]...)
}

func appendDecode(to []byte, enc *base64.Encoding, run []byte) []byte {
	if len(run)%4 == 1 {
		run = run[:len(run)-1]
	}
	out, err := enc.AppendDecode(to, run)
	if err != nil {
		return to
	}
	return out
}

package layer

import (
	"bytes"
	"compress/flate"
	"io"
)

// opaque looks into a blob of base64 that decodes to bytes which say nothing.
func (s *scan) opaque(b blob) {
	s.opaqueBytes(b, "base64", func() []byte { return decode64(nil, b.alphabet, b.text) })
}

const (
	minOpaque = 65      // bytes in which a compressed or masked text may lie: longer than a hash
	maxOpaque = 1 << 20 // bytes that are searched
)

// opaqueBytes looks for a deflate stream without a header, and for text under a
// repeating key.
func (s *scan) opaqueBytes(b blob, recipe string, decoded func() []byte) {
	if len(b.text) < minOpaque*4/3 || recipe == "hex" && len(b.text) < minOpaque*2 || s.tries < len(b.text) {
		return
	}
	s.tries -= len(b.text)
	s.masked(b.start, b.end, recipe, decoded())
}

func (s *scan) masked(start, end int, recipe string, raw []byte) {
	if len(raw) < minOpaque || picture(raw) || raw[0] == 0x30 && raw[1]&0xf0 == 0x80 { // DER
		return
	}
	if inflates(raw, 32) {
		out, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw)), maxInflated))
		if err == nil || len(out) > 256 {
			if got, steps, ok := Judge(out); ok {
				s.emit(Layer{Start: start, End: end, Recipe: join2(recipe+", deflate", steps), Decoded: got})
				return
			}
		}
	}
	for x := range Masked(raw[:min(len(raw), maxOpaque)]) {
		if x.End-x.Start >= len(raw)/2 || x.Program {
			s.emit(Layer{Start: start, End: end, Recipe: recipe + ", " + x.Recipe(), Decoded: x.Decode(raw)})
			return
		}
	}
}

// maxInflated bounds what a deflate stream without a header gives, bytes; the
// streams with one are unpacked by those who read archives.
const maxInflated = 16 << 20

package pdf

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"io"
)

// maxFilters bounds how often one stream is encoded.
const maxFilters = 6

// decode undoes the filters of a stream (7.4). What is damaged gives what could
// be decoded before the damage.
func (f *file) decode(v value) []byte {
	b := v.raw
	var names, parms []value
	for _, x := range []struct {
		key, short string
		to         *[]value
	}{{"Filter", "F", &names}, {"DecodeParms", "DP", &parms}} {
		d := f.get(v.dict[x.key])
		if d.kind == null {
			d = f.get(v.dict[x.short])
		}
		if d.kind == array {
			*x.to = d.list
		} else if d.kind != null {
			*x.to = []value{d}
		}
	}
	if f.decoded += len(b); f.decoded > f.limits.Decoded {
		f.damage("the streams are larger than is decoded")
		return nil
	}
	if len(names) > maxFilters {
		f.damage("a stream has too many filters")
		return nil
	}
	for i, n := range names {
		room := min(f.limits.Stream, f.limits.Decoded-f.decoded)
		if room <= 0 {
			f.damage("the streams are larger than is decoded")
			return nil
		}
		switch f.name(n) {
		case "FlateDecode", "Fl":
			b = f.inflate(b, room)
		case "LZWDecode", "LZW":
			early := 1
			if i < len(parms) {
				if e := f.get(f.get(parms[i]).dict["EarlyChange"]); e.kind == integer {
					early = e.n
				}
			}
			b = unpackLZW(b, room, early)
		case "ASCII85Decode", "A85":
			b = unpack85(b, room)
		case "ASCIIHexDecode", "AHx":
			p := parser{b: append([]byte{'<'}, b...)}
			b = []byte(p.hex())
		case "RunLengthDecode", "RL":
			b = runs(b, room)
		default: // pictures, and what encryption would be
			return nil
		}
		f.decoded += len(b)
		if i < len(parms) {
			b = f.predict(b, f.get(parms[i]).dict)
		}
	}
	return b
}

func (f *file) inflate(b []byte, room int) []byte {
	read := func(r io.Reader) []byte {
		out, err := io.ReadAll(io.LimitReader(r, int64(room)))
		if err != nil && len(out) > 0 {
			f.damage("a stream is damaged: its beginning was read")
		}
		return out
	}
	if z, err := zlib.NewReader(bytes.NewReader(b)); err == nil {
		return read(z)
	}
	return read(flate.NewReader(bytes.NewReader(b[min(2, len(b)):])))
}

// predict undoes the predictors of PNG (7.4.4.4), which streams of objects may have.
func (f *file) predict(b []byte, d map[string]value) []byte {
	if f.integer(d["Predictor"]) < 10 {
		return b
	}
	bits, colors, columns := f.integer(d["BitsPerComponent"]), f.integer(d["Colors"]), f.integer(d["Columns"])
	if bits <= 0 {
		bits = 8
	}
	if colors <= 0 {
		colors = 1
	}
	if columns <= 0 {
		columns = 1
	}
	if bits > 16 || colors > 32 || columns > 1<<20 {
		return nil
	}
	width, step := (bits*colors*columns+7)/8, max(1, bits*colors/8)
	var out []byte
	above := make([]byte, width)
	for len(b) > 1 {
		row := make([]byte, width)
		how := b[0]
		n := copy(row, b[1:])
		b = b[1+n:]
		for i := range row {
			var left, corner byte
			if i >= step {
				left, corner = row[i-step], above[i-step]
			}
			switch how {
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			}
		}
		out = append(out, row[:n]...)
		above = row
	}
	return out
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }

// unpack85 decodes groups of five letters (7.4.3).
func unpack85(b []byte, room int) []byte {
	var out []byte
	var n uint32
	have := 0
	for _, c := range b {
		switch {
		case white[c]:
			continue
		case c == '~':
			b = nil
		case c == 'z' && have == 0:
			out = append(out, 0, 0, 0, 0)
			continue
		case c < '!' || c > 'u':
			continue
		default:
			n = n*85 + uint32(c-'!')
			if have++; have == 5 {
				out = append(out, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
				n, have = 0, 0
			}
		}
		if b == nil || len(out) >= room {
			break
		}
	}
	if have > 1 {
		for i := have; i < 5; i++ {
			n = n*85 + 84
		}
		out = append(out, []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8)}[:have-1]...)
	}
	return out[:min(len(out), room)]
}

// runs decodes run lengths (7.4.5).
func runs(b []byte, room int) []byte {
	var out []byte
	for len(b) > 0 && len(out) < room {
		n := int(b[0])
		switch b = b[1:]; {
		case n == 128 || len(b) == 0:
			return out
		case n < 128:
			n = min(n+1, len(b))
			out = append(out, b[:n]...)
			b = b[n:]
		default:
			out = append(out, bytes.Repeat(b[:1], 257-n)...)
			b = b[1:]
		}
	}
	return out[:min(len(out), room)]
}

// unpackLZW decodes LZW with codes of 9 to 12 bits, high bits first (7.4.4.2).
func unpackLZW(b []byte, room, early int) []byte {
	const clear, stop = 256, 257
	var out []byte
	type entry struct{ at, n int } // bytes of out
	var words [4096]entry
	next, width, last := 258, 9, -1
	bits, have := 0, 0
	for _, c := range b {
		bits, have = bits<<8|int(c), have+8
		if have < width {
			continue
		}
		code := bits >> (have - width) & (1<<width - 1)
		have -= width
		bits &= 1<<have - 1
		at := len(out)
		switch {
		case code == clear:
			next, width, last = 258, 9, -1
			continue
		case code == stop:
			return out
		case code < clear:
			out = append(out, byte(code))
		case code < next:
			w := words[code]
			out = append(out, out[w.at:w.at+w.n]...)
		case code == next && last >= 0:
			out = append(out, out[last:at]...)
			out = append(out, out[at])
		default:
			return out
		}
		if len(out) > room {
			return out[:room]
		}
		if last >= 0 && next < 4096 {
			words[next] = entry{last, at - last + 1}
			next++
			if next+early >= 1<<width && width < 12 {
				width++
			}
		}
		last = at
	}
	return out
}

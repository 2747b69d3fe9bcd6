package layer

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"slices"
)

// prefix is how much of a run is decoded to see whether the rest is worth it,
// bytes of the run.
const prefix = 96

// decode takes the encoding off a blob and gives out what is worth it.
func (s *scan) decode(b blob) {
	if isHex(b.text) {
		s.hexadecimal(b)
		return
	}
	if known, ok := s.base64(b, b.text, "base64"); ok || known != "" {
		return
	}
	if s.base32(b) {
		return
	}
	// reversed: the padding stands in front
	pad := 0
	for pad < 2 && b.start-pad > 0 && s.text[b.start-pad-1] == '=' {
		pad++
	}
	var back [prefix]byte
	tail := append(back[:0], b.text[len(b.text)-min(len(b.text), prefix):]...)
	slices.Reverse(tail)
	if promising(b.alphabet, tail) {
		whole := slices.Clone(b.text)
		slices.Reverse(whole)
		r := b
		r.start -= pad
		if _, ok := s.base64(r, whole, "reversed, base64"); ok {
			return
		}
	}
	// the last part of an address: …/Command/Base64/d2dldC…
	if b.alphabet == standard && b.pieces == 1 {
		for k, at := 0, 0; k < 8; k++ {
			i := bytes.IndexByte(b.text[at:], '/')
			if i < 0 {
				break
			}
			at += i + 1
			if len(b.text)-at < MinRun {
				break
			}
			if !promising(standard, b.text[at:]) {
				continue
			}
			r := b
			r.start += at
			r.text = b.text[at:]
			if _, ok := s.base64(r, r.text, "base64"); ok {
				return
			}
		}
	}
	s.opaque(b)
}

// letterValue is what a letter of base64, of either alphabet, stands for.
var letterValue = func() (t [256]uint8) {
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = uint8(i)
	}
	t['-'], t['_'] = 62, 63
	return t
}()

// maybe is a cheap look at the first twelve bytes of a run of base64: most runs
// are words, paths and keys, and end here.
func maybe(run []byte) bool {
	if len(run) < 16 {
		return false
	}
	high, bad := 0, 0
	var first byte
	for i := 0; i < 16; i += 4 {
		v := uint(letterValue[run[i]])<<18 | uint(letterValue[run[i+1]])<<12 | uint(letterValue[run[i+2]])<<6 | uint(letterValue[run[i+3]])
		a, b, c := byte(v>>16), byte(v>>8), byte(v)
		if i == 0 {
			first = a
		}
		for _, x := range [3]byte{a, b, c} {
			if x >= 0x80 {
				high++
			} else if x != 0 && control[x] {
				bad++
			}
		}
	}
	return bad == 0 && high <= 9 || magicFirst[first]
}

// promising reports whether a run begins with something that may be a layer.
func promising(alphabet uint16, run []byte) bool {
	if !maybe(run) {
		return false
	}
	var buf [prefix]byte
	head := decode64(buf[:0], alphabet, run[:min(len(run), prefix)])
	if len(head) < 12 {
		return false
	}
	if _, ok := Magic(head); ok {
		return true
	}
	_, _, ok := plain(head, len(run) > prefix)
	return ok
}

// base64 decodes and judges; known is not "" where the bytes are known to be
// something else, so that there is nothing to look for in them.
func (s *scan) base64(b blob, run []byte, recipe string) (known string, ok bool) {
	if len(run) >= minOpaque {
		var buf [12]byte
		if picture(decode64(buf[:0], b.alphabet, run[:16])) {
			return "picture", false
		}
	}
	if !promising(b.alphabet, run) {
		return "", false
	}
	raw := decode64(make([]byte, 0, base64.RawStdEncoding.DecodedLen(len(run))), b.alphabet, run)
	got, steps, ok := Judge(raw)
	if !ok {
		return "", false
	}
	if b.alphabet == urlSafe && bytes.ContainsAny(run, "-_") {
		recipe += "url"
	}
	if steps == "utf-16le" && encodedCommand(s.text[max(0, b.start-32):b.start]) {
		recipe = "powershell -EncodedCommand: " + recipe
	}
	if token(s.text, b, got) {
		return "token", false
	}
	s.emit(Layer{Start: b.start, End: b.end, Recipe: join2(recipe, steps), Decoded: got})
	return "", true
}

func join2(a, b string) string {
	if b == "" {
		return a
	}
	return a + ", " + b
}

// decode64 appends what a run stands for; what is left over of a run that was
// cut off is dropped.
func decode64(to []byte, alphabet uint16, run []byte) []byte {
	enc := base64.RawStdEncoding
	if alphabet == urlSafe {
		enc = base64.RawURLEncoding
	}
	return appendDecode(to, enc, run)
}

// token reports whether the blob is a part of a JSON web token: its header or
// its claims, between dots.
func token(text []byte, b blob, got []byte) bool {
	if len(got) == 0 || got[0] != '{' {
		return false
	}
	return b.end < len(text) && text[b.end] == '.' || b.start > 0 && text[b.start-1] == '.' || bytes.HasPrefix(got, []byte(`{"alg"`)) || bytes.HasPrefix(got, []byte(`{"typ"`))
}

// encodedCommand reports whether the text before a run ends in PowerShell's
// option for it, in any of its shortenings.
func encodedCommand(before []byte) bool {
	const whole = "encodedcommand"
	before = bytes.TrimRight(before, " \t\"'`:,^")
	k := len(before)
	for k > 0 && (class[before[k-1]]&standard != 0) && before[k-1] != '/' {
		k--
	}
	if k == 0 || before[k-1] != '-' && before[k-1] != '/' {
		return false
	}
	name := string(bytes.ToLower(before[k:]))
	return name == "ec" || len(name) > 0 && len(name) <= len(whole) && whole[:len(name)] == name
}

func isHex(run []byte) bool {
	i := 0
	if len(run) > 2 && run[0] == '0' && run[1]|0x20 == 'x' {
		i = 2
	}
	for _, c := range run[i:] {
		if class[c]&hexDigit == 0 {
			return false
		}
	}
	return true
}

// hexadecimal decodes a run of hexadecimal digits.
func (s *scan) hexadecimal(b blob) {
	run := b.text
	if len(run) > 2 && run[1]|0x20 == 'x' {
		run = run[2:]
	}
	if len(run) < MinRun {
		return
	}
	var buf [prefix / 2]byte
	n, _ := hex.Decode(buf[:], run[:min(len(run), prefix)&^1])
	head := buf[:n]
	if _, _, ok := plain(head, len(run) > prefix); (ok || magical(head)) && s.judged(b.start, b.end, "hex", unhex(run)) {
		return
	}
	s.opaqueBytes(b, "hex", func() []byte { return unhex(run) })
}

func unhex(run []byte) []byte {
	raw := make([]byte, len(run)/2)
	n, _ := hex.Decode(raw, run[:len(run)&^1])
	return raw[:n]
}

// judged gives decoded bytes out if they are worth it. They may be used again.
func (s *scan) judged(start, end int, recipe string, raw []byte) bool {
	got, steps, ok := Judge(raw)
	if ok {
		got = slices.Clone(got)
		s.emit(Layer{Start: start, End: end, Recipe: join2(recipe, steps), Decoded: got})
	}
	return ok
}

// base32 decodes a run of base32, which has capitals and six digits only.
func (s *scan) base32(b blob) bool {
	const least = 32
	if len(b.text) < least || b.alphabet != standard {
		return false
	}
	for _, c := range b.text {
		if !(c >= 'A' && c <= 'Z' || c >= '2' && c <= '7') {
			return false
		}
	}
	raw := make([]byte, base32.StdEncoding.DecodedLen(len(b.text)+8))
	n, err := base32.StdEncoding.WithPadding(base32.NoPadding).Decode(raw, b.text)
	if err != nil {
		n, err = base32.StdEncoding.WithPadding(base32.NoPadding).Decode(raw, b.text[:len(b.text)&^7])
	}
	for k := 0; k < 6 && b.end < len(s.text) && s.text[b.end] == '='; k++ {
		b.end++
	}
	return err == nil && s.judged(b.start, b.end, "base32", raw[:n])
}

package indicator

// The classes of characters that the finders walk over.
const (
	digit     = 1 << iota
	hexDigit  // both cases
	alnum     // ASCII letters and digits
	base58    // alnum without 0 O I l
	hostChar  // alnum . - _
	emailChar // before the @
	urlChar   // what may stand in a URL as people write them
	space     // ends every token
)

var class = func() (t [256]byte) {
	set := func(bits byte, s string) {
		for i := range len(s) {
			t[s[i]] |= bits
		}
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	set(digit|hexDigit, "0123456789")
	set(hexDigit, "abcdefABCDEF")
	set(alnum|base58|hostChar|emailChar|urlChar, letters+"0123456789")
	for _, c := range "0OIl" {
		t[c] &^= base58
	}
	set(hostChar, ".-_")
	set(emailChar, "._%+-")
	set(urlChar, "-._~:/?#[]@!$&()*+,;=%")
	for c := range 256 {
		if c <= ' ' || c == 0x7f {
			t[c] |= space
		}
	}
	return t
}()

func all(b []byte, bits byte) bool {
	for _, c := range b {
		if class[c]&bits == 0 {
			return false
		}
	}
	return true
}

// is says whether the byte at i exists and has one of the bits.
func is(b []byte, i int, bits byte) bool {
	return i >= 0 && i < len(b) && class[b[i]]&bits != 0
}

func at(b []byte, i int) byte {
	if i < 0 || i >= len(b) {
		return 0
	}
	return b[i]
}

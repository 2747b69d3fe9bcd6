package text

import "encoding/base64"

const minEncoded = 40 // letters of base64 that are worth decoding

// encodedOption reports whether the option whose name begins at n is
// PowerShell's -EncodedCommand, however shortened, with UTF-16 in base64 behind.
func encodedOption(text []byte, n int) bool {
	const whole = "encodedcommand"
	if text[n]|0x20 != 'e' {
		return false
	}
	i := n
	for i < len(text) && i-n < len(whole) && text[i]|0x20 == whole[i-n] {
		i++
	}
	if i == n+1 && i < len(text) && text[i]|0x20 == 'c' { // -ec
		i++
	}
	from := i
	for i < len(text) && i-from < 24 && betweenArguments[text[i]] {
		i++
	}
	if i == from || i+minEncoded > len(text) {
		return false
	}
	var raw [24]byte
	if _, err := base64.StdEncoding.Decode(raw[:], text[i:i+32]); err != nil {
		return false
	}
	for k := 1; k < 12; k += 2 {
		if raw[k] != 0 || raw[k-1] == 0 {
			return false
		}
	}
	return true
}

package vba

import "bytes"

// Literals returns the texts that stand in compiled code: an instruction
// (0xB9, its upper byte 0), a length of two bytes, and so many letters. Other
// bytes may look so, too: only printable texts of six letters and more count.
func Literals(code []byte) (all []string) {
	const shortest, longest = 6, 4096
	for at := 0; len(all) < 1000; {
		i := bytes.Index(code[at:], []byte{0xB9, 0})
		if i < 0 || at+i+4 > len(code) {
			break
		}
		at += i
		n := int(code[at+2]) | int(code[at+3])<<8
		text := code[at+4:]
		if n < shortest || n > longest || n > len(text) || !printable(text[:n]) {
			at += 2
			continue
		}
		all = append(all, string(text[:n]))
		at += 4 + n
	}
	return all
}

func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\t' || c == 0x7F {
			return false
		}
	}
	return true
}

// Foreign returns the first text in compiled code that the source does not
// hold, "" if there is none. Office runs compiled code where its version fits
// and shows the source: a text that only one of them has says that the source
// was replaced ("VBA stomping").
func Foreign(code, source []byte) string {
	for _, s := range Literals(code) {
		if !bytes.Contains(source, bytes.ReplaceAll([]byte(s), []byte{'"'}, []byte{'"', '"'})) {
			return s
		}
	}
	return ""
}

package indicator

import (
	"bytes"
	"strings"
)

// ScanNames finds domain names that stand alone in prose, which [Scan] leaves
// out because it cannot be certain of them: names that end with a known
// top-level domain and not as a file does. It is meant for reports about other
// machines. The text of programs is full of names that are none.
func ScanNames(text []byte, yield func(Match) bool) {
	for from := 0; from < len(text); {
		i := bytes.IndexByte(text[from:], '.')
		if i < 0 {
			return
		}
		i += from
		s, end := i, i+1
		for s > from && i-s <= 64 && is(text, s-1, hostChar) {
			s--
		}
		for end < len(text) && end-s <= 254 && is(text, end, hostChar) {
			end++
		}
		from = end
		for s < end && class[text[s]]&alnum == 0 {
			s++
		}
		for end > s && class[text[end-1]]&alnum == 0 {
			end--
		}
		switch at(text, s-1) {
		case '/', '\\', '@', '$', '%', '=':
			continue
		}
		if c := at(text, end); c == '(' || c == '@' || c == '\\' {
			continue
		}
		written := string(text[s:end])
		name, g := ParseHost(written)
		if g != HostName && !reserved(name) || sentence(written) || notNames[name] {
			continue
		}
		if !yield(Match{Indicator: Indicator{TypeDomain, name}, Start: s, End: end}) {
			return
		}
	}
}

var notNames = words("asp.net vb.net ado.net ml.net")

// sentence says whether the last dot only lacks the space of a new sentence.
func sentence(s string) bool {
	i := strings.LastIndexByte(s, '.')
	c := s[i+1]
	return c >= 'A' && c <= 'Z' && strings.ToUpper(s) != s
}

// reserved reports whether a name ends as names in examples do (RFC 2606) and has
// as many labels as no file's name has: c2.evil.example.
func reserved(name string) bool {
	return strings.Count(name, ".") > 1 && (strings.HasSuffix(name, ".example") || strings.HasSuffix(name, ".test"))
}

package indicator

import (
	"bytes"
	"net/netip"
	"strings"
)

// findMail goes from @ to @. The login of a URL is no mail address, and neither
// is "git@host:path".
func findMail(text []byte, from int, found []Match) (int, []Match) {
	for {
		i := bytes.IndexByte(text[from:], '@')
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 1
		s, end := i, i+1
		for i-s <= 64 && is(text, s-1, emailChar) {
			s--
		}
		for end-i <= 254 && is(text, end, hostChar) {
			end++
		}
		for s < i && class[text[s]]&alnum == 0 {
			s++
		}
		for end > i && class[text[end-1]]&alnum == 0 {
			end--
		}
		if i-s < 1 || i-s > 64 || end-s < 8 || inAuthority(text, s) {
			continue
		}
		if c := at(text, end); c == '@' || c == ':' && is(text, end+1, alnum) || c == ':' && at(text, end+1) == '/' {
			continue
		}
		if e, ok := New(TypeEmail, string(text[s:end])); ok {
			return end, append(found, Match{Indicator: e, Start: s, End: end})
		}
	}
}

// inAuthority says whether "://" stands before i with nothing between that ends
// an authority.
func inAuthority(text []byte, i int) bool {
	for n := 0; i > 0 && n < longestAuthority; n++ {
		i--
		if text[i] == '/' {
			return i >= 2 && text[i-1] == '/' && text[i-2] == ':'
		}
		if class[text[i]]&urlChar == 0 {
			return false
		}
	}
	return false
}

// findDots finds IPv4 addresses: four numbers and nothing of a version, an
// object identifier or a file name around them.
func findDots(text []byte, from int, found []Match) (int, []Match) {
	for {
		i := bytes.IndexByte(text[from:], '.')
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 1
		if !is(text, i-1, digit) || !is(text, i+1, digit) {
			continue
		}
		s := i
		for i-s < 3 && is(text, s-1, digit) {
			s--
		}
		end := i
		for end-s < 15 && (is(text, end, digit) || at(text, end) == '.' && is(text, end+1, digit)) {
			end++
		}
		if !isIPv4(text[s:end]) || notAddress(text, s, end) {
			continue
		}
		return end, append(found, Match{Indicator: Indicator{TypeIP, string(text[s:end])}, Start: s, End: end})
	}
}

// isIPv4 reads four numbers in their only spelling. Addresses of no host (those
// from 0 and from 224 on) are not meant: masks and versions look like them.
func isIPv4(b []byte) bool {
	part, n, size := 0, 0, 0
	for i := 0; i <= len(b); i++ {
		if i < len(b) && b[i] != '.' {
			if n = n*10 + int(b[i]-'0'); n > 255 || size > 0 && n < 10 {
				return false
			}
			size++
			continue
		}
		if size == 0 || part == 0 && (n == 0 || n >= 224) {
			return false
		}
		part++
		n, size = 0, 0
	}
	return part == 4
}

// notAddress looks at what touches four numbers with dots between.
func notAddress(text []byte, s, end int) bool {
	switch c := at(text, s-1); {
	case class[c]&alnum != 0, c == '.', c == '_', c == '-' && is(text, s-2, alnum) && !is(text, s-2, digit):
		return true
	case c == '/' && is(text, s-2, alnum): // Chrome/120.0.0.0, but /dev/tcp/203.0.113.7
		if before := text[max(0, s-4):s]; string(before) != "tcp/" && string(before) != "udp/" && string(before) != "ip4/" {
			return true
		}
	}
	switch c := at(text, end); {
	case class[c]&alnum != 0, c == '_', c == '.' && is(text, end+1, alnum), c == '-' && is(text, end+1, alnum) && !is(text, end+1, digit):
		return true
	}
	for i := s - 1; i >= 0 && s-i <= 14 && class[text[i]]&space == 0; i-- { // Version=4.0.0.0
		if hasFold(text[i:s], "ersion") {
			return true
		}
	}
	return false
}

// findColons finds host:port, and IPv6 addresses.
func findColons(text []byte, from int, found []Match) (int, []Match) {
	first := from
	for {
		i := bytes.IndexByte(text[from:], ':')
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 1
		if end, m := portAt(text, i, found); end > 0 {
			return end, m
		}
		if c := at(text, i+1); c != ':' && !is(text, i+1, hexDigit) {
			continue
		}
		// the whole of a token of hexadecimal digits and colons
		s, end := i, i+1
		for s > first && (is(text, s-1, hexDigit) || text[s-1] == ':') {
			s--
		}
		for end < len(text) && (class[text[end]]&hexDigit != 0 || text[end] == ':') {
			end++
		}
		if s < i || text[i+1] == ':' {
			if m, ok := ipv6(text, s, end); ok {
				return end, append(found, m)
			}
		}
		// a port may stand behind the token's last colon
		first, from = i, max(from, bytes.LastIndexByte(text[:end], ':'))
	}
}

// ipv6 takes a token for an address of IPv6 where nothing else is near: not a
// time, not a hardware address, not a scope in a program.
func ipv6(text []byte, s, end int) (Match, bool) {
	if end-s < 6 || end-s > 39 || is(text, s-1, hostChar) || is(text, end, hostChar) {
		return Match{}, false
	}
	if at(text, s-1) == '[' && at(text, end) == ']' && (inAuthority(text, s) || at(text, end+1) == ':' && is(text, end+2, digit)) {
		return Match{}, false // found with its URL or its port
	}
	if n := bytes.Count(text[s:end], []byte(":")); n < 7 && !bytes.Contains(text[s:end], []byte("::")) {
		return Match{}, false
	}
	token := string(text[s:end])
	a, err := netip.ParseAddr(token)
	if err != nil || !strings.ContainsAny(token, "0123456789") {
		return Match{}, false
	}
	groups, short := 0, 0
	for g := range strings.SplitSeq(token, ":") {
		if g != "" {
			groups++
		}
		if len(g) <= 2 {
			short++
		}
	}
	if groups < 3 || short > 7 {
		return Match{}, false
	}
	return Match{Indicator: Indicator{TypeIP, a.String()}, Start: s, End: end}, true
}

// portAt reads host:port around the colon at i; it returns 0 where there is none.
func portAt(text []byte, i int, found []Match) (int, []Match) {
	end := i + 1
	for end-i <= 6 && is(text, end, digit) {
		end++
	}
	if end == i+1 {
		return 0, nil
	}
	port := portNumber(string(text[i+1 : end]))
	if port == 0 || is(text, end, alnum) || at(text, end) == '_' || (at(text, end) == ':' || at(text, end) == '.') && is(text, end+1, digit) {
		return 0, nil
	}
	s := i
	if at(text, i-1) == ']' {
		for s > 0 && i-s <= 42 && text[s] != '[' {
			s--
		}
	} else {
		for i-s <= 254 && is(text, s-1, hostChar) {
			s--
		}
	}
	for s < i && (text[s] == '.' || text[s] == '-' || text[s] == '_') {
		s++
	}
	if written := text[s:i]; bytes.IndexByte(written, '.') < 0 && at(text, i-1) != ']' && !hasFold(written, "localhost") {
		return 0, nil
	}
	host := string(text[s:i])
	switch at(text, s-1) {
	case '/', '\\', '$', '%', '{', '?', '@', '#':
		if at(text, s-1) != '@' || inAuthority(text, s) {
			return 0, nil
		}
	}
	name, g := ParseHost(host)
	switch {
	case g == HostIP, name == "localhost":
	case g == HostName && (strongName(name) || port >= 1000 || port == 80 || port == 443):
	case g == HostAmbiguous && strings.Count(name, ".") >= 2 && port >= 1000:
	default:
		return 0, nil
	}
	if inAuthority(text, s) {
		return 0, nil // found by its scheme
	}
	e := Endpoint{Host: name, Port: port}
	found = append(found, Match{Indicator: e.Indicator(), Start: s, End: end})
	if g == HostAmbiguous {
		return end, found
	}
	return end, appendHost(found, host, g, s)
}

// strongName says whether a name can hardly be something else: it has three
// labels, or ends with one of the oldest domains. "this.id:3" has neither.
func strongName(name string) bool {
	if strings.Count(name, ".") >= 2 {
		return true
	}
	switch name[strings.LastIndexByte(name, '.')+1:] {
	case "com", "net", "org", "edu", "gov", "mil", "onion", "xyz":
		return true
	}
	return false
}

// findCVEs goes from hyphen to hyphen.
func findCVEs(text []byte, from int, found []Match) (int, []Match) {
	for {
		i := bytes.IndexByte(text[from:], '-')
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 1
		if s := i - 3; s >= 0 && !is(text, s-1, alnum) {
			if n := cveLen(text[s:min(len(text), s+24)]); n > 0 && !is(text, s+n, alnum) {
				id, _ := New(TypeCVE, string(text[s:s+n]))
				return s + n, append(found, Match{Indicator: id, Start: s, End: s + n})
			}
		}
	}
}

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
		if g != HostName || sentence(written) || notNames[name] {
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

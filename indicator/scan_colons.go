package indicator

import (
	"bytes"
	"net/netip"
	"strings"
)

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

package indicator

import (
	"bytes"
	"strings"
)

// urlSchemes are the schemes whose URLs are indicators; those of pools give
// endpoints instead.
var urlSchemes = map[string]bool{
	"http": true, "https": true, "ftp": true, "ftps": true, "sftp": true, "tftp": true,
	"ws": true, "wss": true, "ldap": true, "ldaps": true, "rmi": true, "smb": true,
}

const longestAuthority = 512

// findURLs goes from "://" to "://".
func findURLs(text []byte, from int, found []Match) (int, []Match) {
	for {
		i := bytes.Index(text[from:], []byte("://"))
		if i < 0 {
			return len(text), found
		}
		i += from
		from = i + 3
		s := i
		for s > 0 && i-s <= 24 && (class[text[s-1]]&alnum != 0 || text[s-1] == '+' || text[s-1] == '-' || text[s-1] == '.') {
			s--
		}
		scheme := strings.ToLower(strings.TrimLeft(string(text[s:i]), "0123456789+-."))
		s = i - len(scheme)
		_, pool := poolScheme(scheme)
		if !urlSchemes[scheme] && !pool {
			continue
		}
		end, ok := authorityEnd(text, i+3)
		if !ok {
			continue
		}
		name := i + 3 + bytes.LastIndexByte(text[i+3:end], '@') + 1
		host, port, ok := splitHostPort(string(text[name:end]))
		if !ok {
			continue
		}
		_, g := ParseHost(host)
		if g == HostNone {
			continue
		}
		if urlSchemes[scheme] {
			end = urlEnd(text, s, end)
			if u, ok := canonicalURL(string(text[s:end])); ok {
				found = append(found, Match{Indicator: u, Start: s, End: end})
			}
		} else if e, ok := ParseEndpoint(scheme + "://" + string(text[name:end])); ok && port != "" {
			found = append(found, Match{Indicator: e.Indicator(), Start: s, End: end})
		}
		found = appendHost(found, host, g, name)
		if len(found) > 0 {
			return end, found
		}
		from = end
	}
}

// authorityEnd is where user, host and port end that begin at i.
func authorityEnd(text []byte, i int) (int, bool) {
	end := i
	for end < len(text) && end-i <= longestAuthority && is(text, end, urlChar) {
		if c := text[end]; c == '/' || c == '?' || c == '#' {
			return end, end > i
		}
		end++
	}
	end = trimmed(text, i, end)
	return end, end > i && end-i <= longestAuthority
}

// urlEnd is where the URL ends that begins at s and has its authority before i.
func urlEnd(text []byte, s, i int) int {
	end := i
	for end-s < LongestMatch && is(text, end, urlChar) {
		end++
	}
	return max(i, trimmed(text, s, end))
}

// trimmed takes off what belongs to the sentence and not to the URL: marks at
// the end, and closing brackets that were not opened inside.
func trimmed(text []byte, s, end int) int {
	for end > s {
		switch c := text[end-1]; c {
		case '.', ',', ';', ':', '!', '*', '&', '$', '(', '[':
		case ')':
			if bytes.IndexByte(text[s:end], '(') >= 0 {
				return end
			}
		case ']':
			if bytes.IndexByte(text[s:end], '[') >= 0 {
				return end
			}
		default:
			return end
		}
		end--
	}
	return end
}

// appendHost adds the domain or IPv6 address of a URL or endpoint. IPv4
// addresses are found by their dots.
func appendHost(found []Match, host string, g HostGrade, start int) []Match {
	switch {
	case g == HostIP && host[0] == '[':
		if i, ok := New(TypeIP, host); ok {
			return append(found, Match{Indicator: i, Start: start + 1, End: start + len(host) - 1})
		}
	case g == HostFile, g == HostUnknown, g == HostAmbiguous, g == HostName:
		if i, ok := New(TypeDomain, host); ok {
			return append(found, Match{Indicator: i, Start: start, End: start + len(host)})
		}
	}
	return found
}

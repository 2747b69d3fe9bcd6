package indicator

import (
	"net/netip"
	"strings"
)

// HostGrade says how sure it is that a text names a host. Grades are ordered.
type HostGrade int

const (
	HostNone      HostGrade = iota // not a host
	HostLabel                      // one label: localhost, pool, xmrig-proxy
	HostFile                       // ends as files do and no top-level domain does: foo.go, setup.exe
	HostUnknown                    // labels, but the last is no top-level domain that is known here
	HostAmbiguous                  // both a top-level domain and a file's extension: readme.md, run.sh, a.zip
	HostName                       // ends with a known top-level domain
	HostIP                         // an IP address
)

// ParseHost reads a host name (labels as in RFC 1123, underscores allowed as
// they are in DNS) or an IP address, and grades it. The canonical form is small,
// without the root's dot; an IPv6 address has no brackets. Names that are not
// ASCII must be in their xn-- form.
func ParseHost(s string) (string, HostGrade) {
	if bare := withoutBrackets(s); bare != s || strings.Count(s, ":") > 1 {
		a, err := netip.ParseAddr(bare)
		if err != nil || !a.Is6() || a.Zone() != "" {
			return "", HostNone
		}
		return a.String(), HostIP
	}
	s = strings.TrimSuffix(s, ".")
	if len(s) == 0 || len(s) > 253 {
		return "", HostNone
	}
	labels, length, letters := 1, 0, false
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '.':
			if length == 0 || s[i-1] == '-' {
				return "", HostNone
			}
			labels++
			length, letters = 0, false
			continue
		case class[c]&hostChar == 0, c == '-' && length == 0:
			return "", HostNone
		case class[c]&digit == 0:
			letters = true
		}
		if length++; length > 63 {
			return "", HostNone
		}
	}
	if length == 0 || s[len(s)-1] == '-' {
		return "", HostNone
	}
	s = strings.ToLower(s)
	if !letters { // the last label is a number: an address or nothing
		if a, err := netip.ParseAddr(s); err == nil {
			return a.String(), HostIP
		}
		return "", HostNone
	}
	if labels == 1 {
		return s, HostLabel
	}
	return s, gradeTLD(s[strings.LastIndexByte(s, '.')+1:])
}

func withoutBrackets(s string) string {
	if len(s) > 1 && s[0] == '[' && s[len(s)-1] == ']' {
		return s[1 : len(s)-1]
	}
	return s
}

func gradeTLD(tld string) HostGrade {
	known := knownTLD[tld] || strings.HasPrefix(tld, "xn--")
	switch file := fileExtension[tld]; {
	case known && file:
		return HostAmbiguous
	case known:
		return HostName
	case file:
		return HostFile
	}
	return HostUnknown
}

// splitHostPort parts "host", "host:port" and "[v6]:port". The port is digits
// from 1 to 65535, or "".
func splitHostPort(s string) (host, port string, ok bool) {
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return "", "", false
		}
		host, s = s[:end+1], s[end+1:]
		if s == "" {
			return host, "", true
		}
		if s[0] != ':' {
			return "", "", false
		}
		port = s[1:]
	} else {
		i := strings.IndexByte(s, ':')
		if i < 0 {
			return s, "", s != ""
		}
		host, port = s[:i], s[i+1:]
	}
	return host, port, host != "" && portNumber(port) > 0
}

func portNumber(s string) int {
	if len(s) == 0 || len(s) > 5 || s[0] == '0' {
		return 0
	}
	n := 0
	for i := range len(s) {
		if class[s[i]]&digit == 0 {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	if n > 65535 {
		return 0
	}
	return n
}

// cutEmail parts an address into the local part and the small, graded host. Only
// the unquoted form is read (RFC 5321's dot-string, without its rarer signs).
func cutEmail(s string) (local, host string, ok bool) {
	i := strings.LastIndexByte(s, '@')
	if i < 1 || i > 64 || !all([]byte(s[:i]), emailChar) {
		return "", "", false
	}
	if s[0] == '.' || s[i-1] == '.' || strings.Contains(s[:i], "..") {
		return "", "", false
	}
	host, g := ParseHost(s[i+1:])
	return s[:i], host, g == HostName || g == HostAmbiguous
}

package indicator

import (
	"net/netip"
	"strings"
)

// Type is the kind of an indicator. It is the word used in reports.
type Type string

const (
	TypeWallet      Type = "wallet"
	TypeEndpoint    Type = "endpoint" // host:port
	TypeDomain      Type = "domain"
	TypeIP          Type = "ip"
	TypeURL         Type = "url"
	TypeSHA256      Type = "sha256"
	TypeSHA1        Type = "sha1"
	TypeMD5         Type = "md5"
	TypePath        Type = "path"
	TypePassword    Type = "password"
	TypeWorker      Type = "worker"
	TypeEmail       Type = "email"
	TypeMutex       Type = "mutex"
	TypeUserAgent   Type = "user_agent"
	TypeCertificate Type = "certificate" // SHA-256 of the certificate
	TypeCVE         Type = "cve"
	TypeRegistry    Type = "registry_key" // HKLM\…, the roots shortened
)

// Indicator is a typed value in canonical form: equal indicators are ==.
type Indicator struct {
	Type  Type   `json:"type"`
	Value string `json:"value"`
}

// New brings a value into the canonical form of its type. It is false where the
// value cannot be of that type. Passwords, workers, paths, mutexes and user
// agents are kept as they are: their case and spaces count.
func New(t Type, value string) (Indicator, bool) {
	switch t {
	case TypeWallet:
		if w, ok := DecodeWallet(value); ok {
			return w.Indicator(), true
		}
		return Indicator{}, false
	case TypeEndpoint:
		if e, ok := ParseEndpoint(value); ok && e.Port != 0 {
			return e.Indicator(), true
		}
		return Indicator{}, false
	case TypeDomain:
		host, g := ParseHost(value)
		return Indicator{t, host}, g >= HostLabel && g != HostIP
	case TypeIP:
		a, err := netip.ParseAddr(withoutBrackets(value))
		if err != nil || a.Zone() != "" {
			return Indicator{}, false
		}
		return Indicator{t, a.Unmap().String()}, true
	case TypeURL:
		return canonicalURL(value)
	case TypeSHA256, TypeSHA1, TypeMD5, TypeCertificate:
		got, ok := HashType(value)
		if t == TypeCertificate && got == TypeSHA256 {
			got = t
		}
		return Indicator{t, strings.ToLower(value)}, ok && got == t
	case TypeEmail:
		local, host, ok := cutEmail(value)
		return Indicator{t, local + "@" + host}, ok
	case TypeCVE:
		v := strings.ToUpper(value)
		return Indicator{t, v}, cveLen([]byte(v)) == len(v)
	}
	return Indicator{t, value}, value != ""
}

// canonicalURL writes scheme and host small and leaves the rest: the case of a
// path counts.
func canonicalURL(s string) (Indicator, bool) {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || !validScheme(scheme) {
		return Indicator{}, false
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	at := strings.LastIndexByte(authority, '@') + 1
	host, port, ok := splitHostPort(authority[at:])
	if !ok {
		return Indicator{}, false
	}
	name, g := ParseHost(host)
	if g == HostNone {
		return Indicator{}, false
	}
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	if port != "" {
		name += ":" + port
	}
	return Indicator{TypeURL, strings.ToLower(scheme) + "://" + authority[:at] + name + tail}, true
}

// HashType types a digest by its length: 32, 40 or 64 hexadecimal digits. Other
// algorithms have these lengths too (RIPEMD-160, SHA3-256); the usual one is told.
func HashType(s string) (Type, bool) {
	for i := range len(s) {
		if class[s[i]]&hexDigit == 0 {
			return "", false
		}
	}
	switch len(s) {
	case 32:
		return TypeMD5, true
	case 40:
		return TypeSHA1, true
	case 64:
		return TypeSHA256, true
	}
	return "", false
}

// cveLen is the length of a CVE id at the start of b, 0 where there is none
// (cve.org: CVE-, a year, four digits or more).
func cveLen(b []byte) int {
	if len(b) < 13 || !strings.EqualFold(string(b[:4]), "CVE-") || b[8] != '-' {
		return 0
	}
	for _, c := range b[4:8] {
		if class[c]&digit == 0 {
			return 0
		}
	}
	n := 9
	for n < len(b) && class[b[n]]&digit != 0 {
		n++
	}
	if n-9 < 4 || n-9 > 10 || b[4] != '1' && b[4] != '2' {
		return 0
	}
	return n
}

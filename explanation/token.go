package explanation

import (
	"strings"

	"lamproom/indicator"
)

// token reads a text without spaces and reports whether it is something whole.
func (r *reader) token(s string) bool {
	n := len(r.found)
	if w, ok := indicator.DecodeWallet(s); ok && w.Valid {
		r.add(Wallet{Wallet: w, Refanged: r.refanged})
		return true
	} else if !strings.Contains(s, "://") {
		if l := indicator.SplitLogin(s); l.Wallet != nil && l.Wallet.Valid && (l.Worker != "" || l.Difficulty != "" || l.Email != "" || l.PaymentID != "" || l.Coin != "" || l.Solo) {
			r.add(Wallet{Wallet: *l.Wallet, Worker: l.Worker, Difficulty: l.Difficulty, Email: l.Email, Refanged: r.refanged})
			return true
		} else if ok {
			r.add(Wallet{Wallet: w, Refanged: r.refanged}) // damaged, and named with its problem
			return true
		}
	}
	if h, ok := hash(s); ok {
		r.add(h)
		return true
	}
	if style, ok := indicator.ParsePath(s); ok {
		r.add(Indicator{Type: "path", Value: s, Style: string(style)})
		return true
	}
	for _, t := range [...]indicator.Type{indicator.TypeEmail, indicator.TypeIP, indicator.TypeCVE} {
		if i, ok := indicator.New(t, s); ok {
			r.add(Indicator{Type: string(t), Value: i.Value, Refanged: r.refanged})
			return true
		}
	}
	r.address(s)
	return len(r.found) > n
}

// address reads URLs, endpoints and names of hosts.
func (r *reader) address(s string) {
	if url, ok := indicator.New(indicator.TypeURL, s); ok && !poolScheme(s) {
		i, _ := describe(url, r.refanged)
		r.add(i)
		return
	}
	e, ok := indicator.ParseEndpoint(s)
	if !ok {
		return
	}
	out := Indicator{Scheme: e.Scheme, Host: e.Host, Port: e.Port, TLS: e.TLS, User: e.User, Refanged: r.refanged}
	grade := e.Grade()
	switch {
	case strings.HasPrefix(e.Path, "/") && e.Scheme == "" && len(e.Path) > 1 && grade >= indicator.HostName:
		out.Type, out.Value = "url", e.Host+portOf(s, e.Port)+e.Path
	case e.Port != 0 || e.Scheme != "":
		out.Type, out.Value = "endpoint", e.Indicator().Value
		out.Ambiguous = e.Scheme == "" && grade <= indicator.HostLabel // name:12 is much
	case grade == indicator.HostIP:
		out.Type, out.Value = "ip", e.Host
	case grade >= indicator.HostAmbiguous, r.refanged && grade >= indicator.HostUnknown:
		out = Indicator{Type: "domain", Value: e.Host, Ambiguous: grade < indicator.HostName && !r.refanged, Refanged: r.refanged}
	default:
		return
	}
	r.add(out)
	if e.User != "" {
		if l := indicator.SplitLogin(e.User); l.Wallet != nil {
			r.add(Wallet{Wallet: *l.Wallet, Worker: l.Worker, Difficulty: l.Difficulty, Email: l.Email, Refanged: r.refanged})
		}
	}
}

func portOf(s string, port int) string {
	if port == 0 {
		return ""
	}
	_, rest, _ := strings.Cut(s, ":")
	n := 0
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	return ":" + rest[:n]
}

// poolScheme reports whether the address is one of a mining pool or a node, by its scheme.
func poolScheme(s string) bool {
	scheme, _, _ := strings.Cut(strings.ToLower(s), "://")
	return strings.HasPrefix(scheme, "stratum") || strings.HasPrefix(scheme, "daemon+") || scheme == "ssl" || scheme == "tcp" || scheme == "tls" || strings.HasPrefix(scheme, "eth")
}

// hash reads a digest in hexadecimal, with or without the name of its algorithm in front.
func hash(s string) (Indicator, bool) {
	digest := s
	if name, rest, ok := strings.Cut(s, ":"); ok {
		switch strings.ToLower(strings.ReplaceAll(name, "-", "")) {
		case "sha256", "sha1", "md5", "sha512", "imphash":
			digest = rest
		}
	}
	if t, ok := indicator.HashType(digest); ok {
		return Indicator{Type: "hash", Value: strings.ToLower(digest), Algorithm: string(t)}, true
	}
	if len(digest) == 128 && strings.Trim(digest, "0123456789abcdefABCDEF") == "" {
		return Indicator{Type: "hash", Value: strings.ToLower(digest), Algorithm: "sha512"}, true
	}
	return Indicator{}, false
}

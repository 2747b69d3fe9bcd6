package indicator

import (
	"net/url"
	"strconv"
	"strings"
)

// Endpoint is the address of a server as miners write it.
type Endpoint struct {
	Scheme   string // small, "" where none was written
	Host     string // canonical, see [ParseHost]
	Port     int    // 0 where none was written
	TLS      bool   // the scheme asks for it
	User     string // login in front of the host, as Ethereum miners take it
	Password string
	Path     string // what follows, with its first character: "/", "#xnsub", "?algo=rx/0"
}

// Grade says how sure it is that the host is one.
func (e Endpoint) Grade() HostGrade {
	_, g := ParseHost(e.Host)
	return g
}

// Address is host:port, or the host alone where no port is known.
func (e Endpoint) Address() string {
	host := e.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if e.Port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(e.Port)
}

// Indicator is the endpoint without scheme, login and path; without a port it is
// its domain or IP.
func (e Endpoint) Indicator() Indicator {
	switch {
	case e.Port != 0:
		return Indicator{TypeEndpoint, e.Address()}
	case e.Grade() == HostIP:
		return Indicator{TypeIP, e.Host}
	}
	return Indicator{TypeDomain, e.Host}
}

// ParseEndpoint reads a pool's address in the forms that miners accept (XMRig's
// Pool.cpp and Url.cpp, ethminer's PoolURI): scheme://user:password@host:port/path
// with everything but the host optional. Without a scheme, a name of one label
// needs a port, and a name that ends as a file does is refused; a bare name must
// end with a known top-level domain. See [Endpoint.Grade] for what is ambiguous.
func ParseEndpoint(s string) (Endpoint, bool) {
	var e Endpoint
	s = strings.TrimSpace(s)
	if len(s) > 1024 {
		return e, false
	}
	if scheme, rest, ok := strings.Cut(s, "://"); ok {
		if e.TLS, ok = poolScheme(scheme); !ok {
			return Endpoint{}, false
		}
		e.Scheme, s = strings.ToLower(scheme), rest
	}
	if i := slashedLogin(s); i > 0 && e.Scheme != "" {
		e.User, e.Password = userinfo(s[:i])
		s = s[i+1:]
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s, e.Path = s[:i], s[i:]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		if _, port, ok := splitHostPort(s[i+1:]); e.Scheme == "" && (!ok || port == "" || SplitLogin(s[:i]).Wallet == nil) {
			return Endpoint{}, false // an e-mail address
		}
		e.User, e.Password = userinfo(s[:i])
		s = s[i+1:]
	}
	host, port, ok := splitHostPort(s)
	if !ok && e.Scheme == "" && strings.Count(s, ":") > 1 {
		host, ok = s, true // a bare IPv6 address
	}
	if !ok {
		return Endpoint{}, false
	}
	name, g := ParseHost(host)
	e.Host, e.Port = name, portNumber(port)
	switch {
	case g == HostNone:
		return Endpoint{}, false
	case e.Scheme != "":
	case g == HostFile, strings.ContainsAny(name, "_") && g < HostAmbiguous:
		return Endpoint{}, false
	case e.Port == 0 && (g < HostAmbiguous || strings.HasPrefix(e.Path, "?")):
		return Endpoint{}, false
	}
	return e, true
}

// slashedLogin finds the @ behind a login with a slash in it, as miners take it
// and RFC 3986 does not: WALLET.worker/mail@example.org@host:port. What follows
// must have a port, and what stands before the slash must not be a server; where
// that is a wallet, no port is needed.
func slashedLogin(s string) int {
	slash := strings.IndexByte(s, '/')
	at := strings.LastIndexByte(cutAny(s, "?#"), '@')
	if slash < 1 || at < slash {
		return -1
	}
	host, port, ok := splitHostPort(cutAny(s[at+1:], "/"))
	if _, g := ParseHost(host); !ok || g == HostNone {
		return -1
	}
	login := SplitLogin(s[:slash])
	if login.Wallet != nil {
		return at
	}
	if _, own, ok := splitHostPort(s[:slash]); port == "" || ok && own != "" {
		return -1
	}
	return at
}

// userinfo parts user:password. Kaspa's addresses have a colon of their own.
func userinfo(s string) (user, password string) {
	skip := 0
	for _, p := range []string{"kaspa:", "kaspatest:", "bitcoincash:"} {
		if strings.HasPrefix(s, p) {
			skip = len(p)
		}
	}
	skip = max(skip, len(AddressScheme(s)))
	user, password, _ = strings.Cut(s[skip:], ":")
	return unescape(s[:skip] + user), unescape(password)
}

func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// plainSchemes are the schemes that pools and miners use in one word, with
// whether they mean TLS.
var plainSchemes = map[string]bool{
	"stratum": false, "stratum1": false, "stratum2": false, "stratum3": false, "stratums": true, "stratumss": true,
	"tcp": false, "udp": false, "ssl": true, "tls": true, "tls12": true, "tls13": true, "tcps": true,
	"http": false, "https": true, "ws": false, "wss": true, "getwork": false, "daemon": false,
	"ethproxy": false, "ethstratum": false, "nicehash": false, "ethnh": false, "zil": false, "socks5": false,
}

// transports end the schemes of two words: stratum+tcp, daemon+https, ethproxy+ssl.
var transports = map[string]bool{
	"tcp": false, "http": false, "ws": false, "udp": false,
	"tcps": true, "ssl": true, "tls": true, "tls12": true, "tls13": true, "https": true, "wss": true,
}

// poolScheme says whether a scheme is one of a pool's addresses, and asks for TLS.
func poolScheme(s string) (tls, ok bool) {
	if !validScheme(s) {
		return false, false
	}
	s = strings.ToLower(s)
	if i := strings.LastIndexByte(s, '+'); i > 0 {
		tls, ok = transports[s[i+1:]]
		return tls, ok
	}
	tls, ok = plainSchemes[s]
	return tls, ok
}

// validScheme follows RFC 3986, 3.1, in a bounded length.
func validScheme(s string) bool {
	if s == "" || len(s) > 24 || class[s[0]]&alnum == 0 || class[s[0]]&digit != 0 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; class[c]&alnum == 0 && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

package minerconfig

import (
	"strconv"
	"strings"
)

// address is a pool's address taken apart.
type address struct {
	host, user, pass string
	port             int
	tls              bool
	mining           bool // its scheme is one of mining
	daemon           bool // its scheme is that of a node
	web              bool // its scheme is that of the web: a node, getwork, or no miner at all
	foreign          bool // its scheme, port or form is that of something else
}

// Schemes of mining protocols, without what follows '+'.
var schemes = words(`stratum stratums stratum1 stratum2 stratumss stratum1s stratum2s zstratum ethproxy ethproxys ethstratum
	ethstratum1 ethstratum2 nicehash eth-proxy getwork daemon xmr qtm`)

// Ports at which databases, mail, brokers and the like listen.
var foreignPorts = words(`21 22 23 25 53 88 110 135 139 143 389 445 465 514 587 636 993 995 1433 1521 1883 2049 2181 2375 2379
	3268 3306 3389 4222 5044 5060 5222 5432 5601 5671 5672 5984 6379 6432 6650 7687 8086 8125 8883 9042 9092 9200 9300 11211 15672
	26257 26379 27017 27018 50000`)

func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// splitAddress takes an address apart: [scheme://][user[:pass]@]host[:port][/path].
func splitAddress(s string) (a address, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 512 || strings.ContainsAny(s, " \t\r\n\"'<>|\\") && !isTemplate(s) {
		return a, false
	}
	if scheme, rest, found := strings.Cut(s, "://"); found {
		scheme = strings.ToLower(scheme)
		base, plus, _ := strings.Cut(scheme, "+")
		switch {
		case has(schemes, base):
			a.mining = true
			a.daemon = base == "daemon"
		case base == "http" || base == "https":
			a.web = true
		case base == "ssl" || base == "tls" || base == "tcp":
		default:
			a.foreign = true
		}
		a.tls = base == "ssl" || base == "tls" || base == "https" || strings.HasPrefix(base, "stratum") && strings.HasSuffix(base, "s") ||
			strings.HasPrefix(plus, "ssl") || strings.HasPrefix(plus, "tls") || plus == "tcps" || plus == "https" || strings.HasPrefix(scheme, "ethproxys")
		s = rest
	} else if strings.HasPrefix(s, "jdbc:") {
		a.foreign = true
		return a, true
	} else if rest, found := strings.CutPrefix(s, "ssl:"); found && strings.Contains(rest, ":") { // lolMiner
		a.tls, s = true, rest
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		a.user, a.pass, _ = strings.Cut(s[:i], ":")
		s = s[i+1:]
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 && !isTemplate(s) {
		if path := s[i:]; len(path) > 1 && path[0] == '/' && !a.mining && strings.Contains(path[1:], "/") {
			a.foreign = true // a page, not a pool
		}
		s = s[:i]
	}
	a.host = s
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return a, false
		}
		a.host, s = s[1:end], s[end+1:]
		s = strings.TrimPrefix(s, ":")
	} else if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.Count(s, ":") == 1 {
		a.host, s = s[:i], s[i+1:]
	} else {
		s = ""
	}
	s = strings.TrimPrefix(s, "+") // TLS in the notation of some miners
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 1<<16 {
		a.port = n
	} else if s != "" && !isTemplate(s) {
		return a, false
	}
	a.host = strings.ToLower(strings.TrimSuffix(a.host, "."))
	if !hostShaped(a.host) {
		return a, false
	}
	a.foreign = a.foreign || a.port != 0 && has(foreignPorts, strconv.Itoa(a.port)) && !a.mining
	return a, true
}

// isTemplate reports whether s holds the mark of a value to be filled in.
func isTemplate(s string) bool {
	return strings.Contains(s, "{{") || strings.Contains(s, "${") || strings.Contains(s, "$") || strings.Count(s, "%") >= 2 ||
		strings.Contains(s, "<") && strings.Contains(s, ">") || strings.HasPrefix(s, "__") && strings.HasSuffix(s, "__")
}

func hostShaped(h string) bool {
	if h == "" || len(h) > 253 {
		return false
	}
	if isTemplate(h) {
		return true
	}
	for i := range len(h) {
		c := h[i]
		switch {
		case c == '.' || c == '-' || c == '_' || c == ':' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0x80:
		default:
			return false
		}
	}
	return h[0] != '.' && h[0] != '-'
}

// loginWeight says how much a login looks like one that is paid: 4 for the shape
// of a Monero address, 2 for that of another coin's or a placeholder, 0 else.
func loginWeight(user string) int {
	u := strings.TrimSpace(user)
	if i := strings.IndexByte(u, ':'); i > 0 && i < 12 { // XMR:4…, kaspa:q…
		u = u[i+1:]
	}
	u = strings.TrimPrefix(u, "solo:")
	n, digits, letters, base58 := 0, 0, 0, true
	for n < len(u) {
		c := u[n]
		switch {
		case c >= '0' && c <= '9':
			digits++
			base58 = base58 && c != '0'
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
			base58 = base58 && c != 'O' && c != 'I' && c != 'l'
		default:
			goto done
		}
		n++
	}
done:
	if n < len(u) && !strings.ContainsRune("./+#@:$=,; &", rune(u[n])) {
		n = 0
	}
	switch {
	case n >= 90 && n <= 110 && letters > 20 && digits > 3:
		if base58 && strings.IndexByte("48259AB7", u[0]) >= 0 {
			return 4
		}
		return 3
	case n >= 60 && letters > 20 && digits > 3: // coins of the CryptoNote family
		return 3
	case n >= 26 && digits >= 3 && letters >= 3:
		return 2
	}
	up := strings.ToUpper(user)
	if i := strings.Index(up, "WALLET"); i >= 0 && (strings.ContainsAny(user, "_%<${[") || strings.Contains(up, "YOUR") || strings.Contains(up, "HERE") || up == user && len(user) > 6) {
		return 2
	}
	for _, w := range []string{"%WAL%", "XMR_ADDR", "YOUR_ADDR", "YOURADDR", "YOUR_XMR", "YOUR XMR", "MONERO_ADDR", "钱包"} {
		if strings.Contains(up, w) {
			return 2
		}
	}
	return 0
}

// Beginnings of the names of algorithms that only miners use.
var algorithms = words(`cn/ cn- cryptonight rx/ randomx randomarq randomwow randomkeva randomyada ghostrider kawpow progpow firopow ethash
	etchash autolykos equihash verushash yespower yescrypt lyra2 neoscrypt minotaur astrobwt panthera kheavyhash heavyhash octopus
	beamhash cuckoo cuckaroo cuckatoo nexapow x11 x13 x15 x16 x17 x21 x22 x25 m7m groestl skein qubit nist5 allium power2b argon2/
	argon2ninja chukwa tribus phi2 zhash mtp monero xmr xmrig zephyr sumokoin masari aeon graft stellite turtlecoin bittube
	defyx ubqhash dagger daggerhashimoto pyrinhash karlsenhash fishhash blake3-alph blake3_alephium sha512_256d_radiant mike flex gr`)

func knownAlgorithm(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, a := range algorithms {
		if s == a || len(a) > 2 && strings.HasPrefix(s, a) {
			return true
		}
	}
	return false
}

// hostWeight is 1 for a host whose name speaks of mining.
func hostWeight(h string) int {
	for _, w := range []string{"pool", "xmr", "monero", "mine", "mining", "hash", "stratum", "nicehash", "miner"} {
		if strings.Contains(h, w) {
			return 1
		}
	}
	return 0
}

package mining

import (
	"strings"

	"lamproom/detection"
	"lamproom/indicator"
)

// taking is what an option takes, and for which of a miner's servers: a digit
// is a server to fall back to, which shares the login, a letter another coin's.
type taking struct {
	role  role
	group byte
}

// ethminerDialect is that of ethminer before its addresses had a login in them
// (cpp-ethereum's MinerAux.h), and of the programs made from it.
var ethminerDialect = map[string]taking{
	"FS": {poolRole, '2'}, "failover-stratum": {poolRole, '2'}, "FF": {poolRole, '2'}, "FO": {loginRole, '2'}, "failover-userpass": {loginRole, '2'},
	"S": {poolRole, 0}, "F": {poolRole, 0}, "P": {poolRole, 0}, "farm": {poolRole, 0},
}

// dialects are the options that mean something with one family of miners and
// something else, or nothing, elsewhere. Names are as written, without dashes.
var dialects = map[string]map[string]taking{
	"ethminer": ethminerDialect,
	"nsfminer": ethminerDialect,
	"iniminer": ethminerDialect,
	"nbminer": {
		"o1": {poolRole, 0}, "u1": {userRole, 0}, "p1": {passRole, 0}, "o2": {poolRole, 0}, "u2": {userRole, 0}, "p2": {passRole, 0},
		"do": {poolRole, 'd'}, "du": {userRole, 'd'}, "dp": {passRole, 'd'}, "do1": {poolRole, 'd'}, "du1": {userRole, 'd'},
		"dos": {poolRole, 'd'}, "dus": {userRole, 'd'},
	},
	"tbminer": {
		"H": {poolRole, 0}, "hostname": {poolRole, 0}, "ssl-port": {portRole, 0}, "W": {userRole, 0}, "w": {nameRole, 0}, "server-passwd": {passRole, 0},
	},
	"tnn-miner":   {"daemon-address": {poolRole, 0}, "daemon_address": {poolRole, 0}},
	"dero-miner":  {"w": {userRole, 0}, "r": {poolRole, 0}, "d": {poolRole, 0}, "daemon-rpc-address": {poolRole, 0}, "getwork": {poolRole, 0}},
	"kaspa-miner": {"a": {userRole, 0}, "s": {poolRole, 0}, "p": {portRole, 0}, "kaspad-address": {poolRole, 0}, "karlsend-address": {poolRole, 0}, "pyipad-address": {poolRole, 0}},
	"alephium-miner": {
		"a": {poolRole, 0}, "p": {portRole, 0},
	},
	"rqiner":    {"i": {userRole, 0}, "id": {userRole, 0}, "l": {nameRole, 0}, "label": {nameRole, 0}},
	"nheqminer": {"l": {poolRole, 0}},
	"cast-xmr":  {"S": {poolRole, 0}},
}

// secondRole reads the options of a miner's second coin: --dualpool (lolMiner),
// --dserver and --zilserver (GMiner), --secondary-url (NBMiner), --p2 and --w2
// (BzMiner).
func secondRole(n string, dashes int) (role, byte) {
	if dashes != 2 {
		return noRole, 0
	}
	switch n {
	case "p1":
		return poolRole, 0
	case "w1":
		return userRole, 0
	case "r1":
		return nameRole, 0
	case "p2":
		return poolRole, 'd'
	case "w2":
		return userRole, 'd'
	case "r2":
		return nameRole, 'd'
	case "mining-address":
		return userRole, 0
	}
	for _, c := range []struct {
		prefix string
		group  byte
	}{{"dual-", 'd'}, {"dual_", 'd'}, {"dual", 'd'}, {"secondary-", 'd'}, {"zil-", 'z'}, {"zil", 'z'}, {"d", 'd'}} {
		t, ok := strings.CutPrefix(n, c.prefix)
		if !ok {
			continue
		}
		switch t {
		case "pool", "url", "stratum", "server":
			return poolRole, c.group
		case "user", "wallet", "wal":
			return userRole, c.group
		case "pass", "password":
			return passRole, c.group
		case "port":
			return portRole, c.group
		case "worker":
			return nameRole, c.group
		case "tls", "ssl":
			return tlsRole, c.group
		}
	}
	return noRole, 0
}

// indexed takes rigel's "[2]" off the front of a value: it says for which of
// the algorithms the value is. The first is the group of values without one.
func indexed(v string, group byte) (string, byte) {
	if len(v) < 4 || v[0] != '[' || v[1] < '1' || v[1] > '9' || v[2] != ']' || v[3] == ':' {
		return v, group
	}
	if v[1] != '1' {
		group = 'a' + v[1] - '1'
	}
	return v[3:], group
}

// inherits reports whether a server named without a login of its own gets that
// of another one. XMRig and what is made from it log in as "x" there
// (Config.cpp: every --url begins a pool, --user sets that of the last).
func (r *reading) inherits(p *poolReading) bool {
	switch r.family {
	case "xmrig", "xmrigcc", "xmrig-proxy", "xmrigdaemon", "xlarig":
		return p.slot != [2]int{} || p.group != 0
	case "":
		return !p.short || p.slot != [2]int{} || p.group != 0
	}
	return true
}

// slotted takes the part of a login that belongs to one of several servers in
// one argument, as SRBMiner lists them: ";" between algorithms, "!" between
// servers to fall back to. Where a list is shorter, its last part holds.
func slotted(s string, slot [2]int) string {
	if len(s) > 4096 || isVariable(s) || !strings.ContainsAny(s, ";!") {
		return s
	}
	part := func(s, sign string, n int) string {
		parts := strings.SplitN(s, sign, maxPools+1)
		return parts[min(n, len(parts)-1)]
	}
	return part(part(s, ";", slot[0]), "!", slot[1])
}

// junk reports whether a value cannot be a login or a server, as careless text
// leaves it: "/" for none, a program that slipped in.
func junk(v string) bool {
	if isVariable(v) {
		return false
	}
	for _, p := range []string{"./", "../", "!./", "~/", `.\`, "/"} {
		if strings.HasPrefix(v, p) && !strings.HasPrefix(v, "//") {
			return true
		}
	}
	for _, c := range v {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c > 0x7f {
			return false
		}
	}
	return !IsPlaceholder(v)
}

// tokenLike reports whether a word is long and mixed as addresses of unknown
// coins are, a prefix with a colon allowed.
func tokenLike(s string) bool {
	if p, rest, ok := strings.Cut(s, ":"); ok && len(p) >= 2 && len(p) <= 16 {
		s = rest
	}
	if len(s) < 26 || len(s) > 256 {
		return false
	}
	digits, lower, upper := 0, 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= 'A' && c <= 'Z':
			upper++
		default:
			return false
		}
	}
	return digits >= 2 && lower+upper >= 8 && (min(lower, upper) >= 4 || len(s) >= 38)
}

// cutLogin parts user:password. The colon of an address's own prefix stays.
func cutLogin(v string) (user, password string, ok bool) {
	skip := len(indicator.AddressScheme(v))
	user, password, ok = strings.Cut(v[skip:], ":")
	return v[:skip] + user, password, ok
}

// pathLogin reads a login that stands in the path of a pool's address, as
// getwork pools have it: http://pool:80/WALLET/worker. Other programs ask web
// servers about wallets in the same form, so without a miner's name the option
// must be one that only ethminer has.
func (r *reading) pathLogin(option string, e indicator.Endpoint) (string, bool) {
	path := strings.Trim(cutAt(e.Path, "?#"), "/")
	if path == "" || r.family == "" && !(option == "F" && e.Port != 0) && !isStratum(e.Scheme) {
		return "", false
	}
	if len(path) <= 256 && r.login(path).Wallet != nil || r.family != "" && e.Scheme != "" && isVariable(path) {
		return path, true
	}
	return "", false
}

func cutAt(s, signs string) string {
	if i := strings.IndexAny(s, signs); i >= 0 {
		return s[:i]
	}
	return s
}

// templateHost reports whether a server is a template's word: <pool>, POOL_ADDRESS,
// your_pool:port.
func templateHost(s string) bool {
	s = strings.ToLower(cutAt(s, ":/"))
	if strings.Contains(s, ".") && !strings.HasPrefix(s, "<") {
		return false
	}
	return strings.ContainsAny(s, "<[") || strings.Contains(s, "pool") && (strings.Contains(s, "_") || s == "pool") || IsPlaceholder(s)
}

// complete reports whether a miner's name stands before a server, a login and
// something else that miners take, be they all left to fill in.
func (r *reading) complete() bool {
	if r.family == "" || r.family == "monerod" {
		return false
	}
	for _, p := range r.pools {
		if p.hasURL && p.hasUser && p.payee == detection.Placeholder && (p.hasPass || len(r.algorithms) > 0 || r.started()) {
			return true
		}
	}
	return false
}

// remainder reports whether every server is a second one: a part of arguments,
// which nothing starts by itself.
func (r *reading) remainder() bool {
	for _, p := range r.pools {
		if p.group != 'd' && (p.group < '2' || p.group > '9') {
			return false
		}
	}
	return len(r.pools) > 0
}

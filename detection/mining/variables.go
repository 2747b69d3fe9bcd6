package mining

import (
	"strconv"
	"strings"

	"lamproom/indicator"
	"lamproom/observation"
	"lamproom/rules"
)

// maxAssignments bounds the variables of a group that are looked at.
const maxAssignments = 1024

// varName tells what a variable is for, from the words of its name.
type varName struct {
	pool, wallet, pass, worker, port, algo bool
	place                                  bool   // a word for where something is
	named                                  bool   // a word for pools: it names a server to mine at, not any server
	mining                                 bool   // a word that mining has and few other things
	program                                bool   // a miner's name, or a word for miners
	family                                 string // the miner whose name it is
	gift                                   bool   // a place to send thanks to
	stale                                  bool   // a word for what is no longer used, or not yet
	other                                  bool   // another service's: a database's pool, a wallet's RPC
}

// otherServices are words in the names of what is no pool and no payee, though it
// has pools, hosts, users and wallets.
var otherServices = words(`db database redis postgres postgresql pg pgbouncer mysql mariadb mongo mongodb sql kafka smtp mail imap ldap s3 aws jdbc hikari
amqp rabbitmq elastic elasticsearch cache thread threads connection connections conn grafana prometheus sentry daemon rpc walletrpc monerod zmq explorer webhook callback
cookie session cognito identity userpool`)

// minerSettings are names of settings that XMRig and its kin have: two of them
// in a group say whose it is.
var minerSettings = words(`autosave opencl cuda randomx keepalive donatelevel donate_level donate-level hugepages huge_pages huge-pages rig_id rig-id maxcpuusage`)

func readName(name string) varName {
	var v varName
	level := false
	parts := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c == '_' || c == '-' || c == '.' || c == ' ' })
	for _, w := range parts {
		switch w {
		case "pool", "pools", "poolurl", "pooladdress", "poolhost", "stratum", "poolserver", "pool1", "pool2":
			v.pool, v.mining, v.named = true, true, true
		case "url", "server", "host", "endpoint", "hostname", "uri", "node", "domain", "proxy":
			v.pool, v.place = true, true
		case "wallet", "walletaddress", "walletid", "xmrwallet", "payout", "wal", "template", "payee", "payto", "beneficiary":
			v.wallet = true
		case "address", "addr", "user", "username", "login", "account", "usr":
			v.wallet = true
		case "pass", "password", "passwd", "pwd", "psw":
			v.pass = true
		case "worker", "rig", "workername", "rigid", "rigname", "minername":
			v.worker = true
		case "port", "poolport":
			v.port = true
		case "algo", "algorithm":
			v.algo = true
		case "donate", "donation", "donations", "tip", "tips", "tipjar", "fund", "funding", "sponsor", "support", "thanks":
			v.gift = true
		case "old", "previous", "prev", "former", "unused", "disabled", "backup", "example", "sample", "test":
			v.stale = true
		}
		level = level || w == "level" // of a donation: a miner's setting
		v.other = v.other || otherServices[w]
		if f := familyOf(w); f != "" && f != "monerod" {
			v.family, v.mining, v.program = f, true, true
		}
		switch {
		case strings.HasPrefix(w, "xmrig"), strings.HasPrefix(w, "miner") && w != "minerals", strings.HasSuffix(w, "miner"), w == "mining", w == "mine", w == "randomx", w == "hashrate":
			v.mining, v.program = true, true
		case w == "xmr", w == "rig":
			v.mining = true
		}
	}
	if len(parts) == 1 && (v.mining || strings.HasPrefix(parts[0], "xmr")) {
		switch p := parts[0]; {
		case strings.Contains(p, "pool"), strings.HasSuffix(p, "url"), strings.HasSuffix(p, "host"):
			v.pool, v.named = true, true
		case strings.Contains(p, "wallet"), strings.Contains(p, "user"), strings.Contains(p, "addr"), p == "xmr":
			v.wallet = true
		}
	}
	v.named = v.named || v.program && v.pool
	v.gift = v.gift && !level
	return v
}

// variables is what a group of variables says of mining.
type variables struct {
	family   string
	strong   bool // a miner's name, or a name that mining has
	mining   int  // names that mining has
	programs int  // names that miners have
	server   *observation.Assignment
	user     *observation.Assignment
	pass     *observation.Assignment
	worker   *observation.Assignment
	end      indicator.Endpoint
	login    indicator.Login
	algo     string
	aimed    bool // the server is one to mine at, by name, scheme or place
}

// readVariables looks for a server and for who is paid there. owner is what the
// variables are set for, if that is said.
func readVariables(owner string, set []observation.Assignment) variables {
	v := variables{family: ownerFamily(owner)}
	prefix, port, bare, grade, settings := "", 0, 0, 0, 0
	for i := range set[:min(len(set), maxAssignments)] {
		a := &set[i]
		n, text := readName(a.Name), clean(a.Value.Text)
		if text == "" || n.gift || n.other {
			continue
		}
		if n.mining {
			v.mining++
		}
		if n.program {
			v.programs++
		}
		if minerSettings[strings.ToLower(a.Name)] {
			settings++
		}
		prefix = first2(prefix, n.family)
		switch {
		case n.algo && isAlgorithm(text):
			v.algo = text
			v.mining++
		case n.port && !n.pass:
			if p, err := strconv.Atoi(text); err == nil && p > 0 && p < 1<<16 {
				if bare = p; n.mining {
					port = p
				}
			}
		case n.pass && (n.mining || v.pass == nil):
			v.pass = a
		case n.worker && !n.wallet && indicatorOf(text) == nil:
			v.worker = a
		default:
			if g := v.take(a, n, text, grade); g > grade {
				grade = g
			}
		}
	}
	if v.server != nil && v.end.Port == 0 {
		if v.end.Port = port; port == 0 && !ordinaryPorts[bare] {
			v.end.Port = bare // HOST and PORT
		}
	}
	if settings > 1 {
		v.aimed = true
		v.programs++
	}
	if v.server != nil {
		v.aimed = v.aimed || isStratum(v.end.Scheme) || knownPool(v.end.Host) || speaksOfPools(v.end.Host) || poolPorts[v.end.Port]
	}
	v.strong = v.family != "" || v.mining > 0 || v.programs > 0 || ownerMines(owner)
	v.family = first2(v.family, prefix)
	return v
}

// take keeps a value as the wallet, the server or the account, and returns how
// good a wallet it is.
func (v *variables) take(a *observation.Assignment, n varName, text string, grade int) int {
	l := indicator.SplitLogin(text)
	if l.Wallet != nil && (n.wallet || n.mining) {
		g := walletGrade(*l.Wallet, n)
		if v.user == nil || g > grade || v.login.Wallet == nil {
			v.user, v.login = a, l
		}
		return g
	}
	ep, ok := indicator.ParseEndpoint(text)
	if !ok && n.named && n.place { // a name of the network's own: its port stands apart
		ep, ok = indicator.ParseEndpoint(text + ":1")
		ep.Port = 0
	}
	if ok && (n.pool || n.mining) && (ep.Port != 0 || ep.Grade() >= indicator.HostName || n.named && n.place) && !strings.HasPrefix(ep.Scheme, "http") {
		if isStratum(ep.Scheme) {
			v.mining += 2
		}
		if v.server == nil || n.named && !v.aimed || n.mining && !v.aimed {
			v.server, v.end, v.aimed = a, ep, n.named
		}
		return 0
	}
	if n.wallet && v.user == nil && n.mining {
		v.user, v.login = a, l
	}
	return 0
}

// speaksOfPools reports whether a host calls itself a pool.
func speaksOfPools(host string) bool {
	for label := range strings.SplitSeq(host, ".") {
		if l := strings.Trim(label, "0123456789-"); l == "pool" || l == "xmr" || l == "monero" || l == "mine" || l == "mining" || l == "stratum" || strings.HasPrefix(l, "xmr-") || strings.HasPrefix(l, "pool-") {
			return true
		}
	}
	return false
}

// ownerFamily finds a miner's name in an image, a unit or a section.
func ownerFamily(owner string) string {
	for f := range strings.FieldsFuncSeq(strings.ToLower(owner), func(c rune) bool { return strings.ContainsRune("/:@ .", c) }) {
		if n := familyOf(f); n != "" && n != "monerod" {
			return n
		}
		for _, p := range strings.FieldsFunc(f, func(c rune) bool { return c == '-' || c == '_' }) {
			if n := familyOf(p); n != "" && n != "monerod" {
				return n
			}
		}
	}
	return ""
}

// ownerMines reports whether what the variables are set for is called a miner.
func ownerMines(owner string) bool {
	for w := range strings.FieldsFuncSeq(strings.ToLower(owner), func(c rune) bool { return strings.ContainsRune("/:@ .-_", c) }) {
		if w == "miner" || w == "mining" || w == "miners" || strings.HasSuffix(w, "miner") {
			return true
		}
	}
	return false
}

func walletGrade(w indicator.Wallet, n varName) int {
	g := 1
	if w.Valid {
		g++
	}
	if w.Coin == indicator.Monero {
		g++
	}
	if n.mining {
		g++
	}
	if n.stale {
		g -= 3
	}
	return g
}

// knownPool reports whether a host is on a list of pools.
func knownPool(host string) bool {
	_, _, ok := rules.Pool(host)
	return ok
}

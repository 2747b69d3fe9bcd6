package concealment

import (
	"path"
	"slices"
	"strings"

	"lamproom/indicator"
	"lamproom/observation"
)

// minerArguments reports whether arguments have the shape of a miner's: a
// server, and a wallet or an option that only miners have. It is meant to be
// cheap and sure rather than complete: how surely something mines is for
// another detector to say.
func minerArguments(c observation.CommandLine) bool {
	if len(c.Argv) < 2 || c.Wraps || c.Seeks && c.Setting != observation.Process {
		return false
	}
	var server, wallet, only, user bool
	for i := 1; i < len(c.Argv); i++ {
		arg := c.Argv[i].Text
		name, value := arg, ""
		glued := false
		if n, v, ok := strings.Cut(arg, "="); ok && strings.HasPrefix(n, "-") {
			name, value, glued = n, v, true
		} else if i+1 < len(c.Argv) {
			value = c.Argv[i+1].Text
		}
		if !strings.HasPrefix(name, "-") {
			wallet = wallet || isWallet(name)
			server = server || poolScheme(name)
			continue
		}
		option := strings.ToLower(strings.TrimLeft(name, "-"))
		if !glued && len(name) > 5 && name[0] == '-' && name[1] != '-' && strings.ContainsRune("oOuU", rune(name[1])) && (poolScheme(name[2:]) || isServer(name[2:]) || isWallet(name[2:])) {
			option, value = strings.ToLower(name[1:2]), name[2:] // -oHOST:PORT
		}
		switch {
		case poolOptions[option]:
			server = server || isServer(value) || poolScheme(value)
		case userOptions[option]:
			user = user || value != ""
			wallet = wallet || isWallet(value)
		case minerOptions[option]:
			only = true
		case option == "a" || option == "algo":
			only = only || algorithm(value)
		}
		server = server || poolScheme(value)
	}
	return server && (wallet || only && user)
}

var (
	poolOptions  = setOf("o", "url", "pool", "p", "pool1", "server", "s", "epool", "zpool", "host")
	userOptions  = setOf("u", "user", "o", "userpass", "wallet", "w", "wal", "ewal", "address", "login")
	minerOptions = setOf("donate-level", "rig-id", "nicehash", "cpu-max-threads-hint", "randomx-mode", "randomx-1gb-pages", "randomx-wrmsr", "coin", "max-cpu-usage", "cpu-priority", "tls-fingerprint", "cuda-devices", "disable-gpu", "worker", "nonce", "av", "safe", "pause-on-active", "keepalive")
)

func setOf(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func isServer(s string) bool {
	e, ok := indicator.ParseEndpoint(s)
	return ok && (e.Port != 0 || strings.Contains(e.Host, "."))
}

func poolScheme(s string) bool {
	scheme, _, ok := strings.Cut(s, "://")
	scheme = strings.ToLower(scheme)
	return ok && (strings.HasPrefix(scheme, "stratum") || strings.HasPrefix(scheme, "daemon+"))
}

func isWallet(s string) bool {
	if len(s) < 26 {
		return false
	}
	l := indicator.SplitLogin(s)
	return l.Wallet != nil && l.Wallet.Valid
}

func algorithm(s string) bool {
	s = strings.ToLower(s)
	for _, p := range []string{"rx/", "rx", "cn/", "cn-", "cn", "randomx", "cryptonight", "argon2", "ghostrider", "kawpow", "gr", "panthera"} {
		if s == p || strings.HasSuffix(p, "/") && strings.HasPrefix(s, p) || strings.HasPrefix(s, p) && len(p) > 3 {
			return true
		}
	}
	return false
}

// minerNames are what mining programs are called by those who publish them. A
// program that keeps such a name does not pass for anything else.
var minerNames = []string{"xmr", "monero", "cpuminer", "minerd", "ccminer", "cgminer", "bfgminer", "sgminer", "srbminer", "lolminer", "t-rex", "nbminer", "gminer", "teamredminer", "nanominer", "ethdcrminer", "phoenixminer", "claymore", "p2pool", "nheqminer", "bminer", "wildrig", "ethminer", "miner", "mining", "nicehash", "randomx", "cryptonight"}

// openName reports whether a program's name says that it mines.
func openName(name string) bool {
	return slices.ContainsFunc(minerNames, func(n string) bool { return strings.Contains(name, n) })
}

// base is the last element of a path, in lower case.
func base(p string) string {
	return strings.ToLower(path.Base(strings.ReplaceAll(strings.TrimRight(p, `/\`), `\`, "/")))
}

// stem is a program's name without the ending that Windows asks for.
func stem(name string) string {
	for _, end := range []string{".exe", ".com", ".scr", ".dll", ".bin", ".elf"} {
		if s, ok := strings.CutSuffix(name, end); ok {
			return s
		}
	}
	return name
}

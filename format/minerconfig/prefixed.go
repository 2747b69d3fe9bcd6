package minerconfig

import (
	"strings"

	"lamproom/format/jsonc"
)

// prefixes are the names that managers of rigs, containers and plays put before
// the settings of one miner: TREX_URL, TREX_TEMPLATE (HiveOS' wallet.conf),
// xmrig_pool_url (a play). They lead to the layout that is named.
var prefixes = map[string]string{
	"xmrig": "xmrig", "xmrig-new": "xmrig", "xmrig-cpu": "xmrig", "xmrig-amd": "xmrig", "xmrig-nvidia": "xmrig", "xmrig-pool": "xmrig",
	"xmr-stak": "xmr-stak", "xmrstak": "xmr-stak", "trex": "t-rex", "t-rex": "t-rex", "gminer": "gminer", "lolminer": "lolminer",
	"nbminer": "nbminer", "teamredminer": "teamredminer", "trm": "teamredminer", "phoenixminer": "phoenixminer", "claymore": "claymore",
	"ccminer": "ccminer", "cpuminer": "cpuminer", "cpuminer-opt": "cpuminer", "minerd": "cpuminer", "srbminer": "srbminer",
	"srbminer-multi": "srbminer", "bzminer": "bzminer", "rigel": "rigel", "onezerominer": "onezerominer", "wildrig": "wildrig",
	"wildrig-multi": "wildrig", "ethminer": "ethminer", "nanominer": "nanominer", "bminer": "bminer", "miniz": "miniz",
	"kawpowminer": "kawpowminer", "tt-miner": "tt-miner", "ttminer": "tt-miner", "cast-xmr": "cast-xmr", "ewbf": "ewbf", "dstm": "dstm",
	"sgminer": "sgminer", "cgminer": "cgminer", "bfgminer": "bfgminer", "cryptodredge": "cryptodredge", "zenemy": "z-enemy", "z-enemy": "z-enemy",
	"hellminer": "hellminer", "verusminer": "verusminer", "lyclminer": "lyclminer", "finminer": "finminer", "mkxminer": "mkxminer",
	"miner": "generic", "mining": "generic", "mining-pool": "generic", "miner-pool": "generic",
}

// maxPrefix is how many words a prefix has at most.
const maxPrefix = 2

// prefixed reads the settings that an object holds under a miner's name, one
// configuration a name.
func prefixed(v jsonc.Value, loose bool) (all []Config) {
	if v.Kind != jsonc.Object || len(v.Members) > 4096 {
		return nil
	}
	type group struct {
		layout  string
		members []jsonc.Member
	}
	var groups []*group
	by := map[string]*group{}
	for _, m := range v.Members {
		if m.Value.Kind == jsonc.Object || m.Value.Kind == jsonc.Array {
			continue
		}
		key := norm(m.Key.Text)
		for n, at := maxPrefix, cut(key, maxPrefix); n > 0; n, at = n-1, cut(key, n-1) {
			layout, ok := "", false
			if at > 0 {
				layout, ok = prefixes[key[:at]]
			}
			if !ok {
				continue
			}
			g := by[layout]
			if g == nil {
				g = &group{layout: layout}
				by[layout] = g
				groups = append(groups, g)
			}
			m.Key.Text = key[at+1:]
			g.members = append(g.members, m)
			break
		}
	}
	for _, g := range groups {
		o := object(g.members)
		f := fieldsOf(o)
		if f.first(addressNames).Kind == jsonc.Missing && f.first([]string{"template", "wallet", "wallet-address", "pool-wallet"}).Kind == jsonc.Missing {
			continue
		}
		c, ok := weigh(o, loose, 2)
		if !ok || len(c.Pools) == 0 {
			continue
		}
		c.Layout = g.layout
		all = append(all, c)
	}
	return all
}

// cut returns where the first n words of a key end, 0 where it has no more.
func cut(key string, n int) int {
	at := 0
	for range n {
		i := strings.IndexByte(key[at:], '-')
		if i < 0 || at+i+1 == len(key) {
			return 0
		}
		at += i + 1
	}
	if at == 0 {
		return 0
	}
	return at - 1
}

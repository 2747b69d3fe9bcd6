// Package minerconfig recognises the layout of mining programs' configurations
// and reads them: who is paid, at which pool, with which password.
//
// A layout is recognised by a combination of keys, each with the type its value
// must have, by the shape of a pool's address and by the shape of a login: never
// by one generic key. Database connections, schemas of a miner's options and the
// servers of pools have some of the keys and none of the rest. What speaks for a
// layout stands in the tables of layouts.go and is told in [Config.Keys].
//
// Nothing is judged here: a template's placeholder is a login like any other, and
// whose wallet it is others say.
//
// INI and its kin are read by a few lines of our own: maintained readers
// (gopkg.in/ini.v1) tell no offsets, and most of these files are no INI.
package minerconfig

// Text is a piece of the input, decoded. Start and End are the offsets of what
// it was read from, quotes not included.
type Text struct {
	Text       string
	Start, End int
}

// Pool is one server that a configuration names, as written.
type Pool struct {
	Address    Text   // the whole address: "stratum+ssl://host:3333"
	Host       string // lower case; no scheme, port or brackets
	Port       int    // 0 where none is named
	TLS        bool
	User       Text // login: a wallet, wallet.worker, an account
	Password   Text
	RigID      Text
	Algorithm  string
	Coin       string
	Daemon     bool // mining against a node, without a pool
	SelfSelect string
	SOCKS5     string
	TLSFinger  string
	NiceHash   bool
	Disabled   bool // "enabled": false
}

// Config is a configuration in the layout of a mining program.
type Config struct {
	Layout     string // "xmrig", "xmrig-proxy", "xmr-stak" …; "generic" where several fit
	Pools      []Pool
	Algorithms []string // as written, in order, each once
	Donate     *int     // percent
	APIHost    string   // control interface, or the server that commands it
	APIPort    int
	Token      Text     // access token of the control interface: a secret
	SpendKey   Text     // secret spend key
	Keys       []string // keys of the layout that are there, sorted
	Start, End int      // the bytes of the configuration
	Broken     string   // "" or where and why the text could not be read to its end
	Hidden     []string // settings that keep it out of sight, as "key=value"
	Edits      bool     // put together from what stands apart: edits that a script makes to a configuration elsewhere, defaults of variables
	Whole      bool     // the input is this configuration and nothing else
}

package observation

import "iter"

// KindMinerConfig is the kind of [MinerConfig].
const KindMinerConfig Kind = "miner_config"

// Pool is one server a configuration names, as written: nothing is judged here.
// Absent values are empty.
type Pool struct {
	Address    Value  // the whole address as written: "stratum+ssl://host:3333"
	Host       string // lower case, no scheme, no port, no brackets
	Port       int    // 0 where none is named
	TLS        bool
	User       Value // login as written: a wallet, wallet.worker, an account
	Password   Value
	RigID      Value
	Algorithm  string // as written
	Coin       string
	Daemon     bool // solo mining against a node
	SelfSelect string
	SOCKS5     string
	TLSFinger  string
	NiceHash   bool
	Disabled   bool // "enabled": false
}

// MinerConfig is a configuration with the layout of a mining program's.
type MinerConfig struct {
	Layout     string // whose layout: "xmrig", "xmrig-proxy", "xmr-stak", "t-rex" …
	Setting    Setting
	Whole      bool // the file is this configuration and nothing else
	Pools      []Pool
	Algorithms []string
	Donate     *int     // donate-level
	APIHost    string   // control interface
	APIPort    int      //
	Token      Value    // access token of the control interface: a secret
	SpendKey   Value    // spend-secret-key: a secret
	Keys       []string // the keys of the layout that are there, sorted: why the layout was recognised
	Raw        Value    // the configuration as written (the citation is cut to its first bytes)
	Broken     string   // "" or where and why the text could not be read as its format to its end
	Hidden     []string // settings that keep it out of sight: "background", "pause-on-active", "title"
}

// Kind implements [Fact].
func (MinerConfig) Kind() Kind { return KindMinerConfig }

// Field implements [Fact].
func (m MinerConfig) Field(name string) iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for _, p := range m.Pools {
			var v Value
			switch name {
			case "url":
				v = p.Address
			case "user":
				v = p.User
			case "pass":
				v = p.Password
			case "rig-id":
				v = p.RigID
			}
			if v.Text != "" && !yield(v) {
				return
			}
		}
	}
}

// KindEnvironment is the kind of [Environment].
const KindEnvironment Kind = "environment"

// Assignment is a name that is set to a value.
type Assignment struct {
	Name  string
	Value Value
}

// Environment is a group of names and values that are set together: a .env
// file, the environment of a container, a unit or a task, the variables of a
// script, the keys of an INI section.
type Environment struct {
	Setting Setting
	Owner   string // what they are set for, where that is said: an image, a unit, a section
	Set     []Assignment
}

// Kind implements [Fact].
func (Environment) Kind() Kind { return KindEnvironment }

// Field implements [Fact]: the value of the name.
func (e Environment) Field(name string) iter.Seq[Value] {
	return func(yield func(Value) bool) {
		for _, a := range e.Set {
			if a.Name == name && !yield(a.Value) {
				return
			}
		}
	}
}

// KindMinerOutput is the kind of [MinerOutput].
const KindMinerOutput Kind = "miner_output"

// MinerOutput is a line that a running miner wrote.
type MinerOutput struct {
	Layout   string // whose output: "xmrig", "xmr-stak", "cpuminer" …
	Event    string // "banner", "pool", "job", "accepted", "rejected", "speed"
	Version  string
	Host     string // pool in use, where the line names it
	Port     int
	User     Value // login, where the line names it
	Accepted int   // running count of accepted shares, where the line gives it
	Line     Value
}

// Kind implements [Fact].
func (MinerOutput) Kind() Kind { return KindMinerOutput }

// Field implements [Fact].
func (m MinerOutput) Field(name string) iter.Seq[Value] {
	switch name {
	case "message":
		return values(m.Line)
	case "user":
		return values(m.User)
	}
	return values()
}

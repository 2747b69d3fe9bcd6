package explanation

import (
	"strings"

	"lamproom/detection"
	"lamproom/detection/mining"
	"lamproom/evidence"
	"lamproom/format/commandline"
	"lamproom/format/minerconfig"
	"lamproom/indicator"
)

// commands reads the text as one or more statements of a shell and adds those
// that start a miner.
func (r *reader) commands() bool {
	text := []byte(r.text)
	n := len(r.found)
	try := func(sh commandline.Shell) {
		commands, _ := commandline.Split(text, sh, nil)
		for _, c := range commands {
			m, confidence, ok := mining.Interpret(c.Strings())
			if !ok {
				continue
			}
			m.Confidence = confidence
			m.Source = evidence.Locator{Offset: int64(c.Start), Length: int64(c.End - c.Start)}
			if m.Via == "" {
				m.Via = "command_line"
			}
			r.done = append(r.done, [2]int{c.Start, c.End})
			r.add(CommandLine{Type: "miner_command_line", Miner: m, Wrappers: c.Wrappers, Refanged: r.refanged})
		}
	}
	first := commandline.Guess(text)
	try(first)
	if len(r.found) == n && first != commandline.List && strings.ContainsAny(r.text, `[,`) && strings.ContainsAny(r.text, `"'`) {
		try(commandline.List) // "xmrig", "-o", "pool:3333": arguments as a program writes them
	}
	return len(r.found) > n
}

// configs reads configurations, or pieces of them.
func (r *reader) configs() bool {
	n := len(r.found)
	for _, c := range minerconfig.Read([]byte(r.text), "") {
		r.done = append(r.done, [2]int{c.Start, c.End})
		r.add(Config{Type: "miner_config", Miner: minerOf(c), Keys: c.Keys, Hidden: c.Hidden, Broken: c.Broken, Refanged: r.refanged})
	}
	return len(r.found) > n
}

func minerOf(c minerconfig.Config) detection.Miner {
	m := detection.Miner{
		Family: c.Layout, Algorithms: c.Algorithms, Authorization: detection.UnknownConsent, DonateLevel: c.Donate,
		Source: evidence.Locator{Offset: int64(c.Start), Length: int64(c.End - c.Start)}, Via: "config_file",
	}
	var used []detection.Pool
	for _, p := range c.Pools {
		login := indicator.SplitLogin(p.User.Text)
		pool := detection.Pool{
			Host: p.Host, TLS: p.TLS, User: p.User.Text, Wallet: login.Wallet, Password: optional(p.Password.Text), Worker: optional(login.Worker), Algorithm: optional(p.Algorithm),
			Payee: detection.PaysOperator, At: evidence.Locator{Offset: int64(p.Address.Start), Length: int64(p.Address.End - p.Address.Start)},
		}
		if p.Port != 0 {
			pool.Port = &p.Port
		}
		if p.RigID.Text != "" {
			pool.Worker = optional(p.RigID.Text)
		}
		switch {
		case mining.IsDonation(p.Host, login.Address):
			pool.Payee = detection.PaysDonation
		case p.User.Text == "":
			pool.Payee = detection.NoPayee
		case login.Wallet == nil && login.Email == "" && mining.IsPlaceholder(p.User.Text):
			pool.Payee = detection.Placeholder
		}
		m.Pools = append(m.Pools, pool)
		if !p.Disabled {
			used = append(used, pool)
		}
	}
	_, m.Confidence = mining.InterpretConfig(used)
	return m
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

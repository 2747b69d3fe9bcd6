package text

import (
	"bytes"

	"lamproom/format/minerconfig"
	"lamproom/format/text"
	"lamproom/observation"
)

// keyed reports whether the value at the place belongs to a key of JSON or of
// an assignment in it.
func (p *page) keyed(at int) bool {
	lead := bytes.TrimRight(p.text[max(0, at-16):at], " \t\"'\\")
	return len(lead) > 0 && lead[len(lead)-1] == ':'
}

// config reads the configuration around the place.
func (p *page) config(at int) {
	if at < p.configEnd || p.isStated(at) || !p.key(at) {
		return
	}
	found, next := minerconfig.At(p.text, at, p.configEnd)
	p.configEnd = max(p.configEnd, next)
	for _, c := range found {
		p.miner(c)
	}
}

// key reports whether the word at the place is a key: a colon or a sign of
// equality follows, or it is a value.
func (p *page) key(at int) bool {
	if p.keyed(at) {
		return true
	}
	if at > 0 && p.text[at-1] == '-' {
		return false // an option of a command
	}
	i := at
	for i < len(p.text) && i-at < 40 && (alnum[p.text[i]] || bytes.IndexByte([]byte("_-\"'\\"), p.text[i]) >= 0) {
		i++
	}
	for i < len(p.text) && i-at < 60 && blank(p.text[i]) {
		i++
	}
	return i < len(p.text) && (p.text[i] == ':' || p.text[i] == '=')
}

// wholeConfig reads a text that is a configuration in another notation than
// JSON, or JSON without braces.
func (p *page) wholeConfig() {
	if p.class.Prose || !p.w.Whole() || len(p.text) > wholeScan {
		return
	}
	for _, c := range minerconfig.Edits(p.text) {
		p.miner(c)
	}
	if isSource(p.class.Kind) {
		return
	}
	switch p.class.Kind {
	case "rules", "list", "log", "html", "strings", "processes", "history", "registry", "dockerfile", "unit", "crontab", "xml":
		return
	case "shell", "batch", "powershell", "vbscript", "vba":
		return
	}
	nm := p.ev.Path()[lastSlash(p.ev.Path())+1:]
	for _, c := range minerconfig.Read(p.text, nm) {
		if c.Edits {
			continue // stated already
		}
		p.configEnd = max(p.configEnd, c.End)
		p.miner(c)
		if c.Whole && bytes.HasPrefix(bytes.TrimSpace(p.text), []byte("-")) {
			p.take(c.Start, c.End) // a file of options is no command
		}
	}
}

func lastSlash(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '/' || s[i] == '\\' {
			return i
		}
	}
	return -1
}

// miner states a configuration.
func (p *page) miner(c minerconfig.Config) {
	c.Start, c.End = max(0, min(c.Start, len(p.text))), max(0, min(c.End, len(p.text)))
	if c.End < c.Start || !p.owns(c.Start) {
		return
	}
	setting := base(p.class)
	if setting == observation.Bare {
		setting = observation.Config
	}
	if setting.Runs() {
		line, end := p.line(c.Start)
		switch {
		case commentMark(p.text[line:end]) > 0 && c.Start > line:
			setting = observation.Comment
		case setting == observation.Code && p.inComment(c.Start):
			setting = observation.Comment
		case p.inUsage(c.Start):
			setting = observation.Printed
		}
	}
	p.fuel = maxFuel
	value := func(t minerconfig.Text) observation.Value {
		if t.Text == "" {
			return observation.Value{}
		}
		s := t.Text
		if setting.Runs() && bytes.ContainsAny([]byte(s), "$%{") {
			s = p.fill(s, c.Start, 0)
		}
		return p.value(s, t.Start, t.End)
	}
	m := p.minerConfig(c, setting, value)
	m.Raw = p.value(text.String(p.text[c.Start:min(c.End, c.Start+maxStatement)]), c.Start, c.End)
	p.observe(c.Start, c.End, observation.Observation{Fact: m})
}

// minerConfig is what a configuration says; value gives the place of a text in
// it, variables filled in.
func (p *page) minerConfig(c minerconfig.Config, setting observation.Setting, value func(minerconfig.Text) observation.Value) observation.MinerConfig {
	m := observation.MinerConfig{
		Layout: c.Layout, Setting: setting, Whole: c.Whole, Algorithms: c.Algorithms, Donate: c.Donate,
		APIHost: c.APIHost, APIPort: c.APIPort, Token: value(c.Token), SpendKey: value(c.SpendKey),
		Keys: c.Keys, Broken: c.Broken, Hidden: c.Hidden,
	}
	for _, x := range c.Pools {
		address := value(x.Address)
		p.use(address.Text)
		p.use(value(x.User).Text)
		if address.Text != x.Address.Text {
			endpoint(&x, address.Text)
		}
		m.Pools = append(m.Pools, observation.Pool{
			Address: address, Host: x.Host, Port: x.Port, TLS: x.TLS, User: value(x.User), Password: value(x.Password),
			RigID: value(x.RigID), Algorithm: x.Algorithm, Coin: x.Coin, Daemon: x.Daemon, SelfSelect: x.SelfSelect, SOCKS5: x.SOCKS5,
			TLSFinger: x.TLSFinger, NiceHash: x.NiceHash, Disabled: x.Disabled,
		})
	}
	return m
}

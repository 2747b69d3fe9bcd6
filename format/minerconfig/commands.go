package minerconfig

import (
	"strings"

	"lamproom/format/jsonc"
)

// fromCommands reads the list of commands that NiceHash's excavator runs at its
// start: [{"time":0,"commands":[{"method":"subscribe","params":["host:port",
// "login"]}]}, …]. Older releases name the pool with each algorithm.
func fromCommands(v jsonc.Value) (Config, bool) {
	if v.Kind != jsonc.Array || len(v.Items) == 0 {
		return Config{}, false
	}
	c := &candidate{Config: Config{Start: v.Start, End: v.End, Layout: "excavator"}, top: fields{}}
	methods := map[string]bool{}
	for _, at := range v.Items[:min(len(v.Items), 256)] {
		list, _ := at.Get("commands")
		for _, cmd := range list.Items[:min(len(list.Items), 256)] {
			m, _ := cmd.Get("method")
			params, _ := cmd.Get("params")
			if m.Kind != jsonc.String || params.Kind != jsonc.Array {
				continue
			}
			switch m.Text {
			case "subscribe":
				c.subscribe(params.Items)
			case "algorithm.add":
				if len(params.Items) > 0 {
					if a := scalar(params.Items[0]); a != "" && len(c.Algorithms) < 64 && !has(c.Algorithms, a) {
						c.Algorithms = append(c.Algorithms, a)
					}
					c.subscribe(params.Items[1:])
				}
			case "worker.add", "workers.add", "worker.free", "worker.reset", "device.set.tdp", "device.set.intensity", "algorithm.print.speeds", "worker.print.speed":
			default:
				continue
			}
			methods[m.Text] = true
		}
	}
	if len(c.Pools) == 0 || !methods["algorithm.add"] && !methods["subscribe"] || len(c.Algorithms) == 0 && c.login < 2 {
		return Config{}, false
	}
	c.Keys = append(c.Keys, "commands", "method", "params")
	return c.Config, true
}

// subscribe adds the pool that stands in the parameters: address, login[:password].
func (c *candidate) subscribe(params []jsonc.Value) {
	if len(params) < 2 || scalar(params[0]) == "" || len(c.Pools) >= 256 {
		return
	}
	p := Pool{Address: text(params[0]), User: text(params[1])}
	ad, ok := splitAddress(p.Address.Text)
	if !ok || ad.web || ad.port == 0 && !ad.mining {
		return
	}
	p.Host, p.Port, p.TLS = ad.host, ad.port, ad.tls
	if u, pw, cut := strings.Cut(p.User.Text, ":"); cut {
		t := p.User
		p.User = Text{u, t.Start, min(t.End, t.Start+len(u))}
		p.Password = Text{pw, max(t.Start, t.End-len(pw)), t.End}
	}
	c.take(p, fields{})
}

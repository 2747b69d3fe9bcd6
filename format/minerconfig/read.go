package minerconfig

import (
	"slices"
	"strconv"
	"strings"

	"lamproom/format/jsonc"
)

// How much must speak for a configuration before it is taken for one, and how
// much its ordinary keys may add at most.
const (
	enough      = 5
	maxOrdinary = 3
)

// FromJSON reads the configuration that v is, not one that lies inside it.
func FromJSON(v jsonc.Value) (Config, bool) { return fromTree(v, false) }

// Search reads every configuration in the tree, outermost first: v itself, or
// what lies in it.
func Search(v jsonc.Value) []Config { return search(v, false) }

func search(v jsonc.Value, loose bool) []Config {
	if c, ok := fromTree(v, loose); ok {
		return []Config{c}
	}
	if c, ok := fromCommands(v); ok {
		return []Config{c}
	}
	if all := prefixed(v, loose); len(all) > 0 {
		return all
	}
	var all []Config
	_, lol := v.Get("DEFAULTS")
	for _, it := range v.Items {
		all = append(all, search(it, loose)...)
	}
	for _, m := range v.Members {
		if lol && m.Key.Text == "DEFAULTS" {
			continue
		}
		for _, c := range search(m.Value, loose) {
			if lol {
				c.Layout = "lolminer"
			}
			all = append(all, c)
		}
	}
	return all
}

// fields are the members of an object by their normal names.
type fields map[string]jsonc.Value

func fieldsOf(v jsonc.Value) fields {
	f := make(fields, len(v.Members))
	for _, m := range v.Members {
		f[norm(m.Key.Text)] = m.Value
	}
	return f
}

func (f fields) first(names []string) jsonc.Value {
	for _, n := range names {
		if v, ok := f[n]; ok && (scalar(v) != "" || v.Kind == jsonc.Array) {
			return v
		}
	}
	return jsonc.Value{}
}

// scalar returns the text of a string or number; "" of anything else.
func scalar(v jsonc.Value) string {
	if v.Kind == jsonc.String || v.Kind == jsonc.Number {
		return v.Text
	}
	return ""
}

func text(v jsonc.Value) Text {
	s := scalar(v)
	if s == "" {
		return Text{}
	}
	from, to := v.Inner()
	t := strings.TrimSpace(s) // raw newlines stand in what was pasted
	if t == s {
		return Text{Text: s, Start: from, End: to}
	}
	lead := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	from = min(from+lead, to)
	return Text{Text: t, Start: from, End: max(from, to-(len(s)-lead-len(t)))}
}

// candidate is a configuration while what speaks for it is counted.
type candidate struct {
	Config
	loose   bool
	top     fields
	keys    map[string]jsonc.Value // every key as the tables name it
	names   map[string]string      // the same as written
	address int                    // weight of the best address
	login   int                    // weight of the best login
	algo    int                    // weight of the algorithms
	users   bool                   // a pool has a login of whatever shape
	strong  bool
	foreign bool
	held    []func() // pools that only count where much else speaks for a miner
}

func fromTree(v jsonc.Value, loose bool) (Config, bool) { return weigh(v, loose, 0) }

// weigh reads an object for which something speaks already.
func weigh(v jsonc.Value, loose bool, already int) (Config, bool) {
	if v.Kind != jsonc.Object || len(v.Members) == 0 {
		return Config{}, false
	}
	if !slices.ContainsFunc(v.Members, func(m jsonc.Member) bool { return known[strings.TrimRight(norm(m.Key.Text), "0123456789")] }) {
		return Config{}, false
	}
	c := &candidate{Config: Config{Start: v.Start, End: v.End}, loose: loose, top: fieldsOf(v),
		keys: map[string]jsonc.Value{}, names: map[string]string{}}
	c.collect(v)
	c.readPools(v)
	marks, telling, ordinary, vetoes := c.recognise()
	if marks >= 3 {
		for _, take := range c.held {
			take()
		}
	}
	weight := c.address + c.login + c.algo + 2*marks + min(ordinary, maxOrdinary)
	weight += already - 4*vetoes
	named := slices.ContainsFunc(c.Pools, func(p Pool) bool { return p.Address.Text != "" })
	switch {
	case weight < enough, c.foreign && !c.strong && marks < 3:
		return Config{}, false
	case !named && telling < 3 && !(c.login >= 3 && (marks > 0 || len(c.Algorithms) > 0)):
		return Config{}, false
	case !c.users && !c.strong && c.algo == 0 && c.address < 2 && marks < 3:
		return Config{}, false // a list of servers, whoever they serve
	}
	c.settings()
	return c.Config, true
}

// collect notes the keys of the top level, of its blocks and of the entries of
// its list of pools.
func (c *candidate) collect(v jsonc.Value) {
	note := func(prefix string, m jsonc.Member) {
		k := prefix + norm(m.Key.Text)
		c.keys[k] = m.Value
		if i := strings.IndexByte(prefix, '/'); i >= 0 && prefix != "pool/" {
			c.names[k] = prefix + m.Key.Text
			return
		}
		c.names[k] = m.Key.Text
	}
	for _, m := range v.Members {
		note("", m)
		name := norm(m.Key.Text)
		for _, e := range entries(name, m.Value) {
			if a := fieldsOf(e).first(addressNames); a.Kind != jsonc.String && a.Kind != jsonc.Array {
				continue // a pool of threads, or of anything else
			}
			for _, x := range e.Members {
				note("pool/", x)
			}
		}
		if m.Value.Kind == jsonc.Object && !has(poolLists, name) {
			for _, x := range m.Value.Members {
				note(name+"/", x)
			}
		}
		if m.Value.Kind == jsonc.Array && strings.HasSuffix(name, "threads-conf") && len(m.Value.Items) > 0 {
			for _, x := range m.Value.Items[0].Members {
				note("", x)
			}
		}
	}
}

// entries returns the objects of a list of pools, or of a map of pools by name.
func entries(name string, v jsonc.Value) []jsonc.Value {
	if !has(poolLists, name) {
		return nil
	}
	all := v.Items
	if v.Kind == jsonc.Object {
		if f := fieldsOf(v); scalar(f.first(addressNames)) != "" {
			return []jsonc.Value{v} // one pool where a list should stand
		}
		for _, m := range v.Members {
			all = append(all, m.Value)
		}
	}
	return all
}

// holds reports whether v is of a type that the sign allows. A key without a
// value speaks for nothing: prose lists keys like that.
func (s sign) holds(v jsonc.Value, loose bool) bool {
	if loose && v.Kind != jsonc.Array && v.Kind != jsonc.Object {
		return strings.ContainsAny(s.types, "snbz")
	}
	return strings.IndexByte(s.types, "?zbnsao"[v.Kind]) >= 0
}

// recognise finds the layout whose marks are there, most of all. Telling are the
// marks too long to be an abbreviation of something else: a language, a unit.
func (c *candidate) recognise() (marks, telling, ordinary, vetoes int) {
	count := make([][2]int, len(layouts))
	for key, v := range c.keys {
		for _, s := range signs[key] {
			switch {
			case !s.holds(v, c.loose):
			case s.layout < 0:
				vetoes++
			case s.mark:
				count[s.layout][0]++
			default:
				count[s.layout][1]++
			}
		}
	}
	best := 0
	for i, n := range count {
		if n[0] > count[best][0] || n[0] == count[best][0] && n[1] > count[best][1] {
			best = i
		}
	}
	for key, v := range c.keys {
		for _, s := range signs[key] {
			if s.layout == best && s.holds(v, c.loose) {
				if s.mark && len(key) > 3 {
					telling++
				}
				c.Keys = append(c.Keys, c.names[key])
			}
		}
	}
	slices.Sort(c.Keys)
	c.Keys = slices.Compact(c.Keys)
	marks, ordinary = count[best][0], count[best][1]
	if c.Layout = layouts[best].name; marks == 0 {
		c.Layout = "generic"
	}
	return marks, telling, ordinary, vetoes
}

func (c *candidate) readPools(v jsonc.Value) {
	shared := c.top // logins that stand beside a list of bare addresses
	for _, m := range v.Members {
		name := norm(m.Key.Text)
		if !has(poolLists, name) {
			continue
		}
		for _, e := range entries(name, m.Value) {
			switch e.Kind {
			case jsonc.Object:
				c.addEntry(fieldsOf(e), shared)
			case jsonc.String:
				c.add(e, shared, fields{})
			}
		}
	}
	for _, f := range families {
		for n := range 10 {
			digit := ""
			if n > 0 {
				digit = strconv.Itoa(n)
			}
			a, ok := c.top[f.address+digit]
			if !ok || a.Kind != jsonc.String || a.Text == "" && n+len(c.Pools) > 0 || slices.ContainsFunc(c.Pools, func(p Pool) bool { return p.Address.Text != "" && p.Address.Start == text(a).Start }) {
				continue
			}
			get := func(name string) jsonc.Value {
				if x, ok := c.top[name+digit]; ok && name != "" {
					return x
				}
				return c.top[name]
			}
			own := fields{"port": get(f.port), "user": get(f.user), "pass": get(f.pass), "rig-id": get(f.rig), "tls": get(f.tls), "userpass": c.top["userpass"]}
			if scalar(own["port"]) == "" {
				own["port"] = c.top.first(portNames)
			}
			if scalar(own["user"]) == "" {
				own["user"] = c.top.first(userNames)
			}
			if scalar(own["pass"]) == "" {
				own["pass"] = c.top.first(passNames)
			}
			if scalar(own["rig-id"]) == "" {
				own["rig-id"] = c.top.first(rigNames)
			}
			c.add(a, own, c.top)
		}
	}
	if len(c.Pools) > 0 {
		return
	}
	for _, n := range []string{"start-mining", "wallet", "wallet-address", "user", "address", "custom-template", "proxywallet", "bitcoinaddress"} {
		u, ok := c.top[n]
		if w := loginWeight(scalar(u)); ok && (w >= 3 || w == 2 && n == "bitcoinaddress") {
			p := Pool{User: text(u), Password: text(c.top.first(passNames)), RigID: text(c.top.first(rigNames))}
			p.Daemon = n == "start-mining"
			c.take(p, c.top)
			return
		}
	}
}

// addEntry adds the pools of an entry of a list; one entry may name several
// addresses. A login that it lacks stands beside the list, if anywhere.
func (c *candidate) addEntry(f, shared fields) {
	for name, x := range f {
		if x.Kind == jsonc.Object && name == "miner-config" { // HiveOS
			inner := fieldsOf(x)
			for k, y := range inner {
				if _, ok := f[k]; !ok {
					f[k] = y
				}
			}
			break
		}
	}
	a := f.first(addressNames)
	if user := shared.first([]string{"user", "wallet"}); a.Kind == jsonc.String && scalar(f.first(userNames)) == "" && f.first(userNames).Kind != jsonc.Array && user.Kind == jsonc.String {
		f["user"] = user
		if scalar(f.first(passNames)) == "" {
			f["pass"] = shared.first(passNames)
		}
	}
	if a.Kind != jsonc.Array {
		c.add(a, f, f)
		return
	}
	for _, one := range a.Items {
		c.add(one, f, f)
	}
}

// add reads a pool: its address, its login from own, its further settings from rest.
func (c *candidate) add(a jsonc.Value, own, rest fields) {
	user := own.first(userNames)
	if user.Kind == jsonc.Array && len(user.Items) > 0 {
		user = user.Items[0]
	}
	p := Pool{Address: text(a), User: text(user), Password: text(own.first(passNames)), RigID: text(own.first(rigNames))}
	if a, ok := own["address"]; ok && p.User.Text == "" && loginWeight(scalar(a)) >= 2 {
		p.User = text(a)
	}
	if up, ok := own["userpass"]; ok && p.User.Text == "" {
		t := text(up)
		u, pw, cut := strings.Cut(t.Text, ":")
		p.User = Text{u, t.Start, min(t.End, t.Start+len(u))}
		if cut {
			p.Password = Text{pw, max(t.Start, t.End-len(pw)), t.End}
		}
	}
	if p.Address.Text == "" {
		if p.User.Text == "" {
			return
		}
		c.take(p, rest)
		return
	}
	ad, ok := splitAddress(p.Address.Text)
	if !ok {
		for _, one := range several(a) {
			c.add(one, own, rest)
		}
		return
	}
	if ad.web && !rest["daemon"].True() {
		c.foreign = true
	}
	p.Host, p.Port, p.TLS, p.Daemon = ad.host, ad.port, ad.tls, ad.daemon
	if n, ok := own.first(portNames).Int(); ok && p.Port == 0 && n > 0 && n < 1<<16 {
		p.Port = n
		ad.foreign = ad.foreign || has(foreignPorts, strconv.Itoa(n)) && !ad.mining
	}
	if p.User.Text == "" && ad.user != "" {
		p.User = Text{ad.user, p.Address.Start, p.Address.End}
	}
	if p.Password.Text == "" && ad.pass != "" {
		p.Password = Text{ad.pass, p.Address.Start, p.Address.End}
	}
	p.TLS = p.TLS || own.first(tlsNames).True() || own["tls"].True() || own["use-tls"].True() || own["pool-use-tls"].True() || own["ssl"].True() || own["ssltls"].True()
	login := loginWeight(p.User.Text)
	if !ad.mining && p.Port == 0 && strings.IndexByte(p.Host, '.') < 0 && p.Host != "localhost" && !isTemplate(p.Host) {
		if login < 2 { // a word, not a place
			return
		}
		p.Host = "" // the name of a pool
	}
	if ad.foreign {
		c.foreign = true
		if login < 3 {
			c.held = append(c.held, func() { c.take(p, rest) })
			return
		}
	}
	w := 0
	switch {
	case ad.mining:
		w = 3
		c.strong = true
	case ad.web:
	case p.Port != 0:
		w = 1 + hostWeight(p.Host)
	case strings.IndexByte(p.Host, '.') > 0:
		w = hostWeight(p.Host)
	}
	c.address = max(c.address, w)
	c.take(p, rest)
}

// several returns the addresses of a value that lists them, as rigs' managers
// and lolMiner write it: parted by blanks, commas or semicolons.
func several(a jsonc.Value) (all []jsonc.Value) {
	s := scalar(a)
	if len(s) > 4096 || !strings.ContainsAny(s, " \t\n,;") {
		return nil
	}
	from, end := a.Inner()
	at := 0
	for len(all) < 32 {
		for at < len(s) && strings.IndexByte(" \t\r\n,;", s[at]) >= 0 {
			at++
		}
		if at == len(s) {
			return all
		}
		n := strings.IndexAny(s[at:], " \t\r\n,;")
		if n < 0 {
			n = len(s) - at
		}
		if _, ok := splitAddress(s[at : at+n]); !ok {
			return nil
		}
		v := str(s[at:at+n], min(from+at, end))
		v.End = min(v.End, end)
		all = append(all, v)
		at += n
	}
	return all
}

// take fills in what is the same for all pools and keeps the pool.
func (c *candidate) take(p Pool, f fields) {
	c.users = c.users || p.User.Text != ""
	if w := loginWeight(p.User.Text); w > c.login {
		c.login = w
		c.strong = c.strong || w >= 3
	}
	p.Algorithm = scalar(f.first(algoNames))
	p.Coin = scalar(f.first(coinNames))
	for _, a := range []string{p.Algorithm, p.Coin, scalar(c.top.first(algoNames)), scalar(c.top.first(coinNames))} {
		if a == "" || slices.Contains(c.Algorithms, a) || isTemplate(a) {
			continue
		}
		if _, err := strconv.Atoi(a); err == nil {
			continue
		}
		if len(c.Algorithms) < 64 {
			if knownAlgorithm(a) && !slices.ContainsFunc(c.Algorithms, knownAlgorithm) {
				c.algo = 2
			}
			if a != p.Coin || knownAlgorithm(a) {
				c.Algorithms = append(c.Algorithms, a)
			}
		}
	}
	p.Daemon = p.Daemon || f["daemon"].True()
	p.SelfSelect = scalar(f["self-select"])
	p.SOCKS5 = scalar(f["socks5"])
	p.TLSFinger = scalar(f["tls-fingerprint"])
	p.NiceHash = f["nicehash"].True() || f["use-nicehash"].True()
	if e, ok := f["enabled"]; ok && e.Kind == jsonc.Bool {
		p.Disabled = !e.True()
	}
	p.Disabled = p.Disabled || f["disabled"].True()
	if s := text(f["spend-secret-key"]); s.Text != "" {
		c.SpendKey = s
	}
	c.Pools = append(c.Pools, p)
}

// settings reads what concerns the whole program.
func (c *candidate) settings() {
	if c.Layout == "p2pool" { // its host is a node
		for i := range c.Pools {
			c.Pools[i].Daemon = true
		}
	}
	if n, ok := c.top["donate-level"].Int(); ok {
		c.Donate = &n
	}
	if a := scalar(c.top.first([]string{"algo", "algorithm"})); a != "" && !slices.Contains(c.Algorithms, a) && !isTemplate(a) {
		c.Algorithms = append(c.Algorithms, a)
	}
	for _, block := range []string{"http", "api", "cc-client"} {
		if _, ok := c.keys[block]; !ok {
			continue
		}
		if t := text(c.keys[block+"/access-token"]); t.Text != "" && c.Token.Text == "" {
			c.Token = t
		}
		on, said := c.keys[block+"/enabled"]
		if said && !on.True() {
			continue
		}
		if h := scalar(c.keys[block+"/host"]); h != "" && c.APIHost == "" {
			c.APIHost = h
		}
		if n, ok := c.keys[block+"/port"].Int(); ok && n > 0 && n < 1<<16 && c.APIPort == 0 {
			c.APIPort = n
		}
		if a, ok := splitAddress(scalar(c.keys[block+"/url"])); ok && block == "cc-client" {
			c.APIHost, c.APIPort = a.host, a.port
		}
	}
	for _, k := range []string{"httpd-port", "apiport", "api-port", "mport", "webport", "http-port"} {
		if n, ok := c.top[k].Int(); ok && n != 0 && c.APIPort == 0 && n > -(1<<16) && n < 1<<16 {
			c.APIPort = max(n, -n)
		}
	}
	for _, k := range []string{"api-bind", "api-bind-http", "api"} {
		if a, ok := splitAddress(scalar(c.top[k])); ok && a.port != 0 && c.APIPort == 0 {
			c.APIHost, c.APIPort = a.host, a.port
		}
	}
	if t := text(c.top["http-pass"]); t.Text != "" && c.Token.Text == "" {
		c.Token = t
	}
	for _, k := range []string{"background", "pause-on-active", "stealth-fullscreen"} {
		if v := c.top[k]; v.True() {
			c.Hidden = append(c.Hidden, c.names[k]+"="+v.Text)
		}
	}
	for _, k := range []string{"stealth-targets", "kill-targets", "process-killer"} {
		if v := c.top[k]; v.Kind == jsonc.String && v.Text != "" {
			c.Hidden = append(c.Hidden, c.names[k]+"="+v.Text)
		}
	}
	if v := c.top["title"]; v.Kind == jsonc.String && v.Text != "" && v.Text != "true" || v.Kind == jsonc.Bool && !v.True() {
		c.Hidden = append(c.Hidden, "title="+v.Text)
	}
	if v := c.top["user-agent"]; v.Kind == jsonc.String && v.Text != "" {
		c.Hidden = append(c.Hidden, "user-agent="+v.Text)
	}
}

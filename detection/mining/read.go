package mining

import (
	"strconv"
	"strings"

	"lamproom/detection"
	"lamproom/format/commandline"
	"lamproom/indicator"
)

// poolReading is one server an argument list names. Indices are of arguments,
// -1 for none.
type poolReading struct {
	endpoint                        indicator.Endpoint
	open                            bool // the address is a variable
	weak                            bool // the option means something else in many programs
	user, pass, worker, algo        string
	urlAt, userAt, passAt, workerAt int
	tls, hasURL, hasUser, hasPass   bool
	login                           indicator.Login
	payee                           detection.Payee
	group                           byte
	asked                           bool   // the login is given as an address to ask about, --address
	loose                           bool   // no option takes the address
	short                           bool   // the option is -o or --url, as XMRig has it
	slot                            [2]int // its place in a list of one argument: algorithm, then server
	checked                         bool   // the login is an address with a good checksum, of a coin not known here
}

// reading is what an argument list says when its options are those of a miner.
type reading struct {
	argv       []string
	program    string
	family     string
	options    []commandline.Option
	pools      []poolReading
	algorithms []string
	algoAt     int
	coin       string
	donate     *int
	donateAt   int
	solo       bool // starts mining to an address without a pool
	soloAt     int
	odd        bool   // the wallet stands where miners have no option for it
	operands   int    // words that belong to no option
	strange    int    // options no miner has
	used       []bool // by index of argv
	logins     []knownLogin
	detached   bool // the last server named was none: its login belongs to nobody
}

// knownLogin is a login that was taken apart before: a wallet costs far more to
// decode than all else that is done to a line.
type knownLogin struct {
	user  string
	login indicator.Login
}

// login is [indicator.SplitLogin], once for each user.
func (r *reading) login(user string) indicator.Login {
	for i := range r.logins {
		if r.logins[i].user == user {
			return r.logins[i].login
		}
	}
	l := indicator.SplitLogin(user)
	if len(r.logins) < maxPools {
		r.logins = append(r.logins, knownLogin{user, l})
	}
	return l
}

// use marks an argument as understood; -1 is none.
func (r *reading) use(at int) {
	if at >= 0 {
		r.used[at] = true
	}
}

// maxPools bounds the pools of one argument list.
const maxPools = 64

// wrappedQuotes are what careless text leaves around a value.
const wrappedQuotes = "\"',;"

func clean(v string) string { return strings.Trim(strings.TrimSpace(v), wrappedQuotes) }

// read takes an argument list apart. argv[0] is the program, "" if unknown.
func read(argv []string) reading {
	r := reading{argv: argv, algoAt: -1, donateAt: -1, soloAt: -1, used: make([]bool, len(argv))}
	if len(argv) == 0 {
		return r
	}
	r.program = argv[0]
	r.family = familyOf(argv[0])
	for i := 1; r.family == "" && i < len(argv) && i < 3 && !strings.HasPrefix(argv[i], "-"); i++ {
		r.family = familyOf(argv[i]) // python miner.py, dotnet x.dll; an unknown wrapper
	}
	r.options = commandline.Options(argv)
	glued := r.gluedEndpoint()
	var ports, portAt map[byte]int
	for i := 0; i < len(r.options); i++ {
		o := r.options[i]
		if o.Glued && o.Dashes == 1 && len(o.Name) == 1 && !strings.Contains(argv[o.Index], "=") || o.Glued && o.Dashes == 1 && len(o.Name) == 1 && strings.HasPrefix(argv[o.Index], "-"+o.Name) && !strings.HasPrefix(argv[o.Index], "-"+o.Name+"=") {
			if !r.acceptGlued(o, glued) {
				continue
			}
		}
		role, group := roleOf(r.family, o.Name, o.Dashes)
		v := clean(o.Value)
		if role != noRole {
			v, group = indexed(v, group)
		}
		if o.ValueAt < 0 && role != tlsRole {
			if !knownOptions[o.Name] && role == noRole && !(len(o.Name) > 1 && o.Dashes == 1) {
				r.strange++
			}
			r.use(o.Index)
			continue
		}
		if (role == userRole || role == loginRole) && junk(v) || r.detached && (role == userRole || role == passRole) {
			r.use(o.Index)
			r.use(o.ValueAt)
			continue
		}
		switch role {
		case poolRole, hostRole:
			if role == poolRole {
				r.detached = junk(v)
			}
			r.addPool(o, v, role == hostRole, group)
		case userRole, payRole:
			if o.Name == "address" && indicatorOf(v) == nil {
				continue
			}
			if role == payRole {
				r.solo, r.soloAt = true, o.ValueAt
			}
			p := r.current(group)
			if p.hasUser && p.user != v { // two users for one server: a second login
				if len(r.pools) < maxPools && !p.hasURL {
					r.pools = append(r.pools, emptyPool(group))
					p = &r.pools[len(r.pools)-1]
				}
			}
			p.user, p.userAt, p.hasUser = v, o.ValueAt, true
			p.asked = o.Name == "address" || o.Name == "account"
			r.use(o.ValueAt)
		case loginRole:
			if e, ok := indicator.ParseEndpoint(v); ok && e.Port != 0 && e.Scheme != "" || r.family == "xmr-stak" { // xmr-stak: TLS server
				r.addPool(o, v, false, group)
				if n := len(r.pools); n > 0 {
					r.pools[n-1].tls = true
				}
				continue
			}
			user, pass, ok := cutLogin(v)
			if !ok && r.family == "" && r.login(v).Wallet == nil {
				continue // -O of an ordinary program
			}
			p := r.current(group)
			p.user, p.userAt, p.hasUser = user, o.ValueAt, true
			if ok {
				p.pass, p.passAt, p.hasPass = pass, o.ValueAt, true
			}
			r.use(o.ValueAt)
		case passRole:
			if e, ok := indicator.ParseEndpoint(v); ok && e.Port != 0 && (e.Scheme != "" || e.Grade() >= indicator.HostName) && !r.hasPool() {
				r.addPool(o, v, false, group) // bzminer, onezerominer: -p is the pool
				continue
			}
			if len(v) > maxPassword {
				continue
			}
			p := r.current(group)
			p.pass, p.passAt, p.hasPass = v, o.ValueAt, true
			r.use(o.ValueAt)
		case nameRole:
			if w := indicatorOf(v); w != nil && !r.current(group).hasUser { // bzminer, onezerominer: -w is the wallet
				p := r.current(group)
				p.user, p.userAt, p.hasUser = v, o.ValueAt, true
				r.use(o.ValueAt)
				continue
			}
			p := r.current(group)
			p.worker, p.workerAt = v, o.ValueAt
			r.use(o.ValueAt)
		case algoRole:
			if isAlgorithm(v) || len(o.Name) > 1 {
				r.algorithms = append(r.algorithms, v)
				r.algoAt = o.ValueAt
				if isAlgorithm(v) {
					r.current(group).algo = v
				}
			}
			r.use(o.ValueAt)
		case portRole:
			if n, err := strconv.Atoi(v); err == nil && n > 0 && n < 65536 {
				if ports == nil {
					ports, portAt = map[byte]int{}, map[byte]int{}
				}
				ports[group], portAt[group] = n, o.ValueAt
				if o.Name == "ssl-port" {
					r.current(group).tls = true
				}
				r.use(o.ValueAt)
			}
		case coinRole:
			r.coin = v
			r.use(o.ValueAt)
		case tlsRole:
			if o.ValueAt < 0 || o.Value == "1" || strings.EqualFold(o.Value, "true") || strings.EqualFold(o.Value, "on") || !strings.Contains("0 false off", strings.ToLower(o.Value)) {
				r.current(group).tls = true
			}
			if o.Value == "1" || o.Value == "0" {
				r.use(o.ValueAt)
			}
		default:
			if o.Name == "donate-level" {
				if n, err := strconv.Atoi(strings.TrimSuffix(v, "%")); err == nil && n >= 0 && n <= 100 {
					r.donate, r.donateAt = &n, o.ValueAt
				}
			}
			switch {
			case knownOptions[o.Name] || knownOptions[strings.ToLower(o.Name)]:
				r.use(o.ValueAt)
			case len(o.Name) > 1 && o.Dashes == 1 && !o.Glued && len(o.Name) < 6: // a cluster of switches, perhaps
				r.strange++
			case !o.Glued || o.Dashes == 2:
				r.strange++
				if o.ValueAt >= 0 {
					r.used[o.ValueAt] = o.Dashes == 2
				}
			}
		}
		r.use(o.Index)
	}
	r.finish(ports, portAt)
	return r
}

func emptyPool(group byte) poolReading {
	return poolReading{urlAt: -1, userAt: -1, passAt: -1, workerAt: -1, group: group}
}

// current is the pool that a login belongs to: the last named one of its group.
func (r *reading) current(group byte) *poolReading {
	for i := len(r.pools) - 1; i >= 0; i-- {
		if r.pools[i].group == group {
			return &r.pools[i]
		}
	}
	r.pools = append(r.pools, emptyPool(group))
	return &r.pools[len(r.pools)-1]
}

func (r *reading) hasPool() bool {
	for _, p := range r.pools {
		if p.hasURL {
			return true
		}
	}
	return false
}

// gluedEndpoint reports whether some argument is -oHOST: then -uNAME and -pX may
// be read in the same way.
func (r *reading) gluedEndpoint() bool {
	for _, o := range r.options {
		if o.Glued && o.Name == "o" && o.Dashes == 1 {
			if e, ok := indicator.ParseEndpoint(clean(o.Value)); ok && (e.Port != 0 || e.Grade() >= indicator.HostName) {
				return true
			}
		}
	}
	return false
}

func (r *reading) acceptGlued(o commandline.Option, glued bool) bool {
	v := clean(o.Value)
	switch o.Name {
	case "o":
		e, ok := indicator.ParseEndpoint(v)
		return ok && (e.Port != 0 || e.Grade() >= indicator.HostName)
	case "u", "O":
		return glued || indicatorOf(r.login(v).Address) != nil
	case "p", "a", "t", "w", "r":
		return glued
	}
	return false
}

// indicatorOf decodes a wallet.
func indicatorOf(s string) *indicator.Wallet {
	if w, ok := indicator.DecodeWallet(s); ok {
		return &w
	}
	return nil
}

// addPool reads the address of a server, or several parted by ! or a comma.
func (r *reading) addPool(o commandline.Option, v string, weak bool, group byte) {
	var slot [2]int
	for range maxPools {
		i := strings.IndexAny(v, "!,;")
		if i <= 0 {
			break
		}
		if _, ok := indicator.ParseEndpoint(v[:i]); !ok {
			break
		}
		r.addServer(o, v[:i], weak, group, slot)
		if v[i] == ';' {
			slot = [2]int{slot[0] + 1, 0}
		} else {
			slot[1]++
		}
		v = v[i+1:]
	}
	r.addServer(o, v, weak, group, slot)
}

func (r *reading) addServer(o commandline.Option, v string, weak bool, group byte, slot [2]int) {
	e, ok := indicator.ParseEndpoint(v)
	if !ok && strings.Contains(v, "@") && !strings.Contains(v, "://") { // miniZ: user@host:port
		e, ok = indicator.ParseEndpoint("stratum://" + v)
		e.Scheme = ""
		ok = ok && e.Port != 0
	}
	if !ok && !weak && strings.HasPrefix(v, "//") {
		e, ok = indicator.ParseEndpoint(v[2:])
	}
	if !ok && strings.Contains(v, "://") { // a scheme of a miner's own, or ethminer's login with signs in it
		scheme, rest, _ := strings.Cut(v, "://")
		if i := strings.IndexAny(rest, "/?#"); i >= 0 {
			rest = rest[:i]
		}
		if strings.HasPrefix(strings.ToLower(scheme), "stratum") {
			e, ok = indicator.ParseEndpoint("stratum://" + rest)
		}
	}
	open := false
	if !ok {
		rest := v
		if i := strings.Index(v, "://"); i > 0 {
			rest = v[i+3:]
		}
		if open = !weak && (isVariable(rest) || r.family != "" && templateHost(rest)); !open {
			host := strings.TrimSuffix(strings.TrimSuffix(rest, "/"), ".")
			if name, g := indicator.ParseHost(host); g == indicator.HostLabel && (strings.EqualFold(host, "localhost") || r.family != "" && !weak) {
				e, ok = indicator.Endpoint{Host: name}, true
			} else if g >= indicator.HostUnknown && g != indicator.HostFile && !weak {
				e, ok = indicator.Endpoint{Host: name}, true
			}
		} else { // a variable nobody sets names no host
			if strings.Contains(rest, ":") && !strings.HasSuffix(rest, "}") {
				if i := strings.LastIndexByte(rest, ':'); i > 0 {
					if n, err := strconv.Atoi(rest[i+1:]); err == nil && n > 0 && n < 65536 {
						e.Port = n
					}
				}
			}
		}
	}
	if !ok && !open {
		return
	}
	p := emptyPool(group)
	if n := len(r.pools); n > 0 && !r.pools[n-1].hasURL && r.pools[n-1].group == group {
		p = r.pools[n-1] // a login that stood before its server
		r.pools = r.pools[:n-1]
	}
	if len(r.pools) >= maxPools {
		return
	}
	p.endpoint, p.urlAt, p.hasURL, p.weak, p.open = e, o.ValueAt, true, weak, open
	p.tls = p.tls || e.TLS
	p.short, p.slot = o.Name == "o" || o.Name == "url", slot
	if !p.hasUser && e.User == "" {
		if user, ok := r.pathLogin(o.Name, e); ok {
			p.user, p.userAt, p.hasUser = user, o.ValueAt, true
		}
	}
	if e.User != "" {
		p.user, p.userAt, p.hasUser = e.User, o.ValueAt, true
		if e.Password != "" {
			p.pass, p.passAt, p.hasPass = e.Password, o.ValueAt, true
		}
	}
	r.use(o.ValueAt)
	r.pools = append(r.pools, p)
}

// finish joins what was read: ports, wallets in odd places, logins.
func (r *reading) finish(ports, portAt map[byte]int) {
	// a wallet where no option of a miner stands
	if !r.anyUser() {
		for i := 1; i < len(r.argv) && i < 256; i++ {
			v := clean(r.argv[i])
			if k := strings.IndexByte(v, '='); k > 0 && strings.HasPrefix(v, "-") {
				v = v[k+1:]
			}
			if len(v) < 90 || strings.ContainsAny(v, " /\\") && strings.Contains(v, "://") {
				continue
			}
			if l := r.login(v); l.Wallet != nil && (l.Wallet.Coin == indicator.Monero || l.Wallet.Coin == indicator.CryptoNote) {
				p := r.current(0)
				p.user, p.userAt, p.hasUser, r.odd = v, i, true, true
				r.use(i)
				break
			}
		}
	}
	// a server of a miner without any option for it: scheme and login tell
	if !r.hasPool() {
		wallet := r.anyWallet()
		for i := 1; i < len(r.argv) && i < 1024; i++ {
			v := clean(r.argv[i])
			if !strings.Contains(v, "://") && !(wallet && strings.Contains(v, ":")) {
				continue
			}
			if k := strings.IndexByte(v, '='); k > 0 && strings.HasPrefix(v, "-") {
				v = v[k+1:]
			}
			e, ok := indicator.ParseEndpoint(v)
			if ok && (isStratum(e.Scheme) || e.Scheme == "" && e.Port != 0 && wallet) {
				r.addPool(commandline.Option{Index: i, ValueAt: i}, v, !isStratum(e.Scheme), 0)
				if n := len(r.pools); n > 0 && !r.pools[n-1].hasUser {
					r.pools[n-1].loose = true
				}
			}
		}
	}
	for g, n := range ports {
		for i := range r.pools {
			if p := &r.pools[i]; p.group == g && p.hasURL && p.endpoint.Port == 0 && !p.open {
				p.endpoint.Port = n
				r.use(portAt[g])
			}
		}
	}
	// a login without a server, beside servers without one, is theirs
	var spare *poolReading
	for i := range r.pools {
		if p := &r.pools[i]; p.hasUser {
			spare = p
			break
		}
	}
	taken := false
	for i := range r.pools {
		p := &r.pools[i]
		if p.hasURL && !p.hasUser && spare != nil && (p.group == spare.group || p.group < 'a') && (!spare.hasURL || p.urlAt == spare.urlAt || r.inherits(p)) {
			taken = taken || !spare.hasURL
			p.user, p.userAt, p.hasUser = spare.user, spare.userAt, true
			if !p.hasPass {
				p.pass, p.passAt, p.hasPass = spare.pass, spare.passAt, spare.hasPass
			}
		}
	}
	hasPool, spareAt := r.hasPool(), -1
	if spare != nil {
		spareAt = spare.userAt
	}
	kept := r.pools[:0]
	for _, p := range r.pools {
		if hasPool && !p.hasURL && (!p.hasUser || taken && p.userAt == spareAt) {
			continue
		}
		kept = append(kept, p)
	}
	r.pools = kept
	for i := range r.pools {
		p := &r.pools[i]
		if p.slot != [2]int{} || r.family == "srbminer" || i+1 < len(r.pools) && r.pools[i+1].urlAt == p.urlAt {
			p.user, p.pass = slotted(p.user, p.slot), slotted(p.pass, p.slot)
		}
		p.login = r.login(p.user)
		p.checked = p.login.Wallet == nil && indicator.Checked(p.login.Address)
		if p.worker == "" && p.login.Worker != "" {
			p.worker, p.workerAt = p.login.Worker, p.userAt
		}
		p.payee = payeeOf(p.endpoint.Host, p.user, p.login)
	}
	for i := 1; i < len(r.argv); i++ {
		if a := r.argv[i]; a != "" && a[0] != '-' && !r.used[i] {
			r.operands++
		}
	}
}

func (r *reading) anyUser() bool {
	for _, p := range r.pools {
		if p.hasUser {
			return true
		}
	}
	return false
}

func (r *reading) anyWallet() bool {
	for _, p := range r.pools {
		if p.hasUser && r.login(p.user).Wallet != nil {
			return true
		}
	}
	return false
}

// isStratum reports whether a scheme is one that only mining uses.
func isStratum(scheme string) bool {
	switch {
	case strings.HasPrefix(scheme, "stratum"), strings.HasPrefix(scheme, "ethproxy"), strings.HasPrefix(scheme, "ethstratum"), strings.HasPrefix(scheme, "daemon+"), scheme == "nicehash", scheme == "getwork":
		return true
	}
	return false
}

// maxPassword is how long a password may be, bytes. What is longer is none: a
// quote that was lost has swallowed what follows.
const maxPassword = 512

package mining

import (
	"math"
	"strconv"
	"strings"

	"lamproom/detection"
	"lamproom/indicator"
	"lamproom/rules"
)

// feature is something an argument list shows, with its weight: the natural
// logarithm of how much more often lines that mine show it than lines that do
// not. The weights were set by hand and by class, not fitted: docs/confidence.md.
type feature struct {
	clause string
	weight float64
	arg    int // index of the argument that shows it, -1 for the line as a whole
}

// prior is the logarithm of the odds that a command line with options mines,
// before any of them was looked at: few do.
const prior = -4.0

// weigher collects features. Clauses are written only where somebody asks for them:
// most lines are judged and never explained.
type weigher struct {
	fs      []feature
	clauses bool
}

// add takes a feature. In format each %s stands for one of args.
func (g *weigher) add(weight float64, arg int, format string, args ...string) {
	f := feature{clause: format, weight: weight, arg: arg}
	if g.clauses && len(args) > 0 {
		var b strings.Builder
		for _, a := range args {
			var before string
			before, format, _ = strings.Cut(format, "%s")
			b.WriteString(before)
			b.WriteString(a)
		}
		b.WriteString(format)
		f.clause = b.String()
	}
	g.fs = append(g.fs, f)
}

// say gives what a clause needs some work for, where clauses are written.
func (g *weigher) say(text func() string) string {
	if !g.clauses {
		return ""
	}
	return text()
}

// features weighs what was read.
func features(r *reading, clauses bool) []feature {
	g := &weigher{fs: make([]feature, 0, 24), clauses: clauses}
	wallet := r.walletLike()
	if r.family != "" {
		g.add(3, 0, "the program has the name of a mining program, %s", r.family)
	}
	r.poolFeatures(g, wallet)
	r.loginFeatures(g)
	r.optionFeatures(g)
	if !wallet && !r.stratum() && r.family == "" && !r.checked() {
		if n := min(r.operands, 4); n > 0 {
			g.add(-0.7*float64(n), -1, "%s that belong to no option: a miner takes none", g.say(func() string { return count(r.operands, "argument") }))
		}
		if n := min(r.strange, 5); n > 0 {
			g.add(-0.6*float64(n), -1, "%s that no mining program has", g.say(func() string { return count(r.strange, "option") }))
		}
	}
	if r.family != "" && r.anyUser() {
		g.add(1, -1, "a mining program is given a login")
	}
	if r.family != "" && r.family != "monerod" && !r.hasPool() && !r.anyUser() && r.settingsFile() {
		g.add(1.2, -1, "a mining program is given a file of settings")
	}
	switch {
	case r.fedShell():
		g.add(3, -1, "a shell that reads its script from elsewhere is given a Monero address")
	case isTalker(r.program):
		g.add(-20, 0, "%s handles text or other processes: what it is given is not run", baseName(r.program))
	case isOrdinary(r.program) && r.family == "":
		if wallet && r.hasPool() {
			g.add(0, 0, "the program is called %s, like an ordinary one: a wallet with a pool outweighs a name", baseName(r.program))
		} else {
			g.add(-7, 0, "%s is an ordinary program with options like these", baseName(r.program))
		}
	}
	return g.fs
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// walletLike reports whether some login is a wallet.
func (r *reading) walletLike() bool {
	for _, p := range r.pools {
		if p.login.Wallet != nil {
			return true
		}
	}
	return false
}

// checked reports whether some login is an address by its checksum.
func (r *reading) checked() bool {
	for _, p := range r.pools {
		if p.checked {
			return true
		}
	}
	return false
}

// together counts the options that miners have beside a server with a port and a
// user like an address, 0 where they are too few to tell anything: an option
// that many programs take a server with needs two of them.
func (r *reading) together(p poolReading) int {
	if p.endpoint.Port == 0 || ordinaryPorts[p.endpoint.Port] || p.open || p.login.Wallet != nil || p.checked || p.payee != detection.PaysOperator || !tokenLike(p.login.Address) {
		return 0
	}
	n, seen := len(r.algorithms), map[string]bool{}
	if p.pass == "x" {
		n++
	}
	for _, o := range r.options {
		name := o.Name
		if o.Glued && o.Dashes == 1 && len(name) == 1 || seen[name] {
			continue
		}
		seen[name] = true
		if t := telling[name]; t.weight > 0 && ((name != "t" && name != "threads") || number(o.Value)) {
			n++
		}
	}
	if n == 1 && p.weak {
		return 0
	}
	return n
}

func (r *reading) stratum() bool {
	for _, p := range r.pools {
		if isStratum(p.endpoint.Scheme) {
			return true
		}
	}
	return false
}

// settingsFile reports whether a file of settings is named.
func (r *reading) settingsFile() bool {
	for _, o := range r.options {
		if (o.Name == "config" || o.Name == "c") && o.Value != "" {
			return true
		}
	}
	return false
}

// fedShell reports whether the line is the second half of `curl … | bash -s ADDRESS`,
// as installers of public pools are started.
func (r *reading) fedShell() bool {
	switch baseName(r.program) {
	case "sh", "bash", "zsh", "dash":
	default:
		return false
	}
	if len(r.argv) < 3 || r.argv[1] != "-s" {
		return false
	}
	for _, p := range r.pools {
		if w := p.login.Wallet; w != nil && w.Valid && w.Coin == indicator.Monero {
			return true
		}
	}
	return false
}

// best returns the pool that says most.
func (r *reading) best() (poolReading, bool) {
	var best poolReading
	score := -1
	for _, p := range r.pools {
		s := 0
		for _, b := range []bool{p.hasURL, p.hasUser, p.login.Wallet != nil, p.hasPass, !p.weak, isStratum(p.endpoint.Scheme), p.payee == detection.PaysOperator} {
			if b {
				s++
			}
		}
		if s > score {
			best, score = p, s
		}
	}
	return best, score >= 0
}

func (r *reading) poolFeatures(g *weigher, wallet bool) {
	p, ok := r.best()
	if !ok || !p.hasURL {
		return
	}
	e := p.endpoint
	grade := e.Grade()
	name := g.say(e.Address)
	switch {
	case p.open:
		g.add(0.8, p.urlAt, "the server is left to a variable")
		return
	case p.loose:
		g.add(1, p.urlAt, "an argument is a pool's address, %s, which no option takes", name)
	case isStratum(e.Scheme):
		g.add(5, p.urlAt, "the server's address has a scheme that only mining uses, %s", e.Scheme)
	case p.weak && (r.family == "" || e.Port == 0):
		g.add(0.3, p.urlAt, "an option that takes a server names %s", name)
	case e.Scheme == "http" || e.Scheme == "https":
		g.add(0.4, p.urlAt, "an option that takes a server names a web address at %s", name)
	case e.Port != 0:
		g.add(1.6, p.urlAt, "an option that takes a pool names %s, port %s", e.Host, strconv.Itoa(e.Port))
	case grade == indicator.HostAmbiguous:
		g.add(0.1, p.urlAt, "an option that takes a pool names %s, which may as well be a file", e.Host)
	case grade >= indicator.HostName:
		g.add(1.0, p.urlAt, "an option that takes a pool names the host %s, no port", e.Host)
	default:
		g.add(0.3, p.urlAt, "an option that takes a pool names %s", e.Host)
	}
	if entry, list, ok := rules.Pool(e.Host); ok {
		g.add(2, p.urlAt, "%s is on the list of %s pool names", entry, list)
	}
	switch {
	case poolPorts[e.Port]:
		g.add(0.7, p.urlAt, "port %s is one that many pools offer", strconv.Itoa(e.Port))
	case ordinaryPorts[e.Port] && !wallet && !isStratum(e.Scheme):
		g.add(-3, p.urlAt, "port %s is that of another well-known service", strconv.Itoa(e.Port))
	}
	for label := range strings.SplitSeq(e.Host, ".") {
		if l := strings.Trim(label, "0123456789-"); l == "pool" || l == "xmr" || l == "monero" || l == "mine" || l == "mining" || l == "stratum" || strings.HasPrefix(l, "xmr-") || strings.HasPrefix(l, "pool-") {
			g.add(1, p.urlAt, "the host calls itself %s", label)
			break
		}
	}
	if p.hasUser && p.hasPass && !p.weak && e.Scheme != "http" && e.Scheme != "https" && (e.Port != 0 || grade >= indicator.HostName) {
		g.add(1.2, -1, "a server, a user and a password stand together, as miners take them")
	}
	if e.Path == "/xnsub" || e.Path == "#xnsub" || strings.HasPrefix(e.Path, "/#xnsub") {
		g.add(2, p.urlAt, "the address asks for extranonce subscription")
	}
}

func (r *reading) loginFeatures(g *weigher) {
	p, ok := r.best()
	if !ok || !p.hasUser {
		return
	}
	w := p.login.Wallet
	lone := !p.hasURL && r.family == ""
	weight := func(full float64) float64 {
		if lone {
			return full * 0.6
		}
		return full
	}
	switch {
	case r.odd && w != nil && !r.fedShell():
		full := 4.5
		if p.weak && nodePorts[p.endpoint.Port] {
			full = 2 // a wallet's own program talks to a node, too
		}
		g.add(weight(full), p.userAt, "an argument is %s", g.say(func() string { return describe(*w) }))
	case w != nil && w.Valid && w.Coin == indicator.Monero:
		g.add(weight(6), p.userAt, "the user is %s", g.say(func() string { return describe(*w) }))
	case w != nil && w.Valid:
		g.add(weight(4.5), p.userAt, "the user is %s", g.say(func() string { return describe(*w) }))
	case w != nil:
		g.add(weight(4.5), p.userAt, "the user is meant as a wallet: %s", g.say(func() string { return describe(*w) }))
	case isVariable(p.user):
		n := strings.ToLower(p.user)
		if strings.Contains(n, "wallet") || strings.Contains(n, "xmr") || strings.Contains(n, "address") || strings.Contains(n, "payout") || strings.Contains(n, "mining") {
			g.add(2, p.userAt, "the user is left to a variable with the name of a wallet, %s", p.user)
		} else {
			g.add(0.2, p.userAt, "the user is left to a variable, %s", p.user)
		}
	case p.payee == detection.Placeholder && (strings.Contains(strings.ToLower(p.user), "wallet") || strings.Contains(strings.ToLower(p.user), "address")):
		g.add(3, p.userAt, "the user is a template's word for a wallet")
	case p.checked:
		g.add(weight(4.5), p.userAt, "the user is an address with a good checksum, of a coin that is not known here")
	case longToken(p.login.Address):
		g.add(weight(2), p.userAt, "the user is one long word, as wallets are")
	case p.login.Email != "":
		g.add(0.8, p.userAt, "the user is an e-mail address")
	case p.login.Worker != "" && strings.Count(p.user, ".") == 1 && !strings.Contains(p.user, "/"):
		g.add(1, p.userAt, "the user has the form account.worker")
	}
	if s := p.endpoint.Scheme; p.asked && (s == "http" || s == "https") && r.family == "" && !p.hasPass {
		g.add(-3.8, p.userAt, "a web service is asked about an address")
	}
	if n := r.together(p); n > 0 {
		g.add(2.5, -1, "a server, a user like an address and %s of miners stand together", g.say(func() string { return count(n, "option") }))
	}
	if !p.hasPass {
		return
	}
	switch pass := strings.ToLower(p.pass); {
	case pass == "x":
		g.add(1.1, p.passAt, `the password is "x", as pools ask for`)
	case strings.HasPrefix(pass, "c=") || strings.Contains(pass, ",c=") || strings.HasPrefix(pass, "d=") || strings.HasPrefix(pass, "m=solo") || strings.Contains(pass, "~rx/") || strings.Contains(pass, "~cn"):
		g.add(2.5, p.passAt, "the password holds settings of a pool")
	case pass != "":
		g.add(0.3, p.passAt, "a password is given")
	}
}

// nodePorts are those of Monero's own nodes.
var nodePorts = map[int]bool{18080: true, 18081: true, 18082: true, 18083: true, 18084: true, 18089: true, 28081: true, 38081: true, 28089: true, 38089: true}

// longToken reports whether a word is long and of letters and digits only.
func longToken(s string) bool {
	if len(s) < 80 || len(s) > 256 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			return false
		}
	}
	return true
}

// telling are the weights of options that few but miners have.
var telling = map[string]struct {
	weight float64
	clause string
}{
	"donate-level":         {4, "an option sets what the miner's developers get"},
	"donate-over-proxy":    {3, "an option sets what the miner's developers get"},
	"nicehash":             {2.5, "an option is for the hash market NiceHash"},
	"use-nicehash":         {2.5, "an option is for the hash market NiceHash"},
	"rig-id":               {2.5, "an option names the rig"},
	"cpu-max-threads-hint": {4.5, "an option bounds the threads that mine"},
	"max-cpu-usage":        {3, "an option bounds the processor time"},
	"cpu-priority":         {1.5, "an option sets the priority of the threads"},
	"cpu-affinity":         {1, "an option binds threads to processors"},
	"cpu-no-yield":         {2, "an option keeps the processor from others"},
	"cpu-memory-pool":      {2.5, "an option reserves memory for mining"},
	"huge-pages":           {1.2, "an option asks for huge pages"},
	"no-huge-pages":        {1.5, "an option is about huge pages"},
	"huge-pages-jit":       {3, "an option asks for huge pages for RandomX"},
	"keepalive":            {1.5, "keep-alive messages are asked for"},
	"k":                    {0.9, "keep-alive messages are asked for (-k)"},
	"av":                   {1.2, "an option chooses the variant of an algorithm"},
	"variant":              {1, "an option chooses the variant of an algorithm"},
	"print-time":           {1, "an option sets how often the hash rate is printed"},
	"health-print-time":    {2.5, "an option sets how often the hash rate is printed"},
	"pause-on-active":      {3, "mining pauses while somebody is at the machine"},
	"pause-on-battery":     {3, "mining pauses on battery"},
	"self-select":          {2.5, "an option chooses the blocks to mine"},
	"submit-to-origin":     {2.5, "an option is about submitting blocks"},
	"retry-pause":          {0.8, "an option sets the pause between connections"},
	"retries":              {0.4, "an option sets how often to connect again"},
	"no-title":             {1.2, "the title of the window is kept"},
	"background":           {0.6, "it goes into the background"},
	"B":                    {0.4, "it goes into the background (-B)"},
	"threads":              {0.4, "a number of threads is set"},
	"t":                    {0.3, "a number of threads is set (-t)"},
	"mining-threads":       {4, "a number of threads is set for mining"},
	"http-access-token":    {1.5, "a control interface is opened"},
	"api-port":             {1.2, "a control interface is opened"},
	"api-worker-id":        {2.5, "a control interface is opened"},
	"http-no-restricted":   {2.5, "a control interface is opened"},
	"tls-fingerprint":      {1.2, "the certificate of the server is pinned"},
	"ethstratum":           {3, "an option chooses a dialect of Stratum"},
	"esm":                  {1.5, "an option chooses a dialect of Stratum"},
	"disable-gpu":          {1.5, "an option keeps the graphics cards out"},
	"allpools":             {2.5, "an option allows every pool"},
	"allcoins":             {2.5, "an option allows every coin"},
	"randomx-mode":         {4.5, "an option is for RandomX"},
	"randomx-1gb-pages":    {4.5, "an option is for RandomX"},
	"randomx-no-numa":      {4.5, "an option is for RandomX"},
	"randomx-wrmsr":        {4.5, "an option is for RandomX"},
	"randomx-no-rdmsr":     {4.5, "an option is for RandomX"},
	"randomx-init":         {4.5, "an option is for RandomX"},
	"randomx-cache-qos":    {4.5, "an option is for RandomX"},
	"coin":                 {0, ""},
	"currency":             {0, ""},
	"no-watch":             {0.5, "restarting is switched off"},
	"farm-recheck":         {3, "an option is for mining on a farm"},
	"report-hashrate":      {4, "the hash rate is reported"},
	"opencl":               {0.3, "graphics cards take part"},
	"cuda":                 {0.3, "graphics cards take part"},
	"asm":                  {0.6, "an option chooses machine code"},
	"daemon-zmq-port":      {2.5, "a node of a coin is asked for news"},
	"daemon-poll-interval": {2.5, "a node of a coin is asked for work"},
	"merge-mine":           {3, "an option is for mining two coins at once"},
}

var coins = words(`xmr monero monero7 monero8 etn electroneum sumo sumokoin aeon arqma arq haven xhv loki turtlecoin trtl masari msr stellite xtl ipbc graft grft
ravencoin rvn etc eth zeph zephyr wownero wow dero conceal ccx bittube tube cryptonight cryptonight_v7 cryptonight_v8 randomx yada yda townforge salvium sal ergo erg kaspa kas`)

func (r *reading) optionFeatures(g *weigher) {
	seen := map[string]bool{}
	for _, o := range r.options {
		name := o.Name
		if o.Glued && o.Dashes == 1 && len(name) == 1 && !strings.HasPrefix(r.argv[o.Index], "-"+name+"=") {
			continue // a cluster, or a name of one dash
		}
		if len(name) > 1 {
			name = strings.ToLower(name)
		}
		t, ok := telling[name]
		if !ok || seen[name] || t.weight == 0 || o.Dashes == 1 && len(name) > 1 && name != "esm" && name != "allpools" && name != "allcoins" && name != "nicehash" {
			continue
		}
		if (name == "t" || name == "threads") && !number(o.Value) {
			continue
		}
		seen[name] = true
		g.add(t.weight, o.Index, t.clause)
	}
	for _, a := range r.algorithms {
		if isAlgorithm(a) {
			g.add(3.5, r.algoAt, "the algorithm %s is one of mining", a)
			break
		}
		if r.family != "" {
			g.add(1, r.algoAt, "an algorithm is chosen, %s", g.say(func() string { return shorten(a) }))
			break
		}
	}
	if c := strings.ToLower(r.coin); c != "" && coins[c] {
		g.add(2.5, -1, "the coin is %s", r.coin)
	}
	for i, o := range r.options {
		if o.Name == "tls" && !seen["tls"] {
			seen["tls"] = true
			g.add(0.5, r.options[i].Index, "the connection is encrypted")
		}
	}
	if r.solo {
		g.add(3, r.soloAt, "a node is told to mine to an address")
	}
}

func number(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= -1 && n <= 1024
}

// describe says in words what a wallet is.
func describe(w indicator.Wallet) string {
	coin := strings.ToUpper(w.Coin[:1]) + w.Coin[1:]
	if !w.Valid {
		if w.Problem != nil {
			return "a damaged " + coin + " address (" + *w.Problem + ")"
		}
		return "a damaged " + coin + " address"
	}
	s := "a valid " + coin + " address"
	if w.Coin == indicator.Monero {
		s = "a valid Monero " + w.Kind + " address"
		if w.Network != "" && w.Network != "mainnet" {
			s += " of the " + w.Network
		}
		if w.PaymentID != nil {
			s += ", payment id " + *w.PaymentID
		}
	}
	return s
}

func sum(fs []feature) float64 {
	s := prior
	for _, f := range fs {
		s += f.weight
	}
	return math.Round(s*10) / 10
}

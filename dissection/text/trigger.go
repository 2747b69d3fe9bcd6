package text

import (
	"bytes"
	"slices"

	"lamproom/internal/literal"
)

// trigger is a place worth reading.
type trigger struct {
	at   int // text offset
	what triggerKind
}

type triggerKind uint8

const (
	atOption  triggerKind = iota // "-" of an option whose value may be a server
	atWallet                     // a run of letters and digits as long as a wallet
	atConfig                     // a key of a mining program's configuration
	atWhole                      // a word of a configuration that is read as a whole file
	atOutput                     // words a running miner writes
	atWord                       // a name that goes with mining
	atAudit                      // arguments in hexadecimal
	atDecode                     // a word for what undoes an encoding
	atTurned                     // a word for reversing a text, or turning its letters
	atHex                        // a value of a registry, in bytes
	atPercent                    // an option in a request, percent-encoded
)

// words are what the places are found by. None of them says that anything
// mines: they only say that reading on is worth the time. None is shorter than
// five bytes: one that is would make the search for all of them twice as slow.
var words = []struct {
	word string
	what triggerKind
}{
	{`"pools"`, atConfig}, {`'pools'`, atConfig}, {`pools:`, atWhole}, {`\"pools\"`, atConfig}, {`""pools""`, atConfig}, {`pool_address`, atConfig}, {`pool_list`, atConfig}, {`wallet_address`, atConfig},
	{`donate-level`, atConfig}, {`"rig-id"`, atConfig}, {`"nicehash"`, atConfig}, {`pool_urls`, atConfig},
	{`cpu_threads_conf`, atConfig}, {`gpu_threads_conf`, atConfig}, {`httpd_port`, atConfig}, {`"pool_configs"`, atConfig}, {`"algo":`, atConfig}, {`"userpass"`, atConfig},
	{`"wallet"`, atConfig},
	{`POOL:`, atWhole}, {`proxywallet`, atWhole}, {`proxypool`, atWhole}, {`pool1 `, atWhole}, {`pool1=`, atWhole}, {`start-mining`, atWhole}, {`wallet=`, atWhole}, {`wallet =`, atWhole}, {`CUSTOM_URL`, atWhole}, {`[randomx]`, atWhole},
	{`pool=`, atWhole}, {`pool =`, atWhole}, {`algo=`, atWhole}, {`algo =`, atWhole}, {`[server]`, atWhole}, {`"algo"`, atWhole}, {`algorithm.add`, atWhole}, {`pools[`, atWhole}, {`pools"][`, atWhole}, {`_TEMPLATE=`, atWhole},

	{`use pool `, atOutput}, {`POOL #1`, atOutput}, {`new job from`, atOutput}, {`accepted (`, atOutput}, {`rejected (`, atOutput}, {`speed 10s`, atOutput}, {`speed 2.5s`, atOutput},
	{`* VERSIONS`, atOutput}, {`* ABOUT`, atOutput}, {`Share accepted`, atOutput}, {`Result accepted by the pool`, atOutput}, {`connected. Logging in`, atOutput}, {`accepted: `, atOutput}, {`Starting Stratum on`, atOutput}, {`Stratum difficulty set`, atOutput},

	{`stratum+`, atWord}, {`stratum:`, atWord}, {`minerd`, atWord}, {`xmrig`, atWord}, {`nicehash`, atWord}, {`wallet`, atWord}, {`cryptonight`, atWord}, {`randomx`, atWord},
	{`poolurl`, atWord}, {`pool_url`, atWord}, {`poolhost`, atWord}, {`pool_host`, atWord}, {`mining_pool`, atWord}, {`monero`, atWord}, {`hxxp:`, atWord}, {`hxxps`, atWord},

	{`proctitle=`, atAudit}, {`=hex(1):`, atHex}, {`=hex(2):`, atHex}, {`=hex(7):`, atHex},

	{`FromBase64String`, atDecode}, {`b64decode`, atDecode}, {`base64_decode`, atDecode}, {`base64 -d`, atDecode}, {`xxd -r`, atDecode}, {`openssl base64`, atDecode}, {`openssl enc`, atDecode}, {`base64 --d`, atDecode}, {`decode64`, atDecode}, {`atob(`, atDecode}, {`encoding: b64`, atDecode}, {`base64decode`, atDecode}, {`'base64'`, atDecode}, {`"base64"`, atDecode},
	{`strrev(`, atTurned}, {`StrReverse(`, atTurned}, {`[::-1]`, atTurned}, {`.reverse()`, atTurned}, {`rot13`, atTurned}, {`rot_13`, atTurned}, {`N-ZA-M`, atTurned},
	{`%20-o`, atPercent}, {`%20-u`, atPercent}, {`%20--url`, atPercent}, {`%20--p`, atPercent}, {`+--url`, atPercent}, {`%2520-`, atPercent}, {`%20-P%20`, atPercent}, {`%20-a%20`, atPercent}, {`%20%2D`, atPercent}, {`+%2Do`, atPercent}, {`+%2Du`, atPercent}, {`+%2Dp`, atPercent}, {`+%2Da`, atPercent}, {`+%2D-`, atPercent}, {`+%2D%`, atPercent},
}

var wordSet = func() *literal.Set {
	var all []string
	for _, w := range words {
		all = append(all, w.word)
	}
	return literal.Compile(all...)
}()

// maxTriggers bounds what one window may hold; a text of nothing but triggers
// is read in part.
const maxTriggers = 1 << 16

// triggers returns the places in text, in order.
func triggers(text []byte, into []trigger) []trigger {
	t := into[:0]
	wordSet.Each(text, func(w, at int) bool {
		t = append(t, trigger{at, words[w].what})
		if w == stratumWord && loginInURL(text[at:min(len(text), at+300)]) {
			t = append(t, trigger{at, atOption})
		}
		return len(t) < maxTriggers
	})
	t = options(text, t)
	t = wallets(text, t)
	slices.SortFunc(t, func(a, b trigger) int {
		if a.at != b.at {
			return a.at - b.at
		}
		return int(a.what) - int(b.what)
	})
	return t
}

// stratumWord is the place of the scheme of pools among words.
var stratumWord = slices.IndexFunc(words, func(w struct {
	word string
	what triggerKind
}) bool {
	return w.word == "stratum+"
})

// loginInURL reports whether text begins with a pool's address that holds the
// login, too: stratum+tcp://WALLET.worker:x@host:port. Such an address needs no
// option.
func loginInURL(text []byte) bool {
	end := 0
	for end < len(text) && tokenByte[text[end]] {
		end++
	}
	i := bytes.Index(text[:end], []byte("://"))
	k := bytes.LastIndexByte(text[:end], '@')
	return i > 0 && k > i+7 && server(text[k+1:end]) != no
}

// wallets finds runs of at least 90 letters and digits: Monero's addresses have
// 95 or 106. A run that long covers a multiple of 64, so only those are looked at.
func wallets(text []byte, t []trigger) []trigger {
	const step = 64
	for i := step / 2; i < len(text) && len(t) < 2*maxTriggers; i += step {
		if !alnum[text[i]] {
			continue
		}
		lo := i
		for lo > 0 && alnum[text[lo-1]] && i-lo < 256 {
			lo--
		}
		hi := i
		for hi < len(text) && alnum[text[hi]] {
			hi++
		}
		if walletRun(text[lo:hi]) {
			t = append(t, trigger{lo, atWallet})
		}
		if hi-i >= step {
			i += (hi - i) / step * step
		}
	}
	return t
}

// walletRun reports whether letters and digits have the length and the mixture
// of an address of Monero's family: base58, so neither a number nor
// hexadecimal. Two foreign characters pass, for a damaged address is told, too.
func walletRun(b []byte) bool {
	if len(b) < 90 || len(b) > 140 {
		return false
	}
	small, capital, digits, foreign := 0, 0, 0, 0
	for _, c := range b {
		switch {
		case c == '0' || c == 'O' || c == 'I' || c == 'l':
			foreign++
		case c > 'f' && c <= 'z':
			small++
		case c > 'F' && c <= 'Z':
			capital++
		case digit[c]:
			digits++
		}
	}
	return foreign <= 2 && small > 3 && capital > 3 && digits > 1
}

// options finds options whose value looks like a server: "-o HOST:PORT",
// "--url=HOST", "-oHOST:PORT", also as items of a list.
func options(text []byte, t []trigger) []trigger {
	for i := 0; i < len(text); i++ {
		j := bytes.IndexByte(text[i:], '-')
		if j < 0 {
			break
		}
		i += j
		if i > 0 && text[i-1] == '+' && plusOption(text[i+1:]) {
			t = append(t, trigger{i - 1, atPercent})
			continue
		}
		if i > 0 && !beforeOption[text[i-1]] {
			continue
		}
		n := i + 1
		if n < len(text) && text[n] == '-' {
			n++
		}
		if n >= len(text) || !letter[text[n]] {
			i = n - 1
			continue
		}
		if takesServer(text, n) || encodedOption(text, n) {
			t = append(t, trigger{i, atOption})
			if len(t) >= 2*maxTriggers {
				return t
			}
		}
		i = n
	}
	return t
}

// plusOption reports whether what follows "+-" is an option of a miner in a
// request, where blanks are written "+": "+-o+", "+--p…".
func plusOption(rest []byte) bool {
	if len(rest) < 2 {
		return false
	}
	switch rest[0] {
	case 'o', 'u', 'P', 'p', 'O', 'U':
		return rest[1] == '+'
	case '-':
		return rest[1]|0x20 == 'p'
	}
	return false
}

// takesServer looks at an option whose name begins at n.
func takesServer(text []byte, n int) bool {
	const longest = 300
	end := n
	for end < len(text) && end-n < longest && tokenByte[text[end]] {
		end++
	}
	name := n
	for name < end && (alnum[text[name]] || text[name] == '-' || text[name] == '_') {
		name++
	}
	tok := text[n:end]
	if name < end && text[name] == '=' { // --url=HOST, --url="HOST"
		v := name + 1
		for v < len(text) && v < name+5 && (text[v] == '"' || text[v] == '\'' || text[v] == '\\') {
			v++
		}
		for end = v; end < len(text) && end-v < longest && tokenByte[text[end]]; end++ {
		}
		return server(text[v:end]) == sure || poolOption(text[n:name]) && (server(text[v:end]) == maybe || reference(text[v:end])) && goesOn(text, end)
	}
	if name-n > 24 {
		return false
	}
	if len(tok) > 8 && tok[0] == 'o' || len(tok) > 8 && tok[0] == 'P' { // -oHOST:PORT
		if s := server(tok[1:]); s == sure || s == maybe && goesOn(text, end) {
			return true
		}
	}
	v := end
	for k := 0; v < len(text) && k < 48; k++ { // what stands between two arguments in any list
		c := text[v]
		if c == '<' { // </string><string>
			j := bytes.IndexByte(text[v:min(len(text), v+32)], '>')
			if j < 0 {
				return false
			}
			v += j + 1
			continue
		}
		if c == 'a' && v+2 < len(text) && digit[text[v+1]] && (text[v+2] == '=' || v+3 < len(text) && digit[text[v+2]] && text[v+3] == '=') { // a2= of an audit record
			v += bytes.IndexByte(text[v:min(len(text), v+4)], '=') + 1
			continue
		}
		if c == '-' && v+1 < len(text) && text[v+1] == ' ' {
			v++
			continue
		}
		if !betweenArguments[c] {
			break
		}
		v++
	}
	if v == end || v >= len(text) {
		return false
	}
	ve := v
	for ve < len(text) && ve-v < longest && tokenByte[text[ve]] {
		ve++
	}
	switch server(text[v:ve]) {
	case sure:
		return true
	case maybe:
		if name-n == 1 && text[n] == 'F' && bytes.IndexByte(text[v:ve], ':') > 0 { // ethminer -F http://pool:80/WALLET
			return true
		}
		return poolOption(tok[:name-n]) && goesOn(text, ve)
	}
	if !poolOption(tok[:name-n]) {
		return false
	}
	if reference(text[v:min(len(text), v+3)]) || poolWord(text[v:ve]) {
		return goesOn(text, ve)
	}
	// "-o", POOL or "x -o " + POOL: a name outside the quotes
	between := text[end:v]
	return (bytes.IndexByte(between, '"') >= 0 || bytes.IndexByte(between, '\'') >= 0) && (letter[text[v]] || text[v] == '+' || text[v] == '&' || text[v] == '.') && goesOn(text, v)
}

// poolOption reports whether programs that mine take a server by that name.
func poolOption(name []byte) bool {
	var buf [24]byte
	if len(name) > len(buf) {
		return false
	}
	switch string(lower(buf[:0], name)) {
	case "hostname", "daemon-address", "daemon-rpc-address", "kaspad-address", "dpool", "dualpool", "dserver", "fs", "l": // one family's own
		return true
	case "o", "p", "s", "url", "pool", "pool1", "server", "host", "address", "uri", "epool", "zpool", "xpool", "proxy-pool", "poolurl", "pool-url", "pool_url", "stratum":
		return true
	}
	return false
}

// lower appends b in lower case.
func lower(to, b []byte) []byte {
	for _, c := range b {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		to = append(to, c)
	}
	return to
}

// reference reports whether a value is a variable.
func reference(v []byte) bool {
	return len(v) > 1 && (v[0] == '$' || v[0] == '%' || v[0] == '!' || v[0] == '{' && v[1] == '{' || v[0] == '{' && letter[v[1]])
}

// poolWord reports whether a value is a template's word for a pool: POOL_ADDRESS.
func poolWord(v []byte) bool {
	if len(v) < 4 || len(v) > 32 || !letter[v[0]] {
		return false
	}
	var buf [32]byte
	return bytes.Contains(lower(buf[:0], v), []byte("pool"))
}

// goesOn reports whether a login or a password option follows soon.
func goesOn(text []byte, from int) bool {
	rest := text[from:min(len(text), from+400)]
	for _, o := range [][]byte{[]byte("-u"), []byte("--user"), []byte("-wal"), []byte("-ewal"), []byte("-zwal"), []byte("--mining-address"), []byte("--wallet"), []byte("-O"), []byte("-w"), []byte("-p "), []byte("--pass")} {
		for k := 0; ; {
			i := bytes.Index(rest[k:], o)
			if i < 0 {
				break
			}
			i += k
			if i == 0 || beforeOption[rest[i-1]] {
				return true
			}
			k = i + 1
		}
	}
	return false
}

// belief is how much a word looks like the address of a server.
type belief uint8

const (
	no    belief = iota
	maybe        // a name with dots, a web address
	sure         // host and port, a scheme of pools
)

// server says how much a word looks like the address of a server.
func server(tok []byte) belief {
	if len(tok) > 4 && tok[0] == '[' && digit[tok[1]] && tok[2] == ']' && tok[3] != ':' { // rigel -o [2]stratum+tcp://HOST
		tok = tok[3:]
	}
	if len(tok) < 4 {
		return no
	}
	if i := bytes.Index(tok[:min(len(tok), 16)], []byte("://")); i > 0 {
		var buf [16]byte
		switch string(lower(buf[:0], tok[:i])) {
		case "stratum", "tcp", "ssl", "tls", "stratum1", "stratum2", "stratums", "ethproxy", "nicehash", "daemon", "xmr", "zec", "eth", "etc", "grin", "zhash", "cuckoo", "ethash":
			return sure
		case "http", "https", "ws", "wss":
			if server(tok[i+3:]) == no {
				return no
			}
			return maybe
		default:
			if k := bytes.IndexByte(tok[:i], '+'); k > 0 && !bytes.HasSuffix(tok[:i], []byte("ssh")) && !bytes.HasPrefix(tok, []byte("git")) {
				return sure // stratum+tcp, ethstratum+ssl, daemon+http …
			}
			return server(tok[i+3:])
		}
	}
	if tok[0] == '[' && digit[tok[1]] && tok[2] == ']' { // [1]HOST: rigel's first coin
		return server(tok[3:])
	}
	if tok[0] == '[' { // [v6]:port
		i := bytes.Index(tok, []byte("]:"))
		if i > 2 && bytes.Count(tok[:i], []byte(":")) >= 2 && port(tok[i+2:]) {
			return sure
		}
		return no
	}
	if k := bytes.IndexByte(tok, '@'); k >= 25 { // a wallet in front: ADDRESS.worker@host:port
		return server(tok[k+1:])
	}
	host := 0
	dots, letters := 0, 0
	for host < len(tok) && (alnum[tok[host]] || tok[host] == '-' || tok[host] == '.' || tok[host] == '_') {
		switch {
		case tok[host] == '.':
			dots++
		case letter[tok[host]]:
			letters++
		}
		host++
	}
	if host == 0 || host > 253 || tok[0] == '.' || tok[0] == '-' {
		return no
	}
	if host < len(tok) && tok[host] == ':' {
		if port(tok[host+1:]) && (letters > 0 || dots == 3) {
			return sure
		}
		return no
	}
	if host == len(tok) || tok[host] == '/' {
		last := tok[bytes.LastIndexByte(tok[:host], '.')+1 : host]
		if dots == 3 && letters == 0 {
			return maybe
		}
		var buf [16]byte
		if dots > 0 && letters > 0 && len(last) >= 2 && letter[last[0]] && !(len(last) <= len(buf) && fileEnding[string(lower(buf[:0], last))]) {
			return maybe
		}
	}
	return no
}

// fileEnding are endings of file names that would pass for a top-level domain.
var fileEnding = map[string]bool{"txt": true, "log": true, "json": true, "xml": true, "html": true, "exe": true, "dll": true, "png": true, "jpg": true, "gif": true, "svg": true, "pdf": true, "out": true, "obj": true, "bin": true, "zip": true, "gz": true, "tar": true, "tgz": true, "csv": true, "tmp": true, "yml": true, "yaml": true, "conf": true, "cfg": true, "ini": true, "go": true, "js": true, "ts": true, "css": true, "class": true, "jar": true, "deb": true, "rpm": true, "img": true, "iso": true, "wav": true, "mp4": true, "mp3": true, "lock": true, "key": true, "pem": true, "crt": true, "db": true, "sql": true, "bak": true, "asc": true, "gpg": true, "bz2": true, "xz": true, "lst": true, "map": true, "o": true, "a": true, "so": true}

// port reports whether b begins with a port number that ends there.
func port(b []byte) bool {
	n := 0
	for n < len(b) && digit[b[n]] {
		n++
	}
	if n < 1 || n > 5 || n < 2 && !(len(b) == n) {
		return false
	}
	v := 0
	for _, c := range b[:n] {
		v = v*10 + int(c-'0')
	}
	return v > 0 && v < 1<<16 && (n == len(b) || b[n] == '/' || b[n] == ';' || b[n] == ',' || b[n] == '|' || b[n] == '#')
}

var (
	digit            = set("0123456789")
	letter           = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	alnum            = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
	beforeOption     = set(" \t\r\n\"'`[(,=>\x00^|")
	betweenArguments = set(" \t\r\n\"'`,=\\\x00^")
	tokenByte        = func() (t [256]bool) {
		for c := 0x21; c < 0x7f; c++ {
			t[c] = true
		}
		for _, c := range "\"'`,<>|\\()" {
			t[c] = false
		}
		return t
	}()
)

func set(chars string) (t [256]bool) {
	for i := range len(chars) {
		t[chars[i]] = true
	}
	return t
}

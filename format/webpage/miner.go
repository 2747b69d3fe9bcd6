package webpage

import (
	"bytes"
	"regexp"
	"slices"
)

// Miner is a call that starts a miner in a visitor's browser.
type Miner struct {
	Layout   string // whose: "coinhive", "coinimp", "crypto-loot" …; "browser-miner" where only the shape tells
	From, To int    // the call
	Key      Span   // who is paid: a site key, an account, a wallet
	Host     Span   // the pool or the server of the service, where it stands there
	Comment  bool   // commented out
}

// services are the miners for browsers: the names of their classes, the name
// they have in the elements of a page, and the hosts their scripts come from
// (public block lists, and the services' own documentation as archived).
var services = []struct {
	layout  string
	classes []string
	element string
	hosts   []string
}{
	{"coinhive", []string{"CoinHive"}, "coinhive", []string{"coinhive.com", "coin-hive.com", "authedmine.com", "cnhv.co"}},
	{"crypto-loot", []string{"CryptoLoot", "CRLT", "Cryptoloot"}, "cryptoloot", []string{"crypto-loot.com", "crypto-loot.org", "cryptoloot.pro", "cryptaloot.pro"}},
	{"coinimp", []string{"CoinImp"}, "coinimp", []string{"coinimp.com", "hostingcloud.racing", "hashing.win", "freecontent.stream", "freecontent.date", "freecontent.bid"}},
	{"deepminer", []string{"deepMiner", "DeepMiner"}, "deepminer", []string{"deepc.cc"}},
	{"webminepool", []string{"WMP"}, "wmp", []string{"webminepool.com", "webminepool.tk"}},
	{"projectpoi", []string{"ProjectPoi", "PPoi"}, "projectpoi", []string{"ppoi.org", "projectpoi.com"}},
	{"coinhave", []string{"CoinHave"}, "coinhave", []string{"coin-have.com"}},
	{"minero", []string{"Minero"}, "minero", []string{"minero.cc"}},
	{"minr", []string{"Minr"}, "minr", []string{"minr.pw", "cnt.statistic.date"}},
	{"monerise", []string{"Monerise"}, "monerise", []string{"monerise.com"}},
	{"jsecoin", nil, "", []string{"load.jsecoin.com"}},
	{"browser-miner", nil, "", nil},
}

var (
	call    = regexp.MustCompile(`(\bnew\s+)?\b(?:window\.|self\.)?([A-Za-z_$][\w$]{1,30})\.(Anonymous|User|Token)\s*\(\s*['"]([^'"\s]{4,200})['"]`)
	element = regexp.MustCompile(`(?i)class\s*=\s*["'][^"'>]{0,200}\b([a-z]{3,20})-(?:miner|captcha)\b`)
	jse     = regexp.MustCompile(`(?i)\b(load\.jsecoin\.com)/load/(\d+/[\w.-]+)`)
	starts  = regexp.MustCompile(`\bstartMining\s*\(\s*['"]([\w.-]+\.[a-z]{2,}(?::\d+)?)['"]\s*,\s*['"]([^'"\s]{4,200})['"]`)
	hexKey  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// maxMiners is how many calls of one document are told.
const maxMiners = 100

// hints are words of which a script that starts a miner has one.
var hints = [][]byte{[]byte(".Anonymous"), []byte(".User"), []byte(".Token"), []byte("jsecoin"), []byte("startMining")}

// Miners finds the calls that start a miner in the text of a script.
func Miners(b []byte) (all []Miner) {
	if !slices.ContainsFunc(hints, func(h []byte) bool { return bytes.Contains(b, h) }) {
		return nil
	}
	for _, m := range call.FindAllSubmatchIndex(b, 10*maxMiners) {
		class, method, key := string(b[m[4]:m[5]]), string(b[m[6]:m[7]]), b[m[8]:m[9]]
		layout := ""
		for _, s := range services {
			if slices.Contains(s.classes, class) {
				layout = s.layout
			}
		}
		behind := b[m[1]:min(len(b), m[1]+200)]
		switch {
		case layout != "":
		case class == "Client" && method == "Anonymous" && hexKey.Match(key):
			layout = "coinimp"
		case m[2] >= 0 && method == "Anonymous" && len(key) >= 20 && bytes.Contains(behind, []byte("throttle")):
			layout = "browser-miner"
		default:
			continue
		}
		all = append(all, Miner{Layout: layout, From: m[0], To: m[1], Key: Span{m[8], m[9]}, Comment: commented(b, m[0])})
	}
	all = append(all, Address(b)...)
	for _, m := range starts.FindAllSubmatchIndex(b, maxMiners) {
		all = append(all, Miner{Layout: "browser-miner", From: m[0], To: m[1], Host: Span{m[2], m[3]}, Key: Span{m[4], m[5]}, Comment: commented(b, m[0])})
	}
	return all[:min(len(all), maxMiners)]
}

// Address finds a miner that is started by the address its script comes from.
func Address(b []byte) (all []Miner) {
	for _, m := range jse.FindAllSubmatchIndex(b, maxMiners) {
		all = append(all, Miner{Layout: "jsecoin", From: m[0], To: m[1], Host: Span{m[2], m[3]}, Key: Span{m[4], m[5]}, Comment: commented(b, m[0])})
	}
	return all
}

// Elements finds the elements that start a miner in the markup of a page.
func Elements(b []byte) (all []Miner) {
	for _, m := range element.FindAllSubmatchIndex(b, maxMiners) {
		name, layout := string(bytes.ToLower(b[m[2]:m[3]])), ""
		for _, s := range services {
			if s.element == name {
				layout = s.layout
			}
		}
		from := bytes.LastIndexByte(b[max(0, m[0]-2000):m[0]], '<')
		if from < 0 || layout == "" {
			continue
		}
		from += max(0, m[0]-2000)
		end := tagEnd(b, from)
		if end < m[1] {
			continue
		}
		if key, ok := attribute(b[from:end], "data-key"); ok && key.To > key.From {
			all = append(all, Miner{Layout: layout, From: from, To: end, Key: Span{from + key.From, from + key.To}})
		}
	}
	return all
}

// ServiceHost returns where in b, an address, the host of that miner's service
// stands.
func ServiceHost(layout string, b []byte) (Span, bool) {
	for _, s := range services {
		if s.layout != layout {
			continue
		}
		for _, h := range s.hosts {
			i := bytes.Index(bytes.ToLower(b), []byte(h))
			if i < 0 || i > 0 && b[i-1] != '/' && b[i-1] != '.' && b[i-1] != '@' {
				continue
			}
			from := i
			for from > 0 && b[from-1] != '/' && b[from-1] != '@' && b[from-1] > ' ' {
				from--
			}
			if end := i + len(h); end == len(b) || b[end] == '/' || b[end] == ':' || b[end] == '?' {
				return Span{from, end}, true
			}
		}
	}
	return Span{}, false
}

// commented reports whether the place lies behind // on its line, or in a block
// comment that begins not far before it.
func commented(b []byte, at int) bool {
	near := b[max(0, at-4096):at]
	if open := bytes.LastIndex(near, []byte("/*")); open >= 0 && !bytes.Contains(near[open:], []byte("*/")) {
		return true
	}
	line := near[bytes.LastIndexByte(near, '\n')+1:]
	for i := 0; ; {
		k := bytes.Index(line[i:], []byte("//"))
		if k < 0 {
			break
		}
		k += i
		if k == 0 || line[k-1] != ':' && line[k-1] != '"' && line[k-1] != '\'' { // "https://", src="//host"
			return true
		}
		i = k + 2
	}
	t := bytes.TrimSpace(line)
	return bytes.HasPrefix(t, []byte("* ")) || bytes.HasPrefix(t, []byte("#"))
}

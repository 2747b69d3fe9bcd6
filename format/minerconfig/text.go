package minerconfig

import (
	"bytes"
	"regexp"
	"strings"

	"lamproom/format/jsonc"
	"lamproom/internal/literal"
)

// maxText bounds the texts that are read line by line, in bytes and in lines that
// say something. Configurations of this kind have some ten lines; rigs' files of
// options some hundred.
const (
	maxText  = 256 << 10
	maxLines = 2048
)

// Without one of these words no layout of this kind names a pool or a payee.
var textWords = literal.Compile("pool", "wallet", "stratum", "-url", "url:", "url=", "url =", "server", "start-mining", "ewal", "-wal", "host=", "host =",
	"address", "_url")

// FromText reads configurations that are no JSON: key = value, one option a
// line, lines of POOL: … WALLET: …, shell assignments, YAML. name is the file's
// name, "" where there is none. A text in which most lines are something else is
// none of these.
func FromText(b []byte, name string) ([]Config, bool) {
	if len(b) > maxText || bytes.IndexByte(b, 0) >= 0 || !textWords.Contains(b) && !shortOptions(b) {
		return nil, false
	}
	ls := lines(b)
	for _, read := range []func([]byte, []line) []Config{readEdits, readTerraform, readEpools, readOptions, readPairs, readYAML} {
		if all := read(b, ls); len(all) > 0 {
			for i := range all {
				all[i].Whole = len(all) == 1 && !all[i].Edits
			}
			return all, true
		}
	}
	return nil, false
}

// shortOptions reports whether the text begins with an option, as a file of
// "-o host" and "-u login" does.
func shortOptions(b []byte) bool {
	for _, l := range lines(b[:min(len(b), 2048)]) {
		return l.text[0] == '-'
	}
	return false
}

// line is a line of the text without its end; at is its offset.
type line struct {
	text string
	at   int
}

// lines yields the lines of b that are neither empty nor comments, trimmed.
func lines(b []byte) []line {
	var all []line
	at := 0
	b2 := b
	if bytes.HasPrefix(b, []byte("\xef\xbb\xbf")) {
		b2, at = b[3:], 3
	}
	for len(b2) > 0 {
		l, rest, _ := bytes.Cut(b2, []byte("\n"))
		t := bytes.TrimLeft(l, " \t")
		lead := len(l) - len(t)
		t = bytes.TrimRight(t, " \t\r")
		if len(t) > 0 && t[0] != '#' && t[0] != ';' && !bytes.HasPrefix(t, []byte("//")) {
			all = append(all, line{string(t), at + lead})
		}
		at += len(b2) - len(rest)
		b2 = rest
	}
	return all
}

func str(s string, at int) jsonc.Value {
	return jsonc.Value{Kind: jsonc.String, Bare: true, Text: s, Start: at, End: at + len(s)}
}

// object makes a tree of members that stand in the text in that order.
func object(ms []jsonc.Member) jsonc.Value {
	v := jsonc.Value{Kind: jsonc.Object, Members: ms}
	for i, m := range ms {
		if i == 0 || m.Key.Start < v.Start {
			v.Start = m.Key.Start
		}
		v.End = max(v.End, m.Value.End, m.Key.End)
	}
	return v
}

func list(items []jsonc.Value) jsonc.Value {
	v := jsonc.Value{Kind: jsonc.Array, Items: items}
	for i, it := range items {
		if i == 0 {
			v.Start = it.Start
		}
		v.End = max(v.End, it.End)
	}
	return v
}

var epoolsKey = regexp.MustCompile(`(?:^|,\s*)((?i:POOL|WALLET|PSW|WORKER|ESM|ALLPOOLS|ALLCOINS|STALE|COIN|POOLS?SSL|CRED)|[A-Z][A-Z_]{1,15}):\s*`)

// readEpools reads Claymore's epools.txt and dpools.txt: a pool a line,
// "POOL: host:port, WALLET: x, PSW: x, WORKER: , ESM: 0".
func readEpools(_ []byte, ls []line) []Config {
	var pools []jsonc.Value
	if len(ls) > maxLines {
		return nil
	}
	for _, l := range ls {
		if !strings.Contains(l.text, ":") || len(l.text) > 4096 {
			continue
		}
		at := epoolsKey.FindAllStringSubmatchIndex(l.text, -1)
		var ms []jsonc.Member
		for i, m := range at {
			end := len(l.text)
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			ms = append(ms, jsonc.Member{
				Key:   str(l.text[m[2]:m[3]], l.at+m[2]),
				Value: str(strings.TrimRight(l.text[m[1]:end], " ,"), l.at+m[1]),
			})
		}
		if len(ms) >= 2 {
			pools = append(pools, object(ms))
		}
	}
	if len(pools) == 0 || len(pools) > 4096 {
		return nil
	}
	p := list(pools)
	key := str("pools", p.Start)
	key.End = key.Start
	found := one(object([]jsonc.Member{{Key: key, Value: p}}))
	for i := range found {
		found[i].Layout = "claymore" // whatever other miner's names its keys are, too
	}
	return found
}

func one(v jsonc.Value) []Config {
	if c, ok := fromTree(v, true); ok {
		return []Config{c}
	}
	return prefixed(v, true)
}

// Short options of the miners' common stock.
var short = map[string]string{"o": "url", "u": "user", "p": "pass", "a": "algo", "O": "userpass", "t": "threads", "k": "keepalive"}

// readOptions reads a file of options, one or several a line, as Claymore,
// Phoenix, TeamRedMiner and P2Pool take them: "-epool host:port", "--url=host".
func readOptions(_ []byte, all []line) []Config {
	dashed := 0
	for _, l := range all {
		if helpLine.MatchString(l.text) {
			return nil // what a program says of its options
		}
		if len(l.text) > 1 && l.text[0] == '-' && l.text[1] != ' ' { // "- " is a list's
			dashed++
		}
	}
	if len(all) == 0 || dashed*10 < len(all)*7 || len(all) > 512 {
		return nil
	}
	var ms []jsonc.Member
	for _, l := range all {
		i := 0
		next := func() (string, int) {
			for i < len(l.text) && (l.text[i] == ' ' || l.text[i] == '\t') {
				i++
			}
			from := i
			if i < len(l.text) && (l.text[i] == '"' || l.text[i] == '\'') {
				if n := strings.IndexByte(l.text[i+1:], l.text[i]); n >= 0 {
					i += n + 2
					return l.text[from+1 : i-1], l.at + from + 1
				}
			}
			for i < len(l.text) && l.text[i] != ' ' && l.text[i] != '\t' {
				i++
			}
			return l.text[from:i], l.at + from
		}
		for i < len(l.text) {
			w, at := next()
			name := strings.TrimLeft(w, "-")
			if name == w || name == "" {
				continue
			}
			k := name
			val, vat := "", at+len(w)
			if n, v, cut := strings.Cut(name, "="); cut {
				k, val, vat = n, v, at+len(w)-len(v)
			} else {
				was := i
				if v, a := next(); v != "" && (v[0] != '-' || len(v) > 1 && v[1] >= '0' && v[1] <= '9') {
					val, vat = v, a
				} else {
					i = was
				}
			}
			key := str(k, at+len(w)-len(strings.TrimLeft(w, "-")))
			if s, ok := short[k]; ok && !strings.HasPrefix(w, "--") {
				key.Text = s
			}
			ms = append(ms, jsonc.Member{Key: key, Value: str(strings.Trim(val, `"'`), vat)})
		}
	}
	return one(object(ms))
}

// helpLine is "-o, --url=URL  where to": a manual's line.
var helpLine = regexp.MustCompile(`^-\w,\s+--\w`)

var (
	pairLine = regexp.MustCompile(`^(?:export\s+|set\s+|SET\s+)?"?([A-Za-z][\w.\- ]{0,63}?)"?\s*=\s*(.*)$`)
	wordLine = regexp.MustCompile(`^([a-z][a-z0-9_-]{1,40})[ \t]+(\S.*)$`)
	section  = regexp.MustCompile(`^\[{1,2}\s*([^\[\]]{1,64}?)\s*\]{1,2}$`)
	numbered = regexp.MustCompile(`(?i)^(?:[\w-]{1,32}\.)?(server|pool)s?[ _.-]?\d*$`)
)

// readPairs reads key = value with or without sections (nanominer, GMiner,
// T-Rex, lolMiner, P2Pool, monerod, HiveOS), and ethOS's key value.
func readPairs(_ []byte, all []line) []Config {
	if len(all) > maxLines {
		return nil
	}
	type group struct {
		name  string
		at    int
		lines []jsonc.Member
	}
	groups := []group{{}}
	pairs, odd := 0, 0
	for i, l := range all {
		if odd > 32 && odd > i/2 || len(l.text) > 4096 {
			return nil
		}
		if m := section.FindStringSubmatch(l.text); m != nil {
			groups = append(groups, group{name: m[1], at: l.at})
			pairs++
			continue
		}
		m := pairLine.FindStringSubmatchIndex(l.text)
		if m == nil {
			if m = wordLine.FindStringSubmatchIndex(l.text); m == nil || len(groups) > 1 {
				odd++
				continue
			}
		}
		pairs++
		val, at := l.text[m[4]:m[5]], l.at+m[4]
		if len(val) > 1 && (val[0] == '"' || val[0] == '\'') {
			q := val[0]
			val, at = val[1:], at+1
			if n := strings.IndexByte(val, q); n >= 0 {
				val = val[:n]
			}
		} else if n := inlineComment(val); n >= 0 {
			val = strings.TrimRight(val[:n], " \t")
		}
		g := &groups[len(groups)-1]
		g.lines = append(g.lines, jsonc.Member{Key: str(l.text[m[2]:m[3]], l.at+m[2]), Value: str(val, at)})
	}
	if pairs == 0 || odd > pairs/2 || pairs > 4096 || len(groups) > 64 {
		return nil
	}
	var servers []jsonc.Value
	for _, g := range groups[1:] {
		if numbered.MatchString(g.name) {
			servers = append(servers, object(g.lines))
		}
	}
	if len(servers) > 0 {
		var ms []jsonc.Member
		for _, g := range groups {
			if !numbered.MatchString(g.name) {
				ms = append(ms, g.lines...)
			}
			if g.name != "" {
				ms = append(ms, sectionKey(g.name, g.at))
			}
		}
		p := list(servers)
		key := str("pools", p.Start)
		key.End = key.Start
		return one(object(append(ms, jsonc.Member{Key: key, Value: p})))
	}
	if len(groups) == 1 {
		return one(object(groups[0].lines))
	}
	var found []Config
	for _, g := range groups[1:] { // nanominer: a section an algorithm
		ms := append([]jsonc.Member(nil), groups[0].lines...)
		ms = append(ms, g.lines...)
		if knownAlgorithm(g.name) {
			at := 0
			if len(g.lines) > 0 {
				at = g.lines[0].Key.Start
			}
			algo := str(g.name, at)
			algo.End = algo.Start
			ms = append(ms, jsonc.Member{Key: jsonc.Value{Kind: jsonc.String, Text: "algo", Start: at, End: at}, Value: algo})
		}
		found = append(found, one(object(ms))...)
	}
	if len(found) == 0 {
		var ms []jsonc.Member
		for _, g := range groups {
			ms = append(ms, g.lines...)
		}
		return one(object(ms))
	}
	return found
}

// sectionKey makes a key of a section's title, for what sections tell of a layout.
func sectionKey(name string, at int) jsonc.Member {
	k := str("["+name+"]", at)
	v := str("", k.End)
	v.Kind = jsonc.Null
	return jsonc.Member{Key: k, Value: v}
}

// inlineComment returns where a comment begins behind a value, -1 if none does.
func inlineComment(s string) int {
	for i := 1; i < len(s); i++ {
		if (s[i] == '#' || s[i] == ';') && (s[i-1] == ' ' || s[i-1] == '\t') {
			return i
		}
	}
	return -1
}

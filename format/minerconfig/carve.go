package minerconfig

import (
	"sort"

	"lamproom/format/jsonc"
	"lamproom/internal/literal"
)

// Words are keys at which a configuration in JSON betrays itself inside other
// bytes. A reader who goes through large evidence looks for them and calls
// [At] where one stands.
var Words = []string{
	"pools", "pool_list", "pool_address", "wallet_address", "donate-level", "max-cpu-usage", "rig-id", "keepalive",
	"stratum+", "stratum1+", "nicehash", "cpu_threads_conf", "randomx", "max-threads-hint", "stealth-targets", "pool_urls",
	"pool_configs", "wallet", "poolname", "ethproxy", "strict-ssl", "api-bind", "bitcoinaddress", "daemon+http", "cryptonight",
	"userpass", "huge-pages", "scrypt", "algorithm.add",
}

var wordSet = literal.Compile(Words...)

// maxLevels is how many times JSON is looked for inside a string of a string.
const maxLevels = 3

// At reads the configurations of the object that holds the word at pos, in plain
// text or inside a string of another language. It looks at nothing before floor,
// and returns the offset behind what it read: the next call's floor, and the
// place to go on. Where no object holds the word that is pos.
func At(b []byte, pos, floor int) (found []Config, next int) {
	if q, ok := escaped(b, pos, floor); ok {
		text, source := q.Text, []jsonc.Quoted{q}
		in := sort.Search(len(text), func(i int) bool { return q.Source(i) >= pos })
		for range maxLevels - 1 {
			deeper, ok := escaped(text, in, 0)
			if !ok {
				break
			}
			was := in
			in = sort.Search(len(deeper.Text), func(i int) bool { return deeper.Source(i) >= was })
			source, text = append(source, deeper), deeper.Text
		}
		found, _ = plainAt(text, in, 0)
		for i := len(source) - 1; i >= 0; i-- {
			for k := range found {
				found[k].move(source[i].Source)
			}
		}
		return found, max(pos, q.End)
	}
	return plainAt(b, pos, floor)
}

// escaped undoes the string around the key that holds pos.
func escaped(b []byte, pos, floor int) (jsonc.Quoted, bool) {
	for i := pos; i >= floor && i > pos-64; i-- { // a word may stand inside a value: go to its beginning
		if q, ok := jsonc.Unescape(b, i, floor); ok {
			return q, true
		}
		if i == 0 || b[i-1] == '"' || b[i-1] == '\n' {
			break
		}
	}
	return jsonc.Quoted{}, false
}

func plainAt(b []byte, pos, floor int) (found []Config, next int) {
	start, ok := jsonc.Find(b, pos, floor)
	if !ok {
		return nil, pos
	}
	limit := min(len(b), start+jsonc.MaxReach*2)
	v, end, broken := jsonc.ParseAt(b[:limit], start)
	found = Search(v)
	for i := range found {
		if broken != nil && broken.Offset <= found[i].End {
			found[i].Broken = broken.Error()
		}
	}
	return found, max(pos, end)
}

// Carve reads every configuration in JSON that lies somewhere in b: in a
// heredoc, a program, a manifest, a string of a string.
func Carve(b []byte) []Config {
	var all []Config
	floor := 0
	wordSet.Each(b, func(_, at int) bool {
		if at < floor {
			return true
		}
		found, next := At(b, at, floor)
		all = append(all, found...)
		floor = max(next, at)
		return len(all) < maxConfigs
	})
	return all
}

const maxConfigs = 1024

// Read finds the configurations in b, whatever their notation; name is the file's
// name, if it has one. A text that is one configuration is told by Whole.
func Read(b []byte, name string) []Config {
	docs, broken := jsonc.Documents(b)
	var all []Config
	containers := 0
	for _, v := range docs {
		if v.Kind == jsonc.Object || v.Kind == jsonc.Array {
			containers++
			all = append(all, Search(v)...)
		}
	}
	if len(all) > 0 && containers == len(docs) {
		for i := range all {
			all[i].Whole = len(docs) == 1 && docs[0].Start == all[i].Start
			if broken != nil && broken.Offset <= all[i].End+1 {
				all[i].Broken = broken.Error()
			}
		}
		return all
	}
	if all := Carve(b); len(all) > 0 {
		return all
	}
	all, _ = FromText(b, name)
	return all
}

// move maps every offset of c.
func (c *Config) move(to func(int) int) {
	t := func(x *Text) {
		if x.Text != "" {
			x.Start, x.End = to(x.Start), to(x.End)
		}
	}
	c.Start, c.End = to(c.Start), to(c.End)
	t(&c.Token)
	t(&c.SpendKey)
	for i := range c.Pools {
		p := &c.Pools[i]
		t(&p.Address)
		t(&p.User)
		t(&p.Password)
		t(&p.RigID)
	}
}

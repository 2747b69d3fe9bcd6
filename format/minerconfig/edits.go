package minerconfig

import (
	"regexp"
	"slices"
	"strings"

	"lamproom/format/jsonc"
	"lamproom/internal/literal"
)

// An edit of a member of a configuration as installers make it:
//
//	sed -i 's/"url": *"[^"]*",/"url": "host:port",/' config.json
//	sed -r -e 's/^("pool_address" : ).*,/\1"host:port",/' pools.txt
var (
	edit    = regexp.MustCompile(`\\?"([a-z][a-z0-9_-]{2,30})\\?"\s*:\s*[^\n]{0,64}?[/|#,;@~]\s*\\?"([a-z][a-z0-9_-]{2,30})\\?"\s*:\s*`)
	capture = regexp.MustCompile(`[/|#,;@~]\^?\s*\\?\(\s*\^?\\?"([a-z][a-z0-9_-]{2,30})\\?"\s*:\s*\\?\)[^\n]{0,64}?[/|#,;@~]\\1`)
)

// An assignment to a member by its path, as jq, PowerShell and programs write it:
//
//	jq '.pools[0].url = "host:port" | ."donate-level" = 1' config.json
//	$cfg.pools[0].user = "wallet"
//	cfg["pools"][0]["url"] = "host:port"
var (
	pathed   = regexp.MustCompile(`(\bpools["']?\]?\[(\d{1,3})\])(?:\.\[?|\[)\\?["']?(url|user|pass|rig-id|keepalive|nicehash|tls|coin|algo|enabled)\b\\?["']?\]?\s*\|?=\s*`)
	option   = regexp.MustCompile(`(?:^|[\s|'(])(?:\$?\w{1,32})?(?:\.\[?|\[)\\?["'](donate-level|donate-over-proxy|max-cpu-usage|max-threads-hint|print-time|huge-pages|randomx|cpu-priority|pause-on-active|pause-on-battery)\\?["']\]?\s*\|?=\s*`)
	argument = regexp.MustCompile(`--arg(?:json)?\s+(\w{1,32})\s+`)
)

// editWords are in every text that edits a configuration: the programs that do
// it, and a pool by its number.
var editWords = literal.Compile("sed ", "sed\t", `'s/"`, `'s#"`, `'s|"`, `'s/^`, "\"s/\\\"", `"s/^`, "perl ", "pools[", `pools"][`, "pools'][", "-replace", ".replace(")

const (
	maxEdits    = 256
	maxEditLine = 4096
)

// Edits gathers the changes that a script makes to a configuration elsewhere, or
// the defaults of variables, into the configuration that they make. Variables
// within stay as written. It is meant for scripts and sources of programs, which
// [Read] would take for configurations too easily.
func Edits(b []byte) []Config {
	if len(b) > maxText {
		return nil
	}
	if editWords.Contains(b) {
		if all := readEdits(b, lines(b)); len(all) > 0 {
			return all
		}
	}
	return readTerraform(b, nil)
}

func readEdits(b []byte, all []line) []Config {
	if !editWords.Contains(b) {
		return nil
	}
	var ms []jsonc.Member // of the top level
	var pools []poolEdits
	args := map[string]jsonc.Value{}
	for _, l := range all {
		if len(l.text) > maxEditLine {
			continue
		}
		if n := strings.Count(l.text, `":`) + strings.Count(l.text, `" :`) + strings.Count(l.text, `\1`); n > 1 && len(ms) < maxEdits {
			ms = l.members(ms)
		}
		if !strings.Contains(l.text, "pools") && !strings.Contains(l.text, "--arg") && !strings.Contains(l.text, "=") {
			continue
		}
		for _, m := range find(argument, l.text, 8, "--arg") {
			if v, ok := l.value(m[1]); ok && len(args) < maxEdits {
				args[l.text[m[2]:m[3]]] = v
			}
		}
		for _, m := range find(pathed, l.text, 16, "pools") {
			v, ok := l.value(m[1])
			if ok && len(pools) < maxEdits {
				pools = append(pools, poolEdits{l.text[m[4]:m[5]], jsonc.Member{Key: str(l.text[m[6]:m[7]], l.at+m[6]), Value: v}})
			}
		}
		for _, m := range find(option, l.text, 16, `["`, `['`, `[\`, `."`, `.'`, `.\`) {
			if v, ok := l.value(m[1]); ok && len(ms) < maxEdits {
				ms = append(ms, jsonc.Member{Key: str(l.text[m[2]:m[3]], l.at+m[2]), Value: v})
			}
		}
	}
	if len(ms)+len(pools) < 2 {
		return nil
	}
	if len(pools) > 0 {
		p := join(pools, args)
		ms = append(ms, jsonc.Member{Key: jsonc.Value{Kind: jsonc.String, Text: "pools", Start: p.Start, End: p.Start}, Value: p})
	}
	found := one(object(ms))
	for i := range found {
		found[i].Edits = true
	}
	return found
}

// find matches where one of the words stands, without which nothing can match.
func find(r *regexp.Regexp, text string, most int, words ...string) [][]int {
	if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) }) {
		return nil
	}
	return r.FindAllStringSubmatchIndex(text, most)
}

// poolEdits is one change of a pool, by the pool's number.
type poolEdits struct {
	number string
	member jsonc.Member
}

// join makes the list of pools that the changes make.
func join(all []poolEdits, args map[string]jsonc.Value) jsonc.Value {
	var order []string
	by := map[string][]jsonc.Member{}
	for _, e := range all {
		if n, ok := strings.CutPrefix(e.member.Value.Text, "$"); ok { // --arg n value
			if v, ok := args[n]; ok {
				e.member.Value = v
			}
		}
		if _, ok := by[e.number]; !ok {
			order = append(order, e.number)
		}
		by[e.number] = append(by[e.number], e.member)
	}
	items := make([]jsonc.Value, 0, len(order))
	for _, n := range order {
		items = append(items, object(by[n]))
	}
	return list(items)
}

// members adds the members that the line's replacements write.
func (l line) members(ms []jsonc.Member) []jsonc.Member {
	for _, m := range edit.FindAllStringSubmatchIndex(l.text, 8) {
		key := l.text[m[4]:m[5]]
		if l.text[m[2]:m[3]] != key || m[0] < 2 {
			continue
		}
		// 's/"url": …/"url": …/': what parts the two stands before the first, too
		i := strings.LastIndexAny(l.text[:m[0]], "/|#,;@~")
		if i < 0 || m[0]-i > 16 {
			continue
		}
		ms = l.member(ms, key, m[4], m[1], l.text[i])
	}
	for _, m := range capture.FindAllStringSubmatchIndex(l.text, 8) {
		ms = l.member(ms, l.text[m[2]:m[3]], m[2], m[1], l.text[m[0]])
	}
	return ms
}

// member adds the member whose new value begins at from and goes on to the mark
// that parts pattern and replacement.
func (l line) member(ms []jsonc.Member, key string, at, from int, mark byte) []jsonc.Member {
	rest := l.text[from:]
	if rest == "" || len(ms) >= maxEdits {
		return ms
	}
	if n := closing(rest, mark); n >= 0 {
		rest = rest[:n]
	}
	val := strings.TrimRight(rest, ", ")
	quoted := false
	if t := strings.TrimPrefix(strings.TrimPrefix(val, `\`), `"`); t != val {
		quoted = true
		from += len(val) - len(t)
		val = strings.TrimSuffix(strings.TrimSuffix(t, `"`), `\`)
	}
	v := str(val, l.at+from)
	v.Text = unquoteShell.Replace(val) // 's/…"'$PORT'"/' leaves the quotes of the shell
	if !quoted {
		v.Kind = kindOf(v)
	}
	if v.Text == "" {
		return ms
	}
	return append(ms, jsonc.Member{Key: str(key, l.at+at), Value: v})
}

// closing returns where the replacement ends. In a string the mark ends it only
// behind the string's end: a URL has slashes.
func closing(s string, mark byte) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] != '"':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == mark && !quoted:
			return i
		}
	}
	return strings.IndexByte(s, mark)
}

// value reads what is assigned at from: a string, a number, a word, a variable.
func (l line) value(from int) (jsonc.Value, bool) {
	s := l.text[from:]
	for len(s) > 0 && (s[0] == '\\' || s[0] == '(') {
		s = s[1:]
		from++
	}
	if s == "" {
		return jsonc.Value{}, false
	}
	if q := s[0]; q == '"' || q == '\'' {
		s = s[1:]
		if q == '"' && strings.HasPrefix(s, `'"`) { // '… = "'"$POOL"'"' of a shell
			s, from = s[2:], from+2
		}
		n := strings.IndexAny(s, `"'\`)
		if n <= 0 {
			return jsonc.Value{}, false
		}
		return str(s[:n], l.at+from+1), true
	}
	n := strings.IndexAny(s, " \t|;,)'\"")
	if n < 0 {
		n = len(s)
	}
	v := str(s[:n], l.at+from)
	v.Kind = kindOf(v)
	return v, n > 0
}

// kindOf is the kind of a bare word.
func kindOf(v jsonc.Value) jsonc.Kind {
	switch v.Text {
	case "true", "false", "$true", "$false", "True", "False":
		return jsonc.Bool
	case "null", "$null", "None":
		return jsonc.Null
	}
	if _, ok := v.Float(); ok {
		return jsonc.Number
	}
	return jsonc.String
}

var unquoteShell = strings.NewReplacer("'", "", `"`, "")

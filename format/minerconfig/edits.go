package minerconfig

import (
	"regexp"
	"strings"

	"lamproom/format/jsonc"
)

// An edit of a member of a configuration as installers make it:
// sed -i 's/"url": *"[^"]*",/"url": "host:port",/' config.json
var edit = regexp.MustCompile(`\\?"([a-z][a-z0-9-]{2,30})\\?"\s*:\s*[^/|#,;]{0,64}[,}]?\s*[/|#,;]\s*\\?"([a-z][a-z0-9-]{2,30})\\?"\s*:\s*`)

// readEdits gathers the edits of a script into the configuration that they
// make. Variables stay as written.
func readEdits(_ []byte, all []line) []Config {
	var ms []jsonc.Member
	for _, l := range all {
		if len(l.text) > 4096 || !strings.Contains(l.text, `":`) || !strings.Contains(l.text, "s") {
			continue
		}
		for _, m := range edit.FindAllStringSubmatchIndex(l.text, 8) {
			key := l.text[m[4]:m[5]]
			if l.text[m[2]:m[3]] != key || m[0] < 2 || !strings.ContainsAny(l.text[m[0]-2:m[0]], "/|#,;") {
				continue
			}
			delim := l.text[m[0]-1]
			rest := l.text[m[1]:]
			if n := strings.IndexByte(rest, delim); n >= 0 && delim != '\\' {
				rest = rest[:n]
			}
			from := m[1]
			val := strings.TrimRight(rest, ", ")
			if t := strings.TrimPrefix(strings.TrimPrefix(val, `\\`), `"`); t != val {
				from += len(val) - len(t)
				val = strings.TrimSuffix(strings.TrimSuffix(t, `"`), `\\`)
			}
			v := str(val, l.at+from)
			v.Text = unquoteShell.Replace(val) // 's/…"'$PORT'"/' leaves the quotes of the shell
			switch val {
			case "true", "false":
				v.Kind = jsonc.Bool
			case "null":
				v.Kind = jsonc.Null
			default:
				if _, ok := v.Float(); ok && rest[0] != '"' && rest[0] != '\\' {
					v.Kind = jsonc.Number
				}
			}
			if v.Text != "" && len(ms) < 256 {
				ms = append(ms, jsonc.Member{Key: str(key, l.at+m[4]), Value: v})
			}
		}
	}
	if len(ms) < 2 {
		return nil
	}
	found := one(object(ms))
	for i := range found {
		found[i].Edits = true
	}
	return found
}

var unquoteShell = strings.NewReplacer("'", "", `"`, "")

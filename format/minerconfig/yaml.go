package minerconfig

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"lamproom/format/jsonc"
)

// Limits of the YAML that is read: bytes, and nodes once aliases are followed,
// so that a text of nested aliases costs no more than a plain one.
const (
	maxYAML  = 256 << 10
	maxNodes = 1 << 15
	maxDepth = 32
)

// yamlHint stands in front of the YAML parser: most texts are not worth it.
var yamlHint = regexp.MustCompile(`(?im)^[ \t-]*["']?(?:pools?|url|wallet|walletAddress|wallet_address|poolUrl|pool_url|donate-?level|stratum|xmrig|miner|(?:xmrig|miner|mining)_\w{2,32})["']?[ \t]*:`)

// readYAML reads keys like XMRig's written as YAML: values of a Helm chart, a
// play's variables.
func readYAML(b []byte, _ []line) (found []Config) {
	if len(b) > maxYAML || !utf8.Valid(b) || !yamlHint.Match(b) {
		return nil
	}
	defer func() {
		if recover() != nil { // the library's own faults are not ours to die of
			found = nil
		}
	}()
	y := yamlReader{b: b, lines: []int{0}}
	for i, c := range b {
		if c == '\n' {
			y.lines = append(y.lines, i+1)
		}
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	for range 64 {
		var n yaml.Node
		if d.Decode(&n) != nil {
			break
		}
		found = append(found, search(y.value(&n, 0), false)...)
	}
	return found
}

type yamlReader struct {
	b     []byte
	lines []int
	nodes int
}

// offset turns a line and a column (in characters, both from 1) into an offset.
func (y *yamlReader) offset(line, column int) int {
	if line < 1 || line > len(y.lines) {
		return 0
	}
	at := y.lines[line-1]
	for i := 1; i < column && at < len(y.b); i++ {
		_, n := utf8.DecodeRune(y.b[at:])
		at += n
	}
	return at
}

func (y *yamlReader) value(n *yaml.Node, depth int) jsonc.Value {
	y.nodes++
	if y.nodes > maxNodes || depth > maxDepth || n == nil {
		return jsonc.Value{}
	}
	at := y.offset(n.Line, n.Column)
	v := jsonc.Value{Start: at, End: at}
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) > 0 {
			return y.value(n.Content[0], depth)
		}
	case yaml.AliasNode:
		return y.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		v.Kind = jsonc.Array
		for _, c := range n.Content {
			it := y.value(c, depth+1)
			v.Items = append(v.Items, it)
			v.End = max(v.End, it.End)
		}
	case yaml.MappingNode:
		v.Kind = jsonc.Object
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, x := y.value(n.Content[i], depth+1), y.value(n.Content[i+1], depth+1)
			if n.Content[i].Kind != yaml.ScalarNode {
				continue
			}
			v.Members = append(v.Members, jsonc.Member{Key: k, Value: x})
			v.End = max(v.End, x.End, k.End)
		}
	case yaml.ScalarNode:
		v.Text, v.Bare = n.Value, true
		v.Kind = jsonc.String
		switch n.Tag {
		case "!!null":
			v.Kind = jsonc.Null
		case "!!bool":
			v.Kind = jsonc.Bool
		case "!!int", "!!float":
			v.Kind = jsonc.Number
		}
		if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 && at < len(y.b) {
			v.Start++
			at++
		}
		if strings.HasPrefix(string(y.b[at:min(len(y.b), at+len(n.Value))]), n.Value) {
			v.End = at + len(n.Value)
		} else if e := bytes.IndexByte(y.b[at:], '\n'); e >= 0 {
			v.End = at + e
		} else {
			v.End = len(y.b)
		}
	}
	return v
}

package text

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"lamproom/observation"
)

// reference2 is a name in a manifest that something else fills in: $(A), ${A},
// ${A:-b}, $A, $$A, ${{ env.A }}, {{ a | default "b" }}, %(ENV_A)s.
var reference2 = regexp.MustCompile(`\$?\{\{[^{}\n]{1,200}\}\}|\$\$?\(\w+\)|\$\$?\{\w[\w.]*(:?[-=?+][^}\n]*)?\}|\$\$?\w+|%\(\w+\)s`)

// expand fills in what a container's own environment or the manifest sets, and
// the values that stand beside a name for when nothing does.
func expand(s string, env map[string]string) string {
	return expandBy(s, func(n string) (string, bool) { v, ok := env[n]; return v, ok })
}

func expandBy(s string, lookup func(string) (string, bool)) string {
	if strings.IndexByte(s, '$') < 0 && !strings.Contains(s, "{{") && strings.IndexByte(s, '%') < 0 {
		return s
	}
	return reference2.ReplaceAllStringFunc(s, func(m string) string {
		name, def, has := placeholderName(m)
		if v, ok := lookup(name); ok && len(v) < maxValue && v != m {
			if strings.Contains(v, "${") { // POOL: ${POOL:-host:1}
				if n, d, ok := placeholderName(v); ok && n == name {
					return d
				}
			}
			return v
		}
		if has {
			return def
		}
		return m
	})
}

// placeholderName reads the mark of a name, and the value beside it.
func placeholderName(m string) (name, def string, has bool) {
	body := strings.TrimPrefix(strings.TrimLeft(m, "$"), "%")
	if strings.HasPrefix(body, "{{") {
		body = strings.Trim(body, "{} -")
		body, filter, _ := strings.Cut(body, "|")
		if _, d, ok := strings.Cut(filter, "default"); ok {
			def = strings.Trim(strings.TrimSpace(d), `()"'\ `)
			if k := strings.IndexAny(def, `"')`); k >= 0 {
				def = def[:k]
			}
			has = def != "" && !strings.HasPrefix(def, ".")
		}
		body = strings.TrimSpace(body)
		if d, ok := strings.CutPrefix(body, "default "); ok { // default "x" .Values.pool
			if f := strings.Fields(d); len(f) == 2 {
				def, has, body = strings.Trim(f[0], `"'`), true, f[1]
			}
		}
		if k := strings.LastIndexByte(body, '.'); k >= 0 {
			body = body[k+1:]
		}
		return strings.Trim(body, `"'[] `), def, has
	}
	body = strings.Trim(strings.TrimSuffix(body, "s"), "(){}")
	if strings.HasPrefix(m, "%") {
		return strings.TrimPrefix(body, "ENV_"), "", false
	}
	if m[len(m)-1] != ')' && m[len(m)-1] != '}' {
		body = strings.TrimLeft(m, "$")
	}
	k := 0
	for k < len(body) && (alnum[body[k]] || body[k] == '_' || body[k] == '.') {
		k++
	}
	name, rest := body[:k], body[k:]
	rest = strings.TrimPrefix(rest, ":")
	if rest != "" && (rest[0] == '-' || rest[0] == '=') {
		return name, strings.Trim(rest[1:], `"'`), true
	}
	return name, "", false
}

// maxNames bounds the names of a manifest that are remembered.
const maxNames = 4096

// names are the scalars of a manifest by their keys: variables of Ansible and of
// CI, values of Helm, parameters of CloudFormation with their defaults, and
// pairs of a name and a value.
func (y *yamlReader) collect(n *yaml.Node, depth int) {
	if depth > 64 || len(y.names) > maxNames {
		return
	}
	if n.Kind == yaml.MappingNode {
		var name, value *yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			switch k.Value {
			case "name", "Name", "key":
				name = v
			case "value", "Value", "default":
				value = v
			}
			switch v.Kind {
			case yaml.ScalarNode:
				y.remember(k.Value, v.Value)
			case yaml.MappingNode:
				for d := 0; d+1 < len(v.Content); d += 2 {
					if (v.Content[d].Value == "Default" || v.Content[d].Value == "default") && v.Content[d+1].Kind == yaml.ScalarNode {
						y.remember(k.Value, v.Content[d+1].Value)
					}
				}
			}
		}
		if name != nil && value != nil && name.Kind == yaml.ScalarNode && value.Kind == yaml.ScalarNode {
			y.remember(name.Value, value.Value)
		}
	}
	for _, c := range n.Content {
		y.collect(c, depth+1)
	}
}

func (y *yamlReader) remember(name, value string) {
	if _, ok := y.names[name]; !ok && value != "" && len(value) < maxValue && !strings.ContainsAny(value, "\n") {
		y.names[name] = value
	}
}

// fillIn expands a value by the container's environment and the manifest.
func (y *yamlReader) fillIn(s string, env map[string]string) string {
	for range 3 { // a value of a value
		was := s
		s = expandBy(s, func(n string) (string, bool) {
			if v, ok := env[n]; ok {
				return v, true
			}
			v, ok := y.names[n]
			return v, ok
		})
		if s == was || len(s) > maxValue*4 {
			break
		}
	}
	return s
}

// referred is the value a container takes from a ConfigMap or a Secret that
// stands in the same manifest.
func (y *yamlReader) referred(n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		ref := n.Content[i+1]
		if !strings.HasSuffix(n.Content[i].Value, "KeyRef") || ref.Kind != yaml.MappingNode {
			continue
		}
		for k := 0; k+1 < len(ref.Content); k += 2 {
			if v, ok := y.names[ref.Content[k+1].Value]; ok && ref.Content[k].Value == "key" {
				at := *ref.Content[k+1]
				at.Value = v
				return &at
			}
		}
	}
	return nil
}

// plainGroup states the variables of a ConfigMap, of a Secret (in base64, if it
// is its data), or of a play.
func (y *yamlReader) plainGroup(n *yaml.Node, secret bool) {
	if n.Kind != yaml.MappingNode {
		return
	}
	var set []observation.Assignment
	for i := 0; i+1 < len(n.Content) && len(set) < maxGroup; i += 2 {
		k, v := n.Content[i].Value, n.Content[i+1]
		if v.Kind != yaml.ScalarNode || strings.IndexByte(v.Value, '\n') >= 0 {
			continue
		}
		text := y.fillIn(v.Value, nil)
		if secret && len(text) >= 12 && len(text) < maxValue {
			if raw, err := base64.StdEncoding.DecodeString(text); err == nil {
				if b, ok := plain(raw); ok {
					text = strings.TrimSpace(string(b))
				}
			}
		}
		from, to := y.place(v)
		set = append(set, observation.Assignment{Name: k, Value: y.value(text, from, to)})
	}
	from, to := y.span(n)
	y.group(from, to, y.setting(), "", set)
}

// templates makes the quotes inside the marks of a template single, so that a
// string in double quotes that holds them is one string. Places stay.
func templates(b []byte) []byte {
	if !bytes.Contains(b, []byte("{{")) {
		return b
	}
	return templateMark.ReplaceAllFunc(b, func(m []byte) []byte {
		return bytes.ReplaceAll(m, []byte{'"'}, []byte{'\''})
	})
}

var templateMark = regexp.MustCompile(`\{\{[^{}\n]{1,200}\}\}`)

// fillScript expands a line of a script in a manifest. What the script sets
// itself is left to the shell.
func (y *yamlReader) fillScript(line, script string) string {
	return expandBy(line, func(n string) (string, bool) {
		v, ok := y.names[n]
		if !ok || strings.Contains(script, n+"=") {
			return "", false
		}
		return v, true
	})
}

package commandline

import (
	"bytes"
	"strings"
)

// vbs reads VBScript and VBA: every expression of strings and variables joined
// by & or + is put together; a call's string arguments stand for a command line
// (Run, Exec, Shell, Create), or for a program and its arguments (ShellExecute).
// What is assigned to a variable is kept for the statements after it, and read
// as a command line if it has options.
func (s *splitter) vbs(t mapped) []statement {
	var out []statement
	in := t.b
	for i := 0; i < len(in); {
		j := i
		quote := false
		for j < len(in) && (in[j] != '\n' || j > 0 && vbsGoesOn(in, j)) {
			if in[j] == '"' {
				quote = !quote
			}
			if !quote && (in[j] == '\'' || in[j] == ':' && j+1 < len(in) && in[j+1] == ' ') {
				break
			}
			j++
		}
		out = append(out, s.vbsStatement(t.sub(i, j))...)
		if j < len(in) && in[j] == '\'' {
			for j < len(in) && in[j] != '\n' {
				j++
			}
		}
		i = j + 1
	}
	return out
}

func vbsGoesOn(in []byte, j int) bool {
	k := j - 1
	for k > 0 && (in[k] == '\r' || in[k] == ' ') && j-k < 16 {
		k--
	}
	return in[k] == '_'
}

func (s *splitter) vbsStatement(t mapped) []statement {
	in := t.b
	var args []mapped // the values of the string expressions, in order
	var cur *mapped
	name := "" // assigned to
	var callee string
	first := true
	for i := 0; i < len(in); {
		switch c := in[i]; {
		case c == '"':
			i++
			if cur == nil {
				args = append(args, mapped{base: t.base})
				cur = &args[len(args)-1]
			}
			for i < len(in) {
				if in[i] == '"' {
					if i+1 < len(in) && in[i+1] == '"' {
						cur.add('"', t.joint(i, i+2))
						i += 2
						continue
					}
					break
				}
				cur.add(in[i], t.span(i))
				i++
			}
			i++
		case c == '&' || c == '+':
			if cur == nil && len(args) == 0 {
				args = append(args, mapped{base: t.base})
				cur = &args[0]
			}
			i++
		case c == ',' || c == ';':
			cur = nil
			i++
		case c == '=' && first:
			first = false
			cur = nil
			i++
		case isNameByte(c, true):
			j := nameEnd(in, i)
			w := string(in[i:j])
			lower := strings.ToLower(w)
			k := j
			for k < len(in) && (in[k] == ' ' || in[k] == '\t') {
				k++
			}
			switch {
			case lower == "chr" && bytes.HasPrefix(in[j:], []byte("(34)")):
				if cur == nil {
					args = append(args, mapped{base: t.base})
					cur = &args[len(args)-1]
				}
				cur.add('"', t.joint(i, j+4))
				j += 4
			case k < len(in) && in[k] == '=' && first && len(args) == 0:
				name = w
			case vbsCalls[lower]:
				callee = lower
				args, cur = nil, nil
			case i > 0 && in[i-1] == '.' || k < len(in) && in[k] == '.':
			case lower == "set" || lower == "dim" || lower == "call" || lower == "const" || lower == "true" || lower == "false" || lower == "if" || lower == "then":
			default:
				if v, ok := s.get(w); ok {
					if s.work -= len(v); s.work < 0 {
						return nil
					}
					if cur == nil {
						args = append(args, mapped{base: t.base})
						cur = &args[len(args)-1]
					}
					cur.addString(v, t.joint(i, j))
				} else if cur != nil {
					s.missing(w)
					cur.addString("%"+w+"%", t.joint(i, j)) // as a batch file would write it: known to be open
				}
			}
			i = j
		default:
			i++
		}
	}
	if len(args) == 0 {
		return nil
	}
	if name != "" && callee == "" {
		s.set(name, string(args[0].b))
		if !bytes.Contains(args[0].b, []byte(" -")) {
			return nil
		}
	}
	line := args[0]
	if (callee == "shellexecute" || callee == "create" && len(args) > 1 && bytes.HasPrefix(args[1].b, []byte("-"))) && len(args) > 1 {
		line.add(' ', t.span(0))
		line.addAll(args[1])
	}
	return s.cmd(line)
}

var vbsCalls = map[string]bool{"run": true, "exec": true, "shell": true, "shellexecute": true, "create": true, "writeline": true, "write": true}

// joint is the stretch that bytes i to j came from.
func (m mapped) joint(i, j int) span {
	lo, hi := m.place(i, min(j, len(m.b)))
	return span{int32(lo), int32(hi)}
}

package commandline

import (
	"bytes"
	"strconv"
	"strings"
)

// Fish follows a script of the fish shell, as [Script] does for the POSIX
// shells: what differs in the two languages is written the other way first.
func Fish(text []byte, lookup func(name string) (string, bool)) Trace {
	if len(text) > maxScript {
		return Trace{}
	}
	t := posixFromFish(text)
	if tooDeep(t.b) || len(t.b) > 2*maxScript {
		return Trace{}
	}
	x := newTracer(lookup)
	x.text0 = text
	x.s.script = x
	x.lists = true
	x.random = bytes.Contains(t.b, []byte("$RANDOM]"))
	return x.follow(t)
}

// LooksLikeFish reports whether a shell script is fish's: its first line says
// so, or blocks end with "end" and variables are set with "set".
func LooksLikeFish(text []byte, name string) bool {
	line, _, _ := bytes.Cut(text[:min(len(text), 200)], []byte("\n"))
	if bytes.HasPrefix(line, []byte("#!")) {
		return bytes.Contains(line, []byte("fish"))
	}
	if strings.HasSuffix(strings.ToLower(name), ".fish") {
		return true
	}
	sets := false
	for l := range bytes.Lines(text[:min(len(text), 4096)]) {
		f := bytes.Fields(l)
		sets = sets || len(f) > 3 && string(f[0]) == "set" && len(f[1]) > 1 && f[1][0] == '-' && bytes.ContainsAny(f[1][1:], "gxUl") && nameEnd(f[2], 0) == len(f[2])
	}
	return sets && !bytes.Contains(text, []byte("\nfi")) && !bytes.Contains(text, []byte("\ndone"))
}

// posixFromFish writes a fish script as one of the POSIX shell, every byte at
// its place.
func posixFromFish(text []byte) mapped {
	var m mapped
	put := func(s string, at int) { m.addString(s, span{int32(at), int32(at)}) }
	var blocks []string
	starts := true // a command may begin here
	inCase := false
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '#' && (i == 0 || isBlank(text[i-1]) || text[i-1] == ';'):
			for i < len(text) && text[i] != '\n' {
				i++
			}
		case c == '\'' || c == '"':
			j := i + 1
			for j < len(text) && text[j] != c {
				if text[j] == '\\' {
					j++
				}
				j++
			}
			j = min(j+1, len(text))
			for k := i; k < j; k++ {
				if c == '"' && text[k] == '$' {
					if v, end := fishVariable(text, k); end > k && end < j {
						m.addString(v, span{int32(k), int32(end)})
						k = end - 1
						continue
					}
				}
				m.add(text[k], span{int32(k), int32(k) + 1})
			}
			i, starts = j, false
		case c == '\\' && i+1 < len(text):
			m.add(c, span{int32(i), int32(i) + 1})
			m.add(text[i+1], span{int32(i) + 1, int32(i) + 2})
			i += 2
		case c == '\n' || c == ';' || c == '|' || c == '&':
			m.add(c, span{int32(i), int32(i) + 1})
			i++
			starts = true
		case c == '(':
			if i > 0 && text[i-1] != '$' { // fish's $(…)
				put("$", i)
			}
			m.add(c, span{int32(i), int32(i) + 1})
			i++
			starts = true
		case c == '$':
			if v, end := fishVariable(text, i); end > i {
				m.addString(v, span{int32(i), int32(end)})
				i = end
				continue
			}
			m.add(c, span{int32(i), int32(i) + 1})
			i++
		case isNameByte(c, true) && (i == 0 || !isNameByte(text[i-1], false) && strings.IndexByte("$-./", text[i-1]) < 0) && starts:
			j := nameEnd(text, i)
			word := string(text[i:j])
			if j < len(text) && !isBlank(text[j]) && text[j] != ';' && text[j] != ')' {
				word = ""
			}
			starts = false
			switch word {
			case "set":
				if end, ok := fishSet(text, i, j, &m); ok {
					i = end
					continue
				}
			case "if", "while", "for", "switch", "function", "begin":
				k := j
				for k < len(text) && text[k] != '\n' && text[k] != ';' {
					k++
				}
				blocks = append(blocks, word)
				copyTo := func(from, to int) {
					inner := posixWords(text, from, to)
					m.addAll(inner)
				}
				switch word {
				case "if", "while":
					put(word, i)
					copyTo(j, k)
					put(map[string]string{"if": "; then ", "while": "; do "}[word], k)
				case "for":
					put(word, i)
					copyTo(j, k)
					put("; do ", k)
				case "switch":
					put("case ", i)
					copyTo(j, k)
					put(" in ", k)
					inCase = false
				case "function":
					f := bytes.Fields(text[j:k])
					if len(f) == 0 {
						f = [][]byte{[]byte("f")}
					}
					put(string(f[0])+"() { : ;", i)
				case "begin":
					put("{ :", i)
				}
				i, starts = k, true
				continue
			case "else":
				k := j
				for k < len(text) && (text[k] == ' ' || text[k] == '\t') {
					k++
				}
				if bytes.HasPrefix(text[k:], []byte("if ")) {
					e := k
					for e < len(text) && text[e] != '\n' && text[e] != ';' {
						e++
					}
					put("elif", i)
					m.addAll(posixWords(text, k+2, e))
					put("; then ", e)
					i, starts = e, true
				} else {
					put("else :", i)
					i = j
				}
				continue
			case "case":
				k := j
				for k < len(text) && text[k] != '\n' && text[k] != ';' {
					k++
				}
				if inCase {
					put(";; ", i)
				}
				inCase = true
				for n, f := range bytes.Fields(text[j:k]) {
					if n > 0 {
						put("|", j)
					}
					pattern := strings.Trim(string(f), `'"`)
					put(pattern, j)
				}
				put(") :", k)
				i = k
				continue
			case "end":
				if n := len(blocks); n > 0 {
					b := blocks[n-1]
					blocks = blocks[:n-1]
					put(map[string]string{"if": ":; fi", "while": ":; done", "for": ":; done", "switch": ":;; esac", "function": ":; }", "begin": ":; }"}[b], i)
				}
				i = j
				continue
			case "and", "or":
				// behind a line end: joins the commands
				for n := len(m.b); n > 0 && (isBlank(m.b[n-1]) || m.b[n-1] == ';'); n-- {
					m = m.sub(0, n-1)
				}
				put(map[string]string{"and": " &&", "or": " ||"}[word], i)
				i = j
				starts = true
				continue
			case "not":
				put("!", i)
				i, starts = j, true
				continue
			}
			for k := i; k < j; k++ {
				m.add(text[k], span{int32(k), int32(k) + 1})
			}
			i = j
		default:
			if !isBlank(c) {
				starts = false
			}
			m.add(c, span{int32(i), int32(i) + 1})
			i++
		}
	}
	return m
}

// fishVariable writes $argv, $argv[1] and $NAME[1] the POSIX way; lists count
// from one. The end is i if nothing is to be changed.
func fishVariable(text []byte, i int) (string, int) {
	n := nameEnd(text, i+1)
	if n == i+1 {
		return "", i
	}
	name, index := string(text[i+1:n]), ""
	if n < len(text) && text[n] == '[' {
		k := bytes.IndexByte(text[n:min(len(text), n+32)], ']')
		if k < 2 {
			return "", i
		}
		index = string(text[n+1 : n+k])
		n += k + 1
	}
	switch {
	case name == "argv" && index == "":
		return "$@", n
	case index == "":
		return "", i
	}
	v, ok := number(index)
	switch {
	case name == "argv" && ok && v > 0:
		return "${" + index + "}", n
	case name == "argv":
		return "$@", n
	case ok && v > 0:
		v--
	case !ok:
		return "${" + name + "[$RANDOM]}", n
	}
	return "${" + name + "[" + strconv.FormatInt(v, 10) + "]}", n
}

// posixWords copies a stretch, commands in brackets written the POSIX way.
func posixWords(text []byte, from, to int) mapped {
	var m mapped
	quote := byte(0)
	for k := from; k < to; k++ {
		c := text[k]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(' && (k == 0 || text[k-1] != '$'):
			m.add('$', span{int32(k), int32(k)})
		}
		m.add(c, span{int32(k), int32(k) + 1})
	}
	return m
}

// fishSet writes set [-options] NAME [VALUE …] as an assignment.
func fishSet(text []byte, at, i int, m *mapped) (int, bool) {
	end := i
	quote := byte(0)
	for end < len(text) {
		c := text[end]
		if quote != 0 {
			if c == quote {
				quote = 0
			}
		} else if c == '"' || c == '\'' {
			quote = c
		} else if c == '\n' || c == ';' {
			break
		} else if c == '#' && end > 0 && isBlank(text[end-1]) {
			break
		}
		end++
	}
	add := false
	for {
		for i < end && (text[i] == ' ' || text[i] == '\t') {
			i++
		}
		if i >= end || text[i] != '-' {
			break
		}
		j := i
		for j < end && !isBlank(text[j]) {
			j++
		}
		switch o := string(text[i:j]); {
		case o == "-q" || o == "--query": // set -q NAME: is it set?
			k := j
			for k < end && isBlank(text[k]) {
				k++
			}
			e := nameEnd(text, k)
			m.addString(`test -n "$`+string(text[k:e])+`"`, span{int32(at), int32(e)})
			return end, e > k
		case o == "-e" || o == "--erase":
			m.addString("unset ", span{int32(at), int32(j)})
			m.addAll(posixWords(text, j, end))
			return end, true
		case o == "-a" || o == "--append":
			add = true
		}
		i = j
	}
	j := nameEnd(text, i)
	if j == i || j < end && !isBlank(text[j]) {
		return 0, false
	}
	if bytes.IndexByte(text[j:end], '\r') >= 0 {
		for end > j && text[end-1] == '\r' {
			end--
		}
	}
	for k := i; k < j; k++ {
		m.add(text[k], span{int32(k), int32(k) + 1})
	}
	v := posixWords(text, j, end).trim()
	many := bytes.IndexByte(v.b, ' ') > 0 || add
	op := "="
	if add {
		op = "+="
	}
	if many {
		op += "("
	}
	m.addString(op, span{int32(j), int32(j)})
	m.addAll(v)
	if many {
		m.add(')', span{int32(end), int32(end)})
	}
	return end, true
}

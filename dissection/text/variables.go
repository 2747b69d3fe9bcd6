package text

import (
	"bytes"
	"sort"
	"strings"

	"lamproom/observation"
)

const (
	maxVariables = 4096 // of one window
	maxGroup     = 512  // assignments of one environment
	maxResolve   = 8    // variables within variables
	maxValue     = 4 << 10
	maxFuel      = 1000    // variables filled in for one statement, those within others included
	maxSpent     = 1 << 16 // the same for one window
)

// variables are the assignments of a window, by name.
type variables struct {
	fold bool
	read int // how far the text was read
	by   map[string][]setting
	all  []setting
}

// setting is one place where a name is set.
type setting struct {
	name     string
	at       int // where the statement begins
	from, to int // the expression
}

// reach is how far from a statement the names that it uses are set, bytes, in a
// text too large for one script or configuration: what lies further away is
// another's. Smaller windows are read whole.
const reach = 256 << 10

// assignments reads the text around a place for statements that set a name, and
// returns all that was read so far. Places come in order, nearly; what a later
// place has left behind is not read again.
func (p *page) assignments(at int) *variables {
	if p.vars == nil {
		p.vars = &variables{by: make(map[string][]setting)}
		switch p.class.Kind {
		case "batch", "powershell", "vbscript", "vba":
			p.vars.fold = true
		case "log", "processes", "list", "csv", "strings", "html", "unit": // a unit's are read by unit
			p.vars.read = len(p.text)
		}
	}
	v := p.vars
	from, end := 0, len(p.text)
	if len(p.text) > 4*reach {
		from, end = max(0, at-reach), min(len(p.text), at+reach)
	}
	if from = max(from, v.read); from > v.read { // a whole line
		if i := bytes.IndexByte(p.text[from:], '\n'); i >= 0 {
			from += i + 1
		} else {
			from = len(p.text)
		}
	}
	for from < end && len(v.all) < maxVariables {
		to := len(p.text)
		if i := bytes.IndexByte(p.text[from:], '\n'); i >= 0 {
			to = from + i
		}
		p.assignment(from, to, v)
		from = to + 1
		v.read = from
	}
	return v
}

func (v *variables) add(name string, at, from, to int) {
	if name == "" || len(name) > 100 {
		return
	}
	s := setting{name, at, from, to}
	v.all = append(v.all, s)
	v.by[v.key(name)] = append(v.by[v.key(name)], s)
}

func (v *variables) key(name string) string {
	if v.fold {
		return strings.ToLower(name)
	}
	return name
}

// declarations are words that may stand before the name that is set.
var declarations = map[string]bool{
	"export": true, "local": true, "readonly": true, "declare": true, "typeset": true, "set": true, "setx": true, "env": true, "arg": true, "var": true, "let": true, "const": true, "final": true,
	"static": true, "public": true, "private": true, "protected": true, "string": true, "auto": true, "char": true, "wchar_t": true, "std::string": true, "my": true, "our": true, "dim": true, "global": true, "internal": true, "val": true, "def": true,
	"-x": true, "-r": true, "-g": true, "/a": true, "/p": true, "constexpr": true, "unsigned": true, "&'static": true, "str": true, "mut": true, "readonly_": true, "@set": true, "#define": true, "array": true,
}

var envScope = []byte("env:") // of PowerShell: $env:NAME

// assignment reads one line.
func (p *page) assignment(from, to int, v *variables) {
	line := p.text[from:to]
	eq := bytes.IndexByte(line[:min(len(line), 300)], '=')
	if eq <= 0 {
		p.define(from, to, v)
		return
	}
	// several in one line: A=1; B=2 or ENV A=1 B=2
	for start := 0; start < len(line); {
		eq := bytes.IndexByte(line[start:], '=')
		if eq < 0 {
			return
		}
		eq += start
		lhs := line[start:eq]
		val := eq + 1
		if val < len(line) && (line[val] == '=' || line[val] == '~' || line[val] == '>') { // ==, =~, =>
			start = val + 1
			continue
		}
		lhs = bytes.TrimRight(lhs, " \t:?+")
		n := len(lhs)
		if n > 0 && lhs[n-1] == ']' { // env["A"] = …, char x[] =
			open := bytes.LastIndexByte(lhs, '[')
			if open < 0 {
				start = val
				continue
			}
			if inner := bytes.Trim(lhs[open+1:n-1], `"' `); len(inner) > 0 && name(inner) {
				lhs = inner
			} else {
				lhs = lhs[:open]
			}
		}
		nameFrom := len(lhs)
		for nameFrom > 0 && (alnum[lhs[nameFrom-1]] || lhs[nameFrom-1] == '_') {
			nameFrom--
		}
		nm, lead := lhs[nameFrom:], lhs[:nameFrom]
		if len(nm) == 0 || digit[nm[0]] {
			start = val
			continue
		}
		if len(lead) > 0 {
			if bytes.Contains(lead, envScope) {
				lead = bytes.ReplaceAll(lead, envScope, nil)
			}
			lead = bytes.TrimRight(lead, "$*\"'.")
		}
		if len(lead) > 0 && lead[len(lead)-1] == '-' || !leadsToName(lead) {
			start = val
			continue
		}
		from0, end := p.valueExtent(from+val, to)
		v.add(string(nm), from+start, from0, end)
		start = end - from
		if start <= val {
			start = val
		}
		for start < len(line) && (line[start] == ';' || line[start] == ' ' || line[start] == '&' || line[start] == ',') {
			start++
		}
		if len(v.all) >= maxVariables {
			return
		}
	}
}

// leadsToName reports whether what stands before a name lets it be set there:
// nothing, the words of a declaration, the end of another statement.
func leadsToName(lead []byte) bool {
	if i := bytes.LastIndexAny(lead, ";{&("); i >= 0 {
		lead = lead[i+1:]
	}
	if lead = bytes.TrimSpace(lead); len(lead) == 0 {
		return true
	}
	const longest = 100 // no declaration has as many words
	if len(lead) > longest {
		return false
	}
	whole := lead
	for len(lead) > 0 { // from the last word on: most lines are no declaration, and it shows there
		k := bytes.LastIndexAny(lead, " \t\r\n\v\f") + 1
		w := lead[k:]
		lead = bytes.TrimSpace(lead[:k])
		var buf [longest]byte
		word := lower(buf[:0], bytes.Trim(w, "*@\"'-:[]&"))
		if len(word) == 0 || declarations[string(word)] || w[0] == '[' || string(word) == "self" || string(word) == "this" || string(word) == "run" {
			continue
		}
		if w[0] == '-' || w[0] == '/' || w[0] == '@' || w[0] == '#' || w[0] == '&' {
			var buf [longest]byte
			if declarations[string(lower(buf[:0], w))] {
				continue
			}
		}
		if name(w) && (w[0] >= 'A' && w[0] <= 'Z' || word[len(word)-1] == 't') && len(bytes.Fields(whole)) <= 2 {
			continue // a type
		}
		return false
	}
	return true
}

// valueExtent returns the stretch of the value that begins at from.
func (p *page) valueExtent(from, to int) (int, int) {
	for from < to && (p.text[from] == ' ' || p.text[from] == '\t') {
		from++
	}
	if from < to && p.text[from] == '(' && (p.class.Kind == "shell" || p.class.Kind == "text") { // an array, maybe over several lines
		limit := min(len(p.text), from+maxValue)
		if i := bytes.IndexByte(p.text[from:limit], ')'); i >= 0 {
			return from + 1, from + i
		}
	}
	if from+1 < to && p.text[from] == '@' && (p.text[from+1] == '"' || p.text[from+1] == '\'') && p.class.Kind == "powershell" { // here-string
		q := p.text[from+1]
		limit := min(len(p.text), from+maxValue)
		if i := bytes.Index(p.text[from:limit], []byte{'\n', q, '@'}); i >= 0 {
			return from, from + i + 3
		}
	}
	switch p.class.Kind {
	case "batch":
		for i := from; i < to; i++ {
			if p.text[i] == '&' {
				return from, i
			}
		}
		return from, to
	case "shell", "text", "env", "dockerfile", "history", "unit":
		i := from
		for i < to {
			switch c := p.text[i]; c {
			case '\\':
				i++
			case '"', '\'', '`':
				j := i + 1
				for j < len(p.text) && p.text[j] != c && j-i < maxValue {
					if p.text[j] == '\\' && c != '\'' {
						j++
					}
					j++
				}
				i = j
				if i > to {
					return from, min(i+1, len(p.text))
				}
			case '$':
				if i+1 < to && p.text[i+1] == '(' {
					if j := bytes.IndexByte(p.text[i:to], ')'); j > 0 {
						i += j
					}
				}
			case ' ', '\t', ';', '&', '|', '\r':
				return from, i
			}
			i++
		}
		return from, min(i, to)
	}
	return from, to
}

// define reads "#define A value", "ENV A value", "define('A', 'b')", and the
// keys of a mapping.
func (p *page) define(from, to int, v *variables) {
	line := p.text[from:to]
	t := bytes.TrimLeft(line, " \t")
	for _, w := range []string{"#define ", "ENV ", "ARG "} {
		if rest, ok := bytes.CutPrefix(t, []byte(w)); ok {
			n, val, ok := bytes.Cut(bytes.TrimLeft(rest, " \t"), []byte(" "))
			if ok && name(n) {
				val = bytes.TrimLeft(val, " \t")
				at := to - len(val)
				v.add(string(n), from, at, to)
			}
			return
		}
	}
	if rest, ok := bytes.CutPrefix(t, []byte("define(")); ok {
		n, val, ok := bytes.Cut(rest, []byte(","))
		n = bytes.Trim(n, `"' `)
		if ok && name(n) {
			v.add(string(n), from, to-len(val), to)
		}
		return
	}
	if i := bytes.IndexByte(t, ':'); i > 0 && i < 60 && (p.class.Kind == "yaml" || p.class.Kind == "compose" || p.class.Kind == "kubernetes" || p.class.Kind == "json" || isSource(p.class.Kind)) {
		n := bytes.Trim(t[:i], `"'- `)
		val := bytes.TrimLeft(t[i+1:], " \t")
		if name(n) && len(val) > 0 {
			v.add(string(n), from, to-len(val), to)
		}
	}
}

func isSource(kind string) bool { return strings.HasPrefix(kind, "source:") }

// name reports whether b can be the name of a variable.
func name(b []byte) bool {
	if len(b) == 0 || len(b) > 100 || digit[b[0]] {
		return false
	}
	for _, c := range b {
		if !alnum[c] && c != '_' {
			return false
		}
	}
	return true
}

// lookup gives the values of variables as they are at a place.
func (p *page) lookup(at int) func(string) (string, bool) {
	p.fuel = maxFuel
	return func(n string) (string, bool) { return p.resolveIn(n, at, 0) }
}

func (p *page) resolve(n string, at int) (string, bool) { return p.resolveIn(n, at, 0) }

// resolveIn gives the value of a name: the last that was set before the place,
// or else the first after it (a function may stand before what it uses).
func (p *page) resolveIn(n string, at, depth int) (string, bool) {
	p.fuel--
	p.spent++
	if depth > maxResolve || p.fuel < 0 || p.spent > maxSpent {
		return "", false
	}
	n = strings.TrimLeft(n, "$@")
	if len(p.evaluated) > 0 {
		if v, ok := p.named(n, at); ok {
			return v, true
		}
	}
	if i := strings.LastIndexAny(n, ".:"); i >= 0 { // env:A, self.a, os.environ.A
		n = n[i+1:]
	}
	v := p.assignments(at)
	all := v.by[v.key(n)]
	if len(all) == 0 {
		return "", false
	}
	best := all[0]
	for i := sort.Search(len(all), func(i int) bool { return all[i].at >= at }) - 1; i >= 0; i-- {
		if s := all[i]; !(s.from <= at && at < s.to) {
			best = s
			break
		}
	}
	if best.from <= at && at < best.to {
		return "", false // set from itself
	}
	return p.evaluate(best, depth)
}

// evaluate gives the text of a value.
func (p *page) evaluate(s setting, depth int) (string, bool) {
	raw := bytes.TrimSpace(p.text[s.from:min(s.to, s.from+maxValue)])
	if len(raw) == 0 {
		return "", true
	}
	shell := !isSource(p.class.Kind) && p.class.Kind != "vbscript" && p.class.Kind != "vba" && p.class.Kind != "powershell"
	if shell {
		if p.class.Kind == "batch" {
			out := strings.TrimSuffix(string(bytes.Trim(raw, " ")), `"`)
			out = strings.TrimPrefix(out, `"`)
			return p.fill(out, s.from, depth), true
		}
		return p.unquote(raw, s.from, depth), true
	}
	if p.class.Kind == "powershell" && raw[0] == '@' && len(raw) > 4 {
		return p.fill(strings.Trim(string(raw[2:len(raw)-2]), "\r\n"), s.from, depth), true
	}
	lo, hi := s.from, min(s.to, s.from+maxValue)
	for lo < hi && blank(p.text[lo]) {
		lo++
	}
	all := p.literals(lo, hi)
	if len(all) == 0 {
		w := strings.TrimRight(string(raw), "; ")
		if name([]byte(strings.TrimLeft(w, "$"))) {
			if v, ok := p.resolveIn(w, s.from, depth+1); ok {
				return v, true
			}
			return "", false
		}
		return strings.Trim(w, `"'`), digit[w[0]]
	}
	q := all[0]
	if p.class.Kind == "powershell" && q.quote == '"' {
		return p.fill(string(p.content(q).b), s.from, depth), true
	}
	if depth >= maxResolve {
		return "", false
	}
	e, _, _ := p.expression(all, q, lo, hi)
	return p.fillDeep(string(e.b), s.from, depth), true
}

// fillDeep leaves program text alone: its names were filled in already.
func (p *page) fillDeep(s string, _ int, _ int) string {
	if len(s) > maxValue {
		s = s[:maxValue]
	}
	return s
}

// unquote takes a shell's quotes off and fills in variables.
func (p *page) unquote(raw []byte, at, depth int) string {
	var out strings.Builder
	for i := 0; i < len(raw) && out.Len() < maxValue; {
		switch c := raw[i]; c {
		case '\'':
			j := bytes.IndexByte(raw[i+1:], '\'')
			if j < 0 {
				j = len(raw) - i - 1
			}
			out.Write(raw[i+1 : i+1+j])
			i += j + 2
		case '"':
			j := i + 1
			for j < len(raw) && raw[j] != '"' {
				if raw[j] == '\\' {
					j++
				}
				j++
			}
			j = min(j, len(raw))
			out.WriteString(p.fill(strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\$`, `$`).Replace(string(raw[i+1:j])), at, depth))
			i = j + 1
		case '#':
			if i > 0 && blank(raw[i-1]) {
				return strings.TrimRight(out.String(), " \t")
			}
			out.WriteByte(c)
			i++
		default:
			j := i
			for j < len(raw) && raw[j] != '\'' && raw[j] != '"' && raw[j] != '#' {
				j++
			}
			if j == i {
				j++
			}
			out.WriteString(p.fill(string(raw[i:j]), at, depth))
			i = j
		}
	}
	return strings.TrimRight(out.String(), " \t\r")
}

// fill replaces $A, ${A}, ${A:-b}, $(A), %A%, !A!, $env:A in a value.
func (p *page) fill(s string, at, depth int) string {
	if depth > maxResolve || !strings.ContainsAny(s, "$%!") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s) && out.Len() < maxValue; {
		c := s[i]
		if c != '$' && c != '%' && c != '!' {
			out.WriteByte(c)
			i++
			continue
		}
		n, def, end := "", "", 0
		hasDef := false
		switch {
		case c == '$' && i+1 < len(s) && (s[i+1] == '{' || s[i+1] == '('):
			closing := byte('}')
			if s[i+1] == '(' {
				closing = ')'
			}
			j := strings.IndexByte(s[i:], closing)
			if j < 0 {
				break
			}
			n, end = s[i+2:i+j], i+j+1
			for _, op := range []string{":-", ":=", "-"} {
				if a, b, ok := strings.Cut(n, op); ok {
					n, def, hasDef = a, strings.Trim(b, `"'`), true
					break
				}
			}
		case c == '$':
			j := i + 1
			for j < len(s) && (alnum[s[j]] || s[j] == '_' || s[j] == ':' && j+1 < len(s) && letter[s[j+1]] && strings.EqualFold(s[i+1:j], "env")) {
				j++
			}
			n, end = s[i+1:j], j
		default:
			if j := strings.IndexByte(s[i+1:], c); j > 0 {
				n, end = s[i+1:i+1+j], i+j+2
			}
		}
		if n != "" && name([]byte(n[strings.LastIndexByte(n, ':')+1:])) {
			if v, ok := p.resolveIn(n, at, depth+1); ok {
				out.WriteString(v)
				i = end
				continue
			}
			if hasDef {
				out.WriteString(p.fill(def, at, depth+1))
				i = end
				continue
			}
		}
		out.WriteByte(c)
		i++
	}
	return out.String()
}

// group states an environment, if a server or a wallet is among its values.
func (p *page) group(from, to int, s observation.Setting, owner string, set []observation.Assignment) {
	if !p.owns(from) || len(set) == 0 {
		return
	}
	for _, a := range set {
		v := a.Value.Text
		if walletLike(v) || server([]byte(v)) != no && serverName(a.Name) {
			p.observe(from, to, observation.Observation{Fact: observation.Environment{Setting: s, Owner: owner, Set: set}})
			return
		}
	}
}

// serverName reports whether a variable is named after a server to mine at.
func serverName(n string) bool {
	n = strings.ToLower(n)
	for _, w := range []string{"pool", "stratum", "miner", "mining", "xmr", "server", "url", "host"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

// environment states the variables of a script or the lines of an environment
// file as one group.
func (p *page) environment() {
	switch p.class.Kind {
	case "shell", "batch", "powershell", "env", "text", "ini", "vbscript", "vba":
	default:
		return
	}
	if p.err != nil {
		return
	}
	for _, t := range p.triggers {
		p.assignments(t.at)
	}
	v := p.vars
	if v == nil || len(v.all) == 0 {
		return
	}
	var set []observation.Assignment
	worth := false
	for _, s := range v.all {
		if len(set) == maxGroup {
			break
		}
		line, _ := p.line(s.at)
		if !p.owns(s.at) || commentMark(p.text[line:s.to]) > 0 || p.isHunted(s.from, s.to) {
			continue
		}
		p.fuel = maxFuel
		t, ok := p.evaluate(s, 0)
		if !ok || t == "" {
			continue
		}
		if (walletLike(t) || server([]byte(t)) != no) && p.isUsed(t) {
			return // the command that uses them says it all
		}
		worth = worth || walletLike(t) || server([]byte(t)) == sure && serverName(s.name)
		set = append(set, observation.Assignment{Name: s.name, Value: p.value(t, s.from, s.to)})
	}
	if !worth {
		return
	}
	first, last := v.all[0], v.all[len(v.all)-1]
	p.observe(first.at, max(last.to, first.at), observation.Observation{Fact: observation.Environment{Setting: base(p.class), Set: set}})
}

package source

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// postfix reads what follows an operand: members, calls, indexes, the braces of
// a composite literal.
func (r *reader) postfix(v Value, inside bool) Value {
	start := v.Start
	for n := 0; n < 400 && r.fuel > 0; n++ {
		r.fuel -= 2
		c := r.peek()
		switch {
		case c == '.' && isName(r.next(1)) && !(r.d.dot && !isDigit(r.next(1))) && !(isDigit(r.next(1)) && v.path == ""),
			c == '-' && r.next(1) == '>' && (isName(r.next(2)) || r.next(2) == '{' || r.next(2) == '['),
			c == ':' && r.next(1) == ':' && (isName(r.next(2)) || r.next(2) == '<'),
			c == '?' && r.next(1) == '.' && isName(r.next(2)),
			c == ':' && r.d.name == "lua" && isName(r.next(1)) && v.path != "":
			switch {
			case c == '.' || c == ':' && r.next(1) != ':':
				r.at++
			default:
				r.at += 2
			}
			if r.peek() == '{' || r.peek() == '[' { // Perl: $c->{pool}
				continue
			}
			if r.peek() == '<' && !r.generic() {
				return v
			}
			name := r.word()
			if name == "" {
				continue
			}
			r.at += len(name)
			if r.peek() == '<' {
				r.generic()
			}
			if r.d.name == "rust" && r.peek() == '!' {
				r.at++
			}
			if r.peek() == '(' {
				v = r.method(v, name, r.group("", inside))
				v.Start, v.End = start, r.at
				continue
			}
			v = r.member(v, name)
			v.Start, v.End = start, r.at
		case c == '(' && (v.path != "" || v.Kind == Unknown && v.typ == ""):
			args := r.group("", inside)
			v = r.function(v, args)
			v.Start, v.End = start, r.at
		case c == '[':
			if v.path == "" && v.Kind == Unknown {
				return v
			}
			at := r.at
			index := r.group("", inside)
			v = r.index(v, index, string(r.src[at:r.at]))
			v.Start, v.End = start, r.at
		case c == '{' && r.d.name == "perl" && v.path != "": // $c{pool}
			index := r.group("", inside)
			if len(index.Items) == 1 {
				key := index.Items[0]
				k := keyOf(key)
				if key.Kind != Text && key.path != "" {
					k = lastName(key.path)
				}
				v = r.member(v, k)
			}
			v.Start, v.End = start, r.at
		case c == '{' && v.path != "" && v.Kind == Unknown && r.composite():
			name := v.path
			v = r.group(name, inside)
			v.Start = start
		case c == '!' && r.d.name == "rust" && (r.next(1) == '(' || r.next(1) == '['):
			r.at++
			if r.peek() == '[' {
				v = r.group("", inside)
			}
		case c == '<' && v.path != "" && v.Kind == Unknown && r.generic():
		case isName(c) && v.Kind == List && len(v.Items) <= 1 && v.path == "" && r.src[r.at-1] == ']' && r.d.name == "go": // []string{
			i := r.at
			for i < len(r.src) && (isName(r.src[i]) || r.src[i] == '.' || r.src[i] == '*') && i-r.at < 80 {
				i++
			}
			if i >= len(r.src) || r.src[i] != '{' && r.src[i] != '(' {
				return v
			}
			r.at = i
			v = r.group("", inside)
			v.Start = start
		default:
			return v
		}
	}
	return v
}

// composite reports whether braces directly behind a name are a literal's.
func (r *reader) composite() bool {
	switch r.d.name {
	case "go", "cpp", "rust", "csharp":
		return true
	}
	return false
}

// generic skips <T>; false where there is none.
func (r *reader) generic() bool {
	depth := 0
	for i := r.at; i < len(r.src) && i-r.at < 100; i++ {
		switch c := r.src[i]; {
		case c == '<':
			depth++
		case c == '>':
			if depth--; depth == 0 {
				if i+1 < len(r.src) && (strings.IndexByte("({[.:", r.src[i+1]) >= 0 || isName(r.src[i+1])) {
					r.at = i + 1
					return true
				}
				return false
			}
		case isName(c) || c == ',' || c == ' ' || c == '.' || c == ':' || c == '[' || c == ']' || c == '?' || c == '*' || c == '&':
		default:
			return false
		}
	}
	return false
}

func (r *reader) member(v Value, name string) Value {
	if v.Kind == Map {
		if w, ok := v.Get(name); ok {
			return w
		}
	}
	if v.Kind == Text && (name == "length" || name == "Length") {
		return Value{}
	}
	path := name
	if v.path != "" {
		path = v.path + "." + name
	}
	return Value{path: path, Uses: v.Uses}
}

// index gives the item of a list or a mapping.
func (r *reader) index(v, index Value, raw string) Value {
	if strings.ReplaceAll(raw, " ", "") == "[::-1]" {
		return r.reversed(r.known(v))
	}
	if len(index.Items) != 1 {
		if v.Kind == Unknown && v.path != "" { // x[] = …, char x[]
			return v
		}
		return Value{}
	}
	i := index.Items[0]
	if i.Kind == Text {
		key := i.String()
		if n, err := strconv.Atoi(key); err == nil {
			w := r.known(v)
			if w.Kind == List && n >= 0 && n < len(w.Items) {
				return w.Items[n]
			}
			return Value{path: v.path}
		}
		return r.member(v, key)
	}
	return Value{path: v.path}
}

func (r *reader) reversed(v Value) Value {
	if v.Kind != Text {
		return v
	}
	b := []rune(r.str(v))
	slices.Reverse(b)
	out := Value{Kind: Text, Start: v.Start, End: v.End, Uses: v.Uses}
	r.piece(&out, string(b), v.Start, v.End)
	return out
}

// function is a call by a name.
func (r *reader) function(f, args Value) Value {
	name := f.path
	r.call(Call{Name: name, Args: args.Items, Start: f.Start, End: r.at})
	items := args.Items
	last := strings.ToLower(lastName(name))
	if last == "new" { // Command::new
		last = strings.ToLower(lastName(strings.TrimSuffix(name, "."+lastName(name))))
	}
	if Declares(name) {
		return r.declared(f, args)
	}
	if lower := strings.ToLower(name); (strings.HasPrefix(lower, "flag.") || strings.HasPrefix(lower, "pflag.")) && len(items) >= 3 {
		if strings.HasSuffix(lower, "var") && len(items) > 3 { // flag.StringVar(&a, "a", "default", "…")
			r.p.bind(Binding{Name: items[0].path, Value: items[2], At: f.Start})
			return Value{}
		}
		return items[1]
	}
	out := r.apply(last, f, items)
	for _, i := range items {
		for _, u := range i.Uses {
			out.use(u)
		}
	}
	if r.d.name == "cpp" && out.Kind == Unknown && len(items) == 1 && items[0].Kind == Text { // std::string a("…")
		out = items[0]
		out.path = name
	}
	return out
}

// method is a call on a value.
func (r *reader) method(v Value, name string, args Value) Value {
	lower := strings.ToLower(name)
	known := r.known(v)
	items := args.Items
	switch lower {
	case "format":
		if known.Kind == Text {
			return r.fill(known, args.Items)
		}
	case "join":
		if known.Kind == Text && len(items) == 1 { // " ".join(list)
			return r.joinList(items[0], known.String())
		}
		if known.Kind == List {
			sep := ","
			if len(items) > 0 {
				sep = items[0].String()
			}
			return r.joinList(known, sep)
		}
	case "append", "push", "add", "extend", "addall", "insert", "push_back", "emplace_back", "arg", "args", "concat", "appendformat", "addargument", "write", "push_str":
		if w, ok := r.grow(v, known, lower, items); ok {
			return w
		}
	case "replace", "replaceall":
		if known.Kind == Text && len(items) >= 2 {
			return r.replace(known, items[0].String(), items[1].String())
		}
	case "reverse":
		if known.Kind == Text {
			return r.reversed(known)
		}
		if known.Kind == List {
			known.Items = slices.Clone(known.Items)
			slices.Reverse(known.Items)
			r.fuel -= itemCost * len(known.Items)
			return known
		}
	case "split":
		if known.Kind == Text && len(items) > 0 && items[0].Kind == Text && items[0].String() == "" && known.size < 4096 { // letters
			out := Value{Kind: List, Start: v.Start, End: v.End, Uses: v.Uses}
			for _, c := range known.String() {
				l := Value{Kind: Text, Start: v.Start, End: v.End}
				r.piece(&l, string(c), v.Start, v.End)
				if r.fuel -= itemCost; len(out.Items) < maxItems && r.fuel > 0 {
					out.Items = append(out.Items, l)
				}
			}
			return out
		}
		if known.Kind == Text {
			return known
		}
	case "tostring", "to_string", "strip", "trim", "decode", "encode", "to_owned", "into", "to_s", "c_str", "str", "string", "clone", "as_str", "rstrip", "lstrip", "chomp", "freeze", "toarray", "to_a", "tolist", "unwrap", "unwrap_or_default", "execute", "values", "dup", "trimend", "trimstart":
		if known.Kind != Unknown {
			if lower == "execute" {
				r.call(Call{Name: "execute", Args: []Value{known}, Start: v.Start, End: r.at})
			}
			return known
		}
	case "get", "fetch", "getorelse", "getordefault", "unwrap_or", "orelse", "get_or", "unwrap_or_else":
		if len(items) > 0 && items[len(items)-1].Kind == Text && (len(items) > 1 || lower != "get" && lower != "fetch") {
			return items[len(items)-1]
		}
		if len(items) == 1 && items[0].Kind == Text {
			return r.known(r.member(known, items[0].String()))
		}
	case "start", "spawn", "output", "status", "run", "exec", "call":
		if known.Kind == List || known.Kind == Map || known.Kind == Text && len(items) == 0 {
			r.call(Call{Name: lower, Args: append([]Value{known}, items...), Start: v.Start, End: r.at})
			return Value{}
		}
	}
	path := name
	if v.path != "" {
		path = v.path + "." + name
	}
	return r.function(Value{path: path, Start: v.Start}, args)
}

// grow appends to a list or a text that has a name, and sets it anew.
func (r *reader) grow(v, known Value, name string, items []Value) (Value, bool) {
	if v.path != "" {
		known = r.current(Value{path: v.path, Start: v.Start, End: v.End})
	}
	if name == "appendformat" && len(items) > 1 {
		items = []Value{r.fill(items[0], items[1:])}
	}
	if name == "insert" && len(items) > 1 {
		items = items[1:]
	}
	if known.Kind == Unknown {
		if name != "append" && name != "appendformat" || v.path == "" || len(items) == 0 || items[0].Kind != Text {
			return Value{}, false
		}
		known = Value{Kind: Text, Start: v.Start, End: r.at} // a StringBuilder
	}
	if known.Kind == Map {
		return Value{}, false
	}
	out := known
	for _, i := range items {
		if known.Kind == List && i.Kind != List {
			i = Value{Kind: List, Items: []Value{i}, Uses: i.Uses, Start: i.Start, End: i.End}
		}
		out = r.add(out, i)
	}
	out.Start, out.End = v.Start, r.at
	out.path = v.path
	if v.path != "" {
		r.p.bind(Binding{Name: v.path, Value: out, At: v.Start})
		out.use(v.Start)
	}
	return out, true
}

// apply gives what a function with a telling name returns.
func (r *reader) apply(name string, f Value, items []Value) Value {
	texts := 0
	for _, i := range items {
		if i.Kind == Text {
			texts++
		}
	}
	switch name {
	case "sprintf", "snprintf", "asprintf", "swprintf", "wsprintf", "wsprintfa", "wsprintfw", "_snprintf", "sprintf_s", "stringformat", "format", "strformat", "printf", "vsprintf", "concat!", "format!":
		for k, i := range items {
			if i.Kind == Text && (r.marked(i) || k+1 == len(items) || name == "format") {
				v := r.fill(i, items[k+1:])
				if k > 0 && items[0].path != "" && name != "format" { // snprintf(buf, n, "…")
					r.p.bind(Binding{Name: items[0].path, Value: v, At: f.Start})
				}
				return v
			}
		}
	case "strcpy", "strcat", "lstrcpy", "lstrcat", "strcpy_s", "strcat_s", "lstrcpya", "lstrcata", "wcscat", "wcscpy":
		if len(items) > 1 && items[0].path != "" {
			v := items[len(items)-1]
			if strings.Contains(name, "cat") && items[0].Kind == Text {
				v = r.add(items[0], v)
			}
			r.p.bind(Binding{Name: items[0].path, Value: v, At: f.Start})
			return v
		}
	case "join", "implode", "joinstrings":
		if len(items) == 2 {
			a, b := items[0], items[1]
			switch {
			case a.Kind == List:
				return r.joinList(a, b.String())
			case b.Kind == List:
				return r.joinList(b, a.String())
			}
		}
		if len(items) == 1 && items[0].Kind == List {
			return r.joinList(items[0], " ")
		}
		if texts == len(items) && texts > 0 { // a path
			return r.joinList(Value{Kind: List, Items: items}, "/")
		}
	case "concat", "cat", "paste", "paste0":
		return r.joinList(Value{Kind: List, Items: items}, "")
	case "append", "array_merge":
		if len(items) > 0 {
			out := r.add(Value{Kind: List}, items[0])
			for _, i := range items[1:] {
				out = r.add(out, i)
			}
			return out
		}
	case "array_push", "push":
		if len(items) > 1 && items[0].path != "" {
			out := items[0]
			for _, i := range items[1:] {
				out = r.add(out, i)
			}
			out.path = items[0].path
			r.p.bind(Binding{Name: out.path, Value: out, At: f.Start})
			return out
		}
	case "aslist", "of", "listof", "arrayof", "mutablelistof", "array", "list", "tuple", "vec", "arraylist", "toarray", "arrayoflist", "vector", "arguments", "seq":
		if len(items) == 1 && (items[0].Kind == List || items[0].Kind == Map) {
			return items[0]
		}
		return Value{Kind: List, Items: items}
	case "dict", "ordereddict", "object", "map", "hashof", "mapof":
		if len(items) == 1 {
			return items[0]
		}
	case "command", "processbuilder", "commandline":
		out := Value{Kind: List}
		for _, i := range items {
			out = r.add(out, i)
		}
		return out
	case "getenv", "env", "getenvironmentvariable", "environ", "lookup", "var", "get", "fetch", "config":
		if len(items) > 1 && items[len(items)-1].Kind == Text {
			return items[len(items)-1]
		}
		if len(items) == 1 && items[0].Kind == Text {
			return Value{path: items[0].String()}
		}
	case "str", "string", "cstr", "quote", "shellescape", "escapeshellarg", "escapeshellcmd", "itoa", "tostring", "int", "text", "_t", "split", "fields", "explode", "shell_split", "split_ascii_whitespace", "unescape", "jsonencode", "bytes", "cstring", "osstring", "pathbuf", "path", "freeze", "xorstr", "xorstr_", "skcrypt", "obfuscate", "ay_obfuscate", "expandenvironmentvariables", "expandtilde":
		if len(items) > 0 {
			return items[0]
		}
	case "chr", "chrw", "chr$", "fromcharcode", "char":
		out := Value{Kind: Text, Start: f.Start, End: r.at}
		for _, i := range items {
			n, err := strconv.ParseInt(i.String(), 0, 32)
			if err != nil || n <= 0 || n > utf8.MaxRune {
				return Value{}
			}
			r.piece(&out, string(rune(n)), f.Start, r.at)
		}
		return out
	case "strreverse", "strrev", "reversestring", "reverse":
		if len(items) == 1 {
			return r.reversed(items[0])
		}
	case "b64decode", "base64_decode", "base64decode", "atob", "frombase64string", "decode64", "strict_decode64", "urlsafe_b64decode", "decodestring", "decode", "base64gunzip", "from":
		return r.decoded(items, base64Of)
	case "fromhex", "unhexlify", "hex2bin", "hexdecode", "unhex":
		return r.decoded(items, func(s string) ([]byte, bool) { b, err := hex.DecodeString(s); return b, err == nil })
	case "getstring": // Encoding.UTF8.GetString(bytes)
		if len(items) > 0 {
			v := items[0]
			if v.Kind == Text && strings.HasSuffix(strings.ToLower(strings.TrimSuffix(f.path, ".GetString")), "unicode") {
				return r.wide(v)
			}
			return v
		}
	}
	if len(items) == 1 && items[0].Kind == Text && len(name) < 4 { // L("…"), s("…")
		return items[0]
	}
	return Value{}
}

// marked reports whether a text has marks that a format fills.
func (r *reader) marked(v Value) bool {
	s := r.str(v)
	return strings.Contains(s, "%") || strings.Contains(s, "{")
}

func base64Of(s string) ([]byte, bool) {
	s = strings.Map(func(c rune) rune {
		if c == '\n' || c == '\r' || c == ' ' || c == '\t' {
			return -1
		}
		return c
	}, s)
	s = strings.TrimRight(s, "=")
	if len(s) < 8 {
		return nil, false
	}
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		b, err = base64.RawURLEncoding.DecodeString(s)
	}
	return b, err == nil
}

// decoded undoes an encoding of the first text among the arguments. All of what
// comes out stands where the argument stands.
func (r *reader) decoded(items []Value, undo func(string) ([]byte, bool)) Value {
	for k, i := range items {
		if k > 1 || i.Kind != Text {
			continue
		}
		r.fuel -= i.size
		b, ok := undo(i.String())
		if !ok && len(items) > 1 && strings.EqualFold(items[1].String(), "hex") {
			var err error
			b, err = hex.DecodeString(i.String())
			ok = err == nil
		}
		if !ok {
			continue
		}
		out := Value{Kind: Text, Start: i.Start, End: i.End, Uses: i.Uses}
		if !printable(b) {
			if u, ok := fromWide(b); ok {
				r.piece(&out, u, i.Start, i.End)
				return out
			}
			return Value{}
		}
		r.piece(&out, string(b), i.Start, i.End)
		return out
	}
	if len(items) > 0 && items[0].Kind == Text {
		return items[0]
	}
	return Value{}
}

func (r *reader) wide(v Value) Value {
	if s, ok := fromWide([]byte(r.str(v))); ok {
		out := Value{Kind: Text, Start: v.Start, End: v.End, Uses: v.Uses}
		r.piece(&out, s, v.Start, v.End)
		return out
	}
	return v
}

// fromWide reads UTF-16 with the low byte first, if it is printable.
func fromWide(b []byte) (string, bool) {
	if len(b) < 8 || len(b)%2 != 0 || b[1] != 0 {
		return "", false
	}
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
	}
	s := string(utf16.Decode(u))
	return s, printable([]byte(s))
}

func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return false
		}
	}
	return utf8.Valid(b)
}

// Declares reports whether a call declares an option of the program itself.
func Declares(name string) bool {
	switch strings.ToLower(lastName(name)) {
	case "add_argument", "add_option", "addoption", "addargument", "option", "argument", "add_flag":
		return true
	}
	return false
}

// declared binds an option of the program to what it is by default.
func (r *reader) declared(f, args Value) Value {
	def, ok := args.Get("default", "default_value", "defaultvalue")
	if !ok {
		return Value{}
	}
	for i, a := range args.Items {
		if a.Kind != Text || args.Keys[i] != "" {
			continue
		}
		n := strings.ReplaceAll(strings.TrimLeft(strings.TrimSpace(a.String()), "-"), "-", "_")
		if len(n) < 100 && isPath(n) {
			r.p.bind(Binding{Name: n, Value: r.known(def), At: f.Start})
		}
	}
	return Value{}
}

package script

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"

	"lamproom/internal/placed"
)

// cmdlets are the aliases of commands that are followed here.
var cmdlets = map[string]string{
	"iex": "invoke-expression", "%": "foreach-object", "foreach": "foreach-object", "?": "where-object", "where": "where-object",
	"echo": "write-output", "write": "write-output", "saps": "start-process", "start": "start-process",
	"sc": "set-content", "ac": "add-content", "gc": "get-content", "cat": "get-content", "type": "get-content",
	"sv": "set-variable", "set": "set-variable", "gv": "get-variable", "nv": "new-variable", "si": "set-item", "gi": "get-item", "gci": "get-childitem", "dir": "get-childitem", "ls": "get-childitem",
	"sal": "set-alias", "nal": "set-alias", "new-alias": "set-alias", "gcm": "get-command", "gal": "get-alias",
	"icm": "invoke-command", "sajb": "start-job", "tee": "tee-object", "select": "select-object", "sort": "sort-object",
	"iwmi": "invoke-wmimethod", "invoke-cimmethod": "invoke-wmimethod", "clear-variable": "remove-variable", "measure": "measure-object",
}

// switches are parameters that take no value.
var switches = map[string]bool{
	"force": true, "passthru": true, "recurse": true, "nonewline": true, "usebasicparsing": true, "useb": true, "usebasic": true, "usebasicp": true, "wait": true, "asjob": true, "append": true, "raw": true, "asplaintext": true, "noclobber": true, "whatif": true, "verbose": true, "leaf": true, "parent": true, "nonewwindow": true, "hidden": true, "compress": true, "asbytestream": true, "expandproperty": false, "resolve": true, "asstring": true, "unique": true, "descending": true, "valueonly": true, "valueo": true, "va": true, "val": true, "strict": true, "usenewenvironment": true, "noexit": true, "nop": true, "noprofile": true, "noni": true, "noninteractive": true, "nologo": true, "sta": true, "casesensitive": true, "asynchronous": true, "dynamic": true,
}

// psArguments are the arguments of a command of PowerShell.
type psArguments struct {
	all  []psArgument
	pos  []value
	name map[string]value
	in   []value
	pipe bool // in counts
	out  string
	more bool // out is appended to
}

type psArgument struct {
	parameter string // lower case, without dash
	v         value
}

// get is the value of a parameter, however shortened.
func (a *psArguments) get(full ...string) (value, bool) {
	for _, f := range full {
		for _, x := range a.all {
			if n := x.parameter; n != "" && (n == f || len(n) > 1 && strings.HasPrefix(f, n) || len(n) == 1 && f[:1] == n) {
				if v, ok := a.name[n]; ok {
					return v, true
				}
			}
		}
	}
	return value{}, false
}

func (a *psArguments) flag(full string) bool {
	for _, x := range a.all {
		if n := x.parameter; len(n) > 1 && strings.HasPrefix(full, n) {
			return true
		}
	}
	return false
}

// pick is a parameter, or what stands at a place.
func (a *psArguments) pick(i int, full ...string) (value, bool) {
	if v, ok := a.get(full...); ok {
		return v, true
	}
	if i < len(a.pos) {
		return a.pos[i], true
	}
	return value{}, false
}

// pipe carries out commands that are joined by |.
func (e *engine) pipe(n *node) value {
	parts := n.kids
	if n.op == opCommand {
		parts = []*node{n}
	}
	var in []value
	v := null()
	for i, k := range parts {
		if k.op == opCommand {
			v = e.psCommand(k, in, i > 0)
		} else {
			v = e.eval(k)
		}
		switch {
		case v.k == isList:
			in = v.o.items
		case v.k == isNull:
			in = nil
		default:
			in = []value{v}
		}
	}
	return v
}

// psCommand carries out one command.
func (e *engine) psCommand(n *node, in []value, piped bool) value {
	if n.s == "value" { // 'text' > file
		v := e.eval(n.kids[0])
		for _, k := range n.kids[1:] {
			if k.kind == wordFile {
				e.output(e.str(e.eval(k.kids[0])), e.items(v), k.s == ">", false)
			}
		}
		return null()
	}
	head := n.kids[0]
	name := e.eval(head)
	a := e.psArgumentsOf(n)
	a.in, a.pipe = in, piped
	if name.k == isObject && name.o.class == "command" {
		name, _ = name.property("name")
	}
	var v value
	switch name.k {
	case isBlock:
		v = e.callBlock(name, a.pos, a.name, in, n.s == ".")
	case isUnknown:
		if e.lang == PowerShell && len(a.all) == 0 && n.s == "" {
			return name
		}
		e.tellWords(name, a)
		v = value{}
	default:
		v = e.cmdlet(e.str(name), a, n)
	}
	if a.out != "" {
		e.output(value{k: isText, t: placed.Made(a.out, n.lo, 0)}, e.items(v), !a.more, false)
		return null()
	}
	return e.place(v, n)
}

func (e *engine) psArgumentsOf(n *node) *psArguments {
	a := &psArguments{name: map[string]value{}}
	last := ""
	put := func(v value) {
		if last != "" {
			a.name[last] = v
			last = ""
		} else {
			a.pos = append(a.pos, v)
		}
		a.all = append(a.all, psArgument{v: v})
	}
	for _, k := range n.kids[1:] {
		switch k.kind {
		case wordParameter:
			v := e.str(e.eval(k))
			p := strings.ToLower(strings.TrimSuffix(strings.TrimLeft(v.t.String(), "-"), ":"))
			colon := strings.HasSuffix(v.t.String(), ":")
			if colon {
				v.t = v.t.Sub(0, v.t.Len()-1)
			}
			a.all = append(a.all, psArgument{parameter: p, v: v})
			if last = p; switches[p] && !colon {
				last = ""
			}
		case wordSplat:
			v, ok := e.lookup(k.s)
			switch {
			case ok && v.k == isHash:
				for i, key := range v.o.keys {
					p := strings.ToLower(key)
					a.all = append(a.all, psArgument{parameter: p, v: e.made("-"+key, value{lo: int32(k.lo), hi: int32(k.hi)})})
					last = p
					put(v.o.items[i])
				}
			case ok:
				for _, it := range e.items(v) {
					put(it)
				}
			default:
				put(e.unknown(k, "@"+k.s))
			}
		case wordFile:
			f := e.str(e.eval(k.kids[0]))
			a.out, a.more = f.t.String(), k.s == ">>"
			if a.out == "" || strings.EqualFold(a.out, "$null") {
				a.out = ""
			}
		case wordRest:
			put(value{k: isText, t: k.t, lo: int32(k.lo), hi: int32(k.hi)})
		default:
			v := e.eval(k)
			if v.k == isNull {
				v = value{k: isText, lo: int32(k.lo), hi: int32(k.hi)}
			}
			put(v)
		}
	}
	return a
}

// tellWords notes a command with its arguments.
func (e *engine) tellWords(name value, a *psArguments, more ...value) {
	name = e.str(name)
	c := Command{Words: []placed.Text{name.t}, Output: a.out}
	open := 0
	if name.open {
		open++
	}
	add := func(v value) {
		if v.k == isBytes || len(c.Words) > 4096 {
			return
		}
		s := e.str(v)
		if s.open && s.t.Len() > 0 {
			open++
		}
		if s.t.Len() == 0 { // an empty argument
			s.t = placed.Made(" ", int(s.lo), 0)
		}
		c.Words = append(c.Words, s.t)
	}
	for _, x := range a.all {
		if x.parameter == "" && x.v.k == isList {
			for _, it := range x.v.o.items {
				add(it)
			}
			continue
		}
		add(x.v)
	}
	for _, v := range more {
		add(v)
	}
	e.tell(c, open)
}

// callBlock runs a script block.
func (e *engine) callBlock(b value, args []value, named map[string]value, in []value, here bool) value {
	f := b.o.fn
	if f == nil || f.body == nil {
		return value{}
	}
	if e.calls >= maxCalls {
		return value{}
	}
	old := e.scope
	if len(in) > 0 {
		e.declare("input", list(in))
		e.declare("_", in[0])
	}
	var v value
	if here && len(f.params) == 0 {
		if f.inner {
			e.nested++
			defer func() { e.nested-- }()
		}
		e.calls++
		v, _ = e.collect(f.body.kids)
		e.calls--
	} else {
		v, _ = e.invoke(f, e.scope, args, named)
	}
	e.scope = old
	return v
}

// eachBlock runs a block for every item: ForEach-Object.
func (e *engine) eachBlock(b value, in []value) value {
	if b.o == nil || b.o.fn == nil || b.o.fn.body == nil || e.calls >= maxCalls {
		return value{}
	}
	e.calls++
	defer func() { e.calls-- }()
	if b.o.fn.inner {
		e.nested++
		defer func() { e.nested-- }()
	}
	old, had := e.scope.vars["_"]
	var got []value
	for i, it := range in {
		if i >= maxTurns || len(got) >= maxItems || !e.burn(stepCost) {
			break
		}
		e.declare("_", it)
		v, f := e.collect(b.o.fn.body.kids)
		if v.k == isList {
			got = append(got, v.o.items...)
		} else if v.k != isNull {
			got = append(got, v)
		}
		if f == flowBreak || f >= flowExit {
			break
		}
	}
	if had {
		e.scope.vars["_"] = old
	} else {
		delete(e.scope.vars, "_")
	}
	return one(got)
}

// output writes values into a file as lines.
func (e *engine) output(name value, values []value, fresh, noNewline bool) {
	f := name.t.String()
	switch l := strings.ToLower(f); {
	case l == "", l == "$null", l == "nul":
		return
	}
	var b placed.Builder
	for i, v := range values {
		if v.k == isBytes {
			if t, ok := plainText(v.o.bytes); ok {
				lo, hi := v.spread()
				b.AddMade(t, lo, hi-lo)
			}
			continue
		}
		s := e.str(v)
		if b.Len()+s.t.Len() > maxFileText || !e.burn(s.t.Len()+8) {
			break
		}
		b.Add(s.t)
		if !noNewline || i+1 < len(values) {
			_, hi := s.spread()
			b.AddMade("\n", hi, 0)
		}
	}
	e.write(f, b.Text(), fresh)
}

// cmdlet carries out a command by its name.
func (e *engine) cmdlet(name value, a *psArguments, n *node) value {
	l := strings.ToLower(name.t.String())
	if v, ok := e.aliases[l]; ok {
		l = v
	}
	if f, ok := e.lookup("function:" + l); ok && f.o != nil && f.o.fn != nil {
		if len(a.in) > 0 {
			e.declare("input", list(a.in))
		}
		if f.o.fn.filter {
			return e.eachBlock(f, a.in)
		}
		args := a.pos
		if len(a.pos) == 0 && len(a.name) == 0 && a.pipe {
			args = a.in
		}
		v, _ := e.invoke(f.o.fn, e.scope, args, e.byName(f.o.fn, a))
		return v
	}
	if k := strings.LastIndexByte(l, '\\'); k > 0 && strings.HasPrefix(l, "microsoft.powershell.") {
		l = l[k+1:]
	}
	if c, ok := cmdlets[l]; ok {
		l = c
	}
	switch l {
	case "invoke-expression":
		t, ok := a.pick(0, "command")
		if !ok {
			if len(a.in) == 0 {
				return null()
			}
			t = e.joined(a.in, placed.Made("\n", n.lo, 0))
		}
		return e.runText(e.str(t), name, n)
	case "foreach-object":
		var got []value
		for _, x := range a.all {
			if x.v.k == isBlock && x.parameter == "" {
				got = append(got, e.items(e.eachBlock(x.v, a.in))...)
			}
		}
		if m, ok := a.pick(0, "membername"); ok && m.k == isText {
			for _, it := range a.in {
				got = append(got, e.memberOf(it, m.t.String(), n))
			}
		}
		return one(got)
	case "where-object":
		return e.filter(a, n)
	case "write-output", "write-object":
		if len(a.pos) == 0 {
			return one(a.in)
		}
		if len(a.pos) == 1 {
			return a.pos[0]
		}
		return list(a.pos)
	case "write-host", "write-verbose", "write-warning", "write-error", "write-debug", "write-information":
		e.tellWords(name, a, a.in...)
		return null()
	case "out-null":
		return null()
	case "out-string", "sort-object", "get-unique", "format-list", "format-table", "out-default", "out-host", "convertto-string":
		return one(a.in)
	case "select-object":
		return e.selectObject(a, n)
	case "start-process":
		return e.startProcess(name, a)
	case "set-content", "add-content", "out-file", "tee-object":
		return e.setContent(l, name, a)
	case "get-content":
		if f, ok := a.pick(0, "path", "literalpath"); ok {
			if t, ok := e.read(e.str(f).t.String()); ok {
				return textValue(t)
			}
		}
		e.tellWords(name, a)
		return value{}
	case "new-object":
		return e.newObject(a, n)
	case "set-variable", "new-variable", "set-item", "new-item":
		key, ok := a.pick(0, "name", "path")
		v, ok2 := a.pick(1, "value")
		if ok && ok2 {
			k := strings.ToLower(e.str(key).t.String())
			if p, rest, is := strings.Cut(k, ":"); is && (p == "variable" || p == "env") {
				if rest = strings.Trim(rest, `\/`); p == "env" {
					rest = "env:" + rest
				}
				e.set(rest, v)
				return null()
			} else if l == "set-variable" || l == "new-variable" {
				e.set(k, v)
				return null()
			} else if l == "new-item" && strings.Contains(k, ".") && v.k == isText {
				e.output(e.str(key), []value{v}, true, false)
			}
		}
		e.tellWords(name, a)
		return value{}
	case "get-variable", "get-item", "get-childitem":
		if key, ok := a.pick(0, "name", "path"); ok {
			k := strings.ToLower(e.str(key).t.String())
			p, rest, is := strings.Cut(k, ":")
			if is && (p == "variable" || p == "env") {
				k = strings.Trim(rest, `\/`)
				if p == "env" {
					k = "env:" + k
				}
			}
			if is && (p == "variable" || p == "env") || l == "get-variable" {
				v := e.psVariable(&node{s: k, raw: "$" + k, lo: n.lo, hi: n.hi})
				if a.flag("valueonly") {
					return v
				}
				return value{k: isObject, o: &object{class: "variable", keys: []string{"value", "name"}, items: []value{v, e.made(k, v)}}, t: v.t}.at(n)
			}
		}
		if len(a.all) > 0 {
			e.tellWords(name, a)
		}
		return value{}
	case "remove-variable", "set-strictmode", "import-module", "add-type", "start-sleep", "clear-host", "sleep", "cls", "export-modulemember", "set-psdebug", "measure-object", "get-date":
		if l == "import-module" || l == "add-type" {
			e.tellWords(name, a)
		}
		return value{}
	case "set-alias":
		k, ok := a.pick(0, "name")
		v, ok2 := a.pick(1, "value", "definition")
		if ok && ok2 {
			if e.aliases == nil {
				e.aliases = map[string]string{}
			}
			to := strings.ToLower(e.str(v).t.String())
			if len(e.aliases) < 256 {
				e.aliases[strings.ToLower(e.str(k).t.String())] = to
			}
		}
		return null()
	case "get-command", "get-alias":
		if v, ok := a.pick(0, "name"); ok {
			if c := e.commandLike(e.str(v)); c != "" {
				return e.made(c, v)
			}
		}
		return value{}
	case "join-path":
		p, _ := a.pick(0, "path")
		var rest []value
		if c, ok := a.get("childpath"); ok {
			rest = append(rest, c)
		} else if len(a.pos) > 1 {
			rest = a.pos[1:]
		} else if _, named := a.get("path"); named {
			rest = a.pos
		}
		return e.path(append([]value{p}, rest...))
	case "split-path":
		p, _ := a.pick(0, "path", "literalpath")
		return e.splitPath(e.str(p), a.flag("leaf"))
	case "convertto-json":
		v, ok := a.pick(0, "inputobject")
		if !ok {
			v = one(a.in)
		}
		var b placed.Builder
		e.json(&b, v, 0)
		return textValue(b.Text())
	case "get-random":
		v, ok := a.pick(0, "inputobject")
		if !ok {
			v = one(a.in)
		}
		if items := e.items(v); len(items) > 1 {
			return items[e.decide(n, "", min(len(items), maxPasses))]
		}
		return value{}
	case "invoke-command", "start-job", "start-threadjob", "measure-command", "invoke-wmimethod":
		if l == "invoke-wmimethod" {
			return e.wmiMethod(name, a)
		}
		if b, ok := a.get("scriptblock"); ok && b.k != isBlock {
			e.tellWords(name, a)
			return e.runText(e.str(b), name, n)
		}
		e.tellWords(name, a)
		args, _ := a.get("argumentlist")
		return e.blocks(name, a, e.items(args))
	case "describe", "context", "it", "mock", "beforeeach", "aftereach", "beforeall", "afterall", "inmodulescope", "should":
		return value{} // a test: what it holds is tried, not done
	case "powershell", "powershell.exe", "pwsh", "pwsh.exe":
		if v, ok := e.powershellArguments(name, a, n); ok {
			return v
		}
	case "new-scheduledtaskaction":
		x, ok := a.get("execute")
		arg, ok2 := a.get("argument")
		if ok {
			line := e.str(x)
			if ok2 {
				line = e.commandLine(x, []value{arg})
			}
			e.launch(line, "New-ScheduledTaskAction")
		}
		e.tellWords(name, a)
		return value{}
	case "set-service", "new-service":
		if b, ok := a.get("binarypathname"); ok {
			e.launch(e.str(b), "New-Service")
		}
	}
	e.tellWords(name, a, a.in...)
	e.blocks(name, a, nil)
	if fetches(l) {
		return e.fetched(name, a, n)
	}
	return value{}
}

// byName matches the arguments of a function with its parameters.
func (e *engine) byName(f *function, a *psArguments) map[string]value {
	out := map[string]value{}
	for _, p := range f.params {
		if v, ok := a.name[p.name]; ok {
			out[p.name] = v
			continue
		}
		for k, v := range a.name {
			if len(k) > 1 && strings.HasPrefix(p.name, k) {
				out[p.name] = v
			}
		}
	}
	return out
}

// blocks follows the script blocks that a command is given.
func (e *engine) blocks(name value, a *psArguments, args []value) value {
	e.maybe++
	e.wrappers = append(e.wrappers, name.t.String())
	v := value{}
	for _, x := range a.all {
		if x.v.k == isBlock && x.parameter == "" {
			v = e.callBlock(x.v, args, nil, a.in, false)
		}
	}
	e.wrappers = e.wrappers[:len(e.wrappers)-1]
	e.maybe--
	return v
}

// runText follows a text that is run. What is not known is told as a command.
func (e *engine) runText(t, name value, n *node) value {
	if t.t.Len() == 0 {
		return value{}
	}
	if t.open {
		lo, _ := t.t.Place(0, 1)
		_ = lo
		e.tell(Command{Words: []placed.Text{name.t, t.t}}, 1)
		if strings.HasPrefix(t.t.String(), "$(") && strings.HasSuffix(t.t.String(), ")") {
			return value{}
		}
	}
	how := strings.ToLower(name.t.String())
	e.wrappers = append(e.wrappers, how)
	v := e.run(t.t, PowerShell, "powershell: "+how)
	e.wrappers = e.wrappers[:len(e.wrappers)-1]
	return v
}

// fetches reports whether a command fetches something.
func fetches(l string) bool {
	switch l {
	case "invoke-webrequest", "iwr", "curl", "curl.exe", "wget", "invoke-restmethod", "irm", "wget.exe":
		return true
	}
	return false
}

// fetched is what a download gives: not known, but from where.
func (e *engine) fetched(name value, a *psArguments, n *node) value {
	u, ok := a.pick(0, "uri", "url")
	if !ok {
		return value{}
	}
	var b placed.Builder
	lo, hi := n.lo, n.hi
	b.AddMade("$(", lo, 0)
	b.Add(e.str(name).t)
	b.AddMade(" ", lo, 0)
	b.Add(e.str(u).t)
	b.AddMade(")", hi, 0)
	return value{k: isUnknown, t: b.Text(), open: true}
}

func (e *engine) filter(a *psArguments, n *node) value {
	var b value
	for _, x := range a.all {
		if x.v.k == isBlock && x.parameter == "" {
			b = x.v
		}
	}
	if b.k != isBlock {
		return one(a.in)
	}
	var got []value
	for _, it := range a.in {
		v := e.eachBlock(b, []value{it})
		if holds, known := e.truth(v); (holds || !known) && len(got) < maxItems {
			got = append(got, it)
		}
	}
	return one(got)
}

func (e *engine) selectObject(a *psArguments, n *node) value {
	in := a.in
	if k, ok := a.get("first"); ok {
		if c, ok := e.integer(k); ok && c >= 0 && c < len(in) {
			in = in[:c]
		}
	}
	if k, ok := a.get("skip"); ok {
		if c, ok := e.integer(k); ok && c >= 0 {
			in = in[min(c, len(in)):]
		}
	}
	if k, ok := a.get("last"); ok {
		if c, ok := e.integer(k); ok && c >= 0 && c < len(in) {
			in = in[len(in)-c:]
		}
	}
	if p, ok := a.get("expandproperty"); ok {
		var out []value
		for _, it := range in {
			out = append(out, e.memberOf(it, e.str(p).t.String(), n))
		}
		return one(out)
	}
	return one(in)
}

func (e *engine) setContent(l string, name value, a *psArguments) value {
	f, ok := a.get("path", "literalpath", "filepath")
	pos := a.pos
	if !ok {
		if len(pos) == 0 {
			return null()
		}
		f, pos = pos[0], pos[1:]
	}
	v, ok := a.get("value", "inputobject")
	values := a.in
	if ok {
		values = e.items(v)
	} else if len(pos) > 0 && !a.pipe {
		values = e.items(pos[0])
	}
	e.output(e.str(f), values, l != "add-content" && !a.flag("append"), a.flag("nonewline"))
	e.tell(Command{Words: []placed.Text{name.t, e.str(f).t}}, 0)
	if l == "tee-object" {
		return one(a.in)
	}
	return null()
}

// commandLine puts a program and its arguments together.
func (e *engine) commandLine(file value, args []value) value {
	var b placed.Builder
	f := e.str(file)
	open := f.open
	quote := strings.ContainsAny(f.t.String(), " \t") && !strings.Contains(f.t.String(), `"`)
	lo, hi := f.spread()
	if quote {
		b.AddMade(`"`, lo, 0)
	}
	b.Add(f.t)
	if quote {
		b.AddMade(`"`, hi, 0)
	}
	for _, v := range args {
		for _, it := range e.items(v) {
			s := e.str(it)
			open = open || s.open
			if b.Len()+s.t.Len() > maxText {
				break
			}
			at, _ := s.spread()
			b.AddMade(" ", at, 0)
			b.Add(s.t)
		}
	}
	return value{k: isText, t: b.Text(), open: open}
}

func (e *engine) startProcess(name value, a *psArguments) value {
	file, ok := a.pick(0, "filepath")
	if !ok && len(a.in) > 0 {
		file, ok = a.in[0], true
	}
	if !ok {
		return value{}
	}
	var args []value
	if v, ok := a.get("argumentlist", "args"); ok {
		args = append(args, v)
		// -ArgumentList a, b c: more words belong to it
	} else if _, named := a.get("filepath"); named {
		args = a.pos
	} else if len(a.pos) > 1 {
		args = a.pos[1:]
	}
	wrapper := "Start-Process"
	if w, ok := a.get("windowstyle"); ok && strings.EqualFold(e.str(w).t.Sub(0, 12).String(), "hidden") {
		wrapper += " -WindowStyle Hidden"
	}
	e.launch(e.commandLine(file, args), wrapper)
	return value{}
}

// powershellArguments follows a powershell that is started: its -Command or
// -EncodedCommand. False if it runs a file, or nothing is known.
func (e *engine) powershellArguments(name value, a *psArguments, n *node) (value, bool) {
	var words []value
	for _, x := range a.all {
		if x.parameter == "" && x.v.k == isList {
			words = append(words, x.v.o.items...)
			continue
		}
		words = append(words, x.v)
	}
	for i := 0; i < len(words); i++ {
		if words[i].k == isBlock {
			return e.callBlock(words[i], nil, nil, nil, false), true
		}
		w := e.str(words[i])
		o := strings.ToLower(w.t.String())
		rest := words[i+1:]
		switch kind := powershellOption(o); kind {
		case 'e':
			if len(rest) == 0 {
				return value{}, false
			}
			if t, ok := utf16Base64(e.str(rest[0])); ok {
				e.wrappers = append(e.wrappers, "powershell -EncodedCommand")
				v := e.run(t, PowerShell, "powershell -EncodedCommand: base64, utf-16le")
				e.wrappers = e.wrappers[:len(e.wrappers)-1]
				return v, true
			}
			return value{}, false
		case 'v':
			i++
		case 'f':
			return value{}, false
		case 'c', 0:
			if kind == 0 {
				if strings.HasSuffix(o, ".ps1") {
					return value{}, false
				}
				rest = words[i:]
			}
			if len(rest) == 1 && rest[0].k == isBlock {
				return e.callBlock(rest[0], nil, nil, nil, false), true
			}
			t := e.joined(rest, placed.Made(" ", n.lo, 0))
			if t.t.Len() == 0 || t.t.String() == "-" {
				return value{}, false
			}
			e.wrappers = append(e.wrappers, "powershell -Command")
			v := e.run(t.t, PowerShell, "powershell -Command")
			e.wrappers = e.wrappers[:len(e.wrappers)-1]
			return v, true
		}
	}
	return value{}, false
}

// powershellOption says what an option of powershell.exe is: 'e' encoded, 'c'
// command, 'f' file, 'v' takes a value, 's' takes none; 0: no option.
func powershellOption(o string) byte {
	if len(o) < 2 || o[0] != '-' && o[0] != '/' {
		return 0
	}
	o = o[1:]
	switch {
	case o == "e" || o == "ec" || len(o) > 1 && strings.HasPrefix("encodedcommand", o):
		return 'e'
	case strings.HasPrefix("command", o):
		return 'c'
	case strings.HasPrefix("file", o):
		return 'f'
	case o == "ep" || o == "ex" || o == "wd" || o == "if" || o == "of" || len(o) > 1 && strings.HasPrefix("executionpolicy", o) || strings.HasPrefix("windowstyle", o) || strings.HasPrefix("version", o) ||
		strings.HasPrefix("configurationname", o) || strings.HasPrefix("workingdirectory", o) || strings.HasPrefix("inputformat", o) || strings.HasPrefix("outputformat", o) || strings.HasPrefix("psconsolefile", o):
		return 'v'
	}
	return 's'
}

// utf16Base64 decodes the argument of -EncodedCommand.
func utf16Base64(v value) (placed.Text, bool) {
	b, ok := decodeBase64(v.t.String())
	if !ok || len(b) < 4 || v.open {
		return placed.Text{}, false
	}
	lo, hi := v.spread()
	return placed.Made(fromUTF16(b, false), lo, hi-lo), true
}

func fromUTF16(b []byte, bigEndian bool) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		if bigEndian {
			u[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
		} else {
			u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		}
	}
	return string(utf16.Decode(u))
}

// decodeBase64 decodes base64 with or without padding, blanks left out.
func decodeBase64(s string) ([]byte, bool) {
	if len(s) > 4*maxText {
		return nil, false
	}
	clean := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\r', '\n', '=':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, s)
	b, err := base64.RawStdEncoding.DecodeString(clean)
	return b, err == nil && len(b) > 0
}

// commandLike finds a command by a pattern: gcm *ke-ex*.
func (e *engine) commandLike(p value) string {
	s := strings.ToLower(p.t.String())
	if p.open || len(s) > 64 {
		return ""
	}
	if !strings.ContainsAny(s, "*?") {
		return s
	}
	r := e.wildcard(s)
	if r == nil {
		return ""
	}
	for _, c := range []string{"iex", "invoke-expression", "new-object", "invoke-webrequest", "invoke-restmethod", "start-process", "invoke-command", "set-content", "get-content", "powershell", "start-bitstransfer"} {
		if r.MatchString(c) {
			return c
		}
	}
	return ""
}

package text

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"lamproom/format/commandline"
	"lamproom/format/minerconfig"
	"lamproom/format/source"
	"lamproom/observation"
)

const (
	// wholeProgram is the size up to which a source is evaluated whole, bytes; of
	// a larger one the surroundings of triggers are.
	wholeProgram = 256 << 10
	// sourceReach is how much before and after a trigger is evaluated then.
	sourceReach = 32 << 10
	// maxPrograms bounds those surroundings.
	maxPrograms = 16
	// maxProgramFacts is how many facts of one window its evaluation states.
	maxProgramFacts = 512
	// maxFuelled is how many bytes of lines that expressions give are split.
	maxFuelled = 4 << 20
)

// evaluated is a stretch of the window that was read as a program.
type evaluated struct {
	from, to int
	*source.Program
	made *joined // where the text was put together from pieces; nil if it is the window's
}

// place maps offsets of the evaluated source to text offsets of the window.
func (e *evaluated) place(from, to int) (int, int) {
	if e.made != nil {
		return e.made.place(from, to)
	}
	return e.from + from, e.from + to
}

// language names the language of the text as [source.Read] wants it.
func (p *page) language() (string, bool) {
	switch p.class.Kind {
	case "powershell":
		return "powershell", true
	case "vbscript", "vba":
		head := bytes.ToLower(p.text[:min(len(p.text), 4096)])
		if bytes.Contains(head, []byte("activexobject")) || bytes.Contains(head, []byte("jscript")) {
			return "javascript", true
		}
		return "vbscript", true
	case "json":
		for _, k := range []string{`"environment"`, `"Environment"`, `"env"`, `"Env"`} {
			if bytes.Contains(p.text, []byte(k)) {
				return "json", true
			}
		}
		return "", false
	}
	return strings.CutPrefix(p.class.Kind, "source:")
}

// evaluations evaluates the source around the triggers that are worth it.
func (p *page) evaluations() {
	lang, ok := p.language()
	if !ok {
		return
	}
	worth := func(t trigger) bool {
		return t.what == atOption || t.what == atWallet || t.what == atConfig || t.what == atDecode
	}
	if lang == "notebook" {
		if slices.ContainsFunc(p.triggers, worth) {
			p.notebook()
		}
		return
	}
	if len(p.text) <= wholeProgram {
		if slices.ContainsFunc(p.triggers, worth) {
			p.evaluate1(0, len(p.text), lang)
		}
		return
	}
	for _, t := range p.triggers {
		if !worth(t) || len(p.evaluated) > 0 && t.at < p.evaluated[len(p.evaluated)-1].to-sourceReach/2 {
			continue
		}
		if len(p.evaluated) >= maxPrograms {
			break
		}
		from, to := max(0, t.at-sourceReach), min(len(p.text), t.at+sourceReach)
		if n := len(p.evaluated); n > 0 {
			from = max(from, p.evaluated[n-1].to)
		}
		if i := bytes.IndexByte(p.text[from:to], '\n'); from > 0 && i >= 0 && from+i < t.at {
			from += i + 1
		}
		p.evaluate1(from, to, lang)
	}
}

func (p *page) evaluate1(from, to int, lang string) {
	e := &evaluated{from: from, to: to, Program: source.Read(p.text[from:to], lang)}
	p.evaluated = append(p.evaluated, e)
	p.tell(e)
}

// named gives the value that evaluation found for a name.
func (p *page) named(n string, at int) (string, bool) {
	for _, e := range p.evaluated {
		if e.made == nil && at >= e.from && at <= e.to || e.made != nil {
			x := at - e.from
			if e.made != nil {
				x = len(e.made.b)
			}
			v, ok := e.Lookup(n, x)
			if !ok {
				continue
			}
			switch v.Kind {
			case source.Text:
				return v.String(), true
			case source.List:
				var b strings.Builder
				for i, item := range v.Items {
					if item.Kind != source.Text || b.Len() > maxValue {
						return "", false
					}
					if i > 0 {
						b.WriteByte(' ')
					}
					s := item.String()
					if strings.ContainsAny(s, " \t") {
						s = `"` + s + `"`
					}
					b.WriteString(s)
				}
				return b.String(), true
			}
		}
	}
	return "", false
}

// tell states what an evaluated program starts and writes: first what is called,
// then mappings that are configurations or name a program and its arguments,
// then values that nothing seen here uses.
func (p *page) tell(e *evaluated) {
	facts := 0
	used := make(map[int]bool)
	use := func(vs ...source.Value) {
		facts++
		for _, v := range vs {
			for _, u := range v.Uses {
				used[u] = true
			}
		}
	}
	if p.class.Kind == "json" { // containers; configurations are found where they stand
		for _, m := range slices.Backward(e.Maps) {
			if p.err == nil && facts < maxProgramFacts && p.mapping(e, m) {
				facts++
			}
		}
		return
	}
	powershell := p.class.Kind == "powershell"
	calls := slices.Clone(e.Calls)
	slices.SortStableFunc(calls, func(a, b source.Call) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End)
	})
	told := make(map[string]bool)
	for _, c := range calls {
		if facts >= maxProgramFacts || p.err != nil {
			return
		}
		if powershell && c.Bare || source.Declares(c.Name) { // the shell's own splitter reads those
			continue
		}
		j, sh := p.callLine(e, c)
		if j == nil || told[string(j.b)] {
			continue
		}
		from, to := e.place(c.Start, c.End)
		if p.isTaken(from) && !p.again(e, c) {
			continue
		}
		if p.state(j, sh, from, to) {
			told[string(j.b)] = true
			use(c.Args...)
		}
	}
	for _, m := range slices.Backward(e.Maps) {
		if facts >= maxProgramFacts || p.err != nil {
			return
		}
		if p.mapping(e, m) {
			use(m)
		}
	}
	for i := len(e.Bindings) - 1; i >= 0; i-- {
		b := e.Bindings[i]
		if facts >= maxProgramFacts || p.err != nil {
			return
		}
		from, to := e.place(b.At, b.Value.End)
		if used[b.At] || p.isTaken(from) || from >= to {
			continue
		}
		j, sh := p.valueLine(e, b.Value)
		if j == nil || !p.startsMiner(j, sh) {
			continue
		}
		use(b.Value)
		if powershell && e.made == nil && p.followUses(b.Name, from, to) {
			continue
		}
		if n := strings.LastIndexByte(b.Name, '.'); n > 0 { // psi.Arguments = …, after psi.FileName = …
			if file, ok := e.Lookup(b.Name[:n]+".FileName", b.At); ok && file.Kind == source.Text {
				j = p.after(file, e, j)
			}
		}
		p.state(j, sh, from, to)
	}
	for _, b := range e.Bindings { // the arguments that something told was made from are told
		if !used[b.At] {
			continue
		}
		if j, _ := p.valueLine(e, b.Value); j != nil {
			p.take(e.place(b.Value.Start, b.Value.End))
		}
	}
	if !p.found && facts == 0 {
		p.constants(e)
	}
}

// again reports whether the call stands in a statement that was told already
// for another item of a list that is gone through.
func (p *page) again(e *evaluated, c source.Call) bool {
	n := 0
	for _, o := range e.Calls {
		if o.Start == c.Start && o.End == c.End && o.Name == c.Name {
			n++
		}
		if n > 1 {
			return true
		}
	}
	return false
}

// startsMiner reports whether a line has a command that tells.
func (p *page) startsMiner(j *joined, sh commandline.Shell) bool {
	if p.fuelled += len(j.b); p.fuelled > maxFuelled {
		return false
	}
	cmds, _ := commandline.Split(j.b, sh, nil)
	return slices.ContainsFunc(cmds, telling)
}

// state states the commands of a line that an expression gives.
func (p *page) state(j *joined, sh commandline.Shell, from, to int) bool {
	if !p.startsMiner(j, sh) {
		return false
	}
	p.take(from, to)
	setting := p.settingAt(p.nearLine(from))
	if sh == commandline.None {
		p.commands(j, sh, setting, from, to)
		return true
	}
	p.programFirst(j, from, to)
	if bytes.IndexByte(j.b, '\n') >= 0 {
		p.lines(j, setting, from, to)
		return true
	}
	p.commands(j, commandline.Guess(j.b), setting, from, to)
	return true
}

// put appends a text value.
func (j *joined) put(e *evaluated, v source.Value) {
	for _, x := range v.Pieces {
		lo, hi := e.place(x.Start, x.End)
		j.add([]byte(x.Text), lo, hi-lo)
	}
}

// callLine puts the arguments of a call together as a command. Settings of the
// call itself, which come as a mapping, are left out.
func (p *page) callLine(e *evaluated, c source.Call) (*joined, commandline.Shell) {
	var args []source.Value
	for _, a := range c.Args {
		lo, _ := e.place(a.Start, a.Start)
		if c.Bare && lo < len(p.text) && p.text[lo] == '{' {
			continue // the block behind a heading
		}
		switch a.Kind {
		case source.List:
			args = append(args, a.Items[:min(len(a.Items), 1024)]...)
		case source.Text:
			args = append(args, a)
		case source.Unknown:
			if n := a.Name(); n != "" && len(args) > 0 {
				args = append(args, a)
			}
		}
		if len(args) > 2048 {
			break
		}
	}
	return p.argumentLine(e, args)
}

// valueLine is the command that a text or a list is.
func (p *page) valueLine(e *evaluated, v source.Value) (*joined, commandline.Shell) {
	switch v.Kind {
	case source.Text:
		return p.argumentLine(e, []source.Value{v})
	case source.List:
		return p.argumentLine(e, v.Items[:min(len(v.Items), 1024)])
	}
	return nil, ""
}

// argumentLine puts values together as a command: one text that holds the whole
// line, a program and its arguments in one text, or the arguments one by one.
// It returns nil where no option is among them.
func (p *page) argumentLine(e *evaluated, args []source.Value) (*joined, commandline.Shell) {
	single, lines, total := 0, 0, 0
	for _, a := range args {
		if a.Kind != source.Text {
			continue
		}
		s := a.String()
		total += len(s)
		switch {
		case len(s) > 1 && s[0] == '-' && !strings.ContainsAny(s, " \t\n"):
			single++
		case hasOption(s):
			lines++
		}
	}
	if total > maxStatement || single+lines == 0 {
		return nil, ""
	}
	j := &joined{}
	if single == 0 || single == 1 && len(args) == 1 { // a text holds several words
		for k, a := range args {
			if a.Kind != source.Text {
				continue
			}
			s := a.String()
			if !hasOption(s) {
				continue
			}
			if s = strings.TrimLeft(s, " \t\""); strings.HasPrefix(s, "-") && k > 0 && args[k-1].Kind == source.Text && !strings.ContainsAny(args[k-1].String(), "\n<>|") && len(args[k-1].String()) < 300 {
				j.put(e, args[k-1])
				if strings.ContainsAny(args[k-1].String(), " ") && !strings.HasPrefix(args[k-1].String(), `"`) {
					q := &joined{}
					q.add([]byte(`"`), 0, 0)
					q.put(e, args[k-1])
					q.add([]byte(`"`), 0, 0)
					q.segs[0].at, q.segs[len(q.segs)-1].at = j.segs[0].at, j.segs[len(j.segs)-1].at
					j = q
				}
				j.add([]byte(" "), args[k-1].End, 0)
			}
			j.put(e, a)
			return j, commandline.Guess(j.b)
		}
		return nil, ""
	}
	for _, a := range args {
		lo, hi := e.place(a.Start, a.End)
		if len(j.b) > 0 {
			j.add([]byte{0}, lo, 0)
		}
		switch a.Kind {
		case source.Text:
			s := a.String()
			if strings.HasPrefix(s, "-") && strings.IndexByte(s, ' ') > 0 { // "-o x -u y" among others
				k := &joined{}
				k.put(e, a)
				for i, c := range k.b {
					if c == ' ' {
						k.b[i] = 0
					}
				}
				for i, x := range k.segs {
					end := len(k.b)
					if i+1 < len(k.segs) {
						end = k.segs[i+1].from
					}
					j.add(k.b[x.from:end], x.at, x.n)
				}
				continue
			}
			if s == "" {
				j.add([]byte{' '}, lo, 0)
				continue
			}
			if s[0] == '-' && len(j.b) == 0 { // arguments alone
				j.add([]byte{0}, lo, 0)
			}
			j.put(e, a)
		default:
			n := a.Name()
			if n == "" {
				n = "?"
			}
			j.add([]byte("${"+n+"}"), lo, hi-lo)
		}
	}
	return j, commandline.None
}

// after puts a program before its arguments.
func (p *page) after(program source.Value, e *evaluated, args *joined) *joined {
	name := program.String()
	if !startsWithOption(args.b) || name == "" || len(name) > 300 || strings.ContainsAny(name, "\n\"") {
		return args
	}
	j := &joined{}
	lo, hi := e.place(program.Start, program.End)
	if strings.IndexByte(name, ' ') >= 0 {
		name = `"` + name + `"`
	}
	j.add([]byte(name), lo, hi-lo)
	j.add([]byte(" "), hi, 0)
	for i, s := range args.segs {
		end := len(args.b)
		if i+1 < len(args.segs) {
			end = args.segs[i+1].from
		}
		j.add(args.b[s.from:end], s.at, s.n)
	}
	return j
}

var (
	programKeys  = []string{"command", "cmd", "program", "file", "filename", "filepath", "path", "executable", "exec", "exe", "script", "entrypoint", "execute", "binary", "image_path"}
	argumentKeys = []string{"args", "arguments", "argumentlist", "argument", "parameters", "params", "argv", "options", "commandline", "command_line", "start", "execstart"}
	configKeys   = []string{"pools", "pool_list", "pool_address", "donate-level", "wallet_address", "url", "poolurl", "pool_urls", "rig-id"}
)

// mapping states what a mapping is: a configuration in the layout of a miner's,
// a program with its arguments, a container, a group of variables.
func (p *page) mapping(e *evaluated, m source.Value) bool {
	from, to := e.place(m.Start, m.End)
	if from >= to || p.isTaken(from) {
		return false
	}
	for _, k := range configKeys {
		if _, ok := m.Get(k); ok && p.class.Kind != "json" {
			if p.written(e, m, from, to) {
				return true
			}
			break
		}
	}
	var env []observation.Assignment
	if v, ok := m.Get("environment", "env", "environment_variables", "environmentvariables"); ok {
		env = p.pairs(e, v)
	}
	program, has := m.Get(programKeys...)
	args, ok := m.Get(argumentKeys...)
	if !ok && has && program.Kind == source.List {
		args, ok, has = program, true, false
		if entry, found := m.Get("entrypoint"); found && entry.Kind == source.List && entry.Start != args.Start {
			args.Items = append(slices.Clone(entry.Items), args.Items...)
		}
	}
	owner := ""
	if v, ok := m.Get("image", "name"); ok && v.Kind == source.Text {
		owner = v.String()
	}
	stated := false
	if ok {
		all := []source.Value{args}
		if args.Kind == source.List {
			all = args.Items
		}
		if has && program.Kind == source.Text {
			all = append([]source.Value{program}, all...)
		} else if has && program.Kind == source.List {
			all = append(slices.Clone(program.Items), all...)
		}
		if j, sh := p.argumentLine(e, all[:min(len(all), 1024)]); j != nil {
			if len(env) > 0 {
				j = j.expanded(env)
			}
			stated = p.state(j, sh, from, to)
		}
	}
	if len(env) > 0 && p.err == nil {
		was := p.found
		near, end := p.nearLine(from)
		p.group(from, to, p.settingAt(near, end), owner, env)
		stated = stated || p.found && !was
	}
	return stated
}

// expanded replaces the variables of a container's environment in its command.
func (j *joined) expanded(env []observation.Assignment) *joined {
	values := make(map[string]string, len(env))
	for _, a := range env {
		values[a.Name] = a.Value.Text
	}
	out := &joined{}
	for i, s := range j.segs {
		end := len(j.b)
		if i+1 < len(j.segs) {
			end = j.segs[i+1].from
		}
		out.add([]byte(expand(string(j.b[s.from:end]), values)), s.at, s.n)
	}
	return out
}

// pairs reads an environment: a mapping, a list of NAME=value, or a list of
// mappings with a name and a value.
func (p *page) pairs(e *evaluated, v source.Value) []observation.Assignment {
	var set []observation.Assignment
	put := func(n string, v source.Value) {
		if len(set) < maxGroup && v.Kind == source.Text && name([]byte(n)) {
			lo, hi := e.place(v.Start, v.End)
			set = append(set, observation.Assignment{Name: n, Value: p.value(v.String(), lo, hi)})
		}
	}
	switch v.Kind {
	case source.Map:
		for i, k := range v.Keys {
			put(k, v.Items[i])
		}
	case source.List:
		for _, item := range v.Items {
			switch item.Kind {
			case source.Text:
				if n, val, ok := strings.Cut(item.String(), "="); ok && len(set) < maxGroup && name([]byte(n)) {
					lo, hi := e.place(item.Start, item.End)
					set = append(set, observation.Assignment{Name: n, Value: p.value(val, lo, hi)})
				}
			case source.Map:
				n, ok := item.Get("name", "key")
				val, has := item.Get("value")
				if ok && has && n.Kind == source.Text {
					put(n.String(), val)
				}
			}
		}
	}
	return set
}

// written states a mapping that a program writes out as a configuration.
func (p *page) written(e *evaluated, m source.Value, from, to int) bool {
	j := &joined{}
	if !jsonOf(j, e, m, 0) {
		return false
	}
	found, _ := minerconfig.At(j.b, min(len(j.b), 1), 0)
	stated := false
	for _, c := range found {
		if len(c.Pools) == 0 {
			continue
		}
		if !stated {
			p.take(from, to)
			p.configEnd = max(p.configEnd, to)
		}
		stated = true
		p.madeMiner(c, j)
	}
	return stated
}

// maxWritten is how long a configuration that is put together may get, bytes.
const maxWritten = 64 << 10

// jsonOf writes a value as JSON.
func jsonOf(j *joined, e *evaluated, v source.Value, depth int) bool {
	if depth > 12 || len(j.b) > maxWritten {
		return false
	}
	lo, hi := e.place(v.Start, v.End)
	switch v.Kind {
	case source.Text:
		number := len(v.Pieces) == 1 && v.Pieces[0].Text != "" && len(v.Pieces[0].Text) < 10 && v.End-v.Start == len(v.Pieces[0].Text) && strings.Trim(v.Pieces[0].Text, "0123456789") == ""
		if number {
			j.put(e, v)
			return true
		}
		j.add([]byte{'"'}, lo, 0)
		for _, x := range v.Pieces {
			a, b := e.place(x.Start, x.End)
			j.add([]byte(quoteJSON.Replace(x.Text)), a, b-a)
		}
		j.add([]byte{'"'}, hi, 0)
	case source.List, source.Map:
		open, closing := byte('['), byte(']')
		if v.Kind == source.Map {
			open, closing = '{', '}'
		}
		j.add([]byte{open}, lo, 0)
		n := 0
		for i, item := range v.Items {
			if v.Kind == source.Map && v.Keys[i] == "" {
				continue
			}
			if n++; n > 1 {
				j.add([]byte{','}, lo, 0)
			}
			if v.Kind == source.Map {
				j.add([]byte(`"`+quoteJSON.Replace(v.Keys[i])+`":`), lo, 0)
			}
			if !jsonOf(j, e, item, depth+1) {
				return false
			}
		}
		j.add([]byte{closing}, hi, 0)
	default:
		word := "null"
		switch v.Name() {
		case "true", "false":
			word = v.Name()
		case "", "null", "none", "nil", "undefined":
		default:
			word = `"${` + v.Name() + `}"`
		}
		j.add([]byte(word), lo, hi-lo)
	}
	return true
}

var quoteJSON = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// madeMiner states a configuration whose text was put together.
func (p *page) madeMiner(c minerconfig.Config, j *joined) {
	move := func(from, to *int) {
		lo, hi := j.place(*from, *to)
		*from, *to = lo, hi
	}
	move(&c.Start, &c.End)
	for _, t := range []*minerconfig.Text{&c.Token, &c.SpendKey} {
		move(&t.Start, &t.End)
	}
	c.Pools = slices.Clone(c.Pools)
	for i := range c.Pools {
		for _, t := range []*minerconfig.Text{&c.Pools[i].Address, &c.Pools[i].User, &c.Pools[i].Password, &c.Pools[i].RigID} {
			move(&t.Start, &t.End)
		}
	}
	c.Keys, c.Whole = nil, false
	p.miner(c)
}

// constants states the constants of a program that names a server and a wallet
// apart, in the order they stand, where it has no command and no configuration.
func (p *page) constants(e *evaluated) {
	var set []observation.Assignment
	server1, wallet := false, false
	lo, hi := len(p.text), 0
	for _, b := range e.Bindings {
		if b.Value.Kind != source.Text || len(set) == maxGroup {
			continue
		}
		s := b.Value.String()
		if len(s) > 300 || s == "" {
			continue
		}
		n := b.Name[strings.LastIndexByte(b.Name, '.')+1:]
		path := n
		if k := strings.LastIndex(b.Name, "pools."); k >= 0 && k+6+len(n) == len(b.Name) { // $c.pools[0].url = …
			path = "pools." + n
		}
		from, to := e.place(b.Value.Start, b.Value.End)
		at, _ := e.place(b.At, b.At)
		if !name([]byte(n)) || !p.owns(at) {
			continue
		}
		if st := p.settingAt(p.nearLine(at)); !st.Runs() {
			continue
		}
		server1 = server1 || server([]byte(s)) != no && poolName(path)
		wallet = wallet || walletLike(s)
		set = append(set, observation.Assignment{Name: path, Value: p.value(s, from, to)})
		lo, hi = min(lo, at), max(hi, to)
	}
	if !server1 || !wallet || lo >= hi {
		return
	}
	p.observe(lo, hi, observation.Observation{Fact: observation.Environment{Setting: base(p.class), Set: set}})
}

// poolName reports whether a constant is named after a server to mine at.
func poolName(n string) bool {
	n = strings.ToLower(n)
	for _, w := range []string{"pool", "stratum", "miner", "mining", "xmr", "host"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

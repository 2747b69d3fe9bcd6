package script

import (
	"strings"

	"lamproom/internal/placed"
)

// newObject is New-Object.
func (e *engine) newObject(a *psArguments, n *node) value {
	if c, ok := a.get("comobject"); ok {
		return e.object(typeName(e.str(c).t.Sub(0, 80).String()), nil, n)
	}
	t, ok := a.pick(0, "typename")
	if !ok {
		return value{}
	}
	var args []value
	if v, ok := a.get("argumentlist"); ok {
		args = e.items1(v)
		if v.k == isBytes {
			args = []value{v}
		}
	} else if len(a.pos) > 1 {
		args = a.pos[1:]
		if len(args) == 1 && args[0].k == isList {
			args = args[0].o.items
		}
	}
	class := typeName(e.str(t).t.Sub(0, 120).String())
	v := e.object(class, args, n)
	if p, ok := a.get("property"); ok && p.k == isHash && v.o != nil {
		for i, k := range p.o.keys {
			v.o.set(k, p.o.items[i])
		}
	}
	return v
}

// object makes an object of a class.
func (e *engine) object(class string, args []value, n *node) value {
	arg := func(i int) value {
		if i < len(args) {
			return args[i]
		}
		return null()
	}
	switch {
	case class == "psobject" || class == "pscustomobject" || class == "object" || strings.HasPrefix(class, "collections.") && strings.Contains(class, "dictionary") || class == "collections.hashtable" || class == "hashtable" || class == "scripting.dictionary":
		return value{k: isHash, o: &object{class: class}, t: placed.Made("@{…}", n.lo, n.hi-n.lo)}.at(n)
	case class == "collections.arraylist" || strings.HasPrefix(class, "collections.generic.list") || class == "system.collections.arraylist" || class == "array":
		return list(nil)
	case class == "string":
		if arg(0).k == isList {
			return e.joined(arg(0).o.items, placed.Text{})
		}
		if k, ok := e.integer(arg(1)); ok && len(args) > 1 {
			return e.repeat(e.str(arg(0)), k)
		}
		return e.str(arg(0))
	case strings.HasPrefix(class, "byte[") || class == "byte[]":
		if k, ok := e.integer(arg(0)); ok && k >= 0 && k <= maxText && e.burn(k) {
			return bytesValue(make([]byte, k), value{lo: int32(n.lo), hi: int32(n.hi)})
		}
		return value{}
	case strings.HasPrefix(class, "text.") && strings.HasSuffix(class, "encoding"):
		return value{k: isObject, o: &object{class: "text.encoding", keys: []string{"name"}, items: []value{e.made(class, value{lo: int32(n.lo), hi: int32(n.hi)})}}}.at(n)
	}
	o := &object{class: class}
	for i, a := range args[:min(len(args), 16)] {
		o.keys = append(o.keys, "arg"+string(rune('0'+i)))
		o.items = append(o.items, a)
	}
	return value{k: isObject, o: o, t: placed.Made("$("+class+")", n.lo, n.hi-n.lo)}.at(n)
}

// stream is what a stream of streams holds.
func (e *engine) stream(v value, depth int) ([]byte, bool) {
	if depth > 8 {
		return nil, false
	}
	switch v.k {
	case isBytes, isList:
		return e.rawBytes(v)
	case isObject:
		if d, ok := v.property("bytes"); ok && d.k == isBytes {
			return d.o.bytes, true
		}
		inner, ok := v.property("arg0")
		if !ok {
			return nil, false
		}
		b, ok := e.stream(inner, depth+1)
		if !ok || !e.burn(8*len(b)) {
			return nil, false
		}
		switch c := v.o.class; {
		case strings.HasSuffix(c, "gzipstream"):
			b, ok = unpack(b, "gzip")
		case strings.HasSuffix(c, "deflatestream"):
			b, ok = unpack(b, "deflate")
		case strings.HasSuffix(c, "zlibstream"):
			b, ok = unpack(b, "zlib")
		}
		return b, ok && e.burn(len(b))
	}
	return nil, false
}

// origin is where what an object holds comes from.
func origin(v value, depth int) (lo, hi int) {
	if inner, ok := v.property("arg0"); ok && v.k == isObject && depth < 8 {
		return origin(inner, depth+1)
	}
	return v.spread()
}

// objectMember gives a property of an object.
func (e *engine) objectMember(o value, key string, n *node) value {
	if v, ok := o.o.get(key); ok {
		return v
	}
	c := o.o.class
	switch {
	case c == "wscript.shell" && (key == "environment" || key == "specialfolders"):
		return value{k: isObject, o: &object{class: "wscript." + key}}.at(n)
	case c == "wscript":
		switch key {
		case "scriptfullname", "scriptname", "path", "fullname":
			return e.unknown(n, "%"+strings.ToUpper(key)+"%")
		case "arguments":
			return value{k: isObject, o: &object{class: "wscript.arguments"}}.at(n)
		}
	case c == "executioncontext" || key == "invokecommand":
		return value{k: isObject, o: &object{class: "invokecommand"}}.at(n)
	case key == "startinfo" && strings.Contains(c, "process"):
		v := value{k: isObject, o: &object{class: "diagnostics.processstartinfo"}}.at(n)
		o.o.set(key, v)
		return v
	case isHTTP(c) && (key == "responsetext" || key == "responsebody"):
		if u, ok := o.o.get("url"); ok {
			return u
		}
	case strings.HasPrefix(c, "msxml2.domdocument") || strings.HasPrefix(c, "microsoft.xmldom"):
		return value{}
	case c == "xmlnode" && (key == "nodetypedvalue" || key == "text"):
		return e.xmlValue(o, key)
	case c == "adodb.stream" || c == "scripting.file":
		switch key {
		case "readtext", "readall", "size":
			return e.objectMethod(o, key, nil, n)
		}
	}
	if e.lang == VBScript { // a method without arguments
		switch key {
		case "save", "close", "open", "send", "readall", "readtext", "start", "atendofstream", "run":
			return e.objectMethod(o, key, nil, n)
		}
	}
	return value{}
}

func isHTTP(class string) bool {
	return strings.Contains(class, "xmlhttp") || strings.Contains(class, "winhttprequest")
}

// propertySet does what follows from a property that was set.
func (e *engine) propertySet(o value, key string, v value) {
	switch o.o.class {
	case "wscript.environment", "wscript.specialfolders":
		e.set("env:"+strings.ToLower(key), v)
	}
}

// xmlValue decodes the value of an XML node of type bin.base64 or bin.hex.
func (e *engine) xmlValue(o value, key string) value {
	t, _ := o.property("datatype")
	src, ok := o.property("text")
	if !ok {
		if src, ok = o.property("nodetypedvalue"); !ok {
			return value{}
		}
	}
	s := e.str(src)
	lo, hi := s.spread()
	from := value{lo: int32(lo), hi: int32(hi)}
	switch strings.ToLower(e.str(t).t.String()) {
	case "bin.base64":
		if b, ok := decodeBase64(s.t.String()); ok && key == "nodetypedvalue" && e.burn(len(b)) {
			return bytesValue(b, from)
		}
	case "bin.hex":
		if b, ok := decodeHex(s.t.String()); ok && key == "nodetypedvalue" {
			return bytesValue(b, from)
		}
	}
	return src
}

func decodeHex(s string) ([]byte, bool) {
	var out []byte
	half, have := byte(0), false
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		case c == ' ' || c == '\r' || c == '\n' || c == '\t':
			continue
		default:
			return nil, false
		}
		if have {
			out = append(out, half<<4|c)
		}
		half, have = c, !have
	}
	return out, !have && len(out) > 0
}

// objectMethod calls a method of an object, or of something that is not known:
// then the name tells.
func (e *engine) objectMethod(o value, key string, args []value, n *node) value {
	arg := func(i int) value {
		if i < len(args) {
			return args[i]
		}
		return null()
	}
	text := func(i int) value { return e.str(arg(i)) }
	class := ""
	if o.o != nil {
		class = o.o.class
	}
	// In VBScript the name of a method tells even where the object came from
	// elsewhere; in the others the same names mean much else.
	guess := e.lang == VBScript && o.k == isUnknown
	switch key {
	case "run", "exec":
		if class == "wscript.shell" || guess && len(args) > 0 {
			wrapper := "WScript.Shell.Run"
			if key == "exec" {
				wrapper = "WScript.Shell.Exec"
			} else if x, ok := e.num(arg(1)); ok && len(args) > 1 && x == 0 {
				wrapper += " (hidden)"
			}
			e.launch(text(0), wrapper)
			return value{}
		}
	case "shellexecute":
		e.launch(e.commandLine(arg(0), args[min(1, len(args)):min(2, len(args))]), "ShellExecute")
		return value{}
	case "create":
		if len(args) > 0 && (class == "wmi" || guess || o.k == isText) {
			e.launch(text(0), "Win32_Process.Create")
			return number(0)
		}
	case "start":
		if info, ok := o.property("startinfo"); ok {
			e.startInfo(info, "Process.Start")
			return value{}
		}
		if strings.Contains(class, "process") && o.o != nil {
			e.startInfo(o, "Process.Start")
			return value{}
		}
	case "get", "instancesof", "execquery", "connectserver":
		if class == "wmi" {
			return o
		}
	case "createshortcut":
		v := value{k: isObject, o: &object{class: "shortcut", keys: []string{"path"}, items: []value{arg(0)}}}.at(n)
		return v
	case "save":
		if class == "shortcut" {
			target, ok := o.property("targetpath")
			if ok {
				var rest []value
				if a, ok := o.property("arguments"); ok {
					rest = []value{a}
				}
				e.launch(e.commandLine(target, rest), "CreateShortcut")
				p, _ := o.property("path")
				e.tell(Command{Words: []placed.Text{placed.Made("CreateShortcut", n.lo, n.hi-n.lo), e.str(p).t, e.str(target).t}}, 0)
			}
			return null()
		}
	case "regwrite", "regdelete":
		e.tellNamed("WScript.Shell."+key, args, n)
		if key == "regwrite" && strings.Contains(strings.ToLower(text(0).t.String()), `\run`) && len(args) > 1 {
			e.launch(text(1), "RegWrite")
		}
		return null()
	case "expandenvironmentstrings":
		return text(0)
	case "environment", "specialfolders":
		if p, ok := folders[strings.ToLower(text(0).t.String())]; ok && key == "specialfolders" {
			return e.unknown(n, p)
		}
		return value{k: isObject, o: &object{class: "wscript." + key}}.at(n)
	case "getspecialfolder":
		if x, ok := e.integer(arg(0)); ok && x >= 0 && x < 3 {
			return e.unknown(n, [...]string{"%WINDIR%", `%WINDIR%\System32`, "%TEMP%"}[x])
		}
	case "item":
		if class == "wscript.specialfolders" {
			if p, ok := folders[strings.ToLower(text(0).t.String())]; ok {
				return e.unknown(n, p)
			}
		}
		if class == "wscript.environment" {
			return e.unknown(n, "%"+strings.ToUpper(text(0).t.Sub(0, 40).String())+"%")
		}
	case "buildpath":
		return e.path(args)
	case "createobject", "getobject":
		if len(args) > 0 {
			return e.createObject(arg(0), n)
		}
	// files
	case "createtextfile", "opentextfile", "openastextstream":
		name := text(0)
		mode, _ := e.integer(arg(1))
		v := value{k: isObject, o: &object{class: "textstream", keys: []string{"path"}, items: []value{name}}}.at(n)
		if key == "createtextfile" || mode == 2 {
			e.write(name.t.String(), placed.Text{}, true)
		}
		if key == "createtextfile" || mode > 1 {
			e.tell(Command{Words: []placed.Text{placed.Made("FileSystemObject."+key, n.lo, n.hi-n.lo), name.t}}, 0)
		}
		return v
	case "write", "writeline", "writetext", "writeblanklines", "loadfromfile":
		switch {
		case class == "textstream":
			p, _ := o.property("path")
			e.output(e.str(p), args[:min(1, len(args))], false, key != "writeline")
			return null()
		case class == "adodb.stream":
			if b, ok := e.rawBytes(arg(0)); ok && key == "write" {
				o.o.set("bytes", bytesValue(b, arg(0)))
			} else if arg(0).k == isUnknown || arg(0).k == isText {
				o.o.set("text", text(0))
			}
			return null()
		}
	case "readall", "readtext", "readtoend":
		if class == "adodb.stream" {
			b, ok := o.property("bytes")
			if ok {
				set, _ := o.property("charset")
				return textValue(placed.Made(decoded(b.o.bytes, e.str(set).t.String()), int(b.lo), int(b.hi-b.lo)))
			}
			if t, ok := o.property("text"); ok {
				return t
			}
		}
		if p, ok := o.property("path"); ok {
			if t, ok := e.read(e.str(p).t.String()); ok {
				return textValue(t)
			}
		}
		if b, ok := e.stream(o, 0); ok {
			lo, hi := origin(o, 0)
			enc, _ := o.property("arg1")
			if enc.k == isObject {
				enc, _ = enc.property("name")
			}
			return textValue(placed.Made(decoded(b, e.str(enc).t.String()), lo, hi-lo))
		}
	case "savetofile":
		name := text(0)
		src := ""
		c := Command{Words: []placed.Text{placed.Made("ADODB.Stream.SaveToFile", n.lo, n.hi-n.lo), name.t}}
		if b, ok := o.property("bytes"); ok {
			e.output(name, []value{b}, true, true)
		} else if t, ok := o.property("text"); ok {
			if t.open || t.k == isUnknown {
				src = t.t.String()
			}
			if src == "" {
				e.output(name, []value{t}, true, true)
			} else {
				c.Words = append(c.Words, t.t) // the address it was fetched from
			}
		}
		e.tell(c, 0)
		return null()
	case "copyfile", "movefile", "deletefile", "createfolder", "copyfolder", "deletefolder", "copy", "move", "delete", "getfile", "registertaskdefinition", "registertask", "netuse", "sendkeys", "popup", "terminate", "setstringvalue", "setdwordvalue", "execmethod_", "exec_method", "spawninstance_":
		if key == "getfile" {
			return value{k: isObject, o: &object{class: "scripting.file", keys: []string{"path"}, items: []value{arg(0)}}}.at(n)
		}
		if class != "" && class != "global" || guess {
			e.tellNamed(strings.TrimPrefix(class+".", ".")+key, args, n)
		}
		if key == "setstringvalue" && len(args) > 3 && strings.Contains(strings.ToLower(text(1).t.String()), `\run`) {
			e.launch(text(3), "SetStringValue")
		}
		return value{}
	// the network
	case "open":
		if isHTTP(class) && len(args) > 1 {
			o.o.set("method", text(0))
			u := text(1)
			o.o.set("url", value{k: isUnknown, t: u.t, open: true})
			e.tellNamed(class+".Open", args[:2], n)
			return null()
		}
	case "send", "setrequestheader", "close", "waitforresponse", "sleep", "settimeouts", "setoption", "echo", "quit":
		if class == "wscript" && key == "echo" {
			e.tellNamed("WScript.Echo", args, n)
		}
		if class == "wscript" && key == "quit" && e.maybe == 0 && e.calls == 0 {
			return null()
		}
		return null()
	case "downloadstring", "downloaddata", "downloadfile", "openread", "uploadstring", "uploaddata", "uploadfile", "downloadfileasync", "downloadstringtaskasync", "getstringasync", "getasync", "getbytearrayasync", "downloadfiletaskasync", "downloadstringasync", "uploadvalues":
		name := "System.Net.WebClient." + key
		if !strings.Contains(class, "webclient") && class != "" {
			name = class + "." + key
		}
		e.tellNamed(name, args, n)
		var b placed.Builder
		b.AddMade("$("+key+" ", n.lo, 0)
		b.Add(text(0).t)
		b.AddMade(")", n.hi, 0)
		return value{k: isUnknown, t: b.Text(), open: true}
	// scripts
	case "invokescript", "newscriptblock":
		if key == "newscriptblock" {
			return e.blockOf(text(0))
		}
		for _, a := range args {
			if a.k == isText {
				return e.runText(a, value{k: isText, t: placed.Made("InvokeScript", n.lo, 0)}, n)
			}
		}
	case "addscript", "addcommand", "loadstring", "execute", "executestatement", "addcode", "eval":
		if key == "addscript" || class == "scriptcontrol" || class == "msscriptcontrol.scriptcontrol" {
			l := PowerShell
			if key != "addscript" {
				l = VBScript
				if s, ok := o.property("language"); ok && strings.HasPrefix(strings.ToLower(e.str(s).t.String()), "j") {
					l = JScript
				}
			}
			e.wrappers = append(e.wrappers, key)
			v := e.run(text(0).t, l, l.String()+": "+key)
			e.wrappers = e.wrappers[:len(e.wrappers)-1]
			if l == PowerShell {
				return o
			}
			return v
		}
	case "expandstring":
		return text(0)
	case "getcommand", "getcmdlet", "getcmdlets":
		if c := e.commandLike(text(0)); c != "" {
			return e.made(c, arg(0))
		}
	// encodings
	case "getstring":
		b, ok := e.rawBytes(arg(0))
		if !ok {
			b, ok = e.stream(arg(0), 0)
		}
		if ok && e.burn(2*len(b)) {
			enc, _ := o.property("name")
			lo, hi := e.spreadOf(arg(0))
			return textValue(placed.Made(decoded(b, e.str(enc).t.String()), lo, hi-lo))
		}
	case "getbytes":
		s := text(0)
		enc, _ := o.property("name")
		if !s.open && e.burn(s.t.Len()) {
			lo, hi := s.spread()
			b := []byte(s.t.String())
			if strings.Contains(strings.ToLower(e.str(enc).t.String()), "unicode") {
				wide := make([]byte, 0, 2*len(b))
				for _, c := range b {
					wide = append(wide, c, 0)
				}
				b = wide
			}
			return bytesValue(b, value{lo: int32(lo), hi: int32(hi)})
		}
	case "toarray", "getbuffer":
		if b, ok := e.stream(o, 0); ok {
			lo, hi := origin(o, 0)
			return bytesValue(b, value{lo: int32(lo), hi: int32(hi)})
		}
	case "copyto":
		if b, ok := e.stream(o, 0); ok && arg(0).o != nil {
			lo, hi := origin(o, 0)
			arg(0).o.set("bytes", bytesValue(b, value{lo: int32(lo), hi: int32(hi)}))
		}
		return null()
	case "createelement":
		return value{k: isObject, o: &object{class: "xmlnode"}}.at(n)
	case "getwordname":
		return value{}
	case "add", "appendchild", "flush", "dispose", "seek", "beginoutputreadline", "waitforexit":
		return o
	case "test":
		if class == "regexp" {
			if r, _ := e.regexOf(o); r != nil && !text(0).open {
				return boolean(r.MatchString(text(0).t.String()))
			}
		}
	case "replace":
		if class == "regexp" && len(args) > 1 {
			if r, all := e.regexOf(o); r != nil {
				if all {
					return e.substitute(text(0), r, text(1), true)
				}
				return e.textReplace(text(0), []value{o, arg(1)}, n)
			}
		}
	}
	if class == "wmi" || class == "schedule.service" {
		e.tellNamed(class+"."+key, args, n)
	}
	return value{}
}

// spreadOf is where a value or the items of a list come from.
func (e *engine) spreadOf(v value) (lo, hi int) {
	if v.k == isList && len(v.o.items) > 0 {
		lo, _ = v.o.items[0].spread()
		_, hi = v.o.items[len(v.o.items)-1].spread()
		if hi > lo {
			return lo, hi
		}
	}
	if v.k == isObject {
		return origin(v, 0)
	}
	return v.spread()
}

// tellNamed notes a call of an object's method as a command.
func (e *engine) tellNamed(name string, args []value, n *node) {
	c := Command{Words: []placed.Text{placed.Made(name, n.lo, n.hi-n.lo)}}
	open := 0
	for _, a := range args {
		if a.k == isBytes || a.k == isBlock || len(c.Words) > 16 {
			continue
		}
		s := e.str(a)
		if s.open {
			open++
		}
		if s.t.Len() > 0 && s.t.Len() < 16384 {
			c.Words = append(c.Words, s.t)
		}
	}
	e.tell(c, open)
}

// startInfo starts what a ProcessStartInfo says.
func (e *engine) startInfo(o value, wrapper string) {
	file, ok := o.property("filename")
	if !ok {
		file, ok = o.property("arg0")
	}
	if !ok {
		return
	}
	var rest []value
	if a, ok := o.property("arguments"); ok {
		rest = []value{a}
	} else if a, ok := o.property("arg1"); ok {
		rest = []value{a}
	}
	if h, ok := o.property("windowstyle"); ok && strings.Contains(strings.ToLower(e.str(h).t.String()), "hidden") {
		wrapper += " -WindowStyle Hidden"
	}
	e.launch(e.commandLine(file, rest), wrapper)
}

// wmiMethod is Invoke-WmiMethod and Invoke-CimMethod.
func (e *engine) wmiMethod(name value, a *psArguments) value {
	m, ok := a.pick(1, "name", "methodname")
	if ok && strings.EqualFold(e.str(m).t.String(), "create") {
		if v, ok := a.get("argumentlist", "arguments"); ok || len(a.pos) > 2 {
			if !ok {
				v = a.pos[2]
			}
			if v.k == isHash {
				v, _ = v.o.get("commandline")
			} else if v.k == isList && len(v.o.items) > 0 {
				v = v.o.items[0]
			}
			e.launch(e.str(v), "Win32_Process.Create")
			return value{}
		}
	}
	e.tellWords(name, a)
	return value{}
}

// launch notes a program that is started with a command line. A script that the
// line holds is followed.
func (e *engine) launch(line value, wrapper string) {
	if line.t.Len() == 0 {
		return
	}
	wrappers := strings.Split(wrapper, "\n")
	if t, how, l, ok := e.inner(line); ok {
		e.wrappers = append(e.wrappers, wrappers...)
		e.wrappers = append(e.wrappers, how)
		n := len(e.wrappers)
		e.run(t, l, how)
		e.wrappers = e.wrappers[:n-1-len(wrappers)]
		return
	}
	open := 0
	if line.open {
		open = 1
	}
	e.tell(Command{Shell: Line, Line: line.t, Wrappers: wrappers}, open)
}

// inner finds the script that a command line runs: powershell -enc …,
// powershell -c …, mshta vbscript:….
func (e *engine) inner(line value) (t placed.Text, how string, l Language, ok bool) {
	s := line.t.String()
	i := 0
	program := ""
	word := func() (from, to int) { // the next word, quotes left out
		for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
			i++
		}
		from = i
		if i < len(s) && s[i] == '"' {
			i++
			from = i
			for i < len(s) && s[i] != '"' {
				i++
			}
			to = i
			i = min(i+1, len(s))
			return from, to
		}
		for i < len(s) && s[i] != ' ' && s[i] != '\t' {
			i++
		}
		return from, i
	}
	for range 4 {
		from, to := word()
		program = strings.ToLower(s[from:to])
		program = strings.TrimSuffix(program[strings.LastIndexAny(program, `\/`)+1:], ".exe")
		if program == "cmd" || program == "%comspec%" || program == "start" || program == "/c" || program == "/k" || program == "/b" {
			continue
		}
		break
	}
	switch program {
	case "mshta":
		rest := strings.TrimLeft(s[i:], ` "`)
		at := len(s) - len(rest)
		low := strings.ToLower(rest[:min(len(rest), 16)])
		if strings.HasPrefix(low, "vbscript:") {
			return line.t.Sub(at+9, len(s)), "mshta vbscript:", VBScript, true
		}
		if strings.HasPrefix(low, "javascript:") {
			return line.t.Sub(at+11, len(s)), "mshta javascript:", JScript, true
		}
	case "powershell", "pwsh":
		for range 24 {
			mark := i
			from, to := word()
			if from >= to {
				return
			}
			o := strings.ToLower(s[from:to])
			switch kind := powershellOption(o); kind {
			case 'v':
				word()
			case 'f':
				return
			case 'e':
				f, tt := word()
				if t, ok := utf16Base64(value{k: isText, t: line.t.Sub(f, tt)}); ok {
					return t, "powershell -EncodedCommand: base64, utf-16le", PowerShell, true
				}
				return
			case 'c', 0:
				if kind == 0 {
					if strings.HasSuffix(o, ".ps1") || strings.HasPrefix(o, "%") {
						return
					}
					i = mark
				}
				rest := trimText(line.t.Sub(i, len(s)))
				if k := rest.Len(); k > 1 && rest.String()[0] == '"' {
					end := strings.LastIndexByte(rest.String(), '"')
					rest = rest.Sub(1, max(1, end))
					rest = unescapeQuotes(rest)
				}
				return rest, "powershell -Command", PowerShell, rest.Len() > 0
			}
		}
	}
	return
}

// unescapeQuotes undoes \" as the C runtime does.
func unescapeQuotes(t placed.Text) placed.Text {
	s := t.String()
	if !strings.Contains(s, `\"`) && !strings.Contains(s, `""`) {
		return t
	}
	var b placed.Builder
	last := 0
	for i := 0; i+1 < len(s); i++ {
		if (s[i] == '\\' || s[i] == '"') && s[i+1] == '"' {
			b.Add(t.Sub(last, i))
			last = i + 1
			i++
		}
	}
	b.Add(t.Sub(last, len(s)))
	return b.Text()
}

// blockOf is a text as a script block.
func (e *engine) blockOf(t value) value {
	if t.t.Len() == 0 {
		return value{}
	}
	e.layer(t.t, PowerShell, "powershell: scriptblock")
	if e.nested >= maxNested || !e.burn(4*t.t.Len()) {
		return value{}
	}
	unit := e.parse(t.t, PowerShell, e.nested+1)
	f := &function{body: unit, inner: true}
	if e.blockFns == nil {
		e.blockFns = map[*node]*function{}
	}
	if old := e.blockFns[unit]; old != nil {
		f = old
	}
	e.blockFns[unit] = f
	lo, hi := t.spread()
	return value{k: isBlock, o: &object{fn: f, scope: e.scope}, t: t.t, lo: int32(lo), hi: int32(hi)}
}

// path joins the parts of a path.
func (e *engine) path(parts []value) value {
	var b placed.Builder
	open := false
	for _, p := range parts {
		s := e.str(p)
		open = open || s.open
		if s.t.Len() == 0 || b.Len() > 4096 {
			continue
		}
		if b.Len() > 0 {
			if !strings.HasSuffix(b.Peek(), `\`) && !strings.HasSuffix(b.Peek(), "/") {
				at, _ := s.spread()
				b.AddMade(`\`, at, 0)
			}
			if c := s.t.String()[0]; c == '\\' || c == '/' {
				s.t = s.t.Sub(1, s.t.Len())
			}
		}
		b.Add(s.t)
	}
	return value{k: isText, t: b.Text(), open: open}
}

func (e *engine) splitPath(p value, leaf bool) value {
	k := strings.LastIndexAny(p.t.String(), `\/`)
	if leaf {
		return value{k: isText, t: p.t.Sub(k+1, p.t.Len()), open: p.open}
	}
	return value{k: isText, t: p.t.Sub(0, max(0, k)), open: p.open}
}

// json writes a value as ConvertTo-Json does.
func (e *engine) json(b *placed.Builder, v value, depth int) {
	if depth > 12 || b.Len() > maxFileText || !e.burn(stepCost) {
		return
	}
	at, end := v.spread()
	switch v.k {
	case isNull:
		b.AddMade("null", at, 0)
	case isBool:
		b.AddMade(strings.ToLower(e.str(v).t.String()), at, end-at)
	case isNumber:
		b.Add(e.str(v).t)
	case isList:
		b.AddMade("[", at, 0)
		for i, it := range v.o.items {
			if i > 0 {
				b.AddMade(",", end, 0)
			}
			e.json(b, it, depth+1)
		}
		b.AddMade("]", end, 0)
	case isHash:
		b.AddMade("{", at, 0)
		for i, it := range v.o.items {
			if i > 0 {
				b.AddMade(",", at, 0)
			}
			b.AddMade(`"`+jsonEscape.Replace(v.o.keys[i])+`":`, at, 0)
			e.json(b, it, depth+1)
		}
		b.AddMade("}", end, 0)
	default:
		s := e.str(v)
		b.AddMade(`"`, at, 0)
		text := s.t.String()
		last := 0
		for i := range len(text) {
			c := text[i]
			if c == '"' || c == '\\' || c < ' ' {
				b.Add(s.t.Sub(last, i))
				lo, hi := s.t.Place(i, i+1)
				b.AddMade(jsonEscape.Replace(string(c)), lo, hi-lo)
				last = i + 1
			}
		}
		b.Add(s.t.Sub(last, len(text)))
		b.AddMade(`"`, end, 0)
	}
}

var jsonEscape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

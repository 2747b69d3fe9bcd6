package script

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"html"
	"io"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"lamproom/internal/placed"
)

// staticMember gives [Type]::Name.
func (e *engine) staticMember(o value, key string, n *node) value {
	typ := e.typeNamed(o)
	switch typ {
	case "text.encoding":
		return value{k: isObject, o: &object{class: "text.encoding", keys: []string{"name"}, items: []value{e.made(key, o)}}}.at(n)
	case "environment":
		switch key {
		case "newline":
			return e.made("\n", o)
		case "machinename":
			return e.unknown(n, "%COMPUTERNAME%")
		case "username":
			return e.unknown(n, "%USERNAME%")
		}
	case "string":
		if key == "empty" {
			return value{k: isText}
		}
	case "io.compression.compressionmode", "text.regularexpressions.regexoptions", "net.securityprotocoltype", "stringsplitoptions":
		return e.made(key, o)
	case "io.path":
		if key == "directoryseparatorchar" {
			return e.made(`\`, o)
		}
	}
	if o.k == isUnknown {
		return value{}
	}
	return e.unknown(n, n.raw)
}

func (e *engine) typeNamed(o value) string {
	if o.k == isTypeName {
		return o.o.class
	}
	if o.k == isText {
		return typeName(strings.Trim(o.t.Sub(0, 200).String(), "[]"))
	}
	return ""
}

// static calls [Type]::Name(…).
func (e *engine) static(o value, key string, args []value, n *node) value {
	typ := e.typeNamed(o)
	arg := func(i int) value {
		if i < len(args) {
			return args[i]
		}
		return null()
	}
	if key == "new" {
		return e.object(typ, args, n)
	}
	switch typ + "." + key {
	case "convert.frombase64string":
		s := e.str(arg(0))
		if b, ok := decodeBase64(s.t.String()); ok && !s.open && e.burn(2*s.t.Len()) {
			lo, hi := s.spread()
			return bytesValue(b, value{lo: int32(lo), hi: int32(hi)})
		}
	case "convert.toint32", "convert.toint16", "convert.tobyte", "convert.toint64", "convert.touint32", "convert.touint16", "convert.tosbyte", "convert.tochar", "int32.parse", "int.parse", "byte.parse":
		x, ok := 0.0, false
		if s := e.str(arg(0)); len(args) > 1 {
			base, _ := e.integer(arg(1))
			if base == 2 || base == 8 || base == 10 || base == 16 {
				u, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(s.t.Sub(0, 64).String()), "0x"), base, 64)
				x, ok = float64(u), err == nil
			}
		} else {
			x, ok = e.num(arg(0))
		}
		if ok {
			lo, hi := arg(0).spread()
			k := isNumber
			if key == "tochar" {
				k = isChar
			}
			return value{k: k, n: x, lo: int32(lo), hi: int32(hi)}
		}
	case "convert.tostring", "string.copy", "string.new", "convert.tobase64string":
		if key == "tobase64string" {
			return value{}
		}
		if base, ok := e.integer(arg(1)); ok && len(args) > 1 && arg(1).k == isNumber {
			return e.based(arg(0), base)
		}
		return e.joined(args[:min(1, len(args))], placed.Text{})
	case "string.join":
		items := args
		if len(args) == 2 {
			items = e.items(args[1])
		} else if len(args) > 0 {
			items = args[1:]
		}
		return e.joined(items, e.str(arg(0)).t)
	case "string.concat":
		items := args
		if len(args) == 1 {
			items = e.items(args[0])
		}
		return e.joined(items, placed.Text{})
	case "string.format":
		if len(args) == 2 {
			return e.format(args[0], args[1])
		} else if len(args) > 2 {
			return e.format(args[0], list(args[1:]))
		}
		return arg(0)
	case "string.isnullorempty", "string.isnullorwhitespace":
		if h, ok := e.truth(arg(0)); ok {
			return boolean(!h)
		}
	case "array.reverse":
		if o := arg(0); o.k == isList {
			reverse(o.o.items)
		} else if o.k == isBytes {
			for i, j := 0, len(o.o.bytes)-1; i < j; i, j = i+1, j-1 {
				o.o.bytes[i], o.o.bytes[j] = o.o.bytes[j], o.o.bytes[i]
			}
		}
		return null()
	case "char.convertfromutf32", "char.tostring":
		return e.str(e.cast("char", arg(0), n))
	case "char.parse":
		return arg(0)
	case "regex.replace", "text.regularexpressions.regex.replace":
		r := e.pattern(e.str(arg(1)).t.String(), !strings.Contains(strings.ToLower(e.str(arg(3)).t.String()), "ignorecase"))
		if r == nil {
			return value{}
		}
		if arg(2).k == isBlock {
			return e.replaceBy(e.str(arg(0)), r, arg(2), true)
		}
		return e.substitute(e.str(arg(0)), r, e.str(arg(2)), true)
	case "regex.split", "text.regularexpressions.regex.split":
		return e.split(arg(0), arg(1), true)
	case "regex.matches", "regex.match", "text.regularexpressions.regex.matches", "text.regularexpressions.regex.match":
		return e.allMatches(e.str(arg(0)), e.pattern(e.str(arg(1)).t.String(), !strings.Contains(strings.ToLower(e.str(arg(2)).t.String()), "lefttoright") || len(args) < 3), strings.Contains(strings.ToLower(e.str(arg(2)).t.String()), "right"))
	case "regex.unescape", "regex.escape", "text.regularexpressions.regex.unescape":
		s := e.str(arg(0))
		if t, err := strconv.Unquote(`"` + strings.ReplaceAll(s.t.String(), `"`, `\"`) + `"`); err == nil && key == "unescape" {
			lo, hi := s.spread()
			return textValue(placed.Made(t, lo, hi-lo))
		}
		return s
	case "uri.unescapedatastring", "web.httputility.urldecode", "net.webutility.urldecode", "uri.unescape":
		s := e.str(arg(0))
		if t, err := url.QueryUnescape(s.t.String()); err == nil {
			lo, hi := s.spread()
			return value{k: isText, t: placed.Made(t, lo, hi-lo), open: s.open}
		}
	case "web.httputility.htmldecode", "net.webutility.htmldecode":
		s := e.str(arg(0))
		lo, hi := s.spread()
		return value{k: isText, t: placed.Made(html.UnescapeString(s.t.String()), lo, hi-lo), open: s.open}
	case "scriptblock.create", "management.automation.scriptblock.create":
		return e.blockOf(e.str(arg(0)))
	case "io.path.combine":
		return e.path(args)
	case "io.path.gettemppath":
		return e.unknown(n, `%TEMP%\`)
	case "io.path.gettempfilename":
		return e.unknown(n, `%TEMP%\tmp.tmp`)
	case "io.path.getdirectoryname", "io.path.getfilename":
		return e.splitPath(e.str(arg(0)), key == "getfilename")
	case "io.file.writealltext", "io.file.writeallbytes", "io.file.appendalltext", "io.file.writealllines":
		e.output(e.str(arg(0)), e.items1(arg(1)), key != "appendalltext", key != "writealllines")
		e.tell(Command{Words: []placed.Text{e.callName1(typ, key, n), e.str(arg(0)).t}}, 0)
		return null()
	case "io.file.readalltext", "io.file.readalllines":
		if t, ok := e.read(e.str(arg(0)).t.String()); ok {
			return textValue(t)
		}
	case "environment.getenvironmentvariable":
		name := strings.ToLower(e.str(arg(0)).t.String())
		if v, ok := e.lookup("env:" + name); ok {
			return v
		}
		return e.unknown(n, "%"+strings.ToUpper(name)+"%")
	case "environment.setenvironmentvariable":
		e.set("env:"+strings.ToLower(e.str(arg(0)).t.String()), arg(1))
		e.tellCall(typ, key, args, n)
		return null()
	case "environment.getfolderpath":
		if p, ok := folders[strings.ToLower(e.str(arg(0)).t.String())]; ok {
			return e.unknown(n, p)
		}
	case "environment.expandenvironmentvariables":
		return e.str(arg(0))
	case "diagnostics.process.start":
		if arg(0).k == isObject {
			e.startInfo(arg(0), "Process.Start")
			return value{}
		}
		e.launch(e.commandLine(arg(0), args[min(1, len(args)):min(2, len(args))]), "Process.Start")
		return value{}
	case "array.createinstance":
		return list(nil)
	case "math.floor", "math.truncate", "math.round", "math.ceiling", "math.abs", "math.sqrt", "math.pow", "math.max", "math.min":
		x, ok := e.num(arg(0))
		if ok {
			return e.mathOf(key, x, args)
		}
	case "text.encoding.getencoding":
		return value{k: isObject, o: &object{class: "text.encoding", keys: []string{"name"}, items: []value{e.str(arg(0))}}}
	case "string.fromcharcode", "string.fromcodepoint":
		var b placed.Builder
		for _, a := range args {
			x, ok := e.integer(a)
			if !ok || !e.burn(8) {
				return value{}
			}
			lo, hi := a.spread()
			if hi == 0 {
				lo, hi = n.lo, n.hi
			}
			b.AddMade(string(rune(x&0x1fffff)), lo, hi-lo)
		}
		return textValue(b.Text())
	case "json.parse", "json.stringify", "array.from", "object.assign":
		if key == "stringify" {
			var b placed.Builder
			e.json(&b, arg(0), 0)
			return textValue(b.Text())
		}
		return arg(0)
	case "math.random", "date.now":
		return value{}
	case "enum.parse", "enum.toobject":
		return arg(1)
	case "activator.createinstance":
		if t := e.typeNamed(arg(0)); t != "" {
			return e.object(t, args[1:], n)
		}
	case "type.gettypefromprogid", "type.gettype", "type.gettypefromclsid":
		s := e.str(arg(0))
		return value{k: isTypeName, t: s.t, o: &object{class: typeName(s.t.String())}}
	}
	if typ != "" {
		e.tellCall(typ, key, args, n)
	}
	return value{}
}

// folders are the names of folders that [Environment]::GetFolderPath and
// WScript.Shell's SpecialFolders know.
var folders = map[string]string{
	"applicationdata": "%APPDATA%", "localapplicationdata": "%LOCALAPPDATA%", "commonapplicationdata": "%PROGRAMDATA%", "userprofile": "%USERPROFILE%", "programfiles": "%PROGRAMFILES%", "windows": "%WINDIR%", "system": `%WINDIR%\System32`, "desktop": `%USERPROFILE%\Desktop`, "mydocuments": `%USERPROFILE%\Documents`, "personal": `%USERPROFILE%\Documents`,
	"startup": `%APPDATA%\Microsoft\Windows\Start Menu\Programs\Startup`, "commonstartup": `%PROGRAMDATA%\Microsoft\Windows\Start Menu\Programs\Startup`, "allusersstartup": `%PROGRAMDATA%\Microsoft\Windows\Start Menu\Programs\Startup`, "appdata": "%APPDATA%",
}

// items1 is a value as what is written.
func (e *engine) items1(v value) []value {
	if v.k == isList {
		if b, ok := e.rawBytes(v); ok && len(b) > 0 && v.o.items[0].k == isNumber {
			return []value{bytesValue(b, v)}
		}
		return v.o.items
	}
	return []value{v}
}

func (e *engine) callName1(typ, key string, n *node) placed.Text {
	return placed.Made(typ+"."+key, n.lo, n.hi-n.lo)
}

// tellCall notes a call of the system's as a command.
func (e *engine) tellCall(typ, key string, args []value, n *node) {
	switch {
	case strings.HasPrefix(typ, "math"), strings.HasPrefix(typ, "char"), strings.HasPrefix(typ, "string"), strings.HasPrefix(typ, "bitconverter"), strings.HasPrefix(typ, "datetime"), strings.HasPrefix(typ, "guid"):
		return
	}
	c := Command{Words: []placed.Text{e.callName1(typ, key, n)}}
	open := 0
	for _, a := range args {
		if a.k == isBytes || a.k == isBlock || a.k == isNull || len(c.Words) > 16 {
			continue
		}
		s := e.str(a)
		if s.open {
			open++
		}
		if s.t.Len() > 0 && s.t.Len() < 8192 {
			c.Words = append(c.Words, s.t)
		}
	}
	e.tell(c, open)
}

func (e *engine) mathOf(key string, x float64, args []value) value {
	y, ok := 0.0, false
	if len(args) > 1 {
		y, ok = e.num(args[1])
	}
	whole := float64(int64(x))
	switch key {
	case "floor":
		if x < whole {
			whole--
		}
		return number(whole)
	case "ceiling", "ceil":
		if x > whole {
			whole++
		}
		return number(whole)
	case "truncate":
		return number(whole)
	case "round":
		if x >= 0 {
			return number(float64(int64(x + 0.5)))
		}
		return number(float64(int64(x - 0.5)))
	case "abs":
		return number(max(x, -x))
	case "max":
		if ok {
			return number(max(x, y))
		}
	case "min":
		if ok {
			return number(min(x, y))
		}
	case "pow":
		v, _ := arith("^", x, y)
		return v
	}
	return value{}
}

// replaceBy replaces what a pattern matches by what a function makes of it.
func (e *engine) replaceBy(o value, r *regexp.Regexp, f value, all bool) value {
	s := o.t.String()
	var b placed.Builder
	last := 0
	most := -1
	if !all {
		most = 1
	}
	if !e.burn(4 * len(s)) {
		return o
	}
	for _, m := range r.FindAllStringSubmatchIndex(s, most) {
		if !e.burn(stepCost) || b.Len() > maxText {
			break
		}
		b.Add(o.t.Sub(last, m[0]))
		var args []value
		for g := 0; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				args = append(args, textValue(o.t.Sub(m[g], m[g+1])))
			} else {
				args = append(args, null())
			}
		}
		if e.lang == PowerShell {
			e.declare("args", list([]value{args[0]}))
			args = args[:1]
		}
		v, _ := e.invoke(f.o.fn, f.o.scope, args, nil)
		b.Add(e.str(v).t)
		last = m[1]
	}
	b.Add(o.t.Sub(last, len(s)))
	return value{k: isText, t: b.Text(), open: o.open}
}

// allMatches are the stretches of a text that a pattern matches.
func (e *engine) allMatches(o value, r *regexp.Regexp, backwards bool) value {
	if r == nil || !e.burn(4*o.t.Len()) {
		return value{}
	}
	var out []value
	for _, m := range r.FindAllStringIndex(o.t.String(), -1) {
		if !e.burn(itemCost) {
			break
		}
		out = append(out, value{k: isText, t: o.t.Sub(m[0], m[1]), open: o.open})
	}
	if backwards {
		reverse(out)
	}
	return list(out)
}

// unpack undoes gzip, deflate or zlib.
func unpack(b []byte, how string) ([]byte, bool) {
	var r io.Reader
	var err error
	switch how {
	case "gzip":
		r, err = gzip.NewReader(bytes.NewReader(b))
	case "zlib":
		r, err = zlib.NewReader(bytes.NewReader(b))
	default:
		r = flate.NewReader(bytes.NewReader(b))
	}
	if err != nil {
		return nil, false
	}
	out, _ := io.ReadAll(io.LimitReader(r, maxText))
	return out, len(out) > 0
}

// plainText is what bytes say, if they are text.
func plainText(b []byte) (string, bool) {
	if len(b) > 2 && b[0] == 0xff && b[1] == 0xfe {
		return fromUTF16(b[2:], false), true
	}
	if len(b) > 7 && b[1] == 0 && b[0] != 0 && b[3] == 0 {
		return fromUTF16(b, false), true
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	head := b[:min(len(b), 512)]
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' {
			return "", false
		}
	}
	return strings.ToValidUTF8(string(b), "?"), len(b) > 0
}

// decoded is the text of bytes in an encoding.
func decoded(b []byte, encoding string) string {
	e := strings.ToLower(encoding)
	switch {
	case strings.Contains(e, "bigendian"):
		return fromUTF16(b, true)
	case strings.Contains(e, "unicode"), strings.Contains(e, "utf-16"), strings.Contains(e, "utf16"):
		return fromUTF16(bytes.TrimPrefix(b, []byte("\xff\xfe")), false)
	}
	if len(b) > 2 && b[0] == 0xff && b[1] == 0xfe {
		return fromUTF16(b[2:], false)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if utf8.Valid(b) {
		return string(b)
	}
	out := make([]rune, len(b)) // Latin-1
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

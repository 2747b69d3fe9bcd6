package commandline

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf16"
)

// pipelines takes the statements of one text, joins what one writes and another
// runs, and unwraps each.
func (s *splitter) pipelines(sts []statement, sh Shell, f frame, depth int) {
	crontab := false
	for _, st := range sts {
		if len(st.words) > 0 && program(st.words[0].text()) == "crontab" {
			crontab = true
		}
	}
	for i, st := range sts {
		if len(st.words) == 0 {
			if len(st.here.b) > 0 {
				s.run(st.here, Posix, f.in("<<"), depth+1)
			}
			continue
		}
		if len(st.words) > 1 && st.words[0].is("sudo") && st.words[1].is("echo") { // sudo echo … > file
			st.words = st.words[1:]
		}
		switch name := program(st.words[0].text()); name {
		case "echo", "printf", "write-output", "write-host":
			next := ""
			if st.piped && i+1 < len(sts) && len(sts[i+1].words) > 0 {
				next = receiver(sts[i+1].words)
			}
			wrapper := ""
			inner := sh
			switch {
			case next == "crontab" || crontab && sh == Posix && next == "":
				wrapper = "crontab"
			case next == "sh" || next == "at" || next == "iex" || next == "cmd":
				wrapper = next
			case next == "tee" || st.output != "" && !strings.HasPrefix(st.output, "/dev/") && !strings.EqualFold(st.output, "nul"):
				wrapper = name + " >"
				if o := strings.ToLower(st.output); strings.HasSuffix(o, ".bat") || strings.HasSuffix(o, ".cmd") {
					inner = Cmd
				}
			}
			if wrapper != "" && len(st.words) > 1 {
				s.run(echoed(st, sh), inner, f.in(wrapper), depth+1)
				continue
			}
		case "cat", "sh", "bash", "dash", "ash", "zsh", "ksh", "tee", "crontab", "at", "su", "sudo", "ssh":
			if len(st.here.b) > 0 {
				w := name + " <<"
				if st.output != "" {
					w = name + " >"
				}
				s.run(st.here, Posix, f.in(w), depth+1)
				if s.outer && name == "crontab" {
					s.emitOuter(st.words, st, sh, f)
				}
				if name != "ssh" && name != "su" && name != "sudo" {
					continue
				}
			}
		default:
			if st.piped && len(st.words) == 1 && st.words[0].quoted && sh == PowerShell {
				if i+1 < len(sts) && len(sts[i+1].words) > 0 {
					if n := receiver(sts[i+1].words); n != "" {
						s.run(st.words[0].t, PowerShell, f.in(n), depth+1)
					}
				}
				continue
			}
		}
		ff := f
		if st.piped {
			ff.pipe = append(readers(sts[i+1:]), f.pipe...)
		}
		if len(st.env) > 0 {
			ff.env = append(append([]Assign(nil), f.env...), st.env...)
		}
		s.unwrap(st, sh, ff, depth)
	}
}

// readers are the programs that a pipe goes through, those that only start
// others left out.
func readers(sts []statement) []string {
	var out []string
	for _, st := range sts {
		if len(st.words) > 0 && len(out) < maxPipe {
			name := ""
			for _, w := range st.words {
				if name = program(w.text()); name != "" && startsProgram(name) && !passes[name] {
					break
				}
			}
			out = append(out, name)
		}
		if !st.piped {
			break
		}
	}
	return out
}

// maxPipe is how many programs of a pipe are told.
const maxPipe = 8

// passes are programs in a pipe that hand on what they read to another one.
var passes = map[string]bool{"sudo": true, "doas": true, "nohup": true, "setsid": true, "env": true, "command": true, "exec": true, "nice": true, "xargs": true, "busybox": true, "time": true, "timeout": true}

// receiver names what a pipe ends in, where that runs or keeps what it gets.
func receiver(words []word) string {
	for _, w := range words {
		switch p := program(w.text()); p {
		case "sudo", "nohup", "base64", "-d":
			continue
		case "crontab", "tee", "at", "cmd":
			return p
		case "sh", "bash", "dash", "ash", "zsh", "ksh":
			return "sh"
		case "iex", "invoke-expression":
			return "iex"
		case "out-file", "set-content", "add-content":
			return "tee"
		default:
			return ""
		}
	}
	return ""
}

// echoed is the text that echo writes.
func echoed(st statement, sh Shell) mapped {
	words := st.words[1:]
	for len(words) > 1 && (words[0].is("-e") || words[0].is("-n") || words[0].is("-en") || words[0].is("-ne")) {
		words = words[1:]
	}
	if sh == Cmd {
		return st.src.sub(min(words[0].lo, len(st.src.b)), min(words[len(words)-1].hi, len(st.src.b)))
	}
	return joinPlain(words)
}

// program is the last element of a path, in lower case, without .exe.
func program(p string) string {
	if i := strings.LastIndexAny(p, `/\`); i >= 0 {
		p = p[i+1:]
	}
	p = strings.ToLower(p)
	for _, ext := range []string{".exe", ".com"} {
		p = strings.TrimSuffix(p, ext)
	}
	return p
}

// unwrap takes wrappers away until the innermost command is left.
func (s *splitter) unwrap(st statement, sh Shell, f frame, depth int) {
	words := st.words
	for n := 0; n < maxWrappers && len(words) > 0; n++ {
		// NAME=value before the command, after a wrapper
		for len(words) > 1 {
			k := nameEnd(words[0].t.b, 0)
			if n == 0 || k == 0 || k >= len(words[0].t.b) || words[0].t.b[k] != '=' {
				break
			}
			f.env = append(append([]Assign(nil), f.env...), assign(words[0], k))
			words = words[1:]
		}
		if sh != Cmd && sh != PowerShell || n > 0 {
			if rest, ok := cronCommand(words); ok {
				words, f = rest, f.in("cron")
				continue
			}
		}
		name := program(words[0].text())
		if spec, ok := prefixes[name]; ok {
			rest, ok := spec.skip(words[1:], &f)
			if !ok {
				break
			}
			if s.outer && setsUp[name] {
				s.emitOuter(words, st, sh, f)
			}
			words, f = rest, f.in(name)
			if len(words) == 1 && bytes.IndexByte(words[0].t.b, ' ') > 0 && spec.line {
				s.run(words[0].t, Posix, f, depth+1)
				return
			}
			continue
		}
		special := specialOf(name)
		if special == nil {
			break
		}
		r := special(s, st, words, sh, f)
		if s.outer && setsUp[name] && (r.handled || r.text.b != nil || r.words != nil) {
			s.emitOuter(words, st, sh, f)
		}
		switch {
		case r.handled:
			return
		case r.text.b != nil:
			ff := r.frame
			s.run(r.text, r.shell, ff, depth+1)
			return
		case r.words != nil:
			words, f = r.words, r.frame
			continue
		}
		break
	}
	s.emit(words, st.output, sh, f)
}

// emitOuter records a command that starts another one.
func (s *splitter) emitOuter(words []word, st statement, sh Shell, f frame) {
	n := len(s.out)
	s.emit(words, st.output, sh, frame{wrappers: f.wrappers, pipe: f.pipe})
	if len(s.out) > n {
		s.out[n].Wraps = true
	}
}

// setsUp are wrappers worth telling for themselves: they say when, where or as
// whom a command runs.
var setsUp = map[string]bool{
	"schtasks": true, "sc": true, "reg": true, "at": true, "nssm": true, "wmic": true, "psexec": true, "psexec64": true, "runas": true, "forfiles": true,
	"docker": true, "podman": true, "nerdctl": true, "kubectl": true, "oc": true, "ssh": true, "launchctl": true, "pm2": true, "nsenter": true, "chroot": true, "systemd-run": true,
	"invoke-wmimethod": true, "invoke-cimmethod": true, "new-service": true, "new-itemproperty": true, "set-itemproperty": true, "new-scheduledtaskaction": true,
}

// result is what a special wrapper yields: words that go on, or a text to be
// split again; neither if it wraps nothing.
type result struct {
	words   []word
	text    mapped
	shell   Shell
	frame   frame
	handled bool
}

// prefix describes a wrapper of the form NAME [options] [operands] COMMAND.
type prefix struct {
	values   string // short options that take a value
	long     string // long options that take a value as the next word, blank-separated
	operands int    // words before the command
	line     bool   // a single word that holds blanks is a command line
	slash    bool   // options begin with / as well
}

// skip steps over the options and operands of the wrapper.
func (p prefix) skip(words []word, f *frame) ([]word, bool) {
	for len(words) > 0 {
		t := words[0].t.b
		switch {
		case string(t) == "--":
			words = words[1:]
			return p.after(words)
		case len(t) > 2 && t[0] == '-' && t[1] == '-':
			n := 1
			if bytes.IndexByte(t, '=') < 0 && contains(p.long, string(t[2:])) {
				n = 2
			}
			words = words[min(n, len(words)):]
			continue
		case len(t) > 1 && t[0] == '-':
			n := 1
			for i, c := range t[1:] {
				if strings.IndexByte(p.values, c) >= 0 {
					if i == len(t)-2 {
						n = 2
					}
					break
				}
			}
			words = words[min(n, len(words)):]
			continue
		case p.slash && len(t) > 1 && t[0] == '/':
			words = words[1:]
			continue
		}
		break
	}
	return p.after(words)
}

func (p prefix) after(words []word) ([]word, bool) {
	if len(words) <= p.operands {
		return nil, false
	}
	words = words[p.operands:]
	if len(words) > 1 && words[0].is("--") {
		words = words[1:]
	}
	return words, true
}

func contains(list, name string) bool {
	for list != "" {
		var n string
		n, list, _ = strings.Cut(list, " ")
		if n == name {
			return true
		}
	}
	return false
}

// cronCommand recognises the fields of a crontab line.
func cronCommand(words []word) ([]word, bool) {
	if len(words) < 2 {
		return nil, false
	}
	first := words[0].text()
	n := 0
	if strings.HasPrefix(first, "@") {
		switch strings.ToLower(first) {
		case "@reboot", "@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@annually", "@midnight":
			n = 1
		default:
			return nil, false
		}
	} else if anacron(words) {
		n = 3
	} else {
		if len(words) < 6 || !strings.Contains(" "+words[0].text()+words[1].text()+words[2].text()+words[3].text()+words[4].text(), "*") && !allNumeric(words[:5]) {
			return nil, false
		}
		for _, w := range words[:5] {
			if !cronField(w.t.b) {
				return nil, false
			}
		}
		n = 5
	}
	rest := words[n:]
	if len(rest) > 1 && !rest[0].option() {
		user, next := rest[0].t.b, rest[1].text()
		if k := nameEnd(user, 0); k > 0 && !bytes.ContainsAny(user, "./=$") && (strings.HasPrefix(next, "/") || strings.HasPrefix(next, "./") || string(user) == "root") {
			if _, wrapper := prefixes[string(user)]; !wrapper && specialOf(string(user)) == nil {
				rest = rest[1:]
			}
		}
	}
	return rest, true
}

// anacron recognises the fields of a line of anacron's table: a period and a
// delay in numbers, and the name of the job.
func anacron(words []word) bool {
	if len(words) < 4 || !allNumeric(words[:2]) || len(words[0].t.b) > 3 || len(words[1].t.b) > 4 {
		return false
	}
	name := words[2].t.b
	return len(name) > 0 && len(name) < 64 && !allDigits(name) && name[0] != '-' && !bytes.ContainsAny(name, "/=$*\\:,;|&<>\"'")
}

func allNumeric(words []word) bool {
	for _, w := range words {
		if !allDigits(w.t.b) {
			return false
		}
	}
	return true
}

func cronField(b []byte) bool {
	if len(b) == 0 || len(b) > 40 {
		return false
	}
	for i, c := range b {
		switch {
		case c == '*' || c >= '0' && c <= '9':
		case (c == ',' || c == '-' || c == '/') && i > 0:
		case (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') && len(b) <= 7:
		default:
			return false
		}
	}
	return true
}

// encodedCommand decodes PowerShell's -EncodedCommand: base64 of UTF-16LE. All
// of it stands where the argument stands.
func encodedCommand(w word) (mapped, bool) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimRight(w.text(), " "))
	if err != nil || len(raw) < 4 {
		raw, err = base64.RawStdEncoding.DecodeString(strings.TrimRight(w.text(), "= "))
	}
	if err != nil || len(raw) < 4 || len(raw) > MaxText {
		return mapped{}, false
	}
	u := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		u = append(u, uint16(raw[i])|uint16(raw[i+1])<<8)
	}
	var m mapped
	m.addString(string(utf16.Decode(u)), span{int32(w.start), int32(w.end)})
	return m, true
}

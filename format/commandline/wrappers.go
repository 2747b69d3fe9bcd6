package commandline

import (
	"bytes"
	"strings"
)

// prefixes are wrappers that take options, operands and then a command.
var prefixes = map[string]prefix{
	"nohup": {}, "setsid": {}, "command": {}, "builtin": {}, "unbuffer": {}, "catchsegv": {},
	"disown": {}, "coproc": {}, "pkexec": {values: "u"}, "linux32": {}, "linux64": {}, "wine": {}, "wine64": {},
	"torify": {}, "tsocks": {}, "gamemoderun": {}, "optirun": {}, "primusrun": {}, "winpty": {}, "call": {},
	"dbus-run-session": {}, "toybox": {}, "unshare": {values: "SGRw"}, "firejail": {}, "fakeroot": {},
	"nice":         {values: "n", long: "adjustment"},
	"ionice":       {values: "cnpPu", long: "class classdata"},
	"taskset":      {operands: 1},
	"chrt":         {values: "TPD", operands: 1},
	"schedtool":    {values: "apnM"},
	"sudo":         {values: "ugpCDhrtTRU", long: "user group prompt chdir host role type", line: false},
	"doas":         {values: "uC"},
	"time":         {values: "fo", long: "format output"},
	"timeout":      {values: "sk", long: "signal kill-after", operands: 1},
	"gtimeout":     {values: "sk", operands: 1},
	"stdbuf":       {values: "ioe", long: "input output error"},
	"cpulimit":     {values: "lepPs", long: "limit exe pid path signal"},
	"numactl":      {values: "mNCpi", long: "membind cpunodebind physcpubind interleave preferred"},
	"proxychains":  {values: "f"},
	"proxychains4": {values: "f"},
	"torsocks":     {values: "aPup"},
	"watch":        {values: "n", long: "interval", line: true},
	"nsenter":      {values: "tSG", long: "target"},
	"setarch":      {operands: 1},
	"prlimit":      {values: "p"},
	"setpriv":      {long: "reuid regid groups"},
	"gosu":         {operands: 1},
	"su-exec":      {operands: 1},
	"tini":         {values: "ep"},
	"dumb-init":    {values: "r"},
	"catatonit":    {},
	"xvfb-run":     {values: "nsefpw"},
	"chroot":       {operands: 1, line: true},
	"proot":        {values: "rbwqkmi"},
	"systemd-run":  {values: "upHMtGC", long: "unit property description slice machine host uid gid working-directory nice setenv on-boot on-calendar on-active on-unit-active", line: false},
	"systemd-cat":  {values: "tp"},
	"systemd-inhibit": {
		long: "what who why mode"},
	"daemonize":        {values: "acepoluE"},
	"daemon":           {values: "nuFoErPUelxDNXRLAMm", long: "name user pidfile output respawn"},
	"caffeinate":       {values: "tw"},
	"arch":             {},
	"nq":               {},
	"hidec":            {slash: true},
	"runhiddenconsole": {slash: true},
	"hstart":           {slash: true, line: true},
	"conhost":          {line: true},
	"paexec":           {values: "upwnis", slash: true, operands: 0},
}

type special func(s *splitter, st statement, words []word, sh Shell, f frame) result

// specialOf gives the reader of a wrapper with a form of its own, nil if name is none.
func specialOf(name string) special {
	switch name {
	case "env":
		return wrapEnv
	case "exec":
		return wrapExec
	case "busybox", "k3s":
		return wrapBusybox
	case "eval":
		return wrapEval
	case "xargs":
		return wrapXargs
	case "sh", "bash", "zsh", "dash", "ksh", "ash", "rbash", "mksh":
		return wrapShell
	case "su", "runuser", "script":
		return wrapSu
	case "flock":
		return wrapFlock
	case "screen":
		return wrapScreen
	case "tmux", "byobu":
		return wrapTmux
	case "cmd":
		return wrapCmd
	case "start":
		return wrapStart
	case "powershell", "pwsh":
		return wrapPowerShell
	case "start-process", "saps", "new-scheduledtaskaction":
		return wrapStartProcess
	case "invoke-expression", "iex", "start-job":
		return wrapIex
	case "invoke-wmimethod", "invoke-cimmethod", "new-service", "set-content", "add-content", "out-file", "new-itemproperty", "set-itemproperty":
		return wrapWmi
	case "wmic":
		return wrapWmic
	case "sc":
		return wrapSc
	case "nssm":
		return wrapNssm
	case "schtasks":
		return wrapSchtasks
	case "reg":
		return wrapReg
	case "at":
		return wrapAt
	case "runas":
		return wrapRunas
	case "psexec", "psexec64":
		return wrapPsexec
	case "forfiles":
		return wrapForfiles
	case "nircmd":
		return wrapNircmd
	case "docker", "podman", "nerdctl":
		return wrapDocker
	case "kubectl", "oc":
		return wrapKubectl
	case "start-stop-daemon":
		return wrapStartStop
	case "ssh":
		return wrapSsh
	case "pm2":
		return wrapPm2
	case "launchctl":
		return wrapLaunchctl
	case "osascript":
		return wrapOsascript
	}
	if interpreterOption(name) != "" {
		return wrapInterpreter
	}
	return nil
}

func goOn(words []word, f frame) result {
	if len(words) == 0 {
		return result{}
	}
	return result{words: words, frame: f}
}

func again(t mapped, sh Shell, f frame) result {
	if len(t.b) == 0 {
		return result{}
	}
	return result{text: t, shell: sh, frame: f}
}

func wrapEnv(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	words = words[1:]
	for len(words) > 0 {
		t := words[0].t.b
		switch {
		case string(t) == "-S" || string(t) == "--split-string":
			if len(words) > 1 {
				return again(words[1].t, Posix, f.in("env"))
			}
			return result{}
		case string(t) == "-u" || string(t) == "-C" || string(t) == "--unset" || string(t) == "--chdir":
			words = words[min(2, len(words)):]
			continue
		case len(t) > 0 && t[0] == '-':
			words = words[1:]
			continue
		}
		if k := nameEnd(t, 0); k > 0 && k < len(t) && t[k] == '=' {
			f.env = append(append([]Assign(nil), f.env...), assign(words[0], k))
			words = words[1:]
			continue
		}
		break
	}
	return goOn(words, f.in("env"))
}

func wrapExec(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	words = words[1:]
	for len(words) > 0 && words[0].option() {
		t := words[0].text()
		if strings.HasSuffix(t, "a") && len(words) > 1 {
			f.alias = words[1].text()
			f = f.in("exec -a")
			words = words[2:]
			return goOn(words, f)
		}
		if t != "-c" && t != "-l" && t != "-cl" && t != "--" {
			return result{}
		}
		words = words[1:]
	}
	return goOn(words, f.in("exec"))
}

func wrapBusybox(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	if len(words) < 2 || words[1].option() {
		return result{}
	}
	return goOn(words[1:], f.in(program(words[0].text())))
}

func wrapEval(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	if len(words) < 2 {
		return result{}
	}
	return again(joinPlain(words[1:]), Posix, f.in("eval"))
}

func wrapXargs(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	rest, ok := prefix{values: "nIPLsdaE"}.skip(words[1:], &f)
	if !ok {
		return result{}
	}
	return goOn(rest, f.in("xargs"))
}

// wrapShell reads sh -c STRING.
func wrapShell(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	name := program(words[0].text())
	for i := 1; i < len(words); i++ {
		t := words[i].text()
		switch {
		case strings.HasPrefix(t, "--") || t == "-o" || t == "+o":
			if t == "-o" || t == "--rcfile" || t == "--init-file" || t == "+o" {
				i++
			}
		case len(t) > 1 && t[0] == '-' && strings.IndexByte(t, 'c') > 0:
			if i+1 < len(words) {
				if words[i+1].is("--") && i+2 < len(words) {
					i++
				}
				if len(words) > i+2 && !bytes.ContainsAny(words[i+1].t.b, " \t\n") && words[i+2].option() {
					// the quotes were lost on the way (a list of processes): sh -c prog -o …
					return goOn(words[i+1:], f.in(name+" -c"))
				}
				return again(words[i+1].t, Posix, f.in(name+" -c"))
			}
			return result{}
		case len(t) > 1 && t[0] == '-':
		default:
			return result{} // a script
		}
	}
	return result{}
}

// wrapSu reads su [user] -c STRING and runuser -u USER -- COMMAND.
func wrapSu(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	name := program(words[0].text())
	for i := 1; i < len(words); i++ {
		switch t := words[i].text(); {
		case t == "-c" || t == "--command" || t == "-qc":
			if i+1 < len(words) {
				return again(words[i+1].t, Posix, f.in(name+" -c"))
			}
		case strings.HasPrefix(t, "--command="):
			return again(words[i].t.sub(len("--command="), len(t)), Posix, f.in(name+" -c"))
		case t == "--" && i+1 < len(words):
			return goOn(words[i+1:], f.in(name))
		case name == "runuser" && (t == "-u" || t == "--user"):
			i++
			if i+1 < len(words) && !words[i+1].option() {
				return goOn(words[i+1:], f.in(name))
			}
		}
	}
	return result{}
}

func wrapFlock(s *splitter, st statement, words []word, sh Shell, f frame) result {
	for i := 1; i+1 < len(words); i++ {
		if words[i].is("-c") || words[i].is("--command") {
			return again(words[i+1].t, Posix, f.in("flock"))
		}
	}
	rest, ok := prefix{values: "wE", operands: 1}.skip(words[1:], &f)
	if !ok {
		return result{}
	}
	if len(rest) > 1 && rest[0].is("-c") {
		return again(rest[1].t, Posix, f.in("flock"))
	}
	return goOn(rest, f.in("flock"))
}

// wrapScreen reads screen -dmS NAME COMMAND and screen -X stuff "COMMAND".
func wrapScreen(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	for i := 1; i < len(words); i++ {
		t := words[i].text()
		if t == "stuff" && i+1 < len(words) {
			return again(words[i+1].t, Posix, f.in("screen"))
		}
		if len(t) > 1 && t[0] == '-' {
			if strings.IndexByte("SsTtcehpX", t[len(t)-1]) >= 0 && t != "-X" || t == "-Logfile" {
				i++
			}
			continue
		}
		if len(words) == i+1 {
			return again(words[i].t, Posix, f.in("screen"))
		}
		return goOn(words[i:], f.in("screen"))
	}
	return result{}
}

// wrapTmux reads tmux new-session -d -s NAME COMMAND and tmux send-keys -t X "COMMAND" Enter.
func wrapTmux(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	for i := 1; i < len(words); i++ {
		switch words[i].text() {
		case "new", "new-session", "neww", "new-window", "splitw", "split-window", "send", "send-keys", "respawn-pane":
			rest, ok := prefix{values: "sncxytFeLfS"}.skip(words[i+1:], &f)
			if !ok || len(rest) == 0 {
				return result{}
			}
			if len(rest) > 1 && strings.HasPrefix(words[i].text(), "send") {
				last := rest[len(rest)-1].text()
				if last == "Enter" || last == "C-m" || last == "ENTER" {
					rest = rest[:len(rest)-1]
				}
			}
			if len(rest) == 1 {
				return again(rest[0].t, Posix, f.in("tmux"))
			}
			return goOn(rest, f.in("tmux"))
		}
	}
	return result{}
}

// rawFrom is the text from words[i] to the end of the statement: as written in a
// cmd text, put together otherwise.
func rawFrom(st statement, words []word, i int, sh Shell) mapped {
	if sh == Cmd && len(words) > 0 && len(st.words) > 0 && &words[0] == &st.words[len(st.words)-len(words)] {
		lo, hi := words[i].lo, words[len(words)-1].hi
		if lo >= 0 && lo <= hi && hi <= len(st.src.b) {
			t := st.src.sub(lo, hi).trim()
			if n := len(t.b); n > 1 && t.b[0] == '"' && t.b[n-1] == '"' {
				t = t.sub(1, n-1)
			}
			return t
		}
	}
	return join(words[i:])
}

// wrapCmd reads cmd /c COMMAND.
func wrapCmd(_ *splitter, st statement, words []word, sh Shell, f frame) result {
	for i := 1; i < len(words); i++ {
		t := strings.ToLower(words[i].text())
		if len(t) < 2 || t[0] != '/' {
			return result{}
		}
		if k := t[1]; k == 'c' || k == 'k' || k == 'r' {
			w := f.in("cmd " + t[:2])
			if len(t) > 2 { // /cfoo
				words[i].t = words[i].t.sub(2, len(words[i].t.b))
				return goOn(words[i:], w)
			}
			if i+1 >= len(words) {
				return result{}
			}
			inner := rawFrom(st, words, i+1, sh)
			return again(inner, Cmd, w)
		}
	}
	return result{}
}

// wrapStart reads start ["title"] [/options] PROGRAM ARGS.
func wrapStart(s *splitter, st statement, words []word, sh Shell, f frame) result {
	if sh == PowerShell {
		return wrapStartProcess(s, st, words, sh, f)
	}
	rest := words[1:]
	title := false
	for len(rest) > 0 {
		t := strings.ToLower(rest[0].text())
		switch {
		case t == "/d" || t == "/affinity" || t == "/node":
			rest = rest[min(2, len(rest)):]
			continue
		case len(t) > 1 && t[0] == '/':
			rest = rest[1:]
			continue
		case rest[0].quoted && !title && (t == "" || len(rest) > 1 && !rest[1].option()):
			title = true
			rest = rest[1:]
			continue
		}
		break
	}
	return goOn(rest, f.in("start"))
}

// wrapPowerShell reads powershell [options] -Command TEXT and -EncodedCommand.
func wrapPowerShell(_ *splitter, st statement, words []word, sh Shell, f frame) result {
	for i := 1; i < len(words); i++ {
		t := strings.ToLower(words[i].text())
		if len(t) < 2 || t[0] != '-' && t[0] != '/' {
			if strings.HasSuffix(t, ".ps1") {
				return result{}
			}
			return again(joinPlain(words[i:]), PowerShell, f.in("powershell"))
		}
		o := t[1:]
		switch {
		case o == "c" || len(o) > 2 && strings.HasPrefix("command", o):
			if i+1 < len(words) {
				return again(joinPlain(words[i+1:]), PowerShell, f.in("powershell -Command"))
			}
		case o == "e" || o == "ec" || len(o) > 1 && strings.HasPrefix("encodedcommand", o):
			if i+1 < len(words) {
				if m, ok := encodedCommand(words[i+1]); ok {
					return again(m, PowerShell, f.in("powershell -EncodedCommand"))
				}
			}
			return result{}
		case o == "f" || o == "file":
			return result{}
		case o == "ep" || o == "ex" || o == "w" || o == "v" || o == "version" || o == "wd" || o == "if" || o == "of" ||
			strings.HasPrefix(o, "exec") || strings.HasPrefix(o, "win") || strings.HasPrefix(o, "config") || strings.HasPrefix(o, "work") || strings.HasPrefix(o, "input") || strings.HasPrefix(o, "output"):
			i++
		}
	}
	return result{}
}

// wrapStartProcess reads Start-Process [-FilePath] PROGRAM [-ArgumentList] ARGS.
func wrapStartProcess(s *splitter, _ statement, words []word, _ Shell, f frame) result {
	name := words[0].text()
	var file *word
	var args []word
	take := func(i int) int {
		for i < len(words) {
			args = append(args, words[i])
			if !words[i].comma {
				return i
			}
			i++
		}
		return i
	}
	for i := 1; i < len(words); i++ {
		t := strings.ToLower(words[i].text())
		if words[i].option() && !words[i].quoted {
			o, value, glued := strings.Cut(t[1:], ":")
			switch {
			case len(o) > 1 && strings.HasPrefix("filepath", o) || o == "execute":
				if i+1 < len(words) {
					i++
					file = &words[i]
				}
			case o == "args" || len(o) > 0 && strings.HasPrefix("argumentlist", o) || o == "argument":
				if glued && value != "" {
					args = append(args, words[i])
					continue
				}
				i = take(i + 1)
			case strings.HasPrefix(o, "windowstyle") || o == "w" || o == "workingdirectory" || o == "wo" || o == "verb" || o == "credential" || strings.HasPrefix(o, "redirect") || o == "erroraction" || o == "priority" || o == "window":
				i++
			}
			continue
		}
		switch {
		case file == nil:
			file = &words[i]
		case args == nil:
			i = take(i)
		}
	}
	if file == nil {
		return result{}
	}
	out := []word{*file}
	out[0].comma = false
	for _, a := range args {
		if bytes.IndexByte(a.t.b, ' ') > 0 {
			for _, st := range s.cmd(a.t) {
				out = append(out, st.words...)
			}
			continue
		}
		a.comma = false
		out = append(out, a)
	}
	return goOn(out, f.in(name))
}

func wrapIex(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	rest := words[1:]
	for len(rest) > 1 && rest[0].option() && !rest[0].quoted {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return result{}
	}
	return again(joinPlain(rest), PowerShell, f.in(words[0].text()))
}

// wrapWmi finds the command among the arguments of a cmdlet: the quoted one with
// options in it.
func wrapWmi(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	for _, w := range words[1:] {
		if w.quoted && bytes.Contains(w.t.b, []byte(" -")) {
			return again(w.t, Cmd, f.in(words[0].text()))
		}
	}
	return result{}
}

// wrapWmic reads wmic … process call create "COMMAND".
func wrapWmic(_ *splitter, st statement, words []word, sh Shell, f frame) result {
	for i := 1; i+1 < len(words); i++ {
		if words[i].is("create") {
			if len(words) == i+2 {
				return again(words[i+1].t, Cmd, f.in("wmic process call create"))
			}
			return again(rawFrom(st, words, i+1, sh), Cmd, f.in("wmic process call create"))
		}
	}
	return result{}
}

// wrapSc reads sc create|config NAME binPath= "COMMAND".
func wrapSc(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	for i := 1; i < len(words); i++ {
		t := strings.ToLower(words[i].text())
		if !strings.HasPrefix(t, "binpath=") {
			continue
		}
		value := words[i+1:]
		if t != "binpath=" {
			v := words[i]
			v.t = v.t.sub(len("binpath="), len(v.t.b))
			value = append([]word{v}, words[i+1:]...)
		}
		end := 0
		for end < len(value) && (end == 0 || !bytes.HasSuffix(value[end].t.b, []byte("=")) && !scKey(value[end])) {
			end++
		}
		if end == 0 {
			return result{}
		}
		if end == 1 {
			return again(value[0].t, Cmd, f.in("sc binPath="))
		}
		if bytes.IndexByte(value[0].t.b, ' ') > 0 { // quoted whole, something follows
			return again(joinPlain(value[:end]), Cmd, f.in("sc binPath="))
		}
		return goOn(value[:end], f.in("sc binPath="))
	}
	return result{}
}

func scKey(w word) bool {
	k, _, ok := strings.Cut(strings.ToLower(w.text()), "=")
	switch k {
	case "start", "type", "error", "displayname", "depend", "obj", "password", "group", "tag":
		return ok
	}
	return false
}

// wrapNssm reads nssm install NAME PROGRAM ARGS and nssm set NAME AppParameters ARGS.
func wrapNssm(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	if len(words) > 3 && words[1].is("install") {
		return flatten(words[3:], f.in("nssm install"))
	}
	if len(words) > 4 && words[1].is("set") && words[3].is("AppParameters") {
		return flatten(words[4:], f.in("nssm set"))
	}
	return result{}
}

// flatten splits words that hold several arguments.
func flatten(words []word, f frame) result {
	if len(words) == 1 {
		return again(words[0].t, Cmd, f)
	}
	var out []word
	for i, w := range words {
		if i > 0 && w.quoted && bytes.IndexByte(w.t.b, ' ') > 0 && w.t.b[0] == '-' {
			sub := &splitter{work: maxWork}
			for _, st := range sub.cmd(w.t) {
				out = append(out, st.words...)
			}
			continue
		}
		out = append(out, w)
	}
	return goOn(out, f)
}

// afterOption finds the value of a /option.
func afterOption(words []word, names ...string) int {
	for i := 1; i+1 < len(words); i++ {
		for _, n := range names {
			if words[i].is(n) {
				return i + 1
			}
		}
	}
	return -1
}

func wrapSchtasks(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	i := afterOption(words, "/tr", "-tr")
	if i < 0 {
		return result{}
	}
	end := i + 1
	for end < len(words) && !bytes.HasPrefix(words[end].t.b, []byte("/")) {
		end++
	}
	if end == i+1 {
		return again(words[i].t, Cmd, f.in("schtasks /tr"))
	}
	return again(joinPlain(words[i:end]), Cmd, f.in("schtasks /tr"))
}

func wrapReg(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	i := afterOption(words, "/d", "-d")
	if i < 0 {
		return result{}
	}
	return again(words[i].t, Cmd, f.in("reg add"))
}

// wrapAt reads at 12:00 /every:M COMMAND (Windows).
func wrapAt(_ *splitter, _ statement, words []word, sh Shell, f frame) result {
	rest := words[1:]
	for len(rest) > 0 && (rest[0].has(':') && !rest[0].has('\\') || bytes.HasPrefix(rest[0].t.b, []byte("/")) && sh == Cmd || bytes.HasPrefix(rest[0].t.b, []byte(`\\`)) || rest[0].is("now")) {
		rest = rest[1:]
	}
	if len(rest) == 0 || len(rest) == len(words)-1 {
		return result{}
	}
	return flatten(rest, f.in("at"))
}

func wrapRunas(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	rest := words[1:]
	for len(rest) > 0 && bytes.HasPrefix(rest[0].t.b, []byte("/")) {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return result{}
	}
	return flatten(rest, f.in("runas"))
}

// wrapPsexec reads psexec [\\host] [-u user -p password …] COMMAND.
func wrapPsexec(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	rest := words[1:]
	for len(rest) > 0 {
		t := strings.ToLower(rest[0].text())
		switch {
		case strings.HasPrefix(t, `\\`) || strings.HasPrefix(t, "@"):
			rest = rest[1:]
		case t == "-u" || t == "-p" || t == "-w" || t == "-n" || t == "-a" || t == "-r":
			rest = rest[min(2, len(rest)):]
		case len(t) > 1 && (t[0] == '-' || t[0] == '/'):
			rest = rest[1:]
		default:
			return goOn(rest, f.in("psexec"))
		}
	}
	return result{}
}

func wrapForfiles(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	i := afterOption(words, "/c")
	if i < 0 {
		return result{}
	}
	return again(words[i].t, Cmd, f.in("forfiles"))
}

// wrapNircmd reads nircmd exec hide PROGRAM ARGS.
func wrapNircmd(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	if len(words) > 3 && (words[1].is("exec") || words[1].is("execmd") || words[1].is("exec2")) {
		return flatten(words[3:], f.in("nircmd exec"))
	}
	return result{}
}

// dockerValues are the options of docker run and exec that take a value.
const dockerValues = "add-host annotation attach blkio-weight cap-add cap-drop cgroup-parent cgroupns cidfile cpu-period cpu-quota cpu-rt-period " +
	"cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems detach-keys device device-cgroup-rule dns dns-option dns-search entrypoint env env-file expose " +
	"gpus group-add health-cmd hostname ip ip6 ipc isolation label label-file link log-driver log-opt mac-address memory memory-reservation memory-swap " +
	"mount name network net network-alias oom-score-adj pid pids-limit platform publish pull restart runtime security-opt shm-size stop-signal " +
	"stop-timeout storage-opt sysctl tmpfs ulimit user userns uts volume volume-driver volumes-from workdir"

// wrapDocker reads docker run|create [options] IMAGE [ARGS] and docker exec.
func wrapDocker(s *splitter, _ statement, words []word, _ Shell, f frame) result {
	name := program(words[0].text())
	i := 1
	for i < len(words) && (words[i].option() || words[i].is("container")) {
		if words[i].is("-H") || words[i].is("--host") || words[i].is("--context") {
			i++
		}
		i++
	}
	if i >= len(words) {
		return result{}
	}
	verb := words[i].text()
	if verb != "run" && verb != "create" && verb != "exec" {
		return result{}
	}
	var entry *word
	for i++; i < len(words); i++ {
		t := words[i].text()
		if len(t) < 2 || t[0] != '-' {
			break
		}
		o, v, glued := strings.Cut(strings.TrimLeft(t, "-"), "=")
		value := glued
		takes := strings.HasPrefix(t, "--") && contains(dockerValues, o) || len(t) == 2 && strings.IndexByte("acehlmpuvw", t[1]) >= 0 ||
			len(t) > 2 && t[1] != '-' && !glued && strings.IndexByte("aehlmpuvw", t[len(t)-1]) >= 0 && allIn(t[1:len(t)-1], "dit")
		var val *word
		switch {
		case value:
			w := words[i]
			w.t = w.t.sub(len(t)-len(v), len(t))
			val = &w
		case takes && i+1 < len(words):
			i++
			val = &words[i]
		}
		if val == nil {
			continue
		}
		switch {
		case o == "entrypoint":
			entry = val
		case o == "e" || o == "env" || strings.HasSuffix(o, "e") && allIn(o[:len(o)-1], "dit"):
			if k := nameEnd(val.t.b, 0); k > 0 && k < len(val.t.b) && val.t.b[k] == '=' {
				f.env = append(append([]Assign(nil), f.env...), assign(*val, k))
			}
		}
	}
	if i >= len(words) {
		return result{}
	}
	image, args := words[i], words[i+1:]
	f = f.in(name + " " + verb)
	switch {
	case entry != nil:
		return goOn(append([]word{*entry}, args...), f)
	case len(args) > 0 && (verb == "exec" || !args[0].option()):
		return goOn(args, f)
	case verb == "exec":
		return result{}
	}
	s.emit(append([]word{image}, args...), "", Posix, f) // the image's own program
	return result{handled: true}
}

func allIn(t, set string) bool {
	for i := 0; i < len(t); i++ {
		if strings.IndexByte(set, t[i]) < 0 {
			return false
		}
	}
	return true
}

// wrapKubectl reads kubectl run NAME --image=IMAGE -- ARGS and kubectl exec POD -- COMMAND.
func wrapKubectl(s *splitter, _ statement, words []word, _ Shell, f frame) result {
	var image *word
	command := false
	verb := ""
	for i := 1; i < len(words); i++ {
		t := words[i].text()
		switch {
		case verb == "" && (t == "run" || t == "exec"):
			verb = t
		case verb == "" && (t == "create" || t == "debug"):
			verb = t
		case strings.HasPrefix(t, "--image="):
			w := words[i]
			w.t = w.t.sub(len("--image="), len(t))
			image = &w
		case t == "--image" && i+1 < len(words):
			image = &words[i+1]
		case t == "--command" || t == "--command=true":
			command = true
		case strings.HasPrefix(t, "--env="):
			w := words[i]
			w.t = w.t.sub(len("--env="), len(t))
			if k := nameEnd(w.t.b, 0); k > 0 && k < len(w.t.b) && w.t.b[k] == '=' {
				f.env = append(append([]Assign(nil), f.env...), assign(w, k))
			}
		case t == "--" && verb != "" && i+1 < len(words):
			rest := words[i+1:]
			f = f.in("kubectl " + verb)
			if verb == "run" && !command && image != nil && rest[0].option() {
				rest = append([]word{*image}, rest...)
				s.emit(rest, "", Posix, f)
				return result{handled: true}
			}
			return goOn(rest, f)
		}
	}
	if image != nil && verb != "" {
		s.emit([]word{*image}, "", Posix, f.in("kubectl "+verb))
		return result{handled: true}
	}
	return result{}
}

// wrapStartStop reads start-stop-daemon … --exec PROGRAM … -- ARGS.
func wrapStartStop(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	var prog *word
	for i := 1; i < len(words); i++ {
		t := words[i].text()
		switch {
		case (t == "--exec" || t == "-x" || t == "--startas" || t == "-a") && i+1 < len(words):
			i++
			prog = &words[i]
		case strings.HasPrefix(t, "--exec=") || strings.HasPrefix(t, "--startas="):
			w := words[i]
			w.t = w.t.sub(strings.IndexByte(t, '=')+1, len(t))
			prog = &w
		case t == "--" && prog != nil:
			return goOn(append([]word{*prog}, words[i+1:]...), f.in("start-stop-daemon"))
		}
	}
	return result{}
}

// wrapSsh reads ssh [options] HOST COMMAND.
func wrapSsh(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	rest := words[1:]
	for len(rest) > 0 && rest[0].option() {
		t := rest[0].text()
		n := 1
		if len(t) == 2 && strings.IndexByte("BbcDEeFIiJLlmOopQRSWw", t[1]) >= 0 {
			n = 2
		}
		rest = rest[min(n, len(rest)):]
	}
	if len(rest) < 2 {
		return result{}
	}
	rest = rest[1:]
	for len(rest) > 1 && rest[0].option() { // ssh host -p 22 cmd
		if len(rest[0].t.b) == 2 && strings.IndexByte("BbcDEeFIiJLlmOopQRSWw", rest[0].t.b[1]) >= 0 {
			rest = rest[1:]
		}
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return result{}
	}
	return again(joinPlain(rest), Posix, f.in("ssh"))
}

// wrapPm2 reads pm2 start PROGRAM [options] -- ARGS.
func wrapPm2(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	if len(words) < 3 || !words[1].is("start") {
		return result{}
	}
	if len(words) == 3 || bytes.IndexByte(words[2].t.b, ' ') > 0 {
		return again(words[2].t, Posix, f.in("pm2 start"))
	}
	for i := 3; i < len(words); i++ {
		if words[i].is("--") {
			return goOn(append([]word{words[2]}, words[i+1:]...), f.in("pm2 start"))
		}
	}
	return result{}
}

// wrapLaunchctl reads launchctl submit -l LABEL -- COMMAND.
func wrapLaunchctl(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	for i := 1; i+1 < len(words); i++ {
		if words[i].is("--") {
			return goOn(words[i+1:], f.in("launchctl submit"))
		}
	}
	return result{}
}

// wrapOsascript reads osascript -e 'do shell script "COMMAND"'.
func wrapOsascript(_ *splitter, _ statement, words []word, _ Shell, f frame) result {
	for _, w := range words[1:] {
		const verb = `do shell script "`
		if i := bytes.Index(w.t.b, []byte(verb)); i >= 0 {
			t := w.t.sub(i+len(verb), len(w.t.b))
			if j := bytes.LastIndexByte(t.b, '"'); j >= 0 {
				t = t.sub(0, j)
			}
			return again(t, Posix, f.in("osascript"))
		}
	}
	return result{}
}

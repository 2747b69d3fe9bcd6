package text

import (
	"bytes"
	"regexp"
	"strings"
)

// Class is what sort of text a file holds.
type Class struct {
	// Kind: "shell", "batch", "powershell", "vbscript", "vba", "json", "yaml", "xml",
	// "ini", "env", "unit", "crontab", "dockerfile", "compose", "kubernetes",
	// "registry", "log", "history", "processes", "markdown", "html", "prose",
	// "rules", "list", "source:python" …, "text" where nothing tells.
	Kind string
	// Prose: for people to read. Nothing in it is run as it lies.
	Prose bool
	// Test: the file's name says that it tests other code.
	Test bool
	// Expects: the file has the shape of a test, so that strings in it are what
	// other code is tried with. What it starts itself it starts all the same.
	Expects bool
}

// Source reports whether the text is the source of a program, and its language.
func (c Class) Source() (language string, ok bool) { return strings.CutPrefix(c.Kind, "source:") }

// Classify says what sort of text head begins, by the content first and by the
// name second. head is UTF-8, its end may cut a line.
func Classify(head []byte, name string) Class {
	base := strings.ToLower(name[strings.LastIndexAny(name, `/\`)+1:])
	c := Class{Kind: kindOf(head, base, strings.ToLower(name))}
	switch c.Kind {
	case "markdown", "html", "prose":
		c.Prose = true
	}
	if _, ok := c.Source(); ok {
		c.Test = testName.MatchString(base)
		c.Expects = c.Test || expects(head)
	}
	return c
}

// Glance names a text by its name and its first bytes alone, for texts in which
// nothing is worth a closer look. It may say "text" where Classify knows better.
func Glance(head []byte, name string) Class {
	base := strings.ToLower(name[strings.LastIndexAny(name, `/\\`)+1:])
	c := Class{Kind: shebang(head)}
	if c.Kind == "" {
		c.Kind = nameKind(base, strings.ToLower(name))
	}
	if c.Kind == "" {
		c.Kind = "text"
	}
	switch c.Kind {
	case "markdown", "html", "prose":
		c.Prose = true
	}
	return c
}

var testName = regexp.MustCompile(`^test_|_test\.|\.test\.|\.spec\.|_spec\.|^conftest\.|tests?\.(cs|java|cpp|cc|c)$`)

// signs are contents that tell a kind whatever the name. Each pattern is tried
// on the head; the first that fits decides, so that the special stand first.
var signs = []struct {
	kind string
	word string // stands in every head that fits: looked for first, since it costs little
	all  []pattern
}{
	{"xml", ``, re(`\A\s*<\?xml`)},
	{"xml", ``, re(`\A\s*<(Task|plist|Project|configuration|Event|service|Sysmon|unattend|rdf)\b`)},
	{"html", ``, re(`(?i)\A\s*<(!doctype html|html|head|body|div|article)\b`)},
	{"vba", `Attribute VB_`, re(`^Attribute VB_(Name|Base|Control) = `)},
	{"registry", ``, re(`\A\s*(Windows Registry Editor Version|REGEDIT4)`)},
	{"rules", `logsource:`, re(`^\s*logsource:`, `^\s*detection:`)},                                      // Sigma
	{"rules", `condition`, re(`^\s*(private\s+|global\s+)*rule\s+\w+[^\n]*(\{|$)`, `^\s*condition\s*:`)}, // YARA
	{"rules", `(`, re(`^#?\s*(alert|drop|reject|pass|log)\s+(tcp|udp|ip|icmp|http|tls|dns|smtp|ssh|ftp|any)\s+\S+\s+\S+\s+(->|<>)\s+\S+\s+\S+\s*\(`)},
	{"rules", `- `, re(`^- (rule|macro|list):\s`, `^\s+(condition|items|output):`)}, // Falco
	{"rules", `rule:`, re(`^rule:\s*$`, `^\s+meta:`, `^\s+features:`)},              // capa
	{"rules", `[rule]`, re(`^\[rule\]`, `^(query|type)\s*=`)},                       // Elastic
	{"unit", `[`, re(`^\[(Unit|Service|Timer|Install|Socket|Path|Mount)\]\s*$`, `^\w+\s*=`)},
	{"ini", `check `, re(`^\s*check (process|program|host|file|system)\s+\S+\s`, `^\s*(start|stop)( program)?\s*=?\s*"|^\s*if .+ then exec "`)}, // monit
	{"kubernetes", `apiVersion:`, re(`^(- )?apiVersion:\s*\S`, `^\s*(- )?kind:\s*\S`)},
	{"compose", `services:`, re(`^services:\s*(#.*)?$`, `^\s+(image|build|command):`)},
	{"compose", `image:`, re(`^\S[\w-]*:\s*$`, `^\s+image:\s*\S`, `^\s+(command|environment|restart):`)},
	{"batch", ``, re(`(?i)^\s*@?(echo\s+off|setlocal|@echo)\b`)},
	{"dockerfile", ``, re(`(?i)\A(\s*(#.*)?\n|\s*ARG\s.*\n)*FROM[ \t]+\S+([ \t]+AS[ \t]+\S+)?[ \t\r]*(\n|\z)`, `(?i)^(RUN|CMD|ENTRYPOINT|COPY|ADD|ENV|WORKDIR|USER|EXPOSE|LABEL)\s`)},
	{"processes", `PID`, re(`^(USER|UID)\s+PID\s+`)},
	{"processes", `PID`, re(`^\s*PID\s+(USER|TTY|PPID|COMMAND)\b`)},
	{"processes", `PID`, re(`^F\s+(S\s+)?UID\s+PID\s+`)},                                         // ps -l
	{"processes", `-`, re(`\A(systemd|init|launchd)(\(\d+\)|,\d+)?( --\S.*)?\n`, "^ *[|`]-\\S")}, // pstree -a
}

// pattern is tried at the start of every line, or of the text if it begins
// with \A. Tried so, one that does not fit fails at once.
type pattern struct {
	*regexp.Regexp
	top bool
}

func re(patterns ...string) (all []pattern) {
	for _, p := range patterns {
		all = append(all, pattern{regexp.MustCompile(p), strings.Contains(p, `\A`)})
	}
	return all
}

// page is a head with its lines, as the patterns want them.
type page struct {
	all   []byte
	lines [][]byte // those that hold something, without their ends, cut
}

const (
	maxLines = 300
	maxLine  = 400
)

func pageOf(head []byte) page {
	p := page{all: head}
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n")
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		p.lines = append(p.lines, line[:min(len(line), maxLine)])
		if len(p.lines) == maxLines {
			break
		}
	}
	return p
}

func (p page) any(r *regexp.Regexp) bool {
	for _, line := range p.lines {
		if r.Match(line) {
			return true
		}
	}
	return false
}

var interpreters = []struct{ word, kind string }{
	{"python", "source:python"}, {"perl", "source:perl"}, {"ruby", "source:ruby"}, {"node", "source:javascript"},
	{"php", "source:php"}, {"pwsh", "powershell"}, {"awk", "source:awk"}, {"expect", "source:tcl"}, {"lua", "source:lua"},
	{"sh", "shell"}, // bash, zsh, dash, ksh, busybox sh
}

// byName are kinds by the end of the name. A content sign goes before.
var byName = map[string]string{
	".sh": "shell", ".bash": "shell", ".zsh": "shell", ".ksh": "shell", ".fish": "shell", ".ash": "shell", ".dash": "shell", ".command": "shell", ".bashrc": "shell", ".profile": "shell", ".bash_profile": "shell", ".zshrc": "shell", "rc.local": "shell",
	".bat": "batch", ".cmd": "batch",
	".ps1": "powershell", ".psm1": "powershell", ".psd1": "powershell",
	".vbs": "vbscript", ".vba": "vba", ".bas": "vba", ".wsf": "vbscript", ".hta": "vbscript",
	".py": "source:python", ".pyw": "source:python", ".go": "source:go", ".c": "source:c", ".h": "source:c", ".cpp": "source:cpp", ".cc": "source:cpp", ".cxx": "source:cpp", ".hpp": "source:cpp",
	".cs": "source:csharp", ".java": "source:java", ".kt": "source:kotlin", ".js": "source:javascript", ".mjs": "source:javascript", ".ts": "source:typescript", ".tsx": "source:typescript", ".jsx": "source:javascript",
	".php": "source:php", ".rb": "source:ruby", ".pl": "source:perl", ".pm": "source:perl", ".rs": "source:rust", ".lua": "source:lua", ".swift": "source:swift", ".scala": "source:scala", ".vb": "source:vb", ".au3": "source:autoit", ".nsi": "source:nsis", ".iss": "source:innosetup", ".nim": "source:nim", ".r": "source:r", ".m": "source:objc", ".tf": "source:terraform", ".tfvars": "source:terraform", ".hcl": "source:terraform", ".nomad": "source:terraform", ".nix": "source:nix", ".tcl": "source:tcl", ".gradle": "source:groovy", ".dart": "source:dart", ".jl": "source:julia", ".cr": "source:ruby", ".rake": "source:ruby", ".zig": "source:zig", ".vbe": "vbscript", ".sct": "vbscript", ".wsc": "vbscript", ".jse": "source:javascript", ".cjs": "source:javascript", ".mts": "source:typescript", ".cts": "source:typescript", ".vue": "source:javascript", ".phtml": "source:php", ".php5": "source:php", ".kts": "source:kotlin", ".aspx": "source:csharp", ".ashx": "source:csharp", ".jsp": "source:java", ".groovy": "source:groovy", ".ex": "source:elixir", ".pas": "source:pascal",
	".ipynb": "source:notebook", ".sql": "source:sql", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".json5": "json", ".yml": "yaml", ".yaml": "yaml", ".xml": "xml", ".plist": "xml", ".reg": "registry",
	".ini": "ini", ".cfg": "ini", ".conf": "ini", ".cnf": "ini", ".toml": "ini", ".properties": "ini", ".inf": "ini", ".env": "env",
	".service": "unit", ".timer": "unit", ".socket": "unit", "crontab": "crontab", ".cron": "crontab",
	"dockerfile": "dockerfile", ".dockerfile": "dockerfile", "containerfile": "dockerfile",
	".log": "log", "_history": "history", ".md": "markdown", ".markdown": "markdown", ".mdx": "markdown", ".rst": "prose", ".adoc": "prose", ".asciidoc": "prose", ".tex": "prose", ".pod": "prose", ".html": "html", ".htm": "html", ".xhtml": "html",
	".yar": "rules", ".yara": "rules", ".rules": "rules", ".sigma": "rules", ".csv": "csv", ".tsv": "csv",
}

// udevRule matches a line by which udev starts a program for a device.
var udevRule = regexp.MustCompile(`(?m)^[^#\n]{0,500}\b(ACTION|KERNEL|SUBSYSTEM|ATTRS?\{\w+\}|ENV\{\w+\})[=!]=[^\n]{0,500}\b(RUN(\{program\})?\+?=|PROGRAM==?)"`)

var manName = regexp.MustCompile(`\.[1-8]$`)

func kindOf(b []byte, base, path string) string {
	if kind := shebang(b); kind != "" {
		return kind
	}
	named := nameKind(base, path)
	if named == "rules" {
		if strings.HasSuffix(base, ".rules") && udevRule.Match(b) { // rules of udev start programs
			return "unit"
		}
		return named
	}
	if named == "vbscript" && !strings.HasSuffix(base, ".vbs") { // .hta, .sct, .wsf: scripts in the dress of a page
		return named
	}
	head := pageOf(b)
	trimmed := bytes.TrimLeft(b, " \t\r\n")
	if len(trimmed) > 0 && (trimmed[0] == '{' || trimmed[0] == '[') && jsonHead.Match(trimmed) {
		if bytes.Contains(b, []byte(`"cell_type"`)) {
			return "source:notebook"
		}
		return "json"
	}
	// Documentation may quote anything: a sign inside a code block of a text
	// that reads as prose does not make it a manifest.
	docs := named == "markdown" || named == "prose" || named == "html"
	if docs && readsAsProse(head) {
		return named
	}
	_, source := strings.CutPrefix(named, "source:")
	if !source {
		for _, s := range signs {
			if bytes.Contains(b, []byte(s.word)) && fits(s.all, head) {
				return s.kind
			}
		}
	}
	switch named {
	case "markdown", "prose", "html":
		if kind := scriptKind(head); kind != "" {
			return kind
		}
		if named == "html" && onlyOutput(b) {
			return "text"
		}
		return named
	case "", "csv":
		return guess(head, named)
	case "ini":
		if kind := guess(head, ""); kind == "list" || kind == "unit" || kind == "crontab" {
			return kind
		}
	}
	return named
}

var (
	outputStart = regexp.MustCompile(`(?i)\A\s*(<(html|body)>\s*)*<pre>`)
	otherTag    = regexp.MustCompile(`(?i)<(/?(?:[a-oq-z]|p[^r]|pr[^e])[a-z0-9]*|!)`)
	outputTag   = regexp.MustCompile(`(?i)^<(/?(html|body|br|hr))$`)
)

// onlyOutput reports whether a page is what a program shows and nothing else:
// preformatted text without a word around it, as shells on web servers answer.
func onlyOutput(b []byte) bool {
	if !outputStart.Match(b) {
		return false
	}
	for _, tag := range otherTag.FindAll(b, 100) {
		if !outputTag.Match(tag) {
			return false
		}
	}
	return true
}

// nameKind says what the name promises.
func nameKind(base, path string) string {
	switch {
	case strings.HasPrefix(base, "dockerfile"), strings.HasPrefix(base, "containerfile"):
		return "dockerfile"
	case strings.HasPrefix(base, "readme"), strings.HasPrefix(base, "changelog"), strings.HasPrefix(base, "changes"), strings.HasPrefix(base, "news."), strings.HasPrefix(base, "license"), strings.HasPrefix(base, "contributing"), strings.HasPrefix(base, "copying"), strings.HasPrefix(base, "faq"):
		if !strings.Contains(base, ".sh") && !strings.Contains(base, ".json") {
			return "prose"
		}
	case base == "hosts" || strings.HasPrefix(base, "hosts."):
		return "list"
	case strings.HasSuffix(base, "_history") || base == "consolehost_history.txt" || strings.HasPrefix(base, ".bash_history"):
		return "history"
	case strings.Contains(path, "cron.d/") || strings.Contains(path, "spool/cron") || strings.HasPrefix(base, "crontab"):
		return "crontab"
	case base == "cmdline" || strings.HasSuffix(base, ".cmdline"):
		return "processes"
	case base == "jenkinsfile" || strings.HasPrefix(base, "jenkinsfile."):
		return "source:groovy"
	case base == "vagrantfile" || base == "rakefile" || base == "gemfile":
		return "source:ruby"
	case base == ".env" || strings.HasPrefix(base, ".env.") || base == "environ" || strings.HasSuffix(base, ".env"):
		return "env"
	}
	best, kind := 0, ""
	for end, k := range byName {
		if strings.HasSuffix(base, end) && len(end) > best {
			best, kind = len(end), k
		}
	}
	if kind == "" && manName.MatchString(base) {
		return "prose"
	}
	return kind
}

func shebang(head []byte) string {
	if !bytes.HasPrefix(head, []byte("#!")) {
		return ""
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	for _, i := range interpreters {
		if bytes.Contains(line, []byte(i.word)) {
			return i.kind
		}
	}
	return ""
}

func fits(all []pattern, head page) bool {
	for _, r := range all {
		if r.top && !r.Match(head.all) || !r.top && !head.any(r.Regexp) {
			return false
		}
	}
	return true
}

var jsonHead = regexp.MustCompile(`\A(?:[{\[]\s*(//|/\*|#|["'{}\[\]]|-?\d+\s*[,\]]|true\b|false\b|null\b)|\{\s*[\w-]+"?\s*:|\[\s*[\w-]+"?\s*:\s)`)

var (
	psSign     = regexp.MustCompile(`(?i)^\s*(\$[\w:]+\s*=\s|param\s*\(|function\s+\w+-\w+|Set-\w+ |New-\w+ |Get-\w+ |Start-Process\b|Invoke-\w+|Add-Type\b|Stop-Process\b|Register-ScheduledTask\b)`)
	vbsSign    = regexp.MustCompile(`(?i)(CreateObject\s*\(|^\s*Option Explicit|WScript\.|^\s*Dim\s+\w+|^\s*Sub\s+\w+)`)
	cmdSign    = regexp.MustCompile(`(?i)^\s*(@?echo\s+off|set\s+\w+=.*|goto\s+:?\w+|:\w+\s*$|rem\s.*|start\s+/\w+|schtasks\s|sc(\.exe)?\s+create|taskkill\s|reg\s+add\s|if\s+(not\s+)?exist\s|cd\s+/d|del\s+/\w)`)
	shSign     = regexp.MustCompile(`^\s*(if \[|fi\b|done\b|esac\b|export \w+=|then\s*$|do\s*$|\w+=\$\(|(sudo |nohup )?(wget|curl|chmod|apt-get|yum|rm -rf|mkdir -p|crontab|systemctl|killall|pkill|nohup|cd /|tar )\b.*|\w+\(\)\s*\{|set -e|sleep \d)`)
	pySign     = regexp.MustCompile(`^(import \w+|from [\w.]+ import |def \w+\(.*\):|if __name__ == )`)
	goSign     = regexp.MustCompile(`^package \w+\s*$`)
	cSign      = regexp.MustCompile(`^\s*#\s*include\s*[<"]`)
	csSign     = regexp.MustCompile(`^\s*(using [\w.]+;|namespace [\w.]+)`)
	phpSign    = regexp.MustCompile(`<\?php`)
	jsSign     = regexp.MustCompile(`(^\s*(const|let|var) \w+ = |require\(['"]|^import .* from ['"]|=>\s*\{|function\s*\w*\([^)]*\)\s*\{)`)
	logSign    = regexp.MustCompile(`^\s*(\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d|\[?\d\d/\w{3}/\d{4}|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d+ \d\d:\d\d:\d\d|type=[A-Z_]+ msg=audit|\[\d\d:\d\d:\d\d\]|\d\d:\d\d:\d\d[ .,])`)
	cronSign   = regexp.MustCompile(`^\s*((\*|[\d*][\d,/*-]*)(\s+[\d*][\d,/*-]*){2}\s+[\w*,/-]+\s+[\w*,/-]+\s+\S+|@(reboot|hourly|daily|weekly|monthly|yearly|annually|midnight)\s+\S)`)
	hostsSign  = regexp.MustCompile(`^\s*((0\.0\.0\.0|127\.0\.0\.1|::1)\s+\S+|\|\|\S+\^\S*|address=/\S+/|local-zone:.*|server=/\S+/)\s*(#.*)?$`)
	iniSign    = regexp.MustCompile(`^\[[^\]\n]{1,60}\]\s*$`)
	keySign    = regexp.MustCompile(`^\s*[\w.-]{1,60}\s*=\s*\S`)
	envSign    = regexp.MustCompile(`^\s*(export\s+)?[A-Z_][A-Z0-9_]*=`)
	yamlSign   = regexp.MustCompile(`^\s*(- )?["']?[\w./-]{1,60}["']?:(\s|$)`)
	listSign   = regexp.MustCompile(`^\s*(#.*|[\w*-]+(\[?\.\]?[\w-]+)+(:\d+|/\S*)?|[0-9a-fA-F]{32,64}|[48][0-9A-Za-z]{94,105}|[a-z+]+://\S+)\s*(#.*)?\r?$`)
	mdSign     = regexp.MustCompile("(^#{1,6} \\S|^```|^\\s*[-*] \\*\\*|\\[[^\\]\n]+\\]\\(https?://|^===+\\s*$|^---+\\s*$)")
	histSign   = regexp.MustCompile(`^(#\d{10}|: \d{10}:\d+;.*|\s{1,4}\d{1,5}  \S.*)$`)
	sentenceRe = regexp.MustCompile(`[\p{L},;)»'"]+ [\p{L}(«'"]+ [\p{L}(]+ [\p{L}('’]+ [\p{L}('’-]+`)
)

// share is the part of the lines on which r matches, from 0 to 1.
func (p page) share(r *regexp.Regexp) float64 {
	if len(p.lines) == 0 {
		return 0
	}
	n := 0
	for _, line := range p.lines {
		if r.Match(line) {
			n++
		}
	}
	return float64(n) / float64(len(p.lines))
}

// scriptKind recognises a script by its statements; "" if it is none.
func scriptKind(head page) string {
	best, kind := 0.15, ""
	for _, s := range []struct {
		r    *regexp.Regexp
		kind string
	}{{psSign, "powershell"}, {vbsSign, "vbscript"}, {cmdSign, "batch"}, {shSign, "shell"}} {
		if n := head.share(s.r); n > best {
			best, kind = n, s.kind
		}
	}
	return kind
}

// guess names a text whose name promises nothing.
func guess(head page, named string) string {
	if len(head.lines) == 0 {
		return "text"
	}
	switch {
	case phpSign.Match(head.all):
		return "source:php"
	case bytes.Contains(head.all, []byte("func ")) && head.any(goSign):
		return "source:go"
	case head.any(cSign):
		return "source:c"
	case head.any(pySign):
		return "source:python"
	case head.any(csSign):
		return "source:csharp"
	}
	if bytes.IndexByte(head.all, 0) >= 0 {
		return "processes" // NUL between arguments: /proc/PID/cmdline and environ
	}
	if head.share(hostsSign) > 0.3 {
		return "list"
	}
	if head.share(histSign) > 0.4 {
		return "history"
	}
	if head.share(logSign) > 0.4 {
		return "log"
	}
	if head.share(cronSign) > 0.3 {
		return "crontab"
	}
	if readsAsProse(head) {
		if head.any(mdSign) {
			return "markdown"
		}
		return "prose"
	}
	if kind := scriptKind(head); kind != "" {
		return kind
	}
	switch {
	case head.any(iniSign) && head.any(keySign):
		return "ini"
	case head.share(envSign) > 0.5:
		return "env"
	case head.share(keySign) > 0.6:
		return "ini"
	case head.share(listSign) > 0.8 && len(head.lines) > 4:
		return "list"
	case head.share(yamlSign) > 0.7:
		return "yaml"
	case head.share(jsSign) > 0.15:
		return "source:javascript"
	}
	if named != "" {
		return named
	}
	return "text"
}

// readsAsProse reports whether the text is written for people: a good part of
// its lines run on in words.
func readsAsProse(head page) bool {
	lines, words, code, fence := 0, 0, 0, false
	for _, line := range head.lines {
		t := bytes.TrimSpace(line)
		if bytes.HasPrefix(t, []byte("```")) || bytes.HasPrefix(t, []byte("~~~")) {
			fence = !fence
			continue
		}
		if len(t) == 0 || fence {
			continue
		}
		lines++
		switch {
		case commentLine(t):
			code++
		case sentenceRe.Match(t):
			words++
		case bytes.HasSuffix(t, []byte(";")), bytes.HasSuffix(t, []byte("{")), bytes.HasSuffix(t, []byte("}")), bytes.HasSuffix(t, []byte("&")):
			code++
		}
	}
	return lines > 0 && words*10 >= lines*3 && words > code
}

// commentLine reports whether a trimmed line is a comment of a script or a
// configuration; a heading of Markdown is not.
func commentLine(t []byte) bool {
	if t[0] == '#' {
		return len(t) > 1 && t[1] != ' ' && t[1] != '#' || bytes.HasPrefix(t, []byte("# ")) && len(t) > 60
	}
	return bytes.HasPrefix(t, []byte("//")) || bytes.HasPrefix(t, []byte("::")) || bytes.HasPrefix(bytes.ToLower(t), []byte("rem "))
}

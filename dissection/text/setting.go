package text

import (
	"bytes"
	"regexp"
	"sort"

	"lamproom/format/text"
	"lamproom/observation"
)

// base is the setting of the kind of text.
func base(c text.Class) observation.Setting {
	if c.Prose {
		return observation.Prose
	}
	if _, ok := c.Source(); ok {
		if c.Test {
			return observation.Pattern
		}
		return observation.Code
	}
	switch c.Kind {
	case "shell", "batch", "powershell", "vbscript", "vba":
		return observation.Script
	case "dockerfile", "compose", "kubernetes":
		return observation.Container
	case "crontab", "unit":
		return observation.Schedule
	case "xml":
		return observation.Config
	case "registry":
		return observation.Service
	case "log", "csv":
		return observation.Log
	case "history":
		return observation.History
	case "processes":
		return observation.Process
	case "json", "yaml", "ini", "env":
		return observation.Config
	case "rules", "list":
		return observation.Pattern
	case "strings":
		return observation.Strings
	}
	return observation.Bare
}

var (
	blocking = regexp.MustCompile(`(?i)^\s*(0\.0\.0\.0|127\.0\.0\.1|::1)\s+\S|/etc/hosts|-j\s+(DROP|REJECT)|\bblackhole\b`)
	showing  = regexp.MustCompile(`(?i)(\b(print|println|printf|fprintf|sprintf_help|puts|echo|cout|cerr|console\.(log|error|info)|write-?(host|line|output|error)|log\.(print\w*|info|debug|warn\w*|error|fatal\w*)|logger\.\w+|logging\.\w+|add_argument|add_option|msgbox|messagebox|fmt\.(print|fprint)\w*|panic|raise)\s*[(\s<"']|\b(usage|help|example|description|placeholder|epilog|title)["']?\s*[:=]|\be\.g\.)`)
	running  = regexp.MustCompile(`(?i)(popen|system\s*\(|exec|spawn|subprocess|createprocess|process\.start|processstartinfo|shellexecute|startprocess|os\.startfile|winexec|runtime\.getruntime|\brun\s*\(|from\s+program\b|xp_cmdshell|sys_(exec|eval)\s*\(|\|\s*(ba)?sh\b|\.execute\s*\()`)
)

// settingAt says in what the statement from and up to these offsets stands.
func (p *page) settingAt(from, to int) observation.Setting {
	if to-from > maxLine { // one answer for a stretch of a long line
		from -= from % maxLine
		to = min(from+maxLine, len(p.text))
	}
	if p.settingOf != (extent{from, to}) || to == 0 {
		p.settingOf, p.settingIs = extent{from, to}, p.readSetting(from, to)
	}
	return p.settingIs
}

func (p *page) readSetting(from, to int) observation.Setting {
	s := base(p.class)
	if !s.Runs() {
		return s
	}
	line := p.text[from:min(to, from+maxSeen)]
	switch {
	case p.class.Kind != "strings" && commentLead(line, s != observation.Code) > 0:
		return observation.Comment
	case s == observation.Code && p.inComment(from):
		return observation.Comment
	case blocking.Match(line), p.isHunted(from, to):
		return observation.Pattern
	}
	if s == observation.Code && p.class.Expects && !running.Match(line) {
		return observation.Pattern // what other code is tried with
	}
	if s == observation.Code || p.class.Kind == "strings" {
		if showing.Match(line) && !running.Match(line) {
			return observation.Printed
		}
	}
	if s == observation.Script && echoes.Match(line) && !echoed.Match(line) {
		return observation.Printed
	}
	if p.class.Kind == "xml" && scheduled.Match(p.text[:min(len(p.text), 4096)]) {
		return observation.Schedule
	}
	if p.inUsage(from) {
		return observation.Printed
	}
	if p.class.Kind == "json" {
		return p.recordSetting(from, s)
	}
	return s
}

var (
	echoes = regexp.MustCompile(`(?i)^\s*@?(echo|printf|write-host|write-output|msgbox)\b`)
	echoed = regexp.MustCompile(`>|\|`)
)

var scheduled = regexp.MustCompile(`<(Task\b|plist\b|service>)`)

// commentMark returns the length of the mark that comments a line out, 0 if
// none does.
func commentMark(line []byte) int { return commentLead(line, true) }

// commentLead does so; the stars that go down a block comment count only where
// a text is no log: miners begin their lines with them.
func commentLead(line []byte, log bool) int {
	n := 0
	for n < len(line) && (line[n] == ' ' || line[n] == '\t') {
		n++
	}
	t := line[n:]
	switch {
	case len(t) == 0:
		return 0
	case t[0] == '#' && !bytes.HasPrefix(t, []byte("#!")) && !bytes.HasPrefix(t, []byte("#define")):
		for n < len(line) && (line[n] == '#' || line[n] == ' ') {
			n++
		}
		return n
	case bytes.HasPrefix(t, []byte("//")), bytes.HasPrefix(t, []byte("::")), bytes.HasPrefix(t, []byte("/*")):
		return n + 2
	case len(t) > 4 && bytes.EqualFold(t[:4], []byte("rem ")):
		return n + 4
	case len(t) > 5 && bytes.EqualFold(t[:5], []byte("@rem ")):
		return n + 5
	case bytes.HasPrefix(t, []byte("<!--")):
		return n + 4
	case t[0] == ';' || t[0] == '\'' && !bytes.ContainsRune(t[1:], '\''):
		return n + 1
	case t[0] == '*' && !log && len(t) > 1 && t[1] == ' ' && !bytes.HasPrefix(t, []byte("* * ")) && !cronStart.Match(t):
		return n + 2
	}
	return 0
}

var cronStart = regexp.MustCompile(`^\S+\s+[\d*][\d*/,-]*\s+[\d*]`)

// inComment reports whether the place lies in a block comment or a
// documentation string of a program's source.
func (p *page) inComment(at int) bool {
	if !p.commented {
		p.commented, p.comments = true, p.blockComments()
	}
	i := sort.Search(len(p.comments), func(i int) bool { return p.comments[i].to > at })
	return i < len(p.comments) && p.comments[i].from <= at
}

// blockComments finds the block comments of the window: between /* and */, and
// the documentation strings of Python that nothing is done with.
func (p *page) blockComments() []extent {
	var all []extent
	const most = 1 << 14
	if p.class.Kind == "source:python" {
		for i := 0; len(all) < most; {
			k := bytes.Index(p.text[i:], []byte(`"""`))
			if single := bytes.Index(p.text[i:], []byte("'''")); k < 0 || single >= 0 && single < k {
				k = single
			}
			if k < 0 {
				return all
			}
			k += i
			end := bytes.Index(p.text[k+3:], p.text[k:k+3])
			if end < 0 {
				return all
			}
			end += k + 6
			lead := bytes.TrimRight(p.text[max(0, k-256):k], " \tfrFRbB")
			if len(lead) == 0 || lead[len(lead)-1] == '\n' {
				if before := bytes.TrimRight(lead, " \t\r\n"); len(before) == 0 || before[len(before)-1] != '(' && before[len(before)-1] != ',' {
					all = append(all, extent{k, end})
				}
			}
			i = end
		}
		return all
	}
	for i := 0; len(all) < most; {
		k := bytes.Index(p.text[i:], []byte("/*"))
		if k < 0 {
			return all
		}
		k += i
		end := bytes.Index(p.text[k+2:], []byte("*/"))
		if end < 0 {
			return append(all, extent{k, len(p.text)})
		}
		end += k + 4
		all = append(all, extent{k, end})
		i = end
	}
	return all
}

// maxSeen is how much of a statement its setting is read from, bytes.
const maxSeen = 1 << 10

var usageDoc = regexp.MustCompile(`(?m)^[ \t]*(cat|less|more)[ \t]*<<-?[ \t]*['"]?(\w+)['"]?[ \t]*$`)

// inUsage reports whether the place lies in a here-document that is only shown.
func (p *page) inUsage(at int) bool {
	if p.class.Kind != "shell" {
		return false
	}
	if !p.usageRead {
		p.usageRead = true
		for from := 0; len(p.usage) < 1000; {
			m := usageDoc.FindSubmatchIndex(p.text[from:])
			if m == nil {
				break
			}
			mark := append([]byte{'\n'}, p.text[from+m[4]:from+m[5]]...)
			body := from + m[1]
			end := len(p.text)
			if i := bytes.Index(p.text[body:], append(mark, '\n')); i >= 0 {
				end = body + i
			}
			p.usage = append(p.usage, extent{body, end})
			from = end
		}
	}
	for _, e := range p.usage {
		if e.from <= at && at < e.to {
			return true
		}
	}
	return false
}

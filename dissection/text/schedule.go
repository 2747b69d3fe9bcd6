package text

import (
	"bytes"

	"lamproom/format/commandline"
	"lamproom/observation"
)

// maxSchedule is the size up to which a description of what a system starts is
// read as a whole, bytes; real ones have a few thousand.
const maxSchedule = 256 << 10

// maxJobs is how many actions of one description are told.
const maxJobs = 200

// describes reports whether a text may be a scheduled task of Windows or a
// property list of macOS, at little cost.
func (p *page) describes() bool {
	if !p.w.Whole() || len(p.text) > maxSchedule {
		return false
	}
	head := p.text[:min(len(p.text), 4096)]
	return bytes.Contains(head, []byte("<Task")) || bytes.Contains(head, []byte("<plist"))
}

// schedules states what a scheduled task or a launch agent starts, whatever that
// is. What names a server or a wallet is stated where that stands.
func (p *page) schedules() {
	if p.class.Kind != "xml" || !p.describes() {
		return
	}
	jobs := 0
	for at := 0; jobs < maxJobs && p.err == nil; jobs++ { // [MS-TSCH] 2.5: Actions/Exec
		from, to, ok := p.inside("Exec", at, len(p.text))
		if !ok {
			break
		}
		at = to
		p.task(from, to)
	}
	for at := 0; jobs < maxJobs && p.err == nil; jobs++ { // launchd.plist(5)
		i := bytes.Index(p.text[at:], []byte("<key>ProgramArguments</key>"))
		if i < 0 {
			break
		}
		at += i + len("<key>ProgramArguments</key>")
		from, to, ok := p.inside("array", at, min(len(p.text), at+maxStatement))
		if !ok || len(bytes.TrimSpace(p.text[at:max(at, from-len("<array>"))])) > 0 {
			continue
		}
		j := &joined{}
		for k := from; ; {
			a, b, ok := p.inside("string", k, to)
			if !ok {
				break
			}
			if len(j.b) > 0 {
				j.add([]byte{0}, a, 0)
			}
			j.add(unescapeXML(p.text[a:b]), a, b-a)
			k = b
		}
		p.job(j, commandline.None, "launchd", p.elementBehind("<key>Label</key>", "string"), from, to)
	}
}

// inside is the text of the next element of that name, without attributes.
func (p *page) inside(name string, at, end int) (from, to int, ok bool) {
	i := bytes.Index(p.text[at:end], []byte("<"+name+">"))
	if i < 0 {
		return 0, 0, false
	}
	from = at + i + len(name) + 2
	n := bytes.Index(p.text[from:end], []byte("</"+name+">"))
	if n < 0 {
		return 0, 0, false
	}
	return from, from + n, true
}

// elementBehind is the text of the first such element behind a word, "" if there is none.
func (p *page) elementBehind(word, element string) string {
	at := 0
	if word != "" {
		i := bytes.Index(p.text, []byte(word))
		if i < 0 {
			return ""
		}
		at = i + len(word)
	}
	from, to, ok := p.inside(element, at, len(p.text))
	if !ok || to-from > 300 {
		return ""
	}
	return string(bytes.TrimSpace(unescapeXML(p.text[from:to])))
}

// task states one action of a scheduled task.
func (p *page) task(from, to int) {
	j := &joined{}
	if a, b, ok := p.inside("Command", from, to); ok {
		command := bytes.TrimSpace(unescapeXML(p.text[a:b]))
		if bytes.IndexByte(command, ' ') >= 0 && command[0] != '"' && bytes.Contains(p.text[from:to], []byte("<Arguments>")) {
			command = append(append([]byte{'"'}, command...), '"')
		}
		j.add(command, a, b-a)
	}
	if a, b, ok := p.inside("Arguments", from, to); ok {
		if p.isTaken(a) {
			return
		}
		j.add([]byte(" "), a, 0)
		j.add(unescapeXML(p.text[a:b]), a, b-a)
	}
	p.job(j, commandline.Cmd, "scheduled task", p.elementBehind("<RegistrationInfo>", "URI"), from, to)
}

// job states the commands of an action that are not stated already.
func (p *page) job(j *joined, sh commandline.Shell, what, name string, from, to int) {
	if len(bytes.TrimSpace(j.b)) == 0 || !p.owns(from) || p.insideXMLComment(from) || p.isTaken((from+to)/2) {
		return
	}
	if name != "" {
		what += " " + name
	}
	cmds, missing := commandline.SplitAll(j.b, sh, p.lookup(from))
	for _, c := range cmds {
		c.Wrappers = append([]string{what}, c.Wrappers...)
		if lo, hi := j.place(c.Start, c.End); lo < hi && (c.Wraps || killer(c) || !telling(c) || !takesOne(c)) {
			p.told(j, c, observation.Schedule, missing, lo, hi)
		}
	}
}

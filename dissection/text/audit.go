package text

import (
	"bytes"
	"encoding/hex"
	"regexp"

	"lamproom/format/commandline"
	"lamproom/observation"
)

var auditArgument = regexp.MustCompile(`\ba(\d{1,4})(?:\[\d+\])?=(?:"([^"]*)"|([0-9A-Fa-f]+))`)

// auditLine reads the EXECVE record of the Linux audit log.
func (p *page) auditLine(from, to int) bool {
	line := p.text[from:to]
	if !bytes.Contains(line, []byte("a0=")) || !bytes.Contains(line, []byte("a1=")) {
		return false
	}
	j := &joined{}
	for _, m := range auditArgument.FindAllSubmatchIndex(line, 4096) {
		if len(j.b) > 0 {
			j.add([]byte{0}, from+m[0], 0)
		}
		if m[4] >= 0 {
			j.add(line[m[4]:m[5]], from+m[4], m[5]-m[4])
			continue
		}
		raw, err := hex.DecodeString(string(line[m[6]:m[7]]))
		if err != nil {
			raw = line[m[6]:m[7]]
		}
		j.add(raw, from+m[6], m[7]-m[6])
	}
	if len(j.b) == 0 {
		return false
	}
	p.take(from, to)
	p.commands(j, commandline.None, p.auditSetting(), from, to)
	return true
}

func (p *page) auditSetting() observation.Setting {
	if s := base(p.class); !s.Runs() {
		return s
	}
	return observation.Process
}

// proctitle reads the command line in hexadecimal of an audit record.
func (p *page) proctitle(at int) {
	from := at + len("proctitle=")
	to := from
	for to < len(p.text) && to-from < 2*maxStatement && (digit[p.text[to]] || 'A' <= p.text[to]&^0x20 && p.text[to]&^0x20 <= 'F') {
		to++
	}
	raw, err := hex.DecodeString(string(p.text[from : from+(to-from)&^1]))
	if err != nil || len(raw) < 8 || bytes.IndexByte(raw, 0) < 0 {
		return
	}
	j := &joined{}
	j.add(raw, from, to-from)
	p.take(from, to)
	p.commands(j, commandline.None, p.auditSetting(), from, to)
}

// registryLine reads a value of an exported registry: "Name"="C:\\x -o …".
func (p *page) registryLine(from, to int) bool {
	line := p.text[from:to]
	i := bytes.Index(line, []byte(`=`))
	for i >= 0 && i+1 < len(line) && line[i+1] != '"' {
		n := bytes.IndexByte(line[i+1:], '=')
		if n < 0 {
			return false
		}
		i += n + 1
	}
	if i < 0 || i+2 > len(line) {
		return false
	}
	q := quoted{from: from + i + 1, inner: from + i + 2, to: to, quote: '"'}
	if line[len(line)-1] != '"' {
		q.to++
	}
	j := &joined{}
	start := q.inner
	for k := q.inner; k+1 < q.to; k++ {
		if p.text[k] == '\\' && k+2 < q.to {
			j.add(p.text[start:k], start, k-start)
			start = k + 1
			k++
		}
	}
	j.add(p.text[start:q.to-1], start, q.to-1-start)
	p.take(from, to)
	p.commands(j, commandline.Cmd, p.settingAt(from, to), from, to)
	return true
}

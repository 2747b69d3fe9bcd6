package selfextract

import (
	"bytes"
	"regexp"
)

// beginning is the first line of an uuencoded file (POSIX uuencode).
var beginning = regexp.MustCompile(`^begin(-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?\n`)

// beginLine matches the line with which an uuencoded file begins and checks
// that a line of it follows.
func beginLine(b []byte) [][]byte {
	m := beginning.FindSubmatch(b)
	if m == nil {
		return nil
	}
	line, _, _ := bytes.Cut(b[len(m[0]):], []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if len(m[1]) > 0 {
		return m
	}
	if len(line) == 0 {
		return nil
	}
	n := int(line[0]-' ') & 63
	if want := (n + 2) / 3 * 4; n == 0 || len(line)-1 < (n*4+2)/3 || len(line)-1 > want+1 {
		return nil
	}
	return m
}

// sharLine is the command of a shar that writes a file from its own text.
var sharLine = regexp.MustCompile(`^\s*sed\s+["']?s/\^X//["']?\s*(?:>\s*["']?([^\s"'<>]+)["']?\s*)?<<\s*["'\\]?(\w+)["']?(?:\s*>\s*["']?([^\s"'<>]+)["']?)?`)

// files finds files that stand as text in the script: uuencoded, or line by
// line with an X before each.
func (s *reading) files() {
	for at := 0; at < len(s.b) && len(s.Payloads) < maxPayloads && int64(at) < s.text; {
		line := s.b[at:]
		next := len(s.b)
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line, next = line[:i], at+i+1
		}
		switch {
		case bytes.HasPrefix(line, []byte("begin")):
			m := beginLine(s.b[at:])
			if m == nil {
				break
			}
			p := Payload{Start: int64(at), Coding: UUEncode, Name: string(m[2])}
			end, closing := bytes.Index(s.b[next:], []byte("\nend")), 4
			if len(m[1]) > 0 {
				end, closing = bytes.Index(s.b[next:], []byte("\n====")), 5
			}
			if end < 0 {
				p.End = min(s.size, s.text)
				s.problem(p.End, "uuencode: %q is cut off", p.Name)
			} else {
				p.End = int64(next + end + closing)
			}
			s.Payloads = append(s.Payloads, p)
			next = max(next, int(min(p.End, int64(len(s.b)))))
		case bytes.Contains(line, []byte("s/^X//")) && len(line) < 1000:
			m := sharLine.FindSubmatch(line)
			if m == nil || len(m[1])+len(m[3]) == 0 {
				break
			}
			s.Maker = "shar"
			p := Payload{Start: int64(next), Coding: Shar, Name: string(m[1]) + string(m[3])}
			if end := bytes.Index(s.b[next:], append([]byte{'\n'}, m[2]...)); end >= 0 {
				p.End = int64(next + end + 1)
			} else {
				p.End = min(s.size, int64(len(s.b)))
				s.problem(p.End, "shar: %q is cut off", p.Name)
			}
			if p.End > p.Start {
				s.Payloads = append(s.Payloads, p)
				next = max(next, int(p.End))
			}
		}
		at = next
	}
}

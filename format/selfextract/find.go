package selfextract

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// find fills in the script.
func (s *reading) find() {
	if s.makeself() {
		return
	}
	s.files()
	start, how := s.declared()
	switch {
	case start >= 0 && start < s.size && (start >= s.text || s.coded(start) != Plain):
		// the script says from where on
		if f := signature(s.tail(start)); f == "" && s.text < start && signature(s.tail(s.text)) != "" {
			start = s.text // what it says is not so
		}
	case s.text < s.size:
		if start < 0 && signature(s.tail(s.text)) == "" && !binary(s.tail(s.text)) {
			return // a zero byte that strayed into a text
		}
		if start >= s.size {
			s.problem(s.size, "the script reads itself from %s, which is past its end", how)
		}
		start = s.text
	case start >= s.size || how == pastEnd:
		s.problem(s.size, "the script is cut off before what it carries")
		return
	default:
		return // a script that reads its own text, for its help or its version
	}
	p := Payload{Start: start, End: s.size, Coding: s.coded(start)}
	if p.Coding == Plain {
		p.Format = signature(s.tail(start))
		switch p.Format {
		case "":
			s.problem(start, "what the script carries has no known format")
		case "openssl":
			s.problem(start, "what the script carries is encrypted")
		}
	}
	s.Head = start
	s.Payloads = append(s.Payloads, p)
	if s.Maker == "" && bytes.Contains(s.head, []byte("gztmp")) {
		s.Maker = "gzexe"
	}
}

func (s *reading) tail(at int64) []byte {
	if at < 0 || at >= int64(len(s.b)) {
		return nil
	}
	return s.b[at:]
}

// binary reports whether b begins with bytes that are no text: a tenth of them
// and more are control characters.
func binary(b []byte) bool {
	b = b[:min(len(b), 4096)]
	n := 0
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			n++
		}
	}
	return n*10 > len(b)
}

const pastEnd = "a line past its end"

const (
	number = `["']?(\d{1,12}|\$\{?\w+\}?)["']?`
	mark   = `\^?([^\s/$'"\\^*.\[\]]{3,60})`
)

// The ways in which a command says from where on it reads a file.
var (
	fromLine  = regexp.MustCompile(`\btail\s+(?:-q\s+)?(?:-n\s*["']?|--lines[= ]["']?)?\+` + number)
	fromByte  = regexp.MustCompile(`\btail\s+(?:-c\s*|--bytes[= ])["']?(\+?)` + number)
	skipped   = regexp.MustCompile(`\bskip=` + number)
	blockSize = regexp.MustCompile(`\b(?:i?bs)=(\d{1,9}[kKM]?|\$\{?\w+\}?)`)
	sedLines  = regexp.MustCompile(`\bsed\b[^|;]*?["'\s]1,\s*` + number + `\s*d`)
	sedMark   = regexp.MustCompile(`\bsed\b[^|;]*?[01],\s*/` + mark + `[^/]*/\s*d`)
	sedFrom   = regexp.MustCompile(`\bsed\b[^|;]*?/` + mark + `[^/]*/\s*,\s*\$`)
	awkMark   = regexp.MustCompile(`\bawk\b[^|]*?/` + mark + `[^/]*/`)
	grepMark  = regexp.MustCompile(`\bgrep\b[^|]*?["'\s]\^` + mark)
	setNumber = regexp.MustCompile(`^\s*(?:export\s+|local\s+|readonly\s+)?(\w+)=["']?(\d{1,12})["']?\s*(?:;|#|$)`)
	setSelf   = regexp.MustCompile(`^\s*(?:export\s+|local\s+|readonly\s+)?(\w+)=.*(?:\$\{?0\b|BASH_SOURCE)`)
)

// ownNames are the names that a script has for its own file.
var ownNames = []string{"$0", "${0", "BASH_SOURCE", "%~f0", "%0", "%~dpnx0"}

// maxUses is how many lines that name the script itself are read.
const maxUses = 50

// declared is from where on the script's commands read the script itself, -1
// where they do not. how says it in words.
func (s *reading) declared() (start int64, how string) {
	numbers, self := map[string]string{}, slices.Clone(ownNames)
	names := func(b []byte) bool {
		return slices.ContainsFunc(self, func(v string) bool { return bytes.Contains(b, []byte(v)) })
	}
	best := int64(-1)
	if !names(s.head) {
		return best, ""
	}
	uses := 0
	for line := range bytes.Lines(s.head) {
		line = line[:min(len(line), 2000)]
		if i := bytes.IndexByte(line, '='); i > 0 && i+1 < len(line) && strings.IndexByte(`"'0123456789`, line[i+1]) >= 0 && len(numbers) < 10_000 {
			if m := setNumber.FindSubmatch(line); m != nil {
				numbers[string(m[1])] = string(m[2])
			}
		}
		if !names(line) {
			continue
		}
		if m := setSelf.FindSubmatch(line); m != nil && len(self) < 20 {
			self = append(self, "$"+string(m[1]), "${"+string(m[1]))
		}
		if uses++; uses > maxUses { // each may cost a look through the whole
			break
		}
		value := func(b []byte) (int64, bool) {
			v := strings.Trim(string(b), `${}"'`)
			if n, ok := numbers[v]; ok {
				v = n
			}
			n, err := strconv.ParseInt(v, 10, 63)
			return n, err == nil
		}
		take := func(at int64, words string) {
			if at > best {
				best, how = at, words
			}
		}
		fromN := func(n int64) {
			if at, ok := s.lineAt(n); ok {
				take(at, "line "+strconv.FormatInt(n, 10))
			} else if n < 1<<20 {
				take(s.size, pastEnd)
			}
		}
		if m := fromLine.FindSubmatch(line); m != nil {
			if n, ok := value(m[1]); ok {
				fromN(n)
			}
		}
		if m := sedLines.FindSubmatch(line); m != nil {
			if n, ok := value(m[1]); ok {
				fromN(n + 1)
			}
		}
		if m := fromByte.FindSubmatch(line); m != nil {
			if n, ok := value(m[2]); ok {
				if len(m[1]) > 0 {
					take(max(0, n-1), "byte "+strconv.FormatInt(n, 10))
				} else {
					take(max(0, s.size-n), "its last "+strconv.FormatInt(n, 10)+" bytes")
				}
			}
		}
		if m := skipped.FindSubmatch(line); m != nil && bytes.Contains(line, []byte("dd ")) {
			if n, ok := value(m[1]); ok {
				block := int64(512)
				if m := blockSize.FindSubmatch(line); m != nil {
					block = blocks(m[1], value)
				}
				if block > 0 && n < 1<<40/block {
					take(n*block, "byte "+strconv.FormatInt(n*block, 10))
				}
			}
		}
		for _, r := range []*regexp.Regexp{sedMark, sedFrom, awkMark, grepMark} {
			if m := r.FindSubmatch(line); m != nil {
				if at, ok := s.behind(m[1], line); ok {
					take(at, "the line behind "+string(m[1]))
				}
			}
		}
	}
	return best, how
}

// blocks reads a size of blocks: 512, 1k, 1M.
func blocks(b []byte, value func([]byte) (int64, bool)) int64 {
	unit := int64(1)
	switch b[len(b)-1] {
	case 'k', 'K':
		unit, b = 1024, b[:len(b)-1]
	case 'M':
		unit, b = 1<<20, b[:len(b)-1]
	}
	n, ok := value(b)
	if !ok || n > 1<<30 {
		return 0
	}
	return n * unit
}

// behind is where the line after the mark begins. The mark stands at the
// beginning of a line.
func (s *reading) behind(mark, line []byte) (int64, bool) {
	want := append([]byte{'\n'}, mark...)
	for at := 0; ; {
		i := bytes.Index(s.b[at:], want)
		if i < 0 {
			return 0, false
		}
		at += i + len(want)
		end := bytes.IndexByte(s.b[at:], '\n')
		if end < 0 {
			return s.size, true // the mark is there and nothing behind it
		}
		if end <= 40 && !bytes.ContainsAny(s.b[at:at+end], `'"=|`) {
			return int64(at + end + 1), true
		}
	}
}

var decodes64 = regexp.MustCompile(`base64\s+(?:-\w*[dD]|--decode)|openssl\s+(?:enc\s+)?-?base64\s+(?:-A\s+)?-d|openssl\s+enc\s+-d\s+-base64|decode_base64|b64decode`)
var decodesHex = regexp.MustCompile(`xxd\s+(?:-r\s*-p|-p\s*-r|-rp|-ps?\s+-r)|unhexlify`)

// coded says how the bytes from that place on are written. A script that only
// shows its own text to the user carries nothing.
func (s *reading) coded(at int64) Coding {
	b := s.tail(at)
	b = b[:min(len(b), 4096)]
	letters, hex := 0, true
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			letters++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '+', c == '/', c == '=':
			letters, hex = letters+1, false
		case c == '\n', c == '\r':
		default:
			return Plain
		}
	}
	switch {
	case letters < 32:
		return Plain
	case hex && decodesHex.Match(s.head):
		return Hex
	case decodes64.Match(s.head):
		return Base64
	}
	return Plain
}

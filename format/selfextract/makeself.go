package selfextract

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

var (
	sizesOf = regexp.MustCompile(`(?m)^filesizes="(\d{1,15}(?: \d{1,15})*)"`)
	skipOf  = regexp.MustCompile(`(?m)^skip="?(\d{1,7})"?`)
	headOf  = regexp.MustCompile("(?m)^\\s*offset=[`$(]+head -n? ?\"?(\\d{1,7})\"?")
	sumOf   = regexp.MustCompile(`(?m)^MD5="([0-9a-fA-F]{32}(?: [0-9a-fA-F]{32})*)"`)
	packing = regexp.MustCompile(`(?m)^COMPRESS="?([\w+-]+)`)
)

// makeself reads a script of that maker: it says how many lines it has itself
// and how long the archives behind them are.
func (s *reading) makeself() bool {
	if !bytes.Contains(s.head, []byte("akeself")) {
		return false
	}
	m := sizesOf.FindSubmatch(s.head)
	if m == nil {
		return false
	}
	s.Maker = "makeself"
	start := s.text
	skip := skipOf.FindSubmatch(s.head)
	if skip == nil {
		skip = headOf.FindSubmatch(s.head)
	}
	if skip != nil {
		n, _ := strconv.ParseInt(string(skip[1]), 10, 32)
		if at, ok := s.lineAt(n + 1); ok {
			start = at
		}
	}
	if start > s.text && signature(s.tail(start)) == "" && signature(s.tail(s.text)) != "" {
		start = s.text // the number of lines is not so: an editor went over it
	}
	s.Head = min(start, s.size)
	var sums []string
	if m := sumOf.FindSubmatch(s.head); m != nil {
		sums = strings.Fields(strings.ToLower(string(m[1])))
	}
	pack := ""
	if m := packing.FindSubmatch(s.head); m != nil {
		pack = string(m[1])
	}
	at := start
	for i, f := range strings.Fields(string(m[1])) {
		n, err := strconv.ParseInt(f, 10, 63)
		if err != nil || i == maxPayloads {
			break
		}
		p := Payload{Start: at, End: at + n}
		if i < len(sums) && strings.Trim(sums[i], "0") != "" {
			p.MD5 = sums[i]
		}
		if at >= s.size && n > 0 {
			s.problem(s.size, "makeself: archive %d of %d bytes is cut off whole", i+1, n)
			break
		}
		if p.End > s.size {
			s.problem(s.size, "makeself: archive %d is cut off: %d of %d bytes are there", i+1, s.size-at, n)
			p.End, p.MD5 = s.size, ""
		}
		if pack == "base64" {
			p.Coding = Base64
		} else if p.Format = signature(s.tail(at)); p.Format == "openssl" || pack == "gpg" || pack == "gpg-asymmetric" || pack == "openssl" {
			s.problem(at, "makeself: archive %d is encrypted (%s)", i+1, pack)
		}
		if n > 0 {
			s.Payloads = append(s.Payloads, p)
		}
		at = p.End
	}
	if at < s.size {
		s.Payloads = append(s.Payloads, Payload{Start: at, End: s.size, Format: signature(s.tail(at))})
	}
	return true
}

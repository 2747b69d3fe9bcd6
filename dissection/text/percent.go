package text

import (
	"bytes"

	"lamproom/format/commandline"
)

// maxRequest is how long the request around a place may be, bytes.
const maxRequest = 16 << 10

// percent reads a command inside a request: percent-encoded, with + for blanks,
// as access logs, captured bodies and exploits have it. It reports whether the
// place stands in one.
func (p *page) percent(at int) bool {
	if p.class.Prose {
		return false
	}
	// the stretch without blanks and quotes around the place
	from, to := at, at
	for from > 0 && at-from < maxRequest && requestByte[p.text[from-1]] {
		from--
	}
	for to < len(p.text) && to-at < maxRequest && requestByte[p.text[to]] {
		to++
	}
	from = max(from, p.percentTo)
	if to-from < 24 {
		return false
	}
	p.percentTo = to
	for part := range bytes.SplitSeq(p.text[from:to], []byte{'&'}) {
		lo := from
		from += len(part) + 1
		if bytes.IndexByte(part, '%') < 0 && bytes.IndexByte(part, '+') < 0 || len(part) < 24 {
			continue
		}
		if k := bytes.IndexByte(part, '?'); k >= 0 {
			part, lo = part[k+1:], lo+k+1
		}
		if k := bytes.IndexByte(part, '='); k > 0 && k < 64 && !bytes.ContainsAny(part[:k], "%+/") {
			part, lo = part[k+1:], lo+k+1
		}
		j := decodePercent(part, lo)
		if k := bytes.Index(j.b, []byte("%20")); k >= 0 || bytes.Contains(j.b, []byte("%2")) { // twice
			j = again(j)
		}
		if !bytes.Contains(j.b, []byte(" -")) {
			continue
		}
		cmds, _ := commandline.Split(j.b, commandline.Guess(j.b), nil)
		for _, c := range cmds {
			if telling(c) {
				p.take(lo, lo+len(part))
				p.commands(j, commandline.Guess(j.b), p.settingAt(p.nearLine(lo)), lo, lo+len(part))
				break
			}
		}
	}
	return p.isTaken(at)
}

var requestByte = func() (t [256]bool) {
	for c := 0x21; c < 0x7f; c++ {
		t[c] = true
	}
	t['"'], t['\''], t['<'], t['>'] = false, false, false, false
	return t
}()

// decodePercent undoes the encoding of a part of a request that stands at lo.
func decodePercent(b []byte, lo int) *joined {
	plus := bytes.Contains(b, []byte("+-")) || !bytes.Contains(b, []byte("%20"))
	j := &joined{}
	start := 0
	put := func(i int) {
		if i > start {
			j.add(b[start:i], lo+start, i-start)
		}
	}
	for i := 0; i < len(b); {
		if b[i] == '%' {
			if c, ok := hexByte(b, i+1, len(b)); ok {
				put(i)
				j.add([]byte{c}, lo+i, 3)
				i += 3
				start = i
				continue
			}
		}
		if b[i] == '+' && plus {
			put(i)
			j.add([]byte{' '}, lo+i, 1)
			i++
			start = i
			continue
		}
		i++
	}
	put(len(b))
	return j
}

// again undoes the encoding a second time. What comes out stands where the part
// stands as a whole.
func again(j *joined) *joined {
	lo, hi := j.place(0, len(j.b))
	inner := decodePercent(j.b, 0)
	out := &joined{}
	out.add(inner.b, lo, hi-lo)
	return out
}

package evidence

import (
	"cmp"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Locator is a place in an evidence: Length bytes from Offset, or the record
// with that number (packet, event record, log line; counted from 1, 0 where
// records do not apply). Two locators are the same place if == says so.
type Locator struct {
	Evidence *Evidence
	Offset   int64
	Length   int64
	Record   uint64
}

type locatorJSON struct {
	Evidence ID     `json:"evidence"`
	Offset   int64  `json:"offset"`
	Length   int64  `json:"length"`
	Record   uint64 `json:"record"`
}

func (l Locator) wire() locatorJSON {
	w := locatorJSON{Offset: l.Offset, Length: l.Length, Record: l.Record}
	if l.Evidence != nil {
		w.Evidence = l.Evidence.ID
	}
	return w
}

// MarshalJSON writes the locator of the interface: evidence id, offset, length, record.
func (l Locator) MarshalJSON() ([]byte, error) { return l.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON returns.
func (l Locator) AppendJSON(b []byte) []byte {
	w := l.wire()
	b = append(b, `{"evidence":"`...)
	b = hex.AppendEncode(b, w.Evidence[:])
	b = append(b, `","offset":`...)
	b = strconv.AppendInt(b, w.Offset, 10)
	b = append(b, `,"length":`...)
	b = strconv.AppendInt(b, w.Length, 10)
	b = append(b, `,"record":`...)
	b = strconv.AppendUint(b, w.Record, 10)
	return append(b, '}')
}

// UnmarshalJSON reads what MarshalJSON wrote. The evidence is a stub that holds only the ID.
func (l *Locator) UnmarshalJSON(b []byte) error {
	var w locatorJSON
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*l = Locator{Evidence: &Evidence{ID: w.Evidence}, Offset: w.Offset, Length: w.Length, Record: w.Record}
	return nil
}

// Compare orders locators by the name of their evidence, its identity, and the place in it.
func (l Locator) Compare(m Locator) int {
	if c := l.Evidence.compare(m.Evidence); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(l.Record, m.Record), cmp.Compare(l.Offset, m.Offset), cmp.Compare(l.Length, m.Length))
}

func (e *Evidence) compare(f *Evidence) int {
	switch {
	case e == f:
		return 0
	case e == nil:
		return -1
	case f == nil:
		return 1
	}
	return e.Compare(f)
}

// Compare orders evidence as a report lists it: by path, then by the place of
// what is nested, then by identity.
func (e *Evidence) Compare(f *Evidence) int {
	a, b := e.chain(), f.chain()
	for i := 0; i < len(a) && i < len(b); i++ {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if i > 0 { // both are nested in the same evidence: the place decides
			if c := cmp.Or(cmp.Compare(x.Within.Offset, y.Within.Offset), cmp.Compare(x.Within.Record, y.Within.Record)); c != 0 {
				return c
			}
		}
		if c := cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID.String(), y.ID.String())); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a), len(b))
}

// chain lists the evidence from the outermost file down to e itself.
func (e *Evidence) chain() []*Evidence {
	var up []*Evidence
	for x := e; x != nil; {
		up = append(up, x)
		if x.Within == nil {
			break
		}
		x = x.Within.Evidence
	}
	for i, j := 0, len(up)-1; i < j; i, j = i+1, j-1 {
		up[i], up[j] = up[j], up[i]
	}
	return up
}

// ExcerptSize bounds the bytes a citation carries.
const ExcerptSize = 256

// Citation is a place together with the bytes around it, so that a report can
// show them when the evidence is no longer at hand.
type Citation struct {
	Locator
	Excerpt []byte // at most ExcerptSize bytes of the evidence
	Mark    [2]int // the located bytes within Excerpt, from and to; cut off where the excerpt ends
}

type citationJSON struct {
	locatorJSON
	Excerpt []byte `json:"excerpt"` // base64 by encoding/json
	Mark    [2]int `json:"mark"`
}

// MarshalJSON writes the citation of the interface: a locator with excerpt (base64) and mark.
func (c Citation) MarshalJSON() ([]byte, error) {
	return json.Marshal(citationJSON{locatorJSON: c.Locator.wire(), Excerpt: c.Excerpt, Mark: c.Mark})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Citation) UnmarshalJSON(b []byte) error {
	var w citationJSON
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	*c = Citation{
		Locator: Locator{Evidence: &Evidence{ID: w.Evidence}, Offset: w.Offset, Length: w.Length, Record: w.Record},
		Excerpt: w.Excerpt, Mark: w.Mark,
	}
	return nil
}

// Marked returns the located bytes as far as the excerpt holds them.
func (c Citation) Marked() []byte {
	from, to := c.Mark[0], c.Mark[1]
	if from < 0 || to > len(c.Excerpt) || from > to {
		return nil
	}
	return c.Excerpt[from:to]
}

// Cite makes a citation of raw[from:to], where raw are bytes of the evidence
// that begin at its offset base. Some context before and after the marked
// bytes is kept, up to the line they stand on.
func Cite(e *Evidence, raw []byte, base int64, from, to int) Citation {
	from = max(0, min(from, len(raw))) // offsets may come from hostile lengths
	to = max(from, min(to, len(raw)))
	c := Citation{Locator: Locator{Evidence: e, Offset: base + int64(from), Length: int64(to - from)}}
	const margin = 48
	lo, hi := from, to
	if hi-lo > ExcerptSize {
		hi = lo + ExcerptSize
	}
	for lo > 0 && from-lo < margin && hi-lo < ExcerptSize && raw[lo-1] != '\n' {
		lo--
	}
	for hi < len(raw) && hi-to < margin && hi-lo < ExcerptSize && raw[hi] != '\n' {
		hi++
	}
	c.Excerpt = append([]byte(nil), raw[lo:hi]...)
	c.Mark = [2]int{from - lo, min(to, hi) - lo}
	return c
}

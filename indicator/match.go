package indicator

// LongestMatch bounds the length of every match that [Scan] yields; a URL that
// is longer is cut. A reader that scans in pieces lets them overlap by so much.
const LongestMatch = 2048

// Match is an indicator at a place in a text.
type Match struct {
	Indicator
	Wallet     *Wallet // decoded, for wallets
	Start, End int     // the bytes as written
}

// Scan finds the indicators of a running text (ASCII or UTF-8), in the order of
// where they start, and stops when yield returns false:
//
//   - wallets that check out, and Monero addresses that are nearly whole;
//   - URLs, mail addresses, IP addresses, host:port, CVE ids;
//   - MD5, SHA-1 and SHA-256 digests in hexadecimal;
//   - domains inside URLs and endpoints, where it is certain that they are.
//
// What it finds in a token does not depend on what stands beyond the spaces
// around it. It holds no memory that grows with the text, and its work is linear
// in its length whatever the text is. [ScanNames] adds bare domain names.
func Scan(text []byte, yield func(Match) bool) {
	finders := [...]finder{
		{find: findRuns}, {find: findURLs}, {find: findMail},
		{find: findColons}, {find: findDots}, {find: findCVEs},
	}
	for i := range finders {
		finders[i].next(text)
	}
	for {
		first := -1
		for i := range finders {
			if finders[i].any() && (first < 0 || finders[i].head().before(finders[first].head())) {
				first = i
			}
		}
		if first < 0 || !yield(*finders[first].head()) {
			return
		}
		finders[first].at++
		finders[first].next(text)
	}
}

// finder finds matches by one sign that they share. find goes on from a place
// and returns the next place and the matches it met, ordered by their start; it
// comes back as soon as it has one, or at the end.
type finder struct {
	find  func(text []byte, from int, found []Match) (int, []Match)
	from  int
	found []Match
	at    int
}

func (f *finder) any() bool    { return f.at < len(f.found) }
func (f *finder) head() *Match { return &f.found[f.at] }

func (f *finder) next(text []byte) {
	for !f.any() && f.from < len(text) {
		f.at = 0
		f.from, f.found = f.find(text, f.from, f.found[:0])
	}
}

func (m *Match) before(o *Match) bool {
	switch {
	case m.Start != o.Start:
		return m.Start < o.Start
	case m.End != o.End:
		return m.End > o.End // the outer one first
	}
	return m.Type < o.Type
}

// ScanUTF16LE is [Scan] for the ASCII that stands in b as UTF-16 (little endian),
// at even and at odd places, as Windows programs keep it. Places are those of b.
func ScanUTF16LE(b []byte, yield func(Match) bool) {
	const shortest = 6
	var text []byte
	for i := 0; i+1 < len(b); {
		start := i
		text = text[:0]
		for i+1 < len(b) && b[i+1] == 0 && b[i] >= ' ' && b[i] < 0x7f {
			text = append(text, b[i])
			i += 2
		}
		if len(text) < shortest {
			i = start + 1
			continue
		}
		more := true
		Scan(text, func(m Match) bool {
			m.Start, m.End = start+2*m.Start, start+2*m.End
			more = yield(m)
			return more
		})
		if !more {
			return
		}
	}
}

package text

import (
	"regexp"

	"lamproom/format/text"
	"lamproom/indicator"
	"lamproom/observation"
)

// mentionKey makes an indicator count once for every setting it stands in.
type mentionKey struct {
	indicator.Indicator
	setting observation.Setting
	fetched bool
}

// mention states the indicators of the window: of all of it where the evidence
// is small, otherwise of the lines around triggers.
func (p *page) mention() {
	if p.w.Whole() && len(p.w.Raw) <= wholeScan {
		p.scan(0, len(p.text))
		return
	}
	done := 0
	for _, t := range p.triggers {
		if t.at < done || p.err != nil {
			continue
		}
		from, to := p.line(t.at)
		from, to = max(from, t.at-maxLine), min(to, t.at+maxLine)
		p.scan(max(from, done), to)
		done = max(done, to)
	}
}

// scan states the indicators between two offsets. Those of prose are made
// whole first: analysts spoil them so that nobody clicks.
func (p *page) scan(from, to int) {
	if from >= to || p.err != nil {
		return
	}
	b := p.text[from:to]
	refanged, changed := indicator.Refanged{}, false
	if !base(p.class).Runs() || p.class.Kind == "text" {
		if refanged, changed = indicator.RefangText(b); changed {
			b = refanged.Text
		}
	}
	origin := func(i int) int {
		if changed {
			return from + refanged.Origin(i)
		}
		return from + i
	}
	walletsOnly := p.walletsOnly || p.class.Kind == "html" && p.class.Prose // of pages the text is read, elsewhere: they name a hundred hosts to be loaded from
	find := func(m indicator.Match) bool {
		lo, hi := origin(m.Start), origin(m.End)
		if !p.owns(lo) || walletsOnly && m.Type != indicator.TypeWallet {
			return true
		}
		if lo > 1 && p.text[lo-1] == '-' && !alnum[p.text[lo-2]] && m.Type != indicator.TypeWallet {
			return true // -oHOST: the option's letter is not the host's
		}
		if isHash(m.Type) && secretBefore.Match(p.text[max(0, lo-48):lo]) {
			return true // a token looks like a hash and is none
		}
		line, end := p.line(lo)
		key := mentionKey{m.Indicator, p.mentionSetting(line, end), m.Type == indicator.TypeURL && fetched(p.text[max(line, lo-maxBefore):lo])}
		if key.setting == observation.Pattern && p.isUsed(m.Value) && !p.isHunted(lo, hi) {
			key.setting = base(p.class) // pgrep x || ./x -o POOL: it is looked for in order to be started
		}
		if p.seen[key] {
			return true
		}
		if p.mentions >= MaxMentions {
			p.left++
			return true
		}
		p.seen[key] = true
		p.mentions++
		p.observe(lo, hi, observation.Observation{Fact: observation.Mention{
			Indicator: m.Indicator, Wallet: m.Wallet, Setting: key.setting, As: p.value(text.String(p.text[lo:hi]), lo, hi),
			Fetched: key.fetched,
		}})
		return p.err == nil
	}
	indicator.Scan(b, find)
	if p.class.Prose && !walletsOnly && p.err == nil {
		indicator.ScanNames(b, find)
	}
}

// maxBefore is how far before a URL what fetches it may stand, bytes.
const maxBefore = 200

// fetches fits what programs fetch files by, sends what gives data away instead.
var (
	fetches = regexp.MustCompile(`(?i)\b(?:curl|wget|aria2c|lynx|axel|tftp|lwp-download|git clone|svn checkout|certutil|bitsadmin|start-bitstransfer|mshta|msiexec|regsvr32|invoke-webrequest|iwr|invoke-restmethod|irm|download(?:file|string|data)?|urlretrieve|urlopen|urldownloadtofilew?a?|requests\.get|axios(?:\.get)?|fetch|http\.get|file_get_contents|getstore|get_url|getasync|open\s*\(?\s*["']get["'])(?:\W|$)`)
	sends   = regexp.MustCompile(`(?i)(?:\bpost\b|\bput\b|\s-d\s|--data|\s-F\s|--form|\s-T\s|--upload)`)
)

// fetched reports whether what stands before a URL fetches it.
func fetched(before []byte) bool {
	at := fetches.FindAllIndex(before, -1)
	return len(at) > 0 && !sends.Match(before[at[len(at)-1][0]:])
}

// secretBefore fits what stands before the value of a secret.
var secretBefore = regexp.MustCompile(`(?i)(?:token|secret|(?:api|access|private|view|spend)[-_. ]?key)\\*["']?\s*[:=\s]\s*\\*["']?$`)

func isHash(t indicator.Type) bool {
	return t == indicator.TypeMD5 || t == indicator.TypeSHA1 || t == indicator.TypeSHA256
}

// loneWallets states the wallets of a window in which nothing else is worth
// reading: addresses of Bitcoin, Ethereum and others are too short to be told
// from other words by their length, and cost a look at each long word.
func (p *page) loneWallets(classify func(*text.Window) text.Class) error {
	const margin = 128 // of the words around it an address may need: "ethereum:0x…", "addr.worker"
	done := p.w.From
	indicator.WalletCandidates(p.text[:p.w.To], func(start, end int) bool {
		if end <= done || end-start > maxLine {
			return true
		}
		from, to := max(done, start-margin), min(len(p.text), end+margin)
		done = end
		found := false
		indicator.Scan(p.text[from:to], func(m indicator.Match) bool {
			found = found || m.Type == indicator.TypeWallet
			return !found
		})
		if found {
			if p.class.Kind == "" {
				p.class = classify(p.w)
			}
			p.walletsOnly = true
			p.scan(from, to)
		}
		return p.err == nil
	})
	return p.err
}

// maxLine is the length from which a line is no line of text any more, bytes.
const maxLine = 4 << 10

// mentionSetting is the setting of a line; lines that drive a rival away or
// block a host are patterns.
func (p *page) mentionSetting(from, to int) observation.Setting {
	if to-from > maxLine { // one answer for a stretch of a long line
		from -= from % maxLine
		to = min(from+maxLine, len(p.text))
	}
	if p.huntingOf == (extent{from, to}) && to > 0 {
		return p.huntingIs
	}
	s := p.settingAt(from, to)
	if s.Runs() && hunting.Match(p.text[from:min(to, from+maxSeen)]) {
		s = observation.Pattern
	}
	p.huntingOf, p.huntingIs = extent{from, to}, s
	return s
}

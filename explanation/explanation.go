// Package explanation says what one piece of text is: a wallet, a command line
// that mines, a configuration, a message of a mining protocol, an indicator. It
// looks at nothing but the text: no file is opened, no name resolved.
package explanation

import (
	"strings"
	"unicode/utf8"

	"lamproom/detection"
	"lamproom/indicator"
)

// MaxText is how many bytes of one text are read; what is beyond is left out,
// and [Line.Cut] says so.
const MaxText = 1 << 20

// maxReadings bounds the readings of one text.
const maxReadings = 64

// Line is a text with its readings, the shape of `explain --format json`.
type Line struct {
	Input    string    `json:"input"`
	Readings []Reading `json:"readings"`
	Cut      bool      `json:"cut,omitempty"` // only the first MaxText bytes were read
}

// Reading is one way to understand a text: [Wallet], [CommandLine], [Config],
// [Stratum] or [Indicator].
type Reading interface{ reading() }

// Wallet is a wallet, or the login of a pool with one in it.
type Wallet struct {
	indicator.Wallet
	Worker     string // of a login: address.worker
	Difficulty string // of a login: address+difficulty
	Email      string
	Refanged   bool
}

// CommandLine is a command line that starts a miner.
type CommandLine struct {
	Type string `json:"type"` // "miner_command_line"
	detection.Miner
	Wrappers []string `json:"wrappers,omitempty"` // what starts it, outermost first
	Refanged bool     `json:"refanged,omitempty"`
}

// Config is a configuration in a miner's layout, or a piece of one.
type Config struct {
	Type string `json:"type"` // "miner_config"
	detection.Miner
	Keys     []string `json:"keys"`             // why it was recognised
	Hidden   []string `json:"hidden,omitempty"` // settings that keep it out of sight
	Broken   string   `json:"broken,omitempty"` // where and why it could not be read to its end
	Refanged bool     `json:"refanged,omitempty"`
}

// Indicator is any other thing that can be searched for.
type Indicator struct {
	Type      string `json:"type"` // "url", "domain", "ip", "endpoint", "hash", "email", "path"
	Value     string `json:"value"`
	Algorithm string `json:"algorithm,omitempty"` // of a hash: sha256 …
	Scheme    string `json:"scheme,omitempty"`
	Host      string `json:"host,omitempty"`
	Port      int    `json:"port,omitempty"`
	TLS       bool   `json:"tls,omitempty"`
	Style     string `json:"style,omitempty"`     // of a path: windows, unix …
	User      string `json:"user,omitempty"`      // of an address with a login in it
	Ambiguous bool   `json:"ambiguous,omitempty"` // it may as well be something else: a file name for one
	Refanged  bool   `json:"refanged,omitempty"`
}

func (Wallet) reading()      {}
func (CommandLine) reading() {}
func (Config) reading()      {}
func (Stratum) reading()     {}
func (Indicator) reading()   {}

// Explain returns the readings of a text, the best first, none where nothing is
// recognised. It may be called from several goroutines.
func Explain(text string) Line {
	l := Line{Input: text, Readings: []Reading{}}
	if len(text) > MaxText {
		l.Cut = true
		text = text[:MaxText]
		for range utf8.UTFMax - 1 { // not in the middle of a character
			if r, n := utf8.DecodeLastRuneInString(text); r != utf8.RuneError || n != 1 {
				break
			}
			text = text[:len(text)-1]
		}
		l.Input = text
	}
	whole, refanged := text, false
	if mayBeDefanged(text) {
		whole, refanged = indicator.Refang(text)
	}
	whole = unquote(strings.TrimRight(strings.TrimSpace(whole), ",;")) // pasted from a list
	if whole == "" {
		return l
	}
	r := reader{text: whole, refanged: refanged}
	r.read()
	if len(r.found) > 0 {
		l.Readings = r.found
	}
	return l
}

// mayBeDefanged is a quick look for the signs that analysts put in.
func mayBeDefanged(s string) bool {
	return strings.ContainsAny(s, "[({\\") || strings.Contains(s, "xx") || strings.Contains(s, "XX") || strings.Contains(s, " dot ") || strings.Contains(s, " at ") || strings.Contains(s, "meow")
}

// unquote takes off quotes around the whole text.
func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'' || s[0] == '`') && s[len(s)-1] == s[0] && strings.IndexByte(s[1:len(s)-1], s[0]) < 0 {
		return strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// reader collects the readings of one text.
type reader struct {
	text     string
	refanged bool
	found    []Reading
	done     [][2]int // the parts of the text that were read as a miner's, in order
}

func (r *reader) add(f Reading) {
	if len(r.found) < maxReadings {
		r.found = append(r.found, f)
	}
}

func (r *reader) read() {
	s := r.text
	word := strings.IndexFunc(s, func(c rune) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }) < 0
	if word {
		if r.token(s) {
			return
		}
		// -oHOST is one word; so is {"url":"…"}.
	}
	switch s[0] {
	case '{', '[':
		if r.stratum() {
			return
		}
	}
	if mayBeCommand(s) && r.commands() || mayBeConfig(s) && r.configs() {
		from := 0
		for _, d := range r.done { // what the miner names stands in its reading
			r.mentions(s[from:max(from, d[0])])
			from = max(from, d[1])
		}
		r.mentions(s[from:])
		return
	}
	if !word {
		if style, ok := indicator.ParsePath(s); ok && !strings.Contains(s, " -") && !strings.Contains(s, "\n") {
			r.add(Indicator{Type: "path", Value: s, Style: string(style), Refanged: r.refanged})
			return
		}
	}
	r.mentions(s)
}

// mayBeCommand: there is an option, or a word of programs that take none.
func mayBeCommand(s string) bool {
	return s[0] == '-' || strings.Contains(s, " -") || strings.Contains(s, "\t-") || strings.Contains(s, "\n-") || strings.Contains(s, `"-`) || strings.Contains(s, "'-")
}

func mayBeConfig(s string) bool { return strings.ContainsAny(s, "{:=") }

// mentions adds the indicators that stand in the text, each once.
func (r *reader) mentions(s string) {
	b := []byte(s)
	seen := map[indicator.Indicator]bool{}
	each := func(m indicator.Match) bool {
		if !seen[m.Indicator] {
			seen[m.Indicator] = true
			if m.Wallet != nil {
				r.add(Wallet{Wallet: *m.Wallet, Refanged: r.refanged})
			} else if i, ok := describe(m.Indicator, r.refanged); ok {
				r.add(i)
			}
		}
		return len(r.found) < maxReadings
	}
	indicator.Scan(b, each)
	if r.refanged { // somebody took pains to name a host
		indicator.ScanNames(b, each)
	}
}

// describe makes a reading of an indicator; some types are none (passwords …).
func describe(i indicator.Indicator, refanged bool) (Indicator, bool) {
	out := Indicator{Type: string(i.Type), Value: i.Value, Refanged: refanged}
	switch i.Type {
	case indicator.TypeURL, indicator.TypeEndpoint:
		if e, ok := indicator.ParseEndpoint(i.Value); ok {
			out.Scheme, out.Host, out.Port, out.TLS = e.Scheme, e.Host, e.Port, e.TLS
		}
	case indicator.TypeSHA256, indicator.TypeSHA1, indicator.TypeMD5:
		out.Type, out.Algorithm = "hash", string(i.Type)
	case indicator.TypeDomain, indicator.TypeIP, indicator.TypeEmail, indicator.TypePath:
	default:
		return out, i.Type == indicator.TypeCVE
	}
	return out, true
}

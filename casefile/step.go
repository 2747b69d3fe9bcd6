package casefile

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Phases of the response, in their order.
const (
	PhaseVerify    = "verify"    // find out whether, and who wants it
	PhasePreserve  = "preserve"  // keep what is gone afterwards
	PhaseContain   = "contain"   // stop the damage, keep the traces
	PhaseEradicate = "eradicate" // remove what starts it again
	PhaseRotate    = "rotate"    // change what was readable
	PhaseClose     = "close"     // the way in
	PhaseTell      = "tell"      // whom
)

// Step is one thing to do now, and the findings that call for it. What it says
// is a phrase with values: Text is it in English, and [Step.Say] says it in the
// sentences of another language.
type Step struct {
	Phase    string   `json:"phase"`
	Text     string   `json:"text"`
	Findings []string `json:"findings"` // ids; at most maxStepFindings
	Phrase   string   `json:"phrase"`   // id of the sentence, see [StepPhrases]
	Hosts    []string `json:"hosts"`    // the machines it is to be done on; none: the one in question, or everywhere
	Values   []string `json:"values"`   // what the sentence names, as the evidence has it: any bytes
	More     int      `json:"more"`     // values beyond maxStepValues
	Commands []string `json:"commands"` // for the administrator: they only read, and values in them are quoted
}

// Limits of one step. A sentence names the first values only; all of them are
// listed beside it.
const (
	maxStepFindings = 200
	maxStepValues   = 200
	maxSaidValues   = 12
	maxSaidLength   = 200 // bytes of one value in a sentence
	maxCommands     = 40
)

// Phrasing is how the steps are said in a language.
type Phrasing struct {
	Sentences map[string]string // phrase → sentence, in which {values} is filled in
	On        string            // before a sentence that is about some machines: "On {hosts}: "
	More      string            // behind what is named of a list: "and {n} more, see the findings"
}

// Say returns the step as a sentence. A phrase that the language does not have
// is said in English.
func (s Step) Say(p Phrasing) string {
	sentence, ok := p.Sentences[s.Phrase]
	if !ok {
		if p, ok = english, true; english.Sentences[s.Phrase] == "" {
			return s.Text
		}
		sentence = p.Sentences[s.Phrase]
	}
	if before, after, ok := strings.Cut(sentence, "{values}"); ok { // once: a value may hold the word
		sentence = before + p.list(s.Values, s.More) + after
	}
	if len(s.Hosts) > 0 {
		before, after, _ := strings.Cut(p.On, "{hosts}")
		sentence = before + p.list(s.Hosts, 0) + after + sentence
	}
	return sentence
}

// list names the first of the values, and how many there are besides.
func (p Phrasing) list(values []string, more int) string {
	said := values[:min(len(values), maxSaidValues)]
	parts := make([]string, len(said))
	for i, v := range said {
		parts[i] = quoteValue(v)
	}
	list := strings.Join(parts, ", ")
	if more += len(values) - len(said); more > 0 {
		list += " " + strings.ReplaceAll(p.More, "{n}", strconv.Itoa(more))
	}
	return list
}

// quoteValue shows a value in a sentence. What could be mistaken for a part of
// the sentence, or would do something in a shell, stands in quotes.
func quoteValue(v string) string {
	if len(v) > maxSaidLength {
		cut := maxSaidLength
		for cut > 0 && !utf8.RuneStart(v[cut]) {
			cut--
		}
		v = v[:cut] + "…"
	}
	safe := v != ""
	for _, r := range v {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(`_@%+=:./\-~[]…`, r) {
			continue
		}
		safe = false
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return shellEscape(v)
		}
	}
	if safe {
		return v
	}
	return posixQuote(v)
}

// shellEscape writes what does not show itself so that bash, ksh and zsh read it
// back ($'…'), and nothing in it is run when it is pasted: between double quotes
// it would be.
func shellEscape(v string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(v); {
		r, n := utf8.DecodeRuneInString(v[i:])
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == utf8.RuneError && n <= 1 || !unicode.IsPrint(r):
			for _, c := range []byte(v[i : i+n]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		default:
			b.WriteString(v[i : i+n])
		}
		i += n
	}
	return b.String() + "'"
}

func posixQuote(v string) string { return "'" + strings.ReplaceAll(v, "'", `'\''`) + "'" }

// maxArgument bounds a value that is put into a command.
const maxArgument = 1024

// posixCommand fills values into a command for a POSIX shell, one a %s, each in
// quotes. It is false where a value holds what does not show itself: better no
// command than one that does something else than it seems to.
func posixCommand(format string, values ...string) (string, bool) {
	args := make([]any, len(values))
	for i, v := range values {
		if v == "" || len(v) > maxArgument || !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return "", false
		}
		args[i] = posixQuote(v)
	}
	return fmt.Sprintf(format, args...), true
}

// windowsCommand is posixCommand for cmd and PowerShell at once. Their quoting
// differs, so only values that mean the same to both are let in.
func windowsCommand(format string, values ...string) (string, bool) {
	args := make([]any, len(values))
	for i, v := range values {
		if v == "" || len(v) > maxArgument || strings.HasSuffix(v, `\`) || strings.ContainsFunc(v, func(r rune) bool {
			return r > 0x7e || !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(`\/:._-+ {}`, r))
		}) {
			return "", false
		}
		args[i] = `"` + v + `"`
	}
	return fmt.Sprintf(format, args...), true
}

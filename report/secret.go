package report

import (
	"bytes"
	"regexp"
)

// secretName is what secrets are called: the token of a control interface, a
// spend or view key, an access key. It may be cut at its front, as the front of
// an excerpt may be. Passwords of pools are no secrets: they are the operator's
// trail.
const secretName = `(?:token` + // also access-token, --http-access-token, API_TOKEN
	`|(?:spend|view)[-_. ]?(?:secret[-_. ]?)?key|secret[-_. ]?(?:spend|view)[-_. ]?key` +
	`|(?:api|access|private|secret)[-_. ]?key(?:[-_. ]?id)?|client[-_. ]?secret)`

// secretValue finds a value that is set under the name of a secret, whatever
// the syntax: "token": "…", TOKEN=…, --token …
var secretValue = regexp.MustCompile(`(?i)(?:` + secretName + `\\*["']?\s*[:=]\s*|--?[a-z-]*` + secretName + `\s+)\\*["']?([^\s"'\\,;}&|]+)`)

// bearer finds secrets that tell by their own shape what they are.
var bearer = regexp.MustCompile(`(?i:\b(?:bearer|basic)\s+)([A-Za-z0-9+/=._~-]{12,})` +
	`|\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|xox[abprs]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)`)

// notSecret are words that stand where a value would, and are none.
var notSecret = regexp.MustCompile(`(?i)^(?:(?:null|none|nil|true|false|undefined|string|that|this|from|with|x+)$|\{+|<|\$|%|-|\*+)`)

// MaskSecrets returns b with the bytes of secrets overwritten by asterisks, all
// but the first two of each. The length stays, so that places in b stay true. b
// itself is left alone; it is returned as it is if it holds no secret.
func MaskSecrets(b []byte) []byte {
	out := b
	mask := func(from, to int) {
		if &out[0] == &b[0] {
			out = bytes.Clone(b)
		}
		keep := 2
		if to-from <= 6 {
			keep = 0
		}
		for i := from + keep; i < to; i++ {
			out[i] = '*'
		}
	}
	if !mayHoldSecret(b) {
		return b
	}
	for _, m := range secretValue.FindAllSubmatchIndex(b, -1) {
		if v := b[m[2]:m[3]]; len(v) >= 4 && !notSecret.Match(v) {
			mask(m[2], m[3])
		}
	}
	for _, m := range bearer.FindAllSubmatchIndex(b, -1) {
		for g := 2; g+1 < len(m); g += 2 {
			if m[g] >= 0 {
				mask(m[g], m[g+1])
			}
		}
	}
	return out
}

// MaskSecret is [MaskSecrets] for a string.
func MaskSecret(s string) string {
	if !mayHoldSecret(s) {
		return s
	}
	return string(MaskSecrets([]byte(s)))
}

// mayHoldSecret is a quick look before the expressions: they begin with one of these words.
func mayHoldSecret[T string | []byte](b T) bool {
	for i := 0; i+2 < len(b); i++ {
		switch b[i] | 0x20 { // small letter
		case 'k':
			if fold(b, i, "key") {
				return true
			}
		case 't':
			if fold(b, i, "token") {
				return true
			}
		case 's':
			if fold(b, i, "secret") {
				return true
			}
		case 'b':
			if fold(b, i, "bearer") || fold(b, i, "basic") {
				return true
			}
		case 'g':
			if fold(b, i, "gh") && i+3 < len(b) && b[i+3] == '_' || fold(b, i, "github_pat") {
				return true
			}
		case 'x':
			if fold(b, i, "xox") {
				return true
			}
		case 'a':
			if fold(b, i, "akia") {
				return true
			}
		case 'e':
			if fold(b, i, "eyj") {
				return true
			}
		}
	}
	return false
}

func fold[T string | []byte](b T, at int, word string) bool {
	if len(b)-at < len(word) {
		return false
	}
	for i := range len(word) {
		if c := b[at+i]; c != word[i] && (c < 'A' || c > 'Z' || c|0x20 != word[i]) {
			return false
		}
	}
	return true
}

// MaskExcerpt is [MaskSecrets] for an excerpt that may begin or end inside a
// secret: a long value at its front, outside of the mark, is overwritten as well,
// since the name that would tell what it is may have been cut off. Only what is
// all hexadecimal or ends at a quote counts as such a value: the rest of a wallet
// on a command line stays.
func MaskExcerpt(b []byte, mark [2]int) []byte {
	out := MaskSecrets(b)
	if len(b) == 0 || mark[0] < 0 || mark[1] > len(b) || mark[0] > mark[1] {
		return out
	}
	head, hex := 0, true
	for head < mark[0] && keyByte(b[head]) {
		c := b[head] | 0x20
		hex = hex && (c >= 'a' && c <= 'f' || b[head] >= '0' && b[head] <= '9' || c == '-')
		head++
	}
	if head < minKey || head == mark[0] || !hex && b[head] != '"' && b[head] != '\'' {
		return out
	}
	if &out[0] == &b[0] {
		out = bytes.Clone(b)
	}
	for i := range head {
		out[i] = '*'
	}
	return out
}

// minKey is the length from which a run of letters and digits may be the rest
// of a key.
const minKey = 16

func keyByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '+' || c == '=' || c == '_' || c == '-'
}

package prose

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// text is a text with its words.
type text struct {
	b     []byte
	words []word
	folds []byte // of all words: small, without accents
}

// word is a run of letters and digits.
type word struct{ start, end, fold, foldEnd int32 }

// maxWord is how much of a word is kept, bytes: longer ones are no words.
const maxWord = 64

// split finds the words.
func split(b []byte) *text {
	t := &text{b: b, words: make([]word, 0, len(b)/6), folds: make([]byte, 0, len(b))}
	in := false
	for i := 0; i < len(b); {
		c := b[i]
		n := 1
		var r rune
		if c < utf8.RuneSelf {
			r = rune(c)
		} else if r, n = utf8.DecodeRune(b[i:]); r == utf8.RuneError {
			r = rune(c) // Latin-1
		}
		if !(c < utf8.RuneSelf && asciiWord[c] || c >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))) {
			in = false
			i += n
			continue
		}
		if !in {
			t.words = append(t.words, word{start: int32(i), fold: int32(len(t.folds)), foldEnd: int32(len(t.folds))})
			in = true
		}
		w := &t.words[len(t.words)-1]
		if w.foldEnd-w.fold < maxWord {
			t.folds = fold(t.folds, r)
			w.foldEnd = int32(len(t.folds))
		}
		i += n
		w.end = int32(i)
	}
	return t
}

var asciiWord = func() (is [utf8.RuneSelf]bool) {
	for c := range is {
		is[c] = '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	}
	return is
}()

// fold appends a letter as small ones without accents.
func fold(to []byte, r rune) []byte {
	switch {
	case 'A' <= r && r <= 'Z':
		return append(to, byte(r)+'a'-'A')
	case r < utf8.RuneSelf:
		return append(to, byte(r))
	case r == 'œ' || r == 'Œ':
		return append(to, "oe"...)
	case r == 'æ' || r == 'Æ':
		return append(to, "ae"...)
	case r == 'ß':
		return append(to, "ss"...)
	case unicode.IsMark(r):
		return to
	}
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], unicode.ToLower(r))
	if d := norm.NFD.Properties(buf[:n]).Decomposition(); len(d) > 0 && d[0] < utf8.RuneSelf {
		return append(to, d[0])
	}
	return append(to, buf[:n]...)
}

// folded is the word with that number, small and without accents; "" where
// there is none.
func (t *text) folded(i int) string {
	if i < 0 || i >= len(t.words) {
		return ""
	}
	return string(t.folds[t.words[i].fold:t.words[i].foldEnd])
}

// is says whether the word with that number is one of these, folded.
func (t *text) is(i int, any map[string]bool) bool { return any[t.folded(i)] }

// written is the word as it stands.
func (t *text) written(i int) []byte {
	if i < 0 || i >= len(t.words) {
		return nil
	}
	return t.b[t.words[i].start:t.words[i].end]
}

// gap is what stands between a word and the next.
func (t *text) gap(i int) []byte {
	if i < 0 || i+1 >= len(t.words) {
		return nil
	}
	return t.b[t.words[i].end:t.words[i+1].start]
}

// joined says whether nothing parts two words but blanks, hyphens and
// apostrophes, and at most one line end: they may be words of one name. The
// other characters that may stand there, too, are given.
func (t *text) joined(i int, also string) bool {
	if i < 0 || i+1 >= len(t.words) {
		return false
	}
	gap := t.gap(i)
	if len(gap) == 0 || len(gap) > 40 {
		return false
	}
	lines, marks := 0, 0
	for _, r := range string(gap) {
		switch {
		case r == '\n':
			lines++
		case r == ' ', r == '\t', r == '\r', r == '\u00a0', r == '\u202f':
		case r == '-', r == '\'', r == '’', r == '‐', r == '‑', r == '–', r == '\u00ad':
			marks++
		case runeIn(also, r):
			marks++
		default:
			return false
		}
	}
	return lines < 2 && marks < 3
}

func runeIn(s string, r rune) bool {
	for _, c := range s {
		if c == r {
			return true
		}
	}
	return false
}

// capital says whether a word begins with a capital letter.
func (t *text) capital(i int) bool {
	if i < 0 || i >= len(t.words) {
		return false
	}
	r, _ := utf8.DecodeRune(t.written(i))
	return unicode.IsUpper(r)
}

// shouted says whether a word has no small letters.
func (t *text) shouted(i int) bool {
	for _, r := range string(t.written(i)) {
		if unicode.IsLower(r) {
			return false
		}
	}
	return true
}

// number reads a word of one to four digits; -1 for other words.
func (t *text) number(i int) int {
	w := t.written(i)
	if len(w) == 0 || len(w) > 4 {
		return -1
	}
	n := 0
	for _, c := range w {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// technical says whether a stretch is a part of something that is no running
// text: a path, a web address, a mail address, the name of a host or of a file.
func (t *text) technical(start, end int) bool {
	const far = 256 // longer tokens are no prose
	from, to := start, end
	for from > 0 && start-from < far && !blank(t.b[from-1]) {
		from--
	}
	for to < len(t.b) && to-end < far && !blank(t.b[to]) {
		to++
	}
	slashes := 0
	for i := from; i < to; i++ {
		switch t.b[i] {
		case '\\', '@':
			return true
		case '/':
			if i >= start && i < end { // 08/01/2018
				continue
			}
			if slashes++; slashes > 1 || i == from || i+1 < to && t.b[i+1] == '/' {
				return true
			}
		}
	}
	if start > from { // "_name", ".name", "=name"
		switch t.b[start-1] {
		case '_', '.', '=', '$', '%':
			return true
		}
	}
	if end < to {
		switch t.b[end] {
		case '_', '=':
			return true
		case '.', '[', ':': // name.exe, name[.]com, name:tag; not "name. Then"
			return end+1 < to && (wordByte(t.b[end+1]) || t.b[end] == '[' && t.b[end+1] == '.')
		}
	}
	return false
}

func blank(c byte) bool { return c <= ' ' || c == '"' || c == '<' || c == '>' || c == '`' }

func wordByte(c byte) bool { return c >= utf8.RuneSelf || asciiWord[c] }

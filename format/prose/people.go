package prose

import (
	"regexp"
	"strings"
)

// personal is how names of persons are written: two to four words with capitals.
const personal = `\p{Lu}[\p{L}'’]+(?:-\p{L}+)*(?: (?:(?:de|van|von|der|den|le|la|al|el|bin) )?\p{Lu}[\p{L}'’.]*(?:-\p{L}+)*){1,3}`

// roles are words that present the name beside them as a person's. That is
// needed: two words with capitals are mostly something else, and a word in a
// path is never a person.
var roles = words(`analyst analysts analyste analystes researcher researchers chercheur chercheuse chercheurs
	cofounder cofondateur founder fondateur fondatrice director directeur directrice engineer ingenieur ingenieure
	spokesman spokeswoman spokesperson parole professor professeur professeure journalist journaliste president presidente
	consultant expert experte lecturer conferencier conferenciere ceo cto ciso pdg`)

var (
	apposed = regexp.MustCompile(`(` + personal + `), (?:(?:le|la|un|une|an?|the|its|their|son|sa|chief|senior|lead|principal|security|threat|malware|cyber|intelligence|co|porte|[\p{L}]+['’]s)[ -]|l['’]){0,4}$`)
	titled  = regexp.MustCompile(`^ (?:en chef |principal )?(` + personal + `)`)
)

// people finds persons that the text presents with what they do.
func (t *text) people(add adder) {
	const far = 120 // bytes that a name and its article may have
	n := 0
	for i, w := range t.words {
		if !roles[string(t.folds[w.fold:w.foldEnd])] {
			continue
		}
		if n++; n > MaxRecords {
			return
		}
		from := max(0, int(w.start)-far)
		if m := apposed.FindSubmatchIndex(t.b[from:w.start]); m != nil {
			t.person(from+m[2], from+m[3], add)
		}
		if m := titled.FindSubmatchIndex(t.b[w.end:min(len(t.b), int(w.end)+far)]); m != nil && i+1 < len(t.words) {
			t.person(int(w.end)+m[2], int(w.end)+m[3], add)
		}
	}
}

func (t *text) person(from, to int, add adder) {
	if first := strings.ToLower(firstWord(t.b[from:to])); !t.named(from, to) && !notNames[first] {
		add(Person, tidy(t.b[from:to]), from, to, false)
	}
}

// notNames begin sentences before a name and are none of its words.
var notNames = words("the this that our his her their when while after before as but and according le la les un une selon pour mais comme ce cette security threat senior chief")

func firstWord(b []byte) string {
	s, _, _ := strings.Cut(string(b), " ")
	return s
}

func tidy(b []byte) string {
	return strings.TrimRight(strings.Join(strings.Fields(string(b)), " "), ".'’")
}

// named says whether the gazetteer has a name in that stretch: a firm that
// signs an article is no person.
func (t *text) named(from, to int) bool {
	found := false
	s := split(t.b[from:to])
	s.names(func(Kind, string, int, int, bool) { found = true })
	return found
}

package phrase

import "strings"

// patterns translate sentences that hold values of the evidence: "*" stands for
// any text. They are tried in order, those that begin with the same word alone.
type patterns struct {
	byWord map[string][]pattern
}

// pattern is the literal pieces of an English sentence between its values, and
// the sentence in the other language, where {1} is the first value. {1:t} says
// that the value is a phrase or sentence itself, to be translated if it is known.
type pattern struct {
	pieces []string
	to     string
}

func newPatterns(pairs [][2]string) *patterns {
	p := &patterns{byWord: map[string][]pattern{}}
	for _, pair := range pairs {
		pieces := strings.Split(pair[0], "*")
		word := ""
		if first, _, ok := strings.Cut(pieces[0], " "); ok || len(pieces) == 1 {
			word = first
		}
		p.byWord[word] = append(p.byWord[word], pattern{pieces, pair[1]})
	}
	return p
}

func (p *patterns) typeset() *patterns {
	if p == nil {
		return nil
	}
	t := &patterns{byWord: map[string][]pattern{}}
	for word, list := range p.byWord {
		for _, one := range list {
			t.byWord[word] = append(t.byWord[word], pattern{one.pieces, typeset(one.to)})
		}
	}
	return t
}

// maxPatternDepth bounds sentences inside of sentences.
const maxPatternDepth = 4

// Sentence says in the language what a detector says in English. known is false
// if it stayed English.
func (l *Language) Sentence(english string) (s string, known bool) {
	if l.clauses == nil {
		return english, l.Tag == "en"
	}
	return l.sentence(english, 0)
}

func (l *Language) sentence(english string, depth int) (string, bool) {
	if p, ok := l.phrases[english]; ok {
		return p, true
	}
	if !strings.Contains(english, " ") {
		return english, true // a value, of no language
	}
	if depth > maxPatternDepth {
		return english, false
	}
	word, _, _ := strings.Cut(english, " ")
	for _, list := range [][]pattern{l.clauses.byWord[word], l.clauses.byWord[""]} {
		for _, p := range list {
			values, ok := match(p.pieces, english)
			if !ok {
				continue
			}
			return l.fill(p.to, values, depth), true
		}
	}
	return english, false
}

// match finds the values between the pieces; the first fit of each piece counts,
// the last piece must end the sentence. The time is that of a search for each piece.
func match(pieces []string, s string) ([]string, bool) {
	if len(pieces) == 1 {
		return nil, s == pieces[0]
	}
	rest, ok := strings.CutPrefix(s, pieces[0])
	if !ok {
		return nil, false
	}
	last := pieces[len(pieces)-1]
	rest, ok = strings.CutSuffix(rest, last)
	if !ok {
		return nil, false
	}
	var values []string
	for _, piece := range pieces[1 : len(pieces)-1] {
		value, behind, ok := strings.Cut(rest, piece)
		if !ok {
			return nil, false
		}
		values = append(values, value)
		rest = behind
	}
	return append(values, rest), true
}

// fill puts the values into their places, once, so that braces in a value stay.
func (l *Language) fill(to string, values []string, depth int) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(to, '{')
		if i < 0 || i+2 >= len(to) {
			break
		}
		n := int(to[i+1] - '1')
		end := strings.IndexByte(to[i:], '}')
		if n < 0 || n >= len(values) || end < 0 {
			break
		}
		b.WriteString(to[:i])
		v := values[n]
		if to[i+2:i+end] == ":t" {
			v, _ = l.sentence(v, depth+1)
		}
		b.WriteString(v)
		to = to[i+end+1:]
	}
	b.WriteString(to)
	return b.String()
}

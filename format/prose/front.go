package prose

import (
	"bytes"
	"regexp"
	"time"
	"unicode/utf8"
)

// frontSize is how much of a text is searched for its title and its by-line.
const frontSize = 4 << 10

// line is a line without its end.
type line struct{ start, end int }

// frontLines are the lines of the beginning that hold something.
func (t *text) frontLines() (all []line) {
	for from := 0; from < min(len(t.b), frontSize) && len(all) < 40; {
		to := len(t.b)
		if i := bytes.IndexByte(t.b[from:], '\n'); i >= 0 {
			to = from + i
		}
		l := line{from, to}
		for l.start < l.end && t.b[l.start] <= ' ' {
			l.start++
		}
		for l.end > l.start && t.b[l.end-1] <= ' ' {
			l.end--
		}
		if l.end > l.start {
			all = append(all, l)
		}
		from = to + 1
	}
	return all
}

var (
	heading    = regexp.MustCompile(`^#{1,3}\s+(\S.*?)\s*#*$`)
	underlined = regexp.MustCompile(`^(=+|-{4,}|~{4,})$`)
	titleField = regexp.MustCompile(`(?i)^(?:title|titre|subject|objet)\s*:\s*["'“«]?\s?(\S.*?)\s?["'”»]?$`)
)

// title finds the title: that of the head matter, the first heading, or a first
// line that is short and no sentence.
func (t *text) title() Span {
	lines := t.frontLines()
	for i, l := range lines {
		if i == 12 {
			break
		}
		b := t.b[l.start:l.end]
		if m := titleField.FindSubmatchIndex(b); m != nil {
			return Span{l.start + m[2], l.start + m[3]}
		}
		if m := heading.FindSubmatchIndex(b); m != nil {
			return Span{l.start + m[2], l.start + m[3]}
		}
		if i+1 < len(lines) && underlined.Match(t.b[lines[i+1].start:lines[i+1].end]) && !underlined.Match(b) && len(b) < 200 {
			return Span{l.start, l.end}
		}
	}
	if len(lines) < 2 {
		return Span{}
	}
	l := lines[0]
	b := t.b[l.start:l.end]
	words := 0
	for i := 0; i < len(t.words) && int(t.words[i].start) < l.end; i++ {
		words++
	}
	if last, _ := utf8.DecodeLastRune(b); len(b) <= 160 && words > 1 && last != '.' && last != ';' && last != ',' && last != ':' && b[0] != '-' && b[0] != '*' && b[0] != '[' && b[0] != '<' {
		return Span{l.start, l.end}
	}
	return Span{}
}

var (
	byLine  = regexp.MustCompile(`(?i)\b(published|posted|publi[ée]e?|paru|date|created|written|release[ds]?|mis en ligne)\b`)
	notLine = regexp.MustCompile(`(?i)\b(updated|modified|mise? à jour|modifi[ée]|copyright|expires|version)\b|©`)
	author  = regexp.MustCompile(`(?i:^[*_>\s#-]*(?:by|par|authors?|auteurs?|written by|posted by|(?:publi|post)[ée]e? par|[ée]crit par|r[ée]dig[ée] par)\s*:?\s+["']?)(` + personal + `)`)
)

// front reads the by-line: the day of publication, and who wrote.
func (t *text) front(dates []dated, add adder) (published string) {
	lines := t.frontLines()
	alone := ""
	for i, l := range lines {
		b := t.b[l.start:l.end]
		if len(b) > 200 || i > 25 {
			continue
		}
		if m := author.FindSubmatchIndex(b); m != nil && !t.named(l.start+m[2], l.start+m[3]) {
			add(Person, tidy(b[m[2]:m[3]]), l.start+m[2], l.start+m[3], false)
		}
		if notLine.Match(b) {
			continue
		}
		for _, d := range dates {
			if d.start < l.start || d.end > l.end || d.value[0] == '-' || len(d.value) == 9 {
				continue
			}
			if published == "" && byLine.Match(b[:d.start-l.start]) {
				published = d.value
			}
			// a line of little more than a day
			if alone == "" && i < 12 && len(d.value) == 10 && len(b) < 90 && len(b)-(d.end-d.start) < 50 && !bytes.HasSuffix(b, []byte(".")) && b[0] != '*' && b[0] != '-' {
				alone = d.value
			}
		}
	}
	if published == "" {
		published = alone
	}
	return published
}

// Day reads the day of publication as markup gives it: a time of RFC 3339 is
// kept, of other dates the day is; "" where there is none.
func Day(s string) string {
	if _, err := time.Parse(time.RFC3339, s); err == nil {
		return s
	}
	if len(s) > 64 {
		return ""
	}
	for _, d := range split([]byte(s)).dates("") {
		if d.value[0] != '-' && len(d.value) != len("2014/2015") {
			return d.value
		}
	}
	return ""
}

var wholeName = regexp.MustCompile(`^` + personal + `$`)

// PersonName says whether the name of an author is written as a person's, and is
// not one that the gazetteer has: firms sign, too.
func PersonName(s string) bool {
	return len(s) < 100 && wholeName.MatchString(s) && !split([]byte(s)).named(0, len(s))
}

package prose

import "fmt"

// dated is a date at its place.
type dated struct {
	value      string
	start, end int
	first      int // number of its first word
	last       int // and of its last
}

// months by their folded names, English and French.
var months = func() map[string]int {
	all := map[string]int{}
	for i, names := range []string{
		"january jan janvier janv", "february feb fevrier fevr fev", "march mar mars", "april apr avril avr", "may mai", "june jun juin",
		"july jul juillet juil", "august aug aout", "september sep sept septembre", "october oct octobre", "november nov novembre", "december dec decembre",
	} {
		for name := range words(names) {
			all[name] = i + 1
		}
	}
	return all
}()

var (
	// months whose name is another word, too: they need a day or a year
	ambiguous = words("may mar mars march mai sep sept dec jan")
	// those of them that are not shortened
	whole = words("may mars march mai")
	// what a month or a year stands behind
	before = words("in since from until during early late mid of by en depuis de fin debut mi courant jusqu annee year summer winter spring autumn fall ete automne hiver printemps last between entre around vers")
	joins  = words("and to et a or ou")
)

// dates finds the dates, in the order of their places.
func (t *text) dates(language string) []dated {
	var all []dated
	for i := 0; i < len(t.words); {
		d, ok := t.date(i, language)
		if !ok && len(all) > 0 {
			d, ok = t.secondYear(i, all[len(all)-1])
		}
		if !ok || t.technical(d.start, d.end) {
			i++
			continue
		}
		all = append(all, d)
		i = d.last + 1
	}
	return all
}

// date reads a date that begins with that word.
func (t *text) date(i int, language string) (dated, bool) {
	if d, ok := t.numeric(i, language); ok {
		return d, true
	}
	if day, n := t.day(i); n > 0 { // 8 January 2018, 24 décembre, 8th of January
		k := i + n
		if t.folded(k) == "of" || t.folded(k) == "de" {
			k++
		}
		if m := months[t.folded(k)]; m > 0 && t.near(i, k) {
			if y := t.year(k + 1); y > 0 && t.near(k, k+1) {
				return t.dated(i, k+1, y, m, day)
			}
			if y, n := t.yearBehind(k); n > 0 {
				return t.dated(i, k+n, y, m, day)
			}
			if !t.month(k) && !t.monthSmall(k, language) {
				return dated{}, false // "3 may be"
			}
			return t.dated(i, k, 0, m, day)
		}
	}
	if m := months[t.folded(i)]; m > 0 {
		if day, n := t.day(i + 1); n > 0 && t.near(i, i+1) && t.capital(i) { // January 8th, 2018
			k := i + n
			if y := t.year(k + 1); y > 0 && t.near(k, k+1) {
				return t.dated(i, k+1, y, m, day)
			}
			if language != "fr" {
				return t.dated(i, k, 0, m, day)
			}
		}
		if y := t.year(i + 1); y > 0 && t.near(i, i+1) { // January 2018
			return t.dated(i, i+1, y, m, 0)
		}
		if t.is(i-1, before) && t.near(i-1, i) && (t.month(i) || t.is(i, whole) && t.capital(i)) {
			return t.dated(i, i, 0, m, 0) // in November
		}
	}
	if y := t.year(i); y > 0 {
		if r := t.rangeEnd(i, y); r > 0 { // 2014-15
			w, x := t.words[i], t.words[i+1]
			return dated{fmt.Sprintf("%d/%d", y, r), int(w.start), int(x.end), i, i + 1}, true
		}
		if t.is(i-1, before) && t.near(i-1, i) && t.loose(i) {
			return t.dated(i, i, y, 0, 0)
		}
	}
	return dated{}, false
}

// secondYear reads the year behind "in 2014 and": the one that ended there.
func (t *text) secondYear(i int, last dated) (dated, bool) {
	y := t.year(i)
	if y == 0 || last.last != i-2 || len(last.value) != 4 || !t.is(i-1, joins) || !t.near(i-2, i) || !t.loose(i) {
		return dated{}, false
	}
	return t.dated(i, i, y, 0, 0)
}

// numeric reads dates in digits: 2018-01-08, 2018/01/08, 2018-01, 08.01.2018,
// 08/01/2018. Where day and month cannot be told apart only the year is.
func (t *text) numeric(i int, language string) (dated, bool) {
	a, b := t.number(i), t.number(i+1)
	gap := string(t.gap(i))
	if a < 0 || gap != "-" && gap != "/" && gap != "." || b < 0 && !t.dayWithTime(i+1) {
		return dated{}, false
	}
	again := string(t.gap(i+1)) == gap
	if len(t.written(i)) == 4 && a >= 1970 && a < 2100 && len(t.written(i+1)) == 2 && 1 <= b && b <= 12 {
		if c := t.number(i + 2); again && c > 0 && c <= 31 && len(t.written(i+2)) == 2 {
			return t.dated(i, i+2, a, b, c)
		}
		if again && t.dayWithTime(i+2) { // 2018-01-08T10:00
			d, ok := t.dated(i, i+2, a, b, t.digits(i+2))
			d.end = int(t.words[i+2].start) + 2
			return d, ok
		}
		if !again && gap == "-" && !hyphenAt(t.b, int(t.words[i+1].end)) {
			return t.dated(i, i+1, a, b, 0)
		}
		return dated{}, false
	}
	c := t.number(i + 2)
	if !again || gap == "-" && len(t.written(i+2)) != 4 || len(t.written(i+2)) != 4 || c < 1990 || c > 2099 || a < 1 || b < 1 || a > 31 || b > 31 {
		return dated{}, false
	}
	day, month := a, b
	switch {
	case a > 12 && b > 12:
		return dated{}, false
	case b > 12:
		day, month = b, a
	case a > 12, gap == ".", language == "fr", a == b:
	default:
		return t.dated(i, i+2, c, 0, 0)
	}
	return t.dated(i, i+2, c, month, day)
}

// dayWithTime says whether a word is a day with the time of day behind it: 08T10.
func (t *text) dayWithTime(i int) bool {
	w := t.written(i)
	return len(w) >= 5 && w[2] == 'T' && t.digits(i) > 0 && t.digits(i) <= 31
}

// digits reads the first two digits of a word.
func (t *text) digits(i int) int {
	w := t.written(i)
	if len(w) < 2 || w[0] < '0' || w[0] > '9' || w[1] < '0' || w[1] > '9' {
		return -1
	}
	return int(w[0]-'0')*10 + int(w[1]-'0')
}

func hyphenAt(b []byte, i int) bool {
	return i < len(b) && (b[i] == '-' || b[i] == '.' || b[i] == '_') && i+1 < len(b) && wordByte(b[i+1])
}

// day reads a day of the month: 8, 08, 8th, 1er. n is how many words that takes.
func (t *text) day(i int) (day, n int) {
	if d := t.number(i); d > 0 {
		if d > 31 || len(t.written(i)) > 2 {
			return 0, 0
		}
		return d, 1
	}
	w := t.folded(i)
	if len(w) < 3 || len(w) > 4 {
		return 0, 0
	}
	switch w[len(w)-2:] {
	case "st", "nd", "rd", "th", "er":
	default:
		return 0, 0
	}
	for _, c := range w[:len(w)-2] {
		if c < '0' || c > '9' {
			return 0, 0
		}
		day = day*10 + int(c-'0')
	}
	if day < 1 || day > 31 {
		return 0, 0
	}
	return day, 1
}

// year reads a year of four digits, 0 for other words.
func (t *text) year(i int) int {
	if y := t.number(i); len(t.written(i)) == 4 && y >= 1990 && y < 2100 {
		return y
	}
	return 0
}

// yearBehind reads the year of "8 January, in 2018"; n is how many words it takes.
func (t *text) yearBehind(i int) (year, n int) {
	if f := t.folded(i + 1); f == "of" || f == "in" || f == "en" {
		if y := t.year(i + 2); y > 0 && t.near(i, i+2) {
			return y, 2
		}
	}
	return 0, 0
}

// rangeEnd is the second year of 2014-15, 2014-2015 or 2014–2015, 0 if none.
func (t *text) rangeEnd(i, year int) int {
	gap := string(t.gap(i))
	if gap != "-" && gap != "–" && gap != "‑" && gap != "/" || i+1 >= len(t.words) || hyphenAt(t.b, int(t.words[i+1].end)) {
		return 0
	}
	if s := int(t.words[i].start); s > 0 && (t.b[s-1] == '-' || t.b[s-1] == '/') {
		return 0 // a part of something longer: CVE-2014-2015
	}
	end := t.number(i + 1)
	switch len(t.written(i + 1)) {
	case 2:
		end += year / 100 * 100
		if year%100+1 != end%100 && end-year > 5 {
			return 0
		}
	case 4:
	default:
		return 0
	}
	if end <= year || end > year+30 || end > 2099 {
		return 0
	}
	return end
}

// near says whether the words from and up to these stand in one phrase, with no
// more than a comma or the dot of a shortening between each.
func (t *text) near(i, k int) bool {
	if i < 0 || k >= len(t.words) {
		return false
	}
	for ; i < k; i++ {
		gap := t.gap(i)
		if len(gap) == 0 || len(gap) > 12 {
			return false
		}
		lines := 0
		for _, r := range string(gap) {
			switch r {
			case '\n':
				lines++
			case ' ', '\t', '\r', '\u00a0', '\u202f', ',', '-', '’', '\'':
			case '.':
				if months[t.folded(i)] == 0 {
					return false
				}
			default:
				return false
			}
		}
		if lines > 1 {
			return false
		}
	}
	return true
}

// loose says whether a number stands by itself: not as a part of a version or
// of a larger number.
func (t *text) loose(i int) bool {
	s, e := int(t.words[i].start), int(t.words[i].end)
	if s > 0 && t.b[s-1] != ' ' && t.b[s-1] != '\n' && t.b[s-1] != '(' && t.b[s-1] < 0x80 && t.b[s-1] != '\t' && t.b[s-1] != '\'' {
		return false
	}
	return e >= len(t.b) || !(t.b[e] == '.' || t.b[e] == ',' || t.b[e] == ':' || t.b[e] == '-') || e+1 >= len(t.b) || !wordByte(t.b[e+1])
}

// month says whether the name of a month is written as one by itself.
func (t *text) month(i int) bool { return !ambiguous[t.folded(i)] && len(t.folded(i)) > 3 }

// monthSmall says whether the name of a month is one as the language writes it.
func (t *text) monthSmall(i int, language string) bool {
	return t.capital(i) || language == "fr" && t.folded(i) != "sept" && t.is(i, whole)
}

func (t *text) dated(i, k, year, month, day int) (dated, bool) {
	if month < 0 || month > 12 || day < 0 || day > 31 || day > 30 && (month == 4 || month == 6 || month == 9 || month == 11) || day > 29 && month == 2 {
		return dated{}, false
	}
	d := dated{start: int(t.words[i].start), end: int(t.words[k].end), first: i, last: k}
	switch {
	case year > 0 && day > 0:
		d.value = fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	case year > 0 && month > 0:
		d.value = fmt.Sprintf("%04d-%02d", year, month)
	case year > 0:
		d.value = fmt.Sprintf("%04d", year)
	case day > 0:
		d.value = fmt.Sprintf("--%02d-%02d", month, day)
	default:
		d.value = fmt.Sprintf("--%02d", month)
	}
	return d, true
}

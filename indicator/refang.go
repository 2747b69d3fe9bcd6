package indicator

import "strings"

// Refanged is a text whose indicators were made whole again, and the way back
// from its bytes to those of the original.
type Refanged struct {
	Text  []byte
	edits []edit
}

// edit says that from this byte of the new text on, the old one is so much ahead.
type edit struct{ from, ahead int }

// Origin is the place in the original of the byte at i of the text; i may be the
// length of the text. Inside what was put in, it is where the defanged form began.
func (r *Refanged) Origin(i int) int {
	low, high := 0, len(r.edits)
	for low < high {
		if mid := (low + high) / 2; r.edits[mid].from <= i {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == 0 {
		return i
	}
	return i + r.edits[low-1].ahead
}

// fangs are the bracketed forms analysts use, and what they stand for. They
// count only where letters or digits stand before and behind (behind "://" too),
// a space on both sides at most, so that prose and regular expressions keep
// their brackets.
var fangs = []struct{ from, to string }{
	{"[://]", "://"}, {"[:]//", "://"}, {"[:]", ":"}, {"[/]", "/"},
	{"[.]", "."}, {"(.)", "."}, {"{.}", "."}, {"[dot]", "."}, {"(dot)", "."}, {"{dot}", "."},
	{"[@]", "@"}, {"(@)", "@"}, {"[at]", "@"}, {"(at)", "@"}, {"{at}", "@"},
}

// schemes are the spoiled schemes; they count at the start of a word and before
// a colon, bracketed or not.
var schemes = []struct{ from, to string }{
	{"hxxps", "https"}, {"hxxp", "http"}, {"h**ps", "https"}, {"h**p", "http"}, {"htxp", "http"}, {"hxtp", "http"}, {"fxp", "ftp"}, {"meow", "http"},
}

// Refang makes defanged indicators whole: hxxp, [.], (dot), [at], [:], [://] and
// their kin. changed says whether anything was defanged.
func Refang(s string) (whole string, changed bool) {
	r, changed := RefangText([]byte(s))
	return string(r.Text), changed
}

// RefangText is [Refang] for a whole text, keeping the way back. Where nothing
// was defanged, Text is the argument itself.
func RefangText(b []byte) (r Refanged, changed bool) {
	from := 0 // what of b is already written
	put := func(at, length int, to string) {
		r.Text = append(append(r.Text, b[from:at]...), to...)
		from = at + length
		if ahead := from - len(r.Text); length != len(to) {
			if len(to) > 1 { // the inside of what is put in leads to its beginning
				r.edits = append(r.edits, edit{len(r.Text) - len(to), at - len(r.Text) + len(to)})
			}
			r.edits = append(r.edits, edit{len(r.Text), ahead})
		}
	}
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '[', '(', '{':
			if i == 0 {
				continue
			}
			for _, f := range fangs {
				if !hasFold(b[i:], f.from) {
					continue
				}
				start, end := i, i+len(f.from)
				if start > 1 && b[start-1] == ' ' && at(b, end) == ' ' && start > from && spelled(f.to, b[end+1:]) { // name (at) example (dot) org
					start, end = start-1, end+1
				}
				if before := b[start-1]; class[before]&(alnum) == 0 && before != ']' && before != ')' {
					break
				}
				if after := at(b, end); class[after]&alnum == 0 && after != '/' && after != '[' {
					break
				}
				put(start, end-start, f.to)
				i = from - 1
				break
			}
		case 'h', 'H', 'f', 'F', 'm', 'M':
			if is(b, i-1, alnum) {
				continue
			}
			for _, f := range schemes {
				if rest := b[i:]; hasFold(rest, f.from) && (hasFold(rest[len(f.from):], "://") || hasFold(rest[len(f.from):], "[:")) {
					put(i, len(f.from), f.to)
					i = from - 1
					break
				}
			}
		}
	}
	if from == 0 {
		return Refanged{Text: b}, false
	}
	r.Text = append(r.Text, b[from:]...)
	return r, true
}

// spelled says whether what follows a dot or an at that stands between spaces
// goes on as a name does: with the rest of a host for an at, with letters for a dot.
func spelled(mark string, rest []byte) bool {
	n := 0
	for n < len(rest) && n < 64 && class[rest[n]]&hostChar != 0 {
		n++
	}
	if mark == "." {
		return n >= 2 && class[rest[0]]&alnum != 0
	}
	for i := 1; i+1 < n; i++ {
		if rest[i] == '.' && mark == "@" {
			return true
		}
	}
	rest = rest[n:]
	if len(rest) > 0 && rest[0] == ' ' {
		rest = rest[1:]
	}
	return mark == "@" && n > 0 && (hasFold(rest, "(dot)") || hasFold(rest, "[dot]") || hasFold(rest, "{dot}") || hasFold(rest, "[.]") || hasFold(rest, "(.)"))
}

func hasFold(b []byte, small string) bool {
	if len(b) < len(small) {
		return false
	}
	for i := range len(small) {
		c := b[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != small[i] {
			return false
		}
	}
	return true
}

// Defang spoils a single indicator so that no program makes a link of it.
// [Refang] undoes it.
func Defang(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return strings.NewReplacer(".", "[.]", "@", "[at]").Replace(s)
	}
	switch scheme {
	case "http", "https":
		scheme = "hxxp" + scheme[4:]
	case "ftp":
		scheme = "fxp"
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	return scheme + "://" + strings.ReplaceAll(rest[:end], ".", "[.]") + rest[end:]
}

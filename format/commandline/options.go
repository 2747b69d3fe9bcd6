package commandline

import "strings"

// Option is one option of an argument list. Which options take a value differs
// from program to program, so an option that stands before a word that is no
// option carries that word as its possible Value.
type Option struct {
	Name    string // without dashes, as written
	Value   string // glued (--name=value, -ovalue) or the next word; "" if none
	Index   int    // of the option in argv
	ValueAt int    // index in argv of the argument the value stands in; -1 if none
	Glued   bool
	Dashes  int
}

// Options reads the options of argv, whose first element is the program. A
// single-dash word is read twice where it can be both: -oHOST is the option
// "oHOST" and, glued, the option "o" with the value HOST.
func Options(argv []string) []Option {
	var out []Option
	if len(argv) > 1 {
		out = make([]Option, 0, min(len(argv), usualWords))
	}
	for i := 1; i < len(argv); i++ {
		a := argv[i]
		name := strings.TrimLeft(a, "-")
		dashes := len(a) - len(name)
		if dashes == 0 || dashes > 2 || name == "" || name[0] >= '0' && name[0] <= '9' && dashes == 1 && len(name) > 1 {
			continue
		}
		o := Option{Name: name, Index: i, ValueAt: -1, Dashes: dashes}
		if n, v, ok := strings.Cut(name, "="); ok && validName(n) {
			o.Name, o.Value, o.Glued, o.ValueAt = n, v, true, i
			out = append(out, o)
			continue
		}
		if i+1 < len(argv) && !isOption(argv[i+1]) {
			o.Value, o.ValueAt = argv[i+1], i+1
		}
		if validName(name) {
			out = append(out, o)
		}
		if dashes == 1 && len(name) > 1 {
			out = append(out, Option{Name: name[:1], Value: name[1:], Index: i, ValueAt: i, Glued: true, Dashes: 1})
		}
	}
	return out
}

func validName(n string) bool {
	for i := 0; i < len(n); i++ {
		if c := n[i]; !isNameByte(c, false) && c != '-' && c != '.' {
			return false
		}
	}
	return n != "" && len(n) <= 64
}

// isOption reports whether a word can only be an option: -5 and - are values.
func isOption(a string) bool {
	return len(a) > 1 && a[0] == '-' && (a[1] < '0' || a[1] > '9')
}

// Value returns the value of the first option in argv with one of the names
// (without dashes), and the index of the argument it stands in.
func Value(argv []string, names ...string) (value string, at int, ok bool) {
	for _, o := range Options(argv) {
		if o.ValueAt < 0 || o.Glued && o.Dashes == 1 && len(o.Name) == 1 && !strings.HasPrefix(argv[o.Index], "-"+o.Name) {
			continue
		}
		for _, n := range names {
			if o.Name == n {
				return o.Value, o.ValueAt, true
			}
		}
	}
	return "", -1, false
}

package commandline

import (
	"bytes"
	"regexp"
	"strings"
)

// lineSlices parts a text at its line ends.
func lineSlices(t mapped) []mapped {
	var out []mapped
	for at := 0; at < len(t.b) && len(out) < maxWords; {
		k := bytes.IndexByte(t.b[at:], '\n')
		if k < 0 {
			k = len(t.b) - at
		}
		out = append(out, t.sub(at, at+k))
		at += k + 1
	}
	return out
}

// filter carries out a program that writes what it reads, changed. False if it
// is to be taken as a command like any other.
func (x *tracer) filter(name string, args []field, w *world) bool {
	var options, words []field
	for i := 0; i < len(args); i++ {
		if a := args[i]; a.w.option() {
			options = append(options, a)
			if len(a.w.t.b) == 2 && strings.IndexByte(map[string]string{"cut": "dfc", "head": "nc", "tail": "nc", "awk": "Fv", "shuf": "n", "sort": "k"}[name], a.w.t.b[1]) >= 0 && i+1 < len(args) {
				i++
				options[len(options)-1].w.t = concat(a.w.t, args[i].w.t)
			}
		} else {
			words = append(words, a)
		}
	}
	option := func(c byte) string {
		for _, o := range options {
			if len(o.w.t.b) > 1 && o.w.t.b[1] == c {
				return string(o.w.t.b[2:])
			}
		}
		return ""
	}
	var in mapped
	have := false
	files := words
	switch name {
	case "tee":
		if w.in == nil {
			return true
		}
		for _, f := range words {
			x.write(w, f.text(), *w.in, !isGiven(options, "-a"), false)
		}
		x.print(w, *w.in, false)
		return true
	case "tr", "awk":
		if len(words) == 0 {
			return false
		}
		files = words[1:]
		if name == "tr" {
			files = nil
		}
	case "shuf":
		if isGiven(options, "-e") || isGiven(options, "-en1") || isGiven(options, "-n1e") {
			var m mapped
			for _, a := range words {
				m.addAll(a.w.t)
				m.add('\n', lastSpan(a.w.t))
			}
			in, have, files = m, true, nil
		}
	}
	if !have {
		switch {
		case len(files) > 0:
			for _, f := range files {
				t, ok := w.read(f.text())
				if !ok {
					if f.text() == "-" && w.in != nil {
						t, ok = *w.in, true
					} else {
						w.loose = w.loose || w.catch
						continue
					}
				}
				have = have || ok
				in.addAll(t)
				if x.s.work -= len(t.b); x.s.work < 0 {
					return true
				}
			}
			if !have {
				return false
			}
		case w.in != nil:
			in, have = *w.in, true
		}
	}
	if !have {
		w.loose = w.loose || w.catch
		return false
	}
	if name == "cat" && !w.catch && len(files) == 0 {
		return true // shown
	}
	if x.s.work -= len(in.b); x.s.work < 0 {
		return true
	}
	var m mapped
	each := func(f func(line mapped) mapped) {
		for _, l := range lineSlices(in) {
			r := f(l)
			m.addAll(r)
			m.add('\n', lastSpan(l))
		}
	}
	switch name {
	case "cat":
		m = in
	case "rev":
		each(func(l mapped) mapped {
			var r mapped
			for i := len(l.b) - 1; i >= 0; i-- {
				r.add(l.b[i], l.span(i))
			}
			return r
		})
	case "tac":
		all := lineSlices(in)
		for i := len(all) - 1; i >= 0; i-- {
			m.addAll(all[i])
			m.add('\n', lastSpan(all[i]))
		}
	case "head", "tail", "shuf", "sort":
		all := lineSlices(in)
		n := 10
		v := option('n')
		if v == "" && len(options) > 0 {
			v = strings.TrimLeft(options[0].text(), "-")
		}
		if k, ok := number(v); ok && k >= 0 {
			n = int(min(k, maxWords))
		}
		switch {
		case name == "sort":
			if len(all) > 1 && isGiven(options, "-R") { // head -1 takes one by chance
				k := x.choice.pick(len(all))
				all[0], all[k] = all[k], all[0]
			}
			n = len(all)
		case name == "shuf":
			if len(all) > 0 {
				k := x.choice.pick(len(all))
				all[0], all[k] = all[k], all[0]
			}
			if v == "" || isGiven(options, "-e") && option('n') == "" {
				n = len(all)
			}
		}
		n = min(n, len(all))
		if name == "tail" {
			all = all[len(all)-n:]
		}
		for _, l := range all[:n] {
			m.addAll(l)
			m.add('\n', lastSpan(l))
		}
	case "tr":
		m = translate(in, words, options)
	case "cut":
		d, f, chars := option('d'), option('f'), option('c')
		if d == "" {
			d = "\t"
		}
		each(func(l mapped) mapped {
			if chars != "" {
				lo, hi := listRange(chars, len(l.b))
				return l.sub(lo, hi)
			}
			return cutFields(l, d[0], f)
		})
	case "awk":
		ask := regexp.MustCompile(`^\s*\{\s*print\s+\$(\d|NF)\s*;?\s*\}\s*$`).FindStringSubmatch(words[0].text())
		if ask == nil {
			w.loose = w.loose || w.catch
			return false
		}
		sep := option('F')
		each(func(l mapped) mapped {
			var parts []mapped
			if sep != "" {
				parts = splitAt(l, sep[0])
			} else {
				g := &gather{}
				x.insert(g, value{t: l}, lastSpan(l), false)
				g.end(lastSpan(l))
				for _, f := range g.out {
					parts = append(parts, f.w.t)
				}
			}
			k := len(parts)
			if ask[1] != "NF" {
				k = int(ask[1][0] - '0')
			}
			switch {
			case k == 0:
				return l
			case k > len(parts):
				return mapped{}
			}
			return parts[k-1]
		})
	}
	x.print(w, m, false)
	return true
}

func concat(a, b mapped) mapped {
	var m mapped
	m.addAll(a)
	m.addAll(b)
	return m
}

func isGiven(options []field, name string) bool {
	for _, o := range options {
		if o.text() == name {
			return true
		}
	}
	return false
}

func splitAt(t mapped, sep byte) []mapped {
	var out []mapped
	for len(out) < maxWords {
		k := bytes.IndexByte(t.b, sep)
		if k < 0 {
			break
		}
		out = append(out, t.sub(0, k))
		t = t.sub(k+1, len(t.b))
	}
	return append(out, t)
}

// listRange reads 2, 2-, -5, 2-5, of n.
func listRange(s string, n int) (lo, hi int) {
	a, b, ok := strings.Cut(s, "-")
	lo, hi = 1, n
	if v, is := number(a); is && v > 0 {
		lo = int(min(v, int64(n)+1))
	}
	if !ok {
		hi = lo
	} else if v, is := number(b); is && v >= 0 {
		hi = int(min(v, int64(n)))
	}
	lo, hi = min(lo-1, n), min(hi, n)
	return lo, max(lo, hi)
}

func cutFields(l mapped, sep byte, list string) mapped {
	parts := splitAt(l, sep)
	if len(parts) == 1 {
		return l
	}
	var m mapped
	for _, r := range strings.Split(list, ",") {
		lo, hi := listRange(r, len(parts))
		for _, p := range parts[lo:hi] {
			if len(m.b) > 0 {
				m.add(sep, lastSpan(m))
			}
			m.addAll(p)
		}
	}
	return m
}

// translate carries out tr with sets of single characters and ranges.
func translate(in mapped, words, options []field) mapped {
	from := charSet(words[0].text())
	del := isGiven(options, "-d")
	var to []byte
	if len(words) > 1 {
		to = charSet(words[1].text())
	}
	if del {
		to = nil
	} else if len(to) == 0 || isGiven(options, "-s") || isGiven(options, "-cd") || isGiven(options, "-dc") {
		return in
	}
	var table [256]int
	for i := range table {
		table[i] = -1
	}
	for i, c := range from {
		switch {
		case del:
			table[c] = -2
		case table[c] == -1:
			table[c] = int(to[min(i, len(to)-1)])
		}
	}
	var m mapped
	for i, c := range in.b {
		switch v := table[c]; v {
		case -2:
		case -1:
			m.add(c, in.span(i))
		default:
			m.add(byte(v), in.span(i))
		}
	}
	return m
}

func charSet(s string) []byte {
	s = strings.NewReplacer(`[:lower:]`, "a-z", `[:upper:]`, "A-Z", `[:digit:]`, "0-9", `[:space:]`, " \t\r\n").Replace(s)
	var out []byte
	for i := 0; i < len(s) && len(out) < 512; {
		n, c := escape([]byte(s[i:]))
		i += n
		if i+1 < len(s) && s[i] == '-' && s[i+1] > c {
			for k := int(c); k <= int(s[i+1]); k++ {
				out = append(out, byte(k))
			}
			i += 2
			continue
		}
		out = append(out, c)
	}
	return out
}

var editKey = regexp.MustCompile(`(?i)(wallet|user|login|address)|(url|pool|server|host)|(pass|worker|rig)`)

var endpointLike = regexp.MustCompile(`^(?:[a-z0-9+]+://)?[\w.-]*[\w-]\.[\w-]+:\d{2,5}/?$`)

// sed carries out replacements in what it reads, and keeps what it puts into
// files that the script does not write itself.
func (x *tracer) sed(args []field, w *world) bool {
	inPlace := false
	var scripts, files []field
	given := false
	for i := 0; i < len(args); i++ {
		t := args[i].text()
		switch {
		case strings.HasPrefix(t, "-i") || strings.HasPrefix(t, "--in-place"):
			inPlace = true
		case (t == "-e" || t == "--expression") && i+1 < len(args):
			i++
			scripts, given = append(scripts, args[i]), true
		case args[i].w.option() && strings.HasSuffix(t, "e") && strings.IndexByte(t, 'i') > 0 && i+1 < len(args):
			inPlace, given = true, true
			i++
			scripts = append(scripts, args[i])
		case args[i].w.option():
			inPlace = inPlace || strings.IndexByte(t, 'i') > 0 && !strings.HasPrefix(t, "--")
		case t == "" && inPlace: // BSD: sed -i '' …
		case !given && len(scripts) == 0:
			scripts = append(scripts, args[i])
		default:
			files = append(files, args[i])
		}
	}
	edits := x.edits(scripts)
	if len(edits) == 0 {
		w.loose = w.loose || w.catch
		return false
	}
	if inPlace {
		for _, f := range files {
			if t, ok := w.read(f.text()); ok {
				x.write(w, f.text(), x.applied(t, edits), true, false)
				continue
			}
			for _, e := range edits {
				if text, ok := e.says(); ok {
					x.write(w, f.text(), text, false, true)
				}
			}
		}
		return true
	}
	var in mapped
	switch {
	case len(files) > 0:
		t, ok := w.read(files[0].text())
		if !ok { // sed 's/…/…/' template > config
			for _, e := range edits {
				if text, ok := e.says(); ok {
					x.print(w, text, false)
				}
			}
			w.loose = w.loose || w.catch
			return true
		}
		in = t
	case w.in != nil:
		in = *w.in
	default:
		w.loose = w.loose || w.catch
		return false
	}
	x.print(w, x.applied(in, edits), false)
	return true
}

// edit is one replacement of sed.
type edit struct {
	pattern string
	with    mapped
	all     bool
}

// says is the text that an edit puts into a file, as a line of it.
func (e edit) says() (mapped, bool) {
	w := e.with
	if len(w.b) < 4 || len(w.b) > 4<<10 {
		return w, false
	}
	var m mapped
	at := lastSpan(w)
	if !bytes.ContainsAny(w.b, `:="`) || bytes.IndexByte(w.b, '"') < 0 && bytes.Count(w.b, []byte(":")) == 1 && bytes.IndexByte(w.b, ' ') < 0 {
		k := editKey.FindStringSubmatch(e.pattern)
		switch {
		case len(w.b) >= 90 && bytes.IndexByte(w.b, ' ') < 0:
			m.addString(`"user": "`, w.span(0))
		case endpointLike.Match(w.b):
			m.addString(`"url": "`, w.span(0))
		case k == nil:
			return w, false
		case k[1] != "":
			m.addString(`"user": "`, w.span(0))
		case k[2] != "":
			m.addString(`"url": "`, w.span(0))
		default:
			m.addString(`"pass": "`, w.span(0))
		}
		m.addAll(w)
		m.addString(`",`, at)
	} else {
		m.addAll(w)
	}
	m.add('\n', at)
	return m, true
}

// edits reads the s commands of sed scripts.
func (x *tracer) edits(scripts []field) []edit {
	var out []edit
	for _, s := range scripts {
		t := s.w.t
		for i := 0; i < len(t.b) && len(out) < 64; {
			c := t.b[i]
			if c != 's' || i+1 >= len(t.b) || isNameByte(t.b[i+1], false) || isBlank(t.b[i+1]) || t.b[i+1] == '\\' {
				// an address, or another command
				k := bytes.IndexAny(t.b[i:], ";\n")
				if j := bytes.IndexByte(t.b[i:], 's'); j > 0 && (k < 0 || j < k) && i+j+1 < len(t.b) && strings.IndexByte("/#|,@~!%:", t.b[i+j+1]) >= 0 {
					i += j
					continue
				}
				if k < 0 {
					break
				}
				i += k + 1
				continue
			}
			d := t.b[i+1]
			p, ok := until(t, i+2, d)
			if !ok {
				break
			}
			q, ok := until(t, p+1, d)
			if !ok {
				break
			}
			e := edit{pattern: string(t.b[i+2 : p]), with: replacement(t.sub(p+1, q), d)}
			for i = q + 1; i < len(t.b) && (isNameByte(t.b[i], false)); i++ {
				e.all = e.all || t.b[i] == 'g'
			}
			out = append(out, e)
			for i < len(t.b) && (isBlank(t.b[i]) || t.b[i] == ';' || t.b[i] == '}') {
				i++
			}
		}
	}
	return out
}

func until(t mapped, i int, d byte) (int, bool) {
	for ; i < len(t.b); i++ {
		switch t.b[i] {
		case '\\':
			i++
		case d:
			return i, true
		}
	}
	return i, false
}

// replacement undoes the backslashes of what sed puts in; parts of the old text
// (\1, &) are left out.
func replacement(t mapped, d byte) mapped {
	var m mapped
	for i := 0; i < len(t.b); i++ {
		c := t.b[i]
		switch {
		case c == '\\' && i+1 < len(t.b):
			i++
			switch n := t.b[i]; {
			case n == 'n':
				m.add('\n', t.span(i))
			case n >= '1' && n <= '9':
			default:
				m.add(n, t.span(i))
			}
		case c == '&':
		default:
			m.add(c, t.span(i))
		}
	}
	return m
}

// applied is a text after the replacements.
func (x *tracer) applied(t mapped, edits []edit) mapped {
	for _, e := range edits {
		re, err := regexp.Compile(`(?m)` + basic(e.pattern))
		if err != nil || len(e.pattern) > 256 {
			continue
		}
		most := 1
		if e.all {
			most = maxWords
		}
		var m mapped
		at := 0
		for _, k := range re.FindAllIndex(t.b, most) {
			m.addAll(t.sub(at, k[0]))
			m.addAll(e.with)
			at = k[1]
			if x.s.work -= len(e.with.b); x.s.work < 0 {
				return t
			}
		}
		m.addAll(t.sub(at, len(t.b)))
		if x.s.work -= len(t.b); x.s.work < 0 {
			return t
		}
		t = m
	}
	return t
}

// basic turns sed's way to write groups into that of the regexp package.
func basic(p string) string {
	return strings.NewReplacer(`\(`, `(`, `\)`, `)`, `\{`, `{`, `\}`, `}`, `\+`, `+`, `\?`, `?`, `\|`, `|`, `(`, `\(`, `)`, `\)`, `{`, `\{`, `}`, `\}`, `\/`, `/`, `\#`, `#`).Replace(p)
}

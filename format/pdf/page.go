package pdf

import "math"

// maxForms is how deep forms may stand within forms.
const maxForms = 5

// matrix maps places: x' = a x + c y + e, y' = b x + d y + f (8.3.3).
type matrix struct{ a, b, c, d, e, f float64 }

var identity = matrix{a: 1, d: 1}

// times is m followed by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d, m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// writer writes the text of a page as its operators show it (9.4).
type writer struct {
	f     *file
	font  *font
	size  float64
	lead  float64
	page  matrix // of the page, with what the operators made of it
	saved []matrix
	start matrix  // of the line of text
	along float64 // how far the line has come, in its own units

	endX, endY float64 // where the last shown text ended, on the page
	shown      bool
}

// page adds the text of a page.
func (f *file) page(p value) {
	w := &writer{f: f, size: 1, page: identity, start: identity}
	var content []byte
	c := f.get(p.dict["Contents"])
	switch c.kind {
	case stream:
		content = f.decode(c)
	case array:
		for i, x := range c.list {
			if i > 1000 {
				break
			}
			if s := f.get(x); s.kind == stream {
				content = append(append(content, f.decode(s)...), '\n')
			}
			if len(content) > f.limits.Stream {
				break
			}
		}
	}
	w.run(content, p.dict["Resources"], 0)
	w.line()
}

func (w *writer) line() {
	d := w.f.doc
	if n := len(d.Text); n > 0 && d.Text[n-1] != '\n' {
		d.Text = append(d.Text, '\n')
	}
	w.shown = false
}

func (w *writer) blank() {
	d := w.f.doc
	if n := len(d.Text); w.shown && n > 0 && d.Text[n-1] != ' ' && d.Text[n-1] != '\n' {
		d.Text = append(d.Text, ' ')
	}
}

// show writes a string: on a new line if it stands higher or lower than what was
// shown last, with an empty line between if that is far, and behind a space if
// it begins further on.
func (w *writer) show(s string) {
	d := w.f.doc
	if w.font == nil || len(d.Text) >= w.f.limits.Text {
		return
	}
	at := w.start.times(w.page)
	x, y := at.e+at.a*w.along, at.f+at.b*w.along
	size := math.Abs(w.size) * math.Hypot(at.c, at.d)
	if w.shown {
		switch dy := math.Abs(y - w.endY); {
		case dy > 2.2*size && size > 0:
			w.line()
			d.Text = append(d.Text, '\n')
		case dy > 0.6*size, x < w.endX-3*size && dy > 0.2*size:
			w.line()
		case x > w.endX+0.15*size, x < w.endX-size:
			w.blank()
		}
	}
	before := len(d.Text)
	var unmapped int
	d.Text, unmapped = w.font.text(d.Text, s)
	d.Unmapped += unmapped
	w.shown = w.shown || len(d.Text) > before
	w.along += w.font.width(s) * w.size
	w.endX, w.endY = at.e+at.a*w.along, at.f+at.b*w.along
}

// move begins another line, at a place relative to the last.
func (w *writer) move(dx, dy float64) {
	w.start = matrix{1, 0, 0, 1, dx, dy}.times(w.start)
	w.along = 0
}

// wide is the move back between two pieces of a string from which it is a
// space, in thousandths of the size.
const wide = 200

func (w *writer) run(b []byte, resources value, depth int) {
	r := w.f.get(resources).dict
	fonts := w.f.get(r["Font"]).dict
	p := parser{b: b}
	var args []value
	num := func(i int) float64 {
		if i < 0 || i >= len(args) {
			return 0
		}
		return args[i].f
	}
	for w.f.steps < w.f.limits.Steps {
		p.items = 0
		v := p.value(0)
		if v.kind != operator {
			if len(args) < 64 {
				args = append(args, v)
			}
			continue
		}
		w.f.steps++
		n := len(args)
		switch v.s {
		case "":
			if p.at >= len(p.b) {
				return
			}
		case "q":
			if len(w.saved) < 64 {
				w.saved = append(w.saved, w.page)
			}
		case "Q":
			if k := len(w.saved); k > 0 {
				w.page, w.saved = w.saved[k-1], w.saved[:k-1]
			}
		case "cm":
			w.page = matrix{num(n - 6), num(n - 5), num(n - 4), num(n - 3), num(n - 2), num(n - 1)}.times(w.page)
		case "BT":
			w.start, w.along = identity, 0
		case "Tf":
			if n >= 2 && args[n-2].kind == nameValue {
				w.font = w.f.fontOf(fonts[args[n-2].s])
				w.size = num(n - 1)
			}
		case "TL":
			w.lead = num(n - 1)
		case "Td", "TD":
			w.move(num(n-2), num(n-1))
			if v.s == "TD" {
				w.lead = -num(n - 1)
			}
		case "Tm":
			w.start, w.along = matrix{num(n - 6), num(n - 5), num(n - 4), num(n - 3), num(n - 2), num(n - 1)}, 0
		case "T*":
			w.move(0, -w.lead)
		case "Tj":
			if n > 0 {
				w.show(args[n-1].s)
			}
		case "'", `"`:
			w.move(0, -w.lead)
			if n > 0 {
				w.show(args[n-1].s)
			}
		case "TJ":
			if n > 0 {
				for _, x := range args[n-1].list {
					if x.kind == text {
						w.show(x.s)
						continue
					}
					w.along -= x.f / 1000 * w.size
					if x.f < -wide {
						w.blank()
					}
				}
			}
		case "Do":
			if n > 0 && depth < maxForms {
				x := w.f.get(w.f.get(r["XObject"]).dict[args[n-1].s])
				if x.kind == stream && w.f.name(x.dict["Subtype"]) == "Form" {
					inner := x.dict["Resources"]
					if inner.kind == null {
						inner = resources
					}
					save, kept := w.page, w.saved
					if m := w.f.get(x.dict["Matrix"]).list; len(m) == 6 {
						w.page = matrix{m[0].f, m[1].f, m[2].f, m[3].f, m[4].f, m[5].f}.times(w.page)
					}
					w.run(w.f.decode(x), inner, depth+1)
					w.page, w.saved = save, kept
				}
			}
		case "ID": // the bytes of a picture, up to EI
			for p.at+2 < len(p.b) && !(white[p.b[p.at]] && p.b[p.at+1] == 'E' && p.b[p.at+2] == 'I') {
				p.at++
			}
		}
		args = args[:0]
	}
}

package text

import (
	"bytes"
	"regexp"
	"strings"

	"lamproom/format/commandline"
	"lamproom/format/source"
)

// maxCells bounds the cells of a notebook that are read.
const maxCells = 2000

// notebook reads a notebook of Jupyter or Colab: JSON whose cells hold the lines
// of a program, and of shells behind "!" and "%%bash".
func (p *page) notebook() {
	if !p.w.Whole() || len(p.text) > wholeScan {
		return
	}
	outer := &evaluated{to: len(p.text), Program: source.Read(p.text, "json")}
	program := &joined{}
	var shell []*joined
	for i, m := range outer.Maps {
		kind, ok := m.Get("cell_type")
		lines, has := m.Get("source")
		if !ok || !has || kind.String() != "code" || i >= maxCells {
			continue
		}
		cell := &joined{}
		if lines.Kind == source.Text {
			cell.put(outer, lines)
		}
		for _, l := range lines.Items {
			cell.put(outer, l)
			if !strings.HasSuffix(l.String(), "\n") {
				cell.add([]byte{'\n'}, l.End, 0)
			}
		}
		shell = append(shell, cell.magic(program)...)
	}
	e := &evaluated{to: len(p.text), Program: source.Read(program.b, "python"), made: program}
	p.evaluated = append(p.evaluated, e)
	for _, j := range shell {
		j = j.named(e)
		from, to := j.place(0, len(j.b))
		if !p.isTaken(from) && p.startsMiner(j, commandline.Posix) {
			p.take(from, to)
			p.commands(j, commandline.Posix, p.settingAt(p.nearLine(from)), from, to)
		}
	}
	p.tell(e)
}

// magic parts a cell into the lines of its program, which go to the program, and
// what a shell gets.
func (j *joined) magic(program *joined) (shell []*joined) {
	whole := bytes.TrimLeft(j.b, " \t\r\n")
	for _, w := range []string{"%%bash", "%%sh", "%%shell", "%%script", "%%system"} {
		if bytes.HasPrefix(whole, []byte(w)) {
			at := len(j.b) - len(whole)
			if k := bytes.IndexByte(whole, '\n'); k >= 0 {
				shell = append(shell, j.sub(at+k+1, len(j.b)))
			}
			return shell
		}
	}
	for from := 0; from < len(j.b); {
		to := from
		for {
			k := bytes.IndexByte(j.b[to:], '\n')
			if k < 0 {
				to = len(j.b)
				break
			}
			to += k + 1
			if !bytes.HasSuffix(bytes.TrimRight(j.b[from:to], "\r\n "), []byte{'\\'}) {
				break
			}
		}
		line := bytes.TrimLeft(j.b[from:to], " \t")
		lead := to - from - len(line)
		switch {
		case len(line) > 1 && line[0] == '!':
			n := 1
			if line[1] == '!' {
				n = 2
			}
			shell = append(shell, j.sub(from+lead+n, to))
		case bytes.HasPrefix(line, []byte("%env ")), bytes.HasPrefix(line, []byte("%set_env ")):
			rest := line[bytes.IndexByte(line, ' ')+1:]
			at, _ := j.place(from+lead, from+lead+1)
			n, v, ok := strings.Cut(strings.TrimSpace(string(rest)), "=")
			if !ok {
				n, v, _ = strings.Cut(n, " ")
			}
			if name([]byte(n)) {
				program.add([]byte(n+` = "`+strings.Trim(v, `"' `)+"\"\n"), at, to-from)
			}
		case bytes.HasPrefix(line, []byte("%")):
		default:
			program.append(j, from, to)
		}
		from = to
	}
	return shell
}

// sub is a part of a joined text.
func (j *joined) sub(from, to int) *joined {
	out := &joined{}
	out.append(j, from, to)
	return out
}

// append adds a part of another joined text.
func (j *joined) append(k *joined, from, to int) {
	for i, s := range k.segs {
		end := len(k.b)
		if i+1 < len(k.segs) {
			end = k.segs[i+1].from
		}
		lo, hi := max(s.from, from), min(end, to)
		if lo >= hi {
			continue
		}
		if s.n == end-s.from {
			j.add(k.b[lo:hi], s.at+lo-s.from, hi-lo)
		} else {
			j.add(k.b[lo:hi], s.at, s.n)
		}
	}
}

var cellName = regexp.MustCompile(`\{(\w+)\}`)

// named fills {name} in a line for the shell, as notebooks do.
func (j *joined) named(e *evaluated) *joined {
	if bytes.IndexByte(j.b, '{') < 0 {
		return j
	}
	out := &joined{}
	from := 0
	for _, m := range cellName.FindAllSubmatchIndex(j.b, 64) {
		v, ok := e.Lookup(string(j.b[m[2]:m[3]]), len(e.made.b))
		if !ok || v.Kind != source.Text || len(v.String()) > maxValue {
			continue
		}
		out.append(j, from, m[0])
		lo, hi := j.place(m[0], m[1])
		out.add([]byte(v.String()), lo, hi-lo)
		from = m[1]
	}
	out.append(j, from, len(j.b))
	return out
}

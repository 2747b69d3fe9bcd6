package html

import (
	"fmt"
	"html/template"
	"strings"

	"lamproom/evidence"
	"lamproom/report"
)

// cite is a citation as shown: the place, the bytes as text and as hexadecimal
// digits, those that matter marked.
type cite struct {
	place
	Encoding string // "UTF-16" or ""
	Text     template.HTML
	Hex      template.HTML
	Length   string // of the marked bytes
	Cut      bool   // the excerpt holds not all of them
	Again    bool   // shown above in the same finding
}

func (r *renderer) cite(c evidence.Citation, shown map[evidence.Locator]bool) cite {
	out := cite{place: r.place(c.Locator)}
	if shown[c.Locator] && len(c.Excerpt) > 0 {
		out.Again = true
		return out
	}
	shown[c.Locator] = true
	b, mark := c.Excerpt, c.Mark
	if len(b) == 0 {
		return out
	}
	if len(b) > 4*evidence.ExcerptSize { // a case may come from elsewhere
		b = b[:4*evidence.ExcerptSize]
	}
	mark[0] = max(0, min(mark[0], len(b)))
	mark[1] = max(mark[0], min(mark[1], len(b)))
	if !r.secrets {
		b = report.MaskExcerpt(b, mark)
	}
	if len(report.WideCharacters(b)) > 0 {
		out.Encoding = "UTF-16"
	}
	out.Cut = c.Length > int64(mark[1]-mark[0])
	out.Length = r.lang.Size(max(0, c.Length))
	out.Text = excerptText(report.Cells(b, mark))
	out.Hex = hexDump(b, mark, max(0, c.Offset-int64(mark[0])))
	return out
}

// excerptText writes characters, the marked ones in <mark>, escapes in <i>, so that
// an escape can be told from a backslash of the evidence. It is the one place
// beside hexDump that makes markup by hand: every character is escaped here.
func excerptText(cells []report.Cell) template.HTML {
	var b strings.Builder
	marked := false
	for i := 0; i < len(cells); {
		if cells[i].Marked != marked {
			if marked = cells[i].Marked; marked {
				b.WriteString("<mark>")
			} else {
				b.WriteString("</mark>")
			}
		}
		j := i
		var run strings.Builder
		for j < len(cells) && cells[j].Marked == cells[i].Marked && cells[j].Escape == cells[i].Escape {
			run.WriteString(cells[j].Text)
			j++
		}
		if cells[i].Escape {
			b.WriteString("<i>" + template.HTMLEscapeString(run.String()) + "</i>")
		} else {
			b.WriteString(template.HTMLEscapeString(run.String()))
		}
		i = j
	}
	if marked {
		b.WriteString("</mark>")
	}
	return template.HTML(b.String())
}

// hexDump writes bytes as rows of sixteen: the offset of the row in its evidence,
// the bytes, and the printable ones as characters. base is the offset of the first.
func hexDump(b []byte, mark [2]int, base int64) template.HTML {
	const width, digits = 16, "0123456789abcdef"
	if len(b) == 0 {
		return ""
	}
	var out strings.Builder
	out.Grow(len(b) * 6)
	in := func(i int) bool { return i >= mark[0] && i < mark[1] && i < len(b) }
	for row := base - base%width; row < base+int64(len(b)); row += width {
		fmt.Fprintf(&out, "<span>%08x</span>  ", row)
		first := int(row - base) // index of the first column, may be negative
		open := false
		for k := range width {
			i := first + k
			if i >= 0 && in(i) && !open {
				out.WriteString("<mark>")
				open = true
			}
			if i < 0 || i >= len(b) {
				out.WriteString("  ")
			} else {
				out.WriteByte(digits[b[i]>>4])
				out.WriteByte(digits[b[i]&15])
			}
			if open && (k == width-1 || !in(i+1)) {
				out.WriteString("</mark>")
				open = false
			}
			out.WriteByte(' ')
			if k == width/2-1 {
				out.WriteByte(' ')
			}
		}
		out.WriteByte(' ')
		for k := range width {
			i := first + k
			if i < 0 {
				out.WriteByte(' ')
				continue
			}
			if i >= len(b) {
				break
			}
			if in(i) && !open {
				out.WriteString("<mark>")
				open = true
			}
			switch c := b[i]; {
			case c < ' ' || c >= 0x7f:
				out.WriteByte('.')
			case c == '<':
				out.WriteString("&lt;")
			case c == '>':
				out.WriteString("&gt;")
			case c == '&':
				out.WriteString("&amp;")
			case c == '"':
				out.WriteString("&#34;")
			case c == '\'':
				out.WriteString("&#39;")
			default:
				out.WriteByte(c)
			}
			if open && (k == width-1 || !in(i+1)) {
				out.WriteString("</mark>")
				open = false
			}
		}
		out.WriteByte('\n')
	}
	return template.HTML(out.String())
}

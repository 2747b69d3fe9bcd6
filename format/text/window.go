package text

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sort"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// Context is how many raw bytes before and after the part a window owns it
	// shows at least, where the source has them.
	Context = 64 << 10
	// WindowSize is the size of a window in raw bytes at most.
	WindowSize = 4 << 20
)

// Window is a stretch of a source as text. It is valid until the next one is
// asked for: the buffers are used again.
type Window struct {
	Base     int64  // raw offset of Raw[0] in the source
	Raw      []byte // the bytes as stored
	Text     []byte // the same as UTF-8 (or Latin-1 left as it stands)
	From, To int    // text offsets of the part whose statements this window owns
	First    bool   // its Raw begins where the text does
	Last     bool
	Encoding Encoding

	marks []mark // where the mapping is not one to one; sorted by text offset
}

// mark says that the text from text offset Text on stands at raw offset Raw,
// one byte of text for every Step bytes of raw, or by decoding UTF-16 (Step 0).
type mark struct{ text, raw, step int }

// Span returns the raw offsets, counted from the start of Raw, of the bytes
// that the text from and up to those offsets was read from.
func (w *Window) Span(from, to int) (rawFrom, rawTo int) {
	from = max(0, min(from, len(w.Text)))
	to = max(from, min(to, len(w.Text)))
	if len(w.marks) == 0 {
		return from, to
	}
	rawFrom = w.raw(from, false)
	return rawFrom, max(rawFrom, w.raw(to, true)) // nothing, at the start of a string, does not end in the one before
}

// raw maps one text offset. An end offset belongs to the piece before it, so
// that the end of a string in a binary is not the start of the next.
func (w *Window) raw(at int, end bool) int {
	i := sort.Search(len(w.marks), func(i int) bool {
		if end {
			return w.marks[i].text >= at
		}
		return w.marks[i].text > at
	}) - 1
	if i < 0 {
		i = 0
	}
	m := w.marks[i]
	if m.step > 0 {
		limit := len(w.Raw)
		if i+1 < len(w.marks) {
			limit = w.marks[i+1].raw
		}
		return min(m.raw+max(0, at-m.text)*m.step, limit)
	}
	raw := m.raw
	for t := m.text; t < at; {
		r, n := utf8.DecodeRune(w.Text[t:])
		t += n
		raw += 2
		if r >= 0x10000 {
			raw += 2
		}
	}
	return min(raw, len(w.Raw))
}

// Whole reports whether the window holds all of the text.
func (w *Window) Whole() bool { return w.First && w.Last }

// Reader hands out the windows of a source.
type Reader struct {
	src  io.ReaderAt
	size int64
	enc  Encoding
	head int64 // bytes of a byte order mark, no part of the text
	next int64 // raw offset where the part of the next window begins
	raw  []byte
	text []byte
	win  Window
	done bool
	runs *Runs // for binaries
}

var zero [64 << 10]byte // what an empty stretch looks like

// NewReader returns the windows of size bytes of src as text of that encoding;
// bom bytes at the start are left out.
func NewReader(src io.ReaderAt, size int64, enc Encoding, bom int) *Reader {
	return &Reader{src: src, size: size, enc: enc, head: int64(bom), next: int64(bom)}
}

// NewStringsReader returns the windows of size bytes of src, in each only the
// character strings that runs finds, one a line.
func NewStringsReader(src io.ReaderAt, size int64, runs Runs) *Reader {
	return &Reader{src: src, size: size, enc: Binary, runs: &runs}
}

// Encoding returns how the source is read: [Binary] where only its strings are.
func (r *Reader) Encoding() Encoding { return r.enc }

// Next returns the next window, or io.EOF after the last. A read error is
// returned together with the window of what could be read up to it, if any;
// the bytes after it are not reached.
func (r *Reader) Next(ctx context.Context) (*Window, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if r.done {
		return nil, io.EOF
	}
	for {
		if r.next >= r.size {
			r.done = true
			return nil, io.EOF
		}
		base := max(r.head, r.next-Context)
		if r.enc == UTF16LE || r.enc == UTF16BE {
			base += (r.next - base) & 1
		}
		want := int(min(int64(WindowSize), r.size-base))
		if cap(r.raw) < want {
			r.raw = make([]byte, want)
		}
		raw := r.raw[:want]
		n, err := readAt(ctx, r.src, raw, base)
		raw = raw[:n]
		last := base+int64(n) >= r.size
		if err != nil || n < want {
			last = true
			if err == nil {
				err = io.ErrUnexpectedEOF
			}
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
		}
		if n == 0 || base+int64(n) <= r.next {
			r.done = true
			if err == nil {
				err = io.EOF
			}
			return nil, err
		}
		// Empty stretches (sparse files) cost a comparison.
		if !last && empty(raw) {
			r.next = base + int64(n) - Context
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			continue
		}
		w := r.window(raw, base, last)
		r.done = last
		return w, err
	}
}

func empty(b []byte) bool {
	for len(b) > 0 {
		n := min(len(b), len(zero))
		if !bytes.Equal(b[:n], zero[:n]) {
			return false
		}
		b = b[n:]
	}
	return true
}

// window cuts and decodes raw.
func (r *Reader) window(raw []byte, base int64, last bool) *Window {
	from := int(r.next - base)
	to := len(raw)
	if !last {
		to = cut(raw, max(from+1, len(raw)-Context), r.enc)
	}
	r.next = base + int64(to)
	w := &r.win
	*w = Window{Base: base, Raw: raw, First: base == r.head, Last: last, Encoding: r.enc, marks: w.marks[:0]}
	switch {
	case r.runs != nil:
		r.text, w.marks = r.runs.collect(raw, r.text[:0], w.marks)
		w.Text = r.text
		w.From, w.To = w.textAt(from), w.textAt(to)
	case r.enc == UTF16LE || r.enc == UTF16BE:
		r.text, w.marks = decode16(raw, r.enc == UTF16BE, r.text[:0], w.marks)
		w.Text = r.text
		w.From, w.To = w.textAt(from), w.textAt(to)
	default:
		w.Text, w.From, w.To = raw, from, to
	}
	if last {
		w.To = len(w.Text)
	}
	return w
}

// textAt returns the first text offset whose raw offset is at least raw.
func (w *Window) textAt(raw int) int {
	i := sort.Search(len(w.marks), func(i int) bool { return w.marks[i].raw > raw }) - 1
	if i < 0 {
		return 0
	}
	m := w.marks[i]
	end := len(w.Text)
	if i+1 < len(w.marks) {
		end = w.marks[i+1].text
	}
	if m.step > 0 {
		return min(m.text+(raw-m.raw+m.step-1)/m.step, end)
	}
	t, at := m.text, m.raw
	for t < end && at < raw {
		c, n := utf8.DecodeRune(w.Text[t:])
		t += n
		at += 2
		if c >= 0x10000 {
			at += 2
		}
	}
	return t
}

// cut returns where the next window's part begins: after the last line end
// before limit, or at limit if the line is longer than a quarter of a window.
func cut(raw []byte, limit int, enc Encoding) int {
	low := max(0, limit-WindowSize/4)
	switch enc {
	case UTF16LE, UTF16BE:
		limit &^= 1
		line := 0
		if enc == UTF16BE {
			line = 1
		}
		for i := limit - 2; i >= low; i -= 2 {
			if raw[i+line] == '\n' && raw[i+1-line] == 0 {
				return i + 2
			}
		}
		return limit
	case Binary:
		return limit
	}
	if i := bytes.LastIndexByte(raw[low:limit], '\n'); i >= 0 {
		return low + i + 1
	}
	for limit > 1 && limit < len(raw) && raw[limit]&0xC0 == 0x80 { // inside a character
		limit--
	}
	return limit
}

const markEvery = 1 << 10 // text bytes between two marks of decoded text

// decode16 appends raw, as UTF-16, to text as UTF-8.
func decode16(raw []byte, bigEndian bool, text []byte, marks []mark) ([]byte, []mark) {
	hi, lo := 1, 0
	if bigEndian {
		hi, lo = 0, 1
	}
	next := 0
	for i := 0; i+1 < len(raw); i += 2 {
		if len(text) >= next {
			marks = append(marks, mark{len(text), i, 0})
			next = len(text) + markEvery
		}
		u := rune(raw[i+hi])<<8 | rune(raw[i+lo])
		if u < 0x80 {
			text = append(text, byte(u))
			continue
		}
		if utf16.IsSurrogate(u) {
			if i+3 < len(raw) {
				if r := utf16.DecodeRune(u, rune(raw[i+2+hi])<<8|rune(raw[i+2+lo])); r != utf8.RuneError {
					text = utf8.AppendRune(text, r)
					i += 2
					continue
				}
			}
			u = utf8.RuneError
		}
		text = utf8.AppendRune(text, u)
	}
	return text, marks
}

// readAt fills b as far as it can. Short reads are gone on with; EOF is nil.
func readAt(ctx context.Context, src io.ReaderAt, b []byte, off int64) (int, error) {
	n := 0
	for n < len(b) {
		m, err := src.ReadAt(b[n:], off+int64(n))
		if m < 0 || m > len(b)-n {
			return n, errors.New("the source returned an impossible count")
		}
		n += m
		if n == len(b) {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		if m == 0 {
			return n, io.ErrNoProgress
		}
		if err := ctx.Err(); err != nil {
			return n, err
		}
	}
	return n, nil
}

// Package pdf reads the text of documents in PDF (ISO 32000-1): what a reader
// sees, page by page, the document's information, and the pieces that could act:
// attached files and scripts.
//
// Objects are found by looking for them, not by the cross-reference table: so
// damaged documents are read, too, and a table that lies changes nothing. All
// work is bounded by [Limits], whatever the document says of itself.
package pdf

import (
	"bytes"
	"errors"
	"sort"
	"strings"
)

// Limits bounds what one document may cost.
type Limits struct {
	Decoded int // bytes of all decoded streams
	Stream  int // bytes of one decoded stream
	Text    int // bytes of text
	Objects int // objects that are looked at
	Items   int // parts of objects, and of the tables of fonts
	Steps   int // operators of pages
	Pages   int
}

// DefaultLimits is enough for books.
func DefaultLimits() Limits {
	return Limits{Decoded: 128 << 20, Stream: 16 << 20, Text: 3 << 20, Objects: 200_000, Items: 3_000_000, Steps: 20_000_000, Pages: 5000}
}

// Document is what a document holds.
type Document struct {
	Title, Author string
	Created       string // 2018-01-08, as far as the information gives it
	Text          []byte // UTF-8; pages are parted by form feeds
	Pages         int
	Unmapped      int // characters whose font does not say what they mean
	Pieces        []Piece
	Tail          int // where the document ends; behind it other bytes may stand
	Damage        []string
}

// Piece is something in a document that could act.
type Piece struct {
	Kind       string // "attachment" or "javascript"
	Start, End int    // the bytes of the object that holds it
	Data       []byte // decoded
}

// Errors that end the reading.
var (
	ErrNone      = errors.New("it is no PDF")
	ErrEncrypted = errors.New("the document is encrypted: its text was not read")
)

// Recognise says whether a file that begins so is a document.
func Recognise(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head[:min(len(head), 16)], "\xef\xbb\xbf \r\n\t"), []byte("%PDF-"))
}

// Read reads a document.
func Read(b []byte, limits Limits) (*Document, error) {
	if !Recognise(b) {
		return nil, ErrNone
	}
	f := &file{b: b, limits: limits, at: map[int]place{}, known: map[int]value{}, fonts: map[int]*font{}, room: limits.Items / 3}
	f.find()
	d := &Document{Tail: f.tail()}
	if f.encrypted {
		return d, ErrEncrypted
	}
	f.doc = d
	f.information()
	for _, p := range f.pages() {
		if len(d.Text) >= limits.Text {
			f.damage("the text is longer than is read")
			break
		}
		if d.Pages++; d.Pages > 1 {
			d.Text = append(d.Text, '\f', '\n')
		}
		f.page(p)
	}
	f.pieces()
	return d, nil
}

// file is a document being read.
type file struct {
	b      []byte
	limits Limits
	doc    *Document

	at        map[int]place // objects by their numbers; the last of each counts
	numbers   []int         // of all objects, in order of their places
	ends      []int         // where the word "endstream" stands
	known     map[int]value // objects that were read
	fonts     map[int]*font
	root      value
	info      value
	encrypted bool
	decoded   int // bytes that were decoded
	items     int // see [Limits]
	steps     int
	room      int // entries that the tables of fonts may still have
	reads     int
}

// place is where an object stands: in the file, or in a decoded object stream.
type place struct {
	in []byte // nil: the file
	at int
}

// maxDamage bounds how often a document is called damaged.
const maxDamage = 16

func (f *file) damage(s string) {
	if f.doc == nil || len(f.doc.Damage) >= maxDamage {
		return
	}
	for _, d := range f.doc.Damage {
		if d == s {
			return
		}
	}
	f.doc.Damage = append(f.doc.Damage, s)
}

// find finds the objects: "12 0 obj", and those packed in object streams.
func (f *file) find() {
	for from := 0; len(f.ends) < f.limits.Objects; {
		i := bytes.Index(f.b[from:], []byte("endstream"))
		if i < 0 {
			break
		}
		f.ends = append(f.ends, from+i)
		from += i + 9
	}
	var packed []int
	for from := 0; len(f.numbers) < f.limits.Objects; {
		i := bytes.Index(f.b[from:], []byte("obj"))
		if i < 0 {
			break
		}
		i += from
		from = i + 3
		number, ok := f.numberBefore(i)
		if !ok {
			continue
		}
		if _, again := f.at[number]; !again {
			f.numbers = append(f.numbers, number)
		}
		f.at[number] = place{at: from}
		head := f.b[from:min(len(f.b), from+400)]
		if k := bytes.Index(head, []byte("stream")); k >= 0 {
			head = head[:k]
		}
		switch {
		case bytes.Contains(head, []byte("ObjStm")):
			packed = append(packed, number)
		case bytes.Contains(head, []byte("XRef")), bytes.Contains(head, []byte("/Root")):
			f.trailer(from)
		}
	}
	for from := 0; ; {
		i := bytes.Index(f.b[from:], []byte("trailer"))
		if i < 0 {
			break
		}
		from += i + 7
		f.trailer(from)
	}
	for _, n := range packed {
		f.unpack(n)
	}
}

// trailer reads the dictionary that says where to begin; the last counts.
func (f *file) trailer(at int) {
	if f.reads++; f.reads > 1000 {
		return
	}
	p := parser{b: f.b, at: at}
	d := p.value(0).dict
	if d["Encrypt"].kind != null {
		f.encrypted = true
	}
	if d["Root"].kind == ref {
		f.root = d["Root"]
	}
	if d["Info"].kind == ref {
		f.info = d["Info"]
	}
}

// numberBefore reads the number of an object in front of the word "obj" at i.
func (f *file) numberBefore(i int) (int, bool) {
	if i > 2 && f.b[i-1] == 'd' { // endobj
		return 0, false
	}
	k := i
	digits := func() (n int, ok bool) {
		for k > 0 && white[f.b[k-1]] && i-k < 24 {
			k--
		}
		end := k
		for k > 0 && f.b[k-1] >= '0' && f.b[k-1] <= '9' && end-k < 9 {
			k--
		}
		for _, c := range f.b[k:end] {
			n = n*10 + int(c-'0')
		}
		return n, end > k
	}
	if _, ok := digits(); !ok { // the generation
		return 0, false
	}
	if k == i || k > 0 && !white[f.b[k-1]] {
		return 0, false
	}
	return digits()
}

// unpack enters the objects of an object stream (7.5.7).
func (f *file) unpack(number int) {
	v := f.object(number)
	if v.kind != stream || f.name(v.dict["Type"]) != "ObjStm" {
		return
	}
	b := f.decode(v)
	n, first := f.integer(v.dict["N"]), f.integer(v.dict["First"])
	if first < 0 || first > len(b) {
		return
	}
	p := parser{b: b[:first]}
	for range min(n, f.limits.Objects) {
		num, at := p.value(0), p.value(0)
		if num.kind != integer || at.kind != integer || at.n < 0 || at.n > len(b)-first || len(f.numbers) >= f.limits.Objects {
			return
		}
		if _, again := f.at[num.n]; again {
			continue
		}
		f.numbers = append(f.numbers, num.n)
		f.at[num.n] = place{b, first + at.n}
	}
}

// tail is where the last end mark ends.
func (f *file) tail() int {
	i := bytes.LastIndex(f.b, []byte("%%EOF"))
	if i < 0 {
		return len(f.b)
	}
	i += 5
	for i < len(f.b) && white[f.b[i]] {
		i++
	}
	return i
}

// object reads the object with that number.
func (f *file) object(number int) value {
	if v, ok := f.known[number]; ok {
		return v
	}
	pl, ok := f.at[number]
	if !ok || len(f.known) >= f.limits.Objects {
		return value{}
	}
	if f.items > f.limits.Items {
		f.damage("the document has more objects than are read")
		return value{}
	}
	f.known[number] = value{} // an object that names itself ends here
	p := parser{b: pl.in, at: pl.at}
	if pl.in == nil {
		p.b = f.b
	}
	v := p.value(0)
	f.items += p.items
	if v.kind == dictionary && pl.in == nil {
		p.blanks()
		if bytes.HasPrefix(p.b[p.at:], []byte("stream")) {
			v = f.stream(v, p.at+6)
		}
	}
	f.known[number] = v
	return v
}

// stream finds the bytes of a stream: of the length it gives if its end stands
// there, and otherwise up to the next end.
func (f *file) stream(v value, at int) value {
	if at < len(f.b) && f.b[at] == '\r' {
		at++
	}
	if at < len(f.b) && f.b[at] == '\n' {
		at++
	}
	i := sort.SearchInts(f.ends, at)
	end := len(f.b)
	if i < len(f.ends) {
		end = f.ends[i]
	}
	if n := f.integer(v.dict["Length"]); n > 0 && n <= len(f.b)-at {
		rest := bytes.TrimLeft(f.b[at+n:min(len(f.b), at+n+16)], "\r\n\t \x00")
		if bytes.HasPrefix(rest, []byte("endstre")) {
			end = at + n
		}
	}
	v.kind, v.raw, v.start, v.end = stream, f.b[at:end], at, end
	return v
}

// get follows a reference.
func (f *file) get(v value) value {
	for n := 0; v.kind == ref && n < 8; n++ {
		v = f.object(v.n)
	}
	return v
}

func (f *file) integer(v value) int {
	if v = f.get(v); v.kind == integer {
		return v.n
	}
	return 0
}

func (f *file) name(v value) string {
	if v = f.get(v); v.kind == nameValue {
		return v.s
	}
	return ""
}

// information reads what the document says of itself (14.3.3).
func (f *file) information() {
	d := f.get(f.info).dict
	read := func(key string) string {
		if v := f.get(d[key]); v.kind == text {
			return strings.Join(strings.Fields(plainText(v.s)), " ")
		}
		return ""
	}
	f.doc.Title, f.doc.Author = read("Title"), read("Author")
	// D:20180108120000+01'00'
	s := strings.TrimPrefix(read("CreationDate"), "D:")
	if len(s) >= 8 && strings.Trim(s[:8], "0123456789") == "" {
		f.doc.Created = s[:4] + "-" + s[4:6] + "-" + s[6:8]
	}
}

// acts says whether an object may be an attached file or a script, by the words
// of its beginning. Names may be spelled with #.
func (f *file) acts(number int) bool {
	pl := f.at[number]
	b := pl.in
	if b == nil {
		b = f.b
	}
	head := b[pl.at:min(len(b), pl.at+1024)]
	if i := bytes.Index(head, []byte("stream")); i >= 0 {
		head = head[:i]
	}
	return bytes.Contains(head, []byte("EmbeddedFile")) || bytes.Contains(head, []byte("/JS")) || bytes.IndexByte(head, '#') >= 0
}

// maxPieces bounds what is taken out of a document.
const maxPieces = 64

// pieces takes out attached files and scripts.
func (f *file) pieces() {
	for _, n := range f.numbers {
		if len(f.doc.Pieces) >= maxPieces {
			f.damage("more pieces are attached than are read")
			return
		}
		if !f.acts(n) {
			continue
		}
		v := f.object(n)
		switch {
		case v.kind == stream && f.name(v.dict["Type"]) == "EmbeddedFile":
			f.doc.Pieces = append(f.doc.Pieces, Piece{"attachment", v.start, v.end, f.decode(v)})
		case v.dict["JS"].kind != null:
			js := f.get(v.dict["JS"])
			switch js.kind {
			case stream:
				f.doc.Pieces = append(f.doc.Pieces, Piece{"javascript", js.start, js.end, f.decode(js)})
			case text:
				if at := f.at[n]; at.in == nil {
					f.doc.Pieces = append(f.doc.Pieces, Piece{"javascript", at.at, min(len(f.b), at.at+len(js.s)), []byte(plainText(js.s))})
				} else {
					f.doc.Pieces = append(f.doc.Pieces, Piece{"javascript", 0, 0, []byte(plainText(js.s))})
				}
			}
		}
	}
}

// pages lists the pages in their order; where the tree is broken, every object
// that says it is one.
func (f *file) pages() (all []value) {
	seen := map[int]bool{}
	var walk func(v, resources value, depth int)
	walk = func(v, resources value, depth int) {
		if v.kind == ref {
			if seen[v.n] {
				return
			}
			seen[v.n] = true
		}
		v = f.get(v)
		if v.kind != dictionary || depth > 40 || len(all) >= f.limits.Pages {
			return
		}
		if r := v.dict["Resources"]; r.kind != null {
			resources = r
		}
		if kids := f.get(v.dict["Kids"]); kids.kind == array {
			for _, k := range kids.list {
				walk(k, resources, depth+1)
			}
			return
		}
		all = append(all, value{kind: dictionary, dict: map[string]value{"Contents": v.dict["Contents"], "Resources": resources}})
	}
	walk(f.get(f.root).dict["Pages"], value{}, 0)
	if len(all) > 0 {
		return all
	}
	for _, n := range f.numbers {
		if v := f.object(n); v.kind == dictionary && f.name(v.dict["Type"]) == "Page" && len(all) < f.limits.Pages {
			all = append(all, v)
		}
	}
	if len(all) > 0 {
		f.damage("the tree of pages is broken: pages stand in the order of the file")
	}
	return all
}

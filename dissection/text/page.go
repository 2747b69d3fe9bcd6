package text

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sort"

	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/format/commandline"
	"lamproom/format/layer"
	"lamproom/format/script"
	"lamproom/format/text"
	"lamproom/observation"
)

// output is what one evidence gives over all its windows.
type output struct {
	ev         *evidence.Evidence
	src        evidence.Source
	sink       dissection.Sink
	peeled     peeled
	seen       map[mentionKey]bool
	mentions   int
	left       int // mentions beyond MaxMentions
	statements int
	triggers   []trigger // used again
}

// finish says what the limits left out.
func (o *output) finish() error {
	at := evidence.Locator{Evidence: o.ev}
	if o.left > 0 {
		if err := o.sink.Damage(dissection.Damage{At: at, Name: o.ev.Name, Limit: true, Reason: fmt.Sprintf("only the first %d indicators are listed, at least %d more are not", MaxMentions, o.left)}); err != nil {
			return err
		}
	}
	if o.peeled.left > 0 {
		if err := o.sink.Damage(dissection.Damage{At: at, Name: o.ev.Name, Limit: true, Reason: fmt.Sprintf("only the first %d encoded layers are examined, %d more are not", maxLayers, o.peeled.left)}); err != nil {
			return err
		}
	}
	if o.statements > MaxStatements {
		return o.sink.Damage(dissection.Damage{At: at, Name: o.ev.Name, Reason: fmt.Sprintf("more than %d statements name a server or a wallet; the rest was not read", MaxStatements)})
	}
	return nil
}

// page is one window being read.
type page struct {
	*output
	w     *text.Window
	text  []byte
	class text.Class
	err   error // the sink's

	taken []extent // statements dealt with, sorted
	vars  *variables
	found bool // something was stated

	walletsOnly bool // of the indicators, only wallets are stated
	fuel        int  // see maxFuel

	traceTold bool   // a script was followed as a whole
	configEnd int    // behind the last configuration that was read
	settingOf extent // what settingAt said last, and of what
	settingIs observation.Setting
	huntingOf extent // the same of mentionSetting
	huntingIs observation.Setting
	usageRead bool
	usage     []extent               // here-documents that are only shown
	followed  map[string]bool        // variables whose uses were read
	stated    []extent               // texts of configurations that a script writes
	ends      []int                  // line ends of a script that is followed
	ran       []script.Layer         // texts that a script runs
	nested    []layer.Layer          // layers of this window that were nested, the first of them
	encoded   []commandline.Document // texts that a script puts together, to be decoded or written
	used      []string               // arguments and values that were told
	hunted    []extent               // texts that a script gives to what kills or searches
	spent     int                    // variables filled in so far, see maxSpent
	comments  []extent               // block comments, in order
	commented bool                   // comments was filled in
	evaluated []*evaluated           // stretches that were read as a program
	percentTo int                    // how far requests were read
	fuelled   int                    // bytes of evaluated lines that were split

	programs     []extent // what programKey finds
	programsRead bool

	litAt   extent // where lits were read
	lits    []quoted
	blockOf extent // what block said last, and of what
	blockIs extent
}

// extent is a stretch of text offsets.
type extent struct{ from, to int }

// readWindow reads one window.
func readWindow(ctx context.Context, w *text.Window, classify func(*text.Window) text.Class, out *output) error {
	out.triggers = triggers(w.Text, out.triggers)
	p := &page{output: out, w: w, text: w.Text}
	if len(out.triggers) == 0 {
		if p.act(ctx, classify); p.err != nil {
			return p.err
		}
		if err := p.loneWallets(classify); err != nil {
			return err
		}
	} else {
		p.class = classify(w)
		if err := p.read(ctx); err != nil {
			return err
		}
	}
	if err := p.layers(ctx, classify); err != nil {
		return err
	}
	return p.nestRan(ctx)
}

func (p *page) read(ctx context.Context) error {
	p.structures()
	p.script()
	p.evaluations()
	for i, t := range p.triggers {
		if p.err != nil {
			return p.err
		}
		if i%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if t.what == atOption || t.what == atWallet || t.what == atConfig || t.what == atAudit {
			if p.statements++; p.statements > MaxStatements {
				continue
			}
		}
		switch t.what {
		case atOutput:
			p.minerOutput(t.at)
		case atConfig:
			p.config(t.at)
		case atAudit:
			p.proctitle(t.at)
		case atHex:
			p.registryHex(t.at)
		case atPercent:
			p.percent(t.at)
		case atOption:
			if !p.isTaken(t.at) {
				p.statement(t.at)
			}
		case atWallet:
			if p.class.Kind == "strings" && p.owns(t.at) {
				p.fragments(t.at)
			}
			if p.keyed(t.at) {
				p.config(t.at)
			}
			if !p.isTaken(t.at) {
				p.statement(t.at)
			}
		}
	}
	p.actions(ctx)
	p.schedules()
	p.environment()
	p.mention()
	return p.err
}

// owns reports whether a statement that begins at that text offset is this
// window's to tell.
func (p *page) owns(at int) bool { return at >= p.w.From && at < p.w.To }

// take notes that an extent was dealt with. Extents that touch become one.
func (p *page) take(from, to int) {
	if from >= to {
		return
	}
	i := sort.Search(len(p.taken), func(i int) bool { return p.taken[i].to >= from })
	k := i
	for k < len(p.taken) && p.taken[k].from <= to {
		from, to = min(from, p.taken[k].from), max(to, p.taken[k].to)
		k++
	}
	p.taken = slices.Replace(p.taken, i, k, extent{from, to})
}

// isTaken reports whether the place lies in an extent that was dealt with.
func (p *page) isTaken(at int) bool {
	i := sort.Search(len(p.taken), func(i int) bool { return p.taken[i].to > at })
	return i < len(p.taken) && p.taken[i].from <= at
}

// observe states a fact whose place is the given stretch of the window.
func (p *page) observe(from, to int, o observation.Observation) {
	if p.err != nil {
		return
	}
	o.Where = p.locate(from, to)
	p.found = true
	p.err = p.sink.Observe(o)
}

func (p *page) locate(from, to int) evidence.Locator {
	lo, hi := p.w.Span(from, to)
	return evidence.Locator{Evidence: p.ev, Offset: p.w.Base + int64(lo), Length: int64(hi - lo)}
}

// value is what stands from and up to these text offsets, read as s.
func (p *page) value(s string, from, to int) observation.Value {
	lo, hi := p.w.Span(from, to)
	return observation.Value{Text: text.String([]byte(s)), At: evidence.Cite(p.ev, p.w.Raw, p.w.Base, lo, hi)}
}

// line returns the line around at, without its end.
func (p *page) line(at int) (from, to int) {
	from = max(0, at-maxStatement)
	if i := bytes.LastIndexByte(p.text[from:at], '\n'); i >= 0 {
		from += i + 1
	}
	to = min(len(p.text), at+maxStatement)
	if i := bytes.IndexByte(p.text[at:to], '\n'); i >= 0 {
		to = at + i
	}
	if to > from && p.text[to-1] == '\r' {
		to--
	}
	return from, to
}

// nearLine is the line around at, or of a long line a stretch that is the same
// for neighbouring places.
func (p *page) nearLine(at int) (from, to int) {
	from, to = p.line(at)
	cell := at &^ (maxLine - 1)
	return max(from, cell-maxLine), min(to, cell+3*maxLine)
}

// maxStatement is how long a statement may be, bytes; see [text.Context].
const maxStatement = text.Context / 2

// joined is a text put together from pieces of the window.
type joined struct {
	b    []byte
	segs []segment
}

// segment says that the bytes of a joined text from offset from on stand at
// text offset at, n bytes of the window.
type segment struct{ from, at, n int }

// piece is the stretch of the window itself.
func (p *page) piece(from, to int) *joined {
	return &joined{b: p.text[from:to], segs: []segment{{0, from, to - from}}}
}

func (j *joined) add(b []byte, at, n int) {
	j.segs = append(j.segs, segment{len(j.b), at, n})
	j.b = append(j.b, b...)
}

// place maps offsets of the joined text to text offsets of the window.
func (j *joined) place(from, to int) (lo, hi int) {
	if len(j.segs) == 0 {
		return 0, 0
	}
	at := func(x int) (segment, int) {
		i := max(0, sort.Search(len(j.segs), func(i int) bool { return j.segs[i].from > x })-1)
		end := len(j.b)
		if i+1 < len(j.segs) {
			end = j.segs[i+1].from
		}
		return j.segs[i], end - j.segs[i].from
	}
	s, n := at(from)
	lo = s.at
	if n == s.n {
		lo += min(from-s.from, s.n)
	}
	s, n = at(max(from, to-1))
	hi = s.at + s.n
	if n == s.n {
		hi = s.at + min(to-s.from, s.n)
	}
	return lo, max(lo, hi)
}

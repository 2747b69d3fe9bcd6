package archive

import (
	"encoding/binary"
	"io/fs"
	"time"
	"unicode/utf16"
)

// sevenArchive is the list of members of a 7z archive.
type sevenArchive struct {
	blocks []sevenBlock
	files  []sevenFile
}

type sevenFile struct {
	name  string
	time  time.Time
	mode  fs.FileMode
	empty bool
}

// sevenBlock is bytes that were packed together ("folder" in 7-Zip's words).
type sevenBlock struct {
	start, packed int64
	coders        []sevenCoder // from the packed bytes to the plain ones
	problem       string       // why it cannot be unpacked
	crc           uint32
	hasCRC        bool
	parts         []sevenPart
}

// sevenPart is one member in a block.
type sevenPart struct {
	size   int64
	crc    uint32
	hasCRC bool
}

type sevenCoder struct {
	id         string
	properties []byte
	size       int64 // of what comes out
}

func (b sevenBlock) size() int64 {
	if len(b.coders) == 0 {
		return 0
	}
	return b.coders[len(b.coders)-1].size
}

// sevenReader reads the list. After bad is set all it gives is worthless.
type sevenReader struct {
	b   []byte
	bad bool
}

func (r *sevenReader) bytes(n uint64) []byte {
	if r.bad || n > uint64(len(r.b)) {
		r.bad = true
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *sevenReader) byte() byte {
	if b := r.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// number reads a number of one to nine bytes: the first byte's leading ones say
// how many follow.
func (r *sevenReader) number() uint64 {
	first := r.byte()
	var v uint64
	for i, mask := 0, byte(0x80); i < 8; i, mask = i+1, mask>>1 {
		if first&mask == 0 {
			return v | uint64(first&(mask-1))<<(8*i)
		}
		v |= uint64(r.byte()) << (8 * i)
	}
	return v
}

// size reads a number of bytes.
func (r *sevenReader) size() int64 {
	v := r.number()
	if v > 1<<62 {
		r.bad = true
		return 0
	}
	return int64(v)
}

// sevenCount bounds how many members, blocks and so on an archive may have: more
// than the budget of a root lets in.
const sevenCount = 1 << 18

// count reads how many things follow. Each takes a byte at least, so that there
// cannot be more than bytes are left.
func (r *sevenReader) count() int {
	v := r.number()
	if v > uint64(len(r.b)) || v > sevenCount {
		r.bad = true
		return 0
	}
	return int(v)
}

// bits reads n bits, the most significant first.
func (r *sevenReader) bits(n int) []bool {
	b := r.bytes(uint64(n+7) / 8)
	if r.bad {
		return make([]bool, n)
	}
	out := make([]bool, n)
	for i := range out {
		out[i] = b[i/8]&(0x80>>(i%8)) != 0
	}
	return out
}

// optionalBits reads bits that may be left out where all are set.
func (r *sevenReader) optionalBits(n int) []bool {
	if r.byte() == 0 {
		return r.bits(n)
	}
	out := make([]bool, n)
	for i := range out {
		out[i] = true
	}
	return out
}

func (r *sevenReader) u32() uint32 {
	if b := r.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *sevenReader) digests(n int, set func(int, uint32)) {
	for i, has := range r.optionalBits(n) {
		if has {
			set(i, r.u32())
		}
		if r.bad {
			return
		}
	}
}

// streams reads where the blocks lie and how they were packed.
func (r *sevenReader) streams() []sevenBlock {
	var blocks []sevenBlock
	var sizes []int64 // of the packed streams
	var start int64
	parted := false
	for !r.bad {
		switch r.byte() {
		case 0x06:
			start, sizes = r.packed()
		case 0x07:
			blocks = r.blocks(start, sizes)
		case 0x08:
			parted = true
			r.parts(blocks)
		case 0x00:
			if !parted {
				for i := range blocks {
					blocks[i].parts = []sevenPart{{blocks[i].size(), blocks[i].crc, blocks[i].hasCRC}}
				}
			}
			return blocks
		default:
			r.bad = true
		}
	}
	return nil
}

func (r *sevenReader) packed() (start int64, sizes []int64) {
	start = 32 + r.size()
	n := r.count()
	for !r.bad {
		switch r.byte() {
		case 0x09:
			for range n {
				sizes = append(sizes, r.size())
			}
		case 0x0a:
			r.digests(n, func(int, uint32) {})
		case 0x00:
			return start, sizes
		default:
			r.bad = true
		}
	}
	return 0, nil
}

func (r *sevenReader) blocks(start int64, packed []int64) []sevenBlock {
	if r.byte() != 0x0b {
		r.bad = true
		return nil
	}
	n := r.count()
	if r.byte() != 0 { // told elsewhere
		r.bad = true
	}
	var blocks []sevenBlock
	var outs []int    // streams that come out of the coders of a block
	var order [][]int // coders from packed to plain
	var all [][]sevenCoder
	next := 0
	for range n {
		b, coders, chain, out, in := r.block()
		if r.bad {
			return nil
		}
		b.start = start
		for range in {
			if next >= len(packed) || start > 1<<62-packed[next] {
				r.bad = true
				return nil
			}
			b.packed += packed[next]
			start += packed[next]
			next++
		}
		blocks, outs, order, all = append(blocks, b), append(outs, out), append(order, chain), append(all, coders)
	}
	if r.byte() != 0x0c {
		r.bad = true
	}
	for i := range blocks {
		sizes := make([]int64, 0, outs[i])
		for range outs[i] {
			sizes = append(sizes, r.size())
		}
		for _, c := range order[i] {
			coder := all[i][c]
			coder.size = sizes[c]
			blocks[i].coders = append(blocks[i].coders, coder)
		}
	}
	for !r.bad {
		switch r.byte() {
		case 0x0a:
			r.digests(len(blocks), func(i int, v uint32) { blocks[i].crc, blocks[i].hasCRC = v, true })
		case 0x00:
			return blocks
		default:
			r.bad = true
		}
	}
	return nil
}

// block reads the coders of a block and puts them in order. It returns how
// many streams come out of them and how many packed streams go in.
func (r *sevenReader) block() (b sevenBlock, coders []sevenCoder, chain []int, out, in int) {
	n := r.count()
	if n < 1 || n > 32 {
		r.bad = true
		return
	}
	ins := 0
	simple := true
	for range n {
		flags := r.byte()
		c := sevenCoder{id: string(r.bytes(uint64(flags & 15)))}
		i, o := 1, 1
		if flags&0x10 != 0 {
			i, o = r.count(), r.count()
		}
		if flags&0x20 != 0 {
			c.properties = r.bytes(r.number())
		}
		if flags&0x80 != 0 || i < 1 || o != 1 || i > 32 {
			r.bad = true
			return
		}
		simple = simple && i == 1
		ins, out = ins+i, out+o
		coders = append(coders, c)
	}
	feeds := make([]int, n) // by the number of an input: the coder whose output it is
	for i := range feeds {
		feeds[i] = -1
	}
	bound := make([]bool, n) // by the number of an output: it goes into another coder
	for range out - 1 {
		i, o := r.number(), r.number()
		if o >= uint64(n) || i >= uint64(ins) {
			r.bad = true
			return
		}
		bound[o] = true
		if simple {
			feeds[i] = int(o)
		}
	}
	if in = ins - (out - 1); in < 1 {
		r.bad = true
		return
	}
	if in > 1 {
		for range in {
			r.number()
		}
	}
	last := -1
	for i, used := range bound {
		if !used {
			last = i
		}
	}
	if !simple && last >= 0 { // its last coder still tells the size of what comes out
		b.problem = "packed with a filter that is not supported (BCJ2)"
		chain = []int{last}
		return
	}
	for c := last; c >= 0; c = feeds[c] {
		if len(chain) == n {
			r.bad = true // the coders feed each other in a circle
			return
		}
		chain = append(chain, c)
	}
	for i, j := 0, len(chain)-1; i < j; i, j = i+1, j-1 {
		chain[i], chain[j] = chain[j], chain[i]
	}
	if len(chain) == 0 {
		r.bad = true
	}
	return
}

// parts reads how the blocks are divided into members.
func (r *sevenReader) parts(blocks []sevenBlock) {
	counts := make([]int, len(blocks))
	for i := range counts {
		counts[i] = 1
	}
	id := r.byte()
	if id == 0x0d {
		for i := range blocks {
			counts[i] = r.count()
		}
		id = r.byte()
	}
	unknown, total := 0, 0
	for i := range blocks {
		b := &blocks[i]
		if total += counts[i]; total > sevenCount {
			r.bad = true
			return
		}
		left := b.size()
		for j := range counts[i] {
			size := left
			if j < counts[i]-1 {
				if id != 0x09 {
					r.bad = true
					return
				}
				if size = r.size(); size > left {
					r.bad = true
				}
			}
			if r.bad {
				return
			}
			left -= size
			b.parts = append(b.parts, sevenPart{size: size})
		}
		if counts[i] == 1 && b.hasCRC {
			b.parts[0].crc, b.parts[0].hasCRC = b.crc, true
		} else {
			unknown += counts[i]
		}
	}
	if id == 0x09 {
		id = r.byte()
	}
	for ; !r.bad && id != 0; id = r.byte() {
		if id != 0x0a {
			r.bad = true
			return
		}
		var to []*sevenPart
		for i := range blocks {
			if counts[i] == 1 && blocks[i].hasCRC {
				continue
			}
			for j := range blocks[i].parts {
				to = append(to, &blocks[i].parts[j])
			}
		}
		r.digests(unknown, func(i int, v uint32) { to[i].crc, to[i].hasCRC = v, true })
	}
}

// parseSeven reads the unpacked list of members.
func parseSeven(b []byte) (*sevenArchive, error) {
	r := &sevenReader{b: b}
	a := &sevenArchive{}
	if r.byte() != 0x01 {
		return nil, errSeven
	}
	for !r.bad {
		switch r.byte() {
		case 0x02: // properties of the archive
			for !r.bad && r.byte() != 0 {
				r.bytes(r.number())
			}
		case 0x03: // further streams, for what is told elsewhere: not in use
			r.streams()
		case 0x04:
			a.blocks = r.streams()
		case 0x05:
			a.files = r.files()
		case 0x00:
			if !r.bad {
				return a, nil
			}
		default:
			r.bad = true
		}
	}
	return nil, errSeven
}

func (r *sevenReader) files() []sevenFile {
	n := r.count()
	files := make([]sevenFile, n)
	var empty []int
	for !r.bad {
		id := r.number()
		if id == 0 {
			return files
		}
		p := &sevenReader{b: r.bytes(r.number())}
		switch id {
		case 0x0e: // without bytes: folders and empty files
			for i, is := range p.bits(n) {
				if files[i].empty = is; is {
					files[i].mode |= fs.ModeDir
					empty = append(empty, i)
				}
			}
		case 0x0f: // of those, the files
			for i, is := range p.bits(len(empty)) {
				if is {
					files[empty[i]].mode &^= fs.ModeDir
				}
			}
		case 0x11:
			if p.byte() != 0 {
				r.bad = true
			}
			p.names(files)
		case 0x14:
			has := p.optionalBits(n)
			if p.byte() != 0 {
				r.bad = true
			}
			for i := range has {
				if has[i] {
					if b := p.bytes(8); b != nil {
						files[i].time = fileTime(binary.LittleEndian.Uint64(b))
					}
				}
			}
		case 0x15:
			has := p.optionalBits(n)
			if p.byte() != 0 {
				r.bad = true
			}
			for i := range has {
				if has[i] {
					if m := sevenMode(p.u32()); m.Type() != 0 {
						files[i].mode = m
					}
				}
			}
		}
		r.bad = r.bad || p.bad
	}
	return nil
}

// names reads names of UTF-16 that end in a zero.
func (r *sevenReader) names(files []sevenFile) {
	for i := range files {
		end := 0
		for ; end+1 < len(r.b) && (r.b[end] != 0 || r.b[end+1] != 0); end += 2 {
		}
		if end+1 >= len(r.b) {
			r.bad = true
			return
		}
		u := make([]uint16, end/2)
		for j := range u {
			u[j] = binary.LittleEndian.Uint16(r.b[2*j:])
		}
		files[i].name = string(utf16.Decode(u))
		r.b = r.b[end+2:]
	}
}

package layer

import (
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
)

// XOR is a stretch of bytes under a repeating key.
type XOR struct {
	Start, End int
	Key        []byte // Key[0] is the key of the byte at Start
	Program    bool   // the start of a program; End is where the bytes end
}

// Recipe tells how to take the key off again.
func (x XOR) Recipe() string {
	if len(x.Key) == 1 {
		return fmt.Sprintf("xor %x", x.Key)
	}
	return fmt.Sprintf("xor %x (%d bytes)", x.Key, len(x.Key))
}

// Decode takes the key off the stretch.
func (x XOR) Decode(data []byte) []byte {
	out := slices.Clone(data[x.Start:x.End])
	unmask(out, x.Key)
	return out
}

// maxKey is the longest key that is looked for, bytes.
const maxKey = 16

// known are what programs, scripts and configurations of the kind say somewhere.
// A key of k bytes is found by those with at least k+minDiff bytes.
var known = []string{
	"This program cannot be run in DOS mode", "This program must be run under Win32",
	"stratum+tcp://", "stratum+ssl://", "stratum+tls://", `"donate-level":`, "--donate-level", `"pools": [`, `"algo": "rx/0"`, "cryptonight", "randomx",
	"https://", "http://", "powershell", "cmd.exe /c ", "#!/bin/sh", "#!/bin/bash\n", "<script", "/bin/bash -c ", "User-Agent: ", "Mozilla/5.0 (", " >/dev/null 2>&1", "chmod +x /tmp/", `CreateObject("WScript.Shell")`, "--cpu-max-threads-hint", "--coin=monero",
	"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run", "Software\\Microsoft\\Windows\\CurrentVersion",
	"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00", "\x7fELF\x01\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x03\x00",
}

// minDiff is how many bytes of a known text are compared at least, beyond those
// that give the key.
const minDiff = 6

// keyLength is what is compared for keys of one length k: the bytes of a known
// text combined with those k further on. The key cancels out in them.
type keyLength struct {
	k       int
	stride  int
	bits    [1 << 14 / 64]uint64
	buckets map[uint32][]entry
}

type entry struct {
	text   string
	offset int
}

var keyLengths = func() []*keyLength {
	var all []*keyLength
	for k := 1; k <= maxKey; k++ {
		l := &keyLength{k: k, stride: 8, buckets: map[uint32][]entry{}}
		type stretch struct {
			text     string
			from, to int // windows of four bytes
		}
		var use []stretch
		for _, t := range known {
			if len(t)-k < minDiff {
				continue
			}
			// the longest stretch of windows that are not mostly zero
			best := stretch{}
			for from := 0; from+4 <= len(t)-k; from++ {
				to := from
				for to+4 <= len(t)-k && telling(t, to, k) {
					to++
				}
				if to-from > best.to-best.from {
					best = stretch{t, from, to}
				}
			}
			if best.to-best.from < 3 { // it would slow all the others down
				continue
			}
			use = append(use, best)
			l.stride = min(l.stride, best.to-best.from)
		}
		for _, u := range use {
			for off := u.from; off < u.from+l.stride; off++ {
				d := diff(u.text, off, k)
				l.buckets[d] = append(l.buckets[d], entry{u.text, off})
				h := d * 0x9E3779B1 >> (32 - 14)
				l.bits[h/64] |= 1 << (h % 64)
			}
		}
		if len(use) > 0 {
			all = append(all, l)
		}
	}
	return all
}()

func diff(t string, off, k int) uint32 {
	var b [4]byte
	for i := range b {
		b[i] = t[off+i] ^ t[off+i+k]
	}
	return binary.LittleEndian.Uint32(b[:])
}

// telling reports whether a window has three bytes that are not zero.
func telling(t string, off, k int) bool {
	d, n := diff(t, off, k), 0
	for ; d != 0; d >>= 8 {
		if d&0xff != 0 {
			n++
		}
	}
	return n >= 3
}

// Masked yields the stretches of data that are text or a program under a
// repeating key of 1 to 16 bytes, in the order they are found. They are found by
// known texts, so one without any is not.
func Masked(data []byte) iter.Seq[XOR] {
	return func(yield func(XOR) bool) {
		s := &search{data: data, yield: yield, left: maxWork*len(data) + 1<<20}
		single, several := worth(data)
		for _, l := range keyLengths {
			s.dead = s.dead[:0]
			stretches := several
			if l.k == 1 {
				stretches = single
			}
			if !s.with(l, stretches) {
				return
			}
		}
	}
}

// leastMasked is the length of the shortest text that is told, bytes.
const leastMasked = 20

// worth returns the stretches of data in which masked text may lie, for keys of
// one byte and for longer ones: a text under a key holds no two zeros in a row,
// and letters under a key of several bytes do not all stay letters.
func worth(data []byte) (single, several [][2]int) {
	from := 0
	for i := 1; i <= len(data); i++ {
		if i < len(data) && (data[i] != 0 || data[i-1] != 0) {
			continue
		}
		if i-from >= leastMasked {
			single = append(single, [2]int{from, i})
			for _, c := range data[from:i] {
				if c != 0 && !text8(c) {
					several = append(several, [2]int{from, i})
					break
				}
			}
		}
		for i+1 < len(data) && data[i+1] == 0 {
			i++
		}
		from = i
	}
	return single, several
}

const (
	// maxFound bounds the stretches of one piece of data.
	maxFound = 64
	// maxWork bounds what is spent on stretches that come to nothing, in bytes
	// looked at for each byte of the data.
	maxWork = 8
)

// search is one search for masked text.
type search struct {
	data  []byte
	yield func(XOR) bool
	found []XOR
	dead  [][2]int // stretches that say nothing under a key of this length
	left  int
}

// with looks for known texts under keys of one length in the stretches.
func (s *search) with(l *keyLength, stretches [][2]int) bool {
	k, data := l.k, s.data
	for _, st := range stretches {
		n := st[1] - st[0] - k - 3
		if n <= 0 {
			continue
		}
		plain := data[st[0]:st[1]]
		ahead := plain[k:]
		for j := 0; j < n; j += l.stride {
			d := binary.LittleEndian.Uint32(plain[j:]) ^ binary.LittleEndian.Uint32(ahead[j:])
			h := d * 0x9E3779B1 >> (32 - 14)
			if l.bits[h/64]&(1<<(h%64)) != 0 && !s.verify(l, st[0]+j, d) {
				return false
			}
		}
	}
	return true
}

// verify compares the known texts of which a window may stand at the place.
func (s *search) verify(l *keyLength, i int, d uint32) bool {
	k, data := l.k, s.data
entries:
	for _, e := range l.buckets[d] {
		at := i - e.offset
		if at < 0 || at+len(e.text) > len(data) {
			continue
		}
		for j := 0; j+k < len(e.text); j++ {
			if data[at+j]^data[at+j+k] != e.text[j]^e.text[j+k] {
				continue entries
			}
		}
		for _, f := range s.found {
			if f.Start <= at && at < f.End {
				continue entries
			}
		}
		for _, f := range s.dead {
			if f[0] <= at && at < f[1] {
				continue entries
			}
		}
		x, ok := extent(data, at, e.text, k)
		if s.left -= x.End - x.Start; s.left < 0 {
			return false
		}
		if !ok {
			if x.End-x.Start > 256 {
				s.dead = append(s.dead, [2]int{x.Start, x.End})
			}
			continue
		}
		s.found = append(s.found, x)
		if !s.yield(x) || len(s.found) >= maxFound {
			return false
		}
	}
	return true
}

// extent takes the key from a known text and looks how far it goes.
func extent(data []byte, at int, text string, k int) (XOR, bool) {
	key := make([]byte, k) // key[i] belongs to at+i
	zeros := 0
	for i := range key {
		if key[i] = data[at+i] ^ text[i]; key[i] == 0 {
			zeros++
		}
	}
	if zeros*2 >= k || repeats(key) { // bytes that differ here and there are not masked
		return XOR{}, false
	}
	phase := func(start int) int { return ((start-at)%k + k) % k }
	from := func(start int) []byte {
		return append(slices.Clone(key[phase(start):]), key[:phase(start)]...)
	}
	// a program: its header stands before its well-known words
	if text[0] == '\x7f' {
		return XOR{Start: at, End: len(data), Key: from(at), Program: true}, true
	}
	if text[0] == 'T' {
		var head [0x400]byte
		for back := 0x40; back <= 0x100 && back <= at; back++ {
			start := at - back
			if data[start]^key[phase(start)] != 'M' || data[start+1]^key[phase(start+1)] != 'Z' {
				continue
			}
			n := copy(head[:], data[start:])
			unmask(head[:n], from(start))
			if isPE(head[:n]) {
				return XOR{Start: start, End: len(data), Key: from(start), Program: true}, true
			}
		}
	}
	// Zeros around a masked text show the key itself, which may be text, too.
	lo, hi := at, at+len(text)
	for zeros, j := 0, phase(at-1); lo > 0 && text8(data[lo-1]^key[j]); lo-- {
		if zeros++; data[lo-1] != 0 {
			zeros = 0
		} else if zeros > k+3 {
			lo += zeros - 1
			break
		}
		if j--; j < 0 {
			j = k - 1
		}
	}
	for zeros, j := 0, phase(hi); hi < len(data) && text8(data[hi]^key[j]); hi++ {
		if zeros++; data[hi] != 0 {
			zeros = 0
		} else if zeros > k+3 {
			hi -= zeros - 1
			break
		}
		if j++; j == k {
			j = 0
		}
	}
	x := XOR{Start: lo, End: hi, Key: from(lo)}
	if hi-lo < max(leastMasked, 2*k) {
		return x, false
	}
	// a text that says something without the key is not masked
	return x, says(x.Decode(data)) && !words.Contains(data[lo:hi])
}

// unmask takes a key off in place.
func unmask(b, key []byte) {
	k := 0
	for i := range b {
		b[i] ^= key[k]
		if k++; k == len(key) {
			k = 0
		}
	}
}

// repeats reports whether a key is a shorter key several times.
func repeats(key []byte) bool {
	for p := 1; p <= len(key)/2; p++ {
		if len(key)%p != 0 {
			continue
		}
		same := true
		for i := p; i < len(key) && same; i++ {
			same = key[i] == key[i-p]
		}
		if same {
			return true
		}
	}
	return false
}

func text8(c byte) bool { return c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t' }

package layer

import (
	"encoding/binary"
	"fmt"
	"iter"
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
	out := make([]byte, x.End-x.Start)
	for i := range out {
		out[i] = data[x.Start+i] ^ x.Key[i%len(x.Key)]
	}
	return out
}

// maxKey is the longest key that is looked for, bytes.
const maxKey = 16

// known are what programs, scripts and configurations of the kind say somewhere.
// A key of k bytes is found by those with at least k+minDiff bytes.
var known = []string{
	"This program cannot be run in DOS mode", "This program must be run under Win32",
	"stratum+tcp://", "stratum+ssl://", "stratum+tls://", `"donate-level":`, "--donate-level", `"pools": [`, `"algo": "rx/0"`, "cryptonight", "randomx",
	"https://", "http://", "powershell", "cmd.exe /c ", "#!/bin/sh", "#!/bin/bash\n", "<script", "/bin/bash -c ", "User-Agent: ", "Mozilla/5.0 (",
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
			if best.to-best.from < 2 {
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
		var found []XOR
		for _, l := range keyLengths {
			if !l.search(data, &found, yield) {
				return
			}
		}
	}
}

// maxFound bounds the stretches of one piece of data.
const maxFound = 64

func (l *keyLength) search(data []byte, found *[]XOR, yield func(XOR) bool) bool {
	k, n := l.k, len(data)-l.k-4
	for i := 0; i <= n; i += l.stride {
		d := binary.LittleEndian.Uint32(data[i:]) ^ binary.LittleEndian.Uint32(data[i+k:])
		h := d * 0x9E3779B1 >> (32 - 14)
		if l.bits[h/64]&(1<<(h%64)) == 0 {
			continue
		}
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
			for _, f := range *found {
				if f.Start <= at && at < f.End {
					continue entries
				}
			}
			x, ok := extent(data, at, e.text, k)
			if !ok {
				continue
			}
			*found = append(*found, x)
			if !yield(x) || len(*found) >= maxFound {
				return false
			}
		}
	}
	return true
}

// extent takes the key from a known text and looks how far it goes.
func extent(data []byte, at int, text string, k int) (XOR, bool) {
	key := make([]byte, k) // key[i] belongs to at+i
	zero := true
	for i := range key {
		key[i] = data[at+i] ^ text[i]
		zero = zero && key[i] == 0
	}
	if zero || repeats(key) {
		return XOR{}, false
	}
	plain := func(i int) byte { return data[i] ^ key[((i-at)%k+k)%k] }
	from := func(start int) []byte {
		r := make([]byte, k)
		for i := range r {
			r[i] = key[((start-at+i)%k+k)%k]
		}
		return r
	}
	// a program: its header stands before its well-known words
	if text[0] == '\x7f' {
		return XOR{Start: at, End: len(data), Key: from(at), Program: true}, true
	}
	if text[0] == 'T' {
		for back := 0x40; back <= 0x100 && at-back >= 0; back++ {
			if plain(at-back) != 'M' || plain(at-back+1) != 'Z' {
				continue
			}
			head := make([]byte, min(len(data)-(at-back), 0x400))
			for i := range head {
				head[i] = plain(at - back + i)
			}
			if isPE(head) {
				return XOR{Start: at - back, End: len(data), Key: from(at - back), Program: true}, true
			}
		}
	}
	// Zeros around a masked text show the key itself, which may be text, too.
	lo, hi := at, at+len(text)
	for zeros := 0; lo > 0 && text8(plain(lo-1)); lo-- {
		if zeros++; data[lo-1] != 0 {
			zeros = 0
		} else if zeros > k+3 {
			lo += zeros - 1
			break
		}
	}
	for zeros := 0; hi < len(data) && text8(plain(hi)); hi++ {
		if zeros++; data[hi] != 0 {
			zeros = 0
		} else if zeros > k+3 {
			hi -= zeros - 1
			break
		}
	}
	const least = 20
	if hi-lo < max(least, 2*k) {
		return XOR{}, false
	}
	x := XOR{Start: lo, End: hi, Key: from(lo)}
	b := x.Decode(data)
	// a text that reads as well without the key is not masked
	return x, says(b) && wordy(b)*3 > wordy(data[lo:hi])*4
}

// wordy counts the characters that words are made of.
func wordy(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= 'a' && c <= 'z' || c == ' ' || c == '/' || c == '.' || c == '\n' {
			n++
		}
	}
	return n
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

package archive

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"unicode/utf16"

	"github.com/ulikunitz/xz/lzma"
)

// Coders of 7z by their numbers (Methods.txt of the LZMA SDK).
const (
	sevenCopy    = "\x00"
	sevenDelta   = "\x03"
	sevenX86     = "\x04"
	sevenLZMA2   = "\x21"
	sevenLZMA    = "\x03\x01\x01"
	sevenBCJ     = "\x03\x03\x01\x03"
	sevenDeflate = "\x04\x01\x08"
	sevenBzip2   = "\x04\x02\x02"
	sevenZstd    = "\x04\xf7\x11\x01"
	sevenLZ4     = "\x04\xf7\x11\x04"
	sevenAES     = "\x06\xf1\x07\x01"
)

func (b sevenBlock) encrypted() bool {
	for _, c := range b.coders {
		if c.id == sevenAES {
			return true
		}
	}
	return false
}

// open unpacks a block, with the first password that fits if it is encrypted.
func (s *seven) open(b sevenBlock) (io.ReadCloser, error) {
	if b.problem != "" {
		return nil, errors.New(b.problem)
	}
	if !b.encrypted() {
		return s.chain(b, "")
	}
	for _, password := range s.opts.Passwords {
		ok, err := s.fits(b, password)
		if err != nil {
			return nil, err
		}
		if ok {
			return s.chain(b, password)
		}
	}
	return nil, ErrPassword
}

// fits unpacks the first member of a block to see whether a password gives the
// bytes that were packed: the format has nothing else to check it with.
func (s *seven) fits(b sevenBlock, password string) (bool, error) {
	want, has, n := b.crc, b.hasCRC, b.size()
	if len(b.parts) > 0 && (b.parts[0].hasCRC || !has) {
		want, has, n = b.parts[0].crc, b.parts[0].hasCRC, b.parts[0].size
	}
	r, err := s.chain(b, password)
	if errors.Is(err, errKeyCost) {
		return false, err
	}
	if err != nil {
		return false, nil
	}
	defer r.Close()
	sum := crc32.NewIEEE()
	_, err = io.CopyN(sum, r, n)
	return err == nil && (!has || sum.Sum32() == want), nil
}

// chain puts the decoders of a block one behind the other.
func (s *seven) chain(b sevenBlock, password string) (_ io.ReadCloser, err error) {
	var closers []io.Closer
	closeAll := func() {
		for _, c := range closers {
			c.Close()
		}
	}
	defer func() {
		if err != nil {
			closeAll()
		}
	}()
	if b.start > s.size {
		return nil, io.ErrUnexpectedEOF
	}
	var r io.Reader = bufio.NewReaderSize(io.NewSectionReader(s.r, b.start, b.packed), 64<<10)
	length := b.packed
	windowed := false
	for _, c := range b.coders {
		var d io.ReadCloser
		switch c.id {
		case sevenLZMA, sevenLZMA2, sevenZstd, sevenLZ4:
			if windowed { // would wait for its own memory
				return nil, errors.New("packed twice over, which is not supported")
			}
			windowed = true
		}
		switch c.id {
		case sevenCopy:
		case sevenLZMA:
			if len(c.properties) != 5 {
				return nil, errSeven
			}
			d, err = lzmaStream(r, [5]byte(c.properties), uint64(c.size), length)
		case sevenLZMA2:
			d, err = lzma2Stream(r, c.properties, c.size, length)
		case sevenDeflate:
			d = inflate(r)
		case sevenBzip2:
			d, err = decode(Bzip2, r, length)
		case sevenZstd:
			d, err = decode(Zstd, r, length)
		case sevenLZ4:
			d, err = decode(LZ4, r, length)
		case sevenX86, sevenBCJ:
			r = &x86Filter{r: r, prev: -5}
		case sevenDelta:
			if len(c.properties) != 1 {
				return nil, errSeven
			}
			r = &deltaFilter{r: r, history: make([]byte, int(c.properties[0])+1)}
		case sevenAES:
			r, err = s.decrypt(r, c.properties, password)
		default:
			return nil, fmt.Errorf("packed with coder %x, which is not supported", c.id)
		}
		if err != nil {
			return nil, err
		}
		if d != nil {
			closers = append(closers, d)
			r = d
		}
		length = min(c.size, 1<<40)
		r = io.LimitReader(r, c.size)
	}
	return &decoder{r, closeAll}, nil
}

// lzma2Stream opens a raw LZMA2 stream; its one byte of properties tells the
// size of the dictionary.
func lzma2Stream(r io.Reader, properties []byte, size, compressed int64) (io.ReadCloser, error) {
	if len(properties) != 1 || properties[0] > 40 {
		return nil, errSeven
	}
	dict := int64(0xffffffff)
	if d := properties[0]; d < 40 {
		dict = int64(2|d&1) << (d/2 + 11)
	}
	dict = max(1<<12, min(usefulDict(dict, compressed), size))
	release, err := window(dict)
	if err != nil {
		return nil, err
	}
	l, err := lzma.Reader2Config{DictCap: int(dict)}.NewReader2(bufio.NewReader(r))
	if err != nil {
		release()
		return nil, err
	}
	return &decoder{guard{l}, release}, nil
}

// sevenKey is what a key of AES is made from.
type sevenKey struct {
	password, salt string
	power          byte
}

// errKeyCost guards against archives that ask for more work than is reasonable:
// 7-Zip itself uses 2^19 rounds.
var errKeyCost = errors.New("encrypted: its keys take too much work to make")

const sevenRounds = 1 << 25 // for all keys of an archive: some seconds

func (s *seven) decrypt(r io.Reader, properties []byte, password string) (io.Reader, error) {
	if len(properties) < 2 {
		return nil, errSeven
	}
	power := properties[0] & 0x3f
	salt := int(properties[0]>>7) + int(properties[1]>>4)
	iv := int(properties[0]>>6&1) + int(properties[1]&15)
	if len(properties) < 2+salt+iv {
		return nil, errSeven
	}
	key, err := s.key(sevenKey{password, string(properties[2 : 2+salt]), power})
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	var start [aes.BlockSize]byte
	copy(start[:], properties[2+salt:2+salt+iv])
	return &cbcReader{r: r, mode: cipher.NewCBCDecrypter(block, start[:])}, nil
}

// key makes the key of AES-256: the SHA-256 over 2^power times salt, password
// in UTF-16 and a count of eight bytes.
func (s *seven) key(k sevenKey) ([]byte, error) {
	if key, ok := s.keys[k]; ok {
		return key, nil
	}
	one := []byte(k.salt)
	for _, u := range utf16.Encode([]rune(k.password)) {
		one = binary.LittleEndian.AppendUint16(one, u)
	}
	var key []byte
	if k.power == 0x3f {
		key = make([]byte, 32)
		copy(key, one)
	} else {
		if k.power > 24 {
			return nil, errKeyCost
		}
		rounds := uint64(1) << k.power
		if s.work += rounds; s.work > sevenRounds {
			return nil, errKeyCost
		}
		h := sha256.New()
		one = append(one, make([]byte, 8)...)
		for i := range rounds {
			binary.LittleEndian.PutUint64(one[len(one)-8:], i)
			h.Write(one)
		}
		key = h.Sum(nil)
	}
	s.keys[k] = key
	return key, nil
}

// cbcReader decrypts block by block. A part of a block at the end is cut off.
type cbcReader struct {
	r    io.Reader
	mode cipher.BlockMode
	buf  [4096]byte
	out  []byte
}

func (c *cbcReader) Read(b []byte) (int, error) {
	if len(c.out) == 0 {
		n, err := io.ReadFull(c.r, c.buf[:])
		n -= n % aes.BlockSize
		if n == 0 {
			if err == nil || err == io.ErrUnexpectedEOF {
				err = io.EOF
			}
			return 0, err
		}
		c.mode.CryptBlocks(c.buf[:n], c.buf[:n])
		c.out = c.buf[:n]
	}
	n := copy(b, c.out)
	c.out = c.out[n:]
	return n, nil
}

// deltaFilter adds to every byte the one so many places before it.
type deltaFilter struct {
	r       io.Reader
	history []byte
	at      int
}

func (d *deltaFilter) Read(b []byte) (int, error) {
	n, err := d.r.Read(b)
	for i := range b[:n] {
		d.history[d.at] += b[i]
		b[i] = d.history[d.at]
		d.at = (d.at + 1) % len(d.history)
	}
	return n, err
}

// x86Filter undoes BCJ, which makes the targets of calls and jumps in x86 code
// absolute so that it packs better. What looks like a target depends on which
// of the four bytes before were opcodes, too.
type x86Filter struct {
	r    io.Reader
	buf  bytes.Buffer // bytes that may not be given out yet: an instruction may go on
	out  []byte
	pos  uint32 // of the first byte in buf
	prev int64  // place of the last opcode
	mask uint32 // opcodes among the last bytes
	err  error
}

func (x *x86Filter) Read(b []byte) (int, error) {
	for len(x.out) == 0 {
		if x.err != nil {
			if x.buf.Len() == 0 {
				return 0, x.err
			}
			x.out = bytes.Clone(x.buf.Next(x.buf.Len())) // too short for an instruction
			break
		}
		var chunk [4096]byte
		var n int
		n, x.err = x.r.Read(chunk[:])
		x.buf.Write(chunk[:n])
		x.decode()
	}
	n := copy(b, x.out)
	x.out = x.out[n:]
	return n, nil
}

// decode handles all bytes in buf that have four more behind them.
func (x *x86Filter) decode() {
	b := x.buf.Bytes()
	i := 0
	sign := func(c byte) bool { return c == 0 || c == 0xff }
	for i+5 <= len(b) {
		if b[i]&0xfe != 0xe8 {
			i++
			continue
		}
		here := int64(x.pos) + int64(i)
		if gap := here - x.prev; gap > 5 {
			x.mask = 0
		} else {
			for range gap {
				x.mask = x.mask & 0x77 << 1
			}
		}
		x.prev = here
		bits := x.mask >> 1
		allowed := bits == 0 || bits == 1 || bits == 2 || bits == 4
		if !sign(b[i+4]) || !allowed {
			x.mask |= 1
			if sign(b[i+4]) {
				x.mask |= 0x10
			}
			i++
			continue
		}
		v := binary.LittleEndian.Uint32(b[i+1:])
		var to uint32
		for {
			to = v - (x.pos + uint32(i) + 5)
			if x.mask == 0 {
				break
			}
			shift := [5]uint32{0, 1, 2, 2, 3}[bits] * 8
			if !sign(byte(to >> (24 - shift))) {
				break
			}
			v = to ^ (1<<(32-shift) - 1)
		}
		if to &= 0x01ffffff; to&0x01000000 != 0 {
			to |= 0xff000000
		}
		binary.LittleEndian.PutUint32(b[i+1:], to)
		x.mask = 0
		i += 5
	}
	x.out = bytes.Clone(b[:i])
	x.buf.Next(i)
	x.pos += uint32(i)
}

package archive

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/ulikunitz/xz/lzma"
)

// makeSeven makes a 7z archive of one block: LZMA if packed, AES behind that if
// there is a password.
func makeSeven(files []content, packed bool, password string) []byte {
	var plain []byte
	var full []content
	for _, f := range files {
		if f.text != "" {
			plain = append(plain, f.text...)
			full = append(full, f)
		}
	}
	data := plain
	var coders [][]byte // from packed to plain
	var sizes []int
	if packed {
		var b bytes.Buffer
		w, err := lzma.WriterConfig{DictCap: 1 << 16, Size: int64(len(plain)), SizeInHeader: true}.NewWriter(&b)
		must(err)
		_, err = w.Write(plain)
		must(err)
		must(w.Close())
		data = b.Bytes()[13:]
		coders = append(coders, append([]byte{0x23, 3, 1, 1, 5}, b.Bytes()[:5]...))
	} else {
		coders = append(coders, []byte{1, 0})
	}
	sizes = append(sizes, len(plain))
	if password != "" {
		const power = 6
		key, err := (&seven{keys: map[sevenKey][]byte{}}).key(sevenKey{password, "salt", power})
		must(err)
		block, err := aes.NewCipher(key)
		must(err)
		iv := []byte("0123456789abcdef")
		coders = append([][]byte{append([]byte{0x24, 6, 0xf1, 7, 1, 2 + 4 + 16, 0xc0 | power, 3<<4 | 15}, "salt"+string(iv)...)}, coders...)
		sizes = append([]int{len(data)}, sizes...)
		data = append(data, make([]byte, -len(data)&15)...)
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(data, data)
	}
	num := func(v int) []byte {
		return append([]byte{0xf0}, binary.LittleEndian.AppendUint32(nil, uint32(v))...)
	}
	var h []byte
	add := func(parts ...[]byte) {
		for _, p := range parts {
			h = append(h, p...)
		}
	}
	b := func(v ...byte) []byte { return v }
	add(b(1))
	if len(full) > 0 {
		add(b(4, 6, 0), num(1), b(9), num(len(data)), b(0), b(7, 0x0b, 1, 0), num(len(coders)))
		add(coders...)
		for i := 1; i < len(coders); i++ { // the output of one is the input of the next
			add(b(byte(i), byte(i-1)))
		}
		add(b(0x0c))
		for _, s := range sizes {
			add(num(s))
		}
		add(b(0), b(8, 0x0d), num(len(full)), b(9))
		for _, f := range full[:len(full)-1] {
			add(num(len(f.text)))
		}
		add(b(0x0a, 1))
		for _, f := range full {
			add(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(f.text))))
		}
		add(b(0, 0))
	}
	add(b(5), num(len(files)))
	bits := make([]byte, (len(files)+7)/8)
	var empties []byte
	names := []byte{0}
	for i, f := range files {
		if f.text == "" {
			bits[i/8] |= 0x80 >> (i % 8)
			if len(empties) == 0 {
				empties = make([]byte, (len(files)+7)/8)
			}
		}
		for _, u := range utf16.Encode([]rune(f.name + "\x00")) {
			names = binary.LittleEndian.AppendUint16(names, u)
		}
	}
	n := 0
	for _, f := range files {
		if f.text == "" {
			empties[n/8] |= 0x80 >> (n % 8)
			n++
		}
	}
	add(b(0x0e), num(len(bits)), bits)
	if n > 0 {
		add(b(0x0f), num((n+7)/8), empties[:(n+7)/8])
	}
	add(b(0x11), num(len(names)), names, b(0, 0))
	out := append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), make([]byte, 24)...)
	le := binary.LittleEndian
	le.PutUint64(out[12:], uint64(len(data)))
	le.PutUint64(out[20:], uint64(len(h)))
	le.PutUint32(out[28:], crc32.ChecksumIEEE(h))
	le.PutUint32(out[8:], crc32.ChecksumIEEE(out[12:32]))
	return append(append(out, data...), h...)
}

// sevenFiles are names that UTF-16 can hold.
var sevenFiles = append(append([]content(nil), plainFiles[:5]...), content{"dir/ünï", "six\n"}, plainFiles[6])

func TestSeven(t *testing.T) {
	for name, data := range map[string][]byte{"copied": makeSeven(sevenFiles, false, ""), "packed": makeSeven(sevenFiles, true, ""), "encrypted": makeSeven(sevenFiles, true, "infected")} {
		if f := Recognise(data); f != Seven {
			t.Errorf("%s: recognised as %q", name, f)
		}
		members, damage := readAll(Seven, data, Options{Passwords: []string{"wrong", "infected"}})
		if diff := cmp.Diff(want(sevenFiles), members); diff != "" || len(damage) > 0 {
			t.Errorf("%s: damage %q\n%s", name, damage, diff)
		}
	}
	members, damage := readAll(Seven, makeSeven(sevenFiles[:2], true, "secret"), Options{Passwords: []string{"wrong"}})
	if len(members) != 0 || len(damage) != 2 || !strings.Contains(damage[0], "config.json") || !strings.Contains(damage[0], "give --password") {
		t.Errorf("wrong password: %q, damage %q", members, damage)
	}
}

func TestSevenDamaged(t *testing.T) {
	data := makeSeven(sevenFiles, true, "")
	for n := range len(data) {
		if n > 400 && n < len(data)-400 {
			continue
		}
		if members, damage := readAll(Seven, data[:n], Options{}); len(damage) == 0 || len(members) > 0 {
			t.Fatalf("cut at %d of %d: %d members, damage %q", n, len(data), len(members), damage)
		}
	}
	bad := makeSeven(sevenFiles, false, "")
	bad[40] ^= 1 // in the first member
	members, damage := readAll(Seven, bad, Options{})
	if len(damage) > 0 || members[0].Err == "" || members[1].Err != "" {
		t.Errorf("%.300q, damage %q", members, damage)
	}
}

type kept struct {
	*bytes.Reader
	closed *int
}

func (k kept) Close() error { *k.closed++; return nil }

func TestSevenKeepsBlocksWhereToldTo(t *testing.T) {
	data := makeSeven(sevenFiles, true, "")
	closed, full := 0, errors.New("no room")
	opts := Options{Keep: func(r io.Reader) (Kept, error) {
		b, err := io.ReadAll(r)
		return kept{bytes.NewReader(b), &closed}, err
	}}
	members, damage := readAll(Seven, data, opts)
	if diff := cmp.Diff(want(sevenFiles), members); diff != "" || len(damage) > 0 || closed != 1 {
		t.Errorf("closed %d times, damage %q\n%s", closed, damage, diff)
	}
	opts.Keep = func(r io.Reader) (Kept, error) {
		b := make([]byte, 70)
		_, err := io.ReadFull(r, b)
		return kept{bytes.NewReader(b), &closed}, errors.Join(full, err)
	}
	members, damage = readAll(Seven, data, opts)
	if len(members) != 3 || members[0].Text != sevenFiles[0].text || len(damage) != 5 || !strings.Contains(damage[0], "no room") {
		t.Errorf("%q, damage %q", members, damage)
	}
}

// Jumps and calls as they stand in code, absolute as BCJ makes them, come back
// whatever the pieces they are read in.
func TestX86Filter(t *testing.T) {
	plain := bytes.Repeat([]byte("\x55\x89\xe5\xe8\x10\x00\x00\x00\x90\xe9\xf0\xff\xff\xff\xc3"), 700)
	packed := bytes.Clone(plain)
	for i := 0; i+5 <= len(packed); i++ {
		if packed[i] == 0xe8 || packed[i] == 0xe9 {
			v := binary.LittleEndian.Uint32(packed[i+1:]) + uint32(i+5)
			if v &= 0x01ffffff; v&0x01000000 != 0 {
				v |= 0xff000000
			}
			binary.LittleEndian.PutUint32(packed[i+1:], v)
			i += 4
		}
	}
	got, err := io.ReadAll(&x86Filter{r: bytes.NewReader(packed), prev: -5})
	if err != nil || !bytes.Equal(got, plain) {
		t.Errorf("error %v; %d bytes, want %d", err, len(got), len(plain))
	}
	for _, n := range []int{0, 1, 4, 5, 6, 4095, 4096, 4097} {
		got, err := io.ReadAll(&x86Filter{r: bytes.NewReader(packed[:n]), prev: -5})
		if err != nil || len(got) != n {
			t.Errorf("%d bytes: got %d, error %v", n, len(got), err)
		}
	}
}

func TestSevenKeyCost(t *testing.T) {
	s := &seven{keys: map[sevenKey][]byte{}}
	if _, err := s.key(sevenKey{"p", "", 30}); !errors.Is(err, errKeyCost) {
		t.Errorf("2^30 rounds: %v", err)
	}
	s.work = sevenRounds
	if _, err := s.key(sevenKey{"p", "", 19}); !errors.Is(err, errKeyCost) {
		t.Errorf("beyond the bound: %v", err)
	}
}

func FuzzSeven(f *testing.F) {
	small := []content{{"a", "first\n"}, {"b/c", "second, a little longer\n"}, {"e", ""}}
	for _, b := range [][]byte{makeSeven(small, false, ""), makeSeven(small, true, ""), makeSeven(small, true, "p"), makeSeven(nil, false, "")} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if Recognise(b) != Seven || len(b) < 32 {
			return
		}
		// The sums guard the header against chance: set them right.
		le := binary.LittleEndian
		if at, n := le.Uint64(b[12:]), le.Uint64(b[20:]); at < uint64(len(b)) && n < uint64(len(b)) && 32+at+n <= uint64(len(b)) {
			b = bytes.Clone(b)
			le.PutUint32(b[28:], crc32.ChecksumIEEE(b[32+at:32+at+n]))
			le.PutUint32(b[8:], crc32.ChecksumIEEE(b[12:32]))
		}
		readAll(Seven, b, Options{Passwords: []string{"p"}})
	})
}

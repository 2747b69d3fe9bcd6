package archive

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"io"
)

// decrypt opens the packed bytes of a member with a password. The length is
// that of what comes out.
func (f *zipFile) decrypt(r io.ReaderAt, start, end int64, password string) (io.Reader, int64, error) {
	if f.aesStrength != 0 {
		return f.decryptAES(r, start, end, password)
	}
	const head = 12
	if end-start < head {
		return nil, 0, io.ErrUnexpectedEOF
	}
	k := zipKeys(password)
	var h [head]byte
	if err := fill(r, h[:], start); err != nil {
		return nil, 0, err
	}
	for i := range h {
		h[i] = k.decrypt(h[i])
	}
	want := byte(f.crc >> 24)
	if f.flags&zipSizesAfter != 0 {
		want = byte(f.time >> 8)
	}
	if h[head-1] != want {
		return nil, 0, ErrPassword
	}
	return &zipCrypto{io.NewSectionReader(r, start+head, end-start-head), k}, end - start - head, nil
}

// keys of the older encryption, APPNOTE.TXT 6.1.
type keys [3]uint32

func zipKeys(password string) *keys {
	k := &keys{0x12345678, 0x23456789, 0x34567890}
	for i := range len(password) {
		k.update(password[i])
	}
	return k
}

func (k *keys) update(b byte) {
	k[0] = crc32.IEEETable[byte(k[0])^b] ^ k[0]>>8
	k[1] = (k[1]+k[0]&0xff)*134775813 + 1
	k[2] = crc32.IEEETable[byte(k[2])^byte(k[1]>>24)] ^ k[2]>>8
}

func (k *keys) decrypt(b byte) byte {
	t := k[2] | 2
	b ^= byte(t * (t ^ 1) >> 8)
	k.update(b)
	return b
}

type zipCrypto struct {
	r io.Reader
	k *keys
}

func (z *zipCrypto) Read(b []byte) (int, error) {
	n, err := z.r.Read(b)
	for i := range b[:n] {
		b[i] = z.k.decrypt(b[i])
	}
	return n, err
}

// decryptAES opens WinZip's AES (AE-1 and AE-2): salt, two bytes that check the
// password, the bytes in counter mode, ten bytes of HMAC-SHA1.
func (f *zipFile) decryptAES(r io.ReaderAt, start, end int64, password string) (io.Reader, int64, error) {
	if f.aesStrength > 3 {
		return nil, 0, errors.New("damaged encryption header")
	}
	key := 8 + 8*int(f.aesStrength) // 16, 24, 32
	salt := make([]byte, key/2)
	length := end - start - int64(len(salt)) - 2 - 10
	if length < 0 {
		return nil, 0, io.ErrUnexpectedEOF
	}
	var check [2]byte
	if err := errors.Join(fill(r, salt, start), fill(r, check[:], start+int64(len(salt)))); err != nil {
		return nil, 0, err
	}
	derived, err := pbkdf2.Key(sha1.New, password, salt, 1000, 2*key+2)
	if err != nil {
		return nil, 0, err
	}
	if !bytes.Equal(derived[2*key:], check[:]) {
		return nil, 0, ErrPassword
	}
	block, err := aes.NewCipher(derived[:key])
	if err != nil {
		return nil, 0, err
	}
	data := start + int64(len(salt)) + 2
	a := &zipAES{r: io.NewSectionReader(r, data, length), block: block, mac: hmac.New(sha1.New, derived[key:2*key])}
	if err := fill(r, a.want[:], data+length); err != nil {
		return nil, 0, err
	}
	return a, length, nil
}

// zipAES decrypts in a counter mode whose counter is little-endian and begins at 1.
type zipAES struct {
	r       io.Reader
	block   cipher.Block
	counter uint64
	stream  [aes.BlockSize]byte
	used    int // bytes of stream that are used up; 0: none is made
	mac     hash.Hash
	want    [10]byte
}

func (z *zipAES) Read(b []byte) (int, error) {
	n, err := z.r.Read(b)
	z.mac.Write(b[:n])
	for i := range b[:n] {
		if z.used == 0 {
			z.counter++
			var c [aes.BlockSize]byte
			binary.LittleEndian.PutUint64(c[:], z.counter)
			z.block.Encrypt(z.stream[:], c[:])
		}
		b[i] ^= z.stream[z.used]
		z.used = (z.used + 1) % aes.BlockSize
	}
	if err == io.EOF && !hmac.Equal(z.mac.Sum(nil)[:10], z.want[:]) {
		err = errChecksum
	}
	return n, err
}

package selfextract

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
)

// Open returns the payload's bytes, decoded. An error while reading is damage.
func (p Payload) Open(r io.ReaderAt) io.Reader {
	raw := io.NewSectionReader(r, p.Start, max(0, p.End-p.Start))
	switch p.Coding {
	case Base64:
		return base64.NewDecoder(base64.StdEncoding, &letters{r: bufio.NewReader(raw)})
	case Hex:
		return hex.NewDecoder(&letters{r: bufio.NewReader(raw)})
	case UUEncode:
		return &lines{r: bufio.NewReaderSize(raw, 4096), decode: (&uu{}).line}
	case Shar:
		return &lines{r: bufio.NewReaderSize(raw, 4096), decode: unmarked}
	}
	return raw
}

// letters leaves blanks out.
type letters struct{ r *bufio.Reader }

func (l *letters) Read(b []byte) (int, error) {
	for {
		n, err := l.r.Read(b)
		k := 0
		for _, c := range b[:n] {
			if c > ' ' {
				b[k] = c
				k++
			}
		}
		if k > 0 || err != nil {
			return k, err
		}
	}
}

// lines decodes line by line. A line longer than the buffer comes in parts,
// whole is false for all but the last.
type lines struct {
	r      *bufio.Reader
	decode func(line []byte, begins bool) ([]byte, error)
	left   []byte
	inside bool // of a line
	err    error
}

func (l *lines) Read(b []byte) (int, error) {
	for len(l.left) == 0 && l.err == nil {
		line, err := l.r.ReadSlice('\n')
		begins := !l.inside
		l.inside = err == bufio.ErrBufferFull
		if l.inside {
			err = nil
		}
		if len(line) > 0 {
			l.left, l.err = l.decode(line, begins)
		}
		if l.err == nil {
			l.err = err
		}
	}
	n := copy(b, l.left)
	l.left = l.left[n:]
	if n == 0 {
		return 0, l.err
	}
	return n, nil
}

// unmarked takes the X off that a shar puts before every line.
func unmarked(line []byte, begins bool) ([]byte, error) {
	if begins && line[0] == 'X' {
		line = line[1:]
	}
	return append([]byte(nil), line...), nil
}

// uu decodes the lines of an uuencoded file.
type uu struct{ begun, base64 bool }

var errUU = errors.New("uuencode: a line is damaged")

func (u *uu) line(line []byte, begins bool) ([]byte, error) {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	if !begins {
		return nil, errUU
	}
	if !u.begun {
		u.begun, u.base64 = true, len(line) > 5 && line[5] == '-'
		return nil, nil
	}
	if u.base64 {
		if string(line) == "====" {
			return nil, io.EOF
		}
		b, err := base64.StdEncoding.DecodeString(string(line))
		if err != nil {
			return b, errUU
		}
		return b, nil
	}
	if len(line) == 0 || line[0] == '`' || line[0] == ' ' && len(line) < 3 || string(line) == "end" {
		return nil, io.EOF
	}
	n := int(line[0]-' ') & 63
	out := make([]byte, 0, n+3)
	for in := line[1:]; len(out) < n && len(in) > 0; {
		var v uint32
		for i := range 4 {
			v <<= 6
			if i < len(in) {
				if in[i] < ' ' || in[i] > '`' {
					return out, errUU
				}
				v |= uint32(in[i]-' ') & 63
			}
		}
		in = in[min(4, len(in)):]
		out = append(out, byte(v>>16), byte(v>>8), byte(v))
	}
	if len(out) < n {
		return out, errUU
	}
	return out[:n], nil
}

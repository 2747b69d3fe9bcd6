// Package selfextract finds what a script carries behind or in its own text and
// unpacks itself: makeself, gzexe, bzexe, shar, uuencoded files, and the many
// ways in which a script reads "$0" from some line, byte or mark on.
//
// Places come from what the script says; where that is damaged, from the first
// line that begins like an archive or a program. Nothing is run.
package selfextract

import (
	"bytes"
	"fmt"
	"io"
)

// Limits, so that a hostile script costs a bounded effort.
const (
	maxHead     = 8 << 20 // bytes in which payloads begin
	maxRead     = 1 << 20 // bytes of a script whose commands are read
	maxPayloads = 1000
)

// Script is a script with what it carries.
type Script struct {
	Maker    string // "makeself", "gzexe", "shar" …; "" where nothing tells
	Head     int64  // bytes of text at the beginning: the script itself
	Payloads []Payload
	Problems []Problem
}

// Problem says what could not be had.
type Problem struct {
	At     int64
	Reason string
}

// Coding is how the bytes of a payload are written.
type Coding string

// Codings.
const (
	Plain    Coding = ""
	Base64   Coding = "base64"
	Hex      Coding = "hex"
	UUEncode Coding = "uuencode"
	Shar     Coding = "shar" // lines with an X before them
)

// Payload is bytes that the script carries.
type Payload struct {
	Start, End int64
	Coding     Coding
	Name       string // the name it is to have, "" where none is told
	MD5        string // lower-case hexadecimal, as the script says; ""
	Format     string // by its first bytes: "gzip", "elf" …; "" where coded or not known
}

// Recipe says how the payload is had, as commands of a shell.
func (p Payload) Recipe(size int64) string {
	cut := fmt.Sprintf("tail -c +%d", p.Start+1)
	if p.End < size {
		cut += fmt.Sprintf(" | head -c %d", p.End-p.Start)
	}
	switch p.Coding {
	case Base64:
		return cut + " | base64 -d"
	case Hex:
		return cut + " | xxd -r -p"
	case UUEncode:
		return cut + " | uudecode -o /dev/stdout"
	case Shar:
		return cut + " | sed s/^X//"
	}
	return cut
}

// Is reports whether a file that begins so may be a script that carries
// something: a script with its interpreter, a batch file, an uuencoded file.
func Is(head []byte) bool {
	return bytes.HasPrefix(head, []byte("#!")) || isBatch(head) || beginLine(head) != nil || archived(head)
}

func isBatch(head []byte) bool {
	line, _, _ := bytes.Cut(head[:min(len(head), 200)], []byte("\n"))
	line = bytes.ToLower(bytes.TrimSpace(line))
	return bytes.HasPrefix(line, []byte("@echo off")) || bytes.HasPrefix(line, []byte("@shift")) || bytes.HasPrefix(line, []byte("@setlocal"))
}

// archived reports whether a shar without an interpreter begins so.
func archived(head []byte) bool {
	return bytes.HasPrefix(head, []byte("# This is a shell archive"))
}

// Read finds what a script carries. A script that carries nothing has no
// payloads and no problems, and all of it is its head.
func Read(r io.ReaderAt, size int64) (Script, error) {
	b := make([]byte, min(size, maxHead))
	n, err := io.ReadFull(io.NewSectionReader(r, 0, size), b)
	if n == 0 && err != nil && err != io.EOF {
		return Script{}, err
	}
	s := &reading{Script: Script{Head: size}, b: b[:n], size: size}
	s.text = int64(s.textEnd())
	s.head = b[:min(int64(n), s.text, maxRead)]
	s.find()
	return s.Script, nil
}

// reading is a script being read.
type reading struct {
	Script
	b    []byte // its first bytes
	head []byte // of them, the text whose commands are read
	text int64  // where text ends and other bytes begin; the size if they do not
	size int64
}

func (s *reading) problem(at int64, format string, args ...any) {
	if len(s.Problems) < 100 {
		s.Problems = append(s.Problems, Problem{max(0, min(at, s.size)), fmt.Sprintf(format, args...)})
	}
}

// textEnd is where the first line begins that is not text: one that begins with
// a known signature, or that holds a zero byte.
func (s *reading) textEnd() int {
	for at := 0; at < len(s.b); {
		if at > 0 && signature(s.b[at:]) != "" {
			return at
		}
		next := bytes.IndexByte(s.b[at:], '\n')
		line := s.b[at:]
		if next >= 0 {
			line = s.b[at : at+next]
		}
		if bytes.IndexByte(line, 0) >= 0 {
			return at
		}
		if next < 0 {
			break
		}
		at += next + 1
	}
	return int(s.size)
}

// signature names a format by bytes that no line of text begins with.
func signature(b []byte) string {
	has := func(magic string) bool { return bytes.HasPrefix(b, []byte(magic)) }
	switch {
	case has("\x1f\x8b\x08"):
		return "gzip"
	case has("\x1f\x9d"):
		return "compress"
	case len(b) >= 10 && has("BZh") && string(b[4:10]) == "1AY&SY":
		return "bzip2"
	case has("\xfd7zXZ\x00"):
		return "xz"
	case has("\x28\xb5\x2f\xfd"):
		return "zstd"
	case has("\x04\x22\x4d\x18"):
		return "lz4"
	case has("PK\x03\x04"):
		return "zip"
	case has("7z\xbc\xaf\x27\x1c"):
		return "7z"
	case has("\x7fELF"):
		return "elf"
	case has("Rar!\x1a\x07"):
		return "rar"
	case has("MSCF\x00\x00\x00\x00"):
		return "cab"
	case has("Salted__"):
		return "openssl"
	case has("\x5d\x00\x00") && len(b) > 13 && b[13] == 0:
		return "lzma"
	case has("\x89LZO\x00"):
		return "lzop"
	case has("LZIP\x01"):
		return "lzip"
	case len(b) > 262 && string(b[257:262]) == "ustar":
		return "tar"
	case has("MZ") && portable(b):
		return "pe"
	}
	return ""
}

// portable reports whether b begins with the headers of a Windows program.
func portable(b []byte) bool {
	if len(b) < 64 {
		return false
	}
	at := int(b[60]) | int(b[61])<<8 | int(b[62])<<16
	return b[63] == 0 && at+4 <= len(b) && string(b[at:at+4]) == "PE\x00\x00"
}

// lineAt is where the line of that number begins, counted from 1. It is past
// the bytes that were read where there are fewer lines.
func (s *reading) lineAt(number int64) (int64, bool) {
	at := 0
	for n := int64(1); n < number; n++ {
		i := bytes.IndexByte(s.b[at:], '\n')
		if i < 0 {
			return int64(len(s.b)), false
		}
		at += i + 1
	}
	return int64(at), true
}

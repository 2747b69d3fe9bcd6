package main

import (
	"bytes"
	"encoding/binary"
	"time"
	"unicode/utf16"
)

// sample is what goes into one look-alike.
type sample struct {
	Compiled  time.Time // zero: not published
	GUID      string    // as text; "" where none was published
	User      []string  // user strings, in their order
	BuildPath string
}

// Layout of the image, in bytes. There is one section and nothing in it is code.
const (
	peOffset      = 0x80 // of the PE signature
	headerSize    = 0x200
	fileAlign     = 0x200
	sectionAlign  = 0x2000
	sectionRVA    = 0x2000
	clrHeaderSize = 72
)

// image writes a PE32 file with the metadata of a .NET program (ECMA-335, part
// II, sections 24 and 25) around the strings of s, and no code: the entry point
// is 0, the section may not be executed, and the flag that Windows asks of an
// image before loading it is not set.
func image(s sample) []byte {
	body := section(s)
	var b bytes.Buffer
	b.WriteString("MZ")
	pad(&b, 0x3c)
	le(&b, uint32(peOffset))
	pad(&b, peOffset)

	var stamp uint32
	if !s.Compiled.IsZero() {
		stamp = uint32(s.Compiled.Unix())
	}
	b.WriteString("PE\x00\x00")
	le(&b, uint16(0x14c)) // Intel 386
	le(&b, uint16(1))     // sections
	le(&b, stamp)
	le(&b, uint32(0)) // no symbols
	le(&b, uint32(0))
	le(&b, uint16(96+16*8)) // size of the optional header
	le(&b, uint16(0x0100))  // 32 bit; not "executable image"

	rawSize := align(len(body), fileAlign)
	le(&b, uint16(0x10b))               // PE32
	b.Write([]byte{0, 0})               // linker
	le(&b, uint32(0))                   // size of code
	le(&b, uint32(rawSize))             // size of initialised data
	le(&b, uint32(0))                   // size of uninitialised data
	le(&b, uint32(0))                   // entry point: none
	le(&b, uint32(0))                   // base of code
	le(&b, uint32(sectionRVA))          // base of data
	le(&b, uint32(0x400000))            // image base
	le(&b, uint32(sectionAlign))        //
	le(&b, uint32(fileAlign))           //
	le(&b, [6]uint16{4, 0, 0, 0, 4, 0}) // versions: system, image, subsystem
	le(&b, uint32(0))                   // reserved
	le(&b, uint32(sectionRVA+align(len(body), sectionAlign)))
	le(&b, uint32(headerSize))
	le(&b, uint32(0))             // checksum
	le(&b, uint16(0))             // subsystem: unknown, nothing starts it
	le(&b, uint16(0x0100))        // data may not be executed
	le(&b, [4]uint32{})           // stack and heap
	le(&b, uint32(0))             // loader flags
	le(&b, uint32(16))            // directories
	var directories [16][2]uint32 // address and size
	directories[14] = [2]uint32{sectionRVA, clrHeaderSize}
	le(&b, directories)

	b.WriteString(".rdata\x00\x00")
	le(&b, uint32(len(body)))
	le(&b, uint32(sectionRVA))
	le(&b, uint32(rawSize))
	le(&b, uint32(headerSize))
	le(&b, [3]uint32{})
	le(&b, uint32(0x40000040)) // initialised data, readable
	pad(&b, headerSize)

	b.Write(body)
	pad(&b, headerSize+rawSize)
	return b.Bytes()
}

// section is the CLR header, the metadata, and the build path behind them.
func section(s sample) []byte {
	meta := metadata(s)
	var b bytes.Buffer
	le(&b, uint32(clrHeaderSize))
	le(&b, [2]uint16{2, 5})                                          // runtime version
	le(&b, [2]uint32{sectionRVA + clrHeaderSize, uint32(len(meta))}) // metadata
	le(&b, uint32(1))                                                // intermediate language only
	le(&b, uint32(0))                                                // entry point: none
	pad(&b, clrHeaderSize)
	b.Write(meta)
	b.WriteString(s.BuildPath)
	b.WriteByte(0)
	return b.Bytes()
}

type stream struct {
	name string
	data []byte
}

// metadata is a metadata root with the five usual streams.
func metadata(s sample) []byte {
	const name = "look-alike" // of the module, so that nobody takes the file for the sample
	streams := []stream{
		{"#~", tables()},
		{"#Strings", []byte("\x00" + name + "\x00")},
		{"#US", userStrings(s.User)},
		{"#GUID", make([]byte, 16)}, // no identity of the module was published
		{"#Blob", blob(s.GUID)},
	}
	var b bytes.Buffer
	b.WriteString("BSJB")
	le(&b, [2]uint16{1, 1})
	le(&b, uint32(0))
	version := padded([]byte(name+"\x00"), 4)
	le(&b, uint32(len(version)))
	b.Write(version)
	le(&b, uint16(0))
	le(&b, uint16(len(streams)))
	at := b.Len()
	for _, s := range streams {
		at += 8 + len(padded([]byte(s.name+"\x00"), 4))
	}
	for _, s := range streams {
		size := len(padded(s.data, 4))
		le(&b, [2]uint32{uint32(at), uint32(size)})
		b.Write(padded([]byte(s.name+"\x00"), 4))
		at += size
	}
	for _, s := range streams {
		b.Write(padded(s.data, 4))
	}
	return b.Bytes()
}

// tables is a table stream with one row: the module.
func tables() []byte {
	var b bytes.Buffer
	le(&b, uint32(0))
	b.Write([]byte{2, 0, 0, 1})      // version, small heaps
	le(&b, uint64(1))                // tables that are there: the module table
	le(&b, uint64(0))                // sorted: none
	le(&b, uint32(1))                // its rows
	le(&b, [5]uint16{0, 1, 1, 0, 0}) // generation, name, identity, two unused
	return b.Bytes()
}

// userStrings is a #US heap: length, UTF-16LE, one flag byte.
func userStrings(ss []string) []byte {
	b := bytes.NewBuffer([]byte{0})
	for _, s := range ss {
		units := utf16.Encode([]rune(s))
		compressed(b, 2*len(units)+1)
		le(b, units)
		b.WriteByte(comparison(units))
	}
	return b.Bytes()
}

// comparison is the flag behind a user string: 1 if a character of it needs
// more than a plain comparison (II.24.2.4), the hyphen and the apostrophe among
// them.
func comparison(units []uint16) byte {
	for _, u := range units {
		if u > 0xff || u >= 1 && u <= 8 || u >= 0x0e && u <= 0x1f || u == 0x27 || u == 0x2d || u == 0x7f {
			return 1
		}
	}
	return 0
}

// blob is a #Blob heap with one text in it, as an attribute's value holds it.
func blob(text string) []byte {
	b := bytes.NewBuffer([]byte{0})
	if text != "" {
		compressed(b, 2+1+len(text)+2)
		le(b, uint16(1))
		compressed(b, len(text))
		b.WriteString(text)
		le(b, uint16(0))
	}
	return b.Bytes()
}

// compressed writes a length below 2^14 as ECMA-335 II.23.2 packs it.
func compressed(b *bytes.Buffer, n int) {
	if n < 0x80 {
		b.WriteByte(byte(n))
		return
	}
	b.Write([]byte{0x80 | byte(n>>8), byte(n)})
}

func le(b *bytes.Buffer, v any) {
	if err := binary.Write(b, binary.LittleEndian, v); err != nil {
		panic(err) // only values of fixed size are given
	}
}

func pad(b *bytes.Buffer, to int) { b.Write(make([]byte, to-b.Len())) }

func padded(data []byte, to int) []byte {
	return append(data, make([]byte, align(len(data), to)-len(data))...)
}

func align(n, to int) int { return (n + to - 1) / to * to }

// Package linktest writes shell links and task files for tests.
package linktest

import (
	"encoding/binary"
	"unicode/utf16"
)

// Link is a shell link to write. Fields that are empty are left out.
type Link struct {
	Local     string // path in LinkInfo
	Item      string // a file in the list of items, on drive C:
	Relative  string
	Folder    string
	Arguments string
	Variables string // target with variables of the environment
	Machine   string
	Minimised bool
}

func wide(s string) (b []byte) {
	for _, c := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, c)
	}
	return b
}

// Write returns the link.
func Write(l Link) []byte {
	flags := uint32(1 << 7)
	var body []byte
	if l.Item != "" {
		flags |= 1
		drive := append([]byte{0x2F}, "C:\\"...)
		drive = append(drive, make([]byte, 19)...)
		file := append([]byte{0x32, 0}, make([]byte, 10)...)
		file = append(append(file, l.Item...), 0)
		var list []byte
		for _, i := range [][]byte{drive, file} {
			list = append(binary.LittleEndian.AppendUint16(list, uint16(len(i)+2)), i...)
		}
		list = append(list, 0, 0)
		body = append(binary.LittleEndian.AppendUint16(body, uint16(len(list))), list...)
	}
	if l.Local != "" {
		flags |= 2
		path := append([]byte(l.Local), 0, 0)
		for _, v := range []uint32{uint32(28 + len(path)), 28, 1, 0, 28, 0, uint32(28 + len(path) - 1)} {
			body = binary.LittleEndian.AppendUint32(body, v)
		}
		body = append(body, path...)
	}
	for i, s := range []string{l.Relative, l.Folder, l.Arguments} {
		if s != "" {
			flags |= 1 << (3 + i)
			w := wide(s)
			body = append(binary.LittleEndian.AppendUint16(body, uint16(len(w)/2)), w...)
		}
	}
	if l.Variables != "" {
		block := make([]byte, 788)
		binary.LittleEndian.PutUint32(block, 788)
		binary.LittleEndian.PutUint32(block[4:], 0xA0000001)
		copy(block[268:], wide(l.Variables))
		body = append(body, block...)
	}
	if l.Machine != "" {
		block := make([]byte, 96)
		binary.LittleEndian.PutUint32(block, 96)
		binary.LittleEndian.PutUint32(block[4:], 0xA0000003)
		copy(block[16:], l.Machine)
		body = append(body, block...)
	}
	h := make([]byte, 76)
	copy(h, "\x4C\x00\x00\x00\x01\x14\x02\x00\x00\x00\x00\x00\xC0\x00\x00\x00\x00\x00\x00\x46")
	binary.LittleEndian.PutUint32(h[20:], flags)
	if l.Minimised {
		h[60] = 7
	}
	return append(append(h, body...), 0, 0, 0, 0)
}

// Job returns a task file of Windows XP.
func Job(program, arguments, folder string) []byte {
	b := make([]byte, 0x46)
	copy(b, "\x01\x05\x01\x00")
	b[20] = 0x46
	for _, s := range []string{program, arguments, folder, "author", ""} {
		w := append(wide(s), 0, 0)
		b = append(binary.LittleEndian.AppendUint16(b, uint16(len(w)/2)), w...)
	}
	return b
}

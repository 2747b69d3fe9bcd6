// Package vbatest writes VBA projects for tests.
package vbatest

import "encoding/binary"

// Stream is a stream of a compound file; its path has slashes.
type Stream struct {
	Path string
	Data []byte
}

// Module is a module to write.
type Module struct {
	Name     string
	Source   string
	Compiled []byte // stands before the source
	Class    bool
}

// Compress compresses as [MS-OVBA] 2.4.1 says: letters, and copies of eight
// letters and more where they stand eight times in a row.
func Compress(text []byte) []byte {
	out := []byte{1}
	for len(text) > 0 {
		n := min(len(text), 3500)
		var body []byte
		for b, done := text[:n], 0; done < n; {
			flag := len(body)
			body = append(body, 0)
			for bit := 0; bit < 8 && done < n; bit++ {
				run := 0
				for done > 0 && done+run < n && b[done+run] == b[done-1] && run < 16 {
					run++
				}
				if run < 8 {
					body = append(body, b[done])
					done++
					continue
				}
				width := 4
				for 1<<width < done {
					width++
				}
				body[flag] |= 1 << bit
				body = binary.LittleEndian.AppendUint16(body, uint16(run-3)) // offset 1
				done += run
			}
		}
		out = binary.LittleEndian.AppendUint16(out, uint16(0xB000|len(body)-1))
		out = append(out, body...)
		text = text[n:]
	}
	return out
}

// Dir returns the stream "dir", not compressed.
func Dir(page uint16, modules ...Module) []byte {
	var b []byte
	rec := func(id uint16, data []byte) {
		b = binary.LittleEndian.AppendUint16(b, id)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(data)))
		b = append(b, data...)
	}
	rec(0x0001, []byte{3, 0, 0, 0})
	rec(0x0003, binary.LittleEndian.AppendUint16(nil, page))
	b = append(b, 9, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0) // the version, whose size is told wrong by rule
	rec(0x000F, binary.LittleEndian.AppendUint16(nil, uint16(len(modules))))
	for _, m := range modules {
		rec(0x0019, []byte(m.Name))
		rec(0x001A, []byte(m.Name))
		rec(0x0031, binary.LittleEndian.AppendUint32(nil, uint32(len(m.Compiled))))
		if m.Class {
			rec(0x0022, nil)
		} else {
			rec(0x0021, nil)
		}
		rec(0x002B, nil)
	}
	rec(0x0010, nil)
	return b
}

// Project returns the streams of a project in a folder that ends with a slash.
func Project(folder string, page uint16, modules ...Module) []Stream {
	all := []Stream{{Path: folder + "VBA/dir", Data: Compress(Dir(page, modules...))}}
	for _, m := range modules {
		all = append(all, Stream{Path: folder + "VBA/" + m.Name, Data: append(append([]byte(nil), m.Compiled...), Compress([]byte(m.Source))...)})
	}
	return all
}

// Package plisttest writes small binary property lists for tests.
package plisttest

import (
	"encoding/binary"
	"sort"
	"unicode/utf16"
)

// Write returns v as a binary property list: of string, int, bool, []byte,
// []any and map[string]any.
func Write(v any) []byte {
	w := &writer{}
	top := w.add(v)
	b := []byte("bplist00")
	var table []byte
	for _, o := range w.objects {
		table = binary.BigEndian.AppendUint16(table, uint16(len(b)))
		b = append(b, o...)
	}
	at := len(b)
	b = append(b, table...)
	b = append(b, 0, 0, 0, 0, 0, 0, 2, 1)
	b = binary.BigEndian.AppendUint64(b, uint64(len(w.objects)))
	b = binary.BigEndian.AppendUint64(b, uint64(top))
	return binary.BigEndian.AppendUint64(b, uint64(at))
}

type writer struct{ objects [][]byte }

func head(mark byte, n int) []byte {
	if n < 15 {
		return []byte{mark<<4 | byte(n)}
	}
	return []byte{mark<<4 | 15, 0x11, byte(n >> 8), byte(n)}
}

func (w *writer) add(v any) int {
	n := len(w.objects)
	w.objects = append(w.objects, nil)
	var b []byte
	switch v := v.(type) {
	case bool:
		b = []byte{8}
		if v {
			b = []byte{9}
		}
	case int:
		b = binary.BigEndian.AppendUint64([]byte{0x13}, uint64(v))
	case []byte:
		b = append(head(4, len(v)), v...)
	case string:
		ascii := true
		for _, r := range v {
			ascii = ascii && r < 0x80
		}
		if ascii {
			b = append(head(5, len(v)), v...)
			break
		}
		u := utf16.Encode([]rune(v))
		b = head(6, len(u))
		for _, c := range u {
			b = binary.BigEndian.AppendUint16(b, c)
		}
	case []any:
		b = head(0xA, len(v))
		for _, x := range v {
			b = append(b, byte(w.add(x)))
		}
	case map[string]any:
		var keys []string
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		b = head(0xD, len(v))
		for _, k := range keys {
			b = append(b, byte(w.add(k)))
		}
		for _, k := range keys {
			b = append(b, byte(w.add(v[k])))
		}
	}
	w.objects[n] = b
	return n
}

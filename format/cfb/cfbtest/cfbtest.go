// Package cfbtest writes small compound files for tests.
package cfbtest

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Stream is a stream to write; its path has slashes.
type Stream struct {
	Path string
	Data []byte
}

type node struct {
	name     string
	data     []byte
	storage  bool
	children []int
	start    uint32
}

const (
	sector = 512
	end    = 0xFFFFFFFE
	none   = 0xFFFFFFFF
)

// Write returns a compound file of version 3 that holds the streams.
func Write(streams ...Stream) []byte {
	nodes := []node{{name: "Root Entry", storage: true}}
	for _, s := range streams {
		at := 0
		parts := strings.Split(s.Path, "/")
		for i, part := range parts {
			next := -1
			for _, c := range nodes[at].children {
				if nodes[c].name == part {
					next = c
				}
			}
			if next < 0 {
				next = len(nodes)
				nodes = append(nodes, node{name: part, storage: i+1 < len(parts)})
				nodes[at].children = append(nodes[at].children, next)
			}
			at = next
		}
		nodes[at].data = s.Data
	}
	var body []byte // sectors
	var fat []uint32
	put := func(b []byte) uint32 {
		if len(b) == 0 {
			return end
		}
		start := uint32(len(fat))
		for len(b) > 0 {
			n := min(len(b), sector)
			s := make([]byte, sector)
			copy(s, b[:n])
			b = b[n:]
			body = append(body, s...)
			fat = append(fat, uint32(len(fat)+1))
		}
		fat[len(fat)-1] = end
		return start
	}
	var mini []byte
	var miniFAT []uint32
	for i := range nodes {
		n := &nodes[i]
		switch {
		case n.storage:
		case len(n.data) == 0:
			n.start = end
		case len(n.data) < 4096:
			n.start = uint32(len(miniFAT))
			for b := n.data; len(b) > 0; {
				k := min(len(b), 64)
				s := make([]byte, 64)
				copy(s, b[:k])
				b = b[k:]
				mini = append(mini, s...)
				miniFAT = append(miniFAT, uint32(len(miniFAT)+1))
			}
			miniFAT[len(miniFAT)-1] = end
		default:
			n.start = put(n.data)
		}
	}
	nodes[0].data = mini
	nodes[0].start = put(mini)
	miniStart := put(words(miniFAT, sector))
	dir := make([]byte, 0, 128*len(nodes))
	next := make([]uint32, len(nodes))
	for i := range next {
		next[i] = none
	}
	for _, n := range nodes {
		for k := 0; k+1 < len(n.children); k++ {
			next[n.children[k]] = uint32(n.children[k+1])
		}
	}
	for i, n := range nodes {
		e := make([]byte, 128)
		u := utf16.Encode([]rune(n.name))
		for k, c := range u {
			binary.LittleEndian.PutUint16(e[2*k:], c)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(u)+2))
		e[66] = 2
		child := uint32(none)
		if n.storage {
			e[66] = 1
			if len(n.children) > 0 {
				child = uint32(n.children[0])
			}
		}
		if i == 0 {
			e[66] = 5
		}
		binary.LittleEndian.PutUint32(e[68:], none)
		binary.LittleEndian.PutUint32(e[72:], next[i])
		binary.LittleEndian.PutUint32(e[76:], child)
		binary.LittleEndian.PutUint32(e[116:], n.start)
		binary.LittleEndian.PutUint64(e[120:], uint64(len(n.data)))
		dir = append(dir, e...)
	}
	dirStart := put(dir)
	// the table lists its own sectors, too
	count := 0
	for count*sector/4 < len(fat)+count {
		count++
	}
	h := make([]byte, sector)
	copy(h, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	for i := 76; i < sector; i += 4 {
		binary.LittleEndian.PutUint32(h[i:], none)
	}
	for i := range count {
		binary.LittleEndian.PutUint32(h[76+4*i:], uint32(len(fat)))
		fat = append(fat, 0xFFFFFFFD)
	}
	binary.LittleEndian.PutUint16(h[24:], 0x3E)
	binary.LittleEndian.PutUint16(h[26:], 3)
	binary.LittleEndian.PutUint16(h[28:], 0xFFFE)
	binary.LittleEndian.PutUint16(h[30:], 9)
	binary.LittleEndian.PutUint16(h[32:], 6)
	binary.LittleEndian.PutUint32(h[44:], uint32(count))
	binary.LittleEndian.PutUint32(h[48:], dirStart)
	binary.LittleEndian.PutUint32(h[56:], 4096)
	binary.LittleEndian.PutUint32(h[60:], miniStart)
	binary.LittleEndian.PutUint32(h[64:], uint32((len(miniFAT)*4+sector-1)/sector))
	binary.LittleEndian.PutUint32(h[68:], end)
	return append(append(h, body...), words(fat, count*sector)...)
}

// words writes a table, filled up to a whole number of the given size.
func words(table []uint32, size int) []byte {
	b := make([]byte, 0, len(table)*4)
	for _, v := range table {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	for len(b)%size != 0 {
		b = append(b, 0xFF)
	}
	return b
}

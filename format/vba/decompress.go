// Package vba reads VBA projects as Office keeps them in compound files:
// compressed text ([MS-OVBA] 2.4.1), the stream "dir" that lists the modules
// (2.3.4.2), and, where that is damaged or lies, the containers of compressed
// source wherever they stand.
package vba

import "fmt"

// Limits, so that hostile bytes cost a bounded effort.
const (
	maxSource  = 16 << 20 // bytes of one decompressed container
	maxModules = 4096     // of one project
)

const chunk = 4096 // bytes that one chunk decompresses to at most

// Decompress undoes the compression of a container that begins b ([MS-OVBA]
// 2.4.1.3). It returns how many bytes of b belong to it. With an error, what
// came before the damage is returned.
func Decompress(b []byte) (text []byte, used int, err error) {
	if len(b) == 0 || b[0] != 1 {
		return nil, 0, fmt.Errorf("no compressed container")
	}
	at := 1
	for at < len(b) {
		if at+2 > len(b) {
			return text, at, fmt.Errorf("cut off in the header of a chunk")
		}
		head := uint(b[at]) | uint(b[at+1])<<8
		if head>>12&7 != 3 {
			if at == 1 {
				return nil, 0, fmt.Errorf("no compressed container")
			}
			return text, at, nil // what follows belongs to something else
		}
		if len(text)+chunk > maxSource {
			return text, at, fmt.Errorf("decompresses to more than %d bytes: the rest was not read", maxSource)
		}
		end, cut := at+int(head&0xFFF)+3, false
		if end > len(b) {
			end, cut = len(b), true
		}
		body := b[at+2 : end]
		if head&0x8000 == 0 {
			text = append(text, body[:min(len(body), chunk)]...)
		} else if text, err = tokens(text, body); err != nil {
			return text, at, err
		}
		if cut {
			return text, end, fmt.Errorf("cut off in a chunk")
		}
		at = end
	}
	return text, at, nil
}

// tokens undoes one chunk: groups of a byte of flags and eight tokens, each a
// letter or a copy of what stands before it in the same chunk (2.4.1.3.5).
func tokens(text, body []byte) ([]byte, error) {
	start := len(text)
	for i := 0; i < len(body); {
		flags := body[i]
		i++
		for bit := 0; bit < 8 && i < len(body); bit++ {
			if flags>>bit&1 == 0 {
				text = append(text, body[i])
				i++
			} else {
				if i+2 > len(body) {
					return text, fmt.Errorf("cut off in a copy")
				}
				token := int(body[i]) | int(body[i+1])<<8
				i += 2
				done := len(text) - start
				width := 4 // bits of the offset, 2.4.1.3.19.1
				for 1<<width < done {
					width++
				}
				n, back := token&(1<<(16-width)-1)+3, token>>(16-width)+1
				if back > done {
					return text, fmt.Errorf("a copy from before its chunk")
				}
				for range n {
					text = append(text, text[len(text)-back])
				}
			}
			if len(text)-start > chunk+18 {
				return text[:start+chunk], fmt.Errorf("a chunk of more than %d bytes", chunk)
			}
		}
	}
	return text, nil
}

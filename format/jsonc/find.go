package jsonc

import "bytes"

// MaxReach is how far before a position [Find] looks for the beginning of the
// object that holds it, bytes. Configurations of mining programs are smaller.
const MaxReach = 64 << 10

// Find looks backwards from a position inside an object (that of a key of
// interest) for the outermost object or array that holds it, so that one that is
// embedded in a script, a program or a binary can be read with [ParseAt]. floor
// is an offset before which nothing is looked at: a caller who goes through a
// text from hit to hit passes the last place it dealt with, and the whole stays
// linear.
//
// Going backwards, a string cannot be told from the gap between two strings with
// certainty, so the walk keeps to what stands on one line, and it ends where text
// begins that is no JSON. Members without outer braces are found by the first key
// of their text.
func Find(b []byte, pos, floor int) (start int, ok bool) {
	pos = min(pos, len(b))
	floor = max(floor, pos-MaxReach, 0)
	// From inside a word in quotes step out to its beginning.
	i := pos
	for i > floor && isWord(b[i-1]) {
		i--
	}
	if i > floor && (b[i-1] == '"' || b[i-1] == '\'' || b[i-1] == '`') {
		i--
	}
	start, depth, lastKey := -1, 0, -1
	key := i
	var inner []byte  // closers met on the way, waiting for their openers
	behind := byte(0) // the sign met last
	for i > floor && depth < MaxDepth {
		c := b[i-1]
		was := behind
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			behind = c
		}
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			i--
		case c == '\n':
			i = lineBefore(b, i-1, floor)
		case c == '"' || c == '\'' || c == '`':
			if open := openQuote(b, i-1, floor); open >= 0 {
				i = open
				if was == ':' && len(inner) == 0 {
					key = open
				}
			} else {
				i--
			}
		case c == '}' || c == ']':
			if len(inner) >= 2*MaxDepth {
				return start, start >= 0
			}
			inner = append(inner, c)
			i--
		case c == '{' || c == '[':
			i--
			if n := len(inner); n > 0 {
				inner = inner[:n-1]
				continue
			}
			start, lastKey = i, -1
			depth++
			switch p := before(b, i, floor); p {
			case ':':
				lastKey = i
			case ',', '[', '{':
			default:
				return start, true
			}
		case isWord(c) || c == ':' || c == ',' || c == '.' || c == '+':
			i--
		case len(inner) > 0: // inside a sibling: whatever it holds
			i--
		default:
			goto out
		}
	}
out:
	if lastKey >= 0 && key < lastKey { // a key, but nothing that encloses it
		return key, true
	}
	return start, start >= 0
}

func isWord(c byte) bool {
	return c == '_' || c == '-' || c == '$' || c == '/' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// before returns the last byte before i that is no blank, 0 where there is none.
func before(b []byte, i, floor int) byte {
	for i--; i >= floor; i-- {
		switch b[i] {
		case ' ', '\t', '\r', '\n':
			continue
		}
		return b[i]
	}
	return 0
}

// lineBefore steps over the newline at nl and returns where to go on in the line
// before it: at its beginning where the line is a comment.
func lineBefore(b []byte, nl, floor int) int {
	from := max(floor, nl-1024)
	line := b[from:nl]
	if n := bytes.LastIndexByte(line, '\n'); n >= 0 {
		from += n + 1
		line = line[n+1:]
	}
	t := bytes.TrimLeft(line, " \t")
	if len(t) > 0 && (t[0] == '#' || t[0] == '*' || bytes.HasPrefix(t, []byte("//")) || bytes.HasPrefix(t, []byte("/*"))) {
		return from
	}
	return nl
}

// openQuote returns the offset of the quote that opens the string closed at i, on
// the same line; -1 where there is none.
func openQuote(b []byte, i, floor int) int {
	q := b[i]
	for j := i - 1; j >= floor && j > i-lookAhead; j-- {
		if b[j] == '\n' {
			return -1
		}
		if b[j] != q {
			continue
		}
		n := 0
		for k := j - 1; k >= floor && b[k] == '\\'; k-- {
			n++
		}
		if n%2 == 0 {
			return j
		}
		j -= n
	}
	return -1
}

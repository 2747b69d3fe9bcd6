package text

// Runs finds the character strings of a binary: runs of printable characters,
// single bytes or UTF-16 with the low byte first at any alignment. Line ends
// and tabs are part of a run, so that a script or a configuration that is kept
// in a binary stays in one piece.
type Runs struct {
	Min int // characters a run has at least; 6 if zero
}

// DefaultRun is the length of the shortest run that is kept.
const DefaultRun = 6

// collect appends the runs in raw to text, each with a line end.
func (r Runs) collect(raw, text []byte, marks []mark) ([]byte, []mark) {
	least := r.Min
	if least <= 0 {
		least = DefaultRun
	}
	for i := 0; i < len(raw); {
		// A run that begins in the next bytes holds this one, or a zero there.
		if i+least <= len(raw) && !runByte[raw[i+least-1]] && raw[i+least-1] != 0 {
			i += least
			continue
		}
		if !runByte[raw[i]] {
			i++
			continue
		}
		if i+1 < len(raw) && raw[i+1] == 0 { // UTF-16
			end := i
			for end+1 < len(raw) && raw[end+1] == 0 && runByte[raw[end]] {
				end += 2
			}
			if (end-i)/2 >= least {
				marks = append(marks, mark{len(text), i, 2})
				for ; i < end; i += 2 {
					text = append(text, raw[i])
				}
				text = append(text, '\n')
				continue
			}
			i = end
			continue
		}
		end := i + 1
		for end < len(raw) && runByte[raw[end]] {
			end++
		}
		if end < len(raw) && raw[end] == 0 && end+1 < len(raw) && runByte[raw[end+1]] && end+2 < len(raw) && raw[end+2] == 0 && end-i > 1 {
			end-- // its last character is the first of a UTF-16 run
		}
		if end-i >= least {
			marks = append(marks, mark{len(text), i, 1})
			text = append(text, raw[i:end]...)
			text = append(text, '\n')
		}
		i = end
	}
	return text, marks
}

var runByte = func() (t [256]bool) {
	for c := range t {
		t[c] = printable(byte(c))
	}
	return t
}()

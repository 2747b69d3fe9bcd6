package text

import (
	"bytes"
	"strings"

	"lamproom/evidence"
	"lamproom/observation"
)

// A program that starts a miner often holds its arguments as separate
// constants, joined only when it runs: "-o ", a host, " -u ", a wallet …
// Compilers keep such constants beside each other in the order of their use:
// the user strings of .NET, the read-only data of C. fragments reads the
// neighbours of a wallet as one argument list.

const (
	fragmentReach = 4 << 10 // raw bytes before and after a wallet that are looked at
	fragmentGap   = 16      // bytes between neighbours at most: lengths, end marks, padding
	maxFragments  = 32      // neighbours that are joined at most
)

// fragment is one constant: raw offsets and text.
type fragment struct {
	from, to int
	text     string
}

// fragments states the command line that the constants around the wallet at the
// given text offset make when they are joined, if there is an option among them.
func (p *page) fragments(at int) {
	start := at
	for start > 0 && p.text[start-1] != '\n' {
		start--
	}
	rawFrom, rawTo := p.w.Span(start, at+1)
	lo, hi := max(0, rawFrom-fragmentReach), min(len(p.w.Raw), rawTo+fragmentReach)
	list := constants(p.w.Raw[lo:hi], rawTo-rawFrom > at+1-start)
	k := -1
	for i, f := range list {
		list[i].from, list[i].to = f.from+lo, f.to+lo
		if list[i].from <= rawFrom && rawFrom < list[i].to {
			k = i
		}
	}
	if k < 0 {
		return
	}
	chosen := argumentList(list, k)
	if len(chosen) < 2 {
		return
	}
	cmd := observation.CommandLine{Setting: observation.Strings, Shell: "none"}
	if strings.HasPrefix(strings.TrimSpace(chosen[0].text), "-") {
		cmd.Argv = append(cmd.Argv, observation.Value{At: p.rawCite(chosen[0].from, chosen[0].from)})
	}
	glued := false // "--url=" and its value are one argument
	for _, f := range chosen {
		for i, word := range strings.Fields(f.text) {
			if i == 0 && glued {
				last := &cmd.Argv[len(cmd.Argv)-1]
				last.Text += word
				continue
			}
			cmd.Argv = append(cmd.Argv, observation.Value{Text: word, At: p.rawCite(f.from, f.to)})
		}
		glued = strings.HasSuffix(f.text, "=")
	}
	var raw strings.Builder
	for _, f := range chosen {
		raw.WriteString(f.text)
	}
	first, last := chosen[0], chosen[len(chosen)-1]
	cmd.Raw = observation.Value{Text: raw.String(), At: p.rawCite(first.from, last.to)}
	if p.err == nil {
		p.found = true
		p.err = p.sink.Observe(observation.Observation{Where: cmd.Raw.At.Locator, Fact: cmd})
	}
}

func (p *page) rawCite(from, to int) evidence.Citation {
	return evidence.Cite(p.ev, p.w.Raw, p.w.Base, from, to)
}

// argumentList picks the neighbours of list[k] that belong to one argument list: back
// to the first option, and the program before it if it stands there; forward as
// long as options and their values follow.
func argumentList(list []fragment, k int) []fragment {
	first := k
	for i := k - 1; i >= 0 && k-i < maxFragments && list[i+1].from-list[i].to <= fragmentGap; i-- {
		text := strings.TrimSpace(list[i].text)
		if option(text) {
			first = i
		} else if strings.ContainsAny(text, " \t\n") {
			break
		}
	}
	if first == k && !option(strings.TrimSpace(list[k].text)) {
		return nil
	}
	if first > 0 && list[first].from-list[first-1].to <= fragmentGap && isProgram(list[first-1].text) {
		first--
	}
	last := k
	wants := false // the last one is an option that has its value still to come
	for i := k + 1; i < len(list) && i-first < maxFragments && list[i].from-list[i-1].to <= fragmentGap; i++ {
		text := strings.TrimSpace(list[i].text)
		switch {
		case option(text):
			wants = !strings.ContainsAny(text, "= ")
		case wants && text != "" && !strings.ContainsAny(text, " \t\n"):
			wants = false
		default:
			return list[first : last+1]
		}
		last = i
	}
	return list[first : last+1]
}

// option reports whether s begins with an option: "-o", "--url=…".
func option(s string) bool {
	name, dashed := strings.CutPrefix(s, "-")
	name = strings.TrimPrefix(name, "-")
	return dashed && name != "" && name[0]|0x20 >= 'a' && name[0]|0x20 <= 'z'
}

// isProgram reports whether s names a program by an ending or a path.
func isProgram(s string) bool {
	s = strings.TrimSpace(s)
	if strings.ContainsAny(s, "\n\t") || len(s) > 260 {
		return false
	}
	return strings.HasSuffix(strings.ToLower(s), ".exe") || strings.HasPrefix(s, "/") && !strings.Contains(s, " ")
}

// constants lists the character strings of raw, in order: of UTF-16 with the low
// byte first if wide, of single bytes ended by a zero otherwise.
func constants(raw []byte, wide bool) []fragment {
	var out []fragment
	if wide {
		for i := 0; i+1 < len(raw); {
			end := i
			for end+1 < len(raw) && raw[end+1] == 0 && raw[end] >= ' ' && raw[end] < 0x7f {
				end += 2
			}
			if end == i {
				i++
				continue
			}
			var b strings.Builder
			for j := i; j < end; j += 2 {
				b.WriteByte(raw[j])
			}
			out = append(out, fragment{i, end, b.String()})
			i = end
		}
		return out
	}
	for i := 0; i < len(raw); {
		n := bytes.IndexByte(raw[i:], 0)
		if n < 0 {
			n = len(raw) - i
		}
		from := i + n
		for from > i && raw[from-1] >= ' ' && raw[from-1] < 0x7f {
			from--
		}
		if i+n > from {
			out = append(out, fragment{from, i + n, string(raw[from : i+n])})
		}
		i += n + 1
	}
	return out
}

package prose

import (
	"bytes"
	"regexp"
	"strings"
)

// Each is tried where a sign of it stands, which costs less than looking for the
// whole everywhere.
var (
	windowsPath = regexp.MustCompile(`^(?i)(?:[a-z]:|%[a-z_()0-9]{2,30}%)\\(?:[^\\/:*?"<>|\s\x60]+(?: [^\\/:*?"<>|\s\x60]+){0,5}\\)*[^\\/:*?"<>|\s\x60,;)\]»”’']+`)
	unixPath    = regexp.MustCompile(`^(?:/(?:tmp|var|usr|etc|opt|home|root|dev|bin|sbin|lib|lib64|proc|run|srv|boot|mnt|Users|Library|Applications|private)|~)(?:/[\w.@%+~-]+)+`)
	registryKey = regexp.MustCompile(`^(?:HKLM|HKCU|HKCR|HKU|HKCC|HKEY_[A-Z_]{5,20}):?\\(?:[^\\/:*?"<>|\s\x60]+(?: [^\\/:*?"<>|\s\x60]+){0,4}\\)*[^\\/:*?"<>|\s\x60,;)\]»”’']+`)
	mutexName   = regexp.MustCompile(`^(?i)mutex(?:es)?\b[^\n"'“«\x60]{0,40}["'“«\x60]\s?([^"'”»\x60\n]{3,80}?)\s?["'”»\x60]`)
	userAgent   = regexp.MustCompile(`^(?i)user[- ]agent\b["”»\x60]?(?:\s?:|\s(?:is|was|of|string|header|est|de))*\s?["“«\x60']?\s?(Mozilla/[^"\n”»\x60]{5,300}|[\w.-]{2,40}/\d[^\s"”»\x60]{0,80})`)
)

// maxArtefact bounds what is looked at behind a sign, bytes.
const maxArtefact = 512

// roots are the long names of the registry's roots.
var roots = strings.NewReplacer("HKEY_LOCAL_MACHINE", "HKLM", "HKEY_CURRENT_USER", "HKCU", "HKEY_CLASSES_ROOT", "HKCR", "HKEY_USERS", "HKU", "HKEY_CURRENT_CONFIG", "HKCC", `:\`, `\`)

// artefacts finds what a program leaves on a machine or tells of itself: paths,
// keys of the registry, mutexes, user agents.
func (t *text) artefacts(add adder) {
	t.each(`\`, func(i int) int {
		s := i - 1
		if s < 0 || i+1 < len(t.b) && t.b[i+1] == '\\' {
			return 0
		}
		switch {
		case t.b[s] == '%':
			for s--; s >= 0 && i-s < 32 && t.b[s] != '%' && !blank(t.b[s]); s-- {
			}
		case t.b[s] == ':' && s > 0:
			s--
		}
		if s < 0 || s > 0 && wordByte(t.b[s-1]) && wordByte(t.b[s]) {
			return t.key(i, add)
		}
		if m := windowsPath.FindIndex(t.ahead(s)); m != nil {
			t.path(s, s+m[1], add)
			return s + m[1]
		}
		return t.key(i, add)
	})
	t.each(`/`, func(i int) int {
		if i > 0 && t.b[i-1] == '~' {
			i--
		}
		if i > 0 {
			switch c := t.b[i-1]; {
			case wordByte(c), c == '.', c == '/', c == '-', c == '%', c == '~', c == ']', c == ')', c == '$', c == '}':
				return 0 // a part of a web address or of a longer path
			}
		}
		if m := unixPath.FindIndex(t.ahead(i)); m != nil {
			t.path(i, i+m[1], add)
			return i + m[1]
		}
		return 0
	})
	t.each(`utex`, func(i int) int {
		if m := mutexName.FindSubmatchIndex(t.ahead(i - 1)); m != nil {
			add(Mutex, string(t.b[i-1+m[2]:i-1+m[3]]), i-1+m[2], i-1+m[3], true)
			return i - 1 + m[3]
		}
		return 0
	})
	t.each(`gent`, func(i int) int {
		s := i - len("user-a")
		if m := userAgent.FindSubmatchIndex(t.ahead(s)); m != nil {
			from, to := trim(t.b, s+m[2], s+m[3])
			add(UserAgent, string(t.b[from:to]), from, to, false)
			return to
		}
		return 0
	})
}

// each calls do for the places of a sign until the limit; do returns where to go
// on, if that is behind the sign.
func (t *text) each(sign string, do func(i int) int) {
	for from, n := 0, 0; n < 8*MaxRecords; n++ {
		i := bytes.Index(t.b[from:], []byte(sign))
		if i < 0 {
			return
		}
		i += from
		from = max(i+len(sign), do(i))
	}
}

// ahead is what stands from a place on, nothing where the place is none.
func (t *text) ahead(i int) []byte {
	if i < 0 {
		return nil
	}
	return t.b[i:min(len(t.b), i+maxArtefact)]
}

// key reads the key of a registry whose first backslash stands at i.
func (t *text) key(i int, add adder) int {
	s := i
	for s > 0 && i-s < 24 && (wordByte(t.b[s-1]) || t.b[s-1] == '_' || t.b[s-1] == ':') {
		s--
	}
	m := registryKey.FindIndex(t.ahead(s))
	if m == nil {
		return 0
	}
	from, to := trim(t.b, s, s+m[1])
	add(Registry, roots.Replace(string(t.b[from:to])), from, to, false)
	return to
}

func (t *text) path(from, to int, add adder) {
	if from, to = trim(t.b, from, to); to-from > 4 {
		add(Path, string(t.b[from:to]), from, to, false)
	}
}

// trim leaves out what ends the sentence, not the path.
func trim(b []byte, from, to int) (int, int) {
	for to > from && bytes.IndexByte([]byte(".,;:!?)'*_"), b[to-1]) >= 0 {
		to--
	}
	return from, to
}

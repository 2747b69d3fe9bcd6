package prose

import (
	"fmt"
	"strings"
)

// tactics of MITRE ATT&CK for enterprises, version 17. Names of one word are
// ordinary words: they count only beside the id.
var tactics = []struct{ id, name string }{
	{"TA0043", "Reconnaissance"}, {"TA0042", "Resource Development"}, {"TA0001", "Initial Access"}, {"TA0002", "Execution"},
	{"TA0003", "Persistence"}, {"TA0004", "Privilege Escalation"}, {"TA0005", "Defense Evasion"}, {"TA0006", "Credential Access"},
	{"TA0007", "Discovery"}, {"TA0008", "Lateral Movement"}, {"TA0009", "Collection"}, {"TA0011", "Command and Control"},
	{"TA0010", "Exfiltration"}, {"TA0040", "Impact"},
}

// tacticByWord gives the tactics whose names have several words by the first.
var tacticByWord = func() map[string][]string {
	all := map[string][]string{}
	for _, t := range tactics {
		if w := strings.Fields(strings.ToLower(t.name)); len(w) > 1 {
			all[w[0]] = append([]string{t.id}, w...)
		}
	}
	return all
}()

// ids finds ids of CVE and of MITRE ATT&CK. T1496 may number anything; without
// a word of ATT&CK in the text it is no technique, unless a sub-technique is named.
func (t *text) ids(add adder) {
	attack := false
	for i := range t.words {
		switch f := t.folded(i); f {
		case "mitre", "technique", "techniques", "tactic", "tactics", "tactique", "tactiques", "ttp", "ttps":
			attack = true
		case "att":
			attack = attack || t.folded(i+1) == "ck"
		}
		if attack {
			break
		}
	}
	for i := range t.words {
		w := t.words[i]
		f := t.folds[w.fold:w.foldEnd]
		switch {
		case len(f) == 3 && string(f) == "cve":
			t.cve(i, add)
		case len(f) == 5 && f[0] == 't' && t.written(i)[0] == 'T' && digits(f[1:]):
			n := 0
			fmt.Sscanf(string(f[1:]), "%d", &n)
			if n < 1001 || n > 1799 {
				continue
			}
			value, end := strings.ToUpper(string(f)), w.end
			if s := t.folded(i + 1); len(s) == 3 && s[0] == '0' && digits([]byte(s)) && string(t.gap(i)) == "." {
				value, end = value+"."+s, t.words[i+1].end
			} else if !attack {
				continue
			}
			if !t.inside(int(w.start), int(end)) {
				add(Attack, value, int(w.start), int(end), true)
			}
		case len(f) == 6 && f[0] == 't' && f[1] == 'a' && digits(f[2:]) && attack:
			add(Attack, strings.ToUpper(string(f)), int(w.start), int(w.end), true)
		case attack && t.capital(i):
			want := tacticByWord[string(f)]
			if want == nil {
				continue
			}
			k := 0
			for k+1 < len(want) && t.folded(i+k) == want[k+1] && (k+2 == len(want) || t.joined(i+k, "")) {
				k++
			}
			if k+1 == len(want) && t.capital(i+k-1) {
				add(Attack, want[0], int(w.start), int(t.words[i+k-1].end), true)
			}
		}
	}
}

// inside says whether a stretch is part of a longer token: a number, a name.
func (t *text) inside(start, end int) bool {
	if start > 0 && (t.b[start-1] == '-' || t.b[start-1] == '_' || t.b[start-1] == '.') {
		return true
	}
	return end+1 < len(t.b) && (t.b[end] == '-' || t.b[end] == '_') && wordByte(t.b[end+1])
}

// cve reads CVE-2017-7269 (cve.org: a year, four digits or more). The hyphens
// may be typeset ones.
func (t *text) cve(i int, add adder) {
	y := t.number(i + 1)
	if i+2 >= len(t.words) || y < 1999 || y > 2099 {
		return
	}
	for k := i; k < i+2; k++ {
		switch string(t.gap(k)) {
		case "-", "‐", "‑", "–":
		default:
			return
		}
	}
	n := t.folded(i + 2)
	if len(n) < 4 || len(n) > 8 || !digits([]byte(n)) {
		return
	}
	add(CVE, fmt.Sprintf("CVE-%d-%s", y, n), int(t.words[i].start), int(t.words[i+2].end), true)
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

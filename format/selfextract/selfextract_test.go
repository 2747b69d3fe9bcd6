package selfextract_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"

	"lamproom/format/selfextract"
)

const inner = "#!/bin/sh\necho from inside\n# some words, so that there is something to carry\n"

func gz(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	w.Close()
	return b.String()
}

func uuencode(name, text string) string {
	out := "begin 644 " + name + "\n"
	for len(text) > 0 {
		n := min(len(text), 45)
		line := string(rune(' ' + n))
		for i := 0; i < n; i += 3 {
			var v uint32
			for k := range 3 {
				v <<= 8
				if i+k < n {
					v |= uint32(text[i+k])
				}
			}
			for k := 18; k >= 0; k -= 6 {
				c := byte(v>>k&63) + ' '
				if c == ' ' {
					c = '`'
				}
				line += string(rune(c))
			}
		}
		out += line + "\n"
		text = text[n:]
	}
	return out + "`\nend\n"
}

func wrap64(b string) string {
	s := base64.StdEncoding.EncodeToString([]byte(b))
	var out strings.Builder
	for len(s) > 0 {
		n := min(len(s), 76)
		out.WriteString(s[:n] + "\n")
		s = s[n:]
	}
	return out.String()
}

func makeself(sizes, sums, body string) string {
	head := "#!/bin/sh\n# This script was generated using Makeself 2.4.5\nMD5=\"" + sums + "\"\nCOMPRESS=\"gzip\"\nfilesizes=\"" + sizes + "\"\nskip=\"8\"\n" +
		"offset=`head -n \"$skip\" \"$0\" | wc -c | tr -d \" \"`\nMS_dd \"$0\" $offset $s | gzip -cd | tar xf -\n"
	return head + body
}

func TestRead(t *testing.T) {
	z := gz(inner)
	for _, tt := range []struct {
		name, data string
		want       string // what each payload gives, in order, with a bar between
		problem    string
	}{
		{"gzexe", "#!/bin/sh\nskip=5\nset -e\ngztmp=x; tail -n +$skip <\"$0\" | gzip -cd > \"$gztmp\"\nexit 0\n" + z, z, ""},
		{"gzexe, older", "#!/bin/sh\nskip=4\nif tail +$skip $0 | \"/bin\"/gzip -cd >> $gztmp; then\nexit $res; fi\n" + z, z, ""},
		{"bzexe", "#!/bin/sh\nskip=4\ntail +$skip $0 | bzip2 -cd > $tmp\nexit 0\nBZh91AY&SYrest", "BZh91AY&SYrest", ""},
		{"line wrong", "#!/bin/sh\ntail -n +3 \"$0\" | tar xz\nrm x\nexit\n" + z, z, ""},
		{"damaged signature", "#!/bin/sh\ntail -n +4 \"$0\" | tar xz\nexit\n\x00\x00\x00" + z[3:], "\x00\x00\x00" + z[3:], "no known format"},
		{"cut off", "#!/bin/sh\ntail -n +14 \"$0\" | tar xz\nexit\n", "", "cut off before"},
		{"mark and sed", "#!/bin/bash\nsed '1,/^__ARCHIVE__$/d' \"$0\" | tar xzf - -C /opt\nexit 0\n__ARCHIVE__\n" + z, z, ""},
		{"mark and awk", "#!/bin/bash\nA=`awk '/^__ARCHIVE_BELOW__/ {print NR + 1; exit 0; }' $0`\ntail -n+$A $0 | tar xzv\nexit 0\n__ARCHIVE_BELOW__\n" + z, z, ""},
		{"mark and grep", "#!/bin/bash\nM=$(grep -na -m1 '^PAYLOAD:$' \"$0\" | cut -d: -f1)\ntail -n +$((M+1)) \"$0\" | tar xz\nexit\nPAYLOAD:\n" + z, z, ""},
		{"base64 behind a mark", "#!/bin/bash\nsed '1,/^#EOF#/d' \"$0\" | base64 -d | tar xz\nexit 0\n#EOF#\n" + wrap64(z+z), z + z, ""},
		{"hex behind a mark", "#!/bin/bash\nsed '1,/^DATA_HERE/d' \"$0\" | xxd -r -p > /tmp/x\nexit 0\nDATA_HERE\n" + hex.EncodeToString([]byte(z)) + "\n", z, ""},
		{"its name in a variable", "#!/bin/bash\nME=$(readlink -f \"$0\")\nN=6\ntail -n +$N \"$ME\" > x\nexit\n" + z, z, ""},
		{"dd", "#!/bin/sh\ndd if=\"$0\" bs=1 skip=48 2>/dev/null | gunzip\n" + z, z, ""},
		{"bytes", "#!/bin/sh\ntail -c +49 $0 | gunzip | sh; exit 0; #\n" + z, z, ""},
		{"last bytes", fmt.Sprintf("#!/bin/sh\ntail -c %d $0 | gunzip | sh\nexit\n", len(z)) + z, z, ""},
		{"a program behind a script", "#!/bin/sh\nexec something\n\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60), "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 60), ""},
		{"encrypted", "#!/bin/sh\ntail -n +3 $0 | openssl enc -d -aes-256-cbc -k x | sh\nSalted__\x01\x02\x03\x04\x05\x06", "Salted__\x01\x02\x03\x04\x05\x06", "encrypted"},
		{"batch", "@echo off\r\nmore +3 \"%~f0\" > x.cab\r\nexit /b\r\nMSCF\x00\x00\x00\x00\x11\x11\x00\x00", "MSCF\x00\x00\x00\x00\x11\x11\x00\x00", ""},
		{"makeself", makeself(fmt.Sprint(len(z)), strings.Repeat("0", 32), z), z, ""},
		{"makeself, two", makeself(fmt.Sprintf("%d %d", len(z), len(z)), "", z+z), z + "|" + z, ""},
		{"makeself, cut off", makeself(fmt.Sprint(len(z)), "", z[:20]), z[:20], "cut off: 20 of"},
		{"makeself, all cut off", makeself(fmt.Sprint(len(z)), "", ""), "", "cut off whole"},
		{"makeself, more behind", makeself("20", "", z), z[:20] + "|" + z[20:], ""},
		{"uuencode", "#!/bin/sh\nuudecode $0\nexit\n" + uuencode("x.sh", inner), inner, ""},
		{"uuencode alone", uuencode("x.sh", inner), inner, ""},
		{"uuencode, cut off", uuencode("x.sh", inner)[:77], inner[:45], "cut off"},
		{"base64 of uuencode", "begin-base64 755 x\n" + wrap64(inner) + "====\n", inner, ""},
		{"shar", "#!/bin/sh\n# This is a shell archive\nsed 's/^X//' >'a.sh' << 'SHAR_EOF'\nX#!/bin/sh\nXecho Xa\nSHAR_EOF\nsed \"s/^X//\" > b.txt <<\\END\nXb\nEND\nexit\n", "#!/bin/sh\necho Xa\n|b\n", ""},

		// what carries nothing
		{"help from its own text", "#!/bin/sh\n# Usage: x\nusage() { sed -n '2,5p' \"$0\"; }\nsed -e '1,/^# HELP/d' \"$0\"\ngrep '^##' \"$0\"\n# HELP\nwords of help\n", "", ""},
		{"restarts itself", "#!/bin/bash\nexec sudo \"$0\" \"$@\"\ntail -n +1 /var/log/x\n", "", ""},
		{"a table behind the end", "#!/bin/sh\ntail -n +4 \"$0\" | while read a; do echo $a; done\nexit\nalpha\nbeta\ngamma\ndelta\nepsilonepsilonepsilonepsilon\n", "", ""},
		{"a log that grows", "#!/bin/sh\ntail -n +20 /var/log/syslog\ntail -f \"$LOG\"\n", "", ""},
		{"the word begin", "#!/bin/sh\nawk 'BEGIN { x }'\nbegin 644 nothing follows\nwords\n", "", ""},
		{"one zero byte", "#!/bin/sh\necho a\necho \"b\x00\"\n" + strings.Repeat("echo c\n", 20), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if !selfextract.Is([]byte(tt.data)) {
				t.Fatal("not looked at")
			}
			s, err := selfextract.Read(strings.NewReader(tt.data), int64(len(tt.data)))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range s.Payloads {
				b, _ := io.ReadAll(p.Open(strings.NewReader(tt.data)))
				got = append(got, string(b))
				if p.Recipe(int64(len(tt.data))) == "" {
					t.Error("no recipe")
				}
			}
			if g := strings.Join(got, "|"); g != tt.want {
				t.Errorf("got %q, want %q", g, tt.want)
			}
			var said []string
			for _, p := range s.Problems {
				said = append(said, p.Reason)
			}
			if said := strings.Join(said, "\n"); !strings.Contains(said, tt.problem) || tt.problem == "" && said != "" {
				t.Errorf("said %q, want %q", said, tt.problem)
			}
		})
	}
}

func TestNoScript(t *testing.T) {
	for _, b := range []string{"", "plain text", "\x1f\x8b\x08", "# a comment\n", "begin the day\nwith words\n", "begin 644 file\n\n"} {
		if selfextract.Is([]byte(b)) {
			t.Errorf("%q is looked at", b)
		}
	}
}

func TestHostileIsLinear(t *testing.T) {
	lines := "#!/bin/sh\n" + strings.Repeat("tail -n +900000 $0; sed '1,/^MARK_/d' $0; grep '^MARKS' $0\n", 15_000) + strings.Repeat("\n", 4<<20)
	if _, err := selfextract.Read(strings.NewReader(lines), int64(len(lines))); err != nil {
		t.Fatal(err)
	}
	lines = "#!/bin/sh\n" + strings.Repeat("begin 644 a\n#86)C\nsed 's/^X//' << 'E'\n", 100_000)
	if _, err := selfextract.Read(strings.NewReader(lines), int64(len(lines))); err != nil {
		t.Fatal(err)
	}
}

func FuzzRead(f *testing.F) {
	z := gz(inner)
	f.Add("#!/bin/sh\nskip=4\ntail -n +$skip \"$0\" | gzip -cd\nexit\n" + z)
	f.Add(makeself(fmt.Sprint(len(z)), strings.Repeat("0", 32), z))
	f.Add(uuencode("a", inner))
	f.Add("#!/bin/sh\nsed 's/^X//' > a << E\nXa\nE\ndd if=$0 bs=1k skip=1\ntail -c 10 $0\nsed '1,/^MMM/d' $0 | base64 -d\nMMM\n" + wrap64(inner))
	f.Fuzz(func(t *testing.T, data string) {
		s, err := selfextract.Read(strings.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		if s.Head < 0 || s.Head > int64(len(data)) {
			t.Fatalf("a head of %d bytes in %d", s.Head, len(data))
		}
		for _, p := range s.Payloads {
			if p.Start < 0 || p.End < p.Start || p.End > int64(len(data)) {
				t.Fatalf("a payload at %d-%d of %d", p.Start, p.End, len(data))
			}
			if n, _ := io.Copy(io.Discard, p.Open(strings.NewReader(data))); n > p.End-p.Start {
				t.Fatalf("%d bytes give %d", p.End-p.Start, n)
			}
		}
		for _, p := range s.Problems {
			if p.At < 0 || p.At > int64(len(data)) || p.Reason == "" {
				t.Fatalf("a problem at %d: %q", p.At, p.Reason)
			}
		}
	})
}

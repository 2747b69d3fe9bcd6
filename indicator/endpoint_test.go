package indicator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseEndpoint(t *testing.T) {
	for _, tc := range []struct {
		s     string
		want  Endpoint
		grade HostGrade
	}{
		{"stratum+tcp://pool.example.com:3333", Endpoint{Scheme: "stratum+tcp", Host: "pool.example.com", Port: 3333}, HostName},
		{"STRATUM+SSL://Pool.Example.COM:443/", Endpoint{Scheme: "stratum+ssl", Host: "pool.example.com", Port: 443, TLS: true, Path: "/"}, HostName},
		{"stratum+tls://p.example.org:443", Endpoint{Scheme: "stratum+tls", Host: "p.example.org", Port: 443, TLS: true}, HostName},
		{"stratum+tcps://p.example.org:443", Endpoint{Scheme: "stratum+tcps", Host: "p.example.org", Port: 443, TLS: true}, HostName},
		{"ssl://p.example.org:443", Endpoint{Scheme: "ssl", Host: "p.example.org", Port: 443, TLS: true}, HostName},
		{"tcp://203.0.113.7:14444", Endpoint{Scheme: "tcp", Host: "203.0.113.7", Port: 14444}, HostIP},
		{"stratum://p.example.org", Endpoint{Scheme: "stratum", Host: "p.example.org"}, HostName},
		{"stratum1+tcp://p.example.org:1", Endpoint{Scheme: "stratum1+tcp", Host: "p.example.org", Port: 1}, HostName},
		{"stratum2+tcp://p.example.org:1", Endpoint{Scheme: "stratum2+tcp", Host: "p.example.org", Port: 1}, HostName},
		{"ethproxy+tcp://p.example.org:1", Endpoint{Scheme: "ethproxy+tcp", Host: "p.example.org", Port: 1}, HostName},
		{"zil+ssl://p.example.org:1", Endpoint{Scheme: "zil+ssl", Host: "p.example.org", Port: 1, TLS: true}, HostName},
		{"daemon+http://node:18081", Endpoint{Scheme: "daemon+http", Host: "node", Port: 18081}, HostLabel},
		{"daemon+https://node.example.org", Endpoint{Scheme: "daemon+https", Host: "node.example.org", TLS: true}, HostName},
		{"https://p.example.org/api?x=1", Endpoint{Scheme: "https", Host: "p.example.org", TLS: true, Path: "/api?x=1"}, HostName},
		{"wss://p.example.org:8443/proxy", Endpoint{Scheme: "wss", Host: "p.example.org", Port: 8443, TLS: true, Path: "/proxy"}, HostName},
		{"pool.example.com:3333", Endpoint{Host: "pool.example.com", Port: 3333}, HostName},
		{"pool.example.com:3333#xnsub", Endpoint{Host: "pool.example.com", Port: 3333, Path: "#xnsub"}, HostName},
		{"pool.example.com", Endpoint{Host: "pool.example.com"}, HostName},
		{"pool.example.com.:3333", Endpoint{Host: "pool.example.com", Port: 3333}, HostName},
		{"203.0.113.7", Endpoint{Host: "203.0.113.7"}, HostIP},
		{"203.0.113.7:3333", Endpoint{Host: "203.0.113.7", Port: 3333}, HostIP},
		{"[2001:DB8::1]:3333", Endpoint{Host: "2001:db8::1", Port: 3333}, HostIP},
		{"2001:db8::1", Endpoint{Host: "2001:db8::1"}, HostIP},
		{"stratum+tcp://[2001:db8::1]:3333/", Endpoint{Scheme: "stratum+tcp", Host: "2001:db8::1", Port: 3333, Path: "/"}, HostIP},
		{"localhost:3333", Endpoint{Host: "localhost", Port: 3333}, HostLabel},
		{"xmrig-proxy:3333", Endpoint{Host: "xmrig-proxy", Port: 3333}, HostLabel},
		{"tcp://pool", Endpoint{Scheme: "tcp", Host: "pool"}, HostLabel},
		{"my_pool.example.com:3333", Endpoint{Host: "my_pool.example.com", Port: 3333}, HostName},
		{"barjuok.ryongnamsan.edu.kp", Endpoint{Host: "barjuok.ryongnamsan.edu.kp"}, HostName},
		{"xn--bcher-kva.example.xn--p1ai:80", Endpoint{Host: "xn--bcher-kva.example.xn--p1ai", Port: 80}, HostName},
		{"pool.corp-internal:3333", Endpoint{Host: "pool.corp-internal", Port: 3333}, HostUnknown},
		{"pool.rs:3333", Endpoint{Host: "pool.rs", Port: 3333}, HostAmbiguous},
		{"readme.md", Endpoint{Host: "readme.md"}, HostAmbiguous},
		{"stratum+tcp://" + donation + ".rig:x@pool.example.com:3333", Endpoint{Scheme: "stratum+tcp", Host: "pool.example.com", Port: 3333, User: donation + ".rig", Password: "x"}, HostName},
		{"stratum1+ssl://" + ether + "%2erig@eu.example.com:5555", Endpoint{Scheme: "stratum1+ssl", Host: "eu.example.com", Port: 5555, TLS: true, User: ether + ".rig"}, HostName},
	} {
		got, ok := ParseEndpoint(tc.s)
		if diff := cmp.Diff(tc.want, got); !ok || diff != "" || got.Grade() != tc.grade {
			t.Errorf("ParseEndpoint(%q): %v, grade %d, want %d (-want +got):\n%s", tc.s, ok, got.Grade(), tc.grade, diff)
		}
	}
}

func TestNoEndpoints(t *testing.T) {
	for _, s := range []string{
		"", " ", ":", ":3333", "pool", "localhost", "file.txt:12", "foo.go:33", "10:20:30", "10:20", "1.2.3:4", "setup.exe", "main.cpp:100",
		"256.1.1.1:80", "1.2.3.4.5:80", "01.2.3.4:80", "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:port", "a..b.com:1", "-a.com:1", "a-.com:1",
		"me@example.com", "file:///etc/passwd", "javascript://x.com", "stratum+tcp://", "stratum+tcp://:3333", "stratum+tcp://a b:1", "stratum+foo://x.com:1",
		"C:\\Windows", "key: value", "a.b", "v1.2", "pool.example.com:3333x", "[::1", "[1.2.3.4]:80", "12:34:56:78:9a:bc", strings.Repeat("a", 64) + ".com:1",
		strings.Repeat("a.", 127) + "com:1", "http://", "?", "foo_bar:12", "é.com:80",
	} {
		if e, ok := ParseEndpoint(s); ok {
			t.Errorf("%q is taken for %+v", s, e)
		}
	}
}

func TestGrades(t *testing.T) {
	order := []HostGrade{HostNone, HostLabel, HostFile, HostUnknown, HostAmbiguous, HostName, HostIP}
	for i, s := range []string{"a b", "pool", "foo.go", "foo.invalidtld", "run.sh", "example.com", "192.0.2.1"} {
		if _, g := ParseHost(s); g != order[i] {
			t.Errorf("ParseHost(%q): grade %d, want %d", s, g, order[i])
		}
	}
}

func TestNew(t *testing.T) {
	for _, tc := range []struct {
		t        Type
		in, want string // "": refused
	}{
		{TypeDomain, "Example.COM.", "example.com"}, {TypeDomain, "1.2.3.4", ""}, {TypeDomain, "a b", ""},
		{TypeIP, "192.0.2.1", "192.0.2.1"}, {TypeIP, "[2001:DB8:0::1]", "2001:db8::1"}, {TypeIP, "::ffff:192.0.2.1", "192.0.2.1"}, {TypeIP, "999.1.1.1", ""},
		{TypeURL, "HTTP://Example.COM/A?B", "http://example.com/A?B"}, {TypeURL, "http://u:P@Example.com:8080/x", "http://u:P@example.com:8080/x"}, {TypeURL, "nothing", ""},
		{TypeEndpoint, "stratum+tcp://Pool.example.com:3333/", "pool.example.com:3333"}, {TypeEndpoint, "pool.example.com", ""},
		{TypeSHA256, strings.Repeat("AB", 32), strings.Repeat("ab", 32)}, {TypeSHA256, "ab", ""}, {TypeMD5, strings.Repeat("0f", 16), strings.Repeat("0f", 16)},
		{TypeCertificate, strings.Repeat("AB", 32), strings.Repeat("ab", 32)},
		{TypeEmail, "Me@Example.COM", "Me@example.com"}, {TypeEmail, "me@", ""}, {TypeEmail, "a..b@example.com", ""},
		{TypeCVE, "cve-2017-7269", "CVE-2017-7269"}, {TypeCVE, "CVE-2017-72", ""},
		{TypePath, `C:\Windows\Sys64\updater.exe`, `C:\Windows\Sys64\updater.exe`}, {TypePassword, "KJU", "KJU"}, {TypePassword, "", ""},
		{TypeWallet, donation, donation}, {TypeWallet, "x", ""},
	} {
		got, ok := New(tc.t, tc.in)
		if ok != (tc.want != "") || ok && (got != Indicator{tc.t, tc.want}) {
			t.Errorf("New(%s, %q) = %v, %v, want %q", tc.t, tc.in, got, ok, tc.want)
		}
		if again, ok2 := New(tc.t, got.Value); ok && (!ok2 || again != got) {
			t.Errorf("New is not settled: %v becomes %v", got, again)
		}
	}
}

func FuzzParseEndpoint(f *testing.F) {
	for _, s := range []string{"stratum+tcp://a:b@pool.example.com:3333/x#y", "[::1]:80", "1.2.3.4", "a.b.c:1", "kaspa:x@y", "::", "x://y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, ok := ParseEndpoint(s)
		if !ok {
			return
		}
		if e.Grade() == HostNone || e.Port < 0 || e.Port > 65535 {
			t.Fatalf("%q: %+v", s, e)
		}
		again, ok := ParseEndpoint("tcp://" + e.Address())
		if !ok || again.Host != e.Host || again.Port != e.Port {
			t.Fatalf("%q: %+v, and its address reads as %+v", s, e, again)
		}
	})
}

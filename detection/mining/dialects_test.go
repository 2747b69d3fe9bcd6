package mining

import (
	"strings"
	"testing"

	"lamproom/detection"
)

const (
	ether  = "0x9250b9912ee91d6b46e23299459ecd6eb8154451"
	ether2 = "0x2352da7280f1decc3acf1ba84eb945c9fc2b7b54"
)

// TestServers names every server of a line with its own login, in order.
func TestServers(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"ethminer -S a.example.org:4444 -FS b.example.org:4444 -O " + ether + ".r", "a.example.org:4444=" + ether + ".r b.example.org:4444=" + ether + ".r"},
		{"ethminer -S a.example.org:4444 -O " + ether + ":x -FS b.example.org:4444 -FO " + ether2 + ":y", "a.example.org:4444=" + ether + " b.example.org:4444=" + ether2},
		{"lolminer --pool a.example.org:1 --user " + ether + " --dualstratum " + ether2 + ".r:x@b.example.org:1010", "a.example.org:1=" + ether + " b.example.org:1010=" + ether2 + ".r"},
		{"gminer --server a.example.org --port 1 --user " + ether + " --dserver b.example.org --dport 2 --duser " + ether2, "a.example.org:1=" + ether + " b.example.org:2=" + ether2},
		{"gminer --server a.example.org:1 --user " + ether + " --zilserver z.example.org:3 --ziluser " + ether2, "a.example.org:1=" + ether + " z.example.org:3=" + ether2},
		{"t-rex -o a.example.org:1 -u " + ether + " --url2 b.example.org:2 --user2 " + ether2, "a.example.org:1=" + ether + " b.example.org:2=" + ether2},
		{"bzminer -p stratum+tcp://a.example.org:1 -w " + ether + " --p2 stratum+tcp://b.example.org:2 --w2 " + ether2, "a.example.org:1=" + ether + " b.example.org:2=" + ether2},
		{"rigel -o [1]stratum+tcp://a.example.org:1 -u [1]" + ether + " -o [2]stratum+tcp://b.example.org:2 -u [2]" + ether2, "a.example.org:1=" + ether + " b.example.org:2=" + ether2},
		{"rigel -o [2001:db8::1]:3333 -u " + ether, "[2001:db8::1]:3333=" + ether},
		{"srbminer --pool a.example.org:1!b.example.org:2 --wallet " + ether, "a.example.org:1=" + ether + " b.example.org:2=" + ether},
		{"srbminer --pool a.example.org:1!b.example.org:2;c.example.org:3 --wallet p!q;" + ether, "a.example.org:1=p b.example.org:2=q c.example.org:3=" + ether},
		{"srbminer --pool a.example.org:1 --wallet " + ether + " --pool b.example.org:2 --wallet " + ether2, "a.example.org:1=" + ether + " b.example.org:2=" + ether2},
		{"xmrig -o a.example.org:1 -o b.example.org:2 -u " + ether, "a.example.org:1= b.example.org:2=" + ether},
		{"xmrig -o a.example.org:1 -u " + ether + " -o b.example.org:2", "a.example.org:1=" + ether + " b.example.org:2="},
		{"t-rex -o a.example.org:1 -o b.example.org:2 -u " + ether, "a.example.org:1=" + ether + " b.example.org:2=" + ether},
		{"cgminer -o a.example.org:1 -u acct.w -p 1 -o / -u / -p /", "a.example.org:1=acct.w"},
		{"xmrig -o a.example.org:1 -u ./xmrig", "a.example.org:1="},
		{"xmrig -o $P -u " + ether, "-=" + ether},
		{"xmrig -o ${P}:3333 -u " + ether, "-=" + ether},
		{"xmrig -o YOUR_POOL -u " + ether, "-=" + ether},
		{"ethminer -F http://a.example.org:80/" + ether + "/rig", "a.example.org:80=" + ether + "/rig"},
		{"ethminer -F http://a.example.org:80/", "a.example.org:80="},
		{"curl --url http://a.example.org:80/" + ether, "a.example.org:80="},
		{"ethminer -P stratum://" + ether + ".w/pass@a.example.org:1", "a.example.org:1=" + ether + ".w/pass"},
		{"ethminer -P stratum://" + ether + ".w/me@example.com@a.example.org", "a.example.org=" + ether + ".w/me@example.com"},
	} {
		var got []string
		for _, p := range Judge(strings.Fields(tt.line)).Miner.Pools {
			got = append(got, address(p)+"="+p.User)
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%s\n\thas %s\n\twant %s", tt.line, g, tt.want)
		}
	}
}

// TestRemainder: arguments of a second coin that nothing starts are no command.
func TestRemainder(t *testing.T) {
	second := "--lhr-algo kawpow --url2 stratum+ssl://b.example.org:3443 --user2 " + ether
	if v := Judge(append([]string{""}, strings.Fields(second)...)); v.Level != detection.NoneSeen {
		t.Errorf("%s: %s", second, v.Level)
	}
	if v := Judge(append([]string{"x"}, strings.Fields(second)...)); v.Level == detection.NoneSeen {
		t.Errorf("x %s: %s", second, v.Level)
	}
}

func TestJunk(t *testing.T) {
	for s, want := range map[string]bool{"/": true, "-": true, "!./xmrig": true, "./x": true, "../x": true, "/tmp/x": true, "": true,
		"x": false, "1": false, "$U": false, "%U%": false, "!U!": false, "...": false, "кошелёк": false, ether: false} {
		if got := junk(s); got != want {
			t.Errorf("junk(%q) is %v", s, got)
		}
	}
}

package indicator

import "testing"

func TestChecked(t *testing.T) {
	good := []string{
		"aR3LryGEgg55o37uQ2y4MiRvR59ahnULzL", "AUUZU9CdokYY2LtPCmgwcupGMxsMnwTUaT", // versions that no coin here has
		"karlsen:qrncsyp7u9f33lxj47dh8d8thve6jqasyr08kvraw86la585x0j5s4jzxjy4v",
		"pyrin:qr69rfshf8rprws05rskccvrrk6y7wxxz80lykreeun35fxgr2ytvh6tscrxd",
		"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", // BIP 173
	}
	for _, s := range good {
		if !Checked(s) {
			t.Errorf("%s is not seen to be an address", s)
		}
		for i := len(s) - 6; i < len(s); i++ {
			b := []byte(s)
			if b[i] == 'q' {
				b[i] = 'p'
			} else {
				b[i] = 'q'
			}
			if Checked(string(b)) {
				t.Errorf("%s passes with a wrong sign", b)
			}
		}
		for i := range s {
			Checked(s[:i])
		}
	}
	for _, s := range []string{"", "password", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4", "kaspa:", "a:qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq", "https://example.org/qqqqqqqqqqqqqqqqqqqqqqqq", "1111111111111111111111111111111111"} {
		if Checked(s) {
			t.Errorf("%s passes", s)
		}
	}
}

func TestAddressScheme(t *testing.T) {
	for s, want := range map[string]string{
		"karlsen:qrncsyp7u9f33lxj47dh8d8thve6jqasyr08kvraw86la585x0j5s4jzxjy4v.rig": "karlsen:",
		"stratum:3333": "", "user:password": "", "Kaspa:qq": "", ":": "", "": "", "a": "",
	} {
		if got := AddressScheme(s); got != want {
			t.Errorf("AddressScheme(%q) = %q", s, got)
		}
	}
}

// TestSlashedLogin: a login with a slash in it is no host.
func TestSlashedLogin(t *testing.T) {
	const w = "0x9250b9912ee91d6b46e23299459ecd6eb8154451"
	for _, tt := range []struct{ s, host, user, path string }{
		{"stratum+tcp://" + w + ".rig/secret@a.example.org:12222", "a.example.org", w + ".rig/secret", ""},
		{"stratum+tcp://" + w + ".rig/me@example.com@a.example.org:12222/x", "a.example.org", w + ".rig/me@example.com", "/x"},
		{"stratum+tcp://" + w + ".rig/pw@a.example.org", "a.example.org", w + ".rig/pw", ""},
		{"stratum://account.rig/pw@a.example.org:3333", "a.example.org", "account.rig/pw", ""},
		{"http://a.example.org:80/x@b.example.org:81", "a.example.org", "", "/x@b.example.org:81"},
		{"http://a.example.org/@user", "a.example.org", "", "/@user"},
		{"stratum+tcp://u:p@a.example.org:1/p@th", "a.example.org", "u", "/p@th"},
	} {
		e, ok := ParseEndpoint(tt.s)
		if !ok || e.Host != tt.host || e.User != tt.user || e.Path != tt.path {
			t.Errorf("%s: %v %+v", tt.s, ok, e)
		}
	}
}

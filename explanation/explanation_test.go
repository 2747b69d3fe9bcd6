package explanation_test

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"strings"
	"testing"

	"lamproom/explanation"
	"lamproom/report/json"
)

const (
	integrated = "4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS"
	standard   = "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"
)

// explain returns the readings as JSON has them.
func explain(t testing.TB, text string) []map[string]any {
	t.Helper()
	var b bytes.Buffer
	l := json.NewLines(&b)
	if err := l.Write(explanation.Explain(text)); err != nil {
		t.Fatal(err)
	}
	if err := l.Flush(); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Input    string
		Readings []map[string]any
	}
	if err := stdjson.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatalf("%v: %s", err, b.Bytes())
	}
	if doc.Readings == nil {
		t.Errorf("readings are null: %s", b.Bytes())
	}
	if n := bytes.Count(b.Bytes(), []byte("\n")); n != 1 {
		t.Errorf("%d lines", n)
	}
	return doc.Readings
}

// TestBestReading: the first reading of each text has that type and those
// fields ("a.b" is a field within one, "a.0" an element); no type: nothing is recognised.
func TestBestReading(t *testing.T) {
	for _, c := range []struct {
		in, kind string
		want     map[string]any
	}{
		{integrated, "wallet", map[string]any{"coin": "monero", "valid": true, "network": "mainnet", "kind": "integrated", "payment_id": "4464313cf611b3b8", "problem": nil, "custodial": nil}},
		{standard, "wallet", map[string]any{"kind": "standard", "base": nil}},
		{"  '" + standard + "'\t", "wallet", map[string]any{"kind": "standard"}},
		{standard[:94] + "E", "wallet", map[string]any{"valid": false, "problem": "checksum"}},
		{standard + ".rig7", "wallet", map[string]any{"valid": true, "worker": "rig7"}},
		{standard + "+15000", "wallet", map[string]any{"valid": true, "difficulty": "15000"}},
		{"1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "wallet", map[string]any{"coin": "bitcoin", "valid": true}},
		{"intelservice.exe -o 175.45.178.19:3333 -u " + integrated + " -p KJU -k", "miner_command_line", map[string]any{"pools.0.host": "175.45.178.19", "pools.0.port": 3333.0, "pools.0.password": "KJU", "pools.0.wallet.payment_id": "4464313cf611b3b8"}},
		{"nohup ./a --url=pool[.]example[.]com:4444 -u " + standard + " -p x &", "miner_command_line", map[string]any{"pools.0.host": "pool.example.com", "refanged": true, "wrappers.0": "nohup"}},
		{`{"pools": [{"url": "pool.example.com:3333", "user": "` + standard + `", "pass": "x"}], "donate-level": 1}`, "miner_config", map[string]any{"pools.0.host": "pool.example.com", "pools.0.port": 3333.0, "donate_level": 1.0, "pools.0.payee": "donation"}},
		{`{"id":1,"jsonrpc":"2.0","method":"login","params":{"login":"` + standard + `.w1","pass":"x","agent":"XMRig/6.21.3","algo":["rx/0"]}}`, "stratum_message",
			map[string]any{"message": "login", "direction": "to_pool", "wallet.kind": "standard", "worker": "w1", "agent": "XMRig/6.21.3", "algorithms.0": "rx/0"}},
		{`{"jsonrpc":"2.0","method":"job","params":{"blob":"0606d8","job_id":"7","target":"b88d0600","algo":"rx/0","height":3000000}}`, "stratum_message", map[string]any{"message": "job", "difficulty": 10000.0, "height": 3000000.0}},
		{`{"id":2,"jsonrpc":"2.0","method":"submit","params":{"id":"s","job_id":"7","nonce":"d0030040","result":"e1364b8782719d7683e2ccd3d8f724bc59dfa780a9e960e7c0e0046acdb40100"}}`, "stratum_message", map[string]any{"message": "submit", "nonce": "d0030040"}},
		{`{"id":1,"jsonrpc":"2.0","error":null,"result":{"id":"s","job":{"blob":"07","job_id":"4","target":"b88d0600"},"status":"OK"}}`, "stratum_message", map[string]any{"message": "result", "direction": "from_pool", "session": "s", "difficulty": 10000.0}},
		{`{"id":1,"method":"keepalived","jsonrpc":"2.0","params":{"id":"s"}}`, "stratum_message", map[string]any{"message": "keepalived"}},
		{`{"id":2,"method":"mining.authorize","params":["acct.worker","x"]}`, "stratum_message", map[string]any{"message": "mining.authorize", "login": "acct.worker", "password": "x", "protocol": "stratum"}},
		{`{"id":1,"method":"mining.subscribe","params":["cpuminer/2.5.1"]}`, "stratum_message", map[string]any{"agent": "cpuminer/2.5.1"}},
		{`{"worker":"r1","jsonrpc":"2.0","params":["0xde0b295669a9fd93d5f28d9ec85e40f4cb697bae"],"id":2,"method":"eth_submitLogin"}`, "stratum_message", map[string]any{"protocol": "eth-proxy", "worker": "r1", "wallet.coin": "ethereum"}},
		{"hxxp://evil[.]example[.]com/x.sh", "url", map[string]any{"value": "http://evil.example.com/x.sh", "refanged": true, "host": "evil.example.com"}},
		{"https://example.com:8443/a?b", "url", map[string]any{"host": "example.com", "port": 8443.0}},
		{"stratum+ssl://pool.example.com:443", "endpoint", map[string]any{"value": "pool.example.com:443", "tls": true, "scheme": "stratum+ssl"}},
		{"pool.example.com:3333", "endpoint", map[string]any{"host": "pool.example.com", "port": 3333.0}},
		{"pool[.]example[.]com", "domain", map[string]any{"value": "pool.example.com", "refanged": true}},
		{"barjuok.ryongnamsan.edu.kp", "domain", map[string]any{"value": "barjuok.ryongnamsan.edu.kp"}},
		{"175[.]45[.]178[.]19", "ip", map[string]any{"value": "175.45.178.19", "refanged": true}},
		{"2001:DB8::1", "ip", map[string]any{"value": "2001:db8::1"}},
		{"0024e32c0199ded445c0b968601f21cc92fc0c534d2642f2dd64c1c978ff01f3", "hash", map[string]any{"algorithm": "sha256"}},
		{"D41D8CD98F00B204E9800998ECF8427E", "hash", map[string]any{"algorithm": "md5", "value": "d41d8cd98f00b204e9800998ecf8427e"}},
		{"someone[at]example[.]com", "email", map[string]any{"value": "someone@example.com", "refanged": true}},
		{`C:\Windows\Sys64\intelservice.exe`, "path", map[string]any{"style": "windows"}},
		{`C:\Program Files\a b\x.exe`, "path", map[string]any{"style": "windows"}},
		{"/var/tmp/.x/kdevtmpfsi", "path", map[string]any{"style": "unix"}},
		{"The sample talks to hxxp://evil[.]example[.]com/a and pays " + standard, "url", nil},
		// Nothing to say.
		{"", "", nil}, {"   ", "", nil}, {"hello world", "", nil}, {"gcc -o output -u symbol", "", nil},
		{`{"method":"login","params":{"user":"a","password":"b"}}`, "", nil},
		{`{"jsonrpc":"2.0","method":"eth_getBalance","params":["0x1","latest"],"id":1}`, "", nil},
		{`{"id":1,"result":true,"error":null}`, "", nil},
		{"\x1b[31m\xff\xfe", "", nil},
	} {
		t.Run(c.kind+" "+c.in[:min(len(c.in), 40)], func(t *testing.T) {
			got := explain(t, c.in)
			if c.kind == "" {
				if len(got) > 0 {
					t.Errorf("Explain(%q) = %v, want nothing", c.in, got)
				}
				return
			}
			if len(got) == 0 || got[0]["type"] != c.kind {
				t.Fatalf("Explain(%q) = %v, want %s first", c.in, got, c.kind)
			}
			for path, want := range c.want {
				if have := at(got[0], path); have != want {
					t.Errorf("%s: got %v, want %v in %v", path, have, want, got[0])
				}
			}
		})
	}
}

func at(v any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			var i int
			if _, err := fmt.Sscan(key, &i); err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		}
	}
	return v
}

// TestNotMining: commands and snippets that look like mining and are not.
func TestNotMining(t *testing.T) {
	for _, s := range []string{
		"curl -o file -u user:password host.example.com:8080", "ssh -o StrictHostKeyChecking=no -p 22 user@host.example.com", "mysql -u root -p -h db.example.com:3306",
		"openssl s_client -connect example.com:443 -k", "postgres://user:password@db.example.com:5432/app", `{"url": "jdbc:mysql://db:3306/app", "user": "root", "pass": "x"}`,
		"docker login -u me -p secret registry.example.com:5000", `{"id":1,"jsonrpc":"2.0","method":"submit","params":{"form":"a"}}`,
	} {
		for _, r := range explain(t, s) {
			switch r["type"] {
			case "miner_command_line", "miner_config", "stratum_message":
				t.Errorf("%q is read as %v", s, r)
			}
		}
	}
}

func TestLongTextIsCutAndSaysSo(t *testing.T) {
	for _, unit := range []string{"a", "é", "\xff", "{", "[[", `"`, "-o a:1 ", "$(", "hxxp://", "4", "x.", "\\", "pool.example:3333 "} {
		long := strings.Repeat(unit, explanation.MaxText/len(unit)+9)
		l := explanation.Explain(long)
		if !l.Cut || len(l.Input) > explanation.MaxText || len(l.Input) < explanation.MaxText-4 {
			t.Errorf("%q: cut %v at %d", unit, l.Cut, len(l.Input))
		}
	}
}

func FuzzExplain(f *testing.F) {
	for _, s := range []string{
		integrated, "xmrig -o a.example:1 -u " + standard, `{"pools":[{"url":"a.example:1","user":"` + standard + `"}]}`,
		`{"method":"login","params":{"login":"x","pass":"y"}}`, `{"id":1,"result":{"job":{"blob":"00","target":"00000000"}}}`, "hxxp://a[.]b", "\xff", `{"result":[[["mining.x"]]`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := explain(t, s)
		for _, r := range a {
			if r["type"] == "" || r["type"] == nil {
				t.Fatalf("no type: %v", r)
			}
		}
		if b := explain(t, s); fmt.Sprint(a) != fmt.Sprint(b) {
			t.Fatalf("%v and then %v", a, b)
		}
	})
}

// mixed is what people feed to explain: a bit of everything.
var mixed = []string{
	integrated, standard + ".worker1", "intelservice.exe -o 175.45.178.19:3333 -u " + standard + " -p KJU -k",
	"hxxp://evil[.]example[.]com/x.sh", "pool.example.com:3333", "10.0.0.1", "0024e32c0199ded445c0b968601f21cc92fc0c534d2642f2dd64c1c978ff01f3",
	`{"id":1,"method":"login","params":{"login":"` + standard + `","pass":"x","agent":"a"}}`, `C:\Windows\Temp\a.exe`, "an ordinary line of text without anything in it",
	"2026-03-01 10:20:30 app[221]: GET /index.html 200 from 10.2.3.4:44312", "gcc -O2 -o output main.c -u symbol",
}

func BenchmarkExplain(b *testing.B) {
	for _, c := range []struct {
		name  string
		lines []string
	}{{"mixed", mixed}, {"wallets", mixed[:1]}, {"commands", mixed[2:3]}, {"login", mixed[7:8]}, {"prose", mixed[9:10]}, {"log", mixed[10:11]}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			l := json.NewLines(discard{})
			size := 0
			for _, line := range c.lines {
				size += len(line)
			}
			b.SetBytes(int64(size / len(c.lines)))
			n := 0
			for b.Loop() {
				if err := l.Write(explanation.Explain(c.lines[n%len(c.lines)])); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

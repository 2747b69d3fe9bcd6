package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"lamproom/monero"
)

// distinctWallets gives addresses of which no two are the same. Their keys are
// random numbers that happen to be points: nobody holds them.
func distinctWallets(n int) []string {
	r := rand.New(rand.NewPCG(11, 13))
	key := func() (k [32]byte) {
		for {
			for i := range k {
				k[i] = byte(r.Uint32())
			}
			if monero.IsPoint(k) {
				return k
			}
		}
	}
	kinds := []monero.Kind{monero.Standard, monero.Subaddress, monero.Integrated}
	out := make([]string, n)
	for i := range out {
		a := monero.Address{Network: monero.Mainnet, Kind: kinds[i%len(kinds)], Spend: key(), View: key()}
		if a.Kind == monero.Integrated {
			a.PaymentID[0] = byte(i)
		}
		out[i] = a.String()
	}
	return out
}

// BenchmarkExplainInput measures the whole command, from standard input to
// standard output, on all processors. Every wallet stands in one line only.
func BenchmarkExplainInput(b *testing.B) {
	const n = 20000
	wallets := distinctWallets(n)
	labelled, err := os.ReadFile("../../detection/mining/testdata/commandlines.tsv")
	if err != nil {
		b.Fatal(err)
	}
	var lines, shapes []string // all labelled lines; those of a miner with %s for the wallet
	for l := range strings.Lines(string(labelled)) {
		c := strings.Split(strings.TrimSuffix(l, "\n"), "\t")
		if len(c) != 5 || strings.HasPrefix(l, "#") {
			continue
		}
		lines = append(lines, c[4])
		if c[0] == "likely" && len(c[2]) >= monero.Chars && strings.Count(c[4], c[2]) == 1 && !strings.Contains(c[4], "%") {
			shapes = append(shapes, strings.Replace(c[4], c[2], "%s", 1))
		}
	}
	frame := `{"id":1,"jsonrpc":"2.0","method":"login","params":{"login":"%s","pass":"x","agent":"XMRig/6.21.3 (Linux x86_64) libuv/1.44.2 gcc/12.2.1","algo":["cn/1","cn/2","cn/r","cn/half","rx/0","rx/wow","argon2/chukwa","ghostrider"]}}`
	for _, c := range []struct {
		name string
		line func(i int) string
	}{
		{"wallets", func(i int) string { return wallets[i] }},
		{"logins", func(i int) string { return fmt.Sprintf("%s.rig%d", wallets[i], i) }},
		{"miners", func(i int) string { return fmt.Sprintf(shapes[i%len(shapes)], wallets[i]) }},
		{"frames", func(i int) string { return fmt.Sprintf(frame, wallets[i]) }},
		{"labelled", func(i int) string { return lines[i%len(lines)] }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var in bytes.Buffer
			for i := range n {
				fmt.Fprintln(&in, c.line(i))
			}
			b.SetBytes(int64(in.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if status := run([]string{"explain", "--format", "json"}, bytes.NewReader(in.Bytes()), io.Discard, io.Discard); status != exitDone {
					b.Fatalf("status %d", status)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}

// TestExplainKeepsTheOrder: many batches, on all processors, come out as they went in.
func TestExplainKeepsTheOrder(t *testing.T) {
	const n = 6 * batchLines
	var in, out, alone bytes.Buffer
	for i, w := range distinctWallets(40) {
		for k := range n / 40 {
			fmt.Fprintf(&in, "%s.w%d-%d\n", w, i, k)
		}
	}
	for l := range strings.Lines(in.String()) {
		if s := run([]string{"explain", "--format", "json", strings.TrimSuffix(l, "\n")}, nil, &alone, io.Discard); s != exitDone {
			t.Fatalf("status %d", s)
		}
		if alone.Len() > 1<<16 {
			break // these suffice
		}
	}
	if s := run([]string{"explain", "--format", "json"}, &in, &out, io.Discard); s != exitDone {
		t.Fatalf("status %d", s)
	}
	if !bytes.HasPrefix(out.Bytes(), alone.Bytes()) {
		t.Error("lines together are not what each gives alone")
	}
	if got := bytes.Count(out.Bytes(), []byte("\n")); got != n/40*40 {
		t.Errorf("%d lines, want %d", got, n/40*40)
	}
}

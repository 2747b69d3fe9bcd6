package casefile

import (
	"encoding/json"
	"math/rand/v2"
	"sync"
	"testing"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

func part(name, content string, level detection.Level) *Part {
	ev := &evidence.Evidence{Name: name, ID: evidence.ID([]byte(content + "00000000000000000000000000000000")[:32])}
	at := evidence.Citation{Locator: evidence.Locator{Evidence: ev, Offset: 3, Length: 4}, Excerpt: []byte("bytes"), Mark: [2]int{0, 5}}
	return &Part{
		Evidence:  []*evidence.Evidence{ev},
		Findings:  []detection.Finding{{Rule: "r", Title: name, Mining: level, Because: detection.Reason{Clause: "c", Held: true, At: []evidence.Citation{at}}}},
		Sightings: []detection.Sighting{{Indicator: indicator.Indicator{Type: "domain", Value: "x.example"}, At: at.Locator}},
	}
}

func caseOf(t *testing.T, parts []*Part, order []int) string {
	t.Helper()
	b := NewBuilder()
	var all sync.WaitGroup
	for _, i := range order {
		all.Go(func() { b.Add(i, parts[i]) })
	}
	all.Wait()
	out, err := json.Marshal(b.Case(Tool{}, Owner{}))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestCaseDoesNotDependOnTheOrderPartsComeIn(t *testing.T) {
	var parts []*Part
	var order []int
	for i := range 50 {
		parts = append(parts, part(string(rune('a'+i%26))+"/f", string(rune('A'+i)), detection.Level(i%3)))
		order = append(order, i)
	}
	want := caseOf(t, parts, order)
	r := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		if got := caseOf(t, parts, order); got != want {
			t.Fatalf("order %v gave another case", order)
		}
	}
}

func TestCopiesOfAFileAreOnePlace(t *testing.T) {
	a, b := part("a", "same", detection.Likely), part("b", "same", detection.Likely)
	b.Findings[0].Title = "a"
	bld := NewBuilder()
	bld.Add(0, a)
	bld.Add(1, b)
	c := bld.Case(Tool{}, Owner{})
	if len(c.Evidence) != 2 || len(c.Findings) != 1 || len(c.Indicators) != 1 || len(c.Indicators[0].Sightings) != 1 {
		t.Errorf("evidence %d, findings %d, indicators %+v", len(c.Evidence), len(c.Findings), c.Indicators)
	}
}

func TestReportedEvidenceNeverReachesTheVerdict(t *testing.T) {
	p := part("article", "x", detection.Confirmed)
	p.Evidence[0].Role = evidence.Reported
	b := NewBuilder()
	b.Add(0, p)
	if c := b.Case(Tool{}, Owner{}); c.Verdict.Mining != detection.NoneSeen {
		t.Errorf("verdict %v from prose", c.Verdict.Mining)
	}
}

func TestOwner(t *testing.T) {
	mine, port := &indicator.Wallet{Address: "4mine"}, 3333
	other := &indicator.Wallet{Address: "4other"}
	miner := func(pools ...detection.Pool) detection.Miner {
		return detection.Miner{Pools: pools}
	}
	owner := Owner{Wallets: []string{"4mine"}, Pools: []string{"pool.example:3333"}, Programs: []string{"xmrig"}}
	for name, tt := range map[string]struct {
		m    detection.Miner
		want bool
	}{
		"own wallet anywhere":          {miner(detection.Pool{Host: "else.example", Wallet: mine, User: "4mine"}), true},
		"stranger's wallet, own pool":  {miner(detection.Pool{Host: "pool.example", Port: &port, Wallet: other, User: "4other"}), false},
		"one own, one stranger's":      {miner(detection.Pool{Host: "a", Wallet: mine, User: "4mine"}, detection.Pool{Host: "b", Wallet: other, User: "4other"}), false},
		"own pool, worker name":        {miner(detection.Pool{Host: "pool.example", Port: &port, User: "rig1"}), true},
		"own pool at another port":     {miner(detection.Pool{Host: "pool.example", User: "rig1"}), false},
		"own wallet and the donation":  {miner(detection.Pool{Host: "a", Wallet: mine, User: "4mine"}, detection.Pool{Host: "d", Payee: detection.PaysDonation, Wallet: other}), true},
		"nothing named, nothing known": {miner(), false},
	} {
		if got, _ := owner.Declares(tt.m); got != tt.want {
			t.Errorf("%s: declared = %v, want %v", name, got, tt.want)
		}
	}
}

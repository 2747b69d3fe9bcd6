package casefile

import (
	"testing"

	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
)

func TestWhatHidesOneMinerHidesItsLikes(t *testing.T) {
	archive := &evidence.Evidence{Name: "a.zip"}
	in := func(member string) *evidence.Evidence {
		return &evidence.Evidence{Name: "a.zip!" + member, Origin: evidence.Origin{Member: member}, Within: &evidence.Locator{Evidence: archive}}
	}
	on := func(host, original string) *evidence.Evidence {
		return &evidence.Evidence{Name: host + original, Origin: evidence.Origin{Collector: "uac", Host: host, Original: original}}
	}
	hidden, beside, elsewhere, other := in("x/run.sh"), in("x/config.json"), in("y/config.json"), in("z/config.json")
	layer := &evidence.Evidence{Name: "layer", Origin: evidence.Origin{Recipe: "base64"}, Within: &evidence.Locator{Evidence: hidden}}
	article := &evidence.Evidence{Name: "article", Role: evidence.Reported}
	wallet := func(address string) *indicator.Wallet { return &indicator.Wallet{Address: address, Valid: true} }
	miner := func(e *evidence.Evidence, address string) detection.Miner {
		return detection.Miner{Role: e.Role, Source: evidence.Locator{Evidence: e, Offset: int64(len(e.Name) + len(address))}, Pools: []detection.Pool{{Host: "pool.example.org", User: address, Wallet: wallet(address), Payee: detection.PaysOperator}}}
	}
	at := func(e *evidence.Evidence) detection.Finding {
		return detection.Finding{Rule: "concealment.miner-hides", Covert: true, Because: detection.Reason{At: []evidence.Citation{{Locator: evidence.Locator{Evidence: e}}}}}
	}
	web1, near, far, web2 := on("web1", "/tmp/.x/run.sh"), on("web1", "/tmp/.x/config.json"), on("web1", "/opt/config.json"), on("web2", "/tmp/.x/config.json")
	for name, tt := range map[string]struct {
		at   *evidence.Evidence
		m    detection.Miner
		want detection.Authorization
	}{
		"the miner itself":               {hidden, miner(hidden, "A"), detection.Covert},
		"a layer of the file":            {hidden, miner(layer, "B"), detection.Covert},
		"found in a layer":               {layer, miner(beside, "B"), detection.Covert},
		"beside it in the folder":        {hidden, miner(beside, "B"), detection.Covert},
		"elsewhere, the same is paid":    {hidden, miner(elsewhere, "A"), detection.Covert},
		"elsewhere, another is paid":     {hidden, miner(other, "B"), detection.UnknownConsent},
		"told of by others":              {hidden, miner(article, "A"), detection.UnknownConsent},
		"in the folder on the machine":   {web1, miner(near, "B"), detection.Covert},
		"elsewhere on the machine":       {web1, miner(far, "B"), detection.UnknownConsent},
		"in that folder of another":      {web1, miner(web2, "B"), detection.UnknownConsent},
		"on another, the same is paid":   {web1, miner(web2, "A"), detection.Covert},
		"an example of a hidden miner's": {article, miner(hidden, "B"), detection.UnknownConsent},
	} {
		source := tt.at
		all := miners([]detection.Miner{miner(source, "A"), tt.m}, []detection.Finding{at(source)}, Owner{})
		for _, m := range all {
			if m.Source == tt.m.Source && m.Authorization != tt.want {
				t.Errorf("%s: %s, want %s", name, m.Authorization, tt.want)
			}
		}
	}
}

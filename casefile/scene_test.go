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
		all := miners([]detection.Miner{miner(source, "A"), tt.m}, []detection.Finding{at(source)}, nil, Owner{})
		for _, m := range all {
			if m.Source == tt.m.Source && m.Authorization != tt.want {
				t.Errorf("%s: %s, want %s", name, m.Authorization, tt.want)
			}
		}
	}
}

func TestAScriptThatHidesWhatItBrings(t *testing.T) {
	file := func(name string) *evidence.Evidence { return &evidence.Evidence{Name: name} }
	script, config := file("case/drop.sh"), file("case/config.json")
	finding := func(e *evidence.Evidence, rule string, s detection.Severity, l detection.Level) detection.Finding {
		return detection.Finding{Rule: rule, Severity: s, Mining: l, Because: detection.Reason{At: []evidence.Citation{{Locator: evidence.Locator{Evidence: e}}}}}
	}
	names := func(e *evidence.Evidence, path string) detection.Sighting {
		return detection.Sighting{Indicator: indicator.Indicator{Type: indicator.TypePath, Value: path}, At: evidence.Locator{Evidence: e}}
	}
	brings, hides := finding(script, "mining.dropper", detection.Medium, detection.Possible), finding(script, "concealment.hidden-folder", detection.High, detection.NoneSeen)
	for name, tt := range map[string]struct {
		config    *evidence.Evidence
		found     []detection.Finding
		sightings []detection.Sighting
		want      detection.Authorization
	}{
		"it names the file":                {config, []detection.Finding{brings, hides}, []detection.Sighting{names(script, "/var/tmp/.x/config.json")}, detection.Covert},
		"it is the file":                   {script, []detection.Finding{brings, hides}, nil, detection.Covert},
		"it names another":                 {config, []detection.Finding{brings, hides}, []detection.Sighting{names(script, "/var/tmp/.x/settings.json")}, detection.UnknownConsent},
		"it hides nothing":                 {config, []detection.Finding{brings}, []detection.Sighting{names(script, "/opt/config.json")}, detection.UnknownConsent},
		"it brings no miner":               {config, []detection.Finding{hides}, []detection.Sighting{names(script, "/opt/config.json")}, detection.UnknownConsent},
		"what it hides is a trifle":        {config, []detection.Finding{brings, finding(script, "concealment.immutable", detection.Info, detection.NoneSeen)}, []detection.Sighting{names(script, "/opt/config.json")}, detection.UnknownConsent},
		"the file lies elsewhere":          {file("other/config.json"), []detection.Finding{brings, hides}, []detection.Sighting{names(script, "/var/tmp/.x/config.json")}, detection.UnknownConsent},
		"another script hides than brings": {config, []detection.Finding{brings, finding(file("case/b.sh"), "concealment.mount", detection.High, detection.NoneSeen)}, []detection.Sighting{names(script, "/opt/config.json")}, detection.UnknownConsent},
	} {
		m := detection.Miner{Source: evidence.Locator{Evidence: tt.config}, Pools: []detection.Pool{{Host: "pool.example.org"}}}
		if got := miners([]detection.Miner{m}, tt.found, tt.sightings, Owner{})[0].Authorization; got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

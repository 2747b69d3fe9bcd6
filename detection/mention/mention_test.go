package mention

import (
	"testing"

	"lamproom/detection"
	"lamproom/detection/detectiontest"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

func seen(t indicator.Type, value string, set observation.Setting, role evidence.Role) observation.Observation {
	ev := &evidence.Evidence{Name: "f", Role: role}
	return observation.Observation{
		Where: evidence.Locator{Evidence: ev, Offset: 4, Length: int64(len(value))},
		Fact:  observation.Mention{Indicator: indicator.Indicator{Type: t, Value: value}, Setting: set},
	}
}

func fetched(o observation.Observation) observation.Observation {
	m := o.Fact.(observation.Mention)
	m.Fetched = true
	o.Fact = m
	return o
}

func TestConform(t *testing.T) {
	detectiontest.Conform(t, New(), []observation.Observation{seen(indicator.TypeDomain, "a.example", observation.Script, evidence.Observed)})
}

func TestUse(t *testing.T) {
	for _, tt := range []struct {
		o    observation.Observation
		want detection.Use // "" for no sighting
	}{
		{seen(indicator.TypeWallet, "4x", observation.Script, evidence.Observed), detection.UseMention},
		{seen(indicator.TypeWallet, "4x", observation.Pattern, evidence.Observed), detection.UseDecoy},
		{seen(indicator.TypeDomain, "pool.example", observation.Pattern, evidence.Reported), detection.UseMention},
		{fetched(seen(indicator.TypeURL, "http://a.example/x", observation.Code, evidence.Observed)), detection.UseDownload},
		{fetched(seen(indicator.TypeURL, "http://a.example/x", observation.Prose, evidence.Reported)), detection.UseMention},
		{fetched(seen(indicator.TypeURL, "http://a.example/x", observation.Comment, evidence.Observed)), detection.UseMention},
		{seen(indicator.TypePath, "/tmp/x", observation.Log, evidence.Observed), ""},
	} {
		l := detectiontest.Run(t, New(), tt.o)
		got := detection.Use("")
		if len(l.Sightings) == 1 {
			got = l.Sightings[0].Use
		}
		if got != tt.want || len(l.Findings)+len(l.Miners) > 0 {
			t.Errorf("%+v: use %q, want %q", tt.o.Fact, got, tt.want)
		}
	}
}

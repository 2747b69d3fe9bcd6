package source

import (
	"testing"

	"lamproom/detection"
	"lamproom/detection/detectiontest"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/observation"
)

// facts makes the observations of one document.
func facts(ev *evidence.Evidence, stated ...observation.Stated) []observation.Observation {
	all := []observation.Observation{{Where: evidence.Locator{Evidence: ev}, Fact: observation.Document{Language: "en", Published: "2018-01-08"}}}
	for i, s := range stated {
		s.As.At = evidence.Citation{Locator: evidence.Locator{Evidence: ev, Offset: int64(i), Length: 1}, Excerpt: []byte("x"), Mark: [2]int{0, 1}}
		all = append(all, observation.Observation{Where: s.As.At.Locator, Fact: s})
	}
	return all
}

func says(kind, value string, subject bool) observation.Stated {
	return observation.Stated{What: kind, Name: value, Subject: subject}
}

func seen(t indicator.Type, value, as string) observation.Stated {
	return observation.Stated{What: observation.StatedIndicator, Name: value, Indicator: indicator.Indicator{Type: t, Value: value}, As: observation.Value{Text: as}}
}

func reported(name string) *evidence.Evidence {
	return &evidence.Evidence{Name: name, Role: evidence.Reported}
}

var article = []observation.Stated{
	says("tool", "Kinsing", true), says("firm", "Aqua Security", true), says("technology", "Monero", true), says("tool", "Kinsing", true),
	says("date", "2020-04-03", false), seen(indicator.TypeDomain, "pool.example.org", "pool.example.org"),
}

func TestConform(t *testing.T) {
	detectiontest.Conform(t, New(), facts(reported("a"), article...), facts(reported("b"), article[:3]...))
}

func TestReport(t *testing.T) {
	a, b := reported("a"), reported("b")
	l := detectiontest.Run(t, New(), append(facts(a, article...), facts(b, article...)...)...)
	if len(l.Reports) != 2 || l.Reports[0].Evidence != a || l.Reports[1].Evidence != b || len(l.Sightings) != 2 {
		t.Fatalf("%d reports, %d sightings", len(l.Reports), len(l.Sightings))
	}
	r := l.Reports[0]
	if r.Language != "en" || r.Published != "2018-01-08" || len(r.Stated) != 4 || r.Stated[0].Value != "Kinsing" || len(r.Stated[0].At) != 2 || r.Stated[3].Kind != detection.NameDate {
		t.Errorf("%+v", r)
	}
	if s := l.Sightings[0]; s.Role != evidence.Reported || s.Use != detection.UseMention {
		t.Errorf("%+v", s)
	}
}

func TestWorth(t *testing.T) {
	for text, tt := range map[string]struct {
		told   bool
		stated []observation.Stated
	}{
		"nothing":                         {false, nil},
		"an ordinary article":             {false, []observation.Stated{says("firm", "Microsoft", false), says("place", "China", false), says("technology", "Linux", false)}},
		"a list of virus scanners":        {false, []observation.Stated{says("firm", "Sophos", true), says("firm", "ESET", true), says("firm", "McAfee", true), says("firm", "Avast", true)}},
		"a manual of a wallet":            {false, []observation.Stated{says("technology", "Monero", true), says("technology", "RandomX", true), says("technology", "CryptoNight", true)}},
		"a list of changes":               {false, []observation.Stated{says("cve", "CVE-2017-1111", true), says("cve", "CVE-2017-1112", true), seen(indicator.TypeSHA256, "a", "a"), seen(indicator.TypeSHA256, "b", "b")}},
		"who found a vulnerability":       {false, []observation.Stated{says("cve", "CVE-2017-1111", true), says("firm", "ESET", true), says("firm", "Avast", true), seen(indicator.TypeMD5, "a", "a")}},
		"firms and a coin":                {true, []observation.Stated{says("firm", "Sophos", true), says("firm", "ESET", true), says("technology", "Monero", true)}},
		"digests of a piece of malware":   {true, []observation.Stated{says("tool", "Kinsing", true), seen(indicator.TypeSHA256, "a", "a"), seen(indicator.TypeSHA256, "b", "b")}},
		"a spoiled name":                  {true, []observation.Stated{seen(indicator.TypeDomain, "pool.example.org", "pool[.]example[.]org")}},
		"a mail address kept from robots": {false, []observation.Stated{seen(indicator.TypeEmail, "a@example.org", "a [at] example.org")}},
		"techniques":                      {true, []observation.Stated{says("attack", "T1496", true), says("attack", "T1053.003", true), says("attack", "T1105", true)}},
	} {
		l := detectiontest.Run(t, New(), facts(reported("a"), tt.stated...)...)
		if got := len(l.Reports) == 1; got != tt.told || !tt.told && len(l.Sightings) > 0 {
			t.Errorf("%s: told = %v, %d sightings", text, got, len(l.Sightings))
		}
	}
	observed := &evidence.Evidence{Name: "x"}
	if l := detectiontest.Run(t, New(), facts(observed, article...)...); len(l.Reports)+len(l.Sightings) > 0 {
		t.Error("observed evidence became a report of others")
	}
}

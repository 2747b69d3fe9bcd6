package examination_test

import (
	"slices"
	"strings"
	"testing"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
)

// documents are texts about mining elsewhere. Whatever they quote, nothing of it
// is about the machine.
func documents() []file {
	command := "xmrig -o pool.example.com:3333 -u " + wallet("told") + " -p x --donate-level 1 -k"
	config := `{"autosave": true, "donate-level": 1, "pools": [{"url": "pool.example.com:3333", "user": "` + wallet("told") + `", "pass": "x"}]}`
	return []file{
		{"article.md", "# How Kinsing mines\n\nBy Anna Example, 3 April 2020\n\nAqua Security saw the Kinsing malware on servers that were open to all. It starts a miner for Monero with\n\n```sh\n#!/bin/sh\nnohup " +
			command + " &\n(crontab -l; echo '* * * * * " + command + "') | crontab -\n```\n\nand with a file that holds the same:\n\n```json\n" + config + "\n```\n\nThe pool is pool[.]example[.]com, and the script was at hxxp://192.0.2.7/d.sh for some days.\n"},
		{"README.md", "# XMRig\n\nXMRig is a miner for RandomX and CryptoNight, which are the algorithms of Monero. It is open source and it runs on all systems.\n\n## Usage\n\n```\n" +
			command + "\n```\n\nMore of the options are in the manual, and the donation can be set to a lower level.\n"},
		{"blog.html", "<!DOCTYPE html><html lang=en><head><title>A miner on our servers</title><script src=https://stats.example.net/x.js></script></head><body><h1>A miner on our servers</h1>" +
			"<p>We found XMRig on the servers of the shop, and it mines Monero. The wallet is " + wallet("blog") + ", says Trend Micro, who looked at it for us.</p><pre>" + command + "\n" + config + "</pre></body></html>\n"},
		{"article-fr.txt", "Un mineur de Monero en Corée du Nord\n\nPublié le 9 janvier 2018\n\nSelon AlienVault et Kaspersky, le programme a été créé le 24 décembre et utilise les ordinateurs pour le minage.\nLa commande est la suivante, et elle est dans le programme :\n\n    " +
			command + "\n\nLes serveurs de la firme ont été compromis avec cette commande en 2014 et 2015.\n"},
		{"report.pdf", "%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n2 0 obj << /Type /Pages /Kids [3 0 R] >> endobj\n3 0 obj << /Type /Page /Contents 4 0 R /Resources << /Font << /F << /Subtype /Type1 >> >> >> >> endobj\n" +
			"4 0 obj << >> stream\nBT /F 10 Tf 1 0 0 1 50 700 Tm (TeamTNT and Kinsing mine Monero with) Tj 0 -12 Td (" + command + ") Tj ET\nendstream endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"},
	}
}

func TestReportsOfOthersNeverReachTheVerdict(t *testing.T) {
	for _, f := range documents() {
		c := examine(t, 1, f)
		if c.Verdict.Mining != detection.NoneSeen {
			t.Errorf("%s: %s", f.name, c.Verdict.Mining)
		}
		told := len(c.Sources) == 1
		if f.name != "README.md" && !told { // of a miner's own page either will do
			t.Errorf("%s: %d sources", f.name, len(c.Sources))
		}
		for _, i := range c.Indicators {
			for _, s := range i.Sightings {
				if s.Role == evidence.Observed || s.Use == detection.UsePayee {
					t.Errorf("%s: %s %s is %s, %s", f.name, i.Type, i.Value, s.Role, s.Use)
				}
			}
		}
	}
}

// TestWhatRunsStaysObserved: prose around something that runs makes no report of it.
func TestWhatRunsStaysObserved(t *testing.T) {
	prose := strings.Repeat("# This is the report of Aqua Security on the Kinsing malware, which mines Monero on servers of others.\n", 30)
	command := "./xmrig -o pool.example.com:3333 -u " + wallet("real") + " -p x -k\n"
	for _, f := range []file{
		{"README.md", "#!/bin/sh\n" + prose + command},
		{"article.md", "#!/bin/bash\n" + prose + "nohup " + command},
		{"report.txt", "#!/bin/sh\n" + prose + "nohup " + command},
		{"news.json", `{"note": "` + strings.TrimSpace(strings.ReplaceAll(prose, "\n", " ")) + `", "donate-level": 1, "cpu": true, "pools": [{"url": "pool.example.com:3333", "user": "` + wallet("real") + `", "pass": "x"}]}`},
	} {
		c := examine(t, 1, f)
		if c.Verdict.Mining != detection.Likely || len(c.Sources) != 0 || c.Evidence[0].Role != evidence.Observed {
			t.Errorf("%s: %s, %d sources, %s", f.name, c.Verdict.Mining, len(c.Sources), c.Evidence[0].Role)
		}
	}
}

// TestSeenInBoth: what a report names and the machine has is marked.
func TestSeenInBoth(t *testing.T) {
	list := append(documents(), file{"srv/run.sh", "#!/bin/sh\n./xmrig -o pool.example.com:3333 -u " + wallet("told") + " -p x -k\n"})
	c := examine(t, 0, list...)
	i := slices.IndexFunc(c.Sources, func(s casefile.SourceReport) bool { return s.Title == "How Kinsing mines" })
	if i < 0 {
		t.Fatalf("%d sources", len(c.Sources))
	}
	s := c.Sources[i]
	if s.Language != "en" || s.Published == nil || *s.Published != "2020-04-03" || !slices.Contains(s.Names, "Anna Example") || !slices.Contains(s.Names, "Kinsing") {
		t.Errorf("%+v", s)
	}
	got := map[string]bool{}
	for _, x := range s.Indicators {
		got[x.Value] = x.Observed
	}
	if !got[wallet("told")] || !got["pool.example.com"] || got["http://192.0.2.7/d.sh"] {
		t.Errorf("observed: %v", got)
	}
}

// TestTheArticle: what is stated by the article of the corpus.
func TestTheArticle(t *testing.T) {
	c := examineFolder(t, corpus(t, "advisories"))
	if len(c.Sources) != 1 || c.Sources[0].Language != "fr" {
		t.Fatalf("%d sources", len(c.Sources))
	}
	s := c.Sources[0]
	for _, want := range []string{"AlienVault", "AhnLab", "ESTsecurity", "FireEye", "North Korea", "Kim Il Sung University", "Monero", "Internet Information Services", "Luke McNamara", "Federico Tenga"} {
		if !slices.Contains(s.Names, want) {
			t.Errorf("%s is not named", want)
		}
	}
	if !slices.Equal(s.Dates, []string{"--12-24", "2014", "2015", "--11"}) {
		t.Errorf("dates %v", s.Dates)
	}
}

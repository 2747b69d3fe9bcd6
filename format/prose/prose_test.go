package prose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// values tells the records of the kinds, "kind value", in order.
func values(r Reading, kinds ...Kind) []string {
	out := []string{}
	for _, x := range r.Records {
		for _, k := range kinds {
			if x.Kind == k {
				out = append(out, x.Value)
			}
		}
	}
	return out
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"It was found on 8 January 2018 in a feed that was shared":           "2018-01-08",
		"It was found on January 8th, 2018, and the feed was shared":         "2018-01-08",
		"Jan. 8th, 2018: the report was published by the firm":               "2018-01-08",
		"Publié le 8 janvier 2018 par la firme, avec les détails":            "2018-01-08",
		"créée le 24 décembre et utilise des ordinateurs pour le minage":     "--12-24",
		"le 1er août 2019, les serveurs ont été compromis":                   "2019-08-01",
		"compiled on 24 December, and dropped by the installer":              "--12-24",
		"compiled on December 24 by the author, it was said":                 "--12-24",
		"the sample was built 2017-12-24 and sent":                           "2017-12-24",
		"at 2017-12-24T10:11:12Z the sample was built":                       "2017-12-24",
		"le 08/01/2018, les serveurs de la firme ont été compromis":          "2018-01-08",
		"on 08/01/2018 the servers of the firm were compromised":             "2018",
		"on 25/12/2017 and on 12/25/2017 the servers of the firm were hit":   "2017-12-25 2017-12-25",
		"am 08.01.2018 wurde das Programm von der Firma nicht gefunden":      "2018-01-08",
		"in attacks of 2014-15 that were seen, and in 2014–2016":             "2014/2015 2014/2016",
		"dans les cyberattaques en 2014 et 2015 sur l'énergie":               "2014 2015",
		"a rapporté en novembre qu'il y avait des activités, en mai 2017 et": "--11 2017-05",
		"in November it was reported, since May 2017, and in March":          "--11 2017-05 --03",
		"early May 2017 was when 3 may be enough":                            "2017-05",
		"the 8th of January, 2018 and the 3rd of March":                      "2018-01-08 --03-03",
		// not dates
		"version 2.2017.4 of the tool, 192.0.2.14, and 3.4.2018.1 is out":  "",
		"CVE-2014-2015 and CVE-2017-7269 are not dates of the report":      "",
		"https://example.org/2018/01/08/a-miner and /var/2018-01-08/x.log": "",
		"he may march in 30 days; sec. 7 sept portes; 31 February 2018 no": "2018-02",
		"1999 files of 2018 bytes and 2048 threads":                        "2018",
		"report-2018-01-08.pdf was sent":                                   "",
		"the number 2017-13-45 means nothing, and neither does 99-99-2018": "",
	} {
		if got := strings.Join(values(Read([]byte(text)), Date), " "); got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{
		"Le rapport d'Alien Vault , une firme, et Ahn Lab":                                      "AlienVault|AhnLab",
		"la Corée du Nord, un serveur nord-coréen, les Nord-Coréens, North Korea":               "North Korea|North Korea|North Korea|North Korea",
		"the North Koreans and North\n   Korean hackers":                                        "North Korea|North Korea",
		"L'Université Kim Il-sung de Pyongyang, Kim Il Sung University":                         "Kim Il Sung University|Pyongyang|Kim Il Sung University",
		"à l'Université des Sciences et Technologies de Pyongyang":                              "Pyongyang University of Science and Technology",
		"apple pie is no firm, Apple is":                                                        "Apple",
		"XMRIG, xmrig and XMRig mine monero; bitcoins are older":                                "XMRig|XMRig|XMRig|Monero|Bitcoin",
		"les serveurs IIS pour extraire Monero":                                                 "Internet Information Services|Monero",
		"TeamTNT and Team TNT, Rocke, the 8220 Gang, Lazarus Group's tools":                     "TeamTNT|TeamTNT|Rocke|8220 Gang|Lazarus Group",
		"port 8220 is open; rocke the boat; the us and uk":                                      "",
		"c:\\AlienVault\\x, /opt/kinsing/a, https://www.reuters.com/Kaspersky, a@Kaspersky.com": "",
		"kaspersky.com, Kaspersky.exe and Kaspersky_x are no names, Kaspersky. Then it is":      "Kaspersky",
		"Linux/Windows, (IIS), \"ESET\"":                                                        "Linux|Windows|Internet Information Services|ESET",
		"North.\n\nKorea is divided; Kim Il.\n\nSung University":                                "",
	} {
		got := strings.Join(values(Read([]byte(text)), Actor, Tool, Firm, Place, Technology), "|")
		if got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestIds(t *testing.T) {
	for text, want := range map[string]string{
		"CVE-2017-7269, cve-2019-0708 and CVE‑2021‑44228":                        "CVE-2017-7269 CVE-2019-0708 CVE-2021-44228",
		"CVE-17-1, CVE-2017-12 and CVE-1066-1234":                                "",
		"MITRE ATT&CK: T1496, T1059.001; TA0040 is Impact, and Initial Access":   "T1496 T1059.001 TA0040 TA0001",
		"see T1234 in the tracker and T14 on the screen; privilege escalation":   "",
		"T1059.001 is a sub-technique, XT1496 and T1496-x are not":               "T1059.001",
		"ATT&CK: Command and Control (TA0011), lateral movement is spelt so too": "TA0011 TA0011",
	} {
		if got := strings.Join(values(Read([]byte(text)), CVE, Attack), " "); got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestArtefacts(t *testing.T) {
	text := `It drops C:\Windows\Sys64\intelservice.exe, "C:\Program Files\Common Files\x.dll" and %APPDATA%\a b\c.exe.
It also writes /tmp/.X11-unix/xmrig, ~/.ssh/authorized_keys and /etc/cron.d/x. See https://example.org/etc/passwd/x and and/or.
The key HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Run is set, the mutex is named "Global\miner1".
Its User-Agent: "Mozilla/5.0 (Windows NT 6.1) x" and user agent XMRig/6.21.0 were seen.`
	got := values(Read([]byte(text)), Path, Registry, Mutex, UserAgent)
	want := []string{`C:\Windows\Sys64\intelservice.exe`, `C:\Program Files\Common Files\x.dll`, `%APPDATA%\a b\c.exe`, `/tmp/.X11-unix/xmrig`, `~/.ssh/authorized_keys`, `/etc/cron.d/x`,
		`HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Run`, `Global\miner1`, `Mozilla/5.0 (Windows NT 6.1) x`, `XMRig/6.21.0`}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPeople(t *testing.T) {
	for text, want := range map[string]string{
		"Mun Chong-hyun, analyste en chef chez ESTsecurity, a déclaré que":               "Mun Chong-hyun",
		"L'analyste Luke McNamara a déclaré":                                             "Luke McNamara",
		"Federico Tenga, le co-fondateur italien de Chainside":                           "Federico Tenga",
		"# A title\n\nBy Chris Doman, 8 January 2018\n\nText of the report that follows": "Chris Doman",
		"By Cisco Talos\n\nThe text of the report follows here":                          "",
		`the build path C:\Users\Jawhar\documents\ and Visual Basic, the language`:       "",
		"Remote Desktop, a service, was open":                                            "",
	} {
		if got := strings.Join(values(Read([]byte(text)), Person), "|"); got != want {
			t.Errorf("%s\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestFront(t *testing.T) {
	for _, tt := range []struct{ text, title, published, language string }{
		{"# A miner from the north\n\nJanuary 8, 2018 | Chris Doman\n\nThe installer was found in a feed of the firm and it is small.", "A miner from the north", "2018-01-08", "en"},
		{"A miner from the north\n======\n\nPosted on 8 Jan 2018.\n\nThe installer was found in a feed and it is small.", "A miner from the north", "2018-01-08", "en"},
		{"---\ntitle: \"A miner\"\ndate: 2018-01-08\nauthor: Chris Doman\n---\nThe installer was found in a feed and it is small.", "A miner", "2018-01-08", "en"},
		{"Un mineur du nord\n\nPublié le 9 janvier 2018\n\nLe programme est dans les serveurs de la firme et il est avec une clé pour les autres.", "Un mineur du nord", "2018-01-09", "fr"},
		{"Le rapport de la firme indique que les serveurs ont été compromis le 24 décembre 2017 par un programme.\nLe programme est dans les serveurs.", "", "", "fr"},
		{"Copyright 8 January 2018 by all of us\nUpdated 9 January 2018\nThe rest of the text is here and it is what is read.", "Copyright 8 January 2018 by all of us", "", "en"},
		{"xxx yyy zzz", "", "", ""},
	} {
		r := Read([]byte(tt.text))
		if got := tt.text[r.Title.Start:r.Title.End]; got != tt.title || r.Published != tt.published || r.Language != tt.language {
			t.Errorf("%.40q: title %q, published %q, language %q", tt.text, got, r.Published, r.Language)
		}
	}
}

// TestLatin1: texts that are no UTF-8 are read, too.
func TestLatin1(t *testing.T) {
	r := Read([]byte("la Cor\xe9e du Nord, le 24 d\xe9cembre 2017"))
	if got := fmt.Sprint(values(r, Place, Date)); got != "[North Korea 2017-12-24]" {
		t.Error(got)
	}
}

func TestBounds(t *testing.T) {
	r := Read([]byte(strings.Repeat("Monero ", 100) + strings.Repeat("CVE-2017-", 10)))
	if len(values(r, Technology)) != maxEach {
		t.Errorf("%d places of one name", len(r.Records))
	}
	var b strings.Builder
	for i := range MaxRecords + 500 {
		fmt.Fprintf(&b, "CVE-2017-%d, ", 10000+i)
	}
	if r := Read([]byte(b.String())); len(r.Records) != MaxRecords || r.More != 500 {
		t.Errorf("%d records and %d more", len(r.Records), r.More)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "8 January 2018", "la Corée du Nord d'Alien Vault, le 1er août 2019\xe9", "2014-15 CVE-2017-7269 T1059.001 MITRE", `C:\a\b.exe mutex "x y z"`, "By Chris Doman\n# x\n---\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := Read(b)
		if r.Title.Start < 0 || r.Title.End > len(b) || r.Title.Start > r.Title.End {
			t.Fatalf("title %+v of %d bytes", r.Title, len(b))
		}
		last := 0
		for _, x := range r.Records {
			if x.Start < last || x.End <= x.Start || x.End > len(b) || x.Value == "" || x.Kind == "" {
				t.Fatalf("record %+v of %d bytes", x, len(b))
			}
			last = x.Start
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := []byte(strings.Repeat("The committee will meet on Thursday, 8 January 2018; bring the minutes of the last meeting of Microsoft, please, and the list of members.\n", 2000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Read(text)
	}
}

// The word for techniques is enough to take a number for one.
func TestTechniquesByTheirWord(t *testing.T) {
	for text, want := range map[string]int{
		"Techniques T1496, T1053.003 (cron)": 2,
		"The part T1496 is out of stock":     0,
		"MITRE lists T1496":                  1,
	} {
		n := 0
		for _, r := range Read([]byte(text)).Records {
			if r.Kind == Attack {
				n++
			}
		}
		if n != want {
			t.Errorf("%q: %d techniques, want %d", text, n, want)
		}
	}
}

package plist_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"lamproom/format/plist"
	"lamproom/format/plist/plisttest"
)

func sample() []byte {
	return plisttest.Write(map[string]any{
		"Label": "com.example.a", "RunAtLoad": true, "Nice": -1, "Data": []byte("abc"), "Überschrift": "a <b> & \"c\" für d",
		"ProgramArguments": []any{"/bin/sh", "-c", "echo a long argument of more than fifteen letters"},
	})
}

func TestXML(t *testing.T) {
	got, err := plist.XML(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\t<key>ProgramArguments</key>\n\t<array>\n\t\t<string>/bin/sh</string>\n\t\t<string>-c</string>\n\t\t<string>echo a long argument of more than fifteen letters</string>\n\t</array>\n",
		"<key>RunAtLoad</key>\n\t<true/>", "<integer>-1</integer>", "<data>YWJj</data>", "<key>Überschrift</key>\n\t<string>a &lt;b&gt; &amp; \"c\" für d</string>",
	} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	d := xml.NewDecoder(strings.NewReader(string(got)))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestDamage(t *testing.T) {
	b := sample()
	for n := range b {
		if _, err := plist.XML(b[:n]); err == nil {
			t.Fatalf("cut at %d: no error", n)
		}
	}
	// a list that holds itself
	loop := []byte("bplist00\xA2\x00\x00\x08")
	loop = append(loop, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11)
	if _, err := plist.XML(loop); err == nil || !strings.Contains(err.Error(), "nested") && !strings.Contains(err.Error(), "more than") {
		t.Errorf("a circle: %v", err)
	}
}

func FuzzXML(f *testing.F) {
	f.Add(sample())
	f.Add([]byte("bplist00\xA2\x00\x00\x08\x00\x00\x00\x00\x00\x00\x01\x01\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0b"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, _ := plist.XML(b)
		if len(got) > 20<<20+len(b)*16 {
			t.Fatalf("%d bytes give %d", len(b), len(got))
		}
	})
}

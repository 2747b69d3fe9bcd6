package text

import (
	"bytes"
	"context"
	"testing"
	"time"

	"lamproom/evidence"
)

// FuzzDissect holds the dissector to its promises on any bytes under any name:
// it ends, it does not panic, its places lie inside the evidence, and its
// citations show the bytes that stand there.
func FuzzDissect(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.Name, s.Data)
	}
	f.Add("u16.xml", utf16le("<a>-o a.example.org:1 -u w</a>"))
	f.Add("a.py", []byte("x = \"-o %s\" % (x, x)\nx = x + x\nrun(f\"-o {x}:1 -u {x}\")"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if len(data) > 1<<16 {
			t.Skip()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for _, d := range []*Dissector{New(), NewData()} {
			r := newRecorder(name, data)
			r.ev = &evidence.Evidence{Name: name, Size: int64(len(data))}
			if err := d.Dissect(ctx, r.ev, bytes.NewReader(data), r); err != nil {
				t.Fatal(err)
			}
			for _, o := range r.got {
				l := o.Where
				if l.Offset < 0 || l.Length < 0 || l.Offset+l.Length > int64(len(data)) {
					t.Fatalf("%s: place %d+%d outside %d bytes", tell(o), l.Offset, l.Length, len(data))
				}
				for _, n := range []string{"CommandLine", "Image", "url", "user", "pass", "message", "wallet", "endpoint"} {
					for v := range o.Fact.Field(n) {
						c := v.At
						if c.Offset < 0 || c.Offset+c.Length > int64(len(data)) {
							t.Fatalf("%s: citation %d+%d outside %d bytes", tell(o), c.Offset, c.Length, len(data))
						}
						if m := c.Marked(); !bytes.HasPrefix(data[c.Offset:], m) {
							t.Fatalf("%s: the citation shows other bytes", tell(o))
						}
					}
				}
			}
		}
	})
}

package layer

import (
	"bytes"
	"encoding/hex"
	"io"
	"testing"
)

// FuzzScan checks that layers lie inside the text, in order and apart, that a
// text means the same every time, and that a long run read as a stream gives
// what it gives at once.
func FuzzScan(f *testing.F) {
	for _, s := range []string{
		"echo " + b64(long) + " | base64 -d | sh\n",
		"x = \"" + wrap(b64(long), 20, "\" & _\r\n    \"") + "\"",
		"powershell -enc " + b64(utf16le(long)),
		"'" + reversed(b64(long)) + "'", hex.EncodeToString([]byte(long)),
		each(command, `\x%02x`, ""), each(command, `\u%04x`, ""), each(command, `%%%02x`, ""), each(command, `&#%d;`, ""),
		each(command, "%d", ","), each(command, "0x%02x", ", "), each(command, "%02x", " "), each(command, "Chr(%d)", " & "),
		dumpC(command), xxd(command), b64(xored(long, "key")), b64(deflated(long)),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got []Layer
		end := 0
		Scan(text, func(l Layer) bool {
			if l.Start < end || l.End <= l.Start || l.End > len(text) || l.Recipe == "" || len(l.Decoded) == 0 {
				t.Fatalf("[%d,%d) after %d of %d: %q", l.Start, l.End, end, len(text), l.Recipe)
			}
			end = l.End
			got = append(got, l)
			if r, ok := NewReader(bytes.NewReader(text[l.Start:]), l.Recipe); ok {
				if _, err := io.ReadAll(r); err != nil || r.Consumed() > int64(len(text)-l.Start) {
					t.Fatalf("as a stream: %v, %d bytes", err, r.Consumed())
				}
			}
			return true
		})
		k := 0
		Scan(text, func(l Layer) bool {
			if k >= len(got) || l.Start != got[k].Start || l.Recipe != got[k].Recipe || !bytes.Equal(l.Decoded, got[k].Decoded) {
				t.Fatalf("layer %d differs", k)
			}
			k++
			return true
		})
	})
}

// FuzzData checks what is looked for in data: extents inside it, keys that
// work, measures that do not run over.
func FuzzData(f *testing.F) {
	f.Add([]byte(xored(long, "\x5a")))
	f.Add([]byte("\x00\x01" + xored(long, "key") + "\x00\x00"))
	f.Add([]byte("\x00" + zipped(long) + "PK\x03\x04\x14\x00\x00\x00\x08\x00"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x00IEND\x00\x00\x00\x00" + long))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"))
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x04ab\xff\xda\x00\x02xy\xff\xd9"))
	f.Add([]byte("\x7fELF\x02\x01\x01\x00" + string(make([]byte, 60))))
	f.Fuzz(func(t *testing.T, data []byte) {
		for x := range Masked(data) {
			if x.Start < 0 || x.End > len(data) || x.End <= x.Start || len(x.Key) == 0 || len(x.Key) > maxKey {
				t.Fatalf("[%d,%d) of %d, key %x", x.Start, x.End, len(data), x.Key)
			}
			u := Unmask(bytes.NewReader(data), int64(x.Start), int64(x.End-x.Start), x.Key)
			if b, err := io.ReadAll(io.NewSectionReader(u, 0, u.Size())); err != nil || !bytes.Equal(b, x.Decode(data)) {
				t.Fatal("the source without its key differs", err)
			}
		}
		r, size := bytes.NewReader(data), int64(len(data))
		for _, p := range Places(data) {
			if p.At < 0 || p.At >= len(data) {
				t.Fatal(p)
			}
			if end, ok := Measure(r, size, int64(p.At), p.Kind); ok && (end <= int64(p.At) || end > size) {
				t.Fatalf("%v ends at %d of %d", p, end, size)
			}
		}
		if end, ok := PictureEnd(r, size); ok && (end <= 0 || end > size) {
			t.Fatalf("a picture of %d bytes ends at %d", size, end)
		}
	})
}

func TestStreamGivesTheSame(t *testing.T) {
	whole := wrap(b64(long+long+long), 76, "\r\n")
	r, ok := NewReader(bytes.NewReader([]byte(whole+"\n|| echo")), "base64")
	if !ok {
		t.Fatal("no reader")
	}
	b, err := io.ReadAll(r)
	if string(b) != long+long+long || err != nil || r.Consumed() != int64(len(whole)) {
		t.Errorf("%d bytes of %d, %v: %q", r.Consumed(), len(whole), err, b)
	}
	for n := range len(whole) {
		r, _ := NewReader(bytes.NewReader([]byte(whole[:n])), "base64")
		if _, err := io.ReadAll(r); err != nil {
			t.Fatal(n, err)
		}
	}
}

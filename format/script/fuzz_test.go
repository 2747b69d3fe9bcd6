package script

import "testing"

// check holds what must be so of any trace: places inside the script, in order.
func check(t *testing.T, src []byte, tr Trace) {
	last := 0
	for _, c := range tr.Commands {
		if c.From < last || c.To < c.From || c.To > len(src) {
			t.Fatalf("a command stands at %d..%d of %d, after %d", c.From, c.To, len(src), last)
		}
		last = c.From
		for _, w := range append(c.Words, c.Line) {
			if lo, hi := w.Place(0, w.Len()); lo < 0 || hi > len(src) || lo > hi {
				t.Fatalf("a word stands at %d..%d of %d", lo, hi, len(src))
			}
		}
	}
	for _, d := range tr.Documents {
		if lo, hi := d.Text.Place(0, d.Text.Len()); lo < 0 || hi > len(src) || lo > hi {
			t.Fatalf("a file stands at %d..%d of %d", lo, hi, len(src))
		}
	}
}

func FuzzPowerShell(f *testing.F) {
	for _, s := range []string{
		`$a = @('x'); iex ("{1}{0}" -f 'a',[char]98) | % { $_ -replace 'a','b' } > out.txt`,
		"function f($x=1){ switch ($x) { 1 {a} default {b} } }; f; while($true){break}; try{a}catch{b}finally{c}",
		"@\"\n$x $(1..3)\n\"@ | sc f; $h=@{a=1;'b'=@(2)}; $h.a[0]++; x @h --% rest",
		"[Convert]::FromBase64String('QUJD')[0..2] -bxor 3; &('i'+'ex') ``n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 4096 {
			check(t, b, Follow(b, PowerShell))
		}
	})
}

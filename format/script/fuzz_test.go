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

func FuzzVBScript(f *testing.F) {
	for _, s := range []string{
		"Function d(s)\nFor i=1 To Len(s) Step 2\nd=d & Chr(\"&H\" & Mid(s,i,2))\nNext\nEnd Function\nExecute d(\"41\")",
		"With CreateObject(\"WScript.Shell\")\n.Run StrReverse(\"x\") & _\n\"y\", 0\nEnd With: If a Then b Else c",
		"Select Case x\nCase 1, 2\nDo Until y\nLoop\nCase Else\nEnd Select\nReDim Preserve a(3): a(1) = Split(\"a,b\", \",\")(0)",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 4096 {
			check(t, b, Follow(b, VBScript))
		}
	})
}

func FuzzJScript(f *testing.F) {
	for _, s := range []string{
		"var a=['x'],s='';for(var i in a){s+=a[i].split('').reverse().join('')};eval(s.replace(/x/g,function(m){return m+1}))",
		"function f(a=1){switch(a){case 1:return `q${a}`;default:throw 1}} try{new ActiveXObject('WScript.Shell')['Run'](f())}catch(e){}",
		"do{x=y?1:2}while(0); ({a:1,'b':[2],c(){}}).a++; (q)=>q; unescape('%41\\x41')",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 4096 {
			check(t, b, Follow(b, JScript))
		}
	})
}

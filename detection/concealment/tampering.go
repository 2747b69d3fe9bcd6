package concealment

import (
	"strings"

	"lamproom/observation"
)

// tampering reads statements that wipe, pin or switch off, whatever they are
// for. Each is done by honest administrators too, so they only count where a
// miner stands in the same scene.
func tampering(c observation.CommandLine) []sign {
	if len(c.Argv) < 2 {
		return nil
	}
	args := make([]string, 0, 16)
	for _, a := range c.Argv[1:min(len(c.Argv), 64)] {
		args = append(args, strings.ToLower(a.Text))
	}
	has := func(words ...string) bool {
		for _, w := range words {
			found := false
			for _, a := range args {
				found = found || a == w
			}
			if !found {
				return false
			}
		}
		return true
	}
	mentions := func(w string) bool {
		for _, a := range args {
			if strings.Contains(a, w) {
				return true
			}
		}
		return false
	}
	one := func(k kind, w weight, technique, clause string) []sign {
		at := c.Raw.At
		if at.Evidence == nil {
			at = c.Argv[0].At
		}
		return []sign{{k, clause, w, technique, at}}
	}
	switch program := stem(c.Program()); program {
	case "attrib":
		switch {
		case has("+h", "+s"):
			return one(hiddenPlace, strong, "T1564.001", "a file is made hidden and a part of the system")
		case has("+h"):
			return one(hiddenPlace, middling, "T1564.001", "a file is made hidden")
		}
	case "chattr":
		if strings.HasPrefix(args[0], "+") && strings.Contains(args[0], "i") || has("+i") {
			return one(pinned, middling, "T1222.002", "a file is made impossible to change or delete")
		}
	case "history":
		if has("-c") || has("-cw") {
			return one(wiped, strong, "T1070.003", "the shell's history is wiped")
		}
	case "unset":
		if has("histfile") {
			return one(wiped, strong, "T1070.003", "what is typed is kept out of the shell's history")
		}
	case "rm", "shred", "truncate", "unlink":
		switch {
		case mentions("bash_history") || mentions("zsh_history"):
			return one(wiped, strong, "T1070.003", "the shell's history is deleted")
		case mentions("/var/log/wtmp") || mentions("/var/log/btmp") || mentions("/var/log/lastlog") || mentions("/var/log/secure") || mentions("/var/log/auth.log"):
			return one(wiped, strong, "T1070.002", "the record of who logged in is deleted")
		}
	case "wevtutil":
		if has("cl") || has("clear-log") {
			return one(wiped, strong, "T1070.001", "the event log is cleared")
		}
	case "setenforce":
		if has("0") {
			return one(disarmed, middling, "T1562.001", "SELinux is switched off")
		}
	case "set-mppreference", "add-mppreference":
		if mentions("-disable") || mentions("-exclusion") {
			return one(disarmed, middling, "T1562.001", "Microsoft Defender is switched off or told to look away")
		}
	case "netsh":
		if mentions("advfirewall") && has("off") {
			return one(disarmed, middling, "T1562.004", "the firewall is switched off")
		}
	case "mount":
		if (has("--bind") || has("-o", "bind")) && mentions("/proc/") {
			return one(rootkit, strong, "T1564.013", "a folder is laid over that of a process, so that lists do not show it")
		}
	case "pkill", "killall", "taskkill":
		if openName(strings.Join(args, " ")) {
			return one(rivals, weak, "T1562.001", "other miners are ended")
		}
	}
	if raw := c.Raw.Text; len(raw) <= 16<<10 && strings.Contains(raw, "/etc/ld.so.preload") && c.Program() != "rm" && c.Program() != "cat" {
		return one(rootkit, middling, "T1574.006", "/etc/ld.so.preload is touched, which loads a library into every program")
	}
	return nil
}

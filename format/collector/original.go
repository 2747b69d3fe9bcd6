package collector

import (
	"strings"
)

// Original returns the path that a file of the collection had on the machine. It
// is false for what the collector wrote itself, and for names that are none of
// the collection.
func (c Collection) Original(name string) (string, bool) {
	name = plainName(name)
	rest, ok := strings.CutPrefix(name, c.Prefix)
	if !ok || name == "" || strings.HasSuffix(rest, "/") {
		return "", false
	}
	switch c.Tool {
	case UAC:
		return uacPath(rest)
	case Velociraptor:
		return velociraptorPath(rest)
	case Acquire:
		return acquirePath(rest)
	case SOS:
		return sosPath(rest)
	case KAPE, Drives:
		return drivePath(rest)
	case CyLR:
		if p, ok := drivePath(rest); ok {
			return p, true
		}
		if first, _, deep := strings.Cut(rest, "/"); deep && unixTop[first] {
			return "/" + rest, true
		}
	}
	return "", false
}

// unixTop are the folders at the root of Unix-like systems.
var unixTop = map[string]bool{
	"etc": true, "var": true, "home": true, "root": true, "tmp": true, "usr": true, "opt": true, "proc": true, "sys": true, "run": true, "boot": true, "dev": true, "srv": true, "mnt": true, "lib": true, "bin": true, "sbin": true,
	"private": true, "Library": true, "System": true, "Users": true, "Applications": true, "Volumes": true,
}

// uacPath: files lie below [root]; of each process UAC writes what /proc shows,
// with .txt behind the name.
func uacPath(rest string) (string, bool) {
	if p, ok := strings.CutPrefix(rest, "[root]/"); ok {
		return "/" + strings.TrimLeft(p, "/"), p != ""
	}
	p, ok := strings.CutPrefix(rest, "live_response/process/proc/")
	if !ok {
		return "", false
	}
	pid, file, ok := strings.Cut(p, "/")
	if !ok || pid == "" || strings.Trim(pid, "0123456789") != "" {
		return "", false
	}
	switch file {
	case "cmdline.txt", "environ.txt", "comm.txt", "maps.txt", "status.txt", "stat.txt", "mounts.txt":
		return "/proc/" + pid + "/" + strings.TrimSuffix(file, ".txt"), true
	}
	return "", false
}

// drivePath: C/Windows/x is C:\Windows\x.
func drivePath(rest string) (string, bool) {
	letter, p, ok := strings.Cut(rest, "/")
	letter = strings.TrimSuffix(letter, ":")
	if !ok || !driveLetter(letter) || p == "" {
		return "", false
	}
	return strings.ToUpper(letter) + `:\` + strings.ReplaceAll(p, "/", `\`), true
}

// velociraptorPath: uploads/ACCESSOR/ and the parts of the path, each with what
// is not plain ASCII as %XX. The parts of a device are the first: \\.\C: for a
// raw volume, \\?\GLOBALROOT\… for a shadow copy.
func velociraptorPath(rest string) (string, bool) {
	p, ok := strings.CutPrefix(rest, "uploads/")
	if !ok {
		return "", false
	}
	accessor, p, ok := strings.Cut(p, "/")
	if !ok || !velociraptorAccessor(accessor) || p == "" {
		return "", false
	}
	parts := strings.Split(p, "/")
	windows := false
	for i, part := range parts {
		d, ok := unescape(part)
		// A part of a path holds no separator: only the name of a device does.
		if !ok || d == "" || d == "." || d == ".." || strings.ContainsRune(d, 0) || strings.Contains(d, "/") || i > 0 && strings.Contains(d, `\`) {
			return "", false
		}
		parts[i] = d
	}
	first := parts[0]
	switch {
	case len(first) == 2 && driveLetter(first[:1]) && first[1] == ':':
		windows = true
	case strings.HasPrefix(first, `\\`):
		windows = true
		if d := strings.TrimPrefix(first, `\\.\`); len(d) == 2 && d[1] == ':' {
			parts[0] = d
		}
	}
	if windows {
		if len(parts) < 2 {
			return "", false
		}
		return strings.Join(parts, `\`), true
	}
	return "/" + strings.Join(parts, "/"), true
}

// unescape undoes %XX once. It is false where a percent sign stands for itself,
// which the collector never writes.
func unescape(s string) (string, bool) {
	if !strings.Contains(s, "%") {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		hi, lo := hexDigit(s[i+1]), hexDigit(s[i+2])
		if hi > 15 || lo > 15 {
			return "", false
		}
		b = append(b, hi<<4|lo)
		i += 2
	}
	return string(b), true
}

func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 255
}

// acquirePath: fs/c:/Windows/x, fs/$rootfs$/etc/x; sysvol is the drive of the system.
func acquirePath(rest string) (string, bool) {
	p, ok := strings.CutPrefix(rest, "fs/")
	if !ok {
		return "", false
	}
	volume, p, ok := strings.Cut(p, "/")
	switch {
	case !ok || p == "":
		return "", false
	case volume == "$rootfs$":
		return "/" + p, true
	case volume == "sysvol":
		return `C:\` + strings.ReplaceAll(p, "/", `\`), true
	case len(volume) == 2 && driveLetter(volume[:1]) && volume[1] == ':':
		return strings.ToUpper(volume) + `\` + strings.ReplaceAll(p, "/", `\`), true
	}
	return "", false // $fs$: a volume without a letter
}

// sosPath: the tree of the system, beside the folders of the report itself.
func sosPath(rest string) (string, bool) {
	first, _, deep := strings.Cut(rest, "/")
	if !deep || !unixTop[first] {
		return "", false
	}
	return "/" + rest, true
}

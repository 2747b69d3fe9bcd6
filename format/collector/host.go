package collector

import (
	"strings"

	"lamproom/format/jsonc"
)

// MaxManifest bounds what is read of a file in which a collector tells of
// itself, bytes.
const MaxManifest = 256 << 10

// Manifest reports whether a file of the collection is one that names the
// machine.
func (c Collection) Manifest(name string) bool {
	name = plainName(name)
	rest, ok := strings.CutPrefix(name, c.Prefix)
	if !ok || name == "" {
		return false
	}
	switch c.Tool {
	case UAC:
		return rest == "uac.log"
	case Velociraptor:
		return rest == "client_info.json"
	case KAPE:
		return kapeLog(rest) && strings.Contains(rest, "_ConsoleLog.")
	case SOS:
		return rest == "sos_commands/host/hostname" || rest == "etc/hostname"
	}
	return false
}

// Host returns the name of the machine from such a file, "" where it does not
// tell.
func (c Collection) Host(content []byte) string {
	content = content[:min(len(content), MaxManifest)]
	switch c.Tool {
	case UAC: // 20240102 03:04:05 +0000 INF Hostname: web1
		return hostName(behind(string(content), "Hostname: "))
	case Velociraptor:
		all, _ := jsonc.Documents(content)
		for len(all) > 0 && all[0].Kind == jsonc.Array {
			all = all[0].Items
		}
		if len(all) == 0 {
			return ""
		}
		v, _ := all[0].Get("Hostname")
		return hostName(v.Text)
	case KAPE:
		// The machine is that on which KAPE ran. What was read from another drive
		// than the system's is somebody else's disk.
		text := string(content)
		source := behind(text, "--tsource ")
		if drive := strings.ToUpper(strings.TrimRight(firstWord(source), `:\`)); drive != "C" {
			return ""
		}
		name, _, _ := strings.Cut(behind(text, "System info: Machine name: "), ",")
		return hostName(name)
	case SOS:
		return hostName(strings.TrimSpace(string(content)))
	}
	return ""
}

// behind returns the rest of the line behind the first such words.
func behind(text, words string) string {
	_, rest, ok := strings.Cut(text, words)
	if !ok {
		return ""
	}
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// HostOfName returns the name of the machine from what the collector calls its
// archive or folder, "" where that does not tell: anybody can rename a file, and
// few names have a shape of their own.
func (c Collection) HostOfName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	for _, end := range []string{".gz", ".xz", ".bz2", ".zst", ".tgz", ".tar", ".zip", ".enc", ".7z"} {
		if len(name) > len(end) && strings.EqualFold(name[len(name)-len(end):], end) {
			name = name[:len(name)-len(end)]
		}
	}
	switch c.Tool {
	case UAC: // uac-HOST-OS-YYYYMMDDhhmmss
		rest, ok := strings.CutPrefix(name, "uac-")
		if !ok {
			return ""
		}
		i := strings.LastIndexByte(rest, '-')
		if i < 0 || !digits(rest[i+1:], 14) {
			return ""
		}
		rest = rest[:i]
		if i = strings.LastIndexByte(rest, '-'); i < 0 {
			return ""
		}
		return hostName(rest[:i])
	case Velociraptor: // Collection-HOST-2024-01-02T03_04_05Z
		rest, ok := strings.CutPrefix(name, "Collection-")
		if !ok {
			return ""
		}
		for i := 0; i+11 < len(rest); i++ {
			if rest[i] == '-' && digits(rest[i+1:min(i+5, len(rest))], 4) && rest[i+5] == '-' && rest[i+8] == '-' && rest[i+11] == 'T' {
				return hostName(rest[:i])
			}
		}
		return hostName(rest)
	case Acquire: // HOST_20240102030405
		i := strings.LastIndexByte(name, '_')
		if i < 0 || !digits(name[i+1:], 14) {
			return ""
		}
		return hostName(name[:i])
	case SOS: // sosreport-HOST-CASE-2024-01-02-abcdefg
		rest, ok := strings.CutPrefix(name, "sosreport-")
		if !ok {
			return ""
		}
		for i := 0; i+11 <= len(rest); i++ {
			if rest[i] == '-' && digits(rest[i+1:i+5], 4) && rest[i+5] == '-' && digits(rest[i+6:i+8], 2) && rest[i+8] == '-' {
				host := rest[:i]
				if j := strings.LastIndexByte(host, '-'); j > 0 && strings.Trim(host[j+1:], "0123456789") == "" {
					host = host[:j] // the number of a case
				}
				return hostName(host)
			}
		}
	case CyLR: // HOST.zip
		return hostName(name)
	}
	return ""
}

func digits(s string, n int) bool { return len(s) == n && strings.Trim(s, "0123456789") == "" }

// hostName returns s if it can be the name of a machine: letters, digits, dots,
// hyphens and underscores, 253 at most (RFC 1123 and what Windows allows).
func hostName(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 253 || s[0] == '-' || s[0] == '.' {
		return ""
	}
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' {
			continue
		}
		return ""
	}
	return s
}

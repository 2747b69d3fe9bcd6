// Package collector reads how collectors of evidence lay out what they took:
// which of them made a collection, what the machine is called, and where a file
// of it lay on that machine. It looks at names, and at the few files in which a
// collector tells of itself; nothing is opened here.
//
// Collectors and where their layout is from: UAC (its script, 3.x), KAPE (its
// documentation "Log files", 1.2 and 1.3), Velociraptor's offline collector
// (docs.velociraptor.app and reporting/container.go), CyLR (Archive.cs), acquire
// of Dissect (its source, 3.x), sosreport (sos 4).
//
// Names come from the evidence and are hostile: an original path is a label for
// people and detectors. Nothing is read or written under it.
package collector

import (
	"strings"
)

// Tool names a collector.
type Tool string

// The collectors that are recognised.
const (
	UAC          Tool = "uac"
	KAPE         Tool = "kape"
	Velociraptor Tool = "velociraptor"
	CyLR         Tool = "cylr"
	Acquire      Tool = "acquire"
	SOS          Tool = "sosreport"
	// Drives is a tree whose first folders are the letters of drives of Windows:
	// CyLR and others leave nothing else that tells who made it.
	Drives Tool = "drives"
)

// Collection is a collection that was recognised.
type Collection struct {
	Tool   Tool
	Prefix string // of the names in it: "" or a folder with its slash
}

// maxName bounds the names that are looked at, bytes.
const maxName = 4096

// plainName gives a name with forward slashes and without "./" before it; ""
// where it is none of a file inside: too long, or with ".." in it. Archives made
// on Windows may have backslashes throughout; beside slashes they are part of a name.
func plainName(name string) string {
	if len(name) > maxName {
		return ""
	}
	if !strings.Contains(name, "/") {
		name = strings.ReplaceAll(name, `\`, "/")
	}
	for strings.HasPrefix(name, "./") {
		name = name[2:]
	}
	if strings.IndexByte(name, 0) >= 0 || strings.Contains(name, ".") && dotted(name) {
		return ""
	}
	return name
}

// dotted reports whether a part of the name is "." or "..".
func dotted(name string) bool {
	for i := 0; i < len(name); {
		end := i
		for end < len(name) && name[end] != '/' && name[end] != '\\' {
			end++
		}
		if part := name[i:end]; part == "." || part == ".." {
			return true
		}
		i = end + 1
	}
	return false
}

// sign is what one name says: that a collector's layout begins at a prefix, and
// which of its marks this is.
type sign struct {
	tool   Tool
	prefix string
	mark   string
}

// Recogniser learns from the names of a collection, in any order. Its zero value
// is ready.
type Recogniser struct {
	seen map[Collection]map[string]bool // place → the marks that were seen there
}

// maxPrefixes bounds the places that are told apart.
const maxPrefixes = 64

// Name looks at one name. Folders may end in a slash, or not be named at all.
func (r *Recogniser) Name(name string) {
	name = plainName(name)
	if name == "" {
		return
	}
	for _, s := range signs(name) {
		if r.seen == nil {
			r.seen = map[Collection]map[string]bool{}
		}
		key := Collection{s.tool, s.prefix}
		if r.seen[key] == nil {
			if len(r.seen) >= maxPrefixes {
				continue
			}
			r.seen[key] = map[string]bool{}
		}
		r.seen[key][s.mark] = true
	}
}

// order is that in which the collectors are believed: those with marks of their
// own before those that only lay out drives.
var order = []Tool{UAC, Velociraptor, Acquire, KAPE, CyLR, SOS, Drives}

// Collection says what was recognised. Where several places look like one, that
// nearest the top is taken; other names are none of it.
func (r *Recogniser) Collection() (Collection, bool) {
	var best Collection
	found := false
	for _, tool := range order {
		for c, marks := range r.seen {
			if c.Tool != tool || !enough(tool, marks, r.seen[Collection{Drives, c.Prefix}]) {
				continue
			}
			if !found || strings.Count(c.Prefix, "/") < strings.Count(best.Prefix, "/") || strings.Count(c.Prefix, "/") == strings.Count(best.Prefix, "/") && c.Prefix < best.Prefix {
				best, found = c, true
			}
		}
		if found {
			return best, true
		}
	}
	return Collection{}, false
}

// enough reports whether the marks of a place make it a collection. One name can
// be chance or somebody's joke; two that only that collector writes are not.
func enough(tool Tool, marks, drives map[string]bool) bool {
	switch tool {
	case UAC:
		return len(marks) >= 2
	case Velociraptor:
		return marks["uploads"] && len(marks) >= 2
	case KAPE:
		return marks["log"] && len(drives) > 0
	case CyLR:
		return marks["log"]
	case Acquire:
		return marks["fs"]
	case SOS:
		return len(marks) >= 2
	}
	return len(marks) >= 2
}

// windowsTop are what lies at the top of a drive of Windows.
var windowsTop = map[string]bool{
	"windows": true, "users": true, "programdata": true, "program files": true, "program files (x86)": true, "$mft": true, "$logfile": true, "$extend": true,
	"$recycle.bin": true, "$boot": true, "$secure_$sds": true, "documents and settings": true, "perflogs": true, "system volume information": true,
}

func driveLetter(s string) bool {
	return len(s) == 1 && (s[0] >= 'A' && s[0] <= 'Z' || s[0] >= 'a' && s[0] <= 'z')
}

// maxDepth is how deep in an archive or folder a collection may begin: it is
// often packed with the folder it lay in.
const maxDepth = 3

// signs are what a name says, for each folder at which a collection may begin.
func signs(name string) []sign {
	var out []sign
	at := 0
	for range maxDepth + 1 {
		first, after, deep := strings.Cut(name[at:], "/")
		if s, ok := signAt(first, after, deep); ok {
			s.prefix = name[:at]
			out = append(out, s)
		}
		if !deep {
			break
		}
		at += len(first) + 1
	}
	return out
}

func signAt(first, after string, folder bool) (sign, bool) {
	second, _, _ := strings.Cut(after, "/")
	switch {
	case first == "[root]", first == "live_response", first == "bodyfile" && folder, first == "hash_executables" && folder, first == "chkrootkit" && folder:
		return sign{UAC, "", first}, folder
	case first == "uac.log" && !folder:
		return sign{UAC, "", first}, true
	case first == "uploads" && folder && velociraptorAccessor(second):
		return sign{Velociraptor, "", "uploads"}, true
	case first == "uploads.json", first == "client_info.json", first == "collection_context.json", first == "requests.json":
		return sign{Velociraptor, "", first}, !folder
	case first == "results" && folder && strings.HasSuffix(second, ".json"):
		return sign{Velociraptor, "", "results"}, true
	case first == "fs" && folder && acquireVolume(second):
		return sign{Acquire, "", "fs"}, true
	case kapeLog(first) && !folder:
		return sign{KAPE, "", "log"}, true
	case strings.HasPrefix(first, "CyLR_Collection_Log_") && strings.HasSuffix(first, ".log") && !folder:
		return sign{CyLR, "", "log"}, true
	case first == "sos_commands" || first == "sos_logs" || first == "sos_reports" || first == "sos_strings":
		return sign{SOS, "", first}, folder
	case driveLetter(first) && folder && windowsTop[strings.ToLower(second)]:
		return sign{Drives, "", strings.ToLower(first + ":" + second)}, true
	}
	return sign{}, false
}

// Telling reports whether the names in a folder of that name, at the top of a
// collection, tell of its layout.
func Telling(folder string) bool {
	return folder == "uploads" || folder == "fs" || driveLetter(folder)
}

// velociraptorAccessor reports whether a folder is named as Velociraptor names
// the ways in which it read files.
func velociraptorAccessor(s string) bool {
	switch s {
	case "auto", "file", "ntfs", "lazy_ntfs", "ntfs_vss", "mft", "raw_file", "raw_ntfs":
		return true
	}
	return false
}

func acquireVolume(s string) bool {
	return s == "$rootfs$" || s == "sysvol" || s == "$fs$" || len(s) == 2 && driveLetter(s[:1]) && s[1] == ':'
}

// kapeLog reports whether a file is one of the logs of KAPE, whose names begin
// with the time of the run: 2025-08-25T20_20_59_5246365_CopyLog.csv.
func kapeLog(name string) bool {
	if len(name) < 20 || name[4] != '-' || name[7] != '-' || name[10] != 'T' {
		return false
	}
	for _, i := range []int{0, 1, 2, 3, 5, 6, 8, 9, 11, 12} {
		if name[i] < '0' || name[i] > '9' {
			return false
		}
	}
	return strings.Contains(name, "_CopyLog.") || strings.Contains(name, "_SkipLog.") || strings.Contains(name, "_ConsoleLog.")
}

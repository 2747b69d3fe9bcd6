package text

import (
	"regexp"
	"strings"
)

// psLine matches the columns before the command in a line of a list of processes.
// Layouts are those of procps (Linux), of BSD and macOS, of top and of pstree.
var psLine = func() *regexp.Regexp {
	const (
		time   = `(?:\d+-)?\d+:\d\d(?::\d\d)?(?:\.\d+)?\s+` // used, or since it was started: [days-]hours:minutes:seconds, minutes:seconds.hundredths
		number = `\d+\s+`
		word   = `\S+\s+`
		tree   = "[│├└─ |`-]*"
	)
	return regexp.MustCompile(`^\s*(?:` + strings.Join([]string{
		word + number + `(?:\d+(?:\.\d+)?\s+){2}` + number + number + word + word + word + time,                               // aux: USER PID %CPU %MEM VSZ RSS TTY STAT START TIME
		word + number + number + number + word + word + time,                                                                  // -ef: UID PID PPID C STIME TTY TIME
		`[0-9a-f]+\s+[A-Z]\S*\s+` + word + number + number + number + word + word + word + number + word + word + word + time, // -efl: F S UID PID PPID C PRI NI ADDR SZ WCHAN STIME TTY TIME
		`\d+\s+` + number + number + number + word + word + number + number + word + word + word + time,                       // axl: F UID PID PPID PRI NI VSZ RSS WCHAN STAT TTY TIME
		number + `(?:` + word + `)?` + word + time,                                                                            // PID [TTY] STAT TIME, PID USER ELAPSED
		number + word + `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+[A-Z][a-z]{2}\s+` + number + time + number,                         // PID USER STARTED (lstart)
		tree + `[├└─|]\S*\s*\d+\s+`,                                                                                           // a control group as systemctl shows it
		tree + "(?:[├└]─|[|`]-)",                                                                                              // pstree
		`\d{2,7}\s+/`,
	}, "|") + `)`)
}()

// psColumns returns the length of the columns before the command in a line of ps.
func psColumns(line []byte) int {
	m := psLine.FindIndex(line)
	if m == nil {
		return 0
	}
	n := m[1]
	if line[n-1] == '/' {
		n--
	}
	for n+1 < len(line) && line[n] == '\\' && line[n+1] == '_' { // ps --forest
		n += 2
		for n < len(line) && line[n] == ' ' {
			n++
		}
	}
	return n
}

// Package rules holds detection content: knowledge that is data, not code. It
// says nothing by itself; detectors weigh it.
package rules

import (
	"embed"
	"io/fs"
	"strings"
	"sync"
)

//go:embed pools/*.txt
var pools embed.FS

// Pools gives the hosts known as mining pools, small, with the name of the list
// that has each. A name stands for itself and for everything below it.
var Pools = sync.OnceValue(func() map[string]string {
	known := map[string]string{}
	names, _ := fs.Glob(pools, "pools/*.txt")
	for _, name := range names {
		b, _ := pools.ReadFile(name)
		list := strings.TrimSuffix(strings.TrimPrefix(name, "pools/"), ".txt")
		for line := range strings.Lines(string(b)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && known[line] == "" {
				known[line] = list
			}
		}
	}
	return known
})

// Pool returns the entry that covers the host, and the list it is on.
func Pool(host string) (entry, list string, ok bool) {
	known := Pools()
	for host != "" {
		if list, ok := known[host]; ok {
			return host, list, true
		}
		i := strings.IndexByte(host, '.')
		if i < 0 {
			break
		}
		host = host[i+1:]
	}
	return "", "", false
}

// Command ryongnamsan writes the look-alikes of the Ryongnamsan case:
//
//	go run ./examples/generate/ryongnamsan
//
// The same bytes come out every time. It stands outside the folder it writes
// to, since that folder is examined whole and this source names a pool and a
// wallet too.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// files are the look-alikes by name.
func files() map[string][]byte {
	return map[string][]byte{
		"installer.bin": image(installer),
		"related.bin":   image(related),
	}
}

func main() {
	folder := flag.String("to", filepath.Join("examples", "ryongnamsan"), "`folder` to write to")
	flag.Parse()
	for name, data := range files() {
		if err := os.WriteFile(filepath.Join(*folder, name), data, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "ryongnamsan:", err)
			os.Exit(1)
		}
	}
}

//go:build !unix

package collection

import "os"

// openFile opens for reading. Files that can block have no place in folders here.
func openFile(path string, _ bool) (*os.File, error) { return os.Open(path) }

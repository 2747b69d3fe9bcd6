//go:build unix

package collection

import (
	"os"
	"syscall"
)

// openFile does not wait for the other end of a fifo that took the place of a
// file since the folder was read, and does not follow a link that did.
func openFile(path string, follow bool) (*os.File, error) {
	flag := os.O_RDONLY | syscall.O_NONBLOCK | syscall.O_NOCTTY
	if !follow {
		flag |= syscall.O_NOFOLLOW
	}
	return os.OpenFile(path, flag, 0)
}

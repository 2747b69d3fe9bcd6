//go:build unix

package main

import (
	"os"
	"syscall"
)

var sigpipe = []os.Signal{syscall.SIGPIPE}

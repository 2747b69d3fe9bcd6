//go:build !unix

package main

import "os"

var sigpipe = []os.Signal{} // there is none

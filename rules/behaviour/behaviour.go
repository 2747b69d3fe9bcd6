// Package behaviour holds the rules on what scripts do, one file an area; package
// lamproom/rule/behaviour reads them and says how they are written.
package behaviour

import "embed"

// Files are the rules.
//
//go:embed *.yml
var Files embed.FS

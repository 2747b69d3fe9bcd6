// Package jsonc reads JSON as people, scripts and broken disks leave it, and
// keeps the place of every value.
//
// Configurations in evidence are seldom strict JSON. The reader takes comments
// (// /* */ #), trailing and missing commas, raw newlines and control characters
// in strings, single quotes, keys and words without quotes, '=' for ':', no outer
// braces at all (xmr-stak), a byte order mark, True, NaN, template marks
// (${X}, {{ x }}), several documents one after another, and text that is cut off
// or broken anywhere. It returns the tree as far as it goes and says with
// [Broken] where the first fault is.
//
// Strict JSON goes through the same reader, and tests hold it to encoding/json.
// Maintained readers of relaxed JSON (hujson, json5) are not used: they stop at
// the first fault and return nothing, have no raw newlines in strings, no missing
// braces, and some no offsets. In evidence the broken file is the usual one.
//
// The reader is linear in the input, whatever the input: it looks at a byte again
// at most a fixed number of times, nests at most [MaxDepth] deep and makes at
// most [MaxNodes] values.
package jsonc

package minerconfig

import (
	"bytes"
	"regexp"

	"lamproom/format/jsonc"
)

// A variable's default of Terraform (HCL), in one line or in several:
// variable "pool" { default = "host:port" }.
var (
	tfVariable = regexp.MustCompile(`\bvariable\s+"(\w{1,64})"\s*\{`)
	tfDefault  = regexp.MustCompile(`\bdefault\s*=\s*"([^"\n]{1,512})"`)
)

// maxBlock is how far behind a variable's name its default may stand, bytes.
const maxBlock = 1024

// readTerraform reads the defaults of variables as the settings that they are
// named after.
func readTerraform(b []byte, _ []line) []Config {
	if !declares(b) {
		return nil
	}
	at := tfVariable.FindAllSubmatchIndex(b, 256)
	var ms []jsonc.Member
	for i, m := range at {
		end := min(len(b), m[1]+maxBlock)
		if i+1 < len(at) {
			end = min(end, at[i+1][0])
		}
		d := tfDefault.FindSubmatchIndex(b[m[1]:end])
		if d == nil {
			continue
		}
		ms = append(ms, jsonc.Member{
			Key:   str(string(b[m[2]:m[3]]), m[2]),
			Value: str(string(b[m[1]+d[2]:m[1]+d[3]]), m[1]+d[2]),
		})
	}
	if len(ms) < 2 {
		return nil
	}
	found := one(object(ms))
	for i := range found {
		found[i].Edits = true
	}
	return found
}

// declares reports whether a variable with a quoted name is declared: cheaper
// than to match on every text that has the word.
func declares(b []byte) bool {
	word := []byte("variable")
	for {
		i := bytes.Index(b, word)
		if i < 0 {
			return false
		}
		b = b[i+len(word):]
		if rest := bytes.TrimLeft(b, " \t\r\n"); len(rest) < len(b) && len(rest) > 0 && rest[0] == '"' {
			return true
		}
	}
}

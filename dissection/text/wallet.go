package text

import "lamproom/indicator"

// otherWallet reports whether s is an address of a coin whose addresses are too
// short to be told by their length.
func otherWallet(s string) bool {
	if len(s) < 26 || len(s) > 110 {
		return false
	}
	w, ok := indicator.DecodeWallet(s)
	return ok && w.Valid
}

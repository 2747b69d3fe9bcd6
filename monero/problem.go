package monero

import (
	"fmt"
	"strconv"
)

// Problem says in one word what keeps a string from being an address.
type Problem string

const (
	Checksum  Problem = "checksum"  // the text was changed somewhere
	Length    Problem = "length"    // characters are missing or too many
	Character Problem = "character" // a character that base58 does not have
	Prefix    Problem = "prefix"    // well formed, but no network of Monero
	Point     Problem = "point"     // a key that is not on the curve: nobody can be paid
)

// Error is what [Decode] and [DecodeBase58] return.
type Error struct {
	Problem Problem
	At      int // the byte of the string that is meant, -1 where it is none in particular
	Detail  string
}

// Error implements error. Places are counted from 1, as a reader counts.
func (e *Error) Error() string {
	if e.At < 0 {
		return fmt.Sprintf("monero address: %s: %s", e.Problem, e.Detail)
	}
	return fmt.Sprintf("monero address: %s: at character %d: %s", e.Problem, e.At+1, e.Detail)
}

func describe(c byte) string {
	switch c {
	case '0':
		return `"0" (zero)`
	case 'O':
		return `"O" (capital o)`
	case 'I':
		return `"I" (capital i)`
	case 'l':
		return `"l" (small L)`
	}
	return strconv.QuoteToASCII(string(rune(c)))
}

package jsonc

import (
	"math"
	"strconv"
	"strings"
)

// Kind is the kind of a [Value].
type Kind uint8

// The kinds. Missing is the value of a key after which the text broke off.
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"missing", "null", "bool", "number", "string", "array", "object"}

func (k Kind) String() string { return kindNames[k] }

// Value is a node of the tree. Start and End bound its bytes in the input,
// quotes and braces included.
type Value struct {
	Kind    Kind
	Bare    bool     // a string without quotes
	Open    bool     // a string whose closing quote is missing
	Text    string   // String: decoded, valid UTF-8; Number, Bool, Null: as written
	Items   []Value  // of an array
	Members []Member // of an object, in the order of the text, doubles included
	Start   int
	End     int
}

// Member is a key of an object with its value.
type Member struct{ Key, Value Value }

// Broken says where the text stops being readable, and why. Offset is a byte
// offset in the input.
type Broken struct {
	Offset int
	Reason string
}

func (b *Broken) Error() string { return b.Reason + " at byte " + strconv.Itoa(b.Offset) }

// Get returns the value of the key. Where the key stands more than once the last
// one counts, as it does for most programs. It is Missing where there is none.
func (v Value) Get(key string) (Value, bool) {
	for i := len(v.Members) - 1; i >= 0; i-- {
		if v.Members[i].Key.Text == key {
			return v.Members[i].Value, true
		}
	}
	return Value{}, false
}

// Path follows keys downwards.
func (v Value) Path(keys ...string) (Value, bool) {
	ok := true
	for _, k := range keys {
		if v, ok = v.Get(k); !ok {
			return Value{}, false
		}
	}
	return v, true
}

// Inner returns the bounds of a string without its quotes, and of any other
// value as they are.
func (v Value) Inner() (start, end int) {
	if v.Kind == String && !v.Bare && v.End > v.Start {
		if v.Open {
			return v.Start + 1, v.End
		}
		return v.Start + 1, v.End - 1
	}
	return v.Start, v.End
}

// Float returns the number, or the number that a string spells.
func (v Value) Float() (float64, bool) {
	if v.Kind != Number && v.Kind != String {
		return 0, false
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64)
	if err != nil && v.Kind == Number {
		n, e := strconv.ParseInt(v.Text, 0, 64) // 0x10
		f, err = float64(n), e
	}
	return f, err == nil && !math.IsNaN(f)
}

// Int returns the whole number, or the one that a string spells.
func (v Value) Int() (int, bool) {
	f, ok := v.Float()
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int(f), true
}

// True reports whether the value switches something on: true, "true", "yes",
// "on", a number other than 0.
func (v Value) True() bool {
	switch v.Kind {
	case Bool, String:
		switch strings.ToLower(strings.TrimSpace(v.Text)) {
		case "true", "yes", "on", "1":
			return true
		}
	case Number:
		f, ok := v.Float()
		return ok && f != 0
	}
	return false
}

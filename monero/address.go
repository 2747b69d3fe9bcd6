package monero

import (
	"fmt"

	"golang.org/x/crypto/sha3"
)

// Network is the chain an address belongs to.
type Network string

const (
	Mainnet  Network = "mainnet"
	Testnet  Network = "testnet"
	Stagenet Network = "stagenet"
)

// Kind is the form of an address.
type Kind string

const (
	Standard   Kind = "standard"
	Integrated Kind = "integrated" // a standard address with a payment id, as services hand out
	Subaddress Kind = "subaddress"
)

// form is a prefix and what it means (src/cryptonote_config.h).
type form struct {
	prefix  uint64
	network Network
	kind    Kind
}

var forms = [...]form{
	{18, Mainnet, Standard}, {19, Mainnet, Integrated}, {42, Mainnet, Subaddress},
	{53, Testnet, Standard}, {54, Testnet, Integrated}, {63, Testnet, Subaddress},
	{24, Stagenet, Standard}, {25, Stagenet, Integrated}, {36, Stagenet, Subaddress},
}

// The lengths of an address in characters.
const (
	Chars           = 95
	IntegratedChars = 106
)

const (
	keyBytes      = 32
	idBytes       = 8
	checksumBytes = 4
)

// Address is a decoded address. Addresses are equal when == says so.
type Address struct {
	Network   Network
	Kind      Kind
	Spend     [keyBytes]byte // public spend key
	View      [keyBytes]byte // public view key
	PaymentID [idBytes]byte  // of an integrated address, zero otherwise
}

// Base is the standard address inside an integrated one, and the address itself otherwise.
func (a Address) Base() Address {
	if a.Kind == Integrated {
		a.Kind, a.PaymentID = Standard, [idBytes]byte{}
	}
	return a
}

// Decode reads an address of any of Monero's networks. The whole string must be
// the address. The error is an [*Error]: foreign characters are told first,
// then a wrong length, then the checksum, the prefix and the keys.
func Decode(s string) (Address, error) {
	prefix, body, err := decodeAny(s, true)
	if err != nil {
		return Address{}, err
	}
	f, ok := formOf(prefix)
	if !ok {
		return Address{}, &Error{Problem: Prefix, At: 0, Detail: fmt.Sprintf("%d is no prefix of Monero", prefix)}
	}
	want := 2 * keyBytes
	if f.kind == Integrated {
		want += idBytes
	}
	if len(body) != want {
		return Address{}, &Error{Problem: Length, At: len(s), Detail: fmt.Sprintf("%d characters are not the length of a %s address", len(s), f.kind)}
	}
	a := Address{Network: f.network, Kind: f.kind}
	rest := body[copy(a.Spend[:], body):]
	copy(a.PaymentID[:], rest[copy(a.View[:], rest):])
	for _, k := range []struct {
		name string
		key  [keyBytes]byte
	}{{"spend", a.Spend}, {"view", a.View}} {
		if !IsPoint(k.key) {
			return Address{}, &Error{Problem: Point, At: -1, Detail: "the " + k.name + " key is not a point on the curve"}
		}
	}
	return a, nil
}

// DecodeAny reads the address of any CryptoNote coin: its prefix and, after the
// checksum held, the bytes between. The keys are not looked at.
func DecodeAny(s string) (prefix uint64, body []byte, err error) { return decodeAny(s, false) }

func decodeAny(s string, monero bool) (uint64, []byte, error) {
	raw, err := DecodeBase58(s)
	if e, ok := err.(*Error); ok && e.Problem == Character {
		return 0, nil, err
	}
	if monero && len(s) != Chars && len(s) != IntegratedChars {
		return 0, nil, &Error{Problem: Length, At: min(len(s), IntegratedChars), Detail: lengthDetail(len(s))}
	}
	if err != nil {
		return 0, nil, err
	}
	if len(raw) <= checksumBytes {
		return 0, nil, &Error{Problem: Length, At: len(s), Detail: "too short to hold a checksum"}
	}
	data, sum := raw[:len(raw)-checksumBytes], raw[len(raw)-checksumBytes:]
	if got := checksum(data); string(got[:]) != string(sum) {
		return 0, nil, &Error{Problem: Checksum, At: -1, Detail: fmt.Sprintf("the checksum is %x and should be %x", sum, got)}
	}
	prefix, n := uvarint(data)
	if n == 0 {
		return 0, nil, &Error{Problem: Prefix, At: 0, Detail: "the prefix is not a number"}
	}
	return prefix, data[n:], nil
}

func lengthDetail(n int) string {
	near := Chars
	if n > (Chars+IntegratedChars)/2 {
		near = IntegratedChars
	}
	if n < near {
		return fmt.Sprintf("%d characters, %d short of %d", n, near-n, near)
	}
	return fmt.Sprintf("%d characters, %d more than %d", n, n-near, near)
}

func formOf(prefix uint64) (form, bool) {
	for _, f := range forms {
		if f.prefix == prefix {
			return f, true
		}
	}
	return form{}, false
}

// IsPrefix says whether an address with the prefix is one of Monero's.
func IsPrefix(prefix uint64) bool {
	_, ok := formOf(prefix)
	return ok
}

// IsPoint says whether Monero takes the key (check_key): ge_frombytes_vartime in
// src/crypto/crypto-ops.c wants y below 2^255-19 and no "negative zero" for x,
// which edwards25519 lets pass; so the key must come back as it was. Like
// check_key, it does not ask for the prime-order subgroup.
//
// Both exceptions show in the bytes: re-encoding the point to compare would
// double the cost with a field inversion.
func IsPoint(key [keyBytes]byte) bool {
	return canonicalY(key) && !negativeZero(key) && onCurve(key)
}

// canonicalY reports whether y, the key without its top bit, is below 2^255-19.
func canonicalY(key [keyBytes]byte) bool {
	if key[0] < 0xed || key[31]|0x80 != 0xff {
		return true
	}
	for _, b := range key[1:31] {
		if b != 0xff {
			return true
		}
	}
	return false
}

// negativeZero reports whether x is zero and its sign bit set: x is zero for y
// of 1 and -1 only.
func negativeZero(key [keyBytes]byte) bool {
	one, minusOne := [keyBytes]byte{0: 1, 31: 0x80}, [keyBytes]byte{0: 0xec, 31: 0xff}
	for i := 1; i < 31; i++ {
		minusOne[i] = 0xff
	}
	return key == one || key == minusOne
}

// checksum is the start of the original Keccak-256, which is not SHA3-256.
func checksum(data []byte) (sum [checksumBytes]byte) {
	h := sha3.NewLegacyKeccak256()
	h.Write(data)
	var buf [32]byte
	copy(sum[:], h.Sum(buf[:0]))
	return sum
}

// uvarint reads a prefix as the reference does (src/common/varint.h): the last
// byte must not be zero unless it is the only one, and the value fits 64 bits.
func uvarint(b []byte) (v uint64, n int) {
	for i, c := range b {
		shift := 7 * i
		if shift > 63 || shift == 63 && c > 1 || c == 0 && i > 0 {
			return 0, 0
		}
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}

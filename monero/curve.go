package monero

import (
	"encoding/binary"
	"math/bits"

	"filippo.io/edwards25519/field"
)

// curveD is the constant d of the curve -x² + y² = 1 + d·x²·y²: -121665/121666.
var curveD = func() *field.Element {
	n, m := new(field.Element).Mult32(new(field.Element).One(), 121665), new(field.Element).Mult32(new(field.Element).One(), 121666)
	return n.Negate(n).Multiply(n, m.Invert(m))
}()

// onCurve reports whether some x goes with the y of a key: whether
// x² = (y²-1)/(d·y²+1) is a square. Nobody asks for x here, so the Jacobi symbol
// of (y²-1)·(d·y²+1) answers it, at a fraction of the cost of a square root; the
// two are squares together, and d·y²+1 is never zero since -1/d is no square.
// Not in constant time: an address is no secret.
func onCurve(key [keyBytes]byte) bool {
	var y2, u, v field.Element
	if _, err := y2.SetBytes(key[:]); err != nil { // the sign in the top bit is left out
		return false
	}
	one := new(field.Element).One()
	y2.Square(&y2)
	u.Subtract(&y2, one)
	v.Multiply(&y2, curveD)
	v.Add(&v, one)
	u.Multiply(&u, &v)
	return jacobi(u.Bytes()) >= 0
}

// jacobi is the Jacobi symbol (a | 2^255-19) of a number in 32 bytes, little
// endian: 1 for a square, -1 for none, 0 for a multiple of the modulus. It is the binary
// algorithm: halve the even number, subtract the smaller odd one from the larger.
// (2|n) is -1 for n of 3 and 5 modulo 8, and two numbers of 3 modulo 4 change
// the sign when they change places.
func jacobi(a []byte) int {
	a0, a1 := binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(a[8:])
	a2, a3 := binary.LittleEndian.Uint64(a[16:]), binary.LittleEndian.Uint64(a[24:])
	const ones = ^uint64(0)
	n0, n1, n2, n3 := ones-18, ones, ones, ones>>1
	var sign uint64 // its lowest bit counts
	for a2|a3|n2|n3 != 0 {
		for a0 == 0 {
			if a1|a2|a3 == 0 {
				return 0 // n is more than 1
			}
			a0, a1, a2, a3 = a1, a2, a3, 0
		}
		z := bits.TrailingZeros64(a0) & 63
		a0 = a0>>z | a1<<1<<(63-z)
		a1 = a1>>z | a2<<1<<(63-z)
		a2 = a2>>z | a3<<1<<(63-z)
		a3 >>= z
		sign ^= uint64(z) & (n0>>1 ^ n0>>2)
		d0, b := bits.Sub64(a0, n0, 0)
		d1, b := bits.Sub64(a1, n1, b)
		d2, b := bits.Sub64(a2, n2, b)
		d3, b := bits.Sub64(a3, n3, b)
		swap := -b // all ones where a is the smaller one
		sign ^= (a0 & n0) >> 1 & b
		n0 ^= (n0 ^ a0) & swap
		n1 ^= (n1 ^ a1) & swap
		n2 ^= (n2 ^ a2) & swap
		n3 ^= (n3 ^ a3) & swap
		a0, b = bits.Add64(d0^swap, b, 0)
		a1, b = bits.Add64(d1^swap, 0, b)
		a2, b = bits.Add64(d2^swap, 0, b)
		a3 = d3 ^ swap + b
	}
	for { // the same with half the length
		if a0 == 0 {
			if a1 == 0 {
				break
			}
			a0, a1 = a1, 0
		}
		z := bits.TrailingZeros64(a0) & 63
		a0 = a0>>z | a1<<1<<(63-z)
		a1 >>= z
		sign ^= uint64(z) & (n0>>1 ^ n0>>2)
		d0, b := bits.Sub64(a0, n0, 0)
		d1, b := bits.Sub64(a1, n1, b)
		swap := -b
		sign ^= (a0 & n0) >> 1 & b
		n0 ^= (n0 ^ a0) & swap
		n1 ^= (n1 ^ a1) & swap
		a0, b = bits.Add64(d0^swap, b, 0)
		a1 = d1 ^ swap + b
	}
	if n0 != 1 || n1 != 0 {
		return 0
	}
	return 1 - 2*int(sign&1)
}

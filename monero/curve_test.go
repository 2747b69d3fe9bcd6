package monero

import (
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"testing"

	"filippo.io/edwards25519"
)

// keysToTry gives numbers that a carry or a long run of zeros could trip over,
// and random ones.
func keysToTry(n int) [][keyBytes]byte {
	var keys [][keyBytes]byte
	add := func(v *big.Int) {
		var k [keyBytes]byte
		v = new(big.Int).And(v, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)))
		for i, c := range v.FillBytes(make([]byte, keyBytes)) {
			k[keyBytes-1-i] = c
		}
		keys = append(keys, k)
	}
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	for i := int64(-40); i <= 40; i++ {
		for _, base := range []*big.Int{new(big.Int), p, new(big.Int).Lsh(p, 1), new(big.Int).Rsh(p, 1), new(big.Int).Lsh(big.NewInt(1), 255), new(big.Int).Lsh(big.NewInt(1), 256)} {
			add(new(big.Int).Abs(new(big.Int).Add(base, big.NewInt(i))))
		}
	}
	for i := range uint(256) {
		add(new(big.Int).Lsh(big.NewInt(1), i))
		add(new(big.Int).Lsh(p, i))
		add(new(big.Int).Rsh(p, i))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range n {
		var k [keyBytes]byte
		for i := 0; i < keyBytes; i += 8 {
			binary.LittleEndian.PutUint64(k[i:], r.Uint64())
		}
		keys = append(keys, k)
	}
	return keys
}

// TestOnCurveIsWhatASquareRootSays compares with edwards25519, which computes x.
func TestOnCurveIsWhatASquareRootSays(t *testing.T) {
	on := 0
	for _, k := range keysToTry(20000) {
		_, err := new(edwards25519.Point).SetBytes(k[:])
		if got := onCurve(k); got != (err == nil) {
			t.Fatalf("%x: %v, and edwards25519 says %v", k, got, err)
		} else if got {
			on++
		}
	}
	if on < 9000 || on > 12500 {
		t.Errorf("%d points on the curve, of some 20,000", on)
	}
}

// TestJacobi compares with math/big.
func TestJacobi(t *testing.T) {
	p := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	for _, k := range keysToTry(20000) {
		le := k
		for i := range keyBytes / 2 {
			le[i], le[keyBytes-1-i] = le[keyBytes-1-i], le[i]
		}
		if got, want := jacobi(k[:]), big.Jacobi(new(big.Int).SetBytes(le[:]), p); got != want {
			t.Fatalf("%x: %d, want %d", k, got, want)
		}
	}
}

func BenchmarkIsPoint(b *testing.B) {
	keys := keysToTry(1000)
	keys = keys[len(keys)-1000:]
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		IsPoint(keys[n%len(keys)])
		n++
	}
}

func BenchmarkSquareRoot(b *testing.B) {
	keys := keysToTry(1000)
	keys = keys[len(keys)-1000:]
	n := 0
	for b.Loop() {
		new(edwards25519.Point).SetBytes(keys[n%len(keys)][:])
		n++
	}
}

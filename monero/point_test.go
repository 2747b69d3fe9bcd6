package monero

import (
	"math/rand/v2"
	"testing"

	"filippo.io/edwards25519"
)

// TestIsPointAgreesWithReencoding: a key is taken exactly when it decodes and
// comes back as it was.
func TestIsPointAgreesWithReencoding(t *testing.T) {
	slow := func(key [keyBytes]byte) bool {
		p, err := new(edwards25519.Point).SetBytes(key[:])
		return err == nil && string(p.Bytes()) == string(key[:])
	}
	r := rand.New(rand.NewPCG(3, 5))
	var keys [][keyBytes]byte
	for range 2000 {
		var k [keyBytes]byte
		for i := range k {
			k[i] = byte(r.Uint32())
		}
		keys = append(keys, k)
	}
	for low := range 256 { // all around p, 0 and both signs
		for _, fill := range []byte{0, 0xff} {
			for _, top := range []byte{0, 0x7f, 0x80, 0xff} {
				var k [keyBytes]byte
				for i := range k {
					k[i] = fill
				}
				k[0], k[31] = byte(low), top
				keys = append(keys, k)
			}
		}
	}
	taken := 0
	for _, k := range keys {
		if slow(k) {
			taken++
		}
		if got, want := IsPoint(k), slow(k); got != want {
			t.Errorf("%x: got %v, want %v", k, got, want)
		}
	}
	if taken < 500 {
		t.Fatalf("only %d of %d keys are points: the test compares nothing", taken, len(keys))
	}
}

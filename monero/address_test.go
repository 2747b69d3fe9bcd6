package monero

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"filippo.io/edwards25519"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/sha3"
)

const (
	// reference is the wallet of the Ryongnamsan case, base the account it pays into.
	reference     = "4JUdGzvrMFDWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbRy5YeFCqgoUMnzumvS"
	referenceBase = "48mxGC7MjyhWrUUwY3toJATSeNwjn54LkCnKBPRzDuhzi5vSepHfUckJNxRL2gjkNrSqtCoRUrEDAgRwsQvVCjZbHuK7RDn"
	// donation is where XMRig's own donation goes.
	donation = "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"
)

func TestReferenceCase(t *testing.T) {
	a, err := Decode(reference)
	if err != nil {
		t.Fatal(err)
	}
	if a.Network != Mainnet || a.Kind != Integrated {
		t.Errorf("%s %s, want a mainnet integrated address", a.Network, a.Kind)
	}
	if got, want := hex.EncodeToString(a.PaymentID[:]), "4464313cf611b3b8"; got != want {
		t.Errorf("payment id %s, want %s", got, want)
	}
	if got := a.Base().String(); got != referenceBase {
		t.Errorf("base %s, want %s", got, referenceBase)
	}
	if got := a.String(); got != reference {
		t.Errorf("written again: %s", got)
	}
	if base, err := Decode(referenceBase); err != nil || base != a.Base() {
		t.Errorf("Decode of the base: %+v, %v", base, err)
	}
}

func TestDonation(t *testing.T) {
	a, err := Decode(donation)
	if err != nil || a.Network != Mainnet || a.Kind != Standard || a.String() != donation || a.Base() != a {
		t.Errorf("%+v, %v", a, err)
	}
}

// point makes a key of the curve from a number.
func point(n int) (key [32]byte) {
	var seed [64]byte
	h := sha3.NewLegacyKeccak512()
	fmt.Fprint(h, "lamproom", n)
	h.Sum(seed[:0])
	s, err := edwards25519.NewScalar().SetUniformBytes(seed[:])
	if err != nil {
		panic(err)
	}
	copy(key[:], new(edwards25519.Point).ScalarBaseMult(s).Bytes())
	return key
}

// The first characters are those that wallets show for the nine forms.
func TestAllForms(t *testing.T) {
	starts := map[uint64]string{18: "4", 19: "4", 42: "8", 53: "9A", 54: "A", 63: "B", 24: "5", 25: "5", 36: "7"}
	for _, f := range forms {
		for n := range 20 {
			a := Address{Network: f.network, Kind: f.kind, Spend: point(2 * n), View: point(2*n + 1)}
			want := Chars
			if f.kind == Integrated {
				a.PaymentID, want = [8]byte{byte(n), 1, 2, 3, 4, 5, 6, 7}, IntegratedChars
			}
			s := a.String()
			if len(s) != want || !strings.Contains(starts[f.prefix], s[:1]) {
				t.Errorf("%s %s is written %s", f.network, f.kind, s)
			}
			got, err := Decode(s)
			if err != nil {
				t.Errorf("%s: %v", s, err)
			}
			if diff := cmp.Diff(a, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", s, diff)
			}
		}
	}
}

func TestDecodeProblems(t *testing.T) {
	var noPoint [32]byte
	noPoint[0] = 2 // y = 2 is on no point of the curve
	good := Address{Network: Mainnet, Kind: Standard, Spend: point(1), View: point(2)}
	badSpend, badView := good, good
	badSpend.Spend, badView.View = noPoint, noPoint
	keys := append(good.Spend[:], good.View[:]...)

	for _, tc := range []struct {
		name, text string
		problem    Problem
		at         int
	}{
		{"empty", "", Length, 0},
		{"one short", donation[:94], Length, 94},
		{"one lost in the middle", donation[:50] + donation[51:], Length, 94},
		{"one more", donation + "1", Length, 96},
		{"integrated, short", reference[:105], Length, 105},
		{"very long", strings.Repeat(donation, 40), Length, 106},
		{"zero for o", donation[:40] + "0" + donation[41:], Character, 40},
		{"line end", donation + "\n", Character, 95},
		{"worker", donation + ".rig", Character, 95},
		{"unicode", "é" + donation[2:], Character, 0},
		{"two changed places", donation[:40] + donation[41:42] + donation[40:41] + donation[42:], Checksum, -1},
		{"last", donation[:94] + "E", Checksum, -1},
		{"a block too large", "z" + donation[1:], Checksum, 0},
		{"last block too large", donation[:88] + "zzzzzzz", Checksum, 88},
		{"another coin", EncodeAny(17, keys), Prefix, 0},
		{"an overlong prefix", EncodeBase58(withSum(append([]byte{0x92, 0x00}, keys[1:]...))), Prefix, 0},
		{"standard, as long as integrated", EncodeAny(18, append(keys, 1, 2, 3, 4, 5, 6, 7, 8)), Length, 106},
		{"integrated, as short as standard", EncodeAny(19, keys), Length, 95},
		{"spend key", badSpend.String(), Point, -1},
		{"view key", badView.String(), Point, -1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a, err := Decode(tc.text)
			var e *Error
			if !errors.As(err, &e) || e.Problem != tc.problem || e.At != tc.at {
				t.Errorf("%q: %v, want %s at %d", tc.text, err, tc.problem, tc.at)
			}
			if a != (Address{}) {
				t.Errorf("an address beside the error: %+v", a)
			}
		})
	}
}

func withSum(data []byte) []byte {
	sum := checksum(data)
	return append(data, sum[:]...)
}

// What edwards25519 takes and Monero's check_key does not.
func TestPointRules(t *testing.T) {
	key := func(s string) (k [32]byte) {
		b, err := hex.DecodeString(s)
		if err != nil || len(b) != 32 {
			t.Fatalf("%q is no key", s)
		}
		copy(k[:], b)
		return k
	}
	ff := strings.Repeat("ff", 30)
	zero := strings.Repeat("00", 30)
	for _, tc := range []struct {
		name, key string
		want      bool
	}{
		{"identity", "01" + zero + "00", true},
		{"identity with the sign bit: negative zero", "01" + zero + "80", false},
		{"order two: y = -1", "ec" + ff + "7f", true},
		{"order two with the sign bit", "ec" + ff + "ff", false},
		{"y = p, not reduced", "ed" + ff + "7f", false},
		{"y = p + 1, not reduced", "ee" + ff + "7f", false},
		{"order four: y = 0", "00" + zero + "00", true},
		{"not on the curve", "02" + zero + "00", false},
	} {
		if got := IsPoint(key(tc.key)); got != tc.want {
			t.Errorf("%s: IsPoint(%s) = %v, want %v", tc.name, tc.key, got, tc.want)
		}
	}
}

func TestErrorNamesThePlace(t *testing.T) {
	_, err := Decode(donation[:40] + "0" + donation[41:])
	if want := `at character 41: "0" (zero)`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want it to say %s", err, want)
	}
	_, err = Decode(donation[:94])
	if want := "94 characters, 1 short of 95"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want it to say %s", err, want)
	}
}

func TestStringOfNothing(t *testing.T) {
	if s := (Address{}).String(); s != "" {
		t.Errorf("the zero address is written %q", s)
	}
}

// Every single changed character is noticed.
func TestEveryCharacterCounts(t *testing.T) {
	for i := range len(donation) {
		for _, c := range []byte("1jzA") {
			if donation[i] == c {
				continue
			}
			s := donation[:i] + string(c) + donation[i+1:]
			if a, err := Decode(s); err == nil {
				t.Errorf("%s decodes to %+v", s, a)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(reference)
	f.Add(referenceBase)
	f.Add(donation)
	f.Add(donation[:94])
	f.Add(strings.Repeat("z", 106))
	for _, fm := range forms {
		f.Add(Address{Network: fm.network, Kind: fm.kind, Spend: point(1), View: point(2)}.String())
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Decode(s)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.At < -1 || e.At > len(s) {
				t.Fatalf("%q: %#v", s, err)
			}
			return
		}
		if a.String() != s {
			t.Fatalf("%q is written again as %q", s, a.String())
		}
		if b := a.Base(); a.Kind == Integrated && (b.Kind != Standard || b.Spend != a.Spend) {
			t.Fatalf("base of %q: %+v", s, b)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(Chars)
	for b.Loop() {
		if _, err := Decode(donation); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeDamaged(b *testing.B) {
	s := donation[:94] + "E"
	b.ReportAllocs()
	b.SetBytes(Chars)
	for b.Loop() {
		if _, err := Decode(s); err == nil {
			b.Fatal("it decodes")
		}
	}
}

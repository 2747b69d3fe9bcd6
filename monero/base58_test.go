package monero

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// The block vectors are those of the reference's own tests
// (tests/unit_tests/base58.cpp, BSD-3): facts of the encoding.
func TestBase58Blocks(t *testing.T) {
	for _, tc := range []struct{ data, text string }{
		{"", ""},
		{"\x00", "11"}, {"\x39", "1z"}, {"\xff", "5Q"},
		{"\xff\xff", "LUv"}, {"\x01\x00\x00", "11LUw"}, {"\xff\xff\xff", "2UzHL"},
		{"\xff\xff\xff\xff", "7YXq9G"}, {"\xff\xff\xff\xff\xff", "VtB5VXc"},
		{"\xff\xff\xff\xff\xff\xff", "3CUsUpv9t"}, {"\xff\xff\xff\xff\xff\xff\xff", "Ahg1opVcGW"},
		{"\xff\xff\xff\xff\xff\xff\xff\xff", "jpXCZedGfVQ"},
		{"\x00\x00\x00\x00\x00\x00\x00\x00", "11111111111"},
		{"\x06\x15\x60\x13\x76\x28\x79\xf7", "22222222222"},
		{"\x05\xe0\x22\xba\x37\x4b\x2a\x00", "1z111111111"},
		{"\x06\x15\x60\x13\x76\x28\x79\xf7\xff\xff\xff\xff\xff", "22222222222VtB5VXc"},
	} {
		if got := EncodeBase58([]byte(tc.data)); got != tc.text {
			t.Errorf("EncodeBase58(%x) = %q, want %q", tc.data, got, tc.text)
		}
		got, err := DecodeBase58(tc.text)
		if err != nil || string(got) != tc.data {
			t.Errorf("DecodeBase58(%q) = %x, %v, want %x", tc.text, got, err, tc.data)
		}
	}
}

func TestBase58Refuses(t *testing.T) {
	for _, tc := range []struct {
		text    string
		problem Problem
		at      int
	}{
		{"1", Length, 1}, {"zzzz", Length, 4}, {"11111111", Length, 8}, {"123456789AB1", Length, 12},
		{"5R", Checksum, 0}, {"LUw", Checksum, 0}, {"2UzHM", Checksum, 0}, {"7YXq9H", Checksum, 0},
		{"VtB5VXd", Checksum, 0}, {"3CUsUpv9u", Checksum, 0}, {"Ahg1opVcGX", Checksum, 0},
		{"jpXCZedGfVR", Checksum, 0}, {"zzzzzzzzzzz", Checksum, 0}, {"123456789ABjpXCZedGfVR", Checksum, 11},
		{"01111111111", Character, 0}, {"11111111110", Character, 10}, {"1111l", Character, 4},
		{"I1", Character, 0}, {"1O", Character, 1}, {"_1", Character, 0}, {"11 ", Character, 2}, {"\xff1", Character, 0},
	} {
		_, err := DecodeBase58(tc.text)
		var e *Error
		if !errors.As(err, &e) || e.Problem != tc.problem || e.At != tc.at {
			t.Errorf("DecodeBase58(%q): %v, want %s at %d", tc.text, err, tc.problem, tc.at)
		}
	}
}

func FuzzDecodeBase58(f *testing.F) {
	for _, s := range []string{"", "11", "jpXCZedGfVQ", "22222222222VtB5VXc", "zzzzzzzzzzz", reference, strings.Repeat("1", 99)} {
		f.Add(s, []byte(s))
	}
	f.Fuzz(func(t *testing.T, s string, b []byte) {
		if got, err := DecodeBase58(EncodeBase58(b)); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("%x came back as %x, %v", b, got, err)
		}
		if data, err := DecodeBase58(s); err == nil && EncodeBase58(data) != s {
			t.Fatalf("%q reads as %x, which is written %q: one text too many for these bytes", s, data, EncodeBase58(data))
		}
	})
}

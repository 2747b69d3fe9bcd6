package main

import (
	"bytes"
	"debug/pe"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"
)

func TestTheFolderHoldsWhatTheGeneratorWrites(t *testing.T) {
	for name, want := range files() {
		got, err := os.ReadFile(filepath.Join("..", "..", "ryongnamsan", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs from what the generator writes; run go run ./examples/generate/ryongnamsan", name)
		}
	}
}

func TestTheLookAlikesAreInert(t *testing.T) {
	for name, data := range files() {
		if len(data) >= 30<<10 {
			t.Errorf("%s: %d bytes, want fewer than 30 KiB as published", name, len(data))
		}
		f, err := pe.NewFile(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s is no PE file: %v", name, err)
		}
		header, ok := f.OptionalHeader.(*pe.OptionalHeader32)
		if !ok {
			t.Fatalf("%s is not PE32", name)
		}
		if header.AddressOfEntryPoint != 0 || header.SizeOfCode != 0 || header.Subsystem != 0 {
			t.Errorf("%s has an entry point, code or a subsystem", name)
		}
		if f.Characteristics&pe.IMAGE_FILE_EXECUTABLE_IMAGE != 0 {
			t.Errorf("%s may be loaded", name)
		}
		for _, s := range f.Sections {
			if s.Characteristics&(pe.IMAGE_SCN_CNT_CODE|pe.IMAGE_SCN_MEM_EXECUTE) != 0 {
				t.Errorf("%s: section %s may be executed", name, s.Name)
			}
		}
		if clr := header.DataDirectory[14]; clr.Size != clrHeaderSize || clr.VirtualAddress != sectionRVA {
			t.Errorf("%s: CLR header at %#x, %d bytes", name, clr.VirtualAddress, clr.Size)
		}
	}
}

func TestTheTwoSamplesShareNoPublishedString(t *testing.T) {
	in, rel := image(installer), image(related)
	for _, s := range append(append([]string{}, installer.User...), installer.GUID) {
		if len(s) > 4 && (bytes.Contains(rel, []byte(s)) || bytes.Contains(rel, wide(s))) {
			t.Errorf("related.bin holds %q of the installer", s)
		}
	}
	for _, s := range append(append([]string{}, related.User...), related.BuildPath) {
		if bytes.Contains(in, []byte(s)) || bytes.Contains(in, wide(s)) {
			t.Errorf("installer.bin holds %q of the related samples", s)
		}
	}
}

// TestTheUserStringHeapIsWhereItsDirectorySays reads the heap back by the
// headers alone, as a dissector does.
func TestTheUserStringHeapIsWhereItsDirectorySays(t *testing.T) {
	data := image(installer)
	meta := data[headerSize+clrHeaderSize:]
	if string(meta[:4]) != "BSJB" {
		t.Fatal("no metadata root behind the CLR header")
	}
	at := 16 + int(binary.LittleEndian.Uint32(meta[12:])) + 4
	var heap []byte
	for range 5 {
		offset, size := binary.LittleEndian.Uint32(meta[at:]), binary.LittleEndian.Uint32(meta[at+4:])
		end := bytes.IndexByte(meta[at+8:], 0)
		if string(meta[at+8:at+8+end]) == "#US" {
			heap = meta[offset : offset+size]
		}
		at += 8 + align(end+1, 4)
	}
	var got []string
	for i := 1; i < len(heap) && heap[i] != 0; {
		n := int(heap[i])
		i++
		if n&0x80 != 0 {
			n = (n&0x3f)<<8 | int(heap[i])
			i++
		}
		units := make([]uint16, n/2)
		for k := range units {
			units[k] = binary.LittleEndian.Uint16(heap[i+2*k:])
		}
		got = append(got, string(utf16.Decode(units)))
		i += n
	}
	if len(got) != len(installer.User) {
		t.Fatalf("the heap holds %q", got)
	}
	for i, want := range installer.User {
		if got[i] != want {
			t.Errorf("string %d is %q, want %q", i, got[i], want)
		}
	}
	// The published rule for the related sample looks for the length byte of
	// the heap in front of the string.
	if !bytes.Contains(image(related), append([]byte{0x1f}, wide(`C:\NewDirectory`)...)) {
		t.Error(`related.bin: C:\NewDirectory is not stored as a user string`)
	}
}

func wide(s string) []byte {
	var b bytes.Buffer
	le(&b, utf16.Encode([]rune(s)))
	return b.Bytes()
}

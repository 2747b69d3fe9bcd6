package shelllink_test

import (
	"testing"

	"lamproom/format/shelllink"
	"lamproom/format/shelllink/linktest"
)

func TestRead(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
		want string
	}{
		{"local path", linktest.Write(linktest.Link{Local: `C:\Windows\System32\cmd.exe`, Arguments: "/c echo Grüße", Folder: `C:\`}), `C:\Windows\System32\cmd.exe /c echo Grüße`},
		{"variables", linktest.Write(linktest.Link{Local: `C:\x`, Variables: `%SystemRoot%\System32\mshta.exe`, Arguments: "a"}), `%SystemRoot%\System32\mshta.exe a`},
		{"items", linktest.Write(linktest.Link{Item: "RUN.EXE"}), `C:\RUN.EXE`},
		{"relative", linktest.Write(linktest.Link{Relative: `..\a.exe`}), `..\a.exe`},
		{"nothing", linktest.Write(linktest.Link{}), ""},
	} {
		l, err := shelllink.Read(tt.data)
		if err != nil || l.CommandLine() != tt.want || l.Problem != "" || l.End != len(tt.data) {
			t.Errorf("%s: %q, %+v, %v", tt.name, l.CommandLine(), l, err)
		}
		appended, _ := shelllink.Read(append(tt.data, "more"...))
		if appended.End != len(tt.data) {
			t.Errorf("%s: ends at %d of %d", tt.name, appended.End, len(tt.data))
		}
	}
	if l, _ := shelllink.Read(linktest.Write(linktest.Link{Machine: "desk-1", Minimised: true})); l.Machine != "desk-1" || !l.Minimised {
		t.Errorf("%+v", l)
	}
}

func TestCut(t *testing.T) {
	b := linktest.Write(linktest.Link{Item: "A.EXE", Local: `C:\a.exe`, Arguments: "abc", Machine: "m"})
	for n := 76; n < len(b)-4; n++ {
		if l, err := shelllink.Read(b[:n]); err != nil || l.Problem == "" && l.End > n {
			t.Fatalf("cut at %d: %+v, %v", n, l, err)
		}
	}
	if _, err := shelllink.Read([]byte("L\x00\x00\x00 words")); err == nil {
		t.Error("words are a link")
	}
}

func TestJob(t *testing.T) {
	b := linktest.Job(`C:\a b.exe`, "-x 1", `C:\`)
	if l, err := shelllink.ReadJob(b); err != nil || l.CommandLine() != `"C:\a b.exe" -x 1` || l.Folder != `C:\` || l.Problem != "" {
		t.Errorf("%+v, %v", l, err)
	}
	if l, err := shelllink.ReadJob(b[:0x46+10]); err != nil || l.Problem == "" {
		t.Errorf("%+v, %v", l, err)
	}
	if shelllink.IsJob([]byte("no task file, but a text of more than seventy letters, which are enough to look at")) {
		t.Error("words are a task file")
	}
}

func FuzzRead(f *testing.F) {
	f.Add(linktest.Write(linktest.Link{Item: "A.EXE", Local: `C:\a.exe`, Arguments: "abc", Machine: "m", Variables: "%A%"}))
	f.Add(linktest.Job("a", "b", "c"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, read := range []func([]byte) (shelllink.Link, error){shelllink.Read, shelllink.ReadJob} {
			if l, err := read(b); err == nil && (l.End < 0 || l.End > len(b) || l.From < 0 || l.From > l.To && l.To > 0 || l.To > len(b)) {
				t.Fatalf("%d bytes: %+v", len(b), l)
			}
		}
	})
}

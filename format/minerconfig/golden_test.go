package minerconfig

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// show writes configurations as a person checks them.
func show(all []Config) string {
	var s strings.Builder
	for _, c := range all {
		fmt.Fprintf(&s, "%s", c.Layout)
		if c.Whole {
			s.WriteString(" whole")
		}
		if c.Edits {
			s.WriteString(" edits")
		}
		if c.Donate != nil {
			fmt.Fprintf(&s, " donate=%d", *c.Donate)
		}
		if len(c.Algorithms) > 0 {
			fmt.Fprintf(&s, " algorithms=%s", strings.Join(c.Algorithms, ","))
		}
		if c.APIHost != "" || c.APIPort != 0 {
			fmt.Fprintf(&s, " api=%s:%d", c.APIHost, c.APIPort)
		}
		if c.Token.Text != "" {
			fmt.Fprintf(&s, " token=%s", c.Token.Text)
		}
		if c.SpendKey.Text != "" {
			fmt.Fprintf(&s, " spendkey=%s", c.SpendKey.Text)
		}
		if c.Broken != "" {
			fmt.Fprintf(&s, " broken=%q", c.Broken)
		}
		s.WriteString("\n")
		for _, h := range c.Hidden {
			fmt.Fprintf(&s, "  hidden %s\n", h)
		}
		for _, p := range c.Pools {
			fmt.Fprintf(&s, "  pool %s | %s %d", p.Address.Text, p.Host, p.Port)
			for _, f := range []struct {
				name string
				on   bool
			}{{"tls", p.TLS}, {"daemon", p.Daemon}, {"nicehash", p.NiceHash}, {"disabled", p.Disabled}} {
				if f.on {
					s.WriteString(" " + f.name)
				}
			}
			fmt.Fprintf(&s, "\n    user %q pass %q rig %q", p.User.Text, p.Password.Text, p.RigID.Text)
			for _, f := range []struct{ name, v string }{{"algo", p.Algorithm}, {"coin", p.Coin}, {"self-select", p.SelfSelect}, {"socks5", p.SOCKS5}, {"fingerprint", p.TLSFinger}} {
				if f.v != "" {
					fmt.Fprintf(&s, " %s=%s", f.name, f.v)
				}
			}
			s.WriteString("\n")
		}
		fmt.Fprintf(&s, "  keys %s\n", strings.Join(c.Keys, " "))
	}
	return s.String()
}

func samples(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", dir, "*"))
	if err != nil || len(files) < 20 {
		t.Fatal("the samples are not there", err)
	}
	all := map[string][]byte{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(f)] = b
	}
	return all
}

func TestGolden(t *testing.T) {
	for name, b := range samples(t, "yes") {
		all := Read(b, name)
		got := show(all)
		if len(all) == 0 {
			t.Errorf("%s: not recognised", name)
		}
		checkPlaces(t, name, b, all)
		golden := filepath.Join("testdata", "want", name+".txt")
		if *update {
			os.MkdirAll(filepath.Dir(golden), 0o755)
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestNotRecognised(t *testing.T) {
	for name, b := range samples(t, "no") {
		if all := Read(b, name); len(all) != 0 {
			t.Errorf("%s: taken for\n%s", name, show(all))
		}
		if all := Carve(append([]byte("x=1\n"), b...)); len(all) != 0 {
			t.Errorf("%s inside a text: taken for\n%s", name, show(all))
		}
	}
}

// checkPlaces holds every text at the bytes it was read from.
func checkPlaces(t testing.TB, name string, b []byte, all []Config) {
	t.Helper()
	for _, c := range all {
		if c.Start < 0 || c.End > len(b) || c.Start > c.End {
			t.Fatalf("%s: [%d,%d) of %d", name, c.Start, c.End, len(b))
		}
		for _, p := range c.Pools {
			for _, x := range []Text{p.Address, p.User, p.Password, p.RigID} {
				if x.Start < 0 || x.End > len(b) || x.Start > x.End {
					t.Fatalf("%s: %q at [%d,%d) of %d", name, x.Text, x.Start, x.End, len(b))
				}
				raw := string(b[x.Start:x.End])
				if raw != x.Text && !strings.Contains(raw, x.Text) && !strings.ContainsAny(raw, "\\&%\"`^'") && strings.ToValidUTF8(raw, "") == raw && !strings.Contains(x.Text, "\uFFFD") {
					t.Fatalf("%s: %q stands as %q", name, x.Text, raw)
				}
			}
		}
	}
}

// pools is what must stay the same however a configuration is wrapped.
func pools(all []Config) (s []string) {
	for _, c := range all {
		for _, p := range c.Pools {
			s = append(s, p.Address.Text+" "+p.User.Text+" "+p.Password.Text)
		}
	}
	return s
}

// The same configuration with other line ends, a byte order mark, minified.
func TestForms(t *testing.T) {
	for name, b := range samples(t, "yes") {
		want := pools(Read(b, name))
		forms := map[string][]byte{
			"CRLF": bytes.ReplaceAll(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n")),
			"BOM":  append([]byte("\xef\xbb\xbf"), b...),
		}
		var out bytes.Buffer
		if json.Indent(&out, b, "", "\t") == nil {
			forms["indented"] = bytes.Clone(out.Bytes())
			out.Reset()
			json.Compact(&out, b)
			forms["minified"] = out.Bytes()
		}
		for form, x := range forms {
			got := pools(Read(x, name))
			for i := range got {
				got[i] = strings.ReplaceAll(got[i], "\r", "")
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s: %s", name, form, diff)
			}
		}
	}
}

// The same configuration inside other bytes.
func TestCarve(t *testing.T) {
	esc := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`)
	for name, b := range samples(t, "yes") {
		if !strings.HasSuffix(name, ".json") || name == "xmrig-broken.json" || name == "xmrig-2-comments.json" {
			continue
		}
		want := pools(Read(b, name))
		if len(want) == 0 {
			continue
		}
		s := strings.TrimSpace(string(b))
		for form, x := range map[string]string{
			"heredoc": "#!/bin/sh\ncd /tmp && mkdir -p x\ncat > config.json <<'EOF'\n" + s + "\nEOF\nchmod +x ./a; ./a &\n",
			"binary":  "\x7fELF\x00\x01\x02" + strings.Repeat("\x00", 64) + s + "\x00\x00abc}\x00",
			"go":      "package main\n\nvar config = \"" + esc.Replace(s) + "\"\n\nfunc main() { run(config) }\n",
			"vbs":     "Set f = fso.CreateTextFile(\"c.json\")\r\nf.Write \"" + strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), `"`, `""`) + "\"\r\nf.Close\r\n",
			"xml":     "<Task><Arguments>" + strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;", ">", "&gt;").Replace(s) + "</Arguments></Task>",
			"shell":   "echo '" + s + "' > config.json\n",
			"yaml":    "data:\n  config.json: |\n    " + strings.ReplaceAll(s, "\n", "\n    ") + "\nkind: ConfigMap\n",
			"json":    `{"files":[{"name":"config.json","text":"` + esc.Replace(s) + `"}]}`,
			"twice":   `{"cmd":"echo \"` + esc.Replace(esc.Replace(s)) + `\""}`,
		} {
			all := Read([]byte(x), "x")
			checkPlaces(t, name+" "+form, []byte(x), all)
			if diff := cmp.Diff(want, pools(all)); diff != "" {
				t.Errorf("%s in %s: %s", name, form, diff)
			}
		}
	}
}

func TestTruncated(t *testing.T) {
	for name, b := range samples(t, "yes") {
		for i := range b {
			checkPlaces(t, name, b[:i], Read(b[:i], name))
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, dir := range []string{"yes", "no"} {
		for _, b := range samples(f, dir) {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		checkPlaces(t, "read", b, Read(b, ""))
		checkPlaces(t, "carve", b, Carve(b))
		all, _ := FromText(b, "")
		checkPlaces(t, "text", b, all)
	})
}

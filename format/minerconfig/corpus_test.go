package minerconfig

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lamproom/format/jsonc"
)

// The configurations that were released with miners, against the table that says
// what stands in them.
func TestCorpus(t *testing.T) {
	root := os.Getenv("LAMPROOM_CORPUS")
	if root == "" {
		t.Skip("LAMPROOM_CORPUS is not set: the released configurations are not compared")
	}
	f, err := os.Open(filepath.Join(root, "miners.tsv"))
	if err != nil {
		t.Skip("the corpus has no miners.tsv:", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, n := range rows[0] {
		col[n] = i
	}
	for _, row := range rows[1:] {
		get := func(n string) string { return strings.TrimSpace(row[col[n]]) }
		b, err := os.ReadFile(filepath.Join(root, "miners", get("file")))
		if err != nil {
			t.Error(err)
			continue
		}
		all := Read(b, get("file"))
		if len(all) != 1 {
			v, broken := jsonc.Parse(b)
			t.Errorf("%s: %d configurations; %v %d members, %v", get("file"), len(all), v.Kind, len(v.Members), broken)
			continue
		}
		c := all[0]
		var pools, users, pass []string
		for _, p := range c.Pools {
			pools = append(pools, p.Host+":"+strconv.Itoa(p.Port))
			users = append(users, p.User.Text)
			pass = append(pass, p.Password.Text)
			if got := string(b[p.User.Start:p.User.End]); got != p.User.Text {
				t.Errorf("%s: the user stands at %q", get("file"), got)
			}
		}
		donate := ""
		if c.Donate != nil {
			donate = strconv.Itoa(*c.Donate)
		}
		if !c.Whole || c.Broken != "" || c.Layout != "xmrig" && c.Layout != "xmr-stak" {
			t.Errorf("%s: layout %q, whole %v, broken %q", get("file"), c.Layout, c.Whole, c.Broken)
		}
		for _, x := range []struct{ what, got, want string }{
			{"pools", strings.Join(pools, ","), get("pools")},
			{"users", strings.Join(users, ","), get("users")},
			{"passwords", strings.Join(pass, ","), get("passwd")},
			{"donate", donate, get("donate")},
		} {
			if x.want == "" && strings.ContainsFunc(x.got, func(r rune) bool { return r > 0x7f }) {
				continue // the table leaves out what is written in Chinese
			}
			if x.got != x.want {
				t.Errorf("%s: %s: got %q, want %q", get("file"), x.what, x.got, x.want)
			}
		}
	}
}

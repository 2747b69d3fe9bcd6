package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"lamproom/evidence"
)

// TestHostileScripts reads scripts that make much of little: that this ends is
// what is tested.
func TestHostileScripts(t *testing.T) {
	const w = "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD"
	long := strings.Repeat("./x -o pool.example.org:3333 -u "+w+" ", 700)
	var rev []byte
	for i := len(long) - 1; i >= 0; i-- {
		rev = append(rev, long[i])
	}
	var vars, words strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&vars, "A%d=pool.example.org:%d\n./x -o $A%d -u %s\n", i, 1000+i, i, w)
		fmt.Fprintf(&words, "pool%d.example.org:3333 ", i)
	}
	for name, text := range map[string]string{
		"reversed":       "echo '" + string(rev) + "' | rev > /a.service\n",
		"many documents": "for i in 1 2 3 4 5 6 7 8; do for k in 1 2 3 4 5 6 7 8; do echo '" + long[:20000] + "' > /f$i$k.service; done; done\n",
		"many variables": vars.String(),
		"one long list":  "A=(" + words.String() + ")\n" + strings.Repeat("./x -o ${A[@]} -u "+w+"\n", 200),
		"lines":          "cat > /a.service <<E\n" + strings.Repeat("ExecStart=./x -o pool.example.org:3333 -u $W\n", 2500) + "E\n./x -o a.example.org:1111 -u " + w,
		"edits":          strings.Repeat("sed -i 's/\"url\": .*/\"url\": \"a.example.org:3333\"/; s/W/"+w+"/' c$RANDOM\n", 500),
	} {
		for _, file := range []string{"a.sh", "a.bat", "a.fish"} {
			start := time.Now()
			s := &silent{}
			if err := New().Dissect(t.Context(), &evidence.Evidence{Name: file, Size: int64(len(text))}, bytes.NewReader([]byte(text)), s); err != nil {
				t.Fatal(err)
			}
			t.Logf("%-14s %-6s %6d bytes %6d ms, %d facts", name, file, len(text), time.Since(start).Milliseconds(), s.n)
		}
	}
}

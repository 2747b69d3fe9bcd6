package text

import "testing"

// TestColumnsOfProcessLists: in every layout the command begins behind the columns.
func TestColumnsOfProcessLists(t *testing.T) {
	const command = "/tmp/.X11-unix/kworkerd -o pool.example.org:3333 -u x"
	for name, columns := range map[string]string{
		"ps aux":          "root        4242  399  2.1 2621440 42000 ?       Ssl  10:05 812:44 ",
		"ps aux, forest":  "root        4242  399  2.1 2621440 42000 ?       Ssl  10:05 812:44      \\_ ",
		"ps aux, macOS":   "root              4242  399.0  2.1 408628272  42000   ??  Ss   10:05AM  81:12.34 ",
		"ps -ef":          "root        4242       1 99 10:05 ?        13:32:44 ",
		"ps -ef, days":    "root        4242       1 99 Jan02 ?        1-13:32:44 ",
		"ps -ef, macOS":   "    0  4242     1   0 10:05AM ??        81:12.34 ",
		"ps -efl":         "0 S root        4242       1 99  80   0 - 655360 futex_ 10:05 ?       13:32:44 ",
		"ps axl":          "4     0    4242       1  20   0 167744 11560 ep_pol Ss   ?          0:03 ",
		"ps":              "   4242 pts/0    00:00:01 ",
		"ps ax":           "   4242 ?        Ssl  812:44 ",
		"elapsed":         "   4242 root     1-01:00:00 ",
		"started":         "   4242 root     Tue Jan  2 10:05:00 2024 ",
		"control group":   "             └─4242 ",
		"pstree":          "  ├─",
		"pstree in ASCII": "  |   `-",
		"number and path": "4242 ",
	} {
		if got := psColumns([]byte(columns + command)); got != len(columns) {
			t.Errorf("%s: %d columns of %d", name, got, len(columns))
		}
	}
	for _, line := range []string{command, "a sentence about 3 things in 10:05 words", "- an item of a list", "| a | table |", "# comment", ""} {
		if got := psColumns([]byte(line)); got != 0 {
			t.Errorf("%q has %d columns", line, got)
		}
	}
}

package casefile

import "testing"

// Names come from the evidence: pasted into a shell they must stay names.
func TestQuoteValue(t *testing.T) {
	for in, want := range map[string]string{
		"/etc/cron.d/x":        "/etc/cron.d/x",
		"/tmp/a b":             "'/tmp/a b'",
		"/tmp/it's":            `'/tmp/it'\''s'`,
		"/tmp/$(id)":           "'/tmp/$(id)'",
		"/tmp/a\n$(touch x)/y": `$'/tmp/a\n$(touch x)/y'`,
		"/tmp/`id`\x1b[31m":    "$'/tmp/`id`\\x1b[31m'",
		"/tmp/\xff'\\\"":       `$'/tmp/\xff\'\\"'`,
		"/tmp/\u202egpj.x":     `$'/tmp/\xe2\x80\xaegpj.x'`,
		"":                     "''",
		"C:\\Windows\\a.exe":   `C:\Windows\a.exe`,
		"/tmp/a;b|c&d>e":       "'/tmp/a;b|c&d>e'",
	} {
		if got := quoteValue(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

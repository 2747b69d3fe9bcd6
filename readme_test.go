package lamproom

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"lamproom/casefile"
	"lamproom/collection"
	"lamproom/detection"
	detectors "lamproom/detection/catalogue"
	"lamproom/dissection"
	dissectors "lamproom/dissection/catalogue"
	"lamproom/examination"
	"lamproom/report/text"
)

// TestREADMEShowsWhatIsPrinted examines the example as the README's command
// does and compares the output with what the README shows of it: everything up
// to the findings. UPDATE_README=1 writes it anew.
func TestREADMEShowsWhatIsPrinted(t *testing.T) {
	ctx := context.Background()
	plan := examination.Plan{
		Tool: casefile.Tool{Name: "lamproom"}, Dissectors: dissectors.All(nil), Detectors: detectors.All(),
		Budget: dissection.DefaultBudget(), Limits: detection.DefaultLimits(),
	}
	c, err := examination.Examine(ctx, plan, collection.Sources(ctx, []string{"examples/ryongnamsan"}, collection.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := text.Write(&out, c, text.Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	want, _, found := strings.Cut(out.String(), "\nFINDINGS")
	if !found {
		t.Fatalf("nothing was found in the example:\n%s", out.String())
	}
	want += "…\n"

	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const from, to = "```text\n", "```\n"
	head, rest, _ := strings.Cut(string(readme), from)
	got, tail, ok := strings.Cut(rest, to)
	if !ok {
		t.Fatal("the README has no block of text")
	}
	if got == want {
		return
	}
	if os.Getenv("UPDATE_README") == "" {
		t.Fatalf("the README does not show what is printed; run UPDATE_README=1 go test . and look at the difference\ngot\n%s\nwant\n%s", got, want)
	}
	if err := os.WriteFile("README.md", []byte(head+from+want+to+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}

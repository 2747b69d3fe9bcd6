package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestDocumentsFollowThePublishedSchema: what the program prints for the
// repository itself and for its examples validates.
func TestDocumentsFollowThePublishedSchema(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile("../../docs/schema/case-1.json")
	if err != nil {
		t.Fatal(err)
	}
	folders := []string{"../../examples", "../../detection", "testdata"}
	if corpus := os.Getenv("LAMPROOM_CORPUS"); corpus != "" {
		folders = append(folders, filepath.Join(corpus, "miners"), filepath.Join(corpus, "honeypot"))
	}
	for _, folder := range folders {
		t.Run(folder, func(t *testing.T) {
			var out, diag bytes.Buffer
			got := run([]string{"investigate", "--format", "json", folder}, strings.NewReader(""), &out, &diag)
			if got != exitDone && got != exitPartial {
				t.Fatalf("exit status %d: %s", got, diag.String())
			}
			doc, err := jsonschema.UnmarshalJSON(&out)
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Error(err)
			}
		})
	}
}

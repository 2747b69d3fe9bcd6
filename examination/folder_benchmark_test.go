package examination_test

import (
	"context"
	"os"
	"testing"

	"lamproom/collection"
	"lamproom/detection"
	"lamproom/examination"
)

// BenchmarkExamineFolder examines the files of a folder of yours, named by
// LAMPROOM_BENCH, on one core and on all: the speed on ordinary files.
func BenchmarkExamineFolder(b *testing.B) {
	folder := os.Getenv("LAMPROOM_BENCH")
	if folder == "" {
		b.Skip("name a folder of ordinary files in LAMPROOM_BENCH")
	}
	for name, workers := range map[string]int{"one": 1, "all": 0} {
		b.Run(name, func(b *testing.B) {
			p := plan()
			p.Workers = workers
			b.ReportAllocs()
			for b.Loop() {
				c, err := examination.Examine(context.Background(), p, collection.Sources(context.Background(), []string{folder}, collection.Options{}))
				if err != nil {
					b.Fatal(err)
				}
				var bytes int64
				for _, e := range c.Evidence {
					bytes += e.Size
				}
				b.SetBytes(bytes)
				if c.Verdict.Mining != detection.NoneSeen {
					b.Logf("verdict %s on what should be ordinary files", c.Verdict.Mining)
				}
			}
		})
	}
}

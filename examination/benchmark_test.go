package examination_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"lamproom/detection"
	detectors "lamproom/detection/catalogue"
	"lamproom/dissection"
	dissectors "lamproom/dissection/catalogue"
	"lamproom/evidence"
	"lamproom/examination"
)

// generated is a source of any size without a file: a page of text over and over.
type generated struct {
	page []byte
	size int64
}

func (g generated) Size() int64 { return g.size }

func (g generated) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) && off+int64(n) < g.size {
		at := int((off + int64(n)) % int64(len(g.page)))
		end := min(len(g.page), at+int(min(int64(len(p)-n), g.size-off-int64(n))))
		n += copy(p[n:], g.page[at:end])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func plan() examination.Plan {
	return examination.Plan{Dissectors: dissectors.All(nil), Detectors: detectors.All(), Budget: dissection.DefaultBudget(), Limits: detection.DefaultLimits()}
}

func one(name string, src evidence.Source) iter.Seq2[*evidence.Evidence, evidence.Source] {
	return func(yield func(*evidence.Evidence, evidence.Source) bool) {
		yield(&evidence.Evidence{Name: name, Origin: evidence.Origin{Path: name}}, src)
	}
}

const ordinaryPage = `2026-03-01 10:20:30 app[221]: GET /index.html?page=12 200 4510 "Mozilla/5.0 (X11; Linux x86_64)" 10.2.3.4:44312
static int copy_file(const char *from, const char *to) { return rename(from, to); } /* see rename(2) */
The committee will meet on Thursday; bring the minutes of the last meeting, please, and the list of members.
{"level":"info","msg":"request done","status":200,"took_ms":17,"path":"/api/v1/items?limit=50","user":"anna"}
`

// BenchmarkExamineMemory shows that the memory of an examination does not grow
// with its input: peak-MB is the largest heap seen while it ran.
func BenchmarkExamineMemory(b *testing.B) {
	for _, size := range []int64{1 << 20, 100 << 20, 1 << 30, 10 << 30} {
		for name, page := range map[string][]byte{"text": []byte(ordinaryPage), "zero": make([]byte, 4096)} {
			b.Run(fmt.Sprintf("%s/%dMB", name, size>>20), func(b *testing.B) {
				if testing.Short() && size > 1<<30 {
					b.Skip("10 GB take a minute: left out with -short")
				}
				b.SetBytes(size)
				b.ReportAllocs()
				var peak atomic.Uint64
				stop := make(chan struct{})
				go func() {
					var m runtime.MemStats
					for {
						select {
						case <-stop:
							return
						case <-time.After(20 * time.Millisecond):
							runtime.ReadMemStats(&m)
							peak.Store(max(peak.Load(), m.HeapInuse))
						}
					}
				}()
				for b.Loop() {
					c, err := examination.Examine(context.Background(), plan(), one("input", generated{page, size}))
					if err != nil || c.Verdict.Mining != detection.NoneSeen || len(c.Coverage.Damage) > 0 {
						b.Fatalf("err %v, verdict %v, damage %v", err, c.Verdict, c.Coverage.Damage)
					}
				}
				close(stop)
				b.ReportMetric(float64(peak.Load())/(1<<20), "peak-MB")
			})
		}
	}
}

package collector

import (
	"fmt"
	"testing"
)

// BenchmarkNames is what an ordinary archive costs before its first member is read.
func BenchmarkNames(b *testing.B) {
	names := make([]string, 10_000)
	for i := range names {
		names[i] = fmt.Sprintf("project-1.2/src/module%d/file%d.go", i%100, i)
	}
	b.ReportAllocs()
	for b.Loop() {
		var r Recogniser
		for _, n := range names {
			r.Name(n)
		}
		if _, ok := r.Collection(); ok {
			b.Fatal("taken for a collection")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(names)), "ns/name")
}

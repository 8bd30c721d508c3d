package treetest

import (
	"flag"
	"iter"
	"math/rand/v2"
	"testing"
)

var (
	count = flag.Int("trees", 150, "how many changed trees to look at")
	first = flag.Int("first-tree", 0, "which changed tree to begin with: others than those of each run")
)

// Trees are changed trees by number, the same ones for the same number. They reach further than mutations that look for new code: most are still
// understood, and what is wrong in them is what people get wrong. More of them:
//
//	go test ./lint ./report -run Trees -trees 100000 -first-tree 1000 -timeout 0
func Trees(t testing.TB, root string) iter.Seq2[int, []byte] {
	t.Helper()
	trees := Seeds(t, root)
	return func(yield func(int, []byte) bool) {
		for i := *first; i < *first+*count; i++ {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			script := make([]byte, 4*(1+random.IntN(maxChanges)))
			for j := range script {
				script[j] = byte(random.Uint32())
			}
			if !yield(i, Change(trees[random.IntN(len(trees))], script, trees)) {
				return
			}
		}
	}
}

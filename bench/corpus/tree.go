package main

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// tree is a folder in the course of being filled. The first error stops it.
type tree struct {
	dir   string
	seed  uint64
	files int   // wanted
	bytes int64 // wanted

	written int
	total   int64
	err     error
}

// full reports whether no more files are wanted.
func (t *tree) full() bool { return t.err != nil || t.written >= t.files }

// add writes one file; what stands in it depends on the seed, its name and its size only.
func (t *tree) add(name string, write func(p *pen)) {
	if t.err != nil {
		return
	}
	p := t.pen(name)
	write(p)
	at := filepath.Join(t.dir, filepath.FromSlash(name))
	if t.err = os.MkdirAll(filepath.Dir(at), 0o755); t.err == nil {
		t.err = os.WriteFile(at, p.text, 0o644)
	}
	t.written++
	t.total += int64(len(p.text))
}

func (t *tree) pen(name string) *pen {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name)) // never fails
	p := &pen{rand: rand.New(rand.NewPCG(t.seed, h.Sum64()))}
	p.want = t.size(p.rand)
	return p
}

// size is that of one file: most are small and a few are large, as the sizes of real files are (log-normal). The mean of those
// to come makes up for those that were.
func (t *tree) size(r *rand.Rand) int {
	const spread = 1.1
	mean := float64(t.bytes-t.total) / float64(max(t.files-t.written, 1))
	size := math.Exp(math.Log(max(mean, 64)) - spread*spread/2 + spread*r.NormFloat64())
	return int(min(max(size, 80), 400<<10))
}

// fill adds units of one kind below a folder until the tree has its files.
func (t *tree) fill(dir, prefix string, unit func(t *tree, dir string)) {
	for i := 0; !t.full(); i++ {
		unit(t, fmt.Sprintf("%s/%s-%04d", dir, prefix, i))
	}
}

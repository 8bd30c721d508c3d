package lint

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/source"
)

// sniffed is how much of a file a parser sees when it is asked whether the file is its own: enough to get past a licence header.
const sniffed = 8 << 10

// searched is how much of a file is looked through for a word that matters. What people write is far smaller: the limit bounds the memory that a bundle
// or a data file costs, which is looked through all the same, since what says nothing of a server decides nothing.
const searched = 16 << 20

// claims are the candidates that a parser has claimed, and the files that were left out since.
type claims struct {
	files    [][]parsers.File // one list per parser, in the order of names
	policies []*source.File   // timeoutlint.yaml files
	left     *leftOut
}

// leftOut collects what parsers skip; they may do so from several goroutines.
type leftOut struct {
	mu     sync.Mutex
	files  []finding.Skip
	unread map[string]string // what was not looked through whole: the reason by absolute path
}

func (c claims) skip(f *source.File, reason string) {
	c.left.add(f.Name, reason)
}

func (l *leftOut) add(name, reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.files = append(l.files, finding.Skip{File: name, Reason: reason})
}

// part notes a file of which only the beginning was looked through.
func (l *leftOut) part(e source.Entry) {
	const reason = "larger than 16 MiB: only that much of it was looked through"
	l.add(e.Name, reason)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.unread == nil {
		l.unread = map[string]string{}
	}
	l.unread[e.Path] = reason
}

func (c claims) skipped() []finding.Skip { return c.left.files }

// understood counts the claimed files that no parser has left out.
func (c claims) understood() int {
	left := make(map[string]bool)
	for _, s := range c.left.files {
		left[s.File] = true
	}
	n := len(c.policies)
	for _, files := range c.files {
		for _, f := range files {
			if !left[f.Name] {
				n++
			}
		}
	}
	return n
}

// claim walks the PATHs and asks the parsers about each candidate. Files are read by several workers, since a tree of many small
// ones is bound by the latency of opening them.
func (r *run) claim() claims {
	r.Progress.begin("walk", 0)
	entries := r.tree.Walk()

	r.Progress.begin("read", len(entries))
	c := claims{files: make([][]parsers.File, len(inputs)), left: &leftOut{}}
	owners := make([]owner, len(entries))
	var size atomic.Int64
	inParallel(r.jobs(), len(entries), func() (func(i int), func()) {
		files := r.tree.Sniffer()
		return func(i int) {
			owners[i] = r.ownerOf(entries[i], files, c)
			size.Add(files.Size())
			r.Progress.step()
		}, files.Close
	})
	if r.Looked != nil {
		r.Looked(len(entries), size.Load())
	}
	for _, o := range once(owners) {
		if o.parser == policyFile {
			c.policies = append(c.policies, o.file)
			continue
		}
		c.files[o.parser] = append(c.files[o.parser], parsers.File{File: o.file, Claim: o.claim})
	}
	return c
}

// once gives each claimed file one owner, the surest: symbolic links can lead to one file from several names.
func once(owners []owner) []owner {
	at := make(map[*source.File]int)
	var kept []owner
	for _, o := range owners {
		i, known := at[o.file]
		switch {
		case o.file == nil:
		case !known:
			at[o.file] = len(kept)
			kept = append(kept, o)
		case o.claim > kept[i].claim:
			kept[i] = o
		}
	}
	slices.SortStableFunc(kept, func(a, b owner) int { return strings.Compare(a.file.Name, b.file.Name) })
	return kept
}

// drop leaves out the files that timeoutlint.yaml excludes.
func (c claims) drop(excluded func(path string) bool) {
	for i := range c.files {
		c.files[i] = slices.DeleteFunc(c.files[i], func(f parsers.File) bool {
			out := f.Path != "" && excluded(f.Path)
			if out {
				c.left.add(f.Name, "excluded in timeoutlint.yaml")
			}
			return out
		})
	}
}

// policyFile stands for the parser of timeoutlint.yaml, which is read before all others because it says how they read.
const policyFile = -1

// owner is the parser that a file belongs to; file is nil where nobody claims it.
type owner struct {
	file   *source.File
	parser int
	claim  parsers.Claim
}

func (r *run) ownerOf(e source.Entry, files *source.Sniffer, c claims) owner {
	if clients.Match(e.Name) {
		f, err := r.tree.Read(e.Path)
		if err != nil {
			return owner{}
		}
		return owner{file: f, parser: policyFile, claim: parsers.ByName}
	}
	head, err := files.Head(e, sniffed)
	if err != nil {
		return owner{} // the tree itself lists what could not be read
	}
	o := r.claimed(e, head)
	if o.claim == parsers.BySearch && !r.holds(inputs[o.parser], e, files) {
		o.claim = parsers.No
		if files.Size() > searched {
			c.left.part(e)
		}
	}
	if o.claim == parsers.No {
		if e.Named {
			c.left.add(e.Name, "not recognised as anything that timeoutlint reads")
		}
		return owner{}
	}
	if e.Named {
		o.claim = parsers.ByName
	}
	if o.file, err = files.Keep(); err != nil {
		return owner{}
	}
	return o
}

// claimed asks all parsers about a file.
func (r *run) claimed(e source.Entry, head []byte) (o owner) {
	for i, p := range inputs {
		r.guard(func() {
			if claim := p.Match(e.Name, head); claim > o.claim {
				o.parser, o.claim = i, claim
			}
		}, "the ", p.Name, " parser")
	}
	return o
}

// holds looks through a whole file, without keeping it.
func (r *run) holds(p parsers.Parser, e source.Entry, files *source.Sniffer) (matters bool) {
	src, err := files.Head(e, searched)
	if err != nil {
		return false
	}
	r.guard(func() { matters = p.Holds(e.Name, src) }, "the ", p.Name, " parser")
	return matters
}

func (o Options) jobs() int {
	if o.Jobs > 0 {
		return o.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// each calls do for 0..n-1 from up to jobs goroutines and returns when all are done.
func each(jobs, n int, do func(i int)) {
	inParallel(jobs, n, func() (func(i int), func()) { return do, func() {} })
}

// inParallel is each with something of its own for each goroutine: worker is called in each and gives its do, and what is called at the end.
// Neighbours are done by the same goroutine, as far as there are enough of them.
func inParallel(jobs, n int, worker func() (do func(i int), end func())) {
	const most = 32
	jobs = min(jobs, n)
	run := func(next func() (from, to int)) {
		do, end := worker()
		defer end()
		for from, to := next(); from < to; from, to = next() {
			for i := from; i < to; i++ {
				do(i)
			}
		}
	}
	share := max(1, min(most, n/max(1, 8*jobs)))
	var taken atomic.Int64
	next := func() (from, to int) {
		to = int(taken.Add(int64(share)))
		return to - share, min(to, n)
	}
	var others sync.WaitGroup
	for range jobs - 1 {
		others.Go(func() { run(next) })
	}
	run(next)
	others.Wait()
}

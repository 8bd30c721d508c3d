package chain

import (
	"slices"
	"strconv"
	"strings"
)

// Graph is all that one run knows: what the parsers found and how it is joined.
type Graph struct {
	Endpoints []*Endpoint
	Hops      []*Hop
	Refs      []Reference
	Links     []Link
	Kernel    []Kernel
	Facts     []Fact
	Problems  []Problem
	// Candidates are joins that [Graph.Link] was not sure of.
	Candidates []Candidate
}

// Fragment is what one parser contributes.
type Fragment struct {
	Endpoints []*Endpoint
	Refs      []Reference
	Links     []Link
	Kernel    []Kernel
	Facts     []Fact
	Problems  []Problem
}

// Add joins another contribution to this one.
func (f *Fragment) Add(other Fragment) {
	f.Endpoints = append(f.Endpoints, other.Endpoints...)
	f.Refs = append(f.Refs, other.Refs...)
	f.Links = append(f.Links, other.Links...)
	f.Kernel = append(f.Kernel, other.Kernel...)
	f.Facts = append(f.Facts, other.Facts...)
	f.Problems = append(f.Problems, other.Problems...)
}

// Add takes a parser's contribution in.
func (g *Graph) Add(f Fragment) {
	g.Endpoints = append(g.Endpoints, f.Endpoints...)
	g.Refs = append(g.Refs, f.Refs...)
	g.Links = append(g.Links, f.Links...)
	g.Kernel = append(g.Kernel, f.Kernel...)
	g.Facts = append(g.Facts, f.Facts...)
	for _, e := range f.Endpoints {
		for _, s := range e.Accepts {
			for _, fact := range s.Facts {
				fact.Owner = e
				g.Facts = append(g.Facts, fact)
			}
		}
	}
	g.Problems = append(g.Problems, f.Problems...)
}

// Name gives every endpoint its ids. The display id is the local one where the scan holds a single root of its
// kind; else it is prefixed with the root's folder, or with its file where a folder holds several. A name that repeats
// inside its root is told apart by the first port it listens on, then by a number.
func (g *Graph) Name() {
	roots := g.rootNames()
	taken := make(map[string]int, len(g.Endpoints))
	for _, e := range g.Endpoints {
		e.ID, e.Canon = e.Local, e.Local
		if e.Root != nil {
			if prefix := roots[e.Root]; prefix != "" {
				e.ID = prefix + ":" + e.Local
			}
			e.Canon = e.Root.Canon + ":" + e.Local
		}
		taken[e.ID]++
	}
	for id, n := range taken {
		if n == 1 {
			delete(taken, id)
		}
	}
	if len(taken) > 0 {
		g.tellApart(taken)
	}
}

// tellApart changes the ids that repeat. Those that do not are kept, and no change makes one of them.
func (g *Graph) tellApart(repeated map[string]int) {
	used := make(map[string]bool)
	for _, e := range g.Endpoints {
		if repeated[e.ID] == 0 {
			used[e.ID] = true
		}
	}
	last := make(map[string]int) // number given last, by the id before it
	for _, e := range g.Endpoints {
		if repeated[e.ID] == 0 {
			continue
		}
		suffix := ""
		if port := e.firstPort(); port != 0 && !strings.HasSuffix(e.ID, ":"+strconv.Itoa(port)) {
			suffix = ":" + strconv.Itoa(port)
		}
		mark := suffix
		for used[e.ID+mark] {
			last[e.ID+suffix] = max(last[e.ID+suffix], 1) + 1
			mark = suffix + "#" + strconv.Itoa(last[e.ID+suffix])
		}
		e.ID += mark
		e.Canon += mark
		used[e.ID] = true
	}
}

func (e *Endpoint) firstPort() int {
	for _, s := range e.Accepts {
		for _, a := range s.Addrs {
			if a.Port != 0 {
				return a.Port
			}
		}
	}
	return 0
}

// rootNames gives the prefix of each root: "" for the only one of its kind.
func (g *Graph) rootNames() map[*Root]string {
	var roots []*Root
	for _, e := range g.Endpoints {
		if e.Root != nil && !slices.Contains(roots, e.Root) {
			roots = append(roots, e.Root)
		}
	}
	kinds, dirs := map[string]int{}, map[string]int{}
	for _, r := range roots {
		kinds[r.Kind]++
		dirs[r.Kind+"\x00"+r.Dir]++
	}
	names := make(map[*Root]string, len(roots))
	for _, r := range roots {
		switch {
		case kinds[r.Kind] == 1:
			names[r] = ""
		case r.Fragments && r.Dir == ".":
			names[r] = "fragments"
		case (dirs[r.Kind+"\x00"+r.Dir] > 1 || r.Dir == ".") && r.File != "":
			names[r] = r.File
		default:
			names[r] = r.Dir
		}
	}
	return names
}

package terraform

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// New is the parser of Terraform and OpenTofu configurations and plans. Each provider is given the resources of one root module after the
// other, and adds the endpoints that it knows.
func New(providers ...Provider) parsers.Parser {
	return parsers.Parser{Name: "terraform", Match: Match, Parse: func(in *parsers.Input) (out chain.Fragment) {
		for _, t := range Read(in) {
			for _, p := range providers {
				f := p(t.Resources, in.Sources)
				out.Endpoints = append(out.Endpoints, f.Endpoints...)
				out.Refs = append(out.Refs, f.Refs...)
				out.Links = append(out.Links, f.Links...)
				out.Kernel = append(out.Kernel, f.Kernel...)
				out.Facts = append(out.Facts, f.Facts...)
				out.Problems = append(out.Problems, f.Problems...)
			}
			out.Problems = append(out.Problems, t.Problems...)
		}
		return out
	}}
}

// Match claims configuration files by name, and plans by how they begin. Files of variables are not claimed: the root modules that load them read them.
func Match(name string, head []byte) parsers.Claim {
	switch {
	case isConfig(name) && !source.Binary(head), looksLikePlan(head):
		return parsers.ByName
	}
	return parsers.No
}

// Tree is one root module with all the modules that it calls. What differs between variable sets, or hangs on variables that have no
// value, is told by guards.
type Tree struct {
	Root      *chain.Root
	Resources []*Resource // in the order of files, those of a module where it is called
	Problems  []chain.Problem
}

// Read evaluates every root module and every plan among the claimed files. A plan stands for the root module that it was made from, where
// that is among them.
func Read(in *parsers.Input) []*Tree {
	x := newIndex()
	roots := findRoots(in, x)
	plans := readPlans(in)
	if len(plans) == 0 {
		roots = slices.DeleteFunc(roots, func(dir folder) bool { return !dir.worth })
	}
	var trees []*Tree
	for _, dir := range roots {
		prefix := ""
		if len(roots) > 1 {
			prefix = dir.name + ":"
		}
		read := func() *Tree { return readRoot(in, x, dir, prefix, len(plans) > 0) }
		t := read()
		planned := false
		for _, p := range plans {
			if !p.filled && p.isOf(t) {
				if planned { // a second plan needs resources of its own
					t = read()
				}
				p.beside(t)
				planned = true
			}
		}
		if !planned {
			trees = append(trees, t)
		}
	}
	for _, p := range plans {
		if !p.filled {
			p.fill(nil)
		}
		trees = append(trees, p.tree)
	}
	return trees
}

// readPlans reads the plans; one that does not parse has problems and no resources.
func readPlans(in *parsers.Input) (plans []*plan) {
	for _, f := range in.Files {
		if isConfig(f.Name) || !looksLikePlan(f.Src) {
			continue
		}
		f.Private = true
		t := &Tree{Root: &chain.Root{Kind: "terraform", Dir: dirOf(f.File), File: f.Name, Canon: in.Tree.Canon(f.Path)}}
		p := readPlan(f.File, in.Tree.Set, t)
		if p == nil {
			p = &plan{tree: t, filled: true}
		}
		plans = append(plans, p)
	}
	return plans
}

func readRoot(in *parsers.Input, x *index, dir folder, prefix string, all bool) *Tree {
	t := &Tree{Root: &chain.Root{Kind: "terraform", Dir: dir.name, Canon: in.Tree.Canon(dir.path)}}
	report := t.reporter()
	e := &evaluator{root: t.Root, prefix: prefix, report: report, files: files{in: in, report: report, index: x, all: all, modules: map[string]*module{}}}
	mod := e.files.module(dir.path)
	if mod == nil {
		return t
	}
	sc := &scope{mod: mod, root: dir.path, inputs: e.files.readInputs(dir.path, in.Settings), memo: map[string][]remembered{}, instances: map[string]*instance{}}
	m := &emitter{evaluator: e, tree: t, set: in.Tree.Set}
	m.scope(sc)
	return t
}

// reporter collects problems, each once.
func (t *Tree) reporter() reporter {
	type key struct {
		at  source.Span
		msg string
	}
	seen := map[key]bool{}
	return func(at source.Span, kind chain.ProblemKind, msg, help string) {
		if k := (key{at, msg}); !seen[k] {
			seen[k] = true
			t.Problems = append(t.Problems, chain.Problem{Kind: kind, At: at, Msg: msg, Help: help})
		}
	}
}

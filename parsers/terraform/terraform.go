package terraform

import (
	"fmt"
	"iter"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// New is the parser of Terraform and OpenTofu configurations and plans. Each provider is given the resources of one root module after the
// other, and adds the endpoints that it knows.
func New(providers ...Provider) parsers.Parser {
	return parsers.Parser{Name: "terraform", Match: Match, Uses: true, Parse: func(in *parsers.Input) (out chain.Fragment) {
		for t := range read(in) {
			for _, p := range providers {
				out.Add(p(t.Resources, in.Sources))
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

	broken map[source.FileID]source.Span // the first error in a file
}

// Read evaluates every root module and every plan among the claimed files. A plan stands for the root module that it was made from, where
// that is among them.
func Read(in *parsers.Input) []*Tree { return slices.Collect(read(in)) }

// read gives one root after the other: what was read of one takes a hundred times as much memory as what providers make of it.
func read(in *parsers.Input) iter.Seq[*Tree] {
	x := newIndex()
	roots, reached := findRoots(in, x)
	plans := readPlans(in)
	jobs := max(in.Jobs, 1)
	if len(plans) == 0 {
		roots = slices.DeleteFunc(roots, func(dir folder) bool { return !dir.worth })
	} else {
		jobs = 1 // a root may have to be read once for each plan
	}
	r := &reading{Input: in, shared: reached, several: len(roots) > 1, all: len(plans) > 0}
	return func(yield func(*Tree) bool) {
		told := map[source.FileID]bool{}
		for t := range parsers.InOrder(jobs, len(roots), func() func(int) *Tree {
			x := x.fork(jobs)
			return func(i int) *Tree { return r.besidePlans(plans, func() *Tree { return r.root(x, roots[i]) }) }
		}) {
			if t == nil {
				continue
			}
			t.once(told)
			if !yield(t) {
				return
			}
		}
		for _, p := range plans {
			if !p.filled {
				p.fill(nil)
			}
			if !yield(p.tree) {
				return
			}
		}
	}
}

// besidePlans reads a root, and puts it beside the plans that were made from it: then it is nil.
func (r *reading) besidePlans(plans []*plan, read func() *Tree) *Tree {
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
	if planned {
		return nil
	}
	return t
}

// once drops the first error of a file that an earlier root was told of: modules are read by several.
func (t *Tree) once(told map[source.FileID]bool) {
	t.Problems = slices.DeleteFunc(t.Problems, func(p chain.Problem) bool {
		at, broken := t.broken[p.At.File]
		return broken && p.Kind == chain.SyntaxProblem && p.At == at && told[p.At.File]
	})
	for f := range t.broken {
		told[f] = true
	}
}

// readPlans reads the plans; one that does not parse has problems and no resources.
func readPlans(in *parsers.Input) (plans []*plan) {
	for _, f := range in.Files {
		if isConfig(f.Name) || !looksLikePlan(f.Src) {
			continue
		}
		f.Private = true
		t := &Tree{Root: &chain.Root{Kind: "terraform", Dir: dirOf(f.File), File: f.Name, Canon: in.Tree.Canon(f.Path)}}
		p := readPlan(f.File, in.Tree.Set, t, in.Limits.Int(limits.Findings))
		if p == nil {
			p = &plan{tree: t, filled: true}
		}
		plans = append(plans, p)
	}
	return plans
}

// reading is what holds for all roots of a run.
type reading struct {
	*parsers.Input
	shared  map[string]int // how many roots reach a folder
	several bool           // there are several roots: addresses need their names
	all     bool           // resources are parsed whether providers read them or not
}

func (r *reading) root(x *index, dir folder) *Tree {
	prefix := ""
	if r.several {
		prefix = dir.name + ":"
	}
	t := &Tree{Root: &chain.Root{Kind: "terraform", Dir: dir.name, Canon: r.Tree.Canon(dir.path)}, broken: map[source.FileID]source.Span{}}
	report := t.reporter(r.Limits.Int(limits.Findings))
	e := &evaluator{world: world{most: r.Limits.Int(limits.Worlds)}, root: t.Root, prefix: prefix, report: report, limits: costsOf(r.Limits), files: files{
		in: r.Input, report: report, broke: func(f source.FileID, at source.Span) { t.broken[f] = at },
		index: x, all: r.all, shared: r.shared, modules: map[string]*module{},
	}}
	x.now = &e.files
	mod := e.files.module(dir.path)
	if mod == nil {
		return t
	}
	sc := &scope{mod: mod, root: dir.path, inputs: e.files.readInputs(dir.path, r.Settings), memo: map[string]*memory{}, instances: map[string]*instance{}}
	m := &emitter{evaluator: e, tree: t, set: r.Tree.Set}
	m.scope(sc)
	return t
}

// reporter collects problems, each once.
func (t *Tree) reporter(most int) reporter {
	type key struct {
		at  source.Span
		msg string
	}
	seen := map[key]bool{}
	told := map[chain.ProblemKind]int{}
	return func(at source.Span, kind chain.ProblemKind, msg, help string) {
		if k := (key{at, msg}); !seen[k] && told[kind] <= most {
			if told[kind]++; told[kind] > most {
				msg, help = fmt.Sprintf("more than %d mistakes in one root module: from here on they are not told %s", most, limits.Findings.Raise()), ""
			}
			seen[k] = true
			t.Problems = append(t.Problems, chain.Problem{Kind: kind, At: at, Msg: msg, Help: help})
		}
	}
}

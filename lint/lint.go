// Package lint is the pipeline: it reads what the PATHs hold, has each parser turn its files into endpoints, joins them into one
// graph, judges the hops, runs the rules and drops what is suppressed. It prints nothing; [finding.Result] is what reports are
// made from.
package lint

import (
	"cmp"
	"io"
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

// defaultMargin is how much earlier than the server a client should close where the user says nothing: a second covers the
// granularity of nginx's and the JVM's timers and a slow network path; more would refuse pairs that vendors recommend.
const defaultMargin = time.Second

// Options say what to read and what to look for. The zero value reads the working directory and reports everything.
type Options struct {
	Cwd   string    // what names are shown relative to; "" is the process's own
	Paths []string  // files and folders; "-" is Stdin; none is "."
	Stdin io.Reader // read only where Paths says so
	// Top is the folder below which things keep their identity when they are compared with another run, whose Top is another copy of it;
	// "" is the top of the git work tree.
	Top string
	// Scratch is the folder in which copies of revisions are made; "" is that for temporary files.
	Scratch string

	Settings     parsers.Settings // the folders in it are absolute paths
	Configs      []string         // timeoutlint.yaml files beside those below the PATHs; their settings win
	Exclude      []string         // globs below Cwd that are not walked
	AllowOutside bool             // open files outside the PATHs, the prefix and the map targets
	Limits       limits.Set       // how much is taken in at most
	// Instead holds texts, by canonical path, that are checked in place of those on disk.
	Instead map[string][]byte

	Only, Skip []string         // ids or names of rules; Only empty: all
	NoFixes    bool             // findings come without their fixes: for reports that show none
	FailOn     finding.Severity // the mildest severity that sets the exit status; Unset: none
	// FailOnGiven says that the user asked for FailOn: timeoutlint.yaml does not change it.
	FailOnGiven bool
	Margin      time.Duration // 0 is the default, a second
	Now         time.Time     // zero is the clock's

	Jobs     int                          // files and rules worked on at once; 0 is one per processor
	Progress *Progress                    // told how far the run is; nil: nobody
	Looked   func(files int, bytes int64) // called once, when all candidates were looked at and nothing is parsed yet; may be nil
	Panics   bool                         // let a panic of a parser or rule through, with one job to the caller: for tests
}

// Run does it all once. The error is a *source.UsageError or a *rules.UnknownError, for which the user has to change the
// command, a *clients.SyntaxError (or several, joined), for which a timeoutlint.yaml, or says that the run could not begin. What goes wrong later is in the result: everything that could be read is
// judged.
func Run(o Options) (*finding.Result, error) {
	selected, err := rules.Select(o.Only, o.Skip)
	if err != nil {
		return nil, err
	}
	tree, err := source.Open(source.Options{
		Cwd: o.Cwd, Paths: o.Paths, Stdin: o.Stdin, Top: o.Top,
		Exclude: o.Exclude, Readable: readable(o), AllowOutside: o.AllowOutside, Limits: o.Limits, Instead: o.Instead, Jobs: o.jobs(),
	})
	if err != nil {
		return nil, err
	}
	defer tree.Close()
	defer o.Progress.end()
	r := &run{Options: o, tree: tree, result: &finding.Result{Set: tree.Set, FailOn: o.FailOn, Rules: pages()}}
	claims := r.claim()
	declared, err := r.configure(claims.policies)
	if err != nil {
		return nil, err
	}
	claims.drop(r.policies.excluded)
	r.declared(claims, slices.IndexFunc(inputs, func(p parsers.Parser) bool { return p.Name == "nginx" }))
	r.result.FailOn = r.failOn()
	graph := r.parse(claims, declared)
	r.check(graph, claims, selected)
	r.close(claims)
	return r.result, nil
}

// pages are the documents of all rules: a report may explain a rule that found nothing, too.
func pages() []*finding.Doc {
	docs := make([]*finding.Doc, len(rules.All))
	for i, r := range rules.All {
		docs[i] = &r.Doc
	}
	return docs
}

// readable are the folders beside the PATHs that includes may read because the user named them.
func readable(o Options) []string {
	s := o.Settings
	dirs := slices.Concat(o.Configs, s.VarFiles())
	if s.NginxPrefix != "" {
		dirs = append(dirs, s.NginxPrefix)
	}
	for _, m := range s.Maps {
		dirs = append(dirs, m.To)
	}
	return dirs
}

// run is one run on its way.
type run struct {
	Options
	tree   *source.Tree
	result *finding.Result
	faults faults

	policies policies
}

// parse has each parser read the files it claimed and joins what they found.
func (r *run) parse(c claims, declared chain.Fragment) *chain.Graph {
	r.Progress.begin("parse", 0)
	graph := &chain.Graph{}
	graph.Add(declared)
	for _, f := range r.fragments(c) {
		graph.Add(f)
	}
	r.Progress.begin("link", 0)
	r.guard(func() {
		graph.Name()
		graph.Link(chain.LinkOptions{Assume: r.assume(), ForShow: r.forShow, Limits: r.Limits})
		nameHosts(graph)
	}, "linking")
	return graph
}

// forShow reports whether an endpoint is one of a test or an example inside of what is checked.
func (r *run) forShow(e *chain.Endpoint) bool {
	f := r.tree.Set.File(e.At.File)
	return f != nil && f.Path != "" && r.tree.ForShow(f.Path)
}

// close fills in what is known only at the end.
func (r *run) close(c claims) {
	res := r.result
	res.Files = c.understood()
	byFile := func(a, b finding.Skip) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Reason, b.Reason))
	}
	for _, s := range r.tree.Skipped() {
		res.Skipped = append(res.Skipped, finding.Skip{File: s.Name, Reason: s.Reason})
	}
	res.Skipped = append(res.Skipped, c.skipped()...)
	slices.SortFunc(res.Skipped, byFile)
	res.Skipped = slices.Compact(res.Skipped)

	for _, s := range r.tree.Unreadable() {
		res.Unreadable = append(res.Unreadable, finding.Skip{File: s.Name, Reason: s.Reason})
	}
	res.Unreadable = append(res.Unreadable, r.faults.met...)
	slices.SortFunc(res.Unreadable, byFile)
}

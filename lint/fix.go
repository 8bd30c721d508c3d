package lint

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/source"
)

// FixOptions say what to repair.
type FixOptions struct {
	Options
	Unsafe bool // apply repairs that need a look, too
	DryRun bool // write nothing
}

// Fixed is what [Fix] did.
type Fixed struct {
	Result *finding.Result // of the last check: what is left
	Files  []FixedFile     // by name
	Left   []finding.Skip  // files that were left alone, with the reason
	Unsafe []Repair        // those that were not applied because nobody asked for them
}

// FixedFile is a file with other bytes than before.
type FixedFile struct {
	Name          string
	Before, After []byte
	Repairs       []Repair // in the order in which they were made
}

// Repair is one fix that was applied, or could be.
type Repair struct {
	Rule, Title string
	Line        int // of the finding at the time, 1-based, 0 where it points at no file
	File        string
}

// Fix checks, applies the fixes of the findings, and checks again, until there is nothing more to apply. All of that happens in memory; only
// then are the files written, each whole or not at all. A file that must not be written, or on which two findings disagree, is left alone, and so is
// a fix that would bring another finding. The errors are those of [Run].
func Fix(o FixOptions) (*Fixed, error) {
	f := &fixing{FixOptions: o, alone: map[string]string{}, refused: map[string]string{}}
	if err := f.readStdin(); err != nil {
		return nil, err
	}
	tree, err := source.Open(source.Options{Cwd: o.Cwd, Paths: o.Paths, Stdin: bytes.NewReader(nil), Readable: readable(o.Options)})
	if err != nil {
		return nil, err
	}
	defer tree.Close()
	f.tree = tree
	if err := f.rounds(); err != nil {
		return nil, err
	}
	if err := f.write(); err != nil {
		return nil, err
	}
	return f.told(), nil
}

// fixing is one call of Fix on its way.
type fixing struct {
	FixOptions
	tree    *source.Tree // of the files that may be written
	stdin   []byte
	result  *finding.Result
	first   map[string]*source.File // by path: as it was read from disk
	repairs map[string][]Repair     // by path
	done    map[string]bool         // fixes that were applied: one that did not help is not applied again
	alone   map[string]string       // by name: why a file must be left alone
	dispute map[string]string       // by name: on what two findings disagree in the last round
	refused map[string]string       // by name: what a repair would have broken
}

func (f *fixing) readStdin() error {
	if !slices.Contains(f.Paths, source.Stdin) || f.Stdin == nil {
		return nil
	}
	limit := f.Limits.Of(limits.FileBytes)
	var err error
	f.stdin, err = io.ReadAll(io.LimitReader(f.Stdin, limit+1)) // a text that is too long is refused when it is read
	return err
}

func (f *fixing) check(instead map[string][]byte) (*finding.Result, error) {
	o := f.Options
	o.Stdin, o.Instead, o.NoFixes = bytes.NewReader(f.stdin), instead, false
	return Run(o)
}

// plan puts the fixes together that are to be applied now, all to files that may be written.
func (f *fixing) plan() *finding.Plan {
	var all []finding.Proposal
	for _, x := range f.result.Findings {
		fix, ok := best(x)
		if ok && (f.Unsafe || fix.Safety == finding.Safe) && !f.done[key(x, fix)] && f.allowed(fix) {
			all = append(all, finding.Proposal{Finding: x, Fix: fix})
		}
	}
	plan := finding.NewPlan(f.result.Set, all)
	f.dispute = map[string]string{}
	for _, c := range plan.Conflicts {
		f.dispute[c.File.Name] = "line " + strconv.Itoa(c.File.Position(c.At.Start).Line) + ": " +
			c.First.Finding.Rule.ID + " (" + c.First.Fix.Title + ") and " + c.Second.Finding.Rule.ID + " (" + c.Second.Fix.Title + ") disagree; apply one of them by hand"
	}
	return plan
}

// best is the fix of a finding to apply: the safest, and the first among equals.
func best(x *finding.Finding) (fix finding.Fix, ok bool) {
	for _, one := range x.Fixes {
		if one.Safety > fix.Safety {
			fix, ok = one, true
		}
	}
	return fix, ok
}

// key tells fixes apart across rounds.
func key(x *finding.Finding, fix finding.Fix) string { return x.Fingerprint() + "\x00" + fix.Title }

// allowed reports whether all files of a fix may be written.
func (f *fixing) allowed(fix finding.Fix) bool {
	all := true
	for _, e := range fix.Edits {
		file := f.result.Set.File(e.At.File)
		if file == nil {
			return false
		}
		if f.alone[file.Name] == "" && f.first[file.Path] == nil {
			if err := f.tree.Writable(file); err != nil {
				f.alone[file.Name] = reasonOf(err)
			}
		}
		all = all && f.alone[file.Name] == ""
	}
	return all
}

func reasonOf(err error) string {
	if e, ok := errors.AsType[*source.Error](err); ok {
		return e.Reason
	}
	return err.Error()
}

// apply gives the texts as they are after a plan, beside those of earlier rounds.
func (f *fixing) apply(plan *finding.Plan) (map[string][]byte, error) {
	instead := maps.Clone(f.Instead)
	if instead == nil {
		instead = map[string][]byte{}
	}
	for _, id := range plan.Files() {
		file := f.result.Set.File(id)
		text, err := plan.Text(file)
		if err != nil {
			return nil, err
		}
		instead[file.Path] = text
	}
	return instead, nil
}

// take records a plan that was applied.
func (f *fixing) take(plan *finding.Plan) {
	set := f.result.Set
	for _, id := range plan.Files() {
		if file := set.File(id); f.first[file.Path] == nil {
			f.first[file.Path] = file
		}
	}
	f.mark(plan)
	for _, p := range plan.Taken {
		var told []string
		for _, e := range p.Fix.Edits {
			if path := set.File(e.At.File).Path; !slices.Contains(told, path) {
				told = append(told, path)
				f.repairs[path] = append(f.repairs[path], f.repair(p.Finding, p.Fix))
			}
		}
	}
}

// mark remembers the fixes of a plan: none is applied twice.
func (f *fixing) mark(plan *finding.Plan) {
	for _, p := range plan.Taken {
		f.done[key(p.Finding, p.Fix)] = true
	}
}

func (f *fixing) repair(x *finding.Finding, fix finding.Fix) Repair {
	r := Repair{Rule: x.Rule.ID, Title: fix.Title}
	if file := f.result.Set.File(x.At.File); file != nil {
		r.File, r.Line = file.Name, file.Position(x.At.Start).Line
	}
	return r
}

// write writes all files that changed. Where one cannot be written after all, what is on disk is checked once more.
func (f *fixing) write() (err error) {
	if f.DryRun {
		return nil
	}
	failed := false
	for _, path := range slices.Sorted(maps.Keys(f.first)) {
		if err := f.tree.Write(f.first[path], f.Instead[path]); err != nil {
			failed = true
			f.alone[f.first[path].Name] = reasonOf(err)
			delete(f.first, path)
		}
	}
	if failed {
		f.result, err = f.check(nil)
	}
	return err
}

func (f *fixing) told() *Fixed {
	done := &Fixed{Result: f.result}
	for path, file := range f.first {
		done.Files = append(done.Files, FixedFile{Name: file.Name, Before: file.Src, After: f.Instead[path], Repairs: f.repairs[path]})
	}
	slices.SortFunc(done.Files, func(a, b FixedFile) int { return cmp.Compare(a.Name, b.Name) })
	maps.Copy(f.alone, f.refused)
	maps.Copy(f.alone, f.dispute)
	for _, name := range slices.Sorted(maps.Keys(f.alone)) {
		done.Left = append(done.Left, finding.Skip{File: name, Reason: f.alone[name]})
	}
	for _, x := range f.result.Findings {
		if fix, ok := best(x); ok && fix.Safety == finding.Unsafe && !f.Unsafe {
			done.Unsafe = append(done.Unsafe, f.repair(x, fix))
		}
	}
	return done
}

package lint

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

// only replaces the inputs for one test.
func only(t *testing.T, p ...parsers.Parser) {
	t.Helper()
	before := inputs
	inputs = p
	t.Cleanup(func() { inputs = before })
}

// words is a parser for tests: a file that begins with its name is its own, and so is one with that ending. It reports a syntax
// problem for each file that says "wrong".
func words(name string) parsers.Parser {
	return parsers.Parser{
		Name: name,
		Match: func(file string, head []byte) parsers.Claim {
			switch {
			case strings.HasSuffix(file, "."+name):
				return parsers.ByName
			case bytes.HasPrefix(head, []byte(name)):
				return parsers.ByContent
			}
			return parsers.No
		},
		Parse: func(in *parsers.Input) (fragment chain.Fragment) {
			for _, f := range in.Files {
				if bytes.Contains(f.Src, []byte("strange")) {
					in.Skip(f.File, "strange")
					continue
				}
				if i := bytes.Index(f.Src, []byte("wrong")); i >= 0 {
					fragment.Problems = append(fragment.Problems, chain.Problem{
						Kind: chain.SyntaxProblem, Msg: "wrong for " + name,
						At: source.Span{File: f.ID, Start: uint32(i), End: uint32(i + 5)},
					})
				}
			}
			return fragment
		},
	}
}

func write(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// told is what a result says, one line per finding, skipped and unreadable file.
func told(r *finding.Result) []string {
	lines := []string{fmt.Sprintf("%d files", r.Files)}
	for _, f := range r.Findings {
		start, _ := r.Set.Position(f.At)
		lines = append(lines, fmt.Sprintf("%s %s:%d:%d %s", f.Rule.ID, r.Set.File(f.At.File).Name, start.Line, start.Column, f.Message))
	}
	for _, s := range r.Skipped {
		lines = append(lines, "skipped "+s.File+": "+s.Reason)
	}
	for _, s := range r.Unreadable {
		lines = append(lines, "unreadable "+s.File+": "+s.Reason)
	}
	return lines
}

func TestRunSharesFilesOutAmongParsers(t *testing.T) {
	only(t, words("ab"), words("cd"))
	dir := write(t, map[string]string{
		"1.ab":      "wrong",
		"2.ab":      "cd wrong", // its name says more than its content
		"3":         "cd\nwrong",
		"4":         "ef wrong",
		"5.cd":      "strange",
		"sub/6.cd":  "x wrong # timeoutlint:ignore TL001 it is so",
		"sub/7.cd":  "fine",
		"named.txt": "wrong",
	})
	want := []string{
		"5 files",
		"TL001 1.ab:1:1 wrong for ab",
		"TL001 2.ab:1:4 wrong for ab",
		"TL001 3:2:1 wrong for cd",
		"skipped 5.cd: strange",
		"skipped named.txt: not recognised as anything that timeoutlint reads",
	}
	for _, jobs := range []int{1, 8} {
		r, err := Run(Options{Cwd: dir, Paths: []string{"named.txt", "sub", ".", "1.ab"}, Jobs: jobs, FailOn: finding.Error})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, told(r)); diff != "" {
			t.Errorf("%d jobs (-want +got):\n%s", jobs, diff)
		}
		if r.Suppressed != 1 || r.Exit() != finding.ExitFindings {
			t.Errorf("%d suppressed, exit %d; want 1 and 1", r.Suppressed, r.Exit())
		}
	}
}

func TestRunReadsALinkedFileOnce(t *testing.T) {
	only(t, words("ab"))
	dir := write(t, map[string]string{"b.txt": "wrong"})
	if err := os.Symlink("b.txt", filepath.Join(dir, "a.ab")); err != nil {
		t.Skip(err)
	}
	r, err := Run(Options{Cwd: dir})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"1 files", "TL001 b.txt:1:1 wrong for ab"}, told(r)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRunLeavesRulesOut(t *testing.T) {
	only(t, words("ab"))
	dir := write(t, map[string]string{"1.ab": "wrong"})
	r, err := Run(Options{Cwd: dir, Skip: []string{"syntax-error"}})
	if err != nil || len(r.Findings) != 0 {
		t.Errorf("with the rule skipped: %v, %v", r.Findings, err)
	}
	var unknown *rules.UnknownError
	if _, err := Run(Options{Cwd: dir, Only: []string{"TL999"}}); !errors.As(err, &unknown) {
		t.Errorf("an unknown rule: %v", err)
	}
	var usage *source.UsageError
	if _, err := Run(Options{Cwd: dir, Paths: []string{"nowhere"}}); !errors.As(err, &usage) {
		t.Errorf("a PATH that does not exist: %v", err)
	}
}

func TestRunSurvivesAParserThatPanics(t *testing.T) {
	broken := words("ab")
	broken.Parse = func(in *parsers.Input) chain.Fragment {
		return chain.Fragment{Endpoints: make([]*chain.Endpoint, len(in.Files)-2)}
	}
	only(t, broken, words("cd"))
	dir := write(t, map[string]string{"1.ab": "", "2.cd": "wrong"})
	r, err := Run(Options{Cwd: dir})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) != 1 || r.Exit() != finding.ExitUnreadable {
		t.Errorf("%d findings, exit %d; want the other parser's finding and 3", len(r.Findings), r.Exit())
	}
	if len(r.Unreadable) != 1 || r.Unreadable[0].File != "internal error in the ab parser" ||
		!strings.Contains(r.Unreadable[0].Reason, "len out of range (lint/run_test.go:") ||
		!strings.Contains(r.Unreadable[0].Reason, "please report it") {
		t.Errorf("unreadable: %q", r.Unreadable)
	}

	defer func() {
		if recover() == nil {
			t.Error("with Panics set, the panic does not get through")
		}
	}()
	_, _ = Run(Options{Cwd: dir, Jobs: 1, Panics: true})
}

// TestSurveysComeBeforeParsers has three parsers say when they are asked and what they are given: all surveys come first, in the order of the inputs,
// each sees what those before it left, and all of it is there for every Parse. A parser without files is not asked.
func TestSurveysComeBeforeParsers(t *testing.T) {
	var asked []string
	surveyor := func(name string, panics bool) parsers.Parser {
		p := words(name)
		tell := func(what string, in *parsers.Input) {
			seen := make([]string, len(in.Settings.Installs))
			for i, at := range in.Settings.Installs {
				seen[i] = at.Image
			}
			asked = append(asked, fmt.Sprintf("%s %s: %d files, installs %v, %d manifests, read %v", name, what, len(in.Files), seen, len(in.Sources.Manifests), in.Read))
		}
		p.Survey = func(in *parsers.Input) {
			tell("survey", in)
			if panics {
				panic("broken")
			}
			in.Settings.Installs = append(in.Settings.Installs, parsers.Install{Image: name})
			in.Sources.Manifests = append(in.Sources.Manifests, program.Manifest{Name: name, File: in.Files[0].File})
			in.Read = name
		}
		p.Parse, p.Uses = func(in *parsers.Input) chain.Fragment { tell("parse", in); return chain.Fragment{} }, true
		return p
	}
	quiet := surveyor("q", false)
	quiet.Survey = nil
	dir := write(t, map[string]string{"1.ab": "", "2.ab": "", "3.cd": "", "4.q": "", "5.x": ""})
	for _, broken := range []bool{false, true} {
		asked = nil
		only(t, surveyor("ab", false), quiet, surveyor("none", false), surveyor("x", broken), surveyor("cd", false))
		r, err := Run(Options{Cwd: dir, Jobs: 2})
		if err != nil {
			t.Fatal(err)
		}
		all, n, x := "[ab x cd]", 3, "x"
		if broken {
			all, n, x = "[ab cd]", 2, "<nil>"
		}
		before := map[bool]string{false: "[ab x], 2 manifests", true: "[ab], 1 manifests"}[broken]
		end := fmt.Sprintf("installs %s, %d manifests, read ", all, n)
		want := []string{
			"ab survey: 2 files, installs [], 0 manifests, read <nil>",
			"x survey: 1 files, installs [ab], 1 manifests, read <nil>",
			"cd survey: 1 files, installs " + before + ", read <nil>",
			"ab parse: 2 files, " + end + "ab", "q parse: 1 files, " + end + "<nil>", "x parse: 1 files, " + end + x, "cd parse: 1 files, " + end + "cd",
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("broken %v (-want +got):\n%s", broken, diff)
		}
		if told := len(r.Unreadable) == 1 && r.Unreadable[0].File == "internal error in the x parser's survey"; told != broken {
			t.Errorf("broken %v: unreadable: %q", broken, r.Unreadable)
		}
	}
}

// TestParsersRunBesideEachOther has parsers wait in Parse until others are in it: those that use the sources run one after the other, the rest beside them
// and without the sources. What they find is in the order of the inputs.
func TestParsersRunBesideEachOther(t *testing.T) {
	met := make(chan string, 1)
	var using atomic.Int32
	parser := func(name string, uses bool, meet func()) parsers.Parser {
		p := words(name)
		parse := p.Parse
		p.Uses, p.Parse = uses, func(in *parsers.Input) chain.Fragment {
			if (in.Sources != nil) != uses {
				t.Errorf("%s: the sources are %v", name, in.Sources)
			}
			if uses && using.Add(1) > 1 {
				t.Errorf("%s is not the only one that uses the sources", name)
			}
			meet()
			if uses {
				using.Add(-1)
			}
			return parse(in)
		}
		return p
	}
	say := func() { met <- "here" }
	hear := func() {
		select {
		case <-met:
		case <-time.After(10 * time.Second):
			t.Error("no other parser ran beside this one")
		}
	}
	only(t, parser("ab", false, hear), parser("cd", true, say), parser("ef", true, func() {}))
	r, err := Run(Options{Cwd: write(t, map[string]string{"1.ab": "wrong", "2.cd": "wrong", "3.ef": "wrong"}), Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, p := range r.Graph.Problems {
		order = append(order, r.Set.File(p.At.File).Name)
	}
	if diff := cmp.Diff([]string{"1.ab", "2.cd", "3.ef"}, order); diff != "" {
		t.Error(diff)
	}
}

func TestProgressTellsThePhases(t *testing.T) {
	only(t, words("ab"))
	dir := write(t, map[string]string{"1.ab": "wrong"})
	p := new(Progress)
	if phase, _, _ := p.Now(); phase != "" || len(p.Phases()) != 0 {
		t.Error("a run that has not begun has a phase")
	}
	walked := 0
	_, err := Run(Options{Cwd: dir, Progress: p, Looked: func(files int, size int64) {
		if phase, _, _ := p.Now(); phase != "read" {
			t.Errorf("phase %q while reading", phase)
		}
		if walked += files; size != 5 {
			t.Errorf("%d bytes discovered, want 5", size)
		}
	}})
	if err != nil || walked != 1 {
		t.Fatalf("%d files looked at, %v", walked, err)
	}
	var names []string
	var total time.Duration
	for _, phase := range p.Phases() {
		names = append(names, phase.Name)
		total += phase.Took
	}
	if diff := cmp.Diff([]string{"walk", "read", "parse", "link", "judge", "rules", "sort"}, names); diff != "" || total <= 0 {
		t.Errorf("phases (-want +got):\n%s, in all %s", diff, total)
	}
}

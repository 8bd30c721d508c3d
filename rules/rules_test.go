package rules_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/cli"
	"github.com/timeoutlint/timeoutlint/rules"
)

var update = flag.Bool("update", false, "rewrite the output sections of the rules' pages")

// TestEveryRuleIsListed compares the files of this folder with rules.All.
func TestEveryRuleIsListed(t *testing.T) {
	listed := map[string]bool{}
	for i, r := range rules.All {
		listed[r.ID] = true
		if i > 0 && rules.All[i-1].ID >= r.ID {
			t.Errorf("%s stands before %s in rules.All: sort it by id", rules.All[i-1].ID, r.ID)
		}
		if other, _ := rules.Find(r.Name); other != r {
			t.Errorf("%s and %s have the same name", other.ID, r.ID)
		}
	}
	files, err := filepath.Glob("tl[0-9][0-9][0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if id := strings.ToUpper(f[:len("tl000")]); !listed[id] {
			t.Errorf("%s: no line for %s in rules.All", f, id)
		}
	}
}

// TestPages asks each page for all its parts.
func TestPages(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	headings := regexp.MustCompile(`(?m)^## (.*)$`)
	for _, r := range rules.All {
		t.Run(r.ID, func(t *testing.T) {
			if !kebab.MatchString(r.Name) || r.Severity == finding.Unset || r.Title == "" {
				t.Errorf("the first line of %s.txtar must read: # %s kebab-case-name (severity): what fires", strings.ToLower(r.ID), r.ID)
			}
			if r.Title != "" && strings.HasSuffix(r.Title, ".") {
				t.Errorf("title %q: no full stop", r.Title)
			}
			var found []string
			for _, m := range headings.FindAllStringSubmatch(r.Text().Body, -1) {
				found = append(found, m[1])
			}
			if diff := cmp.Diff([]string{"What", "Why", "Fix safety", "References"}, found); diff != "" {
				t.Errorf("headings (-want +got):\n%s", diff)
			}
			var kinds []string
			for _, e := range r.Text().Examples {
				kinds = append(kinds, e.Kind)
			}
			for _, kind := range []string{"bad", "good"} {
				if !slices.Contains(kinds, kind) {
					t.Errorf("no %s/ example", kind)
				}
			}
			for _, kind := range kinds {
				if !slices.Contains([]string{"bad", "good", "fixed"}, kind) {
					t.Errorf("%s/: an example is bad, good or fixed", kind)
				}
			}
			if r.Text().Output == "" && !*update {
				t.Error("no output: run go test ./rules -update, and read what it wrote")
			}
		})
	}
}

// TestExamples runs each page: bad prints its output exactly, good and fixed have no finding of the rule.
func TestExamples(t *testing.T) {
	for _, r := range rules.All {
		t.Run(r.ID, func(t *testing.T) {
			command, want := splitCommand(r.Text().Output)
			for _, e := range r.Text().Examples {
				dir := extract(t, e.Files)
				mine := findings(t, dir, command, r.ID)
				switch {
				case e.Kind != "bad" && len(mine) > 0:
					t.Errorf("the %s example has findings of the rule: %s", e.Kind, mine)
				case e.Kind == "bad" && len(mine) == 0:
					t.Error("the bad example has no finding of the rule")
				}
				if e.Kind != "bad" {
					continue
				}
				got := run(t, dir, append([]string{"check", "--quiet", "--color=never"}, command...))
				if *update {
					rewrite(t, r.ID, r.Text().Output[:len(r.Text().Output)-len(want)]+got)
				} else if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("output (-want +got); go test ./rules -update rewrites it:\n%s", diff)
				}
			}
		})
	}
}

// TestFixes repairs the bad example of each page as the page's Fix safety says: it begins with "Fix: safe." where fix makes the fixed example, with
// "Fix: unsafe." where it does so with --unsafe only, and else fix changes nothing. The result is the fixed example, to the byte.
func TestFixes(t *testing.T) {
	for _, r := range rules.All {
		examples := map[string][]finding.ExampleFile{}
		for _, e := range r.Text().Examples {
			examples[e.Kind] = e.Files
		}
		_, safety, _ := strings.Cut(r.Text().Body, "## Fix safety\n\n")
		t.Run(r.ID, func(t *testing.T) {
			command, _ := splitCommand(r.Text().Output)
			dir := extract(t, examples["bad"])
			fix := []string{"fix", "--fail-on=never"}
			for _, flag := range command {
				if flag != "--notes" { // of reports
					fix = append(fix, flag)
				}
			}
			holds := func(what string, files []finding.ExampleFile) {
				t.Helper()
				for _, f := range files {
					if f.Name == "stdin" {
						continue
					}
					if got := read(t, dir, f.Name); *update && what == "fixed" {
						rewriteSection(t, r.ID, "fixed/"+f.Name, got)
					} else if diff := cmp.Diff(f.Text, got); diff != "" {
						t.Errorf("%s (-%s example +what fix writes); go test ./rules -update rewrites the fixed one:\n%s", f.Name, what, diff)
					}
				}
			}
			switch {
			case strings.HasPrefix(safety, "Fix: safe."):
				run(t, dir, fix)
				holds("fixed", examples["fixed"])
			case strings.HasPrefix(safety, "Fix: unsafe."):
				run(t, dir, fix)
				holds("bad", examples["bad"])
				run(t, dir, append(fix, "--unsafe"))
				holds("fixed", examples["fixed"])
			default:
				run(t, dir, append(fix, "--unsafe", "--only="+r.ID))
				holds("bad", examples["bad"])
			}
		})
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// splitCommand takes a first line "$ timeoutlint FLAGS" off an output: the flags with which the examples are run.
func splitCommand(output string) (args []string, rest string) {
	line, rest, _ := strings.Cut(output, "\n")
	if flags, ok := strings.CutPrefix(line, "$ timeoutlint"); ok {
		return strings.Fields(flags), rest
	}
	return nil, output
}

func rewrite(t *testing.T, id, output string) { rewriteSection(t, id, "output", output) }

func rewriteSection(t *testing.T, id, section, text string) {
	t.Helper()
	name := strings.ToLower(id) + ".txtar"
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == section })
	if i < 0 {
		i = len(a.Files)
		a.Files = append(a.Files, txtar.File{Name: section})
	}
	a.Files[i].Data = []byte(text)
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCases runs testdata/ID/*.txtar. The comment of a case holds lines of these forms:
//
//	# anything
//	args: --nginx-version 1.24.0
//	want TL104 nginx.conf:3:23 warning
//	want none
//
// The want lines are exactly the findings of the rule that the folder is named after. A file called stdin is given as standard
// input, with "-" among the args.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		id := strings.ToUpper(filepath.Base(filepath.Dir(name)))
		t.Run(id+"/"+strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			if _, ok := rules.Find(id); !ok {
				t.Fatalf("%s: the folder is named after no rule", name)
			}
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			args, want := expectations(t, string(a.Comment))
			var files []finding.ExampleFile
			for _, f := range a.Files {
				files = append(files, finding.ExampleFile{Name: f.Name, Text: string(f.Data)})
			}
			got := findings(t, extract(t, files), args, id)
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("findings of %s (-want +got):\n%s", id, diff)
			}
		})
	}
}

func expectations(t *testing.T, comment string) (args, want []string) {
	t.Helper()
	none := false
	for line := range strings.Lines(comment) {
		line = strings.TrimSpace(line)
		flags, isArgs := strings.CutPrefix(line, "args:")
		wanted, isWant := strings.CutPrefix(line, "want ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case isArgs:
			args = append(args, strings.Fields(flags)...)
		case line == "want none":
			none = true
		case isWant:
			want = append(want, wanted)
		default:
			t.Fatalf("line %q: write # text, args: FLAGS, want RULE FILE:LINE:COLUMN SEVERITY, or want none", line)
		}
	}
	if none != (len(want) == 0) {
		t.Fatal("either want lines, or want none")
	}
	return args, want
}

// findings are those of one rule, each as RULE FILE:LINE:COLUMN SEVERITY.
func findings(t *testing.T, dir string, args []string, id string) []string {
	t.Helper()
	var document struct {
		Findings []struct {
			Rule, Severity string
			Location       *struct {
				File         string
				Line, Column int
			}
		}
	}
	out := run(t, dir, append([]string{"check", "--format=json"}, args...))
	if err := json.Unmarshal([]byte(out), &document); err != nil {
		t.Fatalf("%v in:\n%s", err, out)
	}
	var found []string
	for _, f := range document.Findings {
		if f.Rule != id {
			continue
		}
		at := "-"
		if f.Location != nil {
			at = fmt.Sprintf("%s:%d:%d", f.Location.File, f.Location.Line, f.Location.Column)
		}
		found = append(found, f.Rule+" "+at+" "+f.Severity)
	}
	return found
}

// today is when all examples are run.
var today = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// run runs timeoutlint in a folder and gives what it wrote. Wrong usage fails the test.
func run(t *testing.T, dir string, args []string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := cli.Env{
		Cwd: dir, Stdin: stdin(t, dir), Stdout: &stdout, Stderr: &stderr, Now: today, Panics: true,
		Getenv:   func(string) string { return "" },
		Terminal: func(io.Writer) (int, bool) { return 0, false },
	}
	if status := e.Run(args); status > finding.ExitFindings {
		t.Fatalf("timeoutlint %s: exit status %d\n%s", strings.Join(args, " "), status, stderr.String())
	}
	return stdout.String()
}

func stdin(t *testing.T, dir string) io.Reader {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(filepath.Dir(dir), "stdin"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return bytes.NewReader(data)
}

// extract writes the files of an example to a folder of their own, and what is called stdin beside it.
func extract(t *testing.T, files []finding.ExampleFile) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "in")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		at := filepath.Join(dir, filepath.FromSlash(f.Name))
		if f.Name == "stdin" {
			at = filepath.Join(filepath.Dir(dir), f.Name)
		}
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(f.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

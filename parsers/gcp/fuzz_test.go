package gcp_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/gcp"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// FuzzConfiguration: whatever a configuration says, nothing panics, every endpoint and join is whole, and the same text says the same twice.
func FuzzConfiguration(f *testing.F) {
	for _, file := range golden.Files(f, "testdata/*.txtar", ".tf") {
		for block := range strings.SplitSeq(string(file.Data), "\n}\n\n") { // as a whole they are too large to be changed much
			f.Add(block + "\n}\n")
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		first := readAny(t, text)
		for _, e := range first.fragment.Endpoints {
			if e.Local == "" || e.Root == nil || e.Box != nil && len(e.Box.Idle) == 0 {
				t.Errorf("%+v is not whole", e)
			}
			for _, s := range append(e.Accepts, e.Connect...) {
				if s.Owner != e {
					t.Errorf("%s: a side belongs to another", e.Local)
				}
			}
		}
		for _, r := range first.fragment.Refs {
			if r.From == nil || r.To == nil || r.Side != nil && r.Side.Owner != r.From {
				t.Errorf("%+v joins nothing", r)
			}
		}
		if a, b := dump(first), dump(readAny(t, text)); a != b {
			t.Errorf("one time\n%s\nanother\n%s", a, b)
		}
	})
}

// readAny reads a text as a configuration; what is none, such as a template, may be skipped.
func readAny(t *testing.T, text string) result {
	tree, err := source.Open(source.Options{Cwd: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	f := tree.Set.Add("main.tf", filepath.Join(t.TempDir(), "main.tf"), []byte(text), true)
	in := &parsers.Input{Tree: tree, Files: []parsers.File{{File: f, Claim: parsers.ByName}}, Skip: func(*source.File, string) {}}
	return result{tree.Set, terraform.New(gcp.Resources).Parse(in)}
}

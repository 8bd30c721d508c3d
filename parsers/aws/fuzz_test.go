package aws_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/aws"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// FuzzConfiguration: whatever a configuration says, nothing panics, and every endpoint and join is whole.
func FuzzConfiguration(f *testing.F) {
	for _, file := range golden.Files(f, "testdata/scenarios/*.txtar", "/main.tf") {
		f.Add(string(file.Data))
	}
	parser := terraform.New(aws.Resources)
	f.Fuzz(func(t *testing.T, text string) {
		dir := golden.Folder(t, []txtar.File{{Name: "main.tf", Data: []byte(text)}})
		tree := golden.Open(t, dir)
		file, err := tree.Read(filepath.Join(dir, "main.tf"))
		if err != nil {
			return
		}
		out := parser.Parse(&parsers.Input{Tree: tree, Files: []parsers.File{{File: file, Claim: parsers.ByName}}, Skip: func(*source.File, string) {}})
		for _, e := range out.Endpoints {
			if e.Local == "" || e.Root == nil || e.Box != nil && len(e.Box.Idle) == 0 {
				t.Errorf("%+v is not whole", e)
			}
			for _, s := range append(e.Accepts, e.Connect...) {
				if s.Owner != e {
					t.Errorf("%s: a side belongs to another", e.Local)
				}
			}
		}
		for _, r := range out.Refs {
			if r.From == nil || r.To == nil || r.Side != nil && r.Side.Owner != r.From {
				t.Errorf("%+v joins nothing", r)
			}
		}
	})
}

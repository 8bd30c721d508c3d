package scenarios

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestScenarios checks every state of every case.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s, err := parse(archive)
			if err != nil {
				t.Fatal(err)
			}
			if len(s.states) < 2 {
				t.Error("a case has at least two states: before and after")
			}
			for _, state := range s.states {
				t.Run(state.name, func(t *testing.T) { state.hold(t, s.folder(t, state.name)) })
			}
		})
	}
}

// hold compares a state with what it expects.
func (s state) hold(t *testing.T, dir string) {
	d, text := check(t, dir, s.flags...)
	var hops, findings []string
	for _, h := range d.Hops {
		hops = append(hops, h.String())
	}
	for _, f := range d.Findings {
		findings = append(findings, f.String())
	}
	if diff := cmp.Diff(sorted(s.hops), sorted(hops)); diff != "" {
		t.Errorf("hops (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(sorted(s.findings), sorted(findings)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	for _, want := range s.says {
		if !strings.Contains(text, want) {
			t.Errorf("the report does not say %q:\n%s", want, text)
		}
	}
	for _, not := range s.silent {
		if strings.Contains(text, not) {
			t.Errorf("the report says %q:\n%s", not, text)
		}
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

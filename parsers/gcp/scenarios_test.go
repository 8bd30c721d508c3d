package gcp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/lint"
)

// Each file of testdata/scenarios holds one or more folders of input. A folder is a state, checked as a whole run; its file "want" lists the
// hops with both clocks and the verdict, and the findings. Files of the folder "all" belong to every state.
func TestScenarios(t *testing.T) {
	names, err := filepath.Glob("testdata/scenarios/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		changed := false
		for i, f := range a.Files {
			state, ok := strings.CutSuffix(f.Name, "/want")
			if !ok {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+state, func(t *testing.T) {
				got := check(t, a, state)
				if *update {
					changed = changed || got != string(f.Data)
					a.Files[i].Data = []byte(got)
					return
				}
				if d := cmp.Diff(string(f.Data), got); d != "" {
					t.Errorf("(-want +got)\n%s", d)
				}
			})
		}
		if changed {
			if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// check runs the whole program over one state.
func check(t *testing.T, a *txtar.Archive, state string) string {
	dir := t.TempDir()
	for _, f := range a.Files {
		for _, folder := range []string{"all/", state + "/"} {
			if name, ok := strings.CutPrefix(f.Name, folder); ok && name != "want" {
				if err := os.WriteFile(filepath.Join(dir, name), f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	r, err := lint.Run(lint.Options{Cwd: dir, Panics: true})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, h := range r.Graph.Hops {
		var via strings.Builder
		for _, e := range h.Via {
			via.WriteString(" via " + e.ID)
		}
		lines = append(lines, fmt.Sprintf("%s%s: %s, %s: %s", h.ID, via.String(), h.Client.Idle, h.Server.Idle, chain.Sum(chain.Judge(h))))
	}
	slices.Sort(lines)
	for _, f := range r.Findings {
		at := "-"
		if file := r.Set.File(f.At.File); file != nil {
			at = fmt.Sprintf("%s:%d", file.Name, file.Position(f.At.Start).Line)
		}
		lines = append(lines, fmt.Sprintf("%s %s at %s", f.Severity, f.Rule.ID, at))
	}
	return strings.Join(lines, "\n") + "\n"
}

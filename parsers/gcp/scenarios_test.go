package gcp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/lint"
)

// Each file of testdata/scenarios holds one or more folders of input. A folder is a state, checked as a whole run; its file "want" lists the
// hops with both clocks and the verdict, and the findings. Files of the folder "all" belong to every state.
func TestScenarios(t *testing.T) { golden.Scenarios(t, "testdata/scenarios/*.txtar", check) }

// check runs the whole program over one state.
func check(t *testing.T, files []txtar.File) string {
	t.Helper()
	r, err := lint.Run(lint.Options{Cwd: golden.Folder(t, files), Panics: true})
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

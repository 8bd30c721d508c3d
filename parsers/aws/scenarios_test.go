package aws_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// Each archive of testdata/scenarios holds folders, one a scenario: NN/main.tf, NN/timeoutlint.yaml, ... and NN/want, the hops and the findings
// that the whole tool makes of it. NN is the number of the scenario in facts/aws.md section 6, or SNN in scenarios.md.
func TestScenarios(t *testing.T) { golden.Scenarios(t, "testdata/scenarios/*.txtar", check) }

// check runs the tool on one scenario and tells what it found, a line each.
func check(t *testing.T, files []txtar.File) string {
	t.Helper()
	r, err := lint.Run(lint.Options{
		Cwd: golden.Folder(t, files), Settings: parsers.Settings{NginxVersion: "1.26.0"}, Now: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Panics: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, h := range r.Graph.Hops {
		lines = append(lines, hopLine(h))
	}
	slices.Sort(lines)
	for _, f := range r.Findings {
		line := f.Rule.ID + " " + f.Severity.String()
		if file := r.Set.File(f.At.File); file != nil {
			p := file.Position(f.At.Start)
			line += fmt.Sprintf(" %s:%d:%d", file.Name, p.Line, p.Column)
		}
		lines = append(lines, line+" "+f.Message)
	}
	return strings.Join(lines, "\n") + "\n"
}

func hopLine(h *chain.Hop) string {
	line := h.ID
	for _, box := range h.Via {
		line += " via " + box.ID + " (" + box.Box.Idle.String() + ")"
	}
	line += fmt.Sprintf(": %s vs %s %s", h.Client.Idle, h.Server.Idle, chain.Sum(chain.Judge(h)))
	if len(h.When) > 0 {
		line += " if " + h.When.String()
	}
	return line + " (" + string(h.Joined.How) + ")"
}

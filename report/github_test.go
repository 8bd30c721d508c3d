package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// command is a workflow command as the runner reads it.
type command struct {
	name       string
	properties map[string]string
	data       string
}

// commands reads a log as the runner does: lines that begin with "::" but for blanks, else lines that hold "##[" anywhere.
func commands(t *testing.T, out []byte) (all []command) {
	t.Helper()
	property := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	for _, line := range strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' || r == '\r' }) {
		rest, ok := strings.CutPrefix(strings.TrimLeft(line, " \t"), "::")
		if !ok {
			if strings.Contains(line, "##[") {
				t.Errorf("a command of the old form: %q", line)
			}
			continue
		}
		head, data, ok := strings.Cut(rest, "::")
		if !ok {
			t.Errorf("half a command: %q", line)
		}
		c := command{properties: map[string]string{}, data: property.Replace(data)}
		name, list, _ := strings.Cut(head, " ")
		c.name = name
		for p := range strings.SplitSeq(list, ",") {
			if key, value, ok := strings.Cut(p, "="); ok {
				c.properties[key] = property.Replace(value)
			}
		}
		all = append(all, c)
	}
	return all
}

// readGitHub finds one command a finding, with its own file and nothing else.
func readGitHub(t *testing.T, r *finding.Result, out []byte) {
	t.Helper()
	all := commands(t, out)
	if len(all) != len(r.Findings) {
		t.Fatalf("%d commands for %d findings: %s", len(all), len(r.Findings), out)
	}
	for _, c := range all {
		if c.name != "error" && c.name != "warning" && c.name != "notice" {
			t.Errorf("the command %q", c.name)
		}
		for key := range c.properties {
			if !slices.Contains([]string{"file", "line", "endLine", "col", "endColumn", "title"}, key) {
				t.Errorf("the property %q of %s", key, out)
			}
		}
		if f := r.Set.File(1); f != nil && utf8.ValidString(f.Name) && !strings.ContainsFunc(f.Name, func(r rune) bool { return !unicode.IsPrint(r) }) && c.properties["title"] == "TL101 client-outlives-server" {
			if c.properties["file"] != f.Name || !strings.HasPrefix(c.data, r.Findings[0].Message) {
				t.Errorf("the file %q is called %q, and is said to have: %s", f.Name, c.properties["file"], c.data)
			}
		}
		if title := c.properties["title"]; len(title) < 6 || title[:2] != "TL" {
			t.Errorf("the title %q", title)
		}
	}
}

// TestGitHubLimits gives annotations to what GitHub shows, and prints the rest.
func TestGitHubLimits(t *testing.T) {
	s := newStage(t)
	s.file("x.conf", strings.Repeat("line\n", 40))
	for i := range 13 {
		at := s.at("x.conf", "line")
		for _, severity := range []finding.Severity{finding.Note, finding.Error} {
			s.r.Findings = append(s.r.Findings, &finding.Finding{Rule: lost, Severity: severity, Message: fmt.Sprintf("%s %d ##[group]", severity, i), At: at})
		}
	}
	out := render(t, formatOf(t, "github"), s.r, report.Options{})
	count := map[string]int{}
	for _, c := range commands(t, out) {
		count[c.name]++
	}
	if count["error"] != 10 || count["notice"] != 10 || count["group"] != 1 || count["endgroup"] != 1 {
		t.Errorf("%v", count)
	}
	for i := range 13 {
		if !strings.Contains(string(out), fmt.Sprintf("error %d ", i)) || !strings.Contains(string(out), fmt.Sprintf("note %d ", i)) {
			t.Errorf("finding %d is missing:\n%s", i, out)
		}
	}
	if !strings.HasPrefix(string(out), "::error ") || !strings.HasSuffix(string(out), "13 errors, 13 notes in 1 file; 0 hops\n") {
		t.Errorf("%s", out)
	}
}

package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// document is what these tests read of the JSON report.
type document struct {
	Exit     int
	Hops     []hop
	Findings []finding
}

type hop struct {
	From, To, Verdict string
	Client, Server    clock
}

// clock is one end of a hop, in seconds where there is a number, whatever unit it was written in.
type clock struct {
	State, Origin string
	Seconds       *float64
}

type finding struct {
	Rule, Severity, Message string

	Location *place
	Related  []struct {
		Message  string
		Location *place
	}
}

type place struct {
	File string
	Line int
}

func (p *place) String() string {
	if p == nil {
		return ""
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

func (h hop) String() string {
	return fmt.Sprintf("%s %s -> %s: %s, %s", h.Verdict, h.From, h.To, h.Client, h.Server)
}

func (c clock) String() string {
	switch {
	case c.Seconds != nil:
		return fmt.Sprintf("%gs %s", *c.Seconds, c.Origin)
	case c.State == "absent":
		return "?"
	}
	return c.State + " " + c.Origin
}

func (f finding) String() string {
	if f.Location == nil {
		return f.Rule + " " + f.Severity
	}
	return f.Rule + " " + f.Severity + " " + f.Location.String()
}

// check runs the program in a folder and gives the JSON report and the text report as one line.
func check(t *testing.T, dir string, flags ...string) (document, string) {
	t.Helper()
	run := func(more ...string) []byte {
		var stdout, stderr bytes.Buffer
		status := cli.Env{
			Cwd: dir, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Panics: true,
			Getenv:   func(string) string { return "" },
			Terminal: func(io.Writer) (int, bool) { return 0, false },
		}.Run(append(append([]string{"check"}, flags...), more...))
		if status > 1 || stderr.Len() > 0 {
			t.Fatalf("exit status %d, standard error:\n%s", status, stderr.String())
		}
		return stdout.Bytes()
	}
	var d document
	if err := json.Unmarshal(run("--format=json"), &d); err != nil {
		t.Fatal(err)
	}
	return d, oneLine(string(run("--notes", "--color=never")))
}

// gutter is what stands before the source lines of an excerpt.
var gutter = regexp.MustCompile(`(?m)^ *\d* \|`)

// oneLine undoes the line breaks of a report.
func oneLine(report string) string {
	return strings.Join(strings.Fields(gutter.ReplaceAllString(report, " ")), " ")
}

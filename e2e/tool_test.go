package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// document is what these tests read of the JSON output.
type document struct {
	Endpoints []struct {
		ID        string
		Locations []location
	}
	Findings []toolFinding
}

type location struct {
	Server, Location string
	Block            *string
	ClientIdle       value `json:"client_idle"`
	KeepAliveHeader  value `json:"keep_alive_header"`
	Pass             *struct {
		At               place
		Reuse            string
		Reason           *string
		HTTPVersion      *string `json:"http_version"`
		ConnectionHeader *string `json:"connection_header"`
		PoolIdle         value   `json:"pool_idle"`
		Protocol         string
	}
}

type toolFinding struct {
	Rule, Severity, Message string

	Location *place
	Hop      *struct{ From, To string }
}

func (f toolFinding) String() string {
	if f.Location == nil {
		return f.Rule + ": " + f.Message
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.Location.File, f.Location.Line, f.Rule, f.Message)
}

// refuses tells whether the finding says that nginx would not start.
func (f toolFinding) refuses() bool {
	return (f.Rule == "TL001" || f.Rule == "TL401") && f.Severity == "error"
}

type place struct {
	File    string
	Line    int
	EndLine int `json:"end_line"`
}

// in gives the file relative to dir: the tool names it relative to the working directory.
func (p place) in(t *testing.T, dir string) string {
	t.Helper()
	abs, err := filepath.Abs(filepath.FromSlash(p.File))
	if err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(dir, abs)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

type value struct {
	State        string
	Seconds      *float64
	Alternatives []value
}

// durations are the idle times that the value stands for: one, or one for each alternative; none where it is unknown
// or unlimited.
func (v value) durations() (all []time.Duration) {
	switch {
	case v.State == "off":
		return []time.Duration{0}
	case v.State == "known" && v.Seconds != nil:
		return []time.Duration{time.Duration(*v.Seconds * float64(time.Second))}
	}
	for _, alternative := range v.Alternatives {
		all = append(all, alternative.durations()...)
	}
	return all
}

// near tells whether the value stands for a time that is within slack of d.
func (v value) near(d, slack time.Duration) bool {
	return slices.ContainsFunc(v.durations(), func(own time.Duration) bool { return (own - d).Abs() <= slack })
}

// run gives the arguments to timeoutlint and reads the document that it prints.
func run(t *testing.T, args ...string) (doc document, exit int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	exit = cli.Main(args, strings.NewReader(""), &stdout, &stderr)
	if err := json.Unmarshal(stdout.Bytes(), &doc); err != nil {
		t.Fatalf("timeoutlint %s: exit %d, no JSON (%v): %s", strings.Join(args, " "), exit, err, stderr.String())
	}
	return doc, exit
}

// show asks for what is in force in each location of dir/nginx.conf.
func show(t *testing.T, dir, version string) document {
	t.Helper()
	doc, _ := run(t, "show", "--format", "json", "--nginx-version", version, filepath.Join(dir, "nginx.conf"))
	return doc
}

// refusals are the findings that say that nginx would not start.
func (d document) refusals() []toolFinding {
	return slices.DeleteFunc(slices.Clone(d.Findings), func(f toolFinding) bool { return !f.refuses() })
}

// refusedAt tells whether one of the refusals covers the line of the file (relative to dir). nginx stops at the first
// error and the tool goes on, so that the others need not be nginx's.
func (d document) refusedAt(t *testing.T, dir, file string, line int) bool {
	t.Helper()
	return slices.ContainsFunc(d.refusals(), func(f toolFinding) bool {
		at := f.Location
		return at != nil && at.in(t, dir) == file && at.Line <= line && line <= at.EndLine
	})
}

// find is the entry of a location.
func (d document) find(server, path, block string) *location {
	for _, e := range d.Endpoints {
		for _, l := range e.Locations {
			mine := ""
			if l.Block != nil {
				mine = *l.Block
			}
			if l.Server == server && l.Location == path && mine == block {
				return &l
			}
		}
	}
	return nil
}

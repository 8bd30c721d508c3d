package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

func TestLookup(t *testing.T) {
	for _, name := range report.Names() {
		if f, err := report.Lookup(name); err != nil || f.Name != name || f.Write == nil {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	_, err := report.Lookup("yaml")
	if err == nil {
		t.Fatal("an unknown format is found")
	}
	for _, name := range report.Names() {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not list %s: %v", name, err)
		}
	}
}

// summaryJSON is the summary of the document.
type summaryJSON struct {
	Summary struct {
		Files, Endpoints, Errors, Warnings, Notes, Suppressed int
		Hops                                                  map[string]int
	}
	Exit int
}

// TestSummaryAgrees compares the last line of the text with the numbers of the document.
func TestSummaryAgrees(t *testing.T) {
	r := shop(t).r
	lines := strings.Split(strings.TrimSpace(string(render(t, text, r, report.Options{}))), "\n")
	var doc summaryJSON
	if err := json.Unmarshal(render(t, asJSON, r, report.Options{}), &doc); err != nil {
		t.Fatal(err)
	}
	s := doc.Summary
	want := fmt.Sprintf("%d error, %d warning, %d notes (%d suppressed) in %d files; %d hops: %d violated, %d no-reuse",
		s.Errors, s.Warnings, s.Notes, s.Suppressed, s.Files, len(r.Graph.Hops), s.Hops["violated"], s.Hops["no-reuse"])
	if got := lines[len(lines)-1]; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if doc.Exit != r.Exit() || s.Endpoints != len(r.Graph.Endpoints) {
		t.Errorf("exit %d and %d endpoints", doc.Exit, s.Endpoints)
	}
}

// TestOrderOfDiscovery gives the same bytes whatever was read or found first.
func TestOrderOfDiscovery(t *testing.T) {
	for name, write := range map[string]writer{"text": text, "json": asJSON, "show": report.Show} {
		o := report.Options{Show: true}
		want := render(t, write, shop(t).r, o)
		other := shop(t).r
		slices.Reverse(other.Graph.Endpoints)
		slices.Reverse(other.Graph.Hops)
		slices.Reverse(other.Skipped)
		if got := render(t, write, other, o); !bytes.Equal(got, want) {
			t.Errorf("%s: endpoints and hops in another order give another report:\n%s", name, got)
		}
	}
}

func TestLastWord(t *testing.T) {
	ok := resultOf(between(exact(60), exact(75)))
	open := resultOf(between(exact(60), nil))
	open.Unjudged = []finding.Unjudged{{What: "edge must keep idle connections longer than 60s"}}
	alone := resultOf(between(exact(60), nil))
	alone.Graph.Hops = nil
	switchedOff := resultOf(between(exact(60), exact(5)))
	unreadable := &finding.Result{Unreadable: []finding.Skip{{File: "nginx", Reason: "permission denied"}}}
	tests := []struct {
		name string
		r    *finding.Result
		want string
	}{
		{"all ok", ok, "✓ no findings in 1 file; 1 hop: 1 ok\n"},
		{"open", open, "not judged\n  edge must keep idle connections longer than 60s\n\nno findings in 1 file; 1 hop: 1 unknown\n"},
		{"violated, but its rule is off", switchedOff, "\n\nno findings in 1 file; 1 hop: 1 violated\n"},
		{"no hop", alone, "nothing to judge: 1 file read, 2 endpoints found, but nothing says what connects to what\nnext: timeoutlint show lists the timeouts that are in force; give the other end of the connection in the same run to compare them\n"},
		{"no endpoint", &finding.Result{Files: 2}, "nothing to judge: 2 files read, and nothing in them accepts or makes connections\nnext: name the folder or file that holds the servers and upstreams as well\n"},
		{"no file", unreadable, "not read\n  nginx: permission denied\n\nnothing to judge: no file was read that timeoutlint understands\nnext: name the folder or file that holds the configuration, or pipe one in: nginx -vT 2>&1 | timeoutlint -\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := string(render(t, text, test.r, report.Options{})); !strings.HasSuffix(got, test.want) {
				t.Errorf("got\n%s\nwant at its end\n%s", got, test.want)
			}
			if got := render(t, text, test.r, report.Options{Quiet: true}); len(got) != 0 {
				t.Errorf("quiet, and yet:\n%s", got)
			}
		})
	}
}

// TestNotesThatDecide spells notes out where they decide the exit status.
func TestNotesThatDecide(t *testing.T) {
	const sentence = "nothing says how long 10.0.0.1:8080 keeps idle connections"
	r := shop(t).r
	if out := render(t, text, r, report.Options{}); bytes.Contains(out, []byte(sentence)) {
		t.Errorf("the note is spelled out:\n%s", out)
	}
	r.FailOn = finding.Note
	if out := render(t, text, r, report.Options{}); !bytes.Contains(out, []byte(sentence)) {
		t.Errorf("the note is missing:\n%s", out)
	}
}

// TestLists keeps the report readable when there is much to tell: what is wrong is told in full, the rest is counted.
func TestLists(t *testing.T) {
	var hops []*chain.Hop
	for i := range 200 {
		h := between(exact(60), exact(time.Duration(75-30*(i%2)))) // every other one is violated
		h.Client.Owner.ID, h.Server.Owner.ID = fmt.Sprintf("app%d", i), fmt.Sprintf("edge%d", i)
		hops = append(hops, h)
	}
	r := resultOf(hops...)
	for i := range 30 {
		r.Unjudged = append(r.Unjudged, finding.Unjudged{What: fmt.Sprintf("what %d", i)})
		r.Skipped = append(r.Skipped, finding.Skip{File: "f", Reason: fmt.Sprintf("reason %02d", i)})
	}
	out := string(render(t, text, r, report.Options{}))
	for words, want := range map[string]int{
		"✗ violated": 100, "✓ ok": 50, "... and 50 more that are ok": 1, "what ": 10, "... and 20 more\n": 1, "  f: reason": 5, "25 more reasons": 1,
	} {
		if got := strings.Count(out, words); got != want {
			t.Errorf("%q occurs %d times instead of %d", words, got, want)
		}
	}
	if first := strings.Index(out, "✓"); strings.Contains(out[first:], "✗") {
		t.Error("a violated hop stands behind one that is ok")
	}
}

// TestGrouping joins the rows of one endpoint that differ in nothing but the server's name, and no others.
func TestGrouping(t *testing.T) {
	app := between(exact(60), exact(75))
	hops := []*chain.Hop{app}
	for i, s := range []time.Duration{75, 75, 90} {
		h := between(exact(60), exact(s))
		h.Client, h.Server.Owner.ID = app.Client, fmt.Sprintf("edge%d", i)
		hops = append(hops, h)
	}
	other := between(exact(60), exact(75))
	other.Client.Owner.ID, other.Server.Owner.ID = "zoo", "zoo-server"
	out := string(render(t, text, resultOf(append(hops, other)...), report.Options{}))
	for _, want := range []string{"edge (+2 more)  75s ", "edge2           90s ", "zoo-server      75s ", "5 hops: 5 ok"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing:\n%s", want, out)
		}
	}
}

type failing struct{ after int }

var errDisk = errors.New("disk full")

func (f *failing) Write(b []byte) (int, error) {
	if f.after -= len(b); f.after < 0 {
		return 0, errDisk
	}
	return len(b), nil
}

func TestWriteErrors(t *testing.T) {
	for name, write := range map[string]writer{"text": text, "json": asJSON, "show": report.Show} {
		for _, after := range []int{0, 100} {
			if err := write(&failing{after}, shop(t).r, report.Options{}); !errors.Is(err, errDisk) {
				t.Errorf("%s: after %d bytes: %v", name, after, err)
			}
		}
	}
}

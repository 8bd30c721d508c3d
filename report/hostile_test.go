package report_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// attacks are what a stranger's pull request would put into names and files, by what it is aimed at.
var attacks = map[string]string{
	"terminal":         evil,
	"workflow command": "x\n::set-output name=a::b\n::error file=a::b\r\n##[set-env name=PATH]x ##[add-path]/tmp",
	"command property": "a,b:c%0A::stop-commands::x,title=y::z",
	"CDATA":            "]]>]]&gt;<![CDATA[<failure/>",
	"XML":              "\"/><testcase name='x'></testsuite><!-- & &#0; \ufffe\uffff -->",
	"HTML":             "</summary></details><script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt;",
	"table":            "a|b|c\n|---|\n| x \\| y \\\\| z ||",
	"code":             "`x` ``` ~~~ ```` `` `",
	"mention":          "@all @octocat a@b.example #12 GH-12 !3 org/repo#4 deadbeef1 1234567 :smile: www.example.com https://example.com/x",
	"link":             "[a](https://evil.example) ![i](http://e/i.png) [b]: http://x <http://auto.example> [c][1] [d](1)",
	"blocks":           "# h\n- l\n1. n\n> q\n---\n===\n\n    code\n\n<!-- c -->\n***b*** ~~s~~ _e_ \\# \\@x",
	"numbers":          "1. one 2) two",
	"direction":        "a\u202eb\u2066c\x7f\u009b2J\u200f\U000e0041",
	"path":             "//host/share/../../etc:80?a=b#c%2e",
	"drive":            "C:/nginx/x.conf",
	"JSON":             "\",\"level\":\"none\"}],\"x\":[{\"\u2028\u2029\\u0000",
	"SARIF message":    "[a](1) [b](https://evil.example) \\[c\\](2) {0} {{1}}",
	"empty":            "",
}

// attacked is a result with one text in every place that can hold text from a file.
func attacked(t testing.TB, text string) *finding.Result {
	s := newStage(t)
	s.file(text, "server { "+text+"\n "+text+" }\n")
	f := s.files[text]
	at := source.Span{File: f.ID, Start: 3, End: uint32(min(20, len(f.Src)))}
	o := &chain.Origin{Kind: chain.Written, Setting: text, Text: text, Note: text, URL: text, Steps: []chain.Step{{At: at}}}
	up := s.endpoint(&chain.Endpoint{ID: text, Kind: chain.NginxOut, At: at, Connect: []*chain.Side{{Idle: chain.Exactly(90, o), At: []source.Span{at}}}})
	open := chain.Value{{State: chain.Unresolved, From: o}}
	front := s.endpoint(&chain.Endpoint{ID: text + "2", Kind: chain.Server, At: at, Accepts: []*chain.Side{{Idle: chain.Exactly(30, o)}, {Idle: open}}})
	link := chain.Join{How: chain.ByLink, At: at, Text: text}
	h := s.hop(up.Connect[0], front.Accepts[0], link, at)
	h.Via = []*chain.Endpoint{{ID: text}}
	s.hop(up.Connect[0], front.Accepts[1], link, at)
	bad := finding.Finding{
		Rule: inverted, Severity: finding.Error, Message: text, At: at, Label: text, Joined: &link, Help: []string{text}, Subject: []string{text},
		Related: []finding.Related{{Message: text, At: at}, {Message: text}},
		Fixes:   []finding.Fix{{Title: text, Safety: finding.Safe, Edits: []finding.Edit{{At: at, New: text}}}},
	}
	onHop, elsewhere := bad, bad
	onHop.Hop = h
	elsewhere.Severity, elsewhere.At = finding.Note, source.Span{}
	s.r.Findings = []*finding.Finding{&bad, &onHop, &elsewhere}
	s.r.Unjudged = []finding.Unjudged{{What: text, Try: text, At: at}}
	s.r.Skipped = []finding.Skip{{File: text, Reason: text}}
	s.r.Unreadable = []finding.Skip{{File: text, Reason: text}}
	return s.r
}

// reads says of each format how its reader takes it apart, and fails where that reader would see more than was meant.
var reads = map[string]func(t *testing.T, r *finding.Result, out []byte){
	"text":       func(*testing.T, *finding.Result, []byte) {},
	"json":       func(t *testing.T, _ *finding.Result, out []byte) { follows(t, compiled(t), out) },
	"sarif":      readSARIF,
	"junit":      readJUnit,
	"github":     readGitHub,
	"gitlab":     readGitLab,
	"checkstyle": readCheckstyle,
	"markdown":   readMarkdown,
}

// TestHostileContent writes every attack in every format: nothing commands a terminal, and each reader finds what was meant and no more.
func TestHostileContent(t *testing.T) {
	for _, format := range report.Names() {
		read, ok := reads[format]
		if !ok {
			t.Errorf("no reader is known for the format %s: add one", format)
			continue
		}
		for name, attack := range attacks {
			t.Run(format+"/"+name, func(t *testing.T) {
				r := attacked(t, attack)
				out := render(t, formatOf(t, format), r, report.Options{Notes: true})
				harmless(t, format, out)
				read(t, r, out)
			})
		}
	}
}

// formatOf is format for names that come from the list.
func formatOf(t *testing.T, name string) writer {
	t.Helper()
	f, err := report.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return f.Write
}

// platforms are the formats that this file and its neighbours are about.
var platforms = []string{"sarif", "junit", "github", "gitlab", "checkstyle", "markdown"}

// TestPlatformGolden keeps the exact output, to be read.
func TestPlatformGolden(t *testing.T) {
	for _, name := range platforms {
		r := documented(t)
		out := render(t, formatOf(t, name), r, report.Options{Version: "v1.2.3"})
		reads[name](t, r, out)
		golden(t, "formats."+name, out)
	}
}

// documented is the shop with a page for a rule, a finding that points nowhere, and fixes of each safety.
func documented(t testing.TB) *finding.Result {
	r := shop(t).r
	page := *inverted
	page.Title = "the client side outlives the server side"
	page.Text = func() finding.Page {
		return finding.Page{Body: "## What\n\nThe client side keeps idle connections\nas long as the server side, or longer.\n\n## Why\n\nBecause [so](https://example.com)."}
	}
	r.Rules = []*finding.Doc{&page, lost}
	first := *r.Findings[0]
	first.Rule = &page
	edit := first.Fixes[0].Edits
	first.Fixes = append(first.Fixes, finding.Fix{Title: "look at it", Edits: edit}, finding.Fix{Title: "lower it", Safety: finding.Safe, Edits: []finding.Edit{{At: first.At, New: "70"}}})
	r.Findings[0] = &first
	return r
}

// TestPlatformsOfNothing writes a result in which there is nothing.
func TestPlatformsOfNothing(t *testing.T) {
	for _, name := range platforms {
		r := &finding.Result{}
		out := render(t, formatOf(t, name), r, report.Options{})
		reads[name](t, r, out)
	}
}

// TestPlatformWriteErrors gives the error of the writer back.
func TestPlatformWriteErrors(t *testing.T) {
	for _, name := range platforms {
		if err := formatOf(t, name)(&failing{100}, shop(t).r, report.Options{}); err == nil {
			t.Errorf("%s: the writer's error is lost", name)
		}
	}
}

// FuzzPlatforms writes findings with any text at any place: what comes out can be read.
func FuzzPlatforms(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack, uint32(2), uint32(9))
	}
	f.Fuzz(func(t *testing.T, text string, start, end uint32) {
		r := attacked(t, text)
		for _, x := range r.Findings[:2] {
			x.At.Start, x.At.End = start, max(start, end)
		}
		for _, name := range platforms {
			out := render(t, formatOf(t, name), r, report.Options{})
			harmless(t, name, out)
			reads[name](t, r, out)
		}
	})
}

// TestLongText bounds what a name of megabytes does to a report.
func TestLongText(t *testing.T) {
	for _, long := range []string{strings.Repeat("漢|", 1<<20), strings.Repeat("\x1b", 1<<20), strings.Repeat("e\u0301", 1<<19)} {
		r := attacked(t, long)
		for _, f := range r.Findings {
			f.Fixes = nil // an edit is whole or not at all
		}
		for _, name := range []string{"github", "markdown"} {
			out := render(t, formatOf(t, name), r, report.Options{})
			if name == "github" { // the name of the file has to stay as it is
				_, out, _ = bytes.Cut(out, []byte("title="))
				out, _, _ = bytes.Cut(out, []byte("\n"))
				for sentence := range bytes.SplitSeq(out, []byte("%0A")) {
					if n := utf8.RuneCount(sentence); n > 1100 {
						t.Errorf("a sentence of %d characters", n)
					}
				}
			}
			if len(out) > 65_536 {
				t.Errorf("%s: %d bytes", name, len(out))
			}
		}
	}
}

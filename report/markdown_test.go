package report_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	mdtext "github.com/yuin/goldmark/text"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// ours is the HTML that the report itself writes, with text from files as entities between <code> tags or as plain words.
var (
	ours      = regexp.MustCompile(`</?(?:details|summary|b|code)>`)
	inCode    = regexp.MustCompile(`<code>[^<>]*</code>`)
	reference = regexp.MustCompile(`[@#!~$&]\S|\bGH-\d|:\w+:|https?:/|www\.|\b[0-9a-f]{7,}\b`)
)

// readMarkdown takes a comment apart as GitHub does: nothing in it is markup, a link, a mention or a reference but what the report meant.
func readMarkdown(t *testing.T, _ *finding.Result, out []byte) {
	t.Helper()
	if n := utf8.RuneCount(out); n > 65_536 {
		t.Errorf("%d characters: GitHub refuses the comment", n)
	}
	doc := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(mdtext.NewReader(out))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			if to := string(n.Destination); !strings.HasPrefix(to, "https://github.com/timeoutlint/timeoutlint/blob/") {
				t.Errorf("a link to %s", to)
			}
		case *ast.Image, *ast.AutoLink, *ast.RawHTML, *ast.Blockquote, *ast.ThematicBreak, *extast.Strikethrough, *extast.TaskCheckBox:
			t.Errorf("a %s", n.Kind())
		case *ast.Heading:
			if title := string(n.Lines().Value(out)); title != "timeoutlint" {
				t.Errorf("a heading: %s", title)
			}
		case *ast.HTMLBlock:
			html(t, string(n.Lines().Value(out)))
		case *ast.List:
			if n.IsOrdered() || n.Parent().Kind() == ast.KindListItem {
				t.Error("a list that was not meant")
			}
		case *ast.CodeBlock:
			t.Errorf("indented code: %s", n.Lines().Value(out))
		case *extast.TableRow:
			if n.ChildCount() != 5 {
				t.Errorf("a row of %d cells", n.ChildCount())
			}
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			if found := reference.FindString(string(n.Segment.Value(out))); found != "" {
				t.Errorf("%q is no code", found)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if t.Failed() {
		t.Logf("%s", out)
	}
}

// html fails for tags that are not the report's own, and for what platforms would make a link of.
func html(t *testing.T, block string) {
	t.Helper()
	rest := ours.ReplaceAllString(inCode.ReplaceAllString(block, ""), "")
	if strings.ContainsAny(rest, "<>") {
		t.Errorf("foreign HTML: %s", block)
	}
	rest = strings.NewReplacer("&#34;", `"`, "&#39;", "'").Replace(rest)
	if found := reference.FindString(rest); found != "" {
		t.Errorf("%q is no code: %s", found, block)
	}
}

// TestMarkdownIsCut keeps the worst, tells how much is left out, and stays a comment that GitHub takes.
func TestMarkdownIsCut(t *testing.T) {
	var hops []*chain.Hop
	for i := range 900 {
		h := between(exact(60), exact(30))
		h.Client.Owner.ID, h.Server.Owner.ID = fmt.Sprintf("app%d", i), fmt.Sprintf("edge%d", i)
		hops = append(hops, h)
	}
	r := resultOf(hops...)
	for i := range 900 {
		severity := finding.Warning
		if i == 899 {
			severity = finding.Error
		}
		r.Findings = append(r.Findings, &finding.Finding{Rule: lost, Severity: severity, Message: fmt.Sprintf("finding %d", i)})
	}
	out := render(t, formatOf(t, "markdown"), r, report.Options{})
	readMarkdown(t, r, out)
	s := string(out)
	rows, folded := strings.Count(s, "✗ violated"), strings.Count(s, "<details>")
	for _, want := range []string{"finding 899", fmt.Sprintf("... and %d more rows", 900-rows), fmt.Sprintf("... and %d more findings", 900-folded)} {
		if !strings.Contains(s, want) {
			t.Errorf("%q is missing in a comment with %d rows and %d findings", want, rows, folded)
		}
	}
	if rows < 100 || folded < 50 || len(s) < 50_000 {
		t.Errorf("%d bytes, %d rows, %d findings: there was room for more", len(s), rows, folded)
	}
}

// TestMarkdownWords keeps sentences readable: words stay words, names become code.
func TestMarkdownWords(t *testing.T) {
	for message, want := range map[string]string{
		"aws_lb.public keeps idle connections 120s, but nginx closes them after 75s": "<code>aws_lb.public</code> keeps idle connections 120s, but nginx closes them after 75s",
		`the pool of "app" (keepalive_timeout) isn't used`:                           `the pool of &#34;app&#34; (<code>keepalive_timeout</code>) isn&#39;t used`,
		"a -> b_c d/e since 1.29.7, 98% defaced":                                     "a <code>-&gt; b_c d/e</code> since 1.29.7, 98% <code>defaced</code>", // a run of names is one piece
	} {
		r := &finding.Result{Findings: []*finding.Finding{{Rule: lost, Severity: finding.Error, Message: message}}}
		if out := string(render(t, formatOf(t, "markdown"), r, report.Options{})); !strings.Contains(out, "TL202: "+want+"</summary>") {
			t.Errorf("%s:\n%s", message, out)
		}
	}
}

// TestMarkdownTable shows a pipe in an id within its cell.
func TestMarkdownTable(t *testing.T) {
	h := between(chain.Exactly(60*time.Second, nil), exact(75))
	h.Client.Owner.ID, h.Server.Owner.ID = `~^(www|api)\.x$`, `a\|b`
	out := string(render(t, formatOf(t, "markdown"), resultOf(h), report.Options{}))
	readMarkdown(t, nil, []byte(out))
	for _, want := range []string{"`~^(www\\|api)\\.x$`", "`a\\¦b`"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is missing:\n%s", want, out)
		}
	}
}

package report_test

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// names are what a file could call an endpoint to break out of a drawing.
var names = []string{
	evil, `"`, `\`, `\"`, `"]; x -> y [label="`, `a\nb\N\G\l`, "-->", "a --> b", "n0", "end", "subgraph x", "click n0 call alert()", "%%{init: {'theme':'dark'}}%%",
	"<b>x</b>", "<script>alert(1)</script>", "&lt;&#60;&", "#quot;", "style n0 fill:#f00;", "classDef x fill:#f00", "linkStyle 0 stroke:#000;", "`x`", "\"`**x**`\"",
	"1. one", "- one", "* one", "+ one", "_x_ *y* __z__", "$$x$$", "[x]", "{x}", "(x)", "|x|", "@{ shape: rect }", ":::x", "a;b", "漢字😀 ü", "fa:fa-car", "   ", "http://x.example/?a=b&c",
	strings.Repeat("very-long-", 500), strings.Repeat("\"]\n", 500),
}

// named is a client, a middlebox, an nginx and its target with the same bad name, and a broken hop between them.
func named(t testing.TB, name string) *finding.Result {
	s := newStage(t)
	wall := s.endpoint(&chain.Endpoint{ID: name, Kind: chain.Middlebox, Box: &chain.Box{Idle: after(10)}})
	up := s.upstream(name, after(60))
	s.join(up, s.server(name+"3", after(5)))
	h := s.join(s.client(name+"1", after(300)), s.nginx(name, up))
	h.Via = []*chain.Endpoint{wall}
	s.file("order", "0123456789")
	for i, e := range s.r.Graph.Endpoints { // endpoints are ordered by place, so that names do not matter
		e.At = source.Span{File: s.files["order"].ID, Start: uint32(i), End: uint32(i + 1)}
	}
	s.r.Findings = []*finding.Finding{{Rule: inverted, Severity: finding.Error, Hop: h, Help: []string{name}}}
	return s.r
}

// TestDrawingsHoldAnyName checks that a name changes nothing but text: the lines around it are those that a plain name has.
func TestDrawingsHoldAnyName(t *testing.T) {
	labels := map[string]*regexp.Regexp{
		"dot":     regexp.MustCompile(`"(?:[^"\\]|\\.)*"`),
		"mermaid": regexp.MustCompile(`"[^"]*"`),
	}
	for format, label := range labels {
		bones := func(name string) string {
			return label.ReplaceAllString(string(render(t, graphs[format], named(t, name), report.Options{})), "TEXT")
		}
		want := bones("plain")
		for _, name := range names {
			if got := bones(name); got != want {
				t.Errorf("%s of %.60q\n got %s\nwant %s", format, name, got, want)
			}
		}
	}
}

// TestMermaidTextIsInert checks that only what means nothing to Markdown, HTML and Mermaid itself stands for itself.
func TestMermaidTextIsInert(t *testing.T) {
	text := regexp.MustCompile(`"[^"]*"`)
	number := regexp.MustCompile(`#[0-9]+;|<br/>`)
	for _, name := range names {
		for _, label := range text.FindAllString(string(render(t, graphs["mermaid"], named(t, name), report.Options{})), -1) {
			inner := number.ReplaceAllString(strings.Trim(label, `"`), "")
			if i := strings.IndexAny(inner, "<>&#;:%`*[]{}|\\\"$@=\n"); i >= 0 {
				t.Errorf("%q stands in %.80q for itself", inner[i], label)
			}
			for _, command := range []string{"- ", "+ ", ". ", " _", "_ "} {
				if strings.Contains(inner, command) {
					t.Errorf("%q stands in %.80q", command, label)
				}
			}
		}
	}
}

// TestGraphCommandsNoTerminal looks for control characters in all formats.
func TestGraphCommandsNoTerminal(t *testing.T) {
	for format, write := range graphs {
		for _, r := range []*finding.Result{hostile(t), named(t, evil)} {
			harmless(t, format, render(t, write, r, report.Options{Width: 60}))
		}
	}
}

// TestGraphWidth keeps lines within the terminal, whatever the names are.
func TestGraphWidth(t *testing.T) {
	results := map[string]*finding.Result{"company": company(t).r, "long": named(t, strings.Repeat("very/long-", 50)), "wide": named(t, strings.Repeat("漢字 ", 50))}
	for name, r := range results {
		for _, width := range []int{70, 80, 100, 200} {
			for _, color := range []bool{false, true} {
				out := string(render(t, graphs["text"], r, report.Options{Width: width, Color: color}))
				out = regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(out, "")
				for l := range strings.Lines(out) {
					if got, _ := widest([]byte(l)); got > width && strings.Contains(l, "-->") {
						t.Errorf("%s: %d columns instead of %d: %s", name, got, width, l)
					}
				}
			}
		}
	}
}

// TestGraphvizAccepts has Graphviz read the drawings. It is not needed for anything else, so that it may be missing.
func TestGraphvizAccepts(t *testing.T) {
	dot, err := exec.LookPath("dot")
	if err != nil {
		t.Skip("dot is not installed: apt-get install graphviz")
	}
	for _, r := range append([]*finding.Result{company(t).r, {}, hostile(t)}, namedAll(t)...) {
		out := render(t, graphs["dot"], r, report.Options{})
		cmd := exec.Command(dot, "-Tplain")
		cmd.Stdin = strings.NewReader(string(out))
		text, err := cmd.CombinedOutput()
		if err != nil || !strings.HasPrefix(string(text), "graph ") {
			t.Errorf("%v: %.300s\n%.600s", err, text, out)
		}
	}
}

func namedAll(t testing.TB) (all []*finding.Result) {
	for _, name := range names {
		all = append(all, named(t, name))
	}
	return all
}

// FuzzGraph draws endpoints of any name.
func FuzzGraph(f *testing.F) {
	for _, name := range names {
		f.Add(name, 80)
	}
	f.Fuzz(func(t *testing.T, name string, width int) {
		if width < 0 || width > 400 {
			return
		}
		r := named(t, name)
		for format, write := range graphs {
			harmless(t, format, render(t, write, r, report.Options{Width: width}))
		}
		draw(t, r)
	})
}

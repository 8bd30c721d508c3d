package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

func diffOf(t testing.TB, format string, base, head finding.State, o report.Options) []byte {
	t.Helper()
	f, err := report.LookupDiff(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out, finding.Compare(base, head), o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// diffCompiled is the published schema of changes, with the one it refers to.
func diffCompiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	const at = "https://github.com/timeoutlint/timeoutlint/docs/"
	c := jsonschema.NewCompiler()
	for name, text := range map[string][]byte{"timeoutlint-report.schema.json": report.Schema(), "timeoutlint-diff.schema.json": report.DiffSchema()} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(at+name, doc); err != nil {
			t.Fatal(err)
		}
	}
	return c.MustCompile(at + "timeoutlint-diff.schema.json")
}

// ends are two hops of one identity.
func ends(client, server, client2, server2 chain.Value) (base, head finding.State) {
	a, b := between(client, server), between(client2, server2)
	for _, h := range []*chain.Hop{a, b} {
		h.Client.Owner.Root = &chain.Root{Kind: "terraform", Canon: "a"}
	}
	return finding.State{Name: "main", Commit: "0123456789ab", Result: resultOf(a)}, finding.State{Result: resultOf(b)}
}

func TestDiffJSONFollowsItsSchema(t *testing.T) {
	s := diffCompiled(t)
	empty := finding.State{Name: "main", Result: new(finding.Result)}
	whole := finding.State{Result: shop(t).r, Left: []finding.Skip{{File: "sub", Reason: "a submodule"}}}
	both, swapped := ends(exact(60), exact(75), exact(120), exact(125))
	for name, c := range map[string][2]finding.State{
		"nothing": {empty, empty}, "all is new": {empty, whole}, "all is gone": {whole, empty}, "the same": {whole, whole}, "rolled out": {both, swapped},
	} {
		t.Run(name, func(t *testing.T) {
			doc := follows(t, s, diffOf(t, "json", c[0], c[1], report.Options{Version: "v1.0.0"}))
			summary := doc["summary"].(map[string]any)
			hops := summary["hops"].(map[string]any)
			n := hops["added"].(float64) + hops["removed"].(float64) + hops["changed"].(float64)
			if int(n) != len(doc["hops"].([]any)) || int(summary["repaired"].(float64)) != len(doc["repaired"].([]any)) {
				t.Errorf("the summary %v does not count what is listed", summary)
			}
			if same := len(doc["hops"].([]any))+len(doc["introduced"].([]any))+len(doc["repaired"].([]any)) == 0; same != (name == "nothing" || name == "the same") {
				t.Errorf("is nothing changed? %v", same)
			}
		})
	}
}

func TestDiffTellsTheOrder(t *testing.T) {
	for name, c := range map[string]struct {
		client, server, client2, server2 chain.Value
		want                             string // "" for no advice
	}{
		"both rise":  {exact(60), exact(75), exact(120), exact(125), "apply the server side first (from 75s to 125s), then the client side (from 60s to 120s): the other way round this hop is inverted between the two applies (client 120s, server 75s)"},
		"both fall":  {exact(120), exact(125), exact(60), exact(75), "apply the client side first (from 120s to 60s), then the server side (from 125s to 75s): the other way round this hop is inverted between the two applies (client 120s, server 75s)"},
		"in between": {exact(120), exact(30), exact(60), exact(75), "whichever side is applied first, this hop is inverted between the two applies (client 60s, server 30s, or client 120s, server 75s)"},
		"far apart":  {exact(1), exact(75), exact(2), exact(76), ""},
		"the client": {exact(60), exact(75), exact(70), exact(75), ""},
		"to worse":   {exact(60), exact(75), exact(90), exact(80), ""},
	} {
		t.Run(name, func(t *testing.T) {
			base, head := ends(c.client, c.server, c.client2, c.server2)
			for _, format := range []string{"text", "markdown", "json"} {
				out := string(diffOf(t, format, base, head, report.Options{}))
				if c.want == "" && strings.Contains(out, "applies") || !strings.Contains(out, c.want) {
					t.Errorf("%s: want %q in\n%s", format, c.want, out)
				}
			}
		})
	}
}

func TestDiffTellsWhatIsWorse(t *testing.T) {
	base, head := ends(exact(90), exact(75), exact(120), exact(75))
	for i, s := range []finding.State{base, head} {
		h := s.Result.Graph.Hops[0]
		s.Result.Findings = []*finding.Finding{{Rule: inverted, Severity: finding.Error, Message: "the hop is inverted", Hop: h, Client: h.Client.Idle[0].Hi, Server: h.Server.Idle[0].Lo}}
		s.Result.FailOn = finding.Severity(i) // unset for the base, note for the head
	}
	c := finding.Compare(base, head)
	if len(c.Introduced) != 1 || !c.Worse(c.Introduced[0]) || len(c.Repaired) != 0 || c.Exit() != finding.ExitFindings {
		t.Errorf("introduced %d, repaired %d, exit %d", len(c.Introduced), len(c.Repaired), c.Exit())
	}
	if out := string(diffOf(t, "text", base, head, report.Options{})); !strings.Contains(out, "known before, with a smaller gap") {
		t.Errorf("not told:\n%s", out)
	}
	back := finding.Compare(head, base)
	if len(back.Introduced) != 0 || len(back.Repaired) != 0 || back.Exit() != finding.ExitClean {
		t.Errorf("a smaller gap: introduced %d, repaired %d, exit %d", len(back.Introduced), len(back.Repaired), back.Exit())
	}
}

// TestHostileChanges writes every attack in every format of changes, as what is new and as what is gone.
func TestHostileChanges(t *testing.T) {
	s := diffCompiled(t)
	for name, attack := range attacks {
		for _, format := range report.DiffNames() {
			t.Run(format+"/"+name, func(t *testing.T) {
				evil := finding.State{Name: attack, Commit: attack, Left: []finding.Skip{{File: attack, Reason: attack}}, Result: attacked(t, attack)}
				none := finding.State{Result: new(finding.Result)}
				for _, c := range [][2]finding.State{{evil, none}, {none, evil}} {
					out := diffOf(t, format, c[0], c[1], report.Options{Notes: true})
					harmless(t, format, out)
					switch format {
					case "json":
						follows(t, s, out)
					case "markdown":
						readMarkdown(t, c[1].Result, out)
					}
				}
			})
		}
	}
}

func TestDiffFormatsAreKnown(t *testing.T) {
	if _, err := report.LookupDiff("html"); err == nil || !strings.HasSuffix(err.Error(), "use one of text, markdown, json") {
		t.Error(err)
	}
}

package report_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// officialSARIF is the schema that OASIS published. It is not copied: the module of gosec, which the linters of this repository need anyway, carries it.
var officialSARIF = sync.OnceValues(func() (*jsonschema.Schema, error) {
	cmd := exec.Command("go", "mod", "download", "-json", "github.com/securego/gosec/v2")
	cmd.Dir = filepath.Join("..", "tools", "golangci-lint") // which says the version, and its checksum
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(module.Dir, "report", "sarif", "testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		return nil, err
	}
	return c.Compile("sarif.json")
})

// sarifLog is what the tests look at.
type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID, Name, HelpURI string
					Help              struct{ Text, Markdown string }
					Default           struct{ Level string } `json:"defaultConfiguration"`
				}
			}
		}
		Invocations []struct {
			ExitCode   int
			Successful bool `json:"executionSuccessful"`
		}
		Results []struct {
			RuleID       string
			RuleIndex    int
			Level        string
			Message      struct{ Text string }
			Locations    []sarifPlace
			Related      []sarifPlace      `json:"relatedLocations"`
			Fingerprints map[string]string `json:"partialFingerprints"`
			Fixes        []struct {
				Changes []struct {
					Artifact     sarifFile `json:"artifactLocation"`
					Replacements []struct {
						Deleted  sarifPart             `json:"deletedRegion"`
						Inserted struct{ Text string } `json:"insertedContent"`
					}
				} `json:"artifactChanges"`
			}
		}
	}
}

type (
	sarifFile  struct{ URI, URIBaseID string }
	sarifPart  struct{ StartLine, StartColumn, EndLine, EndColumn int }
	sarifPlace struct {
		ID       int
		Physical struct {
			Artifact sarifFile `json:"artifactLocation"`
			Region   *sarifPart
		} `json:"physicalLocation"`
	}
)

// link is what viewers take for a link in a message: no backslash before the bracket, or a pair of them.
var link = regexp.MustCompile(`(?:^|[^\\])(?:\\\\)*\[((?:[^\\\]\[]|\\\\|\\\]|\\\[)*)\]\(([^)]*)\)`)

// readSARIF holds a log against the official schema and against what viewers make of it.
func readSARIF(t *testing.T, r *finding.Result, out []byte) {
	t.Helper()
	schema, err := officialSARIF()
	if err != nil {
		t.Skipf("the official schema is not to be had here: %v", err)
	}
	follows(t, schema, out)
	run := decodeSARIF(t, out).Runs[0]
	if len(run.Results) != len(r.Findings) {
		t.Fatalf("%d results for %d findings", len(run.Results), len(r.Findings))
	}
	for i, x := range run.Results {
		if rule := run.Tool.Driver.Rules[x.RuleIndex]; rule.ID != x.RuleID || x.RuleID != r.Findings[i].Rule.ID {
			t.Errorf("result %d of %s: rule %s, index of %s", i, r.Findings[i].Rule.ID, x.RuleID, rule.ID)
		}
		if len(x.Locations) != 1 {
			t.Errorf("%d locations: GitHub refuses the upload without one", len(x.Locations))
		}
		links := link.FindAllStringSubmatch(x.Message.Text, -1)
		if len(links) != len(x.Related) {
			t.Errorf("%d links to %d related locations: %q", len(links), len(x.Related), x.Message.Text)
		}
		for k, l := range links {
			if id := x.Related[k].ID; l[2] != string(rune('0'+id)) || id != k+1 {
				t.Errorf("link %q to location %d", l[0], id)
			}
		}
		for _, p := range append(x.Locations, x.Related...) {
			plainURI(t, p.Physical.Artifact)
		}
	}
}

func decodeSARIF(t testing.TB, out []byte) (log sarifLog) {
	t.Helper()
	if err := json.Unmarshal(out, &log); err != nil {
		t.Fatal(err)
	}
	return log
}

// plainURI fails for an address that names a host, a query or a scheme other than file.
func plainURI(t *testing.T, f sarifFile) {
	t.Helper()
	u, err := url.Parse(f.URI)
	if err != nil || u.Host != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		t.Errorf("%q: %v, %+v", f.URI, err, u)
	}
	if relative := u.Scheme == ""; relative != (f.URIBaseID == "%SRCROOT%") || !relative && u.Scheme != "file" {
		t.Errorf("%q relative to %q", f.URI, f.URIBaseID)
	}
}

// TestSARIFNames gives each file back by its address.
func TestSARIFNames(t *testing.T) {
	for name, want := range map[string]string{
		"a b/c.conf": "a%20b/c.conf", "a:b/c": "a%3Ab/c", "/etc/nginx/x.conf": "file:///etc/nginx/x.conf", "C:/x": "file:///C:/x",
		"<stdin>": "%3Cstdin%3E", "\xff\u202e": "%FF%E2%80%AE", "../x": "../x",
	} {
		s := newStage(t)
		s.file(name, "keepalive 1;")
		s.r.Findings = []*finding.Finding{{Rule: lost, Severity: finding.Error, Message: "m", At: s.at(name, "1")}}
		log := decodeSARIF(t, render(t, formatOf(t, "sarif"), s.r, report.Options{}))
		if got := log.Runs[0].Results[0].Locations[0].Physical.Artifact.URI; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestSARIFColumns counts UTF-16 code units, and applies the fixes as an editor does.
func TestSARIFColumns(t *testing.T) {
	s := newStage(t)
	const text = "# 😀 ü\r\nupstream 😀é { keepalive 16; }\r\n"
	s.file("x.conf", text)
	at := s.at("x.conf", "16")
	before := s.at("x.conf", "}")
	s.r.Findings = []*finding.Finding{{Rule: lost, Severity: finding.Error, Message: "m", At: at, Fixes: []finding.Fix{{Title: "t", Safety: finding.Safe, Edits: []finding.Edit{
		{At: at, New: "32"}, {At: source.Span{File: before.File, Start: before.Start, End: before.Start}, New: "zone z 64k; "},
	}}}}}
	result := decodeSARIF(t, render(t, formatOf(t, "sarif"), s.r, report.Options{})).Runs[0].Results[0]
	if got, want := *result.Locations[0].Physical.Region, (sarifPart{2, 26, 2, 28}); got != want {
		t.Errorf("region %v, want %v", got, want)
	}
	lines := strings.Split(text, "\r\n")
	edits := result.Fixes[0].Changes[0].Replacements
	for _, e := range slices.Backward(edits) {
		line := utf16.Encode([]rune(lines[e.Deleted.StartLine-1]))
		head, tail := line[:e.Deleted.StartColumn-1], line[e.Deleted.EndColumn-1:]
		lines[e.Deleted.StartLine-1] = string(utf16.Decode(head)) + e.Inserted.Text + string(utf16.Decode(tail))
	}
	if got, want := strings.Join(lines, "\r\n"), "# 😀 ü\r\nupstream 😀é { keepalive 32; zone z 64k; }\r\n"; got != want {
		t.Errorf("applied:\n%q, want\n%q", got, want)
	}
}

// TestSARIFFixes offers no fix that is for display only, or that JSON would change.
func TestSARIFFixes(t *testing.T) {
	s := newStage(t)
	s.file("x.conf", "keepalive 16;")
	edit := []finding.Edit{{At: s.at("x.conf", "16"), New: "32"}}
	broken := []finding.Edit{{At: s.at("x.conf", "16"), New: "\xff"}}
	nowhere := []finding.Edit{edit[0], {At: source.Span{File: 9}, New: "x"}}
	s.r.Findings = []*finding.Finding{{Rule: lost, Severity: finding.Error, Message: "m", At: edit[0].At, Fixes: []finding.Fix{
		{Safety: finding.Manual, Edits: edit},
		{Safety: finding.Safe},
		{Safety: finding.Safe, Edits: broken},
		{Safety: finding.Safe, Edits: nowhere},
		{Title: "kept", Safety: finding.Unsafe, Edits: edit},
	}}}
	out := render(t, formatOf(t, "sarif"), s.r, report.Options{})
	if fixes := decodeSARIF(t, out).Runs[0].Results[0].Fixes; len(fixes) != 1 || !bytes.Contains(out, []byte(`"kept (unsafe: look at it first)"`)) {
		t.Errorf("%d fixes: %s", len(fixes), out)
	}
}

// TestSARIFRun tells the exit status, and that a run which could not read everything was no success.
func TestSARIFRun(t *testing.T) {
	r := documented(t)
	run := decodeSARIF(t, render(t, formatOf(t, "sarif"), r, report.Options{Version: "v2.0.0"})).Runs[0]
	if i := run.Invocations[0]; i.ExitCode != finding.ExitFindings || !i.Successful {
		t.Errorf("%+v", i)
	}
	rule := run.Tool.Driver.Rules[1] // TL101, behind TL002 and before TL202
	for _, x := range run.Tool.Driver.Rules {
		if x.ID == "TL101" {
			rule = x
		}
	}
	if rule.HelpURI != "https://github.com/timeoutlint/timeoutlint/blob/v2.0.0/docs/rules/TL101.md" || !strings.Contains(rule.Help.Markdown, "## Why") || rule.Default.Level != "error" {
		t.Errorf("%+v", rule)
	}
	r.Unreadable = []finding.Skip{{File: "x", Reason: "permission denied"}}
	run = decodeSARIF(t, render(t, formatOf(t, "sarif"), r, report.Options{Version: "v2.0.1-0.20260101000000-abcdef"})).Runs[0]
	if i := run.Invocations[0]; i.ExitCode != finding.ExitUnreadable || i.Successful {
		t.Errorf("%+v", i)
	}
	if got := run.Tool.Driver.Rules[0].HelpURI; !strings.Contains(got, "/blob/main/") {
		t.Errorf("a commit between releases has no tag: %s", got)
	}
}

package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// TestStory follows a change from the editor to the commit: it is blocked, explained, handed to code scanning, repaired, and passes.
func TestStory(t *testing.T) {
	env := gitEnv(t)
	dir := filesIn(t, poolOf("50s"))
	git := func(args ...string) string { return command(t, dir, env, "git", args...) }
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-q", "-m", "the pool ends before the server")
	schema := sarifSchema(t) // relative to this folder, so before it is left
	t.Chdir(dir)
	told(t, 0, "--since", "HEAD")

	writeFiles(t, dir, poolOf("90s"))
	git("add", ".")
	has(t, told(t, 1, "--since", "HEAD"), "error[TL101]", "nginx.conf:6", "90s", "65s")
	has(t, told(t, 1, "diff", "HEAD", "--format", "markdown"), "TL101",
		"| changed | `nginx/upstream/checkout -> checkout` | 50s → **90s** `nginx.conf:6` | 65s `timeoutlint.yaml:3` | ✗ violated, was ok |")
	scanned(t, schema, told(t, 1, "--since", "HEAD", "--format", "sarif"))

	// What would be repaired is what is repaired, and git takes it as a patch.
	patch := told(t, 0, "fix", "--dry-run")
	if got := git("diff", "--stat"); got != "" {
		t.Errorf("fix --dry-run has changed files:\n%s", got)
	}
	apply := exec.Command("git", "apply", "--check", "-")
	apply.Dir, apply.Env, apply.Stdin = dir, env, strings.NewReader(patch)
	if out, err := apply.CombinedOutput(); err != nil {
		t.Errorf("git apply: %v\n%s\n%s", err, out, patch)
	}
	told(t, 0, "fix")
	if patched := strings.Count(git("diff", "-U0"), "\n+ "); patched != 1 {
		t.Errorf("fix has changed %d lines, not one", patched)
	}

	told(t, 0, "--since", "HEAD")
	told(t, 0)
	git("add", ".")
	git("commit", "-q", "-m", "a longer pool that still ends before the server")
	has(t, told(t, 0, "diff", "HEAD~1", "HEAD"), "no finding introduced")
}

// told runs timeoutlint in the working directory, and gives what it prints on standard output.
func told(t *testing.T, want int, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := cli.Main(args, strings.NewReader(""), &stdout, &stderr); status != want {
		t.Fatalf("timeoutlint %s: exit status %d, not %d\n%s%s", strings.Join(args, " "), status, want, stdout.String(), stderr.String())
	}
	return stdout.String()
}

func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in\n%s", part, text)
		}
	}
}

// scanned reads a report as code scanning does: the official schema takes it, and its one result stands at the line of the change.
func scanned(t *testing.T, schema *jsonschema.Schema, text string) {
	t.Helper()
	var log struct {
		Runs []struct {
			Results []struct {
				RuleID    string
				Level     string
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine int }
					}
				}
				PartialFingerprints map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &log); err != nil {
		t.Fatal(err)
	}
	if len(log.Runs) != 1 || len(log.Runs[0].Results) != 1 || len(log.Runs[0].Results[0].Locations) != 1 {
		t.Fatalf("not one result at one place:\n%s", text)
	}
	r := log.Runs[0].Results[0]
	at := r.Locations[0].PhysicalLocation
	got := []any{r.RuleID, r.Level, at.ArtifactLocation.URI, at.Region.StartLine, len(r.PartialFingerprints) > 0}
	if diff := cmp.Diff([]any{"TL101", "error", "nginx.conf", 6, true}, got); diff != "" {
		t.Errorf("the result (-want +got):\n%s", diff)
	}

	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if schema == nil {
		t.Log("the SARIF schema is not on this machine: run \"go mod download\" in tools/golangci-lint to have it")
	} else if err := schema.Validate(doc); err != nil {
		t.Errorf("SARIF: %v", err)
	}
}

// sarifSchema is the schema of OASIS. It is not copied: the module of gosec carries it, which the linters of this repository need. It is nil where that is not downloaded.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	cmd := exec.Command("go", "mod", "download", "-json", "github.com/securego/gosec/v2")
	cmd.Dir = filepath.Join("..", "tools", "golangci-lint") // which says the version, and its checksum
	out, err := cmd.Output()
	if err != nil {
		return nil
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(module.Dir, "report", "sarif", "testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("sarif.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestGitLabJob runs the script of ci/gitlab.yml in a shell, with the timeoutlint of the work tree in the place of the one that it installs.
func TestGitLabJob(t *testing.T) {
	var file map[string]struct {
		Stage, Image string
		Variables    map[string]string
		Script       []string
		Artifacts    struct {
			When    string
			Reports map[string]string
		}
	}
	readYAML(t, "ci/gitlab.yml", &file)
	job, ok := file["timeoutlint"]
	if !ok || len(file) != 1 || job.Artifacts.When != "always" {
		t.Fatalf("no job timeoutlint that keeps its reports: %v", file)
	}
	if len(job.Artifacts.Reports) != 2 || len(job.Script) != 2 {
		t.Fatalf("reports %v of %q", job.Artifacts.Reports, job.Script)
	}
	if want := "golang:" + goVersion(t); job.Image != want {
		t.Errorf("the image is %s, go.mod wants %s", job.Image, want)
	}
	install := regexp.MustCompile(`^go install "github\.com/timeoutlint/timeoutlint/cmd/timeoutlint@\$TIMEOUTLINT_VERSION"$`)
	if !install.MatchString(job.Script[0]) {
		t.Errorf("the script begins with %q", job.Script[0])
	}
	for _, c := range []struct {
		name, timeout string
		variables     map[string]string
		fails         bool
	}{
		{"nothing found", "50s", nil, false},
		{"a finding", "90s", nil, true},
		{"flags and paths", "90s", map[string]string{"TIMEOUTLINT_ARGS": "--skip=TL101 --no-env", "TIMEOUTLINT_PATHS": "nginx.conf timeoutlint.yaml"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filesIn(t, poolOf(c.timeout))
			cmd := exec.Command("sh", "-ec", strings.Join(job.Script[1:], "\n"))
			cmd.Dir = dir
			cmd.Env = append(gitEnv(t), "PATH="+filepath.Dir(program(t))+string(os.PathListSeparator)+os.Getenv("PATH"))
			all := maps.Clone(job.Variables)
			maps.Copy(all, c.variables)
			for name, value := range all {
				cmd.Env = append(cmd.Env, name+"="+value)
			}
			out, err := cmd.CombinedOutput()
			if (err != nil) != c.fails {
				t.Fatalf("%v\n%s", err, out)
			}
			var issues []struct{ Fingerprint string }
			text, err := os.ReadFile(filepath.Join(dir, job.Artifacts.Reports["codequality"]))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(text, &issues); err != nil || (len(issues) > 0) != c.fails {
				t.Errorf("code quality: %v, %s", err, text)
			}
			if text, err := os.ReadFile(filepath.Join(dir, job.Artifacts.Reports["junit"])); err != nil || !strings.Contains(string(text), "<testsuite") {
				t.Errorf("junit: %v, %s", err, text)
			}
		})
	}
}

// goVersion is what go.mod wants, without the patch release: 1.26.
func goVersion(t *testing.T) string {
	t.Helper()
	m := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(repositoryFile(t, "go.mod"))
	if m == nil {
		t.Fatal("go.mod names no version of Go")
	}
	return m[1]
}

func repositoryFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestDockerfile holds the Dockerfile against the repository. There is no Docker here to build it with: the line that builds timeoutlint is
// run as it is, and what it makes has to be static.
func TestDockerfile(t *testing.T) {
	text := repositoryFile(t, "Dockerfile")
	for _, want := range []string{"FROM golang:" + goVersion(t) + "-alpine AS build\n", "\nUSER 65534:65534\n", "\nENTRYPOINT [\"timeoutlint\"]\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the Dockerfile has no %q", want)
		}
	}
	line := regexp.MustCompile(`(?m)^RUN (CGO_ENABLED=0 go build .*) -o (\S+) (\S+)$`).FindStringSubmatch(text)
	if line == nil {
		t.Fatal("the Dockerfile does not build timeoutlint")
	}
	if !strings.Contains(text, "\nCOPY --from=build "+line[2]+" ") {
		t.Errorf("%s is not copied", line[2])
	}
	binary := filepath.Join(t.TempDir(), "timeoutlint")
	command(t, "..", nil, "sh", "-c", line[1]+" -buildvcs=false -o "+binary+" "+line[3])
	if said := command(t, ".", []string{}, binary, "version"); !strings.HasPrefix(said, "timeoutlint ") {
		t.Errorf("version prints %q", said)
	}
	elf, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	// A dynamic program names the loader that has to start it.
	if strings.Contains(string(elf), "/ld-linux") || strings.Contains(string(elf), "/ld-musl") {
		t.Error("the binary needs a loader")
	}
}

// TestGoreleaser wants of .goreleaser.yaml that what it runs and packs exists; its keys are checked by "goreleaser check".
func TestGoreleaser(t *testing.T) {
	var c struct {
		Version int
		Dist    string
		Before  struct{ Hooks []string }
		Builds  []struct {
			Main  string
			Env   []string
			Flags []string
		}
		Archives []struct{ Files []yaml.Node }
	}
	readYAML(t, ".goreleaser.yaml", &c)
	if c.Version != 2 || len(c.Builds) != 1 || len(c.Archives) != 1 {
		t.Fatalf("%+v", c)
	}
	ignored := strings.Split(repositoryFile(t, ".gitignore"), "\n")
	if top, _, _ := strings.Cut(c.Dist, "/"); !slices.Contains(ignored, "/"+top+"/") {
		t.Errorf("git sees %s, and the version would be marked as modified", c.Dist)
	}
	if _, err := os.Stat(filepath.Join("..", c.Builds[0].Main, "main.go")); err != nil {
		t.Error(err)
	}
	var made []string
	run := regexp.MustCompile(`^sh -c "go run \./cmd/(timeoutlint [^>]*) > (\S+)"$`)
	for _, h := range c.Before.Hooks {
		if m := run.FindStringSubmatch(h); m != nil {
			accepted(t, m[1])
			made = append(made, m[2])
		}
	}
	if len(made) < 4 {
		t.Errorf("made before the build: %v", made)
	}
	for _, f := range c.Archives[0].Files {
		name := f.Value
		if f.Kind == yaml.MappingNode {
			var x struct{ Src string }
			if err := f.Decode(&x); err != nil {
				t.Fatal(err)
			}
			name = x.Src
		}
		if i := slices.Index(made, name); i >= 0 {
			made = slices.Delete(made, i, i+1)
		} else if _, err := os.Stat(filepath.Join("..", name)); err != nil {
			t.Errorf("packed, but neither made nor there: %v", err)
		}
	}
	if len(made) > 0 {
		t.Errorf("made, but not packed: %v", made)
	}
}

// TestCIPage holds docs/ci.md against the files that it tells of.
func TestCIPage(t *testing.T) {
	page := repositoryFile(t, "docs/ci.md")
	for _, h := range hooksOf(t) {
		if !strings.Contains(page, "| `"+h.ID+"` |") {
			t.Errorf("the hook %s is not in the table", h.ID)
		}
	}
	var a action
	readYAML(t, "action.yml", &a)
	var table strings.Builder
	table.WriteString("| input | default | |\n|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(a.Inputs)) {
		in := a.Inputs[name]
		value := in.Default
		if value != "" {
			value = "`" + value + "`"
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", name, value, in.Description)
	}
	table.WriteString("\n| output | |\n|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(a.Outputs)) {
		fmt.Fprintf(&table, "| `%s` | %s |\n", name, a.Outputs[name].Description)
	}
	_, quoted, _ := strings.Cut(page, "<!-- inputs -->\n")
	if quoted, _, _ = strings.Cut(quoted, "<!-- end of inputs -->"); quoted != table.String() {
		t.Errorf("the inputs and outputs are\n%s", table.String())
	}
}

// TestSnippetsOfPipelines wants the YAML in the pages on pipelines to parse, and every hook, input, variable and flag in it to exist.
func TestSnippetsOfPipelines(t *testing.T) {
	s := snippets{t: t, gitlab: repositoryFile(t, "ci/gitlab.yml"), ids: map[string]bool{}}
	readYAML(t, "action.yml", &s.action)
	for _, h := range hooksOf(t) {
		s.ids[h.ID] = true
	}
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```")
	for _, name := range []string{"README.md", "docs/ci.md", "docs/formats.md", "docs/pull-requests.md"} {
		for _, m := range block.FindAllStringSubmatch(repositoryFile(t, name), -1) {
			var doc yaml.Node
			if err := yaml.Unmarshal([]byte(m[1]), &doc); err != nil {
				t.Errorf("%s: %v in\n%s", name, err, m[1])
				continue
			}
			s.page = name
			mappings(&doc, s.check)
			s.commands(m[1])
		}
	}
	if s.names < 4 || s.lines < 4 {
		t.Errorf("only %d names and %d commands were found", s.names, s.lines)
	}
}

// snippets are the pieces of YAML in the pages, held against the files that they use.
type snippets struct {
	t            *testing.T
	page, gitlab string
	action       action
	ids          map[string]bool
	names, lines int // how many were held against something
}

// check looks at a mapping: of an action that is used, of a hook, or of variables.
func (s *snippets) check(x map[string]*yaml.Node) {
	if uses := x["uses"]; uses != nil && strings.HasPrefix(uses.Value, "timeoutlint/") {
		s.names++
		if with := x["with"]; with != nil {
			for i := 0; i+1 < len(with.Content); i += 2 {
				s.input(with.Content[i].Value, with.Content[i+1].Value)
			}
		}
	}
	if id := x["id"]; id != nil && x["uses"] == nil && strings.HasPrefix(id.Value, "timeoutlint") {
		s.hook(id.Value, x["args"])
	}
	for key, value := range x {
		if !strings.HasPrefix(key, "TIMEOUTLINT_") {
			continue
		}
		if s.names++; !strings.Contains(s.gitlab, "\n    "+key+": ") {
			s.t.Errorf("%s: no variable %s in ci/gitlab.yml", s.page, key)
		}
		if key == "TIMEOUTLINT_ARGS" {
			accepted(s.t, "timeoutlint check "+value.Value)
		}
	}
}

func (s *snippets) input(name, value string) {
	s.names++
	if _, ok := s.action.Inputs[name]; !ok {
		s.t.Errorf("%s: no input %s", s.page, name)
	}
	if name == "args" {
		accepted(s.t, "timeoutlint check "+value)
	}
}

func (s *snippets) hook(id string, args *yaml.Node) {
	if s.names++; !s.ids[id] {
		s.t.Errorf("%s: no hook %s", s.page, id)
	}
	if args == nil {
		return
	}
	line := "timeoutlint check"
	for _, word := range args.Content {
		line += " " + word.Value
	}
	accepted(s.t, line)
}

var commandLine = regexp.MustCompile(`(?m)^\s*(?:- )?(?:run: |- )(timeoutlint .*)$`)

// commands looks at the lines that run timeoutlint.
func (s *snippets) commands(block string) {
	for _, line := range commandLine.FindAllStringSubmatch(block, -1) {
		s.lines++
		text, _, _ := strings.Cut(strings.ReplaceAll(line[1], `"`, ""), " >")
		accepted(s.t, text)
	}
}

// mappings calls do with every mapping below a node.
func mappings(n *yaml.Node, do func(map[string]*yaml.Node)) {
	if n.Kind == yaml.MappingNode {
		x := map[string]*yaml.Node{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			x[n.Content[i].Value] = n.Content[i+1]
		}
		do(x)
	}
	for _, c := range n.Content {
		mappings(c, do)
	}
}

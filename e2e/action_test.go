package e2e

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// action is what is read of action.yml.
type action struct {
	Name, Description string
	Inputs            map[string]struct{ Description, Default string }
	Outputs           map[string]struct{ Description, Value string }
	Runs              struct {
		Using string
		Steps []step
	}
}

type step struct {
	ID, Name, Uses, Shell, Run string

	Dir  string `yaml:"working-directory"`
	Env  map[string]string
	With map[string]string
}

// runner does what GitHub's does with the steps of an action that are scripts.
type runner struct {
	t       *testing.T
	action  action
	inputs  map[string]string
	dir     string // the workspace
	temp    string
	path    string
	outputs map[string]string // of the action
	summary string
	said    string
	status  int // of the step that failed, 0 where none did
}

func newRunner(t *testing.T, files map[string]string, inputs map[string]string) *runner {
	t.Helper()
	r := &runner{t: t, dir: filesIn(t, files), temp: filepath.Join(t.TempDir(), "with blank"), path: os.Getenv("PATH"), outputs: map[string]string{}}
	readYAML(t, "action.yml", &r.action)
	r.inputs = map[string]string{}
	for name, in := range r.action.Inputs {
		r.inputs[name] = in.Default
	}
	maps.Copy(r.inputs, inputs)
	if err := os.Mkdir(r.temp, 0o755); err != nil {
		t.Fatal(err)
	}
	return r
}

var expression = regexp.MustCompile(`\$\{\{ *([a-z_.-]+) *\}\}`)

// evaluate replaces the expressions of a text.
func (r *runner) evaluate(text string, steps map[string]map[string]string) string {
	r.t.Helper()
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		name := expression.FindStringSubmatch(e)[1]
		switch parts := strings.Split(name, "."); {
		case name == "github.action_path":
			root, err := filepath.Abs("..")
			if err != nil {
				r.t.Fatal(err)
			}
			return root
		case name == "runner.temp":
			return r.temp
		case parts[0] == "inputs" && len(parts) == 2:
			value, ok := r.inputs[parts[1]]
			if !ok {
				r.t.Errorf("%s: no such input", e)
			}
			return value
		case parts[0] == "steps" && len(parts) == 4 && parts[2] == "outputs":
			if steps[parts[1]] == nil {
				r.t.Errorf("%s: no such step", e)
			}
			return steps[parts[1]][parts[3]]
		}
		r.t.Errorf("%s: no such value", e)
		return ""
	})
}

// run runs the steps up to the first that fails. Other actions are left out: Go is there.
func (r *runner) run() {
	r.t.Helper()
	results := map[string]map[string]string{}
	for _, s := range r.action.Runs.Steps {
		if s.Run == "" {
			continue
		}
		outputs, status := r.step(s)
		if s.ID != "" {
			results[s.ID] = outputs
		}
		if r.status = status; status != 0 {
			break
		}
	}
	for name, o := range r.action.Outputs {
		r.outputs[name] = r.evaluate(o.Value, results)
	}
}

func (r *runner) step(s step) (outputs map[string]string, status int) {
	r.t.Helper()
	files := filesIn(r.t, map[string]string{"script": s.Run, "output": "", "path": "", "summary": ""})
	in := func(name string) string { return filepath.Join(files, name) }
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", in("script"))
	cmd.Dir = r.dir
	if s.Dir != "" {
		if cmd.Dir = r.evaluate(s.Dir, nil); !filepath.IsAbs(cmd.Dir) {
			cmd.Dir = filepath.Join(r.dir, cmd.Dir)
		}
	}
	cmd.Env = append(gitEnv(r.t), "PATH="+r.path, "GITHUB_OUTPUT="+in("output"), "GITHUB_PATH="+in("path"), "GITHUB_STEP_SUMMARY="+in("summary"))
	for name, value := range s.Env {
		cmd.Env = append(cmd.Env, name+"="+r.evaluate(value, nil))
	}
	out, err := cmd.CombinedOutput()
	r.said += string(out)
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		status = exit.ExitCode()
	} else if err != nil {
		r.t.Fatal(err)
	}
	outputs = map[string]string{}
	for line := range strings.Lines(r.text(in("output"))) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		outputs[name] = value
	}
	for line := range strings.Lines(r.text(in("path"))) {
		r.path = strings.TrimSuffix(line, "\n") + string(os.PathListSeparator) + r.path
	}
	r.summary += r.text(in("summary"))
	return outputs, status
}

func (r *runner) text(file string) string {
	r.t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

// TestAction runs the scripts of action.yml as GitHub would.
func TestAction(t *testing.T) {
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed: the action's scripts are written for it")
	}
	bad, good := poolOf("90s"), poolOf("50s")
	for _, c := range []struct {
		name    string
		files   map[string]string
		inputs  map[string]string
		status  int
		says    string
		reports bool
	}{
		{"nothing found", good, nil, 0, "", true},
		{"a finding", bad, nil, 1, "::error file=nginx.conf,line=6,", true},
		{"a finding that fails nothing", bad, map[string]string{"fail-on": "never"}, 0, "::error ", true},
		{"text", bad, map[string]string{"format": "text"}, 1, "error[TL101]", true},
		{"further flags", bad, map[string]string{"args": "--skip=TL101  --nginx-version 1.28.0\n--no-env"}, 0, "", true},
		{"a pattern is no list of files", good, map[string]string{"args": "--exclude=*.conf"}, 0, "", true},
		{"paths, one a line", map[string]string{"a b/nginx.conf": bad["nginx.conf"], "timeoutlint.yaml": poolServers, "-c/nginx.conf": good["nginx.conf"]}, map[string]string{"paths": "a b\n-c\n\ntimeoutlint.yaml\n"}, 1, "file=a b/nginx.conf,", true},
		{"another folder", map[string]string{"web/nginx.conf": bad["nginx.conf"], "web/timeoutlint.yaml": poolServers}, map[string]string{"working-directory": "web"}, 1, "file=nginx.conf,line=6,", true},
		{"no such path", good, map[string]string{"paths": "deploy"}, 2, "deploy", false},
		{"no such flag", good, map[string]string{"args": "--frobnicate"}, 2, "--frobnicate", false},
		{"text of inputs is not run", good, map[string]string{"paths": "$(touch run)`touch run`\"; touch run; \"", "args": "$(touch${IFS}run) ;touch run"}, 2, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRunner(t, c.files, c.inputs)
			r.run()
			if r.status != c.status || !strings.Contains(r.said, c.says) {
				t.Errorf("exit %d, want %d and %q:\n%s", r.status, c.status, c.says, r.said)
			}
			if r.outputs["status"] != string(rune('0'+c.status)) {
				t.Errorf("the output status is %q, want %d", r.outputs["status"], c.status)
			}
			if _, err := os.Stat(filepath.Join(r.dir, "run")); err == nil {
				t.Error("a command in an input was run")
			}
			if !c.reports {
				if r.outputs["sarif"] != "" || r.outputs["markdown"] != "" || r.summary != "" {
					t.Errorf("reports of a run that was none: %v", r.outputs)
				}
				return
			}
			if sarif := r.text(r.outputs["sarif"]); !strings.Contains(sarif, `"2.1.0"`) {
				t.Errorf("no SARIF: %s", sarif)
			}
			if comment := r.text(r.outputs["markdown"]); comment == "" || comment != r.summary {
				t.Errorf("the summary is %q, the comment %q", r.summary, comment)
			}
			if in := command(t, r.dir, nil, "find", ".", "-type", "f"); strings.Count(in, "\n") != len(c.files) {
				t.Errorf("the workspace has other files than before:\n%s", in)
			}
		})
	}
}

// TestActionFile wants of action.yml what no run of its scripts shows.
func TestActionFile(t *testing.T) {
	var a action
	readYAML(t, "action.yml", &a)
	if a.Runs.Using != "composite" || a.Name == "" || a.Description == "" {
		t.Errorf("%q uses %q", a.Name, a.Runs.Using)
	}
	pinned := regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`)
	var used bytes.Buffer
	for _, s := range a.Runs.Steps {
		if s.Uses != "" && !pinned.MatchString(s.Uses) {
			t.Errorf("%s is not pinned to a commit", s.Uses)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("the script of %q is made of what others write", s.Name)
		}
		if s.Run != "" && s.Shell == "" {
			t.Errorf("%q has no shell", s.Name)
		}
		for _, text := range slices.Concat(slices.Collect(maps.Values(s.Env)), slices.Collect(maps.Values(s.With)), []string{s.Dir}) {
			used.WriteString(text + "\n")
		}
	}
	for name, in := range a.Inputs {
		if in.Description == "" || !strings.Contains(used.String(), "${{ inputs."+name+" }}") {
			t.Errorf("the input %s is not described, or not used", name)
		}
	}
}

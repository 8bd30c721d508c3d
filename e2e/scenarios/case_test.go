package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// scenario is one case of testdata.
type scenario struct {
	states []state
	files  []txtar.File
}

// state is one set of inputs with what is expected of it.
type state struct {
	name           string
	flags          []string
	hops, findings []string
	says, silent   []string
}

// parse reads a case; a line of a state that is not understood is an error, so that no expectation is lost to a slip.
func parse(a *txtar.Archive) (scenario, error) {
	s := scenario{files: a.Files}
	for line := range strings.Lines(string(a.Comment)) {
		text := strings.TrimSpace(line)
		word, rest, _ := strings.Cut(text, " ")
		rest = strings.TrimSpace(rest)
		if word == "state" && strings.HasPrefix(line, word) {
			fields := strings.Fields(rest)
			if len(fields) == 0 {
				return s, fmt.Errorf("a state without a name")
			}
			s.states = append(s.states, state{name: fields[0], flags: fields[1:]})
			continue
		}
		if len(s.states) == 0 || text == "" {
			continue
		}
		now := &s.states[len(s.states)-1]
		switch word {
		case "hop":
			now.hops = append(now.hops, rest)
		case "finding":
			now.findings = append(now.findings, rest)
		case "says":
			now.says = append(now.says, rest)
		case "silent":
			now.silent = append(now.silent, rest)
		default:
			return s, fmt.Errorf("%q: begin with hop, finding, says or silent", text)
		}
	}
	return s, nil
}

// folder writes the files of a state into a folder of its own.
func (s scenario) folder(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	written := 0
	for _, f := range s.files {
		rest, ok := strings.CutPrefix(f.Name, name+"/")
		if !ok {
			if rest, ok = strings.CutPrefix(f.Name, "all/"); !ok {
				continue
			}
		}
		save(t, dir, rest, string(f.Data))
		written++
	}
	if written == 0 {
		t.Fatalf("no files for the state %s", name)
	}
	return dir
}

func save(t *testing.T, dir, name, text string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

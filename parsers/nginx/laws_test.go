package nginx_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// configuration is one of the random configurations that real versions of nginx were run with.
type configuration struct {
	ID    string
	Files map[string]string
	Truth map[string]struct{ Accepted bool }
}

func configurations(t *testing.T) (all []configuration) {
	t.Helper()
	f, err := os.Open("testdata/nginx-truth.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c configuration
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	if err := lines.Err(); err != nil || len(all) < 100 {
		t.Fatalf("%d configurations, %v", len(all), err)
	}
	return all
}

// TestLaws changes configurations in ways that change nothing for nginx: nothing but positions may change for the parser.
func TestLaws(t *testing.T) {
	laws := map[string]func(files map[string]string, random *rand.Rand) map[string]string{
		"comments between tokens":    eachFile(commented),
		"line ends of other systems": eachFile(func(s string, _ *rand.Rand) string { return strings.ReplaceAll(s, "\n", "\r\n") }),
		"words in quotes":            eachFile(quotedWords),
		"settings in another order":  eachFile(reordered),
		"includes written out":       inlined,
	}
	all := configurations(t)
	wants := make([][]string, len(all))
	for i, c := range all {
		wants[i] = meaning(readFiles(t, versions[i%len(versions)], c.Files))
	}
	for name, law := range laws {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := 0
			for i, c := range all {
				files := law(c.Files, rand.New(rand.NewPCG(1, uint64(i))))
				if files == nil || maps.Equal(files, c.Files) {
					continue
				}
				changed++
				got := meaning(readFiles(t, versions[i%len(versions)], files))
				if d := cmp.Diff(wants[i], got); d != "" {
					t.Fatalf("%s (-want +got)\n%s\nof\n%s", c.ID, d, files["nginx.conf"])
				}
			}
			if changed < 20 {
				t.Errorf("only %d of %d configurations were changed: this shows nothing", changed, len(all))
			}
		})
	}
}

// TestADumpMeansTheSame compares each configuration that nginx accepts with its dump, with what nginx -V prints mixed in.
func TestADumpMeansTheSame(t *testing.T) {
	several := 0
	for _, c := range configurations(t) {
		if !c.Truth["1.22.1"].Accepted {
			continue
		}
		if len(c.Files) > 1 {
			several++
		}
		want := meaning(readFiles(t, "1.22.1", c.Files))
		text := "nginx version: nginx/1.22.1\nnginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n" + dumped(c.Files)
		got := meaning(parseFiles(t, "", parsers.ByName, txtar.File{Name: "dump.txt", Data: []byte(text)}))
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%s (-root +dump)\n%s\nof\n%s", c.ID, d, text)
		}
	}
	if several < 5 {
		t.Errorf("only %d configurations of several files", several)
	}
}

// TestARealDumpMeansTheSame has the installed nginx print the dumps.
func TestARealDumpMeansTheSame(t *testing.T) {
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip("no nginx here")
	}
	compared := 0
	for _, c := range configurations(t) {
		if !c.Truth["1.22.1"].Accepted || len(c.Files) < 2 && compared > 5 {
			continue
		}
		dir := t.TempDir()
		for name, text := range c.Files {
			write(t, filepath.Join(dir, name), []byte(text))
		}
		out, err := exec.Command(nginx, "-T", "-p", dir, "-c", filepath.Join(dir, "nginx.conf"), "-e", "stderr", "-g", "pid "+dir+"/pid;").CombinedOutput()
		if err != nil {
			continue // a version that accepts other things
		}
		compared++
		want := meaning(readFiles(t, "1.22.1", c.Files))
		got := meaning(parseFiles(t, "1.22.1", parsers.ByName, txtar.File{Name: "dump.txt", Data: out}))
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("%s (-root +dump)\n%s\nof\n%s", c.ID, d, out)
		}
		if compared == 25 {
			break
		}
	}
	if compared == 0 {
		t.Error("nginx accepted no configuration")
	}
}

// readFiles parses a configuration of several files from disk.
func readFiles(t *testing.T, version string, files map[string]string) result {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		write(t, filepath.Join(dir, name), []byte(text))
	}
	return read(t, dir, version)
}

// meaning is what a parser's result says without its positions: the values, what is reused and why not, what is refused.
func meaning(r result) []string {
	seen := map[string]bool{}
	var lines []string
	add := func(format string, args ...any) {
		if line := fmt.Sprintf(format, args...); !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	for _, e := range r.fragment.Endpoints {
		add("%s", e.Local)
		for _, s := range slices.Concat(e.Accepts, e.Connect) {
			add("%s side %s %s %s", e.Local, s.Protocol, addrs(s), s.Idle)
		}
		for _, route := range e.Routes {
			where := e.Local + " " + route.Path + " " + route.Block
			add("%s: idle %s, announces %s", where, route.Idle, route.Header)
			if route.Pass != nil {
				passMeaning(add, where, route.Pass)
			}
		}
	}
	for _, f := range r.fragment.Facts {
		add("fact %s: %s", f.Setting, f.Why)
	}
	for _, p := range r.fragment.Problems {
		add("problem %s", p.Msg)
	}
	slices.Sort(lines)
	return lines
}

func passMeaning(add func(string, ...any), where string, p *chain.Pass) {
	add("%s: %s to %s, response %s", where, p.Directive, p.Target, p.Response.Value())
	for _, c := range p.Cases {
		var causes []string
		for _, cause := range c.Causes {
			causes = append(causes, fmt.Sprint(cause.Kind, cause.Possible, cause.Note))
		}
		slices.Sort(causes)
		add("%s: if %s: reuse %s, %s, %q, %v, pool %s, because %q", where, c.When, c.Reuse, c.Version, c.Connection, c.Resolved, c.Idle, causes)
	}
}

package lint_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// accepted are the random configurations that nginx accepts, one file each or with includes.
func accepted(t testing.TB) (all []map[string]string) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "parsers", "nginx", "testdata", "nginx-truth.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c struct {
			Files map[string]string
			Truth map[string]struct{ Accepted bool }
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		refused := false
		for _, truth := range c.Truth {
			refused = refused || !truth.Accepted
		}
		if !refused {
			all = append(all, c.Files)
		}
	}
	if err := lines.Err(); err != nil || len(all) < 50 {
		t.Fatalf("%d configurations, %v", len(all), err)
	}
	return all
}

// fixDay is when all is repaired.
var fixDay = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

var serverLine = regexp.MustCompile(`(?m)^\s*server (127\.0\.0\.1:\d+)`)

// declared invents a timeoutlint.yaml for a configuration: clients of nginx, and servers behind some of its addresses.
func declared(files map[string]string, random *rand.Rand) string {
	idle := func() string { return []string{"2s", "30s", "60s", "60500ms", "65s", "120s", "600s"}[random.IntN(7)] }
	var b strings.Builder
	b.WriteString("version: 1\nservers:\n")
	var seen []string
	for _, text := range files {
		for _, m := range serverLine.FindAllStringSubmatch(text, -1) {
			seen = append(seen, m[1])
		}
	}
	slices.Sort(seen)
	for i, at := range slices.Compact(seen) {
		if random.IntN(3) > 0 {
			fmt.Fprintf(&b, "  s%d: { idle_timeout: %s, hosts: [%q] }\n", i, idle(), at)
		}
	}
	b.WriteString("  spare:\n    idle_timeout: 1h\nclients:\n")
	fmt.Fprintf(&b, "  near: { idle_timeout: %s, to: nginx }\n  far: { idle_timeout: %s, to: nginx }\n", idle(), idle())
	return b.String()
}

// crlf changes nothing but line endings.
func crlf(files map[string]string) map[string]string {
	changed := make(map[string]string)
	for name, text := range files {
		changed[name] = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return changed
}

func put(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// known identifies findings across a repair: the rule, what it is about, and where the repair may have changed words, not these.
func known(r *finding.Result) map[string]bool {
	all := make(map[string]bool)
	for _, f := range r.Findings {
		about := ""
		if f.Hop != nil {
			about = f.Hop.Client.Owner.Canon + " -> " + f.Hop.Server.Owner.Canon
		} else if len(f.Subject) > 0 {
			about = f.Subject[0]
		}
		all[f.Rule.ID+" "+about] = true
	}
	return all
}

// TestFixLaws: what a repair leaves is a part of what was there, it parses, and nothing more is to be repaired. With --unsafe a pool may start
// of whose servers nothing is known, which TL005 then says.
func TestFixLaws(t *testing.T) {
	configurations := accepted(t)
	versions := []string{"", "1.22.1", "1.28.0", "1.29.7"}
	changed, pools := 0, 0
	for i, files := range configurations {
		random := rand.New(rand.NewPCG(2, uint64(i)))
		if i%5 == 4 {
			files = crlf(files)
		}
		dir := t.TempDir()
		put(t, dir, files)
		put(t, dir, map[string]string{"timeoutlint.yaml": declared(files, random)})
		o := lint.FixOptions{
			Options: lint.Options{Cwd: dir, Panics: true, Now: fixDay, Settings: parsers.Settings{NginxVersion: versions[i%len(versions)]}},
			Unsafe:  i%2 == 1,
		}
		before, err := lint.Run(o.Options)
		if err != nil {
			t.Fatal(err)
		}
		done, err := lint.Fix(o)
		if err != nil {
			t.Fatalf("configuration %d: %v", i, err)
		}
		if len(done.Left) > 0 {
			t.Errorf("configuration %d: left alone %v", i, done.Left)
		}
		changed += len(done.Files)
		had := known(before)
		for k := range known(done.Result) {
			if o.Unsafe && strings.HasPrefix(k, "TL005 ") {
				pools++
				continue
			}
			if !had[k] {
				t.Errorf("configuration %d, unsafe %v, version %q: new: %s\n%s", i, o.Unsafe, o.Settings.NginxVersion, k, diffs(done))
			}
		}
		for _, f := range done.Files {
			if onDisk, _ := os.ReadFile(filepath.Join(dir, f.Name)); string(onDisk) != string(f.After) {
				t.Errorf("configuration %d: %s on disk is not what was told", i, f.Name)
			}
			if i%5 == 4 && f.Name != "timeoutlint.yaml" && strings.Count(string(f.After), "\n") != strings.Count(string(f.After), "\r\n") {
				t.Errorf("configuration %d: %s has line endings of two kinds", i, f.Name)
			}
		}
		again, err := lint.Fix(o)
		if err != nil || len(again.Files) > 0 {
			t.Errorf("configuration %d: the second run repairs %d files more, %v\n%s", i, len(again.Files), err, diffs(again))
		}
	}
	t.Logf("%d configurations, %d files changed, %d pools in front of unknown servers", len(configurations), changed, pools)
	if changed < len(configurations)/4 {
		t.Errorf("only %d files changed: nothing has been shown", changed)
	}
}

func diffs(done *lint.Fixed) string {
	var b strings.Builder
	if done == nil {
		return ""
	}
	for _, f := range done.Files {
		for _, r := range f.Repairs {
			fmt.Fprintf(&b, "%s:%d %s %s\n", r.File, r.Line, r.Rule, r.Title)
		}
		fmt.Fprintf(&b, "--- %s\n%s--- was\n%s", f.Name, f.After, f.Before)
	}
	return b.String()
}

// TestFixedIsAccepted asks the real nginx about what a repair wrote.
func TestFixedIsAccepted(t *testing.T) {
	n := nginxtest.Installed(t)
	asked := 0
	for i, files := range accepted(t) {
		if asked == 60 {
			break
		}
		dir := t.TempDir()
		put(t, dir, files)
		if !n.Test(t, dir).Accepted { // written for another version
			continue
		}
		put(t, dir, map[string]string{"timeoutlint.yaml": declared(files, rand.New(rand.NewPCG(3, uint64(i))))})
		done, err := lint.Fix(lint.FixOptions{Options: lint.Options{Cwd: dir, Panics: true, Now: fixDay, Settings: parsers.Settings{NginxVersion: n.Version}}, Unsafe: true})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(done.Files, func(f lint.FixedFile) bool { return f.Name != "timeoutlint.yaml" }) {
			continue
		}
		asked++
		if v := n.Test(t, dir); !v.Accepted {
			t.Errorf("configuration %d: nginx -t says %s:%d: %s\n%s", i, v.File, v.Line, v.Message, diffs(done))
		}
	}
	if asked < 20 {
		t.Errorf("nginx was asked about %d configurations only", asked)
	}
}

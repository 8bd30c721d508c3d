package lint_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/treetest"
	"github.com/timeoutlint/timeoutlint/lint"
)

// FuzzFixTree repairs any folder of files: what is left is a part of what was there, nothing that could be read is broken, the files hold what
// was told, and a second run changes nothing.
func FuzzFixTree(f *testing.F) {
	trees := treetest.Seeds(f, "..")
	for i, text := range trees {
		f.Add(text, []byte{0, 0, byte(i * 11), 0, 5, byte(i), byte(i * 5), 1, 2, byte(i), 3, 3}, i%2 == 0)
		f.Add(text, []byte(nil), true)
	}
	f.Add([]byte("-- main.tf --\nresource \"aws_lb\" \"a\" {\n  idle_timeout = 120\n}\n-- timeoutlint.yaml --\nversion: 1\nservers:\n  app: { idle_timeout: 75s }\nlinks:\n  - aws_lb.a -> app\n"), []byte(nil), true)
	f.Add([]byte("-- Procfile --\nweb: gunicorn -k gthread --keep-alive 5 a:b\n-- timeoutlint.yaml --\nversion: 1\nclients:\n  lb: { idle_timeout: 60s }\nlinks:\n  - lb -> Procfile/web\n"), []byte(nil), false)
	f.Fuzz(func(t *testing.T, text, script []byte, unsafe bool) {
		repairTree(t, treetest.Change(text, script, trees), unsafe)
	})
}

// TestFixTrees does the same to the same trees each time.
func TestFixTrees(t *testing.T) {
	for i, text := range treetest.Trees(t, "..") {
		t.Run(strconv.Itoa(i), func(t *testing.T) { repairTree(t, text, i%2 == 0) })
	}
}

// repairTree has a folder repaired and looks for what a repair must not do.
func repairTree(t *testing.T, text []byte, unsafe bool) {
	dir := t.TempDir()
	if !treetest.Write(t, dir, text) {
		return
	}
	o := lint.FixOptions{Options: lint.Options{Cwd: dir, Panics: true, Now: fixDay}, Unsafe: unsafe}
	before, err := lint.Run(o.Options)
	if err != nil {
		return // a timeoutlint.yaml that is none
	}
	done, err := lint.Fix(o)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if got, had := syntaxProblems(done.Result)+len(done.Result.Unreadable), syntaxProblems(before)+len(before.Unreadable); got > had {
		t.Errorf("%d mistakes, %d before\n%s", got, had, diffs(done))
	}
	for _, x := range done.Left {
		if strings.Contains(x.Reason, "please report") {
			t.Errorf("%s: %s\n%s", x.File, x.Reason, text)
		}
	}
	had := known(before)
	for k := range known(done.Result) {
		unjudged := strings.HasPrefix(k, "TL004 ") || strings.HasPrefix(k, "TL005 ") // a pool that starts in front of servers of which too little is known
		if !had[k] && (!unsafe || !unjudged) {
			t.Errorf("unsafe %v: new: %s\n%s", unsafe, k, diffs(done))
		}
	}
	for _, x := range done.Files {
		if onDisk, err := os.ReadFile(filepath.Join(dir, x.Name)); string(onDisk) != string(x.After) {
			t.Errorf("%s on disk is not what was told: %v", x.Name, err)
		}
	}
	if again, err := lint.Fix(o); err != nil || len(again.Files) > 0 {
		t.Errorf("the second run: %v\n%s", err, diffs(again))
	}
}

package program_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// Whatever a script holds, it is read to its end, and what comes of it is a value with a reason.
func FuzzScript(f *testing.F) {
	f.Add("#!/bin/sh\nset -e\nexec gunicorn -k gthread \"$@\"\n")
	f.Add("export X=1\nif true; then\n exec ./run.sh\nfi\nwait")
	f.Add("exec \"$@\" \\\n --keep-alive 5\\")
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "run.sh"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		tree, err := source.Open(source.Options{Cwd: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer tree.Close()
		p := program.Program{Folders: []string{dir}, Command: words("./run.sh uvicorn app:app")}
		v := p.Serve(&chain.Side{Owner: &chain.Endpoint{}}, &program.Sources{Tree: tree})
		if len(v) == 0 {
			t.Error("no value")
		}
		for _, c := range v {
			if c.From == nil {
				t.Errorf("%s has no origin", c)
			}
		}
	})
}

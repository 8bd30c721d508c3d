package syntax_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// FuzzParse checks for any text, plain and as a template: no panic, tokens
// ordered and disjoint with only blanks between them, printing gives the text
// back, every directive's parts lie within it and within the one around it.
func FuzzParse(f *testing.F) {
	for _, c := range parseCases {
		f.Add([]byte(c.src))
	}
	for _, c := range templateCases {
		f.Add([]byte(c.src))
	}
	for _, src := range lexical {
		f.Add([]byte(src))
	}
	for _, file := range testdata(f) {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	var p syntax.Parser
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, template := range []bool{false, true} {
			tree := p.Parse(src, syntax.Options{Template: template})
			if err := lossless(tree); err != nil {
				t.Errorf("template %v: %v", template, err)
			}
			if err := nested(tree); err != nil {
				t.Errorf("template %v: %v", template, err)
			}
		}
		syntax.LooksTemplated(src)
	})
}

// testdata returns the configurations of the package's testdata.
func testdata(tb testing.TB) []string {
	tb.Helper()
	files, err := filepath.Glob("testdata/*.conf")
	if err != nil || len(files) == 0 {
		tb.Fatalf("there is no configuration in testdata: %v", err)
	}
	return files
}

func TestTestdata(t *testing.T) {
	for _, file := range testdata(t) {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		template := syntax.LooksTemplated(src)
		if want := filepath.Base(file) != "plain.conf" && filepath.Base(file) != "lua.conf"; template != want {
			t.Errorf("%s looks like a template: %v, want %v", file, template, want)
		}
		tree := syntax.Parse(src, syntax.Options{Template: template})
		for _, e := range tree.Errors {
			t.Errorf("%s:%d: %s", file, e.Line, e.Msg)
		}
		if err := lossless(tree); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if err := nested(tree); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

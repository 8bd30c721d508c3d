package code_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/code"
	"github.com/timeoutlint/timeoutlint/source"
)

func FuzzGo(f *testing.F) {
	fuzz(f, "main.go", "package main\nimport \"net/http\"\nvar _ = http.Server{IdleTimeout: ", "}\n")
}

func FuzzJavaScript(f *testing.F) {
	fuzz(f, "server.ts", "app.listen(3000)\nserver.keepAliveTimeout = ", "\n")
}

func FuzzPython(f *testing.F) {
	fuzz(f, "main.py", "import uvicorn\nuvicorn.run(app, timeout_keep_alive=", ")\n")
}

// fuzz reads any text as code, alone and as a value: every setting has a place in the file and reads a variable without a panic, and the same text gives
// the same settings.
func fuzz(f *testing.F, name, before, after string) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatal("no cases", err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for one := range strings.SplitSeq(string(src), "\n== ") {
			_, body, _ := strings.Cut(one, "\n")
			body, _, _ = strings.Cut(body, "\n=> ")
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, src := range []string{text, before + text + after} {
			first := survey(t, name, src)
			if again := survey(t, name, src); first != again {
				t.Errorf("one time %s\nanother %s", first, again)
			}
		}
	})
}

func survey(t *testing.T, name, src string) string {
	set := &source.Set{}
	file := set.Add(name, "", []byte(src), true)
	in := &parsers.Input{Sources: &program.Sources{}, Skip: func(*source.File, string) {}}
	code.Survey(in, []*source.File{file})
	var told []string
	for _, s := range in.Sources.Settings {
		for _, at := range append([]source.Span{s.At, s.Insert.Span}, places(s)...) {
			if at.Start > at.End || int(at.End) > len(src) {
				t.Errorf("the place %v of %s is not in the file", at, words(s))
			}
		}
		if (s.Key == "") != (s.Value == nil) {
			t.Errorf("%s has a setting without a value, or a value without a setting", words(s))
		}
		if s.Set != nil {
			s.Set(90 * time.Second)
		}
		for _, read := range s.Reads {
			for _, text := range []string{"", "75", "x", "-1e99"} {
				read(text)
			}
		}
		told = append(told, words(s))
	}
	return strings.Join(told, "\n")
}

// places are where the values of a setting come from.
func places(s program.Setting) (all []source.Span) {
	for _, c := range s.Value {
		if c.From != nil {
			for _, step := range c.From.Steps {
				all = append(all, step.At)
			}
		}
	}
	return all
}

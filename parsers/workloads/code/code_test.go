package code_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/code"
	"github.com/timeoutlint/timeoutlint/source"
)

// read surveys files as the pipeline does: those that a search picks, through a tree.
func read(t testing.TB, files map[string]string) (*program.Sources, []string) {
	t.Helper()
	tree := golden.Open(t, golden.Folder(t, golden.Texts(files)))
	in := &parsers.Input{Tree: tree, Sources: &program.Sources{}}
	var skipped []string
	in.Skip = func(f *source.File, reason string) { skipped = append(skipped, f.Name+": "+reason) }
	for _, f := range golden.Claimed(t, tree, code.Match) {
		if code.Holds(f.Name, f.Src) {
			code.Survey(in, []*source.File{f.File})
		}
	}
	return in.Sources, skipped
}

// words is a setting on one line: what it is, its value with the places that decide, where it listens.
func words(s program.Setting) string {
	var b strings.Builder
	b.WriteString(s.Preset)
	if s.Key != "" {
		fmt.Fprintf(&b, " %s =", s.Key)
	}
	for i, c := range s.Value {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(" " + c.String())
		if w := c.When.Words(); w != "" {
			b.WriteString(" " + w)
		}
		if c.From != nil && c.From.Note != "" {
			fmt.Fprintf(&b, " (%s)", c.From.Note)
		}
		if c.From != nil && len(c.From.Steps) > 1 {
			if at := c.From.Steps[0].At; at.File == s.File.ID {
				fmt.Fprintf(&b, " from line %d", s.File.Position(at.Start).Line)
			} else {
				b.WriteString(" from another file")
			}
		}
	}
	if s.Serves {
		b.WriteString(", serves")
	}
	if len(s.Ports) > 0 {
		fmt.Fprintf(&b, " on %v", s.Ports)
	}
	if s.Aside != "" {
		b.WriteString(" (" + s.Aside + ")")
	}
	if s.Note != "" {
		b.WriteString("; " + s.Note)
	}
	if s.Set != nil {
		b.WriteString("; write " + s.Set(65*time.Second))
	}
	if s.Insert != (source.Place{}) {
		fmt.Fprintf(&b, " in line %d", s.File.Position(s.Insert.Start).Line)
	}
	return b.String()
}

// TestFiles reads testdata/*.txt: cases that begin with "== NAME" of a file, go on with its text and end with what is read of it, one "=> " line for
// each setting. A case without such lines says that its file tells nothing: it is a client's, or a comment.
func TestFiles(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := answered(t, string(src))
			if *golden.Update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(src), got); diff != "" && !*golden.Update {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		})
	}
}

// answered writes the cases again with what is read of each.
func answered(t *testing.T, cases string) string {
	head, rest, _ := strings.Cut(cases, "== ")
	var out strings.Builder
	out.WriteString(head)
	for one := range strings.SplitSeq(rest, "\n== ") {
		name, body, _ := strings.Cut(one, "\n")
		text := ""
		for line := range strings.Lines(body) {
			if !strings.HasPrefix(line, "=> ") {
				text += line
			}
		}
		text = strings.TrimRight(text, "\n") + "\n"
		fmt.Fprintf(&out, "== %s\n%s", name, text)
		for _, line := range answers(t, name, text) {
			out.WriteString("=> " + line + "\n")
		}
		out.WriteString("\n")
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func answers(t *testing.T, name, text string) (lines []string) {
	s, skipped := read(t, map[string]string{name: text})
	for _, found := range s.Settings {
		lines = append(lines, words(found))
		if at := found.At; at.End <= at.Start || int(at.End) > len(found.File.Src) {
			t.Errorf("%s: the place %v is not in the file", text, at)
		}
	}
	return append(lines, skipped...)
}

// What an application imports from a file beside it is told by the framework that this file names; a Go constant may stand in any file of its package,
// and a variable counts only where none of them changes it.
func TestFilesTogether(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"express beside", map[string]string{
			"src/index.ts": "import { app } from './app.js'\napp.listen(3000)\n",
			"src/app.ts":   "import express from 'express'\nexport const app = express()\n",
		}, "node, serves on [3000]"},
		{"fastify above", map[string]string{
			"bin/www":      "#!/usr/bin/env node\nconst app = require('../app')\napp.listen(3000)\n",
			"app/index.js": "module.exports = require('fastify')()\n",
		}, "fastify, serves on [3000]"},
		{"two frameworks beside", map[string]string{
			"index.js": "const app = require('./app')\napp.listen(3000)\n",
			"app.js":   "const a = require('fastify'), b = require('express')\n",
		}, "node server.keepAliveTimeout = unresolved (it is not known what kind of server app is), serves on [3000]"},
		{"constant beside", map[string]string{
			"main.go":  "package main\nimport \"net/http\"\nfunc main() { (&http.Server{IdleTimeout: idle}).ListenAndServe() }\n",
			"limit.go": "package main\nimport \"time\"\nconst idle = 65 * time.Second\n",
		}, "go IdleTimeout = 65s from another file, serves"},
		{"variable changed beside", map[string]string{
			"main.go":  "package main\nimport (\"net/http\"; \"time\")\nvar idle = 65 * time.Second\nfunc main() { (&http.Server{IdleTimeout: idle}).ListenAndServe() }\n",
			"other.go": "package main\nfunc init() { idle = 5 }\n",
		}, "go IdleTimeout = unresolved (computed: idle), serves"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := read(t, c.files)
			var got []string
			for _, found := range s.Settings {
				got = append(got, strings.Split(words(found), "; ")[0])
			}
			if told := strings.Join(got, "\n"); told != c.want {
				t.Errorf("got  %s\nwant %s", told, c.want)
			}
		})
	}
}

package code_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/code"
	"github.com/timeoutlint/timeoutlint/source"
)

// BenchmarkHolds is the search through files as they are in most repositories: components and helpers without a server. It allocates nothing.
func BenchmarkHolds(b *testing.B) {
	text := []byte(strings.Repeat("import { useState } from 'react'\nexport const Button = ({ label, onClick }) => {\n  const [on, setOn] = useState(false)\n  return on ? label : listen(label, onClick)\n}\n", 30))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if code.Holds("src/button.ts", text) {
			b.Fatal("there is no server in it")
		}
	}
}

// BenchmarkSurvey is the reading of a file that starts a server.
func BenchmarkSurvey(b *testing.B) {
	for name, text := range map[string]string{
		"server.ts": "import express from 'express'\nconst app = express()\n" + strings.Repeat("app.get('/x', async (req, res) => { res.json({ ok: true, at: `${Date.now()}` }) })\n", 200) + "const server = app.listen(3000)\nserver.keepAliveTimeout = 65 * 1000\n",
		"main.go":   "package main\nimport (\"net/http\"; \"time\")\n" + strings.Repeat("func f() { http.HandleFunc(\"/x\", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200) }) }\n", 200) + "func main() { (&http.Server{IdleTimeout: time.Minute}).ListenAndServe() }\n",
		"main.py":   "import uvicorn\n" + strings.Repeat("@app.get('/x')\nasync def x():\n    return {'ok': True}\n", 300) + "uvicorn.run(app, timeout_keep_alive=75)\n",
	} {
		b.Run(name, func(b *testing.B) {
			file := (&source.Set{}).Add(name, "", []byte(text), true)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				in := &parsers.Input{Sources: &program.Sources{}, Skip: func(*source.File, string) {}}
				code.Survey(in, []*source.File{file})
				if len(in.Sources.Settings) != 1 {
					b.Fatal("one server is expected")
				}
			}
		})
	}
}

// Texts that would take the square of their length, or the stack, are read in a moment: each is close to the largest file that is read.
func TestHostileCode(t *testing.T) {
	lines := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < 1000<<10; i++ {
			fmt.Fprintf(&b, format+"\n", i)
		}
		return b.String()
	}
	fill := func(s string) string { return strings.Repeat(s, (1000<<10)/len(s)) }
	for name, text := range map[string]string{
		"comments.ts":   "server.keepAliveTimeout = 1\n" + fill("/*\n"),
		"templates.ts":  "server.keepAliveTimeout = 1\n" + fill("`${`\n"),
		"unexpected.ts": "server.keepAliveTimeout = 1\n" + fill("\x01\n"),
		"slashes.ts":    "server.keepAliveTimeout = 1\n" + fill("=/\n"),
		"brackets.ts":   "server.keepAliveTimeout = 1\n" + fill("(\n"),
		"unbalanced.ts": "server.keepAliveTimeout = 1\n" + fill("([{\n)\n"),
		"declared.ts":   "server.keepAliveTimeout = 1\n" + lines("let a%d="),
		"options.ts":    lines("const o%d = { keepAliveTimeout: 1 }"),
		"sets.ts":       lines("server.keepAliveTimeout = %d"),
		"members.ts":    "server.keepAliveTimeout = 1\n" + fill("this.a = this.b; this.b = this.a; this.c = this.b;\n"),
		"starts.ts":     lines("app.listen(%d)"),
		"chain.ts":      "server.keepAliveTimeout = a" + fill("\n.b"),
		"sum.ts":        "server.keepAliveTimeout = 1" + fill("\n+1"),
		"choice.ts":     "server.keepAliveTimeout = 1" + fill("\n?1:1"),
		"minus.ts":      "server.keepAliveTimeout = " + fill("-\n"),
		"doubled.ts":    "const a0 = 1\n" + lines("const b%[1]d = a%[1]d + a%[1]d") + "server.keepAliveTimeout = b9",
		"brackets.go":   "package main\nvar _ = http.Server{IdleTimeout: " + fill("(\n"),
		"sum.go":        "package main\nvar _ = http.Server{IdleTimeout: 1" + fill("+\n1"),
		"calls.go":      "package main\nvar _ = http.Server{IdleTimeout: f" + fill("()"),
		"servers.go":    "package main\nimport \"net/http\"\n" + lines("var s%d = http.Server{IdleTimeout: 1}"),
		"functions.go":  "package main\nimport \"net/http\"\n" + lines("func f%d() { x := http.Server{}; x.IdleTimeout = 1 }"),
		"strings.py":    "import uvicorn\nuvicorn.run(timeout_keep_alive=1)\n" + fill("'''\n'\"\n"),
		"calls.py":      "import uvicorn\n" + lines("uvicorn.run(timeout_keep_alive=%d)"),
		"apps.py":       "import flask\n" + lines("a%[1]d = flask.Flask()\na%[1]d.run()"),
		"blocks.py":     "import hypercorn\nclass A:\n" + fill("    c.keep_alive_timeout = 1\n"),
		"nested.py":     "import uvicorn\nuvicorn.run(timeout_keep_alive=" + fill("int(\n"),
		"arguments.py":  "import uvicorn\nuvicorn.run(timeout_keep_alive=max(" + fill("1,\n"),
	} {
		t.Run(name, func(t *testing.T) {
			file := (&source.Set{}).Add(name, "/"+name, []byte(text), false)
			in := &parsers.Input{Sources: &program.Sources{}, Skip: func(*source.File, string) {}}
			begun := time.Now()
			code.Survey(in, []*source.File{file})
			if took := time.Since(begun); took > 30*time.Second {
				t.Errorf("it took %s", took)
			} else if testing.Verbose() {
				t.Log(took, len(in.Sources.Settings), in.Sources.Unread)
			}
		})
	}
}

package program_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// scan is a tree of files with what surveys would say of them: lines "FILE PRESET KEY VALUE", "FILE PRESET serves [PORT]", "FILE requires LIB VERSION" and
// "FILE script NAME COMMAND".
type scan struct {
	*testing.T
	dir     string
	sources program.Sources
}

func newScan(t *testing.T, files, says string) *scan {
	t.Helper()
	s := &scan{T: t, dir: t.TempDir()}
	for _, f := range txtar.Parse([]byte(files)).Files {
		name := filepath.Join(s.dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(source.Options{Cwd: s.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	s.sources.Tree = tree
	for line := range strings.SplitSeq(strings.TrimSpace(says), "\n") {
		if line != "" {
			s.say(strings.Fields(line))
		}
	}
	return s
}

func (s *scan) say(w []string) {
	s.Helper()
	f, err := s.sources.Tree.Read(filepath.Join(s.dir, filepath.FromSlash(w[0])))
	if err != nil {
		s.Fatal(err)
	}
	at := source.Span{File: f.ID, End: uint32(len(f.Src))}
	word := program.At(strings.Join(w[3:], " "), at)
	switch w[1] {
	case "requires":
		s.sources.Manifests = append(s.sources.Manifests, program.Manifest{File: f, Folder: filepath.Dir(f.Path), Requires: map[string]program.Word{w[2]: word}})
		return
	case "script":
		s.sources.Manifests = append(s.sources.Manifests, program.Manifest{File: f, Folder: filepath.Dir(f.Path), Scripts: map[string]program.Word{w[2]: word}})
		return
	case "unread":
		s.sources.Unread = map[string]string{f.Path: strings.Join(w[2:], " ")}
		return
	}
	one := program.Setting{Preset: w[1], File: f, At: at}
	if w[2] == "serves" {
		one.Serves = true
		for _, p := range w[3:] {
			one.Ports = append(one.Ports, len(p))
		}
	} else {
		one.Key, one.Value = w[2], chain.Is(chain.Absent, &chain.Origin{})
		if w[3] != "absent" {
			d, err := time.ParseDuration(w[3])
			if err != nil {
				s.Fatal(err)
			}
			one.Value = chain.Exactly(d, &chain.Origin{Kind: chain.Written, Setting: w[2], Text: w[3]})
		}
		for _, option := range w[4:] {
			name, value, _ := strings.Cut(option, "=")
			one.Options = map[string]string{name: value}
		}
	}
	s.sources.Settings = append(s.sources.Settings, one)
}

// started is a program whose image is built from all of the scan: "BASE|ENTRY ENTRY|COMMAND COMMAND|NAME=VALUE".
func (s *scan) started(spec string) *program.Program {
	parts := append(strings.Split(spec, "|"), "", "", "")
	b := &program.Build{Name: "Dockerfile", Base: parts[0], Context: s.dir, Copies: program.Files{{From: s.dir, To: "/app"}}, WorkDir: "/app", Env: map[string]program.Word{}}
	b.Entry, b.Command = words(parts[1]), words(parts[2])
	for pair := range strings.FieldsSeq(parts[3]) {
		name, value, _ := strings.Cut(pair, "=")
		b.Env[name] = program.At(value, source.Span{File: 1, End: 1})
	}
	if base, stage, ok := strings.Cut(b.Base, " after "); ok {
		b.Base, b.Stages = base, []string{stage}
	}
	return &program.Program{Name: "app", Build: b}
}

func words(s string) (all []program.Word) {
	for w := range strings.FieldsSeq(s) {
		all = append(all, program.At(strings.ReplaceAll(w, "+", " "), source.Span{}))
	}
	return all
}

func TestServe(t *testing.T) {
	const node, python, ruby = "node:20-alpine", "python:3.12", "ruby:3.3"
	for name, c := range map[string]struct{ files, says, start, want string }{
		"code that sets nothing":   {"-- server.js --\nx", "server.js node serves", node + "||node server.js", "node 5s (server.keepAliveTimeout not set: default of node@20)"},
		"code that sets it":        {"-- server.js --\nx", "server.js node serves\nserver.js node keepAliveTimeout 65s", node + "||node server.js", "node 65s"},
		"set in another file":      {"-- server.js --\nx\n-- lib/http.js --\nx", "server.js node serves\nlib/http.js node keepAliveTimeout 65s", node + "||node server.js", "node 65s"},
		"no code in the scan":      {"-- a.txt --\nx", "", node + "||node server.js", "node unresolved (node is governed by server.keepAliveTimeout, which code can set (5s where it does not): no code that starts a server was found in what Dockerfile copies)"},
		"code that was left out":   {"-- server.js --\nx\n-- bundle.js --\nx", "server.js node serves\nbundle.js unread it is too large", node + "||node server.js", "node unresolved (it may be set in bundle.js, which was left out: it is too large)"},
		"two servers, one named":   {"-- api/server.ts --\nx\n-- web/server.ts --\nx", "api/server.ts node serves\nweb/server.ts node serves\nweb/server.ts node keepAliveTimeout 65s", node + "||node dist/api/server.js", "node 5s (server.keepAliveTimeout not set: default of node@20)"},
		"two servers, none named":  {"-- a.ts --\nx\n-- b.ts --\nx", "a.ts node serves\nb.ts node serves\nb.ts node keepAliveTimeout 65s", node + "||node dist/main.js", "node unresolved (several of its files start servers or set their idle timeout: a.ts:1 says 5s, b.ts:1 says 65s)"},
		"a framework":              {"-- server.js --\nx\n-- package.json --\n{}", "server.js fastify serves\npackage.json requires fastify ^4.26.1", node + "||node server.js", "fastify 72s (keepAliveTimeout not set: default of fastify@4)"},
		"npm start":                {"-- server.js --\nx\n-- package.json --\n{}", "server.js node serves\npackage.json script start NODE_ENV=production node server.js", node + "||npm start", "node 5s (server.keepAliveTimeout not set: default of node@20)"},
		"npm start of next":        {"-- package.json --\n{}", "package.json script start next start --keepAliveTimeout 70000", node + "||npm start", "next 70s"},
		"a script":                 {"-- run.sh --\n#!/bin/sh\nset -e\npython manage.py migrate\nexec gunicorn -k gthread --keep-alive 75 app:app\n", "", python + "||./run.sh", "gunicorn 75s"},
		"an entry point":           {"-- entry.sh --\n#!/bin/bash\nset -e\nexec \"$@\"\n", "", python + "|./entry.sh|gunicorn -k gthread app:app", "gunicorn 2s (--keep-alive not set: default of gunicorn:worker=gthread)"},
		"a script of two commands": {"-- run.sh --\n#!/bin/sh\nif [ \"$X\" ]; then\n  exec gunicorn a\nfi\nexec uvicorn b\n", "", python + "||./run.sh", "absent (it is started by run.sh, which ends with one of several commands)"},
		"a script that sets it":    {"-- run.sh --\n#!/bin/sh\nexport GUNICORN_CMD_ARGS=\"--keep-alive=80 -k gthread\"\ngunicorn app:app\n", "", python + "||sh run.sh", "gunicorn 80s"},
		"a script that is not there": {
			"-- a.txt --\nx", "", python + "||./run.sh",
			`absent (container "app" starts ./run.sh, which is not known as a server)`,
		},
		"gunicorn's file":                            {"-- gunicorn.conf.py --\nx", "gunicorn.conf.py gunicorn keepalive 75s worker=gthread", python + "||gunicorn app:app", "gunicorn 75s"},
		"the command line before it":                 {"-- gunicorn.conf.py --\nx", "gunicorn.conf.py gunicorn keepalive 75s worker=gthread", python + "||gunicorn --keep-alive 30 app:app", "gunicorn 30s"},
		"a file that the worker of which ignores it": {"-- gunicorn.conf.py --\nx", "gunicorn.conf.py gunicorn keepalive 75s", python + "||gunicorn app:app", "gunicorn off (--keep-alive not set: default of gunicorn)"},
		"a file that is not in the scan":             {"-- a.txt --\nx", "", python + "||gunicorn -k gthread -c conf.py app:app", "gunicorn unresolved (gunicorn may be told otherwise by its configuration file conf.py)"},
		"a file that is":                             {"-- deploy/conf.py --\nx", "deploy/conf.py gunicorn keepalive 75s", python + "||gunicorn -k gthread -c /etc/conf.py app:app", "gunicorn 75s"},
		"puma.rb before the variable":                {"-- config/puma.rb --\nx", "config/puma.rb puma persistent_timeout 75s", ruby + "||bundle exec puma|PUMA_PERSISTENT_TIMEOUT=95", "puma 75s"},
		"rails with puma":                            {"-- Gemfile.lock --\nx", "Gemfile.lock requires puma 6.4.2", ruby + "||./bin/rails server -b 0.0.0.0", "puma 20s (persistent_timeout not set: default of puma@6.4.2)"},
		"thrust before it":                           {"-- Gemfile.lock --\nx", "Gemfile.lock requires puma 6.4.2", ruby + "||./bin/thrust ./bin/rails server", "thruster 60s (HTTP_IDLE_TIMEOUT not set: default of thruster)"},
		"rails with another":                         {"-- Gemfile.lock --\nx", "Gemfile.lock requires falcon 0.4", ruby + "||bin/rails s", "unresolved (rails starts the server that its Gemfile names, and no manifest of it names puma)"},
		"rails does more":                            {"-- Gemfile.lock --\nx", "Gemfile.lock requires puma 6.4.2", ruby + "||rails db:migrate", "absent"},
		"puma of the lock file":                      {"-- Gemfile.lock --\nx", "Gemfile.lock requires puma 6.4.2", ruby + "||bundle exec puma", "puma 20s (persistent_timeout not set: default of puma@6.4.2)"},
		"uvicorn in code, and started so":            {"-- main.py --\nx", "main.py uvicorn serves\nmain.py uvicorn timeout_keep_alive 75s", python + "||python main.py", "uvicorn 75s"},
		"uvicorn in code, started by its command":    {"-- main.py --\nx", "main.py uvicorn serves\nmain.py uvicorn timeout_keep_alive 75s", python + "||uvicorn main:app", "uvicorn 5s (--timeout-keep-alive not set: default of uvicorn)"},
		"a compiled program":                         {"-- main.go --\nx", "main.go go serves\nmain.go go IdleTimeout 30s", "scratch after golang:1.24|/app|", "go 30s"},
		"the stage that compiles":                    {"-- main.go --\nx", "main.go go serves\nmain.go go IdleTimeout 30s", "golang:1.24||/app|", "go 30s"},
		"a compiled program without its code":        {"-- a.txt --\nx", "", "scratch after golang:1.24|/app|", `absent (container "app" starts /app, which is not known as a server)`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScan(t, c.files, c.says)
			side := &chain.Side{Owner: &chain.Endpoint{}}
			v := s.started(c.start).Serve(side, &s.sources)
			got := strings.TrimSpace(side.Owner.Product + " " + v.String())
			if len(v) == 1 && v[0].From.Note != "" {
				got += " (" + v[0].From.Note + ")"
			}
			if c.want != "absent" && got != c.want || !strings.HasPrefix(got, c.want) {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// What a value is where it is not the same in all worlds: those of versions, and those of variables that are set elsewhere.
func TestWorlds(t *testing.T) {
	for name, c := range map[string]struct{ files, says, start, ambient, want string }{
		"a variable that only newer versions read": {"-- a --\nx", "", "ruby||bundle exec puma|PUMA_PERSISTENT_TIMEOUT=95", "", "95s if puma >= 7; 20s if puma < 7 and puma >= 3.12"},
		"a default that a variable may change":     {"-- a --\nx", "", "python||uvicorn app:app", "of an env_file", "5s if variable UVICORN_TIMEOUT_KEEP_ALIVE is set != \"yes\"; unresolved if variable UVICORN_TIMEOUT_KEEP_ALIVE is set == \"yes\""},
		"a variable that is set":                   {"-- a --\nx", "", "python||uvicorn app:app|UVICORN_TIMEOUT_KEEP_ALIVE=65", "of an env_file", "65s"},
		"an option":                                {"-- a --\nx", "", "python||uvicorn app:app --timeout-keep-alive 70", "of an env_file", "70s"},
		"a version that reads none":                {"-- Gemfile.lock --\nx", "Gemfile.lock requires puma 6.4.2", "ruby||bundle exec puma", "of a platform", "20s"},
		"a file that counts before it":             {"-- config/puma.rb --\nx", "config/puma.rb puma persistent_timeout 75s", "ruby||bundle exec puma", "of a platform", "75s"},
		"a file that counts behind it":             {"-- gunicorn.conf.py --\nx", "gunicorn.conf.py gunicorn keepalive 75s worker=gthread", "python||gunicorn app:app", "of a platform", "75s if variable GUNICORN_CMD_ARGS is set != \"yes\"; unresolved if variable GUNICORN_CMD_ARGS is set == \"yes\""},
		"a file that sets nothing in some world":   {"-- server.js --\nx", "server.js node serves\nserver.js node keepAliveTimeout absent", "node:20||node server.js", "", "5s"},
		"a configuration that sets nothing":        {"-- gunicorn.conf.py --\nx", "gunicorn.conf.py gunicorn keepalive absent worker=gthread", "python||gunicorn app:app", "", "2s"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScan(t, c.files, c.says)
			p := s.started(c.start)
			p.Ambient = c.ambient
			var got []string
			for _, one := range p.Serve(&chain.Side{Owner: &chain.Endpoint{}}, &s.sources) {
				text := one.String()
				if len(one.When) > 0 {
					text += " if " + one.When.String()
				}
				got = append(got, text)
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("\n got %s\nwant %s", text, c.want)
			}
		})
	}
}

// What is written and changes nothing is told.
func TestIneffective(t *testing.T) {
	for start, want := range map[string]string{
		"python||gunicorn --keep-alive 75 app:app":                                               "--keep-alive: --keep-alive 75 has no effect: the sync worker closes after every response, keepalive is ignored",
		"python||gunicorn --keep-alive 75 --threads 4 app:app":                                   "",
		"python||gunicorn --keep-alive 0 app:app":                                                "",
		"python||gunicorn -k uvicorn.workers.UvicornWorker --timeout-keep-alive 75 app:app":      "--timeout-keep-alive: --timeout-keep-alive has no effect: gunicorn's own --keep-alive is handed to uvicorn's worker",
		"python||uvicorn app:app|KEEP_ALIVE_TIMEOUT=75":                                          "KEEP_ALIVE_TIMEOUT: KEEP_ALIVE_TIMEOUT=75 has no effect: uvicorn reads UVICORN_TIMEOUT_KEEP_ALIVE",
		"python||uvicorn+app:app+--timeout-keep-alive+$KEEP_ALIVE_TIMEOUT|KEEP_ALIVE_TIMEOUT=75": "",
		"ruby||bundle exec puma|PUMA_PERSISTENT_TIMEOUT=95":                                      "PUMA_PERSISTENT_TIMEOUT: PUMA_PERSISTENT_TIMEOUT=95 has no effect: puma 6.4.2 does not read it, it does from 7 on",
	} {
		s := newScan(t, "-- Gemfile.lock --\nx", "Gemfile.lock requires puma 6.4.2")
		side := &chain.Side{Owner: &chain.Endpoint{}}
		v := s.started(start).Serve(side, &s.sources)
		got := ""
		for _, f := range side.Facts {
			got += f.Setting + ": " + f.Why
		}
		if got != want {
			t.Errorf("%s (%s):\n got %s\nwant %s", start, v, got, want)
		}
		if side.Owner.Product == "puma" && v.String() != "20s" {
			t.Errorf("%s: %s", start, v)
		}
	}
}

// Of several servers that one program starts, the one on the port that is reached counts.
func TestServeByPort(t *testing.T) {
	s := newScan(t, "-- a.js --\nx\n-- b.js --\nx", "a.js node serves 4444\nb.js node serves 55555\nb.js node keepAliveTimeout 65s")
	for port, want := range map[int]string{4: "5s", 5: "65s"} {
		p := s.started("node:20||node main.js")
		p.Ports = []int{port}
		if got := p.Serve(&chain.Side{Owner: &chain.Endpoint{}}, &s.sources).String(); got != want {
			t.Errorf("port %d: got %s, want %s", port, got, want)
		}
	}
}

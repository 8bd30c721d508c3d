package code

import (
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/parsers/program"
)

var pyMarks = []mark{
	{"uvicorn.run"},
	{"uvicorn.Config"},
	{"uvicorn", "run("},
	{"uvicorn", "Config("},
	{"hypercorn", "Config"},
	{"run_app("},
	{"AppRunner("},
	{"waitress", "serve("},
	{"tornado", ".listen("},
	{"HTTPServer("},
	{"sanic", ".run("},
	{"KEEP_ALIVE_TIMEOUT"},
	{"keep_alive_timeout"},
	{"timeout_keep_alive"},
	{"flask", ".run("},
	{"Flask", ".run("},
	{"Quart", ".run("},
}

// pySets are words without which no file sets an idle timeout.

var pySets = []string{"keep_alive", "KEEP_ALIVE", "keepalive_timeout", "channel_timeout", "idle_connection_timeout"}

// pyCall is a call that starts a server, or makes one, and what it is given.

type pyCall struct {
	module, name string // tornado.httpserver, HTTPServer; the module as it is imported from
	preset       string
	options      map[string]string
	argument     string // keyword of the idle timeout, "" for none
	key          string // of the setting, as the catalogue spells it
	starts       bool
}

// pyCalls are the calls, one line each.

var pyCalls = []pyCall{
	{"uvicorn", "run", "uvicorn", nil, "timeout_keep_alive", "timeout_keep_alive", true},
	{"uvicorn", "Config", "uvicorn", nil, "timeout_keep_alive", "timeout_keep_alive", true},
	{"aiohttp.web", "run_app", "aiohttp", map[string]string{"runner": "run_app"}, "keepalive_timeout", "keepalive_timeout", true},
	{"aiohttp.web", "AppRunner", "aiohttp", map[string]string{"runner": "apprunner"}, "keepalive_timeout", "keepalive_timeout", true},
	{"waitress", "serve", "waitress", nil, "channel_timeout", "channel_timeout", true},
	{"tornado.httpserver", "HTTPServer", "tornado", nil, "idle_connection_timeout", "idle_connection_timeout", true},
}

// pyApplications are classes of applications that start a server of their own.

var pyApplications = map[string]map[string]string{
	"flask":       {"Flask": "werkzeug"},
	"sanic":       {"Sanic": "sanic"},
	"tornado.web": {"Application": "tornado"},
}

// pyFile is a file of Python with what its names stand for.

func readPython(x *extract) string {
	s, ok := pyTokens(x)
	if !ok {
		return "nested too deeply to be read"
	}
	f := &pyFile{script: s, imports: map[string]imported{}, declared: map[string][]int{}, modules: map[string]bool{}, made: map[string][]int{}}
	f.readNames()
	for i := range f.toks {
		if f.kind(i) == word && !f.is(i-1, ".") {
			f.readCall(i)
		}
		if f.is(i, "=") {
			f.readAssignment(i)
		}
		if len(f.found) > mostSettings {
			return tooMany
		}
	}
	return ""
}

// readNames notes imports and assignments.

// dotted reads a.b.c at i.

// readImport reads "import a.b as c, d".

// readFrom reads "from a.b import c as d, (e)".

// readName notes what a name is given. Only a name that is given one value, at the top of the file, is a constant.

// isDef tells whether a bracket holds the parameters of a function.

// indented tells whether a line stands inside something.

// resolved gives the module and the name of what a chain of names at i means.

func (f *pyFile) readCall(i int) {
	module, name, open := f.resolved(i)
	if !f.opens(open, "(") {
		return
	}
	if module == "tornado.httpserver" || module == "tornado" && name == "HTTPServer" {
		module = "tornado.httpserver"
	}
	for _, c := range pyCalls {
		if c.module == module && c.name == name {
			f.call(c, i, open)
			return
		}
	}
	if module == "" {
		f.method(i, open)
	}
}

// call reads a call that starts a server.

func (f *pyFile) call(c pyCall, i, open int) {
	k := knob{preset: c.preset, key: c.key, options: c.options}
	out := program.Setting{Preset: c.preset, Options: c.options, File: f.file, At: f.between(i, open-1), Serves: c.starts}
	if at := f.keyword(open, "port"); at > 0 {
		e := &evaluation{s: f.script, d: f}
		a, _ := e.expression(at, weakest)
		out.Ports = port(a)
	} else if args := f.arguments(open); c.module == "tornado.httpserver" && len(args) > 0 {
		out.Ports = nil
	}
	out.Insert = f.file.Place(f.toks[f.pair(open)].start)
	out.Set = func(idle time.Duration) string { return c.argument + "=" + plain(idle.Seconds()) }
	switch at := f.keyword(open, c.argument); {
	case at > 0:
		r := &reading{knob: k, s: f.script, d: f, from: at, to: f.argumentEnd(at)}
		out.Key = c.key
		out.Value, out.Reads = r.value()
		out.At = f.between(at-2, at-2)
	case f.spread(open):
		out.Key = c.key
		r := &reading{knob: k, s: f.script, d: f, from: i, to: open}
		out.Value = r.open("its options are put together elsewhere")
	}
	f.found = append(f.found, out)
}

// keyword is where the value of a keyword argument begins, 0 for none.

func (f *pyFile) keyword(open int, name string) int {
	for _, at := range f.arguments(open) {
		if f.is(at, name) && f.is(at+1, "=") {
			return at + 2
		}
	}
	return 0
}

// spread tells whether a call is handed options that stand elsewhere: run(app, **options).

func (f *pyFile) spread(open int) bool {
	return slices.ContainsFunc(f.arguments(open), func(at int) bool { return f.is(at, "**") })
}

func (f *pyFile) argumentEnd(i int) int {
	for ; i < len(f.toks); i++ {
		if p := f.pair(i); p > i {
			i = p
			continue
		}
		if f.isAny(i, ",", ")") {
			return i
		}
	}
	return i
}

// lineEnd is the token behind an expression that is a statement's last.

func (f *pyFile) lineEnd(i int) int {
	for j := i; j < len(f.toks); j++ {
		if p := f.pair(j); p > j {
			j = p
			continue
		}
		if f.is(j, ";") || f.up(j) != f.up(i) {
			return j
		}
		if j > i && f.first(j) && !f.joined(j) {
			return j
		}
	}
	return len(f.toks)
}

// joined tells whether the line of a token goes on the one before: a backslash stood there.

// method reads app.run(): the server of a framework.

func (f *pyFile) method(i, open int) {
	verb := f.text(open - 1)
	if open != i+3 || verb != "run" && verb != "listen" {
		return
	}
	preset := f.application(f.text(i))
	if preset == "" || verb == "listen" && preset != "tornado" {
		return
	}
	out := program.Setting{Preset: preset, File: f.file, At: f.between(i, open-1), Serves: true}
	at := f.keyword(open, "port")
	if at == 0 && verb == "listen" && f.pair(open) > open+1 {
		at = open + 1
	}
	if at > 0 {
		a, _ := (&evaluation{s: f.script, d: f}).expression(at, weakest)
		out.Ports = port(a)
	}
	f.found = append(f.found, out)
}

// application is the preset of what a name is made of, "" for what is none.

// readAssignment reads config.keep_alive_timeout = 75 of hypercorn and app.config.KEEP_ALIVE_TIMEOUT = 75 of sanic.

func (f *pyFile) readAssignment(i int) {
	k := knob{}
	switch {
	case f.is(i-1, "keep_alive_timeout") && f.is(i-2, ".") && f.importsOf("hypercorn"):
		k = knob{preset: "hypercorn", key: "keep_alive_timeout"}
	case f.is(i-1, "KEEP_ALIVE_TIMEOUT") && f.is(i-2, ".") && f.importsOf("sanic"):
		k = knob{preset: "sanic", key: "KEEP_ALIVE_TIMEOUT"}
	case f.is(i-1, "]") && f.pair(i-1) == i-3 && unquote(f.text(i-2)) == "KEEP_ALIVE_TIMEOUT" && f.importsOf("sanic"):
		k = knob{preset: "sanic", key: "KEEP_ALIVE_TIMEOUT"}
	default:
		return
	}
	r := &reading{knob: k, s: f.script, d: f, from: i + 1, to: f.lineEnd(i + 1)}
	if r.from >= len(f.toks) {
		return
	}
	out := program.Setting{Preset: k.preset, Key: k.key, File: f.file, At: f.between(i-1, i-1)}
	out.Value, out.Reads = r.value()
	if f.under(i) {
		out.Value, out.Reads = r.open("it is set under a condition"), nil
	}
	for j := i - 1; j >= 0; j-- {
		if f.first(j) {
			owner := string(f.src[f.toks[j].start:f.toks[i-1].end])
			out.Set = func(idle time.Duration) string { return owner + " = " + plain(idle.Seconds()) }
			break
		}
	}
	f.found = append(f.found, out)
}

// longestBlock is how many tokens a block may have before a line whose condition is looked for.

// under tells whether a line stands in a block that runs under a condition.

// column is how far a token stands from the start of its line.

// constant implements dialect.

// binds implements dialect.

// operand implements dialect.

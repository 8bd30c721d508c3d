package code

import (
	"slices"
	"strings"
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
type pyFile struct {
	*script
	imports  map[string]imported
	modules  map[string]bool  // that are imported, by the first part of their names
	made     map[string][]int // where what a name is given at the start of a line begins
	columns  []int32          // of the tokens
	declared map[string][]int // where the value of a name at the top of the file begins; -1 for a name that is anything else as well
}

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
func (f *pyFile) readNames() {
	for i := range f.toks {
		switch {
		case f.is(i, "import") && f.first(i):
			f.readImport(i + 1)
		case f.is(i, "from") && f.first(i):
			f.readFrom(i + 1)
		case f.kind(i) == word && !f.is(i-1, "."):
			f.readName(i)
		}
	}
}

// dotted reads a.b.c at i.
func (f *pyFile) dotted(i int) (name string, next int) {
	name = f.text(i)
	for f.is(i+1, ".") && f.kind(i+2) == word {
		name += "." + f.text(i+2)
		i += 2
	}
	return name, i + 1
}

// readImport reads "import a.b as c, d".
func (f *pyFile) readImport(i int) {
	for f.kind(i) == word {
		name, next := f.dotted(i)
		local, _, _ := strings.Cut(name, ".")
		from := imported{local, ""}
		if f.is(next, "as") {
			local, from = f.text(next+1), imported{name, ""}
			next += 2
		}
		f.imports[local] = from
		if !f.is(next, ",") {
			return
		}
		i = next + 1
	}
}

// readFrom reads "from a.b import c as d, (e)".
func (f *pyFile) readFrom(i int) {
	module, i := f.dotted(i)
	if !f.is(i, "import") {
		return
	}
	i++
	if f.is(i, "(") {
		i++
	}
	for f.kind(i) == word {
		local := i
		if f.is(i+1, "as") {
			local = i + 2
		}
		f.imports[f.text(local)] = imported{module, f.text(i)}
		if !f.is(local+1, ",") {
			return
		}
		i = local + 2
	}
}

// readName notes what a name is given. Only a name that is given one value, at the top of the file, is a constant.
func (f *pyFile) readName(i int) {
	name := f.text(i)
	if f.is(i+1, "=") && f.first(i) {
		f.made[name] = append(f.made[name], i+2)
	}
	at := -1
	switch {
	case f.is(i+1, "=") && f.up(i) < 0 && f.first(i):
		at = i + 2
		if f.indented(i) {
			at = -1
		}
	case f.is(i+1, ":") && f.up(i) < 0 && f.first(i) && f.kind(i+2) == word && f.is(i+3, "=") && !f.indented(i):
		at = i + 4
	case f.isAny(i+1, "=") && f.up(i) >= 0: // keyword of a call, or a default of a parameter
		if open := f.up(i); !f.isDef(open) {
			return
		}
	case f.isAny(i+1, "+=", "-=", "*=", "/=", ":="), f.isAny(i-1, "for", "as", "global") && !f.isImported(i), f.up(i) >= 0 && f.isDef(f.up(i)) && f.isAny(i-1, "(", ","):
	default:
		return
	}
	f.declared[name] = append(f.declared[name], at)
}

func (f *pyFile) isImported(i int) bool { _, ok := f.imports[f.text(i)]; return ok }

// isDef tells whether a bracket holds the parameters of a function.
func (f *pyFile) isDef(open int) bool { return f.is(open, "(") && f.is(open-2, "def") }

// indented tells whether a line stands inside something.
func (f *pyFile) indented(i int) bool {
	start := int(f.toks[i].start)
	return start > 0 && f.src[start-1] != '\n' && f.src[start-1] != 0xBF
}

// resolved gives the module and the name of what a chain of names at i means.
func (f *pyFile) resolved(i int) (module, name string, next int) {
	whole, next := f.dotted(i)
	head, rest, _ := strings.Cut(whole, ".")
	from, known := f.imports[head]
	if !known {
		return "", whole, next
	}
	full := from.module
	if from.name != "" {
		full += "." + from.name
	}
	if rest != "" {
		full += "." + rest
	}
	cut := strings.LastIndexByte(full, '.')
	if cut < 0 {
		return full, "", next
	}
	return full[:cut], full[cut+1:], next
}

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
func (f *pyFile) joined(j int) bool {
	gap := string(f.src[f.toks[j-1].end:f.toks[j].start])
	return strings.HasPrefix(strings.TrimLeft(gap, " \t"), "\\")
}

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
func (f *pyFile) application(name string) string {
	for _, i := range f.made[name] {
		module, class, open := f.resolved(i)
		if f.opens(open, "(") {
			if preset := pyApplications[module][class]; preset != "" {
				return preset
			}
		}
	}
	return ""
}

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

func (f *pyFile) importsOf(name string) bool {
	if len(f.modules) == 0 {
		for _, from := range f.imports {
			top, _, _ := strings.Cut(from.module, ".")
			f.modules[top] = true
		}
	}
	return f.modules[name]
}

// longestBlock is how many tokens a block may have before a line whose condition is looked for.
const longestBlock = 2000

// under tells whether a line stands in a block that runs under a condition.
func (f *pyFile) under(i int) bool {
	for i > 0 && !f.first(i) {
		i--
	}
	column := f.column(i)
	for j := i - 1; j >= 0 && column > 0; j-- {
		if i-j > longestBlock {
			return true
		}
		if !f.first(j) || f.up(j) >= 0 || f.column(j) >= column {
			continue
		}
		column = f.column(j)
		switch {
		case f.isAny(j, "if", "elif", "else", "for", "while", "except", "match", "case"):
			return !f.is(j, "if") || !f.is(j+1, "__name__")
		}
	}
	return false
}

// column is how far a token stands from the start of its line.
func (f *pyFile) column(i int) int {
	if f.columns == nil {
		f.columns = make([]int32, len(f.toks))
		line, at := 0, 0
		for i := range f.toks {
			for ; at < int(f.toks[i].start); at++ {
				if f.src[at] == '\n' {
					line = at + 1
				}
			}
			f.columns[i] = int32(at - line)
		}
	}
	return int(f.columns[i])
}

func (f *pyFile) conditional() bool { return true }

// constant implements dialect.
func (f *pyFile) constant(name string) int {
	if at := f.declared[name]; len(at) == 1 {
		return at[0]
	}
	return -1
}

func (f *pyFile) suffix(i int) int { return i }

// binds implements dialect.
func (f *pyFile) binds(i int) (strength int, op string, length int) {
	if i < len(f.toks) && i > 0 && f.first(i) && f.up(i) < 0 && !f.joined(i) {
		return 0, "", 0
	}
	op = f.text(i)
	switch op {
	case "or":
		return 2, op, 1
	case "and":
		return 3, op, 1
	case "is":
		if f.is(i+1, "not") {
			return 4, "!=", 2
		}
		return 4, op, 1
	case "==", "!=":
		return 4, op, 1
	case "<", ">", "<=", ">=":
		return 5, op, 1
	case "+", "-":
		return 6, op, 1
	case "*", "/", "%", "//":
		return 7, op, 1
	case "**":
		return 8, op, 1
	}
	return 0, "", 0
}

// operand implements dialect.
func (f *pyFile) operand(e *evaluation, i int) (a answer, next int, ok bool) {
	switch f.text(i) {
	case "None":
		return answer{sort: nothing}, i + 1, true
	case "True", "False":
		return truth(f.is(i, "True")), i + 1, true
	case "int", "float", "str":
		if f.opens(i+1, "(") {
			first := e.argument(i+1, 0)
			if n, known := first.number(); known && !f.is(i, "str") {
				return keep(numeric(n), first), f.pair(i+1) + 1, true
			}
			return first, f.pair(i+1) + 1, true
		}
	}
	module, name, at := f.resolved(i)
	switch full := module + "." + name; {
	case (full == "os.getenv" || full == "os.environ.get") && f.opens(at, "(") && f.kind(at+1) == text:
		a = e.variable(unquote(f.text(at + 1)))
		if a.sort == nothing {
			a = e.argument(at, 1)
		}
		return a, f.pair(at) + 1, true
	case full == "os.environ" && f.opens(at, "[") && f.kind(at+1) == text && f.pair(at) == at+2:
		return e.variable(unquote(f.text(at + 1))), at + 3, true
	}
	return answer{}, i, false
}

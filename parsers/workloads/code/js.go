package code

import (
	"bytes"
	"math"
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
)

// start is a place where a server is started.
type start struct {
	thing
	at    int    // its first token
	named string // what the result is kept as
	ports []int
}

// readJS reads a file of JavaScript or TypeScript.
func readJS(x *extract) string {
	s, ok := jsTokens(x)
	if !ok {
		return "it cannot be taken apart as JavaScript"
	}
	f := &jsFile{script: s}
	f.readNames()
	f.servers = f.starts()
	sets := append(f.assignments(), f.options()...)
	if len(sets)+len(f.servers) > mostSettings {
		return tooMany
	}
	f.report(sets)
	return ""
}

// starts finds the servers that the file starts.
func (f *jsFile) starts() (out []start) {
	for i := range f.toks {
		if f.kind(i) != word || f.isAny(i-1, ".", "?.") || f.isAny(i, "await", "new", "return", "void") {
			continue
		}
		t := f.made(i)
		if !t.starts || t.part == unrelated || t.end <= i || len(out) > mostSettings {
			continue
		}
		out = append(out, start{thing: t, at: i, named: f.keptAs(i), ports: f.ports(t.listen)})
	}
	return out
}

// keptAs is the name that the value of the expression at i is given, "" for none.
func (f *jsFile) keptAs(i int) string {
	for f.isAny(i-1, "await", "new") {
		i--
	}
	if !f.is(i-1, "=") {
		return ""
	}
	for j := i - 2; j >= max(0, i-12); j-- {
		if f.isAny(j-1, "const", "let", "var") || f.first(j) {
			if f.isAny(j, "const", "let", "var") {
				j++
			}
			if f.is(j, "this") && f.is(j+1, ".") {
				return "this." + f.text(j+2)
			}
			return f.text(j)
		}
	}
	return ""
}

// ports are those that a call of listen or serve is given.
func (f *jsFile) ports(open int) []int {
	e := &evaluation{s: f.script, d: f}
	if object := f.object(open + 1); object > 0 {
		if at := f.valueOf(object, "port"); at > 0 {
			a, _ := e.expression(at, weakest)
			return port(a)
		}
		return nil
	}
	if f.pair(open) == open+1 {
		return nil
	}
	return port(e.argument(open, 0))
}

func port(a answer) []int {
	if n, ok := a.number(); ok && n > 0 && n < 1<<16 && n == math.Trunc(n) {
		return []int{int(n)}
	}
	return nil
}

// object is the brace of the object that stands at i, or that a constant at i is; 0 for none.
func (f *jsFile) object(i int) int {
	if f.opens(i, "{") {
		return i
	}
	if f.kind(i) == word && !f.isAny(i+1, ".", "(", "?.", "[") {
		if at := f.constant(f.text(i)); at >= 0 && f.opens(at, "{") {
			return at
		}
	}
	return 0
}

// valueOf is where the value of a property begins in the object at open, 0 for none.
func (f *jsFile) valueOf(open int, name string) int {
	for _, at := range f.arguments(open) {
		if at == f.pair(open) {
			break
		}
		if (f.is(at, name) || f.kind(at) == text && unquote(f.text(at)) == name) && f.is(at+1, ":") {
			return at + 2
		}
		if f.is(at, name) && f.isAny(at+1, ",", "}") {
			return at // the shorthand { port }
		}
	}
	return 0
}

// set is a place where an idle timeout is set.
type set struct {
	part  part
	owner string // the name of what it is set on
	r     reading
	key   int // the token of the setting's name
	open  string
	write string // what stands before the value where it is written again
}

// knobs are the settings by product.
var knobs = map[string]knob{
	"node":    {preset: "node", key: "server.keepAliveTimeout"},
	"fastify": {preset: "fastify", key: "keepAliveTimeout"},
	"bun":     {preset: "bun", key: "idleTimeout"},
}

// assignments finds server.keepAliveTimeout = EXPRESSION.
func (f *jsFile) assignments() (out []set) {
	for i := range f.toks {
		if !f.is(i, "keepAliveTimeout") || !f.isAny(i-1, ".", "?.") || !f.is(i+1, "=") {
			continue
		}
		begin := f.begin(i - 1)
		t := f.made(begin)
		s := set{part: t.part, owner: t.owner, key: i}
		if t.end != i-1 {
			s.part = notKnown
		}
		owner := string(f.src[f.toks[begin].start:f.toks[i-1].start])
		if s.owner == "" {
			s.owner = owner
		}
		last := f.text(i - 2)
		if f.is(i-2, "!") {
			last = f.text(i - 3)
		}
		switch {
		case s.part == unrelated || s.part == notKnown && likeClient(owner):
			continue
		case s.part == notKnown && likeServer(last), s.part == framework, s.part == hapiServer:
			s.part = httpServer
		case s.part == notKnown && f.serverInside(begin, i):
			s.part = httpServer
		case s.part == notKnown:
			s.open = "it is not known whether " + clip(owner) + " is the server"
			s.part = httpServer
		}
		s.write = clip(owner) + ".keepAliveTimeout = "
		s.r = reading{knob: knobs["node"], s: f.script, d: f, from: i + 2, to: f.statementEnd(i + 2), conditions: f.around(begin)}
		if s.part == fastifyApp {
			s.r.knob = knobs["fastify"]
		}
		out = append(out, s)
	}
	return out
}

// serverInside tells whether brackets before the dot hold a server by its name: (server as http.Server).keepAliveTimeout.
func (f *jsFile) serverInside(begin, end int) bool {
	for i := begin; i < end; i++ {
		if f.kind(i) == word && (likeServer(f.text(i)) || f.part(f.text(i)) == httpServer) {
			return true
		}
	}
	return false
}

// begin goes back from a dot to the first token of what it is taken from.
func (f *jsFile) begin(dot int) int {
	i := dot - 1
	for i > 0 {
		switch {
		case f.is(i, "!") && !f.first(i):
			i--
			continue
		case f.pair(i) >= 0 && f.pair(i) < i:
			i = f.pair(i)
			if f.kind(i-1) == word && !f.isAny(i-1, "return", "if", "await") && !f.first(i) {
				i--
			}
		}
		if !f.isAny(i-1, ".", "?.") {
			break
		}
		i -= 2
	}
	return max(i, 0)
}

// longestExpression is how many tokens an expression may have, bracketed parts counted once: to look for the end of each must not take the square of
// what a file holds.
const longestExpression = 200

// statementEnd is the token behind the expression that begins at i: where a statement, an argument or a property ends.
func (f *jsFile) statementEnd(i int) int {
	for j, n := i, 0; j < len(f.toks); j, n = j+1, n+1 {
		if n > longestExpression {
			return j
		}
		if f.pair(j) > j {
			j = f.pair(j)
			continue
		}
		if f.isAny(j, ";", ",", ")", "}", "]") {
			return j
		}
		if j > i && f.first(j) && !f.goesOn(j) {
			return j
		}
	}
	return len(f.toks)
}

// goesOn tells whether a line goes on with what stood before it.
func (f *jsFile) goesOn(j int) bool {
	if f.kind(j-1) == punct && !f.isAny(j-1, ")", "]", "}", "++", "--", "!") {
		return true
	}
	strength, _, _ := f.binds(j)
	return strength > 0 || f.isAny(j, "?", ":", ".", "?.")
}

// always are conditions around a server's start that hold wherever it runs as one.
var always = [][]byte{[]byte("require.main"), []byte("import.meta"), []byte("module.parent"), []byte("cluster"), []byte("isMaster"), []byte("isPrimary"), []byte("isMainThread")}

// around gives the conditions under which a statement runs, from the inside out.
func (f *jsFile) around(at int) (out []condition) {
	if c, ok := f.conditionBefore(at); ok {
		out = append(out, c)
	}
	for open := f.up(at); open >= 0; open = f.up(open) {
		if f.is(open, "{") {
			if c, ok := f.conditionBefore(open); ok {
				out = append(out, c)
			}
		}
	}
	return slices.DeleteFunc(out, func(c condition) bool {
		if c.from >= c.to {
			return true
		}
		src := f.src[f.toks[c.from].start:f.toks[c.to-1].end]
		own := c.to == c.from+1 && likeServer(f.text(c.from)) // if (server)
		return own || slices.ContainsFunc(always, func(words []byte) bool { return bytes.Contains(src, words) })
	})
}

// conditionBefore reads the head of the statement or block at i: if (c), else, while (c), catch.
func (f *jsFile) conditionBefore(i int) (condition, bool) {
	switch {
	case f.is(i-1, ")") && f.pair(i-1) >= 0:
		open := f.pair(i - 1)
		c := condition{from: open + 1, to: i - 1}
		switch f.text(open - 1) {
		case "if":
			return c, true
		case "while", "switch", "catch":
			return condition{from: open - 1, to: i, opaque: true}, true
		}
	case f.is(i-1, "else"):
		return f.elseOf(i - 1)
	}
	return condition{}, false
}

// elseOf is the condition of the if that an else belongs to.
func (f *jsFile) elseOf(i int) (condition, bool) {
	opaque := condition{from: i, to: i + 1, opaque: true}
	closing := i - 1
	if !f.is(closing, "}") || f.pair(closing) < 0 {
		return opaque, true
	}
	head := f.pair(closing) - 1
	if !f.is(head, ")") || f.pair(head) < 0 || !f.is(f.pair(head)-1, "if") {
		return opaque, true
	}
	return condition{from: f.pair(head) + 1, to: head, not: true}, true
}

// options finds what servers are made with: createServer({ keepAliveTimeout: 65000 }), Fastify({...}), Bun.serve({ idleTimeout: 30 }).
func (f *jsFile) options() (out []set) {
	for i := range f.toks {
		if f.kind(i) != word && f.kind(i) != text {
			continue
		}
		name := f.text(i)
		if f.kind(i) == text {
			name = unquote(name)
		}
		if f.isAny(i+2, "number", "string", "any") || name != "keepAliveTimeout" && name != "idleTimeout" || !f.isAny(i-1, "{", ",") || !f.isAny(i+1, ":", ",", "}") {
			continue
		}
		if s, ok := f.option(i, name); ok {
			out = append(out, s)
		}
	}
	return out
}

func (f *jsFile) option(i int, name string) (set, bool) {
	from := i + 2
	if !f.is(i+1, ":") {
		from = i // the shorthand
	}
	object := f.up(i)
	if !f.is(object, "{") {
		return set{}, false
	}
	s := set{key: i, write: name + ": "}
	s.part, s.owner = f.optionsOf(object)
	if name == "idleTimeout" && s.part != bunServer {
		return set{}, false
	}
	switch {
	case s.part == unrelated:
		return set{}, false
	case s.part == notKnown:
		if !f.mayServe() {
			return set{}, false
		}
		s.open = "it is not known which server takes these options"
		s.part = httpServer
	}
	k, ok := knobs[presetOf(s.part)]
	if !ok || k.preset == "bun" && name != "idleTimeout" {
		return set{}, false
	}
	s.r = reading{knob: k, s: f.script, d: f, from: from, to: f.statementEnd(from), conditions: f.around(object)}
	return s, true
}

// mayServe tells whether a file has to do with a server at all: options of which nobody says what takes them may be a client's.
func (f *jsFile) mayServe() bool {
	for _, m := range f.imports {
		switch m.module {
		case "undici", "agentkeepalive", "axios", "mongoose", "got", "pg":
			return false
		}
	}
	return true
}

// optionsOf tells what takes the object at open as its options, and the name that this is kept as.
func (f *jsFile) optionsOf(open int) (part, string) {
	call := f.up(open)
	if f.is(call, "(") {
		begin := f.begin(call)
		if f.opens(call, "(") && f.kind(call-1) == word {
			begin = f.begin(call + 0)
		}
		return f.takes(begin, call)
	}
	if f.is(open-1, "=") { // const options = { ... }
		name := f.keptAs(open)
		if f.constant(name) == open {
			return f.takerOf(name, open)
		}
		return f.byName(name)
	}
	if f.is(open-1, ":") && f.kind(open-2) == word { // http: { keepAliveTimeout }
		p, name := f.byName(f.text(open - 2))
		return p, name
	}
	return notKnown, ""
}

// usesOf lists where a name stands.
func (f *jsFile) usesOf(name string) []int {
	if f.uses == nil {
		f.uses = map[string][]int{}
		for i := range f.toks {
			if f.kind(i) == word {
				f.uses[f.text(i)] = append(f.uses[f.text(i)], i)
			}
		}
	}
	return f.uses[name]
}

// byName is what the name of options says of what takes them.
func (f *jsFile) byName(name string) (part, string) {
	if likeClient(name) {
		return unrelated, ""
	}
	return notKnown, ""
}

// takes tells what a call with the bracket at call is, that begins at begin.
func (f *jsFile) takes(begin, call int) (part, string) {
	t := f.made(begin)
	if t.made == call {
		return t.part, f.keptAs(begin)
	}
	for i := begin; i < call; i++ {
		if f.kind(i) == word && likeClient(f.text(i)) {
			return unrelated, ""
		}
	}
	return notKnown, ""
}

// takerOf finds the call that a constant is handed to.
func (f *jsFile) takerOf(name string, declared int) (part, string) {
	for _, i := range f.usesOf(name) {
		if i <= f.pair(declared) || f.isAny(i-1, ".", "?.") || !f.isAny(i+1, ",", ")") && !f.is(i-1, "...") {
			continue
		}
		call := f.up(i)
		if f.is(call, "{") {
			call = f.up(call)
		}
		if !f.is(call, "(") {
			continue
		}
		if p, kept := f.takes(f.begin(call), call); p != notKnown {
			return p, kept
		}
	}
	return f.byName(name)
}

// report makes settings of what was found: what is set on a server that the file starts, what is set on others, and servers without a setting.
func (f *jsFile) report(sets []set) {
	starts := f.servers
	configured := make([]bool, len(starts))
	for _, s := range sets {
		found := program.Setting{Preset: presetOf(s.part), Key: s.r.key, File: f.file, At: f.between(s.key, s.key), Set: f.written(s)}
		if i := f.startOf(s); i >= 0 {
			configured[i] = true
			found.Serves, found.Ports = true, starts[i].ports
		}
		if s.open != "" {
			found.Value = s.r.open(s.open)
		} else {
			found.Value, found.Reads = s.r.value()
		}
		f.found = append(f.found, found)
	}
	for i, s := range starts {
		if !configured[i] {
			f.found = append(f.found, f.evidence(s))
		}
	}
}

// startOf finds the start of the server that something is set on.
func (f *jsFile) startOf(s set) int {
	starts := f.servers
	for i, t := range starts {
		if s.owner != "" && (s.owner == t.owner || s.owner == t.named) || t.made > 0 && f.up(s.key) >= 0 && f.up(f.up(s.key)) == t.made {
			return i
		}
	}
	if len(starts) == 1 && (starts[0].part == notKnown || presetOf(starts[0].part) == presetOf(s.part)) {
		return 0
	}
	return -1
}

// evidence is a server that is started without its idle timeout being set.
func (f *jsFile) evidence(s start) program.Setting {
	out := program.Setting{Preset: presetOf(s.part), File: f.file, At: f.between(s.at, s.at), Serves: true, Ports: s.ports}
	switch name := s.named; s.part {
	case notKnown:
		why := &chain.Origin{Kind: chain.Written, Setting: knobs["node"].key, Note: "it is not known what kind of server " + s.owner + " is", Steps: []chain.Step{{Role: chain.DefaultOf, At: out.At}}}
		out.Preset, out.Key, out.Value = "node", knobs["node"].key, chain.Is(chain.Unresolved, why)
	case fastifyApp:
		if open := f.madeAt(s.owner); open > 0 {
			out.Insert = f.file.Place(f.toks[open].end)
		}
		out.Set = func(idle time.Duration) string {
			return "Fastify({ keepAliveTimeout: " + f.amount(idle, time.Millisecond) + " })"
		}
	case bunServer:
		out.Insert = f.file.Place(f.toks[s.listen].end)
		out.Set = func(idle time.Duration) string {
			return "Bun.serve({ idleTimeout: " + f.amount(idle, time.Second) + " })"
		}
	case denoServer, uwsApp:
	default:
		if name == "" && likeServer(s.owner) {
			name = s.owner
		}
		if name == "" {
			name = "server"
		}
		out.Insert = f.file.Place(f.toks[f.pair(s.listen)].end)
		out.Set = func(idle time.Duration) string {
			return name + ".keepAliveTimeout = " + f.amount(idle, time.Millisecond)
		}
	}
	return out
}

// madeAt is the bracket of the call that makes what a name stands for, 0 for none.
func (f *jsFile) madeAt(name string) int {
	if at := f.declared[name]; len(at) == 1 && at[0] >= 0 {
		return f.made(at[0]).made
	}
	return 0
}

// written writes a setting again for another idle timeout.
func (f *jsFile) written(s set) func(time.Duration) string {
	unit := time.Millisecond
	if s.part == bunServer {
		unit = time.Second
	}
	return func(idle time.Duration) string { return s.write + f.amount(idle, unit) }
}

// amount writes a number of units as the file writes numbers.
func (f *jsFile) amount(d, unit time.Duration) string {
	digits := plain(math.Ceil(float64(d) / float64(unit)))
	separated := slices.ContainsFunc(f.toks, func(t lexeme) bool {
		return t.kind == number && bytes.IndexByte(f.src[t.start:t.end], '_') > 0
	})
	if !separated || len(digits) < 4 {
		return digits
	}
	var out []byte
	for i := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, '_')
		}
		out = append(out, digits[i])
	}
	return string(out)
}

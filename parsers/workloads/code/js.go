package code

import (
	"math"

	"github.com/timeoutlint/timeoutlint/source"
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

// valueOf is where the value of a property begins in the object at open, 0 for none.

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
			s.open = "it is not known whether " + source.ClipLine(owner) + " is the server"
			s.part = httpServer
		}
		s.write = source.ClipLine(owner) + ".keepAliveTimeout = "
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

// longestExpression is how many tokens an expression may have, bracketed parts counted once: to look for the end of each must not take the square of

// what a file holds.

// statementEnd is the token behind the expression that begins at i: where a statement, an argument or a property ends.

// goesOn tells whether a line goes on with what stood before it.

// always are conditions around a server's start that hold wherever it runs as one.

// around gives the conditions under which a statement runs, from the inside out.

// conditionBefore reads the head of the statement or block at i: if (c), else, while (c), catch.

// elseOf is the condition of the if that an else belongs to.

// options finds what servers are made with: createServer({ keepAliveTimeout: 65000 }), Fastify({...}), Bun.serve({ idleTimeout: 30 }).

// mayServe tells whether a file has to do with a server at all: options of which nobody says what takes them may be a client's.

// optionsOf tells what takes the object at open as its options, and the name that this is kept as.

// usesOf lists where a name stands.

// byName is what the name of options says of what takes them.

// takes tells what a call with the bracket at call is, that begins at begin.

// takerOf finds the call that a constant is handed to.

// report makes settings of what was found: what is set on a server that the file starts, what is set on others, and servers without a setting.

// startOf finds the start of the server that something is set on.

// evidence is a server that is started without its idle timeout being set.

// madeAt is the bracket of the call that makes what a name stands for, 0 for none.

// written writes a setting again for another idle timeout.

// amount writes a number of units as the file writes numbers.

package nginx

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// maxNesting bounds blocks and includes inside one another. nginx has no such bound; no real configuration comes near it.
const maxNesting = 200

// walker reads one root: it follows includes, checks each directive as nginx does on loading, and builds the scopes.
type walker struct {
	*config
	*store
	files  opener
	seen   map[problemKey]bool
	once   map[onceKey]source.Span
	limits limits.Set
	told   map[chain.ProblemKind]int
	opened int  // inclusions so far
	blocks int  // inside of servers, as many as are kept
	silent bool // what is read was read before: it is not reported again

	prefixUnknown bool // relative includes of fragments start at a folder that is not known
	macros        map[macroKey]*scope
}

// problemKey keeps a snippet that is included many times from being reported many times.
type problemKey struct {
	at  source.Span
	msg string
}

func (w *walker) problem(p chain.Problem) {
	if w.silent {
		return
	}
	key := problemKey{p.At, p.Msg}
	if !w.seen[key] && w.room(p.Kind, p.At) {
		w.seen[key] = true
		w.problems = append(w.problems, p)
	}
}

func (w *walker) fact(f chain.Fact) {
	if !w.silent && (f.Rule != chain.OutOfRange || w.room(chain.SyntaxProblem, f.At)) {
		w.facts = append(w.facts, f)
	}
}

// room reports whether one more mistake of a kind may be told of this configuration. The first that may not is: a file can hold ten million of them.
func (w *walker) room(kind chain.ProblemKind, at source.Span) bool {
	most := w.limits.Int(limits.Findings)
	w.told[kind]++
	if w.told[kind] == most+1 {
		w.problems = append(w.problems, chain.Problem{Kind: kind, At: at, Msg: fmt.Sprintf("more than %d mistakes in one configuration: from here on they are not told %s", most, limits.Findings.Raise())})
	}
	return w.told[kind] <= most
}

func (w *walker) refuse(at source.Span, msg string) {
	w.problem(chain.Problem{Kind: chain.SyntaxProblem, At: at, Msg: msg})
}

// block reads the directives of one block into sc.
func (w *walker) block(sc *scope, f *file, list syntax.Seq, via *inclusion, depth int) {
	if depth > maxNesting {
		w.tooDeep(sc.at)
		return
	}
	for d := range list {
		w.directive(sc, f, d, via, depth)
	}
}

func (w *walker) tooDeep(at source.Span) {
	w.refuse(at, "blocks and includes are nested more than 200 deep: what is inside is not read")
}

func (w *walker) directive(sc *scope, f *file, d syntax.Directive, via *inclusion, depth int) {
	if f.templated {
		sc = w.placed(sc, f, d)
	}
	if d.Opaque() { // {% include %}, or an expression alone on its line: any directives
		at := directiveSpan(f, d)
		sc.addHole(source.Clip(string(f.Src[at.Start:at.End])), at)
		w.hasHoles = true
		return
	}
	if tooLong(d) { // which the syntax tree has reported
		return
	}
	s, elsewhere := lookup(sc.ctx, d.NameBytes())
	if s == nil {
		w.unknown(sc, f, d, elsewhere)
		return
	}
	if !w.legal(sc, s, f, d, elsewhere) {
		return
	}
	switch {
	case s.name == "include":
		w.include(sc, f, d, via, depth)
	case s.kind == blockValue:
		w.enter(sc, s, f, d, via, depth)
	case s.inert:
	default:
		w.setting(sc, w.entry(sc, s, f, d, via))
	}
}

// longest is the length of a word, quotes included, that nginx's buffer for configuration does not hold (NGX_CONF_BUFFER in its
// src/core/ngx_conf_file.c; "too long parameter").
const longest = 4096

// tooLong reports whether a directive has a word that nginx cannot hold. Nothing is made of it: a name of megabytes would be told again for each hop.
func tooLong(d syntax.Directive) bool {
	n := d.NumArgs()
	start, end := d.NameSpan()
	if n > 0 {
		_, end = d.ArgSpan(n - 1)
	}
	if end-start < longest {
		return false
	}
	start, end = d.NameSpan()
	for i := 0; i < n && end-start < longest; i++ {
		start, end = d.ArgSpan(i)
	}
	return end-start >= longest
}

// unknown judges a name that is not modelled here: it may belong to any module. A byte that no directive name has is
// certain, though.
func (w *walker) unknown(sc *scope, f *file, d syntax.Directive, elsewhere bool) {
	name := d.NameBytes()
	at := span(f, d.NameSpan)
	if sc.ctx.namespace() == nsUpstream {
		r := sc.special()
		r.foreign = true
		r.scripted = r.scripted || bytes.HasPrefix(name, []byte("balancer_by_lua"))
	}
	switch {
	case elsewhere:
		w.refuse(at, quote(name)+" directive is not allowed here")
	case !f.templated && slices.ContainsFunc(name, func(c byte) bool { return c >= 0x80 || c == ':' || c < ' ' }):
		w.refuse(at, "unknown directive "+quote(name))
	}
}

func (w *walker) entry(sc *scope, s *spec, f *file, d syntax.Directive, via *inclusion) *entry {
	var e *entry
	if sc.ctx&(inLocation|inIf|inLimitExcept) != 0 {
		e = &w.entries.take(1)[0]
	} else {
		e = &entry{}
	}
	*e = entry{spec: s, scope: sc, at: directiveSpan(f, d), via: via, when: condition(f, d, sc), args: w.arguments(f, d)}
	return e
}

// setting stores a directive in its block.
func (w *walker) setting(sc *scope, e *entry) {
	w.checkValue(e)
	if sc.ctx.namespace() == nsHTTP && w.structure(sc, e) {
		return
	}
	if !e.spec.many && w.repeated(sc, e) {
		return
	}
	w.checkSetting(sc, e)
	sc.entries = append(sc.entries, e)
	if e.spec.name == "keepalive_timeout" && len(e.args) > 1 {
		header := *e
		header.spec = headerSpec
		sc.entries = append(sc.entries, &header)
	}
}

// repeated reports whether a setting that may stand once in a block stands there already, and so often under the tags of a template that one more
// changes nothing.
func (w *walker) repeated(sc *scope, e *entry) bool {
	first := sc.own(e.spec)
	if first == nil {
		return false
	}
	if len(first.when) == 0 && len(e.when) == 0 {
		w.duplicate(e.at, quote(e.spec.name)+" directive is duplicate", first.at, "first given here")
		return true
	}
	first.repeats++
	return first.repeats > maxDoubts
}

func (w *walker) duplicate(at source.Span, msg string, first source.Span, note string) {
	w.problem(chain.Problem{
		Kind: chain.SyntaxProblem, At: at, Msg: msg, Also: []chain.Step{{Role: chain.Overrides, At: first, Note: note}},
	})
}

// structural are the directives that structure keeps.
var structural = map[string]bool{
	"proxy_set_header": true, "grpc_set_header": true, "server_name": true, "listen": true, "set": true,
	"try_files": true, "error_page": true, "rewrite": true, "return": true,
}

// structure keeps the directives that say where requests go apart from the settings. It reports whether e is one.
func (w *walker) structure(sc *scope, e *entry) bool {
	switch e.spec.name {
	case "proxy_set_header", "grpc_set_header":
		sc.headers = append(sc.headers, e)
	case "proxy_pass", "fastcgi_pass", "grpc_pass", "memcached_pass", "uwsgi_pass", "scgi_pass":
		sc.pass = e
		w.checkPass(sc, e)
	case "server_name":
		r := sc.special()
		r.names = append(r.names, e)
		w.capture(e.args)
	case "listen":
		r := sc.special()
		r.listen = append(r.listen, e)
		w.checkListen(e)
	case "set":
		r := sc.special()
		r.sets = append(r.sets, e)
		w.assigned[setVariable(e)] = true
	case "try_files", "error_page", "rewrite":
		w.capture(e.args)
		r := sc.special()
		r.jumps = append(r.jumps, e)
	case "return":
		if sc.answer == nil {
			sc.special().answer = e
		}
	default:
		return false
	}
	return true
}

func (w *walker) arguments(f *file, d syntax.Directive) []word {
	n := d.NumArgs()
	if n == 0 {
		return nil
	}
	list := w.words.take(n)
	for i := range list {
		start, end := d.ArgSpan(i)
		one := w.read(d.ArgBytes(i))
		list[i] = word{text: one.text, at: source.Span{File: f.ID, Start: start, End: end}, odd: one.odd}
		if f.shipped != "" {
			list[i].at = f.stands
		}
	}
	return list
}

func span(f *file, of func() (start, end uint32)) source.Span {
	if f.shipped != "" {
		return f.stands
	}
	start, end := of()
	return source.Span{File: f.ID, Start: start, End: end}
}

func directiveSpan(f *file, d syntax.Directive) source.Span { return span(f, d.Span) }

// headSpan runs from the name to the last argument.
func headSpan(f *file, d syntax.Directive) source.Span {
	s := span(f, d.NameSpan)
	if n := d.NumArgs(); n > 0 && f.shipped == "" {
		_, s.End = d.ArgSpan(n - 1)
	}
	return s
}

func quote[T string | []byte](s T) string { return `"` + string(s) + `"` }

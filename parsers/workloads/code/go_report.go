package code

import (
	"go/ast"
	"slices"
	"strconv"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// report makes settings of the servers of a file, in the order of their places.
func (f *goFile) report() {
	slices.SortStableFunc(f.servers, func(a, b *goServer) int { return int(a.node.Pos() - b.node.Pos()) })
	for _, s := range f.servers {
		if !s.idle {
			f.found = append(f.found, f.setting(s))
		}
	}
}

func (f *goFile) setting(s *goServer) program.Setting {
	out := program.Setting{Preset: s.preset, File: f.extract.file, At: f.head(s.node), Serves: s.made}
	if why := s.aside; why != "" || aside(s.within, s.owner) != "" {
		if why == "" {
			why = aside(s.within, s.owner)
		}
		out.Aside = "it is for " + why
	}
	if addr := s.fields["Addr"]; len(addr) > 0 {
		out.Ports = s.e.port(addr[len(addr)-1].value)
	}
	out.Insert, out.Set = f.insertion(s)
	if s.off != nil {
		out.Key, out.Set = "SetKeepAlivesEnabled", nil
		out.Value = chain.Is(chain.Off, &chain.Origin{Kind: chain.Written, Setting: out.Key, Text: f.source(s.off), Steps: []chain.Step{{Role: chain.Decides, At: f.place(s.off)}}})
		return out
	}
	for _, key := range []string{"IdleTimeout", "ReadTimeout"} {
		v, settled := f.value(s, key)
		if v == nil {
			continue
		}
		out.Key, out.Value = key, v
		if !settled && key == "IdleTimeout" {
			out.Value = f.fallBack(s, v)
		}
		if given := s.fields[key]; key == "IdleTimeout" {
			out.Set = f.written(given[len(given)-1])
			break
		}
		for _, c := range out.Value { // what to set is another field
			c.From.Insert = out.Insert
		}
	}
	return out
}

// head is the first line of a node: what a finding points at.
func (f *goFile) head(n ast.Node) source.Span {
	at := f.place(n)
	switch n := n.(type) {
	case *ast.CompositeLit:
		return f.place(n.Type)
	case *ast.CallExpr:
		return f.place(n.Fun)
	case *ast.AssignStmt:
		return f.place(n.Lhs[0])
	}
	return at
}

// fallBack fills the cases in which IdleTimeout is not set with what ReadTimeout says: then Go takes that one.
func (f *goFile) fallBack(s *goServer, v chain.Value) (out chain.Value) {
	read, _ := f.value(s, "ReadTimeout")
	for _, c := range v {
		if c.State != chain.Absent || len(read) == 0 {
			out = append(out, c)
			continue
		}
		out = append(out, read.Under(c.When)...)
	}
	return out
}

// value is what a field of a server is given. settled is false where there are worlds in which it is not given anything; nil says that this is so in all.
func (f *goFile) value(s *goServer, key string) (v chain.Value, settled bool) {
	given := s.fields[key]
	first := 0
	for i, g := range given {
		if g.when == nil {
			first = i // what stands before it does not count
		}
	}
	if len(given) == 0 {
		return nil, false
	}
	given = given[first:]
	if given[0].when == nil {
		c, unset := f.caseOf(s, key, given[0])
		if !unset {
			v, settled = chain.Value{c}, true
		}
		given = given[1:]
	}
	switch {
	case len(given) == 0:
		return v, settled
	case len(given) > most:
		return chain.Is(chain.Unresolved, f.origin(given[len(given)-1], key, "it is set under several conditions")), true
	}
	c, unset := f.caseOf(s, key, given[0])
	when := chain.Atom{Subject: f.source(given[0].when), Op: chain.Eq, Val: "yes"}
	if _, plain := given[0].when.(ast.Expr); !plain {
		when.Subject = "the branch of " + given[0].owner + "." + key + " is taken"
	}
	not := chain.Atom{Subject: when.Subject, Op: chain.Ne, Val: "yes"}
	if unset {
		c = chain.Case{State: chain.Absent, From: f.origin(given[0], key, "not set")}
	}
	c.When = chain.When(when)
	other := chain.Case{State: chain.Absent, From: f.origin(given[0], key, unmet.why)}
	if len(v) > 0 {
		other = v[0]
	}
	other.When = chain.When(not)
	return chain.Value{c, other}, settled && !unset
}

// caseOf reads one value of a field; unset says that it is what Go takes for nothing.
func (f *goFile) caseOf(s *goServer, key string, g goField) (c chain.Case, unset bool) {
	s.e.taken = 0
	a := s.e.value(g.value)
	switch {
	case a.sort == unknown:
		return chain.Case{State: chain.Unresolved, From: f.origin(g, key, "computed: "+a.why)}, false
	case a.sort != numeral || a.num != a.num || a.num > 1<<62 || a.num < -1<<62:
		return chain.Case{State: chain.Unresolved, From: f.origin(g, key, "it is no duration")}, false
	case a.num == 0:
		return chain.Case{}, true
	}
	o := f.origin(g, key, "")
	if a.by != nil {
		if at := f.place(a.by); at != (source.Span{}) {
			o.Steps = []chain.Step{{Role: chain.Decides, At: at}, {Role: chain.ReadBy, At: f.place(g.value), Note: "read here"}}
		}
	}
	if a.num < 0 {
		return chain.Case{State: chain.Unlimited, From: o}, false
	}
	d := time.Duration(a.num)
	return chain.Case{State: chain.Known, Lo: d, Hi: d, From: o}, false
}

func (f *goFile) origin(g goField, key, note string) *chain.Origin {
	return &chain.Origin{Kind: chain.Written, Setting: key, Text: f.source(g.value), Note: note, Steps: []chain.Step{{Role: chain.Decides, At: f.place(g.value)}}}
}

// written writes a field again.
func (f *goFile) written(g goField) func(time.Duration) string {
	return func(idle time.Duration) string {
		if g.owner != "" {
			return g.owner + ".IdleTimeout = " + presets.UnitGo.Write(idle)
		}
		return "IdleTimeout: " + presets.UnitGo.Write(idle)
	}
}

// insertion is where IdleTimeout would be written where it is not.
func (f *goFile) insertion(s *goServer) (source.Place, func(time.Duration) string) {
	file := f.set.File(s.node.Pos())
	if s.brace.IsValid() && file != nil {
		return f.extract.file.Place(uint32(file.Offset(s.brace)) + 1), f.written(goField{})
	}
	at := f.extract.file.Place(f.place(s.node).Start)
	port := ""
	if p := s.e.port; len(s.fields["Addr"]) > 0 {
		if n := p(s.fields["Addr"][0].value); len(n) > 0 {
			port = `Addr: ":` + strconv.Itoa(n[0]) + `", `
		}
	}
	name := map[string]string{"go": "http.Server", "fasthttp": "fasthttp.Server", "fiber": "fiber.Config"}[s.preset]
	if name == "" {
		return at, nil
	}
	if s.preset == "fiber" {
		port = ""
	}
	return at, func(idle time.Duration) string {
		return name + "{" + port + "IdleTimeout: " + presets.UnitGo.Write(idle) + "}"
	}
}

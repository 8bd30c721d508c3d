package code

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// goServer is a server that a file makes or starts.
type goServer struct {
	node   ast.Node // what makes or starts it
	preset string
	owner  string // what it is kept as: srv, s.server
	within string // the function that makes it
	brace  token.Pos
	fields map[string][]goField
	e      *goEvaluation
	aside  string
	made   bool // it is made here, not only changed
	idle   bool // a framework that nothing here starts: what listens with it is another server
	off    ast.Node
}

// goField is one value that a field of a server is given.
type goField struct {
	value ast.Expr
	when  ast.Node // the condition around it, nil for none
	at    ast.Node
	owner string
}

// readDecl looks for servers in a declaration.
func (f *goFile) readDecl(d ast.Decl) {
	e := &goEvaluation{f: f, local: map[string]*given{}}
	r := &goReader{goFile: f, e: e, kept: map[ast.Node]string{}}
	if fn, ok := d.(*ast.FuncDecl); ok {
		e.local, r.within = namesIn(fn), fn.Name.Name
	}
	var open []ast.Node
	ast.Inspect(d, func(n ast.Node) bool {
		if n == nil {
			open = open[:len(open)-1]
			return true
		}
		r.open = open
		r.visit(n)
		open = append(open, n)
		return true
	})
}

// goReader reads one declaration.
type goReader struct {
	*goFile
	e      *goEvaluation
	within string
	open   []ast.Node          // around the node that is read
	kept   map[ast.Node]string // what the values of expressions are kept as
}

func (r *goReader) visit(n ast.Node) {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, rhs := range n.Rhs {
			if len(n.Lhs) == len(n.Rhs) || i == 0 {
				r.keep(rhs, r.source(n.Lhs[i]))
			}
		}
		for i, lhs := range n.Lhs {
			if len(n.Lhs) == len(n.Rhs) {
				r.prepared(lhs, n.Rhs[i])
				r.assigned(n, lhs, n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, v := range n.Values {
			if i < len(n.Names) {
				r.keep(v, n.Names[i].Name)
			}
		}
	case *ast.KeyValueExpr:
		r.keep(n.Value, "."+r.source(n.Key))
	case *ast.CompositeLit:
		r.composite(n)
	case *ast.CallExpr:
		r.called(n)
	}
}

// keep notes the name that an expression is kept as: that of the struct behind & and the arguments of a constructor, too.
func (r *goReader) keep(x ast.Expr, name string) {
	r.kept[x] = name
	switch x := x.(type) {
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			r.kept[x.X] = name
		}
	case *ast.CallExpr:
		for _, arg := range x.Args {
			if _, ok := arg.(*ast.CompositeLit); ok {
				r.kept[arg] = name
			}
		}
	}
}

// composite reads http.Server{...}.
func (r *goReader) composite(n *ast.CompositeLit) {
	path, name := r.imported(n.Type, r.e.local)
	kind, ok := goServers[path]
	if !ok || kind.name != name {
		return
	}
	s := r.add(n, kind.preset, r.kept[n])
	s.brace, s.made = n.Lbrace, true
	for _, el := range n.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			key := r.source(kv.Key)
			s.fields[key] = append(s.fields[key], goField{value: kv.Value, at: kv})
		}
	}
	if h := s.fields["Handler"]; len(h) > 0 {
		s.aside = aside(r.source(h[0].value))
	}
}

func (r *goReader) add(n ast.Node, preset, owner string) *goServer {
	s := &goServer{node: n, preset: preset, owner: owner, within: r.within, fields: map[string][]goField{}, e: r.e, aside: ""}
	if len(r.servers) <= mostSettings {
		r.servers = append(r.servers, s)
	}
	return s
}

// assigned reads srv.IdleTimeout = d.
func (r *goReader) assigned(n *ast.AssignStmt, lhs, rhs ast.Expr) {
	sel, ok := lhs.(*ast.SelectorExpr)
	if !ok || n.Tok != token.ASSIGN {
		return
	}
	switch sel.Sel.Name {
	case "IdleTimeout", "ReadTimeout", "Addr", "Handler":
	default:
		return
	}
	owner := r.source(sel.X)
	s := r.serverOf(owner)
	if s == nil {
		if sel.Sel.Name != "IdleTimeout" && sel.Sel.Name != "ReadTimeout" || r.imports["http"] != "net/http" || !likeServer(last(owner)) {
			return
		}
		s = r.add(n, "go", owner)
	}
	s.fields[sel.Sel.Name] = append(s.fields[sel.Sel.Name], goField{value: rhs, when: r.condition(), at: n, owner: owner})
}

// last is the last name of a chain of names.
func last(owner string) string { return owner[strings.LastIndexByte(owner, '.')+1:] }

// serverOf finds the server that a name means: one of this function, or one that a field holds.
func (r *goReader) serverOf(owner string) *goServer {
	for _, s := range slices.Backward(r.servers) {

		if s.owner == "" {
			continue
		}
		same := s.owner == owner && (s.within == r.within || strings.Contains(owner, "."))
		field := strings.HasPrefix(s.owner, ".") && strings.HasSuffix(owner, s.owner) // s.server of T{server: &http.Server{}}
		echo := s.owner+".Server" == owner || s.owner+".TLSServer" == owner
		if same || field || echo && s.within == r.within {
			return s
		}
	}
	return nil
}

// condition is the innermost condition around the node that is read, nil for none.
func (r *goReader) condition() ast.Node {
	for _, v := range slices.Backward(r.open) {
		switch n := v.(type) {
		case *ast.IfStmt:
			return n.Cond
		case *ast.CaseClause, *ast.ForStmt, *ast.RangeStmt:
			return n
		case *ast.FuncLit, *ast.FuncDecl:
			return nil
		}
	}
	return nil
}

// called reads what starts servers.
func (r *goReader) called(n *ast.CallExpr) {
	path, name := r.imported(n.Fun, r.e.local)
	if arg, ok := goStarts[path][name]; ok {
		preset := "go"
		if path != "net/http" {
			preset = "fasthttp"
		}
		s := r.add(n, preset, "")
		s.made = true
		if arg >= 0 && arg < len(n.Args) {
			s.fields["Addr"] = []goField{{value: n.Args[arg], at: n}}
		}
		if handler := len(n.Args) - 1; handler > 0 {
			s.aside = aside(r.source(n.Args[handler]))
			if r.source(n.Args[handler]) == "nil" && r.profiles {
				s.aside = "pprof"
			}
		}
		return
	}
	sel, ok := n.Fun.(*ast.SelectorExpr)
	if !ok {
		return
	}
	if sel.Sel.Name == "SetKeepAlivesEnabled" && len(n.Args) == 1 && r.source(n.Args[0]) == "false" && r.condition() == nil {
		if s := r.serverOf(r.source(sel.X)); s != nil {
			s.off = n
		}
		return
	}
	r.framework(n, sel)
}

package code

import (
	"go/ast"
	"go/token"
)

// goScope knows what the names of a Go file stand for, as far as that can be told without types.
type goScope struct {
	imports map[string]string // path by the name that the file uses
	globals map[string]*goName
	changed map[string]bool // names that functions give another value, or whose address they take
}

// goName is a constant or a variable of the package.
type goName struct {
	value    ast.Expr // what it is declared with; nil for nothing that is known
	times    int      // how often it is declared
	constant bool
}

// goImports reads the imports of a file.
func goImports(file *ast.File) map[string]string {
	out := map[string]string{}
	for _, spec := range file.Imports {
		path := unquote(spec.Path.Value)
		name := lastPart(path)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name != "_" || path == "net/http/pprof" {
			out[name] = path
		}
	}
	return out
}

// lastPart is the name of a package by its path: the last part that is no version.
func lastPart(path string) string {
	end := len(path)
	for i := len(path) - 1; i >= -1; i-- {
		if i >= 0 && path[i] != '/' {
			continue
		}
		part := path[i+1 : end]
		if len(part) > 1 && part[0] == 'v' && part[1] >= '0' && part[1] <= '9' && i > 0 {
			end = i
			continue
		}
		return part
	}
	return path[:end]
}

// declare notes what the package's own constants and variables are given, and which of them functions change.
func (g *goScope) declare(file *ast.File) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			for _, s := range d.Specs {
				if spec, ok := s.(*ast.ValueSpec); ok {
					g.note(spec, d.Tok == token.CONST)
				}
			}
		case *ast.FuncDecl:
			for name, given := range namesIn(d) {
				if given.assigned > 0 && given.declared == 0 {
					g.changed[name] = true
				}
			}
		}
	}
}

func (g *goScope) note(spec *ast.ValueSpec, constant bool) {
	for i, id := range spec.Names {
		n := g.globals[id.Name]
		if n == nil {
			n = &goName{constant: constant}
			g.globals[id.Name] = n
		}
		n.times++
		if len(spec.Values) == len(spec.Names) {
			n.value = spec.Values[i]
		}
	}
}

// given is what a function does to a name.
type given struct {
	declared, assigned int
	value              ast.Expr
}

// names are what a function does to the names in it. One that is declared in several places of the function is not told apart.
type names map[string]*given

// namesIn notes what a function gives to names.
func namesIn(fn ast.Node) map[string]*given {
	out := names{}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			out.fields(n.Recv)
		case *ast.FuncType:
			out.fields(n.Params)
			out.fields(n.Results)
		case *ast.ValueSpec:
			for i, id := range n.Names {
				g := out.at(id)
				g.declared++
				if len(n.Values) == len(n.Names) {
					g.value = n.Values[i]
				}
			}
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if id, ok := e.(*ast.Ident); ok {
					out.at(id).declared++
				}
			}
		case *ast.IncDecStmt:
			if id, ok := n.X.(*ast.Ident); ok {
				out.at(id).assigned++
			}
		case *ast.UnaryExpr:
			if id, ok := n.X.(*ast.Ident); ok && n.Op == token.AND {
				out.at(id).assigned++ // whoever has its address may change it
			}
		case *ast.AssignStmt:
			out.assignment(n)
		}
		return true
	})
	return out
}

func (all names) at(id *ast.Ident) *given {
	g := all[id.Name]
	if g == nil {
		g = &given{}
		all[id.Name] = g
	}
	return g
}

// fields declares parameters, results and receivers.
func (all names) fields(list *ast.FieldList) {
	if list == nil {
		return
	}
	for _, f := range list.List {
		for _, id := range f.Names {
			all.at(id).declared++
		}
	}
}

func (all names) assignment(n *ast.AssignStmt) {
	for i, e := range n.Lhs {
		id, ok := e.(*ast.Ident)
		if !ok {
			continue
		}
		g := all.at(id)
		if n.Tok == token.DEFINE {
			g.declared++
		} else {
			g.assigned++
		}
		if len(n.Lhs) == len(n.Rhs) && n.Tok == token.DEFINE {
			g.value = n.Rhs[i]
		}
	}
}

package code

import (
	"go/ast"
	"slices"
	"strings"
)

// prepared reads e := echo.New(): settings may be made before it is started.
func (r *goReader) prepared(lhs, rhs ast.Expr) {
	call, ok := rhs.(*ast.CallExpr)
	if !ok {
		return
	}
	path, name := r.imported(call.Fun, r.e.local)
	if frame, ok := goFrameworks[path]; ok && slices.Contains(frame.makes, name) {
		s := r.add(call, frame.preset, r.source(lhs))
		s.idle, s.made = true, true
	}
}

// framework reads r.Run(":8080") of gin, e.Start(":1323") of echo, app.Listen(":3000") of fiber.
func (r *goReader) framework(n *ast.CallExpr, sel *ast.SelectorExpr) {
	for _, path := range r.frames {
		frame := goFrameworks[path]
		if !slices.Contains(frame.starts, sel.Sel.Name) || !r.isFramework(sel.X, path, frame) {
			continue
		}
		owner := r.source(sel.X)
		s := r.serverOf(owner)
		if s == nil {
			s = r.add(n, frame.preset, owner)
			s.made = true
		}
		s.idle = false
		if len(n.Args) > 0 {
			s.fields["Addr"] = append(s.fields["Addr"], goField{value: n.Args[0], at: n})
		}
		return
	}
}

// isFramework tells whether an expression is an application of a framework: one that its constructor makes, or that a function of this package does.
func (r *goReader) isFramework(x ast.Expr, path string, frame framing) bool {
	id, ok := x.(*ast.Ident)
	if !ok {
		_, selected := x.(*ast.SelectorExpr)
		return selected && slices.Contains([]string{"router", "engine", "app", "echo", "e", "r", "server", "fiber", "gin"}, strings.ToLower(last(r.source(x))))
	}
	local := r.e.local[id.Name]
	if local == nil || local.declared != 1 {
		return false
	}
	call, ok := local.value.(*ast.CallExpr)
	if !ok {
		return local.value == nil && r.typed(id.Name, path)
	}
	if from, name := r.imported(call.Fun, r.e.local); from != "" {
		return from == path && slices.Contains(frame.makes, name) || from != path && strings.Contains(strings.ToLower(name), "router")
	}
	_, own := call.Fun.(*ast.Ident)
	return own
}

// typed tells whether a parameter of the function that is read has a type of a package.
func (r *goReader) typed(name, path string) bool {
	if len(r.open) == 0 {
		return false
	}
	fn, ok := r.open[0].(*ast.FuncDecl)
	if !ok || fn.Type.Params == nil {
		return false
	}
	for _, p := range fn.Type.Params.List {
		star, ok := p.Type.(*ast.StarExpr)
		if !ok || !slices.ContainsFunc(p.Names, func(id *ast.Ident) bool { return id.Name == name }) {
			continue
		}
		from, _ := r.imported(star.X, nil)
		return from == path
	}
	return false
}

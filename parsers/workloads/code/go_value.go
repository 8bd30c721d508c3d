package code

import (
	"go/ast"
	"go/token"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// goAnswer is what an expression of Go comes to: a number, of nanoseconds where it is a duration, a string, or the reason why it is not known.
type goAnswer struct {
	answer
	whole bool     // it is an integer: dividing cuts off
	by    ast.Expr // the constant elsewhere that decides it, nil for the expression itself
}

func goOpen(why string) goAnswer { return goAnswer{answer: computed(why)} }

// goEvaluation reads expressions inside one function.
type goEvaluation struct {
	f     *goFile
	local map[string]*given
	depth int
	taken int
}

func (e *goEvaluation) value(x ast.Expr) goAnswer {
	e.depth++
	defer func() { e.depth-- }()
	if e.taken++; e.depth > nested || e.taken > steps {
		return goOpen("a long expression")
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return e.value(x.X)
	case *ast.BasicLit:
		return goLiteral(x)
	case *ast.Ident:
		return e.name(x)
	case *ast.UnaryExpr:
		a := e.value(x.X)
		switch {
		case a.sort == numeral && x.Op == token.SUB:
			a.num = -a.num
			return a
		case a.sort == numeral && x.Op == token.ADD:
			return a
		}
	case *ast.BinaryExpr:
		return e.binary(x)
	case *ast.SelectorExpr:
		if pkg, ok := x.X.(*ast.Ident); ok && e.f.around[e.f.set.File(x.Pos())][pkg.Name] == "time" && e.local[pkg.Name] == nil {
			if n, ok := timeUnits[x.Sel.Name]; ok {
				return goAnswer{answer: numeric(n), whole: true}
			}
		}
	case *ast.CallExpr:
		return e.call(x)
	case *ast.StarExpr:
		if a := e.value(x.X); a.sort == unknown {
			return a
		}
	}
	return goOpen(e.f.source(x))
}

func goLiteral(x *ast.BasicLit) goAnswer {
	switch x.Kind {
	case token.INT, token.FLOAT:
		a := literal(x.Value)
		return goAnswer{answer: a, whole: x.Kind == token.INT}
	case token.STRING:
		return goAnswer{answer: answer{sort: phrase, str: unquote(x.Value)}}
	default:
		return goOpen(x.Value)
	}
}

// name follows a name to the one expression that it is given.
func (e *goEvaluation) name(id *ast.Ident) goAnswer {
	var from ast.Expr
	if local := e.local[id.Name]; local != nil && local.declared > 0 {
		if local.declared > 1 || local.assigned > 0 || local.value == nil {
			return goOpen(id.Name)
		}
		from = local.value
	} else {
		global := e.f.global(id.Name)
		if global == nil || global.times != 1 || global.value == nil || e.f.changed[id.Name] {
			return goOpen(id.Name)
		}
		from = global.value
		defer func(local map[string]*given) { e.local = local }(e.local)
		e.local = nil
	}
	a := e.value(from)
	if a.by == nil {
		a.by = from
	}
	if a.sort == unknown && a.why == "" {
		a.why = id.Name
	}
	return a
}

func (e *goEvaluation) binary(x *ast.BinaryExpr) goAnswer {
	a, b := e.value(x.X), e.value(x.Y)
	if x.Op == token.QUO && a.whole && b.whole && a.sort == numeral && b.sort == numeral {
		if b.num == 0 {
			return goOpen("a division by zero")
		}
		return goAnswer{answer: numeric(math.Trunc(a.num / b.num)), whole: true}
	}
	switch x.Op {
	case token.ADD, token.SUB, token.MUL, token.QUO:
		return goAnswer{answer: apply(x.Op.String(), a.answer, b.answer), whole: a.whole && b.whole}
	default:
		return goOpen(e.f.source(x))
	}
}

// call reads conversions; what functions give is not known, but the default that they are handed is told.
func (e *goEvaluation) call(x *ast.CallExpr) goAnswer {
	name := e.f.source(x.Fun)
	if len(x.Args) == 1 {
		switch name {
		case "time.Duration", "int", "int64", "int32", "uint", "uint64", "float64":
			a := e.value(x.Args[0])
			if name != "float64" && a.sort == numeral {
				a.num, a.whole = math.Trunc(a.num), true
			} else {
				a.whole = false
			}
			return a
		}
	}
	if strings.HasSuffix(name, "Sprintf") {
		return e.printed(x)
	}
	why := source.ClipLine(e.f.source(x))
	for _, v := range slices.Backward(x.Args) {
		if a := e.value(v); a.sort == numeral && math.Abs(a.num) >= 1e6 {
			return goOpen(why + ", " + chain.Seconds(time.Duration(a.num)) + " unless something else is set")
		}
	}
	return goOpen(why)
}

// printed reads fmt.Sprintf(":%d", port), as far as addresses need it.
func (e *goEvaluation) printed(x *ast.CallExpr) goAnswer {
	if len(x.Args) == 0 {
		return goOpen("")
	}
	a := e.value(x.Args[0])
	if a.sort != phrase {
		return a
	}
	for _, arg := range x.Args[1:] {
		i := strings.IndexByte(a.str, '%')
		if i < 0 || i+1 >= len(a.str) || strings.IndexByte("dsv", a.str[i+1]) < 0 {
			return goOpen(e.f.source(x))
		}
		b := e.value(arg)
		with := b.str
		switch b.sort {
		case numeral:
			with = plain(b.num)
		case unknown, nothing:
			return b
		case phrase:
		}
		a.str = a.str[:i] + with + a.str[i+2:]
	}
	return a
}

// port is the port of an address as Go writes it, 0 where it is not known.
func (e *goEvaluation) port(x ast.Expr) []int {
	a := e.value(x)
	if a.sort != phrase {
		return nil
	}
	i := strings.LastIndexByte(a.str, ':')
	n, err := strconv.Atoi(a.str[i+1:])
	if i < 0 || err != nil || n <= 0 || n >= 1<<16 {
		return nil
	}
	return []int{n}
}

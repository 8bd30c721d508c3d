package code

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// goFile is a Go file with what is known around it.
type goFile struct {
	*extract
	set  *token.FileSet
	file *ast.File
	goScope
	texts  map[*token.File]*source.File      // this file, and those of its package that were looked at
	around map[*token.File]map[string]string // what each of them imports
	others bool                              // they were
	frames []string                          // import paths of frameworks
	// profiles is set where net/http/pprof is imported for what it registers, and nothing else is registered in the file.
	profiles bool
	servers  []*goServer
}

// readGo reads a file of Go. One that does not parse is read as far as it does.
func readGo(x *extract) string {
	if !shallow(x.src) {
		return "nested too deeply to be read"
	}
	f := &goFile{extract: x, set: token.NewFileSet(), texts: map[*token.File]*source.File{}, around: map[*token.File]map[string]string{}}
	if f.file = f.parse(x.file); f.file == nil || f.file.Name == nil || f.file.Name.Name == "" {
		return "it does not parse as Go"
	}
	f.goScope = goScope{imports: goImports(f.file), globals: map[string]*goName{}, changed: map[string]bool{}}
	f.declare(f.file)
	for _, path := range f.imports {
		if _, ok := goFrameworks[path]; ok {
			f.frames = append(f.frames, path)
		}
	}
	slices.Sort(f.frames)
	f.profiles = f.imports["_"] == "net/http/pprof" && !bytes.Contains(x.src, []byte("http.Handle"))
	for _, d := range f.file.Decls {
		f.readDecl(d)
	}
	if len(f.servers) > mostSettings {
		return tooMany
	}
	f.report()
	return ""
}

// parse reads a file; with errors, what it gives holds what could be read.
func (f *goFile) parse(from *source.File) *ast.File {
	file, _ := parser.ParseFile(f.set, from.Name, from.Src, parser.SkipObjectResolution)
	if file != nil {
		at := f.set.File(file.FileStart)
		f.texts[at], f.around[at] = from, goImports(file)
	}
	return file
}

// run is how many tokens may follow one another without a semicolon, a comma or a brace: each may nest the syntax tree one deeper.
const run = 10_000

// shallow tells whether the syntax tree of a file stays as deep as code that people write. Go's parser calls itself for each level.
func shallow(src []byte) bool {
	set := token.NewFileSet()
	var s scanner.Scanner
	s.Init(set.AddFile("", set.Base(), len(src)), src, nil, 0)
	depth, length := 0, 0
	for {
		_, tok, _ := s.Scan()
		length++
		switch tok {
		case token.EOF:
			return true
		case token.LPAREN, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACK:
			depth--
		case token.LBRACE:
			depth++
			length = 0
		case token.RBRACE:
			depth--
			length = 0
		case token.SEMICOLON, token.COMMA:
			length = 0
		default:
		}
		if depth > deepest || length > run {
			return false
		}
	}
}

// place is where a node stands, in whichever file of the package.
func (f *goFile) place(n ast.Node) source.Span {
	at := f.set.File(n.Pos())
	text := f.texts[at]
	if text == nil || !n.End().IsValid() {
		return source.Span{}
	}
	size := len(text.Src)
	start, end := min(at.Offset(n.Pos()), size), min(at.Offset(n.End()), size)
	return source.Span{File: text.ID, Start: uint32(start), End: uint32(max(start, end))}
}

// source is a node as it is written, shortened.
func (f *goFile) source(n ast.Node) string {
	text := f.texts[f.set.File(n.Pos())]
	if text == nil {
		return ""
	}
	at := f.place(n)
	return source.ClipLine(string(text.Src[at.Start:at.End]))
}

// global is what a name of the package is given. The other files of the folder are looked at for a name that this one does not declare, and for a
// variable, which any of them may change.
func (f *goFile) global(name string) *goName {
	if n := f.globals[name]; n != nil && n.constant || f.others {
		return n
	}
	f.others = true
	if f.tree == nil || f.extract.file.Path == "" {
		return f.globals[name]
	}
	entries, err := f.tree.Dir(filepath.Dir(f.extract.file.Path))
	if err != nil {
		return f.globals[name]
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Path, ".go") && !strings.HasSuffix(e.Path, "_test.go") && e.Path != f.extract.file.Path && e.Size <= largest {
			f.also(e.Path)
		}
	}
	return f.globals[name]
}

// also notes what another file of the package declares.
func (f *goFile) also(path string) {
	other := f.other(path)
	if other == nil || !shallow(other.Src) {
		return
	}
	if file := f.parse(other); file != nil && file.Name != nil && file.Name.Name == f.file.Name.Name {
		f.declare(file)
	}
}

// aside says of what a server is evidently another one than the application's, by the code around it; "" for nothing.
func aside(texts ...string) string {
	for _, t := range texts {
		t = strings.ToLower(t)
		for _, w := range asides {
			if strings.Contains(t, w) {
				return w
			}
		}
	}
	return ""
}

// imported gives the import path and the name of "pkg.Name".
func (f *goFile) imported(x ast.Expr, local map[string]*given) (path, name string) {
	sel, ok := x.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	pkg, ok := sel.X.(*ast.Ident)
	if !ok || local[pkg.Name] != nil && local[pkg.Name].declared > 0 {
		return "", ""
	}
	return f.imports[pkg.Name], sel.Sel.Name
}

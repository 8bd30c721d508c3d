package nginx

import (
	"errors"
	"fmt"
	pathpkg "path"
	"path/filepath"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// opener finds the files that a root includes: on disk below the roots, or among the members of a dump.
type opener interface {
	// resolve gives the paths that an include argument stands for, in nginx's order.
	resolve(arg string) (paths []string, err error)
	// open gives a file with its syntax tree.
	open(path string) (*file, error)
}

// Why an include could not be opened.
var (
	errMissing = errors.New("no such file")                             // and its folder is in the scan: nginx would refuse to start
	errElse    = errors.New("is not in the scanned paths")              // it may exist where nginx runs
	errOutside = errors.New("lies outside the given paths: not opened") // refused
	errFolder  = errors.New("is a folder")
)

func (w *walker) include(sc *scope, f *file, d syntax.Directive, via *inclusion, depth int) {
	at := directiveSpan(f, d)
	arg := d.Arg(0)
	if unresolved(arg) != "" {
		sc.addHole("include "+arg, at)
		w.hasHoles = true
		return
	}
	paths, err := w.files.resolve(arg)
	if err != nil {
		w.missing(sc, arg, at, err)
	}
	for _, path := range paths {
		w.includeFile(sc, arg, path, at, via, depth)
	}
}

func (w *walker) includeFile(sc *scope, arg, path string, at source.Span, via *inclusion, depth int) {
	f := w.openIncluded(sc, arg, path, at, via)
	if f == nil {
		return
	}
	if w.root.Fragments {
		w.folders[f.ID] = filepath.ToSlash(filepath.Dir(f.Name))
	}
	w.block(sc, f, f.tree.Top(), &inclusion{parent: via, path: path, at: at, shipped: f.shipped}, depth+1)
	w.syntaxErrors(f)
}

// openIncluded opens a file that is not being read already; nil where it cannot be, which is reported.
func (w *walker) openIncluded(sc *scope, arg, path string, at source.Span, via *inclusion) *file {
	for up := via; up != nil; up = up.parent {
		if up.path == path {
			w.loop(at, arg)
			return nil
		}
	}
	w.opened++
	if most := w.limits.Int(limits.Includes); w.opened > most {
		if w.opened == most+1 {
			w.problem(chain.Problem{Kind: chain.IncludeLoop, At: at, Msg: fmt.Sprintf("more than %d inclusions: the rest is not read %s", most, limits.Includes.Raise())})
		}
		sc.addHole("include "+arg, at)
		w.hasHoles = true
		return nil
	}
	f, err := w.files.open(path)
	if err != nil {
		w.missing(sc, arg, at, err)
		return nil
	}
	return f
}

// reading is the start of a chain of inclusions: the main file, or a fragment.
func reading(f *source.File) *inclusion {
	if f.Path == "" {
		return &inclusion{path: pathpkg.Clean(f.Name)}
	}
	return &inclusion{path: f.Path}
}

func (w *walker) loop(at source.Span, arg string) {
	w.problem(chain.Problem{
		Kind: chain.IncludeLoop, At: at, Msg: "include " + quote(arg) + " is a loop: the file is being read already",
		Help: "remove this include: nginx follows it until it crashes",
	})
}

// missing records an include that could not be opened. What it could have set at this level is open from now on, but for the
// files that come with nginx and are known.
func (w *walker) missing(sc *scope, arg string, at source.Span, err error) {
	if stock, ok := stockFile(arg); ok {
		if stock.headers {
			sc.headers = append(sc.headers, &entry{spec: table()[nsHTTP]["proxy_set_header"], scope: sc, at: at, args: []word{{text: "Host", at: at}, {text: "$http_host", at: at}}})
		}
		return
	}
	sc.addHole("include "+arg, at)
	w.hasHoles = true
	relative := w.prefixUnknown && !filepath.IsAbs(arg)
	if relative && errors.Is(err, errMissing) {
		err = errElse
	}
	kind, msg := chain.IncludeProblem, "include "+quote(arg)+" "+err.Error()
	help := ""
	switch {
	case errors.Is(err, errMissing), errors.Is(err, errFolder):
		kind = chain.IncludeLoop
		msg = "include " + quote(arg) + ": " + err.Error() + ", nginx would refuse to start"
	case filepath.IsAbs(arg) && ofNginx(filepath.ToSlash(arg)):
		help = "tell where it is: --map " + filepath.ToSlash(filepath.Dir(arg)) + "=FOLDER"
	case filepath.IsAbs(arg):
		help = "give what nginx sees: nginx -T 2>&1 | timeoutlint -"
	case relative:
		help = "tell what relative includes start from: --nginx-prefix FOLDER"
	}
	w.problem(chain.Problem{Kind: kind, At: at, Msg: msg, Help: help})
}

// ofNginx reports whether a path leads into a folder of nginx or of what is built from it. Only such a folder has a counterpart in a
// checkout that --map can name; nobody keeps an /etc.
func ofNginx(path string) bool {
	for _, folder := range []string{"/nginx", "/openresty", "/angie", "/tengine", "/freenginx"} {
		if _, below, found := strings.Cut(path, folder); found && strings.Contains(below, "/") {
			return true
		}
	}
	return false
}

// stock is a file that comes with nginx or its packages and matters to nobody's timeouts.
type stock struct {
	headers bool // Debian's proxy_params: four proxy_set_header lines, none of which is Connection
}

var stockFiles = map[string]stock{
	"mime.types": {}, "fastcgi_params": {}, "fastcgi.conf": {}, "uwsgi_params": {}, "scgi_params": {},
	"koi-utf": {}, "koi-win": {}, "win-utf": {}, "proxy_params": {headers: true},
}

func stockFile(arg string) (stock, bool) {
	if strings.Contains(arg, "modules-enabled/") || strings.HasSuffix(filepath.ToSlash(filepath.Dir(arg)), "/modules") {
		return stock{}, true
	}
	s, ok := stockFiles[filepath.Base(arg)]
	return s, ok
}

// syntaxErrors reports what the parser could not read, after the file was walked: where a block lacks its {, all braces behind it are
// off, and saying so once is enough.
func (w *walker) syntaxErrors(f *file) {
	for _, e := range f.tree.Errors {
		if e.Kind == syntax.Unexpected && e.Start > f.unopened && string(f.Src[e.Start:e.End]) == "}" {
			continue
		}
		w.refuse(source.Span{File: f.ID, Start: e.Start, End: e.End}, e.Msg)
	}
}

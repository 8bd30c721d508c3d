package terraform

import (
	"encoding/base64"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/source"
)

// fileFunctions read files inside of what the scan may read.
var fileFunctions map[string]func(e *evaluator, args []*value, f frame) *value

func init() {
	fileFunctions = map[string]func(e *evaluator, args []*value, f frame) *value{
		"file": func(e *evaluator, args []*value, f frame) *value {
			return e.withFile("file", args, f, func(b []byte) *value {
				if !utf8.Valid(b) {
					return invalid("file: the file is not UTF-8")
				}
				return text(string(b))
			})
		},
		"filebase64": func(e *evaluator, args []*value, f frame) *value {
			return e.withFile("filebase64", args, f, func(b []byte) *value { return text(base64.StdEncoding.EncodeToString(b)) })
		},
		"fileexists": fileExists,
		"fileset":    fileSet,
	}
	for name, sum := range sums {
		if sum.file == "" {
			continue
		}
		fileFunctions[sum.file] = func(e *evaluator, args []*value, f frame) *value {
			return e.withFile(name, args, f, func(b []byte) *value { return text(sum.of(b)) })
		}
	}
}

// open reads a file that an expression names. Relative names start where Terraform is run: in the root module's folder.
func (e *evaluator) open(name string, f frame) (*source.File, error) {
	p := filepath.FromSlash(name)
	if !filepath.IsAbs(p) {
		p = filepath.Join(f.sc.root, p)
	}
	return e.files.in.Tree.Read(p)
}

func (e *evaluator) withFile(fn string, args []*value, f frame, do func(b []byte) *value) *value {
	if len(args) == 0 || f.sc == nil {
		return invalid(fn + " needs the name of a file")
	}
	name, ok := args[0].key()
	if !ok {
		return e.opaque(fn, args, firstWhy(args))
	}
	file, err := e.open(name, f)
	if err != nil {
		if source.KindOf(err) == source.NotFound && e.files.in.Tree.InScan(e.folderOf(name, f)) {
			return invalid(fn + ": no such file: " + name)
		}
		return e.opaque(fn, args, "the file "+name+" cannot be read")
	}
	x := do(file.Src)
	if x.err != "" {
		return x
	}
	x.text = &textual{file: file}
	return x.at(decides(source.Span{File: file.ID}, ""))
}

func (e *evaluator) folderOf(name string, f frame) string {
	return filepath.Dir(filepath.Join(f.sc.root, filepath.FromSlash(name)))
}

func fileExists(e *evaluator, args []*value, f frame) *value {
	return oneArg("fileexists", args, func(x *value) *value {
		name, ok := x.key()
		if !ok || f.sc == nil {
			return e.opaque("fileexists", args, x.why)
		}
		_, err := e.open(name, f)
		if err == nil {
			return known(cty.True)
		}
		if source.KindOf(err) == source.NotFound && e.files.in.Tree.InScan(e.folderOf(name, f)) {
			return known(cty.False)
		}
		y := e.opaque("fileexists", args, "the file "+name+" cannot be read")
		y.v = cty.UnknownVal(cty.Bool)
		return y
	})
}

func fileSet(e *evaluator, args []*value, f frame) *value {
	if len(args) != 2 || f.sc == nil {
		return invalid("fileset needs a folder and a pattern")
	}
	dir, ok := args[0].key()
	pattern, ok2 := args[1].key()
	if !ok || !ok2 {
		return e.opaque("fileset", args, firstWhy(args))
	}
	base := filepath.Join(f.sc.root, filepath.FromSlash(dir))
	pattern = path.Clean(pattern)
	if strings.HasPrefix(pattern, "../") || !doublestar.ValidatePattern(pattern) {
		return e.opaque("fileset", args, "the pattern "+pattern+" cannot be followed")
	}
	if !e.files.in.Tree.Contains(base) {
		return e.opaque("fileset", args, "the folder "+dir+" cannot be read")
	}
	var names []string
	written, ok := expandBraces(pattern, 0)
	if !ok {
		return e.opaque("fileset", args, fmt.Sprintf("the pattern has more than %d braces, or they make more than %d patterns", maxBraces, maxPatterns))
	}
	for _, one := range written {
		if e.deeper(base, one) {
			return e.opaque("fileset", args, fmt.Sprintf("** stands for more than %d folders", starDepth-1))
		}
		for _, p := range expandStars(one) {
			matches, err := e.regular(base, p)
			if refused, ok := errors.AsType[*source.Error](err); ok && refused.Kind == source.TooLarge {
				return e.opaque("fileset", args, refused.Name+" "+refused.Reason)
			}
			if err != nil {
				return e.opaque("fileset", args, "the folder "+dir+" cannot be read")
			}
			for _, m := range matches {
				if rel, err := filepath.Rel(base, m); err == nil {
					names = append(names, filepath.ToSlash(rel))
				}
			}
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	kids := make([]*value, len(names))
	for i, name := range names {
		kids[i] = text(name)
	}
	return tuple(kids).asSet()
}

// regular lists the files that a pattern matches: Terraform leaves folders out, and takes those in that begin with a dot.
func (e *evaluator) regular(base, pattern string) (all []string, err error) {
	tree := e.files.in.Tree
	parent, last := path.Split(pattern)
	folders := []string{base}
	if parent != "" {
		if folders, err = tree.Glob(filepath.Join(base, filepath.FromSlash(parent))); err != nil {
			return nil, err
		}
	}
	for _, dir := range folders {
		files, err := tree.Dir(dir)
		if source.KindOf(err) == source.NotFound { // a file among the folders
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if doublestar.MatchUnvalidated(last, filepath.Base(f.Path)) {
				all = append(all, f.Path)
			}
		}
	}
	return all, nil
}

// maxPatterns bounds what braces in a pattern make, maxBraces how many there are.
const (
	maxPatterns = 100
	maxBraces   = 6
)

// expandBraces writes {a,b} out; ok is false where that is too much.
func expandBraces(p string, depth int) (out []string, ok bool) {
	open := strings.IndexByte(p, '{')
	if open < 0 {
		return []string{p}, true
	}
	end := strings.IndexByte(p[open:], '}')
	if end < 0 {
		return []string{p}, true
	}
	if depth == maxBraces {
		return nil, false
	}
	rests, ok := expandBraces(p[open+end+1:], depth+1)
	if !ok {
		return nil, false
	}
	for alternative := range strings.SplitSeq(p[open+1:open+end], ",") {
		for _, rest := range rests {
			if len(out) == maxPatterns {
				return nil, false
			}
			out = append(out, p[:open]+alternative+rest)
		}
	}
	return out, true
}

// starDepth is from how many folders on ** is not followed: it stands for fewer.
const starDepth = 8

// deeper reports whether ** in a pattern would have to stand for more folders than are followed, or stands there twice.
func (e *evaluator) deeper(base, pattern string) bool {
	before, after, ok := strings.Cut(pattern, "**")
	if !ok {
		return false
	}
	matches, err := e.files.in.Tree.Glob(filepath.Join(base, filepath.FromSlash(before+strings.Repeat("*/", starDepth)+"*")))
	return err != nil || len(matches) > 0 || strings.Contains(after, "**")
}

// expandStars writes ** out: no folder, one, two, and so on.
func expandStars(p string) []string {
	before, after, ok := strings.Cut(p, "**")
	if !ok {
		return []string{p}
	}
	if after = strings.TrimPrefix(after, "/"); after == "" {
		after = "*"
	}
	var out []string
	for range starDepth {
		out = append(out, before+after)
		before += "*/"
	}
	return out
}

// templated is templatefile(name, variables), or templatestring with the text itself.
func (e *evaluator) templated(name string, n *hclsyntax.FunctionCallExpr, f frame) *value {
	args, bad := e.arguments(n, f)
	if bad != nil {
		return bad
	}
	if len(args) != 2 || f.sc == nil {
		return invalid(name + " needs a template and its variables")
	}
	if f.sc.text { // as Terraform does
		return invalid(name + ": a template may not call templatefile or templatestring")
	}
	s, ok := args[0].key()
	if !ok {
		return e.opaque(name, args, firstWhy(args))
	}
	src := []byte(s)
	var file *source.File
	if name == "templatefile" {
		read, err := e.open(s, f)
		if err != nil {
			if source.KindOf(err) == source.NotFound && e.files.in.Tree.InScan(e.folderOf(s, f)) {
				return invalid("templatefile: no such file: " + s)
			}
			return e.opaque(name, args, "the file "+s+" cannot be read")
		}
		src, file = read.Src, read
	}
	vars, ok := args[1].elements()
	if !ok {
		return e.opaque(name, args, firstWhy(args))
	}
	return e.render(name, src, file, vars, f)
}

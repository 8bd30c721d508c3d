package nginx

import (
	"errors"
	"math"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// trees parses each file once for a run, however often it is included.
type trees map[*source.File]*file

// forget makes room: parsing a file once more is quicker than keeping the trees of all.
func (t trees) forget(f *source.File) { delete(t, f) }

func (t trees) of(f *source.File) *file {
	if parsed := t[f]; parsed != nil {
		return parsed
	}
	templated := syntax.LooksTemplated(f.Text())
	parsed := &file{File: f, templated: templated, unopened: math.MaxUint32, tree: syntax.Parse(f.Src, syntax.Options{From: int(f.From), Template: templated})}
	t[f] = parsed
	return parsed
}

// disk opens includes below the roots. Relative paths start at the folder of the main file, as in nginx, or at the prefix that the user
// gave.
type disk struct {
	tree  *source.Tree
	trees trees
	base  string // absolute
	maps  []parsers.PathMap
	read  map[string]bool // absolute paths of all files included so far
}

func (d *disk) resolve(arg string) ([]string, error) {
	p := filepath.FromSlash(arg)
	if !filepath.IsAbs(p) {
		p = filepath.Join(d.base, p)
	}
	for _, m := range d.maps {
		if rest, ok := strings.CutPrefix(filepath.ToSlash(p), strings.TrimSuffix(m.From, "/")+"/"); ok {
			p = filepath.Join(m.To, filepath.FromSlash(rest))
			break
		}
	}
	if !strings.ContainsAny(arg, "*?[") {
		return []string{filepath.Clean(p)}, nil
	}
	found, err := d.tree.Glob(p)
	switch {
	case err != nil:
		return nil, d.reason(p, err)
	case len(found) == 0 && !d.tree.Contains(filepath.Dir(p)):
		return nil, errElse
	}
	return found, nil
}

func (d *disk) open(p string) (*file, error) {
	f, err := d.tree.Read(p)
	if err != nil {
		return nil, d.reason(p, err)
	}
	d.read[p] = true
	return d.trees.of(f), nil
}

func (d *disk) reason(p string, err error) error {
	var re *source.Error
	if !errors.As(err, &re) {
		return err
	}
	switch re.Kind {
	case source.NotFound:
		if d.tree.InScan(filepath.Dir(p)) {
			return errMissing
		}
		return errElse
	case source.Outside:
		return errOutside
	case source.IsDir:
		return errFolder
	default:
		return errors.New("cannot be read: " + re.Reason)
	}
}

// dump is the output of nginx -T: its members are the only files there are.
type dump struct {
	trees   trees
	base    string // folder of the first member
	members map[string]*source.File
	names   []string // sorted bytewise, as glob(3) sorts
}

func (d *dump) resolve(arg string) ([]string, error) {
	p := arg
	if !path.IsAbs(p) {
		p = path.Join(d.base, p)
	}
	if !strings.ContainsAny(arg, "*?[") {
		return []string{path.Clean(p)}, nil
	}
	var found []string
	for _, name := range d.names {
		if ok, err := path.Match(p, name); ok && err == nil && !hiddenByGlob(p, name) {
			found = append(found, name)
		}
	}
	return found, nil
}

// hiddenByGlob reports whether a wildcard at the start of a path element would have to match a leading dot, which glob(3)
// does not do.
func hiddenByGlob(pattern, name string) bool {
	pp, nn := strings.Split(pattern, "/"), strings.Split(name, "/")
	for i := range min(len(pp), len(nn)) {
		if strings.HasPrefix(nn[i], ".") && pp[i] != "" && strings.ContainsRune("*?[", rune(pp[i][0])) {
			return true
		}
	}
	return false
}

func (d *dump) open(p string) (*file, error) {
	if f := d.members[p]; f != nil {
		return d.trees.of(f), nil
	}
	return nil, errMissing
}

func newDump(members []*source.File, t trees) *dump {
	d := &dump{trees: t, base: path.Dir(members[0].Name), members: map[string]*source.File{}}
	for _, f := range members {
		name := path.Clean(f.Name)
		if d.members[name] == nil {
			d.members[name] = f
			d.names = append(d.names, name)
		}
	}
	slices.Sort(d.names)
	return d
}

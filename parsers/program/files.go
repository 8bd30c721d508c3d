package program

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// Files is what a container holds beside what its image brings: what is put there, in order. The later one counts.
type Files []Copy

// maxFiles bounds what is put into a container: hardly any image has a hundred.
const maxFiles = 512

// With adds a copy. Where there are more than anybody writes, nothing is known of the container any more.
func (f Files) With(c Copy) Files {
	if len(f) >= maxFiles {
		f = Files{{To: "/", Open: "more is copied there than is followed", At: c.At}}
	}
	return append(f, c)
}

// Found is what lies at a place of a container.
type Found struct {
	To   string // absolute path in the container
	Here string // what of the scan it is: an absolute path; "" where it is nothing of the scan
	// Open is why it is not known what lies there, "" where Here tells, or where nothing lies there.
	Open string
	At   source.Span // what put it there
}

// Removed says that a copy takes away what lies at To.
func (c Copy) Removed() bool { return c.From == "" && c.Open == "" && c.Stage == "" }

// why says why it is not known what a copy puts in place, "" where it is known.
func (c Copy) why() string {
	switch {
	case c.Open != "":
		return c.Open
	case c.Stage != "":
		return "it is copied from " + c.Stage
	}
	return ""
}

// Look tells what was put at an absolute path of the container. ok is false where nothing touched it: it is as the image has it, if it has it at all.
// Both Here and Open are "" for what was taken away.
func (f Files) Look(tree *source.Tree, to string) (found Found, ok bool) {
	to = path.Clean(to)
	for _, c := range slices.Backward(f) {
		rest, covers := c.covers(to)
		if !covers {
			continue
		}
		found = Found{To: to, At: c.At, Open: c.why()}
		if found.Open != "" || c.Removed() {
			return found, true
		}
		found.Here = filepath.Join(c.From, filepath.FromSlash(rest))
		if rest == "" || Exists(tree, found.Here) {
			return found, true
		}
		if c.Hides {
			return Found{To: to, At: c.At}, true
		}
	}
	return Found{}, false
}

// covers reports whether a path is what the copy puts in place or lies below it, and where below it.
func (c Copy) covers(to string) (rest string, ok bool) {
	if strings.ContainsAny(c.To, "*?[") { // only removals have such
		depth := strings.Count(c.To, "/")
		parts := strings.SplitN(to, "/", depth+2)
		if len(parts) <= depth {
			return "", false
		}
		ok, err := path.Match(c.To, strings.Join(parts[:depth+1], "/"))
		return "", ok && err == nil
	}
	if c.To == "/" {
		return to[1:], true
	}
	rest, ok = strings.CutPrefix(to, c.To)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return strings.TrimPrefix(rest, "/"), true
}

// Glob lists what lies at the paths that an absolute pattern matches, in the order of bytes, and with it the paths of also, which the image brings. More may match than it
// lists where open says why.
func (f Files) Glob(tree *source.Tree, pattern string, also []string) (all []Found, open string) {
	candidates := map[string]bool{}
	for _, name := range also {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			candidates[name] = true
		}
	}
	for _, c := range f {
		for _, to := range c.matching(tree, pattern) {
			candidates[to] = true
		}
	}
	for to := range candidates {
		if hidden(pattern, to) {
			continue
		}
		found, touched := f.Look(tree, to)
		switch {
		case !touched:
			all = append(all, Found{To: to})
		case found.Here != "" || found.Open != "":
			all = append(all, found)
		}
	}
	slices.SortFunc(all, func(a, b Found) int { return strings.Compare(a.To, b.To) })
	folder := path.Dir(pattern)
	if found, ok := f.Look(tree, folder); ok && found.Open != "" {
		open = found.Open
	}
	return all, open
}

// matching gives the paths at which a copy may put something that a pattern matches.
func (c Copy) matching(tree *source.Tree, pattern string) (to []string) {
	if c.Removed() {
		return nil
	}
	depth := strings.Count(c.To, "/")
	if c.To == "/" {
		depth = 0
	}
	parts := strings.Split(pattern, "/")
	if len(parts) <= depth {
		return nil
	}
	if ok, err := path.Match(strings.Join(parts[:depth+1], "/"), strings.TrimSuffix(c.To, "/")); !ok || err != nil {
		return nil
	}
	below := parts[depth+1:]
	switch {
	case len(below) == 0:
		return []string{c.To}
	case c.From == "":
		return nil
	}
	here, err := tree.Glob(escape(c.From) + "/" + strings.Join(below, "/"))
	if err != nil {
		return nil
	}
	for _, name := range here {
		if rest, err := filepath.Rel(c.From, name); err == nil {
			to = append(to, path.Join(c.To, filepath.ToSlash(rest)))
		}
	}
	return to
}

// hidden reports whether a wildcard at the start of a part of a path would have to match a dot, which glob(3) does not do.
func hidden(pattern, name string) bool {
	wild, parts := strings.Split(pattern, "/"), strings.Split(name, "/")
	for i := range min(len(wild), len(parts)) {
		if strings.HasPrefix(parts[i], ".") && wild[i] != "" && strings.IndexByte("*?[", wild[i][0]) >= 0 {
			return true
		}
	}
	return false
}

// Exists reports whether there is a file or folder of that absolute name in what may be read.
func Exists(tree *source.Tree, name string) bool {
	found, err := tree.Glob(escape(name))
	return err == nil && len(found) > 0
}

var escapes = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)

// escape makes a pattern that matches a name only.
func escape(name string) string {
	if !strings.ContainsAny(name, `*?[\`) {
		return name
	}
	return escapes.Replace(name)
}

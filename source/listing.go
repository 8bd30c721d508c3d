package source

import (
	"errors"
	"path/filepath"
	"strings"
)

// Dir lists the regular files in one folder, in the order of the bytes of their
// names, whatever discovery thinks of them: this is what a tool that is started
// in the folder (Terraform) sees. Links to files are listed with their Target.
// Errors are of type *Error.
func (t *Tree) Dir(path string) ([]Entry, error) {
	path = t.abs(path)
	entries, dir, err := t.readDir(path)
	if err != nil {
		kind, why := explain(err)
		return nil, &Error{Kind: kind, Name: t.names.of(t.confine.rewrite(path)), Reason: why}
	}
	t.walk() // tells what is Named
	name := t.names.of(dir)
	var list []Entry
	for _, e := range entries {
		at := filepath.Join(dir, e.name)
		target, info, err := t.confine.locate(at)
		if err != nil || t.readable(info) != nil {
			continue
		}
		if target == at {
			target = ""
		}
		list = append(list, Entry{Path: at, Name: join(name, e.name), Size: info.Size(), Target: target, Named: t.walking.named(at)})
	}
	sortEntries(list)
	return list, nil
}

// list returns the names in a folder, none if it is no folder. In a folder above
// the roots it is those that lead to a root, together with errOutside.
func (t *Tree) list(dir string) ([]string, error) {
	if names, ok := t.globs.Load(dir); ok {
		return names.([]string), nil
	}
	entries, _, err := t.readDir(dir)
	if err != nil {
		if errors.Is(err, errOutside) {
			return t.confine.towards(dir), err
		}
		return nil, nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.name
	}
	t.globs.Store(dir, names)
	return names, nil
}

// readDir reads a folder by any of its paths and returns its canonical one.
func (t *Tree) readDir(dir string) (entries []named, canonical string, err error) {
	canonical, info, err := t.confine.locate(dir)
	if err != nil {
		return nil, "", err
	}
	if info == nil { // above the roots
		return nil, "", errOutside
	}
	if !info.IsDir() {
		return nil, "", &Error{Kind: NotFound, Reason: "not a folder"}
	}
	entries, err = t.confine.readDir(canonical)
	return entries, canonical, err
}

// towards lists the names in a folder that lead to a root.
func (c *confinement) towards(dir string) []string {
	var names []string
	for _, r := range c.roots {
		if below(r.real, dir) && r.real != dir {
			name, _, _ := strings.Cut(relative(dir, r.real), "/")
			names = append(names, name)
		}
	}
	return names
}

// readDir reads a canonical folder, in no order.
func (c *confinement) readDir(dir string) (list []named, err error) {
	err = c.folders.in(c, dir, func(d dirHandle) error {
		list, err = d.list(nil)
		return err
	})
	return list, err
}

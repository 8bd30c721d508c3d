package clients

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// document is one file, checked.
type document struct {
	file    *source.File
	root    *node     // nil for a file that holds nothing
	extends *document // nil for none
}

// dir is the folder of the file, absolute; "" for what is no file on disk.
func (d *document) dir() string {
	if d.file.Path == "" {
		return ""
	}
	return filepath.Dir(d.file.Path)
}

// inside makes a name that the file states absolute.
func (d *document) inside(name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) || d.dir() == "" {
		return filepath.Clean(name)
	}
	return filepath.Join(d.dir(), name)
}

// open reads a file and those that it extends; within are the files that led here.
func (r *reader) open(f *source.File, within []string) *document {
	if d := r.docs[f.Path]; d != nil && f.Path != "" {
		return d
	}
	d := &document{file: f}
	if f.Path != "" {
		r.docs[f.Path] = d
	}
	d.root = r.load(f)
	if e := d.root.get("extends"); e != nil {
		r.extend(d, e, append(slices.Clone(within), f.Path))
	}
	r.read = append(r.read, d)
	return d
}

// load parses and checks.
func (r *reader) load(f *source.File) *node {
	y, extra, fault := yamlspan.Load(f)
	if fault != nil {
		r.faults = append(r.faults, fault)
		return nil
	}
	if extra > 0 {
		r.fault(source.Span{File: f.ID, Start: uint32(extra), End: uint32(extra)}, "a second YAML document is not read: write it into a file of its own")
	}
	if y == nil {
		return nil
	}
	c := &converter{file: f, lines: yamlspan.NewLines(f.Src), left: mostNodes, copies: mostNodes, report: r.report}
	root, _ := c.convert(y, 0)
	if root == nil || root.form == isNull {
		return nil
	}
	if v := root.get("version"); v != nil && v.text != version {
		r.faults = append(r.faults, yamlspan.NewSyntaxError(f, int(v.at.Start), int(v.at.End),
			fmt.Sprintf("version %q is not known: this timeoutlint reads version %s", source.Clip(v.text), version)))
		return nil
	}
	if !(checker{r.report}).check(filepath.Base(f.Name), root.at, root, fileShape) {
		return nil
	}
	return root
}

// mostExtended bounds a chain of files that extend each other.
const mostExtended = 16

func (r *reader) extend(d *document, e *node, within []string) {
	if strings.Contains(e.text, "://") {
		r.fault(e.at, "extends takes a local file: timeoutlint never uses the network")
		return
	}
	path := d.inside(e.text)
	switch {
	case slices.Contains(within, path):
		r.fault(e.at, fmt.Sprintf("extends leads in a circle: %s extends this file", source.Clip(e.text)))
		return
	case len(within) > mostExtended:
		r.fault(e.at, fmt.Sprintf("more than %d files extend each other: this one is not read", mostExtended))
		return
	case r.in.Open == nil:
		r.fault(e.at, "extends cannot be followed here")
		return
	}
	f, err := r.in.Open(path)
	if err != nil {
		r.fault(e.at, "extends cannot be followed: "+err.Error())
		return
	}
	if f.Path != "" && slices.Contains(within, f.Path) { // through a symbolic link
		r.fault(e.at, fmt.Sprintf("extends leads in a circle: %s extends this file", source.Clip(e.text)))
		return
	}
	d.extends = r.open(f, within)
}

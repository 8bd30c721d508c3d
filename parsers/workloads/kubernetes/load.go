package kubernetes

import (
	"bytes"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// largest is the size above which no file is read: bundles of whole installations fit in.
const largest = 4 << 20

var (
	hasVersion = pattern.New(`(?m)^\s*(?:- )?"?apiVersion"?\s*:`)
	hasKind    = pattern.New(`(?m)^\s*(?:- )?"?kind"?\s*:`)
)

// Match claims a file whose first bytes name an apiVersion and a kind, and the files that charts and kustomizations begin with.
func Match(name string, head []byte) parsers.Claim {
	switch path.Base(name) {
	case "Chart.yaml":
		return parsers.BySearch
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return parsers.BySearch
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json":
		if bytes.Contains(head, []byte("apiVersion")) && hasVersion().Match(head) && hasKind().Match(head) { // looking for the word is far cheaper
			return parsers.BySearch
		}
	}
	return parsers.No
}

// Holds reports whether a file has an object of a kind that says something of connections.
func Holds(name string, src []byte) bool {
	switch path.Base(name) {
	case "Chart.yaml":
		return bytes.Contains(src, []byte("dependencies"))
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return holdsKind(src)
}

// document is one YAML document of a file.
type document struct {
	file *source.File
	root *node
	lost bool // what a template writes into it stands where no value can: nobody knows what it is
	// Of a ConfigMap that is put off only the name is known, and root is nil.
	name, namespace string
	later           func() *node
}

// parse reads a document. Where it is no YAML, what its template writes on lines of their own is left out, from the one before the fault on.
func (p *plain) parse(d extent) (root *yaml.Node, lost bool, err error) {
	for range mostLost {
		if root, err = parse(p.src[d.start:d.end]); err == nil {
			return root, lost, nil
		}
		if p.again += d.end - d.start; p.again > largest || !p.lose(d, d.start+faultIn(p.src[d.start:d.end], err)) {
			break
		}
		lost = true
	}
	return nil, lost, err
}

// mostLost bounds how often a document is read again. All documents of a file together are read again as often as the largest file is read.
const mostLost = 12

var faultLine = pattern.New(`line (\d+)`)

// faultIn is the offset behind the line of a text that an error of the YAML parser names.
func faultIn(src []byte, err error) int {
	m := faultLine().FindStringSubmatch(err.Error())
	if m == nil {
		return len(src)
	}
	n, _ := strconv.Atoi(m[1])
	return yamlspan.NewLines(src).Offset(n+2, 1)
}

// lose blanks the last hole before a place in a document, else the first one behind it.
func (p *plain) lose(d extent, end int) bool {
	behind := func(at int) int { return sort.Search(len(p.holes), func(i int) bool { return p.holes[i].start >= at }) }
	first, last := behind(d.start), behind(min(end, d.end))-1
	if last < first {
		last = first
	}
	if last == len(p.holes) || p.holes[last].end > d.end {
		return false
	}
	fill(p.src, p.holes[last].start, p.holes[last].end, ' ')
	p.holes = slices.Delete(p.holes, last, last+1)
	return true
}

// load reads the documents of a file. One that is no YAML is left out with the reason, all others are read.
func load(f *source.File, values *chart, skip func(f *source.File, reason string)) (docs []document) {
	docs = documents(f, values, skip)
	for i, d := range docs {
		if d.later != nil {
			docs[i].root, docs[i].later = d.later(), nil
		}
	}
	return docs
}

// documents is load, with ConfigMaps put off.
func documents(f *source.File, values *chart, skip func(f *source.File, reason string)) (docs []document) {
	if len(f.Src) > largest {
		skip(f, fmt.Sprintf("a manifest of %d bytes: at most %d are read, split it", len(f.Src), largest))
		return nil
	}
	text := withoutTemplate(f.Src)
	for from := range documentsOf(text.src) {
		if defines(text.src[from.start:from.end]) {
			continue
		}
		if name, namespace, ok := putOff(f.Src[from.start:from.end]); ok {
			docs = append(docs, document{file: f, name: name, namespace: namespace, later: func() *node {
				alone := plain{src: f.Src, raw: f.Src} // there is no template in it
				root, _, _ := alone.document(f, from, nil)
				return root
			}})
			continue
		}
		root, lost, err := text.document(f, from, values)
		if err != nil {
			at := from.start + faultIn(text.src[from.start:from.end], err)
			begins, near := f.Position(uint32(from.start)).Line, max(1, f.Position(uint32(at)).Line-1)
			why := faultLine().ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), "")
			skip(f, fmt.Sprintf("the document that begins in line %d is no YAML near line %d: %s", begins, near, strings.TrimPrefix(why, ": ")))
			continue
		}
		if root != nil {
			docs = append(docs, document{file: f, root: root, lost: lost})
		}
	}
	return docs
}

// document reads one document; nil for one that holds nothing.
func (p *plain) document(f *source.File, d extent, values *chart) (root *node, lost bool, err error) {
	y, lost, err := p.parse(d)
	if y == nil || err != nil {
		return nil, lost, err
	}
	part := p.src[d.start:d.end]
	begins := d.end - len(bytes.TrimLeftFunc(part, unicode.IsSpace))
	c := &converter{file: f, text: *p, base: d.start, begins: begins, src: part, lines: yamlspan.NewLines(part), left: mostNodes, values: values}
	root, _ = c.convert(y, 0)
	return root, lost, nil
}

// defines reports whether a document defines a kind of objects. Such documents are the largest of all, and hold no object.
func defines(document []byte) bool {
	for _, kind := range []string{"kind: CustomResourceDefinition\n", "kind: CustomResourceDefinition\r\n"} {
		if bytes.HasPrefix(document, []byte(kind)) || bytes.Contains(document, []byte("\n"+kind)) {
			return true
		}
	}
	return false
}

// extent is the part of a text that is one document.
type extent struct{ start, end int }

// documentsOf cuts a text at the lines that begin with three dashes.
func documentsOf(src []byte) func(yield func(extent) bool) {
	return func(yield func(extent) bool) {
		start := 0
		for at := 0; at < len(src); {
			end := bytes.IndexByte(src[at:], '\n')
			next := len(src)
			if end >= 0 {
				next = at + end + 1
			}
			if line := src[at:next]; bytes.HasPrefix(line, []byte("---")) && (len(line) == 3 || bytes.IndexByte([]byte(" \t\r\n"), line[3]) >= 0) {
				if at > start && !yield(extent{start, at}) {
					return
				}
				start = next
				if bytes.IndexByte(line, '#') < 0 && len(bytes.TrimSpace(line)) > 3 { // --- {a: b}
					start = at + 3
				}
			}
			at = next
		}
		if start < len(src) {
			yield(extent{start, len(src)})
		}
	}
}

// parse reads one document; nil for one that holds nothing. A panic of the YAML parser is an error like any other.
func parse(src []byte) (root *yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the YAML parser failed: %v", r)
		}
	}()
	if len(bytes.TrimSpace(src)) == 0 {
		return nil, nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	return doc.Content[0], nil
}

// object is one object of a cluster, as a manifest describes it.
type object struct {
	file      *source.File
	dir       string // absolute folder of its file
	parts     []string
	chart     *chart // nil outside of charts
	root      *node
	group     string // networking.k8s.io
	kind      string
	name      string
	namespace string // "" is whatever it is applied to
	lost      bool
	twin      bool         // another workload is called the same
	nth       int          // of the objects of its kind and name in its file, from 1
	later     func() *node // reads root, of a ConfigMap that nobody has asked for: see asked
}

// objectsOf gives the objects of a document: those of a List are objects of their own.
func objectsOf(d document, ch *chart, dir string) (all []*object) {
	parts := strings.Split(dir, string(filepath.Separator))
	if d.later != nil {
		return []*object{{parts: parts, file: d.file, dir: dir, chart: ch, kind: "ConfigMap", name: d.name, namespace: d.namespace, later: d.later}}
	}
	items := []*node{d.root}
	if kind := d.root.get("kind").str(); strings.HasSuffix(kind, "List") && d.root.get("items") != nil {
		items = d.root.get("items").each()
	}
	for _, n := range items {
		kind := n.get("kind").str()
		if kind == "" || n.get("apiVersion") == nil {
			continue
		}
		group, _, versioned := strings.Cut(n.get("apiVersion").str(), "/")
		if !versioned {
			group = ""
		}
		o := &object{lost: d.lost, parts: parts, file: d.file, dir: dir, chart: ch, root: n, group: group, kind: kind, name: n.get("metadata", "name").str()}
		if ns := n.get("metadata", "namespace"); ns != nil && ns.open == "" {
			o.namespace = ns.str()
		}
		all = append(all, o)
	}
	return all
}

// at is the place that stands for the object: its name, else the whole.
func (o *object) at() source.Span {
	if n := o.root.get("metadata", "name"); n != nil {
		return n.at
	}
	return o.root.at
}

// annotation gives one of its annotations, nil where it is not set.
func (o *object) annotation(name string) *node { return o.root.get("metadata", "annotations", name) }

// label gives the text of one of its labels.
func (o *object) label(name string) string { return o.root.get("metadata", "labels", name).str() }

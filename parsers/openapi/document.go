package openapi

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// mostOperations bounds what one document declares; the largest published ones have some thousand. Aliases could make millions of a small file.
const mostOperations = 20_000

// document is one OpenAPI document.
type document struct {
	*tree
	swagger    bool // version 2
	version    *yaml.Node
	operations []operation
}

// operation is one method of a path.
type operation struct {
	method, path string
	key          *yaml.Node   // the method's word
	levels       []*yaml.Node // the operation itself, its path item, the document: the nearest that says something counts
}

func (o operation) String() string { return o.method + " " + o.path }

// methods are the keys of a path item that are operations, by what people call them.
var methods = map[string]string{
	"get": "GET", "put": "PUT", "post": "POST", "delete": "DELETE", "options": "OPTIONS", "head": "HEAD", "patch": "PATCH", "trace": "TRACE",
	"query": "QUERY", "x-amazon-apigateway-any-method": "ANY",
}

// open reads a document. It is nil, with a reason, for a file that is none or that no gateway is configured by.
func open(f *source.File) (d *document, why string, fault *yamlspan.SyntaxError) {
	if !configuresGateway(f.Src) {
		return nil, "an OpenAPI document without x-google-backend, x-amazon-apigateway-integration or x-kong-: it configures no gateway that timeoutlint knows", nil
	}
	root, _, fault := yamlspan.Load(f)
	if fault != nil {
		return nil, "", fault
	}
	d = &document{tree: newTree(f, root)}
	top := d.mapping(root)
	for key, major := range map[string]string{"openapi": "3.", "swagger": "2."} {
		if v := d.field(root, key); v.Node != nil && v.Kind == yaml.ScalarNode && strings.HasPrefix(v.Value, major) {
			d.version, d.swagger = top.key(key), key == "swagger"
		}
	}
	if d.version == nil {
		return nil, "not an OpenAPI 3 or Swagger 2 document", nil
	}
	d.walk()
	return d, "", nil
}

// walk lists the operations.
func (d *document) walk() {
	paths := d.field(d.root, "paths").Node
	for _, p := range d.mapping(paths).entries {
		if strings.HasPrefix(p.key.Value, "x-") {
			continue
		}
		item := d.follow(p.value).Node
		for _, e := range d.mapping(item).entries {
			method, ok := methods[e.key.Value]
			if !ok {
				continue
			}
			if len(d.operations) == mostOperations {
				d.problem(chain.SyntaxProblem, e.key, fmt.Sprintf("the document has more than %d operations: the rest is not read", mostOperations), "split the document")
				return
			}
			levels := []*yaml.Node{d.follow(e.value).Node, item, d.root}
			d.operations = append(d.operations, operation{method: method, path: p.key.Value, key: e.key, levels: levels})
		}
	}
}

// extension is the value of a key at the nearest level that has it.
type extension struct {
	found
	key  *yaml.Node
	lost string // why its value is not known; "" for one that is
}

// nearest finds an extension of an operation, or another key that inner levels replace; key is nil where no level has it.
func (d *document) nearest(o operation, name string) extension {
	for _, level := range o.levels {
		if level == nil {
			continue
		}
		m := d.mapping(level)
		if v, ok := m.get(name); ok {
			return d.extension(m.key(name), v)
		}
	}
	return extension{}
}

func (d *document) extension(key, v *yaml.Node) extension {
	e := extension{found: d.follow(v), key: key}
	switch {
	case e.Node == nil:
		e.lost = "the reference leads nowhere"
		d.problem(chain.SyntaxProblem, key, fmt.Sprintf("%s: %s in this document", source.Clip(key.Value), e.lost), "")
	case e.Kind == yaml.ScalarNode && templated().MatchString(e.Value):
		e.lost = "filled in later"
	case e.Kind == yaml.MappingNode && d.mapping(e.Node).has("$ref"):
		e.lost = "in another file, which is not read"
	case strings.HasPrefix(key.Value, "x-") && e.Kind != yaml.MappingNode:
		e.lost = "it is no mapping"
		d.problem(chain.SyntaxProblem, key, fmt.Sprintf("%s takes a mapping, not %s", source.Clip(key.Value), kindOf(e.Node)), "")
	}
	return e
}

// kindOf says what a value is, for a message.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	default:
		return fmt.Sprintf("%q", source.Clip(n.Value))
	}
}

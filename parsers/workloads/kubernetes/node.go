package kubernetes

import (
	"bytes"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// node is a value of a manifest with its place. Aliases and merge keys are followed.
type node struct {
	text  string // of a scalar: expressions of a template are what the chart's values say, else themselves
	open  string // why the text is not what the cluster gets; "" if it is
	by    []chain.Step
	at    source.Span
	when  chain.Guard // the branch of a template that it stands in
	pairs []pair
	items []*node
	list  bool
	bare  bool // a scalar without text: null
}

type pair struct {
	key   string
	at    source.Span
	value *node
}

// get gives the value of a key below a path of keys; a node that is not there is nil, and everything can be asked of it.
func (n *node) get(path ...string) *node {
	for _, key := range path {
		if n == nil {
			return nil
		}
		at := slices.IndexFunc(n.pairs, func(p pair) bool { return p.key == key })
		if at < 0 {
			return nil
		}
		n = n.pairs[at].value
	}
	return n
}

// all gives the values of a key that stands in several branches of a template.
func (n *node) all(key string) (found []*node) {
	if n != nil {
		for _, p := range n.pairs {
			if p.key == key {
				found = append(found, p.value)
			}
		}
	}
	return found
}

func (n *node) str() string {
	if n == nil || len(n.pairs) > 0 || n.list {
		return ""
	}
	return n.text
}

func (n *node) each() []*node {
	if n == nil {
		return nil
	}
	return n.items
}

func (n *node) place() source.Span {
	if n == nil {
		return source.Span{}
	}
	return n.at
}

// holed reports whether a template writes something into a mapping or list that is not known.
func (n *node) holed() bool {
	return n.get(hole) != nil || n != nil && slices.ContainsFunc(n.items, func(i *node) bool { return i.get(hole) != nil })
}

// steps are the places that lead to a value: where it is written, then where it is read.
func (n *node) steps() []chain.Step {
	if len(n.by) > 0 {
		return append(slices.Clone(n.by), chain.Step{Role: chain.ReadBy, At: n.at})
	}
	return []chain.Step{{Role: chain.Decides, At: n.at}}
}

// The bounds of what is read of one document: generated manifests have some thousand values.
const (
	mostNodes = 200_000
	deepest   = 64
)

// converter makes nodes of what the YAML parser gives.
type converter struct {
	file   *source.File
	text   plain
	base   int // offset of the document in the file
	begins int // that of its first word
	src    []byte
	lines  *yamlspan.Lines
	left   int
	within []*yaml.Node
	values *chart
}

func (c *converter) span(from, to int) source.Span {
	return source.Span{File: c.file.ID, Start: uint32(c.base + from), End: uint32(c.base + max(from, to))}
}

// convert makes a node; end is the first byte behind it. What lies beyond the bounds is a node without text.
func (c *converter) convert(y *yaml.Node, depth int) (n *node, end int) {
	from := yamlspan.SkipProperties(c.src, c.lines.Offset(y.Line, y.Column))
	c.left--
	if c.left < 0 || depth > deepest {
		return &node{at: c.span(from, from), open: "the document is too large or too deep", bare: true}, from
	}
	switch y.Kind {
	case yaml.AliasNode:
		end = from + 1 + len(y.Value)
		if y.Alias == nil || slices.Contains(c.within, y.Alias) {
			return &node{at: c.span(from, end), bare: true}, end
		}
		c.within = append(c.within, y.Alias)
		n, _ = c.convert(y.Alias, depth+1)
		c.within = c.within[:len(c.within)-1]
		return n, end
	case yaml.MappingNode:
		return c.mapping(y, from, depth)
	case yaml.SequenceNode:
		n, end = &node{list: true}, from
		for _, item := range y.Content {
			var v *node
			v, end = c.convert(item, depth+1)
			if v.list && item.Kind == yaml.MappingNode { // what a template writes among the items
				n.items = append(n.items, v.items...)
				continue
			}
			n.items = append(n.items, v)
		}
		n.at = c.span(from, end)
		return n, end
	case yaml.ScalarNode, yaml.DocumentNode:
	}
	return c.scalar(y, from)
}

func (c *converter) scalar(y *yaml.Node, from int) (n *node, end int) {
	if y.ShortTag() == "!!null" && y.Value == "" {
		return &node{at: c.span(from, from), bare: true, when: c.branch(from)}, from
	}
	end = yamlspan.ScalarEnd(c.lines, y, from)
	if y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		end = c.extended(from, end)
	}
	n = &node{text: y.Value, at: c.span(from, end), when: c.branch(from), bare: y.ShortTag() == "!!null"}
	raw := c.text.raw[c.base+from : min(c.base+end, len(c.text.raw))]
	switch {
	case bytes.Contains(raw, []byte("{{")), bytes.Contains(raw, []byte("{%")):
		c.resolve(n, y, string(raw))
	case strings.Contains(y.Value, "${"), strings.Contains(y.Value, "<%"):
		n.open = "a template replaces " + source.Clip(y.Value)
	}
	return n, end
}

// resolve gives a scalar that holds expressions its text: the values of those that are known, and the others as they stand.
func (c *converter) resolve(n *node, y *yaml.Node, raw string) {
	if y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		n.text, n.open = raw, "it holds expressions of a template"
		return
	}
	if len(raw) > 1 && (raw[0] == '"' || raw[0] == '\'') && raw[len(raw)-1] == raw[0] {
		raw = raw[1 : len(raw)-1]
	}
	n.text = expressions(raw, func(e string) string {
		if v, by, known := c.values.resolve(e); known {
			n.by = append(n.by, by...)
			return v
		}
		e = strings.Join(strings.Fields(e), " ")
		if n.open == "" {
			n.open = "a template gives it: {{ " + source.Clip(e) + " }}"
		}
		return "{{" + e + "}}"
	})
}

// with is what "." stands for at an offset of the file: that of the innermost with around it.
func (c *converter) with(at int) string {
	if b := c.text.branches.at(at); b != nil && b.dot != nil {
		return b.dot.condition
	}
	return ""
}

// branch is the guard of the innermost branch of a template around an offset that is not around the whole document.
func (c *converter) branch(at int) chain.Guard {
	b := c.text.branches.at(c.base + at)
	if b == nil || b.says == nil {
		return nil
	}
	b = b.says
	if b.from <= c.base && b.to >= c.base+len(c.src) || b.from <= c.begins {
		return nil // what is around it is around the whole as well
	}
	op := chain.Eq
	if b.not {
		op = chain.Ne
	}
	return chain.When(chain.Atom{Subject: "{{ if " + source.Clip(b.condition) + " }}", Op: op, Val: "true"})
}

func (c *converter) mapping(y *yaml.Node, from, depth int) (n *node, end int) {
	n, end = &node{}, from
	var merged []*node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, _ := c.convert(y.Content[i], depth+1)
		value, behind := c.convert(y.Content[i+1], depth+1)
		end = max(end, behind)
		switch {
		case y.Content[i].ShortTag() == "!!merge" && value.list:
			merged = append(merged, value.items...)
		case y.Content[i].ShortTag() == "!!merge":
			merged = append(merged, value)
		default:
			if key.text == hole {
				value.text = string(bytes.TrimSpace(c.lineAt(key.at)))
				if written := c.values.dump(value.text, c.with(int(key.at.Start))); written != nil {
					if written.list && len(y.Content) == 2 {
						return written, end
					}
					if !written.list {
						n.pairs = append(n.pairs, written.pairs...)
						continue
					}
				}
			}
			n.pairs = append(n.pairs, pair{key.text, key.at, value})
		}
	}
	if len(merged) > 0 {
		has := map[string]bool{}
		for _, p := range n.pairs {
			has[p.key] = true
		}
		for _, m := range merged {
			for _, p := range m.pairs {
				if !has[p.key] {
					has[p.key] = true
					n.pairs = append(n.pairs, p)
				}
			}
		}
	}
	n.at = c.span(from, end)
	return n, end
}

// lineAt is the line, as it stands, around a place.
func (c *converter) lineAt(at source.Span) []byte {
	from, to := lineOf(c.text.raw, int(at.Start), int(at.End))
	return c.text.raw[from:to]
}

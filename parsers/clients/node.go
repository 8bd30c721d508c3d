package clients

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// form is what a node is.
type form uint8

const (
	isNull form = iota // a key without a value
	isText             // a scalar of any type: its text counts, the key's shape says how it is read
	isList
	isMapping
)

var formText = [...]string{"nothing", "a single value", "a list", "a mapping"}

// node is a YAML value with its place in the file. Aliases and merge keys are followed; each use has nodes of its own.
type node struct {
	form  form
	text  string
	tag   string // of a scalar as YAML resolves it: !!str, !!int, ...
	at    source.Span
	alias source.Span // the *alias that led here, zero for none
	flow  bool        // a mapping in braces, on one line
	pairs []pair
	keys  map[string]source.Span // of the pairs
	items []*node
}

// pair is one key of a mapping.
type pair struct {
	key   string
	at    source.Span // of the key
	value *node
}

// get gives the value of a key, nil if it is not there.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	for _, p := range n.pairs {
		if p.key == key {
			return p.value
		}
	}
	return nil
}

// steps are the places that lead to a value: itself first, then the alias that stands for it.
func (n *node) steps(role chain.Role) []chain.Step {
	s := []chain.Step{{Role: role, At: n.at}}
	if !n.alias.IsZero() {
		s = append(s, chain.Step{Role: chain.ReadBy, At: n.alias, Note: "read through this alias"})
	}
	return s
}

// The bounds of what is followed in one file. Real files have some hundred nodes and a depth of six.
const (
	mostNodes = 100_000
	deepest   = 32
)

// converter makes nodes of what the YAML parser gives.
type converter struct {
	file   *source.File
	lines  *yamlspan.Lines
	left   int           // nodes of the file that may still be made
	copies int           // the same of nodes that aliases stand for
	told   bool          // that there are too many of them
	within []*yaml.Node  // aliased values that are being followed
	report func(problem) // each fault once
}

// problem is a fault with its place.
type problem = chain.Problem

func (c *converter) span(from, to int) source.Span {
	return source.Span{File: c.file.ID, Start: uint32(from), End: uint32(max(from, to))}
}

// convert makes a node; end is the first byte behind it. The node is nil where a bound is exceeded, and then the fault is reported.
func (c *converter) convert(y *yaml.Node, depth int) (n *node, end int) {
	from := yamlspan.SkipProperties(c.file.Src, c.lines.Offset(y.Line, y.Column))
	switch {
	case !c.affordable(from):
		return nil, from
	case depth > deepest:
		c.fault(c.span(from, from), fmt.Sprintf("this is nested more than %d levels deep and is not read", deepest))
		return nil, from
	}
	switch y.Kind {
	case yaml.AliasNode:
		return c.follow(y, from, depth)
	case yaml.MappingNode:
		return c.mapping(y, from, depth)
	case yaml.SequenceNode:
		return c.list(y, from, depth)
	case yaml.ScalarNode, yaml.DocumentNode:
	}
	if y.ShortTag() == "!!null" && y.Value == "" {
		return &node{form: isNull, at: c.span(from, from)}, from
	}
	end = yamlspan.ScalarEnd(c.lines, y, from)
	n = &node{form: isText, text: strings.TrimRight(y.Value, "\n"), tag: y.ShortTag(), at: c.span(from, end)}
	if n.tag == "!!null" {
		n.form = isNull
	}
	return n, end
}

// affordable counts a node, and reports the first that is too many.
func (c *converter) affordable(at int) bool {
	left := &c.left
	if len(c.within) > 0 {
		left = &c.copies
	}
	*left--
	if *left == -1 && left == &c.left {
		c.fault(c.span(at, at), fmt.Sprintf("the file has more than %d values: the rest is not read", mostNodes))
	}
	return *left >= 0
}

func (c *converter) fault(at source.Span, msg string) {
	c.report(problem{Kind: chain.ReferenceProblem, At: at, Msg: msg})
}

// follow makes a copy of what an alias stands for. A value that holds an alias of itself is refused.
func (c *converter) follow(y *yaml.Node, from, depth int) (n *node, end int) {
	end = from + 1 + len(y.Value)
	at := c.span(from, end)
	if y.Alias == nil || slices.Contains(c.within, y.Alias) {
		c.fault(at, fmt.Sprintf("the alias *%s stands for a value that holds it", source.Clip(y.Value)))
		return nil, end
	}
	if c.copies < 0 {
		return nil, end
	}
	c.within = append(c.within, y.Alias)
	n, _ = c.convert(y.Alias, depth+1)
	c.within = c.within[:len(c.within)-1]
	if c.copies < 0 && len(c.within) == 0 && !c.told {
		c.told = true
		c.fault(at, fmt.Sprintf("aliases stand for more than %d values in this file: this one is not followed", mostNodes))
	}
	if c.copies < 0 {
		return nil, end
	}
	if n != nil {
		n.alias = at
	}
	return n, end
}

func (c *converter) list(y *yaml.Node, from, depth int) (n *node, end int) {
	n, end = &node{form: isList}, from
	for _, item := range y.Content {
		var v *node
		if v, end = c.convert(item, depth+1); v != nil {
			n.items = append(n.items, v)
		}
	}
	if y.Style&yaml.FlowStyle != 0 {
		end = yamlspan.FlowEnd(c.file.Src, max(end, from+1), ']')
	}
	n.at = c.span(from, end)
	return n, end
}

func (c *converter) mapping(y *yaml.Node, from, depth int) (n *node, end int) {
	n, end = &node{form: isMapping, flow: y.Style&yaml.FlowStyle != 0}, from
	var merged []*node
	for i := 0; i+1 < len(y.Content); i += 2 {
		var key, value *node
		if key, end = c.convert(y.Content[i], depth+1); key == nil {
			continue
		}
		var behind int
		if value, behind = c.convert(y.Content[i+1], depth+1); value == nil {
			continue
		}
		end = max(end, behind)
		if key.tag == "!!merge" {
			merged = append(merged, value)
			continue
		}
		c.add(n, key, value)
	}
	if n.flow {
		end = yamlspan.FlowEnd(c.file.Src, max(end, from+1), '}')
	}
	n.at = c.span(from, end)
	for _, m := range merged {
		c.merge(n, m)
	}
	return n, end
}

// add enters a key. The first of two equal ones counts.
func (c *converter) add(n *node, key, value *node) {
	if key.form != isText {
		c.fault(key.at, "a key must be a single word, not "+formText[key.form])
		return
	}
	if first, twice := n.keys[key.text]; twice {
		c.report(problem{
			Kind: chain.ReferenceProblem, At: key.at, Msg: fmt.Sprintf("the key %q stands here twice: remove one, the first counts", source.Clip(key.text)),
			Also: []chain.Step{{Role: chain.Overrides, At: first, Note: "the first"}},
		})
		return
	}
	n.put(pair{key: key.text, at: key.at, value: value})
}

func (n *node) put(p pair) {
	if n.keys == nil {
		n.keys = map[string]source.Span{}
	}
	n.keys[p.key] = p.at
	n.pairs = append(n.pairs, p)
}

// merge adds the keys of << that the mapping does not have itself; of several mappings the first counts.
func (c *converter) merge(n, from *node) {
	switch from.form {
	case isMapping:
		for _, p := range from.pairs {
			if _, own := n.keys[p.key]; !own {
				n.put(p)
			}
		}
	case isList:
		for _, item := range from.items {
			if item.form != isMapping {
				c.fault(item.at, "<< takes mappings")
				continue
			}
			c.merge(n, item)
		}
	case isNull, isText:
		c.fault(from.at, "<< takes a mapping, mostly an alias of one")
	}
}

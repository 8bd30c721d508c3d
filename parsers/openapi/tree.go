package openapi

import (
	"fmt"
	"net/url"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// The bounds of what is followed in one document. What gateways configure has some hundred operations.
const (
	mostRefs    = 8       // aliases and references in a row
	mostMerged  = 100_000 // keys that << brings in, in all
	deepestJoin = 16      // mappings that are merged into each other
)

// tree is the YAML of one file. Its nodes are looked at where they are asked for, so that nothing that aliases stand for is ever copied.
type tree struct {
	file     *source.File
	root     *yaml.Node
	lines    *yamlspan.Lines
	mappings map[*yaml.Node]*mapping
	merged   int // keys brought in by << so far
	problems []chain.Problem
	told     map[told]bool
}

// told is a place where something was said.
type told struct {
	at  source.Span
	msg string
}

// mapping is a YAML mapping with its keys in order and by name. Of two equal ones the first counts.
type mapping struct {
	entries []entry
	index   map[string]int
}

// entry is a key with its value, neither of them followed.
type entry struct{ key, value *yaml.Node }

func newTree(f *source.File, root *yaml.Node) *tree {
	return &tree{file: f, root: root, lines: yamlspan.NewLines(f.Src), mappings: map[*yaml.Node]*mapping{}, told: map[told]bool{}}
}

// at is the place of a scalar, or of the beginning of anything else.
func (t *tree) at(n *yaml.Node) source.Span {
	if n == nil {
		return source.Span{}
	}
	from := min(yamlspan.SkipProperties(t.file.Src, t.lines.Offset(n.Line, n.Column)), len(t.file.Src))
	end := from
	if n.Kind == yaml.AliasNode {
		end = min(from+1+len(n.Value), len(t.file.Src))
	} else if n.Kind == yaml.ScalarNode && (n.ShortTag() != "!!null" || n.Value != "") {
		end = yamlspan.ScalarEnd(t.lines, n, from)
	}
	return source.Span{File: t.file.ID, Start: uint32(from), End: uint32(max(from, end))}
}

// problem reports a fault, each once.
func (t *tree) problem(kind chain.ProblemKind, at *yaml.Node, msg, help string) {
	p := chain.Problem{Kind: kind, At: t.at(at), Msg: msg, Help: help}
	if key := (told{p.At, msg}); !t.told[key] {
		t.told[key] = true
		t.problems = append(t.problems, p)
	}
}

// found is a value with the aliases and references that led to it.
type found struct {
	*yaml.Node
	by []chain.Step
}

// follow goes along aliases and references to other places of the document, to the value that counts; the node is nil where there is none.
func (t *tree) follow(n *yaml.Node) (f found) {
	f.Node = n
	for range mostRefs {
		if f.Node == nil {
			return f
		}
		if at := f.Node; at.Kind == yaml.AliasNode {
			f.by = append(f.by, chain.Step{Role: chain.ReadBy, At: t.at(at), Note: "read through this alias"})
			f.Node = at.Alias
			continue
		}
		r, ok := t.mapping(f.Node).get("$ref")
		if !ok || !strings.HasPrefix(r.Value, "#/") {
			return f
		}
		f.by = append(f.by, chain.Step{Role: chain.ReadBy, At: t.at(r), Note: "read through this reference"})
		f.Node = t.pointed(r.Value)
	}
	return found{}
}

// pointed gives what a reference such as #/components/x-kong/orders names.
func (t *tree) pointed(ref string) *yaml.Node {
	n := t.root
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		if plain, err := url.PathUnescape(part); err == nil {
			part = plain
		}
		part = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		for range mostRefs {
			if n == nil || n.Kind != yaml.AliasNode {
				break
			}
			n = n.Alias
		}
		if n == nil || n.Kind != yaml.MappingNode {
			return nil
		}
		n, _ = t.mapping(n).get(part)
	}
	return n
}

// field gives the value of a key, followed; the node is nil where there is none.
func (t *tree) field(n *yaml.Node, key string) found {
	if n == nil || n.Kind != yaml.MappingNode {
		return found{}
	}
	v, _ := t.mapping(n).get(key)
	return t.follow(v)
}

func (m *mapping) get(key string) (*yaml.Node, bool) {
	i, ok := m.index[key]
	if !ok {
		return nil, false
	}
	return m.entries[i].value, true
}

// key gives the word itself, nil for none.
func (m *mapping) key(key string) *yaml.Node {
	if i, ok := m.index[key]; ok {
		return m.entries[i].key
	}
	return nil
}

// mapping indexes a mapping once.
func (t *tree) mapping(n *yaml.Node) *mapping { return t.mappingAt(n, 0) }

func (t *tree) mappingAt(n *yaml.Node, depth int) *mapping {
	if n == nil || n.Kind != yaml.MappingNode {
		return &mapping{}
	}
	if m := t.mappings[n]; m != nil {
		return m
	}
	m := &mapping{index: make(map[string]int, len(n.Content)/2)}
	t.mappings[n] = m // before merging: a mapping that merges itself finds what it has so far
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.AliasNode && key.Alias != nil {
			key = key.Alias
		}
		switch {
		case key.Kind != yaml.ScalarNode:
		case key.ShortTag() == "!!merge":
			merged = append(merged, value)
		case m.has(key.Value):
			t.problem(chain.SyntaxProblem, key, fmt.Sprintf("the key %q stands here twice: remove one", source.Clip(key.Value)), "")
		default:
			m.add(entry{key, value})
		}
	}
	for _, v := range merged {
		t.merge(m, v, depth)
	}
	return m
}

func (m *mapping) has(key string) bool { _, ok := m.index[key]; return ok }

func (m *mapping) add(e entry) {
	m.index[e.key.Value] = len(m.entries)
	m.entries = append(m.entries, e)
}

// merge adds the keys of << that a mapping does not have itself.
func (t *tree) merge(m *mapping, v *yaml.Node, depth int) {
	if v.Kind == yaml.AliasNode && v.Alias != nil {
		v = v.Alias
	}
	if depth >= deepestJoin {
		return
	}
	if v.Kind == yaml.SequenceNode {
		for _, item := range v.Content {
			t.merge(m, item, depth+1)
		}
		return
	}
	for _, e := range t.mappingAt(v, depth+1).entries {
		if m.has(e.key.Value) {
			continue
		}
		if t.merged++; t.merged > mostMerged {
			return
		}
		m.add(e)
	}
}

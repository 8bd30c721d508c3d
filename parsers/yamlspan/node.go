package yamlspan

import (
	"slices"
	"sort"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Node is a value in a document with its place. Aliases are followed, and what << merges is there as if it were written. The zero Node is a value that is
// not there: all its methods can be called, so that a path of keys needs no question at each step.
type Node struct {
	y  *yaml.Node
	t  *tree
	by []source.Span // the aliases that led here, the last one first
}

// Pair is a key of a mapping and its value.
type Pair struct {
	Key   string
	At    source.Span // of the key
	Value Node
}

// tree is what the nodes of one file share.
type tree struct {
	file     *source.File
	lines    *Lines
	holes    []hole
	mappings map[*yaml.Node][]entry
	merged   int // keys and mappings that << brought in so far
}

type entry struct {
	key   *yaml.Node
	value *yaml.Node
	by    []source.Span // the aliases of the << that brought it in
}

// The bounds of what is followed in one file.
const (
	mostAliases = 8       // aliases of aliases
	mostMerged  = 100_000 // keys and mappings that << brings in
	deepestJoin = 16      // mappings that merge each other
)

func newTree(f *source.File, text []byte, holes []hole) *tree {
	return &tree{file: f, lines: NewLines(text), holes: holes, mappings: map[*yaml.Node][]entry{}}
}

// node follows aliases.
func (t *tree) node(y *yaml.Node, by []source.Span) Node {
	for range mostAliases {
		if y == nil || y.Kind != yaml.AliasNode {
			break
		}
		by = append([]source.Span{t.at(y)}, by...)
		y = y.Alias
	}
	if y == nil || y.Kind == yaml.AliasNode {
		return Node{}
	}
	return Node{y, t, by}
}

// at is the place of a scalar or an alias, or the beginning of anything else.
func (t *tree) at(y *yaml.Node) source.Span {
	src := t.lines.src
	from := min(SkipProperties(src, t.lines.Offset(y.Line, y.Column)), len(src))
	end := from
	switch {
	case y.Kind == yaml.AliasNode:
		end = min(from+1+len(y.Value), len(src))
	case y.Kind == yaml.ScalarNode && (y.ShortTag() != "!!null" || y.Value != ""):
		end = ScalarEnd(t.lines, y, from)
	}
	return source.Span{File: t.file.ID, Start: uint32(from), End: uint32(max(from, end))}
}

// entries are the keys of a mapping in order, then those that << brings in. Of two equal ones the last counts, as most readers of YAML have it.
func (t *tree) entries(y *yaml.Node, depth int) []entry {
	if y == nil || y.Kind != yaml.MappingNode || depth > deepestJoin {
		return nil
	}
	if all, ok := t.mappings[y]; ok {
		return all
	}
	t.mappings[y] = nil // a mapping that merges itself finds nothing
	var all, merged []entry
	index := map[string]int{}
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Kind == yaml.AliasNode && key.Alias != nil {
			key = key.Alias
		}
		switch at, twice := index[key.Value]; {
		case key.Kind != yaml.ScalarNode:
		case key.ShortTag() == "!!merge":
			merged = append(merged, t.sources(value, nil, depth)...)
		case twice:
			all[at] = entry{key, value, nil}
		default:
			index[key.Value] = len(all)
			all = append(all, entry{key, value, nil})
		}
	}
	for _, e := range merged {
		if _, own := index[e.key.Value]; own {
			continue
		}
		index[e.key.Value] = len(all)
		all = append(all, e)
	}
	t.mappings[y] = all
	return all
}

// sources are the keys of what << names: a mapping, or a list of them of which the first counts.
func (t *tree) sources(y *yaml.Node, by []source.Span, depth int) (all []entry) {
	n := t.node(y, by)
	if t.merged++; t.merged > mostMerged || depth > deepestJoin {
		return nil
	}
	if n.IsList() {
		for _, item := range n.y.Content {
			all = append(all, t.sources(item, n.by, depth+1)...)
		}
		return all
	}
	for _, e := range t.entries(n.y, depth+1) {
		if t.merged++; t.merged > mostMerged {
			break
		}
		e.by = append(slices.Clone(n.by), e.by...)
		all = append(all, e)
	}
	return all
}

// IsZero reports whether there is no such value.
func (n Node) IsZero() bool { return n.y == nil }

// IsMapping reports whether the value is a mapping.
func (n Node) IsMapping() bool { return n.y != nil && n.y.Kind == yaml.MappingNode }

// IsList reports whether the value is a list.
func (n Node) IsList() bool { return n.y != nil && n.y.Kind == yaml.SequenceNode }

// IsScalar reports whether the value is a single one: a text, a number, null.
func (n Node) IsScalar() bool { return n.y != nil && n.y.Kind == yaml.ScalarNode }

// IsNull reports whether the value is null, or left empty.
func (n Node) IsNull() bool { return n.IsScalar() && n.y.ShortTag() == "!!null" }

// Tag is the tag of a value, as written or as YAML takes it: !!str, !reset.
func (n Node) Tag() string {
	if n.y == nil {
		return ""
	}
	return n.y.ShortTag()
}

// Text is a single value as YAML reads it, "" for all else. Of one that holds a template's expression the text is not known: see Hole.
func (n Node) Text() string {
	if !n.IsScalar() || n.IsNull() {
		return ""
	}
	if _, open := n.Hole(); open {
		return ""
	}
	return n.y.Value
}

// Get gives the value of a key.
func (n Node) Get(keys ...string) Node {
	for _, key := range keys {
		n = n.get(key)
	}
	return n
}

func (n Node) get(key string) Node {
	if n.IsMapping() {
		for _, e := range n.t.entries(n.y, 0) {
			if e.key.Value == key {
				return n.t.node(e.value, append(slices.Clone(e.by), n.by...))
			}
		}
	}
	return Node{}
}

// Pairs are the keys of a mapping with their values, in order.
func (n Node) Pairs() (all []Pair) {
	if !n.IsMapping() {
		return nil
	}
	for _, e := range n.t.entries(n.y, 0) {
		all = append(all, Pair{e.key.Value, n.t.at(e.key), n.t.node(e.value, append(slices.Clone(e.by), n.by...))})
	}
	return all
}

// Len is how many keys a mapping has, or values a list.
func (n Node) Len() int {
	switch {
	case n.IsMapping():
		return len(n.t.entries(n.y, 0))
	case n.IsList():
		return len(n.y.Content)
	}
	return 0
}

// Items are the values of a list.
func (n Node) Items() (all []Node) {
	if !n.IsList() {
		return nil
	}
	for _, y := range n.y.Content {
		all = append(all, n.t.node(y, n.by))
	}
	return all
}

// At is the place of a single value with its quotes; of a mapping or a list it is where it begins.
func (n Node) At() source.Span {
	if n.y == nil {
		return source.Span{}
	}
	return n.t.at(n.y)
}

// Steps are the places that lead to a value: its own, then the aliases that stand for it.
func (n Node) Steps(role chain.Role) []chain.Step {
	if n.y == nil {
		return nil
	}
	steps := []chain.Step{{Role: role, At: n.At()}}
	for _, at := range n.by {
		steps = append(steps, chain.Step{Role: chain.ReadBy, At: at, Note: "read through this alias"})
	}
	return steps
}

// Hole is the first template's expression that a value holds, as written: {{ .Values.port }}. ok is false for one that holds none.
func (n Node) Hole() (expression string, ok bool) {
	if !n.IsScalar() || len(n.t.holes) == 0 {
		return "", false
	}
	at, all := n.At(), n.t.holes
	i := sort.Search(len(all), func(i int) bool { return all[i].to > int(at.Start) })
	if i == len(all) || all[i].from >= int(at.End) {
		return "", false
	}
	return string(n.t.file.Src[all[i].from:all[i].to]), true
}

// File is the file that the value stands in.
func (n Node) File() *source.File {
	if n.t == nil {
		return nil
	}
	return n.t.file
}

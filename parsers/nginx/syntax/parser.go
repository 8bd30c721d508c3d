package syntax

import (
	"bytes"
	"slices"
)

// Options changes how a file is parsed. The zero value is plain nginx syntax.
type Options struct {
	// Template tolerates the tags of Jinja, Go templates, ERB, EPP, Mustache,
	// envsubst and Terraform templates: an expression is an opaque part of a
	// word, a control tag is a token of its own that the structure ignores.
	Template bool
	// From is the offset at which the configuration begins: what stands before it is another text, of which nothing is read.
	// The lines of errors count from there.
	From int
	// MaxErrors is the number of errors to keep, 20 if it is 0.
	MaxErrors int
	// Handler says what stands in the block of the directive name. Nil means
	// BuiltIn. NoBody is taken as Directives.
	Handler func(name []byte) Body
}

// BuiltIn knows the blocks of nginx and OpenResty that do not hold directives:
// types, map, geo, split_clients and charset_map hold data, and what ends in
// _by_lua_block holds Lua code (facts: nginx's own configuration handlers, and
// the handler of lua-nginx-module).
func BuiltIn(name []byte) Body {
	switch string(name) {
	case "types", "map", "geo", "split_clients", "charset_map":
		return Data
	}
	if bytes.HasSuffix(name, []byte("_by_lua_block")) {
		return Lua
	}
	return Directives
}

// Parser parses one file after the other into one arena. The zero value is
// ready for use. It is not safe for concurrent use: take one for each worker.
type Parser struct {
	tree Tree
	opt  Options
	src  []byte
	stop uint8 // classes of bytes at which to look within an unquoted word

	// The directive that is being read: its first token, and its words so far.
	first uint32
	words uint32

	blocks []block // open blocks, innermost last
	ended  bool    // an error about the end of the text was reported
	stray  uint32  // first token of the last row that holds a stray brace
	tags   tags
}

// block is an open block: its node, and the token of its opening brace.
type block struct{ node, open uint32 }

// Parse parses src with an arena of its own.
func Parse(src []byte, o Options) *Tree { return new(Parser).Parse(src, o) }

// Parse parses src. It always returns a tree: what is wrong stands in Errors,
// and everything else of the file can be used. The tree is valid until the
// next Parse. A text of 256 MiB or more is refused with one error and no
// tokens.
func (p *Parser) Parse(src []byte, o Options) *Tree {
	p.reset(src, o)
	if len(src) > maxBytes {
		p.tree.Errors = []Error{{Line: 1, Msg: "file is too large, the limit is 256 MiB", Kind: TooLarge}}
		return &p.tree
	}
	p.presize()
	p.scan()
	p.finish()
	return &p.tree
}

func (p *Parser) reset(src []byte, o Options) {
	if o.MaxErrors <= 0 {
		o.MaxErrors = 20
	}
	if o.Handler == nil {
		o.Handler = BuiltIn
	}
	o.From = min(max(o.From, 0), len(src))
	t := p.tree
	*p = Parser{opt: o, src: src, blocks: p.blocks[:0], tags: tags{open: p.tags.open[:0], finder: finder{src: src}}}
	p.stop = stop
	if o.Template {
		p.stop |= tagStart
	}
	p.tree = Tree{
		Src: src, tokens: t.tokens[:0], nodes: t.nodes[:0], regions: t.regions[:0], lines: t.lines[:0],
	}
}

// presize makes room for what the punctuation promises, so that the slices
// need not be copied while they grow: a node for each ; and {, and fifteen
// tokens for four of them, which is a little more than ordinary files have.
// Texts that are denser than ordinary ones have to prove it first.
func (p *Parser) presize() {
	src := p.src[p.opt.From:]
	nodes := bytes.Count(src, []byte{';'}) + bytes.Count(src, []byte{'{'}) + 1
	tokens := min(nodes*15/4, len(src)/8+16)
	nodes = min(nodes, len(src)/24+16)
	p.tree.nodes = slices.Grow(p.tree.nodes, nodes)
	p.tree.tokens = slices.Grow(p.tree.tokens, tokens)
}

// push appends a token.
func (p *Parser) push(k Kind, start, end int) {
	t := &p.tree
	if len(t.tokens) == cap(t.tokens) {
		p.grow(start)
	}
	t.tokens = append(t.tokens, token{start: uint32(start), pack: uint32(end-start)<<kindBits | uint32(k)})
}

// grow makes room for as many tokens as the rest of the text should need,
// judged by the part that was read.
func (p *Parser) grow(at int) {
	have := len(p.tree.tokens)
	more := have/8 + 64
	if read := at - p.opt.From; read > 0 {
		rest := uint64(len(p.src) - at)
		more = max(more, int(uint64(have)*rest/uint64(read)*17/16))
	}
	// No text holds more tokens than bytes.
	p.tree.tokens = slices.Grow(p.tree.tokens, min(more, len(p.src)-p.opt.From-have))
}

// keepFar notes where the words of a directive are, so that going through them does not cost the square of their number.
func (t *Tree) keepFar(first, words uint32) {
	at := make([]uint32, 0, words)
	for i, k := range t.tokens[first:] {
		if k.isWord() {
			at = append(at, first+uint32(i))
		}
	}
	if t.far == nil {
		t.far = map[uint32][]uint32{}
	}
	t.far[first] = at
}

// endDirective appends the node of the words read so far.
func (p *Parser) endDirective(body Body, flags uint32) {
	t := &p.tree
	n := node{first: p.first, pack: p.words<<wordShift | flags | uint32(body)}
	if uint32(len(t.tokens))-p.first != p.words {
		n.pack |= gapped
		if p.words >= farWords {
			t.keepFar(p.first, p.words)
		}
	}
	n.end = uint32(len(t.nodes)) + 1
	t.nodes = append(t.nodes, n)
	p.words = 0
}

package syntax

// Body says what stands in a directive's block.
type Body uint8

// The bodies. A directive that ends with ; has none.
const (
	NoBody     Body = iota
	Directives      // ordinary directives
	Data            // rows of words, each ended by ;, as in map and types
	Lua             // Lua code, one token, no directives
)

// String names the body in lower case.
func (b Body) String() string {
	return [...]string{"none", "directives", "data", "lua"}[b]
}

// Directive is a small handle on a directive, or on a row of a data block.
// The zero value is no directive; its methods must not be called.
type Directive struct {
	t       *Tree
	n, stop int32
}

func (d Directive) node() node { return d.t.nodes[d.n] }

// NumArgs returns the number of words behind the name.
func (d Directive) NumArgs() int { return d.node().words() - 1 }

// NameBytes returns the decoded name. It points into the source unless there
// was an escape to decode, and must not be changed.
func (d Directive) NameBytes() []byte { return d.t.value(d.t.tokens[d.node().first]) }

// Name returns the decoded name: `"listen" 80;` has the name listen.
func (d Directive) Name() string { return string(d.NameBytes()) }

// NameSpan returns the name's range of offsets, quotes included.
func (d Directive) NameSpan() (start, end uint32) {
	k := d.t.tokens[d.node().first]
	return k.start, k.end()
}

// ArgBytes returns argument i, from 0, decoded as nginx does: quotes removed,
// \" \' \\ \t \r \n replaced, every other backslash kept. It points into the
// source unless there was an escape to decode, and must not be changed.
func (d Directive) ArgBytes(i int) []byte { return d.t.value(d.word(i + 1)) }

// Arg is ArgBytes as a string.
func (d Directive) Arg(i int) string { return string(d.ArgBytes(i)) }

// ArgSpan returns argument i's range of offsets, quotes included.
func (d Directive) ArgSpan(i int) (start, end uint32) {
	k := d.word(i + 1)
	return k.start, k.end()
}

// Quoted reports whether argument i is written in quotes.
func (d Directive) Quoted(i int) bool { return d.word(i+1).kind() != Word }

// word returns the token of word i, the name being word 0.
func (d Directive) word(i int) token {
	n := d.node()
	if uint(i) >= uint(n.words()) {
		panic("syntax: a directive has no such argument")
	}
	if n.pack&gapped == 0 {
		return d.t.tokens[n.first+uint32(i)]
	}
	if n.words() >= farWords {
		return d.t.tokens[d.t.far[n.first][i]]
	}
	at := n.first
	for {
		k := d.t.tokens[at]
		if k.isWord() {
			if i == 0 {
				return k
			}
			i--
		}
		at++
	}
}

// term returns the index of the token that ends the words, the ; or {. For a
// directive that was never ended it is the index of its last word, and ok is
// false.
func (d Directive) term() (at uint32, ok bool) {
	n := d.node()
	at = n.first + uint32(n.words()) - 1
	switch {
	case n.pack&gapped == 0:
	case n.words() >= farWords:
		far := d.t.far[n.first]
		at = far[len(far)-1]
	default:
		at = n.first
		for left := n.words() - 1; left > 0; {
			at++
			if d.t.tokens[at].isWord() {
				left--
			}
		}
	}
	if n.pack&unended != 0 {
		return at, false
	}
	for {
		at++
		if k := d.t.tokens[at].kind(); k == Semicolon || k == Open {
			return at, true
		}
	}
}

// Terminated reports whether a ; or { follows the words. nginx refuses what is
// not terminated; such a directive is kept so that the rest can be judged.
func (d Directive) Terminated() bool { return d.node().pack&unended == 0 }

// TermSpan returns the range of the ; or { behind the words. If it is missing
// the range is empty and lies behind the last word.
func (d Directive) TermSpan() (start, end uint32) {
	at, ok := d.term()
	k := d.t.tokens[at]
	if !ok {
		return k.end(), k.end()
	}
	return k.start, k.end()
}

// Line returns the line, from 1, of the ; or {, which is where nginx reports
// what it does not like about a directive.
func (d Directive) Line() int {
	start, _ := d.TermSpan()
	return d.t.LineOf(start)
}

// Kind says what stands in the block: NoBody if the directive has none.
func (d Directive) Kind() Body { return d.node().body() }

// HasBlock reports whether the directive opens a block.
func (d Directive) HasBlock() bool { return d.Kind() != NoBody }

// CloseOffset returns the offset of the } that closes the block, or that of
// the end of the text if it is missing. A data block that ends where the next
// block begins has the offset of that block. Without a block it is the offset
// behind the directive.
func (d Directive) CloseOffset() uint32 {
	off, _ := d.closing()
	return off
}

func (d Directive) closing() (off, end uint32) {
	if !d.HasBlock() {
		_, end = d.TermSpan()
		return end, end
	}
	at, _ := d.term()
	by := d.t.tokens[at].payload()
	if by == 0 {
		off = uint32(len(d.t.Src))
		return off, off
	}
	k := d.t.tokens[by]
	if k.kind() != Close {
		return k.start, k.start
	}
	return k.start, k.end()
}

// BodySpan returns the range between the braces, and an empty range behind the
// directive if it has no block.
func (d Directive) BodySpan() (start, end uint32) {
	_, start = d.TermSpan()
	return start, d.CloseOffset()
}

// Span returns the range from the name to the ; or } inclusive.
func (d Directive) Span() (start, end uint32) {
	_, end = d.closing()
	return d.t.tokens[d.node().first].start, end
}

// Next returns the next directive of the same block.
func (d Directive) Next() (Directive, bool) {
	return named(d.t, int32(d.t.nodes[d.n].end), d.stop)
}

// FirstChild returns the first directive, or data row, of the block.
func (d Directive) FirstChild() (Directive, bool) {
	return named(d.t, d.n+1, int32(d.t.nodes[d.n].end))
}

// Children yields the directives, or the data rows, of the block.
func (d Directive) Children() Seq { return siblings(d.FirstChild()) }

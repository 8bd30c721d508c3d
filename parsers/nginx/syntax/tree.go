package syntax

import (
	"bytes"
	"iter"
	"unsafe"
)

// Tree is one parsed file. It points into Src and into the arena of the Parser
// that made it: it is valid until the next Parse of that Parser, and Src must
// not change meanwhile. Reading it from several goroutines at once is not
// allowed, because the line index is built on first use.
type Tree struct {
	Src     []byte
	Errors  []Error // in the order in which they were met, at most Options.MaxErrors
	Dropped int     // errors beyond that limit

	tokens  []token
	nodes   []node
	regions []region
	lines   []uint32
	far     map[uint32][]uint32 // of long gapped directives: by the first token, the tokens of all words
}

// farWords is the number of words from which on those of a gapped directive are looked up, not counted off.
const farWords = 64

// node is a directive in pre-order: its first token, its words and what
// follows them, and the index of the first node behind its subtree.
type node struct {
	first uint32
	pack  uint32
	end   uint32
}

// The packed form of a node: what follows the words (two bits, see Body), three
// flags, and the number of words.
const (
	bodyMask = 3
	// gapped: comments or tags stand between the words, so that the words'
	// tokens do not follow each other directly.
	gapped = 1 << 2
	// unended: neither ; nor { follows the words.
	unended = 1 << 3
	// opaque: an expression of a template, see Directive.Opaque.
	opaque    = 1 << 4
	wordShift = 5
)

func (n node) words() int { return int(n.pack >> wordShift) }
func (n node) body() Body { return Body(n.pack & bodyMask) }

// NumTokens returns the number of tokens.
func (t *Tree) NumTokens() int { return len(t.tokens) }

// Token returns token i, which must be below NumTokens.
func (t *Tree) Token(i int) Token {
	k := t.tokens[i]
	return Token{Kind: k.kind(), Start: k.start, End: k.end()}
}

// Tokens yields all tokens in the order of the file. They do not overlap, and
// between them are only blanks (space, tab, CR, LF).
func (t *Tree) Tokens() iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for i := range t.tokens {
			if !yield(t.Token(i)) {
				return
			}
		}
	}
}

// Comments yields the comment tokens, from # to the end of the line without
// its line ending.
func (t *Tree) Comments() iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for i, k := range t.tokens {
			if k.kind() == Comment && !yield(t.Token(i)) {
				return
			}
		}
	}
}

// AppendText appends the text that the tokens and the gaps between them stand
// for to dst: the bytes that were parsed, whatever they were.
func (t *Tree) AppendText(dst []byte) []byte {
	at := uint32(0)
	for _, k := range t.tokens {
		dst = append(dst, t.Src[at:k.start]...)
		at = k.end()
		dst = append(dst, t.Src[k.start:at]...)
	}
	return append(dst, t.Src[at:]...)
}

// Memory returns the bytes of memory that the tree holds beside Src.
func (t *Tree) Memory() int {
	return cap(t.tokens)*int(unsafe.Sizeof(token{})) + cap(t.nodes)*int(unsafe.Sizeof(node{})) +
		cap(t.regions)*int(unsafe.Sizeof(region{})) + cap(t.lines)*int(unsafe.Sizeof(t.lines[0]))
}

// Seq is a sequence of sibling directives in the order of the file.
type Seq = iter.Seq[Directive]

// Top yields the directives at the top level of the file.
func (t *Tree) Top() Seq { return siblings(t.First()) }

// First returns the first directive at the top level, as a start for
// Directive.Next where a range function is too slow.
func (t *Tree) First() (Directive, bool) { return named(t, 0, int32(len(t.nodes))) }

func siblings(d Directive, ok bool) Seq {
	return func(yield func(Directive) bool) {
		for d, ok := d, ok; ok; d, ok = d.Next() {
			if !yield(d) {
				return
			}
		}
	}
}

// named returns the first directive from node n on, before node stop. Blocks
// without a name stay out: nginx refuses them, and they have no meaning.
func named(t *Tree, n, stop int32) (Directive, bool) {
	for n < stop && t.nodes[n].words() == 0 {
		n = int32(t.nodes[n].end)
	}
	return Directive{t: t, n: n, stop: stop}, n < stop
}

// lineChunk is the distance between two entries of the line index: small
// enough to count the rest at once, large enough for the index to be nothing
// beside the text.
const lineChunk = 1 << 10

// LineOf returns the line, from 1, that holds offset off. Lines end at LF. An
// offset behind the end is on the last line, which is empty if the text ends
// with LF. The first call builds an index of 4 bytes a KiB.
func (t *Tree) LineOf(off uint32) int {
	off = min(off, uint32(len(t.Src)))
	if len(t.lines) == 0 {
		t.indexLines()
	}
	chunk := off / lineChunk
	return int(t.lines[chunk]) + bytes.Count(t.Src[chunk*lineChunk:off], newline)
}

var newline = []byte{'\n'}

func (t *Tree) indexLines() {
	line := uint32(1)
	for at := 0; ; at += lineChunk {
		t.lines = append(t.lines, line)
		if at+lineChunk > len(t.Src) {
			return
		}
		line += uint32(bytes.Count(t.Src[at:at+lineChunk], newline))
	}
}
